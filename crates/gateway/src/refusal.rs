//! How a "no" leaves over HTTP: the status of its class, and the rejection as JSON.

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use proto::{Class, Rejection};
use types::InvalidId;

/// After how many seconds it is worth asking again: whatever is busy or restarts is done sooner.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// A rejection on its way out.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    rejection: Box<Rejection>,
}

impl Refusal {
    /// Leaves with a status that HTTP has a number of its own for.
    pub(crate) fn with_status(status: StatusCode, rejection: Rejection) -> Self {
        Self {
            status,
            rejection: Box::new(rejection),
        }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn rejection(&self) -> &Rejection {
        &self.rejection
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        let status = StatusCode::from_u16(rejection.class.code());
        Self::with_status(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), rejection)
    }
}

impl From<InvalidId> for Refusal {
    fn from(failure: InvalidId) -> Self {
        malformed(failure.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let again_later = matches!(self.rejection.class, Class::Busy | Class::Unavailable);
        let mut response = (self.status, axum::Json(self.rejection)).into_response();
        if again_later {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

/// The request cannot be read; `reason` is for whoever wrote it.
pub(crate) fn malformed(reason: impl Into<String>) -> Refusal {
    let reason = reason.into();
    Rejection::new(
        Class::Malformed,
        "request.malformed",
        format!("请求无法读取：{reason}"),
        format!("the request cannot be read: {reason}"),
    )
    .with("reason", reason)
    .into()
}

/// More was sent than is taken in one request.
pub(crate) fn too_large(limit_bytes: usize) -> Refusal {
    Rejection::new(
        Class::TooLarge,
        "request.too_large",
        format!("请求超过{limit_bytes}字节，请分次发送"),
        format!("the request is larger than {limit_bytes} bytes; send it in parts"),
    )
    .with("limit_bytes", limit_bytes)
    .into()
}

/// Whoever asks may not.
pub(crate) fn forbidden(code: &str, zh: &str, en: &str) -> Refusal {
    Rejection::new(Class::Forbidden, code, zh, en).into()
}

/// Something the machine could not do, though nothing is wrong with the request.
pub(crate) fn failed(code: &str, failure: &dyn std::error::Error) -> Refusal {
    Rejection::new(
        Class::Unavailable,
        code,
        format!("暂时无法完成：{failure}"),
        format!("this cannot be done now: {failure}"),
    )
    .with("reason", failure.to_string())
    .into()
}

pub(crate) async fn no_such_route(uri: Uri) -> Refusal {
    no_such_path(uri.path())
}

/// Nothing is served at this path.
pub(crate) fn no_such_path(path: &str) -> Refusal {
    Rejection::new(
        Class::Unknown,
        "request.no_such_route",
        format!("没有{path}这个地址，全部地址见/api/v1/openapi.json"),
        format!("there is no {path}; see /api/v1/openapi.json for what there is"),
    )
    .with("path", path)
    .into()
}

pub(crate) async fn wrong_method(method: Method, uri: Uri) -> Refusal {
    let rejection = Rejection::new(
        Class::Malformed,
        "request.wrong_method",
        format!("{}不接受{method}方法", uri.path()),
        format!("{} does not take {method}", uri.path()),
    );
    Refusal::with_status(StatusCode::METHOD_NOT_ALLOWED, rejection)
}
