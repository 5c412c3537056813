//! One order's whole page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::explain::Segment;
use types::{Hash, Instant, MessageId, OrderNumber, Phone, Sentence, ServiceName};

use super::{
    CallBackShown, ClaimRow, ClockSummary, ClosingShown, MessageIn, MessageOut, NamedPerson, NamedStation,
    OrderSummary, PapersShown, PartRow, RepeatShown, ReportShown, StationCallShown, UnrepairedConfirmedShown,
    UrgingShown, Who,
};
use crate::directory::Position;
use crate::dispatch::PlanInputs;
use crate::field::{FlagKind, ReportKind};
use crate::hotline::TakenOver;

/// Everything the logs hold about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderPage {
    pub summary: OrderSummary,
    /// The meter's reading.
    pub hours: Option<u32>,
    /// Why it is a second order for its machine (ORD-18).
    pub second_order_reason: Option<String>,
    /// What keeps the machine going for the time being (ORD-5).
    pub stopgap: Option<String>,
    pub solution: Option<Solution>,
    pub cancelled: Option<Cancelled>,
    pub plans: Vec<PlanShown>,
    pub visits: Vec<VisitShown>,
    pub clocks: Vec<ClockPage>,
    /// Every record about the order in all logs, in order of what happened.
    pub timeline: Vec<TimelineEntry>,
    pub messages_in: Vec<MessageIn>,
    pub messages_out: Vec<MessageOut>,
    pub notes: Vec<Note>,
    pub follow_ups: Vec<FollowUp>,
    /// The calls after the first.
    pub attached_calls: Vec<AttachedCall>,
    pub flags: Vec<FlagShown>,
    /// Where telematics last saw the machine before the call (ORD-1).
    pub position: Option<Position>,
    /// Where the order was before, when it came from a list of open orders.
    pub taken_over: Option<TakenOver>,
    pub station_calls: Vec<StationCallShown>,
    pub urgings: Vec<UrgingShown>,
    pub unrepaired_confirmations: Vec<UnrepairedConfirmedShown>,
    pub call_backs: Vec<CallBackShown>,
    /// The engineer's report; none until something of it came in or the service is finished.
    pub report: Option<ReportShown>,
    /// Each time records staff looked through the papers (ORD-24).
    pub papers: Vec<PapersShown>,
    pub closing: ClosingShown,
    /// None when nothing ever suggested that it repeats an earlier repair.
    pub repeat: Option<RepeatShown>,
    /// Later orders that count as repeats of this one.
    pub repeated_by: Vec<OrderNumber>,
    /// None when there is nothing to claim, or not yet.
    pub claim: Option<ClaimRow>,
    pub parts: Vec<PartRow>,
    /// Each command about an order, as the policy's table of rights names it.
    #[serde(default)]
    pub actions: Vec<ActionShown>,
}

/// Something that can be done about an order, as far as the order itself goes; who may do it is policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActionShown {
    /// `hotline.cancel-order`
    pub command: String,
    /// Why not, as things stand.
    pub why_not: Option<Sentence>,
}

/// A reason of the policy: its code, and its name there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    pub code: String,
    pub title: Sentence,
}

/// How it was solved by phone (ORD-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Solution {
    pub text: String,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// Why and when it was cancelled (ORD-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    pub reason: Reason,
    pub note: String,
    pub at: Instant,
}

/// A dispatch plan (ORD-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanShown {
    pub plan: u32,
    pub visit: u32,
    pub station: Option<NamedStation>,
    pub state: PlanState,
    pub depart_at: Instant,
    pub lead: Option<NamedPerson>,
    pub companions: Vec<NamedPerson>,
    /// None until the four inputs of a plan by SMS are recorded.
    pub inputs: Option<PlanInputs>,
    pub made_at: Instant,
    pub by: Option<NamedPerson>,
    /// The SMS it came by.
    pub message: Option<MessageId>,
    /// Why it took the place of the plan before, or was withdrawn.
    pub reason: Option<String>,
}

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    Standing,
    /// Its visit began.
    CarriedOut,
    /// A later plan took its place.
    Replaced,
    Withdrawn,
}

