//! Who takes part: invented stations and people, and the files they are imported from.

use std::fmt::Write;

use chrono::NaiveDate;
use types::{PersonId, Phone, StationId};

use super::failure::SimulateFailure;
use super::fleet::{self, Machine};

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Post {
    Operator,
    Supervisor,
    Manager,
    Engineer,
    Records,
    Claims,
    ClaimsSupervisor,
    ServiceManager,
    Warehouse,
    /// Reads what is sent and does nothing about it.
    Reader(&'static str),
}

impl Post {
    const fn title(self) -> &'static str {
        match self {
            Self::Operator => "400座席",
            Self::Supervisor => "400客服主管",
            Self::Manager => "服务站站长",
            Self::Engineer => "服务工程师",
            Self::Records => "服务支持",
            Self::Claims => "索赔支持",
            Self::ClaimsSupervisor => "索赔主管",
            Self::ServiceManager => "服务经理",
            Self::Warehouse => "旧件管理",
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

/// Everybody and everything.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub people: Vec<Person>,
    pub machines: Vec<Machine>,
    /// Who does what nobody else is named for.
    pub first_operator: PersonId,
}

const STATIONS: &str = "服务站编号,服务站,区域,时区\nBT,包头站,华北,\nHL,霍林站,华北,\nYL,榆林站,西北,\n";

/// Id, name, post, station, region, phone.
const PEOPLE: [(&str, &str, Post, &str, &str, &str); 32] = [
    ("S101", "闻人晓", Post::Operator, "", "", "13911001101"),
    ("S102", "解小溪", Post::Operator, "", "", "13911001102"),
    ("S103", "仇雨桐", Post::Operator, "", "", "13911001103"),
    ("S110", "冼若兰", Post::Supervisor, "", "", "13911001110"),
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
    ("S506", "沙丽娜", Post::Reader("配件部"), "", "", "13911001506"),
    (
        "S507",
        "燕子洲",
        Post::Reader("零售市场部"),
        "",
        "",
        "13911001507",
    ),
    ("S601", "巫梦琪", Post::Claims, "", "", "13911001601"),
    ("S602", "屠雨霏", Post::Claims, "", "", "13911001602"),
    ("S610", "轩辕敬", Post::ClaimsSupervisor, "", "", "13911001610"),
    ("S611", "上官毅", Post::ServiceManager, "", "", "13911001611"),
    ("S620", "苍大柱", Post::Warehouse, "", "", "13911001620"),
    ("S621", "皮志新", Post::Warehouse, "", "", "13911001621"),
    ("S630", "那小敏", Post::Records, "", "", "13911001630"),
];

impl Cast {
    /// # Errors
    /// When one of the invented ids is none.
    pub(super) fn new() -> Result<Self, SimulateFailure> {
        let people = PEOPLE.into_iter().map(person).collect::<Result<_, _>>()?;
        let machines = fleet::machines()?;
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

    /// The lists to import before anything happens, in the order they need each other: name in the API and CSV.
    pub(super) fn lists(&self) -> [(&'static str, String); 4] {
        [
            ("stations", STATIONS.to_owned()),
            ("people", self.people_csv()),
            ("customers", fleet::customers_csv()),
            ("machines", self.machines_csv(NaiveDate::MIN)),
        ]
    }

    /// The machines as their files stand on a day.
    pub(super) fn machines_csv(&self, on: NaiveDate) -> String {
        fleet::machines_csv(&self.machines, on)
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
}

pub(super) fn known<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, SimulateFailure> {
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
