//! What is asked of the sandbox: lists in pieces, pages, figures, and whether its logs verify.

use proto::desk::{
    Board, ClaimPage, ClaimRow, Claims, Figures, Inbox, OrderSummary, PartRow, Parts, ToDo, ToDoItem,
};
use proto::returns::PartState;
use proto::wire::LogVerified;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use types::{Hash, OrderNumber, ServiceName};

use super::deeds::{Look, Seen};
use super::failure::SimulateFailure;
use super::link::{Link, Question};

#[derive(Deserialize)]
struct Answered<T> {
    answer: T,
}

#[derive(Deserialize)]
struct Standing {
    digest: Option<Hash>,
}

/// A list that is answered in pieces.
trait Piece: DeserializeOwned {
    type Row;

    fn rows(self) -> Vec<Self::Row>;
}

macro_rules! pieces {
    ($($list:ident $rows:ident $row:ty;)*) => {
        $(impl Piece for $list {
            type Row = $row;

            fn rows(self) -> Vec<$row> {
                self.$rows
            }
        })*
    };
}

pieces! {
    Board rows OrderSummary;
    Claims claims ClaimRow;
    Parts parts PartRow;
    ToDo items ToDoItem;
}

/// How many rows one answer holds at most.
const PIECE: usize = proto::desk::ROWS as usize;

impl Link {
    /// Looks at what is shown now.
    pub(super) async fn look(&mut self, look: Look) -> Result<Seen, SimulateFailure> {
        Ok(match look {
            Look::Inbox { actor } => {
                let inbox: Inbox = self.answer("inbox", "api/v1/inbox", &[]).await?;
                Seen::Inbox(actor, inbox.items)
            }
            Look::ToDo => Seen::ToDo(self.list::<ToDo>("to-do", "api/v1/to-do", &[]).await?),
            Look::Claims => Seen::Claims(self.claims(true).await?),
            Look::Claim(order) => Seen::Claim(Box::new(self.claim(&order).await?)),
            Look::Parts(state) => Seen::Parts(state, self.parts(Some(state)).await?),
        })
    }

    /// Every order, ended or not.
    pub(super) async fn board(&mut self) -> Result<Vec<OrderSummary>, SimulateFailure> {
        let all = [("include_ended", "true".to_owned())];
        self.list::<Board>("board", "api/v1/board", &all).await
    }

    /// The last try of every order's claim, or only what waits for somebody; orders to be decided are among them.
    pub(super) async fn claims(&mut self, pending: bool) -> Result<Vec<ClaimRow>, SimulateFailure> {
        let narrowed = [("pending", pending.to_string())];
        self.list::<Claims>("claims", "api/v1/claims", &narrowed).await
    }

    /// Everything about one order's claim.
    pub(super) async fn claim(&mut self, order: &OrderNumber) -> Result<ClaimPage, SimulateFailure> {
        let path = format!("api/v1/orders/{order}/claim");
        self.answer("claim", &path, &[]).await
    }

    /// Old parts, of all states or of one.
    pub(super) async fn parts(&mut self, state: Option<PartState>) -> Result<Vec<PartRow>, SimulateFailure> {
        let state = state.and_then(|state| Some(serde_json::to_value(state).ok()?.as_str()?.to_owned()));
        let narrowed: Vec<_> = state.map(|state| ("state", state)).into_iter().collect();
        self.list::<Parts>("parts", "api/v1/returns/parts", &narrowed)
            .await
    }

    pub(super) async fn figures(&mut self) -> Result<Figures, SimulateFailure> {
        self.answer("figures", "api/v1/figures", &[]).await
    }

    pub(super) async fn digest(&mut self) -> Result<Option<Hash>, SimulateFailure> {
        let question = Question::get("digest", "api/v1/status").with("digest", true);
        let standing: Standing = self.ask(question).await?;
        Ok(standing.digest)
    }

    pub(super) async fn verify(&mut self, log: ServiceName) -> Result<LogVerified, SimulateFailure> {
        let path = format!("api/v1/logs/{log}/verify");
        self.ask(Question::post("verify", &path, b"{}".to_vec())).await
    }

    /// All rows of a list, piece by piece.
    async fn list<L: Piece>(
        &mut self,
        kind: &'static str,
        path: &str,
        narrowed: &[(&'static str, String)],
    ) -> Result<Vec<L::Row>, SimulateFailure> {
        let mut all = Vec::new();
        loop {
            let mut parameters = narrowed.to_vec();
            parameters.push(("skip", all.len().to_string()));
            let rows = self.answer::<L>(kind, path, &parameters).await?.rows();
            let is_last = rows.len() < PIECE;
            all.extend(rows);
            if is_last {
                return Ok(all);
            }
        }
    }

    async fn answer<T: DeserializeOwned>(
        &mut self,
        kind: &'static str,
        path: &str,
        parameters: &[(&'static str, String)],
    ) -> Result<T, SimulateFailure> {
        let question = parameters
            .iter()
            .fold(Question::get(kind, path), |question, (name, value)| {
                question.with(name, value)
            });
        Ok(self.ask::<Answered<T>>(question).await?.answer)
    }
}
