//! Old parts on their way: handed in, shipped, counted, found or lost, destroyed or sent on (OLD-1 to OLD-7).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months, NaiveDate};
use proto::Accepted;
use proto::claims::ClaimState;
use proto::desk::PartRow;
use proto::document::DocumentKind;
use proto::returns::{
    CheckInPart, Condition, ConsignmentReceived, ConsignmentShipped, Counted, DestroyPart, Discrepancy,
    DiscrepancyKind, DiscrepancyOutcome, ForwardPart, PartState, ReceiveConsignment, RecordLoss,
    SettleDiscrepancy, ShipConsignment, SurplusPart,
};
use types::{ConsignmentId, Fen, OrderNumber, PartTag, PersonId, Span, StationId};

use super::agenda::Chore;
use super::cast::Post;
use super::deeds::{Deed, Then, tell_then};
use super::dice::Dice;
use super::paper::Paper;
use super::world::World;

/// The day on which parts have to leave, and from which on what is handed in goes with the next month's (SLA-6).
const SHIPPED_BY: u32 = 25;
/// The manufacturer may ask for a part for so long after his decision; the warehouse waits a little longer.
const RECALL: Span = Span::days(93);

/// What stations and the warehouse know of parts.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// The numbers of the parts that an order's report names.
    pub reported: BTreeMap<OrderNumber, BTreeSet<String>>,
    /// The numbers of parts that somebody told of by text.
    pub texted: BTreeSet<String>,
    /// What came to an end, by what was done.
    pub ended: BTreeMap<PartTag, PartState>,
    /// Parts that a station holds.
    held: BTreeMap<StationId, BTreeSet<PartTag>>,
    /// In pieces.
    quantities: BTreeMap<PartTag, u32>,
    shipped: BTreeMap<ConsignmentId, Vec<PartTag>>,
    discrepancies: BTreeMap<(ConsignmentId, u32), Discrepancy>,
    /// Counts of what was done.
    pub tally: PartsTally,
}

/// Parts by what was done with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct PartsTally {
    pub checked_in: u64,
    pub consignments: u64,
    pub shipped: u64,
    pub counted: u64,
    pub discrepancies: u64,
}

impl World {
    /// What engineers still have in their cars: most bring it within a week, some late, some never.
    pub(super) fn take_in(&mut self, rows: &[PartRow]) -> Vec<Deed> {
        let lost_after = Span::days(75);
        if rows.iter().any(|row| self.is_recent(row.since)) {
            self.on_monday(Chore::StationRound);
        }
        let mut deeds = Vec::new();
        for row in rows {
            self.shelf.quantities.insert(row.tag.clone(), row.quantity);
            let age = self.now.since(row.since);
            let mut dice = self.dice("hands in", &row.tag);
            match hands_in_after(&mut dice) {
                Some(after) if age >= after => deeds.extend(self.check_in(row, &mut dice)),
                None if age >= lost_after => deeds.push(self.lose(row, &mut dice)),
                Some(_) | None => {}
            }
        }
        deeds
    }

    fn check_in(&self, row: &PartRow, dice: &mut Dice) -> Vec<Deed> {
        let station = row.station.as_ref().map(|station| station.id.clone());
        let Some((station, manager)) = station.and_then(|id| Some((id.clone(), self.manager_at(&id)?)))
        else {
            return Vec::new();
        };
        let condition = if dice.chance(90) {
            Condition::Complete
        } else {
            Condition::TakenApart
        };
        let about = format!("{} {}", self.seed, row.tag);
        let photo = dice
            .chance(40)
            .then(|| Paper::photo(DocumentKind::PartPhoto, &about));
        let check_in = CheckInPart {
            tag: row.tag.clone(),
            condition,
            photo: photo.as_ref().map(Paper::document),
            at: None,
        };
        let then = Then::CheckedIn(station, row.tag.clone());
        let told = tell_then(&manager, check_in, then);
        photo.map(Deed::Put).into_iter().chain([told]).collect()
    }

    pub(super) fn manager_at(&self, station: &StationId) -> Option<PersonId> {
        let managers = self.cast.staff(Post::Manager, Some(station));
        managers.first().map(|manager| manager.id.clone())
    }

    /// Nobody knows where it went: those concerned answer for it (OLD-6).
    fn lose(&self, row: &PartRow, dice: &mut Dice) -> Deed {
        let answerable = self.concerned(&row.tag);
        let lost = RecordLoss {
            tag: row.tag.clone(),
            reason: "工程师未交回，查找无果".to_owned(),
            answerable,
            deducted: dice
                .chance(50)
                .then(|| Fen(i64::try_from(dice.below(90_000)).unwrap_or_default())),
        };
        let supervisor = self.clerk(Post::ClaimsSupervisor, &row.tag);
        tell_then(&supervisor, lost, Then::Ended(row.tag.clone(), PartState::Lost))
    }