/// A visit as the field reported it (ORD-9 to ORD-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VisitShown {
    pub visit: u32,
    pub lead: Option<NamedPerson>,
    pub companions: Vec<Crew>,
    pub acknowledged: Option<Instant>,
    pub departed: Option<Instant>,
    pub eta: Option<Instant>,
    pub arrived: Option<Instant>,
    pub repaired: Option<Instant>,
    pub unrepaired: Option<UnrepairedShown>,
    pub corrections: Vec<Correction>,
}

/// Somebody who came along: of the directory, or only a name (SMS-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Crew {
    Known(NamedPerson),
    Unknown(String),
}

/// The engineers left without repairing it (ORD-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnrepairedShown {
    pub at: Instant,
    pub reason: Reason,
    pub words: String,
}

/// A report's time was corrected (SMS-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    pub of: ReportKind,
    pub was: Instant,
    pub at: Instant,
    pub by: NamedPerson,
    pub recorded_at: Instant,
}

/// A clock with everything that explains it (SLA-25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockPage {
    pub summary: ClockSummary,
    pub start: Instant,
    /// The promised time of SLA-3 and SLA-4.
    pub promised: Option<Instant>,
    /// The policy version it started under (SLA-20).
    pub policy: Hash,
    pub allowance_s: i64,
    /// Seconds used up, in the clock's own kind of time.
    pub counted_s: i64,
    /// Real seconds from the start, pauses and closed hours included (SLA-23).
    pub wall_s: i64,
    /// From the start to the due time, or to now while there is none: what counted, was closed, was paused.
    pub segments: Vec<Segment>,
    /// Sums of the stretches in seconds; what counted up to the due time is the allowance.
    pub segments_counted_s: i64,
    pub segments_closed_s: i64,
    pub segments_paused_s: i64,
    pub pauses: Vec<PauseShown>,
    pub warnings: Vec<WarningShown>,
    pub breach: Option<BreachShown>,
    /// Why it ended without being met or breached (ORD-17, ORD-38).
    pub cancelled_because: Option<String>,
}

/// A pause with its reason (SLA-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PauseShown {
    pub from: Instant,
    pub until: Option<Instant>,
    pub reason: Reason,
}

/// A warning that was given (SLA-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WarningShown {
    pub warning: u32,
    pub due_at: Instant,
    pub noticed_at: Instant,
    /// The roles it was for.
    pub told: Vec<Sentence>,
}

/// A breach: when it was due and when it was noticed (SLA-32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BreachShown {
    pub due_at: Instant,
    pub noticed_at: Instant,
    /// Whether the act turned out to have been in time.
    pub lifted: bool,
    pub told: Vec<Sentence>,
    /// Services that could not be heard then.
    pub unheard: Vec<ServiceName>,
}

/// One record of an order's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEntry {
    pub log: ServiceName,
    pub frame: u64,
    pub kind: String,
    pub occurred_at: Instant,
    pub recorded_at: Instant,
    pub actor: Who,
    /// What happened, in the trade's words.
    pub sentence: Sentence,
}

/// A note (ORD-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub text: String,
    pub at: Instant,
    pub by: Who,
}

/// Something to be done at a time (ORD-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUp {
    pub order: OrderNumber,
    pub follow_up: u32,
    pub text: String,
    pub at: Instant,
    pub set_by: Option<NamedPerson>,
    pub state: FollowUpState,
    pub done_at: Option<Instant>,
    /// What was written when it was done.
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpState {
    Due,
    Coming,
    Done,
}

/// Follow-ups that are not done, by their time; those that are due come first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUps {
    pub follow_ups: Vec<FollowUp>,
    pub due: u64,
    pub total: u64,
}

/// A repeat call (ORD-18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AttachedCall {
    pub called_at: Instant,
    pub phone: Option<Phone>,
    pub name: Option<String>,
    pub said: String,
}

/// What somebody should look at (SMS-4, SMS-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlagShown {
    pub flag: FlagKind,
    pub title: Sentence,
    pub visit: u32,
    pub about: String,
    pub at: Instant,
}
