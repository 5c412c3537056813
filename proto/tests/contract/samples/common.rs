//! What the kit writes, and the envelope around every event.

use proto::common::{CommonEvent, FeedReleased, Noted, PolicyAdopted, SetAside};
use proto::directory::PersonLeft;
use proto::{Cause, Event, StoredRecord};
use types::{Actor, RequestId, ServiceName};

use super::{at, hash, person, sentence};

pub(crate) fn events() -> Vec<CommonEvent> {
    let left = proto::directory::DirectoryEvent::from(PersonLeft {
        person: person("e-017"),
        at: at("18:00:00"),
    });
    vec![
        Noted {
            stream: left.stream(),
            version: 3,
            schema: left.kind().schema,
            schema_version: left.kind().version,
            body: left.encode().unwrap(),
        }
        .into(),
        PolicyAdopted {
            hash: hash(),
            text: "name = \"2026-03\"\n".to_owned(),
        }
        .into(),
        SetAside {
            log: ServiceName::Field,
            frame: 812,
            stream: "order/2600147".to_owned(),
            version: 5,
            kind: "Departed".to_owned(),
            code: "ORD-17.already_ended".to_owned(),
            reason: sentence(),
        }
        .into(),
        FeedReleased {
            log: ServiceName::Hotline,
            frame: 77,
            set_aside: true,
            reason: "已向供应商核实".to_owned(),
        }
        .into(),
        FeedReleased {
            log: ServiceName::Hotline,
            frame: 77,
            set_aside: false,
            reason: String::new(),
        }
        .into(),
    ]
}

/// The envelope with each kind of cause and of actor.
pub(crate) fn envelopes() -> Vec<StoredRecord> {
    let record = Cause::Record {
        log: ServiceName::Directory,
        stream: "person/e-017".to_owned(),
        version: 3,
    };
    let pairs = [
        (
            Actor::Person(person("op-2")),
            Cause::Request {
                id: RequestId::new("console-81").unwrap(),
            },
        ),
        (Actor::Service(ServiceName::Dispatch), record),
        (Actor::Local, Cause::Due { at: at("09:00:00") }),
        (
            Actor::Gateway,
            Cause::Effect {
                of: "send/5f2e61c09a7b/1".to_owned(),
            },
        ),
    ];
    let envelope = |(actor, cause)| StoredRecord {
        stream: "order/2600147".to_owned(),
        version: 300,
        schema: 206,
        schema_version: 1,
        occurred_at: at("08:59:30.250"),
        actor,
        cause,
        body: vec![1, 2, 3],
    };
    pairs.into_iter().map(envelope).collect()
}
