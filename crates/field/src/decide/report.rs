//! Reports by client or console (ORD-9, ORD-10, ORD-11).

use decider::Context;
use proto::field::{Happened, Report};
use types::{Actor, PersonId};

use super::Decided;
use super::placing::{Teller, kind_of, since_opened};
use crate::order::{FieldOrder, Place};
use crate::people::{belongs, may_enter_for};
use crate::{FieldRejection, State};

pub(super) fn report(state: &State, report: &Report, context: &Context<'_>) -> Decided {
    let order = &*state
        .order(&report.order)
        .ok_or_else(|| FieldRejection::UnknownOrder(report.order.clone()))?;
    let engineer = engineer(report, context)?;
    may_report(order, engineer, context)?;
    let now = context.now;
    let said_at = report.at.unwrap_or(now);
    if said_at > now {
        return Err(FieldRejection::InFuture { at: said_at, now });
    }
    let before = || FieldRejection::BeforeOrder {
        at: said_at,
        opened_at: order.facts.opened_at,
    };
    let at = since_opened(context, order, said_at).ok_or_else(before)?;
    check(&report.happened, at, context)?;
    if let Some(kind) = kind_of(&report.happened) {
        match order.place(kind, at) {
            Place::On(_) | Place::AlreadyThere(_) => {}
            Place::AfterTheEnd => return Err(FieldRejection::AlreadyEnded(report.order.clone())),
            Place::LeftOtherwise(visit) => {
                return Err(FieldRejection::LeftOtherwise {
                    order: report.order.clone(),
                    visit,
                });
            }
        }
    }
    let teller = Teller {
        context,
        person: engineer,
        message: None,
        actor: None,
    };
    Ok(teller.take(order, &report.happened, at).drafts)
}

/// Whose report it is: the engineer named, or the one who acts.
fn engineer<'a>(report: &'a Report, context: &Context<'a>) -> Result<&'a PersonId, FieldRejection> {
    let engineer = match (&report.engineer, context.actor) {
        (Some(engineer), _) | (None, Actor::Person(engineer)) => engineer,
        (None, Actor::Local | Actor::Gateway | Actor::Service(_)) => {
            return Err(FieldRejection::EngineerRequired);
        }
    };
    if context.masters().person(engineer).is_none() {
        return Err(FieldRejection::UnknownEngineer(engineer.clone()));
    }
    Ok(engineer)
}

/// The engineer belongs to the order, and the actor is the engineer or may enter it for him.
// rule: SMS-1
// rule: DIR-1
fn may_report(order: &FieldOrder, engineer: &PersonId, context: &Context<'_>) -> Result<(), FieldRejection> {
    if context.person() != Some(engineer) && !may_enter_for(context, order, engineer) {
        return Err(FieldRejection::MayNotEnterFor(engineer.clone()));
    }
    if !belongs(context.masters(), order, engineer, context.now) {
        let order = order.facts.order.clone();
        return Err(FieldRejection::NotYours {
            order,
            engineer: engineer.clone(),
        });
    }
    Ok(())
}

