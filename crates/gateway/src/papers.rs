//! Papers to print and send: tags of old parts, packing lists, claim packages.
//!
//! The services say what stands on them; how they look is decided in [`papers`].

use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use papers::{PackedPart, PackingList, PaperFailure};
use proto::document::Document;
use proto::returns::{Condition, ExpectedPart, PartState};
use proto::wire::{endpoint, subject};
use proto::{Class, Encoding, Rejection};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use types::{ClaimNumber, ConsignmentId, Fen, Instant, OrderNumber, ServiceName, StationId};

use crate::ask::Manner;
use crate::documents;
use crate::gate::Gate;
use crate::params::{Nothing, Params, Place};
use crate::refusal::{Refusal, failed, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "papers";
/// Nothing on a page is loaded from anywhere, and nothing on it runs.
const ONLY_ITSELF: &str = "default-src 'none'; style-src 'unsafe-inline'";

type Answer = Result<Response, Refusal>;

/// Whose tags are wanted: a station's, or an order's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Whose {
    /// Those it is to hand in and those it holds.
    #[serde(default)]
    station: Option<StationId>,
    /// All that have not come to their end.
    #[serde(default)]
    order: Option<OrderNumber>,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let consignment = schemas.subschema_for::<ConsignmentId>();
    let claim = schemas.subschema_for::<ClaimNumber>();
    vec![
        Route::get(
            GROUP,
            "/api/v1/returns/tags",
            "Tags of old parts, to print and hang on them",
            tags,
            Content::text("text/html"),
        )
        .asking::<Whose>(schemas),
        Route::get(
            GROUP,
            "/api/v1/returns/consignments/{consignment}/packing-list",
            "The packing list of a consignment",
            packing_list,
            Content::text("text/html"),
        )
        .at("consignment", consignment),
        Route::get(
            GROUP,
            "/api/v1/claims/{claim}/package",
            "A claim's package, as it is to be submitted",
            package,
            Content::bytes(
                "application/zip",
                "The claim as JSON and as a page to print, with its documents; the same claim is the same bytes",
            ),
        )
        .at("claim", claim),
    ]
}

/// A part as returns shows it, with what its tag says.
#[derive(Debug, Deserialize)]
struct Shown {
    #[serde(flatten)]
    part: ExpectedPart,
    state: PartState,
    check_in: Option<CheckedIn>,
}

#[derive(Debug, Deserialize)]
struct CheckedIn {
    condition: Condition,
}

#[derive(Debug, Deserialize)]
struct OfStation {
    expected: Vec<ExpectedPart>,
    at_station: Vec<ExpectedPart>,
}

#[derive(Debug, Deserialize)]
struct OfOrder {
    parts: Vec<Shown>,
}

#[derive(Debug, Deserialize)]
struct OfConsignment {
    consignment: ConsignmentId,
    zone: String,
    stands: Shipped,
    list: Vec<Shown>,
}

#[derive(Debug, Deserialize)]
struct Shipped {
    station: StationId,
    carrier: String,
    tracking: String,
    freight: Option<Fen>,
    shipped_at: Instant,
}

#[derive(Debug, Deserialize)]
struct OfClaim {
    package: Option<Package>,
}

/// How far a claim's package has come.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Package {
    /// What it will be called.
    Building(String),
    Built(Document),
    /// Why it could not be built.
    Failed(String),
}

async fn tags(State(gate): State<Gate>, caller: Caller, Params(whose): Params<Whose>) -> Answer {
    let parts = match (whose.station, whose.order) {
        (Some(station), None) => of_station(&gate, &caller, &station).await?,
        (None, Some(order)) => of_order(&gate, &caller, &order).await?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(malformed(
                "say either station or order: ?station=HZ or ?order=2600017",
            ));
        }
    };
    page(papers::tags(&parts))
}

async fn of_station(gate: &Gate, caller: &Caller, station: &StationId) -> Result<Vec<ExpectedPart>, Refusal> {
    let question = json!({ "station": station });
    let mut held: OfStation = ask(gate, caller, ServiceName::Returns, &question).await?;
    held.expected.append(&mut held.at_station);
    Ok(held.expected)
}

