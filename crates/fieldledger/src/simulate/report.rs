//! The table at the end, and whether everything adds up.

use std::collections::{BTreeMap, BTreeSet};

use proto::desk::{Figures, InOutcome, OutState, Rate};
use proto::field::FlagKind;
use serde::Serialize;
use types::{Hash, Lang, Sentence, ServiceName};
use unicode_width::UnicodeWidthStr;

use super::drive::Drive;
use super::failure::SimulateFailure;
use super::rows::RefusedRow;

/// What a run came to.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub calls: u64,
    pub orders: u64,
    pub attached_calls: u64,
    pub orders_99: u64,
    pub refused_rows: Vec<RefusedLine>,
    pub solved_by_phone: u64,
    pub first_response: Rate,
    pub response_36: Rate,
    pub texts_sent_in: u64,
    pub text_copies: u64,
    pub texts_late: u64,
    pub refusals: BTreeMap<String, u64>,
    pub figures: Figures,
    pub digest: Option<Hash>,
    pub seconds: u64,
    pub actions: u64,
    pub actions_per_second: u64,
    pub time_spent: BTreeMap<&'static str, Spending>,
    pub checks: Vec<Check>,
}

/// A row that was left out, and why.
#[derive(Debug, Serialize)]
pub(super) struct RefusedLine {
    pub line: u64,
    pub reason: Sentence,
}

/// Requests of a kind.
#[derive(Debug, Serialize)]
pub(super) struct Spending {
    pub requests: u64,
    pub milliseconds: u128,
}

/// Something that has to hold.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub what: Sentence,
    pub holds: bool,
    /// What was found, in figures.
    pub found: String,
}

impl Check {
    fn new(zh: &str, en: &str, holds: bool, found: impl ToString) -> Self {
        Self {
            what: Sentence::new(zh, en),
            holds,
            found: found.to_string(),
        }
    }
}

impl Report {
    /// Asks the system for its figures and holds them against what was done to it.
    pub(super) async fn make(drive: &mut Drive, refused: &[RefusedRow]) -> Result<Self, SimulateFailure> {
        let took = drive.took();
        let figures = drive.link.figures().await?;
        let checks = checks(drive, &figures).await?;
        let digest = drive.link.digest().await?;
        let tally = &drive.world.tally;
        let spent = drive.link.spent().iter().map(|(kind, spent)| {
            let spending = Spending {
                requests: spent.requests,
                milliseconds: spent.time.as_millis(),
            };
            (*kind, spending)
        });
        let refused = refused.iter().map(|row| RefusedLine {
            line: row.line,
            reason: row.reason.clone(),
        });
        Ok(Self {
            calls: tally.calls,
            orders: figures.orders,
            attached_calls: figures.attached_calls,
            orders_99: figures.orders_99,
            refused_rows: refused.collect(),
            solved_by_phone: figures.solved_by_phone,
            first_response: figures.first_response,
            response_36: figures.response_36,
            texts_sent_in: tally.texts,
            text_copies: tally.copies,
            texts_late: tally.late,
            refusals: tally.refusals.clone(),
            digest,
            seconds: took.as_secs(),
            actions: drive.deeds,
            actions_per_second: drive.deeds / took.as_secs().max(1),
            time_spent: spent.collect(),
            checks,
            figures,
        })
    }

