//! Pieces of a file, each small enough for one command.

use proto::directory::Row;

/// Few enough that a piece, its answer and its event stay well below a frame's 256 KiB.
const ROWS: usize = 300;
const BYTES: usize = 150 * 1024;

/// Some rows of a file.
#[derive(Debug)]
pub(super) struct Piece {
    /// Counted from 0.
    pub(super) piece: u32,
    pub(super) rows: Vec<Row>,
}

/// Cuts rows into pieces, in their order; each piece keeps within both limits.
pub(super) fn pieces(rows: Vec<sheets::Row>) -> Vec<Piece> {
    let rows = rows
        .into_iter()
        .map(|sheets::Row { line, cells }| Row { line, cells });
    (0..)
        .zip(cut(rows))
        .map(|(piece, rows)| Piece { piece, rows })
        .collect()
}

fn cut(rows: impl Iterator<Item = Row>) -> Vec<Vec<Row>> {
    let mut pieces: Vec<Vec<Row>> = Vec::new();
    let mut bytes = 0;
    for row in rows {
        let more = size(&row);
        match pieces.last_mut() {
            Some(piece) if piece.len() < ROWS && bytes + more <= BYTES => {
                piece.push(row);
                bytes += more;
            }
            _ => {
                pieces.push(vec![row]);
                bytes = more;
            }
        }
    }
    pieces
}

/// Cells with their quotes and commas, the line's number and what stands around both.
fn size(row: &Row) -> usize {
    24 + row.cells.iter().map(|cell| cell.len() + 3).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_the_order_and_both_limits() {
        let row = |line: u32, cell: usize| Row {
            line,
            cells: vec!["x".repeat(cell)],
        };
        let small: Vec<Row> = (0..650).map(|line| row(line, 10)).collect();
        let cut = super::cut(small.clone().into_iter());
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [300, 300, 50]);
        assert_eq!(cut.concat(), small);
        let large: Vec<Row> = (0..20).map(|line| row(line, 20_000)).collect();
        let cut = super::cut(large.clone().into_iter());
        assert!(
            cut.iter()
                .all(|piece| piece.iter().map(size).sum::<usize>() <= BYTES)
        );
        assert_eq!(cut.concat(), large);
        assert!(pieces(Vec::new()).is_empty());
    }
}
