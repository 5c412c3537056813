//! What is wrong with a log, in Chinese; in English failures say it themselves.

use types::{Sentence, with_causes};

use crate::day_heads::DayHeadsFailure;
use crate::failure::{Finding, Flaw, LogFailure};
use crate::frame::BadFrame;

impl Finding {
    /// Names log, frame and flaw.
    #[must_use]
    pub fn zh(&self) -> String {
        format!("日志 {} 第 {} 帧损坏：{}", self.log, self.frame, flaw(&self.flaw))
    }
}

impl LogFailure {
    /// What keeps a log from being used, in both languages, with what brought it about.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        Sentence::new(self.zh(), with_causes(self))
    }

    /// What keeps a log from being used.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Damaged(finding) => finding.zh(),
            Self::Newer { log, frame, format } => {
                format!("日志 {log} 第 {frame} 帧的格式是 {format}，由更新版本的程序写成")
            }
            Self::Store { log, .. } => format!("日志 {log} 的存储无法使用"),
            Self::Empty { log } => format!("日志 {log} 是空的"),
            Self::NotEmpty { log } => format!("日志 {log} 里已有记录"),
            Self::Name { log, found } => format!("目录里是 {found} 的日志，不是 {log} 的；请检查数据目录"),
            Self::Timekeeping { log, .. } => {
                format!("日志 {log} 的时间方式不同：沙盒与正式数据不能共用一个数据目录")
            }
            Self::NoSuchFrame { log, frame, head } => {
                format!("日志 {log} 没有第 {frame} 帧，只到第 {head} 帧")
            }
            Self::StampBack { log, given, last } => {
                format!("日志 {log} 的一帧时间为 {given}，早于上一帧的 {last}")
            }
            Self::TooLarge { log, bytes, limit } => format!("日志 {log} 的一帧有 {bytes} 字节，超过 {limit}"),
            Self::Append { log, frame, .. } => {
                format!(
                    "日志 {log} 第 {frame} 帧写入失败，无法确定是否已在磁盘上；请停止程序，检查磁盘后再启动"
                )
            }
            Self::Poisoned { log } => format!("日志 {log} 此前写入失败；请停止程序，检查磁盘后再启动"),
        }
    }
}

impl DayHeadsFailure {
    /// What is wrong with the signed heads, in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let zh = match self {
            Self::File { path, .. } => format!("签名文件 {} 无法读写", path.display()),
            Self::Log(failure) => failure.zh(),
            Self::Line { path, line, .. } => format!("{} 第 {line} 行不是签名", path.display()),
            Self::Unfit { day, frame, reason } => format!("{day} 的签名与日志第 {frame} 帧不符（{reason}）"),
        };
        Sentence::new(zh, with_causes(self))
    }
}

fn flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Unreadable(cause) => format!("读不出来（{cause}）"),
        Flaw::Missing { head } => format!("这一帧缺失，而日志到第 {head} 帧"),
        Flaw::Cut { witnessed } => format!("这一帧及以后各帧缺失，而日志曾到第 {witnessed} 帧"),
        Flaw::Replaced { found, witnessed } => format!("哈希是 {found}，而以前记下的是 {witnessed}"),
        Flaw::Bad(frame) => bad(frame),
        Flaw::Stranger {
            name,
            id,
            timekeeping,
        } => format!("它属于另一份日志 {name}（{id}，{timekeeping}）"),
        Flaw::Chain { follows, previous } => format!("它接在哈希 {follows} 之后，而前一帧是 {previous}"),
        Flaw::Position { found, expected } => format!("首条记录的位置是 {found}，应为 {expected}"),
        Flaw::StampBack { found, last } => format!("时间 {found} 早于前一帧的 {last}"),
        Flaw::Unopenable { whole, witnessed, .. } => {
            format!("数据库打不开；文件里第 1 至 {whole} 帧完好，共 {witnessed} 帧")
        }
    }
}

fn bad(frame: &BadFrame) -> String {
    match frame {
        BadFrame::Undecodable(reason) => format!("无法解码（{reason}）"),
        BadFrame::Format(format) => format!("格式是 {format}，本版本读不了，请用新版本"),
        BadFrame::Number(number) => format!("它自称第 {number} 帧"),
        BadFrame::Hash(hash) => format!("帧头与哈希 {hash} 不符"),
        BadFrame::RecordsRoot(root) => format!("记录与默克尔根 {root} 不符"),
        BadFrame::RecordCount { found, expected } => format!("有 {found} 条记录，应为 {expected} 条"),
        BadFrame::ExtraHash(hash) => format!("附加内容与哈希 {hash} 不符"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_names_log_frame_and_flaw() {
        let finding = Finding {
            log: "hotline".to_owned(),
            frame: 7,
            flaw: Flaw::Cut { witnessed: 9 },
        };
        assert_eq!(
            finding.zh(),
            "日志 hotline 第 7 帧损坏：这一帧及以后各帧缺失，而日志曾到第 9 帧"
        );
    }
}
