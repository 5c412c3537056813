//! What a service says of itself to whoever looks after the system: whether it is well, and its numbers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Sentence, ServiceName};

/// A service that is so far behind another log does not answer for now any more.
pub const READY_WITHIN_FRAMES: u64 = 1_000;

/// Whether a service does its work. That it answers at all says that it lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    pub service: String,
    /// Its log is open, no feed is stopped, and every log it follows was read to within 1,000 frames of its end.
    pub ready: bool,
    /// What keeps it from being ready.
    pub reasons: Vec<Sentence>,
}

impl Health {
    /// Judges by how the feeds stand.
    #[must_use]
    pub fn of(service: &str, feeds: &[FeedNumbers]) -> Self {
        let reasons: Vec<Sentence> = feeds.iter().filter_map(FeedNumbers::hindrance).collect();
        Self {
            service: service.to_owned(),
            ready: reasons.is_empty(),
            reasons,
        }
    }
}

/// A service's numbers. What counts up does so from the start of its process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Numbers {
    pub service: String,
    /// The last frame of its log; 0 for a read side, which has none.
    pub frames: u64,
    /// The position of the last record.
    pub records: u64,
    pub feeds: Vec<FeedNumbers>,
    pub clocks: Vec<ClockNumbers>,
    /// How long after its due moment something was recorded, in microseconds, by SLA clock or kind of event.
    pub late: BTreeMap<String, Histogram>,
    /// Records written, by kind.
    pub recorded: BTreeMap<String, u64>,
    /// Records of other logs that were set aside and wait for a person.
    pub set_aside: u64,
    /// Effects under way at the edge.
    pub effects: u64,
    /// Requests that wait until more of another log is read.
    pub parked: u64,
    pub queue: QueueNumbers,
    /// None for a read side.
    pub commits: Option<CommitNumbers>,
    pub endpoints: BTreeMap<String, EndpointNumbers>,
    /// None where it cannot be told.
    pub disk: Option<DiskNumbers>,
}

/// How far one log was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedNumbers {
    pub log: ServiceName,
    /// The last frame folded here.
    pub read_to: u64,
    /// Frames that are known to be there and not folded yet.
    pub behind: u64,
    /// Whether it was once read to its end since the process began.
    pub caught_up: bool,
    /// It waits for a person: `fieldledger feed show`.
    pub stopped: bool,
    /// It could not be read when it was last asked.
    pub away: bool,
}

impl FeedNumbers {
    fn hindrance(&self) -> Option<Sentence> {
        let (log, behind) = (self.log, self.behind);
        if self.stopped {
            Some(Sentence::new(
                format!("读取{log}的日志时停住了，请用 fieldledger feed show 查看"),
                format!("the feed of {log} is stopped; see fieldledger feed show"),
            ))
        } else if !self.caught_up {
            Some(Sentence::new(
                format!("启动后还没有把{log}的日志读到末尾"),
                format!("the log of {log} was not read to its end since the start"),
            ))
        } else if behind > READY_WITHIN_FRAMES {
            Some(Sentence::new(
                format!("{log}的日志还差{behind}帧没有读"),
                format!("{behind} frames of the log of {log} are not read yet"),
            ))
        } else {
            None
        }
    }
}

/// The SLA clocks of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockNumbers {
    pub clock: String,
    /// Not ended, in time or late.
    pub open: u64,
    /// Open and breached.
    pub overdue: u64,
}

/// What was handed to the service and not answered yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QueueNumbers {
    pub requests: u64,
    pub bytes: u64,
}

/// Frames brought to disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommitNumbers {
    /// Bytes of records in a frame.
    pub bytes: Histogram,
    /// Records in a frame.
    pub records: Histogram,
    /// From the append to the end of the sync, in microseconds.
    pub micros: Histogram,
}

impl Default for CommitNumbers {
    fn default() -> Self {
        Self {
            bytes: Histogram::over(&[256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576]),
            records: Histogram::over(&[0, 1, 4, 16, 64, 256, 1_024]),
            micros: Histogram::of_micros(),
        }
    }
}

/// What one endpoint was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EndpointNumbers {
    /// From the request to its answer, in microseconds.
    pub micros: Histogram,
    /// Refusals, by their stable code.
    pub refused: BTreeMap<String, u64>,
}

impl Default for EndpointNumbers {
    fn default() -> Self {
        Self {
            micros: Histogram::of_micros(),
            refused: BTreeMap::new(),
        }
    }
}

/// The file system that the log lies on, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiskNumbers {
    pub free: u64,
    pub size: u64,
}

/// How often values up to each bound were seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Histogram {
    /// Rising; a value is counted at the first bound it does not exceed.
    pub bounds: Vec<u64>,
    /// One for each bound, and one for what exceeds them all.
    pub counts: Vec<u64>,
    pub sum: u64,
}

impl Histogram {
    /// Counts nothing yet.
    #[must_use]
    pub fn over(bounds: &[u64]) -> Self {
        Self {
            bounds: bounds.to_vec(),
            counts: vec![0; bounds.len() + 1],
            sum: 0,
        }
    }

    /// From a quarter of a millisecond to ten seconds.
    #[must_use]
    pub fn of_micros() -> Self {
        Self::over(&[
            250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000,
        ])
    }

    /// For what may be late by days: from a millisecond to a day.
    #[must_use]
    pub fn of_late_micros() -> Self {
        const SECOND: u64 = 1_000_000;
        Self::over(&[
            1_000,
            10_000,
            100_000,
            SECOND / 2,
            SECOND,
            5 * SECOND,
            60 * SECOND,
            3_600 * SECOND,
            86_400 * SECOND,
        ])
    }

    pub fn observe(&mut self, value: u64) {
        let place = self.bounds.partition_point(|bound| *bound < value);
        if let Some(count) = self.counts.get_mut(place) {
            *count += 1;
        }
        self.sum = self.sum.saturating_add(value);
    }

    /// How many values were seen.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> FeedNumbers {
        FeedNumbers {
            log: ServiceName::Hotline,
            read_to: 7,
            behind: READY_WITHIN_FRAMES,
            caught_up: true,
            stopped: false,
            away: true,
        }
    }

    #[test]
    fn who_reads_on_is_ready_and_who_stands_still_or_is_far_behind_says_why_not() {
        assert!(Health::of("field", &[feed()]).ready);
        let behind = FeedNumbers {
            behind: READY_WITHIN_FRAMES + 1,
            ..feed()
        };
        let stopped = FeedNumbers {
            stopped: true,
            ..feed()
        };
        let started = FeedNumbers {
            caught_up: false,
            ..feed()
        };
        for (hindered, why) in [
            (behind, "1001 frames"),
            (stopped, "stopped"),
            (started, "to its end"),
        ] {
            let health = Health::of("field", &[feed(), hindered]);
            assert!(!health.ready);
            assert!(
                health.reasons.iter().all(|reason| reason.en.contains(why)),
                "{health:?}"
            );
        }
    }

    #[test]
    fn a_value_is_counted_at_the_first_bound_that_holds_it() {
        let mut histogram = Histogram::over(&[1, 10]);
        for value in [0, 1, 2, 10, 11] {
            histogram.observe(value);
        }
        assert_eq!(histogram.counts, [2, 2, 1]);
        assert_eq!((histogram.count(), histogram.sum), (5, 24));
    }
}
