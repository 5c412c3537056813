//! The station takes a part in from the engineer (OLD-2, SLA-6).

use decider::{Context, Draft};
use proto::document::Document;
use proto::returns::{CheckInPart, PartCheckedIn, PartState};
use sla::policy::ClockKind;
use types::Sentence;

use super::{Decision, happened_at, known_part, refuse_earlier, refuse_strangers};
use crate::clocks;
use crate::order::Part;
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Takes an expected part in at its order's station; from then on it is to be shipped by the 25th.
///
/// # Errors
/// `part.unknown`, `OLD-2.no_station`, `OLD-2.not_this_station`, `OLD-2.not_to_check_in`, `OLD-2.in_future`,
/// `OLD-2.too_early`, `OLD-2.not_a_photo`, `OLD-2.photo_size`, `OLD-2.media_type`.
pub(super) fn check_in(state: &State, command: &CheckInPart, context: &Context<'_>) -> Decision {
    let (tag, part) = (&command.tag, &*known_part(state, &command.tag)?);
    let order = tag.order.clone();
    let station = part.station().ok_or(ReturnsRejection::NoStation { order })?;
    refuse_strangers(station, context)?;
    if done_already(part, command) {
        return Ok(Vec::new());
    }
    // rule: OLD-2
    if part.state != PartState::Expected {
        let (tag, state) = (tag.clone(), part.state);
        return Err(ReturnsRejection::NotToCheckIn { tag, state });
    }
    let at = happened_at("OLD-2", command.at, context)?;
    if let Some(opened_at) = state.orders.get(&tag.order).and_then(|order| order.opened_at()) {
        refuse_earlier("OLD-2", at, opened_at, Sentence::new("报修时间", "the call"))?;
    }
    if let Some(photo) = &command.photo {
        refuse_unfit(photo, context)?;
    }
    let checked_in = PartCheckedIn {
        tag: tag.clone(),
        station: station.clone(),
        condition: command.condition,
        photo: command.photo.clone(),
        at,
        by: context.person().cloned(),
    };
    // rule: SLA-6
    let clock = clocks::start(tag, ClockKind::PartReturn, at, station, context);
    let checked_in = Draft::of(checked_in).occurred(at);
    Ok(std::iter::once(checked_in).chain(clock).collect())
}

fn done_already(part: &Part, command: &CheckInPart) -> bool {
    let same = |check_in: &PartCheckedIn| {
        check_in.condition == command.condition
            && check_in.photo == command.photo
            && command.at.is_none_or(|at| at == check_in.at)
    };
    part.state == PartState::AtStation && part.check_in.as_ref().is_some_and(same)
}

