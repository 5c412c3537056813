//! Follow-ups that are not done (ORD-39).

use proto::desk::{FollowUp, FollowUpState, FollowUps, FollowUpsQuery};
use types::Instant;

use super::names::Named;
use super::standing::Standing;
use super::{count, rows};
use crate::model::FollowUpKept;

pub(super) fn follow_ups(standing: &Standing<'_>, query: &FollowUpsQuery) -> FollowUps {
    let (named, now) = (standing.named(), standing.now);
    let of_all = standing
        .stories()
        .flat_map(|(order, _)| order.follow_ups.values());
    let open = of_all.filter(|kept| kept.done.is_none());
    let mut all: Vec<FollowUp> = open.map(|kept| shown(kept, &named, now)).collect();
    all.sort_by(|a, b| (a.at, &a.order, a.follow_up).cmp(&(b.at, &b.order, b.follow_up)));
    let due = count(
        all.iter()
            .filter(|follow_up| follow_up.state == FollowUpState::Due)
            .count(),
    );
    let total = count(all.len());
    FollowUps {
        follow_ups: rows(all, query.skip, query.limit),
        due,
        total,
    }
}

pub(super) fn shown(kept: &FollowUpKept, named: &Named<'_>, now: Instant) -> FollowUp {
    let set = &kept.set;
    // rule: ORD-39
    let state = match &kept.done {
        Some(_) => FollowUpState::Done,
        None if set.at <= now => FollowUpState::Due,
        None => FollowUpState::Coming,
    };
    FollowUp {
        order: set.order.clone(),
        follow_up: set.follow_up,
        text: set.text.to_string(),
        at: set.at,
        set_by: set.set_by.as_ref().map(|id| named.person(id)),
        state,
        done_at: kept.done.as_ref().map(|(at, _)| *at),
        note: kept
            .done
            .as_ref()
            .map(|(_, note)| note.clone())
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use proto::desk::Query;
    use proto::hotline::{FollowUpDone, FollowUpSet};

    use super::*;
    use crate::testing::{Logs, facts, number, person, t};

    // rule: ORD-39
    #[test]
    fn follow_ups_come_by_their_time_and_go_when_they_are_done() {
        let mut logs = Logs::new();
        logs.opens(facts(1)).opens(facts(2));
        for (order, text, at) in [(1, "再打电话", "05 15:00"), (2, "问配件到货", "05 11:00")] {
            let set_by = Some(person("wei"));
            let text = text.to_owned().into();
            logs.hotline(FollowUpSet {
                order: number(order),
                follow_up: 1,
                text,
                at: t(at),
                set_by,
            });
        }
        logs.at("05 12:00");
        let open: FollowUps = logs.ask(&Query::FollowUps(FollowUpsQuery::default()));
        let told: Vec<_> = open
            .follow_ups
            .iter()
            .map(|kept| (kept.text.as_str(), kept.state))
            .collect();
        assert_eq!(
            told,
            [
                ("问配件到货", FollowUpState::Due),
                ("再打电话", FollowUpState::Coming)
            ]
        );
        assert_eq!((open.due, open.total), (1, 2));
        logs.hotline(FollowUpDone {
            order: number(2),
            follow_up: 1,
            note: "明天到".into(),
        });
        let open: FollowUps = logs.ask(&Query::FollowUps(FollowUpsQuery::default()));
        assert_eq!((open.due, open.total), (0, 1));
    }
}
