//! Names beside ids: people, stations, customers, services, reasons.

use chrono::NaiveDate;
use chrono_tz::Tz;
use decider::Common;
use proto::desk::{NamedCustomer, NamedPerson, NamedStation, Reason, Who};
use proto::notify::{Recipient, Wanted};
use sla::policy::Policy;
use types::{
    Actor, CustomerId, Instant, Lang, OrderNumber, PersonId, Personal, Phone, Sentence, ServiceName,
    StationId,
};

use crate::Model;

/// Names things as the directory knows them.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) model: &'a Model,
    /// The directory and the policies to go by: the model's own, or those of a moment.
    pub(crate) common: &'a Common,
}

impl<'a> Named<'a> {
    pub(crate) const fn of(model: &'a Model) -> Self {
        Self {
            model,
            common: &model.common,
        }
    }

    pub(crate) fn person(&self, id: &PersonId) -> NamedPerson {
        NamedPerson {
            id: id.clone(),
            name: self.common.masters.name_of(id),
        }
    }

    pub(crate) fn people(&self, ids: &[PersonId]) -> Vec<NamedPerson> {
        ids.iter().map(|id| self.person(id)).collect()
    }

    pub(crate) fn station(&self, id: &StationId) -> NamedStation {
        let known = self.common.masters.station(id);
        NamedStation {
            id: id.clone(),
            name: known.map_or_else(|| id.to_string(), |station| station.name.clone()),
            region: self.region(id).to_owned(),
        }
    }

    /// A station's region; empty for a station that nobody knows.
    pub(crate) fn region(&self, id: &StationId) -> &'a str {
        let known = self.common.masters.station(id);
        known.map_or("", |station| station.region.as_str())
    }

    pub(crate) fn customer(&self, id: &CustomerId) -> NamedCustomer {
        let known = self.common.masters.customer(id);
        let name = known.map_or_else(|| id.to_string(), |customer| customer.name.to_string());
        NamedCustomer { id: id.clone(), name }
    }

    pub(crate) fn actor(&self, actor: &Actor) -> Who {
        let name = match actor {
            Actor::Person(person) => same(self.common.masters.name_of(person)),
            Actor::Service(service) => service_name(*service),
            Actor::Local => Sentence::new("本机管理员", "owner of the machine"),
            Actor::Gateway => Sentence::new("短信网关", "message gateway"),
        };
        Who {
            id: actor.to_string(),
            name,
        }
    }

    pub(crate) fn recipient(&self, wanted: &Wanted) -> Who {
        match &wanted.recipient {
            Recipient::Person { person } => self.staff(person),
            Recipient::Customer { customer } => self.owner(customer),
            Recipient::Phone => {
                let phone = wanted.to.as_ref().map(ToString::to_string).unwrap_or_default();
                Who {
                    name: same(&phone),
                    id: phone,
                }
            }
        }
    }

    pub(crate) fn staff(&self, person: &PersonId) -> Who {
        Who {
            id: person.to_string(),
            name: same(self.common.masters.name_of(person)),
        }
    }

    pub(crate) fn owner(&self, customer: &CustomerId) -> Who {
        Who {
            id: customer.to_string(),
            name: same(self.customer(customer).name),
        }
    }

    fn policy(&self) -> &'a Policy {
        self.common.policies.adopted()
    }

    pub(crate) fn unrepaired_reason(&self, code: &str) -> Reason {
        let known = self
            .policy()
            .unrepaired_reasons()
            .iter()
            .map(|reason| &reason.reason);
        titled(code, known)
    }

    pub(crate) fn cancel_reason(&self, code: &str) -> Reason {
        titled(code, self.policy().cancel_reasons())
    }

    pub(crate) fn pause_reason(&self, code: &str) -> Reason {
        let known = self.policy().pause_reasons().iter().map(|reason| &reason.reason);
        titled(code, known)
    }

    /// The day a moment lies on, where a station is.
    pub(crate) fn day(&self, at: Instant, station: Option<&StationId>) -> NaiveDate {
        at.local(self.zone(station)).date_naive()
    }

    /// A station's zone; the policy's without one (SLA-21).
    pub(crate) fn zone(&self, station: Option<&StationId>) -> Tz {
        self.common.masters.zone(station, self.policy().zone())
    }

    /// The zone an order's times are read in: its station's.
    pub(crate) fn zone_of(&self, order: Option<&OrderNumber>) -> Tz {
        let order = order.and_then(|number| self.model.orders.get(number));
        let station = order.and_then(|order| order.facts.station.as_ref());
        self.zone(station)
    }
}

/// A reason by its code; one the policy no longer has is shown by its code.
fn titled<'r>(code: &str, known: impl IntoIterator<Item = &'r sla::policy::Reason>) -> Reason {
    let found = known.into_iter().find(|reason| reason.code == code);
    let title = found.map_or_else(|| same(code), |reason| reason.name.clone());
    Reason {
        code: code.to_owned(),
        title,
    }
}

pub(crate) fn service_name(service: ServiceName) -> Sentence {
    let (zh, en) = match service {
        ServiceName::Directory => ("名录服务", "directory"),
        ServiceName::Hotline => ("热线服务", "hotline"),
        ServiceName::Dispatch => ("派工服务", "dispatch"),
        ServiceName::Field => ("现场服务", "field"),
        ServiceName::Notify => ("通知服务", "notify"),
        ServiceName::Claims => ("索赔服务", "claims"),
        ServiceName::Returns => ("旧件服务", "returns"),
    };
    Sentence::new(zh, en)
}

/// The names of the roles on a clock's rung of the ladder (SLA-22).
pub(crate) fn told(policy: &Policy, kind: sla::policy::ClockKind, rung: u32) -> Vec<Sentence> {
    let nth = usize::try_from(rung).unwrap_or(usize::MAX).saturating_add(1);
    let roles = policy.rung_for(kind, nth, false).iter();
    roles
        .map(|role| Sentence::new(role.name(Lang::Zh), role.name(Lang::En)))
        .collect()
}

/// The same words in both languages: a name, or what somebody wrote.
pub(crate) fn same(text: impl AsRef<str>) -> Sentence {
    Sentence::new(text.as_ref(), text.as_ref())
}

pub(crate) fn open_phone(phone: &Personal<Phone>) -> Option<Phone> {
    phone.open().cloned()
}
