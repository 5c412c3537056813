//! The customers and the five machines of the file, with their warranty as the manufacturer gave it (CLM-3).

use std::fmt::Write;

use chrono::{Months, NaiveDate};
use types::{CustomerId, MachineSerial, Phone, StationId};

use super::cast::known;
use super::failure::SimulateFailure;

/// A machine of the file, by its letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Machine {
    pub asset: &'static str,
    pub serial: MachineSerial,
    pub model: &'static str,
    pub customer: CustomerId,
    pub station: StationId,
    pub site: &'static str,
    /// What its meter showed before the first row.
    pub hours: u32,
    /// Who calls about it: phones and names of the customer's people.
    pub callers: Vec<(Phone, &'static str)>,
    warranty: Warranty,
}

/// What the manufacturer promised when the machine was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Warranty {
    in_service: NaiveDate,
    version: &'static str,
    months: u32,
    hours: Option<u32>,
    /// Contract, months and hours that take the place of the terms' own.
    extension: Option<(&'static str, u32, Option<u32>)>,
    /// When somebody enters it in the machine's file; from the start when missing.
    entered: Option<NaiveDate>,
}

/// Id, name, phones and names of those who call.
type Owner = (&'static str, &'static str, [(&'static str, &'static str); 3]);

const CUSTOMERS: [Owner; 3] = [
    (
        "K01",
        "阴山露天矿业",
        [
            ("13922002101", "调度老赵"),
            ("13922002102", "机长小孟"),
            ("13922002103", "班长邢师傅"),
        ],
    ),
    (
        "K02",
        "乌拉盖剥离工程处",
        [
            ("13922002201", "队长白音"),
            ("13922002202", "夜班吕师傅"),
            ("13922002203", "材料员小宁"),
        ],
    ),
    (
        "K03",
        "榆溪河煤业",
        [
            ("13922002301", "机电科曲工"),
            ("13922002302", "司机老岳"),
            ("13922002303", "调度小佘"),
        ],
    ),
];

/// Letter, serial, model, customer, station, site, hours.
type Listed = (
    &'static str,
    &'static str,
    &'static str,
    usize,
    &'static str,
    &'static str,
    u32,
);

const MACHINES: [Listed; 5] = [
    ("A", "EX-A20611", "KX1200", 0, "BT", "阴山矿北帮1号台阶", 310),
    ("B", "EX-B20274", "KX1200", 0, "BT", "阴山矿南端帮", 3_150),
    ("C", "EX-C30518", "KX1900", 1, "HL", "乌拉盖二采区", 60),
    ("D", "EX-D31107", "KX1900", 1, "HL", "乌拉盖三采区上剥离", 430),
    ("E", "EX-E40902", "KX2500", 2, "YL", "榆溪河排土场东口", 20),
];

/// A ends by months, B by hours, C by its extension's hours, D by months; E's file is completed half a year late.
fn warranty(asset: &str) -> Option<Warranty> {
    let day = NaiveDate::from_ymd_opt;
    let plain = |in_service, version, months, hours| Warranty {
        in_service,
        version,
        months,
        hours,
        extension: None,
        entered: None,
    };
    Some(match asset {
        "A" => plain(day(2003, 11, 20)?, "2003-M", 30, Some(24_000)),
        "B" => plain(day(2000, 3, 1)?, "2000-M", 60, Some(18_000)),
        "C" => Warranty {
            extension: Some(("YB0300518", 60, Some(22_000))),
            ..plain(day(2003, 6, 10)?, "2003-S", 24, Some(10_000))
        },
        "D" => plain(day(2003, 5, 2)?, "2003-M", 48, Some(60_000)),
        "E" => Warranty {
            entered: day(2006, 9, 1),
            ..plain(day(2006, 1, 20)?, "2006-L", 36, None)
        },
        _ => return None,
    })
}

impl Machine {
    /// Whether its engineers take it for covered: they know it better than its file does.
    pub(super) fn is_covered(&self, day: NaiveDate, hours: u32) -> bool {
        let warranty = &self.warranty;
        let own = (warranty.months, warranty.hours);
        let (months, limit) = warranty
            .extension
            .map_or(own, |(_, months, hours)| (months, hours));
        let end = warranty.in_service.checked_add_months(Months::new(months));
        day >= warranty.in_service
            && end.is_some_and(|end| day < end)
            && limit.is_none_or(|limit| hours <= limit)
    }

