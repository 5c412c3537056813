//! Administration.

mod entry;
mod import;
mod people;
mod person;
mod policy;
mod stations;
mod system;
mod tokens;

use axum::Router;
use axum::routing::{get, post};

use crate::gate::Gate;

/// The pages of administration.
pub(super) fn router() -> Router<Gate> {
    Router::new()
        .route("/admin", get(system::system))
        .route("/admin/logs/{service}/verify", post(system::verify))
        .route("/admin/feeds/{service}/{log}", post(system::release))
        .route("/admin/people", get(people::people))
        .route("/admin/person", get(person::person))
        .route("/admin/person/code", post(person::give_code))
        .route("/admin/person/revoke", post(person::revoke))
        .route("/admin/person/{service}/{command}", post(person::act))
        .route("/admin/stations", get(stations::stations))
        .route("/admin/station", get(stations::station).post(stations::save))
        .route("/admin/import", get(import::import).post(import::take))
        .route("/admin/policy", get(policy::policy).post(policy::act))
        .route("/admin/tokens", get(tokens::tokens).post(tokens::make))
        .route("/admin/tokens/{id}/revoke", post(tokens::revoke))
}
