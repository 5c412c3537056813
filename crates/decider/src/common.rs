//! What every service knows beside its own aggregates: the directory's entries and the adopted policy.

use proto::Recorded;
use proto::common::CommonEvent;
use proto::directory::DirectoryEvent;
use serde::{Deserialize, Serialize};
use types::ServiceName;

use crate::{Masters, Policies};

/// The part of a log's state that the kit folds: masters and policies, copied into this log from directory's.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Common {
    pub masters: Masters,
    pub policies: Policies,
    /// What was set aside and waits for somebody to look at it.
    pub set_aside: Vec<proto::common::SetAside>,
}

impl Common {
    /// Folds a record the kit wrote.
    pub fn evolve(&mut self, record: &Recorded<CommonEvent>) {
        match &record.event {
            CommonEvent::Noted(noted) => {
                if let Some(event) = noted.event() {
                    self.masters.evolve(&event);
                }
            }
            CommonEvent::PolicyAdopted(adopted) => self.policies.adopt(adopted.hash, &adopted.text),
            CommonEvent::SetAside(set_aside) => self.set_aside.push(set_aside.clone()),
            CommonEvent::FeedReleased(_) => {}
        }
    }

    /// Folds a record of directory's own log, which needs no copy of itself.
    pub fn evolve_directory(&mut self, event: &DirectoryEvent) {
        if let DirectoryEvent::PolicyLoaded(loaded) = event {
            self.policies.adopt(loaded.hash, &loaded.text);
        }
        self.masters.evolve(event);
    }

    /// What the kit writes when directory's feed brings a record: a copy, or the adoption of a policy.
    #[must_use]
    pub fn copy_of(record: &Recorded<proto::AnyEvent>) -> Option<CommonEvent> {
        let proto::AnyEvent::Directory(event) = &record.event else {
            return None;
        };
        if record.log != ServiceName::Directory {
            return None;
        }
        if let DirectoryEvent::PolicyLoaded(loaded) = event {
            let (hash, text) = (loaded.hash, loaded.text.clone());
            return Some(proto::common::PolicyAdopted { hash, text }.into());
        }
        let kind = proto::Event::kind(event);
        let body = proto::Event::encode(event).ok()?;
        let noted = proto::common::Noted {
            stream: record.stream.clone(),
            version: record.version,
            schema: kind.schema,
            schema_version: kind.version,
            body,
        };
        Some(noted.into())
    }
}
