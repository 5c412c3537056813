//! The columns of a list and the heads people give them.

use proto::directory::{BadCell, Row};
use types::Sentence;

use crate::cells;

/// A column a list may have: the first name is what people are told, the second its English.
#[derive(Debug, PartialEq, Eq)]
pub struct Column<F: 'static> {
    field: F,
    is_required: bool,
    names: &'static [&'static str],
}

impl<F> Column<F> {
    /// One that every file must have.
    #[must_use]
    pub const fn required(field: F, names: &'static [&'static str]) -> Self {
        Self {
            field,
            is_required: true,
            names,
        }
    }

    /// One that a file may leave out.
    #[must_use]
    pub const fn optional(field: F, names: &'static [&'static str]) -> Self {
        Self {
            field,
            is_required: false,
            names,
        }
    }

    fn is_called(&self, head: &str) -> bool {
        self.names.iter().any(|name| plain(name) == head)
    }

    /// What people are told that it is called, Chinese first.
    fn told(&self) -> (&'static str, &'static str) {
        let mut names = self.names.iter().copied();
        (names.next().unwrap_or_default(), names.next().unwrap_or_default())
    }
}

/// Where the columns of one file stand.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout<F: 'static> {
    columns: &'static [Column<F>],
    places: Vec<Place<F>>,
    /// How many columns the file has.
    width: usize,
}

/// A column that is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<F> {
    field: F,
    pub(super) index: usize,
    /// As it stands in the file, without what cannot be seen.
    pub(super) head: String,
}

impl<F: Copy + PartialEq> Layout<F> {
    /// Finds the columns by their heads, whatever their order, width and letter case.
    ///
    /// # Errors
    /// One bad cell on line 1 for each required column that is missing.
    pub fn of(columns: &'static [Column<F>], heads: &[String]) -> Result<Self, Vec<BadCell>> {
        let place = |(index, head): (usize, &String)| {
            let wanted = plain(head);
            let column = columns.iter().find(|column| column.is_called(&wanted))?;
            Some(Place {
                field: column.field,
                index,
                head: cells::clean(head),
            })
        };
        let places: Vec<Place<F>> = heads.iter().enumerate().filter_map(place).collect();
        let missing: Vec<BadCell> = columns
            .iter()
            .filter(|column| column.is_required && !places.iter().any(|place| place.field == column.field))
            .map(missing)
            .collect();
        if missing.is_empty() {
            Ok(Self {
                columns,
                places,
                width: heads.len(),
            })
        } else {
            Err(missing)
        }
    }

    /// The columns of one kind, from left to right.
    pub(super) fn places(&self, field: F) -> impl Iterator<Item = &Place<F>> {
        self.places.iter().filter(move |place| place.field == field)
    }

    /// What people are told that a column is called.
    pub(super) fn told(&self, field: F) -> &'static str {
        let meant = self.columns.iter().find(|column| column.field == field);
        meant.map_or("", |column| column.told().0)
    }

    /// Why nothing of a row can be read: a separator too many or too few shifts every column behind it. Empty cells
    /// beyond the heads do no harm.
    #[must_use]
    pub fn misfit(&self, row: &Row) -> Option<BadCell> {
        let is_filled = |cell: &String| !cells::clean(cell).is_empty();
        let filled = row.cells.iter().rposition(is_filled).map_or(0, |last| last + 1);
        let (cells, heads) = (filled.max(row.cells.len().min(self.width)), self.width);
        (cells != heads).then(|| BadCell {
            line: row.line,
            column: String::new(),
            reason: Sentence::new(
                format!("有{cells}格，而列名有{heads}个；格内含分隔符时须加引号"),
                format!(
                    "{cells} cells where there are {heads} heads; a cell that holds the separator is quoted"
                ),
            ),
        })
    }
}

fn missing<F>(column: &Column<F>) -> BadCell {
    let (zh, en) = column.told();
    BadCell {
        line: 1,
        column: zh.to_owned(),
        reason: Sentence::new(
            format!("缺少“{zh}”一列，请补上表头"),
            format!("the column {en} ({zh}) is missing; add it"),
        ),
    }
}

fn plain(head: &str) -> String {
    let folded = cells::folded(head);
    let counts = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '*');
    folded
        .chars()
        .filter(counts)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column<char>] = &[
        Column::required('i', &["整机编号", "serial", "PIN", "serial number"]),
        Column::required('m', &["机型", "model"]),
        Column::optional('h', &["工作小时", "hours"]),
    ];

    fn places(heads: &[&str]) -> Vec<(char, usize)> {
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        let layout = Layout::of(COLUMNS, &heads).unwrap();
        let places = layout.places.iter();
        places.map(|place| (place.field, place.index)).collect()
    }

    #[test]
    fn columns_are_found_by_chinese_or_english_heads_in_any_order_and_width() {
        let expected = [('m', 0), ('i', 2), ('h', 3)];
        let chinese = ["\u{feff}机型", "SIM卡号", " ＰＩＮ ", "工作小时"];
        assert_eq!(places(&chinese), expected);
        assert_eq!(places(&["MODEL", "Dealer", "Serial_Number*", "Hours"]), expected);
    }
}
