//! The dealer that is measured: its directory, and hotline's log with that directory noted in it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use directory::Directory;
use hotline::Hotline;
use kit::runtime::{Local, Order, ReadOther};
use proto::directory::{ApplyImport, DirectoryCommand, ListKind, Row, StageImport};
use proto::wire::{Await, Reach};
use timesource::Time;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use types::{Actor, RequestId, ServiceName};

/// A fleet large enough that an order's machine seldom has another order of the same day.
pub(crate) const MACHINES: usize = 4_000;
pub(crate) const OPERATORS: usize = 16;
const PIECE: usize = 300;

pub(crate) fn serial(number: usize) -> String {
    format!("EC210BLC{number:05}")
}

pub(crate) fn operator(number: usize) -> String {
    format!("P1{number:02}")
}

/// Nobody else is there.
pub(crate) fn alone() -> ReadOther {
    Arc::new(|_, _| None)
}

/// Where a service says that it cannot go on.
pub(crate) fn fatal() -> (UnboundedSender<String>, UnboundedReceiver<String>) {
    unbounded_channel()
}

/// Opens hotline's log in this process.
pub(crate) async fn hotline(data: &Path) -> Result<Local<Hotline>> {
    Ok(Local::open(data, &Time::system(), &fatal().0, alone()).await?)
}

/// Begins the logs of directory and hotline: one station, its operators and its machines.
pub(crate) async fn begin(data: &Path) -> Result<()> {
    let time = Time::system();
    let directory = Local::<Directory>::open(data, &time, &fatal().0, alone()).await?;
    import(
        &directory,
        ListKind::Stations,
        &["服务站编号", "服务站", "区域"],
        vec![vec!["HZ".to_owned(), "杭州站".to_owned(), "华东".to_owned()]],
    )
    .await?;
    let people = (0..OPERATORS).map(|number| {
        let phone = format!("138000011{number:02}");
        vec![
            operator(number),
            format!("座席{number}"),
            "400座席".to_owned(),
            phone,
        ]
    });
    import(
        &directory,
        ListKind::People,
        &["工号", "姓名", "角色", "手机"],
        people.collect(),
    )
    .await?;
    let machines = (0..MACHINES).map(|number| {
        vec![
            serial(number),
            "EC210BLC".to_owned(),
            "HZ".to_owned(),
            "下沙".to_owned(),
        ]
    });
    let heads = ["整机编号", "机型", "服务站", "工地"];
    import(&directory, ListKind::Machines, &heads, machines.collect()).await?;
    let pages = directory.pages();
    let others: ReadOther = Arc::new(move |log, read| match log {
        ServiceName::Directory => pages(read).ok(),
        _ => None,
    });
    let hotline = Local::<Hotline>::open(data, &time, &fatal().0, others).await?;
    let seen = Reach::from([(ServiceName::Directory, directory.log().head().frame)]);
    hotline.caught_up(Await { seen }).await.map_err(refused)?;
    hotline.stop().await;
    directory.stop().await;
    Ok(())
}

async fn import(
    directory: &Local<Directory>,
    list: ListKind,
    heads: &[&str],
    cells: Vec<Vec<String>>,
) -> Result<()> {
    let import: types::ImportId = format!("bench-{}", list.as_str()).parse()?;
    let rows: Vec<Row> = (2..)
        .zip(cells)
        .map(|(line, cells)| Row { line, cells })
        .collect();
    let mut pieces = 0;
    for rows in rows.chunks(PIECE) {
        let staged = StageImport {
            import: import.clone(),
            list,
            file: format!("{}.csv", list.as_str()),
            heads: heads.iter().map(ToString::to_string).collect(),
            piece: pieces,
            rows: rows.to_vec(),
        };
        send(directory, &format!("{import}-{pieces}"), staged.into()).await?;
        pieces += 1;
    }
    send(
        directory,
        &format!("{import}-apply"),
        ApplyImport { import, pieces }.into(),
    )
    .await
}

async fn send(directory: &Local<Directory>, id: &str, command: DirectoryCommand) -> Result<()> {
    let order = Order {
        command,
        actor: Actor::Local,
        id: RequestId::new(id)?,
    };
    let accepted = directory.command(order).await.map_err(refused)?.accepted();
    let refused = accepted.events.iter().find(|event| event.kind == "ImportRefused");
    refused.map_or(Ok(()), |refused| {
        Err(anyhow!("the import was refused: {}", refused.event))
    })
}

/// A refusal of what the bench itself sent.
#[expect(clippy::needless_pass_by_value, reason = "it is an error's last use")]
pub(crate) fn refused(rejection: proto::Rejection) -> anyhow::Error {
    anyhow!("{}: {}", rejection.code, rejection.sentence.en)
}
