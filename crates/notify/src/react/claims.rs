//! Claims that went back, and their clock (CLM-4, SLA-5).

use decider::{Context, Foreign};
use proto::claims::{ClaimReturned, ClaimsEvent};
use proto::notify::{NotifyCommand, Purpose};
use sla::policy::OrderNotice;

use super::clocks;
use crate::NotifyState;
use crate::post::Post;
use crate::state::KnownOrder;
use crate::texts::{About, claims};

pub(super) fn react(
    state: &NotifyState,
    event: &ClaimsEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let order = &*state.order(&proto::order_of_stream(&foreign.stream)?)?;
    match event {
        ClaimsEvent::ClaimReturned(returned) => claim_returned(returned, order, foreign, context),
        ClaimsEvent::ClockWarned(_) | ClaimsEvent::ClockBreached(_) | ClaimsEvent::BreachLifted(_) => {
            clocks::react(order, &event.clock_event()?, foreign, context)
        }
        // Filing, deciding and paying is the business of those who do it.
        _ => None,
    }
}

/// The engineer reads what is missing and how to send it; the policy's roles, of whom.
// rule: CLM-4
fn claim_returned(
    returned: &ClaimReturned,
    order: &KnownOrder,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let (facts, about) = (&order.facts, About::new(&order.facts, context));
    let mut post = Post::new(foreign, context).about(&facts.order);
    let engineer = returned.engineer.as_ref().or(order.engineer.as_ref());
    if let Some(engineer) = engineer {
        let text = claims::returned_to_engineer(&about, &returned.missing);
        post.person(engineer, Purpose::ClaimReturned, &text);
    }
    let name = engineer.map(|engineer| context.masters().name_of(engineer));
    let text = claims::returned(&about, &returned.missing, name.as_deref());
    post.staff(OrderNotice::ClaimReturned, facts, Purpose::ClaimReturned, &text);
    post.into_command()
}

#[cfg(test)]
mod tests {
    use proto::claims::MissingItem;
    use proto::directory::DeputyAppointed;
    use types::ServiceName::Claims;
    use types::{ClaimNumber, Sentence};

    use super::*;
    use crate::samples::{at, expect, number, person, queued, scene, station, told, with_order};

    fn returned() -> ClaimsEvent {
        let missing = MissingItem {
            item: "photos".into(),
            title: Sentence::new("照片", "photos"),
            note: "缺旧件铭牌".into(),
        };
        ClaimReturned {
            claim: ClaimNumber::first(number()),
            missing: vec![missing],
            engineer: Some(person("he")),
            station: Some(station("XZ")),
        }
        .into()
    }

    #[test]
    fn a_returned_claim_tells_engineer_and_station_manager_what_is_missing() {
        // rule: CLM-4
        let mut scenario = with_order();
        let wanted = queued(scenario.hears(Claims, returned()));
        let texts: Vec<String> = wanted.iter().map(|wanted| wanted.text.to_string()).collect();
        assert!(
            texts.iter().all(|text| text.contains("照片（缺旧件铭牌）")),
            "{texts:?}"
        );
        assert!(
            texts[0].contains("换件 件号 x数量") && texts[1].contains("何田"),
            "{texts:?}"
        );
    }

    #[test]
    fn deputies_read_for_whom_they_are_told() {
        // rule: DIR-1
        let mut scenario = with_order();
        for (away, deputy) in [("he", "lu"), ("zhou", "fang")] {
            scenario.directory(DeputyAppointed {
                person: person(away),
                deputy: person(deputy),
                from: at("2026-01-05T00:00:00+08:00"),
                until: at("2026-01-06T00:00:00+08:00"),
            });
        }
        let wanted = queued(scenario.hears(Claims, returned()));
        let starts = [
            "【服务热线】（代何田）索赔退回",
            "【服务热线】（代周启明）索赔退回",
        ];
        for (wanted, start) in wanted.iter().zip(starts) {
            assert!(wanted.text.to_string().starts_with(start), "{}", wanted.text);
        }
    }

    #[test]
    fn without_an_engineer_the_station_manager_is_told_and_of_an_unknown_order_nobody() {
        // rule: CLM-4
        let mut scenario = with_order();
        let ClaimsEvent::ClaimReturned(returned) = returned() else {
            panic!("a returned claim")
        };
        let nobody = ClaimsEvent::from(ClaimReturned {
            engineer: None,
            ..returned
        });
        assert_eq!(
            told(scenario.hears(Claims, nobody.clone())),
            expect(&[("zhou", Purpose::ClaimReturned)])
        );
        scene().hears(Claims, nobody).then_nothing();
    }
}
