//! What field's records say of the engineer's report (ORD-25, CLM-17).

use proto::field::{FieldEvent, PartExchange, ReportContent, ServiceReportFiled, ServiceReportJudged};
use types::Sentence;

use super::{Teller, with};

impl Teller<'_> {
    pub(super) fn report(&self, event: &FieldEvent) -> Sentence {
        if let FieldEvent::ServiceReportFiled(filed) = event {
            self.filed(filed)
        } else if let FieldEvent::PartReplaced(replaced) = event {
            let (line, part) = (replaced.line, exchange(&replaced.exchange));
            Sentence::new(
                format!("换件第{line}项：{}", part.zh),
                format!("part {line} replaced: {}", part.en),
            )
        } else if let FieldEvent::PartCorrected(corrected) = event {
            let (line, part) = (corrected.line, exchange(&corrected.exchange));
            let said = if corrected.exchange.quantity == 0 {
                Sentence::new(
                    format!("换件第{line}项撤销"),
                    format!("part {line} taken off the report"),
                )
            } else {
                Sentence::new(
                    format!("换件第{line}项更正为{}", part.zh),
                    format!("part {line} put right: {}", part.en),
                )
            };
            with(said, &corrected.reason)
        } else if let FieldEvent::DocumentAttached(attached) = event {
            let (kind, name) = (attached.document.kind.title(), &attached.document.name);
            Sentence::new(
                format!("附上{}（{name}）", kind.zh),
                format!("{} attached ({name})", kind.en),
            )
        } else if let FieldEvent::DocumentWithdrawn(withdrawn) = event {
            with(
                Sentence::new("撤下一份资料", "a document was withdrawn"),
                &withdrawn.reason,
            )
        } else if let FieldEvent::ServiceReportJudged(judged) = event {
            judged_words(judged)
        } else {
            Sentence::default()
        }
    }

    fn filed(&self, filed: &ServiceReportFiled) -> Sentence {
        let what = contents(&filed.content);
        let said = filed.by.as_ref().map(|id| self.name(id)).map_or_else(
            || Sentence::new("填写服务报告", "the service report was filed"),
            |name| {
                Sentence::new(
                    format!("{name}填写服务报告"),
                    format!("{name} filed the service report"),
                )
            },
        );
        Sentence::new(
            format!("{}：{}", said.zh, what.zh),
            format!("{}: {}", said.en, what.en),
        )
    }
}

/// Which pieces of the report came in.
fn contents(content: &ReportContent) -> Sentence {
    let pieces = [
        (content.hours.is_some(), "小时数", "hours"),
        (content.work_condition.is_some(), "工况", "work condition"),
        (content.fault.is_some(), "故障现象", "fault"),
        (content.cause.is_some(), "故障原因", "cause"),
        (content.repair.is_some(), "维修内容", "repair"),
        (content.labour.is_some(), "工时", "labour"),
        (content.no_parts, "未换件", "no parts exchanged"),
    ];
    let said = || pieces.iter().filter(|(said, ..)| *said);
    let zh: Vec<&str> = said().map(|(_, zh, _)| *zh).collect();
    let en: Vec<&str> = said().map(|(_, _, en)| *en).collect();
    Sentence::new(zh.join("、"), en.join(", "))
}

fn exchange(part: &PartExchange) -> Sentence {
    let named = format!("{} {}", part.part_number, part.name);
    let (named, quantity) = (named.trim(), part.quantity);
    let serial = |zh: &str, en: &str, serial: Option<&String>| {
        serial.map_or_else(Default::default, |serial| {
            (format!("，{zh}{serial}"), format!(", {en} {serial}"))
        })
    };
    let (old_zh, old_en) = serial("旧件号", "old", part.old_serial.as_ref());
    let (new_zh, new_en) = serial("新件号", "new", part.new_serial.as_ref());
    Sentence::new(
        format!("{named} ×{quantity}{old_zh}{new_zh}"),
        format!("{named} x{quantity}{old_en}{new_en}"),
    )
}

fn judged_words(judged: &ServiceReportJudged) -> Sentence {
    if judged.gaps.is_empty() {
        return Sentence::new("服务报告完整", "the service report is complete");
    }
    let zh: Vec<&str> = judged.gaps.iter().map(|gap| gap.sentence.zh.as_str()).collect();
    let en: Vec<&str> = judged.gaps.iter().map(|gap| gap.sentence.en.as_str()).collect();
    Sentence::new(
        format!("服务报告不完整：{}", zh.join("；")),
        format!("the service report is incomplete: {}", en.join("; ")),
    )
}
