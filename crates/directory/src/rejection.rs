//! Every "no" of directory, in order of precedence.

use proto::directory::ListKind;
use proto::{Class, Rejection};
use serde_json::{Value, json};
use sla::policy::PolicyProblem;
use types::{ImportId, Instant, PersonId};

/// Why directory refuses a command. A bad cell is no rejection: it stands in the import's refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectoryRejection {
    /// Nothing was staged under this id.
    UnknownImport(ImportId),
    /// The import was staged as another list.
    OtherList {
        import: ImportId,
        list: ListKind,
    },
    /// Not every piece of the file was staged; the first missing ones.
    PiecesMissing {
        import: ImportId,
        missing: Vec<u32>,
    },
    /// More pieces were staged than the file is said to have; the first of them.
    PiecesLeftOver {
        import: ImportId,
        left_over: Vec<u32>,
    },
    UnknownPerson(PersonId),
    /// A station manager acts for somebody of another station.
    OtherStation(PersonId),
    /// Nobody is their own deputy (DIR-1).
    OwnDeputy(PersonId),
    /// A deputy's time ends before it begins, or is over (DIR-1).
    DeputyTimes {
        from: Instant,
        until: Instant,
        now: Instant,
    },
    /// Who has left takes no phone and stands in for nobody (DIR-4).
    HasLeft {
        person: PersonId,
        at: Instant,
    },
    /// Somebody got the phone later than the said moment (DIR-2).
    PhoneHeldSince {
        holder: PersonId,
        since: Instant,
    },
    /// The policy file has problems (SLA-20).
    PolicyInvalid(Vec<PolicyProblem>),
}

use DirectoryRejection as No;

impl DirectoryRejection {
    /// Stable, and the rule's id before the dot where a rule says no.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            No::UnknownImport(_) => "import.unknown",
            No::OtherList { .. } => "import.other_list",
            No::PiecesMissing { .. } => "import.pieces_missing",
            No::PiecesLeftOver { .. } => "import.pieces_left_over",
            No::UnknownPerson(_) => "person.unknown",
            No::OtherStation(_) => "actor.other_station",
            No::OwnDeputy(_) => "DIR-1.own_deputy",
            No::DeputyTimes { .. } => "DIR-1.times",
            No::HasLeft { .. } => "DIR-4.has_left",
            No::PhoneHeldSince { .. } => "DIR-2.held_since",
            No::PolicyInvalid(_) => "policy.invalid",
        }
    }

    const fn class(&self) -> Class {
        match self {
            No::UnknownImport(_) | No::UnknownPerson(_) => Class::Unknown,
            No::OtherList { .. } | No::PiecesMissing { .. } | No::PiecesLeftOver { .. } => Class::Conflict,
            No::OtherStation(_) => Class::Forbidden,
            No::OwnDeputy(_)
            | No::DeputyTimes { .. }
            | No::HasLeft { .. }
            | No::PhoneHeldSince { .. }
            | No::PolicyInvalid(_) => Class::Refused,
        }
    }

    /// What is wrong and what to do, Chinese first.
    fn words(&self) -> (String, String) {
        match self {
            No::UnknownImport(import) => (
                format!("没有暂存的导入{import}，请先上传文件"),
                format!("nothing is staged as import {import}; stage the file first"),
            ),
            No::OtherList { import, .. } => (
                format!("导入{import}已按另一种名单上传，请核对名单种类"),
                format!("import {import} was staged as another list; check which list the file holds"),
            ),
            No::PiecesMissing { .. } => (
                "文件没有传全，请重新上传".to_owned(),
                "not every piece of the file was staged; stage it again".to_owned(),
            ),
            No::PiecesLeftOver { .. } => (
                "已上传的段数比所说的多，请核对段数".to_owned(),
                "more pieces are staged than said; check their number".to_owned(),
            ),
            No::UnknownPerson(person) => (
                format!("人员名录里没有{person}，请核对工号"),
                format!("the directory has no person {person}; check the id"),
            ),
            No::OtherStation(person) => (
                format!("{person}不属于您管理的服务站，请联系客户中心"),
                format!("{person} is not of a station you manage; ask the customer centre"),
            ),
            No::OwnDeputy(_) => (
                "代理人不能是本人，请另选一位".to_owned(),
                "nobody is their own deputy; choose somebody else".to_owned(),
            ),
            No::DeputyTimes { .. } => (
                "代理的结束时间须晚于开始时间，且不能已过".to_owned(),
                "a deputy's time must end after it begins, and not in the past".to_owned(),
            ),
            No::HasLeft { person, .. } => (
                format!("{person}届时已离职，请另选一位"),
                format!("{person} has left by then; choose somebody else"),
            ),
            No::PhoneHeldSince { holder, since } => (
                format!("该号码自{since}起归{holder}使用，启用时间不能更早"),
                format!("the phone is {holder}'s since {since}; it cannot be given from an earlier moment"),
            ),
            No::PolicyInvalid(problems) => (
                format!("策略文件有{}处问题，未载入；请逐条改正后重新载入", problems.len()),
                format!(
                    "the policy file has {} problems and was not loaded; put them right",
                    problems.len()
                ),
            ),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            No::UnknownImport(import) => vec![("import", json!(import))],
            No::OtherList { import, list } => vec![("import", json!(import)), ("list", json!(list))],
            No::PiecesMissing { import, missing } => {
                vec![("import", json!(import)), ("missing", json!(missing))]
            }
            No::PiecesLeftOver { import, left_over } => {
                vec![("import", json!(import)), ("left_over", json!(left_over))]
            }
            No::UnknownPerson(person) | No::OtherStation(person) | No::OwnDeputy(person) => {
                vec![("person", json!(person))]
            }
            No::DeputyTimes { from, until, now } => {
                vec![
                    ("from", json!(from)),
                    ("until", json!(until)),
                    ("now", json!(now)),
                ]
            }
            No::HasLeft { person, at } => vec![("person", json!(person)), ("at", json!(at))],
            No::PhoneHeldSince { holder, since } => {
                vec![("holder", json!(holder)), ("since", json!(since))]
            }
            No::PolicyInvalid(problems) => vec![("problems", json!(problems))],
        }
    }
}

impl From<DirectoryRejection> for Rejection {
    fn from(no: DirectoryRejection) -> Self {
        let (zh, en) = no.words();
        let rejection = Self::new(no.class(), no.code(), zh, en);
        no.facts()
            .into_iter()
            .fold(rejection, |rejection, (name, value)| rejection.with(name, value))
    }
}
