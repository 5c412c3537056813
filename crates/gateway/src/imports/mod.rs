//! Files of stations, people, customers and machines, taken as a whole or not at all.

mod pieces;
mod sheet;

use axum::extract::State;
use axum::response::Response;
use proto::directory::{ApplyImport, BadCell, ImportApplied, ImportRefused, ListKind, StageImport};
use proto::wire::{Accepted, AnsweredEvent, subject};
use proto::{Class, Encoding, Rejection};
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use types::{Hash, ImportId, ServiceName};

use self::pieces::pieces;
use self::sheet::{Sheet, Unreadable};
use crate::ask::Manner;
use crate::body::{Body, IMPORT_BYTES, json};
use crate::gate::Gate;
use crate::params::{Params, Place};
use crate::refusal::{Refusal, malformed};
use crate::request_ids::derived;
use crate::routes::{Content, Route};
use crate::who::{Caller, IDEMPOTENCY_KEY};

/// What the file is called where it came from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    #[serde(default)]
    file: String,
}

/// A file was taken, or had been taken before.
#[derive(Debug, Serialize, JsonSchema)]
struct Imported {
    import: ImportId,
    rows: usize,
    /// How many rows changed or added an entry.
    changed: u32,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let list = schemas.subschema_for::<ListKind>();
    let gives = Content::of::<Imported>(schemas);
    vec![
        Route::post(
            "imports",
            "/api/v1/imports/{list}",
            "Import a file of the directory",
            import,
            gives,
        )
        .taking(Content::text("text/csv"))
        .at("list", list)
        .asking::<Named>(schemas)
        .header(IDEMPOTENCY_KEY, schemars::json_schema!({ "type": "string" })),
    ]
}

async fn import(
    State(gate): State<Gate>,
    caller: Caller,
    Place(list): Place<ListKind>,
    Params(named): Params<Named>,
    Body(bytes): Body<IMPORT_BYTES>,
) -> Result<Response, Refusal> {
    let import = import_id(list, &bytes)?;
    let sheet = Sheet::read(&bytes).map_err(|failure| refused_unread(failure, &import, &named.file))?;
    let file = File {
        import: &import,
        list,
        name: &named.file,
        gate: &gate,
        caller: &caller,
    };
    let imported = file.take(sheet).await?;
    Encoding::Json.write(&imported).map(json).map_err(malformed)
}

/// Derived from list and content, so that the same file is the same import.
fn import_id(list: ListKind, bytes: &[u8]) -> Result<ImportId, Refusal> {
    let list = Encoding::Json.write(&list).map_err(malformed)?;
    Ok(ImportId::new(Hash::of(&[b"import", &list, b"\0", bytes]).id())?)
}

struct File<'a> {
    import: &'a ImportId,
    list: ListKind,
    name: &'a str,
    gate: &'a Gate,
    caller: &'a Caller,
}

impl File<'_> {
    /// Stages the pieces in their order and applies them.
    async fn take(&self, sheet: Sheet) -> Result<Imported, Refusal> {
        let rows = sheet.rows.len();
        let mut staged = 0;
        for piece in pieces(sheet.rows) {
            let stage = StageImport {
                import: self.import.clone(),
                list: self.list,
                file: self.name.to_owned(),
                heads: sheet.heads.clone(),
                piece: staged,
                rows: piece,
            };
            self.send("stage-import", staged, &stage).await?;
            staged += 1;
        }
        let apply = ApplyImport {
            import: self.import.clone(),
            pieces: staged,
        };
        let accepted = self.send("apply-import", staged, &apply).await?;
        if let Some(refused) = event::<ImportRefused>(&accepted, "ImportRefused") {
            return Err(self::refused(self.import, self.name, &refused.bad));
        }
        let changed = event::<ImportApplied>(&accepted, "ImportApplied").map_or(0, |applied| applied.changed);
        Ok(Imported {
            import: self.import.clone(),
            rows,
            changed,
        })
    }

    /// The request id follows from the caller's own: sent again, the same upload is the same; a new upload of a file
    /// that was refused is decided anew.
    async fn send<C: Serialize>(&self, command: &str, piece: u32, body: &C) -> Result<Accepted, Refusal> {
        let parts = [self.caller.id.as_str(), "\0", self.import.as_str(), command];
        let [id, zero, import, name] = parts.map(str::as_bytes);
        let request = self
            .caller
            .with_id(derived(&[id, zero, import, name, &piece.to_be_bytes()])?);
        let body = Encoding::Json.write(body).map_err(malformed)?;
        let subject = subject(ServiceName::Directory.as_str(), command);
        let answer = self.gate.ask(&request, &subject, Manner::Insisting, body).await?;
        self.gate.learn(&answer);
        Encoding::Json.read(&answer).map_err(malformed)
    }
}

fn event<E: DeserializeOwned>(accepted: &Accepted, kind: &str) -> Option<E> {
    let of_kind = |answered: &&AnsweredEvent| answered.kind == kind;
    let found = accepted.events.iter().find(of_kind)?;
    serde_json::from_value(found.event.clone()).ok()
}

fn refused(import: &ImportId, file: &str, bad: &[BadCell]) -> Refusal {
    let count = bad.len();
    Rejection::new(
        Class::Refused,
        "import.refused",
        format!("文件有{count}处问题，一行也没有导入；请逐条改正后重新导入"),
        format!("the file has {count} problems and no row was taken; put them right and import it again"),
    )
    .with("import", import.as_str())
    .with("file", file)
    .with("bad", serde_json::json!(bad))
    .into()
}

fn refused_unread(failure: Unreadable, import: &ImportId, file: &str) -> Refusal {
    match failure {
        Unreadable::Rows(bad) => refused(import, file, &bad),
        Unreadable::NotUtf8 { byte, line } => Rejection::new(
            Class::Refused,
            "import.not_utf8",
            format!("文件第{line}行（第{byte}字节起）不是UTF-8编码，请另存为“CSV UTF-8”后重新导入"),
            format!("the file is not UTF-8 on line {line}, from byte {byte} on; save it as CSV UTF-8"),
        )
        .with("byte", byte)
        .with("line", line)
        .with("file", file)
        .into(),
        Unreadable::Empty => Rejection::new(
            Class::Refused,
            "import.empty",
            "文件没有数据行：第一行须为列名，其后每行一条",
            "the file holds no rows: the first line names the columns, each further line is one entry",
        )
        .with("file", file)
        .into(),
    }
}
