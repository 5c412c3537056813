//! The bus between services: it loses, doubles, delays, and lets messages overtake each other.

use proto::wire::{FeedPage, FeedRead, endpoint};
use proto::{Class, Rejection};
use types::{ServiceName, Span};

use crate::agenda::{Happening, Life, ReadId};
use crate::mutant::Mutant;
use crate::node::{Incoming, Outgoing};
use crate::world::World;

/// How long a question on the bus waits for its answer.
pub(crate) const PATIENCE: Span = Span::seconds(5);
/// How long a request waits for what it has seen elsewhere.
const REQUEST_PATIENCE: Span = Span::seconds(2);
/// When a log that could not be read is asked again.
const ASK_AGAIN: Span = Span::micros(250_000);
/// Within so much time a wake that was lost is made up for.
const BACKSTOP: Span = Span::seconds(5);
/// The code of a refusal because the log itself is damaged.
const UNREADABLE: &str = "log.unreadable";

impl World {
    /// When each copy of a message arrives: none when it is lost, two when it is doubled.
    pub(crate) fn deliveries(&mut self) -> Vec<Span> {
        if self.dice.happens(self.faults.loss) {
            self.tally.lost += 1;
            return Vec::new();
        }
        let first = self.latency();
        if self.dice.happens(self.faults.double) {
            self.tally.doubled += 1;
            return vec![first, self.latency()];
        }
        vec![first]
    }

    fn latency(&mut self) -> Span {
        if self.dice.happens(self.faults.slow) {
            self.tally.slow += 1;
            return self.dice.between(Span::micros(5_000), Span::seconds(8));
        }
        self.dice.between(Span::micros(100), Span::micros(1_500))
    }

    /// Sends what a service has to say.
    pub(crate) fn send_out(&mut self, service: ServiceName) {
        let Some(life) = self.life(service) else { return };
        let Some(node) = self.node(service) else { return };
        for outgoing in node.collect() {
            match outgoing {
                Outgoing::Reply { ticket, answer } => self.send_answer(ticket, &answer),
                Outgoing::Read { log, read } => self.send_read(life, log, &read),
                Outgoing::Perform { effect, errand } => self.perform(life, effect, errand),
                Outgoing::Patience(ticket) => {
                    let expired = Happening::Reaches(life, Incoming::Expired(ticket));
                    self.plan_after(REQUEST_PATIENCE, expired);
                }
                Outgoing::Alarm(alarm) => self.alarms.push(format!("{service}: {alarm}")),
            }
        }
    }

    /// Tells every other service that a log has news; who does not hear of it asks by itself after a while.
    pub(crate) fn wake_readers(&mut self, log: ServiceName) {
        self.are_told(log);
        for reader in readers_of(log) {
            let arrivals = self.deliveries();
            if arrivals.is_empty() {
                self.asks_by_itself(reader, log);
            }
            for span in arrivals {
                self.plan_after(span, Happening::Comes(reader, Incoming::Woken(log)));
            }
        }
    }

    /// Nobody was told of a log's news: every other service asks by itself after a while.
    pub(crate) fn readers_ask(&mut self, log: ServiceName) {
        self.are_told(log);
        for reader in readers_of(log) {
            self.asks_by_itself(reader, log);
        }
    }

    fn asks_by_itself(&mut self, reader: ServiceName, log: ServiceName) {
        let wait = self.dice.between(Span::micros(0), BACKSTOP);
        self.plan_after(wait, Happening::Comes(reader, Incoming::Woken(log)));
    }

    fn are_told(&mut self, log: ServiceName) {
        if let Some(place) = self.places.get_mut(&log)
            && let Some(node) = &place.node
        {
            place.told = node.log().head().frame;
        }
    }

    fn send_read(&mut self, reader: Life, log: ServiceName, read: &FeedRead) {
        self.read_count += 1;
        let id = ReadId {
            reader,
            number: self.read_count,
        };
        self.reads.insert(id);
        for span in self.deliveries() {
            let read = read.clone();
            self.plan_after(span, Happening::ReadComes { id, log, read });
        }
        self.plan_after(PATIENCE, Happening::ReadExpires { id, log });
    }

    /// A read reaches the one whose log is read; where nobody is, the bus says so at once.
    pub(crate) fn read_comes(&mut self, id: ReadId, log: ServiceName, read: &FeedRead) {
        let answer = match self.node(log) {
            Some(node) => node.page(read),
            None => Err(nobody(log)),
        };
        for span in self.deliveries() {
            let answer = answer.clone();
            self.plan_after(span, Happening::PageComes { id, log, answer });
        }
    }

    /// The first answer counts; a second one, or one to a process that is gone, reaches nobody.
    pub(crate) fn page_comes(&mut self, id: ReadId, log: ServiceName, answer: Result<FeedPage, Rejection>) {
        if !self.reads.remove(&id) {
            return;
        }
        match answer {
            Ok(page) => {
                let page = self.skipped(page);
                self.reach(id.reader, Incoming::Page(page));
            }
            Err(rejection) if rejection.class == Class::Conflict || rejection.code == UNREADABLE => {
                self.findings.push(format!(
                    "{} cannot read {log}: {}",
                    id.reader.service, rejection.sentence.en
                ));
                let reason = rejection.sentence.en;
                self.reach(id.reader, Incoming::Broken { log, reason });
            }
            Err(_) => self.unread(id.reader, log),
        }
    }

    pub(crate) fn read_expires(&mut self, id: ReadId, log: ServiceName) {
        if self.reads.remove(&id) {
            self.unread(id.reader, log);
        }
    }

    fn unread(&mut self, reader: Life, log: ServiceName) {
        self.reach(reader, Incoming::Unreachable(log));
        self.plan_after(ASK_AGAIN, Happening::Reaches(reader, Incoming::Rested(log)));
    }

    fn reach(&mut self, life: Life, incoming: Incoming) {
        if self.lives(life) {
            self.take(life.service, incoming);
        }
    }

    fn skipped(&mut self, mut page: FeedPage) -> FeedPage {
        if self.plan.mutant == Some(Mutant::SkipsFrames) && self.dice.happens(300) {
            page.frames.pop();
        }
        page
    }
}

fn readers_of(log: ServiceName) -> impl Iterator<Item = ServiceName> {
    ServiceName::ALL.into_iter().filter(move |reader| *reader != log)
}

fn nobody(log: ServiceName) -> Rejection {
    Rejection::new(
        Class::Unavailable,
        "bus.nobody",
        format!("没有人应答{log}.{}", endpoint::FEED_READ),
        format!("nobody answers {log}.{}", endpoint::FEED_READ),
    )
}
