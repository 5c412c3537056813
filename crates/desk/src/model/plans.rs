//! Dispatch plans, each with what became of it (ORD-8, ORD-38).

use proto::desk::PlanState;
use proto::dispatch::{PlanChanged, PlanInputs, PlanMade};
use serde::{Deserialize, Serialize};
use types::{Instant, MessageId, PersonId, StationId};

/// A plan as it was made.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlanKept {
    pub(crate) visit: u32,
    pub(crate) station: Option<StationId>,
    pub(crate) depart_at: Instant,
    pub(crate) lead: Option<PersonId>,
    pub(crate) companions: Vec<PersonId>,
    pub(crate) inputs: Option<PlanInputs>,
    pub(crate) made_at: Instant,
    pub(crate) by: Option<PersonId>,
    pub(crate) message: Option<MessageId>,
    /// [`PlanState::CarriedOut`] is told by its visit and not kept here.
    pub(crate) state: PlanState,
    pub(crate) reason: Option<String>,
}

impl PlanKept {
    pub(crate) fn made(made: &PlanMade) -> Self {
        Self {
            visit: made.visit,
            station: made.station.clone(),
            depart_at: made.depart_at,
            lead: made.lead.clone(),
            companions: made.companions.clone(),
            inputs: made.inputs.clone(),
            made_at: made.at,
            by: made.by.clone(),
            message: made.message.clone(),
            state: PlanState::Standing,
            reason: None,
        }
    }

    /// A plan that took the place of `former`, whose inputs it keeps.
    pub(crate) fn changed(
        changed: &PlanChanged,
        former: Option<&Self>,
        station: Option<&StationId>,
        at: Instant,
    ) -> Self {
        Self {
            visit: changed.visit,
            station: station.cloned(),
            depart_at: changed.depart_at,
            lead: changed.lead.clone(),
            companions: changed.companions.clone(),
            inputs: former.and_then(|former| former.inputs.clone()),
            made_at: at,
            by: changed.by.clone(),
            message: None,
            state: PlanState::Standing,
            reason: Some(changed.reason.clone()),
        }
    }
}
