//! The client's own words, each in both languages.

mod access;
mod claims;
mod figures;
mod orders;
mod parts;

use std::fmt::Debug;

use types::Lang;

pub(crate) use access::AccessWord;
pub(crate) use claims::ClaimWord;
pub(crate) use figures::FigureWord;
pub(crate) use orders::OrderWord;
pub(crate) use parts::PartWord;

/// A word or sentence that is there in both languages. `{1}`, `{2}`, … are filled in where it is used.
pub(crate) trait Phrase: Copy + Debug {
    fn text(self, lang: Lang) -> &'static str;

    fn fill(self, lang: Lang, values: &[&str]) -> String {
        let mut rest = self.text(lang);
        let mut filled = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            let value = place
                .parse::<usize>()
                .ok()
                .and_then(|place| values.get(place.checked_sub(1)?));
            filled.push_str(value.copied().unwrap_or_default());
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// Builds a list of words: a name, the Chinese, the English.
macro_rules! words {
    ($(#[$doc:meta])* $words:ident; $($name:ident $zh:literal $en:literal)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $words { $($name),* }

        impl $words {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];
        }

        impl $crate::client::words::Phrase for $words {
            fn text(self, lang: types::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, types::Lang::Zh) => $zh, (Self::$name, types::Lang::En) => $en,)*
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What most commands say.
    Word;

    // Spans and clocks
    UnitDays "天" "d"
    UnitHours "小时" "h"
    UnitMinutes "分" "m"
    UnderAMinute "不到1分" "under 1m"
    TimeLeft "还剩 {1}" "{1} left"
    Overdue "超时 {1}" "{1} overdue"
    // After a command
    AlreadySo "本来就是这样，没有改变。" "It was so already; nothing changed."
    Flagged "已标记：{1}" "Flagged: {1}"
    InLog "[{1}#{2}]" "[{1}#{2}]"
    OrderOpened "已开工单 {1}，服务站 {2}。" "Opened order {1} for station {2}."
    OrderOpenedWithoutStation "已开工单 {1}，还没有服务站。" "Opened order {1}; it has no station yet."
    WaysOn "记入该工单：\n  fieldledger order attach {1} --phone {2} --said '…'\n另开一单：加上 --second-order-reason '…' 再发一次。" "Attach the call to it:\n  fieldledger order attach {1} --phone {2} --said '…'\nOr open a second order: send it again with --second-order-reason '…'."
    CallersMachines "可能是以下整机（可另用 fieldledger search 查找）；确认后：\n  fieldledger order identify {1} --machine {2}" "It may be one of these machines (fieldledger search finds others); once that is sure:\n  fieldledger order identify {1} --machine {2}"
    NoMachineFound "来电号码和机号都没有查到整机。查清后：\n  fieldledger order identify {1} --machine …\n或先分配服务站：\n  fieldledger order station {1} --station …" "Neither phone nor serial leads to a machine. Once it is known:\n  fieldledger order identify {1} --machine …\nOr give the order its station first:\n  fieldledger order station {1} --station …"
    CallAttached "来电已记入工单 {1}。" "Attached the call to order {1}."
    MachineIdentified "工单 {1} 的整机已登记。" "Recorded the machine of order {1}."
    MachineBringsStation "工单 {1} 的整机已登记，服务站 {2}。" "Recorded the machine of order {1}, and with it station {2}."
    MoreRecords "另有 {1} 条短信收发和各服务之间的记录，加 --all 查看。" "{1} more records of messages and among the services; --all shows them."
    StationGiven "工单 {1} 的服务站已登记。" "Recorded the station of order {1}."
    OrderCorrected "工单 {1} 已更正，原记录保留。" "Corrected order {1}; the first entry stays in the log."
    MachineStateRecorded "工单 {1} 的停机状态已登记。" "Recorded the state of the machine of order {1}."
    OrderCancelled "工单 {1} 已取消。" "Cancelled order {1}."
    NoteAdded "备注已记入工单 {1}。" "Noted on order {1}."
    FollowUpSet "工单 {1} 的跟进{2}已设定：{3}。" "Set follow-up {2} of order {1} for {3}."
    FollowUpDone "工单 {1} 的跟进{2}已完成。" "Ticked off follow-up {2} of order {1}."
    PlanMade "工单 {1} 的计划{2}已登记：{3} 派工。" "Made plan {2} of order {1}: departure {3}."
    PlanInputsRecorded "计划的四项依据已登记。" "Recorded the four inputs of the plan."
    PlanChanged "工单 {1} 的计划已变更为计划{2}：{3} 派工。" "Changed the plan of order {1} to plan {2}: departure {3}."
    SolvedByPhone "工单 {1} 已电话解决，待回访。" "Order {1} is solved by phone; the call-back stays to do."
    ClockPaused "工单 {1} 的时钟 {2} 已暂停。" "Paused clock {2} of order {1}."
    ClockResumed "工单 {1} 的时钟 {2} 已恢复。" "Clock {2} of order {1} runs on."
    ReportedDeparted "工单 {1}：已报出发。" "Order {1}: departure reported."
    ReportedArrived "工单 {1}：已报到达。" "Order {1}: arrival reported."
    ReportedRepaired "工单 {1}：已报修复离开。" "Order {1}: repair reported."
    ReportedUnrepaired "工单 {1}：已报未修复离开。" "Order {1}: reported as left unrepaired."
    ReportedAcknowledged "工单 {1}：已报收到。" "Order {1}: acknowledged."
    ReportCorrected "工单 {1} 的{2}时间已更正为 {3}。" "Corrected the time of order {1}'s {2} to {3}."
    SmsTaken "短信已收下。" "The message was taken."
    NothingSent "没有已发短信。" "Nothing was sent."
    MessageSettled "消息 {1} 已处理。" "Settled message {1}."
    MessageAnswered "消息 {1} 已回复。" "Answered message {1}."
    MessageDismissed "消息 {1} 不再发送。" "Message {1} is off the list."
    MessageResent "消息 {1} 将重新发送。" "Message {1} will be tried once more."
    OrdersTakenOver "文件共 {1} 行，新开 {2} 单。[{3}]" "The file has {1} rows; {2} orders were opened. [{3}]"
    Imported "文件共 {1} 行，改动 {2} 条。[{3}]" "The file has {1} rows; {2} entries changed. [{3}]"
    DeputyAppointed "{2} 代理 {1}：{3} 至 {4}。" "{2} stands in for {1} from {3} until {4}."
    DeputyEnded "{1} 的代理已结束。" "Nobody stands in for {1} any more."
    PhoneGiven "电话 {1} 已归 {2}。" "Phone {1} belongs to {2} now."
    PersonLeft "{1} 的离职已登记。" "Recorded that {1} leaves."
    PolicyLoaded "策略已载入，各服务陆续采用。" "Loaded the policy; every log adopts it in turn."
    PolicyIsSound "策略文件没有问题。[{1}]" "The policy is sound. [{1}]"
    FeedRetried "{1} 将重试读取 {2} 的日志。" "{1} tries the log of {2} again."
    FeedSetAside "{1} 已搁置 {2} 日志的这条记录并继续。" "{1} left that record of {2} out and goes on."
    // Boards and lists
    Order "工单" "order"
    Opened "报修时间" "opened"
    Kind "类型" "type"
    Step "进度" "step"
    Clocks "时钟" "clocks"
    Station "服务站" "station"
    Machine "整机" "machine"
    Customer "客户" "customer"
    Fault "故障" "fault"
    Lead "主修" "lead"
    Marks "标记" "marks"
    NoStation "未分配" "no station"
    BoardEmpty "没有未结工单。" "No open orders."
    BoardTotal "显示 {1} / {2} 单" "{1} of {2} orders"
    MachineDown "停机" "machine down"
    MarkCalls "来电+{1}" "calls+{1}"
    MarkFollowUps "跟进{1}" "follow-ups {1}"
    MarkFlags "标记{1}" "flags {1}"
    MarkMessages "消息{1}" "messages {1}"
    MarkCallBack "待回访" "call back"
    AsOf "截至 {1} [{2}]" "as of {1} [{2}]"
    Number "序号" "no."
    Time "时间" "time"
    State "状态" "state"
    Text "内容" "text"
    SetBy "设定人" "set by"
    Due "到时" "due"
    Coming "待办" "coming"
    Done "已完成" "done"
    NoFollowUps "没有跟进事项。" "No follow-ups."
    OrdersFound "工单" "Orders"
    MachinesFound "整机" "Machines"
    CustomersFound "客户" "Customers"
    PeopleFound "人员" "People"
    NothingFound "没有找到。" "Nothing found."
    MachinesOwned "{1}台整机" "{1} machines"
    OpenOrders "未结 {1}" "open {1}"
    HasLeft "已离职" "has left"
    Message "编号" "id"
    Since "收到时间" "since"
    Sender "来自" "from"
    Why "原因" "why"
    InboxEmpty "没有待处理消息。" "Nothing waits."
    InboxTotal "共 {1} 条待处理" "{1} wait"
    Direction "方向" "way"
    Who "操作人" "who"
    OtherSide "对方" "with"
    To "发往" "to"
    In "收" "in"
    Out "发" "out"
    Settled "已处理" "settled"
    NoMessages "没有短信。" "No messages."
    MessagesTotal "共 {1} 条" "{1} in all"
    Id "编号" "id"
    Name "名称" "name"
    Region "区域" "region"
    Zone "时区" "zone"
    Phone "电话" "phone"
    Roles "角色" "roles"
    Grade "等级" "grade"
    Deputy "代理人" "deputy"
    Serial "整机编号" "serial"
    Model "机型" "model"
    Site "工地" "site"
    Hours "工作小时" "hours"
    InService "投用日期" "in service"
    Warranty "保修" "warranty"
    Terms "{1}：{2}个月 / {3}小时" "{1}: {2} months / {3} hours"
    Extension "延保{1}：{2}个月 / {3}小时" "extension {1}: {2} months / {3} hours"
    Open "未结" "open"
    PhoneUntil "{1}（至 {2}）" "{1} (until {2})"
    ListTotal "显示 {1} / {2} 条" "{1} of {2} entries"
    Line "行" "line"
    Column "列" "column"
    Reason "原因" "reason"
    // One order's page
    OrderTitle "工单 {1}" "Order {1}"
    Operator "座席" "operator"
    Caller "报修人" "caller"
    SerialSaid "报称 {1}" "said to be {1}"
    Stopgap "应急措施" "stopgap"
    StepSince "进度自" "step since"
    SecondOrder "另开原因" "second order"
    Solution "解决详情" "solution"
    Cancelled "取消" "cancelled"
    PlansAndVisits "计划与上门" "Plans and visits"
    ClocksTitle "时钟" "Clocks"
    Flags "标记" "Flags"
    FollowUps "跟进" "Follow-ups"
    Notes "备注" "Notes"
    RepeatCalls "重复来电" "Repeat calls"
    Messages "短信往来" "Messages"
    Timeline "经过" "What happened"
    Occurred "发生时间" "occurred"
    Recorded "记录时间" "recorded"
    What "事项" "what"
    Log "日志" "log"
    OfVisit "第{1}次上门" "visit {1}"
    PlanStanding "有效" "standing"
    PlanCarriedOut "已执行" "carried out"
    PlanReplaced "已被替换" "replaced"
    PlanWithdrawn "已撤回" "withdrawn"
    WhoeverDeparts "（先出发者）" "(whoever departs first)"
    PlanLine "计划{1} {2}  派工 {3}  主修 {4}" "plan {1} {2}  departs {3}  lead {4}"
    With "同行 {1}" "with {1}"
    By "登记人 {1}" "by {1}"
    BySms "短信" "by SMS"
    PlanInputs "配件 {1}；人员 {2}；与客户约定 {3}；欠款或预付 {4}" "parts {1}; engineers {2}; agreed with the customer {3}; arrears {4}"
    PlanInputsMissing "四项依据未登记" "its four inputs are not recorded yet"
    VisitLine "第{1}次上门  {2}" "visit {1}  {2}"
    Acknowledged "收到" "acknowledged"
    Departed "出发" "departed"
    Eta "预计到达" "ETA"
    Arrived "到达" "arrived"
    Repaired "修复" "repaired"
    LeftUnrepaired "未修复离开 {1}：{2}" "left unrepaired {1}: {2}"
    CorrectionLine "更正{1} {2} → {3}  {4}" "{1} corrected {2} → {3}  {4}"
    UnknownPerson "{1}（不在名录）" "{1} (not in the directory)"
    // One clock's explanation
    NoClocks "没有这样的时钟。" "There is no such clock."
    StartedAt "开始 {1}" "started {1}"
    DueAt "到期 {1}" "due {1}"
    DueUnknown "暂停中，到期未定" "paused, so not due yet"
    Promised "承诺 {1}" "promised {1}"
    EndedAt "结束 {1}" "ended {1}"
    NextWarning "下次提醒 {1}" "next warning {1}"
    ClockSums "时限 {1}，已用 {2}，自然时间 {3}" "allowance {1}, used {2}, wall-clock time {3}"
    Counted "计时" "counted"
    Closed "非工作时间" "closed"
    Paused "暂停" "paused"
    PausedBecause "暂停 {1} – {2}：{3}" "paused {1} – {2}: {3}"
    WarnedAt "第{1}次提醒 {2}，通知 {3}" "warning {1} at {2}, told {3}"
    BreachedAt "超时 {1}，发现于 {2}，通知 {3}" "breached {1}, noticed {2}, told {3}"
    BreachLifted "超时 {1}（发现于 {2}，通知 {3}）已解除：实际按时" "breach {1} (noticed {2}, told {3}) lifted: it was in time after all"
    Unheard "当时联系不上 {1}" "could not be heard then: {1}"
    CancelledBecause "取消原因 {1}" "cancelled because {1}"
    // The system
    Service "服务" "service"
    Frames "帧" "frames"
    Records "记录" "records"
    ReadTo "已读到" "read to"
    Running "正常" "running"
    Digest "摘要" "digest"
    Away "联系不上：{1}" "away: {1}"
    DigestOfAll "总摘要 {1}" "digest of all {1}"
    FeedStopped "{1} 停读：{2}" "reading {1} stopped: {2}"
    SetAsideCount "搁置 {1}" "set aside {1}"
    SetAside "已搁置" "Set aside"
    NoRecordOfRequest "没有哪条记录来自请求 {1}。查询和被拒绝的请求不留记录。" "No record comes from request {1}. Questions and what was refused leave none."
    LogSound "{1}  完好  {2} 帧  {3} 条记录  {4}" "{1}  sound  {2} frames  {3} records  {4}"
    DocumentsSound "  文件 {1} 份，完好" "  {1} documents, sound"
    DocumentsBad "  文件 {1} 份，其中 {2} 份丢失或损坏" "  {1} documents, {2} of them missing or damaged"
    BadDocument "  {1}  {2}  工单 {3}  {4}  {5}" "  {1}  {2}  order {3}  {4}  {5}"
    BackupLog "{1}  新增 {2} 帧，到第 {3} 帧" "{1}  {2} new frames, up to frame {3}"
    BackupDocuments "文件新增 {1} 份" "{1} new documents"
    BackupDamaged "未复制，内容与哈希不符：{1}" "not copied, its content is not what its name says: {1}"
    BackupDone "备份完成：{1}\n校验：fieldledger log verify --data {1}" "The backup is done: {1}\nVerify it with: fieldledger log verify --data {1}"
    RestoreDone "已还原到 {1}。\n启动：fieldledger up --data {1}（沙盒加 --sandbox）" "Restored into {1}.\nStart it with: fieldledger up --data {1} (a sandbox with --sandbox)"
    FramesLost "{1}  {2} 帧无法读取（第 {3} 帧至第 {4} 帧之间），其余已导出" "{1}  {2} frames cannot be read (between frames {3} and {4}); the rest is exported"
    LogDamaged "{1}  损坏：{2}" "{1}  damaged: {2}"
    TimeIsNow "现在 {1}" "It is {1}"
    TimeSettled "各服务已处理完毕，现在 {1}" "Everything is done; it is {1}"
    VirtualTime "沙盒时间 {1}" "sandbox time {1}"
    RealTime "真实时间 {1}" "real time {1}"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .collect();
        places.sort_unstable();
        places
    }

    fn check<P: Phrase>(words: &[P]) {
        let chinese = |text: &str| {
            text.chars()
                .any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c) || c == '。')
        };
        for word in words {
            let (zh, en) = (word.text(Lang::Zh), word.text(Lang::En));
            assert!(!zh.is_empty() && !en.is_empty(), "{word:?}");
            assert!(!chinese(en), "{word:?}: {en}");
            assert!(chinese(zh) || zh == en, "{word:?}: {zh}");
            assert_eq!(places(zh), places(en), "{word:?}");
        }
    }

    #[test]
    fn every_word_is_there_in_both_languages_with_the_same_places_to_fill() {
        check(Word::ALL);
        check(AccessWord::ALL);
        check(OrderWord::ALL);
        check(ClaimWord::ALL);
        check(PartWord::ALL);
        check(FigureWord::ALL);
    }

    #[test]
    fn what_is_filled_in_is_never_filled_again() {
        assert_eq!(Word::InLog.fill(Lang::En, &["{2}", "7"]), "[{2}#7]");
    }
}
