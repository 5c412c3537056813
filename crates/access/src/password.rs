//! Passwords: what a new one must be, and how one is kept.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use types::{PersonId, Sentence};

/// Characters of a new password at least, and bytes of any at most: hashing costs by the byte.
const SHORTEST: usize = 10;
const LONGEST_BYTES: usize = 512;

/// A password as somebody typed it; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// Says why a password cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    TooShort,
    TooLong,
    /// It holds the staff number, or is one character over and over.
    EasyToGuess,
    /// The second time something else was typed.
    NotRepeated,
}

impl PasswordProblem {
    /// The sentence that whoever chooses reads.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        match self {
            Self::TooShort => Sentence::new(
                format!("密码至少{SHORTEST}个字符"),
                format!("a password has at least {SHORTEST} characters"),
            ),
            Self::TooLong => Sentence::new("密码太长", "this password is too long"),
            Self::EasyToGuess => Sentence::new(
                "密码太容易猜到：不能包含工号，也不能只重复一个字符",
                "this password is easy to guess: it may not hold the staff number, nor one character over and over",
            ),
            Self::NotRepeated => Sentence::new("两次输入的密码不一致", "the two passwords differ"),
        }
    }
}

/// Says that a password could not be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to hash a password")]
pub struct PasswordFailure(#[source] password_hash::Error);

impl Password {
    #[must_use]
    pub fn typed(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks a new password of a person.
    ///
    /// # Errors
    /// [`PasswordProblem`], the first that applies.
    pub fn check(&self, person: &PersonId, repeated: &Self) -> Result<(), PasswordProblem> {
        let number = person.as_str().to_lowercase();
        let first = self.0.chars().next();
        let alone = self.0.chars().all(|letter| Some(letter) == first);
        if self.0.chars().count() < SHORTEST {
            Err(PasswordProblem::TooShort)
        } else if self.0.len() > LONGEST_BYTES {
            Err(PasswordProblem::TooLong)
        } else if alone || self.0.to_lowercase().contains(&number) {
            Err(PasswordProblem::EasyToGuess)
        } else if self != repeated {
            Err(PasswordProblem::NotRepeated)
        } else {
            Ok(())
        }
    }

    /// Hashes the password with a random salt, as a PHC string of argon2id. Slow, on purpose.
    ///
    /// # Errors
    /// [`PasswordFailure`] when it cannot be hashed.
    pub fn hash(&self, salt: [u8; 16]) -> Result<String, PasswordFailure> {
        let hashed = Argon2::default().hash_password_with_salt(self.0.as_bytes(), &salt);
        hashed.map(|hash| hash.to_string()).map_err(PasswordFailure)
    }

    /// Whether this is the password that was hashed; without one it takes as long and says no. Slow, on purpose.
    #[must_use]
    pub fn is(&self, hashed: Option<&str>) -> bool {
        if self.0.len() > LONGEST_BYTES {
            return false;
        }
        let Some(kept) = hashed.and_then(|hashed| PasswordHash::new(hashed).ok()) else {
            let _as_long = self.hash([0; 16]);
            return false;
        };
        Argon2::default()
            .verify_password(self.0.as_bytes(), &kept)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_by_its_hash_alone() {
        let password = Password::typed("山路十八弯 ok");
        let hashed = password.hash([3; 16]).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(password.is(Some(&hashed)));
        assert!(!Password::typed("山路十八弯 OK").is(Some(&hashed)));
        assert!(!password.is(None));
        assert!(!password.is(Some("no hash")));
        assert_ne!(password.hash([4; 16]).unwrap(), hashed);
    }

    #[test]
    fn a_new_password_is_long_not_the_staff_number_and_typed_twice_alike() {
        let person = PersonId::new("P101").unwrap();
        let check =
            |password: &str, again: &str| Password::typed(password).check(&person, &Password::typed(again));
        assert_eq!(check("挖掘机大臂油缸漏油了呀", "挖掘机大臂油缸漏油了呀"), Ok(()));
        assert_eq!(check("short", "short"), Err(PasswordProblem::TooShort));
        assert_eq!(
            check("my p101 secret", "my p101 secret"),
            Err(PasswordProblem::EasyToGuess)
        );
        assert_eq!(
            check("aaaaaaaaaaaa", "aaaaaaaaaaaa"),
            Err(PasswordProblem::EasyToGuess)
        );
        assert_eq!(
            check("correct horse", "correct horsf"),
            Err(PasswordProblem::NotRepeated)
        );
        let long = "长".repeat(200);
        assert_eq!(check(&long, &long), Err(PasswordProblem::TooLong));
    }
}
