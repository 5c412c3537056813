//! Submitting a ready claim: what goes out is shown first, and named by its hash (CLM-6, SLA-5).

use clap::Args;
use proto::claims::{ClaimSubmitted, ClaimsCommand, SubmitClaim};
use proto::desk::{ClaimPage, TryShown};
use types::{ClaimNumber, Hash};

use super::{ClaimArg, standing};
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Once, Session, print};
use crate::client::typed;
use crate::client::view::{View, size};
use crate::client::words::ClaimWord;

#[derive(Debug, Args)]
pub(crate) struct SubmitArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 索赔包 The package's SHA-256; the last one that was built when missing
    #[arg(long, value_name = "HASH", value_parser = typed::hash)]
    package: Option<Hash>,
    /// 提交时间 When it was handed in, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

pub(super) async fn run(session: &Session, args: SubmitArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim.clone();
    let package = match args.package {
        Some(package) => package,
        None => built(session, &claim).await?,
    };
    let body = SubmitClaim {
        claim: claim.clone(),
        package,
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            let submitted = deeds::event::<ClaimSubmitted>(accepted, "ClaimSubmitted");
            submitted.map_or_else(String::new, |submitted| {
                let said = [
                    claim.to_string(),
                    submitted.total.to_string(),
                    view.time(submitted.at),
                ];
                let [claim, total, at] = &said;
                view.say(ClaimWord::Submitted, &[claim, total, at])
            })
        })
        .await
}

/// The package that was built last; what is about to be submitted is shown.
async fn built(session: &Session, claim: &ClaimNumber) -> Result<Hash, ClientFailure> {
    let page = standing(session, &claim.order).await?;
    let (try_of, package) = ready(&page, claim)?;
    if !session.globals.json {
        print(&about(try_of, &session.view))?;
    }
    Ok(package)
}

fn ready<'p>(page: &'p ClaimPage, claim: &ClaimNumber) -> Result<(&'p TryShown, Hash), ClientFailure> {
    let try_of = page.tries.iter().find(|known| known.claim == *claim);
    let found = try_of.and_then(|known| Some((known, known.package.as_ref()?.hash)));
    found.ok_or_else(|| {
        let problem = try_of.and_then(|known| known.package_problem.clone());
        match problem {
            Some(problem) => ClientFailure::usage(
                format!(
                    "索赔 {claim} 的索赔包没有生成：{problem}。解决后 `fieldledger claim retry-package {claim}`。"
                ),
                format!(
                    "The package of claim {claim} could not be built: {problem}. When that is solved: `fieldledger claim retry-package {claim}`."
                ),
            ),
            None => ClientFailure::usage(
                format!("索赔 {claim} 还没有索赔包。用 `fieldledger claim show {claim}` 看还缺什么。"),
                format!("Claim {claim} has no package yet. `fieldledger claim show {claim}` says what it lacks."),
            ),
        }
    })
}

fn about(try_of: &TryShown, view: &View) -> String {
    let Some(package) = &try_of.package else {
        return String::new();
    };
    let total = try_of.claimed.to_string();
    let said = [
        view.sentence(&try_of.kind_title),
        &total,
        &package.name,
        &size(package.size),
        &package.hash.short(),
    ];
    view.say(ClaimWord::Submitting, &said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::claim_page;
    use types::Lang;

    // rule: CLM-6
    #[test]
    fn what_is_submitted_is_named_by_its_file_and_sum_and_nothing_goes_out_without_a_package() {
        let claim: ClaimNumber = "2600017-1".parse().unwrap();
        let mut page: ClaimPage = serde_json::from_value(claim_page()).unwrap();
        let refused = ready(&page, &claim).err().unwrap();
        assert!(matches!(refused, ClientFailure::Usage(said) if said.en.contains("has no package yet")));

        page.tries[0].package_problem = Some("disk full".to_owned());
        let refused = ready(&page, &claim).err().unwrap();
        assert!(matches!(refused, ClientFailure::Usage(said) if said.en.contains("disk full")));

        page.tries[0].package = serde_json::from_value(serde_json::json!({
            "hash": "ab".repeat(32), "size": 1_204_000, "media_type": "application/zip",
            "name": "2600017_EC210.zip", "kind": "claim_package"
        }))
        .unwrap();
        let (try_of, package) = ready(&page, &claim).unwrap();
        assert_eq!(package.to_string(), "ab".repeat(32));
        assert_eq!(
            about(try_of, &View::plain(Lang::Zh)),
            "提交：故障索赔 1283.05，2600017_EC210.zip（1.2 MB，abababababab）"
        );
    }
}
