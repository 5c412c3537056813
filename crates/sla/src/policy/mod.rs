//! The policy: every limit, reason, role and text that is a decision and not arithmetic (SLA-20).
//!
//! A policy is one TOML text. It is checked as a whole before anything adopts it, travels and is kept as
//! that text, and is named by the text's hash.

mod added;
mod calendars;
mod claims;
mod clocks;
mod codes;
mod kind;
mod limits;
mod load;
mod messages;
mod papers;
mod problem;
mod read;
mod reasons;
mod role;
mod see;
mod shipped;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use types::{Hash, Instant, Sentence, Span};

use crate::calendar::Calendar;
use crate::clock::{DayOfMonth, Limit, Terms, WarnAt};

pub use claims::{ChecklistItem, ClaimsPolicy};
pub use codes::{CLAIM_KINDS, DOCUMENT_KINDS, ORDER_SUBTYPES, ORDER_TYPES};
pub use kind::{ClockKind, OrderNotice};
pub use messages::SmsPolicy;
pub use papers::{
    DocumentsPolicy, ReportField, ReportNeeds, ReportPolicy, ReturnsPolicy, UnrepairedListPolicy,
};
pub use problem::PolicyProblem;
pub use reasons::{PauseReason, Reason, UnrepairedReason};
pub use role::{Role, UnknownRole};
pub use see::SeePolicy;

/// The policy a fresh installation starts with.
pub const DEFAULT_POLICY: &str = include_str!("../../../../deploy/policy.toml");

/// One version of the policy, read and found sound.
#[derive(Clone, PartialEq, Eq)]
pub struct Policy {
    text: String,
    hash: Hash,
    zone: Tz,
    unheard_after: Span,
    calendars: BTreeMap<String, NamedCalendar>,
    clocks: BTreeMap<ClockKind, ClockPolicy>,
    ladder: Ladder,
    told: BTreeMap<OrderNotice, Told>,
    pause_reasons: Vec<PauseReason>,
    unrepaired_reasons: Vec<UnrepairedReason>,
    cancel_reasons: Vec<Reason>,
    allow: BTreeMap<String, Vec<Role>>,
    sms: SmsPolicy,
    claims: ClaimsPolicy,
    report: ReportPolicy,
    documents: DocumentsPolicy,
    returns: ReturnsPolicy,
    repeat_repair_days: u32,
    unrepaired_list: UnrepairedListPolicy,
    see: SeePolicy,
}

/// What the policy says of one kind of clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockPolicy {
    pub name: Sentence,
    pub limit: LimitPolicy,
    /// In the file's order; a notice names its warning by the place in this list.
    pub warn: Vec<WarnAt>,
    /// Codes of the pause reasons this clock may stop for; none means that it never pauses (SLA-23).
    pub pause_reasons: Vec<String>,
    /// Whom its notices tell, rung by rung, in place of the common ladder.
    tells: Option<Vec<Vec<Role>>>,
}

/// Where a clock's limit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitPolicy {
    Elapsed(Span),
    /// Open time of the calendar of this name.
    Working(Span, String),
    /// The instant somebody promised.
    Promised,
    /// The end of the day that is so many days after the start's.
    Days(u16),
    /// The end of a day of the month.
    DayOfMonth(DayOfMonth),
}

