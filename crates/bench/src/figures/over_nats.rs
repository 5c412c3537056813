//! Durable commands and questions over NATS, beside a bare echo and PostgreSQL.

use anyhow::Result;
use types::OrderNumber;

use super::Bench;
use crate::figure::{Figure, Promise};
use crate::loops::{Stretch, all};
use crate::postgres::{self, Postgres};
use crate::remote::{Remote, Sending};
use crate::table::{Table, number};

/// What is promised at so many in flight: of the echo, of PostgreSQL, each with its aim.
struct Level {
    in_flight: usize,
    of_echo: Option<(f64, f64)>,
    of_postgres: (f64, f64),
}

const LEVELS: [Level; 4] = [
    Level {
        in_flight: 1,
        of_echo: None,
        of_postgres: (0.45, 0.8),
    },
    Level {
        in_flight: 16,
        of_echo: Some((0.28, 0.4)),
        of_postgres: (1.0, 1.5),
    },
    Level {
        in_flight: 64,
        of_echo: Some((0.38, 0.5)),
        of_postgres: (2.5, 4.0),
    },
    Level {
        in_flight: 128,
        of_echo: Some((0.42, 0.6)),
        of_postgres: (5.0, 8.0),
    },
];
/// Where latencies are compared.
const IN_FLIGHT: usize = 64;
const ASKING: usize = 16;
/// About what a command's body takes.
const BODY_BYTES: usize = 176;

/// One round at one level.
struct Round {
    ours: Stretch,
    echo: Stretch,
    postgres: Option<f64>,
}

pub(super) async fn measure(bench: &Bench, table: &mut Table) -> Result<()> {
    let data = bench.copy_of_dealer("over-nats")?;
    let remote = Remote::start(&data).await?;
    let mut postgres = start_postgres(bench, table)?;
    let mut orders = Vec::new();
    for level in &LEVELS {
        let staff = bench.staff(level.in_flight)?;
        let mut sending: Vec<Sending> = staff
            .into_iter()
            .map(|operator| remote.sending(operator))
            .collect();
        let mut rounds = Vec::new();
        for _ in 0..bench.plan.rounds {
            let echoed = (0..level.in_flight).map(|_| remote.echoed(BODY_BYTES)).collect();
            let (_, echo) = all(echoed, bench.plan.stretch).await?;
            let (back, ours) = all(sending, bench.plan.stretch).await?;
            sending = back;
            let postgres = events_per_second(postgres.as_mut(), level.in_flight, bench)?;
            rounds.push(Round { ours, echo, postgres });
        }
        orders.extend(
            sending
                .iter()
                .filter_map(|sending| sending.operator.order().cloned()),
        );
        show(level, &rounds, table);
    }
    table.add(query(bench, &remote, &orders).await?);
    remote.stop().await
}

fn start_postgres(bench: &Bench, table: &mut Table) -> Result<Option<Postgres>> {
    let bin = if bench.plan.quick {
        None
    } else {
        postgres::installed()
    };
    let Some(bin) = bin else {
        table.note("PostgreSQL was skipped: a smoke run, or initdb and pg_ctl are not installed (apt-get install postgresql)");
        return Ok(None);
    };
    let postgres = Postgres::start(bin, bench.directory.join("postgres"))?;
    table.note(format!(
        "PostgreSQL {}, pgbench -M prepared, one event a transaction, on a Unix socket",
        postgres.version
    ));
    Ok(Some(postgres))
}

fn events_per_second(postgres: Option<&mut Postgres>, clients: usize, bench: &Bench) -> Result<Option<f64>> {
    postgres
        .map(|postgres| postgres.events_per_second(clients, bench.plan.stretch))
        .transpose()
}

fn show(level: &Level, rounds: &[Round], table: &mut Table) {
    let in_flight = level.in_flight;
    let of_echo = rounds
        .iter()
        .map(|round| round.ours.rate() / round.echo.rate())
        .collect();
    let (promise, aim) = match level.of_echo {
        Some((floor, aim)) => (Promise::AtLeast(floor), aim),
        None => (Promise::Shown, f64::NAN),
    };
    let last = rounds.last();
    let scale = last
        .map(|round| scale(&round.ours, &round.echo))
        .unwrap_or_default();
    let figure = Figure::new(
        format!("commands over NATS / echo, {in_flight} in flight"),
        of_echo,
        promise,
    );
    table.add(
        if aim.is_nan() {
            figure
        } else {
            figure.aiming_at(aim)
        }
        .at_scale(scale),
    );
    let of_postgres: Vec<f64> = rounds
        .iter()
        .filter_map(|round| Some(round.ours.rate() / round.postgres?))
        .collect();
    if !of_postgres.is_empty() {
        let (floor, aim) = level.of_postgres;
        let theirs = last.and_then(|round| round.postgres).unwrap_or(f64::NAN);
        let name = format!("commands over NATS / PostgreSQL, {in_flight} in flight");
        let figure = Figure::new(name, of_postgres, Promise::AtLeast(floor)).aiming_at(aim);
        table.add(figure.at_scale(format!("PostgreSQL {} per second", number(theirs))));
    }
    if in_flight == IN_FLIGHT {
        let p99 = rounds
            .iter()
            .map(|round| round.ours.percentile(99) / round.echo.percentile(99));
        let name = format!("p99 over NATS / echo's, {in_flight} in flight");
        table.add(Figure::new(name, p99.collect(), Promise::AtMost(2.5)).aiming_at(1.5));
    }
}

fn scale(ours: &Stretch, echo: &Stretch) -> String {
    let each = |stretch: &Stretch| {
        format!(
            "{}/s p50 {} p99 {} ms",
            number(stretch.rate()),
            number(stretch.percentile(50) / 1_000.0),
            number(stretch.percentile(99) / 1_000.0)
        )
    };
    format!("{}; echo {}", each(ours), each(echo))
}

async fn query(bench: &Bench, remote: &Remote, orders: &[OrderNumber]) -> Result<Figure> {
    let (mut rounds, mut said) = (Vec::new(), String::new());
    for _ in 0..bench.plan.rounds {
        let echoed = (0..ASKING).map(|_| remote.echoed(BODY_BYTES)).collect();
        let (_, echo) = all(echoed, bench.plan.stretch).await?;
        let asking = orders
            .iter()
            .cycle()
            .take(ASKING)
            .map(|order| remote.asking(order.clone()));
        let (_, asked) = all(asking.collect(), bench.plan.stretch).await?;
        rounds.push(asked.percentile(99) / echo.percentile(99));
        said = scale(&asked, &echo);
    }
    let name = format!("query of one order over NATS, p99 / echo's, {ASKING} in flight");
    Ok(Figure::new(name, rounds, Promise::AtMost(1.5))
        .aiming_at(1.1)
        .at_scale(said))
}
