//! The directory's lists.

use std::collections::BTreeMap;

use proto::desk::{DirectoryQuery, Entries, ListPage, MachineListed, PersonListed};
use proto::directory::{ListKind, Machine, Person};
use proto::{Class, Rejection};
use types::{CustomerId, Instant, MachineSerial, OrderNumber, StationId};

use super::names::Named;
use super::{count, rows};
use crate::Model;

pub(super) fn list(model: &Model, query: &DirectoryQuery, now: Instant) -> Result<ListPage, Rejection> {
    let masters = &model.common.masters;
    let (entries, total) = match query.list {
        ListKind::Stations => {
            let (shown, total) = picked(masters.stations(), |station| station.id.as_str(), query);
            (Entries::Stations(shown.into_iter().cloned().collect()), total)
        }
        ListKind::People => {
            let there = |person: &&Person| at_station(person.station.as_ref(), query);
            let people = masters.people().filter(there);
            let (shown, total) = picked(people, |person| person.id.as_str(), query);
            (
                Entries::People(
                    shown
                        .into_iter()
                        .map(|person| listed(person, model, now))
                        .collect(),
                ),
                total,
            )
        }
        ListKind::Customers => {
            let (shown, total) = picked(masters.customers(), |customer| customer.id.as_str(), query);
            (Entries::Customers(shown.into_iter().cloned().collect()), total)
        }
        ListKind::Machines => {
            let of_whom = |machine: &&Machine| {
                at_station(machine.station.as_ref(), query)
                    && query
                        .customer
                        .as_ref()
                        .is_none_or(|wanted| machine.customer.as_ref() == Some(wanted))
            };
            let machines = masters.machines().filter(of_whom);
            let (shown, total) = picked(machines, |machine| machine.serial.as_str(), query);
            let open = OpenOrders::of(model);
            let shown = shown
                .into_iter()
                .map(|machine| machine_listed(machine, model, &open));
            (Entries::Machines(shown.collect()), total)
        }
    };
    match &query.id {
        Some(id) if total == 0 => Err(unknown(id)),
        Some(_) | None => Ok(ListPage { entries, total }),
    }
}

/// The entries asked for, and how many there are.
fn picked<'a, E>(
    all: impl Iterator<Item = &'a E>,
    id: impl Fn(&E) -> &str,
    query: &DirectoryQuery,
) -> (Vec<&'a E>, u64) {
    let wanted = |entry: &&E| query.id.as_deref().is_none_or(|wanted| id(entry) == wanted);
    let fitting: Vec<&E> = all.filter(wanted).collect();
    let total = count(fitting.len());
    (rows(fitting, query.skip, query.limit), total)
}

fn at_station(station: Option<&StationId>, query: &DirectoryQuery) -> bool {
    let wanted = query.station.as_ref();
    wanted.is_none_or(|wanted| station == Some(wanted))
}

fn unknown(id: &str) -> Rejection {
    Rejection::new(
        Class::Unknown,
        "directory.unknown",
        format!("名录中没有 {id}"),
        format!("the directory has no {id}"),
    )
    .with("id", id)
}

fn listed(person: &Person, model: &Model, now: Instant) -> PersonListed {
    let masters = &model.common.masters;
    let acting = masters.acting(&person.id, now);
    let deputy = acting
        .instead_of
        .is_some()
        .then(|| Named::of(model).person(&acting.person));
    PersonListed {
        person: person.clone(),
        left: masters.has_left(&person.id, now),
        deputy,
    }
}

fn machine_listed(machine: &Machine, model: &Model, open: &OpenOrders<'_>) -> MachineListed {
    MachineListed {
        machine: machine.clone(),
        customer: machine.customer.as_ref().map(|id| Named::of(model).customer(id)),
        open_orders: open.of_machine(&machine.serial),
    }
}

/// Orders that have not ended, by what they are about.
pub(super) struct OpenOrders<'a> {
    by_machine: BTreeMap<&'a MachineSerial, Vec<&'a OrderNumber>>,
    by_customer: BTreeMap<&'a CustomerId, Vec<&'a OrderNumber>>,
}

impl<'a> OpenOrders<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let mut orders = Self {
            by_machine: BTreeMap::new(),
            by_customer: BTreeMap::new(),
        };
        for (number, story) in model
            .open
            .iter()
            .filter_map(|number| model.orders.get_key_value(number))
        {
            if let Some(machine) = &story.facts.machine {
                orders.by_machine.entry(machine).or_default().push(number);
            }
            if let Some(customer) = &story.facts.customer {
                orders.by_customer.entry(customer).or_default().push(number);
            }
        }
        orders
    }

    pub(super) fn of_machine(&self, serial: &MachineSerial) -> Vec<OrderNumber> {
        owned(self.by_machine.get(serial))
    }

    pub(super) fn of_customer(&self, customer: &CustomerId) -> Vec<OrderNumber> {
        owned(self.by_customer.get(customer))
    }
}

fn owned(numbers: Option<&Vec<&OrderNumber>>) -> Vec<OrderNumber> {
    numbers
        .into_iter()
        .flatten()
        .map(|number| (*number).clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use proto::desk::Query;
    use proto::directory::{DeputyAppointed, PersonLeft};

    use super::*;
    use crate::testing::{Logs, facts, number, person, t};

    fn query(list: ListKind, id: Option<&str>) -> Query {
        Query::Directory(DirectoryQuery {
            id: id.map(str::to_owned),
            ..DirectoryQuery::of(list)
        })
    }

    // rule: DIR-1, DIR-4
    #[test]
    fn people_are_listed_with_their_deputies_and_those_who_left() {
        let mut logs = Logs::new();
        let (from, until) = (t("05 00:00"), t("09 00:00"));
        logs.directory(DeputyAppointed {
            person: person("luo"),
            deputy: person("tan"),
            from,
            until,
        });
        logs.directory(PersonLeft {
            person: person("gao"),
            at: t("05 07:00"),
        });
        let page: ListPage = logs.ask(&query(ListKind::People, None));
        let Entries::People(people) = page.entries else {
            panic!("no people")
        };
        let of = |id: &str| {
            people
                .iter()
                .find(|listed| listed.person.id.as_str() == id)
                .expect("a person")
        };
        assert_eq!(
            of("luo").deputy.as_ref().map(|deputy| deputy.name.as_str()),
            Some("谭松")
        );
        assert_eq!((of("gao").left, of("tan").left, page.total), (true, false, 5));
    }

    #[test]
    fn a_machine_is_shown_with_its_open_orders_and_an_unknown_one_is_refused() {
        let mut logs = Logs::new();
        logs.opens(facts(1));
        let page: ListPage = logs.ask(&query(ListKind::Machines, Some("EX215-0088")));
        let Entries::Machines(machines) = page.entries else {
            panic!("no machines")
        };
        assert_eq!(
            (machines[0].open_orders.as_slice(), page.total),
            (&[number(1)][..], 1)
        );
        let refused = logs
            .try_ask(&query(ListKind::Machines, Some("EX215-0000")))
            .unwrap_err();
        assert_eq!(refused.code, "directory.unknown");
    }
}
