//! What each "no" says to people.

use sla::policy::Reason;

use super::OrderRejection;
use super::OrderRejection as No;

impl OrderRejection {
    /// What is wrong and what to do, Chinese first.
    pub(super) fn words(&self) -> (String, String) {
        match self {
            No::UnknownOrder(order) => (
                format!("没有工单{order}，请核对工单号"),
                format!("there is no order {order}; check the number"),
            ),
            No::OtherStation { order, .. } => (
                format!("工单{order}不属于您管理的服务站，请联系400座席"),
                format!("order {order} is not with a station you manage; ask the hotline"),
            ),
            No::FaultRequired => (
                "请填写故障描述".to_owned(),
                "say what is wrong with the machine: the fault is required".to_owned(),
            ),
            No::SubtypeDoesNotFit { order_type, subtype } => (
                format!(
                    "“{}”不是{}类工单的细分，请改选",
                    subtype.title().zh,
                    order_type.title().zh
                ),
                format!(
                    "{} is no kind of {}; choose another",
                    subtype.title().en,
                    order_type.title().en
                ),
            ),
            No::CallInFuture { .. } => (
                "来电时间晚于当前时间，请核对".to_owned(),
                "the call is said to come later than now; check its time".to_owned(),
            ),
            No::UnknownCustomer(customer) => (
                format!("客户档案里没有{customer}，请核对或先导入客户"),
                format!("the directory has no customer {customer}; check it or import the customer first"),
            ),
            No::UnknownStation(station) => (
                format!("没有服务站{station}，请核对站号"),
                format!("there is no station {station}; check its code"),
            ),
            No::MachineHasStation { machine, station } => (
                format!("整机{machine}归{station}站，请先开单，需要换站时再改派并写明原因"),
                format!(
                    "machine {machine} is with station {station}; open the order, then give it another station with a reason"
                ),
            ),
            No::MachineHasOpenOrder {
                machine, order, step, ..
            } => (
                format!(
                    "整机{machine}已有未完成的故障工单{order}（{}）：请把来电记入该工单，或写明另开一单的原因",
                    step.title().zh
                ),
                format!(
                    "machine {machine} has the open failure order {order} ({}): attach the call to it, or say why a second order is needed",
                    step.title().en
                ),
            ),
            No::UnknownMachine(machine) => (
                format!("整机档案里没有{machine}，请核对整机编号或先导入整机"),
                format!(
                    "the directory has no machine {machine}; check the serial or import the machine first"
                ),
            ),
            No::HasOtherMachine { order, machine } => (
                format!("工单{order}已登记整机{machine}，更正须写明原因"),
                format!("order {order} is about machine {machine}; to put that right, give a reason"),
            ),
            No::StationReasonRequired { order, station } => (
                format!("工单{order}已派给{station}站，改派须写明原因"),
                format!("order {order} is with station {station}; to change that, give a reason"),
            ),
            No::CorrectionReasonRequired => (
                "请写明更正原因".to_owned(),
                "say why it is corrected: the reason is required".to_owned(),
            ),
            No::NothingToCorrect => (
                "没有要更正的内容，请至少填一项".to_owned(),
                "nothing is corrected; say at least one new entry".to_owned(),
            ),
            No::AlreadyEnded { order, step } => (
                format!(
                    "工单{order}已结束（{}），不能再办理；如有新的情况请另开工单",
                    step.title().zh
                ),
                format!(
                    "order {order} has ended ({}); open a new order for what is new",
                    step.title().en
                ),
            ),
            No::UnknownCancelReason { reason, known } => {
                let (zh, en) = names(known);
                (
                    format!("没有撤销原因“{reason}”，可选：{zh}"),
                    format!("there is no cancel reason {reason:?}; choose one of {en}"),
                )
            }
            No::TextRequired => ("请填写内容".to_owned(), "write a text: it is required".to_owned()),
            No::FollowUpInPast { .. } => (
                "跟进时间已过，请填写之后的时间".to_owned(),
                "the follow-up's time is over; choose a later one".to_owned(),
            ),
            No::UnknownFollowUp { order, follow_up } => (
                format!("工单{order}没有第{follow_up}条跟进"),
                format!("order {order} has no follow-up {follow_up}"),
            ),
            No::UrgingNoteRequired => (
                "请写明催办了什么、对方怎么答复".to_owned(),
                "say what was asked for and what was answered".to_owned(),
            ),
            No::UnknownUnrepairedReason { reason, known } => {
                let (zh, en) = names(known);
                (
                    format!("没有未修复原因“{reason}”，可选：{zh}"),
                    format!("there is no unrepaired reason {reason:?}; choose one of {en}"),
                )
            }
            No::ConfirmWith { reason, department } => {
                let title = department.title();
                (
                    format!("原因“{}”须向{}部门核实，请核实后再登记", reason.name.zh, title.zh),
                    format!(
                        "the reason {:?} lies with {}; confirm it there first",
                        reason.name.en, title.en
                    ),
                )
            }
            No::ExpectedInPast { .. } => (
                "预计修复时间已过，请填写之后的时间".to_owned(),
                "the repair is expected at a time that is over; choose a later one".to_owned(),
            ),
            No::NotResolved { order, step } => (
                format!(
                    "工单{order}尚未解决（{}），修复或电话解决之后再办理",
                    step.title().zh
                ),
                format!(
                    "order {order} is not resolved ({}); wait until it is repaired or solved by phone",
                    step.title().en
                ),
            ),
            No::WordsRequired => (
                "客户不满意，请写明原因".to_owned(),
                "the customer is not satisfied; say why".to_owned(),
            ),
            No::NotRepaired { order, step } => (
                format!(
                    "工单{order}当前为“{}”，只有现场修复且未关闭的工单才审核资料",
                    step.title().zh
                ),
                format!(
                    "order {order} is {}; papers are reviewed after a repair on site and before the closing",
                    step.title().en
                ),
            ),
            No::ClassDoesNotFit {
                class,
                order_type,
                fitting,
            } => {
                let zh: Vec<String> = fitting.iter().map(|class| class.title().zh).collect();
                let en: Vec<String> = fitting.iter().map(|class| class.title().en).collect();
                (
                    format!(
                        "{}类工单的资料不能归入“{}”，可选：{}",
                        order_type.title().zh,
                        class.title().zh,
                        zh.join("、")
                    ),
                    format!(
                        "papers of {} are not filed as {}; choose {}",
                        order_type.title().en,
                        class.title().en,
                        en.join(" or ")
                    ),
                )
            }
            No::UnknownPerson(person) => (
                format!("人员名录里没有{person}，请核对工号"),
                format!("the directory has no person {person}; check the id"),
            ),
            No::StillToDo { order, gaps } => {
                let zh: Vec<String> = gaps.iter().map(|gap| gap.sentence().zh).collect();
                let en: Vec<String> = gaps.iter().map(|gap| gap.sentence().en).collect();
                (
                    format!("工单{order}还不能关闭：{}", zh.join("；")),
                    format!("order {order} cannot be closed yet: {}", en.join("; ")),
                )
            }
            No::NotClosed { order, step } => (
                format!("工单{order}当前为“{}”，只有已关闭的工单才能重开", step.title().zh),
                format!(
                    "order {order} is {}; only a closed order is opened again",
                    step.title().en
                ),
            ),
            No::OtherMachine { order, of } => (
                format!("工单{of}与工单{order}不是同一台整机，请核对工单号"),
                format!("order {of} is not about the machine of order {order}; check the number"),
            ),
            No::NoEarlierRepair { order, of } => (
                format!("工单{of}不是工单{order}之前已解决的故障工单，请核对工单号"),
                format!("order {of} is no failure that was resolved before order {order}; check the number"),
            ),
            No::ReasonRequired => (
                "请写明原因".to_owned(),
                "say why: the reason is required".to_owned(),
            ),
            No::UnknownImport(import) => (
                format!("没有暂存的导入{import}，请先上传文件"),
                format!("nothing is staged as import {import}; stage the file first"),
            ),
            No::PiecesMissing { .. } => (
                "文件没有传全，请重新上传".to_owned(),
                "not every piece of the file was staged; stage it again".to_owned(),
            ),
            No::PiecesLeftOver { .. } => (
                "已上传的段数比所说的多，请核对段数".to_owned(),
                "more pieces are staged than said; check their number".to_owned(),
            ),
            No::TooManyOrders { orders, at_most } => (
                format!("名单中有{orders}张新工单，一次最多接收{at_most}张，请拆成几个文件"),
                format!(
                    "the list has {orders} new orders; take over at most {at_most} at once and split the file"
                ),
            ),
        }
    }
}

/// The reasons to choose from: names in Chinese, codes in English.
fn names(known: &[Reason]) -> (String, String) {
    let zh: Vec<&str> = known.iter().map(|reason| reason.name.zh.as_str()).collect();
    let en: Vec<&str> = known.iter().map(|reason| reason.code.as_str()).collect();
    (zh.join("、"), en.join(", "))
}
