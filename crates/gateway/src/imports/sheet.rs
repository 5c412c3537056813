//! Rows and cells of a CSV file, as spreadsheets write it.

use csv::{ReaderBuilder, StringRecord};
use proto::directory::{BadCell, Row};
use types::Sentence;

/// A row with more than this is no row of a directory's list, and would not fit into one piece.
const ROW_BYTES: usize = 32 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A file's column heads and its rows with their lines.
#[derive(Debug, PartialEq)]
pub(super) struct Sheet {
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// Says why a file cannot be taken apart.
#[derive(Debug, PartialEq)]
pub(super) enum Unreadable {
    /// Counted in bytes from 0, and in lines from 1.
    NotUtf8 { byte: usize, line: usize },
    /// No heads, or nothing below them.
    Empty,
    /// Rows that do not fit the heads, all of them.
    Rows(Vec<BadCell>),
}

impl Sheet {
    /// Reads UTF-8, with or without byte order mark, whose cells stand between commas, semicolons or tabs.
    ///
    /// # Errors
    /// Not UTF-8, nothing in it, rows of another length than the heads.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let text = text(bytes)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut records = reader
            .records()
            .filter_map(Result::ok)
            .filter(|record| !is_blank(record));
        let heads = heads(&records.next().ok_or(Unreadable::Empty)?);
        let (mut rows, mut bad) = (Vec::new(), Vec::new());
        let mut lines = Lines {
            text: text.as_bytes(),
            byte: 0,
            line: 1,
        };
        for record in records {
            match row(&record, lines.of(&record), heads.len()) {
                Ok(row) => rows.push(row),
                Err(cell) => bad.push(cell),
            }
        }
        if !bad.is_empty() {
            return Err(Unreadable::Rows(bad));
        }
        if rows.is_empty() {
            return Err(Unreadable::Empty);
        }
        Ok(Self { heads, rows })
    }
}

fn text(bytes: &[u8]) -> Result<&str, Unreadable> {
    let content = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(content).map_err(|failure| {
        let good = content.get(..failure.valid_up_to()).unwrap_or_default();
        Unreadable::NotUtf8 {
            byte: bytes.len() - content.len() + good.len(),
            line: 1 + good.iter().filter(|byte| **byte == b'\n').count(),
        }
    })
}

/// What stands most often between the heads; a comma when nothing does.
fn delimiter(text: &str) -> u8 {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut quoted = false;
    let mut counts = [0_usize; DELIMITERS.len()];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
            *count += usize::from(!quoted && byte == delimiter);
        }
    }
    // The last of equals would win: the comma has to come last.
    let most = DELIMITERS
        .into_iter()
        .zip(counts)
        .rev()
        .max_by_key(|(_, count)| *count);
    most.map_or(b',', |(delimiter, _)| delimiter)
}

/// Spreadsheets write rows of empty cells below the last one.
fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Empty heads at the end belong to columns nobody filled.
fn heads(record: &StringRecord) -> Vec<String> {
    let mut heads: Vec<String> = record.iter().map(|head| head.trim().to_owned()).collect();
    while heads.last().is_some_and(String::is_empty) {
        heads.pop();
    }
    heads
}

/// Counts lines as an editor shows them. The reader's own count stops before the empty lines above a row.
struct Lines<'a> {
    text: &'a [u8],
    byte: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line a row begins on; rows come in their order.
    fn of(&mut self, record: &StringRecord) -> u32 {
        let begin = record
            .position()
            .and_then(|position| usize::try_from(position.byte()).ok());
        let begin = begin.unwrap_or(self.byte);
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let blank = self.text.iter().skip(begin).take_while(is_end).count();
        let passed = self.text.get(self.byte..begin + blank).unwrap_or_default();
        let ends = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.byte = begin + blank;
        self.line
    }
}

fn row(record: &StringRecord, line: u32, heads: usize) -> Result<Row, BadCell> {
    let bad = |reason| BadCell {
        line,
        column: String::new(),
        reason,
    };
    let filled = record.len()
        - record
            .iter()
            .rev()
            .take_while(|cell| cell.trim().is_empty())
            .count();
    if filled > heads || record.len() < heads {
        let cells = if filled > heads { filled } else { record.len() };
        return Err(bad(Sentence::new(
            format!("有{cells}格，而列名有{heads}个；格内含分隔符时须加引号"),
            format!("{cells} cells where there are {heads} heads; a cell that holds the delimiter is quoted"),
        )));
    }
    let cells: Vec<String> = record.iter().take(heads).map(ToOwned::to_owned).collect();
    if record.as_slice().len() > ROW_BYTES {
        return Err(bad(Sentence::new(
            format!("一行超过{ROW_BYTES}字节，是否缺少右引号"),
            format!("the row holds more than {ROW_BYTES} bytes; is a closing quote missing?"),
        )));
    }
    Ok(Row { line, cells })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(failure: Unreadable) -> Vec<u32> {
        match failure {
            Unreadable::Rows(bad) => bad.iter().map(|cell| cell.line).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_reads_the_same_between_commas_semicolons_and_tabs() {
        let comma = "编号,名称,区域\nHZ,\"杭州, 城北\",浙北\r\n\nNB,宁波,浙东\n";
        let expected = Sheet::read(comma.as_bytes()).unwrap();
        assert_eq!(expected.heads, ["编号", "名称", "区域"]);
        assert_eq!(
            expected.rows[0],
            Row {
                line: 2,
                cells: vec!["HZ".into(), "杭州, 城北".into(), "浙北".into()]
            }
        );
        assert_eq!(expected.rows[1].line, 4);
        let others = [
            "\u{feff}编号;名称;区域\nHZ;杭州, 城北;浙北\n\nNB;宁波;浙东",
            "编号\t名称\t区域\t\nHZ\t杭州, 城北\t浙北\t\n\nNB\t宁波\t浙东\t\n\t\t\t\n",
        ];
        for text in others {
            assert_eq!(Sheet::read(text.as_bytes()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_quoted_cell_may_hold_lines_and_the_lines_after_it_are_counted_right() {
        let sheet = Sheet::read("id,site\nA,\"gate 1\nthen left\"\nB,quarry\n".as_bytes()).unwrap();
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(sheet.rows[0].cells[1], "gate 1\nthen left");
    }

    #[test]
    fn every_ragged_row_is_named_by_its_line() {
        let failure = Sheet::read(b"id,name\nA,one\nB\nC,three,more\nD,four,\n").unwrap_err();
        assert_eq!(lines(failure), [3, 4]);
        let open_quote = format!("id,name\nA,\"one\n{}", "B,two\n".repeat(8_000));
        assert_eq!(lines(Sheet::read(open_quote.as_bytes()).unwrap_err()), [2]);
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_refused_where_it_stops_being_so() {
        let gbk = b"id,name\nA,\xba\xbc\xd6\xdd\n";
        assert_eq!(
            Sheet::read(gbk).unwrap_err(),
            Unreadable::NotUtf8 { byte: 10, line: 2 }
        );
        let marked = b"\xef\xbb\xbfid\n\xff\n";
        assert_eq!(
            Sheet::read(marked).unwrap_err(),
            Unreadable::NotUtf8 { byte: 6, line: 2 }
        );
    }

    #[test]
    fn a_file_without_rows_is_refused() {
        for nothing in ["", "\n\n", "id,name\n", "id,name\n,\n"] {
            assert_eq!(
                Sheet::read(nothing.as_bytes()).unwrap_err(),
                Unreadable::Empty,
                "{nothing:?}"
            );
        }
    }
}
