//! Old parts, consignments and the monthly ledger (OLD-3, OLD-8).

use proto::desk::{
    ConsignmentRow, Consignments, ConsignmentsQuery, Ledger, LedgerQuery, LedgerRow, PartRow, Parts,
    PartsQuery, Query,
};
use sheets::Cell;

use super::column::{
    Column, Part, Reader, column, count, money, money_of, person, region, several, station, text,
};
use super::{List, behind};

const PARTS: &[Column<PartRow>] = &[
    column("标签号", "tag", |row, _| Cell::text(row.tag.to_string())),
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("索赔号", "claim", |row, _| Cell::text(row.claim.to_string())),
    column("索赔状态", "claim state", |row, reader| {
        Cell::of(row.claim_state_title.as_ref(), |title| reader.says(title))
    }),
    column("整机编号", "serial", |row, _| text(row.machine.as_ref())),
    column("机型", "model", |row, _| text(row.model.as_ref())),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("工程师", "engineer", |row, _| person(row.engineer.as_ref())),
    column("配件编号", "part number", |row, _| {
        Cell::text(&row.part_number)
    }),
    column("配件名称", "part", |row, _| Cell::text(&row.name)),
    column("更换数量", "quantity", |row, _| count(row.quantity)),
    column("原序列号", "old serial", |row, _| text(row.serial.as_ref())),
    column("状态", "state", |row, reader| reader.says(&row.state_title)),
    column("状态时间", "since", |row, reader| reader.moment(row.since)),
    column("所属月份", "month", |row, _| {
        Cell::text(row.month.to_string())
    }),
    column("寄回情况", "return", |row, reader| {
        reader.says(&row.return_title)
    }),
    column("件况", "condition", |row, reader| {
        Cell::of(row.condition, |condition| reader.says(&condition.title()))
    }),
    column("入站时间", "checked in at", |row, reader| {
        reader.moment_of(row.checked_in_at)
    }),
    column("货单号", "consignment", |row, _| {
        text(row.consignment.as_ref())
    }),
    column("发运时间", "shipped at", |row, reader| {
        reader.moment_of(row.shipped_at)
    }),
    column("旧件收件时间", "received at", |row, reader| {
        reader.moment_of(row.received_at)
    }),
    column("丢失原因", "why lost", |row, _| {
        text(row.loss.as_ref().map(|loss| &loss.reason))
    }),
    column("责任人", "answerable", |row, _| {
        let answerable = row.loss.iter().flat_map(|loss| &loss.answerable);
        several(answerable.map(|person| &person.name))
    }),
    column("厂家扣款", "deducted", |row, _| {
        money_of(row.loss.as_ref().and_then(|loss| loss.deducted))
    }),
    column("去向", "gone", |row, reader| {
        Cell::of(row.gone.as_ref(), |gone| reader.says(gone))
    }),
    column("各时限", "limits", |row, reader| reader.clocks(&row.clocks)),
];

impl List for PartsQuery {
    type Answer = Parts;

    fn name(&self) -> &'static str {
        "parts"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("旧件", "Old parts").to_owned()
    }

    fn query(self) -> Query {
        Query::Parts(self)
    }

    fn part(answer: &Parts, reader: &Reader) -> Part {
        Part::of(PARTS, &answer.parts, reader)
    }

    fn rest(&self, answer: &Parts) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.parts.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}

const CONSIGNMENTS: &[Column<ConsignmentRow>] = &[
    column("货单号", "consignment", |row, _| {
        Cell::text(row.consignment.as_str())
    }),
    column("服务站编号", "station", |row, _| {
        Cell::text(row.station.id.as_str())
    }),
    column("服务站", "name", |row, _| station(Some(&row.station))),
    column("区域", "region", |row, _| region(Some(&row.station))),
    column("件数", "parts", |row, _| count(row.parts)),
    column("承运人", "carrier", |row, _| Cell::text(&row.carrier)),
    column("运单号", "tracking", |row, _| Cell::text(&row.tracking)),
    column("运费", "freight", |row, _| money_of(row.freight)),
    column("发运时间", "shipped at", |row, reader| {
        reader.moment(row.shipped_at)
    }),
    column("发运人", "shipped by", |row, _| {
        person(row.shipped_by.as_ref())
    }),
    column("应到时间", "arrival due at", |row, reader| {
        reader.moment_of(row.arrival_due_at)
    }),
    column("收件时间", "received at", |row, reader| {
        reader.moment_of(row.received_at)
    }),
    column("收件人", "received by", |row, _| {
        person(row.received_by.as_ref())
    }),
    column("差异", "discrepancies", |row, _| count(row.discrepancies)),
    column("未处理差异", "unsettled", |row, _| count(row.unsettled)),
];

impl List for ConsignmentsQuery {
    type Answer = Consignments;

    fn name(&self) -> &'static str {
        "consignments"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("旧件回收单", "Consignments").to_owned()
    }

    fn query(self) -> Query {
        Query::Consignments(self)
    }

    fn part(answer: &Consignments, reader: &Reader) -> Part {
        Part::of(CONSIGNMENTS, &answer.consignments, reader)
    }

    fn rest(&self, answer: &Consignments) -> Option<Self> {
        let piece = (self.skip, self.limit);
        let (skip, limit) = behind(piece, answer.consignments.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}

const LEDGER: &[Column<LedgerRow>] = &[
    column("服务站编号", "station", |row, _| {
        Cell::of(row.station.as_ref(), |station| Cell::text(station.id.as_str()))
    }),
    column("服务站", "name", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("需返回", "expected", |row, _| count(row.expected)),
    column("未入站", "not handed in", |row, _| count(row.not_handed_in)),
    column("待寄", "to be shipped", |row, _| count(row.held)),
    column("按时寄回", "in time", |row, _| count(row.in_time)),
    column("迟寄", "late", |row, _| count(row.late)),
    column("未寄回", "not returned", |row, _| count(row.not_returned)),
    column("待交", "awaited", |row, _| count(row.awaited)),
    column("在站", "at the station", |row, _| count(row.at_station)),
    column("在途", "on the way", |row, _| count(row.on_the_way)),
    column("已收", "received", |row, _| count(row.received)),
    column("未到", "missing", |row, _| count(row.missing)),
    column("丢失", "lost", |row, _| count(row.lost)),
    column("已销毁", "destroyed", |row, _| count(row.destroyed)),
    column("已转交", "forwarded", |row, _| count(row.forwarded)),
    column("厂家扣款", "deducted", |row, _| money(row.deducted)),
];

impl List for LedgerQuery {
    type Answer = Ledger;

    fn name(&self) -> &'static str {
        "ledger"
    }

    fn title(&self, reader: &Reader) -> String {
        let title = reader.word("旧件台账", "Ledger");
        self.month
            .map_or_else(|| title.to_owned(), |month| format!("{title} {month}"))
    }

    fn query(self) -> Query {
        Query::Ledger(self)
    }

    /// The sum is left out: whoever has the table adds up what they keep of it.
    fn part(answer: &Ledger, reader: &Reader) -> Part {
        Part::of(LEDGER, &answer.rows, reader)
    }

    fn rest(&self, _answer: &Ledger) -> Option<Self> {
        None
    }
}
