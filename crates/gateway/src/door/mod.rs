//! Who may come in: proofs, sign-in, sessions and tokens, around what the crate `access` keeps.
//!
//! [`proof`] says what a request proves, [`admission`] what stands before each area, [`sign_in`] and [`account`] are the
//! pages, [`grants`] how access is given and taken, [`manage`] the part of the API for it.

mod account;
mod admission;
mod calls;
mod carried;
mod cookies;
mod grants;
mod kept;
mod manage;
mod masked;
mod people;
mod proof;
mod sight;
mod sign_in;
mod throttles;
mod visitor;
mod webhooks;

pub(crate) use self::admission::{Area, WATCHED, admitted, sender};
pub(crate) use self::calls::calls_of;
pub(crate) use self::carried::carried;
pub(crate) use self::cookies::LANGUAGE;
pub(crate) use self::grants::{AccountShown, CodeGiven, TokenShown, TokenWanted};
pub(crate) use self::kept::Access;
pub(crate) use self::masked::{as_seen_by, masked_cells};
pub(crate) use self::people::GOOD_FOR;
pub(crate) use self::proof::{Proof, unproved};
pub(crate) use self::webhooks::SECRET_PARAMETER;
pub use self::webhooks::Webhooks;

use axum::Router;
use axum::routing::get;
use schemars::SchemaGenerator;

use crate::gate::Gate;
use crate::routes::Route;

/// Where the gateway's accounts are kept, and how people reach it.
#[derive(Debug, Clone)]
pub struct AccessSettings {
    /// The file of accounts, sessions and tokens; it need not exist.
    pub store: access::Store,
    /// How long a session lasts.
    pub limits: access::Limits,
    /// Whether browsers come over HTTPS, to a proxy before the gateway: cookies are for HTTPS only then.
    pub https: bool,
    /// How SMS gateways and the telephone system prove themselves.
    pub webhooks: Webhooks,
}

/// The part of the API that gives and takes access.
pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let mut routes = manage::routes(schemas);
    routes.extend(calls::routes(schemas));
    routes
}

/// The pages that let people in and out.
pub(crate) fn pages() -> Router<Gate> {
    sign_in::pages()
        .merge(account::pages())
        .route("/live/calls", get(calls::live))
}
