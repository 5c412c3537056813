//! Words about counts and rates.

use super::words;

words! {
    /// What is said about counts and rates.
    FigureWord;

    Rates "指标" "Rates"
    Nothing "无" "none"
    Counts "计数" "Counts"
    Calls "来电" "calls"
    Orders "工单" "orders"
    RepeatCalls "重复来电" "repeat calls"
    Orders99 "99工单" "99 orders"
    OrdersOpen "未结工单" "orders open"
    SolvedByPhone "电话解决" "solved by phone"
    Plans "派工计划" "plans"
    Visits "上门" "visits"
    LeftUnrepaired "未修复离开" "left unrepaired"
    MessagesIn "短信发入" "messages in"
    MessagesWaiting "待处理短信" "messages waiting"
    MessagesOut "短信发出" "messages out"
    FollowUpsOpen "未完跟进" "follow-ups open"
    SetAside "搁置的记录" "records set aside"
    ClaimsToDecide "待定是否索赔" "claims to decide"
    ClockCounts "时钟" "Clocks"
    Clock "时钟" "clock"
    Started "开始" "started"
    Running "计时中" "running"
    Paused "暂停" "paused"
    Met "按时" "met"
    Breached "超时" "breached"
    Lifted "超时已解除" "lifted"
    CancelledClocks "取消" "cancelled"
    Warnings "提醒" "warnings"
    ClaimCounts "索赔" "Claims"
    Count "数量" "count"
    PartCounts "旧件" "Old parts"
    NoCases "没有明细。" "No cases."
    CountsAs "计入" "counts"
    ForIt "达标" "met"
    AgainstIt "未达标" "missed"
    Why "原因" "why"
}
