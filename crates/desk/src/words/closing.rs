//! What hotline's records say of what follows a repair or its absence (ORD-5, ORD-12 to ORD-14, ORD-24).

use proto::hotline::{
    CalledBack, HotlineEvent, PapersReviewed, RepeatJudged, RepeatSuspected, RepeatVerdict,
    UnrepairedConfirmed,
};
use types::{Personal, Sentence};

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn closing(&self, event: &HotlineEvent) -> Sentence {
        match event {
            HotlineEvent::Urged(urged) => with(
                Sentence::new("催办服务站", "the station was urged"),
                &urged.note.to_string(),
            ),
            HotlineEvent::CalledBack(called) => called_back(called),
            HotlineEvent::UnrepairedConfirmed(confirmed) => self.confirmed(confirmed),
            HotlineEvent::ReportNoted(noted) if noted.gaps.is_empty() => Sentence::new(
                "热线收到报告完整",
                "hotline took note that the report is complete",
            ),
            HotlineEvent::ReportNoted(_) => {
                Sentence::new("热线收到报告缺项", "hotline took note of what the report lacks")
            }
            HotlineEvent::PapersReviewed(reviewed) => self.reviewed(reviewed),
            HotlineEvent::OrderClosed(_) => Sentence::new("工单关闭", "order closed"),
            HotlineEvent::OrderReopened(reopened) => with(
                Sentence::new("工单重新打开", "order opened again"),
                &reopened.reason,
            ),
            HotlineEvent::RepeatSuspected(suspected) => self.suspected(suspected),
            HotlineEvent::RepeatJudged(judged) => judged_words(judged),
            // Told above, or no matter of one order.
            HotlineEvent::OrderOpened(_)
            | HotlineEvent::CallAttached(_)
            | HotlineEvent::MachineIdentified(_)
            | HotlineEvent::StationGiven(_)
            | HotlineEvent::OrderCorrected(_)
            | HotlineEvent::MachineStateReported(_)
            | HotlineEvent::StepReached(_)
            | HotlineEvent::OrderCancelled(_)
            | HotlineEvent::NoteAdded(_)
            | HotlineEvent::FollowUpSet(_)
            | HotlineEvent::FollowUpCameDue(_)
            | HotlineEvent::FollowUpDone(_)
            | HotlineEvent::UnrepairedListIssued(_)
            | HotlineEvent::OrdersStaged(_)
            | HotlineEvent::OrdersImported(_)
            | HotlineEvent::OrdersRefused(_) => Sentence::default(),
        }
    }

    fn confirmed(&self, confirmed: &UnrepairedConfirmed) -> Sentence {
        let with_whom: Vec<Sentence> = confirmed
            .confirmed_with
            .iter()
            .map(|department| department.title())
            .collect();
        let said = if with_whom.is_empty() {
            Sentence::new("确认未修复原因", "confirmed why it is unrepaired")
        } else {
            let zh: Vec<&str> = with_whom.iter().map(|title| title.zh.as_str()).collect();
            let en: Vec<&str> = with_whom.iter().map(|title| title.en.as_str()).collect();
            Sentence::new(
                format!("与{}确认未修复原因", zh.join("、")),
                format!("confirmed with {} why it is unrepaired", en.join(", ")),
            )
        };
        let said = with_both(said, &self.named.unrepaired_reason(&confirmed.reason).title);
        let said = match confirmed.expected_at.map(|at| self.time(at)) {
            Some(at) => Sentence::new(
                format!("{}，预计 {at} 修复", said.zh),
                format!("{}, expected to be repaired at {at}", said.en),
            ),
            None => said,
        };
        more(said, confirmed.note.as_ref())
    }

    fn reviewed(&self, reviewed: &PapersReviewed) -> Sentence {
        let class = reviewed.class.title();
        let said = Sentence::new(
            format!("审核资料（{}）", class.zh),
            format!("papers reviewed ({})", class.en),
        );
        let said = if reviewed.missing.is_empty() {
            with_both(said, &Sentence::new("齐全", "complete"))
        } else {
            let missing = reviewed.missing.join("、");
            let asked = reviewed.asked.as_ref().map(|id| self.name(id));
            let (zh, en) = asked.map_or_else(Default::default, |name| {
                (format!("，已向{name}催要"), format!(", asked of {name}"))
            });
            Sentence::new(
                format!("{}：缺{missing}{zh}", said.zh),
                format!("{}: missing {missing}{en}", said.en),
            )
        };
        more(said, reviewed.note.as_ref())
    }

    fn suspected(&self, suspected: &RepeatSuspected) -> Sentence {
        let (earlier, at) = (&suspected.earlier, self.time(suspected.resolved_at));
        let (zh, en) = if suspected.same_words {
            ("，故障相同", ", the fault in the same words")
        } else {
            ("", "")
        };
        Sentence::new(
            format!("疑似返修：工单 {earlier} 于 {at} 修复{zh}"),
            format!("perhaps a repeat repair: order {earlier} was repaired at {at}{en}"),
        )
    }
}

fn called_back(called: &CalledBack) -> Sentence {
    let said = match called.satisfied {
        Some(true) => Sentence::new("电话回访：满意", "called back: satisfied"),
        Some(false) => Sentence::new("电话回访：不满意", "called back: not satisfied"),
        None => Sentence::new("电话回访：未联系上", "called back: not reached"),
    };
    match &called.words {
        Some(words) => Sentence::new(format!("{}，{words}", said.zh), format!("{}, {words}", said.en)),
        None => said,
    }
}

fn judged_words(judged: &RepeatJudged) -> Sentence {
    let said = match &judged.verdict {
        RepeatVerdict::Repeat { of } => Sentence::new(
            format!("判定为工单 {of} 的返修"),
            format!("judged a repeat repair of order {of}"),
        ),
        RepeatVerdict::AnotherFault => Sentence::new("判定为另一故障", "judged another fault"),
        RepeatVerdict::Objective { of } => Sentence::new(
            format!("判定为工单 {of} 客观原因的返修，不计"),
            format!("judged a repeat repair of order {of} for an objective reason, not counted"),
        ),
    };
    with(said, &judged.reason)
}

fn more(said: Sentence, note: Option<&Personal<String>>) -> Sentence {
    match note {
        Some(note) => Sentence::new(format!("{}；{note}", said.zh), format!("{}; {note}", said.en)),
        None => said,
    }
}
