//! The engineer's report and its documents, as field's log and those who copy it have them.

use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{
    DocumentAttached, DocumentWithdrawn, FieldEvent, Labour, PartCorrected, PartExchange, PartReplaced,
    ReportContent, ReportGap, ServiceReportFiled, ServiceReportJudged,
};
use types::Quantity;

use super::{hash, message, order, person, sentence};

pub(crate) fn document() -> Document {
    Document {
        hash: hash(),
        size: 181_204,
        media_type: "image/jpeg".to_owned(),
        name: "IMG_2031.jpg".to_owned(),
        kind: DocumentKind::PartPhoto,
    }
}

pub(crate) fn content() -> ReportContent {
    ReportContent {
        hours: Some(6_121),
        work_condition: Some("石料破碎".to_owned()),
        fault: Some("动臂下降过快".to_owned()),
        cause: Some("动臂油缸密封磨损".to_owned()),
        repair: Some("更换密封件并试机".to_owned()),
        labour: Some(vec![Labour {
            code: Some("311-04".to_owned()),
            description: "动臂油缸拆装".to_owned(),
            hours: Quantity(350),
        }]),
        no_parts: true,
    }
}

pub(crate) fn exchange() -> PartExchange {
    PartExchange {
        part_number: "4611-1234".to_owned(),
        name: "油缸密封件".to_owned(),
        quantity: 2,
        old_serial: Some("A0912".to_owned()),
        new_serial: Some("B1177".to_owned()),
    }
}

pub(crate) fn bare_exchange() -> PartExchange {
    PartExchange {
        name: String::new(),
        quantity: 0,
        old_serial: None,
        new_serial: None,
        ..exchange()
    }
}

pub(crate) fn gaps() -> Vec<ReportGap> {
    vec![ReportGap {
        code: "part_photo".to_owned(),
        sentence: sentence(),
    }]
}

pub(crate) fn events() -> Vec<FieldEvent> {
    [pieces(), documents()].concat()
}

fn pieces() -> Vec<FieldEvent> {
    let replaced = PartReplaced {
        order: order(),
        line: 3,
        exchange: exchange(),
        by: Some(person("e-017")),
        message: Some(message()),
    };
    vec![
        ServiceReportFiled {
            order: order(),
            by: Some(person("e-017")),
            content: content(),
            message: Some(message()),
        }
        .into(),
        ServiceReportFiled {
            order: order(),
            by: None,
            content: ReportContent::default(),
            message: None,
        }
        .into(),
        PartReplaced {
            exchange: bare_exchange(),
            by: None,
            message: None,
            ..replaced.clone()
        }
        .into(),
        replaced.into(),
        PartCorrected {
            order: order(),
            line: 3,
            exchange: exchange(),
            reason: "件号看错".to_owned(),
        }
        .into(),
    ]
}

fn documents() -> Vec<FieldEvent> {
    let attached = DocumentAttached {
        order: order(),
        target: DocumentTarget::Part { line: 3 },
        document: document(),
        by: Some(person("e-017")),
    };
    vec![
        DocumentAttached {
            target: DocumentTarget::Order,
            by: None,
            ..attached.clone()
        }
        .into(),
        attached.into(),
        DocumentWithdrawn {
            order: order(),
            hash: hash(),
            reason: "照片模糊".to_owned(),
        }
        .into(),
        ServiceReportJudged {
            order: order(),
            gaps: gaps(),
        }
        .into(),
        ServiceReportJudged {
            order: order(),
            gaps: Vec::new(),
        }
        .into(),
    ]
}
