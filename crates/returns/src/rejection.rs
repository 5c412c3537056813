//! Every "no" of returns, in order of precedence.

mod sentences;

use proto::Rejection;
use proto::claims::ClaimState;
use proto::document::DocumentKind;
use proto::returns::{DiscrepancyKind, DiscrepancyOutcome, PartState};
use types::{ClaimNumber, ConsignmentId, Instant, OrderNumber, PartTag, PersonId, Sentence, StationId};

use sentences as say;

/// Why returns says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReturnsRejection {
    QuestionUnreadable {
        problem: String,
    },
    OrderUnknown {
        order: OrderNumber,
    },
    PartUnknown {
        tag: PartTag,
    },
    ConsignmentUnknown {
        consignment: ConsignmentId,
    },
    StationUnknown {
        station: StationId,
    },
    /// OLD-2, OLD-3: the station's manager, or a deputy.
    NotThisStation {
        station: StationId,
        person: PersonId,
    },
    /// OLD-2: not expected, or past the station already.
    NotToCheckIn {
        tag: PartTag,
        state: PartState,
    },
    /// OLD-2
    NoStation {
        order: OrderNumber,
    },
    /// OLD-2 to OLD-4: the rule of the deed whose time it is.
    InFuture {
        rule: &'static str,
        at: Instant,
        now: Instant,
    },
    /// OLD-2 to OLD-4: it cannot have been before that.
    TooEarly {
        rule: &'static str,
        at: Instant,
        after: Instant,
        of: Sentence,
    },
    /// OLD-2
    NotAPhoto {
        kind: DocumentKind,
    },
    /// OLD-2
    PhotoSize {
        bytes: u64,
        max_bytes: u64,
    },
    /// OLD-2
    PhotoMediaType {
        media_type: String,
        allowed: Vec<String>,
    },
    /// OLD-3, OLD-5
    CarrierRequired {
        rule: &'static str,
    },
    /// OLD-3: each with where it is; none is unknown.
    NotAtStation {
        station: StationId,
        parts: Vec<(PartTag, Option<PartState>)>,
    },
    /// OLD-3
    NothingToShip {
        station: StationId,
    },
    /// OLD-3
    TooMany {
        parts: usize,
        at_most: usize,
    },
    /// OLD-3: its consignments could not be named after it.
    StationCodeTooLong {
        station: StationId,
    },
    /// OLD-4
    AlreadyReceived {
        consignment: ConsignmentId,
    },
    /// OLD-4
    CountedTwice {
        tag: PartTag,
    },
    /// OLD-4
    NotOnList {
        consignment: ConsignmentId,
        parts: Vec<PartTag>,
    },
    /// OLD-4
    SurplusIsListed {
        tag: PartTag,
    },
    /// OLD-4: without quantity, or with neither tag nor words.
    SurplusUnclear,
    /// OLD-4
    NotReceivedYet {
        consignment: ConsignmentId,
    },
    /// OLD-4
    DiscrepancyUnknown {
        consignment: ConsignmentId,
        number: u32,
    },
    /// OLD-4
    AlreadySettled {
        number: u32,
        outcome: DiscrepancyOutcome,
    },
    /// OLD-4: only what is missing can be found or lost.
    NothingMissing {
        number: u32,
        kind: DiscrepancyKind,
    },
    /// OLD-4, OLD-6
    ReasonRequired {
        rule: &'static str,
    },
    /// OLD-5: it does not lie in the warehouse.
    NotInWarehouse {
        tag: PartTag,
        state: PartState,
    },
    /// OLD-7
    ClaimUndecided {
        tag: PartTag,
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// OLD-7: the dates are the warehouse's, `2026-04-06`.
    RecallWindow {
        tag: PartTag,
        claim: ClaimNumber,
        decided_on: String,
        from: String,
    },
    /// OLD-5: two people cannot be told apart when one of them is nobody.
    ActorRequired,
    /// OLD-5
    WitnessUnknown {
        witness: PersonId,
    },
    /// DIR-4
    WitnessLeft {
        witness: PersonId,
        name: String,
    },
    /// OLD-5
    TwoPeople {
        person: PersonId,
    },
    /// OLD-6: it has another end already, or is not expected.
    NotToLose {
        tag: PartTag,
        state: PartState,
    },
    /// OLD-6
    AnswerableRequired,
    /// OLD-6
    AnswerableUnknown {
        person: PersonId,
    },
}

