//! What is asked for each command about old parts.

use proto::desk::{ConsignmentPage, DiscrepancyShown, NamedPerson, PartRow};
use proto::returns::{Condition, DiscrepancyKind};
use serde_json::json;
use types::{Lang, StationId};

use crate::form::{Field, Form, Kind, Offer, RowAsked, Rows};
use crate::texts::PartsTexts;

/// How many parts that are on no list can be written at once.
const SURPLUS: u8 = 3;

pub(crate) fn conditions(language: Lang) -> Kind {
    let conditions = [
        ("complete", Condition::Complete),
        ("taken_apart", Condition::TakenApart),
    ];
    let conditions = conditions.map(|(key, one)| Offer::plain(key, one.title().in_language(language)));
    Kind::Choice(conditions.into())
}

/// Parts to choose from by their tags.
pub(crate) fn tags(parts: &[PartRow]) -> Vec<Offer> {
    let each = parts.iter().map(|part| {
        let tag = part.tag.to_string();
        Offer::plain(&tag, &format!("{tag} {}", named(part)))
    });
    each.collect()
}

/// A part's name, or its number where it has none.
pub(crate) fn named(part: &PartRow) -> &str {
    if part.name.is_empty() {
        &part.part_number
    } else {
        &part.name
    }
}

/// Ships what a station holds; those in `packed` are ticked.
pub(crate) fn ship(station: &StationId, held: &[PartRow], packed: &str, language: Lang) -> Form {
    let p = PartsTexts::of(language);
    let field = Field::new;
    Form {
        command: "returns.ship-consignment".to_owned(),
        title: p.pack,
        fields: vec![
            field("carrier", p.carrier, Kind::Line).required(),
            field("tracking", p.tracking, Kind::Line).required(),
            field("freight", p.freight, Kind::Money),
            field("at", p.at, Kind::Moment),
            field("parts", p.which, Kind::Choices(tags(held))).preset(packed),
        ],
        fixed: vec![("station", json!(station))],
    }
}

/// The form of a command about one part; none for a command that is not about it.
pub(super) fn of_part(
    command: &str,
    part: &PartRow,
    staff: &[NamedPerson],
    house: &[NamedPerson],
    language: Lang,
) -> Option<Form> {
    let p = PartsTexts::of(language);
    let field = Field::new;
    let (title, fields) = match command {
        "returns.check-in-part" => (
            p.check_in,
            vec![
                field("condition", p.condition, conditions(language))
                    .required()
                    .preset("complete"),
                field("at", p.at, Kind::Moment),
            ],
        ),
        "returns.destroy-part" => (
            p.destroy,
            vec![field("witness", p.witness, Kind::Choice(Offer::people(house))).required()],
        ),
        "returns.forward-part" => (
            p.forward,
            vec![
                field("carrier", p.carrier, Kind::Line).required(),
                field("tracking", p.tracking, Kind::Line).required(),
            ],
        ),
        "returns.record-loss" => (
            p.record_loss,
            vec![
                field("reason", p.reason, Kind::Text).required(),
                field("answerable", p.answerable, Kind::Choices(Offer::people(staff))).required(),
                field("deducted", p.deducted, Kind::Money),
            ],
        ),
        _ => return None,
    };
    Some(Form {
        command: command.to_owned(),
        title,
        fields,
        fixed: vec![("tag", json!(part.tag))],
    })
}

/// Counts a consignment against its list: everything as listed, until somebody says otherwise.
// rule: OLD-4
pub(super) fn receive(page: &ConsignmentPage, language: Lang) -> Form {
    let p = PartsTexts::of(language);
    let field = Field::new;
    let listed = page.parts.iter().map(|listed| RowAsked {
        key: listed.part.tag.to_string(),
        title: listed.part.tag.to_string(),
        about: format!("{} × {}", named(&listed.part), listed.listed),
        presets: vec![listed.listed.to_string()],
    });
    let counted = Rows {
        key: Some("tag"),
        is_numbered: false,
        columns: vec![
            field("quantity", p.came, Kind::Number).required(),
            field("without_tag", p.without_tag, Kind::Check),
            field("badly_packed", p.badly_packed, Kind::Check),
            field("incomplete", p.incomplete, Kind::Check),
        ],
        rows: listed.collect(),
        is_removable: false,
    };
    let further = (1..=SURPLUS).map(|number| RowAsked {
        key: number.to_string(),
        title: format!("{} {number}", p.further),
        about: String::new(),
        presets: Vec::new(),
    });
    let surplus = Rows {
        key: None,
        is_numbered: false,
        columns: vec![
            field("tag", p.tag, Kind::Line),
            field("words", p.words, Kind::Line),
            field("quantity", p.quantity, Kind::Number).required(),
        ],
        rows: further.collect(),
        is_removable: false,
    };
    Form {
        command: "returns.receive-consignment".to_owned(),
        title: p.receive,
        fields: vec![
            field("counted", p.list, Kind::Rows(counted)),
            field("surplus", p.surplus, Kind::Rows(surplus)),
            field("at", p.arrived_at, Kind::Moment),
        ],
        fixed: vec![("consignment", json!(page.row.consignment))],
    }
}

/// Settles one discrepancy of a consignment.
// rule: OLD-4
pub(super) fn settle(page: &ConsignmentPage, shown: &DiscrepancyShown, language: Lang) -> Form {
    let p = PartsTexts::of(language);
    let all = [("found", p.found), ("lost", p.lost), ("explained", p.explained)];
    let is_missing = shown.discrepancy.kind == DiscrepancyKind::Missing;
    let fitting = all
        .into_iter()
        .filter(|(key, _)| is_missing || *key == "explained");
    let outcomes = fitting.map(|(key, text)| Offer::plain(key, text)).collect();
    Form {
        command: "returns.settle-discrepancy".to_owned(),
        title: p.settle,
        fields: vec![
            Field::new("outcome", p.outcome, Kind::Choice(outcomes)).required(),
            Field::new("reason", p.reason, Kind::Line).required(),
        ],
        fixed: vec![
            ("consignment", json!(page.row.consignment)),
            ("number", json!(shown.discrepancy.number)),
        ],
    }
}
