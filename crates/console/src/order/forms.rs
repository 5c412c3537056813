//! What is asked for each command about an order.

use proto::desk::{ClockState, FollowUpState, NamedPerson, OrderPage};
use proto::directory::Station;
use proto::hotline::{Department, PapersClass};
use proto::order::{OrderSubtype, OrderType};
use serde_json::{Value, json};
use sla::policy::{Policy, Reason};
use types::{Lang, Sentence};

use crate::form::{Field, Form, Kind, Offer};
use crate::texts::ActionTexts;

/// What the forms of an order offer to choose from.
#[derive(Debug, Clone, Copy)]
pub struct Offers<'a> {
    pub page: &'a OrderPage,
    pub policy: &'a Policy,
    pub stations: &'a [Station],
    /// Who can be sent, and asked: the people of the order's station.
    pub people: &'a [NamedPerson],
    pub language: Lang,
}

/// The form of a command about an order; none for a command that has none here.
#[must_use]
pub fn order_form(command: &str, offers: &Offers<'_>) -> Option<Form> {
    let t = ActionTexts::of(offers.language);
    let known = of_hotline(command, offers, t)
        .or_else(|| of_dispatch(command, offers, t))
        .or_else(|| of_aftercare(command, offers, t))?;
    let (title, fields) = known;
    Some(Form {
        command: command.to_owned(),
        title,
        fields,
        fixed: vec![("order", json!(offers.page.summary.order))],
    })
}

