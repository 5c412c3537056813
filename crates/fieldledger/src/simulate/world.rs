//! The world around the system: what is going to happen, and what everybody knows.
//!
//! It does no I/O. Time and what people hear go in, what they do comes out. They know what the system wrote to
//! their phones and what they decided themselves, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proto::Accepted;
use proto::returns::PartState;
use types::{Instant, MessageId, OrderNumber, PersonId, Phone, Span};

use super::agenda::{Agenda, Chore, Hour};
use super::book::Book;
use super::calls::{Call, ZONE, on_day};
use super::cast::{Cast, Person, Post};
use super::deeds::{Deed, Outcome, Seen, TextIn, Then};
use super::dice::Dice;
use super::engineers::Job;
use super::fleet::Machine;
use super::managers::Desk;
use super::paper::Paper;
use super::post::LastText;
use super::reports::Service;
use super::shelf::Shelf;
use super::tally::Tally;
use super::texts::{Reported, Said};

/// Something that is going to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Errand {
    Call(usize),
    Identify(OrderNumber),
    Cancel(OrderNumber),
    Note(OrderNumber),
    SetFollowUp(OrderNumber),
    CompleteFollowUp(OrderNumber),
    AskMachineState(OrderNumber),
    Pause(OrderNumber),
    Resume(OrderNumber),
    WorkOffInbox(NaiveDate),
    Reply(OrderNumber),
    /// The manager of an order without a reply looks at his phone.
    LookAtPhone(OrderNumber),
    RecordInputs {
        order: OrderNumber,
        plan: u32,
    },
    ChangePlan {
        order: OrderNumber,
        plan: u32,
    },
    Depart {
        engineer: PersonId,
        order: OrderNumber,
        trip: u32,
    },
    Arrive {
        engineer: PersonId,
        order: OrderNumber,
        trip: u32,
    },
    Leave {
        engineer: PersonId,
        order: OrderNumber,
        trip: u32,
    },
    Correct {
        engineer: PersonId,
        order: OrderNumber,
        of: Reported,
        at: Instant,
    },
    Say {
        who: PersonId,
        order: OrderNumber,
        said: Said,
    },
    /// The last text again, with more care.
    SayAgain {
        who: PersonId,
    },
    Deliver(TextIn),
    /// Somebody who is not of the staff writes.
    Outsider {
        from: Phone,
        text: String,
    },
    /// What is noted for a day and hour is done.
    Indoors(NaiveDate, Hour),
}

/// An order as the world knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub call: usize,
    /// How many calls were made about it.
    pub calls: u32,
    /// Nobody has anything left to do.
    pub closed: bool,
}

/// A message of ours that reached a phone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Received {
    pub at: Instant,
    pub to: Phone,
    pub text: String,
    pub id: MessageId,
}

/// Everything outside the system.
pub(super) struct World {
    pub seed: u64,
    pub cast: Cast,
    pub calls: Vec<Call>,
    pub now: Instant,
    pub orders: BTreeMap<OrderNumber, Case>,
    pub(super) order_of: BTreeMap<usize, OrderNumber>,
    pub(super) desks: BTreeMap<OrderNumber, Desk>,
    pub(super) jobs: BTreeMap<(PersonId, OrderNumber), Job>,
    pub(super) last_texts: BTreeMap<PersonId, LastText>,
    /// What texts were meant to say that do not say it themselves.
    pub(super) meant: BTreeMap<(Phone, String), (OrderNumber, Said)>,
    /// Phones and the seconds in which they sent something: nobody types two texts in a second.
    pub(super) sent: BTreeSet<(Phone, Instant)>,
    pub(super) inbox_days: BTreeSet<NaiveDate>,
    pub(super) seen: BTreeSet<MessageId>,
    pub(super) agenda: Agenda,
    /// Services that were finished on site.
    pub(super) services: BTreeMap<OrderNumber, Service>,
    pub(super) last_photos: BTreeMap<PersonId, Paper>,
    /// Orders that were closed and opened again.
    pub(super) reopened: BTreeSet<OrderNumber>,
    pub book: Book,
    pub shelf: Shelf,
    pub tally: Tally,
    queue: BTreeMap<(Instant, u64), Errand>,
    scheduled: u64,
}

