//! The parts behind 换件: their numbers, quantities and serials as people write them (SMS-2, CLM-17).

use proto::field::PartExchange;
use types::OrderNumber;

use super::cursor::Cursor;
use super::keywords::{Role, word_at};
use super::mistake::Mistake;
use super::moment::Sent;
use super::pieces::Line;

/// Digits alone are a part's number from this length on; fewer are a quantity.
const SHORTEST_NUMBER: usize = 5;
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=40;
const QUANTITIES: std::ops::RangeInclusive<u32> = 1..=999;
/// As long as most orders' numbers are.
const ORDER_LENGTH: usize = 7;

const UNITS: &[(&str, ())] = &[
    ("个", ()),
    ("件", ()),
    ("只", ()),
    ("套", ()),
    ("根", ()),
    ("条", ()),
    ("支", ()),
    ("台", ()),
    ("颗", ()),
    ("片", ()),
    ("块", ()),
    ("组", ()),
    ("副", ()),
    ("pcs", ()),
    ("pc", ()),
];

/// Words before a serial number: whether it is the old part's.
const SERIALS: &[(&str, bool)] = &[
    ("旧件", true),
    ("旧号", true),
    ("旧", true),
    ("old", true),
    ("新件", false),
    ("新号", false),
    ("新", false),
    ("new", false),
];

/// What stands behind the keyword.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Numbers that are an order's, or should be.
    pub(super) orders: Vec<String>,
    pub(super) parts: Vec<PartExchange>,
    pub(super) mistakes: Vec<Mistake>,
}

impl List {
    /// Whether a part is named beyond doubt: `24V继电器` is none.
    pub(super) fn names_a_part(&self) -> bool {
        let digits = |part: &PartExchange| part.part_number.bytes().filter(u8::is_ascii_digit).count();
        self.parts.iter().any(|part| digits(part) >= SHORTEST_NUMBER)
    }
}

/// Reads the list behind the keyword at `key`.
pub(super) fn read(line: &Line, key: usize, sent: Sent) -> List {
    let from = line.pieces.get(key).map_or(line.chars.len(), |piece| piece.end);
    let mut reader = Reader {
        next: Cursor::new(&line.chars, from),
        years: sent.years(),
        list: List::default(),
        counted: false,
        counts_first: false,
        ahead: None,
        order_follows: false,
        name: String::new(),
        names_first: false,
    };
    reader.run();
    reader.list
}

