//! Why the system does not start or cannot go on, in both languages.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;

use bus::ConnectFailure;
use eventlog::{LogFailure, StoreFailure};
use kit::nats_server::NatsServerError;
use kit::runtime::{OpenFailure, StartFailure};
use types::Lang;

use super::otlp::CannotExport;

/// What keeps the system from running, where neither logs nor nats-server say it themselves.
#[derive(Debug, thiserror::Error)]
pub(super) enum CannotRun {
    #[error("another `fieldledger up` runs on {}; stop it, or use another --data", data.display())]
    AlreadyUp { data: PathBuf },
    #[error("--listen takes a loopback address, or 0.0.0.0 or [::] for every address of this machine")]
    OneAddress,
    #[error(
        "failed to listen on {listen}; another program may hold it: use --listen 127.0.0.1:0 for a free port"
    )]
    Port { listen: SocketAddr, source: io::Error },
    #[error("others may read {0}; run `chmod 600 {0}`, or remove it to have a new one made", path.display())]
    SecretOpen { path: PathBuf },
    #[error("{} must have 32 bytes; remove it to have a new one made", path.display())]
    SecretLength { path: PathBuf },
    #[error("a new sandbox needs --start, for example --start 2026-01-05T08:00:00+08:00")]
    NewSandbox,
    #[error("failed to start {part}")]
    Part {
        part: &'static str,
        source: anyhow::Error,
    },
    #[error(
        "nats-server has ended ({status}) and nobody hears anybody any more; start `fieldledger up` again"
    )]
    BusEnded { status: ExitStatus },
    /// A commit failed: nobody knows what of it is on disk.
    #[error("the system cannot go on: {reason}")]
    CannotGoOn { reason: String },
}

impl CannotRun {
    fn zh(&self) -> String {
        match self {
            Self::AlreadyUp { data } => format!(
                "{} 上已有一个 fieldledger up 在运行；请先停止它，或用 --data 另指目录",
                data.display()
            ),
            Self::OneAddress => "--listen 用本机回环地址，或用 0.0.0.0、[::] 表示本机的所有地址".to_owned(),
            Self::Port { listen, .. } => {
                format!("无法监听 {listen}，端口可能已被占用；用 --listen 127.0.0.1:0 自动选择空闲端口")
            }
            Self::SecretOpen { path } => format!(
                "其他用户也能读取 {0}；请运行 chmod 600 {0}，或删除它以重新生成",
                path.display()
            ),
            Self::SecretLength { path } => {
                format!("{} 应为 32 字节；请删除它以重新生成", path.display())
            }
            Self::NewSandbox => {
                "新沙盒要用 --start 指定起始时间，如 --start 2026-01-05T08:00:00+08:00".to_owned()
            }
            Self::Part { part, .. } => format!("{part} 启动失败"),
            Self::BusEnded { status } => {
                format!("nats-server 已退出（{status}），各服务之间无法通信；请重新运行 fieldledger up")
            }
            Self::CannotGoOn { reason } => format!("系统无法继续运行：{reason}"),
        }
    }
}

/// Says why, each cause after what it brought about. What only the operating system knows stays in its words.
pub(super) fn why(failure: &anyhow::Error, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{failure:#}"),
        Lang::Zh => {
            let causes = failure.chain();
            let causes: Vec<String> = causes
                .map(|cause| zh(cause).unwrap_or_else(|| cause.to_string()))
                .collect();
            causes.join("：")
        }
    }
}

