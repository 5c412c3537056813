//! Everything the system says at the end.

use std::collections::{BTreeMap, BTreeSet};

use proto::desk::{ClaimPage, Figures, OrderSummary, PartRow};
use proto::wire::LogVerified;
use types::{OrderNumber, ServiceName};

use crate::simulate::failure::SimulateFailure;
use crate::simulate::link::Link;
use crate::simulate::world::World;

/// What is held against what was done.
pub(super) struct Gathered {
    pub(super) figures: Figures,
    pub(super) orders: Vec<OrderSummary>,
    /// Of every order that has a claim, should have one, or is to be decided.
    pub(super) claims: BTreeMap<OrderNumber, ClaimPage>,
    pub(super) parts: Vec<PartRow>,
    pub(super) logs: Vec<LogVerified>,
}

impl Gathered {
    pub(super) async fn of(link: &mut Link, world: &World) -> Result<Self, SimulateFailure> {
        let figures = link.figures().await?;
        let orders = link.board().await?;
        let parts = link.parts(None).await?;
        let listed = link.claims(false).await?.into_iter().map(|row| row.order);
        let finished = world.services.keys().filter(|order| world.is_claimable(order));
        let mut claims = BTreeMap::new();
        for order in listed.chain(finished.cloned()).collect::<BTreeSet<OrderNumber>>() {
            let page = link.claim(&order).await?;
            claims.insert(order, page);
        }
        let mut logs = Vec::new();
        for log in ServiceName::ALL {
            logs.push(link.verify(log).await?);
        }
        Ok(Self {
            figures,
            orders,
            claims,
            parts,
            logs,
        })
    }
}