/// A form's title and what it asks.
type Known = (&'static str, Vec<Field>);

fn of_hotline(command: &str, offers: &Offers<'_>, t: &'static ActionTexts) -> Option<Known> {
    let field = Field::new;
    let known = match command {
        "hotline.attach-call" => (
            t.attach_call,
            vec![
                field("caller.phone", t.phone, Kind::Phone).required(),
                field("caller.name", t.name, Kind::Line),
                field("said", t.said, Kind::Text),
            ],
        ),
        "hotline.identify-machine" => (
            t.identify_machine,
            vec![
                field("machine", t.machine, Kind::Line).required(),
                field("reason", t.reason, Kind::Line),
            ],
        ),
        "hotline.give-station" => (
            t.give_station,
            vec![
                field("station", t.station, Kind::Choice(stations(offers))).required(),
                field("reason", t.reason, Kind::Line),
            ],
        ),
        "hotline.correct-order" => (t.correct_order, correction(offers, t)),
        "hotline.report-machine-state" => (
            t.report_machine_state,
            vec![
                field("machine_down", t.machine_down, Kind::Check).preset(
                    if offers.page.summary.machine_down {
                        "yes"
                    } else {
                        ""
                    },
                ),
                field("stopgap", t.stopgap, Kind::Line),
            ],
        ),
        "hotline.add-note" => (t.add_note, vec![field("text", t.text, Kind::Text).required()]),
        "hotline.set-follow-up" => (
            t.set_follow_up,
            vec![
                field("text", t.text, Kind::Line).required(),
                field("at", t.at, Kind::Moment).required(),
            ],
        ),
        "hotline.complete-follow-up" => (
            t.complete_follow_up,
            vec![
                field("follow_up", t.follow_up, Kind::Choice(follow_ups(offers.page))).required(),
                field("note", t.note, Kind::Line),
            ],
        ),
        "hotline.cancel-order" => (
            t.cancel_order,
            vec![
                field(
                    "reason",
                    t.reason,
                    Kind::Choice(reasons(offers.policy.cancel_reasons().iter(), offers)),
                )
                .required(),
                field("note", t.note, Kind::Line),
            ],
        ),
        _ => return None,
    };
    Some(known)
}

fn correction(offers: &Offers<'_>, t: &'static ActionTexts) -> Vec<Field> {
    let kinds = OrderType::ALL.map(|kind| titled(kind.as_str(), &kind.title(), offers));
    let finer = OrderSubtype::ALL
        .into_iter()
        .filter(|finer| finer.fits(offers.page.summary.order_type))
        .map(|finer| titled(finer.as_str(), &finer.title(), offers));
    vec![
        Field::new("fault", t.fault, Kind::Text),
        Field::new("site", t.site, Kind::Line),
        Field::new("hours", t.hours, Kind::Number),
        Field::new("order_type", t.order_type, Kind::Choice(kinds.into())),
        Field::new("subtype", t.subtype, Kind::Choice(finer.collect())),
        Field::new("reason", t.reason, Kind::Line).required(),
    ]
}

fn of_dispatch(command: &str, offers: &Offers<'_>, t: &'static ActionTexts) -> Option<Known> {
    let field = Field::new;
    let known = match command {
        "dispatch.record-station-call" => (
            t.record_station_call,
            vec![
                field("fault", t.fault, Kind::Text).required(),
                field("solvable_by_phone", t.solvable_by_phone, Kind::Check),
                field("site", t.site, Kind::Line).required(),
                field("customer_parts", t.customer_parts, Kind::Line).required(),
                field("at", t.happened_at, Kind::Moment),
            ],
        ),
        "dispatch.solve-by-phone" => (
            t.solve_by_phone,
            vec![
                field("solution", t.solution, Kind::Text).required(),
                field("at", t.happened_at, Kind::Moment),
            ],
        ),
        "dispatch.make-plan" => (t.make_plan, plan(offers.people, t)),
        "dispatch.change-plan" => (
            t.change_plan,
            vec![
                field("depart_at", t.depart_at, Kind::Moment),
                field("lead", t.lead, Kind::Choice(Offer::people(offers.people))),
                field("reason", t.reason, Kind::Line).required(),
            ],
        ),
        "dispatch.pause-clock" => (
            t.pause_clock,
            vec![
                field(
                    "clock",
                    t.clock,
                    Kind::Choice(clocks(offers, ClockState::Running)),
                )
                .required(),
                field("reason", t.reason, Kind::Choice(pauses(offers))).required(),
            ],
        ),
        "dispatch.resume-clock" => (
            t.resume_clock,
            vec![field("clock", t.clock, Kind::Choice(clocks(offers, ClockState::Paused))).required()],
        ),
        "field.report" => (
            t.report,
            vec![
                field("happened", t.happened, Kind::Choice(happened(offers, t))).required(),
                field("engineer", t.engineer, Kind::Choice(Offer::people(offers.people))),
                field("at", t.happened_at, Kind::Moment),
            ],
        ),
        _ => return None,
    };
    Some(known)
}

/// What a plan says: departure, who goes, and its four inputs (ORD-8).
pub(crate) fn plan(people: &[NamedPerson], t: &'static ActionTexts) -> Vec<Field> {
    vec![
        Field::new("depart_at", t.depart_at, Kind::Moment).required(),
        Field::new("lead", t.lead, Kind::Choice(Offer::people(people))).required(),
        Field::new("companions", t.companions, Kind::Choices(Offer::people(people))),
        Field::new("inputs.parts", t.parts, Kind::Line).required(),
        Field::new("inputs.engineers", t.engineers, Kind::Line).required(),
        Field::new("inputs.agreed_with_customer", t.agreed, Kind::Line).required(),
        Field::new("inputs.arrears", t.arrears, Kind::Line).required(),
    ]
}

fn of_aftercare(command: &str, offers: &Offers<'_>, t: &'static ActionTexts) -> Option<Known> {
    let field = Field::new;
    let known = match command {
        "hotline.record-urging" => (
            t.record_urging,
            vec![field("note", t.note, Kind::Text).required()],
        ),
        "hotline.confirm-unrepaired" => {
            let reason = offers
                .policy
                .unrepaired_reasons()
                .iter()
                .map(|known| &known.reason);
            let with = Department::ALL.map(|one| worded(&one, &one.title(), offers));
            let fields = vec![
                field("reason", t.reason, Kind::Choice(reasons(reason, offers))).required(),
                field("confirmed_with", t.confirmed_with, Kind::Choices(with.into())),
                field("note", t.note, Kind::Line),
                field("expected_at", t.expected_at, Kind::Moment),
            ];
            (t.confirm_unrepaired, fields)
        }
        "hotline.review-papers" => {
            let classes = PapersClass::ALL.map(|class| worded(&class, &class.title(), offers));
            let fields = vec![
                field("class", t.class, Kind::Choice(classes.into())).required(),
                field("missing", t.missing, Kind::Lines),
                field("asked", t.asked, Kind::Choice(Offer::people(offers.people))),
                field("note", t.note, Kind::Line),
            ];
            (t.review_papers, fields)
        }
        "hotline.record-call-back" => {
            let answers = [
                ("yes", t.yes, json!(true)),
                ("no", t.no, json!(false)),
                ("unreached", t.unreached, Value::Null),
            ];
            let answers = answers.map(|(key, text, value)| offer(key, text, value));
            let fields = vec![
                field("satisfied", t.satisfied, Kind::Choice(answers.into())).required(),
                field("words", t.words, Kind::Line),
            ];
            (t.record_call_back, fields)
        }
        "hotline.judge-repeat" => {
            let fields = vec![
                field("verdict", t.verdict, Kind::Choice(verdicts(offers.page, t))).required(),
                field("reason", t.reason, Kind::Line).required(),
            ];
            (t.judge_repeat, fields)
        }
        "hotline.close-order" => (t.close_order, Vec::new()),
        "hotline.reopen-order" => (
            t.reopen_order,
            vec![field("reason", t.reason, Kind::Line).required()],
        ),
        _ => return None,
    };
    Some(known)
}

fn offer(key: &str, text: &str, value: Value) -> Offer {
    Offer {
        key: key.to_owned(),
        text: text.to_owned(),
        value,
    }
}

fn titled(key: &str, title: &Sentence, offers: &Offers<'_>) -> Offer {
    Offer::plain(key, title.in_language(offers.language))
}

/// A word of the contract with its title.
fn worded(word: &impl serde::Serialize, title: &Sentence, offers: &Offers<'_>) -> Offer {
    let word = serde_json::to_value(word).unwrap_or_default();
    titled(word.as_str().unwrap_or_default(), title, offers)
}

fn stations(offers: &Offers<'_>) -> Vec<Offer> {
    let each = offers.stations.iter();
    each.map(|station| Offer::plain(station.id.as_str(), &station.name))
        .collect()
}

fn reasons<'r>(known: impl Iterator<Item = &'r Reason>, offers: &Offers<'_>) -> Vec<Offer> {
    known
        .map(|reason| titled(&reason.code, &reason.name, offers))
        .collect()
}

