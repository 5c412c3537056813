//! The directory's lists, under the heads an import reads: a list that was taken away may come back edited.

use proto::desk::{DirectoryQuery, Entries, ListPage, MachineListed, PersonListed, Query};
use proto::directory::{Customer, HeldPhone, Station};
use sheets::Cell;

use super::column::{Column, Part, Reader, column, count, customer, person, several, text};
use super::{List, behind};

const STATIONS: &[Column<Station>] = &[
    column("服务站编号", "station", |row, _| Cell::text(row.id.as_str())),
    column("服务站", "name", |row, _| Cell::text(&row.name)),
    column("区域", "region", |row, _| Cell::text(&row.region)),
    column("时区", "zone", |row, _| text(row.zone.as_ref())),
    column("纬度", "latitude", |row, _| {
        Cell::of(row.location, |at| degrees(at.latitude))
    }),
    column("经度", "longitude", |row, _| {
        Cell::of(row.location, |at| degrees(at.longitude))
    }),
];

const PEOPLE: &[Column<PersonListed>] = &[
    column("工号", "id", |row, _| Cell::text(row.person.id.as_str())),
    column("姓名", "name", |row, _| Cell::text(row.person.name.to_string())),
    column("角色", "role", |row, reader| {
        several(row.person.roles.iter().map(|role| role.name(reader.lang)))
    }),
    column("服务站", "station", |row, _| text(row.person.station.as_ref())),
    column("区域", "region", |row, _| text(row.person.region.as_ref())),
    column("等级", "grade", |row, _| {
        Cell::of(row.person.grade, |grade| Cell::text(format!("TCL{grade}")))
    }),
    column("手机", "phone", |row, _| {
        Cell::of(phone(row), |held| Cell::text(held.phone.to_string()))
    }),
    column("启用日期", "phone from", |row, reader| {
        Cell::of(phone(row), |held| day(held.from, reader))
    }),
    column("停用日期", "phone until", |row, reader| {
        Cell::of(phone(row).and_then(|held| held.until), |until| day(until, reader))
    }),
    column("离职", "left", |row, _| Cell::Flag(row.left)),
    column("代理人", "deputy", |row, _| person(row.deputy.as_ref())),
];

const CUSTOMERS: &[Column<Customer>] = &[
    column("客户编号", "customer", |row, _| Cell::text(row.id.as_str())),
    column("客户名称", "name", |row, _| Cell::text(row.name.to_string())),
    column("联系电话", "phone", |row, _| several(row.phones.iter())),
];

const MACHINES: &[Column<MachineListed>] = &[
    column("整机编号", "serial", |row, _| {
        Cell::text(row.machine.serial.as_str())
    }),
    column("机型", "model", |row, _| Cell::text(&row.machine.model)),
    column("客户编号", "customer", |row, _| {
        text(row.machine.customer.as_ref())
    }),
    column("客户名称", "customer name", |row, _| {
        customer(row.customer.as_ref())
    }),
    column("服务站", "station", |row, _| {
        text(row.machine.station.as_ref())
    }),
    column("工地", "site", |row, _| Cell::text(&row.machine.site)),
    column("工作小时", "hours", |row, _| {
        Cell::of(row.machine.hours, count)
    }),
    column("交机日期", "in service", |row, _| {
        Cell::of(row.machine.in_service, Cell::Date)
    }),
    column("保修版本", "warranty", |row, _| {
        text(row.machine.warranty.as_ref().map(|terms| &terms.version))
    }),
    column("保修月数", "warranty months", |row, _| {
        Cell::of(row.machine.warranty.as_ref(), |terms| count(terms.months))
    }),
    column("保修小时", "warranty hours", |row, _| {
        Cell::of(row.machine.warranty.as_ref().and_then(|terms| terms.hours), count)
    }),
    column("延保合同", "extension", |row, _| {
        text(
            row.machine
                .extension
                .as_ref()
                .map(|extension| &extension.contract),
        )
    }),
    column("延保月数", "extension months", |row, _| {
        Cell::of(row.machine.extension.as_ref(), |extension| {
            count(extension.months)
        })
    }),
    column("延保小时", "extension hours", |row, _| {
        let extension = row.machine.extension.as_ref();
        Cell::of(extension.and_then(|extension| extension.hours), count)
    }),
    column("纬度", "latitude", |row, _| {
        Cell::of(row.machine.position, |at| degrees(at.latitude))
    }),
    column("经度", "longitude", |row, _| {
        Cell::of(row.machine.position, |at| degrees(at.longitude))
    }),
    column("定位时间", "seen at", |row, reader| {
        reader.moment_of(row.machine.position.and_then(|position| position.seen_at))
    }),
    column("未结工单", "open orders", |row, _| {
        several(row.open_orders.iter())
    }),
];

/// The phone they hold, or held last.
fn phone(row: &PersonListed) -> Option<&HeldPhone> {
    let phones = &row.person.phones;
    phones
        .iter()
        .rev()
        .find(|held| held.until.is_none())
        .or(phones.last())
}

fn day(at: types::Instant, reader: &Reader) -> Cell {
    Cell::Date(at.local(reader.zone).date_naive())
}

fn degrees(millionths: i32) -> Cell {
    Cell::Decimal {
        units: i64::from(millionths),
        places: 6,
    }
}

impl List for DirectoryQuery {
    type Answer = ListPage;

    fn name(&self) -> &'static str {
        self.list.as_str()
    }

    fn title(&self, reader: &Reader) -> String {
        self.list.title().in_language(reader.lang).to_owned()
    }

    fn query(self) -> Query {
        Query::Directory(self)
    }

    fn part(answer: &ListPage, reader: &Reader) -> Part {
        match &answer.entries {
            Entries::Stations(rows) => Part::of(STATIONS, rows, reader),
            Entries::People(rows) => Part::of(PEOPLE, rows, reader),
            Entries::Customers(rows) => Part::of(CUSTOMERS, rows, reader),
            Entries::Machines(rows) => Part::of(MACHINES, rows, reader),
        }
    }

    fn rest(&self, answer: &ListPage) -> Option<Self> {
        let shown = match &answer.entries {
            Entries::Stations(rows) => rows.len(),
            Entries::People(rows) => rows.len(),
            Entries::Customers(rows) => rows.len(),
            Entries::Machines(rows) => rows.len(),
        };
        let (skip, limit) = behind((self.skip, self.limit), shown, answer.total)?;
        Some(Self {
            skip,
            limit,
            ..self.clone()
        })
    }
}
