//! Keys that are no letters.

/// A key as WebDriver writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Tab,
    Enter,
    F9,
    /// A letter, digit or sign.
    Of(char),
    /// Alt with a letter or digit: the access key of a link.
    Access(char),
}

const ALT: char = '\u{e00a}';

impl Key {
    /// What goes down, in order; it comes up the other way round.
    pub(super) fn held(self) -> Vec<char> {
        match self {
            Self::Tab => vec!['\u{e004}'],
            Self::Enter => vec!['\u{e007}'],
            Self::F9 => vec!['\u{e039}'],
            Self::Of(sign) => vec![sign],
            Self::Access(sign) => vec![ALT, sign],
        }
    }
}
