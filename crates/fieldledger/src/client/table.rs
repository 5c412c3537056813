//! Tables without lines: columns two apart, Chinese characters two columns wide, a row in one tone.

use comfy_table::{ContentArrangement, Table as Layout, presets::NOTHING};

use crate::client::view::{Tone, View};

/// A table under its heads.
pub(crate) struct Table {
    layout: Layout,
    /// Of each line, the heads' first where there are any.
    tones: Vec<Option<Tone>>,
}

impl Table {
    /// A table with heads.
    pub(crate) fn new<const N: usize>(heads: [&str; N]) -> Self {
        let mut table = Self::without_heads();
        table.layout.set_header(heads);
        table.tones.push(Some(Tone::Head));
        table
    }

    /// A table whose number of columns is known only when it is made.
    pub(crate) fn wide(heads: Vec<String>) -> Self {
        let mut table = Self::without_heads();
        table.layout.set_header(heads);
        table.tones.push(Some(Tone::Head));
        table
    }

    pub(crate) fn without_heads() -> Self {
        let mut layout = Layout::new();
        layout
            .load_style(NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled);
        Self {
            layout,
            tones: Vec::new(),
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.toned(None, cells);
    }

    /// A row in a tone; cells are put on one line each.
    pub(crate) fn toned<const N: usize>(&mut self, tone: Option<Tone>, cells: [String; N]) {
        self.layout
            .add_row(cells.map(|cell| cell.replace(['\n', '\r', '\t'], " ")));
        self.tones.push(tone);
    }

    /// A row of a table that is [`Self::wide`].
    pub(crate) fn wide_row(&mut self, cells: Vec<String>) {
        let cells = cells
            .into_iter()
            .map(|cell| cell.replace(['\n', '\r', '\t'], " "));
        self.layout.add_row(cells);
        self.tones.push(None);
    }

    pub(crate) fn render(mut self, view: &View) -> String {
        self.layout.column_iter_mut().for_each(|column| {
            column.set_padding((0, 2));
        });
        let lines = self
            .layout
            .lines()
            .zip(self.tones)
            .map(|(line, tone)| match tone {
                Some(tone) => view.paint(tone, line.trim_end()),
                None => line.trim_end().to_owned(),
            });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Lang;

    #[test]
    fn columns_line_up_under_chinese_and_english_and_rows_take_their_tone() {
        let mut table = Table::new(["工单", "fault"]);
        table.row(["2600017".to_owned(), "动臂\n无力".to_owned()]);
        table.toned(Some(Tone::Bad), ["99".to_owned(), "x".to_owned()]);
        let mut view = View::plain(Lang::Zh);
        view.colour = true;
        assert_eq!(
            table.render(&view),
            "\u{1b}[1m工单     fault\u{1b}[0m\n2600017  动臂 无力\n\u{1b}[31m99       x\u{1b}[0m"
        );
    }
}
