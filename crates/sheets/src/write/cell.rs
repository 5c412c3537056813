//! One cell of a table.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};

use crate::harmless::pictured;

/// What stands in a cell. Text is never computed, whatever it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Whole(i64),
    /// So many units of ten to the minus `places`: 150 with two places is 1.50. At most nine places.
    Decimal {
        units: i64,
        places: u8,
    },
    Date(NaiveDate),
    /// On the wall clock of whoever reads it, to the second.
    Moment(NaiveDateTime),
    /// `1` or `0`.
    Flag(bool),
}

impl Cell {
    /// A text, or nothing where there is none. What no spreadsheet holds, control characters, is shown as pictures.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = pictured(text.into());
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// What `make` makes of something, or nothing.
    pub fn of<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, make)
    }
}

impl fmt::Display for Cell {
    /// As CSV holds it and as reading gives it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Decimal { units, places } => decimal(f, *units, *places),
            Self::Date(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::Moment(at) => write!(f, "{}", at.format("%Y-%m-%d %H:%M:%S")),
            Self::Flag(truth) => write!(f, "{}", u8::from(*truth)),
        }
    }
}

fn decimal(f: &mut fmt::Formatter<'_>, units: i64, places: u8) -> fmt::Result {
    let width = usize::from(places.min(9));
    let one = 10_u64.pow(u32::from(places.min(9)));
    let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
    let sign = if units < 0 { "-" } else { "" };
    match width {
        0 => write!(f, "{sign}{whole}"),
        width => write!(f, "{sign}{whole}.{part:0width$}"),
    }
}
