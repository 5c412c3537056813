//! Who takes part: invented stations, people, customers and five machines, and the files they are imported from.

use std::fmt::Write;

use types::{CustomerId, MachineSerial, PersonId, Phone, StationId};

use super::failure::SimulateFailure;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Post {
    Operator,
    Manager,
    Engineer,
    /// Reads what is sent and does nothing about it.
    Reader(&'static str),
}

impl Post {
    const fn title(self) -> &'static str {
        match self {
            Self::Operator => "400座席",
            Self::Manager => "服务站站长",
            Self::Engineer => "服务工程师",
            Self::Reader(title) => title,
        }
    }
}

/// Somebody of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub id: PersonId,
    pub name: &'static str,
    pub phone: Phone,
    pub post: Post,
    pub station: Option<StationId>,
    region: &'static str,
}

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
}

/// Everybody and everything.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub people: Vec<Person>,
    pub machines: Vec<Machine>,
    /// Who answers the hotline when nobody else is named.
    pub first_operator: PersonId,
}

const STATIONS: &str = "服务站编号,服务站,区域,时区\nBT,包头站,华北,\nHL,霍林站,华北,\nYL,榆林站,西北,\n";

/// Id, name, post, station, region, phone.
const PEOPLE: [(&str, &str, Post, &str, &str, &str); 23] = [
    ("S101", "闻人晓", Post::Operator, "", "", "13911001101"),
    ("S102", "解小溪", Post::Operator, "", "", "13911001102"),
    ("S103", "仇雨桐", Post::Operator, "", "", "13911001103"),
    (
        "S110",
        "冼若兰",
        Post::Reader("400客服主管"),
        "",
        "",
        "13911001110",
    ),
    ("S201", "都海峰", Post::Manager, "BT", "华北", "13911001201"),
    ("S202", "乌力罕", Post::Manager, "HL", "华北", "13911001202"),
    ("S203", "惠长林", Post::Manager, "YL", "西北", "13911001203"),
    ("S301", "郎建业", Post::Engineer, "BT", "华北", "13911001301"),
    ("S302", "卜志勇", Post::Engineer, "BT", "华北", "13911001302"),
    ("S303", "粟大川", Post::Engineer, "BT", "华北", "13911001303"),
    ("S304", "佟铁军", Post::Engineer, "HL", "华北", "13911001304"),
    ("S305", "敖日格", Post::Engineer, "HL", "华北", "13911001305"),
    ("S306", "靳春生", Post::Engineer, "HL", "华北", "13911001306"),
    ("S307", "滕云飞", Post::Engineer, "HL", "华北", "13911001307"),
    ("S308", "折文斌", Post::Engineer, "YL", "西北", "13911001308"),
    ("S309", "拓跋岩", Post::Engineer, "YL", "西北", "13911001309"),
    (
        "S401",
        "宗政华",
        Post::Reader("区域服务总监"),
        "",
        "华北",
        "13911001401",
    ),
    (
        "S402",
        "钟离山",
        Post::Reader("区域服务总监"),
        "",
        "西北",
        "13911001402",
    ),
    ("S501", "尉迟敏", Post::Reader("服务总监"), "", "", "13911001501"),
    (
        "S502",
        "端木青",
        Post::Reader("事业部经理"),
        "",
        "",
        "13911001502",
    ),
    ("S503", "令狐远", Post::Reader("销售总监"), "", "", "13911001503"),
    (
        "S504",
        "夏侯明",
        Post::Reader("销售经理"),
        "",
        "华北",
        "13911001504",
    ),
    (
        "S505",
        "欧阳冰",
        Post::Reader("销售经理"),
        "",
        "西北",
        "13911001505",
    ),
];

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
const MACHINES: [(&str, &str, &str, usize, &str, &str, u32); 5] = [
    ("A", "EX-A20611", "KX1200", 0, "BT", "阴山矿北帮1号台阶", 18_400),
    ("B", "EX-B20274", "KX1200", 0, "BT", "阴山矿南端帮", 31_250),
    ("C", "EX-C30518", "KX1900", 1, "HL", "乌拉盖二采区", 12_060),
    ("D", "EX-D31107", "KX1900", 1, "HL", "乌拉盖三采区上剥离", 9_730),
    ("E", "EX-E40902", "KX2500", 2, "YL", "榆溪河排土场东口", 4_120),
];

