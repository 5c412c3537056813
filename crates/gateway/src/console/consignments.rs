//! One consignment of old parts: its list, the count, and what is settled about it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{ConsignmentView, Form, Frame, Place, Refused};
use proto::desk::{Answered, ConsignmentPage, ConsignmentQuery, Query};
use sla::policy::Policy;
use types::ConsignmentId;

use super::answer::Written;
use super::asked::{ask_desk, policy};
use super::forms::{self, FormPage, look};
use super::sent::Sent;
use super::visit::Visit;
use crate::gate::Gate;
use crate::params;
use crate::refusal::Refusal;

/// A consignment as it stands.
struct Known {
    consignment: Answered<ConsignmentPage>,
    policy: Arc<Policy>,
}

/// A consignment, or one of its discrepancies.
type About = (ConsignmentId, Option<u32>);

impl FormPage for Known {
    type About = About;

    async fn of(gate: &Gate, visit: &Visit, (id, _): &About) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let query = Query::Consignment(ConsignmentQuery {
            consignment: id.clone(),
        });
        let found = ask_desk::<ConsignmentPage>(gate, caller, None, query);
        let (consignment, policy) = futures::try_join!(found, policy(gate, caller))?;
        Ok(Self { consignment, policy })
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn form(&self, visit: &Visit, (_, number): &About, command: &str) -> Option<Form> {
        self.view(None).form(command, *number, &self.frame(visit))
    }

    fn page(&self, visit: &Visit, (_, number): &About, refused: Option<Refused<'_>>) -> Written {
        let refused = refused.map(|refused| (*number, refused));
        Ok(self.view(refused).page(&self.frame(visit))?)
    }

    fn after(&self, (id, _): &About, _: &str) -> String {
        format!("/consignments/{id}")
    }
}

impl Known {
    fn frame<'v>(&self, visit: &'v Visit) -> Frame<'v> {
        visit.frame(Place::Parts, self.consignment.as_of, &self.policy)
    }

    fn view<'a>(&'a self, refused: Option<(Option<u32>, Refused<'a>)>) -> ConsignmentView<'a> {
        ConsignmentView {
            page: &self.consignment.answer,
            policy: &self.policy,
            refused,
        }
    }
}

pub(super) async fn consignment(
    State(gate): State<Gate>,
    visit: Visit,
    id: Result<params::Place<ConsignmentId>, Refusal>,
) -> Response {
    look::<Known>(&gate, &visit, id.map(|params::Place(id)| (id, None))).await
}

/// Sends a command about a consignment.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(ConsignmentId, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let wanted = place.map(|params::Place((id, service, command))| ((id, None), service, command));
    forms::act::<Known>(&gate, &visit, wanted, sent).await
}

/// Sends a command about one of a consignment's discrepancies.
pub(super) async fn settle(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(ConsignmentId, u32, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let wanted =
        place.map(|params::Place((id, number, service, command))| ((id, Some(number)), service, command));
    forms::act::<Known>(&gate, &visit, wanted, sent).await
}
