//! Writes families of samples as Prometheus reads them.

use std::fmt;

use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use proto::numbers::Histogram;

/// Names and values that tell the samples of a family apart.
pub(super) type Labels = Vec<(&'static str, String)>;

/// In what the values of a histogram are counted, and in what they are told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scale {
    AsCounted,
    /// Microseconds, told in seconds.
    Micros,
}

impl Scale {
    #[expect(
        clippy::cast_precision_loss,
        reason = "beyond 2^53 nobody reads the last digits of a sum"
    )]
    fn of(self, value: u64) -> f64 {
        match self {
            Self::AsCounted => value as f64,
            Self::Micros => value as f64 / 1e6,
        }
    }
}

/// Writes one family after another.
pub(super) struct Families<'e>(pub(super) DescriptorEncoder<'e>);

impl Families<'_> {
    pub(super) fn gauge(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels, u64)>,
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (labels, value) in samples {
            let value = i64::try_from(value).unwrap_or(i64::MAX);
            family.encode_family(&labels)?.encode_gauge(&value)?;
        }
        Ok(())
    }

    /// `name` is written without its ending `_total`.
    pub(super) fn counter(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels, u64)>,
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (labels, value) in samples {
            let mut sample = family.encode_family(&labels)?;
            sample.encode_counter::<NoLabelSet, u64, u64>(&value, None)?;
        }
        Ok(())
    }

    pub(super) fn histogram<'h>(
        &mut self,
        name: &str,
        help: &str,
        scale: Scale,
        samples: impl IntoIterator<Item = (Labels, &'h Histogram)>,
    ) -> fmt::Result {
        let mut family = self
            .0
            .encode_descriptor(name, help, None, MetricType::Histogram)?;
        for (labels, histogram) in samples {
            let bounds = histogram.bounds.iter().map(|bound| scale.of(*bound));
            // The library writes this one as +Inf.
            let bounds = bounds.chain([f64::MAX]);
            let buckets: Vec<(f64, u64)> = bounds.zip(histogram.counts.iter().copied()).collect();
            let mut sample = family.encode_family(&labels)?;
            sample.encode_histogram::<NoLabelSet>(
                scale.of(histogram.sum),
                histogram.count(),
                &buckets,
                None,
            )?;
        }
        Ok(())
    }
}
