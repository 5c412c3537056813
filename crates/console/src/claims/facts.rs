//! What an order and its report say, as a reviewer holds it against the checklist (CLM-4).

use proto::desk::{CheckShown, CheckState, ClaimPage};
use types::Sentence;

use crate::Frame;
use crate::texts::ClaimsTexts;

/// Something known of the order.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// What order, report and cover say.
pub(super) fn facts(page: &ClaimPage, frame: &Frame<'_>) -> Vec<Fact> {
    let c = ClaimsTexts::of(frame.language());
    let (row, known) = (&page.row, Known { page, frame });
    let all = [
        (c.order_type, known.order_type()),
        (c.fault, row.fault.clone()),
        (c.machine, known.serial()),
        (c.model, row.model.clone().unwrap_or_default()),
        (c.customer, known.customer()),
        (c.station, known.station()),
        (c.engineer, known.engineer()),
        (
            c.repaired,
            row.repaired_at
                .map(|at| frame.moment(&at).people)
                .unwrap_or_default(),
        ),
        (c.hours, known.hours()),
        (
            c.work_condition,
            known.said(|content| content.work_condition.as_ref()),
        ),
        (c.found_fault, known.said(|content| content.fault.as_ref())),
        (c.cause, known.said(|content| content.cause.as_ref())),
        (c.repair, known.said(|content| content.repair.as_ref())),
        (c.labour, known.labour()),
        (c.parts, known.parts()),
        (c.cover, known.cover()),
        (c.not_claimed, known.sentence(page.not_claimed.as_ref())),
        (c.gaps, known.gaps()),
    ];
    all.into_iter()
        .map(|(name, value)| Fact {
            name,
            value: frame.text(&value),
        })
        .filter(|fact| !fact.value.trim().is_empty())
        .collect()
}

/// What an item of the checklist is held against; nothing for one that only papers and photos show.
pub(super) fn held_against(check: &CheckShown, page: &ClaimPage, frame: &Frame<'_>) -> String {
    let known = Known { page, frame };
    let row = &page.row;
    let value = match check.item.as_str() {
        "model" => row.model.clone().unwrap_or_default(),
        "serial" => known.serial(),
        "hours" => known.hours(),
        "work_condition" => known.said(|content| content.work_condition.as_ref()),
        "customer" => known.customer(),
        "service_type" => known.order_type(),
        "claim_type" => known.sentence(row.kind_title.as_ref()),
        "warranty_fault" => row.fault.clone(),
        "cause" => known.said(|content| content.cause.as_ref()),
        "repair" => known.said(|content| content.repair.as_ref()),
        "parts" => known.parts(),
        "engineer" => known.engineer(),
        "claim_number" => row.manufacturer_number.clone().unwrap_or_default(),
        "amount" => row.claimed.to_string(),
        _ => String::new(),
    };
    frame.text(&value)
}

/// What was asked for when an item failed, and what came since.
pub(super) fn history(check: &CheckShown, frame: &Frame<'_>) -> String {
    let c = ClaimsTexts::of(frame.language());
    let by = check.by.as_ref().map_or("", |person| person.name.as_str());
    let asked = match check.state {
        _ if check.note.is_empty() => String::new(),
        CheckState::Passed | CheckState::Open | CheckState::Failed => format!("{by} {}", check.note),
    };
    let came = check.answers.join(frame.comma());
    let came = if came.is_empty() {
        came
    } else {
        format!("{} {came}", c.answered)
    };
    let lines = [asked.trim().to_owned(), came];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// The page's own words for what is known.
struct Known<'a> {
    page: &'a ClaimPage,
    frame: &'a Frame<'a>,
}

impl Known<'_> {
    fn said(&self, of: fn(&proto::field::ReportContent) -> Option<&String>) -> String {
        let report = self.page.report.as_ref();
        report
            .and_then(|report| of(&report.content))
            .cloned()
            .unwrap_or_default()
    }

    fn sentence(&self, sentence: Option<&Sentence>) -> String {
        sentence.map_or_else(String::new, |sentence| self.frame.say(sentence).to_owned())
    }

    fn order_type(&self) -> String {
        let row = &self.page.row;
        let finer = row.subtype.map(proto::order::OrderSubtype::title);
        let (kind, finer) = (row.order_type.title(), self.sentence(finer.as_ref()));
        format!("{} {finer}", self.frame.say(&kind)).trim_end().to_owned()
    }

    fn serial(&self) -> String {
        self.page
            .row
            .machine
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    fn customer(&self) -> String {
        let customer = self.page.row.customer.as_ref();
        customer.map_or_else(String::new, |customer| {
            format!("{} {}", customer.name, customer.id)
        })
    }

    fn station(&self) -> String {
        let station = self.page.row.station.as_ref();
        station.map_or_else(String::new, |station| {
            format!("{} · {}", station.name, station.region)
        })
    }

    fn engineer(&self) -> String {
        let engineer = self.page.row.engineer.as_ref();
        engineer.map_or_else(String::new, |engineer| {
            format!("{} {}", engineer.name, engineer.id)
        })
    }

    fn hours(&self) -> String {
        let report = self.page.report.as_ref();
        let read = report.and_then(|report| report.content.hours);
        let known = read.or_else(|| self.page.cover.as_ref().and_then(|cover| cover.hours));
        known.map_or_else(String::new, |hours| hours.to_string())
    }

    fn labour(&self) -> String {
        let report = self.page.report.as_ref();
        let lines = report.and_then(|report| report.content.labour.as_ref());
        let lines: Vec<String> = lines
            .into_iter()
            .flatten()
            .map(|line| {
                let code = line.code.as_deref().unwrap_or_default();
                format!("{code} {} {} h", line.description, line.hours)
                    .trim_start()
                    .to_owned()
            })
            .collect();
        lines.join("\n")
    }

    fn parts(&self) -> String {
        let c = ClaimsTexts::of(self.frame.language());
        let Some(report) = self.page.report.as_ref() else {
            return String::new();
        };
        if report.content.no_parts {
            return c.no_parts.to_owned();
        }
        let lines: Vec<String> = report
            .parts
            .iter()
            .map(|part| {
                let exchange = &part.exchange;
                let serial = |word: &str, serial: Option<&String>| {
                    serial.map_or_else(String::new, |serial| format!(" {word} {serial}"))
                };
                format!(
                    "{} {} {} × {}{}{}",
                    part.line,
                    exchange.part_number,
                    exchange.name,
                    exchange.quantity,
                    serial(c.old, exchange.old_serial.as_ref()),
                    serial(c.new, exchange.new_serial.as_ref()),
                )
            })
            .collect();
        lines.join("\n")
    }

    fn cover(&self) -> String {
        let cover = self.page.cover.as_ref();
        self.sentence(cover.map(|cover| &cover.explanation))
    }

    fn gaps(&self) -> String {
        let gaps = self.page.report.iter().flat_map(|report| &report.gaps);
        let gaps: Vec<&str> = gaps.map(|gap| self.frame.say(&gap.sentence)).collect();
        gaps.join(self.frame.comma())
    }
}
