//! A log folded from its beginning is what its service holds, and the read side folds from the logs whatever the order
//! their pages come in.

use decider::Reader;
use desk::Desk;
use kit::core::feeds::Feeds;
use proto::wire::FeedRead;
use types::{Instant, ServiceName};

use super::Ledgers;
use crate::dice::Dice;
use crate::node::{Start, start};
use crate::world::World;

const PAGE_BYTES: u32 = 16 * 1024;

pub(super) fn check(world: &mut World, ledgers: &Ledgers, findings: &mut Vec<String>) {
    for name in ServiceName::ALL {
        if let Some(problem) = replayed(world, name) {
            findings.push(format!("{name}: {problem}"));
        }
    }
    let (first, second) = (desk(world, ledgers, 1), desk(world, ledgers, 2));
    match (first, second) {
        (Ok(first), Ok(second)) if first == second => {}
        (Ok(_), Ok(_)) => {
            findings.push("the desk answers otherwise when pages come in another order".to_owned())
        }
        (Err(problem), _) | (_, Err(problem)) => findings.push(format!("desk: {problem}")),
    }
}

/// Folds the log from zero in a process of its own and compares state and digest.
fn replayed(world: &mut World, name: ServiceName) -> Option<String> {
    let now = world.now;
    let copy = world.places.get(&name)?.disk.copy();
    let live = world.node(name)?;
    let (fold, digest) = (live.fold(), live.status()?.digest);
    let wanted = Start {
        disk: &copy,
        now,
        seed: 0,
        mutant: None,
    };
    let mut again = match start(name, &wanted) {
        Ok(again) => again,
        Err(failure) => return Some(format!("does not open again: {failure}")),
    };
    if again.status()?.digest != digest {
        return Some("its digest is another when the log is folded from its beginning".to_owned());
    }
    if again.fold() != fold {
        return Some("its state is another when the log is folded from its beginning".to_owned());
    }
    let status = live_status(world, name)?;
    if let Some((log, why)) = status.stopped.into_iter().next() {
        return Some(format!("its feed of {log} stopped: {why}"));
    }
    None
}

fn live_status(world: &mut World, name: ServiceName) -> Option<proto::wire::Status> {
    world.node(name)?.status()
}

/// The read side's answers, folded from pages that come in an order of their own.
fn desk(world: &mut World, ledgers: &Ledgers, order: u64) -> Result<Vec<String>, String> {
    let mut dice = Dice::of(world.plan.seed, if order == 1 { "desk" } else { "desk again" });
    let follows = Desk::FOLLOWS.iter().map(|follow| {
        let kinds = proto::AnyEvent::kinds(follow.log).into_iter();
        let wanted = kinds.filter(|kind| {
            if follow.kinds.is_empty() {
                kind.schema >= 100
            } else {
                follow.kinds.contains(&kind.name)
            }
        });
        (follow.log, wanted.map(|kind| kind.schema).collect())
    });
    let mut feeds = Feeds::new(follows.collect::<Vec<(ServiceName, Vec<u16>)>>());
    let mut model = <Desk as Reader>::Model::default();
    feeds.want_all();
    let mut waiting: Vec<(ServiceName, FeedRead)> = feeds.take_reads();
    while !waiting.is_empty() {
        let chosen = usize::try_from(dice.below(waiting.len() as u64)).unwrap_or_default();
        let (log, read) = waiting.swap_remove(chosen);
        let read = FeedRead {
            max_bytes: PAGE_BYTES,
            ..read
        };
        let node = world.node(log).ok_or("a service is away")?;
        feeds.page(node.page(&read).map_err(|rejection| rejection.sentence.en)?);
        while let Some(frame) = feeds.next_frame() {
            let others = frame.vector.iter().filter(|(other, _)| **other != frame.log);
            let depth = frame.number() + others.map(|(_, read)| read).sum::<u64>();
            for record in &frame.records {
                Desk::fold(&mut model, record, depth);
            }
        }
        waiting.extend(feeds.take_reads());
    }
    if feeds.holds_back() {
        return Err("a frame waits for causes that are not there".to_owned());
    }
    Ok(answers(&model, world.now, ledgers))
}

fn answers(model: &<Desk as Reader>::Model, now: Instant, ledgers: &Ledgers) -> Vec<String> {
    let mut questions = vec![
        serde_json::json!({ "board": {} }),
        serde_json::json!({ "figures": {} }),
    ];
    for order in super::orders(ledgers) {
        questions.push(serde_json::json!({ "order": { "order": order } }));
    }
    let answer = |question| match Desk::answer(model, &question, now) {
        Ok(answer) => answer.to_string(),
        Err(rejection) => format!("{}: {:?}", rejection.code, rejection.facts),
    };
    questions.into_iter().map(answer).collect()
}