fn zh(cause: &(dyn Error + 'static)) -> Option<String> {
    if let Some(failure) = cause.downcast_ref::<CannotRun>() {
        return Some(failure.zh());
    }
    if let Some(failure) = cause.downcast_ref() {
        return start(failure);
    }
    if let Some(failure) = cause.downcast_ref() {
        return Some(LogFailure::zh(failure));
    }
    if let Some(failure) = cause.downcast_ref() {
        return store(failure);
    }
    if let Some(failure) = cause.downcast_ref() {
        return nats_server(failure);
    }
    if let Some(CannotExport::Address(given)) = cause.downcast_ref() {
        return Some(format!(
            "--otlp 要写收集器的 http:// 地址，如 http://127.0.0.1:4318，不能是 {given}"
        ));
    }
    let failure = cause.downcast_ref::<ConnectFailure>()?;
    Some(format!(
        "连不上 NATS（{}）；请确认 nats-server 正在运行",
        failure.url()
    ))
}

fn start(failure: &StartFailure) -> Option<String> {
    Some(match failure {
        StartFailure::Open(OpenFailure::Log(failure)) => failure.zh(),
        StartFailure::Open(OpenFailure::Store { directory, .. }) => {
            format!("{} 里的数据库打不开", directory.display())
        }
        StartFailure::Open(OpenFailure::Gone {
            log,
            directory,
            heads,
            ..
        }) => format!(
            "{log} 的日志不见了：{} 里没有日志，而它的签名文件 {} 还在",
            directory.display(),
            heads.display()
        ),
        StartFailure::Open(OpenFailure::Fold { log, .. }) => {
            format!("日志 {log} 由更新版本的程序写成，本版本读不了")
        }
        StartFailure::AnotherWriter { service, other } => {
            format!("总线上已有另一个 {service} 服务（日志 {other}）；请先停止它，或另用一条总线")
        }
        StartFailure::Listen(reason) => format!("无法在总线上监听：{reason}"),
        StartFailure::Ask(failure) => format!("无法询问还有谁在运行：{failure}"),
    })
}

fn store(failure: &StoreFailure) -> Option<String> {
    Some(match failure {
        StoreFailure::InUse { dir } => format!("{} 正被另一个进程使用", dir.display()),
        StoreFailure::Absent { dir } => format!("{} 里没有日志", dir.display()),
        StoreFailure::Io { dir, .. } => format!("{} 读写失败；请检查磁盘和目录权限", dir.display()),
        StoreFailure::NoRoom { dir, free_mib } => {
            format!(
                "{} 所在磁盘只剩 {free_mib} MiB，写不下；请清理或扩容",
                dir.display()
            )
        }
        StoreFailure::Sled { .. } | StoreFailure::Panicked { .. } => {
            "数据库出错；运行 fieldledger log verify 可知有多少完好".to_owned()
        }
        StoreFailure::Gap { dir, head, frame } => format!(
            "{} 里的数据库只到第 {head} 帧，预写文件 journal 却从第 {frame} 帧开始；请先复制整个目录，再从备份还原",
            dir.display()
        ),
        StoreFailure::TwoHistories { dir, frame } => format!(
            "{} 里的数据库与预写文件 journal 在第 {frame} 帧不一致；请先复制整个目录，再从备份还原",
            dir.display()
        ),
        StoreFailure::Stuck => "此前写入数据库失败；请检查磁盘后再启动".to_owned(),
        _ => return None,
    })
}

fn nats_server(failure: &NatsServerError) -> Option<String> {
    Some(match failure {
        NatsServerError::NotFound { looked_at } => format!(
            "找不到 nats-server（找过 {looked_at}）；请用 apt-get install nats-server 安装，或用 --nats-server 指定"
        ),
        NatsServerError::NotAProgram { source_of_path, path } => {
            format!(
                "{source_of_path} 指定的 {} 不是可运行的程序；请改正或去掉",
                path.display()
            )
        }
        NatsServerError::Credential => "NATS 的用户名和密码只能用不含引号和反斜杠的 ASCII 字符".to_owned(),
        NatsServerError::Config { path, .. } => {
            format!("无法写入 {}；请确认所在目录可写", path.display())
        }
        NatsServerError::Run { binary, .. } => format!(
            "无法运行 {}；请试一下 --version，或用 --nats-server 另行指定",
            binary.display()
        ),
        NatsServerError::Ended { reason, port_taken } => {
            let advice = if *port_taken {
                "；请换一个端口，或停止占用它的程序"
            } else {
                ""
            };
            format!("nats-server 没有开始监听就退出了：{reason}{advice}")
        }
        NatsServerError::Greeting { address, .. } => {
            format!("{address} 上应答的不是 NATS；请停止那个程序，或换一个端口")
        }
        NatsServerError::Late { .. } => "nats-server 迟迟没有反应；请看机器负载和上面的日志".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_cause_by_cause_in_the_chosen_language() {
        let dir = PathBuf::from("data/hotline/log");
        let open = OpenFailure::Store {
            directory: dir.clone(),
            source: StoreFailure::InUse { dir },
        };
        let failure = anyhow::Error::from(CannotRun::Part {
            part: "hotline",
            source: StartFailure::from(open).into(),
        });
        assert_eq!(
            why(&failure, Lang::Zh),
            "hotline 启动失败：data/hotline/log 里的数据库打不开：data/hotline/log 正被另一个进程使用"
        );
        assert!(
            why(&failure, Lang::En).starts_with("failed to start hotline: failed to open the database in")
        );
    }

    #[test]
    fn what_only_the_operating_system_knows_stays_in_its_words() {
        let failure = anyhow::Error::from(CannotRun::Port {
            listen: "127.0.0.1:8036".parse().unwrap(),
            source: io::Error::other("address in use"),
        });
        let said = why(&failure, Lang::Zh);
        assert!(
            said.starts_with("无法监听 127.0.0.1:8036") && said.ends_with("：address in use"),
            "{said}"
        );
    }
}
