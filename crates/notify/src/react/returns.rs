//! Old parts that have to be shipped or to arrive: one message for all of a station's (SLA-6, SLA-7).

use decider::{Context, Foreign};
use proto::notify::{NotifyCommand, Purpose};
use proto::returns::{ReturnsEvent, StationReminded};

use super::clocks::up_the_ladder;
use crate::post::Post;
use crate::texts::parts;

pub(super) fn react(event: &ReturnsEvent, foreign: &Foreign, context: &Context<'_>) -> Option<NotifyCommand> {
    match event {
        ReturnsEvent::StationReminded(reminded) => station_reminded(reminded, foreign, context),
        // The clock of each single part is summed up in what its station is reminded of.
        _ => None,
    }
}

// rule: SLA-6, SLA-7, SLA-22
fn station_reminded(
    reminded: &StationReminded,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let (masters, station) = (context.masters(), &reminded.station);
    let name = masters
        .station(station)
        .map_or(station.as_str(), |station| station.name.as_str());
    let zone = masters.zone(Some(station), context.policy().zone());
    let due_on = reminded.due_at.local(zone).date_naive();
    let (text, purpose) = if reminded.warning.is_some() {
        let text = parts::reminder(name, reminded.kind, reminded.parts.len(), due_on);
        (text, Purpose::PartsReminder)
    } else {
        let text = parts::overdue(name, reminded.kind, reminded.parts.len(), due_on);
        (text, Purpose::PartsOverdue)
    };
    let mut post = Post::new(foreign, context);
    let (kind, rung, policy) = (reminded.kind, reminded.rung, reminded.policy);
    up_the_ladder(&mut post, kind, rung, policy, context, |post, role| {
        post.role(role, Some(station), purpose, &text)
    });
    post.into_command()
}

#[cfg(test)]
mod tests {
    use proto::directory::ListKind;
    use sla::policy::{ClockKind, Policy, Role};
    use types::PartTag;
    use types::ServiceName::Returns;

    use super::*;
    use crate::samples::{at, expect, number, queued, scene, staff, station, told};

    fn reminded(kind: ClockKind, warning: Option<u32>, rung: u32) -> ReturnsEvent {
        let part = |line| PartTag {
            order: number(),
            line,
        };
        StationReminded {
            station: station("XZ"),
            kind,
            warning,
            due_at: at("2026-01-25T23:59:59+08:00"),
            noticed_at: at("2026-01-20T09:00:00+08:00"),
            parts: vec![part(1), part(2), part(3)],
            rung,
            policy: Policy::shipped().hash(),
        }
        .into()
    }

    #[test]
    fn a_station_manager_gets_one_message_for_all_parts_and_those_above_at_the_next_notices() {
        // rule: SLA-6, SLA-22
        let song = staff("song", "宋理", Role::ClaimsSupervisor, None, "13900000011");
        let mut scenario = scene().knowing(ListKind::People, vec![song]);
        let wanted = queued(scenario.hears(Returns, reminded(ClockKind::PartReturn, Some(1), 0)));
        assert_eq!(wanted.len(), 1);
        assert_eq!(
            wanted[0].text.to_string(),
            "【服务热线】旧件提醒：徐州站有3件旧件，须在1月25日前发出，请按期发运。"
        );
        let second = reminded(ClockKind::PartReturn, Some(2), 1);
        assert_eq!(
            told(scenario.hears(Returns, second)),
            expect(&[("song", Purpose::PartsReminder)])
        );
        let breach = reminded(ClockKind::PartReturn, None, 3);
        assert_eq!(
            told(scenario.hears(Returns, breach)),
            expect(&[("shen", Purpose::PartsOverdue)])
        );
    }

    #[test]
    fn what_does_not_arrive_is_told_to_station_and_warehouse() {
        // rule: SLA-7
        let ku = staff("ku", "库存芳", Role::WarehouseKeeper, None, "13900000012");
        let mut scenario = scene().knowing(ListKind::People, vec![ku]);
        let warning = reminded(ClockKind::PartArrival, Some(1), 0);
        let all = [("zhou", Purpose::PartsReminder), ("ku", Purpose::PartsReminder)];
        assert_eq!(told(scenario.hears(Returns, warning)), expect(&all));
    }
}
