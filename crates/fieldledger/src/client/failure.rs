//! Why a command of the client came to nothing, in a sentence that says what to do, and the exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use eventlog::{LogFailure, StoreFailure};
use proto::{Class, Rejection};
use serde_json::Value;
use types::{RequestId, Sentence, with_causes};

use crate::client::view::{Tone, View};

/// What a person or a script has to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Refused = 1,
    Usage = 2,
    Unavailable = 3,
}

/// Everything that can keep a command of the client from being done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientFailure {
    #[error("refused: {}", .rejection.code)]
    Refused {
        rejection: Box<Rejection>,
        /// The body as it came, for `--json`.
        raw: String,
        /// What can be done instead.
        hint: Option<String>,
    },
    #[error("{}", .0.en)]
    Usage(Sentence),
    #[error("failed to read {}", path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("failed to write {}", path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("no system is running on {}", data.display())]
    NotRunning { data: PathBuf },
    #[error("failed to reach {url}")]
    Unreachable {
        url: String,
        #[source]
        cause: reqwest::Error,
    },
    /// The request left, no answer came: nobody knows what became of it.
    #[error("no answer from {url}")]
    NoAnswer {
        url: String,
        /// With it the same command can be sent again without being done twice.
        request_id: Option<RequestId>,
        #[source]
        cause: reqwest::Error,
    },
    #[error("the answer cannot be understood: {what}")]
    StrangeAnswer { what: String },
    #[error(transparent)]
    Log(#[from] LogFailure),
    /// What was looked at is not in order; it was printed already.
    #[error("not in order")]
    Findings,
    #[error("failed to print")]
    Output(#[from] io::Error),
}

impl ClientFailure {
    /// A mistake in what was typed.
    pub(crate) fn usage(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Usage(Sentence::new(zh, en))
    }

    /// Adds to a refusal what can be done instead.
    pub(crate) fn with_hint(self, hint: impl FnOnce(&Rejection) -> Option<String>) -> Self {
        match self {
            Self::Refused {
                rejection,
                raw,
                hint: None,
            } => {
                let hint = hint(&rejection);
                Self::Refused { rejection, raw, hint }
            }
            other => other,
        }
    }

    /// Whether the reader of our output went away, which is no failure: `fieldledger board | head -1`.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit() as u8)
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Refused { rejection, .. } => match rejection.class {
                Class::Busy | Class::Unavailable => Exit::Unavailable,
                Class::Malformed
                | Class::Forbidden
                | Class::Unknown
                | Class::Conflict
                | Class::TooLarge
                | Class::Refused => Exit::Refused,
            },
            Self::Findings | Self::Log(LogFailure::Damaged(_)) => Exit::Refused,
            Self::Usage(_) | Self::File { .. } | Self::Unwritable { .. } => Exit::Usage,
            Self::NotRunning { .. }
            | Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::StrangeAnswer { .. }
            | Self::Log(_)
            | Self::Output(_) => Exit::Unavailable,
        }
    }

    /// What is written to the standard error stream; nothing when it was printed already.
    pub(crate) fn report(&self, view: &View, json: bool) -> Option<String> {
        match self {
            Self::Findings => None,
            Self::Refused { raw, .. } if json => Some(raw.clone()),
            Self::Refused { rejection, hint, .. } => Some(refusal(rejection, hint.as_deref(), view)),
            other => Some(view.paint(Tone::Bad, other.sentence().in_language(view.lang))),
        }
    }

    fn sentence(&self) -> Sentence {
        match self {
            Self::Usage(sentence) => sentence.clone(),
            Self::File { path, cause } => Sentence::new(
                format!("读不了文件 {}：{cause}。请检查路径和权限。", path.display()),
                format!(
                    "Failed to read {}: {cause}. Check the path and its permissions.",
                    path.display()
                ),
            ),
            Self::Unwritable { path, cause } => Sentence::new(
                format!("写不了文件 {}：{cause}。请检查路径和权限。", path.display()),
                format!(
                    "Failed to write {}: {cause}. Check the path and its permissions.",
                    path.display()
                ),
            ),
            Self::NotRunning { data } => Sentence::new(
                format!(
                    "{} 里没有正在运行的系统。先运行 `fieldledger up`，或用 --data、--server 指明在哪里。",
                    data.display()
                ),
                format!(
                    "No system is running on {}. Start it with `fieldledger up`, or say with --data or --server where it is.",
                    data.display()
                ),
            ),
            Self::Unreachable { url, cause } => Sentence::new(
                format!(
                    "连不上 {url}（{}）。系统在运行吗？用 `fieldledger up` 启动。",
                    innermost(cause)
                ),
                format!(
                    "Failed to reach {url} ({}). Is it running? Start it with `fieldledger up`.",
                    innermost(cause)
                ),
            ),
            Self::NoAnswer {
                url,
                request_id,
                cause,
            } => no_answer(url, request_id.as_ref(), cause),
            Self::StrangeAnswer { what } => Sentence::new(
                format!("看不懂系统的回答：{what}。--server 指的是本系统吗？版本一致吗？"),
                format!(
                    "The system's answer cannot be understood: {what}. Is it fieldledger, and of this version?"
                ),
            ),
            Self::Log(failure) => log(failure),
            Self::Output(cause) => {
                Sentence::new(format!("无法输出：{cause}"), format!("Failed to print: {cause}"))
            }
            Self::Refused { rejection, .. } => rejection.sentence.clone(),
            Self::Findings => Sentence::default(),
        }
    }
}

