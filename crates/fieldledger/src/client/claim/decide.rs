//! The manufacturer's decision, line by line (CLM-8, CLM-16).

use clap::Args;
use proto::claims::{ClaimDecided, ClaimLine, ClaimsCommand, DecidedLine, Decision, RecordDecision};
use types::Fen;

use super::lines::{LineName, line_name, of_try, pair};
use super::{ClaimArg, standing};
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Once, Session};
use crate::client::typed;
use crate::client::words::ClaimWord;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger claim decide 2600017-1 --accept-all\n  fieldledger claim decide 2600017-1 --accept-all --line 1=100.00 --reason 1=超标准工时\n  fieldledger claim decide 2600017-1 --reject-all --reason 旧件照片不清 --number W2601-0042\n  fieldledger claim decide 2600017-1 --line 1=100 --line P1=366.10 --reason 1=超标准工时 --at '昨天 15:00'"
)]
#[group(id = "decided", multiple = true, required = true, args = ["line", "accept_all", "reject_all"])]
pub(crate) struct DecideArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 核准 LINE=YUAN approved of it; 0 is a refusal; may be given several times
    #[arg(long, value_name = "LINE=YUAN", value_parser = approved)]
    line: Vec<(LineName, Fen)>,
    /// 其余全额受理 Every line that is not named is accepted in full
    #[arg(long, conflicts_with = "reject_all")]
    accept_all: bool,
    /// 其余全部拒绝 Every line that is not named is refused
    #[arg(long)]
    reject_all: bool,
    /// 理由 LINE=WHY less was approved, or WHY for all that was cut; may be given several times
    #[arg(long, value_name = "[LINE=]TEXT", value_parser = reason)]
    reason: Vec<(Option<LineName>, String)>,
    /// 厂家编号 The manufacturer's number
    #[arg(long)]
    number: Option<String>,
    /// 决定时间 When it was decided; now when missing
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

pub(super) async fn run(session: &Session, args: DecideArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim.clone();
    let lines = of_try(&standing(session, &claim.order).await?, &claim)?;
    let body = RecordDecision {
        claim: claim.clone(),
        lines: args.decided(&lines)?,
        number: args.number.clone(),
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            let Some(decided) = deeds::event::<ClaimDecided>(accepted, "ClaimDecided") else {
                return view.say(ClaimWord::Numbered, &[&claim.to_string()]);
            };
            let word = match decided.decision {
                Decision::Accepted => ClaimWord::DecidedAccepted,
                Decision::PartlyAccepted => ClaimWord::DecidedPartly,
                Decision::Rejected => ClaimWord::DecidedRejected,
            };
            view.say(word, &[&claim.to_string(), &decided.approved.to_string()])
        })
        .await
}

impl DecideArgs {
    /// What was decided of each line; a line that is neither named nor swept along is left out, and the system says so.
    fn decided(&self, lines: &[ClaimLine]) -> Result<Vec<DecidedLine>, ClientFailure> {
        let named = self.line.iter().map(|(name, _)| *name);
        let reasoned = self.reason.iter().filter_map(|(name, _)| *name);
        for name in named.chain(reasoned) {
            if !lines.iter().any(|line| name.names(line)) {
                return Err(ClientFailure::usage(
                    format!("索赔里没有第{name}行。"),
                    format!("The claim has no line {name}."),
                ));
            }
        }
        let decided = lines.iter().filter_map(|line| {
            let approved = self.approved(line)?;
            let cut = approved < line.amount();
            Some(DecidedLine {
                line: line.line,
                approved,
                reason: self.reason(line).filter(|_| cut).unwrap_or_default(),
            })
        });
        Ok(decided.collect())
    }

    fn approved(&self, line: &ClaimLine) -> Option<Fen> {
        let named = self.line.iter().find(|(name, _)| name.names(line));
        let swept = if self.accept_all {
            Some(line.amount())
        } else {
            self.reject_all.then_some(Fen(0))
        };
        named.map(|(_, approved)| *approved).or(swept)
    }

    /// Why less was approved of a line: its own reason, or the one for all.
    fn reason(&self, line: &ClaimLine) -> Option<String> {
        let own = self
            .reason
            .iter()
            .find(|(name, _)| name.is_some_and(|name| name.names(line)));
        let of_all = || self.reason.iter().find(|(name, _)| name.is_none());
        own.or_else(of_all).map(|(_, reason)| reason.clone())
    }
}

fn approved(text: &str) -> Result<(LineName, Fen), String> {
    let (name, yuan) = pair(text)?;
    Ok((line_name(name)?, typed::fen(yuan)?))
}

/// `1=超标准工时`, or a reason for all that was cut.
fn reason(text: &str) -> Result<(Option<LineName>, String), String> {
    let of_line = pair(text)
        .ok()
        .and_then(|(name, reason)| Some((Some(line_name(name).ok()?), reason.to_owned())));
    Ok(of_line.unwrap_or_else(|| (None, text.trim().to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::claims::LineKind;
    use types::Quantity;

    fn lines() -> Vec<ClaimLine> {
        let line = |line, price, part| ClaimLine {
            line,
            kind: LineKind::Material,
            code: String::new(),
            description: "油封".to_owned(),
            quantity: Quantity::whole(2),
            price: Fen(price),
            part,
        };
        vec![line(1, 6_000, None), line(2, 18_305, Some(1))]
    }

    fn decided(options: &[&str]) -> Result<Vec<String>, ClientFailure> {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            decide: DecideArgs,
        }
        let words = ["decide", "2600017-1"].iter().chain(options);
        let args = <Line as clap::Parser>::try_parse_from(words).unwrap().decide;
        let decided = args.decided(&lines())?;
        Ok(decided
            .iter()
            .map(|line| format!("{}={} {}", line.line, line.approved, line.reason))
            .collect())
    }

    // rule: CLM-16
    #[test]
    fn a_decision_names_what_was_cut_and_sweeps_the_rest_along() {
        assert_eq!(decided(&["--accept-all"]).unwrap(), ["1=120.00 ", "2=366.10 "]);
        let cut = ["--accept-all", "--line", "1=100.00", "--reason", "1=超标准工时"];
        assert_eq!(decided(&cut).unwrap(), ["1=100.00 超标准工时", "2=366.10 "]);
        let refused = ["--reject-all", "--line", "P1=366.10", "--reason", "照片=不清"];
        assert_eq!(decided(&refused).unwrap(), ["1=0.00 照片=不清", "2=366.10 "]);
        assert_eq!(decided(&["--line", "2=366.1"]).unwrap(), ["2=366.10 "]);
        assert!(matches!(
            decided(&["--line", "3=1"]),
            Err(ClientFailure::Usage(_))
        ));
    }
}
