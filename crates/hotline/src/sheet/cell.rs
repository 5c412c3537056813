//! Single cells of a list of open orders.

use chrono_tz::Tz;
use decider::{Masters, cells};
use proto::order::OrderType;
use types::{CustomerId, Instant, MachineSerial, Phone, Sentence};

/// A text as it stands.
pub(super) fn text(text: &str) -> Result<String, Sentence> {
    Ok(text.to_owned())
}

/// An order's number in the list: capital letters, without the spaces some people group it by.
pub(super) fn number(text: &str) -> Result<String, Sentence> {
    const LONGEST: usize = 64;
    let number = joined(text);
    // A spreadsheet that takes it for a number may write a decimal.
    let number = number.strip_suffix(".0").unwrap_or(&number);
    if number.chars().count() > LONGEST {
        return Err(Sentence::new(
            format!("编号最多{LONGEST}个字符"),
            format!("a number has at most {LONGEST} characters"),
        ));
    }
    Ok(number.to_owned())
}

pub(super) fn serial(text: &str) -> Result<MachineSerial, Sentence> {
    joined(text).parse().map_err(|_| {
        Sentence::new(
            "整机编号须为1到64个字符，不含/和*",
            "a serial has 1 to 64 characters, without / and *",
        )
    })
}

fn joined(text: &str) -> String {
    let folded = cells::folded(text);
    let joined: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    joined.to_uppercase()
}

pub(super) fn moment(text: &str, zone: Tz) -> Result<Instant, Sentence> {
    cells::date_time(text, zone)?.ok_or_else(empty)
}

pub(super) fn flag(text: &str) -> Result<bool, Sentence> {
    cells::flag(text)?.ok_or_else(empty)
}

fn empty() -> Sentence {
    Sentence::new("此格不能为空", "this cell must be filled")
}

/// Whole hours of an hour meter; a part of an hour is cut off.
pub(super) fn hours(text: &str) -> Result<u32, Sentence> {
    const MILLION: i64 = 1_000_000;
    let folded = cells::folded(text).to_lowercase();
    let number = folded.trim_end_matches("小时").trim_end_matches('h');
    let hours = cells::decimal(number).ok().flatten().filter(|hours| *hours >= 0);
    hours
        .and_then(|hours| u32::try_from(hours / MILLION).ok())
        .ok_or_else(|| {
            Sentence::new(
                "工作小时须为数字，例如6310或6,310",
                "hours are a number, for example 6310 or 6,310",
            )
        })
}

/// A type of order by its name in either language or its code.
pub(super) fn order_type(text: &str) -> Result<OrderType, Sentence> {
    let folded = cells::folded(text).to_lowercase();
    let meant = OrderType::ALL.into_iter().find(|order_type| {
        let title = order_type.title();
        folded == order_type.as_str() || folded == title.zh.to_lowercase() || folded == title.en
    });
    meant.ok_or_else(|| {
        Sentence::new(
            format!("没有“{text}”这种工单类型，例如：故障、定检保养"),
            format!("there is no order type {text:?}; for example: failure repair, periodic maintenance"),
        )
    })
}

/// A customer by number, or by a name that only one customer has; none when nobody is called so.
pub(super) fn customer(text: &str, masters: &Masters) -> Option<CustomerId> {
    let by_id = cells::folded(text)
        .parse::<CustomerId>()
        .ok()
        .filter(|id| masters.customer(id).is_some());
    let by_name = || {
        let mut named = masters
            .customers()
            .filter(|customer| customer.name.open().is_some_and(|name| name == text));
        let first = named.next()?;
        named.next().is_none().then(|| first.id.clone())
    };
    by_id.or_else(by_name)
}

/// The first phone of a cell.
pub(super) fn phone(text: &str) -> Result<Phone, Sentence> {
    parts(text)
        .find_map(|part| part.strip_suffix(".0").unwrap_or(part).parse().ok())
        .ok_or_else(|| {
            Sentence::new(
                "须为电话号码，3到15位数字",
                "a phone number of 3 to 15 digits was expected",
            )
        })
}

/// A name, and the phone that stands beside it in the same cell.
pub(super) fn caller(text: &str) -> (Option<String>, Option<Phone>) {
    const SHORTEST: usize = 7;
    let words = || {
        parts(text)
            .flat_map(str::split_whitespace)
            .filter(|word| !word.is_empty())
    };
    let phone_of = |word: &str| {
        word.parse::<Phone>()
            .ok()
            .filter(|phone| phone.as_str().len() >= SHORTEST)
    };
    let name: Vec<&str> = words().filter(|word| phone_of(word).is_none()).collect();
    let name = Some(name.join(" ")).filter(|name| !name.is_empty());
    (name, words().find_map(phone_of))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', '，', ',', ';', '；', '/', '|', '\n', '（', '）', '(', ')'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
