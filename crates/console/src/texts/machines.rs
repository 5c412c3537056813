//! What stands on the pages of machines and customers.

super::texts! {
    /// The words of machines and customers.
    MachinesTexts {
        title: "设备与客户", "Machines and customers";
        find: "整机编号、机型、客户、电话", "Serial, model, customer or phone";
        search: "查找", "Find";
        machines: "设备", "Machines";
        customers: "客户", "Customers";
        of_customer: "客户的设备", "Machines of a customer";
        all: "全部设备", "All machines";
        nothing: "没有找到", "Nothing found";
        best: "每类最多显示最相近的20条", "At most the 20 best of each kind are shown";
        shown: "共", "In all";
        serial: "整机编号", "Serial";
        model: "机型", "Model";
        customer: "客户", "Customer";
        phone: "电话", "Phone";
        station: "服务站", "Station";
        site: "工地", "Site";
        open_orders: "未完成工单", "Open orders";
        their_machines: "设备台数", "Machines";
        file: "设备档案", "Machine file";
        hours: "工作小时", "Working hours";
        in_service: "交机日期", "In service since";
        warranty: "保修条款", "Warranty terms";
        extension: "延保合同", "Extended warranty";
        months: "个月", "months";
        hours_unit: "小时", "h";
        position: "位置", "Position";
        seen: "上报时间", "seen at";
        unknown: "未登记", "not recorded";
        history: "服务记录", "Service history";
        none: "没有工单", "No orders";
        call: "登记来电", "Take a call about it";
        order: "工单", "Order";
        opened: "来电时间", "Called at";
        fault: "故障", "Fault";
        engineer: "工程师", "Engineer";
        claim: "索赔", "Claim";
    }
}
