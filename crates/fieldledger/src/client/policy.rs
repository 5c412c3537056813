//! The policy: shown, checked where it lies, loaded (SLA-20).

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use proto::Rejection;
use proto::command::named_in_rights;
use proto::directory::{DirectoryCommand, LoadPolicy};
use sla::policy::{Policy, PolicyProblem};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::session::{Once, Session, json, print};
use crate::client::view::View;
use crate::client::words::Word;

/// What can be done with the policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// 查看 Print the policy in force
    #[command(after_help = "Example 例:\n  fieldledger policy show > policy.toml")]
    Show,
    /// 载入 Load a policy; it is checked as a whole first
    #[command(after_help = "Example 例:\n  fieldledger --as admin-01 policy load policy.toml")]
    Load(LoadArgs),
    /// 检查 Check a policy file without a system: each problem with its line and reason
    #[command(after_help = "Example 例:\n  fieldledger policy check policy.toml")]
    Check(CheckArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// 策略文件 The policy file
    file: PathBuf,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// 策略文件 The policy file
    file: PathBuf,
}

pub(crate) async fn run(session: &Session, command: PolicyCommand) -> Result<(), ClientFailure> {
    match command {
        PolicyCommand::Show => print(&session.connection()?.text(Request::get(&["policy"])).await?),
        PolicyCommand::Load(args) => load(session, args).await,
        PolicyCommand::Check(args) => check(session, &args.file),
    }
}

async fn load(session: &Session, args: LoadArgs) -> Result<(), ClientFailure> {
    let body = LoadPolicy {
        text: text(&args.file)?,
    };
    let told = session.tell::<DirectoryCommand, _>(body, &args.once, |_, view| {
        view.word(Word::PolicyLoaded).to_owned()
    });
    told.await
        .map_err(|failure| failure.with_hint(|rejection| refused(rejection, &args.file, &session.view)))
}

/// The problems that a refusal names.
fn refused(rejection: &Rejection, file: &Path, view: &View) -> Option<String> {
    let problems: Vec<PolicyProblem> =
        serde_json::from_value(rejection.facts.get("problems")?.clone()).ok()?;
    Some(lines(&problems, file, view))
}

fn check(session: &Session, file: &Path) -> Result<(), ClientFailure> {
    match (
        Policy::check(&text(file)?, &named_in_rights()),
        session.globals.json,
    ) {
        (Ok(policy), false) => print(&session.view.say(Word::PolicyIsSound, &[&policy.hash().short()])),
        (Ok(_), true) => print("[]"),
        (Err(problems), false) => {
            print(&lines(&problems, file, &session.view))?;
            Err(ClientFailure::Findings)
        }
        (Err(problems), true) => {
            print(&String::from_utf8_lossy(&json(&problems)?))?;
            Err(ClientFailure::Findings)
        }
    }
}

/// Reads a file as UTF-8.
fn text(file: &Path) -> Result<String, ClientFailure> {
    fs::read_to_string(file).map_err(|cause| ClientFailure::File {
        path: file.to_owned(),
        cause,
    })
}

/// `policy.toml:12:5: clocks.SLA-2.limit: …`, as compilers write it.
fn lines(problems: &[PolicyProblem], file: &Path, view: &View) -> String {
    let lines = problems.iter().map(|problem| {
        let place = format!("{}:{}:{}", file.display(), problem.line, problem.column);
        let reason = view.sentence(&problem.reason);
        if problem.entry.is_empty() {
            format!("{place}: {reason}")
        } else {
            format!("{place}: {}: {reason}", problem.entry)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Lang;

    // rule: SLA-20
    #[test]
    fn a_problem_of_the_policy_is_named_by_line_entry_and_reason() {
        let text = Policy::shipped()
            .text()
            .replacen("limit = \"36h\"", "limit = \"soon\"", 1);
        let problems = Policy::parse(&text).unwrap_err();
        let shown = lines(&problems, Path::new("policy.toml"), &View::plain(Lang::En));
        let line = text.lines().position(|line| line.contains("\"soon\"")).unwrap() + 1;
        assert!(shown.starts_with(&format!("policy.toml:{line}:")), "{shown}");
        assert!(shown.contains(": clocks.SLA-2.limit: "), "{shown}");
    }
}
