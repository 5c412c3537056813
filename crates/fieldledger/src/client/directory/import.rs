//! Lists from elsewhere: all rows or none; each bad one is named by line, column and reason.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use proto::Rejection;
use proto::directory::{BadCell, ListKind};
use serde::Deserialize;
use types::ImportId;

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::session::{Once, Session};
use crate::client::table::Table;
use crate::client::view::View;
use crate::client::words::Word;

/// Which list a file holds.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// 服务站 Stations: id, name, region, zone
    #[command(after_help = "Example 例:\n  fieldledger import stations 服务站.xlsx")]
    Stations(ImportArgs),
    /// 人员 People: id, name, roles, station, phone, grade
    #[command(after_help = "Example 例:\n  fieldledger import people people.csv")]
    People(ImportArgs),
    /// 客户 Customers: id, name, phones
    #[command(after_help = "Example 例:\n  fieldledger import customers 客户.csv")]
    Customers(ImportArgs),
    /// 整机 Machines: serial, model, customer, station, site, hours, warranty, position
    #[command(
        after_help = "Examples 例:\n  fieldledger import machines 整机档案.xlsx\n  fieldledger import machines 整机档案.csv"
    )]
    Machines(ImportArgs),
    /// 未结工单 Open orders kept elsewhere until now; each gets a number of its own
    #[command(after_help = "Example 例:\n  fieldledger --as sup-01 import orders 未结工单.xlsx")]
    Orders(ImportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// 文件 An XLSX or CSV file, with Chinese or English column heads
    file: PathBuf,
    #[command(flatten)]
    once: Once,
}

/// What the system says about a file it took.
#[derive(Debug, Deserialize)]
struct Imported {
    import: ImportId,
    rows: u64,
    changed: u64,
}

pub(crate) async fn import(session: &Session, command: ImportCommand) -> Result<(), ClientFailure> {
    let (list, args, done) = match command {
        ImportCommand::Stations(args) => (ListKind::Stations.as_str(), args, Word::Imported),
        ImportCommand::People(args) => (ListKind::People.as_str(), args, Word::Imported),
        ImportCommand::Customers(args) => (ListKind::Customers.as_str(), args, Word::Imported),
        ImportCommand::Machines(args) => (ListKind::Machines.as_str(), args, Word::Imported),
        ImportCommand::Orders(args) => ("orders", args, Word::OrdersTakenOver),
    };
    let bytes = fs::read(&args.file).map_err(|cause| ClientFailure::File {
        path: args.file.clone(),
        cause,
    })?;
    let request = Request::post(&["imports", list])
        .with("file", files::name(&args.file))
        .request_id(session.request_id(&args.once, "import", &bytes))
        .body("application/octet-stream", bytes);
    let asked = session
        .ask(request, |imported: &Imported, view| said(imported, done, view))
        .await;
    asked.map_err(|failure| failure.with_hint(|rejection| bad_rows(rejection, &session.view)))
}

fn said(imported: &Imported, done: Word, view: &View) -> String {
    let [rows, changed] = [imported.rows, imported.changed].map(|count| count.to_string());
    view.say(done, &[&rows, &changed, imported.import.as_str()])
}

/// Every bad cell in a line of its own.
fn bad_rows(rejection: &Rejection, view: &View) -> Option<String> {
    let bad: Vec<BadCell> = serde_json::from_value(rejection.facts.get("bad")?.clone()).ok()?;
    let mut table = Table::new([Word::Line, Word::Column, Word::Reason].map(|head| view.word(head)));
    for cell in bad {
        let reason = view.sentence(&cell.reason).to_owned();
        table.row([cell.line.to_string(), cell.column, reason]);
    }
    Some(table.render(view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::Class;
    use types::Lang;

    #[test]
    fn a_refused_file_is_shown_row_by_row() {
        let bad = serde_json::json!([
            { "line": 3, "column": "联系电话", "reason": { "zh": "不是电话号码", "en": "no phone number" } },
            { "line": 7, "column": "", "reason": { "zh": "缺少编号", "en": "the id is missing" } },
        ]);
        let refused =
            Rejection::new(Class::Refused, "import.refused", "文件有2处问题", "2 problems").with("bad", bad);
        let raw = String::new();
        let failure = ClientFailure::Refused {
            rejection: Box::new(refused),
            raw,
            hint: None,
        };
        let view = View::plain(Lang::Zh);
        let shown = failure
            .with_hint(|rejection| bad_rows(rejection, &view))
            .report(&view, false)
            .unwrap();
        assert_eq!(
            shown,
            "文件有2处问题\n  import.refused\n行  列        原因\n3   联系电话  不是电话号码\n7             缺少编号"
        );
    }
}
