//! What every page needs to know besides its own content.

use chrono_tz::Tz;
use serde::Serialize;
use serde_json::Value;
use types::{Instant, Lang, Phone, Sentence, masked_number, masked_phones};

use crate::Visitor;
use crate::files;
use crate::texts::LayoutTexts;
use crate::write::{self, Moment};

/// A page that navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Board,
    Intake,
    Inbox,
    Station,
    Machines,
    Figures,
    Admin,
    Claims,
    Parts,
    /// A page that is reached from others.
    Elsewhere,
}

/// Who looks, at what moment, from where.
#[derive(Debug)]
pub struct Frame<'a> {
    pub visitor: &'a Visitor,
    /// The moment the page is about.
    pub now: Instant,
    /// The zone moments are written in.
    pub zone: Tz,
    pub place: Place,
    /// Path and query of the page, to which the language switch comes back.
    pub here: &'a str,
    /// The request's id, from which those of the commands that its forms send are made.
    pub request: &'a str,
    /// Whether the visitor's work needs phone numbers; others see them masked.
    pub sees_phones: bool,
}

/// A link of the navigation.
pub(crate) struct Link {
    pub(crate) href: &'static str,
    pub(crate) text: &'static str,
    pub(crate) is_here: bool,
}

impl Frame<'_> {
    pub(crate) const fn language(&self) -> Lang {
        self.visitor.language
    }

    pub(crate) const fn layout(&self) -> &'static LayoutTexts {
        LayoutTexts::of(self.visitor.language)
    }

    pub(crate) const fn lang_tag(&self) -> &'static str {
        match self.visitor.language {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    pub(crate) fn links(&self) -> Vec<Link> {
        let t = self.layout();
        let all = [
            (Place::Intake, "/intake", t.intake),
            (Place::Board, "/", t.board),
            (Place::Station, "/station", t.station),
            (Place::Inbox, "/inbox", t.inbox),
            (Place::Claims, "/claims", t.claims),
            (Place::Parts, "/parts", t.parts),
            (Place::Machines, "/machines", t.machines),
            (Place::Figures, "/figures", t.figures),
        ];
        let admin = (Place::Admin, "/admin", t.admin);
        let all = all
            .into_iter()
            .chain(self.visitor.looks_after_the_system().then_some(admin));
        let linked = all.map(|(place, href, text)| Link {
            href,
            text,
            is_here: place == self.place,
        });
        linked.collect()
    }

    /// Where the language is switched, and the way back.
    pub(crate) fn switch(&self) -> String {
        let to = match self.visitor.language {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        format!(
            "/language?{}",
            query(&[("to", to.to_string().as_str()), ("back", self.here)])
        )
    }

    pub(crate) const fn switch_tag(&self) -> &'static str {
        match self.visitor.language {
            Lang::Zh => "en",
            Lang::En => "zh-CN",
        }
    }

    pub(crate) fn style(&self) -> String {
        files::url("console.css")
    }

    pub(crate) fn scripts(&self) -> [String; 4] {
        files::SCRIPTS.map(files::url)
    }

    pub(crate) fn icon(&self) -> String {
        files::url("icon.svg")
    }

    /// Between names.
    pub(crate) const fn comma(&self) -> &'static str {
        match self.visitor.language {
            Lang::Zh => "、",
            Lang::En => ", ",
        }
    }

    pub(crate) fn say<'s>(&self, sentence: &'s Sentence) -> &'s str {
        sentence.in_language(self.visitor.language)
    }

    pub(crate) fn moment(&self, at: &Instant) -> Moment {
        write::moment(*at, self.zone)
    }

    pub(crate) fn left(&self, seconds: i64) -> String {
        write::left(seconds, self.visitor.language)
    }

    /// A phone as this visitor may see it: `138****5678` for those whose work does not need it.
    pub(crate) fn phone(&self, phone: &Phone) -> String {
        if self.sees_phones {
            phone.to_string()
        } else {
            masked_number(phone.as_str())
        }
    }

    /// A text as this visitor may see it: phones that are written in it are masked like others.
    pub(crate) fn text(&self, text: &str) -> String {
        let masked = (!self.sees_phones).then(|| masked_phones(text)).flatten();
        masked.unwrap_or_else(|| text.to_owned())
    }
}

/// Pairs as a query string.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    // Pairs of texts can always be written.
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// Where a list is shown as a question narrows it; what narrows nothing is left out.
pub(crate) fn narrowed(path: &str, wanted: &impl Serialize) -> String {
    let written = serde_json::to_value(wanted).unwrap_or_default();
    let fields = written.as_object().into_iter().flatten();
    let pairs: Vec<(&String, String)> = fields
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text.clone())),
            Value::Bool(true) => Some((name, "true".to_owned())),
            Value::Number(number) => Some((name, number.to_string())),
            Value::Null | Value::Bool(false) | Value::Array(_) | Value::Object(_) => None,
        })
        .filter(|(name, _)| *name != "limit")
        .collect();
    match serde_urlencoded::to_string(pairs) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        Ok(_) | Err(_) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use sla::policy::Role;

    use crate::testing::{frame, visitor};
    use types::Lang;

    #[test]
    fn phones_within_texts_are_masked_like_others() {
        let auditor = visitor(Lang::Zh, &[Role::Auditor]);
        let frame = frame(&auditor);
        let text = "工单2600017，联系人王工 13900002001。02";
        assert_eq!(frame.text(text), "工单2600017，联系人王工 139****2001。02");
        assert_eq!(frame.phone(&"13900002001".parse().unwrap()), "139****2001");
        let operator = visitor(Lang::Zh, &[Role::Operator]);
        assert_eq!(crate::testing::frame(&operator).text(text), text);
    }
}
