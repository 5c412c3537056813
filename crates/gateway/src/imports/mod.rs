//! Lists from elsewhere, taken as a whole or not at all: the directory's, and open orders.

mod list;
mod pieces;
mod refused;

use axum::extract::State;
use axum::response::Response;
use proto::Encoding;
use proto::directory::BadCell;
use proto::wire::{Accepted, subject};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sheets::{Sheet, SheetProblem};
use types::{Hash, ImportId};

pub(crate) use self::list::Listed;
use self::list::Said;
use self::pieces::pieces;
use self::refused::{bad_cells, unread};
use crate::ask::Manner;
use crate::body::{Body, IMPORT_BYTES, json};
use crate::gate::Gate;
use crate::params::{Params, Place};
use crate::refusal::{Refusal, malformed};
use crate::request_ids::derived;
use crate::routes::{Content, Route};
use crate::who::{Caller, IDEMPOTENCY_KEY};

const SENT: &str =
    "The file itself, without a form around it: XLSX, or CSV in UTF-8, UTF-16 or GB 18030; at most 8 MiB";

/// What the file is called where it came from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    #[serde(default)]
    file: String,
}

/// A file was taken, or had been taken before.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Imported {
    import: ImportId,
    /// The worksheet it was read from; none for CSV.
    sheet: Option<String>,
    pub(crate) rows: usize,
    /// How many rows changed or added an entry, or opened an order.
    pub(crate) changed: u64,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let list = schemas.subschema_for::<Listed>();
    let gives = Content::of::<Imported>(schemas);
    vec![
        Route::post(
            "imports",
            "/api/v1/imports/{list}",
            "Import a list, XLSX or CSV",
            import,
            gives,
        )
        .taking(Content::bytes("application/octet-stream", SENT))
        .at("list", list)
        .asking::<Named>(schemas)
        .header(IDEMPOTENCY_KEY, schemars::json_schema!({ "type": "string" })),
    ]
}

async fn import(
    State(gate): State<Gate>,
    caller: Caller,
    Place(list): Place<Listed>,
    Params(named): Params<Named>,
    Body(bytes): Body<IMPORT_BYTES>,
) -> Result<Response, Refusal> {
    let imported = take(&gate, &caller, import_id(list, &bytes)?, list, named.file, bytes).await?;
    Encoding::Json.write(&imported).map(json).map_err(malformed)
}

/// Takes a whole file, or nothing of it.
async fn take(
    gate: &Gate,
    caller: &Caller,
    import: ImportId,
    list: Listed,
    name: String,
    bytes: Vec<u8>,
) -> Result<Imported, Refusal> {
    let file = File {
        import,
        list,
        name,
        gate: gate.clone(),
        caller: caller.clone(),
    };
    let sheet = read(bytes).await.map_err(|problem| unread(&problem, &file))?;
    file.take(sheet).await
}

/// Takes rows that were pasted into a form, which are another import each time a page is asked for.
pub(crate) async fn take_pasted(
    gate: &Gate,
    caller: &Caller,
    list: Listed,
    rows: String,
) -> Result<Imported, Refusal> {
    take(
        gate,
        caller,
        of_form(caller)?,
        list,
        String::new(),
        rows.into_bytes(),
    )
    .await
}

/// Takes one entry, as a form says it: an import of a single row.
pub(crate) async fn take_row(
    gate: &Gate,
    caller: &Caller,
    list: Listed,
    cells: Vec<(String, String)>,
) -> Result<Imported, Refusal> {
    let (heads, cells) = cells.into_iter().unzip();
    let file = File {
        import: of_form(caller)?,
        list,
        name: String::new(),
        gate: gate.clone(),
        caller: caller.clone(),
    };
    let rows = vec![sheets::Row { line: 1, cells }];
    file.take(Sheet {
        name: None,
        heads,
        rows,
    })
    .await
}

/// Reading takes its time, and a file made to break its reader must not take the gateway with it.
async fn read(bytes: Vec<u8>) -> Result<Sheet, SheetProblem> {
    let read = tokio::task::spawn_blocking(move || sheets::read(&bytes)).await;
    read.unwrap_or_else(|failure| Err(SheetProblem::Damaged(failure.to_string())))
}