/// What a report says must make sense: an ETA ahead, a reason the policy knows.
pub(super) fn check(
    happened: &Happened,
    at: types::Instant,
    context: &Context<'_>,
) -> Result<(), FieldRejection> {
    match happened {
        // rule: SMS-3
        Happened::Departed { eta: Some(eta), .. } if *eta < at => {
            Err(FieldRejection::EtaInPast { eta: *eta, at })
        }
        // rule: ORD-11
        Happened::LeftUnrepaired { reason, .. } => {
            let known = context.policy().unrepaired_reasons();
            if known.iter().any(|known| known.reason.code == *reason) {
                return Ok(());
            }
            let known = known.iter().map(|known| known.reason.clone()).collect();
            Err(FieldRejection::UnknownReason {
                reason: reason.clone(),
                known,
            })
        }
        Happened::Departed { .. } | Happened::Arrived | Happened::Repaired | Happened::Acknowledged => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use decider::harness::Scenario;
    use proto::field::{Departed, FieldOrderEnded, FlagKind};
    use types::{Actor, Instant};

    use super::*;
    use crate::Field;
    use crate::decide::given::*;

    fn departs(eta: Option<Instant>) -> Happened {
        Happened::Departed {
            eta,
            companions: vec!["周宁".to_owned()],
        }
    }

    fn said_by(engineer: Option<&str>, happened: Happened, clock: Option<&str>) -> Report {
        Report {
            order: number(1),
            happened,
            at: clock.map(at),
            engineer: engineer.map(person),
        }
    }

    fn unrepaired(reason: &str) -> Happened {
        Happened::LeftUnrepaired {
            reason: reason.to_owned(),
            words: String::new(),
        }
    }

    fn at_noon() -> Scenario<Field> {
        let mut world = world_with(&[&["lin"]]);
        world.passes_until(&at("12:00").to_string());
        world
    }

    // rule: ORD-9
    #[test]
    fn an_engineer_reports_by_client_and_the_same_again_adds_nothing() {
        let mut world = at_noon();
        let report = said_by(None, departs(Some(at("14:00"))), Some("11:30"));
        let expected = Departed {
            order: number(1),
            visit: 1,
            lead: person("lin"),
            companions: vec![proto::field::Companion::Known {
                person: person("zhou"),
            }],
            eta: Some(at("14:00")),
            at: at("11:30"),
            message: None,
        };
        world.by("lin").when(report.clone()).then(vec![expected.into()]);
        world.when(report).then_nothing();
        assert_eq!(
            world.when(said_by(None, Happened::Acknowledged, None)).kinds(),
            ["Acknowledged"]
        );
        world
            .when(said_by(None, Happened::Acknowledged, None))
            .then_nothing();
        assert_eq!(
            world.when(said_by(None, Happened::Arrived, None)).kinds(),
            ["Arrived"]
        );
        assert_eq!(
            world.when(said_by(None, unrepaired("tools"), None)).kinds(),
            ["LeftUnrepaired"]
        );
    }

    // rule: ORD-9
    #[test]
    fn a_departure_without_eta_is_flagged_and_the_same_with_one_completes_it() {
        let mut world = at_noon();
        let events = world.by("lin").when(said_by(None, departs(None), None)).events();
        assert_eq!(flags(&events), [FlagKind::EtaMissing]);
        assert_eq!(
            world
                .when(said_by(None, departs(Some(at("14:00"))), None))
                .kinds(),
            ["Departed"]
        );
    }

    // rule: SMS-1
    // rule: DIR-1
    #[test]
    fn the_hotline_and_the_stations_manager_enter_for_an_engineer_and_others_do_not() {
        for entering in ["qin", "han"] {
            let mut world = at_noon();
            world.by(entering);
            assert!(
                world
                    .when(said_by(Some("lin"), Happened::Arrived, None))
                    .kinds()
                    .contains(&"Arrived")
            );
        }
        let mut world = at_noon();
        world
            .by("song")
            .when(said_by(Some("lin"), Happened::Arrived, None))
            .rejected("SMS-1.not_for_others");
        world
            .by("tao")
            .when(said_by(None, Happened::Arrived, None))
            .rejected("SMS-1.not_yours");
        world
            .by_actor(Actor::Local)
            .when(said_by(None, Happened::Arrived, None))
            .rejected("ORD-9.engineer_required");
        world
            .when(said_by(Some("nobody"), Happened::Arrived, None))
            .rejected("SMS-4.engineer_unknown");
    }

    // rule: SMS-3
    // rule: ORD-11
    // rule: ORD-17
    #[test]
    fn each_no_of_a_report_by_client_is_named() {
        let mut world = at_noon();
        world.by("lin");
        let other = Report {
            order: number(9),
            ..said_by(None, Happened::Arrived, None)
        };
        world.when(other).rejected("order.unknown");
        world
            .when(said_by(None, Happened::Arrived, Some("12:01")))
            .rejected("SMS-3.time_in_future");
        world
            .when(said_by(None, Happened::Arrived, Some("07:00")))
            .rejected("SMS-3.before_order");
        world
            .when(said_by(None, departs(Some(at("11:00"))), None))
            .rejected("SMS-3.time_in_past");
        let rejection = world
            .when(said_by(None, unrepaired("weather"), None))
            .rejected("ORD-11.reason_unknown");
        assert!(rejection.facts["known"].to_string().contains("waiting_parts"));
        assert!(
            world
                .when(said_by(None, unrepaired("tools"), None))
                .kinds()
                .contains(&"LeftUnrepaired")
        );
        world
            .when(said_by(None, Happened::Repaired, Some("11:00")))
            .rejected("ORD-11.left_already");
        world.given(vec![
            FieldOrderEnded {
                order: number(1),
                at: at("12:00"),
                cancelled: true,
            }
            .into(),
        ]);
        world
            .when(said_by(None, Happened::Repaired, None))
            .rejected("ORD-17.already_ended");
    }
}
