//! Packing lists 装箱单: what a station ships, in the order it was packed, to be counted against (OLD-3, OLD-4).

use askama::Template;
use proto::returns::{Condition, ExpectedPart};
use types::{ConsignmentId, Fen, Instant, StationId};

use crate::PaperFailure;
use crate::code::{Symbol, symbol};
use crate::sheet::STYLE;
use crate::words::{moment, or_dash, text};

/// A consignment as its list says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingList {
    pub consignment: ConsignmentId,
    pub station: StationId,
    pub carrier: String,
    pub tracking: String,
    pub freight: Option<Fen>,
    pub shipped_at: Instant,
    /// IANA name of the zone moments are written in: the station's.
    pub zone: String,
    /// In the order they were packed.
    pub parts: Vec<PackedPart>,
}

/// One part of a consignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPart {
    pub part: ExpectedPart,
    /// As it was handed in.
    pub condition: Option<Condition>,
}

#[derive(Template)]
#[template(path = "packing_list.html")]
struct PackingPage<'a> {
    list: &'a PackingList,
    symbol: Symbol,
    shipped_at: String,
    rows: Vec<Row<'a>>,
    pieces: u64,
}

struct Row<'a> {
    number: usize,
    part: &'a ExpectedPart,
    condition: types::Sentence,
    symbol: Symbol,
}

/// The page of a consignment's packing list, with a code for the consignment and one for each part.
///
/// # Errors
/// [`PaperFailure`].
pub fn packing_list(list: &PackingList) -> Result<String, PaperFailure> {
    let numbered = (1..).zip(&list.parts);
    let rows = numbered.map(|(number, packed)| row(number, packed));
    let pieces = |packed: &PackedPart| u64::from(packed.part.quantity);
    let page = PackingPage {
        list,
        symbol: symbol(list.consignment.as_str())?,
        shipped_at: moment(list.shipped_at, &list.zone),
        rows: rows.collect::<Result<_, _>>()?,
        pieces: list.parts.iter().map(pieces).sum(),
    };
    Ok(page.render()?)
}

fn row(number: usize, packed: &PackedPart) -> Result<Row<'_>, PaperFailure> {
    let PackedPart { part, condition } = packed;
    Ok(Row {
        number,
        part,
        condition: condition.map(Condition::title).unwrap_or_default(),
        symbol: symbol(&part.tag.to_string())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::tests::scanned;
    use crate::tags::tests::part;

    // rule: OLD-3
    #[test]
    fn a_packing_list_names_each_part_with_its_code_and_counts_the_pieces() {
        let packed = |line, number| PackedPart {
            part: part(line, number),
            condition: Some(Condition::TakenApart),
        };
        let list = PackingList {
            consignment: "HZ-2026-02".parse().unwrap(),
            station: "HZ".parse().unwrap(),
            carrier: "顺丰".to_owned(),
            tracking: "SF1029384756".to_owned(),
            freight: Some(Fen(3_550)),
            shipped_at: "2026-02-25T09:05:00+08:00".parse().unwrap(),
            zone: "Asia/Shanghai".to_owned(),
            parts: vec![packed(3, "4611-1234"), packed(1, "4611-9")],
        };
        let page = packing_list(&list).unwrap();
        assert_eq!(scanned(&page), ["HZ-2026-02", "2600017-P3", "2600017-P1"]);
        for said in [
            "顺丰",
            "SF1029384756",
            "35.50",
            "2026-02-25 09:05",
            "已拆解",
            "4611-9",
            "<td class=\"number\">4</td>",
        ] {
            assert!(page.contains(said), "{said}");
        }
    }
}
