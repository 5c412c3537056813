//! Stations, people, customers and machines, as every log knows them (DIR-1, DIR-2, DIR-4).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use proto::directory::{
    Customer, DeputyAppointed, DirectoryEvent, Entry, HeldPhone, Machine, Person, Station,
};
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{CustomerId, ImportId, Instant, MachineSerial, PersonId, Phone, StationId};

/// Who gets something that is meant for a person: they themselves, or their deputy (DIR-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    pub person: PersonId,
    /// The one who is away.
    pub instead_of: Option<PersonId>,
}

/// The directory's entries, folded from its events wherever they stand.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Masters {
    stations: BTreeMap<StationId, Station>,
    people: BTreeMap<PersonId, Person>,
    customers: BTreeMap<CustomerId, Customer>,
    machines: BTreeMap<MachineSerial, Machine>,
    left: BTreeMap<PersonId, Instant>,
    deputies: BTreeMap<PersonId, Vec<DeputyAppointed>>,
    /// Whose phone a number is or was, and from when until when (DIR-2).
    staff_phones: BTreeMap<Phone, Vec<(Instant, Option<Instant>, PersonId)>>,
    customer_phones: BTreeMap<Phone, CustomerId>,
    staged: BTreeMap<ImportId, Vec<Entry>>,
}

impl Masters {
    /// Folds one of directory's events.
    pub fn evolve(&mut self, event: &DirectoryEvent) {
        match event {
            DirectoryEvent::ImportStaged(staged) => {
                let entries = staged.entries.iter().map(|row| row.entry.clone());
                self.staged
                    .entry(staged.import.clone())
                    .or_default()
                    .extend(entries);
            }
            DirectoryEvent::ImportApplied(applied) => {
                for entry in self.staged.remove(&applied.import).unwrap_or_default() {
                    self.set(entry);
                }
            }
            DirectoryEvent::ImportRefused(refused) => {
                self.staged.remove(&refused.import);
            }
            DirectoryEvent::DeputyAppointed(appointed) => {
                self.deputies
                    .entry(appointed.person.clone())
                    .or_default()
                    .push(appointed.clone());
            }
            DirectoryEvent::DeputyEnded(ended) => {
                for deputy in self.deputies.entry(ended.person.clone()).or_default() {
                    deputy.until = deputy.until.min(ended.at);
                }
            }
            DirectoryEvent::PhoneGiven(given) => {
                let held = HeldPhone {
                    phone: given.phone.clone(),
                    from: given.from,
                    until: None,
                };
                self.give_phone(&given.person, &held);
            }
            DirectoryEvent::PersonLeft(left) => {
                self.left.insert(left.person.clone(), left.at);
            }
            DirectoryEvent::PolicyLoaded(_) => {}
        }
    }

    fn set(&mut self, entry: Entry) {
        match entry {
            Entry::Station(station) => {
                self.stations.insert(station.id.clone(), station);
            }
            Entry::Person(person) => self.set_person(person),
            Entry::Customer(customer) => {
                self.forget_phones_of(&customer.id);
                for phone in customer.phones.iter().filter_map(|phone| phone.open()) {
                    self.customer_phones.insert(phone.clone(), customer.id.clone());
                }
                self.customers.insert(customer.id.clone(), customer);
            }
            Entry::Machine(machine) => {
                self.machines.insert(machine.serial.clone(), machine);
            }
        }
    }

    fn forget_phones_of(&mut self, customer: &CustomerId) {
        let Some(known) = self.customers.get(customer) else {
            return;
        };
        for phone in known.phones.iter().filter_map(|phone| phone.open()) {
            if self.customer_phones.get(phone) == Some(customer) {
                self.customer_phones.remove(phone);
            }
        }
    }

    /// A person's listed phones are theirs from the listed day on; phones they held before stay in history.
    fn set_person(&mut self, person: Person) {
        let id = person.id.clone();
        let listed = person.phones.clone();
        let mut kept = person;
        kept.phones = self
            .people
            .get(&id)
            .map(|known| known.phones.clone())
            .unwrap_or_default();
        self.people.insert(id.clone(), kept);
        for held in listed {
            if !self.holds(&id, &held) {
                self.give_phone(&id, &held);
            }
        }
    }

    fn holds(&self, person: &PersonId, listed: &HeldPhone) -> bool {
        self.people.get(person).is_some_and(|known| {
            known
                .phones
                .iter()
                .any(|held| held.phone == listed.phone && held.until == listed.until)
        })
    }

