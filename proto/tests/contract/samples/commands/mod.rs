//! What clients send.

pub(crate) mod claims;
pub(crate) mod directory;
pub(crate) mod dispatch;
pub(crate) mod field;
pub(crate) mod hotline;
pub(crate) mod notify;
pub(crate) mod returns;
