//! Notices warnings and breaches of SLA-5 when their time has come (SLA-20, SLA-22).

use decider::{Context, Draft, clocks};
use proto::claims::ClaimsEvent;
use types::Instant;

use crate::state::State;

/// Every warning and breach due at or before `until`, in order of their due times, each once. The machine runs again by
/// then, so no notice starts higher because of it.
pub(crate) fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<ClaimsEvent>> {
    clocks::drafts(state.clocks().fire(until, context, |_| false))
}
