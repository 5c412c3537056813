//! Orders, and what is to be done about them.

use proto::desk::{
    Board, BoardQuery, ClockSummary, FollowUp, FollowUpState, FollowUps, FollowUpsQuery, OrderSummary, Query,
    ToDo, ToDoItem, ToDoQuery, Unrepaired, UnrepairedOrder, UnrepairedQuery,
};
use sheets::Cell;
use types::Sentence;

use super::column::{Column, Part, Reader, column, count, customer, minutes, person, region, station, text};
use super::{List, behind};

const BOARD: &[Column<OrderSummary>] = &[
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("类型", "type", |row, reader| reader.says(&row.order_type_title)),
    column("子类", "subtype", |row, reader| {
        Cell::of(row.subtype, |subtype| reader.says(&subtype.title()))
    }),
    column("步骤", "step", |row, reader| reader.says(&row.step_title)),
    column("步骤时间", "step since", |row, reader| {
        reader.moment(row.step_since)
    }),
    column("停机", "machine down", |row, _| Cell::Flag(row.machine_down)),
    column("整机编号", "serial", |row, _| {
        text(row.machine.as_ref().or(row.machine_said.as_ref()))
    }),
    column("机型", "model", |row, _| text(row.model.as_ref())),
    column("客户名称", "customer", |row, _| {
        customer(row.customer.as_ref())
    }),
    column("报修人", "caller", |row, _| text(row.caller.as_ref())),
    column("联系电话", "phone", |row, _| text(row.caller_phone.as_ref())),
    column("报修时间", "opened at", |row, reader| {
        reader.moment(row.opened_at)
    }),
    column("来电次数", "calls", |row, _| count(row.calls)),
    column("工地", "site", |row, _| Cell::text(&row.site)),
    column("故障描述", "fault", |row, _| Cell::text(&row.fault)),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("座席", "operator", |row, _| person(row.operator.as_ref())),
    column("主修", "lead", |row, _| person(row.lead.as_ref())),
    column("最近时限", "next limit", |row, reader| {
        Cell::of(next(row), |clock| reader.says(&clock.title))
    }),
    column("到期时间", "due at", |row, reader| {
        reader.moment_of(next(row).and_then(|clock| clock.due_at))
    }),
    column("剩余分钟", "minutes left", |row, _| {
        Cell::of(next(row), |clock| minutes(clock.remaining_s))
    }),
    column("各时限", "limits", |row, reader| reader.clocks(&row.clocks)),
    column("到期跟进", "follow-ups due", |row, _| {
        count(row.follow_ups_due)
    }),
    column("异常", "flags", |row, _| count(row.flags)),
    column("待处理短信", "messages waiting", |row, _| {
        count(row.unsettled_messages)
    }),
    column("待回访", "call back due", |row, _| {
        Cell::Flag(row.call_back_due)
    }),
];

/// The clock that is due first of those whose act is still to come.
fn next(row: &OrderSummary) -> Option<&ClockSummary> {
    let open = row
        .clocks
        .iter()
        .filter(|clock| clock.open && clock.due_at.is_some());
    open.min_by_key(|clock| clock.due_at)
}

impl List for BoardQuery {
    type Answer = Board;

    fn name(&self) -> &'static str {
        "board"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("工单看板", "Board").to_owned()
    }

    fn query(self) -> Query {
        Query::Board(self)
    }

    fn part(answer: &Board, reader: &Reader) -> Part {
        Part::of(BOARD, &answer.rows, reader)
    }

    fn rest(&self, answer: &Board) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.rows.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}

const FOLLOW_UPS: &[Column<FollowUp>] = &[
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("序号", "number", |row, _| count(row.follow_up)),
    column("跟进时间", "at", |row, reader| reader.moment(row.at)),
    column("状态", "state", |row, reader| reader.says(&state(row.state))),
    column("内容", "text", |row, _| Cell::text(&row.text)),
    column("设置人", "set by", |row, _| person(row.set_by.as_ref())),
    column("完成时间", "done at", |row, reader| {
        reader.moment_of(row.done_at)
    }),
    column("备注", "note", |row, _| Cell::text(&row.note)),
];

