//! What field's records say.

use proto::field::{
    AnswerGiven, AnswerKind, AssignmentNoted, Companion, CustomerWrote, Departed, FieldEvent, LeftUnrepaired,
    MessageNotUnderstood, PlanReported, ReportCorrected, ReportFlagged, WhichOrderAsked,
};
use types::{OrderNumber, PersonId, Sentence};

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn field(&self, event: &FieldEvent) -> Sentence {
        match event {
            FieldEvent::MessageReceived(received) => {
                let from = &received.from;
                let said = Sentence::new(format!("收到 {from} 的短信"), format!("SMS from {from}"));
                with(said, &received.text.to_string())
            }
            FieldEvent::MessageNotUnderstood(said) => not_understood(said),
            FieldEvent::MessageQuarantined(_) => Sentence::new(
                "陌生号码的短信，留待座席处理",
                "an unknown phone's SMS, kept for an operator",
            ),
            FieldEvent::CustomerWrote(said) => self.customer_wrote(said),
            FieldEvent::MessagesStopped(_) => {
                Sentence::new("该号码退订短信", "that phone wants no more messages")
            }
            FieldEvent::AutomaticReplyKept(_) => {
                Sentence::new("自动回复，只存不答", "an automatic reply, kept and not answered")
            }
            FieldEvent::WhichOrderAsked(asked) => asked_words(asked),
            FieldEvent::MessageUnderstood(_) => {
                Sentence::new("短信已识别为报告", "the SMS was taken as a report")
            }
            FieldEvent::AnswerGiven(given) => answer_words(given),
            FieldEvent::AnswerWithheld(withheld) => with(
                Sentence::new("没有回复短信", "the SMS was not answered"),
                &withheld.reason,
            ),
            FieldEvent::MessageSettled(settled) => with(
                Sentence::new("短信已由人工处理", "a person settled the SMS"),
                &settled.note,
            ),
            FieldEvent::Departed(_)
            | FieldEvent::Arrived(_)
            | FieldEvent::Repaired(_)
            | FieldEvent::LeftUnrepaired(_)
            | FieldEvent::Acknowledged(_)
            | FieldEvent::PlanReported(_)
            | FieldEvent::PhoneSolutionReported(_)
            | FieldEvent::ReportCorrected(_)
            | FieldEvent::ReportFlagged(_)
            | FieldEvent::FieldOrderNoted(_)
            | FieldEvent::AssignmentNoted(_)
            | FieldEvent::FieldOrderEnded(_)
            | FieldEvent::FieldOrderClosed(_)
            | FieldEvent::FieldOrderReopened(_) => self.order_event(event),
            FieldEvent::ServiceReportFiled(_)
            | FieldEvent::PartReplaced(_)
            | FieldEvent::PartCorrected(_)
            | FieldEvent::DocumentAttached(_)
            | FieldEvent::DocumentWithdrawn(_)
            | FieldEvent::ServiceReportJudged(_) => self.report(event),
            FieldEvent::ClockStarted(_)
            | FieldEvent::ClockPaused(_)
            | FieldEvent::ClockResumed(_)
            | FieldEvent::ClockWarned(_)
            | FieldEvent::ClockBreached(_)
            | FieldEvent::BreachLifted(_)
            | FieldEvent::ClockMet(_)
            | FieldEvent::ClockStopped(_)
            | FieldEvent::ClockCancelled(_) => self.clock_said(event.clock_event().as_ref()),
        }
    }

    fn order_event(&self, event: &FieldEvent) -> Sentence {
        match event {
            FieldEvent::Departed(report) => self.departed(report),
            FieldEvent::Arrived(report) => self.did(&report.by, "到达工地", "arrived on site"),
            FieldEvent::Repaired(report) => self.did(&report.by, "修复后离开工地", "repaired it and left"),
            FieldEvent::LeftUnrepaired(report) => self.left(report),
            FieldEvent::Acknowledged(report) => {
                self.did(&report.by, "确认收到工单", "acknowledged the order")
            }
            FieldEvent::PlanReported(report) => self.plan_reported(report),
            FieldEvent::PhoneSolutionReported(report) => with(
                self.did(&report.by, "短信报告电话解决", "reported a solution by phone"),
                &report.solution,
            ),
            FieldEvent::ReportCorrected(corrected) => self.corrected(corrected),
            FieldEvent::ReportFlagged(flagged) => flagged_words(flagged),
            FieldEvent::FieldOrderNoted(_) => {
                Sentence::new("现场收到工单内容", "field took note of the order")
            }
            FieldEvent::AssignmentNoted(noted) => self.assignment(noted),
            FieldEvent::FieldOrderEnded(_) => {
                Sentence::new("现场收到工单结束", "field took note that the order ended")
            }
            FieldEvent::FieldOrderClosed(_) => {
                Sentence::new("现场收到工单关闭", "field took note that the order was closed")
            }
            FieldEvent::FieldOrderReopened(_) => Sentence::new(
                "现场收到工单重新打开",
                "field took note that the order was opened again",
            ),
            FieldEvent::MessageReceived(_)
            | FieldEvent::MessageNotUnderstood(_)
            | FieldEvent::MessageQuarantined(_)
            | FieldEvent::CustomerWrote(_)
            | FieldEvent::MessagesStopped(_)
            | FieldEvent::AutomaticReplyKept(_)
            | FieldEvent::WhichOrderAsked(_)
            | FieldEvent::MessageUnderstood(_)
            | FieldEvent::AnswerGiven(_)
            | FieldEvent::AnswerWithheld(_)
            | FieldEvent::MessageSettled(_)
            | FieldEvent::ServiceReportFiled(_)
            | FieldEvent::PartReplaced(_)
            | FieldEvent::PartCorrected(_)
            | FieldEvent::DocumentAttached(_)
            | FieldEvent::DocumentWithdrawn(_)
            | FieldEvent::ServiceReportJudged(_)
            | FieldEvent::ClockStarted(_)
            | FieldEvent::ClockPaused(_)
            | FieldEvent::ClockResumed(_)
            | FieldEvent::ClockWarned(_)
            | FieldEvent::ClockBreached(_)
            | FieldEvent::BreachLifted(_)
            | FieldEvent::ClockMet(_)
            | FieldEvent::ClockStopped(_)
            | FieldEvent::ClockCancelled(_) => Sentence::default(),
        }
    }

    fn did(&self, person: &PersonId, zh: &str, en: &str) -> Sentence {
        let name = self.name(person);
        Sentence::new(format!("{name}{zh}"), format!("{name} {en}"))
    }

    fn departed(&self, report: &Departed) -> Sentence {
        let companion = |companion: &Companion| match companion {
            Companion::Known { person } => self.name(person),
            Companion::Unknown { said } => said.to_string(),
        };
        let companions: Vec<String> = report.companions.iter().map(companion).collect();
        let (crew, visit) = (self.crew(Some(&report.lead), &companions), report.visit);
        let said = Sentence::new(
            format!("第{visit}次上门：{}出发", crew.zh),
            format!("visit {visit}: {} departed", crew.en),
        );
        let Some(eta) = report.eta.map(|eta| self.time(eta)) else {
            return said;
        };
        Sentence::new(
            format!("{}，预计 {eta} 到达", said.zh),
            format!("{}, expected at {eta}", said.en),
        )
    }

    fn left(&self, report: &LeftUnrepaired) -> Sentence {
        let said = self.did(&report.by, "未修复离开", "left it unrepaired");
        with(
            with_both(said, &self.named.unrepaired_reason(&report.reason).title),
            &report.words,
        )
    }

    fn plan_reported(&self, report: &PlanReported) -> Sentence {
        let (name, at) = (self.name(&report.by), self.time(report.depart_at));
        Sentence::new(
            format!("{name}短信计划 {at} 派工"),
            format!("{name} planned a dispatch at {at} by SMS"),
        )
    }

    fn corrected(&self, corrected: &ReportCorrected) -> Sentence {
        let (of, was, at) = (
            corrected.of.title(),
            self.time(corrected.was),
            self.time(corrected.at),
        );
        let name = self.name(&corrected.by);
        Sentence::new(
            format!("{name}把{}时间从 {was} 更正为 {at}", of.zh),
            format!("{name} corrected the time of {} from {was} to {at}", of.en),
        )
    }

    fn assignment(&self, noted: &AssignmentNoted) -> Sentence {
        let crew = self.crew(noted.lead.as_ref(), &self.names(&noted.companions));
        if noted.visit == 0 {
            return Sentence::new("现场收到派工撤回", "field took note that the plan was withdrawn");
        }
        Sentence::new(
            format!("现场收到派工：{}", crew.zh),
            format!("field took note of the plan: {}", crew.en),
        )
    }

    fn customer_wrote(&self, said: &CustomerWrote) -> Sentence {
        let Some(customer) = &said.customer else {
            return Sentence::new("报修人来短信", "the caller wrote");
        };
        let name = self.named.customer(customer).name;
        Sentence::new(format!("客户{name}来短信"), format!("the customer {name} wrote"))
    }
}