fn refuse_unfit(photo: &Document, context: &Context<'_>) -> Result<(), ReturnsRejection> {
    if !photo.kind.is_photo() {
        return Err(ReturnsRejection::NotAPhoto { kind: photo.kind });
    }
    let documents = context.policy().documents();
    if !(1..=documents.max_bytes).contains(&photo.size) {
        return Err(ReturnsRejection::PhotoSize {
            bytes: photo.size,
            max_bytes: documents.max_bytes,
        });
    }
    if !documents.media_types.contains(&photo.media_type) {
        return Err(ReturnsRejection::PhotoMediaType {
            media_type: photo.media_type.clone(),
            allowed: documents.media_types.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proto::directory::DeputyAppointed;
    use proto::document::DocumentKind;

    use super::*;
    use crate::testing::{
        Dealer, check_in, dealer, drafted, expecting, hear, lines, moment, opened, person, photo, replaced,
        t, tag, tag_of,
    };

    fn checked_in_at(at: &str) -> Vec<String> {
        let mut dealer = expecting(1, 1);
        dealer.asleep_until(&moment(at));
        lines(&dealer.when(check_in(tag(1))).events())
    }

    #[test]
    fn a_part_checked_in_on_the_24th_goes_with_this_month_and_on_the_25th_with_the_next() {
        // rule: OLD-2, SLA-6
        let on_the_24th = [
            "checked in 2600017-P1 01-24 17:00",
            "SLA-6 P1 started, due 01-25 23:59",
        ];
        assert_eq!(checked_in_at("01-24 17:00"), on_the_24th);
        let on_the_25th = [
            "checked in 2600017-P1 01-25 00:00",
            "SLA-6 P1 started, due 02-25 23:59",
        ];
        assert_eq!(checked_in_at("01-25 00:00"), on_the_25th);
        let in_december = [
            "checked in 2600017-P1 12-28 09:00",
            "SLA-6 P1 started, due 01-25 23:59",
        ];
        assert_eq!(checked_in_at("12-28 09:00"), in_december);
    }

    #[test]
    fn a_part_entered_later_counts_from_when_it_was_handed_in() {
        // rule: SLA-6
        let mut dealer = expecting(1, 1);
        dealer.asleep_until(&moment("01-26 09:00"));
        let earlier = CheckInPart {
            at: Some(t("01-23 18:00")),
            ..check_in(tag(1))
        };
        let expected = [
            "checked in 2600017-P1 01-23 18:00",
            "SLA-6 P1 started, due 01-25 23:59",
        ];
        assert_eq!(lines(&dealer.when(earlier.clone()).events()), expected);
        dealer.when(earlier).then_nothing();
        dealer.when(check_in(tag(1))).then_nothing();
    }

    #[test]
    fn only_the_stations_manager_or_a_deputy_takes_it_in() {
        // rule: OLD-2
        let mut dealer = expecting(1, 1);
        for stranger in ["sun", "wu", "ku"] {
            dealer.by(stranger);
            dealer.when(check_in(tag(1))).rejected("OLD-2.not_this_station");
        }
        dealer.directory(DeputyAppointed {
            person: person("li"),
            deputy: person("zhao"),
            from: t("01-01 00:00"),
            until: t("02-01 00:00"),
        });
        dealer.by("zhao");
        dealer.when(check_in(tag(1))).taken();
    }

    #[test]
    fn what_cannot_be_taken_in_is_refused_and_says_why() {
        // rule: OLD-2
        let mut dealer = expecting(1, 1);
        let refused = |dealer: &mut Dealer, command: CheckInPart| dealer.when(command).0.unwrap_err().code;
        assert_eq!(refused(&mut dealer, check_in(tag_of(9, 1))), "part.unknown");
        let at = |at: &str| CheckInPart {
            at: Some(t(at)),
            ..check_in(tag(1))
        };
        assert_eq!(refused(&mut dealer, at("01-05 08:01")), "OLD-2.in_future");
        assert_eq!(refused(&mut dealer, at("01-05 07:59")), "OLD-2.too_early");
        let with = |photo| CheckInPart {
            photo: Some(photo),
            ..check_in(tag(1))
        };
        let readout = photo(DocumentKind::MachineReadout);
        assert_eq!(refused(&mut dealer, with(readout)), "OLD-2.not_a_photo");
        let mut film = photo(DocumentKind::PartPhoto);
        film.media_type = "video/mp4".into();
        assert_eq!(refused(&mut dealer, with(film.clone())), "OLD-2.media_type");
        film.size = dealer.common.policies.adopted().documents().max_bytes + 1;
        assert_eq!(refused(&mut dealer, with(film)), "OLD-2.photo_size");
        dealer.when(check_in(tag(1))).taken();
        assert_eq!(
            refused(&mut dealer, with(photo(DocumentKind::Photo))),
            "OLD-2.not_to_check_in"
        );
    }

    #[test]
    fn a_part_of_an_order_without_station_waits_for_one() {
        // rule: OLD-2
        let mut dealer = dealer();
        hear(&mut dealer, replaced(1, 1));
        hear(&mut dealer, drafted(1, 1));
        dealer.when(check_in(tag(1))).rejected("OLD-2.no_station");
        hear(&mut dealer, opened(1));
        dealer.when(check_in(tag(1))).taken();
    }
}
