//! What is wrong and what to do, Chinese first.

use proto::claims::ClaimState;
use sla::policy::Role;
use types::{ClaimNumber, Lang, Sentence};

use super::{ClaimRejection as No, LineProblem};
use crate::lacks::Lacks;

impl No {
    pub(super) fn words(&self) -> Sentence {
        match self {
            Self::QuestionUnreadable { problem } => say(
                format!("无法读懂查询：{problem}"),
                format!("the question cannot be read: {problem}"),
            ),
            Self::OrderUnknown { order } => say(
                format!("没有工单{order}，请核对工单号"),
                format!("there is no order {order}; check the number"),
            ),
            Self::ClaimUnknown { claim } => say(
                format!("没有索赔{claim}，请核对索赔号"),
                format!("there is no claim {claim}; check the number"),
            ),
            Self::TooLate {
                claim,
                state: ClaimState::Dropped,
            } => in_state(
                claim,
                ClaimState::Dropped,
                "不能再修改；仍要索赔请另开草稿",
                "it cannot be changed any more; open another draft if it is to be claimed after all",
            ),
            Self::TooLate { claim, state } => in_state(
                claim,
                *state,
                "不能再修改；厂家拒绝或核减后可重新提交",
                "it cannot be changed any more; what is refused can be submitted again",
            ),
            Self::NotRepaired { order } => say(
                format!("工单{order}尚未修复，或已取消，不能索赔"),
                format!("order {order} is not repaired, or was cancelled; it cannot be claimed"),
            ),
            Self::MachineRequired { order } => say(
                format!("工单{order}还没有确定设备；没有序列号不能索赔，请先补上"),
                format!(
                    "order {order} has no machine; nothing is claimed without a serial, so find it first"
                ),
            ),
            Self::ReasonRequired { .. } => say("请写明原因", "say why: the reason is required"),
            Self::AlreadyClaimed { order, first, state } => say(
                format!(
                    "工单{order}已有索赔{first}（{}），同一故障不重复索赔",
                    state.title().zh
                ),
                format!(
                    "order {order} has the claim {first} already ({}); the same failure is not claimed twice",
                    state.title().en
                ),
            ),
            Self::NotCovered { why } => say(
                format!("{}不能按保内索赔；确需申请的，请开商务索赔", why.zh),
                format!(
                    "{}; open a goodwill claim if it is to be asked for all the same",
                    why.en
                ),
            ),
            Self::TooManyTries { order } => say(
                format!("工单{order}的索赔次数已到上限"),
                format!("order {order} has had as many claims as can be counted"),
            ),
            Self::NothingToDrop { order } => say(
                format!("工单{order}没有待提交或待定的索赔，无需放弃"),
                format!("order {order} has no claim to be filed or decided, so there is nothing to drop"),
            ),
            Self::PartAlreadyClaimed {
                part_number,
                serial,
                first,
            } => say(
                format!("配件{part_number}（旧件序列号{serial}）已在索赔{first}中申请，不能重复索赔"),
                format!(
                    "the part {part_number} with the old serial {serial} is asked for in claim {first} already"
                ),
            ),
            Self::BadLine { line, problem } => {
                let (zh, en) = problem.words();
                say(format!("第{line}行：{zh}"), format!("line {line}: {en}"))
            }
            Self::PriceTooHigh { line, price, most } => say(
                format!("第{line}行：单价{price}元超过上限{most}元，请核对是否多打了几位"),
                format!(
                    "line {line}: the price of {price} yuan is above {most}, the most that is taken; check it"
                ),
            ),
            Self::PartUnknown { line, part } => say(
                format!("第{line}行：服务报告里没有第{part}项配件，或该配件已在另一行"),
                format!("line {line}: the report has no part {part}, or another line asks for it already"),
            ),
            Self::MoreThanOpen { line, open } => say(
                format!("第{line}行：重新提交不能超过上次未批的{open}元"),
                format!(
                    "line {line}: another try may ask for no more than the {open} yuan that were refused"
                ),
            ),
            Self::NothingChecked => say("请至少审核一项", "check at least one item"),
            Self::ItemUnknown { item, known } => say(
                format!("审核表里没有“{item}”，可选：{}", known.join("、")),
                format!(
                    "the checklist has no item {item:?}; choose of {}",
                    known.join(", ")
                ),
            ),
            Self::NoteRequired { item } => say(
                format!("“{item}”不合格时须写明缺什么"),
                format!("say what is missing when {item:?} fails"),
            ),
            Self::PapersMissing { papers } => {
                let zh: Vec<String> = papers.iter().map(|kind| kind.title().zh).collect();
                let en: Vec<String> = papers.iter().map(|kind| kind.title().en).collect();
                say(
                    format!("工单还缺：{}；请补齐，或将此项审核为不合格退回", zh.join("、")),
                    format!(
                        "the order still lacks: {}; add them, or fail the item",
                        en.join(", ")
                    ),
                )
            }
            Self::NoAmount { claim } => say(
                format!("索赔{claim}金额为0，请先填写各行单价"),
                format!("claim {claim} asks for nothing yet; enter the prices of its lines first"),
            ),
            Self::NotReturned { claim, state } => in_state(
                claim,
                *state,
                "没有退回，无需收回",
                "it was not returned, so there is nothing to take back",
            ),
            Self::NotYours { order } => say(
                format!("工单{order}不是您修的，也不是您站的，请由修理人、本站或索赔人员办理"),
                format!(
                    "order {order} is neither your repair nor your station's; its engineer, its station or claims \
                     people may"
                ),
            ),
            Self::NotAJudge { judges } => say(
                format!(
                    "经销商判定由{}作出，请本人登录办理",
                    roles(judges, Lang::Zh, "、")
                ),
                format!(
                    "it is judged by the {}, in person",
                    roles(judges, Lang::En, " and the ")
                ),
            ),
            Self::NotPending { claim, state } => in_state(
                claim,
                *state,
                "不用每天查看",
                "it need not be looked at every day",
            ),
            Self::NotReady { claim, state, lacks } => {
                let lacks = lacking(lacks);
                in_state(
                    claim,
                    *state,
                    &format!("还不能提交：{}", lacks.zh),
                    &format!("not ready yet: {}", lacks.en),
                )
            }
            Self::PackageNotBuilt { claim } => say(
                format!("索赔{claim}的索赔包正在生成，请稍后再提交"),
                format!("the package of claim {claim} is being built; submit it a little later"),
            ),
            Self::PackageFailed { claim, problem } => say(
                format!("索赔{claim}的索赔包未能生成（{problem}）；请排除原因后重新生成"),
                format!(
                    "the package of claim {claim} could not be built ({problem}); mend that and ask for it again"
                ),
            ),
            Self::OtherPackage { claim, package } => say(
                format!(
                    "索赔{claim}的内容已变，当前索赔包是{}；请核对后按当前包提交",
                    package.short()
                ),
                format!(
                    "claim {claim} changed since; its package is {} now: look at it and submit that",
                    package.short()
                ),
            ),
            Self::NoPackage { claim } => say(
                format!("索赔{claim}没有待重新生成的索赔包"),
                format!("claim {claim} has no package to be built again"),
            ),
            Self::InFuture { .. } => say("时间不能晚于现在，请核对", "the time lies ahead of now; check it"),
            Self::SubmittedBeforeRepair { .. } => say(
                "提交时间不能早于修复时间，请核对",
                "it cannot have been submitted before the repair; check the time",
            ),
            Self::EnteredTooLate { .. } => say(
                "补录提交时间不能超过24小时；请按现在提交，并在备注中写明实际提交时间和凭证",
                "a submission is entered within 24 hours; submit it as of now and note when it was handed in, with proof",
            ),
            Self::NumberRequired => say("请填写厂家索赔号", "give the manufacturer's number"),
            Self::NumberTaken { number, order } => say(
                format!("厂家索赔号{number}已登记在工单{order}，请核对"),
                format!("the manufacturer's number {number} is order {order}'s already; check it"),
            ),
            Self::NotSubmitted { claim, state } => in_state(claim, *state, "请先提交", "submit it first"),
            Self::DecisionStands { claim } => say(
                format!("索赔{claim}的厂家决定之后已有后续，不能再改"),
                format!(
                    "something followed from the decision on claim {claim}; it cannot be changed any more"
                ),
            ),
            Self::LinesIncomplete { claimed } => {
                let lines: Vec<String> = claimed.iter().map(ToString::to_string).collect();
                say(
                    format!(
                        "请对每一行各填一次批准金额，共{}行：{}",
                        lines.len(),
                        lines.join("、")
                    ),
                    format!("give one decision for each of the lines {}", lines.join(", ")),
                )
            }
            Self::ApprovedOutOfRange { line, amount } => say(
                format!("第{line}行：批准金额应在0到{amount}元之间"),
                format!("line {line}: approved is between 0 and {amount} yuan"),
            ),
            Self::CutWithoutReason { line } => say(
                format!("第{line}行：批准金额少于申请金额，请写明厂家的理由"),
                format!("line {line}: less was approved than claimed; say why"),
            ),
            Self::DecidedBeforeSubmission { .. } => say(
                "厂家决定不能早于提交时间，请核对",
                "it cannot have been decided before it was submitted; check the time",
            ),
            Self::NothingRefused { claim, state } => in_state(
                claim,
                *state,
                "没有可重新提交的被拒或核减金额",
                "nothing of it was refused that could be submitted again",
            ),
            Self::NothingToCome { claim, state } => {
                in_state(claim, *state, "没有应到账的金额", "no money is to come for it")
            }
            Self::CreditNoteRequired => say("请填写贷项通知单号", "give the credit note's number"),
            Self::CreditNoteUsed { note, amount } => say(
                format!("贷项通知单{note}已登记{amount}元，请核对"),
                format!("credit note {note} is recorded with {amount} yuan already; check it"),
            ),
            Self::AmountRequired => say("到账金额须大于0", "the amount must be above 0"),
            Self::ExplanationRequired { to_come } => say(
                format!("应到账{to_come}元，金额不符请写明原因"),
                format!("{to_come} yuan are to come; explain why it is another amount"),
            ),
            Self::NotPaid { claim, state } => in_state(
                claim,
                *state,
                "到账后才能关闭；全部被拒的请核销",
                "it is closed once it was paid; write it off when all of it was refused",
            ),
            Self::NotRejected { claim, state } => in_state(
                claim,
                *state,
                "只有厂家全部拒绝的索赔才能核销",
                "only a claim that was refused as a whole is written off",
            ),
            Self::NextTryOpen { next_try } => say(
                format!("重新提交的{next_try}还未了结，请先放弃或提交"),
                format!("the next try {next_try} is still open; drop or submit it first"),
            ),
        }
    }
}

