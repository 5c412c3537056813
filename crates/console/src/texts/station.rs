//! What stands on the station's desk.

super::texts! {
    /// The words of the station's desk.
    StationTexts {
        title: "服务站工作台", "Station desk";
        station: "服务站", "Station";
        show: "切换", "Show";
        answer: "待回复的工单", "Orders to answer";
        nothing_to_answer: "没有待回复的工单", "Every order is answered";
        plan: "派工", "Plan";
        which: "派哪一单", "Which order";
        solve: "电话解决", "Solve by phone";
        engineers: "工程师今天的工作", "Engineers and their day";
        free: "没有进行中的工单", "no order under way";
        planned: "计划", "planned";
        under_way: "途中", "under way";
        on_site: "在现场", "on site";
        over: "已离开", "over";
        left: "离开", "Left";
        leads: "主修", "lead";
        along: "同行", "goes along";
        with: "一起：", "with";
        desk: "旧件工作台", "Old parts desk";
        on_their_way: "进行中的工单", "Orders under way";
        check_in: "待入站旧件", "Old parts to check in";
        check_in_one: "旧件入站", "Check a part in";
        to_ship: "待寄旧件", "Old parts to ship";
        ship: "发运在站旧件", "Ship what the station holds";
        tag: "标签", "Tag";
        part: "名称", "Part";
        engineer: "工程师", "Engineer";
        month: "月份", "Month";
        clock: "时限", "Clock";
        condition: "状况", "Condition";
        carrier: "承运人", "Carrier";
        tracking: "运单号", "Tracking number";
        parts: "寄哪些（不选为全部）", "Which (all if none is chosen)";
        none: "没有", "None";
    }
}
