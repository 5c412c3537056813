//! The tokens of machines that use the API.

use askama::Template;
use types::{Actor, Instant, PersonId};

use super::Section;
use crate::form::{Field, Form, FormShown, Kind, Refused};
use crate::frame::Link;
use crate::texts::AdminTexts;
use crate::write::Moment;
use crate::{Frame, Unwritten};

/// Every token, without its secret.
#[derive(Debug)]
pub struct TokensView<'a> {
    pub tokens: &'a [TokenLine],
    /// A new one, on the one page that shows it.
    pub given: Option<&'a str>,
    pub refused: Option<Refused<'a>>,
}

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    pub id: String,
    pub name: String,
    pub scopes: Vec<String>,
    pub person: Option<PersonId>,
    pub made_by: Actor,
    pub made_at: Instant,
}

#[derive(Template)]
#[template(path = "admin_tokens.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    tokens: Vec<(&'a TokenLine, String, Moment)>,
    given: Option<&'a str>,
    form: FormShown,
    csrf: &'a str,
}

impl<'a> TokensView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let tokens = self.tokens.iter().map(|token| {
            let scopes = token.scopes.join(frame.comma());
            (token, scopes, frame.moment(&token.made_at))
        });
        let page = Page {
            frame,
            a: AdminTexts::of(frame.language()),
            sections: Section::Tokens.links(frame),
            tokens: tokens.collect(),
            given: self.given,
            form: FormShown::of(
                &token_form(frame),
                "/admin/tokens".to_owned(),
                frame,
                self.refused.as_ref(),
            ),
            csrf: &frame.visitor.csrf,
        };
        Ok(page.render()?)
    }
}

/// What is asked for a new token.
#[must_use]
pub fn token_form(frame: &Frame<'_>) -> Form {
    let a = AdminTexts::of(frame.language());
    Form {
        command: "access.make-token".to_owned(),
        title: a.new_token,
        fields: vec![
            Field::new("name", a.token_name, Kind::Line).required(),
            Field::new("person", a.acts_as, Kind::Line),
            Field::new("scopes", a.scopes, Kind::Lines).required(),
        ],
        fixed: Vec::new(),
    }
}
