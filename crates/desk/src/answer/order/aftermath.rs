//! What follows a repair on an order's page: the call before it, the report, call-back, papers, claim, parts, closing.

use proto::desk::Query;
use proto::dispatch::CustomerCalled;
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{
    DocumentAttached, DocumentWithdrawn, PartCorrected, PartExchange, PartReplaced, ReportContent, ReportGap,
    ServiceReportFiled, ServiceReportJudged,
};
use proto::hotline::{
    CalledBack, OrderClosed, OrderReopened, PapersClass, PapersReviewed, RepeatSuspected, Urged,
};
use proto::order::Step;
use proto::returns::PartState;
use sla::policy::ClockKind;
use types::{Hash, Sentence};

use super::*;
use crate::testing::{Logs, facts, lines, number, person, started, t, tag};

fn page_of(logs: &Logs) -> OrderPage {
    logs.ask(&Query::Order(OrderQuery { order: number(1) }))
}

fn exchange(quantity: u32) -> PartExchange {
    PartExchange {
        part_number: "4611-1234".into(),
        name: "油缸密封件".into(),
        quantity,
        old_serial: Some("S-778".into()),
        new_serial: Some("S-901".into()),
    }
}

fn photo(name: &str) -> DocumentAttached {
    DocumentAttached {
        order: number(1),
        target: DocumentTarget::Order,
        document: Document {
            hash: Hash::of(&[name.as_bytes()]),
            size: 9,
            media_type: "image/jpeg".into(),
            name: name.into(),
            kind: DocumentKind::Photo,
        },
        by: Some(person("tan")),
    }
}

fn judged(missing: &[&str]) -> ServiceReportJudged {
    let gap = |zh: &&str| ReportGap {
        code: "cause".into(),
        sentence: Sentence::new(*zh, "the cause is missing"),
    };
    ServiceReportJudged {
        order: number(1),
        gaps: missing.iter().map(gap).collect(),
    }
}

/// The call, the urging and the four checks; the repair, and a report in two pieces with a part put right.
fn reported() -> Logs {
    let mut logs = Logs::new();
    logs.opens(facts(1)).at("05 09:10").hotline(Urged {
        order: number(1),
        note: "站长马上联系".to_owned().into(),
        by: Some(person("wei")),
    });
    logs.at("05 09:20").by("luo").dispatch(CustomerCalled {
        order: number(1),
        fault: "油缸漏油".into(),
        solvable_by_phone: false,
        site: "北环路三标段".into(),
        customer_parts: "无".into(),
        at: t("05 09:20"),
        by: Some(person("luo")),
    });
    logs.at("05 15:00").repairs(1);
    let clock = started(&number(1), ClockKind::ReportEntered, 1, t("05 15:00"), None);
    logs.field(clock).field(judged(&["缺故障原因"]));
    let filed = |content| ServiceReportFiled {
        order: number(1),
        by: Some(person("tan")),
        content,
        message: None,
    };
    logs.field(filed(ReportContent {
        hours: Some(3_260),
        repair: Some("更换密封件".into()),
        ..ReportContent::default()
    }));
    logs.field(PartReplaced {
        order: number(1),
        line: 1,
        exchange: exchange(1),
        by: Some(person("tan")),
        message: None,
    });
    logs.field(PartCorrected {
        order: number(1),
        line: 1,
        exchange: exchange(2),
        reason: "数错".into(),
    });
    let wrong = photo("另一台.jpg");
    logs.field(photo("现场.jpg")).field(wrong.clone());
    logs.field(DocumentWithdrawn {
        order: number(1),
        hash: wrong.document.hash,
        reason: "不是本单".into(),
    });
    logs.field(filed(ReportContent {
        cause: Some("密封件老化".into()),
        ..ReportContent::default()
    }));
    logs
}

// rule: ORD-5, ORD-6, ORD-25, SLA-10
#[test]
fn the_report_stands_together_from_its_pieces_with_what_it_lacks() {
    let mut logs = reported();
    let page = page_of(&logs);
    let report = page.report.expect("a report");
    assert_eq!(
        (report.content.hours, report.content.cause.as_deref()),
        (Some(3_260), Some("密封件老化"))
    );
    assert_eq!(
        (report.parts[0].tag.clone(), report.parts[0].exchange.quantity),
        (tag(1, 1), 2)
    );
    let names: Vec<&str> = report
        .documents
        .iter()
        .map(|shown| shown.document.name.as_str())
        .collect();
    assert_eq!(
        (names, report.gaps.len(), report.complete),
        (vec!["现场.jpg"], 1, false)
    );
    assert!(
        page.clocks
            .iter()
            .any(|clock| clock.summary.kind == ClockKind::ReportEntered)
    );
    assert_eq!((page.station_calls.len(), page.urgings.len()), (1, 1));
    logs.field(judged(&[]));
    assert_eq!(page_of(&logs).report.map(|report| report.complete), Some(true));
}

