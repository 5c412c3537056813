//! What the directory says about whoever acts, asked once and remembered for a moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use proto::desk::{Answered, Ask, DirectoryQuery, Entries, ListPage, PersonListed, Query};
use proto::directory::ListKind;
use proto::wire::{Reach, endpoint, subject};
use proto::{Class, Encoding, desk};
use sla::policy::Role;
use types::{Instant, PersonId, ServiceName, Span, StationId};

use crate::ask::Manner;
use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};
use crate::who::Caller;

/// How long an answer is good, in domain time, while nothing of the directory's log passes here: a command is judged by
/// its service anyway.
pub(crate) const GOOD_FOR: Span = Span::seconds(2);
const MOST: usize = 4_096;

/// One of the staff as the directory knows them now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) station: Option<StationId>,
    pub(crate) region: Option<String>,
    /// They have left: they may not come in any more (DIR-4).
    pub(crate) left: bool,
}

/// People who were asked about lately.
#[derive(Debug, Default)]
pub(crate) struct People(Mutex<BTreeMap<PersonId, Lately>>);

#[derive(Debug, Clone)]
struct Lately {
    asked_at: Instant,
    /// The frame of directory's log that had been seen.
    frame: u64,
    known: Option<Arc<Known>>,
}

impl People {
    fn lately(&self, person: &PersonId, now: Instant, frame: u64) -> Option<Option<Arc<Known>>> {
        let people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lately = people.get(person)?;
        let is_good =
            lately.frame == frame && now.since(lately.asked_at) < GOOD_FOR && now >= lately.asked_at;
        is_good.then(|| lately.known.clone())
    }

    fn last(&self, person: &PersonId) -> Option<Arc<Known>> {
        let people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        people.get(person)?.known.clone()
    }

    fn learn(&self, person: &PersonId, lately: Lately) {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= MOST {
            people.clear();
        }
        people.insert(person.clone(), lately);
    }
}

impl Gate {
    /// Whom the directory knows by a staff number; none when it knows nobody.
    pub(crate) async fn person(&self, person: &PersonId) -> Result<Option<Arc<Known>>, Refusal> {
        self.person_asked(person, Manner::Insisting).await
    }

    /// As [`Self::person`], without waiting for a desk that is away: then as last heard of.
    pub(super) async fn person_soon(&self, person: &PersonId) -> Option<Arc<Known>> {
        match self.person_asked(person, Manner::Once).await {
            Ok(known) => known,
            Err(_) => self.access().people().last(person),
        }
    }

    async fn person_asked(&self, person: &PersonId, manner: Manner) -> Result<Option<Arc<Known>>, Refusal> {
        let (now, frame) = (self.time().now(), self.directory_frame());
        if let Some(known) = self.access().people().lately(person, now, frame) {
            return Ok(known);
        }
        let known = self.asked(person, manner).await?.map(Arc::new);
        let lately = Lately {
            asked_at: now,
            frame,
            known: known.clone(),
        };
        self.access().people().learn(person, lately);
        Ok(known)
    }

    pub(super) fn directory_frame(&self) -> u64 {
        let seen = self.seen(&Reach::new());
        seen.get(&ServiceName::Directory).copied().unwrap_or_default()
    }

    async fn asked(&self, person: &PersonId, manner: Manner) -> Result<Option<Known>, Refusal> {
        let query = Query::Directory(DirectoryQuery {
            id: Some(person.as_str().to_owned()),
            ..DirectoryQuery::of(ListKind::People)
        });
        let body = Encoding::Json
            .write(&Ask { at: None, query })
            .map_err(malformed)?;
        let caller = Caller::gateway(self.new_request_id()?);
        let subject = subject(desk::NAME, endpoint::QUERY);
        let answer = match self.ask(&caller, &subject, manner, body).await {
            Ok(answer) => answer,
            Err(refusal) if refusal.rejection().class == Class::Unknown => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let page: Answered<ListPage> = Encoding::Json.read(&answer).map_err(malformed)?;
        Ok(match page.answer.entries {
            Entries::People(people) => people.into_iter().next().map(Known::from),
            Entries::Stations(_) | Entries::Customers(_) | Entries::Machines(_) => None,
        })
    }
}

impl From<PersonListed> for Known {
    fn from(listed: PersonListed) -> Self {
        let person = listed.person;
        Self {
            name: person
                .name
                .open()
                .cloned()
                .unwrap_or_else(|| person.id.to_string()),
            roles: person.roles,
            station: person.station,
            region: person.region,
            left: listed.left,
        }
    }
}
