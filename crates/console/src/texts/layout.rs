//! What stands on every page.

super::texts! {
    /// The words of every page.
    LayoutTexts {
        product: "服务工单台", "Service desk";
        skip: "跳到正文", "Skip to the content";
        pages: "页面", "Pages";
        board: "看板", "Board";
        intake: "接听", "Intake";
        station: "服务站", "Station";
        inbox: "短信", "Messages";
        claims: "索赔", "Claims";
        parts: "旧件", "Old parts";
        machines: "设备与客户", "Machines";
        figures: "统计", "Figures";
        admin: "管理", "Administration";
        other_language: "English", "中文";
        sign_out: "退出", "Sign out";
        sandbox: "演练环境，时间是虚拟的：请勿录入真实来电", "Practice system with virtual time: enter no real calls here";
        as_of: "数据截至", "As of";
        nothing: "无", "none";
        to_station: "距服务站（直线）", "to the station (straight line)";
        filter: "筛选", "Filter";
        all: "全部", "All";
        newer: "上一页", "Previous page";
        older: "下一页", "Next page";
        left: "剩", "left";
        over: "超", "over";
        day: "天", "d";
        hour: "小时", "h";
        minute: "分", "min";
        unwell: "出错了", "Something is wrong";
        back_to_board: "回到看板", "Back to the board";
    }
}
