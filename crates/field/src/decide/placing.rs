//! Takes a report and places it on its visit by the time it happened (SMS-4, SMS-6, ORD-9 to ORD-11, ORD-37).

use decider::{Context, Draft};
use proto::field::{
    Acknowledged, Arrived, Companion, Departed, FieldEvent, FlagKind, Happened, LeftUnrepaired, Repaired,
    ReportFlagged, ReportKind,
};
use types::{Actor, Instant, MessageId, PersonId, Personal};

use crate::order::{FieldOrder, Flag, Place};

/// Who reports, and how it came.
pub(super) struct Teller<'a> {
    pub(super) context: &'a Context<'a>,
    /// The engineer whose report it is.
    pub(super) person: &'a PersonId,
    pub(super) message: Option<&'a MessageId>,
    /// Who stands behind the events, if not the one who sent the command.
    pub(super) actor: Option<Actor>,
}

/// What a report led to.
pub(super) struct Taken {
    pub(super) drafts: Vec<Draft<FieldEvent>>,
    /// They are on their way and did not say when they will be there.
    pub(super) asks_eta: bool,
}

pub(super) const fn kind_of(happened: &Happened) -> Option<ReportKind> {
    match happened {
        Happened::Departed { .. } => Some(ReportKind::Departed),
        Happened::Arrived => Some(ReportKind::Arrived),
        Happened::Repaired => Some(ReportKind::Repaired),
        Happened::LeftUnrepaired { .. } => Some(ReportKind::LeftUnrepaired),
        Happened::Acknowledged => None,
    }
}

/// The moment a report is placed at: not before the order was opened. Clocks differ a little, and people round.
// rule: SMS-3
pub(super) fn since_opened(context: &Context<'_>, order: &FieldOrder, at: Instant) -> Option<Instant> {
    let opened_at = order.facts.opened_at;
    (at + context.policy().sms().future_tolerance >= opened_at).then(|| at.max(opened_at))
}

