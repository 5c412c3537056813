//! Every question, before the first record and over logs that are read twice.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use decider::Reader;
use decider::shelf::{Place, Shelf};
use proto::claims::ClaimKind;
use proto::desk::{
    BoardQuery, CallQuery, ClaimQuery, ClaimsQuery, ConsignmentQuery, ConsignmentsQuery, DirectoryQuery,
    FigureCasesQuery, FigureKind, FiguresQuery, FollowUpsQuery, InboxQuery, LedgerQuery, MessagesQuery,
    OrderQuery, PartsQuery, Query, SearchQuery, ToDoQuery, UnrepairedQuery,
};
use proto::directory::ListKind;
use proto::hotline::NoteAdded;
use proto::notify::{MessageQueued, MessageSuppressed};
use serde_json::Value;
use types::ServiceName;

use crate::testing::{Logs, consignment, lines, message, number, tag, wanted};
use crate::{Desk, Model};

/// Puts everything away that it is given.
#[derive(Debug, Default)]
struct Cupboard(Mutex<Vec<Vec<u8>>>);

impl Shelf for Cupboard {
    fn put(&self, bytes: &[u8]) -> Option<Place> {
        let mut things = self.0.lock().unwrap();
        things.push(bytes.to_vec());
        let (at, length) = (things.len() - 1, bytes.len());
        Some(Place {
            at: at.try_into().ok()?,
            length: length.try_into().ok()?,
        })
    }

    fn get(&self, place: Place) -> Option<Vec<u8>> {
        let things = self.0.lock().unwrap();
        things.get(usize::try_from(place.at).ok()?).cloned()
    }
}

/// One of each question about lists, then of each about one thing.
fn questions() -> (Vec<Query>, Vec<Query>) {
    let text = number(1).to_string();
    let figures = FigureKind::ALL.map(|figure| Query::FigureCases(FigureCasesQuery::of(figure)));
    let lists = ListKind::ALL.map(|list| Query::Directory(DirectoryQuery::of(list)));
    let mut all = vec![
        Query::Board(BoardQuery {
            include_ended: true,
            ..BoardQuery::default()
        }),
        Query::Inbox(InboxQuery::default()),
        Query::FollowUps(FollowUpsQuery::default()),
        Query::Search(SearchQuery { text }),
        Query::Call(CallQuery::default()),
        Query::Messages(MessagesQuery::default()),
        Query::Figures(FiguresQuery::default()),
        Query::ToDo(ToDoQuery::default()),
        Query::Unrepaired(UnrepairedQuery::default()),
        Query::Claims(ClaimsQuery::default()),
        Query::Parts(PartsQuery::default()),
        Query::Consignments(ConsignmentsQuery::default()),
        Query::Ledger(LedgerQuery::default()),
    ];
    all.extend(figures);
    all.extend(lists);
    let order = number(1);
    let one = vec![
        Query::Order(OrderQuery { order: order.clone() }),
        Query::Claim(ClaimQuery { order }),
        Query::Consignment(ConsignmentQuery {
            consignment: consignment("north-202601"),
        }),
    ];
    (all, one)
}

fn name_of(query: &Query) -> String {
    let written = serde_json::to_value(query).expect("a question");
    written
        .as_object()
        .and_then(|fields| fields.keys().next())
        .expect("a name")
        .clone()
}

fn asked(model: &Model, query: &Query, logs: &Logs) -> Result<Value, proto::Rejection> {
    let question = serde_json::to_value(query).expect("a question");
    Desk::answer(model, &question, logs.now)
}

/// Whether nothing stands in any list of an answer; rates may be named without cases.
fn holds_nothing(answer: &Value) -> bool {
    match answer {
        Value::Array(rows) => rows
            .iter()
            .all(|row| row.get("whole").is_some() && holds_nothing(row)),
        Value::Object(fields) => fields.values().all(holds_nothing),
        Value::Number(number) => number.as_u64() == Some(0),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// An order from the call to the returned part.
fn story() -> Logs {
    let mut logs = Logs::new();
    logs.at("05 16:00").repairs(1).drafts(1, ClaimKind::Failure);
    logs.sms("m1", Some("tan"), "收到");
    logs.at("06 16:00").submits(1, 1, &lines());
    logs.expects(1, 1).checks_in(1, 1);
    logs.at("25 10:00").ships("north-202601", &[tag(1, 1)]);
    logs.repairs(2);
    logs
}

#[test]
fn every_question_is_asked_here() {
    let (lists, one) = questions();
    let names: BTreeSet<String> = lists.iter().chain(&one).map(name_of).collect();
    let schema = serde_json::to_value(schemars::schema_for!(Query)).expect("a schema");
    let kinds = schema["oneOf"].as_array().map(Vec::len);
    assert_eq!(Some(names.len()), kinds, "{names:?}");
}

#[test]
fn before_the_first_record_every_list_is_empty_and_nothing_is_known() {
    let logs = Logs::new();
    let nothing = Model::default();
    let (lists, one) = questions();
    for query in &lists {
        let answer = asked(&nothing, query, &logs).expect("an answer");
        assert!(holds_nothing(&answer), "{}: {answer}", name_of(query));
    }
    for query in &one {
        let refused = asked(&nothing, query, &logs).expect_err("nothing is known");
        assert_eq!(refused.class, proto::Class::Unknown, "{}", name_of(query));
    }
}

#[test]
fn the_same_records_read_afresh_log_by_log_and_put_away_give_the_same_answers() {
    let mut logs = story();
    for number in 0..60 {
        logs.notify(MessageQueued {
            wanted: wanted(&format!("s{number}"), &crate::testing::number(1)),
        });
        logs.notify(MessageSuppressed {
            message: message(&format!("s{number}")),
        });
        logs.hotline(NoteAdded {
            order: crate::testing::number(1),
            text: "现场只有夜里能停机，请先打电话".to_owned().into(),
        });
    }
    let cupboard = Arc::new(Cupboard::default());
    let mut afresh = Model::default();
    Desk::shelve(&mut afresh, cupboard.clone());
    let mut records: Vec<_> = logs.records.iter().collect();
    // Causes stay before what follows from them; a log that nobody waits for may come later.
    records.sort_by_key(|(record, _)| record.log == ServiceName::Returns);
    for (record, depth) in records {
        Desk::fold(&mut afresh, record, *depth);
    }
    let put_away = cupboard.0.lock().unwrap().len();
    assert!(put_away > 60, "only {put_away} are messages or part of a history");
    let (lists, one) = questions();
    for query in lists.iter().chain(&one) {
        let now = asked(&logs.model, query, &logs).expect("an answer");
        let then = asked(&afresh, query, &logs).expect("an answer");
        assert_eq!(now, then, "{}", name_of(query));
    }
}

#[test]
fn whoever_asks_after_every_record_is_answered_in_the_end_like_whoever_asks_once() {
    let logs = story();
    let (lists, one) = questions();
    let questions: Vec<&Query> = lists.iter().chain(&one).collect();
    let mut all_along = Model::default();
    for (record, depth) in &logs.records {
        Desk::fold(&mut all_along, record, *depth);
        for query in &questions {
            // What is kept for the next question must not outlive what it was made of.
            let _ = asked(&all_along, query, &logs);
        }
    }
    for query in questions {
        let once = asked(&logs.model, query, &logs).expect("an answer");
        let then = asked(&all_along, query, &logs).expect("an answer");
        assert_eq!(once, then, "{}", name_of(query));
    }
}
