//! The printable form of a claim: what the package says, for people (CLM-5, CLM-6).

use askama::Template;
use proto::claims::{
    ClaimKind, ClaimLine, DecidedLine, Decision, EarlierTry, PackageContent, PackagedJudgement,
};
use proto::document::{Document, DocumentTarget};
use proto::field::Labour;
use sla::policy::Role;
use types::{Hash, Instant, Lang, Sentence};

use crate::PaperFailure;
use crate::sheet::STYLE;
use crate::words::{moment, named, or_dash, said, text};

#[derive(Template)]
#[template(path = "claim.html")]
struct Form<'a> {
    claim: &'a PackageContent,
    documents: Vec<Attached<'a>>,
    content: Hash,
}

/// A document with its place in the package.
struct Attached<'a> {
    path: &'a str,
    document: &'a Document,
    target: Sentence,
}

/// The form as a page.
pub(super) fn page(
    claim: &PackageContent,
    documents: &[(String, &Document)],
) -> Result<String, PaperFailure> {
    let targets = claim.documents.iter().map(|packaged| target(packaged.target));
    let attached = documents.iter().zip(targets);
    let page = Form {
        claim,
        documents: attached
            .map(|((path, document), target)| Attached {
                path,
                document,
                target,
            })
            .collect(),
        content: claim.hash(),
    };
    Ok(page.render()?)
}

fn target(target: DocumentTarget) -> Sentence {
    match target {
        DocumentTarget::Order => said("工单", "order"),
        DocumentTarget::Visit { visit } => {
            Sentence::new(format!("第{visit}次上门"), format!("visit {visit}"))
        }
        DocumentTarget::Part { line } => Sentence::new(format!("换件第{line}行"), format!("part {line}")),
    }
}

impl Form<'_> {
    fn when(&self, at: &Instant) -> String {
        moment(*at, &self.claim.zone)
    }

    fn order_type(&self) -> Sentence {
        let order = &self.claim.order;
        let title = order.order_type.title();
        match order.subtype.map(proto::order::OrderSubtype::title) {
            None => title,
            Some(finer) => Sentence::new(
                format!("{}：{}", title.zh, finer.zh),
                format!("{}: {}", title.en, finer.en),
            ),
        }
    }

    fn labour(&self) -> &[Labour] {
        self.claim.report.labour.as_deref().unwrap_or_default()
    }

    fn said(&self, field: &Option<String>) -> String {
        field.as_deref().map_or(text(""), text).to_owned()
    }

    /// The role somebody judged in, in words where the policy's word is known.
    fn role(&self, judgement: &PackagedJudgement) -> Sentence {
        match judgement.role.parse::<Role>() {
            Ok(role) => said(role.name(Lang::Zh), role.name(Lang::En)),
            Err(_) => said(&judgement.role, ""),
        }
    }

    /// What each judge found: nothing is packed before all of them agree on what it is claimed as.
    fn finding(&self) -> Sentence {
        match self.claim.kind {
            ClaimKind::Goodwill => said("同意商务索赔", "to be asked for as goodwill"),
            ClaimKind::ServiceFee | ClaimKind::Failure | ClaimKind::Campaign => {
                said("属索赔范围", "within the claim range")
            }
        }
    }

    fn decision_of(&self, earlier: &EarlierTry) -> Sentence {
        match earlier.decision {
            Decision::Accepted => said("已受理", "accepted"),
            Decision::PartlyAccepted => said("部分受理", "partly accepted"),
            Decision::Rejected => said("已拒绝", "rejected"),
        }
    }

    /// What the manufacturer said to a line of an earlier try.
    fn decided<'b>(&self, earlier: &'b EarlierTry, line: &ClaimLine) -> Option<&'b DecidedLine> {
        earlier.decided.iter().find(|decided| decided.line == line.line)
    }
}
