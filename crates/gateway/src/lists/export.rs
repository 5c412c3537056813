//! A list asked for page by page, of one moment, and written as a file.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use proto::Encoding;
use proto::desk::{self, Answered, Ask};
use proto::wire::{Reach, endpoint, subject};
use serde::Deserialize;
use sheets::{Table, WriteFailure, write_csv, write_xlsx};
use types::ServiceName;

use super::shape::{Format, Shape};
use super::{List, Part, Reader};
use crate::ask::Manner;
use crate::door::masked_cells;
use crate::gate::Gate;
use crate::refusal::{Refusal, failed, malformed};
use crate::who::Caller;

/// Asks for every row and gives them as a file.
pub(crate) async fn export<L: List>(
    gate: &Gate,
    caller: &Caller,
    at: Option<String>,
    shape: Shape,
    list: L,
) -> Result<Response, Refusal> {
    let zone = match shape.zone {
        Some(zone) => zone,
        None => zone_of_policy(gate, caller).await?,
    };
    let reader = Reader {
        lang: shape.lang,
        zone,
    };
    let (name, title) = (list.name(), list.title(&reader));
    let Part { heads, mut rows } = whole(gate, caller, at, list, &reader).await?;
    if !gate.shows_phones(&caller.proof).await {
        masked_cells(&heads, &mut rows);
    }
    let table = Table { title, heads, rows };
    let file = write(shape.format, table).await?;
    let disposition = format!("attachment; filename=\"{name}.{}\"", shape.format.ending());
    let headers = [
        (CONTENT_TYPE, shape.format.media().to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file).into_response())
}

/// Every row. Pages asked about now are kept while nothing is recorded between them; from the first change on they are
/// asked about the first page's moment, so that no row is shown twice or left out.
async fn whole<L: List>(
    gate: &Gate,
    caller: &Caller,
    mut at: Option<String>,
    mut list: L,
    reader: &Reader,
) -> Result<Part, Refusal> {
    let first = page(gate, caller, at.clone(), &list).await?;
    let mut whole = L::part(&first.answer, reader);
    let mut rest = list.rest(&first.answer);
    while let Some(next) = rest {
        list = next;
        let mut more = page(gate, caller, at.clone(), &list).await?;
        if at.is_none() && moved(&first.cut, &more.cut) {
            at = Some(first.as_of.to_string());
            more = page(gate, caller, at.clone(), &list).await?;
        }
        whole.rows.extend(L::part(&more.answer, reader).rows);
        rest = list.rest(&more.answer);
    }
    Ok(whole)
}

fn moved(first: &Reach, later: &Reach) -> bool {
    first != later
}

async fn page<L: List>(
    gate: &Gate,
    caller: &Caller,
    at: Option<String>,
    list: &L,
) -> Result<Answered<L::Answer>, Refusal> {
    let query = list.clone().query();
    let body = Encoding::Json.write(&Ask { at, query }).map_err(malformed)?;
    let subject = subject(desk::NAME, endpoint::QUERY);
    let answer = gate.ask(caller, &subject, Manner::Insisting, body).await?;
    Encoding::Json.read(&answer).map_err(malformed)
}

/// What directory answers when asked for its policy.
#[derive(Debug, Deserialize)]
struct InForce {
    zone: String,
}

async fn zone_of_policy(gate: &Gate, caller: &Caller) -> Result<Tz, Refusal> {
    let subject = subject(ServiceName::Directory.as_str(), endpoint::QUERY);
    let question = br#""policy""#.to_vec();
    let answer = gate.ask(caller, &subject, Manner::Insisting, question).await?;
    let in_force: InForce = Encoding::Json.read(&answer).map_err(malformed)?;
    let zone = in_force.zone.parse();
    zone.map_err(|_| malformed(format!("the policy's zone {:?} is none", in_force.zone)))
}

/// Writing a long list takes its time; others are answered meanwhile.
async fn write(format: Format, table: Table) -> Result<Vec<u8>, Refusal> {
    let write = move || match format {
        Format::Csv => write_csv(&table),
        Format::Xlsx => write_xlsx(&table),
    };
    let written: Result<Result<Vec<u8>, WriteFailure>, _> = tokio::task::spawn_blocking(write).await;
    match written {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(failure)) => Err(failed("export.not_written", &failure)),
        Err(failure) => Err(failed("export.not_written", &failure)),
    }
}