impl Teller<'_> {
    /// Takes a report that happened at a moment. Nothing comes of one that is there already.
    pub(super) fn take(&self, order: &FieldOrder, happened: &Happened, at: Instant) -> Taken {
        let Some(kind) = kind_of(happened) else {
            return Taken {
                drafts: self.acknowledge(order, at),
                asks_eta: false,
            };
        };
        let drafts = match (order.place(kind, at), happened) {
            (Place::On(visit), _) => return self.on_visit(order, visit, happened, at),
            (Place::AlreadyThere(visit), Happened::Departed { eta: Some(eta), .. }) => {
                self.late_eta(order, visit, *eta)
            }
            (Place::AlreadyThere(_), _) => Vec::new(),
            // rule: ORD-17
            (Place::AfterTheEnd, _) => {
                self.flag(order, order.last_visit(), FlagKind::AfterTheEnd, Some(kind), at)
            }
            (Place::LeftOtherwise(visit), _) => self.flag(order, visit, FlagKind::OutOfOrder, Some(kind), at),
        };
        Taken {
            drafts,
            asks_eta: false,
        }
    }

    fn on_visit(&self, order: &FieldOrder, visit: u32, happened: &Happened, at: Instant) -> Taken {
        let (number, message) = (order.facts.order.clone(), self.message.cloned());
        let by = self.person.clone();
        let mut asks_eta = false;
        let mut flags = self.gaps(order, visit, happened, at);
        let event: FieldEvent = match happened {
            Happened::Departed { eta, companions } => {
                let (lead, companions) = self.crew(order, visit, companions);
                flags.extend(self.strangers(order, visit, &companions, at));
                asks_eta = eta.is_none() && !order.visits.contains_key(&visit);
                Departed {
                    order: number,
                    visit,
                    lead,
                    companions,
                    eta: *eta,
                    at,
                    message,
                }
                .into()
            }
            Happened::Arrived => Arrived {
                order: number,
                visit,
                by,
                at,
                message,
            }
            .into(),
            Happened::Repaired => Repaired {
                order: number,
                visit,
                by,
                at,
                message,
            }
            .into(),
            Happened::LeftUnrepaired { reason, words } => {
                let (reason, words) = (reason.clone(), words.clone());
                LeftUnrepaired {
                    order: number,
                    visit,
                    by,
                    reason,
                    words,
                    at,
                    message,
                }
                .into()
            }
            Happened::Acknowledged => {
                return Taken {
                    drafts: self.acknowledge(order, at),
                    asks_eta,
                };
            }
        };
        if asks_eta {
            flags.extend(self.flag(order, visit, FlagKind::EtaMissing, None, at));
        }
        let mut drafts = vec![self.draft(event, at)];
        drafts.append(&mut flags);
        Taken { drafts, asks_eta }
    }

    fn acknowledge(&self, order: &FieldOrder, at: Instant) -> Vec<Draft<FieldEvent>> {
        if order.acknowledged.contains(self.person) || order.is_over_at(at) {
            return Vec::new();
        }
        let (number, by) = (order.facts.order.clone(), self.person.clone());
        let acknowledged = Acknowledged {
            order: number,
            by,
            at,
            message: self.message.cloned(),
        };
        vec![self.draft(acknowledged.into(), at)]
    }

    /// The ETA that a departure lacked: the same departure is said again with it.
    // rule: ORD-9
    pub(super) fn late_eta(&self, order: &FieldOrder, visit: u32, eta: Instant) -> Vec<Draft<FieldEvent>> {
        let known = order.visits.get(&visit).filter(|known| known.lacks_eta());
        let Some(departure) = known.and_then(|known| known.departed.as_ref()) else {
            return Vec::new();
        };
        let departed = Departed {
            order: order.facts.order.clone(),
            visit,
            lead: departure.report.by.clone(),
            companions: departure.companions.clone(),
            eta: Some(eta),
            at: departure.report.at,
            message: self.message.cloned(),
        };
        let at = departed.at;
        vec![self.draft(departed.into(), at)]
    }

    /// The plan's lead stays lead when somebody of his crew reports; anybody else who departs leads.
    // rule: ORD-9
    // rule: SMS-4
    fn crew(&self, order: &FieldOrder, visit: u32, said: &[String]) -> (PersonId, Vec<Companion>) {
        let plan = order.assignment.as_ref().filter(|plan| plan.visit == visit);
        let plan = plan.filter(|plan| plan.crew().any(|named| named == self.person));
        let lead = plan
            .and_then(|plan| plan.lead.as_ref())
            .unwrap_or(self.person)
            .clone();
        let known = |person: &PersonId| Companion::Known {
            person: person.clone(),
        };
        let mut companions: Vec<Companion> = if said.is_empty() {
            plan.into_iter()
                .flat_map(|plan| &plan.companions)
                .map(known)
                .collect()
        } else {
            said.iter().map(|said| self.companion(said)).collect()
        };
        companions.push(known(self.person));
        companions.retain(|companion| *companion != known(&lead));
        companions.sort();
        companions.dedup();
        (lead, companions)
    }

    fn companion(&self, said: &str) -> Companion {
        let found = self.context.masters().person_said(said, self.context.now);
        found.map_or_else(
            || Companion::Unknown {
                said: said.to_owned().into(),
            },
            |person| Companion::Known {
                person: person.id.clone(),
            },
        )
    }

    fn strangers(
        &self,
        order: &FieldOrder,
        visit: u32,
        crew: &[Companion],
        at: Instant,
    ) -> Vec<Draft<FieldEvent>> {
        let unknown = crew.iter().filter_map(|companion| match companion {
            Companion::Unknown { said } => Some(said.clone()),
            Companion::Known { .. } => None,
        });
        unknown
            .flat_map(|said| self.flag_about(order, visit, FlagKind::UnknownCompanion, said, at))
            .collect()
    }

    /// What is missing before this report, and what came before it although it happened later.
    // rule: SMS-6
    fn gaps(
        &self,
        order: &FieldOrder,
        visit: u32,
        happened: &Happened,
        at: Instant,
    ) -> Vec<Draft<FieldEvent>> {
        let known = order.visits.get(&visit);
        let departed = known.is_some_and(|visit| visit.departed.is_some());
        let arrived = known.is_some_and(|visit| visit.arrived.is_some());
        let gap = match happened {
            Happened::Arrived if !departed => Some(FlagKind::ArrivedWithoutDeparture),
            Happened::Repaired | Happened::LeftUnrepaired { .. } if !arrived => {
                Some(FlagKind::LeftWithoutArrival)
            }
            Happened::Departed { .. }
            | Happened::Arrived
            | Happened::Repaired
            | Happened::LeftUnrepaired { .. }
            | Happened::Acknowledged => None,
        };
        let late = kind_of(happened).is_some_and(|kind| order.is_out_of_order(kind, visit));
        let flags = gap.into_iter().chain(late.then_some(FlagKind::OutOfOrder));
        flags
            .flat_map(|flag| self.flag(order, visit, flag, kind_of(happened), at))
            .collect()
    }

    /// Flags something about the reporter, and which of his reports, once.
    pub(super) fn flag(
        &self,
        order: &FieldOrder,
        visit: u32,
        flag: FlagKind,
        kind: Option<ReportKind>,
        at: Instant,
    ) -> Vec<Draft<FieldEvent>> {
        let name = self.context.masters().name_of(self.person);
        let about = kind.map_or_else(|| name.clone(), |kind| format!("{name}：{}", kind.title().zh));
        self.flag_about(order, visit, flag, about.into(), at)
    }

    pub(super) fn flag_about(
        &self,
        order: &FieldOrder,
        visit: u32,
        flag: FlagKind,
        about: Personal<String>,
        at: Instant,
    ) -> Vec<Draft<FieldEvent>> {
        let known = Flag { visit, flag, about };
        if order.is_flagged(&known) {
            return Vec::new();
        }
        let number = order.facts.order.clone();
        vec![
            self.draft(
                ReportFlagged {
                    order: number,
                    visit,
                    flag,
                    about: known.about,
                }
                .into(),
                at,
            ),
        ]
    }

    pub(super) fn draft(&self, event: FieldEvent, at: Instant) -> Draft<FieldEvent> {
        let draft = Draft::of(event).occurred(at);
        match &self.actor {
            Some(actor) => draft.by(actor.clone()),
            None => draft,
        }
    }
}