fn pauses(offers: &Offers<'_>) -> Vec<Offer> {
    let known = offers.policy.pause_reasons().iter().map(|pause| &pause.reason);
    reasons(known, offers)
}

fn clocks(offers: &Offers<'_>, state: ClockState) -> Vec<Offer> {
    let fitting = offers.page.clocks.iter().map(|clock| &clock.summary);
    let fitting = fitting.filter(|clock| clock.state == state);
    fitting
        .map(|clock| titled(clock.kind.id(), &clock.title, offers))
        .collect()
}

fn follow_ups(page: &OrderPage) -> Vec<Offer> {
    let open = page
        .follow_ups
        .iter()
        .filter(|kept| kept.state != FollowUpState::Done);
    open.map(|kept| {
        let key = kept.follow_up.to_string();
        offer(&key, &kept.text, json!(kept.follow_up))
    })
    .collect()
}

fn happened(offers: &Offers<'_>, t: &ActionTexts) -> Vec<Offer> {
    let mut all = vec![
        offer("acknowledged", t.acknowledged, json!("acknowledged")),
        offer("departed", t.departed, json!({ "departed": {} })),
        offer("arrived", t.arrived, json!("arrived")),
        offer("repaired", t.repaired, json!("repaired")),
    ];
    for known in offers.policy.unrepaired_reasons() {
        let Reason { code, name } = &known.reason;
        let text = format!("{} · {}", t.unrepaired, name.in_language(offers.language));
        let value = json!({ "left_unrepaired": { "reason": code } });
        all.push(offer(&format!("unrepaired-{code}"), &text, value));
    }
    all
}

fn verdicts(page: &OrderPage, t: &ActionTexts) -> Vec<Offer> {
    let earlier = page.repeat.as_ref().and_then(|repeat| repeat.suspected.as_ref());
    let Some(of) = earlier.map(|earlier| &earlier.order) else {
        return Vec::new();
    };
    vec![
        offer(
            "repeat",
            &format!("{} {of}", t.is_repeat),
            json!({ "repeat": { "of": of } }),
        ),
        offer("objective", t.is_objective, json!({ "objective": { "of": of } })),
        offer("another", t.is_another, json!("another_fault")),
    ]
}
