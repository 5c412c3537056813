//! What has to hold, whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use proto::desk::OutState;
use types::ServiceName;

use super::gathered::Gathered;
use super::{Check, money, parts};
use crate::simulate::world::World;

pub(super) fn all(world: &World, gathered: &Gathered) -> Vec<Check> {
    vec![
        calls_have_orders(world, gathered),
        clocks_end_once(gathered),
        money::claimable_orders_are_claimed(gathered),
        money::claims_add_up(world, gathered),
        money::sums_agree(world, gathered),
        parts::each_is_somewhere(world, gathered),
        parts::what_was_done_stands(world, gathered),
        documents_are_kept(world, gathered),
        texts_in_are_accounted_for(world, gathered),
        texts_out_are_accounted_for(world, gathered),
        logs_verify(gathered),
    ]
}

pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Every call stands at one order, and at the one it was made about.
fn calls_have_orders(world: &World, gathered: &Gathered) -> Check {
    let rows = gathered.orders.iter();
    let found: BTreeMap<_, _> = rows.map(|row| (&row.order, row.calls)).collect();
    let made: BTreeMap<_, _> = world
        .orders
        .iter()
        .map(|(order, case)| (order, case.calls))
        .collect();
    let figures = &gathered.figures;
    let calls: u64 = found.values().copied().map(u64::from).sum();
    let holds = found == made
        && found.len() == gathered.orders.len()
        && calls == world.tally.calls
        && figures.calls == calls
        && figures.every_call_has_its_order();
    let shown = format!(
        "{} = {} + {}",
        world.tally.calls, figures.orders, figures.attached_calls
    );
    Check::new(
        "每个来电恰属一个工单",
        "each call belongs to exactly one order",
        holds,
        shown,
    )
}

fn clocks_end_once(gathered: &Gathered) -> Check {
    let clocks = gathered.figures.clocks.values();
    let (started, twice) = clocks.fold((0, 0), |(started, twice), clocks| {
        (started + clocks.started, twice + clocks.ended_twice)
    });
    Check::new(
        "每个时钟在计时或只结束一次",
        "each clock runs or ended once",
        gathered.figures.every_clock_ends_once(),
        format!("{started}, {twice}"),
    )
}

/// Whatever was put is named by a command, stands in the log of field or returns, and its file is as it was.
fn documents_are_kept(world: &World, gathered: &Gathered) -> Check {
    let (put, kept) = (&world.tally.put, &world.tally.kept);
    let photos = gathered.parts.iter().filter_map(|part| part.photo.as_ref());
    let photos: BTreeSet<_> = photos.map(|photo| photo.hash).collect();
    let of = |log: ServiceName| {
        let verified = gathered.logs.iter().find(|verified| verified.log == log);
        verified.map_or(0, |verified| verified.documents)
    };
    let named = photos.union(kept).count();
    let bad: u64 = gathered.logs.iter().map(|verified| verified.bad_documents).sum();
    let holds = bad == 0
        && count(kept.len()) == of(ServiceName::Field)
        && count(photos.len()) == of(ServiceName::Returns)
        && put.len() == named
        && put
            .iter()
            .all(|hash| kept.contains(hash) || photos.contains(hash));
    let shown = format!("{} = {} + {}, {bad}", put.len(), kept.len(), photos.len());
    Check::new(
        "每份上传的照片单据都在册且完好",
        "each document that was put is on record and sound",
        holds,
        shown,
    )
}

fn texts_in_are_accounted_for(world: &World, gathered: &Gathered) -> Check {
    let figures = &gathered.figures;
    let (sent, known) = (world.tally.texts, figures.messages_in.total);
    let holds = sent == known && figures.every_message_is_accounted_for();
    Check::new(
        "每条发入的短信都有下落",
        "each text sent in is accounted for",
        holds,
        format!("{sent} = {known}"),
    )
}

/// Whatever reached a phone is known, and nothing is still on its way.
fn texts_out_are_accounted_for(world: &World, gathered: &Gathered) -> Check {
    let reached = count(world.seen.len());
    let states = &gathered.figures.messages_out.by_state;
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
    let total = gathered.figures.messages_out.total;
    let holds = open == 0 && reached + unsent == total;
    let shown = format!("{total} = {reached} + {unsent}");
    Check::new(
        "每条发出的短信都有下落",
        "each text sent out is accounted for",
        holds,
        shown,
    )
}

fn logs_verify(gathered: &Gathered) -> Check {
    let findings = gathered.logs.iter().filter_map(|verified| {
        let finding = verified.finding.as_ref()?;
        Some(format!("{}: {}", verified.log, finding.en))
    });
    let findings: Vec<String> = findings.collect();
    let records: u64 = gathered.logs.iter().map(|verified| verified.records).sum();
    let shown = if findings.is_empty() {
        records.to_string()
    } else {
        findings.join("; ")
    };
    Check::new("所有日志校验通过", "all logs verify", findings.is_empty(), shown)
}
