//! The columns of each list and the heads people give them.

use decider::sheet::{Column, Layout};
use proto::directory::{BadCell, ListKind};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Name,
    Region,
    Zone,
    Roles,
    Station,
    Grade,
    Phones,
    PhoneFrom,
    PhoneUntil,
    Model,
    Customer,
    CustomerName,
    Site,
    Hours,
    InService,
    WarrantyVersion,
    WarrantyMonths,
    WarrantyHours,
    ExtensionContract,
    ExtensionMonths,
    ExtensionHours,
    Latitude,
    Longitude,
    SeenAt,
}

const LATITUDE: Column<Field> = Column::optional(Field::Latitude, &["纬度", "latitude", "lat"]);
const LONGITUDE: Column<Field> = Column::optional(Field::Longitude, &["经度", "longitude", "lon", "lng"]);

const STATIONS: &[Column<Field>] = &[
    Column::required(
        Field::Id,
        &[
            "服务站编号",
            "station",
            "站号",
            "服务站代码",
            "编号",
            "station id",
            "id",
        ],
    ),
    Column::required(
        Field::Name,
        &["服务站", "name", "服务站名称", "站名", "名称", "station name"],
    ),
    Column::required(Field::Region, &["区域", "region", "大区"]),
    Column::optional(Field::Zone, &["时区", "zone", "time zone"]),
    LATITUDE,
    LONGITUDE,
];

const PEOPLE: &[Column<Field>] = &[
    Column::required(
        Field::Id,
        &["工号", "id", "编号", "人员编号", "员工编号", "person"],
    ),
    Column::required(Field::Name, &["姓名", "name", "名字"]),
    Column::required(Field::Roles, &["角色", "role", "岗位", "职务", "roles"]),
    Column::optional(
        Field::Station,
        &["服务站", "station", "服务站编号", "站号", "服务站名称"],
    ),
    Column::optional(Field::Region, &["区域", "region", "大区"]),
    Column::optional(Field::Grade, &["等级", "grade", "技术等级", "tcl"]),
    Column::optional(
        Field::Phones,
        &[
            "手机",
            "phone",
            "电话",
            "联系电话",
            "手机号",
            "手机号码",
            "phones",
            "mobile",
        ],
    ),
    Column::optional(
        Field::PhoneFrom,
        &["启用日期", "phone from", "号码启用日期", "from"],
    ),
    Column::optional(
        Field::PhoneUntil,
        &["停用日期", "phone until", "号码停用日期", "until"],
    ),
];

const CUSTOMERS: &[Column<Field>] = &[
    Column::required(
        Field::Id,
        &["客户编号", "customer", "客户代码", "编号", "customer id", "id"],
    ),
    Column::required(
        Field::Name,
        &["客户名称", "name", "客户", "名称", "customer name"],
    ),
    Column::optional(
        Field::Phones,
        &[
            "联系电话",
            "phone",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "phones",
            "mobile",
        ],
    ),
];

/// Columns that machine lists often have besides are left alone: 经销商, 区域, 联系电话 (they belong to station and
/// customer) and SIM卡号.
const MACHINES: &[Column<Field>] = &[
    Column::required(
        Field::Id,
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
    Column::required(Field::Model, &["机型", "model", "整机型号", "型号"]),
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
    Column::optional(Field::Hours, &["工作小时", "hours", "小时数", "工作小时数"]),
    Column::optional(
        Field::InService,
        &[
            "交机日期",
            "in service",
            "投入使用日期",
            "in-service date",
            "delivery date",
        ],
    ),
    Column::optional(
        Field::WarrantyVersion,
        &[
            "保修版本",
            "warranty",
            "保修条款",
            "warranty terms",
            "warranty version",
        ],
    ),
    Column::optional(Field::WarrantyMonths, &["保修月数", "warranty months"]),
    Column::optional(
        Field::WarrantyHours,
        &["保修小时", "warranty hours", "保修小时数"],
    ),
    Column::optional(
        Field::ExtensionContract,
        &["延保合同", "extension", "延保合同号", "extension contract"],
    ),
    Column::optional(Field::ExtensionMonths, &["延保月数", "extension months"]),
    Column::optional(
        Field::ExtensionHours,
        &["延保小时", "extension hours", "延保小时数"],
    ),
    LATITUDE,
    LONGITUDE,
    Column::optional(
        Field::SeenAt,
        &["定位时间", "seen at", "最近定位时间", "position time"],
    ),
];

const fn columns(list: ListKind) -> &'static [Column<Field>] {
    match list {
        ListKind::Stations => STATIONS,
        ListKind::People => PEOPLE,
        ListKind::Customers => CUSTOMERS,
        ListKind::Machines => MACHINES,
    }
}

/// Where the columns of a file of a list stand.
///
/// # Errors
/// One bad cell on line 1 for each required column that is missing.
pub(super) fn layout(list: ListKind, heads: &[String]) -> Result<Layout<Field>, Vec<BadCell>> {
    Layout::of(columns(list), heads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_required_column_is_named_once() {
        let heads = ["服务站编号".to_owned(), "服务站".to_owned()];
        let bad = layout(ListKind::Stations, &heads).unwrap_err();
        let named: Vec<_> = bad.iter().map(|cell| (cell.line, cell.column.as_str())).collect();
        assert_eq!(named, [(1, "区域")]);
    }
}
