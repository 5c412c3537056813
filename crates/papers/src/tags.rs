//! Tags of old parts 旧件标签: printed, cut apart, hung on the parts, and scanned (OLD-1).

use askama::Template;
use proto::returns::ExpectedPart;

use crate::PaperFailure;
use crate::code::{Symbol, symbol};
use crate::sheet::STYLE;
use crate::words::{or_dash, text};

#[derive(Template)]
#[template(path = "tags.html")]
struct TagPage<'a> {
    tags: Vec<Tag<'a>>,
}

struct Tag<'a> {
    part: &'a ExpectedPart,
    symbol: Symbol,
}

/// The page of these parts' tags, each with what it says in words and as a code a scanner reads.
///
/// # Errors
/// [`PaperFailure`].
pub fn tags(parts: &[ExpectedPart]) -> Result<String, PaperFailure> {
    let tags = parts.iter().map(tag).collect::<Result<_, _>>()?;
    Ok(TagPage { tags }.render()?)
}

fn tag(part: &ExpectedPart) -> Result<Tag<'_>, PaperFailure> {
    let symbol = symbol(&part.tag.to_string())?;
    Ok(Tag { part, symbol })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::code::tests::scanned;

    pub(crate) fn part(line: u16, number: &str) -> ExpectedPart {
        ExpectedPart {
            tag: format!("2600017-P{line}").parse().unwrap(),
            claim: "2600017-1".parse().unwrap(),
            machine: Some("EC210BLC30121".parse().unwrap()),
            model: Some("EC210BLC".to_owned()),
            station: Some("HZ".parse().unwrap()),
            engineer: Some("P301".parse().unwrap()),
            part_number: number.to_owned(),
            name: "动臂缸 <密封>".to_owned(),
            quantity: 2,
            serial: Some("SN-77".to_owned()),
        }
    }

    // rule: OLD-1
    #[test]
    fn a_tag_says_its_part_in_words_and_in_a_code_that_reads_back() {
        let page = tags(&[part(1, "4611-1234"), part(12, "VOE 14640102")]).unwrap();
        assert_eq!(scanned(&page), ["2600017-P1", "2600017-P12"]);
        for said in [
            "2600017-1",
            "EC210BLC30121",
            "4611-1234",
            "VOE 14640102",
            "SN-77",
            "HZ",
            "P301",
        ] {
            assert!(page.contains(said), "{said}");
        }
        assert!(page.contains("动臂缸 &#60;密封&#62;"));
        assert_eq!(
            page,
            tags(&[part(1, "4611-1234"), part(12, "VOE 14640102")]).unwrap()
        );
    }

    #[test]
    fn a_page_loads_nothing_from_elsewhere() {
        let page = tags(&[part(1, "4611-1234")]).unwrap();
        for outside in ["http:", "https:", "src=", "href=", "url(", "@import", "<script"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
