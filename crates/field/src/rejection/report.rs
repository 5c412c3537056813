//! Every "no" to an engineer's report and its documents, in order of precedence.

use proto::Class;
use serde_json::{Value, json};
use types::{Hash, OrderNumber};

/// Why a piece of a report is not taken, from a client or from a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportRejection {
    /// The order was cancelled: nothing is reported of it any more (ORD-17).
    Cancelled(OrderNumber),
    /// Nobody has been at the machine yet (ORD-25).
    NobodyThere(OrderNumber),
    /// The report has no such line (ORD-25).
    UnknownLine { order: OrderNumber, line: u16 },
    /// The order has no such visit (ORD-25).
    UnknownVisit { order: OrderNumber, visit: u32 },
    /// The document is not attached to the order (ORD-15).
    NotAttached { order: OrderNumber, hash: Hash },
    /// A correction says why (ORD-15).
    ReasonRequired,
    /// The report says nothing (ORD-25).
    NothingSaid,
    /// A piece of work lacks its description or its hours (ORD-25).
    LabourIncomplete,
    /// It is said that no part was replaced, while some were (ORD-25).
    PartsAndNone,
    /// No part's number has that form (ORD-25).
    PartNumber { said: String },
    /// Nobody replaces so many of a part (ORD-25).
    Quantity { part_number: String, quantity: u32 },
    /// The part is on the report already, in another quantity or with other serials (ORD-25).
    PartOnReport {
        part_number: String,
        line: u16,
        quantity: u32,
    },
    /// One report names a part twice (ORD-25).
    PartTwice { part_number: String },
    /// A report has only so many lines (ORD-25).
    TooManyParts { most: u16 },
    /// The document is larger than the policy takes, or holds nothing (ORD-25).
    DocumentSize { bytes: u64, max_bytes: u64 },
    /// The policy does not take documents of that kind of content (ORD-25).
    MediaType { said: String, known: Vec<String> },
}

use ReportRejection as No;

