//! Drives a running sandbox with real work orders: every row a call, seeded people who answer by SMS.
//!
//! It uses the public interfaces only: commands and questions over HTTP, texts in as Kannel brings them, texts out
//! as they are read back. The world ([`world`]) does no I/O; whatever it chooses depends on the seed and on what the
//! choice is about. So the same seed leads to the same end, on a busy machine and while services are restarted.

mod aftercare;
mod agenda;
mod book;
mod calls;
mod cast;
mod claims_desk;
mod deeds;
mod dice;
mod drive;
mod engineers;
mod failure;
mod fleet;
mod inbox;
mod letters;
mod link;
mod managers;
mod manufacturer;
mod operators;
mod paper;
mod post;
mod prices;
mod progress;
mod questions;
mod report;
mod reports;
mod rows;
mod shelf;
mod tally;
mod texts;
mod world;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::Globals;

use self::cast::Cast;
use self::drive::Drive;
use self::failure::SimulateFailure;
use self::link::Link;
use self::report::Report;
use self::rows::Row;

const EXAMPLES: &str = "\
Examples 例:
  fieldledger up --sandbox --start 2001-01-01T08:00:00+08:00 --data ./sim
  fieldledger simulate --orders excavator_work_orders.csv.gz --seed 7 --data ./sim
  fieldledger simulate --orders tests/cases/excavator_300.csv --seed 7 --limit 50 --json";

/// 模拟 Drive a running sandbox with real work orders
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SimulateArgs {
    /// 工单文件 The work orders, a CSV file, packed with gzip or not
    #[arg(long, value_name = "FILE")]
    pub orders: PathBuf,
    /// 随机种子 The same seed leads to the same end
    #[arg(long, value_name = "N")]
    pub seed: u64,
    /// 只取最早的若干来电 Only the first so many calls
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// Runs a simulation; the exit code says whether everything added up.
pub(crate) fn main(globals: &Globals, arguments: &SimulateArgs) -> ExitCode {
    match simulate(globals, arguments) {
        Ok(holds) if holds => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(failure) => {
            // Nobody is left to be told when this stream is gone, too.
            let _ = writeln!(
                std::io::stderr(),
                "{}",
                failure.sentence().in_language(globals.lang)
            );
            failure.exit_code()
        }
    }
}

fn simulate(globals: &Globals, arguments: &SimulateArgs) -> Result<bool, SimulateFailure> {
    let read = |cause| SimulateFailure::File {
        path: arguments.orders.clone(),
        cause,
    };
    let rows = rows::read(&std::fs::read(&arguments.orders).map_err(read)?)?;
    for refused in &rows.refused {
        let line = format!(
            "{}:{}: {}",
            arguments.orders.display(),
            refused.line,
            refused.reason.in_language(globals.lang)
        );
        writeln!(std::io::stderr(), "{line}")?;
    }
    let cast = Cast::new()?;
    check_assets(&cast, &rows.rows)?;
    let calls = calls::schedule(&rows.rows, arguments.seed, arguments.limit);
    if calls.is_empty() {
        return Err(SimulateFailure::NoCalls);
    }
    let link = Link::find(globals.server.as_deref(), globals.token.as_deref(), &globals.data)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let report = runtime.block_on(async {
        let mut drive = Drive::new(link, arguments.seed, cast, calls);
        drive.run().await?;
        Report::make(&mut drive, &rows.refused).await
    })?;
    show(globals, &report)?;
    Ok(report.broken().next().is_none())
}

fn check_assets(cast: &Cast, rows: &[Row]) -> Result<(), SimulateFailure> {
    let unknown = rows.iter().find(|row| cast.machine(&row.asset).is_none());
    unknown.map_or(Ok(()), |row| {
        Err(SimulateFailure::UnknownAsset {
            asset: row.asset.clone(),
        })
    })
}

/// The table or its JSON on the standard output; what is broken, and where the time went, beside it.
fn show(globals: &Globals, report: &Report) -> Result<(), SimulateFailure> {
    let shown = if globals.json {
        serde_json::to_string_pretty(report).map_err(SimulateFailure::Body)?
    } else {
        report.table(globals.lang)
    };
    writeln!(std::io::stdout(), "{shown}")?;
    writeln!(std::io::stderr(), "{}", report.spending())?;
    for broken in report.broken() {
        writeln!(
            std::io::stderr(),
            "{}: {}",
            broken.what.in_language(globals.lang),
            broken.found
        )?;
    }
    Ok(())
}