    /// When somebody completes its file.
    pub(super) const fn file_completed(&self) -> Option<NaiveDate> {
        self.warranty.entered
    }

    /// Its row in the list of machines as its file stands on a day.
    fn row(&self, on: NaiveDate) -> String {
        let Self {
            serial,
            model,
            customer,
            station,
            site,
            hours,
            ..
        } = self;
        let warranty = &self.warranty;
        let is_entered = warranty.entered.is_none_or(|entered| entered <= on);
        let number = |hours: Option<u32>| hours.map_or_else(String::new, |hours| hours.to_string());
        let terms = if is_entered {
            let (contract, months, limit) = warranty
                .extension
                .map_or_else(Default::default, |(contract, months, hours)| {
                    (contract, months.to_string(), number(hours))
                });
            let (from, version) = (warranty.in_service, warranty.version);
            let own = number(warranty.hours);
            format!(
                "{from},{version},{},{own},{contract},{months},{limit}",
                warranty.months
            )
        } else {
            ",,,,,,".to_owned()
        };
        format!("{serial},{model},{customer},{station},{site},{hours},{terms}")
    }
}

/// The five machines.
///
/// # Errors
/// When one of the invented ids is none.
pub(super) fn machines() -> Result<Vec<Machine>, SimulateFailure> {
    MACHINES.into_iter().map(machine).collect()
}

fn machine(listed: Listed) -> Result<Machine, SimulateFailure> {
    let (asset, serial, model, customer, station, site, hours) = listed;
    let wrong = |what: &str| SimulateFailure::Cast(format!("{what} of machine {asset}"));
    let (customer, _, callers) = CUSTOMERS.get(customer).ok_or_else(|| wrong("customer"))?;
    let callers = callers
        .iter()
        .map(|(phone, name)| Ok((known(phone)?, *name)))
        .collect::<Result<_, SimulateFailure>>()?;
    Ok(Machine {
        asset,
        serial: known(serial)?,
        model,
        customer: known(customer)?,
        station: known(station)?,
        site,
        hours,
        callers,
        warranty: warranty(asset).ok_or_else(|| wrong("warranty"))?,
    })
}

/// The list of machines as their files stand on a day.
pub(super) fn machines_csv(machines: &[Machine], on: NaiveDate) -> String {
    let head = "整机编号,机型,客户编号,服务站,工地,工作小时,交机日期,保修版本,保修月数,保修小时,延保合同,延保月数,延保小时\n";
    machines.iter().fold(head.to_owned(), |mut csv, machine| {
        let _ = writeln!(csv, "{}", machine.row(on));
        csv
    })
}

pub(super) fn customers_csv() -> String {
    let head = "客户编号,客户名称,联系电话\n".to_owned();
    CUSTOMERS.into_iter().fold(head, |mut csv, (id, name, callers)| {
        let _ = writeln!(csv, "{id},{name},{}", callers.map(|(phone, _)| phone).join("、"));
        csv
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn cover_ends_by_months_or_hours_and_one_file_is_completed_later() {
        let machines = machines().unwrap();
        let of = |asset: &str| machines.iter().find(|machine| machine.asset == asset).unwrap();
        assert!(of("A").is_covered(day("2006-05-19"), 9_000));
        assert!(!of("A").is_covered(day("2006-05-20"), 9_000));
        assert!(of("C").is_covered(day("2006-01-01"), 22_000));
        assert!(!of("C").is_covered(day("2006-01-01"), 22_001));
        assert!(!of("E").is_covered(day("2006-01-19"), 0));
        let (before, after) = (
            machines_csv(&machines, day("2001-07-01")),
            machines_csv(&machines, day("2006-09-01")),
        );
        assert!(before.ends_with("EX-E40902,KX2500,K03,YL,榆溪河排土场东口,20,,,,,,,\n"));
        assert!(after.contains(",2006-01-20,2006-L,36,,,,\n"));
        assert!(after.contains(",2003-06-10,2003-S,24,10000,YB0300518,60,22000\n"));
    }
}
