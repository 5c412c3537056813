//! Clock faces in all their spellings, and the part of the day that makes `3点` an afternoon.

use super::cursor::Cursor;

/// The part of the day a time was said with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Dawn,
    Morning,
    Noon,
    Afternoon,
    Night,
}

/// Units behind a number that make it anything but a clock time.
const MEASURES: &[&str] = &[
    "小时", "钟头", "分钟", "公里", "千米", "元", "块", "台", "个", "米", "吨", "度", "号机", "型", "天",
    "次", "人", "件", "km", "h", "hours", "hrs", "kg", "mm", "mpa", "bar", "rpm", "v",
];

pub(super) type Face = (u32, u32);

/// A clock face; `Err` for the shape of one that no clock shows.
pub(super) fn clock(next: &mut Cursor<'_>) -> Option<Result<Face, ()>> {
    let forms = [colon, dotted, spoken, half_of_day, compact];
    let (found, end) = forms.iter().find_map(|form| {
        let mut ahead = *next;
        form(&mut ahead).map(|found| (found, ahead.at))
    })?;
    next.at = end;
    Some(found)
}

fn face(hour: u32, minute: u32) -> Result<Face, ()> {
    if minute < 60 && (hour < 24 || (hour, minute) == (24, 0)) {
        Ok((hour, minute))
    } else {
        Err(())
    }
}

/// `14:30`, `14:30:05`, `3:30pm`
fn colon(next: &mut Cursor<'_>) -> Option<Result<Face, ()>> {
    let (hour, _) = next.digits().filter(|&(_, length)| length <= 2)?;
    next.eat_if(|c| c == ':')?;
    next.skip_spaces();
    let (minute, length) = next.digits()?;
    if length > 4 {
        return None;
    }
    if next.eat(':') {
        next.digits();
    }
    let found = if length == 2 { face(hour, minute) } else { Err(()) };
    Some(found.map(|(hour, minute)| (halved(next, hour), minute)))
}

/// `14.30`, but not `1.5小时` or a version number.
fn dotted(next: &mut Cursor<'_>) -> Option<Result<Face, ()>> {
    let (hour, _) = next.digits().filter(|&(_, length)| length <= 2)?;
    next.eat_if(|c| c == '.')?;
    let (minute, _) = next.digits().filter(|&(_, length)| length == 2)?;
    let is_more = next.goes_on() || measured(*next);
    face(hour, minute).ok().filter(|_| !is_more).map(Ok)
}

/// `9点`, `9点半`, `2点10分`, `十点一刻`, `14时30分`
fn spoken(next: &mut Cursor<'_>) -> Option<Result<Face, ()>> {
    let hour = next.small_number()?;
    next.eat_if(|c| matches!(c, '点' | '时'))?;
    if next.peek() == Some('候') {
        return None;
    }
    let mut ahead = *next;
    let minute = if ahead.eat('半') {
        Some(30)
    } else {
        ahead.small_number().map(|number| {
            if ahead.eat('刻') {
                number * 15
            } else {
                ahead.eat('分');
                number
            }
        })
    };
    if minute.is_some() {
        next.at = ahead.at;
    } else {
        next.eat_if(|c| matches!(c, '钟' | '整'));
    }
    Some(face(hour, minute.unwrap_or(0)))
}

/// `3pm`, `9 am`
fn half_of_day(next: &mut Cursor<'_>) -> Option<Result<Face, ()>> {
    let (hour, _) = next.digits().filter(|&(_, length)| length <= 2)?;
    let digits_end = next.at;
    let hour = halved(next, hour);
    (next.at > digits_end).then(|| face(hour, 0))
}

fn halved(next: &mut Cursor<'_>, hour: u32) -> u32 {
    let mut ahead = *next;
    ahead.skip_spaces();
    let Some(afternoon) = ahead.eat_one_of(&[("am", false), ("pm", true)]) else {
        return hour;
    };
    next.at = ahead.at;
    match (hour, afternoon) {
        (12, false) => 0,
        (1..=11, true) => hour + 12,
        _ => hour,
    }
}

/// `1430`, `930`: only as a whole number without a unit behind it.
fn compact(next: &mut Cursor<'_>) -> Option<Result<Face, ()>> {
    let zero_first = next.peek() == Some('0');
    let (number, length) = next.digits()?;
    let plain = length == 4 || (length == 3 && !zero_first);
    let is_date = next.goes_on() || next.peek().is_some_and(|c| "年月号".contains(c));
    if !plain || is_date || measured(*next) {
        return None;
    }
    face(number / 100, number % 100).ok().map(Ok)
}

/// Whether a unit stands behind the number that ends at `end`.
pub(super) fn is_measure(chars: &[char], end: usize) -> bool {
    measured(Cursor::new(chars, end))
}

fn measured(next: Cursor<'_>) -> bool {
    let mut behind = next;
    behind.skip_spaces();
    MEASURES.iter().any(|unit| next.clone().eat_word(unit))
        || ["小时", "公里", "km"].iter().any(|unit| behind.eat_word(unit))
}

pub(super) fn in_part(part: Option<Part>, hour: u32) -> u32 {
    match (part, hour) {
        (Some(Part::Dawn), 12) => 0,
        (Some(Part::Noon), 1..=3) | (Some(Part::Afternoon), 1..=11) | (Some(Part::Night), 5..=11) => {
            hour + 12
        }
        (Some(Part::Night), 0..=4) => hour + 24,
        (Some(Part::Night), 12) => 24,
        _ => hour,
    }
}
