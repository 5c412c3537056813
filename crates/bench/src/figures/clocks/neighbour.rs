//! The logs beside dispatch: a hotline that opens and cancels orders as it is told, the others empty.

use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::Result;
use proto::hotline::{HotlineEvent, OrderCancelled, OrderOpened};
use proto::order::{OrderFacts, OrderType};
use proto::wire::{FeedFrame, FeedPage, FeedRead, Reach};
use proto::{Cause, Event as _, StoredRecord};
use timesource::Time;
use types::{Actor, Hash, Instant, OrderNumber, Phone, ServiceName};

/// The station's reply and the arrival.
pub(super) const CLOCKS_OF_AN_ORDER: usize = 2;
const ORDERS_A_FRAME: usize = 64;
const FRAMES_A_PAGE: usize = 16;

/// What the other logs hold.
pub(super) struct Neighbour {
    time: Time,
    frames: Mutex<Frames>,
}

#[derive(Default)]
struct Frames {
    frames: Vec<FeedFrame>,
    opened: u64,
    cancelled: u64,
    position: u64,
}

impl Neighbour {
    pub(super) fn new(time: Time) -> Self {
        Self {
            time,
            frames: Mutex::default(),
        }
    }

    /// Opens so many orders, called at the instants given; the last frame that says so.
    pub(super) fn opens(&self, orders: usize, called_at: impl Fn(usize) -> Instant) -> Result<u64> {
        let mut frames = self.frames();
        let mut events = Vec::new();
        for order in 0..orders {
            frames.opened += 1;
            let number = OrderNumber::compose(26, frames.opened);
            events.push(opened(number, called_at(order))?);
        }
        frames.add(&events, self.time.now())
    }

    /// Cancels so many of the orders that were opened first.
    pub(super) fn cancels(&self, orders: usize) -> Result<u64> {
        let mut frames = self.frames();
        let mut events = Vec::new();
        for _ in 0..orders {
            frames.cancelled += 1;
            let order = OrderNumber::compose(26, frames.cancelled);
            let (reason, note) = ("customer_withdrew".to_owned(), String::new());
            events.push(OrderCancelled { order, reason, note }.into());
        }
        frames.add(&events, self.time.now())
    }

    /// The frames of hotline after one; the other logs are empty and promise that they were so until now.
    pub(super) fn page(&self, log: ServiceName, read: &FeedRead) -> Option<FeedPage> {
        let promise = self.time.now();
        let all = self.frames();
        let known: &[FeedFrame] = match log {
            ServiceName::Hotline => &all.frames,
            _ => &[],
        };
        let after = usize::try_from(read.after).ok()?;
        let frames: Vec<FeedFrame> = known.iter().skip(after).take(FRAMES_A_PAGE).cloned().collect();
        let upto = frames.last().map_or(read.after, |frame| frame.frame);
        Some(FeedPage {
            log,
            log_id: format!("the log of {log}"),
            upto_hash: hash(upto),
            head: known.last().map_or(0, |frame| frame.frame),
            frames,
            upto,
            promise,
        })
    }

    fn frames(&self) -> std::sync::MutexGuard<'_, Frames> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Frames {
    fn add(&mut self, events: &[HotlineEvent], stamp: Instant) -> Result<u64> {
        for events in events.chunks(ORDERS_A_FRAME) {
            let frame = self.frames.len() as u64 + 1;
            let mut records = Vec::new();
            for event in events {
                self.position += 1;
                records.push((self.position, record(event, stamp)?));
            }
            self.frames.push(FeedFrame {
                frame,
                hash: hash(frame),
                stamp,
                vector: Reach::new(),
                records,
            });
        }
        Ok(self.frames.len() as u64)
    }
}

fn hash(frame: u64) -> Hash {
    Hash::of(&[&frame.to_be_bytes()])
}

fn record(event: &HotlineEvent, stamp: Instant) -> Result<Vec<u8>> {
    let kind = event.kind();
    let stored = StoredRecord {
        stream: event.stream(),
        version: u64::from(kind.name != "OrderOpened") + 1,
        schema: kind.schema,
        schema_version: kind.version,
        occurred_at: stamp,
        actor: Actor::Local,
        cause: Cause::Due { at: stamp },
        body: event.encode()?,
    };
    Ok(stored.to_bytes()?)
}

fn opened(order: OrderNumber, called_at: Instant) -> Result<HotlineEvent> {
    let facts = OrderFacts {
        order,
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: called_at,
        machine_down: false,
        machine: Some("EC210BLC30121".parse()?),
        machine_said: None,
        model: Some("EC210BLC".to_owned()),
        customer: None,
        caller: None,
        caller_phone: "13905710001".parse::<Phone>()?.into(),
        site: "下沙高教园区三标段".to_owned(),
        fault: "动臂下沉".to_owned(),
        hours: Some(6_310),
        station: Some("HZ".parse()?),
        position: None,
    };
    Ok(OrderOpened {
        facts,
        operator: None,
        second_order_reason: None,
        taken_over: None,
    }
    .into())
}
