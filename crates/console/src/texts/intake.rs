//! What stands at intake.

super::texts! {
    /// The words of intake.
    IntakeTexts {
        title: "接听报修", "Take a call";
        open: "新工单", "New order";
        phone: "来电号码", "Caller's phone";
        name: "报修人", "Caller";
        machine: "整机编号", "Machine serial";
        fault: "故障描述", "What is wrong";
        machine_down: "停机", "The machine stands still";
        order_type: "类型", "Type";
        subtype: "细类", "Finer kind";
        site: "工地（不填取设备所在）", "Site (the machine's own if left empty)";
        hours: "工作小时", "Hours";
        model: "机型（查不到设备时）", "Model (of an unknown machine)";
        station: "服务站（查不到设备时）", "Station (of an unknown machine)";
        called_at: "来电时间（不填为现在）", "Called at (now if left empty)";
        second: "另开工单原因", "Why a second order";
        keys: "保存：F9；各栏间：Tab", "Save: F9; next field: Tab";
        known: "来电情况", "About the caller";
        customers: "客户", "Customers";
        machines: "设备", "Machines";
        take: "选用", "Use";
        open_orders: "未结工单", "Open orders";
        last_calls: "最近来电", "Last calls";
        duplicate: "这台设备已有未结故障工单", "This machine has an open failure order";
        attach: "登记为重复来电，不另开工单", "Attach the call there, open no second order";
        nobody: "尚无匹配的客户、设备或工单", "No customer, machine or order fits yet";
        machines_count: "台设备", "machines";
    }
}
