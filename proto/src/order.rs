//! What every service says about a service order in the same words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, MachineSerial, OrderNumber, Personal, Phone, Sentence, StationId};

use crate::directory::Position;
use crate::hotline::HotlineEvent;

/// What a service order is about (ORD-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    /// 故障
    FailureRepair,
    /// 定检保养
    PeriodicMaintenance,
    /// 技改
    TechnicalCampaign,
    /// 到机检查
    ArrivalInspection,
    /// 交机预检
    PreDelivery,
    /// 交机
    Delivery,
    /// 设备巡检
    MachineInspection,
    /// 客户拜访
    CustomerVisit,
    /// 库存机保养
    StockUpkeep,
    /// CSA
    ServiceAgreement,
    /// 大修
    WorkshopRepair,
    /// 配件咨询
    PartsInquiry,
    /// 销售/整机咨询
    SalesInquiry,
    /// 二手机
    UsedMachine,
    /// 投诉
    Complaint,
}

impl OrderType {
    pub const ALL: [Self; 15] = [
        Self::FailureRepair,
        Self::PeriodicMaintenance,
        Self::TechnicalCampaign,
        Self::ArrivalInspection,
        Self::PreDelivery,
        Self::Delivery,
        Self::MachineInspection,
        Self::CustomerVisit,
        Self::StockUpkeep,
        Self::ServiceAgreement,
        Self::WorkshopRepair,
        Self::PartsInquiry,
        Self::SalesInquiry,
        Self::UsedMachine,
        Self::Complaint,
    ];

    /// The type as policy files and JSON write it, `failure_repair`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FailureRepair => "failure_repair",
            Self::PeriodicMaintenance => "periodic_maintenance",
            Self::TechnicalCampaign => "technical_campaign",
            Self::ArrivalInspection => "arrival_inspection",
            Self::PreDelivery => "pre_delivery",
            Self::Delivery => "delivery",
            Self::MachineInspection => "machine_inspection",
            Self::CustomerVisit => "customer_visit",
            Self::StockUpkeep => "stock_upkeep",
            Self::ServiceAgreement => "service_agreement",
            Self::WorkshopRepair => "workshop_repair",
            Self::PartsInquiry => "parts_inquiry",
            Self::SalesInquiry => "sales_inquiry",
            Self::UsedMachine => "used_machine",
            Self::Complaint => "complaint",
        }
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::FailureRepair => ("故障", "failure repair"),
            Self::PeriodicMaintenance => ("定检保养", "periodic maintenance"),
            Self::TechnicalCampaign => ("技改", "technical campaign"),
            Self::ArrivalInspection => ("到机检查", "arrival inspection"),
            Self::PreDelivery => ("交机预检", "pre-delivery"),
            Self::Delivery => ("交机", "delivery"),
            Self::MachineInspection => ("设备巡检", "machine inspection"),
            Self::CustomerVisit => ("客户拜访", "customer visit"),
            Self::StockUpkeep => ("库存机保养", "stock machine upkeep"),
            Self::ServiceAgreement => ("服务协议", "service agreement"),
            Self::WorkshopRepair => ("大修", "workshop repair"),
            Self::PartsInquiry => ("配件咨询", "parts inquiry"),
            Self::SalesInquiry => ("销售咨询", "sales inquiry"),
            Self::UsedMachine => ("二手机", "used machine"),
            Self::Complaint => ("投诉", "complaint"),
        };
        Sentence::new(zh, en)
    }
}

/// The finer kind of a failure repair or a maintenance (ORD-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderSubtype {
    /// Failure in warranty, claimable.
    Claimable,
    /// Failure in warranty, not claimable.
    NotClaimable,
    /// 出保
    OutOfWarranty,
    /// Maintenance as warranty service.
    WarrantyService,
    /// 常规
    Ordinary,
    /// 3,000 hours.
    ThreeThousandHours,
    /// 出保定检
    EndOfWarranty,
}

impl OrderSubtype {
    pub const ALL: [Self; 7] = [
        Self::Claimable,
        Self::NotClaimable,
        Self::OutOfWarranty,
        Self::WarrantyService,
        Self::Ordinary,
        Self::ThreeThousandHours,
        Self::EndOfWarranty,
    ];

    /// The finer kind as policy files and JSON write it, `claimable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claimable => "claimable",
            Self::NotClaimable => "not_claimable",
            Self::OutOfWarranty => "out_of_warranty",
            Self::WarrantyService => "warranty_service",
            Self::Ordinary => "ordinary",
            Self::ThreeThousandHours => "three_thousand_hours",
            Self::EndOfWarranty => "end_of_warranty",
        }
    }

    /// Whether this finer kind belongs to that type of order.
    #[must_use]
    pub fn fits(self, order_type: OrderType) -> bool {
        let wanted = match self {
            Self::Claimable | Self::NotClaimable | Self::OutOfWarranty => OrderType::FailureRepair,
            Self::WarrantyService | Self::Ordinary | Self::ThreeThousandHours | Self::EndOfWarranty => {
                OrderType::PeriodicMaintenance
            }
        };
        order_type == wanted
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Claimable => ("保内可索赔", "in warranty, claimable"),
            Self::NotClaimable => ("保内不可索赔", "in warranty, not claimable"),
            Self::OutOfWarranty => ("出保", "out of warranty"),
            Self::WarrantyService => ("保修服务", "warranty service"),
            Self::Ordinary => ("常规", "ordinary"),
            Self::ThreeThousandHours => ("3000小时", "3,000 hours"),
            Self::EndOfWarranty => ("出保定检", "end of warranty"),
        };
        Sentence::new(zh, en)
    }
}

