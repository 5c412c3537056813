//! Rows of a CSV file, as spreadsheets write it.

use csv::{ReaderBuilder, StringRecord};

use super::{Gathered, Sheet, SheetProblem};
use crate::harmless::unmarked;

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Reads cells between commas, semicolons or tabs; a quoted cell may hold separators and lines.
pub(super) fn read(text: &str) -> Result<Sheet, SheetProblem> {
    let (separator, skipped) = separator(text);
    let rest = text.get(skipped..).unwrap_or_default();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(rest.as_bytes());
    let mut lines = Lines {
        text: rest.as_bytes(),
        byte: 0,
        line: if skipped == 0 { 1 } else { 2 },
    };
    let mut gathered = Gathered::new();
    for record in reader.records().filter_map(Result::ok) {
        let cells = record.iter().map(|cell| unmarked(cell).to_owned()).collect();
        gathered.take(lines.of(&record), cells)?;
    }
    gathered.into_sheet(None)
}

/// The separator, and how many bytes of a first line that only names it are left out. Without such a line it is what
/// stands most often on the first line that holds any, and a comma when nothing does.
fn separator(text: &str) -> (u8, usize) {
    if let Some(&[separator, b'\r' | b'\n', ..]) = text.strip_prefix("sep=").map(str::as_bytes) {
        let line = text.find('\n').map_or(text.len(), |end| end + 1);
        return (separator, line);
    }
    let most = text.lines().find_map(most_frequent);
    (most.unwrap_or(b','), 0)
}

fn most_frequent(line: &str) -> Option<u8> {
    let mut quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (count, separator) in counts.iter_mut().zip(SEPARATORS) {
            *count += usize::from(!quoted && byte == separator);
        }
    }
    // The last of equals wins: the comma has to come last.
    let most = SEPARATORS
        .into_iter()
        .zip(counts)
        .rev()
        .max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| *count > 0)
        .map(|(separator, _)| separator)
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

#[cfg(test)]
mod tests {
    use super::super::Row;
    use super::*;

    fn row(line: u32, cells: &[&str]) -> Row {
        Row {
            line,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        }
    }

    #[test]
    fn a_file_reads_the_same_between_commas_semicolons_and_tabs() {
        let expected = read("编号,名称,区域\nHZ,\"杭州, 城北\",浙北\r\n\nNB,宁波,浙东\n").unwrap();
        assert_eq!(expected.heads, ["编号", "名称", "区域"]);
        assert_eq!(
            expected.rows,
            [
                row(2, &["HZ", "杭州, 城北", "浙北"]),
                row(4, &["NB", "宁波", "浙东"])
            ]
        );
        let others = [
            "编号;名称;区域\nHZ;杭州, 城北;浙北\n\nNB;宁波;浙东",
            "编号\t名称\t区域\t\nHZ\t杭州, 城北\t浙北\t\n\nNB\t宁波\t浙东\t\n\t\t\t\n",
        ];
        for text in others {
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_names_the_separator_and_a_title_above_the_heads_are_left_out() {
        let sheet = read("sep=;\r\n整机档案\r\nid;name, place\r\nA;1,5\r\n").unwrap();
        assert_eq!(sheet.heads, ["id", "name, place"]);
        assert_eq!(sheet.rows, [row(4, &["A", "1,5"])]);
    }

    #[test]
    fn a_quoted_cell_may_hold_lines_and_the_lines_after_it_are_counted_right() {
        let sheet = read("id,site\nA,\"gate 1\nthen left\"\nB,quarry\n").unwrap();
        assert_eq!(
            sheet.rows,
            [row(2, &["A", "gate 1\nthen left"]), row(4, &["B", "quarry"])]
        );
    }

    #[test]
    fn rows_of_another_length_are_kept_as_they_are() {
        let sheet = read("id,name\nA,one\nB\nC,three,more\nD,four,\n").unwrap();
        let expected = [
            row(2, &["A", "one"]),
            row(3, &["B"]),
            row(4, &["C", "three", "more"]),
            row(5, &["D", "four"]),
        ];
        assert_eq!(sheet.rows, expected);
        let open_quote = format!("id,name\nA,\"one\n{}", "B,two\n".repeat(8_000));
        assert_eq!(read(&open_quote), Err(SheetProblem::LongRows(vec![2])));
    }

    #[test]
    fn a_file_without_rows_and_one_with_too_many_are_refused() {
        for nothing in ["", "\n\n", "id,name\n", "id,name\n,\n"] {
            assert_eq!(read(nothing), Err(SheetProblem::Empty), "{nothing:?}");
        }
        let many = format!("id,name\n{}", "A,one\n".repeat(super::super::LIMITS.rows + 1));
        assert_eq!(read(&many), Err(SheetProblem::TooLarge));
    }
}