impl World {
    pub(super) fn new(seed: u64, cast: Cast, calls: Vec<Call>) -> Self {
        let first = calls.first().map_or(Instant::EPOCH, |call| call.at);
        let mut world = Self {
            seed,
            cast,
            now: first,
            orders: BTreeMap::new(),
            order_of: BTreeMap::new(),
            desks: BTreeMap::new(),
            jobs: BTreeMap::new(),
            last_texts: BTreeMap::new(),
            meant: BTreeMap::new(),
            sent: BTreeSet::new(),
            inbox_days: BTreeSet::new(),
            seen: BTreeSet::new(),
            agenda: Agenda::default(),
            services: BTreeMap::new(),
            last_photos: BTreeMap::new(),
            reopened: BTreeSet::new(),
            book: Book::default(),
            shelf: Shelf::default(),
            tally: Tally::default(),
            queue: BTreeMap::new(),
            scheduled: 0,
            calls,
        };
        let times: Vec<Instant> = world.calls.iter().map(|call| call.at).collect();
        for (call, at) in times.into_iter().enumerate() {
            world.schedule(at, Errand::Call(call));
        }
        let completed = world.cast.machines.iter().filter_map(Machine::file_completed);
        for day in completed.collect::<BTreeSet<NaiveDate>>() {
            if day > world.today() {
                world.on(day, Chore::CompleteFiles);
            }
        }
        world
    }

    /// Puts something on the list; nothing happens in the past.
    pub(super) fn schedule(&mut self, at: Instant, errand: Errand) {
        let at = whole_second(at.max(self.now));
        self.queue.insert((at, self.scheduled), errand);
        self.scheduled += 1;
    }

    /// Takes what happens next.
    pub(super) fn next(&mut self) -> Option<(Instant, Errand)> {
        self.queue.pop_first().map(|((at, _), errand)| (at, errand))
    }

    pub(super) fn dice(&self, purpose: &str, about: impl ToString) -> Dice {
        Dice::of(self.seed, purpose, &about.to_string())
    }

    /// Lets something happen at its time. When nothing comes of it, time need not stop there.
    pub(super) fn happen(&mut self, at: Instant, errand: Errand) -> Vec<Deed> {
        self.now = at;
        match errand {
            Errand::Call(call) => self.call(call),
            Errand::Identify(order) => self.identify(&order),
            Errand::Cancel(order) => self.cancel(&order),
            Errand::Note(order) => self.note(&order),
            Errand::SetFollowUp(order) => self.set_follow_up(&order),
            Errand::CompleteFollowUp(order) => self.complete_follow_up(&order),
            Errand::AskMachineState(order) => self.ask_machine_state(&order),
            Errand::Pause(order) => self.pause(&order),
            Errand::Resume(order) => self.resume(&order),
            Errand::WorkOffInbox(day) => self.look_into_inbox(day),
            Errand::Reply(order) => self.reply(&order),
            Errand::LookAtPhone(order) => self.look_at_phone(&order),
            Errand::RecordInputs { order, plan } => self.record_inputs(&order, plan),
            Errand::ChangePlan { order, plan } => self.change_plan(&order, plan),
            Errand::Depart {
                engineer,
                order,
                trip,
            } => self.depart(&engineer, &order, trip),
            Errand::Arrive {
                engineer,
                order,
                trip,
            } => self.arrive(&engineer, &order, trip),
            Errand::Leave {
                engineer,
                order,
                trip,
            } => self.leave(&engineer, &order, trip),
            Errand::Correct {
                engineer,
                order,
                of,
                at,
            } => self.say(&engineer, &order, Said::Corrected { of, at }),
            Errand::Say { who, order, said } => self.say(&who, &order, said),
            Errand::SayAgain { who } => self.say_again(&who),
            Errand::Deliver(text) => vec![Deed::Text(text)],
            Errand::Outsider { from, text } => self.outsider(&from, &text),
            Errand::Indoors(day, hour) => self.indoors(day, hour),
        }
    }

