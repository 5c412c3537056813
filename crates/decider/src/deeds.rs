//! What a command does, in the words of the people who want to do it.

use types::Sentence;

/// By the command's name in the policy's table of rights.
const DEEDS: &[(&str, &str, &str)] = &[
    ("hotline.open-order", "开工单", "open a service order"),
    (
        "hotline.attach-call",
        "把来电并入工单",
        "attach a call to an order",
    ),
    (
        "hotline.identify-machine",
        "确定工单的设备",
        "find an order's machine",
    ),
    (
        "hotline.give-station",
        "给工单定服务站",
        "give an order its station",
    ),
    ("hotline.correct-order", "更正工单", "correct an order"),
    (
        "hotline.report-machine-state",
        "登记设备停机或运行",
        "record whether a machine is down",
    ),
    ("hotline.cancel-order", "取消工单", "cancel an order"),
    ("hotline.add-note", "写工单备注", "write a note on an order"),
    ("hotline.set-follow-up", "设置跟进", "set a follow-up"),
    ("hotline.complete-follow-up", "完成跟进", "complete a follow-up"),
    ("hotline.record-urging", "登记催办", "record an urging"),
    ("hotline.record-call-back", "登记回访", "record a call-back"),
    (
        "hotline.confirm-unrepaired",
        "确认未修复原因",
        "confirm why a machine is unrepaired",
    ),
    (
        "hotline.review-papers",
        "审核服务资料",
        "review a service's papers",
    ),
    ("hotline.close-order", "关闭工单", "close an order"),
    (
        "hotline.reopen-order",
        "重新打开工单",
        "open a closed order again",
    ),
    ("hotline.judge-repeat", "判定返修", "judge a repeat repair"),
    (
        "hotline.stage-orders",
        "导入厂家工单",
        "import the manufacturer's orders",
    ),
    (
        "hotline.apply-orders",
        "导入厂家工单",
        "import the manufacturer's orders",
    ),
    (
        "dispatch.record-station-call",
        "登记站长与客户的通话",
        "record a station's call to the customer",
    ),
    (
        "dispatch.solve-by-phone",
        "报电话解决",
        "report a solution by phone",
    ),
    ("dispatch.make-plan", "做派工计划", "plan a dispatch"),
    ("dispatch.change-plan", "改派工计划", "change a dispatch plan"),
    ("dispatch.pause-clock", "暂停时限", "pause a clock"),
    ("dispatch.resume-clock", "恢复时限", "resume a clock"),
    ("field.take-message", "提交短信", "hand in an SMS"),
    (
        "field.report",
        "上报出发、到达、修复",
        "report departure, arrival or repair",
    ),
    (
        "field.correct-report",
        "更正上报时间",
        "correct the time of a report",
    ),
    ("field.file-report", "填写服务报告", "file a service report"),
    ("field.correct-part", "更正换件", "correct a replaced part"),
    ("field.attach-document", "上传资料", "attach a document"),
    ("field.withdraw-document", "撤下资料", "take a document off"),
    (
        "field.settle-message",
        "处理收件箱短信",
        "settle a message of the inbox",
    ),
    (
        "field.answer-message",
        "回复收件箱短信",
        "answer a message of the inbox",
    ),
    ("directory.stage-import", "导入名录", "import a list"),
    ("directory.apply-import", "导入名录", "import a list"),
    ("directory.appoint-deputy", "指定代理人", "appoint a deputy"),
    ("directory.end-deputy", "结束代理", "end a deputy's time"),
    ("directory.give-phone", "登记人员手机号", "give somebody a phone"),
    (
        "directory.record-leaving",
        "登记离职",
        "record that somebody left",
    ),
    ("directory.load-policy", "更换规则文件", "load a policy"),
    ("claims.open-draft", "新建索赔草稿", "open a claim's draft"),
    ("claims.change-lines", "修改索赔明细", "change a claim's lines"),
    ("claims.drop-claim", "放弃索赔", "drop a claim"),
    ("claims.review-claim", "审核索赔", "review a claim"),
    (
        "claims.take-claim-back",
        "收回退回的索赔",
        "take a returned claim back",
    ),
    (
        "claims.judge-claim",
        "作经销商判定",
        "give the dealer's judgement",
    ),
    (
        "claims.look-at-claim",
        "登记今日查看索赔",
        "record a look at a claim",
    ),
    ("claims.submit-claim", "提交索赔", "submit a claim"),
    (
        "claims.record-manufacturer-number",
        "登记厂家索赔号",
        "record the manufacturer's number",
    ),
    (
        "claims.record-decision",
        "登记厂家决定",
        "record the manufacturer's decision",
    ),
    ("claims.resubmit-claim", "再次提交索赔", "submit a claim again"),
    ("claims.record-credit", "登记索赔到账", "record money for a claim"),
    ("claims.close-claim", "关闭索赔", "close a claim"),
    ("claims.write-off-claim", "核销索赔", "write a claim off"),
    (
        "claims.retry-package",
        "重新制作索赔包",
        "build a claim's package again",
    ),
    ("returns.check-in-part", "旧件入站", "check an old part in"),
    ("returns.ship-consignment", "寄出旧件", "ship old parts"),
    ("returns.receive-consignment", "验收旧件", "receive old parts"),
    (
        "returns.settle-discrepancy",
        "处理旧件差异",
        "settle a discrepancy",
    ),
    ("returns.destroy-part", "销毁旧件", "destroy an old part"),
    ("returns.forward-part", "把旧件转交厂家", "forward an old part"),
    ("returns.record-loss", "登记旧件丢失", "record a lost part"),
    (
        "notify.take-delivery-report",
        "提交短信回执",
        "hand in a delivery report",
    ),
    (
        "notify.dismiss-message",
        "处理发送失败的短信",
        "see to a message that was not delivered",
    ),
    ("notify.resend-message", "重发短信", "send a message again"),
];

/// What somebody wants to do who sends a command, `hotline.open-order`; the name itself of one nobody knows.
pub(crate) fn deed(command: &str) -> Sentence {
    let known = DEEDS.iter().find(|(name, ..)| *name == command);
    known.map_or_else(
        || Sentence::new(command, command),
        |(_, zh, en)| Sentence::new(*zh, *en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_table_of_rights_is_said_in_words() {
        for command in proto::command::named_in_rights() {
            assert_ne!(deed(&command).zh, command);
        }
    }
}