// rule: ORD-13, ORD-14, ORD-24
#[test]
fn an_order_says_what_stands_before_its_closing_and_again_after_it_was_opened_anew() {
    let mut logs = reported();
    let missing = |logs: &Logs| -> Vec<String> {
        let missing = page_of(logs).closing.missing.into_iter();
        missing.map(|what| what.zh).collect()
    };
    assert_eq!(
        missing(&logs),
        ["现场服务报告不完整（缺故障原因）", "资料尚未审核", "客户尚未回访"]
    );
    logs.field(judged(&[])).at("06 10:00").hotline(PapersReviewed {
        order: number(1),
        class: PapersClass::ToBeClaimed,
        missing: Vec::new(),
        asked: None,
        note: None,
        by: Some(person("wei")),
    });
    logs.hotline(CalledBack {
        order: number(1),
        satisfied: Some(true),
        words: None,
        by: Some(person("wei")),
    });
    assert_eq!(missing(&logs), [""; 0]);
    assert!(!page_of(&logs).summary.call_back_due);
    logs.hotline(OrderClosed {
        order: number(1),
        by: Some(person("wei")),
    });
    assert_eq!(page_of(&logs).summary.step, Step::Closed);
    logs.at("08 10:00").hotline(OrderReopened {
        order: number(1),
        reason: "又漏油".into(),
        by: Some(person("wei")),
    });
    let page = page_of(&logs);
    assert_eq!(
        (page.summary.step, page.closing.closed_at),
        (Step::Unrepaired, None)
    );
    assert_eq!(
        (missing(&logs), page.call_backs.len()),
        (vec!["尚未修复".to_owned()], 1)
    );
    logs.at("09 10:00").repairs_again(1, 2);
    assert_eq!(missing(&logs), ["资料尚未审核", "客户尚未回访"]);
}

// rule: CLM-7, OLD-7, ORD-14
#[test]
fn the_page_shows_claim_parts_and_repeats_and_tells_them_in_the_trade_s_words() {
    let mut logs = reported();
    logs.drafts(1, proto::claims::ClaimKind::Failure).expects(1, 1);
    logs.at("06 09:00").checks_in(1, 1).submits(1, 1, &lines());
    logs.at("25 10:00").ships("north-202601", &[tag(1, 1)]);
    logs.repairs(2).hotline(RepeatSuspected {
        order: number(2),
        earlier: number(1),
        resolved_at: t("05 15:00"),
        same_words: true,
    });
    let page = page_of(&logs);
    let claim = page.claim.as_ref().expect("a claim");
    assert_eq!(claim.state, Some(proto::claims::ClaimState::Submitted));
    assert_eq!(page.parts[0].state, PartState::OnTheWay);
    assert_eq!(page.repeated_by, [number(2)]);
    // The board's row leaves the clocks of parts to the part.
    let kinds =
        |clocks: &[proto::desk::ClockSummary]| clocks.iter().any(|clock| clock.kind == ClockKind::PartReturn);
    assert!(!kinds(&page.summary.clocks) && kinds(&page.parts[0].clocks));
    let told: Vec<&str> = page
        .timeline
        .iter()
        .map(|entry| entry.sentence.zh.as_str())
        .collect();
    let expected = [
        "催办服务站：站长马上联系",
        "站长联系客户：故障油缸漏油，需上门，现场北环路三标段，客户自备配件无",
        "谭松填写服务报告：小时数、维修内容",
        "换件第1项更正为4611-1234 油缸密封件 ×2，旧件号S-778，新件号S-901：数错",
        "附上照片（现场.jpg）",
        "服务报告不完整：缺故障原因",
        "临河服务站寄出旧件，货单 north-202601 共1件，顺达物流 SD1001",
    ];
    for sentence in expected {
        assert!(told.contains(&sentence), "{sentence} is not in {told:#?}");
    }
    let empty = page
        .timeline
        .iter()
        .filter(|entry| entry.sentence.en.is_empty() || entry.sentence.zh.is_empty());
    assert_eq!(empty.count(), 0);
}
