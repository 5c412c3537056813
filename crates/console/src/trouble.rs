//! The page that says why there is no other.

use askama::Template;
use types::{Lang, Sentence};

use crate::texts::LayoutTexts;
use crate::{Unwritten, Visitor, files};

/// What went wrong, for whoever looked.
#[derive(Debug)]
pub struct Trouble<'a> {
    pub visitor: &'a Visitor,
    pub sentence: &'a Sentence,
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct Page<'a> {
    lang: Lang,
    t: &'static LayoutTexts,
    style: String,
    visitor: &'a Visitor,
    sentence: &'a str,
}

impl Trouble<'_> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self) -> Result<String, Unwritten> {
        let lang = self.visitor.language;
        let page = Page {
            lang,
            t: LayoutTexts::of(lang),
            style: files::url("console.css"),
            visitor: self.visitor,
            sentence: self.sentence.in_language(lang),
        };
        Ok(page.render()?)
    }
}
