//! What stands on the figures' pages.

super::texts! {
    /// The words of the figures.
    FiguresTexts {
        title: "统计", "Figures";
        rates: "指标", "Rates";
        counts: "数量", "Counts";
        figure: "指标", "Figure";
        rate: "比率", "Rate";
        met: "达标", "Met";
        of: "总数", "Of";
        from: "开始日期", "From";
        to: "结束日期", "To";
        region: "大区", "Region";
        station: "服务站", "Station";
        no_station: "未分配服务站", "No station";
        judged: "结果", "Result";
        only_met: "仅达标", "Met only";
        only_missed: "仅未达标", "Missed only";
        missed: "未达标", "Missed";
        by_month: "按月", "By month";
        month: "月份", "Month";
        by_engineer: "按工程师", "By engineer";
        engineer: "工程师", "Engineer";
        nobody: "尚未派人", "Nobody sent";
        only_of: "仅看该工程师的记录：", "Only the cases of";
        everybody: "看全部", "Show all";
        more_engineers: "案例较少、未列出的工程师（按服务站筛选可见）：", "Engineers with fewer cases, not listed (narrow by station to see them):";
        by_station: "按大区和服务站", "By region and station";
        cases: "明细", "Cases";
        shown: "共", "In all";
        records: "条", "cases";
        order: "工单", "Order";
        at: "时间", "At";
        why: "说明", "Why";
        machine: "设备", "Machine";
        customer: "客户", "Customer";
        none: "没有符合条件的记录", "Nothing fits";
        nothing_yet: "暂无数据", "no cases";
        back: "全部指标", "All figures";
        files: "下载", "Download";
        csv: "CSV 表格", "CSV file";
        xlsx: "Excel 表格", "Excel file";
        calls: "来电", "Calls";
        orders: "工单", "Orders";
        attached: "并入工单的来电", "Calls attached to an order";
        orders_open: "未完成工单", "Orders open";
        orders_99: "设备待查明的工单", "Orders without a known machine";
        by_phone: "电话解决", "Solved by phone";
        visits: "上门服务", "Visits";
        left_unrepaired: "未修复离场", "Visits that left the machine unrepaired";
        to_decide: "待判定是否索赔", "Claims to decide";
        unrepaired: "未修复清单", "Unrepaired list";
        as_it_stands: "当前清单", "As things stand";
        open_list: "查看清单", "Open the list";
        lists: "已发出的清单", "Lists that went out";
        listed: "单", "orders";
        confirmed: "单当日已确认", "confirmed that day";
        confirmed_today: "当日已确认", "Confirmed that day";
        day: "日期", "Day";
        not_issued: "这一天没有发出清单", "No list went out on that day";
        since: "来电时间", "Called at";
        step: "进度", "Step";
        reason: "未修复原因", "Why it is not repaired";
        no_reason: "无人确认", "nobody has said why";
        to_confirm: "待确认部门", "To confirm with";
        fault: "故障", "Fault";
        yes: "是", "yes";
        no: "否", "no";
    }
}