/// Who is told of a moment in an order's life.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    pub roles: Vec<Role>,
    /// Whether the customer gets an SMS.
    pub customer: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NamedCalendar {
    calendar: Arc<Calendar>,
    /// Without a zone of its own a calendar is read on the station's wall clock.
    has_zone: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Ladder {
    rungs: Vec<Vec<Role>>,
    machine_down_starts_higher_by: usize,
}

impl Policy {
    /// Reads a policy that was loaded once and stands in a log: what this version asks for and the text lacks, because
    /// it is older, is filled in; what this version does not know is passed over.
    ///
    /// # Errors
    /// Every entry that cannot be read, in the order of the lines; a text that is no TOML is refused for that alone.
    pub fn parse(text: &str) -> Result<Self, Vec<PolicyProblem>> {
        load::load(text, None)
    }

    /// Reads and checks a policy file before it is loaded: every entry must be there and none that is unknown, and its
    /// table of rights may name no command but these, `hotline.open-order`.
    ///
    /// # Errors
    /// Every problem found, in the order of the lines; a text that is no TOML is refused for that alone.
    pub fn check(text: &str, commands: &[String]) -> Result<Self, Vec<PolicyProblem>> {
        load::load(text, Some(commands))
    }

    /// The file as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The version's name: the hash of its text.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// The zone of stations that have none of their own (SLA-21).
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// How long a feed may be out of reach before a clock is judged without it.
    #[must_use]
    pub const fn unheard_after(&self) -> Span {
        self.unheard_after
    }

    /// A calendar as it reads in a station's zone.
    #[must_use]
    pub fn calendar(&self, name: &str, zone: Tz) -> Option<Arc<Calendar>> {
        let named = self.calendars.get(name)?;
        Some(if named.has_zone || named.calendar.zone == zone {
            Arc::clone(&named.calendar)
        } else {
            Arc::new(named.calendar.in_zone(zone))
        })
    }

    /// What the policy says of a kind of clock; `None` when it does not run that clock.
    #[must_use]
    pub fn clock(&self, kind: ClockKind) -> Option<&ClockPolicy> {
        self.clocks.get(&kind)
    }

    /// The terms a clock starts under, in the zone the machine stands in. A promised time is used where the
    /// policy asks for one; `None` when it is missing there, or the policy does not run that clock.
    #[must_use]
    pub fn terms(&self, kind: ClockKind, zone: Tz, promised: Option<Instant>) -> Option<Terms> {
        let clock = self.clock(kind)?;
        let limit = match &clock.limit {
            LimitPolicy::Elapsed(span) => Limit::Elapsed(*span),
            LimitPolicy::Working(span, calendar) => Limit::Working(*span, self.calendar(calendar, zone)?),
            LimitPolicy::Promised => Limit::At(promised?),
            LimitPolicy::Days(days) => Limit::Days(*days, zone),
            LimitPolicy::DayOfMonth(day) => Limit::DayOfMonth(*day, zone),
        };
        Some(Terms {
            limit,
            warnings: clock.warn.clone(),
            pausable: !clock.pause_reasons.is_empty(),
        })
    }

    /// Whether a clock may pause for a reason (SLA-23).
    #[must_use]
    pub fn may_pause(&self, kind: ClockKind, reason: &str) -> bool {
        self.clock(kind)
            .is_some_and(|clock| clock.pause_reasons.iter().any(|code| code == reason))
    }

    /// Whom a clock's `nth` notice tells, warnings and breach counted together from 1: one rung up each
    /// time, one higher for a machine that is down, no higher than the top (SLA-22).
    #[must_use]
    pub fn rung_for(&self, kind: ClockKind, nth: usize, machine_down: bool) -> &[Role] {
        self.rungs_from(kind, nth, machine_down)
            .first()
            .map_or(&[], Vec::as_slice)
    }

    /// The rung of [`Self::rung_for`] and those above it, for when nobody holds the roles of the first.
    #[must_use]
    pub fn rungs_from(&self, kind: ClockKind, nth: usize, machine_down: bool) -> &[Vec<Role>] {
        let own = self.clock(kind).and_then(|clock| clock.tells.as_ref());
        let rungs = own.unwrap_or(&self.ladder.rungs);
        let higher = if machine_down {
            self.ladder.machine_down_starts_higher_by
        } else {
            0
        };
        let wanted = nth.saturating_sub(1).saturating_add(higher);
        rungs
            .get(wanted.min(rungs.len().saturating_sub(1))..)
            .unwrap_or_default()
    }

    /// How many rungs higher a clock's first notice stands while the machine is down (SLA-22).
    #[must_use]
    pub const fn rungs_up_for_machine_down(&self) -> usize {
        self.ladder.machine_down_starts_higher_by
    }

    /// Who is told of a moment in an order's life (ORD-5, ORD-8 to ORD-11).
    #[must_use]
    pub fn told(&self, notice: OrderNotice) -> &Told {
        static NOBODY: Told = Told {
            roles: Vec::new(),
            customer: false,
        };
        self.told.get(&notice).unwrap_or(&NOBODY)
    }

    /// Why a clock may pause, in the file's order.
    #[must_use]
    pub fn pause_reasons(&self) -> &[PauseReason] {
        &self.pause_reasons
    }

    /// Why a machine may be left unrepaired (ORD-11), in the file's order.
    #[must_use]
    pub fn unrepaired_reasons(&self) -> &[UnrepairedReason] {
        &self.unrepaired_reasons
    }

    /// Why an order may be cancelled (ORD-17), in the file's order.
    #[must_use]
    pub fn cancel_reasons(&self) -> &[Reason] {
        &self.cancel_reasons
    }

    /// Whether somebody with these roles may send a command; administrators may send every one, and a
    /// command that the table does not name is theirs alone.
    #[must_use]
    pub fn allows(&self, command: &str, roles: &[Role]) -> bool {
        let allowed = self.allow.get(command).map_or(&[][..], Vec::as_slice);
        roles
            .iter()
            .any(|role| *role == Role::Administrator || allowed.contains(role))
    }

    /// The commands the table of rights names.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.allow.keys().map(String::as_str)
    }

    #[must_use]
    pub const fn sms(&self) -> &SmsPolicy {
        &self.sms
    }

    /// Which orders are claimed, and what a claim must pass and hold (CLM-1, CLM-4, CLM-19, CLM-20).
    #[must_use]
    pub const fn claims(&self) -> &ClaimsPolicy {
        &self.claims
    }

    /// What makes a report complete (ORD-25, SLA-10).
    #[must_use]
    pub const fn report(&self) -> &ReportPolicy {
        &self.report
    }

    /// Which documents are taken.
    #[must_use]
    pub const fn documents(&self) -> &DocumentsPolicy {
        &self.documents
    }

    /// How long old parts are kept (OLD-7).
    #[must_use]
    pub const fn returns(&self) -> &ReturnsPolicy {
        &self.returns
    }

    /// Within how many days after a repair the same failure of the same machine is a repeat repair 返修 (ORD-14).
    #[must_use]
    pub const fn repeat_repair_days(&self) -> u32 {
        self.repeat_repair_days
    }

    /// When the day's list of unrepaired orders goes out, and to whom (ORD-12).
    #[must_use]
    pub const fn unrepaired_list(&self) -> &UnrepairedListPolicy {
        &self.unrepaired_list
    }

    /// Who sees what not everybody needs.
    #[must_use]
    pub const fn see(&self) -> &SeePolicy {
        &self.see
    }
}

/// By its hash: the text is long.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({})", self.hash.short())
    }
}

#[cfg(test)]
mod tests;
