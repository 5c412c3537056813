//! How the services stand, and one digest over all of them.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use futures::future::join_all;
use proto::wire::{Status, StatusQuery, endpoint, subject};
use proto::{Encoding, Rejection};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use types::{Hash, ServiceName};

use crate::ask::Manner;
use crate::body::json;
use crate::disk::DiskShown;
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

/// How everything stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Standing {
    /// Those that answered, in the order of their names.
    pub(crate) services: Vec<Status>,
    /// Those that did not, and why.
    pub(crate) away: BTreeMap<ServiceName, Rejection>,
    /// Over the services' digests in the order of their names; none when not asked for, or when one is away.
    digest: Option<Hash>,
    /// How much room is left; none when the disk does not say.
    pub(crate) disk: Option<DiskShown>,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let gives = Content::of::<Standing>(schemas);
    vec![
        Route::get(
            "operations",
            "/api/v1/status",
            "How the services stand",
            show,
            gives,
        )
        .asking::<StatusQuery>(schemas),
    ]
}

async fn show(
    State(gate): State<Gate>,
    caller: Caller,
    Params(query): Params<StatusQuery>,
) -> Result<Response, Refusal> {
    let standing = Standing::of(&gate, &caller, &query).await;
    Encoding::Json.write(&standing).map(json).map_err(malformed)
}

impl Standing {
    /// Asks every service how it stands.
    pub(crate) async fn of(gate: &Gate, caller: &Caller, query: &StatusQuery) -> Self {
        let mut names = ServiceName::ALL;
        names.sort_by_key(|name| name.as_str());
        let asked = join_all(names.map(|name| status(gate, caller, name, query))).await;
        let (mut services, mut away) = (Vec::new(), BTreeMap::new());
        for (name, answer) in names.into_iter().zip(asked) {
            match answer {
                Ok(status) => services.push(status),
                Err(refusal) => {
                    away.insert(name, refusal.rejection().clone());
                }
            }
        }
        let digest = if away.is_empty() { digest(&services) } else { None };
        Self {
            services,
            away,
            digest,
            disk: DiskShown::under(gate),
        }
    }
}

async fn status(
    gate: &Gate,
    caller: &Caller,
    service: ServiceName,
    query: &StatusQuery,
) -> Result<Status, Refusal> {
    let body = Encoding::Json.write(query).map_err(malformed)?;
    let manner = if query.digest {
        Manner::Patient
    } else {
        Manner::Once
    };
    let answer = gate
        .ask(caller, &subject(service.as_str(), endpoint::STATUS), manner, body)
        .await?;
    Encoding::Json.read(&answer).map_err(malformed)
}

/// One digest over all of them.
fn digest(services: &[Status]) -> Option<Hash> {
    let digests: Option<Vec<Hash>> = services.iter().map(|status| status.digest).collect();
    let digests = digests?;
    let parts: Vec<&[u8]> = digests
        .iter()
        .map(|digest| digest.as_bytes().as_slice())
        .collect();
    Some(Hash::of(&parts))
}