async fn of_order(gate: &Gate, caller: &Caller, order: &OrderNumber) -> Result<Vec<ExpectedPart>, Refusal> {
    let question = json!({ "order": order });
    let found: OfOrder = ask(gate, caller, ServiceName::Returns, &question).await?;
    let goes_on = |shown: &Shown| match shown.state {
        PartState::Expected
        | PartState::AtStation
        | PartState::OnTheWay
        | PartState::Missing
        | PartState::Received => true,
        PartState::Destroyed | PartState::Forwarded | PartState::Lost | PartState::NotExpected => false,
    };
    Ok(found
        .parts
        .into_iter()
        .filter(goes_on)
        .map(|shown| shown.part)
        .collect())
}

async fn packing_list(
    State(gate): State<Gate>,
    caller: Caller,
    Place(consignment): Place<ConsignmentId>,
    _: Params<Nothing>,
) -> Answer {
    let question = json!({ "consignment": consignment });
    let found: OfConsignment = ask(&gate, &caller, ServiceName::Returns, &question).await?;
    let packed = |shown: Shown| PackedPart {
        part: shown.part,
        condition: shown.check_in.map(|check_in| check_in.condition),
    };
    let Shipped {
        station,
        carrier,
        tracking,
        freight,
        shipped_at,
    } = found.stands;
    page(papers::packing_list(&PackingList {
        consignment: found.consignment,
        station,
        carrier,
        tracking,
        freight,
        shipped_at,
        zone: found.zone,
        parts: found.list.into_iter().map(packed).collect(),
    }))
}

async fn package(
    State(gate): State<Gate>,
    caller: Caller,
    Place(claim): Place<ClaimNumber>,
    _: Params<Nothing>,
) -> Answer {
    let question = json!({ "claim": claim });
    let found: OfClaim = ask(&gate, &caller, ServiceName::Claims, &question).await?;
    match found.package {
        Some(Package::Built(package)) => documents::streamed(&gate, package.hash, &package.name).await,
        Some(Package::Building(name)) => Err(still_building(&claim, &name)),
        Some(Package::Failed(problem)) => Err(not_to_be_built(&claim, &problem)),
        None => Err(not_asked_for(&claim)),
    }
}

async fn ask<A: DeserializeOwned>(
    gate: &Gate,
    caller: &Caller,
    service: ServiceName,
    question: &Value,
) -> Result<A, Refusal> {
    let body = Encoding::Json.write(question).map_err(malformed)?;
    let subject = subject(service.as_str(), endpoint::QUERY);
    let answer = gate.ask(caller, &subject, Manner::Insisting, body).await?;
    Encoding::Json.read(&answer).map_err(malformed)
}

fn page(page: Result<String, PaperFailure>) -> Answer {
    let page = page.map_err(|failure| failed("paper.unprintable", &failure))?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, ONLY_ITSELF),
    ];
    Ok((headers, page).into_response())
}

fn not_asked_for(claim: &ClaimNumber) -> Refusal {
    Rejection::new(
        Class::Conflict,
        "CLM-6.no_package",
        format!("索赔{claim}还没有索赔包：检查项全部合格、判定完成后自动生成"),
        format!(
            "claim {claim} has no package yet: it is built once every item has passed and both have judged"
        ),
    )
    .with("claim", claim.to_string())
    .into()
}

fn still_building(claim: &ClaimNumber, name: &str) -> Refusal {
    Rejection::new(
        Class::Busy,
        "CLM-6.package_building",
        format!("索赔{claim}的索赔包{name}正在生成，请稍后再取"),
        format!("package {name} of claim {claim} is being built; ask again in a moment"),
    )
    .with("claim", claim.to_string())
    .into()
}

fn not_to_be_built(claim: &ClaimNumber, problem: &str) -> Refusal {
    Rejection::new(
        Class::Conflict,
        "CLM-6.package_failed",
        format!("索赔{claim}的索赔包未能生成：{problem}；请补齐文件后重试"),
        format!("the package of claim {claim} could not be built: {problem}; put it right and try again"),
    )
    .with("claim", claim.to_string())
    .with("problem", problem)
    .into()
}
