//! What the policy says of reports, documents, old parts and the day's list (ORD-12, ORD-25, OLD-7).

use std::collections::BTreeMap;

use chrono::NaiveTime;
use types::Sentence;

use super::codes::{DOCUMENT_KINDS, ORDER_TYPES, codes};
use super::limits::time_of_day;
use super::read::{Entry, Section, nearest, unknown};
use super::reasons::filled;
use super::{Role, clocks};

/// Something a report may have to say (ORD-25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportField {
    /// The machine's hours.
    Hours,
    /// 工况
    WorkCondition,
    /// 故障现象
    Fault,
    /// 故障原因
    Cause,
    /// 维修内容
    Repair,
    /// 工时
    Labour,
    /// Replaced parts, or that there were none.
    Parts,
}

impl ReportField {
    pub const ALL: [Self; 7] = [
        Self::Hours,
        Self::WorkCondition,
        Self::Fault,
        Self::Cause,
        Self::Repair,
        Self::Labour,
        Self::Parts,
    ];

    /// The field as policy files and gaps write it, `work_condition`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::WorkCondition => "work_condition",
            Self::Fault => "fault",
            Self::Cause => "cause",
            Self::Repair => "repair",
            Self::Labour => "labour",
            Self::Parts => "parts",
        }
    }
}

/// What makes the report of a service complete (ORD-25, SLA-10).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportNeeds {
    pub content: Vec<ReportField>,
    /// Codes of the kinds of documents of which there must be at least one each.
    pub documents: Vec<String>,
}

/// What reports need, by type of order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportPolicy {
    of: BTreeMap<String, ReportNeeds>,
    of_others: ReportNeeds,
}

impl ReportPolicy {
    /// What the report of an order of this type must hold.
    #[must_use]
    pub fn needs_of(&self, order_type: &str) -> &ReportNeeds {
        self.of.get(order_type).unwrap_or(&self.of_others)
    }
}

/// Which documents are taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentsPolicy {
    pub max_bytes: u64,
    /// `image/jpeg`, by the content's first bytes.
    pub media_types: Vec<String>,
}

/// How long old parts are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnsPolicy {
    /// Days after his decision in which the manufacturer may ask for the part (OLD-7).
    pub recall_window_days: u32,
}

/// When the day's list of unrepaired orders goes out, and to whom (ORD-12).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnrepairedListPolicy {
    /// By the policy's zone.
    pub at: NaiveTime,
    pub roles: Vec<Role>,
}

/// The needs of types of orders that have none of their own.
const OTHERS: &str = "others";

pub(super) fn report(root: &Section<'_>) -> ReportPolicy {
    let Some(section) = root.required("report").and_then(|entry| entry.section()) else {
        return ReportPolicy::default();
    };
    let of_others = section
        .required(OTHERS)
        .map(|entry| needs(&entry))
        .unwrap_or_default();
    let own = section.all().into_iter().filter(|(name, _)| *name != OTHERS);
    let read = |(order_type, entry): (&str, Entry<'_>)| {
        if !ORDER_TYPES.contains(&order_type) {
            entry.refuse(unknown(nearest(order_type, ORDER_TYPES)));
        }
        (order_type.to_owned(), needs(&entry))
    };
    ReportPolicy {
        of: own.map(read).collect(),
        of_others,
    }
}

fn needs(entry: &Entry<'_>) -> ReportNeeds {
    let Some(section) = entry.section() else {
        return ReportNeeds::default();
    };
    let names = ReportField::ALL.map(ReportField::as_str);
    let content = section
        .required("content")
        .map(|entry| codes(&entry, &names))
        .unwrap_or_default();
    let documents = section
        .required("documents")
        .map(|entry| codes(&entry, &DOCUMENT_KINDS))
        .unwrap_or_default();
    section.refuse_unasked();
    let field = |name: &String| ReportField::ALL.into_iter().find(|field| field.as_str() == name);
    ReportNeeds {
        content: content.iter().filter_map(field).collect(),
        documents,
    }
}

pub(super) fn documents(root: &Section<'_>) -> DocumentsPolicy {
    let Some(section) = root.required("documents").and_then(|entry| entry.section()) else {
        return DocumentsPolicy::default();
    };
    let documents = DocumentsPolicy {
        max_bytes: section
            .required("max_bytes")
            .and_then(|entry| positive(&entry))
            .map_or(0, u64::from),
        media_types: section
            .required("media_types")
            .map(|entry| entry.items().iter().filter_map(media_type).collect())
            .unwrap_or_default(),
    };
    section.refuse_unasked();
    documents
}

fn media_type(entry: &Entry<'_>) -> Option<String> {
    let text = filled(entry)?;
    let sound = |part: &str| {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '+');
        !part.is_empty() && part.chars().all(letters)
    };
    let whole = text
        .split_once('/')
        .is_some_and(|(kind, name)| sound(kind) && sound(name));
    if !whole {
        entry.refuse(Sentence::new(
            "应写作 image/jpeg",
            "a media type is written like image/jpeg",
        ));
    }
    whole.then_some(text)
}

pub(super) fn returns(root: &Section<'_>) -> ReturnsPolicy {
    let Some(section) = root.required("returns").and_then(|entry| entry.section()) else {
        return ReturnsPolicy::default();
    };
    let recall_window_days = section
        .required("recall_window_days")
        .and_then(|entry| entry.count())
        .unwrap_or_default();
    section.refuse_unasked();
    ReturnsPolicy { recall_window_days }
}

pub(super) fn unrepaired_list(root: &Section<'_>) -> UnrepairedListPolicy {
    let Some(section) = root.required("unrepaired_list").and_then(|entry| entry.section()) else {
        return UnrepairedListPolicy::default();
    };
    let read_time = |entry: Entry<'_>| {
        let at = time_of_day(entry.text()?);
        if at.is_none() {
            entry.refuse(Sentence::new(
                "应为时刻，如 16:30",
                "this must be a time of day like 16:30",
            ));
        }
        at
    };
    let list = UnrepairedListPolicy {
        at: section.required("at").and_then(read_time).unwrap_or_default(),
        roles: section
            .required("roles")
            .map(|entry| clocks::roles(&entry))
            .unwrap_or_default(),
    };
    section.refuse_unasked();
    list
}

/// A whole number above zero.
pub(super) fn positive(entry: &Entry<'_>) -> Option<u32> {
    let count = entry.count()?;
    if count == 0 {
        entry.refuse(Sentence::new("不能为 0", "this must not be 0"));
    }
    Some(count)
}
