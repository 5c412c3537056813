//! Rates drawn as bars and columns, in units of the drawing.

use proto::desk::Rate;

/// How long the bar of a rate of one is.
const WHOLE: u64 = 1000;
/// How much room one bar takes, with the gap to the next.
const ROW: usize = 44;
/// How many characters of a label find room beside a bar.
const LABEL: usize = 16;

/// Rates in a drawing and in the table beneath it.
pub(super) struct Chart {
    pub(super) points: Vec<Point>,
    /// How high a drawing of bars is.
    pub(super) height: usize,
}

/// A rate with its name, and where its cases are shown.
pub(super) struct Point {
    pub(super) label: String,
    /// As much of the label as finds room in the drawing.
    pub(super) short: String,
    pub(super) href: Option<String>,
    pub(super) rate: Rate,
    /// None of nothing.
    pub(super) percent: Option<String>,
    /// How long its bar is.
    pub(super) length: u64,
    /// Whether it is a part of the one before.
    pub(super) is_part: bool,
    /// Where its row begins.
    pub(super) y: usize,
    /// Where its column begins.
    pub(super) x: usize,
}

impl Chart {
    pub(super) fn of(points: Vec<Point>) -> Self {
        let placed = points.into_iter().enumerate().map(|(nth, point)| Point {
            y: nth * ROW,
            x: nth * 230,
            ..point
        });
        let points: Vec<Point> = placed.collect();
        Self {
            height: points.len() * ROW,
            points,
        }
    }
}

impl Point {
    pub(super) fn of(label: &str, href: Option<String>, rate: Rate) -> Self {
        let points = rate.basis_points();
        Self {
            label: label.to_owned(),
            short: short(label),
            href,
            rate,
            percent: points.map(percent),
            length: points.unwrap_or_default() * WHOLE / 10_000,
            is_part: false,
            y: 0,
            x: 0,
        }
    }

    /// A part of the one before.
    pub(super) fn part(self) -> Self {
        Self {
            is_part: true,
            ..self
        }
    }

    /// Where the middle of its row is.
    pub(super) const fn middle(&self) -> usize {
        self.y + ROW / 2 + 8
    }

    /// How high its column is.
    pub(super) const fn rise(&self) -> u64 {
        self.length * 3 / 10
    }

    /// Where its column begins, from above.
    pub(super) const fn top(&self) -> u64 {
        340 - self.rise()
    }
}

/// Hundredths of a percent as a percentage, cut off after one digit so that nothing short of all reads as all.
pub(super) fn percent(basis_points: u64) -> String {
    format!("{}.{}%", basis_points / 100, basis_points % 100 / 10)
}

fn short(label: &str) -> String {
    // A Chinese character is as wide as two letters.
    let mut room = 2 * LABEL;
    let mut kept = String::new();
    for c in label.chars() {
        let width = if c.is_ascii() { 1 } else { 2 };
        if width > room {
            kept.push('…');
            break;
        }
        room -= width;
        kept.push(c);
    }
    kept
}