    /// From that moment on the phone is this person's and nobody else's (DIR-2).
    fn give_phone(&mut self, person: &PersonId, given: &HeldPhone) {
        let Some(phone) = given.phone.open() else { return };
        let holders = self.staff_phones.entry(phone.clone()).or_default();
        for (since, until, holder) in holders.iter_mut() {
            if until.is_none_or(|until| until > given.from) && *since <= given.from {
                *until = Some(given.from);
                if let Some(former) = self.people.get_mut(holder) {
                    close_phone(&mut former.phones, phone, given.from);
                }
            }
        }
        holders.push((given.from, given.until, person.clone()));
        if let Some(known) = self.people.get_mut(person) {
            known.phones.push(given.clone());
        }
    }

    /// Whether an entry taken into force would change nothing. A listed phone that is held already is no change.
    #[must_use]
    pub fn has(&self, entry: &Entry) -> bool {
        match entry {
            Entry::Station(station) => self.stations.get(&station.id) == Some(station),
            Entry::Customer(customer) => self.customers.get(&customer.id) == Some(customer),
            Entry::Machine(machine) => self.machines.get(&machine.serial) == Some(machine),
            Entry::Person(person) => self.people.get(&person.id).is_some_and(|known| {
                let phones = known.phones.clone();
                *known
                    == Person {
                        phones,
                        ..person.clone()
                    }
                    && person.phones.iter().all(|listed| self.holds(&person.id, listed))
            }),
        }
    }

