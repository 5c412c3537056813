//! What is looked for: words, phones by their digits.

use memchr::memmem::Finder;
use proto::desk::Matched;

use crate::model::{Haystack, plain};

/// So many digits at least are left of a phone without its country.
const WITHOUT_COUNTRY: usize = 7;

/// The words that must all be found.
pub(super) struct Needle(Vec<Word>);

struct Word {
    plain: Finder<'static>,
    /// The word without dashes, dots and brackets, when it is nothing but digits then: part of a phone or number.
    digits: Option<Finder<'static>>,
    /// These without the 86 that they begin with.
    chinese: Option<Finder<'static>>,
}

/// How well something fits: the whole text, its beginning, somewhere in it. Lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    Within,
}

/// How well all words fit together; lower is better.
pub(super) type Rank = u32;

impl Needle {
    /// None when there is nothing to find.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text: String = plain(text).collect();
        let words: Vec<Word> = text.split_whitespace().map(Word::of).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// How well every word fits among the texts, and where the first word does best.
    pub(super) fn find<'t>(
        &self,
        texts: impl Iterator<Item = (Matched, &'t str)> + Clone,
    ) -> Option<(Rank, Matched)> {
        let mut rank = 0;
        let mut place = None;
        for word in &self.0 {
            let fits = texts
                .clone()
                .filter_map(|(place, text)| Some((word.fit(place, text)?, place)));
            let (fit, found) = fits.min()?;
            rank += weight(fit, found);
            place.get_or_insert(found);
        }
        Some((rank, place?))
    }

    pub(super) fn find_in(&self, hay: &Haystack) -> Option<(Rank, Matched)> {
        self.find(hay.texts())
    }

    /// Whether every word stands anywhere in texts that were put together; where not, it is found in none of them.
    pub(super) fn may_be_in(&self, joined: &str) -> bool {
        self.0.iter().all(|word| word.stands_in(joined))
    }
}

impl Word {
    fn of(word: &str) -> Self {
        let stripped: String = word
            .chars()
            .filter(|c| !matches!(c, '-' | '.' | '(' | ')' | '+'))
            .collect();
        let all_digits = !stripped.is_empty() && stripped.chars().all(|c| c.is_ascii_digit());
        let digits = all_digits.then_some(stripped.as_str());
        let chinese = digits.and_then(|digits| digits.strip_prefix("86"));
        Self {
            plain: finder(word),
            digits: digits.map(finder),
            chinese: chinese.filter(|rest| rest.len() >= WITHOUT_COUNTRY).map(finder),
        }
    }

    fn fit(&self, place: Matched, text: &str) -> Option<Fit> {
        match (&self.digits, place) {
            (Some(digits), Matched::Phone | Matched::Number) => {
                let chinese = self.chinese.as_ref().filter(|_| place == Matched::Phone);
                fit_of(digits, text)
                    .or_else(|| fit_of(chinese?, text))
                    // A claim's number has a dash of its own.
                    .or_else(|| fit_of(&self.plain, text))
            }
            _ => fit_of(&self.plain, text),
        }
    }

    fn stands_in(&self, joined: &str) -> bool {
        let forms = [Some(&self.plain), self.digits.as_ref(), self.chinese.as_ref()];
        forms
            .into_iter()
            .flatten()
            .any(|form| form.find(joined.as_bytes()).is_some())
    }
}

fn finder(word: &str) -> Finder<'static> {
    Finder::new(word).into_owned()
}

fn fit_of(word: &Finder<'_>, text: &str) -> Option<Fit> {
    match word.find(text.as_bytes())? {
        0 if text.len() == word.needle().len() => Some(Fit::Whole),
        0 => Some(Fit::Beginning),
        _ => Some(Fit::Within),
    }
}

/// A whole number before the beginning of a name, that before a word in a note.
const fn weight(fit: Fit, place: Matched) -> Rank {
    100 * fit as Rank + place as Rank
}
