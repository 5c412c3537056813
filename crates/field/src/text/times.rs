//! Times as people write them (SMS-3): what was said, before a day and a zone make it an instant.

use super::cursor::Cursor;
use super::faces::{Part, clock, in_part};

/// What a text says about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// A clock time; hours from 24 on belong to the following day (`晚上12点`).
    Clock {
        day: Option<Day>,
        hour: u32,
        minute: u32,
    },
    /// A day without a clock time: `明天`.
    Day(Day),
    /// A part of the day without a clock time: `下午`.
    Part,
    /// A length of time, counted from the message: `3小时后`.
    Span { minutes: i64, way: Way },
    /// Something in the shape of a time that no clock shows: `25:70`.
    Unreadable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Days from the day of the message: `明天` is 1.
    Offset(i64),
    Date {
        year: i32,
        month: u32,
        day: u32,
    },
    Yearless {
        month: u32,
        day: u32,
    },
    Monthless(u32),
    /// Days after Monday; `week` counts from the week of the message, and is missing in a bare `周五`.
    Weekday {
        week: Option<i64>,
        days: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    After,
    Before,
    /// Neither `后` nor `前` was said.
    Bare,
}

const PARTS: &[(&str, Part)] = &[
    ("凌晨", Part::Dawn),
    ("清晨", Part::Morning),
    ("早晨", Part::Morning),
    ("大早上", Part::Morning),
    ("早上", Part::Morning),
    ("一早", Part::Morning),
    ("上午", Part::Morning),
    ("中午", Part::Noon),
    ("正午", Part::Noon),
    ("下午", Part::Afternoon),
    ("午后", Part::Afternoon),
    ("傍晚", Part::Night),
    ("晚上", Part::Night),
    ("晚间", Part::Night),
    ("夜里", Part::Night),
    ("夜间", Part::Night),
    ("半夜", Part::Night),
    ("早", Part::Morning),
    ("晚", Part::Night),
];

const DAYS: &[(&str, i64)] = &[
    ("大后天", 3),
    ("后天", 2),
    ("明天", 1),
    ("明日", 1),
    ("今天", 0),
    ("今日", 0),
    ("当天", 0),
    ("昨天", -1),
    ("昨日", -1),
    ("前天", -2),
    ("today", 0),
    ("tomorrow", 1),
    ("yesterday", -1),
];

const EVES: &[(&str, (i64, Part))] = &[
    ("今早", (0, Part::Morning)),
    ("今晚", (0, Part::Night)),
    ("今夜", (0, Part::Night)),
    ("明早", (1, Part::Morning)),
    ("明晚", (1, Part::Night)),
    ("昨晚", (-1, Part::Night)),
    ("昨夜", (-1, Part::Night)),
];

const WEEKS: &[(&str, Option<i64>)] = &[
    ("下个", Some(1)),
    ("下", Some(1)),
    ("本", Some(0)),
    ("这个", Some(0)),
    ("这", Some(0)),
    ("上个", Some(-1)),
    ("上", Some(-1)),
];

/// Reads a time that begins at `from`; also tells where it ends.
pub(super) fn read(chars: &[char], from: usize) -> Option<(Said, usize)> {
    let start = Cursor::new(chars, from);
    span(start).or_else(|| moment(start))
}

fn moment(start: Cursor<'_>) -> Option<(Said, usize)> {
    let mut next = start;
    let (day, mut part) = day_and_part(&mut next);
    let day_end = next.at;
    if day.is_some() {
        next.skip_while(|c| matches!(c, ' ' | ',' | '，' | '的'));
    }
    let part_start = next.at;
    part = part.or_else(|| next.eat_one_of(PARTS));
    let part_end = if next.at == part_start { day_end } else { next.at };
    next.skip_spaces();
    match clock(&mut next) {
        Some(Ok((hour, minute))) => {
            let hour = in_part(part, hour);
            Some((Said::Clock { day, hour, minute }, next.at))
        }
        Some(Err(())) => Some((Said::Unreadable, next.at)),
        None => match (day, part) {
            (Some(day), _) => Some((Said::Day(day), part_end)),
            (None, Some(_)) => Some((Said::Part, part_end)),
            (None, None) => unreadable_date(start),
        },
    }
}

fn day_and_part(next: &mut Cursor<'_>) -> (Option<Day>, Option<Part>) {
    if let Some((offset, part)) = next.eat_one_of(EVES) {
        return (Some(Day::Offset(offset)), Some(part));
    }
    let day = next
        .eat_one_of(DAYS)
        .map(Day::Offset)
        .or_else(|| attempt(next, weekday))
        .or_else(|| attempt(next, days_from_now))
        .or_else(|| attempt(next, date))
        .or_else(|| attempt(next, dotted_date));
    (day, None)
}

fn attempt<'a, T>(next: &mut Cursor<'a>, read: fn(&mut Cursor<'a>) -> Option<T>) -> Option<T> {
    let mut ahead = *next;
    let found = read(&mut ahead)?;
    *next = ahead;
    Some(found)
}

fn weekday(next: &mut Cursor<'_>) -> Option<Day> {
    let week = next.eat_one_of(WEEKS).flatten();
    if !["星期", "礼拜", "周"].iter().any(|word| next.eat_word(word)) {
        return None;
    }
    let c = next.eat_if(|_| true)?;
    let days = match c {
        '日' | '天' | '7' => 6,
        '1'..='6' => i64::from(c.to_digit(10)?) - 1,
        _ => i64::try_from("一二三四五六".chars().position(|name| name == c)?).ok()?,
    };
    Some(Day::Weekday { week, days })
}

