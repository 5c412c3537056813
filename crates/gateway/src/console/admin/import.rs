//! Lists that are pasted into a form.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use console::{ImportView, Place};
use proto::directory::{BadCell, ListKind};

use super::entry::bad_cells;
use crate::console::answer::{Written, or_kept, page, shown};
use crate::console::asked::policy;
use crate::console::sent::Sent;
use crate::console::visit::Visit;
use crate::gate::Gate;
use crate::imports::{Listed, take_pasted};
use crate::params::{Nothing, Params};
use crate::refusal::{Refusal, malformed};

const EMPTY: ImportView<'static> = ImportView {
    list: None,
    rows: "",
    taken: None,
    problem: None,
    bad: &[],
};

pub(in crate::console) async fn import(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Nothing>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(_) => written(&gate, &visit, &EMPTY).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, view: &ImportView<'_>) -> Written {
    let policy = policy(gate, &visit.caller).await?;
    let frame = visit.frame(Place::Admin, gate.time().now(), &policy);
    Ok(view.page(&frame)?)
}

/// Takes the list that was pasted, or shows it again with what is wrong.
pub(in crate::console) async fn take(
    State(gate): State<Gate>,
    visit: Visit,
    sent: Result<Sent, Refusal>,
) -> Response {
    let taken = match sent {
        Ok(sent) => or_kept(&visit, &sent, taken(&gate, &visit, &sent).await),
        Err(refusal) => Err(refusal),
    };
    taken.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn taken(gate: &Gate, visit: &Visit, sent: &Sent) -> Result<Response, Refusal> {
    let wanted = sent.value("list").unwrap_or_default();
    let list = ListKind::ALL.into_iter().find(|list| list.as_str() == wanted);
    let list = list.ok_or_else(|| malformed("no such list"))?;
    let rows = sent.value("rows").unwrap_or_default();
    let taken = take_pasted(gate, &sent.caller(visit)?, Listed::from(list), rows.to_owned()).await;
    let (bad, problem): (Vec<BadCell>, String);
    let (status, view) = match taken {
        Ok(imported) => {
            let view = ImportView {
                list: Some(list),
                taken: Some((imported.rows, imported.changed)),
                ..EMPTY
            };
            (StatusCode::OK, view)
        }
        Err(refusal) => {
            bad = bad_cells(&refusal);
            let sentence = &refusal.rejection().sentence;
            problem = sentence.in_language(visit.visitor.language).to_owned();
            let view = ImportView {
                list: Some(list),
                rows,
                problem: Some(&problem),
                bad: &bad,
                ..EMPTY
            };
            (refusal.status(), view)
        }
    };
    Ok(page(status, written(gate, visit, &view).await?))
}
