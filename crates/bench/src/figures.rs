//! The figures, in the order of the table.

mod clocks;
mod in_process;
mod over_nats;
mod pages;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use hotline::Hotline;
use kit::runtime::{Local, Order};
use timesource::Time;

use crate::figure::{Figure, Promise};
use crate::loops::Client;
use crate::operators::{Operator, staff};
use crate::plan::Plan;
use crate::table::{Table, number};
use crate::{dealer, disk, plain, postgres, sizes};

/// Where one run measures.
pub(crate) struct Bench {
    pub(crate) plan: Plan,
    pub(crate) directory: PathBuf,
    time: Time,
}

impl Bench {
    /// A data directory whose logs of directory and hotline are begun.
    pub(crate) fn copy_of_dealer(&self, name: &str) -> Result<PathBuf> {
        let copy = self.directory.join(name);
        disk::copy(&self.directory.join("dealer"), &copy)?;
        Ok(copy)
    }

    pub(crate) fn staff(&self, colleagues: usize) -> Result<Vec<Operator>> {
        let run = format!("{:x}", self.time.now().micros());
        staff(&run, colleagues, &self.time)
    }

    /// Operators whose commands go straight to a service in this process.
    pub(crate) fn in_process(&self, to: &Arc<Local<Hotline>>, colleagues: usize) -> Result<Vec<Near>> {
        let staff = self.staff(colleagues)?;
        let near = staff.into_iter().map(|operator| Near {
            to: Arc::clone(to),
            operator,
        });
        Ok(near.collect())
    }
}

/// An operator beside the service.
pub(crate) struct Near {
    to: Arc<Local<Hotline>>,
    operator: Operator,
}

impl Client for Near {
    async fn once(&mut self) -> Result<()> {
        let call = self.operator.next()?;
        let order = Order {
            command: call.command,
            actor: call.actor,
            id: call.id,
        };
        let decided = self.to.command(order).await.map_err(dealer::refused)?;
        if self.operator.opened() {
            self.operator
                .learn(&decided.to_json().map_err(dealer::refused)?)?;
        }
        Ok(())
    }
}

/// Measures everything that is asked for, shows it, writes it down. Whether every promise was kept.
pub(crate) async fn measure(plan: &Plan) -> Result<bool> {
    let directory = tempfile::Builder::new()
        .prefix("fieldledger-bench-")
        .tempdir_in(&plan.data)?;
    open_to_others(directory.path())?;
    let bench = Bench {
        plan: plan.clone(),
        directory: directory.path().to_owned(),
        time: Time::system(),
    };
    let (mut table, mut clocks) = (Table::default(), Table::default());
    dealer::begin(&bench.directory.join("dealer")).await?;
    if plan.wants("clocks") {
        // First of all, because memory that something else has let go would hide what clocks take.
        clocks::measure(&bench, &mut clocks).await?;
    }
    if plan.wants("sync") {
        sync(&bench, &mut table)?;
    }
    if plan.wants("in process") {
        in_process::measure(&bench, &mut table).await?;
    }
    if plan.wants("over NATS") {
        over_nats::measure(&bench, &mut table).await?;
    }
    if plan.wants("log") {
        sizes::measure(&bench, &mut table).await?;
    }
    if plan.wants("pages") {
        pages::measure(&bench, &mut table).await?;
    }
    table.follow(clocks);
    conclude(plan, &table)
}

/// PostgreSQL runs as somebody else and must get to its own directory.
fn open_to_others(directory: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::set_permissions(
        directory,
        std::fs::Permissions::from_mode(0o711),
    )?)
}

fn sync(bench: &Bench, table: &mut Table) -> Result<()> {
    let file = bench.directory.join("sync");
    let during = bench.plan.stretch.min(Duration::from_secs(2));
    let own = plain::sync_micros(&file, during)?;
    let theirs = (!bench.plan.quick)
        .then(postgres::installed)
        .flatten()
        .and_then(|bin| postgres::test_fsync(&bin, &file));
    match theirs {
        Some(theirs) => table.add(
            Figure::new(
                "append + fdatasync / pg_test_fsync's fdatasync",
                vec![own / theirs],
                Promise::Shown,
            )
            .at_scale(format!("{} / {} us", number(own), number(theirs))),
        ),
        None => table.note(format!(
            "append + fdatasync of 8 KiB takes {} us; pg_test_fsync was not asked",
            number(own)
        )),
    }
    Ok(())
}

fn conclude(plan: &Plan, table: &Table) -> Result<bool> {
    if let Some(page) = &plan.write {
        table.write_into(page)?;
    }
    if plan.quick {
        println!("a smoke run: its figures mean nothing");
        return Ok(true);
    }
    let broken = table.broken();
    for figure in &broken {
        println!("not kept: {}: {}", figure.name, number(figure.ratio()));
    }
    Ok(broken.is_empty())
}
