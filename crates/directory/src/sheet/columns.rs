//! The columns of each list and the heads people give them.

use decider::cells;
use proto::directory::{BadCell, ListKind, Row};
use types::Sentence;

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

/// A column a list may have: the first name is what people are told, the second its English.
struct Column {
    field: Field,
    required: bool,
    names: &'static [&'static str],
}

const fn required(field: Field, names: &'static [&'static str]) -> Column {
    Column {
        field,
        required: true,
        names,
    }
}

const fn optional(field: Field, names: &'static [&'static str]) -> Column {
    Column {
        field,
        required: false,
        names,
    }
}

const STATIONS: &[Column] = &[
    required(
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
    required(
        Field::Name,
        &["服务站", "name", "服务站名称", "站名", "名称", "station name"],
    ),
    required(Field::Region, &["区域", "region", "大区"]),
    optional(Field::Zone, &["时区", "zone", "time zone"]),
];

const PEOPLE: &[Column] = &[
    required(
        Field::Id,
        &["工号", "id", "编号", "人员编号", "员工编号", "person"],
    ),
    required(Field::Name, &["姓名", "name", "名字"]),
    required(Field::Roles, &["角色", "role", "岗位", "职务", "roles"]),
    optional(
        Field::Station,
        &["服务站", "station", "服务站编号", "站号", "服务站名称"],
    ),
    optional(Field::Region, &["区域", "region", "大区"]),
    optional(Field::Grade, &["等级", "grade", "技术等级", "tcl"]),
    optional(
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
    optional(
        Field::PhoneFrom,
        &["启用日期", "phone from", "号码启用日期", "from"],
    ),
    optional(
        Field::PhoneUntil,
        &["停用日期", "phone until", "号码停用日期", "until"],
    ),
];

const CUSTOMERS: &[Column] = &[
    required(
        Field::Id,
        &["客户编号", "customer", "客户代码", "编号", "customer id", "id"],
    ),
    required(
        Field::Name,
        &["客户名称", "name", "客户", "名称", "customer name"],
    ),
    optional(
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
const MACHINES: &[Column] = &[
    required(
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
    required(Field::Model, &["机型", "model", "整机型号", "型号"]),
    optional(
        Field::Customer,
        &["客户编号", "customer", "客户代码", "customer id"],
    ),
    optional(Field::CustomerName, &["客户名称", "customer name", "客户"]),
    optional(
        Field::Station,
        &["服务站", "station", "服务站编号", "站号", "服务站名称"],
    ),
    optional(Field::Site, &["工地", "site", "工作地点", "施工地点"]),
    optional(Field::Hours, &["工作小时", "hours", "小时数", "工作小时数"]),
    optional(
        Field::InService,
        &[
            "交机日期",
            "in service",
            "投入使用日期",
            "in-service date",
            "delivery date",
        ],
    ),
    optional(
        Field::WarrantyVersion,
        &[
            "保修版本",
            "warranty",
            "保修条款",
            "warranty terms",
            "warranty version",
        ],
    ),
    optional(Field::WarrantyMonths, &["保修月数", "warranty months"]),
    optional(
        Field::WarrantyHours,
        &["保修小时", "warranty hours", "保修小时数"],
    ),
    optional(
        Field::ExtensionContract,
        &["延保合同", "extension", "延保合同号", "extension contract"],
    ),
    optional(Field::ExtensionMonths, &["延保月数", "extension months"]),
    optional(
        Field::ExtensionHours,
        &["延保小时", "extension hours", "延保小时数"],
    ),
    optional(Field::Latitude, &["纬度", "latitude", "lat"]),
    optional(Field::Longitude, &["经度", "longitude", "lon", "lng"]),
    optional(
        Field::SeenAt,
        &["定位时间", "seen at", "最近定位时间", "position time"],
    ),
];

const fn columns(list: ListKind) -> &'static [Column] {
    match list {
        ListKind::Stations => STATIONS,
        ListKind::People => PEOPLE,
        ListKind::Customers => CUSTOMERS,
        ListKind::Machines => MACHINES,
    }
}

/// Where the columns of one file stand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    places: Vec<Place>,
    /// How many columns the file has.
    width: usize,
}

/// A column that is read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    field: Field,
    pub(crate) index: usize,
    /// As it stands in the file, without what cannot be seen.
    pub(crate) head: String,
}

impl Layout {
    /// Finds the columns by their heads, whatever their order, width and letter case.
    ///
    /// # Errors
    /// One bad cell on line 1 for each required column that is missing.
    pub(crate) fn of(list: ListKind, heads: &[String]) -> Result<Self, Vec<BadCell>> {
        let columns = columns(list);
        let field_of = |head: &str| {
            let wanted = plain(head);
            let meant = columns
                .iter()
                .find(|column| column.names.iter().any(|name| plain(name) == wanted))?;
            Some(meant.field)
        };
        let places: Vec<Place> = heads
            .iter()
            .enumerate()
            .filter_map(|(index, head)| {
                Some(Place {
                    field: field_of(head)?,
                    index,
                    head: cells::clean(head),
                })
            })
            .collect();
        let missing: Vec<BadCell> = columns
            .iter()
            .filter(|column| column.required && !places.iter().any(|place| place.field == column.field))
            .map(missing)
            .collect();
        if missing.is_empty() {
            Ok(Self {
                places,
                width: heads.len(),
            })
        } else {
            Err(missing)
        }
    }

    /// The columns of one kind, from left to right.
    pub(crate) fn places(&self, field: Field) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.field == field)
    }

    /// Why a row has more or fewer cells than there are heads: a separator too many or too few shifts every column
    /// behind it, so that nothing of such a row can be read. Empty cells beyond the heads do no harm.
    pub(crate) fn misfit(&self, row: &Row) -> Option<BadCell> {
        let empty = row
            .cells
            .iter()
            .rev()
            .take_while(|cell| cells::clean(cell).is_empty());
        let filled = row.cells.len() - empty.count();
        let (cells, heads) = (filled.max(row.cells.len().min(self.width)), self.width);
        (cells != heads).then(|| BadCell {
            line: row.line,
            column: String::new(),
            reason: Sentence::new(
                format!("有{cells}格，而列名有{heads}个；格内含分隔符时须加引号"),
                format!(
                    "{cells} cells where there are {heads} heads; a cell that holds the separator is quoted"
                ),
            ),
        })
    }
}

