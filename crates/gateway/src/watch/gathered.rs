//! Everybody's numbers by the names they have for Prometheus.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use proto::numbers::{CommitNumbers, EndpointNumbers, FeedNumbers, Health, Histogram, Numbers};

use super::families::{Families, Labels, Scale};
use super::http::ByRoute;
use super::messages::outcomes;

/// What was gathered for one scrape.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) services: Vec<Numbers>,
    /// Who did not answer.
    pub(super) away: Vec<String>,
    pub(super) http: ByRoute,
}

impl Collector for Gathered {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut families = Families(encoder);
        self.standing(&mut families)?;
        self.logs(&mut families)?;
        self.feeds(&mut families)?;
        self.clocks(&mut families)?;
        self.records(&mut families)?;
        self.endpoints(&mut families)?;
        self.over_http(&mut families)
    }
}

impl Gathered {
    fn standing(&self, families: &mut Families<'_>) -> fmt::Result {
        let here = self.services.iter().map(|numbers| (by_service(numbers), 1));
        let away = self.away.iter().map(|name| (vec![("service", name.clone())], 0));
        families.gauge("fieldledger_up", "1 when the service answered", here.chain(away))?;
        let ready = |numbers: &Numbers| u64::from(Health::of(&numbers.service, &numbers.feeds).ready);
        families.gauge(
            "fieldledger_ready",
            "1 when no feed is stopped and every log was read to near its end",
            self.each(ready),
        )?;
        families.gauge(
            "fieldledger_queue_requests",
            "Requests handed over and not answered yet",
            self.each(|numbers| numbers.queue.requests),
        )?;
        families.gauge(
            "fieldledger_queue_bytes",
            "Bytes of commands handed over and not answered yet",
            self.each(|numbers| numbers.queue.bytes),
        )?;
        families.gauge(
            "fieldledger_requests_parked",
            "Requests that wait until more of another log is read",
            self.each(|numbers| numbers.parked),
        )?;
        families.gauge(
            "fieldledger_effects_pending",
            "Effects under way at the edge",
            self.each(|numbers| numbers.effects),
        )?;
        families.gauge(
            "fieldledger_set_aside",
            "Records of other logs that were set aside for a person, ever",
            self.each(|numbers| numbers.set_aside),
        )
    }

    fn logs(&self, families: &mut Families<'_>) -> fmt::Result {
        let with_log = || self.services.iter().filter(|numbers| numbers.commits.is_some());
        families.gauge(
            "fieldledger_log_frames",
            "The last frame of the log",
            with_log().map(|numbers| (by_service(numbers), numbers.frames)),
        )?;
        families.gauge(
            "fieldledger_log_records",
            "The position of the last record",
            with_log().map(|numbers| (by_service(numbers), numbers.records)),
        )?;
        families.histogram(
            "fieldledger_commit_seconds",
            "From the append of a frame to the end of its sync",
            Scale::Micros,
            self.commits(|commits| &commits.micros),
        )?;
        families.histogram(
            "fieldledger_commit_bytes",
            "Bytes of records in a frame",
            Scale::AsCounted,
            self.commits(|commits| &commits.bytes),
        )?;
        families.histogram(
            "fieldledger_commit_records",
            "Records in a frame",
            Scale::AsCounted,
            self.commits(|commits| &commits.records),
        )?;
        let disks = || with_log().filter_map(|numbers| Some((by_service(numbers), numbers.disk?)));
        families.gauge(
            "fieldledger_disk_free_bytes",
            "Free on the file system of the log",
            disks().map(|(labels, disk)| (labels, disk.free)),
        )?;
        families.gauge(
            "fieldledger_disk_size_bytes",
            "Size of the file system of the log",
            disks().map(|(labels, disk)| (labels, disk.size)),
        )
    }

    fn feeds(&self, families: &mut Families<'_>) -> fmt::Result {
        families.gauge(
            "fieldledger_feed_behind_frames",
            "Frames known to be there and not folded yet",
            self.each_feed(|feed| feed.behind),
        )?;
        families.gauge(
            "fieldledger_feed_stopped",
            "1 while a feed waits for a person",
            self.each_feed(|feed| u64::from(feed.stopped)),
        )?;
        families.gauge(
            "fieldledger_feed_away",
            "1 while a log cannot be read",
            self.each_feed(|feed| u64::from(feed.away)),
        )
    }

