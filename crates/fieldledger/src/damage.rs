//! What is wrong with a damaged log, in Chinese; in English a finding says it itself.

use eventlog::{BadFrame, Finding, Flaw};

/// Names log, frame and flaw.
pub(crate) fn zh(finding: &Finding) -> String {
    format!(
        "日志 {} 第 {} 帧损坏：{}",
        finding.log,
        finding.frame,
        flaw(&finding.flaw)
    )
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
            zh(&finding),
            "日志 hotline 第 7 帧损坏：这一帧及以后各帧缺失，而日志曾到第 9 帧"
        );
    }
}
