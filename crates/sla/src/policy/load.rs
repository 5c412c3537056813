//! Reads a whole policy file, or says everything that is wrong with it.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use toml::de::DeTable;
use types::{Hash, Sentence, Span};

use super::read::{Problems, Section, Why, nearest, unknown};
use super::{Policy, PolicyProblem, Role, calendars, claims, clocks, messages, papers, reasons, see};

/// Reads the text; where the commands are given it is to be loaded, and the table of rights may name no other.
pub(super) fn load(text: &str, commands: Option<&[String]>) -> Result<Policy, Vec<PolicyProblem>> {
    let why = commands.map_or(Why::Adopted, |_| Why::Loading);
    let problems = Problems::of(text, why);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        problems.add(
            at,
            "",
            Sentence::new(
                format!("不是合法的 TOML：{}", error.message()),
                format!("this is not TOML: {}", error.message()),
            ),
        );
    }
    if !errors.is_empty() {
        return Err(problems.into_found());
    }
    let policy = read(text, &Section::root(&problems, &table), commands);
    let found = problems.into_found();
    if found.is_empty() { Ok(policy) } else { Err(found) }
}

fn read(text: &str, root: &Section<'_>, commands: Option<&[String]>) -> Policy {
    let zone = root
        .required("zone")
        .and_then(|entry| calendars::zone(&entry))
        .unwrap_or(Tz::UTC);
    let unheard_after = root
        .required("unheard_after")
        .and_then(|entry| entry.span())
        .unwrap_or(Span::ZERO);
    let calendars = calendars::calendars(root, zone);
    let pause_reasons = reasons::pause_reasons(root);
    let clocks = clocks::clocks(
        root,
        &clocks::Known {
            calendars: &calendars,
            pause_reasons: &pause_reasons,
        },
    );
    let policy = Policy {
        text: text.to_owned(),
        hash: Hash::of(&[text.as_bytes()]),
        zone,
        unheard_after,
        calendars,
        clocks,
        ladder: clocks::ladder(root),
        told: clocks::told(root),
        pause_reasons,
        unrepaired_reasons: reasons::unrepaired_reasons(root),
        cancel_reasons: reasons::cancel_reasons(root),
        allow: allow(root, commands),
        sms: messages::sms(root),
        claims: claims::claims(root),
        report: papers::report(root),
        documents: papers::documents(root),
        returns: papers::returns(root),
        repeat_repair_days: root
            .required("repeat_repair_days")
            .and_then(|entry| papers::positive(&entry))
            .unwrap_or_default(),
        unrepaired_list: papers::unrepaired_list(root),
        see: see::see(root),
    };
    root.refuse_unasked();
    policy
}

fn allow(root: &Section<'_>, commands: Option<&[String]>) -> BTreeMap<String, Vec<Role>> {
    let Some(section) = root.required("allow").and_then(|entry| entry.section()) else {
        return BTreeMap::new();
    };
    section
        .all()
        .into_iter()
        .map(|(command, entry)| {
            let known = commands.filter(|known| !known.iter().any(|name| name == command));
            if let Some(known) = known {
                entry.refuse(unknown(nearest(command, known.iter().map(String::as_str))));
            }
            (command.to_owned(), clocks::roles(&entry))
        })
        .collect()
}
