//! Texts both ways: what is typed and how it travels, what is read and what follows (SMS-5 to SMS-7, SMS-11).

use types::{Hash, Instant, OrderNumber, PersonId, Phone, Span};

use super::cast::{Person, Post};
use super::deeds::{Deed, TextIn};
use super::dice::Dice;
use super::letters::{self, Letter};
use super::texts::{self, Said};
use super::world::{Errand, Received, World};

/// The last text somebody sent, as they remember it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LastText {
    order: OrderNumber,
    said: Said,
    /// As it was typed.
    text: String,
    /// How often it was sent again.
    again: u32,
}

/// How carefully somebody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    Usual,
    /// With the number, and right.
    Careful,
}

/// Carrier's numbers as Kannel passes them on.
const DELIVERED: u32 = 1;
const FAILED: u32 = 2;
const ACCEPTED: u32 = 8;
const REFUSED: u32 = 16;

impl World {
    /// Somebody of the staff types a text.
    pub(super) fn say(&mut self, who: &PersonId, order: &OrderNumber, said: Said) -> Vec<Deed> {
        self.type_text(who, order, said, Care::Usual, 0)
    }

    /// The last text once more, with its number.
    pub(super) fn say_again(&mut self, who: &PersonId) -> Vec<Deed> {
        let Some(last) = self.last_texts.get(who).cloned() else {
            return Vec::new();
        };
        if let Some(person) = self.person(who) {
            self.meant.remove(&(person.phone, last.text.clone()));
        }
        self.type_text(who, &last.order, last.said, Care::Careful, last.again + 1)
    }

    fn type_text(
        &mut self,
        who: &PersonId,
        order: &OrderNumber,
        said: Said,
        care: Care,
        again: u32,
    ) -> Vec<Deed> {
        let Some(person) = self.person(who) else {
            return Vec::new();
        };
        if let Said::Parts { parts } = &said {
            self.tally.parts_texts += 1;
            let numbers = parts.iter().map(|part| part.part_number.clone());
            self.shelf.texted.extend(numbers);
        }
        let sent_at = self.own_second(&person.phone);
        let mut dice = self.dice("types", format!("{} {sent_at}", person.phone));
        let with_number =
            care == Care::Careful || said == Said::Number || self.writes_number(&person, &mut dice);
        let number = Some(order).filter(|_| with_number);
        let slips =
            care == Care::Usual && !matches!(said, Said::Number | Said::Eta { .. } | Said::Acknowledged);
        let slip = if slips { dice.below(1_000) } else { 1_000 };
        let text = match (slip, number) {
            (0..18, _) => texts::mistyped(number, &mut dice),
            (18..30, Some(order)) => {
                let right = texts::typed(&said, number, sent_at, &mut dice);
                right.replace(order.as_str(), &texts::misread(order, &mut dice))
            }
            (30..36, _) => "👍".to_owned(),
            _ => texts::typed(&said, number, sent_at, &mut dice),
        };
        if slip < 36 || number.is_none() {
            self.meant.insert(
                (person.phone.clone(), text.clone()),
                (order.clone(), said.clone()),
            );
        }
        let last = LastText {
            order: order.clone(),
            said,
            text: text.clone(),
            again,
        };
        self.last_texts.insert(who.clone(), last);
        self.hand_over(person.phone, text, sent_at)
    }

    /// Whoever has one order in hand often leaves the number out; managers have many.
    fn writes_number(&self, person: &Person, dice: &mut Dice) -> bool {
        let percent = match person.post {
            Post::Engineer if self.busy(&person.id) <= 1 => 60,
            Post::Engineer => 93,
            _ => 96,
        };
        dice.chance(percent)
    }

    /// Somebody who is not of the staff writes.
    pub(super) fn outsider(&mut self, from: &Phone, text: &str) -> Vec<Deed> {
        let sent_at = self.own_second(from);
        self.hand_over(from.clone(), text.to_owned(), sent_at)
    }

