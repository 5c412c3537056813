//! Who may come in: accounts, one-time codes, sessions, tokens for machines, and how often somebody may guess.
//!
//! People and their roles stand in the directory's log; what they prove themselves by stands here, in a small file of its
//! own ([`Store`]), because a secret must be erasable and a log never forgets. No secret is kept: passwords as argon2id,
//! everything else, which is random and long, as SHA-256. Time and randomness come in as arguments.

mod account;
mod book;
mod code;
mod password;
mod scope;
mod session;
mod signature;
mod store;
mod throttle;
mod token;

pub use account::{Account, Extension, InvalidExtension};
pub use book::{Book, Shown};
pub use code::{Code, OneTimeCode};
pub use password::{Password, PasswordFailure, PasswordProblem};
pub use scope::{InvalidScope, Need, Scope};
pub use session::{Limits, Session, SessionKey};
pub use signature::{SignatureProblem, WebhookSecret, sign};
pub use store::{Store, StoreFailure};
pub use throttle::{Limit, Throttle};
pub use token::{Bearer, Token, TokenId};
