//! Lists from elsewhere, pasted from a spreadsheet.

use askama::Template;
use proto::directory::{BadCell, ListKind};

use super::{BadLine, Section, bad_lines};
use crate::frame::Link;
use crate::texts::AdminTexts;
use crate::{Frame, Unwritten};

/// A list that is to be taken, or was.
#[derive(Debug)]
pub struct ImportView<'a> {
    pub list: Option<ListKind>,
    /// The rows as they were pasted.
    pub rows: &'a str,
    /// How many rows were taken, and how many of them changed something.
    pub taken: Option<(usize, u64)>,
    /// Why nothing was.
    pub problem: Option<&'a str>,
    pub bad: &'a [BadCell],
}

#[derive(Template)]
#[template(path = "admin_import.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    lists: Vec<(&'static str, String, bool)>,
    rows: &'a str,
    taken: Option<(usize, u64)>,
    problem: Option<&'a str>,
    bad: Vec<BadLine<'a>>,
    csrf: &'a str,
    request: &'a str,
}

impl<'a> ImportView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let lists = ListKind::ALL.into_iter().map(|list| {
            let title = list.title().in_language(frame.language()).to_owned();
            (list.as_str(), title, Some(list) == self.list)
        });
        let page = Page {
            frame,
            a: AdminTexts::of(frame.language()),
            sections: Section::Import.links(frame),
            lists: lists.collect(),
            rows: self.rows,
            taken: self.taken,
            problem: self.problem,
            bad: bad_lines(self.bad, frame),
            csrf: &frame.visitor.csrf,
            request: frame.request,
        };
        Ok(page.render()?)
    }
}