fn days_from_now(next: &mut Cursor<'_>) -> Option<Day> {
    let days = next.small_number()?;
    ["天后", "天以后", "天之后"]
        .iter()
        .any(|word| next.eat_word(word))
        .then_some(Day::Offset(i64::from(days)))
}

/// `2026-11-22`, `2026年11月22日`, `11-22`, `11/22`, `11月22日`, `22号`.
fn date(next: &mut Cursor<'_>) -> Option<Day> {
    let (first, length) = next.digits()?;
    if length == 4 {
        let sign = next.eat_if(|c| matches!(c, '-' | '/' | '.' | '年'))?;
        let month = next.small_number()?;
        next.eat_if(|c| c == sign || c == '月')?;
        let day = next.small_number()?;
        end_of_date(next)?;
        let year = i32::try_from(first).ok()?;
        return is_date(month, day).then_some(Day::Date { year, month, day });
    }
    if length > 2 {
        return None;
    }
    if next.eat_if(|c| matches!(c, '日' | '号')).is_some() {
        let names_a_thing = next.peek().is_some_and(|c| "机车楼线门工".contains(c));
        if names_a_thing {
            return None;
        }
        return is_date(1, first).then_some(Day::Monthless(first));
    }
    next.eat_if(|c| matches!(c, '-' | '/' | '月'))?;
    let day = next.small_number()?;
    end_of_date(next)?;
    is_date(first, day).then_some(Day::Yearless { month: first, day })
}

/// `11.22`, a date only when a clock time follows; alone it is 11:22.
fn dotted_date(next: &mut Cursor<'_>) -> Option<Day> {
    let month = next.small_number()?;
    next.eat_if(|c| c == '.')?;
    let day = next.small_number()?;
    let mut behind = *next;
    behind.skip_while(|c| c == ' ');
    let spaced = behind.at > next.at;
    let timed = behind.eat_one_of(PARTS).is_some() || spaced;
    behind.skip_spaces();
    (is_date(month, day) && timed && matches!(clock(&mut behind), Some(Ok(_))))
        .then_some(Day::Yearless { month, day })
}

fn end_of_date(next: &mut Cursor<'_>) -> Option<()> {
    let closed = next.eat_if(|c| matches!(c, '日' | '号')).is_some();
    let is_more = next.goes_on() || next.peek().is_some_and(|c| "点时".contains(c));
    (closed || !is_more).then_some(())
}

fn is_date(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// `13-45`, `14/30`: meant as a date or a time, and neither.
fn unreadable_date(start: Cursor<'_>) -> Option<(Said, usize)> {
    let mut next = start;
    let (_, first) = next.digits()?;
    next.eat_if(|c| matches!(c, '-' | '/'))?;
    let (_, second) = next.digits()?;
    let is_range = next.goes_on() || next.peek().is_some_and(|c| "点时".contains(c));
    (first <= 2 && second <= 2 && !is_range).then_some((Said::Unreadable, next.at))
}

/// `3小时后`, `半小时后`, `一个半小时后`, `1.5小时`, `30分钟后`, `2h`, `1h30m`, `2小时前`
fn span(start: Cursor<'_>) -> Option<(Said, usize)> {
    let mut next = start;
    let minutes = attempt(&mut next, hours_and_minutes).or_else(|| attempt(&mut next, minutes_only))?;
    let mut ahead = next;
    ahead.skip_spaces();
    let way = ahead.eat_one_of(&[
        ("以后", Way::After),
        ("之后", Way::After),
        ("过后", Way::After),
        ("后", Way::After),
        ("以内", Way::After),
        ("之内", Way::After),
        ("内", Way::After),
        ("later", Way::After),
        ("以前", Way::Before),
        ("之前", Way::Before),
        ("前", Way::Before),
        ("ago", Way::Before),
    ]);
    if way.is_some() {
        next = ahead;
    }
    let way = way.unwrap_or(Way::Bare);
    Some((
        Said::Span {
            minutes: i64::from(minutes),
            way,
        },
        next.at,
    ))
}

/// Hours and minutes in `1h30m` touch digits on both sides.
const HOUR: &[(&str, ())] = &[
    ("小时", ()),
    ("钟头", ()),
    ("hours", ()),
    ("hour", ()),
    ("hrs", ()),
    ("hr", ()),
    ("h", ()),
];
const MINUTE: &[(&str, ())] = &[
    ("分钟", ()),
    ("minutes", ()),
    ("mins", ()),
    ("min", ()),
    ("m", ()),
];

fn hours_and_minutes(next: &mut Cursor<'_>) -> Option<u32> {
    let mut minutes = if next.eat('半') {
        next.eat('个');
        30
    } else {
        let whole = next.small_number()? * 60;
        let tenths = if next.eat('.') {
            next.digits().filter(|&(_, length)| length == 1)?.0
        } else {
            0
        };
        let half = next.eat('个') && next.eat('半');
        whole + tenths * 6 + if half { 30 } else { 0 }
    };
    next.skip_spaces();
    next.eat_one_of(HOUR)?;
    if next.eat('半') {
        minutes += 30;
    } else if let Some(more) = attempt(next, |next| {
        let more = next.small_number()?;
        (next.eat_one_of(MINUTE).is_some() || next.eat('分')).then_some(more)
    }) {
        minutes += more;
    }
    Some(minutes)
}

fn minutes_only(next: &mut Cursor<'_>) -> Option<u32> {
    let minutes = match next.peek().filter(char::is_ascii_digit) {
        Some(_) => next.digits().filter(|&(_, length)| length <= 3)?.0,
        None => next.small_number()?,
    };
    next.skip_spaces();
    if next.eat_one_of(MINUTE).is_none() {
        let counts = next.eat('分') && next.peek().is_some_and(|c| "后内前".contains(c));
        counts.then_some(())?;
    }
    Some(minutes)
}
