//! The words that field texts are made of (SMS-2): keywords, and what may stand around them.

/// What a keyword says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keyword {
    Depart,
    Arrive,
    /// A bare `到`, which means something only when nothing else does.
    To,
    Repaired,
    Unrepaired,
    Plan,
    Phone,
    Acknowledge,
    Correct,
    /// A list of replaced parts follows: `换件 4611-1234 x2`.
    Parts,
    /// No part was replaced: `没有换件`.
    NoParts,
}

/// What a known word does in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Key(Keyword),
    /// Denies the keyword behind it: `没修好`.
    Not,
    /// Puts the keyword behind it into the future: `马上到`.
    Soon,
    /// Makes a question of the keyword before it: `到了吗`.
    Asks,
    /// Names follow: `同行 李强`.
    Names,
    /// Joins names: `和李强一起`.
    And,
    Together,
    /// An order number follows: `单号`.
    Order,
    /// A number that is neither time nor order follows: `里程`.
    Measure,
    /// Says nothing of its own.
    Filler,
    /// May be mentioned in any report without changing it, but may also be what has come: `配件到了`.
    Thing,
    /// Where people arrive.
    Place,
    /// Ends a sentence, and with it a list of names.
    Stop,
}

use Keyword::{Acknowledge, Arrive, Correct, Depart, NoParts, Parts, Phone, Plan, Repaired, To, Unrepaired};

const ROLES: &[(Role, &[&str])] = &[
    (
        Role::Key(Depart),
        &["出发", "动身", "CF", "DEPART", "DEPARTED", "LEAVING"],
    ),
    (Role::Key(Arrive), &["到达", "抵达", "DD", "ARRIVE", "ARRIVED"]),
    (Role::Key(To), &["到"]),
    (
        Role::Key(Repaired),
        &[
            "修复", "完成", "修好", "修完", "完工", "搞定", "XF", "DONE", "FIXED", "REPAIRED",
        ],
    ),
    (
        Role::Key(Unrepaired),
        &[
            "未修复",
            "未修好",
            "没修复",
            "没修好",
            "未完成",
            "没完成",
            "修不好",
            "修不了",
            "修复不了",
            "完成不了",
            "WXF",
            "UNFIXED",
            "UNREPAIRED",
        ],
    ),
    (Role::Key(Plan), &["计划", "派工", "安排", "JH", "PLAN"]),
    (
        Role::Key(Phone),
        &[
            "电话解决",
            "电话已解决",
            "电话里解决",
            "电话指导解决",
            "电话处理",
            "电话指导",
            "DH",
            "PHONE",
        ],
    ),
    (
        Role::Key(Acknowledge),
        &[
            "收到",
            "好的",
            "知道了",
            "明白",
            "OK",
            "OKAY",
            "ROGER",
            "RECEIVED",
        ],
    ),
    (
        Role::Key(Correct),
        &["更正", "改正", "修正", "纠正", "GZ", "CORRECT", "CORRECTION"],
    ),
    (
        Role::Key(Parts),
        &["换件", "更换", "更换了", "换了", "换上", "换上了", "HJ", "PARTS"],
    ),
    (
        Role::Key(NoParts),
        &[
            "没换",
            "没有换",
            "没换件",
            "没有换件",
            "没更换",
            "没有更换",
            "未换",
            "未换件",
            "未更换",
            "无换件",
            "无更换",
            "WHJ",
            "NO PARTS",
        ],
    ),
    (
        Role::Not,
        &[
            "没有", "没能", "没法", "没", "未能", "未", "尚未", "无法", "不能", "不", "无", "别", "NOT", "NO",
        ],
    ),
    (
        Role::Soon,
        &[
            "准备", "马上", "即将", "快要", "快", "将", "要", "就", "打算", "预计", "预估", "估计", "大概",
            "大约", "约", "争取", "等待", "等", "待", "能", "可以", "ETA", "SOON",
        ],
    ),
    (Role::Asks, &["吗", "么", "嘛", "?", "？"]),
    (
        Role::Names,
        &[
            "同行人员",
            "同行人",
            "同行",
            "随行人员",
            "随行",
            "陪同",
            "工程师",
            "主修",
            "派给",
            "TX",
            "WITH",
        ],
    ),
    (Role::And, &["和", "跟", "与", "AND"]),
    (Role::Together, &["一起", "一同", "一块", "同去"]),
    (
        Role::Order,
        &[
            "SO",
            "WO",
            "NO.",
            "单号",
            "工单号",
            "工单",
            "订单",
            "订单号",
            "派工单",
            "编号",
            "ORDER",
            "#",
        ],
    ),
    (
        Role::Measure,
        &[
            "小时数",
            "工时",
            "小时表",
            "表显",
            "表数",
            "里程",
            "公里数",
            "车牌",
            "件号",
            "机号",
            "型号",
            "序列号",
        ],
    ),
    (
        Role::Filler,
        &[
            "了",
            "已经",
            "已",
            "刚刚",
            "刚才",
            "刚",
            "我们",
            "我",
            "人",
            "在",
            "的",
            "还",
            "都",
            "也",
            "才",
            "于",
            "是",
            "为",
            "因为",
            "由于",
            "因",
            "原因",
            "之前",
            "以前",
            "前",
            "左右",
            "请",
            "您好",
            "你好",
            "谢谢",
            "辛苦",
            "师傅",
            "站长",
            "改为",
            "改成",
            "按照计划",
            "按计划",
            "回复",
            "号",
            "单",
            "完全",
            "彻底",
            "AT",
            "IN",
            "IS",
            "THE",
            "YET",
            "ON",
            "THANKS",
        ],
    ),
    (
        Role::Thing,
        &[
            "客户", "时间", "离开", "车辆", "机器", "设备", "挖机", "维修", "修理", "保养", "处理", "配件",
            "备件", "零件",
        ],
    ),
    (Role::Place, &["工地", "现场", "地方", "位置", "SITE"]),
    (Role::Stop, &["。", "！", "!", "；", ";"]),
];

/// The longest known word at the cursor, and where it ends; Latin ones only as whole words.
pub(super) fn word_at(at: super::cursor::Cursor<'_>) -> Option<(Role, usize)> {
    ROLES
        .iter()
        .flat_map(|&(role, words)| words.iter().map(move |word| (role, word)))
        .filter_map(|(role, word)| {
            let mut next = at;
            next.eat_word(word).then_some((role, next.at))
        })
        .max_by_key(|&(_, end)| end)
}

const STOP_MESSAGES: &[&str] = &[
    "T",
    "TD",
    "退订",
    "回T",
    "回TD",
    "回复T",
    "回复TD",
    "TD退订",
    "T退订",
    "回复退订",
    "STOP",
    "UNSUBSCRIBE",
];

/// Whether a whole text asks for no more messages (SMS-14).
pub(super) fn is_stop(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    STOP_MESSAGES.iter().any(|stop| bare.eq_ignore_ascii_case(stop))
}
