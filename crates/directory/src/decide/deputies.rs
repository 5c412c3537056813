//! Deputies while somebody is away (DIR-1).

use decider::{Context, Draft};
use proto::directory::{AppointDeputy, DeputyAppointed, DeputyEnded, EndDeputy};

use super::{Decided, known, person_for};
use crate::DirectoryRejection;

/// Appoints a deputy. Where two appointments overlap, the later one counts.
///
/// # Errors
/// Unknown people, another station's, one's own deputy, impossible times, a deputy who has left.
pub(super) fn appoint_deputy(command: &AppointDeputy, context: &Context<'_>) -> Decided {
    person_for(&command.person, context)?;
    known(&command.deputy, context)?;
    let already = context
        .masters()
        .deputies_of(&command.person)
        .iter()
        .any(|known| {
            let within = known.from <= command.from && command.until <= known.until;
            known.deputy == command.deputy && command.from < command.until && within
        });
    if already {
        return Ok(Vec::new());
    }
    let (from, until, now) = (command.from, command.until, context.now);
    // rule: DIR-1
    if command.person == command.deputy {
        return Err(DirectoryRejection::OwnDeputy(command.person.clone()));
    }
    if until <= from || until <= now {
        return Err(DirectoryRejection::DeputyTimes { from, until, now });
    }
    // rule: DIR-4
    if let Some(at) = context
        .masters()
        .left_at(&command.deputy)
        .filter(|at| *at <= from.max(now))
    {
        return Err(DirectoryRejection::HasLeft {
            person: command.deputy.clone(),
            at,
        });
    }
    let (person, deputy) = (command.person.clone(), command.deputy.clone());
    Ok(vec![Draft::of(DeputyAppointed {
        person,
        deputy,
        from,
        until,
    })])
}

/// Ends the time of every deputy somebody has or will have.
///
/// # Errors
/// Unknown person, another station's.
pub(super) fn end_deputy(command: &EndDeputy, context: &Context<'_>) -> Decided {
    person_for(&command.person, context)?;
    let acting = |known: &DeputyAppointed| known.until > context.now && known.until > known.from;
    if !context.masters().deputies_of(&command.person).iter().any(acting) {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::of(DeputyEnded {
        person: command.person.clone(),
        at: context.now,
    })])
}

#[cfg(test)]
mod tests {
    use types::{PersonId, Span};

    use super::super::given::{self, Directories};
    use super::*;

    fn appoint(directory: &Directories, person: &str, deputy: &str) -> AppointDeputy {
        AppointDeputy {
            person: person.parse().unwrap(),
            deputy: deputy.parse().unwrap(),
            from: directory.now(),
            until: directory.now() + Span::days(3),
        }
    }

    // rule: DIR-1
    #[test]
    fn a_deputy_acts_between_two_moments_or_until_ended_early() {
        let mut directory = given::directory();
        let command = appoint(&directory, "M-HZ", "M-NB");
        assert_eq!(directory.when(command.clone()).kinds(), ["DeputyAppointed"]);
        directory.when(command.clone()).then_nothing();
        let acting = |directory: &Directories| {
            let person: PersonId = "M-HZ".parse().unwrap();
            directory
                .common
                .masters
                .acting(&person, directory.now())
                .person
                .to_string()
        };
        assert_eq!(acting(&directory), "M-NB");
        let backwards = AppointDeputy {
            from: command.until - Span::hours(1),
            until: command.from + Span::hours(1),
            ..command
        };
        directory.when(backwards).rejected("DIR-1.times");
        let end = EndDeputy {
            person: "M-HZ".parse().unwrap(),
        };
        directory.passes(Span::days(1));
        assert_eq!(directory.when(end.clone()).kinds(), ["DeputyEnded"]);
        directory.when(end).then_nothing();
        assert_eq!(acting(&directory), "M-HZ");
    }

    // rule: DIR-1
    // rule: DIR-4
    #[test]
    fn an_appointment_that_cannot_be_is_refused() {
        let mut directory = given::directory();
        directory
            .when(appoint(&directory, "M-HZ", "nobody"))
            .rejected("person.unknown");
        directory
            .when(appoint(&directory, "M-HZ", "M-HZ"))
            .rejected("DIR-1.own_deputy");
        let good = appoint(&directory, "M-HZ", "M-NB");
        directory
            .when(AppointDeputy {
                until: good.from,
                ..good.clone()
            })
            .rejected("DIR-1.times");
        let over = AppointDeputy {
            from: good.from - Span::days(2),
            until: good.from - Span::days(1),
            ..good.clone()
        };
        directory.when(over).rejected("DIR-1.times");
        directory.by("M-NB").when(good).rejected("actor.other_station");
        given::leaves(&mut directory, "E-HZ");
        let left = appoint(&directory, "M-NB", "E-HZ");
        directory.when(left).rejected("DIR-4.has_left");
    }
}
