//! What a record says, in the trade's words and in both languages.

mod claims;
mod clocks;
mod closing;
mod dispatch;
mod field;
mod hotline;
mod notify;
mod report;
mod returns;

use chrono_tz::Tz;
use proto::AnyEvent;
use proto::common::CommonEvent;
use sla::policy::ClockKind;
use types::{Instant, OrderNumber, PersonId, Sentence};

use crate::Model;
use crate::answer::Named;

/// Tells the records of one order, its times read in its station's zone.
pub(crate) struct Teller<'a> {
    pub(crate) named: Named<'a>,
    zone: Tz,
}

impl<'a> Teller<'a> {
    pub(crate) fn of(model: &'a Model, order: &OrderNumber) -> Self {
        let named = Named::of(model);
        let zone = named.zone_of(Some(order));
        Self { named, zone }
    }

    /// A sentence; none for what says nothing about an order.
    pub(crate) fn tell(&self, event: &AnyEvent) -> Option<Sentence> {
        match event {
            AnyEvent::Hotline(event) => Some(self.hotline(event)),
            AnyEvent::Dispatch(event) => Some(self.dispatch(event)),
            AnyEvent::Field(event) => Some(self.field(event)),
            AnyEvent::Notify(event) => Some(self.notify(event)),
            AnyEvent::Claims(event) => Some(self.claims(event)),
            AnyEvent::Returns(event) => Some(self.returns(event)),
            AnyEvent::Common(CommonEvent::SetAside(what)) => Some(Sentence::new(
                format!("{}的记录无法处理，待人工查看：{}", what.log, what.reason.zh),
                format!(
                    "a record of {} was set aside for a person: {}",
                    what.log, what.reason.en
                ),
            )),
            AnyEvent::Directory(_)
            | AnyEvent::Common(
                CommonEvent::Noted(_) | CommonEvent::PolicyAdopted(_) | CommonEvent::FeedReleased(_),
            ) => None,
        }
    }

    /// A moment on the wall clock, month and day first: an order seldom sees two years.
    fn time(&self, at: Instant) -> String {
        at.local(self.zone).format("%m-%d %H:%M").to_string()
    }

    fn name(&self, person: &PersonId) -> String {
        self.named.person(person).name
    }

    /// The lead engineer and who comes along; in Chinese joined as names are there.
    fn crew(&self, lead: Option<&PersonId>, companions: &[String]) -> Sentence {
        let lead = lead.map(|id| self.name(id));
        let names: Vec<String> = lead.into_iter().chain(companions.iter().cloned()).collect();
        if names.is_empty() {
            return Sentence::new("未指定人员", "nobody named");
        }
        Sentence::new(names.join("、"), names.join(", "))
    }

    fn names(&self, people: &[PersonId]) -> Vec<String> {
        people.iter().map(|id| self.name(id)).collect()
    }

    /// A clock by its rule and the policy's name.
    fn clock(&self, kind: ClockKind) -> Sentence {
        let named = self.named.common.policies.adopted().clock(kind);
        let id = kind.id();
        named.map_or_else(
            || Sentence::new(id, id),
            |clock| {
                Sentence::new(
                    format!("{id} {}", clock.name.zh),
                    format!("{id} {}", clock.name.en),
                )
            },
        )
    }
}

/// Adds words after a colon, when there are any.
fn with(sentence: Sentence, more: &str) -> Sentence {
    if more.is_empty() {
        return sentence;
    }
    Sentence::new(
        format!("{}：{more}", sentence.zh),
        format!("{}: {more}", sentence.en),
    )
}

/// The same, where the words differ by language.
fn with_both(sentence: Sentence, more: &Sentence) -> Sentence {
    Sentence::new(
        format!("{}：{}", sentence.zh, more.zh),
        format!("{}: {}", sentence.en, more.en),
    )
}
