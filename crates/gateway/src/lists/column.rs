//! Columns: a head in both languages, and what stands below it.

use chrono_tz::Tz;
use proto::desk::{ClockSummary, NamedCustomer, NamedPerson, NamedStation};
use sheets::Cell;
use types::{Fen, Instant, Lang, Sentence};

/// For whom a table is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) lang: Lang,
    /// On whose wall clock moments are given.
    pub(crate) zone: Tz,
}

impl Reader {
    pub(super) fn says(&self, sentence: &Sentence) -> Cell {
        Cell::text(sentence.in_language(self.lang))
    }

    pub(super) fn word<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub(super) fn moment(&self, at: Instant) -> Cell {
        Cell::Moment(at.local(self.zone).naive_local())
    }

    pub(super) fn moment_of(&self, at: Option<Instant>) -> Cell {
        Cell::of(at, |at| self.moment(at))
    }

    /// Sentences one after the other.
    pub(super) fn sentences<'a>(&self, sentences: impl Iterator<Item = &'a Sentence>) -> Cell {
        let said: Vec<&str> = sentences
            .map(|sentence| sentence.in_language(self.lang))
            .collect();
        Cell::text(said.join(self.word("；", "; ")))
    }

    /// Where each clock stands: `SLA-2 计时中`.
    pub(super) fn clocks(&self, clocks: &[ClockSummary]) -> Cell {
        let one = |clock: &ClockSummary| {
            let state = clock.state.title();
            format!("{} {}", clock.kind, state.in_language(self.lang))
        };
        let all: Vec<String> = clocks.iter().map(one).collect();
        Cell::text(all.join(self.word("；", "; ")))
    }
}

/// One column of a list.
pub(super) struct Column<R> {
    zh: &'static str,
    en: &'static str,
    cell: fn(&R, &Reader) -> Cell,
}

pub(super) const fn column<R>(
    zh: &'static str,
    en: &'static str,
    cell: fn(&R, &Reader) -> Cell,
) -> Column<R> {
    Column { zh, en, cell }
}

/// The heads of a list and some of its rows.
pub(crate) struct Part {
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Part {
    pub(super) fn of<'a, R: 'a>(
        columns: &[Column<R>],
        rows: impl IntoIterator<Item = &'a R>,
        reader: &Reader,
    ) -> Self {
        let head = |column: &Column<R>| reader.word(column.zh, column.en).to_owned();
        let row = |row: &R| columns.iter().map(|column| (column.cell)(row, reader)).collect();
        Self {
            heads: columns.iter().map(head).collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }
}

/// Anything that is written as text, where there is any.
pub(super) fn text<T: ToString>(value: Option<&T>) -> Cell {
    Cell::of(value, |value| Cell::text(value.to_string()))
}

pub(super) fn station(station: Option<&NamedStation>) -> Cell {
    Cell::of(station, |station| Cell::text(&station.name))
}

pub(super) fn region(station: Option<&NamedStation>) -> Cell {
    Cell::of(station, |station| Cell::text(&station.region))
}

pub(super) fn customer(customer: Option<&NamedCustomer>) -> Cell {
    Cell::of(customer, |customer| Cell::text(&customer.name))
}

pub(super) fn person(person: Option<&NamedPerson>) -> Cell {
    Cell::of(person, |person| Cell::text(&person.name))
}

/// Yuan, two decimals.
pub(super) const fn money(amount: Fen) -> Cell {
    Cell::Decimal {
        units: amount.0,
        places: 2,
    }
}

pub(super) fn money_of(amount: Option<Fen>) -> Cell {
    Cell::of(amount, money)
}

pub(super) fn count(number: impl TryInto<i64>) -> Cell {
    Cell::Whole(number.try_into().unwrap_or(i64::MAX))
}

/// Whole minutes, rounded toward zero.
pub(super) const fn minutes(seconds: i64) -> Cell {
    Cell::Whole(seconds / 60)
}

/// Several things in one cell, as an import takes them apart again.
pub(super) fn several<T: ToString>(things: impl IntoIterator<Item = T>) -> Cell {
    let all: Vec<String> = things.into_iter().map(|thing| thing.to_string()).collect();
    Cell::text(all.join("、"))
}
