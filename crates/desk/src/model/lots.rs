//! Orders in lots, with what was made of each lot, kept until one of its orders changes.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proto::desk::{FigureKind, Figures, Rate};
use serde::{Deserialize, Serialize};
use types::{Instant, OrderNumber, PersonId, StationId};

use super::LotTexts;

/// So many last characters of their numbers tell the orders of a lot apart: two digits and the check digit.
const WITHIN_LOT: usize = 3;
/// And those of a stack: four digits and the check digit.
const WITHIN_STACK: usize = 5;

/// Every order, a hundred in a lot, and a hundred lots in a stack. What was made of them is not saved with them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lots {
    stacks: BTreeMap<String, Stack>,
    /// When the last change of any order was recorded.
    changed_at: Option<Instant>,
}

/// Lots whose orders' numbers begin alike.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stack {
    lots: BTreeMap<String, Lot>,
    #[serde(skip)]
    kept: OnceLock<Sums>,
    changed_at: Option<Instant>,
}

/// A hundred orders whose numbers begin alike.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lot {
    pub(crate) orders: Vec<OrderNumber>,
    #[serde(skip)]
    kept: OnceLock<Settled>,
    #[serde(skip)]
    texts: OnceLock<LotTexts>,
    changed_at: Option<Instant>,
}

/// The rates of figures by station and by who answers for it in the field.
pub(crate) type Rates = BTreeMap<(FigureKind, Option<StationId>, Option<PersonId>), Rate>;

/// What orders add to the figures, as far as only another event can change that.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    pub(crate) rates: Rates,
    pub(crate) counts: Figures,
    /// The first and the last moment by which any of these belongs to a period.
    span: Option<(Instant, Instant)>,
    /// The last of the days on which one of these began to count as it does though nothing happened.
    since: Option<Instant>,
    /// Orders that count otherwise as time goes by; they are in none of the others.
    pub(crate) moving: Vec<OrderNumber>,
}

/// The sums of a lot, with the cases that were added up.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    pub(crate) cases: BTreeMap<FigureKind, Vec<CaseKept>>,
    pub(crate) sums: Sums,
}

/// A case of a figure in short; the rest of it is read from its order.
#[derive(Debug, Clone)]
pub(crate) struct CaseKept {
    pub(crate) order: OrderNumber,
    /// Which of the order's cases of this figure, from 0.
    pub(crate) nth: usize,
    pub(crate) station: Option<StationId>,
    /// Who answers for it in the field.
    pub(crate) engineer: Option<PersonId>,
    pub(crate) met: bool,
    pub(crate) at: Instant,
}

impl Sums {
    /// Widens the span by a moment.
    pub(crate) fn reach(&mut self, at: Instant) {
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
    }

    /// Notes a day until which one of these counts otherwise.
    pub(crate) fn counts_after(&mut self, day: Option<Instant>) {
        self.since = self.since.max(day);
    }

    /// Adds what other orders add, but for their rates.
    pub(crate) fn add_orders(&mut self, other: &Self) {
        self.counts.add_orders(&other.counts);
        if let Some((first, last)) = other.span {
            self.reach(first);
            self.reach(last);
        }
        self.counts_after(other.since);
        self.moving.extend_from_slice(&other.moving);
    }

    /// Whether these orders count as they do at a moment, as far as only time changes that.
    pub(crate) fn holds_at(&self, moment: Instant) -> bool {
        self.since.is_none_or(|since| since < moment)
    }

    /// Nothing where nothing is added up.
    pub(crate) const fn span(&self) -> Option<&(Instant, Instant)> {
        self.span.as_ref()
    }
}

impl Lots {
    pub(super) fn add(&mut self, order: &OrderNumber) {
        let stack = self
            .stacks
            .entry(begin_of(order, WITHIN_STACK).to_owned())
            .or_default();
        let lot = stack
            .lots
            .entry(begin_of(order, WITHIN_LOT).to_owned())
            .or_default();
        lot.orders.push(order.clone());
        lot.forget();
        stack.kept.take();
    }

    /// Forgets what was made of an order's lot, for a change that was recorded at a moment.
    pub(super) fn changed(&mut self, order: &OrderNumber, at: Instant) {
        let Some(stack) = self.stacks.get_mut(begin_of(order, WITHIN_STACK)) else {
            return;
        };
        let at = Some(at);
        self.changed_at = self.changed_at.max(at);
        stack.changed_at = stack.changed_at.max(at);
        stack.kept.take();
        if let Some(lot) = stack.lots.get_mut(begin_of(order, WITHIN_LOT)) {
            lot.changed_at = lot.changed_at.max(at);
            lot.forget();
        }
    }

    /// Forgets everything that was made: what every order is judged by has changed.
    pub(super) fn all_changed(&mut self) {
        for stack in self.stacks.values_mut() {
            stack.kept.take();
            stack.lots.values_mut().for_each(Lot::forget);
        }
    }

    pub(crate) fn stacks(&self) -> impl Iterator<Item = &Stack> {
        self.stacks.values()
    }

    pub(crate) const fn changed_at(&self) -> Option<Instant> {
        self.changed_at
    }

    /// The orders of all lots in which something changed after a moment.
    pub(super) fn changed_since(&self, at: Instant) -> impl Iterator<Item = &OrderNumber> {
        let stacks = self.stacks().filter(move |stack| stack.changed_at > Some(at));
        let lots = stacks.flat_map(Stack::lots);
        lots.filter(move |lot| lot.changed_at > Some(at))
            .flat_map(|lot| &lot.orders)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Lot> {
        self.stacks().flat_map(Stack::lots)
    }
}

impl Stack {
    pub(crate) const fn changed_at(&self) -> Option<Instant> {
        self.changed_at
    }

    pub(crate) fn lots(&self) -> impl Iterator<Item = &Lot> {
        self.lots.values()
    }

    /// What its lots come to, added up now if it has to be.
    pub(crate) fn sums(&self, make: impl FnOnce(&Self) -> Sums) -> &Sums {
        self.kept.get_or_init(|| make(self))
    }
}

impl Lot {
    pub(crate) const fn changed_at(&self) -> Option<Instant> {
        self.changed_at
    }

    fn forget(&mut self) {
        self.kept.take();
        self.texts.take();
    }

    /// What can be found in it, written down now if it has to be.
    pub(crate) fn texts(&self, make: impl FnOnce(&[OrderNumber]) -> LotTexts) -> &LotTexts {
        self.texts.get_or_init(|| make(&self.orders))
    }

    /// What was made of its orders, made now if it has to be.
    pub(crate) fn settled(&self, make: impl FnOnce(&[OrderNumber]) -> Settled) -> &Settled {
        self.kept.get_or_init(|| make(&self.orders))
    }
}

fn begin_of(order: &OrderNumber, within: usize) -> &str {
    let number = order.as_str();
    let end = number.len().saturating_sub(within);
    number.get(..end).unwrap_or(number)
}