struct Reader<'a> {
    next: Cursor<'a>,
    years: [u8; 2],
    list: List,
    /// Whether the last part has its quantity.
    counted: bool,
    /// Whether quantities stand before the numbers in this text, `2个 4611-1234`.
    counts_first: bool,
    /// The quantity of the part whose number is still to come.
    ahead: Option<u32>,
    order_follows: bool,
    /// The name of the part whose number is still to come.
    name: String,
    /// Whether names stand before the numbers in this text, `滤芯 4611-1234`.
    names_first: bool,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(c) = self.next.peek() {
            if let Some(said) = quantity(&mut self.next) {
                self.count(&said);
            } else if let Some((is_old, said)) = serial(&mut self.next) {
                self.identify(is_old, said);
            } else if c.is_ascii_alphanumeric() {
                self.token();
            } else if c.is_alphanumeric() {
                self.word();
            } else {
                self.order_follows |= c == '#';
                self.next.at += 1;
            }
        }
        if self.list.parts.is_empty() && self.list.mistakes.is_empty() {
            self.wrong(Mistake::PartNumberMissing);
        } else if let Some(quantity) = self.ahead {
            let said = quantity.to_string();
            self.wrong(Mistake::PartQuantity { said });
        }
    }

    fn wrong(&mut self, mistake: Mistake) {
        if !self.list.mistakes.contains(&mistake) {
            self.list.mistakes.push(mistake);
        }
    }

    fn count(&mut self, said: &str) {
        let quantity = said.parse().ok().filter(|count| QUANTITIES.contains(count));
        self.counts_first |= self.list.parts.is_empty();
        match (self.list.parts.last_mut(), quantity) {
            (_, Some(quantity)) if self.counts_first && self.ahead.is_none() => self.ahead = Some(quantity),
            (Some(part), Some(quantity)) if !self.counts_first && !self.counted => part.quantity = quantity,
            _ => self.wrong(Mistake::PartQuantity {
                said: said.to_owned(),
            }),
        }
        self.counted = true;
    }

    // rule: CLM-17
    fn identify(&mut self, is_old: bool, said: String) {
        let Some(part) = self.list.parts.last_mut() else {
            return self.wrong(Mistake::PartNumberMissing);
        };
        let serial = if is_old {
            &mut part.old_serial
        } else {
            &mut part.new_serial
        };
        if serial.is_none() {
            *serial = Some(said);
        } else {
            self.wrong(Mistake::PartSerialTwice { said });
        }
    }

    /// Letters and digits: an order's number, a quantity, a part's number, or a word.
    fn token(&mut self) {
        let start = self.next;
        let said = run(&mut self.next);
        let is_digits = said.bytes().all(|c| c.is_ascii_digit());
        if let Some(order) = self.order(&said, is_digits) {
            self.order_follows = false;
            return self.list.orders.push(order);
        }
        self.order_follows = false;
        if !said.bytes().any(|c| c.is_ascii_digit()) {
            return self.latin(start, &said);
        }
        if is_digits && said.len() < SHORTEST_NUMBER {
            return match self.list.parts.is_empty() {
                true => self.wrong(Mistake::PartNumberUnreadable { said }),
                false => self.count(&said),
            };
        }
        if let Some(quantity) = no_quantity(&said).filter(|_| !self.list.parts.is_empty()) {
            return self.count(quantity);
        }
        match glued(&said).filter(|_| !is_digits) {
            Some((number, quantity)) => {
                self.part(number);
                self.count(quantity);
            }
            None => self.part(&said),
        }
    }

    fn part(&mut self, said: &str) {
        if !LENGTHS.contains(&said.len()) {
            return self.wrong(Mistake::PartNumberUnreadable {
                said: said.to_owned(),
            });
        }
        self.counted = false;
        self.list.parts.push(PartExchange {
            part_number: said.to_ascii_uppercase(),
            name: std::mem::take(&mut self.name),
            quantity: self.ahead.take().unwrap_or(1),
            old_serial: None,
            new_serial: None,
        });
    }

    /// The digits of a number that is an order's: behind `SO` or 单号 any, otherwise one in an order's shape that no
    /// quantity follows. One in groups, `26-00017`, must be right, for parts' numbers have groups, too.
    fn order(&self, said: &str, is_digits: bool) -> Option<String> {
        if let Some(marked) = marked_order(said) {
            return Some(marked.to_owned());
        }
        let is_grouped = said.bytes().all(|c| c.is_ascii_digit() || c == b'-');
        let said: String = said.chars().filter(char::is_ascii_digit).collect();
        let is_right = || said.parse::<OrderNumber>().is_ok();
        if !is_grouped || said.len() < SHORTEST_NUMBER || !(is_digits || is_right()) {
            return None;
        }
        let mut ahead = self.next;
        ahead.skip_spaces();
        let is_counted = quantity(&mut ahead).is_some();
        (self.order_follows || (self.looks_like_an_order(&said) && !is_counted)).then_some(said)
    }

    /// A right number of a recent order, or a wrong one of its length.
    fn looks_like_an_order(&self, said: &str) -> bool {
        let prefix = said.get(..2).and_then(|prefix| prefix.parse().ok());
        let is_recent = prefix.is_some_and(|prefix| self.years.contains(&prefix));
        match said.parse::<OrderNumber>() {
            Ok(order) => is_recent || order.is_99(),
            Err(_) => is_recent && said.len() == ORDER_LENGTH,
        }
    }

    fn latin(&mut self, start: Cursor<'_>, said: &str) {
        match word_at(start).filter(|&(_, end)| end == self.next.at) {
            Some((role, _)) => self.order_follows = role == Role::Order,
            None => self.call(said),
        }
    }

    /// Words are the name of a part; known ones say nothing of it.
    fn word(&mut self) {
        let mut word = String::new();
        while let Some(c) = self.next.peek().filter(|c| c.is_alphanumeric() && !c.is_ascii()) {
            let mut ahead = self.next;
            if quantity(&mut ahead).is_some() || serial(&mut ahead).is_some() {
                break;
            }
            match word_at(self.next).filter(|&(_, end)| end > self.next.at + 1) {
                Some((role, end)) => {
                    self.order_follows = role == Role::Order;
                    self.next.at = end;
                    break;
                }
                None => word.push(c),
            }
            self.next.at += 1;
        }
        if word.chars().count() > 1 {
            self.call(&word);
        }
    }

    fn call(&mut self, word: &str) {
        self.names_first |= self.list.parts.is_empty();
        let last = self.list.parts.last_mut().map(|part| &mut part.name);
        let name = match last.filter(|_| !self.names_first) {
            Some(name) => name,
            None => &mut self.name,
        };
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
}