impl Cast {
    /// # Errors
    /// When one of the invented ids is none.
    pub(super) fn new() -> Result<Self, SimulateFailure> {
        let people = PEOPLE.into_iter().map(person).collect::<Result<_, _>>()?;
        let machines = MACHINES.into_iter().map(machine).collect::<Result<_, _>>()?;
        Ok(Self {
            people,
            machines,
            first_operator: known("S101")?,
        })
    }

    pub(super) fn by_phone(&self, phone: &Phone) -> Option<&Person> {
        self.people.iter().find(|person| person.phone == *phone)
    }

    pub(super) fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == *id)
    }

    pub(super) fn machine(&self, asset: &str) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.asset == asset)
    }

    /// The people of a post, at a station where one is given.
    pub(super) fn staff(&self, post: Post, station: Option<&StationId>) -> Vec<&Person> {
        let fits = |person: &&Person| {
            person.post == post && station.is_none_or(|station| person.station.as_ref() == Some(station))
        };
        self.people.iter().filter(fits).collect()
    }

    /// The lists to import, in the order they need each other: name in the API and CSV.
    pub(super) fn lists(&self) -> [(&'static str, String); 4] {
        [
            ("stations", STATIONS.to_owned()),
            ("people", self.people_csv()),
            ("customers", customers_csv()),
            ("machines", self.machines_csv()),
        ]
    }

    fn people_csv(&self) -> String {
        let head = "工号,姓名,角色,服务站,区域,手机\n".to_owned();
        self.people.iter().fold(head, |mut csv, person| {
            let station = person.station.as_ref().map(StationId::as_str).unwrap_or_default();
            let (id, name, role) = (&person.id, person.name, person.post.title());
            let _ = writeln!(
                csv,
                "{id},{name},{role},{station},{},{}",
                person.region, person.phone
            );
            csv
        })
    }

    fn machines_csv(&self) -> String {
        let head = "整机编号,机型,客户编号,服务站,工地,工作小时\n".to_owned();
        self.machines.iter().fold(head, |mut csv, machine| {
            let Machine {
                serial,
                model,
                customer,
                station,
                site,
                hours,
                ..
            } = machine;
            let _ = writeln!(csv, "{serial},{model},{customer},{station},{site},{hours}");
            csv
        })
    }
}

fn customers_csv() -> String {
    let head = "客户编号,客户名称,联系电话\n".to_owned();
    CUSTOMERS.into_iter().fold(head, |mut csv, (id, name, callers)| {
        let _ = writeln!(csv, "{id},{name},{}", callers.map(|(phone, _)| phone).join("、"));
        csv
    })
}

fn known<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, SimulateFailure> {
    text.parse()
        .map_err(|failure: T::Err| SimulateFailure::Cast(failure.to_string()))
}

fn person(
    (id, name, post, station, region, phone): (&str, &'static str, Post, &str, &'static str, &str),
) -> Result<Person, SimulateFailure> {
    let station = Some(station)
        .filter(|station| !station.is_empty())
        .map(known)
        .transpose()?;
    Ok(Person {
        id: known(id)?,
        name,
        phone: known(phone)?,
        post,
        station,
        region,
    })
}

fn machine(
    (asset, serial, model, customer, station, site, hours): (
        &'static str,
        &str,
        &'static str,
        usize,
        &str,
        &'static str,
        u32,
    ),
) -> Result<Machine, SimulateFailure> {
    let (customer, _, callers) = CUSTOMERS
        .get(customer)
        .ok_or_else(|| SimulateFailure::Cast(format!("customer of machine {asset}")))?;
    let callers = callers
        .iter()
        .map(|(phone, name)| Ok((known(phone)?, *name)))
        .collect::<Result<_, SimulateFailure>>()?;
    let (serial, customer, station) = (known(serial)?, known(customer)?, known(station)?);
    Ok(Machine {
        asset,
        serial,
        model,
        customer,
        station,
        site,
        hours,
        callers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_phone_of_their_own_and_every_station_a_manager_and_engineers() {
        let cast = Cast::new().unwrap();
        for person in &cast.people {
            assert_eq!(cast.by_phone(&person.phone), Some(person));
        }
        for machine in &cast.machines {
            assert_eq!(cast.staff(Post::Manager, Some(&machine.station)).len(), 1);
            assert!(cast.staff(Post::Engineer, Some(&machine.station)).len() >= 2);
            assert!(
                machine
                    .callers
                    .iter()
                    .all(|(phone, _)| cast.by_phone(phone).is_none())
            );
        }
    }
}