    /// The checks that do not hold.
    pub(super) fn broken(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.holds)
    }

    /// The table.
    pub(super) fn table(&self, lang: Lang) -> String {
        let rows = self.rows();
        let label = |row: &Row| row.label.in_language(lang).to_owned();
        let width = rows
            .iter()
            .map(|row| label(row).width())
            .max()
            .unwrap_or_default();
        let line = |row: &Row| {
            let label = label(row);
            let gap = " ".repeat(width - label.width() + 2);
            format!("{label}{gap}{}", row.value.in_language(lang))
                .trim_end()
                .to_owned()
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn rows(&self) -> Vec<Row> {
        let figures = &self.figures;
        let mut rows = vec![
            Row::count("来电", "calls", self.calls),
            Row::count("工单", "orders", self.orders),
            Row::count("重复来电", "repeat calls", self.attached_calls),
            Row::count("99工单", "99 orders", self.orders_99),
            Row::count("电话解决", "solved by phone", self.solved_by_phone),
            Row::count("派工计划", "plans", figures.plans),
            Row::count("上门", "visits", figures.visits),
            Row::count("未修复离开", "left unrepaired", figures.left_unrepaired),
            Row::count("未结工单", "orders still open", figures.orders_open),
            Row::rate("首次响应率", "first response rate", self.first_response),
            Row::rate("36小时响应率", "36-hour response rate", self.response_36),
        ];
        rows.extend(figures.clocks.iter().map(|(kind, clocks)| {
            let (met, breached, lifted) = (clocks.met, clocks.breached, clocks.lifted);
            let (cancelled, running) = (clocks.cancelled, clocks.running + clocks.paused);
            let value = Sentence::new(
                format!("按时{met} 超时{breached} 超时已解除{lifted} 取消{cancelled} 计时中{running} 提醒{}", clocks.warnings),
                format!("{met} met, {breached} breached, {lifted} lifted, {cancelled} cancelled, {running} running; {} warnings", clocks.warnings),
            );
            Row { label: Sentence::new(format!("时钟 {kind}"), format!("clock {kind}")), value }
        }));
        rows.push(Row::count("短信发入", "texts sent in", self.texts_sent_in));
        rows.push(Row::count("　重复投递", "  brought again", self.text_copies));
        rows.push(Row::count("　迟到", "  late", self.texts_late));
        let outcomes = InOutcome::ALL
            .iter()
            .filter_map(|outcome| Some((outcome, figures.messages_in.by_outcome.get(outcome)?)));
        rows.extend(outcomes.map(|(outcome, count)| Row::under(&outcome.title(), *count)));
        rows.push(Row::count(
            "短信发出",
            "texts sent out",
            figures.messages_out.total,
        ));
        let states = OutState::ALL
            .iter()
            .filter_map(|state| Some((state, figures.messages_out.by_state.get(state)?)));
        rows.extend(states.map(|(state, count)| Row::under(&state.title(), *count)));
        rows.push(Row::count("标记", "flags", figures.flags.values().sum()));
        let flags = figures.flags.iter();
        rows.extend(flags.map(|(flag, count): (&FlagKind, &u64)| Row::under(&flag.title(), *count)));
        rows.push(Row::count(
            "被拒绝的操作",
            "commands refused",
            self.refusals.values().sum(),
        ));
        rows.extend(
            self.refusals
                .iter()
                .map(|(code, count)| Row::under(&Sentence::new(code.clone(), code.clone()), *count)),
        );
        rows.push(Row::count(
            "被拒绝的行",
            "rows refused",
            u64::try_from(self.refused_rows.len()).unwrap_or(u64::MAX),
        ));
        rows.extend(self.refused_rows.iter().map(|row| Row {
            label: Sentence::new(format!("　第{}行", row.line), format!("  line {}", row.line)),
            value: row.reason.clone(),
        }));
        let digest = self
            .digest
            .map_or_else(|| "-".to_owned(), |digest| digest.to_string());
        rows.push(Row {
            label: Sentence::new("摘要", "digest"),
            value: Sentence::new(digest.clone(), digest),
        });
        let (seconds, rate) = (self.seconds, self.actions_per_second);
        rows.push(Row {
            label: Sentence::new("实际用时", "real time"),
            value: Sentence::new(
                format!("{seconds}秒，{}个动作，每秒{rate}个", self.actions),
                format!("{seconds} s, {} actions, {rate} a second", self.actions),
            ),
        });
        rows.extend(self.checks.iter().map(Row::check));
        rows
    }

    /// Where the real time went, a line for each kind of request.
    pub(super) fn spending(&self) -> String {
        let line = |(kind, spent): (&&str, &Spending)| {
            format!("{kind}: {} in {} ms", spent.requests, spent.milliseconds)
        };
        self.time_spent.iter().map(line).collect::<Vec<_>>().join("; ")
    }
}

/// A line of the table.
struct Row {
    label: Sentence,
    value: Sentence,
}

impl Row {
    fn count(zh: &str, en: &str, count: u64) -> Self {
        Self {
            label: Sentence::new(zh, en),
            value: Sentence::new(count.to_string(), count.to_string()),
        }
    }

    fn under(label: &Sentence, count: u64) -> Self {
        Self::count(&format!("　{}", label.zh), &format!("  {}", label.en), count)
    }

    fn rate(zh: &str, en: &str, rate: Rate) -> Self {
        let percent = rate.basis_points().map_or_else(
            || "-".to_owned(),
            |points| format!("{}.{:02} %", points / 100, points % 100),
        );
        let value = format!("{percent} ({}/{})", rate.met, rate.of);
        Self {
            label: Sentence::new(zh, en),
            value: Sentence::new(value.clone(), value),
        }
    }

    fn check(check: &Check) -> Self {
        let (zh, en) = if check.holds {
            ("成立", "holds")
        } else {
            ("不成立", "BROKEN")
        };
        let value = Sentence::new(
            format!("{zh}（{}）", check.found),
            format!("{en} ({})", check.found),
        );
        Self {
            label: check.what.clone(),
            value,
        }
    }
}

async fn checks(drive: &mut Drive, figures: &Figures) -> Result<Vec<Check>, SimulateFailure> {
    let mut checks = vec![calls_have_orders(drive, figures).await?, clocks_end_once(figures)];
    checks.push(texts_in_are_accounted_for(drive, figures));
    checks.push(texts_out_are_accounted_for(drive, figures));
    checks.push(logs_verify(drive).await?);
    Ok(checks)
}

/// Every call stands at one order, and at the one it was made about.
async fn calls_have_orders(drive: &mut Drive, figures: &Figures) -> Result<Check, SimulateFailure> {
    let mut found = BTreeMap::new();
    let mut skip = 0;
    loop {
        let board = drive.link.board(skip).await?;
        skip += board.rows.len();
        let is_last = board.rows.is_empty();
        found.extend(board.rows.into_iter().map(|row| (row.order, row.calls)));
        if is_last {
            break;
        }
    }
    let world = &drive.world;
    let made: BTreeMap<_, _> = world
        .orders
        .iter()
        .map(|(order, case)| (order.clone(), case.calls))
        .collect();
    let calls: u64 = found.values().copied().map(u64::from).sum();
    let holds = found == made
        && calls == world.tally.calls
        && figures.calls == calls
        && figures.every_call_has_its_order();
    let shown = format!(
        "{} = {} + {}",
        world.tally.calls, figures.orders, figures.attached_calls
    );
    Ok(Check::new(
        "每个来电恰属一个工单",
        "each call belongs to exactly one order",
        holds,
        shown,
    ))
}

fn clocks_end_once(figures: &Figures) -> Check {
    let started: u64 = figures.clocks.values().map(|clocks| clocks.started).sum();
    let twice: u64 = figures.clocks.values().map(|clocks| clocks.ended_twice).sum();
    let holds = figures.every_clock_ends_once();
    Check::new(
        "每个时钟在计时或只结束一次",
        "each clock runs or ended once",
        holds,
        format!("{started}, {twice}"),
    )
}

fn texts_in_are_accounted_for(drive: &Drive, figures: &Figures) -> Check {
    let (sent, known) = (drive.world.tally.texts, figures.messages_in.total);
    let holds = sent == known && figures.every_message_is_accounted_for();
    Check::new(
        "每条发入的短信都有下落",
        "each text sent in is accounted for",
        holds,
        format!("{sent} = {known}"),
    )
}

/// Whatever reached a phone is known, and nothing is still on its way.
fn texts_out_are_accounted_for(drive: &Drive, figures: &Figures) -> Check {
    let reached = u64::try_from(drive.world.seen.len()).unwrap_or(u64::MAX);
    let states = &figures.messages_out.by_state;
    let unfinished: BTreeSet<OutState> = [
        OutState::Queued,
        OutState::Sending,
        OutState::Retrying,
        OutState::Uncertain,
    ]
    .into();
    let open: u64 = states
        .iter()
        .filter(|(state, _)| unfinished.contains(state))
        .map(|(_, count)| count)
        .sum();
    let unsent: u64 = [OutState::Suppressed]
        .iter()
        .filter_map(|state| states.get(state))
        .sum();
    let total = figures.messages_out.total;
    let holds = open == 0 && reached + unsent == total;
    let shown = format!("{total} = {reached} + {unsent}");
    Check::new(
        "每条发出的短信都有下落",
        "each text sent out is accounted for",
        holds,
        shown,
    )
}

async fn logs_verify(drive: &mut Drive) -> Result<Check, SimulateFailure> {
    let mut findings = Vec::new();
    let mut records = 0;
    for log in ServiceName::ALL {
        let verified = drive.link.verify(log).await?;
        records += verified.records;
        findings.extend(verified.finding.map(|finding| format!("{log}: {finding}")));
    }
    let shown = if findings.is_empty() {
        records.to_string()
    } else {
        findings.join("; ")
    };
    Ok(Check::new(
        "所有日志校验通过",
        "all logs verify",
        findings.is_empty(),
        shown,
    ))
}
