//! What stands in the inbox.

super::texts! {
    /// The words of the inbox.
    InboxTexts {
        title: "待处理短信", "Messages to see to";
        empty: "没有待处理的短信", "Nothing waits";
        keys: "数字键选工单，字母键选含义", "A digit chooses the order, a letter the meaning";
        waiting: "已等待", "waiting";
        order: "工单", "Order";
        other: "其他工单号", "Another order";
        meaning: "含义", "Meaning";
        departed: "出发", "departed";
        arrived: "到达", "arrived";
        repaired: "修复", "repaired";
        acknowledged: "收到", "acknowledged";
        unrepaired: "未修复", "left unrepaired";
        settle: "无需登记，已处理", "Nothing to record, seen to";
        note: "处理说明", "What was done";
        answer: "回复短信", "Answer by SMS";
        text: "回复内容", "Text";
        resend: "重发", "Send again";
        dismiss: "失败已处理", "Seen to";
        mistakes: "识别问题", "Not understood because";
        unknown: "陌生号码", "unknown phone";
        reason: "原因", "Why";
    }
}
