//! How a page leaves, and how a page says that there is none.

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, VARY,
};
use axum::http::header::{HeaderName, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use console::{Continue, DoorPage as _, Trouble, Unwritten};
use proto::Class;

use super::sent::Sent;
use super::visit::Visit;
use crate::door::carried;
use crate::refusal::{Refusal, failed};

/// Nothing from elsewhere, nothing inline, no page of ours inside another.
const ONLY_OURS: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                         object-src 'none'";

/// A page as HTML, or why there is none.
pub(super) type Written = Result<String, Refusal>;

impl From<Unwritten> for Refusal {
    fn from(failure: Unwritten) -> Self {
        failed("page.unwritten", &failure)
    }
}

/// A page on its way out; where there is none, a page that says why.
pub(super) fn shown(visit: &Visit, written: Written) -> Response {
    match written {
        Ok(html) => page(StatusCode::OK, html),
        Err(refusal) => trouble(visit, &refusal),
    }
}

fn trouble(visit: &Visit, refusal: &Refusal) -> Response {
    let trouble = Trouble {
        visitor: &visit.visitor,
        sentence: &refusal.rejection().sentence,
    };
    match trouble.page() {
        Ok(html) => page(refusal.status(), html),
        Err(failure) => Refusal::from(failure).into_response(),
    }
}

/// A page holds what is on the desk now and what its visitor may see, so nobody keeps a copy.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    let headers: [(HeaderName, &str); 6] = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, ONLY_OURS),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Cookie, HX-Request"),
    ];
    (status, headers, html).into_response()
}

/// What came of a form. Where those who are asked are away nothing was sent: the form comes back as it was typed, to be
/// sent once more under the same id.
pub(super) fn or_kept(
    visit: &Visit,
    sent: &Sent,
    done: Result<Response, Refusal>,
) -> Result<Response, Refusal> {
    let refusal = match done {
        Err(refusal) if is_for_now(&refusal) => refusal,
        done => return done,
    };
    let kept = Continue {
        visitor: &visit.visitor,
        csrf: &visit.visitor.csrf,
        next: visit.here(),
        carried: &carried(sent.typed.clone()),
        problem: Some(&refusal.rejection().sentence),
    };
    let html = kept.page().map_err(|failure| failed("page.not_made", &failure))?;
    Ok(page(refusal.status(), html))
}

fn is_for_now(refusal: &Refusal) -> bool {
    matches!(refusal.rejection().class, Class::Unavailable | Class::Busy)
}

/// On to another page, after something was done.
pub(super) fn to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_owned())]).into_response()
}