/// Where a service order stands on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Waits for the station manager's reply 待回复.
    Opened,
    /// In progress: a dispatch is planned 已计划.
    Planned,
    /// Engineers are on their way 在途.
    Departed,
    /// Engineers are at the machine 在现场.
    Arrived,
    /// Left unrepaired: back at the station with a reason 未修复.
    Unrepaired,
    /// Solved by phone 电话解决; the call-back stays to do.
    SolvedByPhone,
    /// Repaired on site 已修复.
    Repaired,
    /// Cancelled 已取消.
    Cancelled,
    /// Reviewed, called back and closed by the customer centre 已关闭 (ORD-14).
    Closed,
}

impl Step {
    pub const ALL: [Self; 9] = [
        Self::Opened,
        Self::Planned,
        Self::Departed,
        Self::Arrived,
        Self::Unrepaired,
        Self::SolvedByPhone,
        Self::Repaired,
        Self::Cancelled,
        Self::Closed,
    ];

    /// Whether nothing more is expected from station or field.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(
            self,
            Self::SolvedByPhone | Self::Repaired | Self::Cancelled | Self::Closed
        )
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Opened => ("待回复", "waiting for station"),
            Self::Planned => ("已计划", "planned"),
            Self::Departed => ("在途", "on the way"),
            Self::Arrived => ("在现场", "on site"),
            Self::Unrepaired => ("未修复", "left unrepaired"),
            Self::SolvedByPhone => ("电话解决", "solved by phone"),
            Self::Repaired => ("已修复", "repaired"),
            Self::Cancelled => ("已取消", "cancelled"),
            Self::Closed => ("已关闭", "closed"),
        };
        Sentence::new(zh, en)
    }
}

/// What the other services need to know about an order, as hotline last said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderFacts {
    pub order: OrderNumber,
    pub order_type: OrderType,
    pub subtype: Option<OrderSubtype>,
    /// When the call came: every clock that starts with the order starts here.
    pub opened_at: Instant,
    pub machine_down: bool,
    pub machine: Option<MachineSerial>,
    /// The serial as the caller said it, when no machine of the directory had it: where the search begins (ORD-3).
    pub machine_said: Option<MachineSerial>,
    pub model: Option<String>,
    pub customer: Option<CustomerId>,
    pub caller: Option<Personal<String>>,
    pub caller_phone: Personal<Phone>,
    pub site: String,
    pub fault: String,
    pub hours: Option<u32>,
    /// None for a 99 order that has no station yet (ORD-3).
    pub station: Option<StationId>,
    /// Where telematics last saw the machine before the call (ORD-1).
    pub position: Option<Position>,
}

impl OrderFacts {
    /// The facts after an event of hotline's log, when it changes them.
    #[must_use]
    pub fn after(known: Option<&Self>, event: &HotlineEvent) -> Option<Self> {
        match event {
            HotlineEvent::OrderOpened(opened) => Some(opened.facts.clone()),
            HotlineEvent::MachineIdentified(found) => known.map(|facts| Self {
                machine: Some(found.machine.clone()),
                model: found.model.clone(),
                customer: found.customer.clone().or_else(|| facts.customer.clone()),
                position: found.position,
                ..facts.clone()
            }),
            HotlineEvent::StationGiven(given) => known.map(|facts| Self {
                station: Some(given.station.clone()),
                ..facts.clone()
            }),
            HotlineEvent::OrderCorrected(corrected) => known.map(|facts| corrected.apply(facts)),
            HotlineEvent::MachineStateReported(state) => known.map(|facts| Self {
                machine_down: state.machine_down,
                ..facts.clone()
            }),
            HotlineEvent::CallAttached(_)
            | HotlineEvent::StepReached(_)
            | HotlineEvent::OrderCancelled(_)
            | HotlineEvent::NoteAdded(_)
            | HotlineEvent::FollowUpSet(_)
            | HotlineEvent::FollowUpCameDue(_)
            | HotlineEvent::FollowUpDone(_)
            | HotlineEvent::CalledBack(_)
            | HotlineEvent::Urged(_)
            | HotlineEvent::UnrepairedConfirmed(_)
            | HotlineEvent::UnrepairedListIssued(_)
            | HotlineEvent::ReportNoted(_)
            | HotlineEvent::PapersReviewed(_)
            | HotlineEvent::OrderClosed(_)
            | HotlineEvent::OrderReopened(_)
            | HotlineEvent::RepeatSuspected(_)
            | HotlineEvent::RepeatJudged(_)
            | HotlineEvent::OrdersStaged(_)
            | HotlineEvent::OrdersImported(_)
            | HotlineEvent::OrdersRefused(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: ORD-2
    #[test]
    fn a_finer_kind_belongs_to_one_type_and_most_types_have_none() {
        let kinds_of = |order_type: OrderType| {
            OrderSubtype::ALL
                .into_iter()
                .filter(|subtype| subtype.fits(order_type))
                .map(|subtype| subtype.title().zh)
                .collect::<Vec<_>>()
        };
        let failure = ["保内可索赔", "保内不可索赔", "出保"];
        let maintenance = ["保修服务", "常规", "3000小时", "出保定检"];
        for order_type in OrderType::ALL {
            match order_type {
                OrderType::FailureRepair => assert_eq!(kinds_of(order_type), failure),
                OrderType::PeriodicMaintenance => assert_eq!(kinds_of(order_type), maintenance),
                _ => assert_eq!(kinds_of(order_type), Vec::<String>::new(), "{order_type:?}"),
            }
        }
        let titles: std::collections::BTreeSet<_> =
            OrderType::ALL.map(|order_type| order_type.title().zh).into();
        assert_eq!(titles.len(), OrderType::ALL.len());
    }
}
