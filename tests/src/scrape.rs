//! What `/metrics` says, read as strictly as a scraper reads it.

use std::collections::{BTreeMap, BTreeSet};

/// One scrape, checked line by line against the rules of the OpenMetrics text format.
#[derive(Debug, Default)]
pub struct Scrape {
    types: BTreeMap<String, String>,
    samples: BTreeMap<String, f64>,
    names: BTreeSet<String>,
}

impl Scrape {
    /// Reads a whole exposition.
    ///
    /// # Panics
    /// At the first line that a scraper would not take.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let body = text.strip_suffix("# EOF\n").expect("it ends with # EOF");
        let mut scrape = Self::default();
        for line in body.lines() {
            match line.strip_prefix("# ") {
                Some(about) => scrape.describe(about),
                None => scrape.sample(line),
            }
        }
        scrape.check_histograms();
        scrape
    }

    fn describe(&mut self, about: &str) {
        let mut words = about.splitn(3, ' ');
        let [Some(what), Some(name), Some(rest)] = [words.next(), words.next(), words.next()] else {
            panic!("neither HELP nor TYPE: {about}");
        };
        assert!(is_name(name), "{name} is no name");
        match what {
            "TYPE" => {
                assert!(["counter", "gauge", "histogram"].contains(&rest), "{about}");
                let before = self.types.insert(name.to_owned(), rest.to_owned());
                assert!(before.is_none(), "{name} has two types");
            }
            "HELP" => assert!(!rest.trim().is_empty(), "{about}"),
            other => panic!("{other}"),
        }
    }

    fn sample(&mut self, line: &str) {
        let (series, value) = line.rsplit_once(' ').expect("a series and its value");
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(value.is_finite() && value >= 0.0, "{line}");
        let name = series.split('{').next().expect("a name").to_owned();
        let labels = series.strip_prefix(name.as_str()).expect("the rest of it");
        check_labels(labels);
        let family = self.family(&name);
        assert!(family.is_some(), "{name} was not described");
        assert!(
            self.samples.insert(series.to_owned(), value).is_none(),
            "{series} twice"
        );
        self.names.insert(name);
    }

    /// The described name a sample belongs to, by the endings that its type allows.
    fn family(&self, name: &str) -> Option<&str> {
        let endings: [(&str, &str); 5] = [
            ("gauge", ""),
            ("counter", "_total"),
            ("histogram", "_bucket"),
            ("histogram", "_sum"),
            ("histogram", "_count"),
        ];
        endings.into_iter().find_map(|(kind, ending)| {
            let (family, found) = self.types.get_key_value(name.strip_suffix(ending)?)?;
            (found == kind).then_some(family.as_str())
        })
    }

    /// Buckets never fall, and the last one holds as many as were counted.
    fn check_histograms(&self) {
        for (series, count) in self
            .samples
            .iter()
            .filter(|(series, _)| series.contains("_count{"))
        {
            let (name, labels) = series.split_once("_count{").expect("it was looked for");
            let labels = labels.trim_end_matches('}');
            let mut last = (f64::MIN, 0.0);
            let mut buckets: Vec<(f64, f64)> = self
                .samples
                .iter()
                .filter(|(series, _)| {
                    series.starts_with(&format!("{name}_bucket{{")) && series.contains(labels)
                })
                .map(|(series, value)| (bound(series), *value))
                .collect();
            buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
            for bucket in buckets {
                assert!(
                    bucket.0 > last.0 && bucket.1 >= last.1,
                    "{series}: {last:?} {bucket:?}"
                );
                last = bucket;
            }
            assert_eq!(last, (f64::INFINITY, *count), "{series}");
        }
    }

    /// Every name that a query may use, with the endings of histograms and counters.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// The sum of all series of a name that hold these labels, `{name}` or `{name} label="value"`.
    #[must_use]
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let wanted: Vec<String> = labels
            .iter()
            .map(|(key, value)| format!("{key}=\"{value}\""))
            .collect();
        let of_name = self
            .samples
            .iter()
            .filter(|(series, _)| series.split('{').next() == Some(name));
        let chosen = of_name.filter(|(series, _)| wanted.iter().all(|label| series.contains(label)));
        chosen.map(|(_, value)| value).sum()
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with("fieldledger_") && name.chars().all(fits)
}

fn check_labels(labels: &str) {
    if labels.is_empty() {
        return;
    }
    let inside = labels.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inside = inside.unwrap_or_else(|| panic!("{labels}"));
    for label in inside.split("\",") {
        let (name, value) = label.split_once("=\"").unwrap_or_else(|| panic!("{labels}"));
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
            "{labels}"
        );
        assert!(!value.trim_end_matches('"').contains(['"', '\\']), "{labels}");
    }
}

fn bound(series: &str) -> f64 {
    let (_, rest) = series.split_once("le=\"").expect("a bucket has its bound");
    let bound = rest.split('"').next().expect("a closing quote");
    bound.parse().unwrap_or_else(|_| panic!("{series}"))
}
