//! The console's pages: what is asked for them, who asks, and how they leave.
//!
//! A page is asked of the desk like any question, and what is typed into it leaves through the routes' own commands.
//! Nothing is decided here, and nothing is written as HTML: that is `console`'s.

mod admin;
mod answer;
mod asked;
mod board;
mod claims;
mod consignments;
mod figures;
mod forms;
mod inbox;
mod intake;
mod language;
mod machines;
mod news;
mod order;
mod part;
mod parts;
mod sent;
mod statics;
mod station;
mod visit;

use axum::Router;
use axum::routing::{get, post};

use crate::gate::Gate;

pub(crate) use answer::page;
pub(crate) use news::{News, listen};

/// Every page, beside the routes of the API.
pub(crate) fn router() -> Router<Gate> {
    Router::new()
        .route("/", get(board::board))
        .route("/intake", get(intake::intake).post(intake::save))
        .route("/intake/known", get(intake::known))
        .route("/intake/attach/{number}", post(intake::attach))
        .route("/station", get(station::station))
        .route("/station/{service}/{command}", post(station::act))
        .route("/inbox", get(inbox::inbox))
        .route("/inbox/{message}/{service}/{command}", post(inbox::act))
        .route("/figures", get(figures::figures))
        .route("/figures/unrepaired", get(figures::unrepaired))
        .route("/figures/{figure}", get(figures::figure))
        .route("/claims", get(claims::claims))
        .route("/claims/{number}", get(claims::claim))
        .route("/claims/{number}/{service}/{command}", post(claims::act))
        .route("/parts", get(parts::parts))
        .route("/parts/scan", get(parts::scan))
        .route("/parts/{tag}", get(part::part))
        .route("/parts/{tag}/{service}/{command}", post(part::act))
        .route("/parts/ship/{station}/{service}/{command}", post(parts::ship))
        .route("/consignments/{consignment}", get(consignments::consignment))
        .route(
            "/consignments/{consignment}/{service}/{command}",
            post(consignments::act),
        )
        .route(
            "/consignments/{consignment}/{number}/{service}/{command}",
            post(consignments::settle),
        )
        .route("/machines", get(machines::machines))
        .route("/machines/file", get(machines::machine))
        .route("/orders/{number}", get(order::order))
        .route("/orders/{number}/{service}/{command}", post(order::act))
        .merge(admin::router())
        .route("/events", get(news::events))
        .route("/language", get(language::switch))
        .route("/static/{hash}/{name}", get(statics::file))
}
