//! What the records of claims say.

use proto::claims::{
    ClaimCredited, ClaimDecided, ClaimDrafted, ClaimJudged, ClaimKind, ClaimReturned, ClaimReviewed,
    ClaimSubmitted, ClaimsEvent, Decision, NotCovered, OutOfRange, ReturnAnswered, total,
};
use types::{ClaimNumber, Sentence};

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn claims(&self, event: &ClaimsEvent) -> Sentence {
        match event {
            ClaimsEvent::ClaimOrderNoted(_) => {
                Sentence::new("索赔收到工单内容", "claims took note of the order")
            }
            ClaimsEvent::ServiceNoted(_) => {
                Sentence::new("索赔收到服务结束", "claims took note of how the service ended")
            }
            ClaimsEvent::ClaimReportNoted(_) => {
                Sentence::new("索赔收到报告内容", "claims took note of the report")
            }
            ClaimsEvent::ClaimDrafted(drafted) => drafted_words(drafted),
            ClaimsEvent::NotCovered(said) => not_covered(said),
            ClaimsEvent::CoverJudgedAgain(judged) => {
                let said = of(&judged.claim, "重新判定保修", "cover judged again");
                with_both(said, &judged.cover.explanation)
            }
            ClaimsEvent::ClaimLinesChanged(changed) => {
                let (lines, sum) = (changed.lines.len(), total(&changed.lines));
                let said = of(&changed.claim, "明细保存", "lines saved");
                Sentence::new(
                    format!("{}：{lines}行，合计 {sum} 元", said.zh),
                    format!("{}: {lines} lines, {sum} yuan in all", said.en),
                )
            }
            ClaimsEvent::ClaimKindChanged(changed) => {
                let kind = changed.kind.title();
                with_both(of(&changed.claim, "改类别", "kind changed"), &kind)
            }
            ClaimsEvent::ClaimDropped(dropped) => {
                with(of(&dropped.claim, "不提交", "will not be filed"), &dropped.reason)
            }
            ClaimsEvent::ClaimReviewed(reviewed) => reviewed_words(reviewed),
            ClaimsEvent::ClaimReturned(returned) => self.returned(returned),
            ClaimsEvent::ReturnAnswered(said) => answered(said),
            ClaimsEvent::ClaimCameBack(back) => of(&back.claim, "回到审核", "is to be reviewed again"),
            ClaimsEvent::ClaimJudged(judged) => self.judged(judged),
            ClaimsEvent::ClaimReady(ready) => {
                let said = of(&ready.claim, "可提交", "may be submitted");
                Sentence::new(
                    format!("{}，合计 {} 元", said.zh, ready.total),
                    format!("{}, {} yuan in all", said.en, ready.total),
                )
            }
            ClaimsEvent::ClaimLookedAt(looked) => {
                with(of(&looked.claim, "今日已查看", "was looked at"), &looked.note)
            }
            ClaimsEvent::PackageAsked(_)
            | ClaimsEvent::PackageFailed(_)
            | ClaimsEvent::PackageBuilt(_)
            | ClaimsEvent::ClaimSubmitted(_)
            | ClaimsEvent::ClaimNumbered(_)
            | ClaimsEvent::ClaimDecided(_)
            | ClaimsEvent::ClaimCredited(_)
            | ClaimsEvent::ClaimClosed(_)
            | ClaimsEvent::ClaimWrittenOff(_) => self.claim_outcome(event),
            ClaimsEvent::ClockStarted(_)
            | ClaimsEvent::ClockPaused(_)
            | ClaimsEvent::ClockResumed(_)
            | ClaimsEvent::ClockWarned(_)
            | ClaimsEvent::ClockBreached(_)
            | ClaimsEvent::BreachLifted(_)
            | ClaimsEvent::ClockMet(_)
            | ClaimsEvent::ClockStopped(_)
            | ClaimsEvent::ClockCancelled(_) => self.clock_said(event.clock_event().as_ref()),
        }
    }

    fn claim_outcome(&self, event: &ClaimsEvent) -> Sentence {
        if let ClaimsEvent::PackageAsked(asked) = event {
            of(&asked.content.claim, "开始制作索赔包", "package to be built")
        } else if let ClaimsEvent::PackageFailed(failed) = event {
            with(
                of(&failed.claim, "索赔包制作失败", "package could not be built"),
                &failed.problem,
            )
        } else if let ClaimsEvent::PackageBuilt(built) = event {
            with(
                of(&built.claim, "索赔包已制作", "package built"),
                &built.package.name,
            )
        } else if let ClaimsEvent::ClaimSubmitted(submitted) = event {
            self.submitted(submitted)
        } else if let ClaimsEvent::ClaimNumbered(numbered) = event {
            with(
                of(&numbered.claim, "厂家编号", "manufacturer's number"),
                &numbered.number,
            )
        } else if let ClaimsEvent::ClaimDecided(decided) = event {
            decided_words(decided)
        } else if let ClaimsEvent::ClaimCredited(credited) = event {
            credited_words(credited)
        } else if let ClaimsEvent::ClaimClosed(closed) = event {
            of(&closed.claim, "关闭", "closed")
        } else if let ClaimsEvent::ClaimWrittenOff(written_off) = event {
            with(of(&written_off.claim, "核销", "written off"), &written_off.reason)
        } else {
            Sentence::default()
        }
    }

    fn returned(&self, returned: &ClaimReturned) -> Sentence {
        let whom: Vec<String> = returned
            .engineer
            .iter()
            .map(|id| self.name(id))
            .chain(returned.station.iter().map(|id| self.named.station(id).name))
            .collect();
        let said = of(&returned.claim, "退回", "returned");
        let said = if whom.is_empty() {
            said
        } else {
            Sentence::new(
                format!("{}{}", said.zh, whom.join("、")),
                format!("{} to {}", said.en, whom.join(", ")),
            )
        };
        let told = |title: &str, note: &str, open: &str, close: &str| match note {
            "" => title.to_owned(),
            note => format!("{title}{open}{note}{close}"),
        };
        let missing = returned.missing.iter();
        let zh: Vec<String> = missing
            .clone()
            .map(|item| told(&item.title.zh, &item.note, "（", "）"))
            .collect();
        let en: Vec<String> = missing
            .map(|item| told(&item.title.en, &item.note, " (", ")"))
            .collect();
        with_both(said, &Sentence::new(zh.join("；"), en.join("; ")))
    }

    fn judged(&self, judged: &ClaimJudged) -> Sentence {
        let name = self.name(&judged.by);
        let (zh, en) = match judged.out_of_range {
            None => ("属于索赔范围", "falls under the claim range"),
            Some(OutOfRange::Goodwill) => ("不属于索赔范围，走商务索赔", "goodwill, not a standard claim"),
            Some(OutOfRange::CustomerPays) => ("不属于索赔范围，客户付费", "not a claim, the customer pays"),
        };
        let claim = &judged.claim;
        with(
            Sentence::new(
                format!("{name}判定索赔 {claim} {zh}"),
                format!("{name} judged claim {claim}: {en}"),
            ),
            &judged.reason,
        )
    }

    fn submitted(&self, submitted: &ClaimSubmitted) -> Sentence {
        let (at, sum) = (self.time(submitted.at), submitted.total);
        let said = of(&submitted.claim, "提交厂家", "submitted to the manufacturer");
        Sentence::new(
            format!("{}：{at}，合计 {sum} 元", said.zh),
            format!("{}: {at}, {sum} yuan in all", said.en),
        )
    }
}

