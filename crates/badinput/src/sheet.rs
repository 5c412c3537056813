//! Lists from elsewhere, CSV and XLSX.

use directory::Directory;
use hotline::Hotline;
use proto::directory::{ListKind, Row, StageImport};
use proto::hotline::StageOrders;
use sheets::{LIMITS, Sheet};
use types::ImportId;

use crate::commands::decided;

/// As many rows as one command stages.
const PIECE: usize = 200;

/// Reads a file as every list there is: it is refused as a whole, or each row is taken or named with what is wrong.
pub fn spreadsheets(bytes: &[u8]) {
    let Ok(Sheet { heads, rows, .. }) = sheets::read(bytes) else {
        return;
    };
    assert!(!heads.is_empty() && heads.len() <= LIMITS.columns);
    assert!(!rows.is_empty() && rows.len() <= LIMITS.rows);
    let Ok(import) = ImportId::new("an-import") else {
        panic!("an import id");
    };
    let rows: Vec<Row> = rows
        .into_iter()
        .take(PIECE)
        .map(|sheets::Row { line, cells }| Row { line, cells })
        .collect();
    for list in ListKind::ALL {
        let staged = StageImport {
            import: import.clone(),
            list,
            file: "list.csv".to_owned(),
            heads: heads.clone(),
            piece: 0,
            rows: rows.clone(),
        };
        decided::<Directory>(&staged.into());
    }
    let staged = StageOrders {
        import,
        file: "orders.csv".to_owned(),
        heads,
        piece: 0,
        rows,
    };
    decided::<Hotline>(&staged.into());
}
