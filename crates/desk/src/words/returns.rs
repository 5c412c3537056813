//! What the records of returns say.

use proto::returns::{
    ConsignmentReceived, ConsignmentShipped, DiscrepancyOutcome, DiscrepancySettled, PartCheckedIn,
    PartExpected, PartLost, ReturnsEvent, StationReminded,
};
use types::Sentence;

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn returns(&self, event: &ReturnsEvent) -> Sentence {
        match event {
            ReturnsEvent::PartExpected(expected) => expected_words(expected),
            ReturnsEvent::PartNotExpected(released) => {
                let tag = &released.tag;
                let said = Sentence::new(
                    format!("旧件 {tag} 不再需要"),
                    format!("old part {tag} is not expected any more"),
                );
                with_both(said, &released.reason.title())
            }
            ReturnsEvent::PartCheckedIn(checked_in) => self.checked_in(checked_in),
            ReturnsEvent::PartDestroyed(destroyed) => {
                let (tag, witness) = (&destroyed.tag, self.name(&destroyed.witness));
                Sentence::new(
                    format!("旧件 {tag} 已销毁，{witness}在场见证"),
                    format!("old part {tag} was destroyed, witnessed by {witness}"),
                )
            }
            ReturnsEvent::PartForwarded(forwarded) => {
                let (tag, carrier, tracking) = (&forwarded.tag, &forwarded.carrier, &forwarded.tracking);
                Sentence::new(
                    format!("旧件 {tag} 转发厂家，{carrier} {tracking}"),
                    format!("old part {tag} was forwarded to the manufacturer by {carrier} {tracking}"),
                )
            }
            ReturnsEvent::PartLost(lost) => self.lost(lost),
            ReturnsEvent::ClaimStandNoted(_) => {
                Sentence::new("旧件收到索赔状态", "returns took note of the claim")
            }
            ReturnsEvent::StationNoted(_) => {
                Sentence::new("旧件收到工单内容", "returns took note of the order")
            }
            ReturnsEvent::PartNoted(_) => {
                Sentence::new("旧件收到换件内容", "returns took note of a replaced part")
            }
            ReturnsEvent::ConsignmentShipped(shipped) => self.shipped(shipped),
            ReturnsEvent::ConsignmentReceived(received) => received_words(received),
            ReturnsEvent::DiscrepancySettled(settled) => settled_words(settled),
            ReturnsEvent::StationReminded(reminded) => self.reminded(reminded),
            ReturnsEvent::ClockStarted(_)
            | ReturnsEvent::ClockPaused(_)
            | ReturnsEvent::ClockResumed(_)
            | ReturnsEvent::ClockWarned(_)
            | ReturnsEvent::ClockBreached(_)
            | ReturnsEvent::BreachLifted(_)
            | ReturnsEvent::ClockMet(_)
            | ReturnsEvent::ClockStopped(_)
            | ReturnsEvent::ClockCancelled(_) => self.clock_said(event.clock_event().as_ref()),
        }
    }

    fn checked_in(&self, checked_in: &PartCheckedIn) -> Sentence {
        let (tag, condition) = (&checked_in.tag, checked_in.condition.title());
        let station = self.named.station(&checked_in.station).name;
        Sentence::new(
            format!("旧件 {tag} 交入{station}（{}）", condition.zh),
            format!("old part {tag} was handed in at {station} ({})", condition.en),
        )
    }

    fn lost(&self, lost: &PartLost) -> Sentence {
        let (tag, who) = (&lost.tag, self.names(&lost.answerable));
        let said = Sentence::new(format!("旧件 {tag} 遗失"), format!("old part {tag} is lost"));
        let said = with(said, &lost.reason);
        let said = if who.is_empty() {
            said
        } else {
            Sentence::new(
                format!("{}，责任人{}", said.zh, who.join("、")),
                format!("{}, answerable: {}", said.en, who.join(", ")),
            )
        };
        match lost.deducted {
            Some(amount) => Sentence::new(
                format!("{}，厂家扣款 {amount} 元", said.zh),
                format!("{}, {amount} yuan deducted", said.en),
            ),
            None => said,
        }
    }

    fn shipped(&self, shipped: &ConsignmentShipped) -> Sentence {
        let (id, parts) = (&shipped.consignment, shipped.parts.len());
        let station = self.named.station(&shipped.station).name;
        let (carrier, tracking) = (&shipped.carrier, &shipped.tracking);
        Sentence::new(
            format!("{station}寄出旧件，货单 {id} 共{parts}件，{carrier} {tracking}"),
            format!("{station} shipped {parts} old parts as {id} by {carrier} {tracking}"),
        )
    }

    fn reminded(&self, reminded: &StationReminded) -> Sentence {
        let (clock, due) = (self.clock(reminded.kind), self.time(reminded.due_at));
        let station = self.named.station(&reminded.station).name;
        let parts = reminded.parts.len();
        match reminded.warning {
            Some(number) => Sentence::new(
                format!("{} 第{number}次提醒{station}，共{parts}件，{due} 到时", clock.zh),
                format!(
                    "{}: warning {number} to {station} about {parts} parts, due at {due}",
                    clock.en
                ),
            ),
            None => Sentence::new(
                format!("{} 超时：{station}共{parts}件，应于 {due} 前完成", clock.zh),
                format!(
                    "{}: breached by {station} for {parts} parts, due at {due}",
                    clock.en
                ),
            ),
        }
    }
}

fn expected_words(expected: &PartExpected) -> Sentence {
    let part = &expected.part;
    let (tag, quantity) = (&part.tag, part.quantity);
    let named = format!("{} {}", part.part_number, part.name);
    let named = named.trim();
    Sentence::new(
        format!("应返旧件 {tag}：{named} ×{quantity}"),
        format!("old part {tag} is expected: {named} x{quantity}"),
    )
}

fn received_words(received: &ConsignmentReceived) -> Sentence {
    let (id, wrong) = (&received.consignment, received.discrepancies.len());
    if wrong == 0 {
        return Sentence::new(
            format!("旧件库收到货单 {id}，与清单相符"),
            format!("the warehouse received {id}, as listed"),
        );
    }
    Sentence::new(
        format!("旧件库收到货单 {id}，差异{wrong}项"),
        format!("the warehouse received {id} with {wrong} discrepancies"),
    )
}

fn settled_words(settled: &DiscrepancySettled) -> Sentence {
    let (id, number) = (&settled.consignment, settled.number);
    let (zh, en) = match settled.outcome {
        DiscrepancyOutcome::Found => ("已找到", "found"),
        DiscrepancyOutcome::Lost => ("已遗失", "lost"),
        DiscrepancyOutcome::Explained => ("已说明", "explained"),
    };
    with(
        Sentence::new(
            format!("货单 {id} 第{number}项差异{zh}"),
            format!("discrepancy {number} of {id}: {en}"),
        ),
        &settled.reason,
    )
}
