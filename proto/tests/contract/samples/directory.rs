//! Directory's events.

use proto::directory::{
    BadCell, Customer, DeputyAppointed, DeputyEnded, DirectoryEvent, Entry, HeldPhone, ImportApplied,
    ImportRefused, ImportStaged, ListKind, Location, Machine, Person, PersonLeft, PhoneGiven, PolicyLoaded,
    StagedEntry, Station, WarrantyExtension, WarrantyTerms, v1,
};
use sla::policy::Role;

use super::{at, customer, day, hash, import, person, phone, position, sentence, serial, station, words};

pub(crate) fn terms() -> WarrantyTerms {
    WarrantyTerms {
        version: "2024-A".to_owned(),
        months: 24,
        hours: Some(4_000),
    }
}

pub(crate) fn extension() -> WarrantyExtension {
    WarrantyExtension {
        contract: "YB-2024-118".to_owned(),
        months: 36,
        hours: Some(6_000),
    }
}

/// An entry of each kind, filled.
pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::Station(Station {
            id: station(),
            name: "芜湖站".to_owned(),
            region: "皖南".to_owned(),
            zone: Some("Asia/Shanghai".to_owned()),
            location: Some(Location {
                latitude: 31_352_900,
                longitude: 118_433_100,
            }),
        }),
        Entry::Person(Person {
            id: person("e-017"),
            name: words("方圆"),
            roles: vec![Role::FieldEngineer, Role::StationManager],
            station: Some(station()),
            region: Some("皖南".to_owned()),
            grade: Some(3),
            phones: vec![HeldPhone {
                phone: phone(),
                from: at("00:00:00"),
                until: Some(at("23:00:00")),
            }],
        }),
        Entry::Customer(Customer {
            id: customer(),
            name: words("顺达土石方"),
            phones: vec![phone()],
        }),
        Entry::Machine(Machine {
            serial: serial(),
            model: "ZX210".to_owned(),
            customer: Some(customer()),
            station: Some(station()),
            site: "湾沚镇采石场".to_owned(),
            hours: Some(6_120),
            in_service: Some(day("2024-11-20")),
            warranty: Some(terms()),
            extension: Some(extension()),
            position: Some(position()),
        }),
    ]
}

/// The same as 0.1.0 wrote them.
pub(crate) fn entries_v1() -> Vec<v1::Entry> {
    let each = entries().into_iter().map(|entry| match entry {
        Entry::Station(station) => v1::Entry::Station(v1::Station {
            id: station.id,
            name: station.name,
            region: station.region,
            zone: station.zone,
        }),
        Entry::Person(person) => v1::Entry::Person(person),
        Entry::Customer(customer) => v1::Entry::Customer(customer),
        Entry::Machine(machine) => v1::Entry::Machine(machine),
    });
    each.collect()
}

/// An entry of each kind of which only the required cells were filled in.
pub(crate) fn bare_entries() -> Vec<Entry> {
    vec![
        Entry::Station(Station {
            id: station(),
            name: "芜湖站".to_owned(),
            region: "皖南".to_owned(),
            zone: None,
            location: None,
        }),
        Entry::Person(Person {
            id: person("e-017"),
            name: words("方圆"),
            roles: Vec::new(),
            station: None,
            region: None,
            grade: None,
            phones: vec![HeldPhone {
                phone: phone(),
                from: at("00:00:00"),
                until: None,
            }],
        }),
        Entry::Customer(Customer {
            id: customer(),
            name: words("顺达土石方"),
            phones: Vec::new(),
        }),
        Entry::Machine(Machine {
            serial: serial(),
            model: "ZX210".to_owned(),
            customer: None,
            station: None,
            site: String::new(),
            hours: None,
            in_service: None,
            warranty: None,
            extension: None,
            position: None,
        }),
    ]
}

pub(crate) fn bad() -> Vec<BadCell> {
    vec![BadCell {
        line: 7,
        column: "电话".to_owned(),
        reason: sentence(),
    }]
}

fn staged(entries: Vec<Entry>, bad: Vec<BadCell>) -> ImportStaged {
    let entries = (2..)
        .zip(entries)
        .map(|(line, entry)| StagedEntry { line, entry })
        .collect();
    ImportStaged {
        import: import(),
        list: ListKind::People,
        file: "people.csv".to_owned(),
        piece: 1,
        entries,
        bad,
    }
}

pub(crate) fn events() -> Vec<DirectoryEvent> {
    let (list, file) = (ListKind::Machines, "machines.csv".to_owned());
    vec![
        staged(entries(), bad()).into(),
        staged(bare_entries(), Vec::new()).into(),
        ImportApplied {
            import: import(),
            list,
            file: file.clone(),
            rows: 412,
            changed: 9,
        }
        .into(),
        ImportRefused {
            import: import(),
            list,
            file,
            bad: bad(),
        }
        .into(),
        DeputyAppointed {
            person: person("m-03"),
            deputy: person("m-04"),
            from: at("08:00:00"),
            until: at("18:00:00"),
        }
        .into(),
        DeputyEnded {
            person: person("m-03"),
            at: at("12:00:00"),
        }
        .into(),
        PhoneGiven {
            person: person("e-017"),
            phone: phone(),
            from: at("09:15:00"),
        }
        .into(),
        PersonLeft {
            person: person("e-017"),
            at: at("18:00:00"),
        }
        .into(),
        PolicyLoaded {
            hash: hash(),
            text: "name = \"2026-03\"\n".to_owned(),
        }
        .into(),
    ]
}
