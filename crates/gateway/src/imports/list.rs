//! The lists that can be imported, and the service that takes each.

use proto::Encoding;
use proto::directory::{ApplyImport, ListKind, StageImport};
use proto::hotline::{ApplyOrders, StageOrders};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use types::{ImportId, ServiceName};

use super::pieces::Piece;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Listed {
    Stations,
    People,
    Customers,
    Machines,
    /// Open orders, taken over from elsewhere.
    Orders,
}

impl From<ListKind> for Listed {
    fn from(list: ListKind) -> Self {
        match list {
            ListKind::Stations => Self::Stations,
            ListKind::People => Self::People,
            ListKind::Customers => Self::Customers,
            ListKind::Machines => Self::Machines,
        }
    }
}

/// A request to a service: the command's name and its body.
pub(super) type Request = Result<(&'static str, Vec<u8>), String>;

impl Listed {
    /// Who takes it.
    pub(super) const fn service(self) -> ServiceName {
        match self.directory() {
            Some(_) => ServiceName::Directory,
            None => ServiceName::Hotline,
        }
    }

    const fn directory(self) -> Option<ListKind> {
        match self {
            Self::Stations => Some(ListKind::Stations),
            Self::People => Some(ListKind::People),
            Self::Customers => Some(ListKind::Customers),
            Self::Machines => Some(ListKind::Machines),
            Self::Orders => None,
        }
    }

    pub(super) fn stage(self, import: &ImportId, file: &str, heads: &[String], piece: Piece) -> Request {
        let Piece { piece, rows } = piece;
        let (import, file, heads) = (import.clone(), file.to_owned(), heads.to_vec());
        Ok(match self.directory() {
            Some(list) => (
                "stage-import",
                Encoding::Json.write(&StageImport {
                    import,
                    list,
                    file,
                    heads,
                    piece,
                    rows,
                })?,
            ),
            None => (
                "stage-orders",
                Encoding::Json.write(&StageOrders {
                    import,
                    file,
                    heads,
                    piece,
                    rows,
                })?,
            ),
        })
    }

    pub(super) fn apply(self, import: &ImportId, pieces: u32) -> Request {
        let import = import.clone();
        Ok(match self.directory() {
            Some(_) => (
                "apply-import",
                Encoding::Json.write(&ApplyImport { import, pieces })?,
            ),
            None => (
                "apply-orders",
                Encoding::Json.write(&ApplyOrders { import, pieces })?,
            ),
        })
    }
}

/// What an event says about an import.
pub(super) enum Said<'a> {
    /// Some rows were read; the bad cells among them.
    Staged(&'a Value),
    /// So many rows changed something.
    Applied(u64),
    /// Nothing changed; the first bad cells.
    Refused(&'a Value),
}

impl<'a> Said<'a> {
    pub(super) fn of(kind: &str, event: &'a Value) -> Option<Self> {
        let field = |name: &str| event.get(name);
        match kind {
            "ImportStaged" | "OrdersStaged" => field("bad").map(Said::Staged),
            "ImportApplied" => field("changed")?.as_u64().map(Said::Applied),
            "OrdersImported" => field("opened")?.as_u64().map(Said::Applied),
            "ImportRefused" | "OrdersRefused" => field("bad").map(Said::Refused),
            _ => None,
        }
    }
}
