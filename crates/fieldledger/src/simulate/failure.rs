//! Why a simulation could not go on, in a sentence that says what to do.

use std::path::PathBuf;
use std::process::ExitCode;

use proto::{Class, Rejection};
use types::{Instant, Sentence, with_causes};

/// Everything that ends a simulation before its table.
#[derive(Debug, thiserror::Error)]
pub(super) enum SimulateFailure {
    #[error("failed to read {}", path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("failed to unpack the orders")]
    Unpacking(#[source] std::io::Error),
    #[error("the orders are no CSV")]
    Csv(#[from] csv::Error),
    #[error("column {name} is missing")]
    ColumnMissing { name: &'static str },
    #[error("the orders hold no row that can be used")]
    NoCalls,
    #[error("no machine is known for asset {asset}")]
    UnknownAsset { asset: String },
    #[error("an invented name is none: {0}")]
    Cast(String),
    #[error("no system is running on {}", data.display())]
    NotRunning { data: PathBuf },
    #[error("{address:?} is no address")]
    Address { address: String },
    #[error("failed to reach the system")]
    Unreachable(#[source] reqwest::Error),
    #[error("{path} was not answered: {last}")]
    NoAnswer { path: String, last: String },
    #[error("the answer to {path} cannot be understood: {what}")]
    StrangeAnswer { path: String, what: String },
    #[error("{path} was refused: {}", rejection.code)]
    Refused { path: String, rejection: Box<Rejection> },
    #[error("time is real there")]
    NotASandbox,
    #[error("the sandbox stands at {now}, after the first call at {first}")]
    TooLate { now: Instant, first: Instant },
    #[error("failed to write what is sent")]
    Body(#[source] serde_json::Error),
    #[error("failed to print")]
    Output(#[from] std::io::Error),
}

impl SimulateFailure {
    /// As for every command of the client: 1 refused, 2 what was typed, 3 unavailable.
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Refused { rejection, .. }
                if !matches!(rejection.class, Class::Busy | Class::Unavailable) =>
            {
                1
            }
            Self::File { .. }
            | Self::Unpacking(_)
            | Self::Csv(_)
            | Self::ColumnMissing { .. }
            | Self::NoCalls
            | Self::UnknownAsset { .. }
            | Self::Address { .. }
            | Self::NotASandbox
            | Self::TooLate { .. } => 2,
            Self::Refused { .. }
            | Self::Cast(_)
            | Self::NotRunning { .. }
            | Self::Unreachable(_)
            | Self::NoAnswer { .. }
            | Self::StrangeAnswer { .. }
            | Self::Body(_)
            | Self::Output(_) => 3,
        })
    }

    /// What is told.
    pub(super) fn sentence(&self) -> Sentence {
        match self {
            Self::File { path, cause } => Sentence::new(
                format!("读不了文件 {}：{cause}。", path.display()),
                format!("Failed to read {}: {cause}.", path.display()),
            ),
            Self::ColumnMissing { name } => Sentence::new(
                format!("文件缺少 {name} 一列。"),
                format!("The file has no column {name}."),
            ),
            Self::NoCalls => Sentence::new(
                "文件里没有可用的工单。",
                "The file holds no order that can be used.",
            ),
            Self::UnknownAsset { asset } => Sentence::new(
                format!("没有设备 {asset}：只模拟 A 到 E 五台。"),
                format!("There is no machine {asset}: five are simulated, A to E."),
            ),
            Self::NotRunning { data } => Sentence::new(
                format!(
                    "{} 里没有正在运行的系统。先运行 `fieldledger up --sandbox --start 2001-01-01T08:00:00+08:00`。",
                    data.display()
                ),
                format!(
                    "No system is running on {}. Start `fieldledger up --sandbox --start 2001-01-01T08:00:00+08:00`.",
                    data.display()
                ),
            ),
            Self::NotASandbox => Sentence::new(
                "这个系统用的是真实时间；模拟只在沙盘里进行，请用 `up --sandbox` 启动一个。",
                "That system runs in real time; a simulation needs a sandbox. Start one with `up --sandbox`.",
            ),
            Self::TooLate { now, first } => Sentence::new(
                format!(
                    "沙盘时间已到 {now}，而第一个来电在 {first}。请换一个新的数据目录，从更早的时间开始。"
                ),
                format!(
                    "The sandbox stands at {now}, the first call comes at {first}. Start a new one, earlier."
                ),
            ),
            Self::Refused { path, rejection } => Sentence::new(
                format!("{path} 被拒绝：{}（{}）", rejection.sentence.zh, rejection.code),
                format!(
                    "{path} was refused: {} ({})",
                    rejection.sentence.en, rejection.code
                ),
            ),
            Self::NoAnswer { path, last } => Sentence::new(
                format!("{path} 一直没有回答：{last}。"),
                format!("{path} was not answered: {last}."),
            ),
            other => {
                let text = with_causes(other);
                Sentence::new(
                    format!("模拟中断：{text}。"),
                    format!("The simulation broke off: {text}."),
                )
            }
        }
    }
}
