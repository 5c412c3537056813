//! One order's claim: the checklist beside what it is held against, the money, and what can be done.

use askama::Template;
use proto::claims::OutOfRange;
use proto::desk::{ClaimActionShown, ClaimPage, ClaimRow};
use sla::policy::Policy;

use super::documents::{self, Paper};
use super::facts::{self, Fact};
use super::lines::{self, Difference, Table};
use super::{class, days_left, forms};
use crate::clock::{Chip, ClockShown};
use crate::form::{Form, FormShown, Refused};
use crate::order::parts::{Line, timeline};
use crate::texts::{ClaimsTexts, FormTexts, OrderTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten};

/// An order's claim with all its tries.
#[derive(Debug)]
pub struct ClaimView<'a> {
    pub page: &'a ClaimPage,
    pub policy: &'a Policy,
    /// A form that was sent and not taken.
    pub refused: Option<Refused<'a>>,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    o: &'static OrderTexts,
    c: &'static ClaimsTexts,
    row: &'a ClaimRow,
    /// The claim's number, or its order's where there is none yet.
    number: String,
    class: &'static str,
    days: String,
    chip: Option<Chip<'a>>,
    lacking: Vec<(&'a str, String)>,
    package: Option<String>,
    package_problem: Option<&'a str>,
    is_building: bool,
    /// The checklist to fill in; what was found where this visitor may not, or nothing waits.
    review: Option<FormShown>,
    checked: Vec<Checked<'a>>,
    facts: Vec<Fact>,
    papers: Vec<Paper>,
    table: Table,
    difference: Option<Difference>,
    actions: Vec<FormShown>,
    refusals: Vec<(&'static str, String)>,
    tries: Vec<Attempt<'a>>,
    judgements: Vec<Judgement<'a>>,
    credits: Vec<Credit<'a>>,
    parts: Vec<OldPart<'a>>,
    clock: Option<ClockShown>,
    timeline: Vec<Line>,
}

/// An item of the checklist as it was found.
struct Checked<'a> {
    title: &'a str,
    state: &'static str,
    about: String,
}

/// A try from its draft to its end.
struct Attempt<'a> {
    number: String,
    state: &'a str,
    since: Moment,
    claimed: String,
    lines: Vec<(&'static str, String)>,
}

struct Judgement<'a> {
    role: &'a str,
    by: &'a str,
    at: Moment,
    verdict: &'static str,
    is_void: bool,
    reason: &'a str,
}

struct Credit<'a> {
    note: &'a str,
    amount: String,
    at: Moment,
    explanation: &'a str,
}

struct OldPart<'a> {
    tag: String,
    name: &'a str,
    state: &'a str,
}

/// The command whose form stands beside the order instead of among the actions.
const REVIEW: &str = "claims.review-claim";

