//! What is kept of the logs: orders and messages, each with their records.

mod chronicle;
mod claims;
mod clock;
mod closing;
mod few;
mod lots;
mod message_in;
mod message_out;
mod order;
mod orders;
mod parts;
mod past;
mod plans;
mod record;
mod repeats;
mod report;
mod returns;
mod texts;
mod visits;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use decider::shelf::{Shelf, Shelved};
use decider::{Common, Foreign};
use proto::AnyEvent;
use proto::common::{CommonEvent, SetAside};
use proto::desk::OutState;
use proto::directory::DirectoryEvent;
use proto::field::FieldEvent;
use proto::hotline::{HotlineEvent, UnrepairedListIssued};
use proto::notify::NotifyEvent;
use serde::{Deserialize, Serialize};
use types::{ConsignmentId, Instant, MessageId, OrderNumber, ServiceName};

pub(crate) use chronicle::Chronicle;
pub(crate) use claims::{CheckKept, ClaimStory, TryKept};
pub(crate) use clock::{ClockStory, NoticeKept};
pub(crate) use closing::ClosingKept;
pub(crate) use few::Few;
pub(crate) use lots::{CaseKept, Lot, Lots, Rates, Settled, Stack, Sums};
pub(crate) use message_in::{InMark, InStory};
pub(crate) use message_out::{OutMark, OutStory};
pub(crate) use order::{FollowUpKept, OrderStory};
pub(crate) use orders::Orders;
pub(crate) use parts::{ConsignmentKept, Gone, PartKept};
pub use past::Past;
pub(crate) use past::Things;
pub(crate) use plans::PlanKept;
pub(crate) use record::Kept;
pub(crate) use report::ReportKept;
pub(crate) use texts::{Haystack, LotTexts, Texts, plain};
pub(crate) use visits::VisitKept;

/// Everything the desk answers from, folded from all logs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Model {
    /// The directory's entries and every policy version.
    pub(crate) common: Common,
    pub(crate) orders: Orders,
    /// The same orders, with what was made of them.
    pub(crate) lots: Lots,
    /// Orders that have not ended.
    pub(crate) open: BTreeSet<OrderNumber>,
    pub(crate) messages_in: Shelved<MessageId, InStory>,
    /// Messages in that wait for somebody (SMS-7).
    pub(crate) waiting: BTreeSet<MessageId>,
    /// Messages in that are about no order.
    pub(crate) apart_in: BTreeSet<MessageId>,
    /// Messages in that were about no order for a time.
    apart_once: BTreeSet<MessageId>,
    pub(crate) messages_out: Shelved<MessageId, OutStory>,
    /// Messages out that were given up and that nobody has seen to (SMS-10).
    pub(crate) dead: BTreeSet<MessageId>,
    /// Messages out that are about no order.
    pub(crate) apart_out: BTreeSet<MessageId>,
    pub(crate) set_aside: Vec<SetAsideKept>,
    pub(crate) consignments: BTreeMap<ConsignmentId, ConsignmentKept>,
    /// The lists of unrepaired orders that went out, with when, the oldest first (ORD-12).
    pub(crate) unrepaired_lists: Vec<(UnrepairedListIssued, Instant)>,
    /// When each call was recorded, whatever became of it, the first one first.
    pub(crate) calls: Vec<Instant>,
    /// By an order, those that were ever thought to repeat it.
    repeats: BTreeMap<OrderNumber, BTreeSet<OrderNumber>>,
    /// Where histories and the messages that are done with are put away.
    #[serde(skip)]
    pub(crate) shelf: Option<Arc<dyn Shelf>>,
    /// Of the record that is being folded.
    depth: u64,
}

/// What a service could make nothing of, and when it said so.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SetAsideKept {
    pub(crate) by: ServiceName,
    pub(crate) at: Instant,
    pub(crate) what: SetAside,
}

impl Model {
    /// Puts what rests from now on onto a shelf.
    pub(crate) fn put_onto(&mut self, shelf: Arc<dyn Shelf>) {
        self.messages_in.put_onto(Arc::clone(&shelf));
        self.messages_out.put_onto(Arc::clone(&shelf));
        self.shelf = Some(shelf);
    }

    /// Folds a record of any log; what it is about has been folded before.
    pub(crate) fn fold(&mut self, record: &Foreign, depth: u64) {
        self.depth = depth;
        match &record.event {
            AnyEvent::Directory(event) => self.fold_directory(event),
            AnyEvent::Hotline(event) => self.fold_hotline(event, record),
            AnyEvent::Dispatch(event) => self.change_order(record, |order| {
                order.evolve_clock(event.clock_event().as_ref());
                order.evolve_dispatch(event, record);
            }),
            AnyEvent::Field(event) => self.fold_field(event, record),
            AnyEvent::Notify(event) => self.fold_notify(event, record),
            AnyEvent::Claims(event) => self.change_order(record, |order| {
                order.evolve_clock(event.clock_event().as_ref());
                order.claim.evolve(event, record);
            }),
            AnyEvent::Returns(event) => self.fold_returns(event, record),
            AnyEvent::Common(event) => self.fold_common(event, record),
        }
    }

    fn fold_directory(&mut self, event: &DirectoryEvent) {
        self.common.evolve_directory(event);
        // Stations, their zones and regions; and what is to be filed when.
        if matches!(
            event,
            DirectoryEvent::ImportApplied(_) | DirectoryEvent::PolicyLoaded(_)
        ) {
            self.lots.all_changed();
        }
    }

    fn kept(&self, record: &Foreign) -> Kept {
        Kept::of(record, self.depth)
    }

