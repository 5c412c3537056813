//! Phones that change hands, and people who leave (DIR-2, DIR-4).

use decider::{Context, Draft};
use proto::directory::{GivePhone, PersonLeft, PhoneGiven, RecordLeaving};
use types::{Instant, PersonId, Phone};

use super::{Decided, known, person_for};
use crate::DirectoryRejection;

/// Gives a phone to a person from a moment on.
///
/// # Errors
/// Unknown person, another station's, one who has left by then, a phone somebody got later than that.
pub(super) fn give_phone(command: &GivePhone, context: &Context<'_>) -> Decided {
    person_for(&command.person, context)?;
    let from = command.from.unwrap_or(context.now);
    let Some(phone) = command.phone.open() else {
        return Ok(Vec::new());
    };
    if holds(phone, &command.person, from, context) {
        return Ok(Vec::new());
    }
    // rule: DIR-4
    if let Some(at) = context
        .masters()
        .left_at(&command.person)
        .filter(|at| *at <= from)
    {
        return Err(DirectoryRejection::HasLeft {
            person: command.person.clone(),
            at,
        });
    }
    // rule: DIR-2
    let later = context
        .masters()
        .phone_holders(phone)
        .iter()
        .find(|(since, until, _)| *since > from && until.is_none_or(|until| until > *since));
    if let Some((since, _, holder)) = later {
        return Err(DirectoryRejection::PhoneHeldSince {
            holder: holder.clone(),
            since: *since,
        });
    }
    let given = PhoneGiven {
        person: command.person.clone(),
        phone: command.phone.clone(),
        from,
    };
    Ok(vec![Draft::of(given)])
}

/// Whether a phone is somebody's at a moment and stays theirs.
fn holds(phone: &Phone, person: &PersonId, at: Instant, context: &Context<'_>) -> bool {
    let mut holders = context.masters().phone_holders(phone).iter();
    holders.any(|(since, until, holder)| holder == person && *since <= at && until.is_none())
}

/// Records that somebody leaves: now, or on a day that is set or corrected.
///
/// # Errors
/// Unknown person.
pub(super) fn record_leaving(command: &RecordLeaving, context: &Context<'_>) -> Decided {
    known(&command.person, context)?;
    let at = command.at.unwrap_or(context.now);
    let left = context.masters().left_at(&command.person);
    let already = match command.at {
        Some(said) => left == Some(said),
        None => left.is_some_and(|left| left <= at),
    };
    if already {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::of(PersonLeft {
        person: command.person.clone(),
        at,
    })])
}

#[cfg(test)]
mod tests {
    use types::Span;

    use super::super::given::{self, Directories};
    use super::*;

    const PHONE: &str = "13805710011";

    fn give(person: &str, from: Option<Instant>) -> GivePhone {
        let phone: Phone = PHONE.parse().unwrap();
        GivePhone {
            person: person.parse().unwrap(),
            phone: phone.into(),
            from,
        }
    }

    fn holder(directory: &Directories, at: Instant) -> String {
        let phone = PHONE.parse().unwrap();
        directory
            .common
            .masters
            .staff_by_phone(&phone, at)
            .map(|person| person.id.to_string())
            .unwrap_or_default()
    }

    // rule: DIR-2
    #[test]
    fn a_late_message_counts_for_whoever_held_the_phone_then() {
        let mut directory = given::directory();
        let first = directory.now();
        assert_eq!(directory.when(give("E-HZ", None)).kinds(), ["PhoneGiven"]);
        directory.passes(Span::days(30));
        assert_eq!(directory.when(give("E-NB", None)).kinds(), ["PhoneGiven"]);
        directory.when(give("E-NB", None)).then_nothing();
        assert_eq!(holder(&directory, first + Span::days(1)), "E-HZ");
        assert_eq!(holder(&directory, directory.now()), "E-NB");
        let no = directory
            .when(give("E-HZ", Some(first)))
            .rejected("DIR-2.held_since");
        assert_eq!(no.facts["holder"], "E-NB");
    }

    // rule: DIR-4
    #[test]
    fn who_leaves_keeps_the_name_and_loses_rights_and_phone_at_once() {
        let mut directory = given::directory();
        directory.when(give("E-HZ", None));
        directory.passes(Span::hours(1));
        let leaving = RecordLeaving {
            person: "E-HZ".parse().unwrap(),
            at: None,
        };
        assert_eq!(directory.when(leaving.clone()).kinds(), ["PersonLeft"]);
        directory.passes(Span::hours(1));
        directory.when(leaving).then_nothing();
        assert_eq!(holder(&directory, directory.now()), "");
        let masters = &directory.common.masters;
        assert_eq!(masters.name_of(&"E-HZ".parse().unwrap()), "工程师HZ");
        assert!(
            masters
                .roles_at(&"E-HZ".parse().unwrap(), directory.now())
                .is_empty()
        );
        directory.when(give("E-HZ", Some(directory.now()))).then_nothing();
        let other = GivePhone {
            phone: "13805719999".parse::<Phone>().unwrap().into(),
            ..give("E-HZ", None)
        };
        directory.when(other).rejected("DIR-4.has_left");
        directory
            .when(RecordLeaving {
                person: "nobody".parse().unwrap(),
                at: None,
            })
            .rejected("person.unknown");
    }
}