    /// Sees what somebody looked at, and does something about it.
    pub(super) fn see(&mut self, seen: Seen) -> Vec<Deed> {
        match seen {
            Seen::Inbox(actor, items) => self.work_off(&actor, &items),
            Seen::ToDo(items) => self.work_off_to_do(&items),
            Seen::Claims(rows) => self.work_off_claims(&rows),
            Seen::Claim(page) => self.work_on_claim(&page),
            Seen::Parts(PartState::Expected, rows) => self.take_in(&rows),
            Seen::Parts(_, rows) => self.clear_shelves(&rows),
        }
    }

    /// Hears what came of a command.
    pub(super) fn hear(&mut self, then: Then, outcome: &Outcome) -> Vec<Deed> {
        if let Outcome::Refused(code) = outcome {
            self.tally.refused(code);
        }
        match (then, outcome) {
            (Then::Opened { call }, Outcome::Refused(code)) => return self.not_opened(call, code),
            (Then::Attached { call, .. }, Outcome::Refused(_)) => return self.open(call, None),
            (Then::Filed(order), outcome) => self.filed(&order, outcome),
            (_, Outcome::Refused(_)) => {}
            (then, Outcome::Accepted(accepted)) => self.done(then, accepted),
        }
        Vec::new()
    }

    /// What was asked for is done: what follows from it.
    fn done(&mut self, then: Then, accepted: &Accepted) {
        match then {
            Then::Nothing | Then::Filed(_) => {}
            Then::Opened { call } => self.opened(call, accepted),
            Then::Attached { call, order } => self.attached(call, &order),
            Then::Closed(order) => self.order_closed(&order),
            Then::Reopened(order) => self.order_reopened(&order),
            Then::Kept(hash) => {
                self.tally.kept.insert(hash);
            }
            Then::Priced(claim, lines) => self.book.priced(&claim, lines),
            Then::Submitted(claim) => self.claim_submitted(&claim),
            Then::Decided(claim, lines) => self.claim_decided(&claim, lines),
            Then::Resubmitted(claim) => self.claim_resubmitted(&claim, accepted),
            Then::Credited(claim, amount) => self.claim_credited(&claim, amount),
            Then::CheckedIn(station, tag) => self.checked_in(&station, &tag),
            Then::Shipped(station) => self.shipped(&station, accepted),
            Then::Counted => self.counted(accepted),
            Then::Ended(tag, state) => {
                self.shelf.ended.insert(tag, state);
            }
        }
    }

    /// Reads what reached the phones, and says what their carriers report of it.
    pub(super) fn receive(&mut self, now: Instant, mut messages: Vec<Received>) -> Vec<Deed> {
        self.now = now;
        messages.sort();
        messages
            .into_iter()
            .flat_map(|message| self.receive_one(&message))
            .collect()
    }

    /// The person of an id; everybody in the world is of the cast.
    pub(super) fn person(&self, id: &PersonId) -> Option<Person> {
        self.cast.person(id).cloned()
    }

    /// The call that opened an order, and the machine it was about.
    pub(super) fn origin(&self, order: &OrderNumber) -> Option<(&Call, &Machine)> {
        self.about(self.orders.get(order)?.call)
    }

    pub(super) fn about(&self, call: usize) -> Option<(&Call, &Machine)> {
        let call = self.calls.get(call)?;
        Some((call, self.cast.machine(&call.row.asset)?))
    }

    pub(super) fn is_closed(&self, order: &OrderNumber) -> bool {
        self.orders.get(order).is_none_or(|case| case.closed)
    }

    pub(super) fn close(&mut self, order: &OrderNumber) {
        self.set_closed(order, true);
    }

    pub(super) fn set_closed(&mut self, order: &OrderNumber, closed: bool) {
        if let Some(case) = self.orders.get_mut(order) {
            case.closed = closed;
        }
    }