/// What is said of one claim.
fn of(claim: &ClaimNumber, zh: &str, en: &str) -> Sentence {
    Sentence::new(format!("索赔 {claim} {zh}"), format!("claim {claim} {en}"))
}

fn drafted_words(drafted: &ClaimDrafted) -> Sentence {
    let kind: Sentence = ClaimKind::title(drafted.kind);
    let (claim, sum) = (&drafted.claim, total(&drafted.lines));
    let said = Sentence::new(
        format!("索赔草稿 {claim}（{}），合计 {sum} 元", kind.zh),
        format!("draft of claim {claim} ({}), {sum} yuan in all", kind.en),
    );
    if drafted.reason.is_empty() {
        with_both(said, &drafted.cover.explanation)
    } else {
        with(said, &drafted.reason)
    }
}

fn not_covered(said: &NotCovered) -> Sentence {
    let why = said.reason.as_ref().unwrap_or(&said.cover.explanation);
    with_both(Sentence::new("不生成索赔", "no claim is opened"), why)
}

fn reviewed_words(reviewed: &ClaimReviewed) -> Sentence {
    let passed = reviewed.items.iter().filter(|item| item.passed).count();
    let failed = reviewed.items.len() - passed;
    let said = of(&reviewed.claim, "审核", "reviewed");
    Sentence::new(
        format!("{}：{passed}项通过，{failed}项未通过", said.zh),
        format!("{}: {passed} items passed, {failed} failed", said.en),
    )
}

fn decided_words(decided: &ClaimDecided) -> Sentence {
    let (zh, en) = match decided.decision {
        Decision::Accepted => ("厂家受理", "accepted"),
        Decision::PartlyAccepted => ("厂家部分受理", "partly accepted"),
        Decision::Rejected => ("厂家拒绝", "rejected"),
    };
    let said = of(&decided.claim, zh, en);
    Sentence::new(
        format!("{}，批准 {} 元", said.zh, decided.approved),
        format!("{}, {} yuan approved", said.en, decided.approved),
    )
}

fn credited_words(credited: &ClaimCredited) -> Sentence {
    let (note, amount) = (&credited.credit_note, credited.amount);
    let said = of(&credited.claim, "到账", "credited");
    with(
        Sentence::new(
            format!("{} {amount} 元（贷记单 {note}）", said.zh),
            format!("{} {amount} yuan (credit note {note})", said.en),
        ),
        &credited.explanation,
    )
}

/// What came for the items that a claim was returned for.
fn answered(said: &ReturnAnswered) -> Sentence {
    let answers: Vec<&str> = said.items.iter().map(|item| item.answer.as_str()).collect();
    let mut once: Vec<&str> = Vec::new();
    for answer in answers {
        if !once.contains(&answer) {
            once.push(answer);
        }
    }
    let came = of(&said.claim, "退回后补来", "came after it was returned");
    with(came, &once.join("；"))
}
