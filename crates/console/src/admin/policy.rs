//! The policy in force, and another in its place (SLA-20).

use askama::Template;
use sla::policy::{Policy, PolicyProblem};

use super::Section;
use crate::frame::Link;
use crate::texts::AdminTexts;
use crate::{Frame, Unwritten};

/// The policy, with what was typed in its place.
#[derive(Debug)]
pub struct PolicyView<'a> {
    pub policy: &'a Policy,
    /// What was typed, when something was.
    pub typed: Option<&'a str>,
    pub outcome: Option<PolicyOutcome<'a>>,
}

/// What came of checking or loading a policy.
#[derive(Debug, Clone, Copy)]
pub enum PolicyOutcome<'a> {
    Good,
    Loaded,
    Bad(&'a [PolicyProblem]),
    /// Refused for another reason.
    Refused(&'a str),
}

#[derive(Template)]
#[template(path = "admin_policy.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    hash: String,
    text: &'a str,
    said: Option<(&'static str, &'a str)>,
    problems: Vec<Problem<'a>>,
    may_load: bool,
    csrf: &'a str,
    request: &'a str,
}

struct Problem<'a> {
    line: usize,
    entry: &'a str,
    reason: &'a str,
}

impl<'a> PolicyView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let a = AdminTexts::of(frame.language());
        let (said, problems) = match self.outcome {
            None => (None, Vec::new()),
            Some(PolicyOutcome::Good) => (Some((a.policy_good, "")), Vec::new()),
            Some(PolicyOutcome::Loaded) => (Some((a.policy_loaded, "")), Vec::new()),
            Some(PolicyOutcome::Refused(why)) => (Some((a.policy_bad, why)), Vec::new()),
            Some(PolicyOutcome::Bad(problems)) => {
                let each = problems.iter().map(|one| Problem {
                    line: one.line,
                    entry: &one.entry,
                    reason: one.reason.in_language(frame.language()),
                });
                (Some((a.policy_bad, "")), each.collect())
            }
        };
        let page = Page {
            frame,
            a,
            sections: Section::Policy.links(frame),
            hash: self.policy.hash().to_string(),
            text: self.typed.unwrap_or_else(|| self.policy.text()),
            said,
            problems,
            may_load: frame.visitor.may(self.policy, "directory.load-policy"),
            csrf: &frame.visitor.csrf,
            request: frame.request,
        };
        Ok(page.render()?)
    }
}
