//! Claims (CLM-7, CLM-8).

use proto::desk::{ClaimRow, Claims, ClaimsQuery, Query};
use sheets::Cell;

use super::column::{Column, Part, Reader, column, customer, money, money_of, person, region, station, text};
use super::{List, behind};

const CLAIMS: &[Column<ClaimRow>] = &[
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("索赔号", "claim", |row, _| text(row.claim.as_ref())),
    column("索赔类别", "kind", |row, reader| {
        Cell::of(row.kind_title.as_ref(), |title| reader.says(title))
    }),
    column("状态", "state", |row, reader| reader.says(&row.state_title)),
    column("状态时间", "since", |row, reader| reader.moment(row.since)),
    column("剩余天数", "days left", |row, _| {
        Cell::of(row.days_left, Cell::Whole)
    }),
    column("到期时间", "due at", |row, reader| {
        reader.moment_of(row.clock.as_ref().and_then(|clock| clock.due_at))
    }),
    column("索赔金额", "claimed", |row, _| money(row.claimed)),
    column("核准金额", "approved", |row, _| money_of(row.approved)),
    column("到账金额", "credited", |row, _| money(row.credited)),
    column("厂家单号", "manufacturer number", |row, _| {
        text(row.manufacturer_number.as_ref())
    }),
    column("整机编号", "serial", |row, _| text(row.machine.as_ref())),
    column("机型", "model", |row, _| text(row.model.as_ref())),
    column("客户名称", "customer", |row, _| {
        customer(row.customer.as_ref())
    }),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("工程师", "engineer", |row, _| person(row.engineer.as_ref())),
    column("故障描述", "fault", |row, _| Cell::text(&row.fault)),
    column("修复时间", "repaired at", |row, reader| {
        reader.moment_of(row.repaired_at)
    }),
    column("待跟进", "pending", |row, _| Cell::Flag(row.pending)),
    column("今日已查看", "looked at today", |row, _| {
        Cell::Flag(row.looked_at_today)
    }),
    column("查看时间", "looked at", |row, reader| {
        reader.moment_of(row.looked_at)
    }),
    column("缺项", "lacking", |row, reader| {
        reader.sentences(row.lacking.iter().map(|lacking| &lacking.title))
    }),
];

impl List for ClaimsQuery {
    type Answer = Claims;

    fn name(&self) -> &'static str {
        "claims"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("索赔", "Claims").to_owned()
    }

    fn query(self) -> Query {
        Query::Claims(self)
    }

    fn part(answer: &Claims, reader: &Reader) -> Part {
        Part::of(CLAIMS, &answer.claims, reader)
    }

    fn rest(&self, answer: &Claims) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.claims.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}
