//! The edge: the carrier that takes text messages to phones, the store of documents, and the building of packages.

use std::collections::BTreeMap;
use std::io::Cursor;

use papers::{package_name, write_package};
use proto::claims::{PackageContent, ReportPackage};
use proto::document::{Document, DocumentKind};
use proto::notify::SendOutcome;
use serde_json::json;
use types::{Actor, Hash, MessageId, ServiceName, Span};

use crate::agenda::{Happening, Life};
use crate::clients::NewCall;
use crate::edge::{Errand, Report};
use crate::mutant::Mutant;
use crate::node::Incoming;
use crate::world::World;

/// What happened at the edge.
#[derive(Debug, Default)]
pub(crate) struct Carrier {
    /// The attempts of each message that the carrier took.
    pub taken: BTreeMap<MessageId, Vec<u32>>,
    /// Packages by their hash.
    pub packages: BTreeMap<Hash, Vec<u8>>,
}

impl World {
    /// Does an effect for a process, and brings it the outcome if it still lives by then.
    pub(crate) fn perform(&mut self, life: Life, effect: String, errand: Errand) {
        let takes = self.dice.between(Span::micros(5_000), Span::micros(400_000));
        let report = match errand {
            Errand::Text {
                message,
                attempt,
                to,
                leftover,
            } => {
                let outcome = match to {
                    Some(_) => self.carry(&message, attempt, leftover),
                    None => no("sealed"),
                };
                Report::Text {
                    message,
                    attempt,
                    outcome,
                }
            }
            Errand::Package(content) => Report::Package(Box::new(self.build(&content))),
        };
        let done = Incoming::Done { effect, report };
        self.plan_after(takes, Happening::Reaches(life, done));
    }

    /// As a gateway that does not recognise our ids: what may have left already is not sent again.
    fn carry(&mut self, message: &MessageId, attempt: u32, leftover: bool) -> SendOutcome {
        if leftover && self.plan.mutant != Some(Mutant::SendsLeftovers) {
            return SendOutcome::Uncertain {
                reason: "the process ended before the gateway's answer".to_owned(),
            };
        }
        if self.dice.happens(self.faults.carrier_no) {
            self.tally.refused_texts += 1;
            return no("503");
        }
        let silent = self.dice.happens(self.faults.carrier_silent);
        if silent && self.dice.happens(5_000) {
            self.tally.unanswered_texts += 1;
            return unanswered();
        }
        self.carrier
            .taken
            .entry(message.clone())
            .or_default()
            .push(attempt);
        self.report_delivery(message);
        if silent {
            self.tally.unanswered_texts += 1;
            return unanswered();
        }
        SendOutcome::Accepted
    }

    /// The carrier reports, perhaps twice, and brings its report until it is taken.
    fn report_delivery(&mut self, message: &MessageId) {
        let at = self.now + self.dice.between(Span::seconds(1), Span::seconds(40));
        let body = json!({ "message": message, "delivery": "delivered", "at": at, "detail": "" });
        let body = body.to_string();
        let id = Hash::of(&[b"sms-report", body.as_bytes()]).id();
        let call = NewCall {
            service: ServiceName::Notify,
            command: "take-delivery-report",
            body,
            actor: Actor::Gateway,
            id,
        };
        let call = self.clients.add(call, None);
        self.agenda.plan(at, Happening::Call(call));
    }

    fn build(&mut self, content: &PackageContent) -> ReportPackage {
        let mut bytes = Vec::new();
        let open = |hash: &Hash| Ok(self.documents.get(hash).cloned().map(Cursor::new));
        let package = write_package(content, open, &mut bytes)
            .map_err(|failure| failure.to_string())
            .map(|()| Document {
                hash: Hash::of(&[&bytes]),
                size: bytes.len() as u64,
                media_type: "application/zip".to_owned(),
                name: package_name(content),
                kind: DocumentKind::ClaimPackage,
            });
        if let Ok(document) = &package {
            self.carrier.packages.insert(document.hash, bytes);
        }
        ReportPackage {
            claim: content.claim.clone(),
            content: content.hash(),
            package,
        }
    }
}

fn no(reason: &str) -> SendOutcome {
    SendOutcome::Failed {
        reason: reason.to_owned(),
    }
}

fn unanswered() -> SendOutcome {
    SendOutcome::Uncertain {
        reason: "no answer".to_owned(),
    }
}