fn state(state: FollowUpState) -> Sentence {
    match state {
        FollowUpState::Due => Sentence::new("已到期", "due"),
        FollowUpState::Coming => Sentence::new("未到期", "coming"),
        FollowUpState::Done => Sentence::new("已完成", "done"),
    }
}

impl List for FollowUpsQuery {
    type Answer = FollowUps;

    fn name(&self) -> &'static str {
        "follow-ups"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("跟进", "Follow-ups").to_owned()
    }

    fn query(self) -> Query {
        Query::FollowUps(self)
    }

    fn part(answer: &FollowUps, reader: &Reader) -> Part {
        Part::of(FOLLOW_UPS, &answer.follow_ups, reader)
    }

    fn rest(&self, answer: &FollowUps) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.follow_ups.len(), answer.total)?;
        Some(Self { skip, limit })
    }
}

const TO_DO: &[Column<ToDoItem>] = &[
    column("任务", "task", |row, reader| reader.says(&row.title)),
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("起始时间", "since", |row, reader| reader.moment(row.since)),
    column("期限", "due at", |row, reader| reader.moment_of(row.due_at)),
    column("逾期", "overdue", |row, _| Cell::Flag(row.overdue)),
    column("内容", "about", |row, reader| reader.says(&row.about)),
    column("步骤", "step", |row, reader| reader.says(&row.step_title)),
    column("停机", "machine down", |row, _| Cell::Flag(row.machine_down)),
    column("整机编号", "serial", |row, _| text(row.machine.as_ref())),
    column("客户名称", "customer", |row, _| {
        customer(row.customer.as_ref())
    }),
    column("报修人", "caller", |row, _| text(row.caller.as_ref())),
    column("联系电话", "phone", |row, _| text(row.caller_phone.as_ref())),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
];

impl List for ToDoQuery {
    type Answer = ToDo;

    fn name(&self) -> &'static str {
        "to-do"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("待办", "To do").to_owned()
    }

    fn query(self) -> Query {
        Query::ToDo(self)
    }

    fn part(answer: &ToDo, reader: &Reader) -> Part {
        Part::of(TO_DO, &answer.items, reader)
    }

    fn rest(&self, answer: &ToDo) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.items.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}

const UNREPAIRED: &[Column<UnrepairedOrder>] = &[
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("报修时间", "since", |row, reader| reader.moment(row.since)),
    column("步骤", "step", |row, reader| reader.says(&row.step_title)),
    column("停机", "machine down", |row, _| Cell::Flag(row.machine_down)),
    column("整机编号", "serial", |row, _| text(row.machine.as_ref())),
    column("机型", "model", |row, _| text(row.model.as_ref())),
    column("客户名称", "customer", |row, _| {
        customer(row.customer.as_ref())
    }),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("故障描述", "fault", |row, _| Cell::text(&row.fault)),
    column("未修复原因", "reason", |row, reader| {
        Cell::of(row.reason.as_ref(), |reason| reader.says(&reason.title))
    }),
    column("当日已确认", "confirmed today", |row, _| {
        Cell::Flag(row.confirmed_today)
    }),
    column("确认时间", "confirmed at", |row, reader| {
        reader.moment_of(row.confirmed.as_ref().map(|confirmed| confirmed.at))
    }),
    column("确认人", "confirmed by", |row, _| {
        person(row.confirmed.as_ref().and_then(|confirmed| confirmed.by.as_ref()))
    }),
    column("预计修复", "expected at", |row, reader| {
        reader.moment_of(row.confirmed.as_ref().and_then(|confirmed| confirmed.expected_at))
    }),
    column("备注", "note", |row, _| {
        text(
            row.confirmed
                .as_ref()
                .and_then(|confirmed| confirmed.note.as_ref()),
        )
    }),
];

impl List for UnrepairedQuery {
    type Answer = Unrepaired;

    fn name(&self) -> &'static str {
        "unrepaired"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("未修复工单", "Unrepaired").to_owned()
    }

    fn query(self) -> Query {
        Query::Unrepaired(self)
    }

    fn part(answer: &Unrepaired, reader: &Reader) -> Part {
        Part::of(UNREPAIRED, &answer.orders, reader)
    }

    fn rest(&self, answer: &Unrepaired) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.orders.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}
