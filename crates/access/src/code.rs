//! One-time codes: what somebody signs in by before they have a password, or after they forgot it.

use std::fmt;

use serde::{Deserialize, Serialize};
use types::{Hash, Instant};

/// Digits and letters that nobody mistakes for one another: no I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters between two dashes.
const GROUP: usize = 4;

/// A one-time code as it is told to somebody: sixteen letters in four groups, 80 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// Makes a code of random bytes.
    #[must_use]
    pub fn of(random: [u8; 10]) -> Self {
        let bits = random
            .iter()
            .fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let letters = (0..16).rev().map(|place| {
            let index = usize::try_from(bits >> (place * 5) & 31).unwrap_or_default();
            char::from(LETTERS.get(index).copied().unwrap_or(b'0'))
        });
        Self(letters.collect())
    }

    /// Reads what somebody typed, in any letter case, with dashes, spaces or neither; I, L and O as the digits they look
    /// like. None when it cannot be a code.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let letters: Option<String> = typed
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| match letter.to_ascii_uppercase() {
                'I' | 'L' => Some('1'),
                'O' => Some('0'),
                letter => LETTERS
                    .iter()
                    .any(|known| char::from(*known) == letter)
                    .then_some(letter),
            })
            .collect();
        letters.filter(|letters| letters.len() == 16).map(Self)
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[b"fieldledger one-time code", self.0.as_bytes()])
    }
}

impl fmt::Display for OneTimeCode {
    /// In groups of four: `K7QF-2M9X-0HZ4-TT31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode")
    }
}

/// A code that was given out: what it hashes to, and until when it lets somebody in (exclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub hash: Hash,
    pub until: Instant,
}

impl Code {
    /// Whether this is what was shown, and in time.
    #[must_use]
    pub fn is(&self, shown: &OneTimeCode, now: Instant) -> bool {
        self.hash == shown.hash() && now < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = OneTimeCode::of([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x01, 0xff]);
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.matches('-').count()), (19, 3));
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            format!(" {shown} "),
        ] {
            assert_eq!(OneTimeCode::read(&typed), Some(code.clone()), "{typed}");
        }
        let misread = shown.replace('0', "o").replace('1', "l");
        assert_eq!(OneTimeCode::read(&misread), Some(code));
        for no_code in [
            "",
            "K7QF-2M9X",
            &"U".repeat(16),
            &"K".repeat(17),
            "正确的密码正确的密码正确的密码",
        ] {
            assert_eq!(OneTimeCode::read(no_code), None, "{no_code}");
        }
    }

    #[test]
    fn a_code_lets_in_up_to_its_end_and_not_at_it() {
        let code = OneTimeCode::of([7; 10]);
        let given = Code {
            hash: code.hash(),
            until: Instant::from_seconds(100),
        };
        assert!(given.is(&code, Instant::from_micros(99_999_999)));
        assert!(!given.is(&code, Instant::from_seconds(100)));
        assert!(!given.is(&OneTimeCode::of([8; 10]), Instant::from_seconds(1)));
    }
}
