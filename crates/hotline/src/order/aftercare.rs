//! What is kept of an order beside its way: urging, the afternoon's reason, report, papers, call-back, repeat repair.

use proto::field::ReportGap;
use proto::hotline::{Department, PapersClass, RepeatSuspected, RepeatVerdict};
use proto::order::Step;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use types::{Instant, PersonId, Personal, Sentence};

/// An operator's word to the station that has not called or answered yet (ORD-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Urging {
    pub note: Personal<String>,
    pub by: Option<PersonId>,
    pub at: Instant,
}

/// Why an order is unrepaired, as station and departments last confirmed it (ORD-12).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confirmation {
    pub reason: String,
    pub confirmed_with: Vec<Department>,
    pub note: Option<Personal<String>>,
    pub expected_at: Option<Instant>,
    pub by: Option<PersonId>,
    pub at: Instant,
}

/// How and when an order was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Solved by phone or repaired.
    pub step: Step,
    pub at: Instant,
}

/// What records staff found when they looked through the papers (ORD-24).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Papers {
    pub class: PapersClass,
    /// Nothing missing means that they are complete.
    pub missing: Vec<String>,
    pub asked: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub by: Option<PersonId>,
}

/// One try to call the customer back (ORD-13).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallBack {
    /// None: not reached.
    pub satisfied: Option<bool>,
    pub words: Option<Personal<String>>,
    pub by: Option<PersonId>,
    pub at: Instant,
}

/// A closed order that was opened again (ORD-14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reopening {
    pub reason: String,
    pub by: Option<PersonId>,
    pub at: Instant,
}

/// Whether the order is the same fault once more (ORD-14).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Repeat {
    pub suspected: Option<RepeatSuspected>,
    pub judged: Option<Judgement>,
}

/// What somebody decided about a repeat repair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    pub verdict: RepeatVerdict,
    pub reason: String,
    pub by: Option<PersonId>,
}

/// What follows the resolution of an order until it is closed (ORD-13, ORD-14, ORD-24).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Aftercare {
    /// None before, and again once it was reopened.
    pub resolution: Option<Resolution>,
    /// What the engineer's report lacks, as field last judged it; none before it did.
    pub report_gaps: Option<Vec<ReportGap>>,
    pub papers: Option<Papers>,
    /// Every try since it was resolved.
    pub call_backs: Vec<CallBack>,
    pub reopenings: Vec<Reopening>,
}

/// Something that must be done before an order can be closed (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosingGap {
    /// Field has not judged the engineer's report yet.
    ReportAwaited,
    ReportIncomplete(Vec<ReportGap>),
    PapersNotReviewed,
    PapersMissing(Vec<String>),
    CallBack,
}

impl Aftercare {
    /// The call-back that counts: the last that reached the customer (ORD-13).
    #[must_use]
    pub fn called_back(&self) -> Option<&CallBack> {
        self.call_backs.iter().rev().find(|call| call.satisfied.is_some())
    }

    /// What a resolved order still lacks; nothing before it is resolved. Solved by phone it has neither report nor
    /// papers (ORD-7).
    #[must_use]
    pub fn still_to_do(&self) -> Vec<ClosingGap> {
        let Some(resolution) = self.resolution else {
            return Vec::new();
        };
        let mut gaps = Vec::new();
        if resolution.step == Step::Repaired {
            gaps.extend(self.report_gap());
            gaps.extend(self.papers_gap());
        }
        if self.called_back().is_none() {
            gaps.push(ClosingGap::CallBack);
        }
        gaps
    }

    fn report_gap(&self) -> Option<ClosingGap> {
        match &self.report_gaps {
            None => Some(ClosingGap::ReportAwaited),
            Some(gaps) if gaps.is_empty() => None,
            Some(gaps) => Some(ClosingGap::ReportIncomplete(gaps.clone())),
        }
    }

    fn papers_gap(&self) -> Option<ClosingGap> {
        match &self.papers {
            None => Some(ClosingGap::PapersNotReviewed),
            Some(papers) if papers.missing.is_empty() => None,
            Some(papers) => Some(ClosingGap::PapersMissing(papers.missing.clone())),
        }
    }

    /// Opened again: papers and call-backs belonged to the service that was not the last one. The report's
    /// judgement stands until field judges it anew.
    pub(super) fn reopen(&mut self, reopening: Reopening) {
        self.resolution = None;
        self.papers = None;
        self.call_backs.clear();
        self.reopenings.push(reopening);
    }
}

impl ClosingGap {
    /// Stable, `call_back`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ReportAwaited => "report",
            Self::ReportIncomplete(_) => "report_incomplete",
            Self::PapersNotReviewed => "papers",
            Self::PapersMissing(_) => "papers_missing",
            Self::CallBack => "call_back",
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({ "code": self.code(), "sentence": self.sentence() })
    }

    /// What is to be done, as a part of a longer sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::ReportAwaited => Sentence::new("现场服务报告尚未录入", "the service report is not in yet"),
            Self::ReportIncomplete(gaps) => {
                let zh: Vec<&str> = gaps.iter().map(|gap| gap.sentence.zh.as_str()).collect();
                let en: Vec<&str> = gaps.iter().map(|gap| gap.sentence.en.as_str()).collect();
                Sentence::new(
                    format!("现场服务报告不完整（{}）", zh.join("；")),
                    format!("the service report is incomplete ({})", en.join("; ")),
                )
            }
            Self::PapersNotReviewed => Sentence::new("资料尚未审核", "the papers were not reviewed"),
            Self::PapersMissing(missing) => Sentence::new(
                format!("资料缺少{}", missing.join("、")),
                format!("papers are missing ({})", missing.join(", ")),
            ),
            Self::CallBack => Sentence::new("客户尚未回访", "the customer was not called back"),
        }
    }
}
