//! What goes wrong in a world, and how often.

use std::fmt;

use types::Span;

use crate::dice::Dice;

/// More ends of processes than this, and services are away in turn for so long that nothing gets done any more: people
/// would see to it.
const MOST_ENDS: u64 = 200;

/// How often things go wrong, in ten thousand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// A process is killed at a step of its own.
    pub kill: u64,
    /// The machine loses its power at such a step.
    pub power_cut: u64,
    /// A sync fails, or a write.
    pub sync_failure: u64,
    /// A service is stopped in good order and started again.
    pub stop: u64,
    /// A message on the bus is lost.
    pub loss: u64,
    /// A message comes twice.
    pub double: u64,
    /// A message takes so long that others overtake it.
    pub slow: u64,
    /// The carrier refuses a text message.
    pub carrier_no: u64,
    /// The carrier's answer is lost, whether it took the message or not.
    pub carrier_silent: u64,
    /// How far a machine's clock may be off.
    pub skew: Span,
    /// A machine's clock jumps, up to an hour either way, while its service runs.
    pub jump: u64,
}

impl Faults {
    /// The faults of a world: some worlds are rough in one way only, some in all.
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed, "faults");
        let mut often = |most: u64| {
            let calm = dice.below(3) == 0;
            if calm { 0 } else { dice.below(most + 1) }
        };
        Self {
            kill: often(80),
            power_cut: often(80),
            sync_failure: often(60),
            stop: often(60),
            loss: often(600),
            double: often(600),
            slow: often(600),
            carrier_no: often(1_500),
            carrier_silent: often(1_500),
            skew: Span::seconds(i64::try_from(often(20)).unwrap_or_default()),
            jump: jumps(seed),
        }
    }

    /// Lets processes live from here on, when so many of them ended already.
    pub(crate) const fn relent(&mut self, tally: &Tally) {
        if tally.ends() >= MOST_ENDS {
            self.kill = 0;
            self.power_cut = 0;
            self.sync_failure = 0;
            self.stop = 0;
        }
    }
}

/// Clocks jump in one world of four: what people do in time in the others may come too late or too early there.
fn jumps(seed: u64) -> u64 {
    let mut dice = Dice::of(seed, "jumps");
    if dice.below(4) == 0 { 1 + dice.below(60) } else { 0 }
}

/// What went wrong in a world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub kills: u64,
    pub power_cuts: u64,
    pub failed_syncs: u64,
    pub stops: u64,
    /// Frames that were cut in the middle, or whose bytes were spoilt, before they were synced.
    pub torn_frames: u64,
    pub lost: u64,
    pub doubled: u64,
    pub slow: u64,
    pub refused_texts: u64,
    pub unanswered_texts: u64,
    /// Clocks set back or forward under a running service.
    pub jumps: u64,
}

impl Tally {
    /// How many faults there were in all.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.ends()
            + self.lost
            + self.doubled
            + self.slow
            + self.refused_texts
            + self.unanswered_texts
            + self.jumps
    }

    /// How often a process ended, for whatever reason.
    const fn ends(&self) -> u64 {
        self.kills + self.power_cuts + self.failed_syncs + self.stops
    }

    /// Adds another world's.
    pub const fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.power_cuts += other.power_cuts;
        self.failed_syncs += other.failed_syncs;
        self.stops += other.stops;
        self.torn_frames += other.torn_frames;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.slow += other.slow;
        self.refused_texts += other.refused_texts;
        self.unanswered_texts += other.unanswered_texts;
        self.jumps += other.jumps;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, {} power cuts, {} failed syncs, {} stops, {} torn frames, {} messages lost, {} doubled, \
             {} slow, {} texts refused, {} unanswered, {} clocks set",
            self.kills,
            self.power_cuts,
            self.failed_syncs,
            self.stops,
            self.torn_frames,
            self.lost,
            self.doubled,
            self.slow,
            self.refused_texts,
            self.unanswered_texts,
            self.jumps
        )
    }
}
