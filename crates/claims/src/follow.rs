//! What follows by itself when something about an order changed: cover, lines, the way back from a return, readiness.

use proto::claims::{
    AnsweredItem, ClaimCameBack, ClaimDrafted, ClaimDropped, ClaimKind, ClaimKindChanged, ClaimLinesChanged,
    ClaimReady, ClaimState, Cover, CoverJudgedAgain, NotCovered, PackageAsked, ReportPiece, ReturnAnswered,
};
use sla::policy::Policy;
use types::Sentence;

use crate::case::Case;
use crate::claim::Claim;
use crate::lines::Lines;
use crate::sequel::Sequel;
use crate::{content, cover, lacks, lines};

/// What the order's type and finer kind are claimed as, by the policy in force; none: never (CLM-1).
pub(crate) fn kind_of(case: &Case, policy: &Policy) -> Option<ClaimKind> {
    let subtype = case.facts.subtype.map(|subtype| subtype.as_str());
    let code = policy.claims().kind_of(case.facts.order_type.as_str(), subtype)?;
    ClaimKind::ALL.into_iter().find(|kind| kind.as_str() == code)
}

impl Sequel<'_> {
    /// Judges the cover of a finished order, again when it was judged before: a draft opens, goes, or stands
    /// (CLM-2, CLM-3). What was filed, or given up by somebody, is left alone.
    pub(crate) fn judge_cover(&mut self) {
        let case = &self.case;
        if case.repair.is_none() || case.cancelled_at.is_some() || case.was_filed() || case.dropped.is_some()
        {
            return;
        }
        let cover = cover::judge(case, self.context);
        let kind = kind_of(case, self.policy());
        let wanted = kind.filter(|_| cover.ended_by.is_none());
        match (case.unfiled().is_some(), wanted) {
            (false, Some(kind)) => self.draft(kind, cover),
            (false, None) => self.show_not_covered(kind, cover),
            (true, _) => self.judge_draft(kind, cover),
        }
    }

    fn draft(&mut self, kind: ClaimKind, cover: Cover) {
        let Some(claim) = self.case.next_number() else {
            return;
        };
        let Lines { lines, remarks } = lines::of_report(self.state, &self.case, self.policy());
        let reason = String::new();
        self.add(ClaimDrafted {
            claim,
            kind,
            cover,
            lines,
            remarks,
            reason,
            by: None,
        });
        self.start_clock();
    }

    fn show_not_covered(&mut self, kind: Option<ClaimKind>, cover: Cover) {
        let facts = &self.case.facts;
        let title = facts.order_type.title();
        let finer = facts.subtype.map(|subtype| subtype.title());
        let (zh, en) = finer.map_or((String::new(), String::new()), |finer| {
            (format!("（{}）", finer.zh), format!(" ({})", finer.en))
        });
        let never = Sentence::new(
            format!("“{}{zh}”类工单不索赔。", title.zh),
            format!("orders of the type {:?}{en} are never claimed", title.en),
        );
        let not_covered = NotCovered {
            order: facts.order.clone(),
            cover,
            reason: kind.is_none().then_some(never),
        };
        if self.case.not_covered.as_ref() != Some(&not_covered) {
            self.add(not_covered);
        }
    }

    /// A draft that opened by itself goes with its cover; one that a person opened, or that is asked for as goodwill,
    /// does not rest on it.
    fn judge_draft(&mut self, kind: Option<ClaimKind>, cover: Cover) {
        let Some(claim) = self.case.unfiled() else { return };
        let (number, is, known) = (claim.number.clone(), claim.kind, claim.cover == cover);
        let rests_on_cover = !claim.by_hand && is != ClaimKind::Goodwill;
        match kind.filter(|_| cover.ended_by.is_none()) {
            None if rests_on_cover => {
                self.drop_unfiled(&cover.explanation.zh.clone());
                self.show_not_covered(kind, cover);
                return;
            }
            Some(kind) if rests_on_cover && kind != is => {
                let reason = "工单类型已更正".to_owned();
                self.add(ClaimKindChanged {
                    claim: number.clone(),
                    kind,
                    reason,
                });
            }
            Some(_) | None => {}
        }
        if !known {
            self.add(CoverJudgedAgain { claim: number, cover });
        }
    }

    /// Drops the unfiled try and calls its clock off.
    pub(crate) fn drop_unfiled(&mut self, reason: &str) {
        let Some(claim) = self.case.unfiled() else { return };
        let claim = claim.number.clone();
        self.add(ClaimDropped {
            claim,
            reason: reason.to_owned(),
            by: self.context.person().cloned(),
        });
        self.call_off_clock(reason);
    }

    /// Whether nobody can tell if the finished order is covered, and nobody has decided (CLM-22).
    pub(crate) fn cover_is_open(&self) -> bool {
        self.case.not_covered.as_ref().is_some_and(NotCovered::is_open)
    }

    /// The days run from the repair: when that moved, the clock starts anew (SLA-5).
    pub(crate) fn move_clock(&mut self) {
        let start = self
            .clock()
            .filter(|clock| clock.is_open())
            .map(|clock| clock.start);
        let repaired_at = self.case.repair.as_ref().map(|repair| repair.at);
        if start.is_some() && start != repaired_at && self.case.unfiled().is_some() {
            self.call_off_clock("修复时间已更正");
            self.start_clock();
        }
    }

    /// Brings the lines of an unfiled first try up to the report (CLM-2, CLM-5).
    pub(crate) fn refresh_lines(&mut self, piece: &ReportPiece) {
        let Some(claim) = self.case.unfiled().filter(|_| self.case.last_decided().is_none()) else {
            return;
        };
        let fresh = match piece {
            ReportPiece::Part { line, .. } if claim.edited => {
                lines::after_part(self.state, &self.case, claim, *line)
            }
            ReportPiece::Part { .. } | ReportPiece::Filed { .. } if !claim.edited => {
                lines::of_report(self.state, &self.case, self.policy())
            }
            ReportPiece::Part { .. }
            | ReportPiece::Filed { .. }
            | ReportPiece::Attached { .. }
            | ReportPiece::Withdrawn { .. }
            | ReportPiece::Judged { .. } => return,
        };
        if fresh.lines == claim.lines && fresh.remarks == claim.remarks {
            return;
        }
        let claim = claim.number.clone();
        let Lines { lines, remarks } = fresh;
        self.add(ClaimLinesChanged {
            claim,
            lines,
            remarks,
            by: None,
        });
    }

    /// Notes what came for the items that a claim was returned for (CLM-4).
    pub(crate) fn answer(&mut self, answers: impl Fn(&Claim) -> Vec<AnsweredItem>) {
        let returned = |claim: &&Claim| claim.state == ClaimState::Returned;
        let Some(claim) = self.case.unfiled().filter(returned) else {
            return;
        };
        let (items, claim) = (answers(claim), claim.number.clone());
        if !items.is_empty() {
            let by = self.context.person().cloned();
            self.add(ReturnAnswered { claim, items, by });
        }
    }

    /// A returned claim comes back when all that was asked for has come; a ready one when it lost a paper it needs
    /// (CLM-4, CLM-19).
    pub(crate) fn come_back(&mut self) {
        let Some(claim) = self.case.unfiled() else { return };
        let comes_back = match claim.state {
            ClaimState::Returned => claim.asked_for().next().is_none(),
            ClaimState::Ready => !lacks::papers(&self.case, claim, self.policy()).is_empty(),
            _ => false,
        };
        if comes_back {
            let (claim, order) = (claim.number.clone(), self.case.facts.order.clone());
            self.add(ClaimCameBack { claim, order });
        }
    }

    /// A claim that lacks nothing any more is ready, and its package is built from what it says now (CLM-5, CLM-6).
    pub(crate) fn make_ready(&mut self) {
        let Some(claim) = self.case.unfiled() else { return };
        if lacks::is_ready(&self.case, claim, self.policy()) {
            let (claim, total) = (claim.number.clone(), claim.total());
            self.add(ClaimReady { claim, total });
        }
        self.ask_for_package();
    }

    fn ask_for_package(&mut self) {
        let Some(claim) = self
            .case
            .unfiled()
            .filter(|claim| claim.state == ClaimState::Ready)
        else {
            return;
        };
        let Some(content) = content::of(&self.case, claim, self.context) else {
            return;
        };
        if claim.package.content() != Some(content.hash()) {
            let content = Box::new(content);
            self.add(PackageAsked { content });
        }
    }
}
