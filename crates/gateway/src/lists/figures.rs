//! Rates by station, and the cases behind each (KPI-1 to KPI-6, KPI-8).

use proto::desk::{
    FigureCase, FigureCases, FigureCasesQuery, FigureKind, Figures, FiguresQuery, NamedStation, Query, Rate,
};
use sheets::Cell;

use super::column::{Column, Part, Reader, column, count, customer, person, region, station, text};
use super::{List, behind};

/// A rate of one station.
struct OfStation {
    figure: FigureKind,
    station: Option<NamedStation>,
    rate: Rate,
}

const RATES: &[Column<OfStation>] = &[
    column("编号", "id", |row, _| Cell::text(row.figure.id())),
    column("指标", "figure", |row, reader| reader.says(&row.figure.title())),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("达标", "met", |row, _| count(row.rate.met)),
    column("总数", "of", |row, _| count(row.rate.of)),
    column("比率%", "rate %", |row, _| {
        Cell::of(row.rate.basis_points(), |points| Cell::Decimal {
            units: i64::try_from(points).unwrap_or(i64::MAX),
            places: 2,
        })
    }),
];

impl List for FiguresQuery {
    type Answer = Figures;

    fn name(&self) -> &'static str {
        "figures"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("指标", "Figures").to_owned()
    }

    fn query(self) -> Query {
        Query::Figures(self)
    }

    /// The stations' rates; those of one figure add up to the whole.
    fn part(answer: &Figures, reader: &Reader) -> Part {
        let rows = answer.rates.iter().flat_map(|figure| {
            figure.stations.iter().map(|of| OfStation {
                figure: figure.figure,
                station: of.station.clone(),
                rate: of.rate,
            })
        });
        let rows: Vec<OfStation> = rows.collect();
        Part::of(RATES, &rows, reader)
    }

    fn rest(&self, _answer: &Figures) -> Option<Self> {
        None
    }
}

const CASES: &[Column<FigureCase>] = &[
    column("工单号", "order", |row, _| Cell::text(row.order.to_string())),
    column("索赔号", "claim", |row, _| text(row.claim.as_ref())),
    column("标签号", "tag", |row, _| text(row.part.as_ref())),
    column("达标", "met", |row, _| Cell::Flag(row.met)),
    column("时间", "at", |row, reader| reader.moment(row.at)),
    column("说明", "why", |row, reader| reader.says(&row.why)),
    column("服务站", "station", |row, _| station(row.station.as_ref())),
    column("区域", "region", |row, _| region(row.station.as_ref())),
    column("工程师", "engineer", |row, _| person(row.engineer.as_ref())),
    column("整机编号", "serial", |row, _| text(row.machine.as_ref())),
    column("客户名称", "customer", |row, _| {
        customer(row.customer.as_ref())
    }),
];

impl List for FigureCasesQuery {
    type Answer = FigureCases;

    fn name(&self) -> &'static str {
        "cases"
    }

    fn title(&self, reader: &Reader) -> String {
        self.figure.title().in_language(reader.lang).to_owned()
    }

    fn query(self) -> Query {
        Query::FigureCases(self)
    }

    fn part(answer: &FigureCases, reader: &Reader) -> Part {
        Part::of(CASES, &answer.cases, reader)
    }

    fn rest(&self, answer: &FigureCases) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.cases.len(), answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}