    #[must_use]
    pub fn station(&self, id: &StationId) -> Option<&Station> {
        self.stations.get(id)
    }

    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        self.stations.values()
    }

    #[must_use]
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    #[must_use]
    pub fn customer(&self, id: &CustomerId) -> Option<&Customer> {
        self.customers.get(id)
    }

    pub fn customers(&self) -> impl Iterator<Item = &Customer> {
        self.customers.values()
    }

    #[must_use]
    pub fn machine(&self, serial: &MachineSerial) -> Option<&Machine> {
        self.machines.get(serial)
    }

    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.machines.values()
    }

    #[must_use]
    pub fn staged(&self, import: &ImportId) -> &[Entry] {
        self.staged.get(import).map_or(&[], Vec::as_slice)
    }

    /// The zone a station's clocks are read in (SLA-21).
    #[must_use]
    pub fn zone(&self, station: Option<&StationId>, default: Tz) -> Tz {
        let named = station
            .and_then(|id| self.station(id))
            .and_then(|station| station.zone.as_deref());
        named.and_then(|name| name.parse().ok()).unwrap_or(default)
    }

    #[must_use]
    pub fn name_of(&self, person: &PersonId) -> String {
        self.person(person)
            .map_or_else(|| person.to_string(), |known| known.name.to_string())
    }

    /// Who held a phone at a moment (SMS-1, DIR-2).
    #[must_use]
    pub fn staff_by_phone(&self, phone: &Phone, at: Instant) -> Option<&Person> {
        let holders = self.staff_phones.get(phone)?;
        let holder = holders
            .iter()
            .rev()
            .find(|(from, until, _)| *from <= at && until.is_none_or(|until| at < until))?;
        self.person(&holder.2)
            .filter(|person| !self.has_left(&person.id, at))
    }

    /// Everybody who held a phone, from when until when, in the order it was given to them (DIR-2).
    #[must_use]
    pub fn phone_holders(&self, phone: &Phone) -> &[(Instant, Option<Instant>, PersonId)] {
        self.staff_phones.get(phone).map_or(&[], Vec::as_slice)
    }

    /// Whose customer's phone it is.
    #[must_use]
    pub fn customer_by_phone(&self, phone: &Phone) -> Option<&Customer> {
        self.customers.get(self.customer_phones.get(phone)?)
    }

    /// The phone to reach a person by at a moment: the one they got last.
    #[must_use]
    pub fn phone_of(&self, person: &PersonId, at: Instant) -> Option<Phone> {
        let phones = &self.person(person)?.phones;
        let held = phones
            .iter()
            .rev()
            .find(|held| held.from <= at && held.until.is_none_or(|until| at < until))?;
        held.phone.open().cloned()
    }

    /// The person meant by an id, a name or a phone (SMS-4).
    #[must_use]
    pub fn person_said(&self, said: &str, at: Instant) -> Option<&Person> {
        let said = said.trim();
        let by_id = PersonId::new(said).ok().and_then(|id| self.person(&id));
        let by_phone = || {
            said.parse()
                .ok()
                .and_then(|phone| self.staff_by_phone(&phone, at))
        };
        let by_name = || {
            let mut namesakes = self
                .people
                .values()
                .filter(|person| person.name.open().is_some_and(|name| name == said));
            let first = namesakes.next();
            first.filter(|_| namesakes.next().is_none())
        };
        by_id
            .or_else(by_phone)
            .or_else(by_name)
            .filter(|person| !self.has_left(&person.id, at))
    }

    /// Whether somebody had left by then (DIR-4).
    #[must_use]
    pub fn has_left(&self, person: &PersonId, at: Instant) -> bool {
        self.left.get(person).is_some_and(|left| *left <= at)
    }

    /// When somebody left or will leave (DIR-4).
    #[must_use]
    pub fn left_at(&self, person: &PersonId) -> Option<Instant> {
        self.left.get(person).copied()
    }

    /// A person's own roles and those of everybody they stand in for at a moment (DIR-1, DIR-4).
    #[must_use]
    pub fn roles_at(&self, person: &PersonId, at: Instant) -> Vec<Role> {
        let own = std::iter::once(person.clone()).filter(|person| !self.has_left(person, at));
        let mut roles: Vec<Role> = own
            .chain(self.stands_in_for(person, at))
            .filter_map(|id| self.person(&id))
            .flat_map(|known| known.roles.iter().copied())
            .collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The deputies a person has, had or will have, in the order of their appointment (DIR-1).
    #[must_use]
    pub fn deputies_of(&self, person: &PersonId) -> &[DeputyAppointed] {
        self.deputies.get(person).map_or(&[], Vec::as_slice)
    }

    /// Everybody somebody is the deputy of at a moment (DIR-1); who has left lends no rights any more (DIR-4).
    #[must_use]
    pub fn stands_in_for(&self, deputy: &PersonId, at: Instant) -> Vec<PersonId> {
        if self.has_left(deputy, at) {
            return Vec::new();
        }
        let appointed = |list: &Vec<DeputyAppointed>| {
            list.iter()
                .any(|appointed| appointed.deputy == *deputy && appointed.from <= at && at < appointed.until)
        };
        let stood_in_for = self
            .deputies
            .iter()
            .filter(|(_, list)| appointed(list))
            .map(|(person, _)| person);
        stood_in_for
            .filter(|person| !self.has_left(person, at))
            .cloned()
            .collect()
    }

    /// Who gets what is meant for a person: their deputy while they are away (DIR-1). A deputy's own deputy does not.
    #[must_use]
    pub fn acting(&self, person: &PersonId, at: Instant) -> Acting {
        let deputy = self.deputies.get(person).and_then(|list| {
            list.iter()
                .rev()
                .find(|appointed| appointed.from <= at && at < appointed.until)
        });
        match deputy {
            Some(found) if !self.has_left(&found.deputy, at) => Acting {
                person: found.deputy.clone(),
                instead_of: Some(person.clone()),
            },
            Some(_) | None => Acting {
                person: person.clone(),
                instead_of: None,
            },
        }
    }

    /// Who holds a role for a station at a moment: its own people for station roles, its region's for regional
    /// ones, everybody with the role otherwise. In order of id.
    #[must_use]
    pub fn holders(&self, role: Role, station: Option<&StationId>, at: Instant) -> Vec<&Person> {
        let region = station
            .and_then(|id| self.station(id))
            .map(|station| station.region.as_str());
        self.people
            .values()
            .filter(|person| person.roles.contains(&role) && !self.has_left(&person.id, at))
            .filter(|person| match role {
                Role::StationManager | Role::FieldEngineer => {
                    station.is_some() && person.station.as_ref() == station
                }
                _ => person.region.is_none() || region.is_none() || person.region.as_deref() == region,
            })
            .collect()
    }

    /// Whether a person, by themselves or as a deputy, manages a station at a moment.
    #[must_use]
    pub fn manages(&self, person: &PersonId, station: &StationId, at: Instant) -> bool {
        let own = std::iter::once(person.clone()).filter(|person| !self.has_left(person, at));
        own.chain(self.stands_in_for(person, at))
            .filter_map(|id| self.person(&id))
            .any(|known| {
                known.roles.contains(&Role::StationManager) && known.station.as_ref() == Some(station)
            })
    }
}

fn close_phone(phones: &mut [HeldPhone], phone: &Phone, at: Instant) {
    for held in phones.iter_mut().filter(|held| held.phone.open() == Some(phone)) {
        if held.until.is_none_or(|until| until > at) {
            held.until = Some(at);
        }
    }
}