    fn concerned(&self, tag: &PartTag) -> Vec<PersonId> {
        let engineer = self
            .services
            .get(&tag.order)
            .map(|service| service.engineer.clone());
        engineer.into_iter().chain(self.manager_of(&tag.order)).collect()
    }

    /// The station holds it, and will ship it with the month's parts: by the 25th, late, or next month.
    pub(super) fn checked_in(&mut self, station: &StationId, tag: &PartTag) {
        self.shelf.tally.checked_in += 1;
        self.shelf
            .held
            .entry(station.clone())
            .or_default()
            .insert(tag.clone());
        let first = month_of(self.today());
        let mut dice = self.dice("ships", format!("{station} {first}"));
        let days = match dice.below(100) {
            0..78 => 21 + dice.below(4),
            78..90 => 26,
            _ => 33,
        };
        let day = first.checked_add_days(Days::new(days)).unwrap_or(first);
        self.on(day, Chore::Ship(station.clone()));
    }

    pub(super) fn ship(&mut self, station: &StationId) -> Vec<Deed> {
        let holds = self.shelf.held.get(station).is_some_and(|held| !held.is_empty());
        let Some(manager) = self.manager_at(station).filter(|_| holds) else {
            return Vec::new();
        };
        let mut dice = self.dice("freight", format!("{station} {}", self.today()));
        let ship = ShipConsignment {
            station: station.clone(),
            parts: None,
            carrier: dice.word(&["德邦物流", "安能物流", "顺丰"]).to_owned(),
            tracking: format!("T{:09}", dice.below(1_000_000_000)),
            freight: Some(Fen(i64::try_from(8_000 + dice.below(40_000)).unwrap_or_default())),
            at: None,
        };
        vec![tell_then(&manager, ship, Then::Shipped(station.clone()))]
    }

    pub(super) fn shipped(&mut self, station: &StationId, accepted: &Accepted) {
        let event = accepted.event("ConsignmentShipped").cloned();
        let Some(shipped) = event.and_then(|event| serde_json::from_value::<ConsignmentShipped>(event).ok())
        else {
            return;
        };
        self.shelf.held.remove(station);
        self.shelf.tally.consignments += 1;
        self.shelf.tally.shipped += u64::try_from(shipped.parts.len()).unwrap_or_default();
        let mut dice = self.dice("travels", &shipped.consignment);
        let days = if dice.chance(84) {
            2 + dice.below(4)
        } else {
            8 + dice.below(8)
        };
        let consignment = shipped.consignment;
        self.shelf.shipped.insert(consignment.clone(), shipped.parts);
        self.in_days(days, Chore::Receive(consignment));
    }

    /// The warehouse counts it against its list.
    pub(super) fn receive_consignment(&mut self, consignment: &ConsignmentId) -> Vec<Deed> {
        let listed = self.shelf.shipped.get(consignment).cloned().unwrap_or_default();
        let counted = listed.iter().filter_map(|tag| self.count(tag)).collect();
        let mut dice = self.dice("surplus", consignment);
        let surplus = dice.chance(9).then(|| SurplusPart {
            tag: None,
            words: dice
                .word(&["无标签液压管一根", "旧滤芯一只", "螺栓一包"])
                .to_owned(),
            quantity: 1,
        });
        let receive = ReceiveConsignment {
            consignment: consignment.clone(),
            counted,
            surplus: surplus.into_iter().collect(),
            at: None,
        };
        vec![tell_then(
            &self.clerk(Post::Warehouse, consignment),
            receive,
            Then::Counted,
        )]
    }

    /// What is found of a part; nothing when it is lost on the way.
    fn count(&self, tag: &PartTag) -> Option<Counted> {
        let listed = self.shelf.quantities.get(tag).copied().unwrap_or(1);
        let mut dice = self.dice("counts", tag);
        let mut counted = Counted {
            tag: tag.clone(),
            quantity: listed,
            without_tag: false,
            badly_packed: false,
            incomplete: false,
        };
        match dice.below(1_000) {
            0..28 => return None,
            28..60 => counted.quantity = listed.saturating_sub(1).max(1),
            60..78 => counted.without_tag = true,
            78..96 => counted.badly_packed = true,
            96..106 => counted.incomplete = true,
            _ => {}
        }
        Some(counted)
    }

    /// What did not agree with the list is cleared up in days or weeks; what is there stays until it may go.
    pub(super) fn counted(&mut self, accepted: &Accepted) {
        let event = accepted.event("ConsignmentReceived").cloned();
        let Some(received) =
            event.and_then(|event| serde_json::from_value::<ConsignmentReceived>(event).ok())
        else {
            return;
        };
        self.shelf.tally.counted += 1;
        for discrepancy in received.discrepancies {
            self.shelf.tally.discrepancies += 1;
            let (consignment, number) = (received.consignment.clone(), discrepancy.number);
            let days = 1 + self.dice("settles", format!("{consignment} {number}")).below(20);
            self.shelf
                .discrepancies
                .insert((consignment.clone(), number), discrepancy);
            self.in_days(days, Chore::Settle { consignment, number });
        }
        self.next_clearing();
    }

