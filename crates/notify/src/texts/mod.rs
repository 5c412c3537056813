//! What is written, in Chinese: the order's number, machine and site first, short enough for one or two SMS.
//!
//! A function takes what its sentence needs and nothing else. Texts for customers say nothing but what is theirs.
//! Signature and cutting to the policy's length are added by who addresses the message.

pub(crate) mod claims;
pub(crate) mod clocks;
pub(crate) mod customer;
pub(crate) mod lists;
pub(crate) mod parts;
pub(crate) mod staff;

use chrono::NaiveDate;
use chrono_tz::Tz;
use decider::Context;
use proto::order::OrderFacts;
use types::Instant;

/// Characters of a site that stay readable in an SMS.
const SITE_CHARACTERS: usize = 24;
/// Characters of a fault, a reason or a solution that stay readable in an SMS.
const WORDS_CHARACTERS: usize = 40;

/// Cuts a text to a number of characters, the last of which says that it was cut.
pub(crate) fn clip(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    text.chars()
        .take(characters.saturating_sub(1))
        .chain(['…'])
        .collect()
}

/// An order as messages speak of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    facts: &'a OrderFacts,
    station: Option<&'a str>,
    zone: Tz,
}

impl<'a> About<'a> {
    pub(crate) fn new(facts: &'a OrderFacts, context: &Context<'a>) -> Self {
        let station = facts
            .station
            .as_ref()
            .and_then(|id| context.masters().station(id));
        Self {
            facts,
            station: station.map(|station| station.name.as_str()),
            zone: context
                .masters()
                .zone(facts.station.as_ref(), context.policy().zone()),
        }
    }

    fn number(&self) -> String {
        format!("工单{}", self.facts.order)
    }

    fn machine(&self) -> String {
        match (&self.facts.model, self.serial()) {
            (Some(model), Some(serial)) if serial.starts_with(model.as_str()) => serial,
            (Some(model), Some(serial)) => format!("{model} {serial}"),
            (None, Some(serial)) => format!("机号{serial}"),
            (Some(model), None) => format!("{model}（机号未知）"),
            (None, None) => "机号未知".to_owned(),
        }
    }

    /// The serial, or what the caller took for it (ORD-3).
    fn serial(&self) -> Option<String> {
        let said = || {
            self.facts
                .machine_said
                .as_ref()
                .map(|said| format!("{said}（待核实）"))
        };
        self.facts.machine.as_ref().map(ToString::to_string).or_else(said)
    }

    fn site(&self) -> String {
        match self.facts.site.trim() {
            "" => "地点未知".to_owned(),
            site => clip(site, SITE_CHARACTERS),
        }
    }

    fn fault(&self) -> String {
        clip(self.facts.fault.trim(), WORDS_CHARACTERS)
    }

    fn station(&self) -> &str {
        self.station.unwrap_or("服务站未定")
    }

    fn number_and_machine(&self) -> String {
        format!("{}（{}）", self.number(), self.machine())
    }

    /// Number, machine and site, as every text for staff begins.
    fn head(&self) -> String {
        format!("{}（{}，{}）", self.number(), self.machine(), self.site())
    }

    /// The wall time where the machine stands, `1月6日 09:00`.
    fn time(&self, at: Instant) -> String {
        at.local(self.zone).format("%-m月%-d日 %H:%M").to_string()
    }

    fn contact(&self) -> String {
        let caller = self.facts.caller.as_ref().and_then(types::Personal::open);
        let phone = &self.facts.caller_phone;
        caller.map_or_else(|| phone.to_string(), |name| format!("{name} {phone}"))
    }
}

/// A date as people write it, `1月25日`.
fn day(date: NaiveDate) -> String {
    date.format("%-m月%-d日").to_string()
}

/// What somebody wrote, short; nothing when they wrote nothing.
fn words(said: &str) -> Option<String> {
    Some(said.trim())
        .filter(|said| !said.is_empty())
        .map(|said| clip(said, WORDS_CHARACTERS))
}

fn reason(said: &str) -> String {
    words(said).map_or_else(String::new, |said| format!("，原因：{said}"))
}

#[cfg(test)]
mod tests;
