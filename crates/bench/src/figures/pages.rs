//! The console's pages over very many orders, beside a page with nothing in it.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Bench;
use crate::figure::{Figure, Promise, median};
use crate::shop::{Door, Shop, binary, phone, serial};
use crate::table::{Table, number};

/// Nothing is asked for it.
const EMPTY: &str = "/sign-in";
/// How often each page is asked for in a round.
const TIMES: usize = 9;
/// What a page must stay well below at the server, in milliseconds.
const LIMIT: f64 = 100.0;

pub(super) async fn measure(bench: &Bench, table: &mut Table) -> Result<()> {
    let Some(binary) = binary() else {
        table.note("SKIPPED: no page is measured; no fieldledger is built beside this program");
        return Ok(());
    };
    let shop = Shop::open(&binary, &bench.directory.join("shop")).await?;
    shop.serve(bench.plan.orders).await?;
    let door = shop.door();
    let orders = bench.plan.orders;
    let mut slowest = vec![0.0_f64; bench.plan.rounds];
    for page in pages(door).await? {
        let rounds = beside_empty(door, &page, bench.plan.rounds).await?;
        for (slowest, millis) in slowest.iter_mut().zip(&rounds.millis) {
            *slowest = slowest.max(millis / LIMIT);
        }
        let name = format!("page {}, {orders} orders / an empty page", shown(&page));
        table.add(Figure::new(name, rounds.ratios, Promise::Shown).at_scale(rounds.scale));
    }
    let name = format!("slowest page, {orders} orders / {LIMIT} ms");
    table.add(Figure::new(name, slowest, Promise::AtMost(0.7)).aiming_at(0.3));
    let middle = middle(door, orders).await?;
    for answer in middle.answers() {
        let path = format!("/api/v1/{answer}at={}", middle.moment);
        let rounds = beside_empty(door, &path, bench.plan.rounds).await?;
        let name = format!(
            "answer {}, at the middle of {orders} orders / an empty page",
            answer.trim_end_matches(['?', '&'])
        );
        table.add(Figure::new(name, rounds.ratios, Promise::Shown).at_scale(rounds.scale));
    }
    Ok(())
}

/// What a page takes, round by round, beside one with nothing in it.
#[derive(Default)]
struct Rounds {
    ratios: Vec<f64>,
    millis: Vec<f64>,
    scale: String,
}

async fn beside_empty(door: &Door, page: &str, count: usize) -> Result<Rounds> {
    // What is made once and kept is made now.
    door.get(page).await?;
    let mut rounds = Rounds::default();
    for _ in 0..count {
        let (empty, _) = asked(door, EMPTY).await?;
        let (full, bytes) = asked(door, page).await?;
        rounds.ratios.push(full / empty);
        rounds.millis.push(full);
        rounds.scale = format!("{} / {} ms, {} kB", number(full), number(empty), bytes / 1_000);
    }
    Ok(rounds)
}

/// The moment at which half of the orders had been called in, and the order that was.
struct Middle {
    order: String,
    moment: String,
}

impl Middle {
    fn answers(&self) -> [String; 5] {
        [
            "figures?".to_owned(),
            "figures/cases?figure=call_back&".to_owned(),
            "unrepaired?".to_owned(),
            "board?".to_owned(),
            format!("orders/{}?", self.order),
        ]
    }
}

async fn middle(door: &Door, orders: usize) -> Result<Middle> {
    let path = format!("/api/v1/board?include_ended=true&limit=1&skip={}", orders / 2);
    let board: Value = serde_json::from_str(&door.get(&path).await?.body)?;
    let text = |name: &str| {
        find(&board, name)
            .map(str::to_owned)
            .context("an order in the middle")
    };
    Ok(Middle {
        order: text("order")?,
        moment: text("opened_at")?,
    })
}

/// Milliseconds of a page, and its bytes.
async fn asked(door: &Door, page: &str) -> Result<(f64, usize)> {
    let (mut all, mut bytes) = (Vec::new(), 0);
    for _ in 0..TIMES {
        let answered = door.get(page).await?;
        bytes = answered.body.len();
        all.push(answered.millis);
    }
    Ok((median(&all), bytes))
}

/// Every page that asks for something, once, and those that look through everything.
async fn pages(door: &Door) -> Result<Vec<String>> {
    let board: Value = serde_json::from_str(&door.get("/api/v1/board?limit=1").await?.body)?;
    let order = find(&board, "order").context("an open order")?;
    let (phone, serial) = (phone(5), serial(5));
    let figures = ["first_response", "first_time_fix", "part_return"].map(|kind| format!("/figures/{kind}"));
    let pages = [
        "/".to_owned(),
        "/?station=S0".to_owned(),
        format!("/intake/known?phone={phone}"),
        format!("/orders/{order}"),
        "/station?station=S0".to_owned(),
        "/inbox".to_owned(),
        "/claims".to_owned(),
        "/parts".to_owned(),
        "/machines".to_owned(),
        format!("/machines?q={serial}"),
        format!("/machines?q={phone}"),
        "/machines?q=%E4%B8%BE%E5%8D%87%E6%97%A0%E5%8A%9B".to_owned(),
        format!("/machines/file?serial={serial}"),
        "/figures".to_owned(),
        "/figures?from=2026-01-01".to_owned(),
        "/figures/unrepaired".to_owned(),
        "/admin".to_owned(),
        "/admin/people".to_owned(),
    ];
    Ok(pages.into_iter().chain(figures).collect())
}

/// The first text of a name, wherever it stands.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    match value {
        Value::Object(fields) => {
            let here = fields.get(name).and_then(Value::as_str);
            here.or_else(|| fields.values().find_map(|field| find(field, name)))
        }
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A page's name without what was asked in particular.
fn shown(page: &str) -> String {
    let words = page.contains("%E4").then_some("/machines?q=WORDS");
    words.unwrap_or(page).to_owned()
}
