//! What hotline's records say.

use proto::hotline::{
    HotlineEvent, MachineStateReported, OrderCorrected, OrderOpened, StationGiven, StepReached,
};
use types::Sentence;

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn hotline(&self, event: &HotlineEvent) -> Sentence {
        match event {
            HotlineEvent::OrderOpened(opened) => opened_words(opened),
            HotlineEvent::CallAttached(call) => {
                with(Sentence::new("客户再次来电", "called again"), &call.said)
            }
            HotlineEvent::MachineIdentified(found) => {
                let serial = &found.machine;
                let said = Sentence::new(
                    format!("查明整机 {serial}"),
                    format!("machine identified as {serial}"),
                );
                with(said, found.reason.as_deref().unwrap_or_default())
            }
            HotlineEvent::StationGiven(given) => self.station_given(given),
            HotlineEvent::OrderCorrected(corrected) => corrected_words(corrected),
            HotlineEvent::MachineStateReported(state) => state_words(state),
            HotlineEvent::StepReached(reached) => self.step_words(reached),
            HotlineEvent::OrderCancelled(cancelled) => {
                let reason = self.named.cancel_reason(&cancelled.reason).title;
                with(
                    with_both(Sentence::new("工单取消", "order cancelled"), &reason),
                    &cancelled.note,
                )
            }
            HotlineEvent::NoteAdded(note) => with(Sentence::new("记录", "note"), &note.text.to_string()),
            HotlineEvent::FollowUpSet(set) => {
                let at = self.time(set.at);
                let said = Sentence::new(format!("定于 {at} 跟进"), format!("to be followed up at {at}"));
                with(said, &set.text.to_string())
            }
            HotlineEvent::FollowUpCameDue(due) => {
                let number = due.follow_up;
                Sentence::new(
                    format!("第{number}项跟进到时"),
                    format!("follow-up {number} came due"),
                )
            }
            HotlineEvent::FollowUpDone(done) => {
                let number = done.follow_up;
                with(
                    Sentence::new(
                        format!("第{number}项跟进完成"),
                        format!("follow-up {number} done"),
                    ),
                    &done.note,
                )
            }
            HotlineEvent::Urged(_)
            | HotlineEvent::CalledBack(_)
            | HotlineEvent::UnrepairedConfirmed(_)
            | HotlineEvent::UnrepairedListIssued(_)
            | HotlineEvent::ReportNoted(_)
            | HotlineEvent::PapersReviewed(_)
            | HotlineEvent::OrderClosed(_)
            | HotlineEvent::OrderReopened(_)
            | HotlineEvent::RepeatSuspected(_)
            | HotlineEvent::RepeatJudged(_)
            | HotlineEvent::OrdersStaged(_)
            | HotlineEvent::OrdersImported(_)
            | HotlineEvent::OrdersRefused(_) => self.closing(event),
        }
    }

    fn station_given(&self, given: &StationGiven) -> Sentence {
        let to = self.named.station(&given.station).name;
        let said = given.previous.as_ref().map_or_else(
            || Sentence::new(format!("交{to}处理"), format!("given to {to}")),
            |previous| {
                let from = self.named.station(previous).name;
                Sentence::new(format!("由{from}改交{to}"), format!("moved from {from} to {to}"))
            },
        );
        with(said, given.reason.as_deref().unwrap_or_default())
    }

    fn step_words(&self, reached: &StepReached) -> Sentence {
        let step = reached.step.title();
        let said = Sentence::new(
            format!("工单状态：{}", step.zh),
            format!("the order is now {}", step.en),
        );
        match &reached.reason {
            Some(reason) => with_both(said, &self.named.unrepaired_reason(reason).title),
            None => said,
        }
    }
}

fn opened_words(opened: &OrderOpened) -> Sentence {
    let facts = &opened.facts;
    let model = facts.model.as_deref().unwrap_or_default();
    let machine = facts.machine.as_ref().map_or_else(
        || Sentence::new("整机不明", "machine unknown"),
        |serial| {
            let both = format!("{model} {serial}");
            Sentence::new(both.trim(), both.trim())
        },
    );
    let (down_zh, down_en) = if facts.machine_down {
        ("，设备停机", ", machine down")
    } else {
        ("", "")
    };
    let said = Sentence::new(
        format!("来电报修：{}，{}{down_zh}", machine.zh, facts.fault),
        format!("call taken: {}, {}{down_en}", machine.en, facts.fault),
    );
    let Some(list) = &opened.taken_over else {
        return said;
    };
    let number = &list.number;
    Sentence::new(
        format!("{}（由清单第{}行接管，原单号{number}）", said.zh, list.line),
        format!(
            "{} (taken over from line {} of a list, there {number})",
            said.en, list.line
        ),
    )
}

fn corrected_words(corrected: &OrderCorrected) -> Sentence {
    let fields = [
        (corrected.fault.is_some(), "故障", "fault"),
        (corrected.site.is_some(), "工地", "site"),
        (corrected.hours.is_some(), "小时数", "hours"),
        (corrected.order_type.is_some(), "类型", "type"),
        (corrected.subtype.is_some(), "细类", "subtype"),
    ];
    let changed = || fields.iter().filter(|(changed, ..)| *changed);
    let zh: Vec<&str> = changed().map(|(_, zh, _)| *zh).collect();
    let en: Vec<&str> = changed().map(|(_, _, en)| *en).collect();
    let said = Sentence::new(
        format!("更正{}", zh.join("、")),
        format!("{} put right", en.join(", ")),
    );
    with(said, &corrected.reason)
}

fn state_words(state: &MachineStateReported) -> Sentence {
    let said = if state.machine_down {
        Sentence::new("确认设备停机", "the machine is down")
    } else {
        Sentence::new("设备可以运转", "the machine runs")
    };
    match &state.stopgap {
        Some(stopgap) => Sentence::new(
            format!("{}，临时措施：{stopgap}", said.zh),
            format!("{}, stopgap: {stopgap}", said.en),
        ),
        None => said,
    }
}