fn missing(column: &Column) -> BadCell {
    let mut names = column.names.iter();
    let zh = names.next().copied().unwrap_or_default();
    let en = names.next().copied().unwrap_or_default();
    BadCell {
        line: 1,
        column: zh.to_owned(),
        reason: Sentence::new(
            format!("缺少“{zh}”一列，请补上表头"),
            format!("the column {en} ({zh}) is missing; add it"),
        ),
    }
}

fn plain(head: &str) -> String {
    let folded = cells::folded(head);
    let counts = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '*');
    folded
        .chars()
        .filter(counts)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(list: ListKind, heads: &[&str]) -> Vec<(Field, usize)> {
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        Layout::of(list, &heads)
            .unwrap()
            .places
            .iter()
            .map(|place| (place.field, place.index))
            .collect()
    }

    #[test]
    fn columns_are_found_by_chinese_or_english_heads_in_any_order_and_width() {
        let expected = [(Field::Model, 0), (Field::Id, 2), (Field::Hours, 3)];
        assert_eq!(
            places(
                ListKind::Machines,
                &["\u{feff}机型", "SIM卡号", " ＰＩＮ ", "工作小时"]
            ),
            expected
        );
        assert_eq!(
            places(
                ListKind::Machines,
                &["MODEL", "Dealer", "Serial_Number*", "Hours"]
            ),
            expected
        );
    }

    #[test]
    fn a_missing_required_column_is_named_once() {
        let bad = Layout::of(
            ListKind::Stations,
            &["服务站编号".to_owned(), "服务站".to_owned()],
        )
        .unwrap_err();
        let named: Vec<_> = bad.iter().map(|cell| (cell.line, cell.column.as_str())).collect();
        assert_eq!(named, [(1, "区域")]);
    }
}
