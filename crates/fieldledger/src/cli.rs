//! What can be typed: the options every command takes, and the commands by whom they concern.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};
use types::{Actor, Lang};

use crate::{client, run, simulate};

const EXAMPLES: &str = "\
Examples 例:
  fieldledger order open --phone 13800138000 --machine EC210-0042 --type 故障 --fault 动臂无力
  fieldledger plan make 2600017 --depart-at '2026-01-05 10:00' --lead eng-01 \\
      --parts 有货 --engineers 2人 --agreed 明早9点到 --arrears 无
  fieldledger sms send --from 13900139000 '出发 2600017 预计 14:30'
  fieldledger report file 2600017 --hours 5120 --cause 油封老化 --labour '1.5h 更换油封'
  fieldledger claim list --unfiled
  fieldledger board
  fieldledger order show 2600017 --at '2026-01-05 12:00'

Exit codes 退出码: 0 done 完成, 1 refused 被拒绝, 2 usage 用法有误, 3 unavailable 系统不可用";

/// 售后服务工单台账 Field service ledger: service orders from the call to the accepted claim and the returned part.
#[derive(Debug, Parser)]
#[command(name = "fieldledger", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options 通用选项")]
pub(crate) struct Globals {
    /// 系统地址 Where the system listens; otherwise found by run.json in the data directory
    #[arg(long, global = true, value_name = "URL", env = "FIELDLEDGER_SERVER")]
    pub server: Option<String>,

    /// 令牌 What shows who one is, with --server and to serve: the owner's token, or one of an own; otherwise run.json has it
    #[arg(
        long,
        global = true,
        value_name = "TOKEN",
        env = run::LOCAL_TOKEN,
        hide_env_values = true
    )]
    pub token: Option<String>,

    /// 数据目录 The data directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "FIELDLEDGER_DATA",
        default_value = "./data"
    )]
    pub data: PathBuf,

    /// 操作人 Who acts: a person's id, or local
    #[arg(
        long = "as",
        global = true,
        value_name = "PERSON",
        env = "FIELDLEDGER_AS",
        default_value = "local"
    )]
    pub actor: Actor,

    /// 语言 The language of what is printed: zh or en
    #[arg(
        long,
        global = true,
        value_name = "zh|en",
        env = "FIELDLEDGER_LANG",
        default_value = "zh"
    )]
    pub lang: Lang,

    /// 时区 The zone in which times are typed and printed
    #[arg(
        long,
        global = true,
        value_name = "ZONE",
        env = "FIELDLEDGER_ZONE",
        default_value = "Asia/Shanghai"
    )]
    pub zone: Tz,

    /// 原样输出 JSON Print the answer's JSON unchanged
    #[arg(long, global = true)]
    pub json: bool,
}

/// Everything the binary does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Client(client::ClientCommand),
    /// 模拟 Drive a running sandbox with real work orders
    Simulate(simulate::SimulateArgs),
    #[command(flatten)]
    Run(run::RunCommand),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    /// Visits a command and all below it.
    fn each(command: &clap::Command, path: &str, see: &mut dyn FnMut(&str, &clap::Command)) {
        let path = format!("{path} {}", command.get_name());
        see(&path, command);
        for below in command
            .get_subcommands()
            .filter(|below| below.get_name() != "help")
        {
            each(below, &path, see);
        }
    }

    fn bilingual(text: &str) -> bool {
        text.chars().any(|c| c > '\u{2e80}') && text.chars().any(|c| c.is_ascii_alphabetic())
    }

    #[test]
    fn every_command_and_option_says_in_both_languages_what_it_is_for() {
        each(&Cli::command(), "", &mut |path, command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(bilingual(&about), "{path}: {about:?}");
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(bilingual(&help), "{path} {}: {help:?}", argument.get_id());
            }
        });
    }

    #[test]
    fn every_command_that_does_something_shows_an_example() {
        each(&Cli::command(), "", &mut |path, command| {
            let examples = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                command.has_subcommands() || examples.contains("fieldledger "),
                "{path} has no example"
            );
            let remarks = examples
                .lines()
                .filter(|line| !line.is_empty() && !line.starts_with(' '));
            for remark in remarks {
                assert!(bilingual(remark), "{path}: {remark}");
            }
        });
    }

    // rule: ORD-4
    #[test]
    fn order_numbers_in_examples_can_be_typed_as_they_stand() {
        each(&Cli::command(), "", &mut |path, command| {
            let examples = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            let words = examples.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            for number in
                words.filter(|word| word.len() == 7 && word.bytes().all(|byte| byte.is_ascii_digit()))
            {
                assert!(number.parse::<types::OrderNumber>().is_ok(), "{path}: {number}");
            }
        });
    }
}