impl ReportRejection {
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            No::Cancelled(_) => "ORD-17.cancelled",
            No::NobodyThere(_) => "ORD-25.nobody_there",
            No::ReasonRequired => "ORD-15.reason_required",
            No::NothingSaid => "ORD-25.nothing_said",
            No::LabourIncomplete => "ORD-25.labour_incomplete",
            No::PartsAndNone => "ORD-25.parts_and_none",
            No::PartNumber { .. } => "ORD-25.part_number",
            No::Quantity { .. } => "ORD-25.part_quantity",
            No::PartOnReport { .. } => "ORD-25.part_on_report",
            No::PartTwice { .. } => "ORD-25.part_twice",
            No::TooManyParts { .. } => "ORD-25.too_many_parts",
            No::UnknownLine { .. } => "ORD-25.line_unknown",
            No::UnknownVisit { .. } => "ORD-25.visit_unknown",
            No::DocumentSize { .. } => "ORD-25.document_size",
            No::MediaType { .. } => "ORD-25.media_type",
            No::NotAttached { .. } => "ORD-15.not_attached",
        }
    }

    pub(crate) const fn class(&self) -> Class {
        match self {
            No::Cancelled(_) | No::NobodyThere(_) | No::PartOnReport { .. } => Class::Conflict,
            No::UnknownLine { .. } | No::UnknownVisit { .. } | No::NotAttached { .. } => Class::Unknown,
            No::DocumentSize { .. } => Class::TooLarge,
            No::ReasonRequired
            | No::NothingSaid
            | No::LabourIncomplete
            | No::PartsAndNone
            | No::PartNumber { .. }
            | No::Quantity { .. }
            | No::PartTwice { .. }
            | No::TooManyParts { .. }
            | No::MediaType { .. } => Class::Refused,
        }
    }

    /// What is wrong and what to do, Chinese first; it is sent to phones, too.
    pub(crate) fn words(&self) -> (String, String) {
        match self {
            No::Cancelled(order) => (
                format!("工单{order}已取消，不再收报告，如有疑问请致电400座席"),
                format!("order {order} was cancelled and takes no report; please call the hotline"),
            ),
            No::NobodyThere(order) => (
                format!("工单{order}还没有到达记录，请先报到达：到达 {order}"),
                format!(
                    "nobody has arrived for {order} yet; please report the arrival first: ARRIVE {order}"
                ),
            ),
            No::ReasonRequired => (
                "请写明更正原因".to_owned(),
                "say why it is corrected: the reason is required".to_owned(),
            ),
            No::NothingSaid => (
                "报告是空的，请至少填写一项或一个配件".to_owned(),
                "the report is empty; say at least one thing or name a part".to_owned(),
            ),
            No::LabourIncomplete => (
                "每项工作都要写明内容和工时".to_owned(),
                "every piece of work needs its description and its hours".to_owned(),
            ),
            No::PartsAndNone => (
                "报告里有更换的配件，不能同时注明没有换件；请先取消这些配件".to_owned(),
                "parts stand on the report, so it can't say that there were none; take them off first"
                    .to_owned(),
            ),
            No::PartNumber { said } => (
                format!("“{said}”不像件号，件号为2到40个字母或数字，请核对"),
                format!("{said:?} is no part number, which has 2 to 40 characters; check it"),
            ),
            No::Quantity {
                part_number,
                quantity,
            } => (
                format!("{part_number}的数量{quantity}不对，应为1到999"),
                format!("the quantity {quantity} of {part_number} can't be; it is from 1 to 999"),
            ),
            No::PartOnReport {
                part_number,
                line,
                quantity,
            } => (
                format!(
                    "{part_number}已在报告第{line}行（{quantity}个），要改请更正这一行（correct-part），或致电400座席"
                ),
                format!(
                    "{part_number} stands on line {line} of the report ({quantity}); to change it correct that line \
                     (correct-part), or call the hotline"
                ),
            ),
            No::PartTwice { part_number } => (
                format!("{part_number}写了两次，请合成一行写总数量"),
                format!("{part_number} is named twice; write it once with the whole quantity"),
            ),
            No::TooManyParts { most } => (
                format!("一张工单的报告最多{most}个配件，请核对"),
                format!("the report of an order takes {most} parts at most; check them"),
            ),
            No::UnknownLine { order, line } => (
                format!("工单{order}的报告没有第{line}行，请核对"),
                format!("the report of order {order} has no line {line}; check the line"),
            ),
            No::UnknownVisit { order, visit } => (
                format!("工单{order}没有第{visit}次上门，请核对"),
                format!("order {order} has no visit {visit}; check the visit"),
            ),
            No::DocumentSize { bytes, max_bytes } => (
                format!("文件大小{bytes}字节不能接收，应为1到{max_bytes}字节，请压缩后重传"),
                format!(
                    "a document of {bytes} bytes is not taken, only from 1 to {max_bytes}; make it smaller"
                ),
            ),
            No::MediaType { said, known } => (
                format!("不接收{said}类型的文件，可用：{}", known.join("、")),
                format!(
                    "documents of type {said} are not taken; use one of {}",
                    known.join(", ")
                ),
            ),
            No::NotAttached { order, hash } => (
                format!("工单{order}没有文件{hash}，请核对"),
                format!("document {hash} is not attached to order {order}; check which it is"),
            ),
        }
    }

    pub(crate) fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            No::ReasonRequired | No::NothingSaid | No::LabourIncomplete | No::PartsAndNone => Vec::new(),
            No::Cancelled(order) | No::NobodyThere(order) => vec![("order", json!(order))],
            No::PartNumber { said } => vec![("part_number", json!(said))],
            No::Quantity {
                part_number,
                quantity,
            } => vec![("part_number", json!(part_number)), ("quantity", json!(quantity))],
            No::PartOnReport {
                part_number,
                line,
                quantity,
            } => vec![
                ("part_number", json!(part_number)),
                ("line", json!(line)),
                ("quantity", json!(quantity)),
            ],
            No::PartTwice { part_number } => vec![("part_number", json!(part_number))],
            No::TooManyParts { most } => vec![("most", json!(most))],
            No::UnknownLine { order, line } => vec![("order", json!(order)), ("line", json!(line))],
            No::UnknownVisit { order, visit } => vec![("order", json!(order)), ("visit", json!(visit))],
            No::DocumentSize { bytes, max_bytes } => {
                vec![("bytes", json!(bytes)), ("max_bytes", json!(max_bytes))]
            }
            No::MediaType { said, known } => vec![("media_type", json!(said)), ("known", json!(known))],
            No::NotAttached { order, hash } => vec![("order", json!(order)), ("hash", json!(hash))],
        }
    }
}
