//! How long and how much is measured.

use std::path::PathBuf;
use std::time::Duration;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// How many events the long log has, from which replay, cold start and size are taken.
    #[arg(long, default_value_t = 300_000)]
    events: usize,
    /// How many clocks are open at once.
    #[arg(long, default_value_t = 200_000)]
    clocks: usize,
    /// How many orders the console's pages are asked over.
    #[arg(long, default_value_t = 100_000)]
    orders: usize,
    /// Seconds of each stretch of load.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// How often each pair is measured in turn; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// A smoke run: everything once, tiny, and no promise is held against it.
    #[arg(long)]
    quick: bool,
    /// Where logs are written; it decides which disk is measured.
    #[arg(long, default_value = "/var/tmp")]
    data: PathBuf,
    /// Only the figures whose names hold this text.
    #[arg(long)]
    only: Option<String>,
    /// The page whose table is replaced by this run's.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// What is measured, and for how long.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) events: usize,
    pub(crate) clocks: usize,
    pub(crate) orders: usize,
    pub(crate) stretch: Duration,
    pub(crate) rounds: usize,
    pub(crate) quick: bool,
    pub(crate) data: PathBuf,
    pub(crate) write: Option<PathBuf>,
    only: Option<String>,
}

impl Asked {
    pub(crate) fn plan(self) -> Plan {
        let quick = self.quick;
        Plan {
            events: if quick { 2_000 } else { self.events },
            clocks: if quick { 500 } else { self.clocks },
            orders: if quick { 160 } else { self.orders },
            stretch: if quick {
                Duration::from_millis(200)
            } else {
                Duration::from_secs(self.seconds)
            },
            rounds: if quick { 1 } else { self.rounds.max(1) },
            quick,
            data: self.data,
            only: self.only,
            write: self.write,
        }
    }
}

impl Plan {
    /// Whether a figure is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }
}
