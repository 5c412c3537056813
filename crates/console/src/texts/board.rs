//! What stands on the board.

super::texts! {
    /// The words of the board.
    BoardTexts {
        title: "工单看板", "Order board";
        by_step: "按进度", "By step";
        by_urgency: "按时限", "By clock";
        region: "大区", "Region";
        station: "服务站", "Station";
        order_type: "类型", "Type";
        step: "进度", "Step";
        urgency: "时限", "Clock";
        order: "工单", "Order";
        clocks: "时限", "Clocks";
        machine: "设备", "Machine";
        customer: "客户", "Customer";
        fault: "故障", "Fault";
        opened: "来电时间", "Called at";
        marks: "提示", "Marks";
        machine_down: "停机", "machine down";
        warned: "已预警", "warned";
        paused: "已暂停", "paused";
        breached: "已超时", "breached";
        running: "计时中", "running";
        no_station: "未分配", "no station yet";
        calls: "次来电", "calls";
        follow_ups: "项跟进到期", "follow-ups due";
        flags: "项异常", "flags";
        messages: "条短信待处理", "messages waiting";
        call_back: "待回访", "call back due";
        empty: "没有符合条件的工单", "No order fits";
        shown: "共", "In all";
        orders: "单", "orders";
        due: "到期", "due";
        unidentified: "仅看设备或服务站待查明", "Only with machine or station still to be found";
    }
}
