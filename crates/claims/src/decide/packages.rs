//! What becomes of a claim's package: built, failed, asked for once more (CLM-6).

use decider::{Context, Draft};
use proto::claims::{PackageAsked, PackageBuilt, PackageFailed, ReportPackage, RetryPackage};

use super::{Decision, known};
use crate::claim::Package;
use crate::content;
use crate::rejection::ClaimRejection;
use crate::state::State;

/// Takes up how a building ended. One of content that changed since is of no use any more.
pub(super) fn report(state: &State, command: &ReportPackage, _context: &Context<'_>) -> Decision {
    let (_, claim) = known(state, &command.claim)?;
    let waits = matches!(&claim.package, Package::Asked(asked) if asked.hash() == command.content);
    if !waits {
        return Ok(Vec::new());
    }
    let (claim, content) = (command.claim.clone(), command.content);
    let draft = match &command.package {
        Ok(package) => Draft::of(PackageBuilt {
            claim,
            content,
            package: package.clone(),
        }),
        Err(problem) => Draft::of(PackageFailed {
            claim,
            content,
            problem: problem.clone(),
        }),
    };
    Ok(vec![draft])
}

/// Asks once more for a package that could not be built.
pub(super) fn retry(state: &State, command: &RetryPackage, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    match &claim.package {
        Package::Asked(_) | Package::Built { .. } => Ok(Vec::new()),
        Package::Failed { .. } if claim.state.is_unfiled() => {
            let asked = content::of(case, claim, context).map(|content| Draft::of(PackageAsked { content }));
            Ok(asked.into_iter().collect())
        }
        Package::Failed { .. } | Package::None => {
            let claim = claim.number.clone();
            Err(ClaimRejection::NoPackage { claim })
        }
    }
}
