//! The columns of a list of open orders and the heads people give them.

use decider::cells;
use proto::directory::{BadCell, Row};
use types::Sentence;

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

/// Each column with its heads: the first is what people are told, the second its English. The first three are required.
const COLUMNS: &[(Field, &[&str])] = &[
    (
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
    (
        Field::ReportedAt,
        &["报修时间", "reported at", "告警时间", "called at", "opened at"],
    ),
    (
        Field::Fault,
        &["故障描述", "fault", "故障现象", "fault description"],
    ),
    (Field::Caller, &["报修人", "caller", "联系人", "reported by"]),
    (
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
    (
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
    (Field::Model, &["机型", "model", "整机型号", "型号"]),
    (Field::Hours, &["工作小时", "hours", "小时数", "工作小时数"]),
    (
        Field::Customer,
        &["客户编号", "customer", "客户代码", "customer id"],
    ),
    (Field::CustomerName, &["客户名称", "customer name", "客户"]),
    (
        Field::Station,
        &["服务站", "station", "服务站编号", "站号", "服务站名称"],
    ),
    (Field::Site, &["工地", "site", "工作地点", "施工地点"]),
    (Field::OrderType, &["工单类型", "order type", "类型", "type"]),
    (Field::MachineDown, &["停机", "machine down", "是否停机"]),
    (Field::DispatchedAt, &["派单时间", "dispatched at", "派工时间"]),
    (
        Field::ArrivedAt,
        &["到达现场时间", "arrived at", "签到时间", "到达时间"],
    ),
    (
        Field::FinishedAt,
        &["维修完成时间", "finished at", "完工时间", "完成时间"],
    ),
    (
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
const REQUIRED: usize = 3;

/// Where the columns of one file stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    places: Vec<Place>,
    width: usize,
}

/// A column that is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    field: Field,
    pub(super) index: usize,
    /// As it stands in the file, without what cannot be seen.
    pub(super) head: String,
}

impl Layout {
    /// Finds the columns by their heads, whatever their order and letter case.
    ///
    /// # Errors
    /// One bad cell on line 1 for each required column that is missing.
    pub(super) fn of(heads: &[String]) -> Result<Self, Vec<BadCell>> {
        let place = |(index, head): (usize, &String)| {
            Some(Place {
                field: field_of(head)?,
                index,
                head: cells::clean(head),
            })
        };
        let places: Vec<Place> = heads.iter().enumerate().filter_map(place).collect();
        let missing: Vec<BadCell> = COLUMNS
            .iter()
            .take(REQUIRED)
            .filter(|(field, _)| !places.iter().any(|place| place.field == *field))
            .map(|(_, names)| missing(names))
            .collect();
        let width = heads.len();
        if missing.is_empty() {
            Ok(Self { places, width })
        } else {
            Err(missing)
        }
    }

    /// The columns of one kind, from left to right.
    pub(super) fn places(&self, field: Field) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.field == field)
    }

    /// Why nothing of a row can be read: a separator too many or too few shifts every column behind it. Empty cells
    /// beyond the heads do no harm.
    pub(super) fn misfit(&self, row: &Row) -> Option<BadCell> {
        let is_filled = |cell: &String| !cells::clean(cell).is_empty();
        let filled = row.cells.iter().rposition(is_filled).map_or(0, |last| last + 1);
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

/// What people are told that a column is called, Chinese first.
pub(super) fn names(field: Field) -> (&'static str, &'static str) {
    let meant = COLUMNS.iter().find(|(known, _)| *known == field);
    meant.map_or(("", ""), |(_, names)| first_two(names))
}

fn first_two(names: &[&'static str]) -> (&'static str, &'static str) {
    let mut names = names.iter().copied();
    (names.next().unwrap_or_default(), names.next().unwrap_or_default())
}

fn field_of(head: &str) -> Option<Field> {
    let wanted = plain(head);
    let meant = COLUMNS
        .iter()
        .find(|(_, names)| names.iter().any(|name| plain(name) == wanted))?;
    Some(meant.0)
}

fn missing(names: &[&'static str]) -> BadCell {
    let (zh, en) = first_two(names);
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
