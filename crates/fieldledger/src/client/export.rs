//! Lists as files to take away, XLSX or CSV; formulas in them are made harmless by the system.

use clap::{Args, ValueEnum};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::files::{self, Output};
use crate::client::order::AtArg;
use crate::client::session::Session;
use crate::client::typed;

/// Which list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum List {
    /// 看板 the board
    Board,
    /// 待处理消息 the inbox
    Inbox,
    /// 跟进 follow-ups
    FollowUps,
    /// 待办 tasks
    #[value(alias = "to-do")]
    Todo,
    /// 未修复清单 unrepaired orders
    Unrepaired,
    /// 短信往来 messages
    Messages,
    /// 索赔 claims
    Claims,
    /// 旧件 old parts
    Parts,
    /// 货单 consignments
    Consignments,
    /// 旧件台账 the ledger of old parts
    Ledger,
    /// 指标 rates
    Figures,
    /// 指标明细 the cases behind a rate: --only figure=KPI-4.timeliness
    FigureCases,
    /// 服务站 stations
    Stations,
    /// 人员 people
    People,
    /// 客户 customers
    Customers,
    /// 整机 machines
    Machines,
}

impl List {
    const fn path(self) -> &'static [&'static str] {
        match self {
            Self::Board => &["board"],
            Self::Inbox => &["inbox"],
            Self::FollowUps => &["follow-ups"],
            Self::Todo => &["to-do"],
            Self::Unrepaired => &["unrepaired"],
            Self::Messages => &["messages"],
            Self::Claims => &["claims"],
            Self::Parts => &["returns", "parts"],
            Self::Consignments => &["returns", "consignments"],
            Self::Ledger => &["returns", "ledger"],
            Self::Figures => &["figures"],
            Self::FigureCases => &["figures", "cases"],
            Self::Stations => &["directory", "stations"],
            Self::People => &["directory", "people"],
            Self::Customers => &["directory", "customers"],
            Self::Machines => &["directory", "machines"],
        }
    }
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Xlsx,
    Csv,
}

impl Format {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// 导出 Write a list as an XLSX or CSV file, every row of it
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger export claims -o 索赔.xlsx\n  fieldledger export parts --only month=2026-01 --only station=HZ -o 旧件.xlsx\n  fieldledger export machines --format csv > machines.csv\n  fieldledger export figure-cases --only figure=claim_timeliness --only met=false -o KPI-4.csv\n  fieldledger --lang en export board --at '昨天 18:00' -o board.xlsx"
)]
pub(crate) struct ExportArgs {
    /// 清单 Which list
    #[arg(value_enum)]
    list: List,
    /// 格式 xlsx or csv; by the file's ending when missing, otherwise csv
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 筛选 NAME=VALUE narrows the list as the API does: station=HZ, month=2026-01, state=submitted; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = narrowed)]
    only: Vec<(String, String)>,
    #[command(flatten)]
    at: AtArg,
    #[command(flatten)]
    output: Output,
}

impl ExportArgs {
    fn format(&self) -> Format {
        let by_ending = self
            .output
            .ending()
            .and_then(|ending| Format::from_str(&ending, true).ok());
        self.format.or(by_ending).unwrap_or(Format::Csv)
    }

    fn request(&self, session: &Session) -> Request {
        let request = Request::get(self.list.path())
            .with("format", self.format().as_str())
            .with("lang", session.view.lang)
            .with("zone", session.view.zone.name());
        self.only.iter().fold(request, |request, (name, value)| {
            request.with(name.clone(), value)
        })
    }
}

fn narrowed(text: &str) -> Result<(String, String), String> {
    let narrowed = text
        .split_once('=')
        .map(|(name, value)| (name.trim().replace('-', "_"), value.trim().to_owned()));
    let (name, value) = narrowed
        .filter(|(name, _)| !matches!(name.as_str(), "" | "format" | "lang" | "zone" | "at"))
        .ok_or_else(|| format!("写成 station=HZ it is written like station=HZ, not {text:?}"))?;
    // A rate goes by the name that `figures` prints, too.
    if name == "figure" {
        return Ok((name, typed::code(typed::figure(&value)?)));
    }
    Ok((name, value))
}

pub(crate) async fn run(session: &Session, args: ExportArgs) -> Result<(), ClientFailure> {
    let request = args.at.ask(args.request(session), session).await?;
    files::fetch(session, request, &args.output).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        export: ExportArgs,
    }

    #[test]
    fn the_format_is_named_or_follows_from_the_files_ending() {
        let format = |words: &[&str]| {
            let words = ["export", "claims"].iter().chain(words);
            Line::try_parse_from(words).unwrap().export.format()
        };
        assert_eq!(format(&["-o", "索赔.XLSX"]), Format::Xlsx);
        assert_eq!(format(&["-o", "索赔.xlsx", "--format", "csv"]), Format::Csv);
        assert_eq!([format(&[]), format(&["-o", "索赔"])], [Format::Csv, Format::Csv]);
        assert_eq!(
            narrowed("not-looked-at-today = true"),
            Ok(("not_looked_at_today".to_owned(), "true".to_owned()))
        );
        for rate in ["KPI-4.timeliness", "claim_timeliness", "索赔及时率"] {
            let named = ("figure".to_owned(), "claim_timeliness".to_owned());
            assert_eq!(narrowed(&format!("figure={rate}")), Ok(named), "{rate}");
        }
        assert!(narrowed("figure=KPI-4").is_err());
        assert!(narrowed("HZ").is_err() && narrowed("format=pdf").is_err());
    }
}