    fn clocks(&self, families: &mut Families<'_>) -> fmt::Result {
        let each = || {
            let kinds = |numbers: &'_ Numbers| numbers.clocks.clone();
            self.services.iter().flat_map(kinds)
        };
        families.gauge(
            "fieldledger_clocks_open",
            "SLA clocks that have not ended",
            each().map(|clocks| (vec![("clock", clocks.clock)], clocks.open)),
        )?;
        families.gauge(
            "fieldledger_clocks_overdue",
            "SLA clocks that are breached and have not ended",
            each().map(|clocks| (vec![("clock", clocks.clock)], clocks.overdue)),
        )?;
        families.histogram(
            "fieldledger_lateness_seconds",
            "From a due moment to its record, by SLA clock or kind",
            Scale::Micros,
            self.services.iter().flat_map(|numbers| {
                let labels =
                    |what: &String| vec![("service", numbers.service.clone()), ("due", what.clone())];
                numbers.late.iter().map(move |(what, late)| (labels(what), late))
            }),
        )
    }

    fn records(&self, families: &mut Families<'_>) -> fmt::Result {
        families.counter(
            "fieldledger_recorded",
            "Records written, by kind",
            self.services.iter().flat_map(|numbers| {
                let labels =
                    |kind: &String| vec![("service", numbers.service.clone()), ("kind", kind.clone())];
                numbers
                    .recorded
                    .iter()
                    .map(move |(kind, count)| (labels(kind), *count))
            }),
        )?;
        families.counter(
            "fieldledger_sms",
            "Text messages in and out, by what became of them",
            outcomes(&self.services).map(|(direction, outcome, count)| {
                let labels = vec![
                    ("direction", direction.to_owned()),
                    ("outcome", outcome.to_owned()),
                ];
                (labels, count)
            }),
        )
    }

    fn endpoints(&self, families: &mut Families<'_>) -> fmt::Result {
        families.counter(
            "fieldledger_requests",
            "Requests answered, refusals included",
            self.each_endpoint()
                .map(|(labels, numbers)| (labels, numbers.micros.count())),
        )?;
        families.counter(
            "fieldledger_request_errors",
            "Requests refused",
            self.each_endpoint()
                .map(|(labels, numbers)| (labels, numbers.refused.values().sum())),
        )?;
        families.histogram(
            "fieldledger_request_seconds",
            "From a request on the bus to its answer",
            Scale::Micros,
            self.each_endpoint()
                .map(|(labels, numbers)| (labels, &numbers.micros)),
        )?;
        families.counter(
            "fieldledger_rejections",
            "Refusals by their stable code",
            self.each_endpoint().flat_map(|(labels, numbers)| {
                numbers.refused.iter().map(move |(code, count)| {
                    let code = ("code", code.clone());
                    ([labels.clone(), vec![code]].concat(), *count)
                })
            }),
        )
    }

    fn over_http(&self, families: &mut Families<'_>) -> fmt::Result {
        let labels =
            |(method, route): &(String, String)| vec![("method", method.clone()), ("route", route.clone())];
        families.counter(
            "fieldledger_http_requests",
            "Requests over HTTP, by status",
            self.http.iter().flat_map(|(key, numbers)| {
                numbers.statuses.iter().map(move |(status, count)| {
                    let status = ("status", status.to_string());
                    ([labels(key), vec![status]].concat(), *count)
                })
            }),
        )?;
        families.histogram(
            "fieldledger_http_seconds",
            "From a request over HTTP to its answer",
            Scale::Micros,
            self.http
                .iter()
                .map(|(key, numbers)| (labels(key), &numbers.micros)),
        )
    }

    fn each(&self, value: impl Fn(&Numbers) -> u64) -> impl Iterator<Item = (Labels, u64)> {
        self.services
            .iter()
            .map(move |numbers| (by_service(numbers), value(numbers)))
    }

    fn each_feed(&self, value: impl Fn(&FeedNumbers) -> u64 + Copy) -> impl Iterator<Item = (Labels, u64)> {
        self.services.iter().flat_map(move |numbers| {
            numbers.feeds.iter().map(move |feed| {
                let log = ("log", feed.log.to_string());
                ([by_service(numbers), vec![log]].concat(), value(feed))
            })
        })
    }

    fn each_endpoint(&self) -> impl Iterator<Item = (Labels, &EndpointNumbers)> {
        self.services.iter().flat_map(|numbers| {
            numbers.endpoints.iter().map(|(endpoint, counted)| {
                let endpoint = ("endpoint", endpoint.clone());
                ([by_service(numbers), vec![endpoint]].concat(), counted)
            })
        })
    }

    fn commits<'s>(
        &'s self,
        of: impl Fn(&'s CommitNumbers) -> &'s Histogram,
    ) -> impl Iterator<Item = (Labels, &'s Histogram)> {
        self.services
            .iter()
            .filter_map(move |numbers| Some((by_service(numbers), of(numbers.commits.as_ref()?))))
    }
}

fn by_service(numbers: &Numbers) -> Labels {
    vec![("service", numbers.service.clone())]
}
