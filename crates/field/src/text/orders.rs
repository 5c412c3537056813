//! Finds the order number a text names (ORD-4), or what is wrong with it.

use types::OrderNumber;

use super::keywords::Role;
use super::mistake::Mistake;
use super::pieces::{Kind, Line, Piece, Step, is_mobile};

/// Runs shorter than this are house numbers, hours and the like; order numbers have seven digits or more,
/// and one or two are easily left out.
const SHORTEST_SLIP: usize = 5;
const SHORTEST: usize = 7;
const LONGEST: usize = 12;

/// The order a text names. `mistakes` are its own; a text may name none.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) order: Option<OrderNumber>,
    pub(super) mistakes: Vec<Mistake>,
}

fn length(piece: &Piece) -> usize {
    piece.end - piece.start
}

fn candidates(line: &Line, shortest: usize) -> impl Iterator<Item = (usize, &Piece)> {
    let fits = move |piece: &Piece| piece.kind == Kind::Digits && length(piece) >= shortest;
    line.pieces
        .iter()
        .enumerate()
        .filter(move |(_, piece)| fits(piece))
}

/// Every number of the text counts: it should name one order and no other number of that size.
pub(super) fn named_anywhere(line: &Line) -> Named {
    judge(candidates(line, SHORTEST_SLIP).map(|(_, piece)| line.digits(piece)))
}

/// In front of free text only the number beside the keyword at `key` counts, because the words may hold
/// numbers of their own; without one beside it, any number of an order's length does.
pub(super) fn named_beside(line: &Line, key: usize) -> (Named, Option<usize>) {
    let beside = [Step::Back, Step::On]
        .into_iter()
        .find_map(|step| beside(line, key, step));
    if let Some(index) = beside {
        let said = line.pieces.get(index).map(|piece| line.digits(piece));
        return (judge(said.into_iter()), Some(index));
    }
    let long = |piece: &Piece| length(piece) <= LONGEST;
    let named = judge(
        candidates(line, SHORTEST)
            .filter(|(_, piece)| long(piece))
            .map(|(_, piece)| line.digits(piece)),
    );
    let index = named.order.as_ref().and_then(|order| {
        let is_it = |piece: &Piece| line.digits(piece) == order.as_str();
        candidates(line, SHORTEST)
            .find(|(_, piece)| is_it(piece))
            .map(|(index, _)| index)
    });
    (named, index)
}

fn beside(line: &Line, key: usize, step: Step) -> Option<usize> {
    let mut index = key;
    loop {
        index = match step {
            Step::Back => index.checked_sub(1)?,
            Step::On => index + 1,
        };
        let piece = line.pieces.get(index)?;
        if piece.kind == Kind::Digits {
            return (SHORTEST_SLIP..=LONGEST)
                .contains(&length(piece))
                .then_some(index);
        }
        if !piece.is_silent() && piece.kind != Kind::Word(Role::Not) {
            return None;
        }
    }
}

/// The number in front of the keyword at `key`, as it was typed.
pub(super) fn typed_before(line: &Line, key: usize) -> Option<String> {
    let piece = line.pieces.get(beside(line, key, Step::Back)?)?;
    Some(line.digits(piece))
}

pub(super) fn judge(said: impl Iterator<Item = String>) -> Named {
    let mut orders: Vec<OrderNumber> = Vec::new();
    let mut mistakes = Vec::new();
    for said in said {
        match said.parse::<OrderNumber>() {
            Ok(order) if orders.contains(&order) => {}
            Ok(order) => orders.push(order),
            Err(_) => mistakes.push(Mistake::WrongOrderNumber { said }),
        }
    }
    if orders.len() > 1 {
        mistakes.push(Mistake::TwoOrders {
            orders: std::mem::take(&mut orders),
        });
    }
    let order = orders.pop().filter(|_| mistakes.is_empty());
    Named { order, mistakes }
}

/// Joins a number that was typed in groups, `2600 017` or `138 0013 8000`, into one piece.
///
/// Phones are joined always, an order number only when no other number of its size is in the text: a valid
/// one first, then one that is just as long, so that a mistyped number is not overlooked.
pub(super) fn join_groups(line: &mut Line) {
    join(line, |_, digits| is_phone(digits).then_some(Kind::Name));
    for valid in [true, false] {
        for from_time in [false, true] {
            if candidates(line, SHORTEST).next().is_some() {
                return;
            }
            join(line, |first, digits| {
                let starts = from_time || first.kind == Kind::Digits;
                let fits = (SHORTEST..=LONGEST).contains(&digits.len());
                (starts && fits && (!valid || digits.parse::<OrderNumber>().is_ok())).then_some(Kind::Digits)
            });
        }
    }
}

fn is_phone(digits: &str) -> bool {
    let chars: Vec<char> = digits.chars().collect();
    is_mobile(&chars, 0, chars.len())
}

fn join(line: &mut Line, kind_of: impl Fn(&Piece, &str) -> Option<Kind>) {
    let mut start = 0;
    while let Some(&first) = line.pieces.get(start) {
        let windows = (start + 2..(start + LONGEST * 2).min(line.pieces.len())).step_by(2);
        let found = windows
            .map_while(|end| joined(line, start, end).map(|digits| (end, digits)))
            .find_map(|(end, digits)| kind_of(&first, digits.as_deref()?).map(|kind| (kind, end)));
        if let Some((kind, last)) = found
            && let Some(end) = line.pieces.get(last).map(|piece| piece.end)
        {
            line.pieces.splice(
                start..=last,
                [Piece {
                    kind,
                    start: first.start,
                    end,
                }],
            );
        }
        start += 1;
    }
}

/// The digits of pieces `start..=end`: `None` if they are anything but groups of digits with single spaces
/// or dashes between them, `Some(None)` if all of them are clock times.
#[expect(
    clippy::option_option,
    reason = "the outer option ends the search, the inner one goes on with it"
)]
fn joined(line: &Line, start: usize, end: usize) -> Option<Option<String>> {
    let mut digits = String::new();
    let mut some_is_no_time = false;
    for (place, piece) in line.pieces.get(start..=end)?.iter().enumerate() {
        let text = line.text(piece);
        if place % 2 == 1 {
            (text == " " || text == "-").then_some(())?;
        } else {
            (text.len() < SHORTEST && text.bytes().all(|c| c.is_ascii_digit())).then_some(())?;
            some_is_no_time |= piece.kind == Kind::Digits;
            digits.push_str(&text);
        }
    }
    Some(some_is_no_time.then_some(digits))
}
