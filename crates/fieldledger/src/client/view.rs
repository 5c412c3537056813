//! How things look to the person who reads: language, zone, colour.

use chrono_tz::Tz;
use types::{Instant, Lang, Sentence, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::client::words::{Phrase, Word};

/// Language, zone and colour of what is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub lang: Lang,
    pub zone: Tz,
    pub colour: bool,
}

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Head,
    Good,
    Warning,
    Bad,
    Dim,
}

impl Tone {
    const fn code(self) -> &'static str {
        match self {
            Self::Head => "1",
            Self::Good => "32",
            Self::Warning => "33",
            Self::Bad => "31",
            Self::Dim => "2",
        }
    }
}

impl View {
    /// Without colour, in the default zone.
    #[cfg(test)]
    pub(crate) fn plain(lang: Lang) -> Self {
        Self {
            lang,
            zone: chrono_tz::Asia::Shanghai,
            colour: false,
        }
    }

    pub(crate) fn word(&self, word: impl Phrase) -> &'static str {
        word.text(self.lang)
    }

    /// A word with `{1}`, `{2}`, … filled in.
    pub(crate) fn say(&self, word: impl Phrase, values: &[&str]) -> String {
        word.fill(self.lang, values)
    }

    pub(crate) fn sentence<'a>(&self, sentence: &'a Sentence) -> &'a str {
        sentence.in_language(self.lang)
    }

    /// Several things that are said in one line, `缺小时数；缺照片`.
    pub(crate) fn one_after_another<S: AsRef<str>>(&self, all: &[S]) -> String {
        let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
        all.join(match self.lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        })
    }

    /// Several names or words of a kind, `照片、旧件照片`.
    pub(crate) fn listed<S: AsRef<str>>(&self, all: &[S]) -> String {
        let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
        all.join(match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        })
    }

    /// What is said beside something, `照片（不清楚）`.
    pub(crate) fn aside(&self, said: &str, beside: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{said}（{beside}）"),
            Lang::En => format!("{said} ({beside})"),
        }
    }

    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code())
        } else {
            text.to_owned()
        }
    }

    /// `2026-01-05 08:00` on the wall clock of the zone; seconds only where there are any.
    pub(crate) fn time(&self, instant: Instant) -> String {
        let local = instant.local(self.zone);
        let whole_minute = instant.micros() % 60_000_000 == 0;
        local
            .format(if whole_minute {
                "%Y-%m-%d %H:%M"
            } else {
                "%Y-%m-%d %H:%M:%S"
            })
            .to_string()
    }

    /// As [`Self::time`], to the minute: for tables.
    pub(crate) fn minute(&self, instant: Instant) -> String {
        instant.local(self.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The same without the year, where many stand in a column: `01-05 08:00`.
    pub(crate) fn day_and_minute(&self, instant: Instant) -> String {
        instant.local(self.zone).format("%m-%d %H:%M").to_string()
    }

    /// `35小时20分`, `35h 20m`; whole minutes, days from three days on. The sign is left out.
    pub(crate) fn span(&self, span: Span) -> String {
        let minutes = span.as_seconds().unsigned_abs() / 60;
        let (days, hours) = if minutes >= 72 * 60 {
            (minutes / 1_440, minutes / 60 % 24)
        } else {
            (0, minutes / 60)
        };
        let units = [
            (days, Word::UnitDays),
            (hours, Word::UnitHours),
            (minutes % 60, Word::UnitMinutes),
        ];
        let parts: Vec<String> = units
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .take(2)
            .map(|(count, unit)| format!("{count}{}", self.word(unit)))
            .collect();
        match (parts.is_empty(), self.lang) {
            (true, _) => self.word(Word::UnderAMinute).to_owned(),
            (false, Lang::Zh) => parts.concat(),
            (false, Lang::En) => parts.join(" "),
        }
    }

    /// `还剩 35小时20分` or `超时 2小时`.
    pub(crate) fn remaining(&self, span: Span) -> String {
        let word = if span.is_negative() {
            Word::Overdue
        } else {
            Word::TimeLeft
        };
        self.say(word, &[&self.span(span)])
    }
}

/// `812 B`, `3.4 MB`: a file's size in the units that people compare.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

/// Cuts a text to a number of columns, a Chinese character taking two, and puts it on one line.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.width() <= columns {
        return line;
    }
    let mut used = 1;
    let mut kept: String = line
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_say_them() {
        let span = |text: &str| text.parse::<Span>().unwrap();
        let (zh, en) = (View::plain(Lang::Zh), View::plain(Lang::En));
        assert_eq!(zh.remaining(span("35h20m")), "还剩 35小时20分");
        assert_eq!(en.remaining(span("35h20m")), "35h 20m left");
        assert_eq!(zh.remaining(span("-2h")), "超时 2小时");
        assert_eq!(en.remaining(span("-90m")), "1h 30m overdue");
        assert_eq!(zh.span(span("4d5h59m")), "4天5小时");
        assert_eq!(en.span(span("59s")), "under 1m");
    }

    #[test]
    fn times_are_local_and_show_seconds_only_when_there_are_any() {
        let view = View::plain(Lang::Zh);
        let at = |text: &str| text.parse::<Instant>().unwrap();
        assert_eq!(view.time(at("2026-01-05T00:00:00Z")), "2026-01-05 08:00");
        assert_eq!(view.time(at("2026-01-05T00:00:07Z")), "2026-01-05 08:00:07");
        assert_eq!(view.minute(at("2026-01-05T00:00:07Z")), "2026-01-05 08:00");
    }

    #[test]
    fn sizes_read_in_the_units_people_compare() {
        assert_eq!([812, 3_450, 12_999_999].map(size), ["812 B", "3.4 kB", "12.9 MB"]);
    }

    #[test]
    fn a_text_is_cut_by_columns_and_not_by_characters() {
        assert_eq!(cut("动臂无力", 8), "动臂无力");
        assert_eq!(cut("动臂无力，冒黑烟", 8), "动臂无…");
        assert_eq!(cut("no\n power", 20), "no power");
    }
}
