//! The way in for the first time: while nobody has a password, each start gives the owner a one-time code.

use std::path::Path;

use access::{OneTimeCode, Store};
use anyhow::Context;
use types::{Actor, Instant, Span};

/// How long the code lets somebody in.
const LASTS: Span = Span::hours(24);

/// Gives the owner a code when nobody can sign in yet. The gateway reads it when it starts, so this comes before.
pub(super) fn first_code(data: &Path, now: Instant) -> anyhow::Result<Option<OneTimeCode>> {
    let store = Store::of(data);
    let mut book = store.read()?;
    if !book.is_untouched() {
        return Ok(None);
    }
    let mut random = [0; 10];
    getrandom::fill(&mut random).context("failed to draw a one-time code")?;
    let code = OneTimeCode::of(random);
    book.give_code(&Actor::Local, &code, now + LASTS);
    store.write(&book)?;
    Ok(Some(code))
}

#[cfg(test)]
mod tests {
    use access::{Password, Shown};
    use types::PersonId;

    use super::*;

    #[test]
    fn each_start_gives_a_code_until_somebody_has_a_password() {
        let data = tempfile::tempdir().unwrap();
        let now = Instant::from_seconds(0);
        let judged = |code: &OneTimeCode| {
            let book = Store::of(data.path()).read().unwrap();
            book.judge(&Actor::Local, &Password::typed(code.to_string()), now)
        };
        let first = first_code(data.path(), now).unwrap().unwrap();
        assert_eq!(judged(&first), Shown::Code);
        let second = first_code(data.path(), now).unwrap().unwrap();
        assert_eq!((judged(&first), judged(&second)), (Shown::Nothing, Shown::Code));
        let mut book = Store::of(data.path()).read().unwrap();
        let hashed = Password::typed("山路十八弯还是要走").hash([1; 16]).unwrap();
        book.choose_password(&PersonId::new("P101").unwrap(), hashed);
        Store::of(data.path()).write(&book).unwrap();
        assert!(first_code(data.path(), now).unwrap().is_none());
    }
}