    /// Who answers the hotline about something.
    pub(super) fn operator(&self, about: impl ToString) -> PersonId {
        let operators = self.cast.staff(Post::Operator, None);
        self.dice("operator", about)
            .pick(&operators)
            .map_or(&self.cast.first_operator, |person| &person.id)
            .clone()
    }

    /// Operators look into the inbox each afternoon on which there may be something in it.
    pub(super) fn expect_inbox(&mut self) {
        const AFTERNOON: i64 = 16 * 60 + 5;
        let today = on_day(self.now, 0, AFTERNOON);
        let at = if self.now < today {
            today
        } else {
            on_day(self.now, 1, AFTERNOON)
        };
        let day = at.local(ZONE).date_naive();
        if self.inbox_days.insert(day) {
            self.schedule(at, Errand::WorkOffInbox(day));
        }
    }
}

/// People's time has no parts of seconds.
pub(super) fn whole_second(at: Instant) -> Instant {
    Instant::from_seconds(at.micros().div_euclid(1_000_000))
}

/// Up to the next full ten minutes, as people say times.
pub(super) fn round_up(at: Instant) -> Instant {
    let ten = Span::minutes(10).as_micros();
    Instant::from_micros(at.micros() + (ten - at.micros().rem_euclid(ten)) % ten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::calls::schedule;
    use crate::simulate::rows;
    use crate::simulate::rows::tests::SAMPLE;

    fn world(seed: u64) -> World {
        let calls = schedule(&rows::read(SAMPLE).unwrap().rows, seed, None);
        World::new(seed, Cast::new().unwrap(), calls)
    }

    fn letter(order: u64, to: &str, body: &str) -> Received {
        let number = OrderNumber::compose(6, order);
        Received {
            at: "2006-06-01T09:00:00+08:00".parse().unwrap(),
            to: to.parse().unwrap(),
            text: body.replace("{}", number.as_str()),
            id: format!("m{order}{to}").parse().unwrap(),
        }
    }

    const NEW: &str = "【服务热线】新工单{}（KX1900 EX-D31107，上剥离）：故障，漏油，报修老赵 13922002101，请尽快联系客户。";
    const SENT: &str = "派工：工单{}（KX1900 EX-D31107，上剥离），6月1日 14:00出发，主修佟铁军。漏油。联系人老赵 13922002101。";

    fn letters() -> Vec<Received> {
        let new = (1..40).map(|order| letter(order, "13911001202", NEW));
        let sent = (40..60).map(|order| letter(order, "13911001304", SENT));
        new.chain(sent).collect()
    }

    #[test]
    fn people_decide_the_same_in_whatever_order_their_letters_are_brought() {
        let now = "2006-06-01T09:00:30+08:00".parse().unwrap();
        let decided = |seed: u64, letters: Vec<Received>| {
            let mut world = world(seed);
            let reports = world.receive(now, letters);
            (world.queue, reports)
        };
        let mut turned = letters();
        turned.reverse();
        assert_eq!(decided(7, letters()), decided(7, turned));
        assert_ne!(decided(7, letters()).0, decided(8, letters()).0);
    }

    #[test]
    fn a_manager_replies_to_a_letter_and_to_nothing_else() {
        let mut world = world(7);
        let order = OrderNumber::compose(6, 1);
        assert!(world.happen(world.now, Errand::Reply(order.clone())).is_empty());
        let now = "2006-06-01T09:00:30+08:00".parse().unwrap();
        world.receive(now, vec![letter(1, "13911001202", NEW)]);
        let lands = |world: &World| world.desks.contains_key(&order);
        assert!(
            lands(&world) || world.inbox_days.len() == 1,
            "read, or lost by its carrier"
        );
        world.receive(now, vec![letter(1, "13911001201", NEW)]);
        assert!(lands(&world));
        while let Some((at, errand)) = world.next() {
            if errand == Errand::Reply(order.clone()) {
                let deeds = world.happen(at, errand.clone());
                assert!(at > now);
                assert!(!deeds.is_empty() || world.tally.late == 1, "said, or on its way");
                assert!(world.happen(at, errand).is_empty(), "once");
                break;
            }
        }
    }
}