impl From<ReturnsRejection> for Rejection {
    fn from(no: ReturnsRejection) -> Self {
        use ReturnsRejection as No;
        match no {
            No::QuestionUnreadable { problem } => say::unreadable(&problem),
            No::OrderUnknown { order } => say::order_unknown(&order),
            No::PartUnknown { tag } => say::part_unknown(&tag),
            No::ConsignmentUnknown { consignment } => say::consignment_unknown(&consignment),
            No::StationUnknown { station } => say::station_unknown(&station),
            No::NotThisStation { station, person } => say::not_this_station(&station, &person),
            No::NotToCheckIn { tag, state } => say::not_to_check_in(&tag, state),
            No::NoStation { order } => say::no_station(&order),
            No::InFuture { rule, at, now } => say::in_future(rule, at, now),
            No::TooEarly { rule, at, after, of } => say::too_early(rule, at, after, &of),
            No::NotAPhoto { kind } => say::not_a_photo(kind),
            No::PhotoSize { bytes, max_bytes } => say::photo_size(bytes, max_bytes),
            No::PhotoMediaType { media_type, allowed } => say::photo_media_type(&media_type, &allowed),
            No::CarrierRequired { rule } => say::refused(
                &format!("{rule}.carrier_required"),
                "请填写承运人；自送请写“自送”",
                "say who carries it; write \"own\" when you bring it yourself",
            ),
            No::NotAtStation { station, parts } => say::not_at_station(&station, &parts),
            No::NothingToShip { station } => say::nothing_to_ship(&station),
            No::TooMany { parts, at_most } => say::too_many(parts, at_most),
            No::StationCodeTooLong { station } => say::station_code_too_long(&station),
            No::AlreadyReceived { consignment } => say::already_received(&consignment),
            No::CountedTwice { tag } => say::counted_twice(&tag),
            No::NotOnList { consignment, parts } => say::not_on_list(&consignment, &parts),
            No::SurplusIsListed { tag } => say::surplus_is_listed(&tag),
            No::SurplusUnclear => say::refused(
                "OLD-4.surplus_unclear",
                "多出的旧件须写明数量，并给出标签号或文字说明",
                "a surplus part needs a quantity, and a tag or words that say what it is",
            ),
            No::NotReceivedYet { consignment } => say::not_received_yet(&consignment),
            No::DiscrepancyUnknown { consignment, number } => say::discrepancy_unknown(&consignment, number),
            No::AlreadySettled { number, outcome } => say::already_settled(number, outcome),
            No::NothingMissing { number, kind } => say::nothing_missing(number, kind),
            No::ReasonRequired { rule } => say::refused(
                &format!("{rule}.reason_required"),
                "请写明原因",
                "say what happened",
            ),
            No::NotInWarehouse { tag, state } => say::not_in_warehouse(&tag, state),
            No::ClaimUndecided { tag, claim, state } => say::claim_undecided(&tag, &claim, state),
            No::RecallWindow {
                tag,
                claim,
                decided_on,
                from,
            } => say::recall_window(&tag, &claim, &decided_on, &from),
            No::ActorRequired => say::refused(
                "OLD-5.actor_required",
                "销毁须由两人在场，请写明操作人",
                "a part is destroyed before two people; say who acts",
            ),
            No::WitnessUnknown { witness } => say::witness_unknown(&witness),
            No::WitnessLeft { witness, name } => say::witness_left(&witness, &name),
            No::TwoPeople { person } => say::two_people(&person),
            No::NotToLose { tag, state } => say::not_to_lose(&tag, state),
            No::AnswerableRequired => say::refused(
                "OLD-6.answerable_required",
                "请写明责任人（相关工程师和站长）",
                "name who answers for it: the engineer and the station manager concerned",
            ),
            No::AnswerableUnknown { person } => say::answerable_unknown(&person),
        }
    }
}
