//! What only shows between rows: a key used twice, a phone held by two at once.

use std::collections::BTreeMap;

use decider::Masters;
use proto::directory::{Entry, StagedEntry};
use types::{Instant, PersonId, Phone, Sentence};

use super::columns::Field;
use super::{RowReader, Surroundings};

/// Keys and phones of the rows read so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    keys: BTreeMap<String, u32>,
    phones: BTreeMap<Phone, Vec<Holding>>,
}

/// A row's hold on a phone, from an instant up to another.
#[derive(Debug, Clone)]
struct Holding {
    line: u32,
    from: Instant,
    until: Instant,
}

impl Holding {
    fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

impl Seen {
    pub(super) fn of(rows: &[StagedEntry]) -> Self {
        let mut seen = Self::default();
        for row in rows {
            seen.keep(row.line, &row.entry);
        }
        seen
    }

    fn keep(&mut self, line: u32, entry: &Entry) {
        self.keys.insert(key(entry).to_owned(), line);
        for (phone, holding) in phones(line, entry) {
            self.phones.entry(phone).or_default().push(holding);
        }
    }
}

/// Checks an entry against the rows before it and, for staff phones, against who holds them now.
pub(super) fn check(row: &mut RowReader<'_>, entry: &Entry, seen: &mut Seen, around: Surroundings<'_>) {
    let masters = around.masters;
    let line = row.line();
    if let Some(first) = seen.keys.get(key(entry)).filter(|first| **first != line) {
        let reason = Sentence::new(
            format!("与第{first}行的编号相同，请保留一行"),
            format!("line {first} has the same key; keep one of them"),
        );
        row.refuse(Field::Id, reason);
        return;
    }
    for (phone, holding) in phones(line, entry) {
        let earlier = seen.phones.get(&phone).into_iter().flatten();
        if let Some(other) = earlier
            .clone()
            .find(|other| other.line != line && other.overlaps(&holding))
        {
            row.refuse(Field::Phones, phone_taken(other.line, entry));
        }
        if let Some(since) = held_later(&phone, &holding, entry, masters) {
            let reason = Sentence::new(
                format!("该号码自{since}起归另一人使用，启用日期不能更早"),
                format!("the phone is somebody else's since {since}; it cannot begin before that"),
            );
            row.refuse(Field::Phones, reason);
        }
        if !row.says(Field::PhoneFrom)
            && let Some(holder) = held_now(&phone, entry, around)
        {
            let reason = Sentence::new(
                format!("该号码现由{holder}使用，换人请填写启用日期"),
                format!("the phone is {holder}'s now; say from which day it is this person's"),
            );
            row.refuse(Field::Phones, reason);
        }
    }
    seen.keep(line, entry);
}

/// Who else holds a phone now. A list without a day must not take it from them (DIR-2); whoever has left holds none.
fn held_now(phone: &Phone, entry: &Entry, around: Surroundings<'_>) -> Option<PersonId> {
    let Entry::Person(person) = entry else { return None };
    let (masters, now) = (around.masters, around.now);
    let holder = masters.staff_by_phone(phone, now)?;
    (holder.id != person.id).then(|| holder.id.clone())
}

fn phone_taken(line: u32, entry: &Entry) -> Sentence {
    match entry {
        Entry::Person(_) => Sentence::new(
            format!("该号码同时写给了第{line}行的人，请写明启用和停用日期"),
            format!("line {line} holds the same phone at the same time; say from which day to which"),
        ),
        Entry::Station(_) | Entry::Customer(_) | Entry::Machine(_) => Sentence::new(
            format!("该号码已写给第{line}行，请只留一处"),
            format!("line {line} has the same phone; keep it in one place"),
        ),
    }
}

/// Since when somebody else holds a phone that this entry claims from an earlier moment (DIR-2).
fn held_later(phone: &Phone, holding: &Holding, entry: &Entry, masters: &Masters) -> Option<Instant> {
    let Entry::Person(person) = entry else { return None };
    let others = masters
        .phone_holders(phone)
        .iter()
        .filter(|(since, until, holder)| {
            *holder != person.id && *since > holding.from && until.is_none_or(|until| until > *since)
        });
    others
        .map(|(since, _, _)| *since)
        .find(|since| *since < holding.until)
}

fn key(entry: &Entry) -> &str {
    match entry {
        Entry::Station(station) => station.id.as_str(),
        Entry::Person(person) => person.id.as_str(),
        Entry::Customer(customer) => customer.id.as_str(),
        Entry::Machine(machine) => machine.serial.as_str(),
    }
}

fn phones(line: u32, entry: &Entry) -> Vec<(Phone, Holding)> {
    match entry {
        Entry::Person(person) => person
            .phones
            .iter()
            .filter_map(|held| {
                let until = held.until.unwrap_or(Instant::MAX);
                Some((
                    held.phone.open()?.clone(),
                    Holding {
                        line,
                        from: held.from,
                        until,
                    },
                ))
            })
            .collect(),
        Entry::Customer(customer) => {
            let always = Holding {
                line,
                from: Instant::MIN,
                until: Instant::MAX,
            };
            customer
                .phones
                .iter()
                .filter_map(|phone| Some((phone.open()?.clone(), always.clone())))
                .collect()
        }
        Entry::Station(_) | Entry::Machine(_) => Vec::new(),
    }
}