    fn next_clearing(&mut self) {
        let first = month_of(self.today());
        let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
        let day = next.checked_add_days(Days::new(11)).unwrap_or(next);
        self.on(day, Chore::WarehouseRound);
    }

    pub(super) fn settle_discrepancy(&mut self, consignment: &ConsignmentId, number: u32) -> Vec<Deed> {
        let key = (consignment.clone(), number);
        let Some(discrepancy) = self.shelf.discrepancies.remove(&key) else {
            return Vec::new();
        };
        let mut dice = self.dice("outcome", format!("{consignment} {number}"));
        let missing = discrepancy.kind == DiscrepancyKind::Missing;
        let outcome = match (missing, dice.below(100)) {
            (true, 0..52) => DiscrepancyOutcome::Found,
            (true, _) if discrepancy.counted == 0 => DiscrepancyOutcome::Lost,
            (true, _) | (false, _) => DiscrepancyOutcome::Explained,
        };
        let reason = match outcome {
            DiscrepancyOutcome::Found => "随下一车到达",
            DiscrepancyOutcome::Lost => "物流确认遗失",
            DiscrepancyOutcome::Explained => "已与服务站核对",
        };
        let settle = SettleDiscrepancy {
            consignment: consignment.clone(),
            number,
            outcome,
            reason: reason.to_owned(),
        };
        let keeper = self.clerk(Post::Warehouse, consignment);
        let then = match (outcome, discrepancy.tag) {
            (DiscrepancyOutcome::Lost, Some(tag)) => Then::Ended(tag, PartState::Lost),
            _ => Then::Nothing,
        };
        vec![tell_then(&keeper, settle, then)]
    }

    /// Once a month: what nobody may ask for any more is destroyed before two people, some is asked for and sent on.
    pub(super) fn clear_shelves(&mut self, rows: &[PartRow]) -> Vec<Deed> {
        if rows.iter().any(|row| self.is_waited_for(row)) {
            self.next_clearing();
        }
        rows.iter().filter_map(|row| self.clear(row)).collect()
    }

    /// Whether its claim has ended, or will.
    fn is_waited_for(&self, row: &PartRow) -> bool {
        self.may_go(row) || (self.is_recent(row.since) && !self.book.is_silent(&row.order))
    }

    /// Whether its claim has ended, for good.
    fn may_go(&self, row: &PartRow) -> bool {
        row.claim_state
            .is_some_and(|state| state.is_decided() || state == ClaimState::Dropped)
    }

    fn clear(&self, row: &PartRow) -> Option<Deed> {
        let mut dice = self.dice("clears", &row.tag);
        let tag = row.tag.clone();
        let keeper = self.clerk(Post::Warehouse, &tag);
        if dice.chance(4) {
            let forward = ForwardPart {
                tag: tag.clone(),
                carrier: "厂家提货".to_owned(),
                tracking: format!("M{:06}", dice.below(1_000_000)),
            };
            return Some(tell_then(
                &keeper,
                forward,
                Then::Ended(tag, PartState::Forwarded),
            ));
        }
        let is_over = self
            .book
            .decided_at(&row.order)
            .is_none_or(|decided| self.now.since(decided) > RECALL);
        let hasty = dice.permille(12);
        let keepers = self.cast.staff(Post::Warehouse, None);
        let witness = keepers.iter().find(|person| person.id != keeper)?.id.clone();
        (self.may_go(row) && (is_over || hasty)).then(|| {
            let destroy = DestroyPart {
                tag: tag.clone(),
                witness,
            };
            tell_then(&keeper, destroy, Then::Ended(tag, PartState::Destroyed))
        })
    }
}

/// After how long an engineer brings a part; never when he has lost it.
fn hands_in_after(dice: &mut Dice) -> Option<Span> {
    match dice.below(100) {
        0..86 => Some(dice.minutes(0, 5 * 24 * 60)),
        86..97 => Some(dice.minutes(20 * 24 * 60, 45 * 24 * 60)),
        _ => None,
    }
}

/// The first day of the month whose parts leave next: from the 25th on the next one's.
fn month_of(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    if day.day() < SHIPPED_BY {
        return first;
    }
    first.checked_add_months(Months::new(1)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: SLA-6
    #[test]
    fn what_is_handed_in_on_the_25th_goes_with_the_next_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(month_of(day("2006-11-24")), day("2006-11-01"));
        assert_eq!(month_of(day("2006-11-25")), day("2006-12-01"));
        assert_eq!(month_of(day("2006-12-31")), day("2007-01-01"));
    }
}