    fn fold_hotline(&mut self, event: &HotlineEvent, record: &Foreign) {
        if matches!(
            event,
            HotlineEvent::OrderOpened(_) | HotlineEvent::CallAttached(_)
        ) {
            self.calls.push(record.recorded_at);
        }
        if let HotlineEvent::UnrepairedListIssued(issued) = event {
            self.unrepaired_lists.push((issued.clone(), record.recorded_at));
        }
        if let HotlineEvent::OrderOpened(opened) = event {
            let number = &opened.facts.order;
            self.lots.add(number);
            self.orders.insert(number.clone(), OrderStory::opened(opened));
        }
        self.note_repeat(event);
        let Some(number) = proto::order_of_stream(&record.stream) else {
            return;
        };
        self.repeated_changes(&number, record.recorded_at);
        self.change_order(record, |order| {
            order.told_at(record.recorded_at);
            order.evolve_hotline(event, record);
        });
        self.repeated_changes(&number, record.recorded_at);
        match self.orders.get(&number) {
            Some(order) if !order.step.is_ended() => self.open.insert(number),
            Some(_) | None => self.open.remove(&number),
        };
    }

    /// Changes the order whose stream a record stands in, and keeps the record there.
    fn change_order(&mut self, record: &Foreign, change: impl FnOnce(&mut OrderStory)) {
        let kept = self.kept(record);
        let number = proto::order_of_stream(&record.stream);
        let Some(number) = number else { return };
        self.lots.changed(&number, record.recorded_at);
        if let Some(order) = self.orders.get_mut(&number) {
            order.changes(record.recorded_at);
            change(order);
            order.keep(&kept, self.shelf.as_deref());
        }
    }

    fn fold_field(&mut self, event: &FieldEvent, record: &Foreign) {
        let Some(id) = message_in::message_of(event) else {
            return self.change_order(record, |order| {
                order.evolve_clock(event.clock_event().as_ref());
                order.evolve_field(event, record);
            });
        };
        let kept = self.kept(record);
        if let FieldEvent::MessageReceived(received) = event {
            self.messages_in
                .insert(id.clone(), InStory::received(received, record.recorded_at));
        }
        let at = record.recorded_at;
        self.message_in_changes(id, at);
        self.messages_in.change(id, |message| {
            message.evolve(event, record);
            message.records.push(kept);
        });
        if let FieldEvent::MessageUnderstood(understood) = event
            && let Some(first) = &understood.completes
        {
            self.message_in_changes(first, at);
            self.messages_in
                .change(first, |message| message.complete(understood, at));
            self.settle_message_in(first, at);
        }
        self.settle_message_in(id, at);
    }

    /// Forgets what was made of the order that a message was about until now.
    fn message_in_changes(&mut self, id: &MessageId, at: Instant) {
        let mark = self.messages_in.mark(id);
        if let Some(order) = mark.and_then(|(_, mark)| mark.order.as_ref()) {
            self.lots.changed(order, at);
            if let Some(order) = self.orders.get_mut(order) {
                order.changes(at);
            }
        }
    }

    /// Puts a message among its order's, and among those that wait if it does.
    fn settle_message_in(&mut self, id: &MessageId, at: Instant) {
        let Some((id, mark)) = self.messages_in.mark(id) else {
            return;
        };
        if mark.waits {
            self.waiting.insert(id.clone());
        } else {
            self.waiting.remove(id);
        }
        let order = mark.order.as_ref();
        if let Some(order) = order.and_then(|number| self.orders.get_mut(number)) {
            add_once(&mut order.messages_in, id);
            order.changes(at);
            self.lots.changed(&order.facts.order, at);
            if self.apart_in.remove(id) && mark.at < at {
                self.apart_once.insert(id.clone());
            }
        } else {
            self.apart_in.insert(id.clone());
        }
    }

    fn fold_notify(&mut self, event: &NotifyEvent, record: &Foreign) {
        let Some(id) = message_out::message_of(event) else {
            return self.change_order(record, |_| {});
        };
        let kept = self.kept(record);
        if let NotifyEvent::MessageQueued(queued) = event
            && !self.messages_out.contains(id)
        {
            self.messages_out
                .insert(id.clone(), OutStory::queued(queued, record.recorded_at));
        }
        self.messages_out.change(id, |message| {
            message.evolve(event, record.recorded_at);
            message.records.push(kept);
        });
        let Some((id, mark)) = self.messages_out.mark(id) else {
            return;
        };
        if mark.state == OutState::Dead {
            self.dead.insert(id.clone());
        } else {
            self.dead.remove(id);
        }
        let order = mark.order.as_ref();
        if let Some(order) = order.and_then(|number| self.orders.get_mut(number)) {
            add_once(&mut order.messages_out, id);
            order.changes(record.recorded_at);
            self.lots.changed(&order.facts.order, record.recorded_at);
            self.apart_out.remove(id);
        } else {
            self.apart_out.insert(id.clone());
        }
    }

    fn fold_common(&mut self, event: &CommonEvent, record: &Foreign) {
        // The rest are copies of directory's records, which are read at their source.
        let CommonEvent::SetAside(what) = event else {
            return;
        };
        let kept = self.kept(record);
        let number = proto::order_of_stream(&what.stream);
        if let Some(order) = number.and_then(|number| self.orders.get_mut(&number)) {
            order.keep(&kept, self.shelf.as_deref());
        }
        let (by, at) = (record.log, record.recorded_at);
        self.set_aside.push(SetAsideKept {
            by,
            at,
            what: what.clone(),
        });
    }
}

fn add_once(messages: &mut Vec<MessageId>, id: &MessageId) {
    if !messages.contains(id) {
        messages.push(id.clone());
    }
}

#[cfg(test)]
mod tests;
