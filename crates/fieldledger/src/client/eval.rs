//! The arithmetic of clocks without a system: case lines in, answer lines out.

use std::io::{BufRead, Write, stdin, stdout};

use clap::{Args, Subcommand};
use sla::eval::eval_line;

use crate::client::failure::ClientFailure;

/// What can be computed without a system.
#[derive(Debug, Subcommand)]
pub(crate) enum SlaCommand {
    /// 计算用例 Answer JSON cases, one a line, from the standard input
    #[command(after_help = "Example 例:\n  fieldledger sla eval --explain < cases.jsonl")]
    Eval(EvalArgs),
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// 逐段解释 Add the counted, closed and paused intervals
    #[arg(long)]
    explain: bool,
}

/// Answers each line as soon as it is read; a bad line is answered with its error and never stops the rest.
pub(crate) fn run(command: &SlaCommand) -> Result<(), ClientFailure> {
    let SlaCommand::Eval(args) = command;
    answer(stdin().lock(), stdout().lock(), args.explain)
}

fn answer(mut lines: impl BufRead, mut out: impl Write, explain: bool) -> Result<(), ClientFailure> {
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            writeln!(out, "{}", eval_line(text.trim(), explain))?;
            out.flush()?;
        }
        line.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_answered_and_never_stops_the_rest() {
        let input = b"{\"id\":1}\n\n\xff\xfe not json\n{\"id\":2}";
        let mut out = Vec::new();
        answer(input.as_slice(), &mut out, false).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 3);
        assert_eq!((&lines[0]["id"], &lines[2]["id"]), (&1.into(), &2.into()));
        assert!(lines.iter().all(|line| line["error"].is_string()));
    }
}