fn no_answer(url: &str, request_id: Option<&RequestId>, cause: &reqwest::Error) -> Sentence {
    let why = innermost(cause);
    match request_id {
        None => Sentence::new(
            format!("{url} 没有回答（{why}）。请再试一次。"),
            format!("No answer from {url} ({why}). Try again."),
        ),
        Some(id) => Sentence::new(
            format!(
                "{url} 没有回答（{why}），不知道是否已经记下。加上 --request-id {id} 再发一次同样的命令，不会重复执行。"
            ),
            format!(
                "No answer from {url} ({why}), so nobody knows whether it was taken. Send the same command again with --request-id {id}: it will not be done twice."
            ),
        ),
    }
}

/// What is wrong with a log that was opened where it lies.
fn log(failure: &LogFailure) -> Sentence {
    let en = with_causes(failure);
    let zh = match failure {
        LogFailure::Store {
            cause: StoreFailure::Absent { dir },
            ..
        } => {
            format!("{} 里没有日志。请检查数据目录。", dir.display())
        }
        LogFailure::Store {
            cause: StoreFailure::InUse { dir },
            ..
        } => {
            format!(
                "{} 正被另一个进程使用。请通过运行中的系统查询，或先停止它。",
                dir.display()
            )
        }
        LogFailure::Damaged(finding) => format!(
            "{}。不要改动目录：先整个复制一份，再从备份还原；能读的可用 fieldledger log export 导出。",
            finding.zh()
        ),
        LogFailure::Newer { log, frame, format } => format!(
            "日志 {log} 第 {frame} 帧的格式是 {format}，由更新版本的程序写成。请用新版本，或还原升级前的备份。"
        ),
        _ => format!("日志：{en}"),
    };
    Sentence::new(zh, en)
}

fn innermost(failure: &dyn std::error::Error) -> String {
    failure.source().map_or_else(|| failure.to_string(), innermost)
}

/// The sentence, then the code, which begins with the rule, the plain facts, and what can be done instead.
fn refusal(rejection: &Rejection, hint: Option<&str>, view: &View) -> String {
    let mut text = view.paint(Tone::Bad, rejection.sentence.in_language(view.lang));
    text.push_str("\n  ");
    text.push_str(&view.paint(Tone::Dim, &rejection.code));
    for (name, value) in rejection
        .facts
        .iter()
        .filter(|(_, value)| !value.is_array() && !value.is_object() && !value.is_null())
    {
        text.push_str(&view.paint(Tone::Dim, &format!("  {name}={}", short(value))));
    }
    if let Some(hint) = hint {
        text.push('\n');
        text.push_str(hint);
    }
    text
}

/// A fact in one word where that is possible.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() > 60 {
        format!("{}…", text.chars().take(60).collect::<String>())
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Lang;

    #[test]
    fn a_refusal_shows_sentence_code_and_facts_in_the_chosen_language() {
        let rejection = Rejection::new(
            Class::Refused,
            "ORD-8.departure_required",
            "要填预计派工时间",
            "say when they depart",
        )
        .with("order", "2600017");
        let failure = ClientFailure::Refused {
            rejection: Box::new(rejection),
            raw: "{}".to_owned(),
            hint: None,
        };
        let shown = failure.report(&View::plain(Lang::Zh), false).unwrap();
        assert_eq!(
            shown,
            "要填预计派工时间\n  ORD-8.departure_required  order=2600017"
        );
        assert!(
            failure
                .report(&View::plain(Lang::En), false)
                .unwrap()
                .starts_with("say when they depart\n")
        );
        assert_eq!(failure.report(&View::plain(Lang::En), true).unwrap(), "{}");
    }

    #[test]
    fn scripts_tell_refused_usage_and_unavailable_apart() {
        let refused = |class| ClientFailure::Refused {
            rejection: Box::new(Rejection::new(class, "x", "", "")),
            raw: String::new(),
            hint: None,
        };
        assert_eq!(refused(Class::Conflict).exit(), Exit::Refused);
        assert_eq!(refused(Class::Unavailable).exit(), Exit::Unavailable);
        assert_eq!(ClientFailure::usage("", "").exit(), Exit::Usage);
        assert_eq!(
            ClientFailure::NotRunning {
                data: PathBuf::from("data")
            }
            .exit(),
            Exit::Unavailable
        );
    }
}