impl LineProblem {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => (
                "行号从1起，每个只用一次",
                "lines are numbered from 1, each number once",
            ),
            Self::Words => ("请填写代码或说明", "give a code or a description"),
            Self::Quantity => ("数量须大于0", "the quantity must be above 0"),
            Self::Price => (
                "单价不能为负，金额不能大到无法计算",
                "the price may not be negative, nor the amount too large to count",
            ),
        }
    }
}

fn say(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence::new(zh, en)
}

fn in_state(claim: &ClaimNumber, state: ClaimState, zh: &str, en: &str) -> Sentence {
    let title = state.title();
    say(
        format!("索赔{claim}（{}）：{zh}", title.zh),
        format!("claim {claim} ({}): {en}", title.en),
    )
}

fn roles(roles: &[Role], lang: Lang, comma: &str) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name(lang)).collect();
    names.join(comma)
}

/// What is in the way of a claim, in words.
fn lacking(lacks: &Lacks) -> Sentence {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    if !lacks.items.is_empty() {
        zh.push(format!("未审核通过{}项", lacks.items.len()));
        en.push(format!("{} items not passed", lacks.items.len()));
    }
    if !lacks.papers.is_empty() {
        let titles = lacks.papers.iter().map(|kind| kind.title());
        let (papers_zh, papers_en): (Vec<String>, Vec<String>) =
            titles.map(|title| (title.zh, title.en)).unzip();
        zh.push(format!("缺{}", papers_zh.join("、")));
        en.push(format!("missing {}", papers_en.join(", ")));
    }
    if !lacks.judges.is_empty() {
        zh.push(format!("待{}判定", roles(&lacks.judges, Lang::Zh, "、")));
        en.push(format!(
            "to be judged by {}",
            roles(&lacks.judges, Lang::En, ", ")
        ));
    }
    if lacks.amount {
        zh.push("金额为0".to_owned());
        en.push("no amount".to_owned());
    }
    say(zh.join("，"), en.join(", "))
}