    /// Nobody sends two texts in one second.
    fn own_second(&mut self, phone: &Phone) -> Instant {
        let mut second = self.now;
        while !self.sent.insert((phone.clone(), second)) {
            second = second - Span::seconds(1);
        }
        second
    }

    /// On its way: mostly at once, sometimes late, sometimes more than once under new ids.
    fn hand_over(&mut self, from: Phone, text: String, sent_at: Instant) -> Vec<Deed> {
        self.tally.texts += 1;
        self.expect_inbox();
        let about = format!("{from} {sent_at}");
        let mut dice = self.dice("travels", &about);
        let copy = |n: u64| TextIn {
            from: from.clone(),
            text: text.clone(),
            sent_at,
            gateway_id: Hash::of(&[about.as_bytes(), &n.to_be_bytes()]).id(),
        };
        let late = dice.below(1_000);
        let late = match late {
            0..60 => Some(dice.minutes(2, 25)),
            60..85 => Some(dice.minutes(25, 75)),
            _ => None,
        };
        let copies = match dice.below(1_000) {
            0..30 => 1,
            30..33 => 4,
            _ => 0,
        };
        self.tally.copies += copies;
        let first = self.now + late.unwrap_or_default();
        for n in 1..=copies {
            let again = first + dice.minutes(0, 12);
            self.schedule(again, Errand::Deliver(copy(n)));
        }
        if late.is_none() {
            return vec![Deed::Text(copy(0))];
        }
        self.tally.late += 1;
        self.schedule(first, Errand::Deliver(copy(0)));
        Vec::new()
    }

    /// A text reaches a phone, unless its carrier loses it.
    pub(super) fn receive_one(&mut self, message: &Received) -> Vec<Deed> {
        if !self.seen.insert(message.id.clone()) {
            return Vec::new();
        }
        let reports: &[u32] = match self.dice("carrier", &message.id).below(1_000) {
            0..950 => &[],
            950..980 => &[DELIVERED],
            980..985 => &[ACCEPTED, DELIVERED],
            985..994 => &[FAILED],
            _ => &[REFUSED],
        };
        if reports.iter().any(|report| matches!(*report, FAILED | REFUSED)) {
            self.expect_inbox();
        } else {
            self.read(message);
        }
        let report = |status: &u32| Deed::Report {
            message: message.id.clone(),
            status: *status,
        };
        reports.iter().map(report).collect()
    }

    pub(super) fn read(&mut self, message: &Received) {
        let letter = letters::read(&message.text, self.now);
        match self.cast.by_phone(&message.to).cloned() {
            Some(person) if person.post == Post::Manager => self.manager_reads(&person, &letter, message),
            Some(person) if person.post == Post::Engineer => self.engineer_reads(&person, &letter, message),
            Some(_) => self.others_read(&letter, &message.text),
            None if letter == Letter::ToCustomer => self.customer_reads(message),
            None => {}
        }
    }

    fn manager_reads(&mut self, person: &Person, letter: &Letter, message: &Received) {
        let who = &person.id;
        match letter {
            Letter::NewOrder { order } => self.take_order(who, order),
            Letter::Reminder { order } => self.reminded(who, order, &message.text),
            Letter::Unrepaired { order } => self.take_back(order),
            Letter::Cancelled { order } => self.clear_desk(order),
            Letter::WhichOrder { orders } => self.asked_which(who, orders, &message.text),
            Letter::Hint => self.hinted(who, 100, &message.text),
            Letter::Assigned { .. }
            | Letter::PaperReminder { .. }
            | Letter::ClaimReturned { .. }
            | Letter::Released { .. }
            | Letter::AskedEta
            | Letter::ToCustomer
            | Letter::Notice => {}
        }
    }

