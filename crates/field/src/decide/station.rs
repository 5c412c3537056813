//! The station manager's reply by SMS: a plan or a phone solution (SMS-2, ORD-7, ORD-8).

use proto::field::{FlagKind, PhoneSolutionReported, PlanReported};
use types::{Instant, PersonId, Personal};

use super::acts::title;
use super::placing::{Teller, since_opened};
use super::staff::{Acted, Listener};
use crate::mistake::Objection;
use crate::order::{Assignment, FieldOrder};
use crate::people::manages;
use crate::text::Meaning;

impl Listener<'_> {
    // rule: ORD-8
    pub(super) fn plan(
        &self,
        order: &FieldOrder,
        depart_at: Instant,
        (engineers, perhaps): (&[String], &[String]),
        sent_at: Instant,
        teller: &Teller<'_>,
    ) -> Acted {
        let meaning = Meaning::Plan {
            depart_at,
            engineers: Vec::new(),
            perhaps: Vec::new(),
        };
        let at = self.managed(&meaning, order, sent_at, teller)?;
        let (crew, strangers) = self.engineers(engineers, perhaps, sent_at)?;
        if order
            .standing_plan()
            .is_some_and(|plan| is_same(plan, depart_at, &crew))
        {
            return Ok((Vec::new(), Vec::new()));
        }
        let out = order
            .visits
            .values()
            .next_back()
            .filter(|visit| visit.left.is_none());
        let started = out.and_then(|visit| {
            visit
                .departed
                .as_ref()
                .map(|departure| &departure.report)
                .or(visit.arrived.as_ref())
        });
        if started.is_some_and(|report| report.at <= sent_at) {
            return Err(Objection::Underway {
                order: order.facts.order.clone(),
            }
            .into());
        }
        let mut crew = crew.into_iter();
        let planned = PlanReported {
            order: order.facts.order.clone(),
            by: self.person.clone(),
            depart_at,
            lead: crew.next(),
            companions: crew.collect(),
            at,
            message: teller.message.unwrap_or(&self.incoming.id).clone(),
        };
        let visit = order.last_visit();
        let mut drafts = vec![teller.draft(planned.into(), at)];
        drafts.extend(teller.flag(order, visit, FlagKind::PlanInputsMissing, None, at));
        for said in strangers {
            drafts.extend(teller.flag_about(
                order,
                visit,
                FlagKind::UnknownCompanion,
                Personal::from(said),
                at,
            ));
        }
        Ok((drafts, Vec::new()))
    }

    // rule: ORD-7
    pub(super) fn solved(
        &self,
        order: &FieldOrder,
        solution: &str,
        sent_at: Instant,
        teller: &Teller<'_>,
    ) -> Acted {
        if order.ended.is_some_and(|end| !end.cancelled) {
            return Ok((Vec::new(), Vec::new()));
        }
        let meaning = Meaning::PhoneSolved {
            solution: String::new(),
        };
        let at = self.managed(&meaning, order, sent_at, teller)?;
        let solved = PhoneSolutionReported {
            order: order.facts.order.clone(),
            by: self.person.clone(),
            solution: solution.to_owned(),
            at,
            message: teller.message.unwrap_or(&self.incoming.id).clone(),
        };
        Ok((vec![teller.draft(solved.into(), at)], Vec::new()))
    }

    /// When the station's reply counts: it is the manager's to give, and the order's while it is open.
    fn managed(
        &self,
        meaning: &Meaning,
        order: &FieldOrder,
        sent_at: Instant,
        teller: &Teller<'_>,
    ) -> Result<Instant, Objection> {
        if !manages(teller.context.masters(), order, self.person, sent_at) {
            return Err(Objection::OnlyManager { what: title(meaning) });
        }
        if order.ended_at().is_some() {
            return Err(Objection::Ended {
                order: order.facts.order.clone(),
            });
        }
        since_opened(teller.context, order, sent_at).ok_or_else(|| self.before(order))
    }

    /// The engineers a plan names, the lead first, and names of nobody who is known; `perhaps` are words that count
    /// only if somebody is called so. A plan may name nobody; if it names only strangers, they are asked about.
    // rule: SMS-4
    fn engineers(
        &self,
        said: &[String],
        perhaps: &[String],
        at: Instant,
    ) -> Result<(Vec<PersonId>, Vec<String>), Objection> {
        let (mut known, mut strangers) = (Vec::new(), Vec::new());
        let said = said.iter().map(|said| (said, true));
        for (said, is_name) in said.chain(perhaps.iter().map(|said| (said, false))) {
            match self.incoming.context.masters().person_said(said, at) {
                Some(person) if known.contains(&person.id) => {}
                Some(person) => known.push(person.id.clone()),
                None if is_name => strangers.push(said.clone()),
                None => {}
            }
        }
        if known.is_empty() && !strangers.is_empty() {
            return Err(Objection::UnknownEngineers { said: strangers });
        }
        Ok((known, strangers))
    }
}

fn is_same(plan: &Assignment, depart_at: Instant, crew: &[PersonId]) -> bool {
    let same_crew = plan.crew().eq(crew.iter());
    plan.depart_at == Some(depart_at) && (crew.is_empty() || same_crew)
}

#[cfg(test)]
mod tests {
    use proto::directory::DeputyAppointed;
    use proto::field::{FieldEvent, FieldOrderEnded, FlagKind, PhoneSolutionReported, PlanReported};

    use crate::decide::given::*;