/// Derived from list and content, so that the same file is the same import.
fn import_id(list: Listed, bytes: &[u8]) -> Result<ImportId, Refusal> {
    let list = Encoding::Json.write(&list).map_err(malformed)?;
    Ok(ImportId::new(Hash::of(&[b"import", &list, b"\0", bytes]).id())?)
}

/// Derived from the form's own id: sent twice it is one import, and what it says may be said again later.
fn of_form(caller: &Caller) -> Result<ImportId, Refusal> {
    let parts: [&[u8]; 2] = [b"form", caller.id.as_str().as_bytes()];
    Ok(ImportId::new(Hash::of(&parts).id())?)
}

struct File {
    import: ImportId,
    list: Listed,
    name: String,
    gate: Gate,
    caller: Caller,
}

impl File {
    /// Stages the pieces in their order and applies them.
    async fn take(&self, sheet: Sheet) -> Result<Imported, Refusal> {
        let Sheet { name, heads, rows } = sheet;
        let count = rows.len();
        let mut found = Some(Vec::new());
        let mut staged = 0;
        for piece in pieces(rows) {
            let request = self.list.stage(&self.import, &self.name, &heads, piece);
            let answer = self.send(staged, request.map_err(malformed)?).await?;
            found = found.and_then(|mut found| {
                found.extend(bad_of_piece(&answer)?);
                Some(found)
            });
            staged += 1;
        }
        let request = self.list.apply(&self.import, staged).map_err(malformed)?;
        let answer = self.send(staged, request).await?;
        if let Some(first) = refusal(&answer) {
            return Err(bad_cells(
                self,
                each_once(found.unwrap_or(first)),
                name.as_deref(),
            ));
        }
        Ok(Imported {
            import: self.import.clone(),
            sheet: name,
            rows: count,
            changed: changed(&answer),
        })
    }

    /// The request id follows from the caller's own: sent again, the same upload is the same; a new upload of a file
    /// that was refused is decided anew.
    async fn send(&self, piece: u32, request: (&str, Vec<u8>)) -> Result<Accepted, Refusal> {
        let (command, body) = request;
        let parts = [self.caller.id.as_str(), "\0", self.import.as_str(), command];
        let [id, zero, import, name] = parts.map(str::as_bytes);
        let caller = self
            .caller
            .with_id(derived(&[id, zero, import, name, &piece.to_be_bytes()])?);
        let subject = subject(self.list.service().as_str(), command);
        let answer = self.gate.ask(&caller, &subject, Manner::Insisting, body).await?;
        self.gate.learn(&answer);
        Encoding::Json.read(&answer).map_err(malformed)
    }
}

/// The bad cells of a piece that was staged now. None when nothing was staged, because the piece had come before:
/// then only the service knows them.
fn bad_of_piece(answer: &Accepted) -> Option<Vec<BadCell>> {
    said(answer).find_map(|said| match said {
        Said::Staged(bad) => Some(cells(bad)),
        Said::Applied(_) | Said::Refused(_) => None,
    })
}

/// Bad cells by line; a missing column is missing in every piece.
fn each_once(mut bad: Vec<BadCell>) -> Vec<BadCell> {
    bad.sort_by(|one, other| (one.line, &one.column).cmp(&(other.line, &other.column)));
    bad.dedup();
    bad
}

fn refusal(answer: &Accepted) -> Option<Vec<BadCell>> {
    said(answer).find_map(|said| match said {
        Said::Refused(bad) => Some(cells(bad)),
        Said::Staged(_) | Said::Applied(_) => None,
    })
}

/// Nothing when the file had been taken before.
fn changed(answer: &Accepted) -> u64 {
    let changed = said(answer).find_map(|said| match said {
        Said::Applied(rows) => Some(rows),
        Said::Staged(_) | Said::Refused(_) => None,
    });
    changed.unwrap_or_default()
}

fn said(answer: &Accepted) -> impl Iterator<Item = Said<'_>> {
    answer
        .events
        .iter()
        .filter_map(|answered| Said::of(&answered.kind, &answered.event))
}

fn cells(bad: &Value) -> Vec<BadCell> {
    Vec::deserialize(bad).unwrap_or_default()
}