/// `x2`, `*2`, `×2`, `x2个`, `2个`, `两个`: the figure as it was typed, or in digits.
fn quantity(next: &mut Cursor<'_>) -> Option<String> {
    let mut ahead = *next;
    let signed = ahead
        .eat_if(|c| matches!(c, 'x' | 'X' | '*' | '×' | '✕' | '✖' | 'х' | 'Х'))
        .is_some();
    if signed {
        ahead.skip_spaces();
    }
    let said = figure(&mut ahead)?;
    let ends = ahead;
    ahead.skip_spaces();
    let with_unit = ahead.eat_one_of(UNITS).is_some();
    if !with_unit {
        ahead = ends;
    }
    let goes_on = ahead.goes_on() || ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric());
    ((signed && !goes_on) || with_unit).then(|| {
        *next = ahead;
        said
    })
}

fn figure(next: &mut Cursor<'_>) -> Option<String> {
    let mut digits = String::new();
    while let Some(digit) = next.eat_if(|c| c.is_ascii_digit()) {
        digits.push(digit);
    }
    if digits.is_empty() {
        return next.small_number().map(|number| number.to_string());
    }
    Some(digits)
}

/// `旧SN123`, `新号：456`
fn serial(next: &mut Cursor<'_>) -> Option<(bool, String)> {
    let mut ahead = *next;
    let is_old = ahead.eat_one_of(SERIALS)?;
    ahead.eat_one_of(&[("序列号", ()), ("编号", ()), ("号", ())]);
    ahead.skip_while(|c| matches!(c, ' ' | ':' | '：' | '='));
    let said = run(&mut ahead);
    said.bytes().any(|c| c.is_ascii_digit()).then(|| {
        *next = ahead;
        (is_old, said.to_ascii_uppercase())
    })
}

/// Letters and digits, with single signs between them: `4611-1234`, `332/H3923`.
fn run(next: &mut Cursor<'_>) -> String {
    let mut said = String::new();
    loop {
        while let Some(c) = next.eat_if(|c| c.is_ascii_alphanumeric()) {
            said.push(c);
        }
        let mut ahead = *next;
        // A quantity ends the number: `1R-0716x2/1R-0750` are two.
        let sign = ahead.eat_if(|c| matches!(c, '-' | '.' | '_') || (c == '/' && glued(&said).is_none()));
        let goes_on = !said.is_empty() && ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric());
        let Some(sign) = sign.filter(|_| goes_on) else {
            return said;
        };
        said.push(sign);
        *next = ahead;
    }
}

/// The quantity that was typed without a space, `4611-1234x2`.
fn glued(said: &str) -> Option<(&str, &str)> {
    let (number, quantity) = said.rsplit_once(['x', 'X'])?;
    let counts = !quantity.is_empty() && quantity.len() < SHORTEST_NUMBER;
    let is_quantity = counts && quantity.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    (is_quantity && number.ends_with(|c: char| c.is_ascii_digit())).then_some((number, quantity))
}

/// What stands behind the sign of `x1.5` or `x-2`, which are meant to be quantities and are none.
fn no_quantity(said: &str) -> Option<&str> {
    let figure = said.strip_prefix(['x', 'X'])?;
    let is_short = figure.len() < SHORTEST_NUMBER;
    let is_figure = figure
        .bytes()
        .all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'-'));
    let is_whole = figure.bytes().all(|c| c.is_ascii_digit());
    (is_short && is_figure && !is_whole).then_some(figure)
}

/// `SO2600017`
fn marked_order(said: &str) -> Option<&str> {
    let digits_start = said.find(|c: char| c.is_ascii_digit())?;
    let (mark, digits) = said.split_at_checked(digits_start)?;
    let is_mark = ["SO", "WO", "NO.", "NO", "ORDER"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(mark));
    let is_digits = (7..=12).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    (is_mark && is_digits).then_some(digits)
}
