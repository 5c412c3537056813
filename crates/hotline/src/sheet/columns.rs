//! The columns of a list of open orders and the heads people give them.

use decider::sheet::Column;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Number,
    Caller,
    Phone,
    ReportedAt,
    Fault,
    Serial,
    Model,
    Hours,
    Customer,
    CustomerName,
    Station,
    Site,
    OrderType,
    MachineDown,
    DispatchedAt,
    ArrivedAt,
    FinishedAt,
    /// Kept as a note under its own head.
    Noted,
}

/// The columns a list of open orders may have.
pub(super) const COLUMNS: &[Column<Field>] = &[
    Column::required(
        Field::Number,
        &[
            "工单号",
            "order",
            "派工单号",
            "服务单号",
            "工单编号",
            "order number",
            "number",
        ],
    ),
    Column::required(
        Field::ReportedAt,
        &["报修时间", "reported at", "告警时间", "called at", "opened at"],
    ),
    Column::required(
        Field::Fault,
        &["故障描述", "fault", "故障现象", "fault description"],
    ),
    Column::optional(Field::Caller, &["报修人", "caller", "联系人", "reported by"]),
    Column::optional(
        Field::Phone,
        &[
            "联系电话",
            "phone",
            "报修电话",
            "电话",
            "手机",
            "手机号",
            "mobile",
        ],
    ),
    Column::optional(
        Field::Serial,
        &[
            "整机编号",
            "serial",
            "PIN",
            "机号",
            "出厂编号",
            "序列号",
            "serial number",
        ],
    ),
    Column::optional(Field::Model, &["机型", "model", "整机型号", "型号"]),
    Column::optional(Field::Hours, &["工作小时", "hours", "小时数", "工作小时数"]),
    Column::optional(
        Field::Customer,
        &["客户编号", "customer", "客户代码", "customer id"],
    ),
    Column::optional(Field::CustomerName, &["客户名称", "customer name", "客户"]),
    Column::optional(
        Field::Station,
        &["服务站", "station", "服务站编号", "站号", "服务站名称"],
    ),
    Column::optional(Field::Site, &["工地", "site", "工作地点", "施工地点"]),
    Column::optional(Field::OrderType, &["工单类型", "order type", "类型", "type"]),
    Column::optional(Field::MachineDown, &["停机", "machine down", "是否停机"]),
    Column::optional(Field::DispatchedAt, &["派单时间", "dispatched at", "派工时间"]),
    Column::optional(
        Field::ArrivedAt,
        &["到达现场时间", "arrived at", "签到时间", "到达时间"],
    ),
    Column::optional(
        Field::FinishedAt,
        &["维修完成时间", "finished at", "完工时间", "完成时间"],
    ),
    Column::optional(
        Field::Noted,
        &[
            "备注",
            "remark",
            "上报渠道",
            "channel",
            "维修人",
            "engineer",
            "服务工程师",
            "维修情况",
            "repair",
            "特殊状态",
            "special status",
            "状态",
            "status",
            "工单状态",
            "note",
        ],
    ),
];