    fn engineer_reads(&mut self, person: &Person, letter: &Letter, message: &Received) {
        let who = &person.id;
        match letter {
            Letter::Assigned {
                order,
                depart_at,
                lead,
            } => {
                self.take_assignment(who, order, *depart_at, lead == person.name);
                self.may_acknowledge(person, order, &message.text);
            }
            Letter::Released { order } | Letter::Cancelled { order } => self.drop_job(who, order),
            Letter::WhichOrder { orders } => self.asked_which(who, orders, &message.text),
            Letter::AskedEta => self.asked_eta(who, &message.text),
            Letter::Hint => self.hinted(who, 82, &message.text),
            Letter::PaperReminder { order } => self.reminded_of_report(who, order),
            Letter::ClaimReturned { order } => self.claim_came_back(order),
            Letter::NewOrder { .. }
            | Letter::Reminder { .. }
            | Letter::Unrepaired { .. }
            | Letter::ToCustomer
            | Letter::Notice => {}
        }
    }

    /// Those above the station call its manager when a clock reminds them.
    fn others_read(&mut self, letter: &Letter, text: &str) {
        if let Letter::Reminder { order } = letter
            && let Some(manager) = self.manager_of(order)
        {
            self.reminded(&manager, order, text);
        }
    }

    fn may_acknowledge(&mut self, person: &Person, order: &OrderNumber, text: &str) {
        let mut dice = self.dice("acknowledges", format!("{} {text}", person.id));
        let at = self.now + dice.minutes(1, 15);
        match dice.below(1_000) {
            0..300 => self.schedule(
                at,
                Errand::Say {
                    who: person.id.clone(),
                    order: order.clone(),
                    said: Said::Acknowledged,
                },
            ),
            300..305 => {
                let text = "自动回复：正在开车，稍后联系".to_owned();
                self.schedule(
                    self.now + Span::seconds(8),
                    Errand::Outsider {
                        from: person.phone.clone(),
                        text,
                    },
                );
            }
            _ => {}
        }
    }

    /// The answer is just the number of the order he meant.
    fn asked_which(&mut self, who: &PersonId, orders: &[OrderNumber], text: &str) {
        let mut dice = self.dice("which", format!("{who} {text}"));
        let meant = self.last_texts.get(who).map(|last| last.order.clone());
        let order = meant
            .filter(|meant| orders.contains(meant))
            .or_else(|| orders.first().cloned());
        let at = self.now + dice.minutes(1, 9);
        if let Some(order) = order.filter(|_| dice.chance(93)) {
            self.schedule(
                at,
                Errand::Say {
                    who: who.clone(),
                    order,
                    said: Said::Number,
                },
            );
        }
    }

    fn asked_eta(&mut self, who: &PersonId, text: &str) {
        let Some(order) = self.last_texts.get(who).map(|last| last.order.clone()) else {
            return;
        };
        let eta = self
            .jobs
            .get(&(who.clone(), order.clone()))
            .and_then(|job| job.eta);
        let mut dice = self.dice("eta", format!("{who} {} {text}", self.now));
        let at = self.now + dice.minutes(1, 9);
        if let Some(eta) = eta.filter(|eta| *eta > at && dice.chance(88)) {
            self.schedule(
                at,
                Errand::Say {
                    who: who.clone(),
                    order,
                    said: Said::Eta { at: eta },
                },
            );
        }
    }

    /// Most try again; who gives up is called by the hotline in the afternoon.
    fn hinted(&mut self, who: &PersonId, percent: u64, text: &str) {
        let mut dice = self.dice("hinted", format!("{who} {} {text}", self.now));
        let tries = self.last_texts.get(who).map_or(u32::MAX, |last| last.again);
        if tries < 2 && dice.chance(percent) {
            let at = self.now + dice.minutes(1, 8);
            self.schedule(at, Errand::SayAgain { who: who.clone() });
        }
    }

    fn customer_reads(&mut self, message: &Received) {
        let mut dice = self.dice("customer", format!("{} {}", message.to, message.text));
        let text = match dice.below(10_000) {
            0..60 => texts::customer(&mut dice),
            60..62 => "TD",
            _ => return,
        };
        let errand = Errand::Outsider {
            from: message.to.clone(),
            text: text.to_owned(),
        };
        let at = self.now + dice.minutes(1, 40);
        self.schedule(at, errand);
    }
}
