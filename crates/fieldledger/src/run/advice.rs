//! What to do when the system does not start, or cannot go on because of its logs, in both languages.

use eventlog::{LogFailure, StoreFailure};
use kit::runtime::{OpenFailure, StartFailure};
use types::Sentence;

use super::failure::CannotRun;

/// Says what to do about a failure of the logs; nothing about others, which say it themselves.
pub(super) fn of(failure: &anyhow::Error) -> Option<Sentence> {
    failure.chain().find_map(|cause| {
        if let Some(CannotRun::CannotGoOn { .. }) = cause.downcast_ref() {
            return Some(Sentence::new(
                "日志写不进磁盘，系统已停止。凡已应答的都已保存；没有应答的请在重启后用同一请求号再发一次。请检查磁盘（空间、权限、硬件），再运行 fieldledger up。",
                "The log could not be written, so the system stopped. Everything that was answered is kept; send what was not answered again, under the same request id, after the restart. Check the disk (room, permissions, hardware), then run `fieldledger up`.",
            ));
        }
        let open = match cause.downcast_ref()? {
            StartFailure::Open(open) => open,
            StartFailure::AnotherWriter { .. } | StartFailure::Listen(_) | StartFailure::Ask(_) => return None,
        };
        Some(of_open(open))
    })
}

fn of_open(failure: &OpenFailure) -> Sentence {
    match failure {
        OpenFailure::Store { source, .. } | OpenFailure::Log(LogFailure::Store { cause: source, .. }) => {
            of_store(source)
        }
        OpenFailure::Log(LogFailure::Damaged(_)) => damaged(),
        OpenFailure::Log(LogFailure::Newer { .. }) | OpenFailure::Fold { .. } => Sentence::new(
            "日志由更新版本的程序写成，本版本读不了。请用新版本启动，或把升级前的备份还原到另一个目录。",
            "A newer program wrote the log, and this one cannot read it. Start the newer one, or restore the backup from before the upgrade into another directory.",
        ),
        OpenFailure::Gone { .. } => Sentence::new(
            "日志目录不见了，以前是有的。请检查磁盘是否已挂载、--data 是否写对；确已丢失就从备份还原：fieldledger log restore DIR --data 新目录。",
            "The log is gone, and was there before. Check whether the disk is mounted and --data is right; if it is lost, restore a backup: fieldledger log restore DIR --data NEW.",
        ),
        OpenFailure::Log(_) => Sentence::new(
            "日志打不开。请检查数据目录是否写对（沙盒与正式数据不能混用），并运行 fieldledger log verify。",
            "The log does not open. Check the data directory (sandbox and real data do not mix), and run `fieldledger log verify`.",
        ),
    }
}

fn of_store(failure: &StoreFailure) -> Sentence {
    match failure {
        StoreFailure::InUse { .. } => Sentence::new(
            "另一个进程正在使用这个数据目录。请先停止它，或用 --data 另指目录。",
            "Another process uses this data directory. Stop it first, or name another one with --data.",
        ),
        StoreFailure::Io { .. } | StoreFailure::NoRoom { .. } | StoreFailure::Stuck => Sentence::new(
            "磁盘读写失败。请检查磁盘空间、目录权限和硬件，再启动。",
            "The disk failed to read or write. Check its room, the directory's permissions and the hardware, then start again.",
        ),
        StoreFailure::Absent { .. } => Sentence::new(
            "目录里没有日志。请检查 --data。",
            "There is no log in the directory. Check --data.",
        ),
        StoreFailure::Blobs { .. }
        | StoreFailure::WitnessDamaged { .. }
        | StoreFailure::NotNext { .. }
        | StoreFailure::FrameSize { .. }
        | StoreFailure::MissingPart { .. }
        | StoreFailure::BadPart { .. }
        | StoreFailure::ForeignKey { .. }
        | StoreFailure::Gap { .. }
        | StoreFailure::TwoHistories { .. }
        | StoreFailure::Sled { .. }
        | StoreFailure::Panicked { .. } => damaged(),
    }
}

fn damaged() -> Sentence {
    Sentence::new(
        "日志已损坏。不要改动目录：先整个复制一份，运行 fieldledger log verify 查明哪一帧，再从备份还原；能读的可用 fieldledger log export 导出。",
        "The log is damaged. Leave the directory as it is: copy it whole, run `fieldledger log verify` to see which frame it is, then restore a backup; `fieldledger log export` saves what is readable.",
    )
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn failures_of_the_logs_say_what_to_do_and_others_speak_for_themselves() {
        let dir = PathBuf::from("data/hotline/log");
        let in_use = OpenFailure::Store {
            directory: dir.clone(),
            source: StoreFailure::InUse { dir },
        };
        let started = anyhow::Error::from(StartFailure::from(in_use)).context("failed to start hotline");
        assert!(of(&started).unwrap().en.contains("Stop it first"));
        let newer = LogFailure::Newer {
            log: "hotline".to_owned(),
            frame: 3,
            format: 2,
        };
        let newer = anyhow::Error::from(StartFailure::from(OpenFailure::from(newer)));
        assert!(of(&newer).unwrap().zh.contains("新版本"));
        assert!(
            of(&CannotRun::CannotGoOn {
                reason: "no room".to_owned()
            }
            .into())
            .unwrap()
            .en
            .contains("Check the disk")
        );
        assert_eq!(of(&anyhow::anyhow!("failed to listen")), None);
    }
}
