//! Rates, and the cases behind each (KPI-1 to KPI-6, KPI-8).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, Instant, MachineSerial, OrderNumber, PartTag, Sentence};

use super::{NamedCustomer, NamedPerson, NamedStation, Rate};

/// What is measured, and what counts for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// 首次响应率 KPI-1: clocks SLA-1 that were met (or whose breach was lifted) among those met and breached; by the
    /// day the order was opened.
    FirstResponse,
    /// 36小时响应率 KPI-2: the same for SLA-2.
    #[serde(rename = "response_36")]
    Response36,
    /// 一次性修复率 KPI-3: resolved failure orders that no later order repeats. A suspected repeat in the same words
    /// counts until it is judged; one for an objective reason does not. By the day the order was resolved.
    FirstTimeFix,
    /// 索赔及时率 KPI-4: clocks SLA-5 that were met among those met and breached; by the last day for filing.
    ClaimTimeliness,
    /// 索赔完整率 KPI-4: claimable orders whose claim was filed, whenever, among those filed, dropped, or past the last
    /// day for filing. Left out are goodwill, orders still within their days, and those judged to be out of the claim
    /// range. By the day the service was finished.
    ClaimCompleteness,
    /// 索赔成功率 KPI-4: tries that were accepted in full or in part among those decided; by the day of the decision.
    ClaimSuccess,
    /// 审核一次通过率, beside KPI-4: first tries that came through the checklist without being returned; by the day of
    /// the first outcome.
    ChecklistFirstTime,
    /// 旧件返回率 KPI-5: parts shipped within the month in which they were due, late ones included, among those that were
    /// shipped or whose due day is past; by the due day.
    PartReturn,
    /// 交机定检及时率 KPI-6: orders of delivery, pre-delivery, arrival inspection and periodic maintenance that were
    /// begun as promised among those due. Due is the promised departure of the last plan (SLA-3); without a plan, the
    /// limit of SLA-2. By the due day.
    MaintenanceTimeliness,
    /// 交机定检完成率 KPI-6: of the same orders, those that were resolved.
    MaintenanceCompletion,
    /// 回访率 KPI-8: resolved orders whose customer was reached; by the day the order was resolved.
    CallBack,
    /// 满意率 KPI-8: of those, customers who were satisfied when last reached.
    Satisfaction,
}

impl FigureKind {
    pub const ALL: [Self; 12] = [
        Self::FirstResponse,
        Self::Response36,
        Self::FirstTimeFix,
        Self::ClaimTimeliness,
        Self::ClaimCompleteness,
        Self::ClaimSuccess,
        Self::ChecklistFirstTime,
        Self::PartReturn,
        Self::MaintenanceTimeliness,
        Self::MaintenanceCompletion,
        Self::CallBack,
        Self::Satisfaction,
    ];

    /// The id of its definition, `KPI-1`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FirstResponse => "KPI-1",
            Self::Response36 => "KPI-2",
            Self::FirstTimeFix => "KPI-3",
            Self::ClaimTimeliness
            | Self::ClaimCompleteness
            | Self::ClaimSuccess
            | Self::ChecklistFirstTime => "KPI-4",
            Self::PartReturn => "KPI-5",
            Self::MaintenanceTimeliness | Self::MaintenanceCompletion => "KPI-6",
            Self::CallBack | Self::Satisfaction => "KPI-8",
        }
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::FirstResponse => ("首次响应率", "first response rate"),
            Self::Response36 => ("36小时响应率", "36-hour response rate"),
            Self::FirstTimeFix => ("一次性修复率", "first-time fix rate"),
            Self::ClaimTimeliness => ("索赔及时率", "claims filed in time"),
            Self::ClaimCompleteness => ("索赔完整率", "claimable orders claimed"),
            Self::ClaimSuccess => ("索赔成功率", "claims accepted"),
            Self::ChecklistFirstTime => ("审核一次通过率", "checklist passed first time"),
            Self::PartReturn => ("旧件返回率", "old parts returned"),
            Self::MaintenanceTimeliness => ("交机定检及时率", "delivery and maintenance in time"),
            Self::MaintenanceCompletion => ("交机定检完成率", "delivery and maintenance done"),
            Self::CallBack => ("回访率", "orders called back"),
            Self::Satisfaction => ("满意率", "customers satisfied"),
        };
        Sentence::new(zh, en)
    }
}

/// One figure, over all and by station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    pub figure: FigureKind,
    /// The id of its definition, `KPI-1`.
    pub id: String,
    pub title: Sentence,
    pub whole: Rate,
    /// They add up to the whole.
    pub stations: Vec<StationRate>,
}

/// A figure of one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StationRate {
    /// None for orders without a station.
    pub station: Option<NamedStation>,
    pub rate: Rate,
}

/// A figure of one engineer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EngineerRate {
    /// None for orders to which nobody was sent.
    pub engineer: Option<NamedPerson>,
    pub rate: Rate,
}

/// One case that counts for or against a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FigureCase {
    pub order: OrderNumber,
    /// The try it is about, for what is counted by try.
    pub claim: Option<ClaimNumber>,
    /// The part it is about, for what is counted by part.
    pub part: Option<PartTag>,
    pub met: bool,
    /// The moment whose day decides to which period it belongs.
    pub at: Instant,
    /// Why it counts so.
    pub why: Sentence,
    pub station: Option<NamedStation>,
    /// Who repaired it, or else leads the visit that stands; none before anybody was sent.
    #[serde(default)]
    pub engineer: Option<NamedPerson>,
    pub machine: Option<MachineSerial>,
    pub customer: Option<NamedCustomer>,
}

/// The cases behind a figure, by their time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FigureCases {
    pub figure: FigureKind,
    pub id: String,
    pub title: Sentence,
    /// Of all cases, those counted out by `met` included.
    pub rate: Rate,
    /// The same of each engineer, whose cases are many first; they add up to the rate.
    #[serde(default)]
    pub engineers: Vec<EngineerRate>,
    pub cases: Vec<FigureCase>,
    /// How many fit the question, shown or not.
    pub total: u64,
}
