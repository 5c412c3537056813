//! Schema ids and names of events, over all logs.

use std::collections::{BTreeMap, BTreeSet};

use proto::AnyEvent;
use types::ServiceName;

#[test]
fn a_schema_id_means_one_event_in_all_logs() {
    let mut names = BTreeMap::new();
    for log in ServiceName::ALL {
        for kind in AnyEvent::kinds(log) {
            let known = names.entry(kind.schema).or_insert(kind.name);
            assert_eq!(*known, kind.name, "schema {}", kind.schema);
        }
    }
}

#[test]
fn a_log_has_no_two_kinds_of_one_name_or_one_schema_id() {
    for log in ServiceName::ALL {
        let kinds = AnyEvent::kinds(log);
        let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
        let schemas: BTreeSet<u16> = kinds.iter().map(|kind| kind.schema).collect();
        assert_eq!((names.len(), schemas.len()), (kinds.len(), kinds.len()), "{log}");
    }
}

#[test]
fn the_kits_own_schema_ids_lie_below_those_of_services() {
    for log in ServiceName::ALL {
        let common: Vec<u16> = AnyEvent::kinds(log)
            .iter()
            .map(|kind| kind.schema)
            .filter(|id| *id < 100)
            .collect();
        assert_eq!(common, [1, 2, 3, 4], "{log}");
    }
}
