//! How the services and their logs stand.

use std::collections::BTreeMap;

use askama::Template;
use proto::Rejection;
use proto::wire::{Feeds, LogVerified, Status, endpoint};
use serde_json::{Value, json};
use sla::policy::Policy;
use types::{Sentence, ServiceName};

use super::Section;
use crate::form::{Field, Form, FormShown, Kind, Offer, Refused};
use crate::frame::Link;
use crate::texts::AdminTexts;
use crate::write::Moment;
use crate::{Frame, Unwritten};

/// How everything stands.
#[derive(Debug)]
pub struct SystemView<'a> {
    /// Those that answered.
    pub services: &'a [Status],
    /// Those that did not.
    pub away: &'a BTreeMap<ServiceName, Rejection>,
    pub feeds: &'a BTreeMap<ServiceName, Feeds>,
    /// Free space in MiB, and what to know when it is little; none when the disk does not say.
    pub disk: Option<(u64, Option<&'a Sentence>)>,
    pub policy: &'a Policy,
    /// What a check of a log found, when one was asked for.
    pub verified: Option<&'a LogVerified>,
    pub refused: Option<Refused<'a>>,
    /// Whether they may read whole logs.
    pub reads_logs: bool,
}

#[derive(Template)]
#[template(path = "admin_system.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    services: Vec<ServiceLine<'a>>,
    away: Vec<(&'static str, &'a str)>,
    disk: Option<(u64, Option<&'a str>)>,
    policy_hash: String,
    verified: Option<Verdict<'a>>,
    stopped: Vec<Stopped<'a>>,
    aside: Vec<Aside<'a>>,
    reads_logs: bool,
}

/// A service in a row.
struct ServiceLine<'a> {
    name: &'a str,
    is_stopped: bool,
    head: u64,
    records: u64,
    hash: String,
    last_at: Moment,
    /// Each log it reads: how far, and how many frames are left.
    reads: Vec<(&'static str, u64, u64)>,
}

/// What a check of a log found.
struct Verdict<'a> {
    log: &'static str,
    is_sound: bool,
    found: &'a LogVerified,
    finding: &'a str,
    hash: String,
}

/// A feed that stands still, with the form that lets it go on.
struct Stopped<'a> {
    service: &'static str,
    log: &'static str,
    why: &'a str,
    form: Option<FormShown>,
}

/// A record that was set aside.
struct Aside<'a> {
    service: &'static str,
    log: &'static str,
    frame: u64,
    kind: &'a str,
    why: &'a str,
}

impl<'a> SystemView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let page = Page {
            frame,
            a: AdminTexts::of(frame.language()),
            sections: Section::System.links(frame),
            services: self
                .services
                .iter()
                .map(|status| self.line(status, frame))
                .collect(),
            away: self
                .away
                .iter()
                .map(|(name, why)| (name.as_str(), frame.say(&why.sentence)))
                .collect(),
            disk: self
                .disk
                .map(|(free, warning)| (free, warning.map(|sentence| frame.say(sentence)))),
            policy_hash: self.policy.hash().to_string(),
            verified: self.verified.map(|found| verdict(found, frame)),
            stopped: self.stopped(frame),
            aside: self.aside(frame),
            reads_logs: self.reads_logs,
        };
        Ok(page.render()?)
    }

    fn line(&self, status: &'a Status, frame: &Frame<'_>) -> ServiceLine<'a> {
        let heads = |log: ServiceName| {
            let of = self.services.iter().find(|one| one.service == log.as_str());
            of.map_or(0, |one| one.head)
        };
        let reads = status.reach.iter().map(|(log, read)| {
            let behind = heads(*log).saturating_sub(*read);
            (log.as_str(), *read, behind)
        });
        ServiceLine {
            name: &status.service,
            is_stopped: !status.stopped.is_empty(),
            head: status.head,
            records: status.position,
            hash: status.head_hash.to_string(),
            last_at: frame.moment(&status.stamp),
            reads: reads.collect(),
        }
    }

    fn stopped(&self, frame: &Frame<'_>) -> Vec<Stopped<'a>> {
        let mut stopped = Vec::new();
        for (service, feeds) in self.feeds {
            for feed in &feeds.feeds {
                let Some(why) = &feed.stopped else { continue };
                let form = release_form(*service, feed.log, frame);
                let may = frame.visitor.may(self.policy, &form.command);
                let address = format!("/admin/feeds/{service}/{}", feed.log);
                stopped.push(Stopped {
                    service: service.as_str(),
                    log: feed.log.as_str(),
                    why,
                    form: may.then(|| {
                        FormShown::of(&form, address, frame, self.refused.as_ref()).within(feed.log.as_str())
                    }),
                });
            }
        }
        stopped
    }

    fn aside(&self, frame: &Frame<'_>) -> Vec<Aside<'a>> {
        let each = self.feeds.iter().flat_map(|(service, feeds)| {
            feeds.set_aside.iter().map(|one| Aside {
                service: service.as_str(),
                log: one.log.as_str(),
                frame: one.frame,
                kind: &one.kind,
                why: one.reason.in_language(frame.language()),
            })
        });
        each.collect()
    }
}

/// What is asked before a stopped feed goes on.
#[must_use]
pub fn release_form(service: ServiceName, log: ServiceName, frame: &Frame<'_>) -> Form {
    let a = AdminTexts::of(frame.language());
    let ways = [("retry", a.retry, false), ("leave-out", a.leave_out, true)];
    let ways = ways.map(|(key, text, leaves_out)| Offer {
        key: key.to_owned(),
        text: text.to_owned(),
        value: Value::from(leaves_out),
    });
    Form {
        command: format!("{service}.{}", endpoint::FEED_RELEASE),
        title: a.release,
        fields: vec![
            Field::new("set_aside", a.how, Kind::Choice(ways.into()))
                .required()
                .preset("retry"),
            Field::new("reason", a.reason, Kind::Line),
        ],
        fixed: vec![("log", json!(log))],
    }
}

fn verdict<'a>(found: &'a LogVerified, frame: &Frame<'_>) -> Verdict<'a> {
    Verdict {
        log: found.log.as_str(),
        is_sound: found.is_sound(),
        finding: found.finding.as_ref().map_or("", |finding| frame.say(finding)),
        hash: found.head_hash.to_string(),
        found,
    }
}
