//! What each "no" says, in both languages, and the facts that explain it.

use proto::claims::ClaimState;
use proto::document::DocumentKind;
use proto::returns::{DiscrepancyKind, DiscrepancyOutcome, PartState};
use proto::{Class, Rejection};
use types::{ClaimNumber, ConsignmentId, Instant, OrderNumber, PartTag, PersonId, Sentence, StationId};

pub(super) fn refused(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Rejection {
    Rejection::new(Class::Refused, code, zh, en)
}

fn conflict(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Rejection {
    Rejection::new(Class::Conflict, code, zh, en)
}

fn unknown(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Rejection {
    Rejection::new(Class::Unknown, code, zh, en)
}

/// Tags as people read and as programs read them.
fn listed<'t>(tags: impl Iterator<Item = &'t PartTag>) -> Vec<String> {
    tags.map(ToString::to_string).collect()
}

pub(super) fn unreadable(problem: &str) -> Rejection {
    Rejection::new(
        Class::Malformed,
        "question.unreadable",
        format!("无法读懂查询：{problem}"),
        format!("the question cannot be read: {problem}"),
    )
}

pub(super) fn order_unknown(order: &OrderNumber) -> Rejection {
    let zh = format!("没有工单{order}，请核对工单号");
    unknown(
        "order.unknown",
        zh,
        format!("there is no order {order}; check the number"),
    )
    .with("order", order.as_str())
}

pub(super) fn part_unknown(tag: &PartTag) -> Rejection {
    let zh = format!("没有旧件{tag}，请核对标签；只有索赔工单的换件才有标签");
    let en = format!("there is no old part {tag}; check the tag: only parts of claimed orders have one");
    unknown("part.unknown", zh, en).with("tag", tag.to_string())
}

pub(super) fn consignment_unknown(consignment: &ConsignmentId) -> Rejection {
    let zh = format!("没有货单{consignment}，请核对货单号");
    let en = format!("there is no consignment {consignment}; check its number");
    unknown("consignment.unknown", zh, en).with("consignment", consignment.as_str())
}

pub(super) fn station_unknown(station: &StationId) -> Rejection {
    let zh = format!("没有服务站{station}，请核对代码");
    let en = format!("there is no station {station}; check its code");
    unknown("station.unknown", zh, en).with("station", station.as_str())
}

pub(super) fn not_this_station(station: &StationId, person: &PersonId) -> Rejection {
    let zh = format!("{person}不是服务站{station}的站长；旧件由该站站长或其代理人办理");
    let en = format!("{person} does not manage station {station}; its manager or a deputy handles its parts");
    Rejection::new(Class::Forbidden, "OLD-2.not_this_station", zh, en)
        .with("station", station.as_str())
        .with("person", person.as_str())
}

pub(super) fn not_to_check_in(tag: &PartTag, state: PartState) -> Rejection {
    let title = state.title();
    let zh = format!("旧件{tag}不能入站：{}", title.zh);
    let en = format!("part {tag} cannot be checked in: it is {}", title.en);
    with_state(conflict("OLD-2.not_to_check_in", zh, en), tag, state)
}

fn with_state(rejection: Rejection, tag: &PartTag, state: PartState) -> Rejection {
    rejection
        .with("tag", tag.to_string())
        .with("state", serde_json::json!(state))
}

pub(super) fn no_station(order: &OrderNumber) -> Rejection {
    let zh = format!("工单{order}还没有服务站，请先指定服务站");
    let en = format!("order {order} has no station yet; give it one first");
    conflict("OLD-2.no_station", zh, en).with("order", order.as_str())
}

pub(super) fn in_future(rule: &str, at: Instant, now: Instant) -> Rejection {
    let code = format!("{rule}.in_future");
    refused(
        &code,
        "时间不能晚于现在",
        "it cannot have happened later than now",
    )
    .with("at", at.to_string())
    .with("now", now.to_string())
}

pub(super) fn too_early(rule: &str, at: Instant, after: Instant, of: &Sentence) -> Rejection {
    let zh = format!("时间不能早于{}", of.zh);
    let en = format!("it cannot have happened before {}", of.en);
    refused(&format!("{rule}.too_early"), zh, en)
        .with("at", at.to_string())
        .with("after", after.to_string())
}

pub(super) fn not_a_photo(kind: DocumentKind) -> Rejection {
    let title = kind.title();
    let zh = format!("入站须附旧件照片，不能是{}", title.zh);
    let en = format!("a part is checked in with a photo, not with a {}", title.en);
    refused("OLD-2.not_a_photo", zh, en).with("kind", kind.as_str())
}

pub(super) fn photo_size(bytes: u64, max_bytes: u64) -> Rejection {
    let zh = format!("照片大小{bytes}字节不能接收，应为1到{max_bytes}字节，请压缩后重传");
    let en = format!("a photo of {bytes} bytes is not taken, only from 1 to {max_bytes}; make it smaller");
    refused("OLD-2.photo_size", zh, en)
        .with("bytes", bytes)
        .with("max_bytes", max_bytes)
}

pub(super) fn photo_media_type(media_type: &str, allowed: &[String]) -> Rejection {
    let zh = format!("不接受{media_type}格式的文件；可用：{}", allowed.join("、"));
    let en = format!(
        "files of type {media_type} are not taken, but: {}",
        allowed.join(", ")
    );
    refused("OLD-2.media_type", zh, en)
        .with("media_type", media_type)
        .with("allowed", allowed.to_vec())
}

pub(super) fn not_at_station(station: &StationId, parts: &[(PartTag, Option<PartState>)]) -> Rejection {
    let each = |word: fn(Sentence) -> String, nowhere: &str, comma: &str| {
        let named = parts.iter().map(|(tag, state)| {
            let place = state.map_or_else(|| nowhere.to_owned(), |state| word(state.title()));
            format!("{tag} ({place})")
        });
        named.collect::<Vec<_>>().join(comma)
    };
    let zh = format!(
        "这些旧件不在服务站{station}：{}",
        each(|title| title.zh, "无此标签", "、")
    );
    let en = format!(
        "these parts are not at station {station}: {}",
        each(|title| title.en, "no such tag", ", ")
    );
    conflict("OLD-3.not_at_station", zh, en)
        .with("station", station.as_str())
        .with("parts", listed(parts.iter().map(|(tag, _)| tag)))
}

pub(super) fn nothing_to_ship(station: &StationId) -> Rejection {
    let zh = format!("服务站{station}没有在站旧件，无需发运");
    let en = format!("station {station} holds no old parts; there is nothing to ship");
    conflict("OLD-3.nothing_to_ship", zh, en).with("station", station.as_str())
}

pub(super) fn too_many(parts: usize, at_most: usize) -> Rejection {
    let zh = format!("一批最多{at_most}件，现有{parts}件；请列出标签分批发运");
    let en =
        format!("a consignment holds at most {at_most} parts, not {parts}; name the tags and ship several");
    refused("OLD-3.too_many", zh, en)
        .with("parts", parts)
        .with("at_most", at_most)
}

pub(super) fn station_code_too_long(station: &StationId) -> Rejection {
    let zh = format!("服务站代码{station}太长，无法生成货单号");
    let en = format!("the code of station {station} is too long to name a consignment by");
    refused("OLD-3.station_code_too_long", zh, en).with("station", station.as_str())
}

pub(super) fn already_received(consignment: &ConsignmentId) -> Rejection {
    let zh = format!("货单{consignment}已验收，内容不同；请逐条处理差异");
    let en = format!(
        "consignment {consignment} was received with another count; settle its discrepancies instead"
    );
    conflict("OLD-4.already_received", zh, en).with("consignment", consignment.as_str())
}

pub(super) fn counted_twice(tag: &PartTag) -> Rejection {
    let zh = format!("旧件{tag}点数两次，请合并为一行");
    refused(
        "OLD-4.counted_twice",
        zh,
        format!("part {tag} was counted twice; enter it once"),
    )
    .with("tag", tag.to_string())
}

pub(super) fn not_on_list(consignment: &ConsignmentId, parts: &[PartTag]) -> Rejection {
    let tags = listed(parts.iter());
    let zh = format!("不在货单{consignment}装箱单上：{}；请按多件登记", tags.join("、"));
    let en = format!(
        "not on the list of {consignment}: {}; enter them as surplus",
        tags.join(", ")
    );
    refused("OLD-4.not_on_list", zh, en)
        .with("consignment", consignment.as_str())
        .with("parts", tags)
}

pub(super) fn surplus_is_listed(tag: &PartTag) -> Rejection {
    let zh = format!("旧件{tag}在装箱单上，请按清单点数");
    refused(
        "OLD-4.surplus_is_listed",
        zh,
        format!("part {tag} is on the list; count it there"),
    )
    .with("tag", tag.to_string())
}

pub(super) fn not_received_yet(consignment: &ConsignmentId) -> Rejection {
    let zh = format!("货单{consignment}尚未验收，请先验收");
    let en = format!("consignment {consignment} was not received yet; count it first");
    conflict("OLD-4.not_received_yet", zh, en).with("consignment", consignment.as_str())
}

pub(super) fn discrepancy_unknown(consignment: &ConsignmentId, number: u32) -> Rejection {
    let zh = format!("货单{consignment}没有第{number}条差异");
    let en = format!("consignment {consignment} has no discrepancy {number}");
    unknown("OLD-4.discrepancy_unknown", zh, en)
        .with("consignment", consignment.as_str())
        .with("number", number)
}

pub(super) fn already_settled(number: u32, outcome: DiscrepancyOutcome) -> Rejection {
    let zh = format!("第{number}条差异已处理，只有遗失的旧件还可以改为已找到");
    let en = format!("discrepancy {number} is settled; only a lost part can still be found");
    conflict("OLD-4.already_settled", zh, en)
        .with("number", number)
        .with("outcome", serde_json::json!(outcome))
}

pub(super) fn nothing_missing(number: u32, kind: DiscrepancyKind) -> Rejection {
    let title = kind.title();
    let zh = format!("第{number}条差异是{}，只能说明；缺件才有已找到或遗失", title.zh);
    let en = format!(
        "discrepancy {number} is {}: explain it; only what is missing is found or lost",
        title.en
    );
    refused("OLD-4.nothing_missing", zh, en)
        .with("number", number)
        .with("kind", serde_json::json!(kind))
}

pub(super) fn not_in_warehouse(tag: &PartTag, state: PartState) -> Rejection {
    let title = state.title();
    let zh = format!("旧件{tag}不在仓库：{}", title.zh);
    let en = format!("part {tag} does not lie in the warehouse: it is {}", title.en);
    with_state(conflict("OLD-5.not_in_warehouse", zh, en), tag, state)
}

pub(super) fn claim_undecided(tag: &PartTag, claim: &ClaimNumber, state: ClaimState) -> Rejection {
    let title = state.title();
    let zh = format!("索赔{claim}厂家尚未裁定（{}），旧件{tag}不能销毁", title.zh);
    let en = format!(
        "claim {claim} is not decided yet ({}); part {tag} must be kept",
        title.en
    );
    conflict("OLD-7.claim_undecided", zh, en)
        .with("tag", tag.to_string())
        .with("claim", claim.to_string())
        .with("state", serde_json::json!(state))
}

pub(super) fn recall_window(tag: &PartTag, claim: &ClaimNumber, decided_on: &str, from: &str) -> Rejection {
    let zh = format!("索赔{claim}于{decided_on}裁定，厂家召回期内旧件{tag}不能销毁；{from}起可以销毁");
    let en = format!(
        "claim {claim} was decided on {decided_on}; the manufacturer may still ask for part {tag}: it may be destroyed from {from}"
    );
    conflict("OLD-7.recall_window", zh, en)
        .with("tag", tag.to_string())
        .with("claim", claim.to_string())
        .with("decided_on", decided_on)
        .with("from", from)
}

pub(super) fn witness_unknown(witness: &PersonId) -> Rejection {
    let zh = format!("人员名录里没有{witness}");
    refused(
        "OLD-5.witness_unknown",
        zh,
        format!("the directory has no person {witness}"),
    )
    .with("witness", witness.as_str())
}

pub(super) fn witness_left(witness: &PersonId, name: &str) -> Rejection {
    let zh = format!("{name}已离职，请另找见证人");
    refused(
        "DIR-4.witness_left",
        zh,
        format!("{name} has left; ask somebody else to verify"),
    )
    .with("witness", witness.as_str())
}

pub(super) fn two_people(person: &PersonId) -> Rejection {
    let zh = "销毁须由两人在场，操作人不能同时是见证人";
    refused(
        "OLD-5.two_people",
        zh,
        "whoever destroys a part cannot verify it too; ask somebody else",
    )
    .with("person", person.as_str())
}

pub(super) fn not_to_lose(tag: &PartTag, state: PartState) -> Rejection {
    let title = state.title();
    let zh = format!("旧件{tag}不能登记遗失：{}", title.zh);
    let en = format!("part {tag} cannot be recorded as lost: it is {}", title.en);
    with_state(conflict("OLD-6.not_to_lose", zh, en), tag, state)
}

pub(super) fn answerable_unknown(person: &PersonId) -> Rejection {
    let zh = format!("人员名录里没有{person}");
    refused(
        "OLD-6.answerable_unknown",
        zh,
        format!("the directory has no person {person}"),
    )
    .with("person", person.as_str())
}
