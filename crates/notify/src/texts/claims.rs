//! What engineers and stations read of a claim that went back (CLM-4).

use proto::claims::MissingItem;

use super::{About, clip};

/// Items that stay readable in an SMS; the others are counted.
const ITEMS_NAMED: usize = 4;
/// Characters of an item's note.
const NOTE_CHARACTERS: usize = 16;

/// To the engineer who can send what is missing.
// rule: CLM-4
pub(crate) fn returned_to_engineer(about: &About<'_>, missing: &[MissingItem]) -> String {
    format!(
        "索赔退回：{}缺{}。换件请回复“换件 件号 x数量”，照片单据请上传。",
        about.number_and_machine(),
        listed(missing)
    )
}

/// To those who see to it that it is sent.
// rule: CLM-4
pub(crate) fn returned(about: &About<'_>, missing: &[MissingItem], engineer: Option<&str>) -> String {
    let engineer = engineer.map_or_else(String::new, |name| format!("督促{name}"));
    format!(
        "索赔退回：{}缺{}。请{engineer}尽快补齐，14天时限照常计算。",
        about.number_and_machine(),
        listed(missing)
    )
}

fn listed(missing: &[MissingItem]) -> String {
    let item = |item: &MissingItem| match item.note.trim() {
        "" => item.title.zh.clone(),
        note => format!("{}（{}）", item.title.zh, clip(note, NOTE_CHARACTERS)),
    };
    let named: Vec<String> = missing.iter().take(ITEMS_NAMED).map(item).collect();
    let named = named.join("、");
    if missing.len() > ITEMS_NAMED {
        format!("{named}等{}项", missing.len())
    } else {
        named
    }
}
