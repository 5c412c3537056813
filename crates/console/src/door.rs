//! The pages at the door: sign-in, the first password, and a form that was carried through both.

mod words;

use askama::Template;
use types::{Lang, Sentence};

use crate::Visitor;

/// Says that a page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("failed to fill in the page")]
pub struct PageFailure(#[from] askama::Error);

/// A field of a form that came without a session, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub name: String,
    pub value: String,
}

impl Carried {
    /// Whether somebody typed it, so that they want to see it again.
    fn is_shown(&self) -> bool {
        !self.value.is_empty() && words::is_typed(&self.name)
    }

    /// What its form calls it.
    fn label(&self, language: Lang) -> String {
        words::label(&self.name, language)
    }

    /// Lines to show it in: as many as were typed, within reason.
    fn rows(&self) -> usize {
        self.value.lines().count().clamp(1, 8)
    }
}

/// The sign-in page.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "door/sign_in.html")]
pub struct SignIn {
    pub language: Lang,
    pub sandbox: bool,
    /// What was typed as the staff number before.
    pub name: String,
    pub extension: String,
    /// Where it leads: a path of this site.
    pub next: String,
    pub carried: Vec<Carried>,
    /// Why the last try let nobody in.
    pub problem: Option<Sentence>,
}

/// The page on which somebody who came by a one-time code chooses a password.
#[derive(Debug, Template)]
#[template(path = "door/choose_password.html")]
pub struct ChoosePassword<'a> {
    pub language: Lang,
    pub sandbox: bool,
    pub name: &'a str,
    pub code: &'a str,
    pub extension: &'a str,
    pub next: &'a str,
    pub carried: &'a [Carried],
    pub problem: Option<Sentence>,
}

/// A form that was posted without a session, or with the token of another, shown to be sent now.
#[derive(Debug, Template)]
#[template(path = "door/continue.html")]
pub struct Continue<'a> {
    pub visitor: &'a Visitor,
    pub csrf: &'a str,
    pub next: &'a str,
    pub carried: &'a [Carried],
    /// Why it was not taken, when it was sent already.
    pub problem: Option<&'a Sentence>,
}

/// The page of one's own: where one sits, another password, the way out.
#[derive(Debug, Template)]
#[template(path = "door/account.html")]
pub struct Account<'a> {
    pub visitor: &'a Visitor,
    /// The owner of the machine has neither a seat nor a password.
    pub is_person: bool,
    pub extension: &'a str,
    pub problem: Option<Sentence>,
}

/// What every page at the door knows: in which words it speaks, and whether time is virtual.
pub trait DoorPage: Template {
    fn language(&self) -> Lang;

    fn sandbox(&self) -> bool;

    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        said(self.language(), zh, en)
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// [`PageFailure`].
    fn page(&self) -> Result<String, PageFailure> {
        Ok(self.render()?)
    }
}

impl DoorPage for Account<'_> {
    fn language(&self) -> Lang {
        self.visitor.language
    }

    fn sandbox(&self) -> bool {
        self.visitor.sandbox
    }
}

/// A call that rings at the visitor's telephone: the way to the filled form, in one line for server-sent events.
#[derive(Debug, Template)]
#[template(path = "door/call.html")]
pub struct CallNotice<'a> {
    pub language: Lang,
    pub caller: &'a str,
}

impl CallNotice<'_> {
    /// The notice as a part of a page.
    ///
    /// # Errors
    /// [`PageFailure`].
    pub fn fragment(&self) -> Result<String, PageFailure> {
        Ok(self.render()?)
    }

    /// The number as an address holds it: a plus sign would be read as a space there.
    fn asked(&self) -> String {
        self.caller.replace('+', "%2B")
    }

    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        said(self.language, zh, en)
    }
}

impl DoorPage for SignIn {
    fn language(&self) -> Lang {
        self.language
    }

    fn sandbox(&self) -> bool {
        self.sandbox
    }
}

impl DoorPage for ChoosePassword<'_> {
    fn language(&self) -> Lang {
        self.language
    }

    fn sandbox(&self) -> bool {
        self.sandbox
    }
}

impl DoorPage for Continue<'_> {
    fn language(&self) -> Lang {
        self.visitor.language
    }

    fn sandbox(&self) -> bool {
        self.visitor.sandbox
    }
}

const fn said<'a>(language: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match language {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_carried_unchanged_and_harmless() {
        let typed = "<script>alert('1')</script> \u{202e}\" 'x' 动臂\n第二行";
        let page = SignIn {
            next: "/intake".to_owned(),
            name: "\"><b>".to_owned(),
            carried: vec![Carried {
                name: "fault".to_owned(),
                value: typed.to_owned(),
            }],
            ..SignIn::default()
        };
        let html = page.page().unwrap();
        assert!(!html.contains("<script>alert") && !html.contains("<b>"), "{html}");
        assert!(html.contains("name=\"carried.fault\""), "{html}");
        assert!(html.contains("动臂\n第二行"), "{html}");
    }

    #[test]
    fn the_page_speaks_the_language_it_is_asked_in() {
        let page = |language| {
            SignIn {
                language,
                ..SignIn::default()
            }
            .page()
            .unwrap()
        };
        assert!(page(Lang::Zh).contains("工号") && page(Lang::Zh).contains("lang=\"zh-CN\""));
        assert!(page(Lang::En).contains("Staff number") && page(Lang::En).contains("lang=\"en\""));
    }

    #[test]
    fn a_form_that_was_carried_shows_what_was_typed_and_holds_the_rest() {
        let visitor = Visitor {
            actor: types::Actor::Local,
            name: "林晓雨".to_owned(),
            roles: Vec::new(),
            station: None,
            region: None,
            language: Lang::Zh,
            csrf: "token".to_owned(),
            sandbox: false,
        };
        let field = |name: &str, value: &str| Carried {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let carried = [field("fault", "漏油"), field("site", ""), field("request", "r-1")];
        let page = Continue {
            visitor: &visitor,
            csrf: "token",
            next: "/intake",
            carried: &carried,
            problem: None,
        };
        let html = page.page().unwrap();
        assert!(
            html.contains("action=\"/intake\"") && html.contains("林晓雨"),
            "{html}"
        );
        assert_eq!(html.matches("<label").count(), 1, "{html}");
        for name in ["fault", "site", "request"] {
            assert!(html.contains(&format!("name=\"{name}\"")), "{name}: {html}");
        }
    }
}