impl<'a> ClaimView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let (page, row) = (self.page, &self.page.row);
        let claim = row.claim.as_ref().map(ToString::to_string);
        let last = page
            .tries
            .iter()
            .find(|tried| Some(&tried.claim) == row.claim.as_ref());
        let package = last.and_then(|tried| tried.package.as_ref());
        let package_problem = last.and_then(|tried| tried.package_problem.as_deref());
        let is_ready = last.is_some_and(|tried| tried.state == proto::claims::ClaimState::Ready);
        let (actions, refusals) = self.actions(frame);
        let shown = Page {
            frame,
            o: OrderTexts::of(frame.language()),
            c: ClaimsTexts::of(frame.language()),
            row,
            number: claim.clone().unwrap_or_else(|| row.order.to_string()),
            class: class(row.days_left),
            days: row
                .days_left
                .map(|days| days_left(days, frame))
                .unwrap_or_default(),
            chip: row.clock.as_ref().map(|clock| Chip::of(clock, frame)),
            lacking: lacking(row, frame),
            package: package
                .and(claim)
                .map(|claim| format!("/api/v1/claims/{claim}/package")),
            package_problem,
            is_building: is_ready && package.is_none() && package_problem.is_none(),
            review: self.review(frame),
            checked: self.checked(frame),
            facts: facts::facts(page, frame),
            papers: documents::papers(page, frame),
            table: lines::table(page, frame),
            difference: lines::difference(page, frame),
            actions,
            refusals,
            tries: self.attempts(frame),
            judgements: self.judgements(frame),
            credits: self.credits(frame),
            parts: self.parts(frame),
            clock: page.clock.as_ref().map(|clock| ClockShown::of(clock, frame)),
            timeline: timeline(&page.timeline, frame),
        };
        Ok(shown.render()?)
    }

    /// The form of a command about this claim.
    #[must_use]
    pub fn form(&self, command: &str, frame: &Frame<'_>) -> Option<Form> {
        forms::form(command, self.page, frame)
    }

    fn shown(&self, form: &Form, frame: &Frame<'_>) -> FormShown {
        let address = format!(
            "/claims/{}/{}",
            self.page.row.order,
            form.command.replace('.', "/")
        );
        FormShown::of(form, address, frame, self.refused.as_ref())
    }

    fn review(&self, frame: &Frame<'_>) -> Option<FormShown> {
        let action = self.page.actions.iter().find(|action| action.command == REVIEW)?;
        let form = self.form(REVIEW, frame)?;
        let may = frame.visitor.may(self.policy, REVIEW) && self.is_offered(action);
        may.then(|| self.shown(&form, frame))
    }

    /// The forms of what can be done now by this visitor, and for the rest why not.
    fn actions(&self, frame: &Frame<'_>) -> (Vec<FormShown>, Vec<(&'static str, String)>) {
        let t = FormTexts::of(frame.language());
        let (mut forms, mut refusals) = (Vec::new(), Vec::new());
        for action in self.page.actions.iter().filter(|action| action.command != REVIEW) {
            let command = action.command.as_str();
            let Some(title) = forms::title(command, frame) else {
                continue;
            };
            let may = frame.visitor.may(self.policy, command);
            let form = self.form(command, frame).filter(|_| self.is_offered(action));
            match (&action.why_not, form) {
                _ if !may => refusals.push((title, t.not_allowed.to_owned())),
                (_, Some(form)) => forms.push(self.shown(&form, frame)),
                (Some(why), None) => refusals.push((title, frame.say(why).to_owned())),
                (None, None) => {}
            }
        }
        (forms, refusals)
    }

    /// Whether it can be done now, or was refused and is to be read once more.
    fn is_offered(&self, action: &ClaimActionShown) -> bool {
        let refused = self.refused.as_ref();
        action.why_not.is_none() || refused.is_some_and(|refused| refused.command == action.command)
    }

    fn checked(&self, frame: &'a Frame<'a>) -> Vec<Checked<'a>> {
        let c = ClaimsTexts::of(frame.language());
        let shown = self.page.checklist.iter().map(|check| {
            let known = [
                facts::held_against(check, self.page, frame),
                facts::history(check, frame),
            ];
            let known: Vec<String> = known.into_iter().filter(|line| !line.is_empty()).collect();
            Checked {
                title: frame.say(&check.title),
                state: match check.state {
                    proto::desk::CheckState::Open => c.open,
                    proto::desk::CheckState::Passed => c.passed,
                    proto::desk::CheckState::Failed => c.failed,
                },
                about: known.join("\n"),
            }
        });
        shown.collect()
    }

    /// The last first.
    fn attempts(&self, frame: &'a Frame<'a>) -> Vec<Attempt<'a>> {
        let c = ClaimsTexts::of(frame.language());
        let at = |at: &types::Instant| frame.moment(at).people;
        let name = |person: Option<&proto::desk::NamedPerson>| {
            person.map_or_else(String::new, |person| format!(" {}", person.name))
        };
        let shown = self.page.tries.iter().rev().map(|tried| {
            let submission = tried.submission.as_ref();
            let decision = tried.decision.as_ref();
            let lines = [
                (
                    c.drafted,
                    Some(format!(
                        "{}{}",
                        at(&tried.drafted_at),
                        name(tried.drafted_by.as_ref())
                    )),
                ),
                (c.why_again, Some(tried.reason.clone())),
                (c.remarks, Some(tried.remarks.clone())),
                (
                    c.returned,
                    (tried.returned > 0).then(|| tried.returned.to_string()),
                ),
                (
                    c.submitted,
                    submission.map(|sent| format!("{}{}", at(&sent.at), name(sent.by.as_ref()))),
                ),
                (c.number, tried.manufacturer_number.clone()),
                (
                    c.decided,
                    decision.map(|said| format!("{}{}", at(&said.at), name(said.by.as_ref()))),
                ),
                (c.approved, decision.map(|said| said.approved.to_string())),
                (
                    c.credited,
                    (tried.credited != types::Fen(0)).then(|| tried.credited.to_string()),
                ),
                (c.given_up, tried.given_up.clone()),
            ];
            Attempt {
                number: tried.claim.to_string(),
                state: frame.say(&tried.state_title),
                since: frame.moment(&tried.since),
                claimed: tried.claimed.to_string(),
                lines: lines
                    .into_iter()
                    .filter_map(|(word, value)| Some((word, value.filter(|value| !value.is_empty())?)))
                    .collect(),
            }
        });
        shown.collect()
    }

    fn judgements(&self, frame: &'a Frame<'a>) -> Vec<Judgement<'a>> {
        let c = ClaimsTexts::of(frame.language());
        let shown = self.page.judgements.iter().map(|judged| Judgement {
            role: frame.say(&judged.role_title),
            by: &judged.by.name,
            at: frame.moment(&judged.at),
            verdict: match judged.out_of_range {
                None => c.in_range,
                Some(OutOfRange::Goodwill) => c.goodwill,
                Some(OutOfRange::CustomerPays) => c.customer_pays,
            },
            is_void: !judged.counts,
            reason: &judged.reason,
        });
        shown.collect()
    }

    fn credits(&self, frame: &Frame<'_>) -> Vec<Credit<'a>> {
        let shown = self.page.credits.iter().map(|credit| Credit {
            note: &credit.credit_note,
            amount: credit.amount.to_string(),
            at: frame.moment(&credit.at),
            explanation: &credit.explanation,
        });
        shown.collect()
    }

    fn parts(&self, frame: &'a Frame<'a>) -> Vec<OldPart<'a>> {
        let shown = self.page.parts.iter().map(|part| OldPart {
            tag: part.tag.to_string(),
            name: if part.name.is_empty() {
                &part.part_number
            } else {
                &part.name
            },
            state: frame.say(&part.state_title),
        });
        shown.collect()
    }
}

/// What keeps it from being filed, and what the reviewer wrote about it.
fn lacking<'a>(row: &'a ClaimRow, frame: &Frame<'_>) -> Vec<(&'a str, String)> {
    let lacks = row.lacking.iter();
    lacks
        .map(|lack| (frame.say(&lack.title), lack.note.clone()))
        .collect()
}
