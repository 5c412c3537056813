//! What is done indoors, and when: at the office in the afternoon, at stations and in the warehouse in the evening.
//!
//! Several people's work is done at one moment, each with their own service, so that time need not stop for each. What
//! two of them do about the same order at the same moment must come to the same in either order: therefore those whose
//! acts meet in another log have different hours.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proto::returns::PartState;
use types::{ClaimNumber, ConsignmentId, Instant, OrderNumber, Span, StationId};

use super::calls::{ZONE, midnight};
use super::deeds::{Deed, Look};
use super::world::{Errand, World};

/// When indoor work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hour {
    /// Hotline, records, claims and the manufacturer's mail; before the day's list of unrepaired orders.
    Office,
    /// Engineers' reports, stations, warehouse.
    Evening,
    /// Whoever keeps the directory.
    Night,
}

/// Something to be done indoors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chore {
    /// The hotline works off what it has to do.
    HotlineRound,
    /// Claims people work off what waits.
    ClaimsRound,
    /// Stations take in what engineers bring.
    StationRound,
    /// The warehouse clears its shelves.
    WarehouseRound,
    /// Machine files that say too little are completed.
    CompleteFiles,
    Report(OrderNumber),
    /// What was left out of a report.
    CompleteReport(OrderNumber),
    /// What claims people asked for.
    Supplement(OrderNumber),
    Reopen(OrderNumber),
    Number(ClaimNumber),
    Decide(ClaimNumber),
    Resubmit(ClaimNumber),
    WriteOff(ClaimNumber),
    Credit(ClaimNumber),
    CloseClaim(ClaimNumber),
    Ship(StationId),
    Receive(ConsignmentId),
    Settle {
        consignment: ConsignmentId,
        number: u32,
    },
}

impl Chore {
    const fn hour(&self) -> Hour {
        match self {
            Self::HotlineRound
            | Self::ClaimsRound
            | Self::Number(_)
            | Self::Decide(_)
            | Self::Resubmit(_)
            | Self::WriteOff(_)
            | Self::Credit(_)
            | Self::CloseClaim(_) => Hour::Office,
            Self::StationRound
            | Self::WarehouseRound
            | Self::Report(_)
            | Self::CompleteReport(_)
            | Self::Supplement(_)
            | Self::Reopen(_)
            | Self::Ship(_)
            | Self::Receive(_)
            | Self::Settle { .. } => Hour::Evening,
            Self::CompleteFiles => Hour::Night,
        }
    }
}

/// What nobody got done in so many days nobody will.
const GIVEN_UP_AFTER: Span = Span::days(180);

/// Chores by their day and hour; each is noted once.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    chores: BTreeMap<(NaiveDate, Hour), BTreeSet<Chore>>,
}

impl World {
    pub(super) fn today(&self) -> NaiveDate {
        self.now.local(ZONE).date_naive()
    }

    /// Notes a chore for so many days from now.
    pub(super) fn in_days(&mut self, days: u64, chore: Chore) {
        let today = self.today();
        let day = today.checked_add_days(Days::new(days)).unwrap_or(today);
        self.on(day, chore);
    }

    /// Notes a chore for a day, or for the first one after it on which there is somebody.
    pub(super) fn on(&mut self, day: NaiveDate, chore: Chore) {
        let hour = chore.hour();
        let day = self.open_from(day, hour);
        let noted = self.agenda.chores.entry((day, hour)).or_default();
        let is_first = noted.is_empty();
        noted.insert(chore);
        if is_first {
            self.schedule(moment(day, hour), Errand::Indoors(day, hour));
        }
    }

    fn open_from(&self, day: NaiveDate, hour: Hour) -> NaiveDate {
        let shut = |day: NaiveDate| {
            moment(day, hour) <= self.now
                || (hour == Hour::Office && matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        };
        let mut day = day.max(self.today());
        while shut(day) {
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        day
    }

    /// Notes a chore for the next Monday.
    pub(super) fn on_monday(&mut self, chore: Chore) {
        let since_monday = self.today().weekday().num_days_from_monday();
        self.in_days(7 - u64::from(since_monday), chore);
    }

    /// Whether what waits since then may still be dealt with.
    pub(super) fn is_recent(&self, since: Instant) -> bool {
        self.now.since(since) < GIVEN_UP_AFTER
    }

    /// Everything that is noted for a day and hour.
    pub(super) fn indoors(&mut self, day: NaiveDate, hour: Hour) -> Vec<Deed> {
        let chores = self.agenda.chores.remove(&(day, hour)).unwrap_or_default();
        chores
            .into_iter()
            .flat_map(|chore| self.do_chore(chore))
            .collect()
    }

    fn do_chore(&mut self, chore: Chore) -> Vec<Deed> {
        match chore {
            Chore::HotlineRound => vec![Deed::Look(Look::ToDo)],
            Chore::ClaimsRound => vec![Deed::Look(Look::Claims)],
            Chore::StationRound => vec![Deed::Look(Look::Parts(PartState::Expected))],
            Chore::WarehouseRound => vec![Deed::Look(Look::Parts(PartState::Received))],
            Chore::CompleteFiles => self.complete_files(),
            Chore::Report(order) => self.file_report(&order),
            Chore::CompleteReport(order) => self.complete_report(&order),
            Chore::Supplement(order) => self.supplement(&order),
            Chore::Reopen(order) => self.reopen(&order),
            Chore::Number(claim) => self.number_claim(&claim),
            Chore::Decide(claim) => self.decide_claim(&claim),
            Chore::Resubmit(claim) => self.resubmit_claim(&claim),
            Chore::WriteOff(claim) => self.write_off_claim(&claim),
            Chore::Credit(claim) => self.credit_claim(&claim),
            Chore::CloseClaim(claim) => self.close_claim(&claim),
            Chore::Ship(station) => self.ship(&station),
            Chore::Receive(consignment) => self.receive_consignment(&consignment),
            Chore::Settle { consignment, number } => self.settle_discrepancy(&consignment, number),
        }
    }

    /// The file's rest is entered, for every machine whose day it is.
    fn complete_files(&mut self) -> Vec<Deed> {
        let csv = self.cast.machines_csv(self.today());
        vec![Deed::Import {
            list: "machines",
            csv,
        }]
    }
}

fn moment(day: NaiveDate, hour: Hour) -> Instant {
    let minutes = match hour {
        Hour::Office => 15 * 60 + 40,
        Hour::Evening => 19 * 60 + 30,
        Hour::Night => 23 * 60 + 10,
    };
    midnight(day) + Span::minutes(minutes)
}