fn not_understood(said: &MessageNotUnderstood) -> Sentence {
    let zh: Vec<&str> = said
        .mistakes
        .iter()
        .map(|mistake| mistake.sentence.zh.as_str())
        .collect();
    let en: Vec<&str> = said
        .mistakes
        .iter()
        .map(|mistake| mistake.sentence.en.as_str())
        .collect();
    let mistakes = Sentence::new(zh.join("；"), en.join("; "));
    let said = Sentence::new(
        "短信无法识别，留待座席处理",
        "the SMS was not understood and waits for an operator",
    );
    if mistakes.zh.is_empty() {
        said
    } else {
        with_both(said, &mistakes)
    }
}

fn asked_words(asked: &WhichOrderAsked) -> Sentence {
    let numbers: Vec<&str> = asked.candidates.iter().map(OrderNumber::as_str).collect();
    Sentence::new(
        format!("询问是哪张工单：{}", numbers.join("、")),
        format!("asked which order: {}", numbers.join(", ")),
    )
}

fn answer_words(given: &AnswerGiven) -> Sentence {
    let said = match given.kind {
        AnswerKind::Hint => Sentence::new("回复提示", "answered with a hint"),
        AnswerKind::Question => Sentence::new("回复询问", "asked back"),
        AnswerKind::Operator => Sentence::new("座席回复", "an operator answered"),
    };
    with(said, &given.text.to_string())
}

fn flagged_words(flagged: &ReportFlagged) -> Sentence {
    let title = flagged.flag.title();
    let said = Sentence::new(
        format!("待核实：{}", title.zh),
        format!("to be looked at: {}", title.en),
    );
    let about = flagged.about.to_string();
    if about.is_empty() {
        return said;
    }
    Sentence::new(
        format!("{}（{about}）", said.zh),
        format!("{} ({about})", said.en),
    )
}