    fn planned(events: &[FieldEvent]) -> &PlanReported {
        match &events[2] {
            FieldEvent::PlanReported(planned) => planned,
            other => panic!("{other:?}"),
        }
    }

    // rule: ORD-8
    // rule: SMS-2
    #[test]
    fn the_station_managers_plan_names_time_and_engineers_and_lacks_its_inputs() {
        let mut world = world_with(&[&[]]);
        let events = sms(&mut world, "08:30", HAN, "派工 下午2点 林海 周宁").events();
        let expected = PlanReported {
            order: number(1),
            by: person("han"),
            depart_at: at("14:00"),
            lead: Some(person("lin")),
            companions: vec![person("zhou")],
            at: at("08:30"),
            message: id_of(&events),
        };
        assert_eq!(planned(&events), &expected);
        assert_eq!(flags(&events), [FlagKind::PlanInputsMissing]);
        world.given(vec![plan(1, 1, &["lin"])]);
        let same = sms(&mut world, "08:40", HAN, &format!("计划 {} 9点 林海", number(1))).kinds();
        assert_eq!(same, ["MessageReceived", "MessageUnderstood"]);
    }

    // rule: SMS-4
    // rule: ORD-8
    #[test]
    fn a_plan_with_nobody_known_is_asked_about_and_one_stranger_beside_a_lead_is_flagged() {
        let mut world = world_with(&[&[]]);
        let events = sms(
            &mut world,
            "08:30",
            HAN,
            &format!("计划 {} 14:00 高远", number(1)),
        )
        .events();
        assert_eq!(mistakes(&events), ["ORD-8.engineer_unknown"]);
        let events = sms(
            &mut world,
            "08:31",
            HAN,
            &format!("计划 {} 14:00 林海 高远", number(1)),
        )
        .events();
        assert_eq!(planned(&events).lead, Some(person("lin")));
        assert_eq!(
            flags(&events),
            [FlagKind::PlanInputsMissing, FlagKind::UnknownCompanion]
        );
        let nobody = sms(&mut world, "08:32", HAN, &format!("计划 {} 15:00", number(1))).events();
        assert_eq!(planned(&nobody).lead, None);
    }

    // rule: SMS-4
    // rule: ORD-8
    #[test]
    fn a_plan_that_tells_of_parts_and_tools_names_no_strangers_by_them() {
        for (text, lead) in [
            ("计划 14:00 配件有货 工具备齐 主修 林海", Some(person("lin"))),
            ("计划 14:00 配件有货 人员到位 车已备", None),
        ] {
            let mut world = world_with(&[&[]]);
            let events = sms(&mut world, "08:30", HAN, text).events();
            assert_eq!(planned(&events).lead, lead, "{text}");
            assert_eq!(flags(&events), [FlagKind::PlanInputsMissing], "{text}");
        }
    }

    // rule: ORD-7
    // rule: ORD-8
    // rule: DIR-1
    #[test]
    fn only_the_stations_manager_or_a_deputy_replies() {
        let mut world = world_with(&[&[], &["lin"]]);
        let plan = format!("计划 {} 14:00", number(1));
        let events = sms(&mut world, "08:30", LIN, &plan).events();
        assert_eq!(mistakes(&events), ["ORD-8.only_manager"]);
        assert_eq!(
            mistakes(&sms(&mut world, "08:31", SONG, &plan).events()),
            ["SMS-1.not_yours"]
        );
        let (from, until) = (at("08:00"), at("12:00"));
        world.directory(DeputyAppointed {
            person: person("han"),
            deputy: person("song"),
            from,
            until,
        });
        let events = sms(&mut world, "08:40", SONG, "电话解决 重启后正常").events();
        let expected = PhoneSolutionReported {
            order: number(1),
            by: person("song"),
            solution: "重启后正常".to_owned(),
            at: at("08:40"),
            message: id_of(&events),
        };
        assert_eq!(events.last(), Some(&expected.into()));
    }

    // rule: ORD-7
    // rule: ORD-17
    #[test]
    fn a_solution_sent_again_changes_nothing_and_a_cancelled_order_takes_none() {
        let mut world = world_with(&[&[], &[]]);
        for (counter, cancelled) in [(1, false), (2, true)] {
            world.given(vec![
                FieldOrderEnded {
                    order: number(counter),
                    at: at("08:30"),
                    cancelled,
                }
                .into(),
            ]);
        }
        let text = |counter| format!("DH {} 指导复位", number(counter));
        assert_eq!(
            sms(&mut world, "08:40", HAN, &text(1)).kinds(),
            ["MessageReceived", "MessageUnderstood"]
        );
        assert_eq!(
            mistakes(&sms(&mut world, "08:41", HAN, &text(2)).events()),
            ["ORD-17.already_ended"]
        );
    }

    // rule: ORD-8
    // rule: SMS-6
    #[test]
    fn nothing_is_planned_for_engineers_who_have_departed_unless_the_text_is_older() {
        let mut world = world_with(&[&["lin"]]);
        said(&mut world, "09:00", LIN, "出发 14:00");
        let text = format!("计划 {} 15:00 周宁", number(1));
        assert_eq!(
            mistakes(&sms(&mut world, "09:30", HAN, &text).events()),
            ["ORD-8.underway"]
        );
        let late = sms_sent(&mut world, "09:31", "08:50", HAN, &text).events();
        assert_eq!(planned(&late).at, at("08:50"));
    }
}
