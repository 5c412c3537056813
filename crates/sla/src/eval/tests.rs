use serde_json::{Value, json};

use super::eval_line;

const SAMPLE: &str = include_str!("../../../../tests/cases/sla_sample.jsonl");

fn answer(case: &Value) -> Value {
    serde_json::from_str(&eval_line(&case.to_string(), false)).unwrap()
}

// rule: SLA-26
// rule: SLA-27
#[test]
fn every_case_of_the_sample_is_answered_as_its_source_does() {
    let mut cases = 0;
    for line in SAMPLE.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let answer: Value = serde_json::from_str(&eval_line(line, true)).unwrap();
        assert_eq!(answer["id"], case["id"]);
        for (field, expected) in case["expect"].as_object().unwrap() {
            assert_eq!(&answer[field], expected, "{field} of {line}\n{answer}");
        }
        cases += 1;
    }
    assert_eq!(cases, 53);
}

/// A calendar with the same hours Monday to Friday.
fn weekdays(tz: &str, hours: &Value) -> Value {
    json!({ "tz": tz, "week": { "mon": hours, "tue": hours, "wed": hours, "thu": hours, "fri": hours } })
}

fn office() -> Value {
    weekdays("Asia/Shanghai", &json!([["08:00", "12:00"], ["13:00", "17:00"]]))
}

// rule: SLA-27
#[test]
fn an_end_before_its_start_answers_nothing_elapsed() {
    let case = json!({"id": 1, "op": "elapsed", "calendar": office(),
        "start": "2026-01-06T03:00:00Z", "end": "2026-01-06T01:00:00Z"});
    assert_eq!(answer(&case), json!({"id": 1, "elapsed_s": 0}));
    let case = json!({"id": 2, "op": "breach", "calendar": office(), "allowed_s": 60,
        "start": "2026-01-06T03:00:00Z", "now": "2026-01-06T01:00:00Z"});
    assert_eq!(
        answer(&case),
        json!({"id": 2, "breached": false, "elapsed_s": 0, "remaining_s": 60})
    );
}

// rule: SLA-27
#[test]
fn an_allowance_used_up_exactly_at_closing_time_is_due_then_and_not_a_second_earlier_or_later() {
    let due = |allowed: i64| {
        answer(&json!({"op": "due", "calendar": office(), "start": "2026-01-09T08:00:00Z", "allowed_s": allowed}))
            ["due"]
            .clone()
    };
    assert_eq!(due(3_599), "2026-01-09T08:59:59Z");
    assert_eq!(due(3_600), "2026-01-09T09:00:00Z");
    assert_eq!(due(3_601), "2026-01-12T00:00:01Z");
}

// rule: SLA-27
#[test]
fn a_zero_allowance_is_due_at_the_first_open_instant_and_backward_at_the_last() {
    let case = |op: &str, start: &str| {
        answer(&json!({"op": op, "calendar": office(), "start": start, "allowed_s": 0}))["due"].clone()
    };
    assert_eq!(case("due", "2026-01-09T09:00:00Z"), "2026-01-12T00:00:00Z");
    assert_eq!(case("due", "2026-01-12T01:00:00Z"), "2026-01-12T01:00:00Z");
    assert_eq!(case("due_back", "2026-01-12T00:00:00Z"), "2026-01-09T09:00:00Z");
    assert_eq!(case("due_back", "2026-01-09T09:00:00Z"), "2026-01-09T09:00:00Z");
}

// rule: SLA-27
#[test]
fn a_clock_that_is_still_paused_has_no_due_time_yet() {
    let case = json!({"op": "due", "calendar": office(), "start": "2026-01-05T00:00:00Z", "allowed_s": 7_200,
        "escalate_offset_s": -60, "pauses": [["2026-01-05T01:00:00Z", null]]});
    assert_eq!(
        answer(&case),
        json!({"due": null, "paused_s": 0, "escalate_at": null})
    );
    let used_up_before = json!({"op": "due", "calendar": office(), "start": "2026-01-05T00:00:00Z",
        "allowed_s": 3_600, "pauses": [["2026-01-05T01:00:00Z"]]});
    assert_eq!(answer(&used_up_before)["due"], "2026-01-05T01:00:00Z");
}

// rule: SLA-27
#[test]
fn overlapping_pauses_count_once_and_only_in_open_time() {
    let case = json!({"op": "due", "calendar": office(), "start": "2026-01-05T03:00:00Z", "allowed_s": 7_200,
        "pauses": [["2026-01-05T03:30:00Z", "2026-01-05T05:30:00Z"], ["2026-01-05T03:40:00Z", "2026-01-05T05:10:00Z"]]});
    let answer = answer(&case);
    assert_eq!(answer["due"], "2026-01-05T07:00:00Z");
    assert_eq!(answer["paused_s"], 3_600);
}

// rule: SLA-25
#[test]
fn the_explanation_of_a_due_time_sums_to_the_allowance_held_time_included() {
    let case = json!({"op": "due", "calendar": office(), "start": "2026-01-05T03:00:00Z", "allowed_s": 36_000,
        "hold_s": 600, "pauses": [["2026-01-05T03:30:00Z", "2026-01-05T06:00:00Z"]]});
    let answer: Value = serde_json::from_str(&eval_line(&case.to_string(), true)).unwrap();
    let stretches = answer["explanation"].as_array().unwrap();
    let sum = |kind: &str| -> i64 {
        stretches
            .iter()
            .filter(|stretch| stretch["kind"] == kind)
            .map(|stretch| stretch["seconds"].as_i64().unwrap())
            .sum()
    };
    assert_eq!(sum("counted"), 36_600);
    assert_eq!(sum("paused"), answer["paused_s"].as_i64().unwrap());
    for pair in stretches.windows(2) {
        assert_eq!(pair[0]["until"], pair[1]["from"]);
    }
    assert_eq!(stretches.last().unwrap()["until"], answer["due"]);
}

// rule: SLA-26
#[test]
fn days_are_counted_on_dates_with_hours_either_way_and_keep_the_wall_time_over_a_clock_change() {
    let case = |days: i64, end: bool| {
        let calendar = weekdays("Europe/Berlin", &json!([["09:00", "17:00"]]));
        answer(
            &json!({"op": "due_days", "calendar": calendar, "start": "2026-03-28T09:30:00Z", "days": days,
            "end_of_working_day": end}),
        )["due"]
            .clone()
    };
    assert_eq!(case(1, false), "2026-03-30T08:30:00Z");
    assert_eq!(case(-1, false), "2026-03-27T09:30:00Z");
    assert_eq!(case(0, false), "2026-03-30T08:30:00Z");
    assert_eq!(case(2, true), "2026-03-31T15:00:00Z");
    assert_eq!(case(-6, true), "2026-03-20T16:00:00Z");
}

// rule: SLA-27
#[test]
fn a_calendar_that_never_opens_is_an_error_in_every_direction() {
    let swallowed = json!({"tz": "Asia/Shanghai", "week": {}, "holidays": ["2030-05-01"],
        "date_hours": {"2030-05-01": [["09:00", "12:00"]]}});
    for op in ["due", "due_back", "due_days", "next_open", "next_close"] {
        let case = json!({"id": op, "op": op, "calendar": swallowed, "start": "2030-05-01T02:00:00Z",
            "at": "2030-04-01T00:00:00Z", "allowed_s": 60, "days": 1});
        let answer = answer(&case);
        assert_eq!(answer["id"], op);
        assert!(answer["error"].is_string(), "{answer}");
    }
    let case = json!({"op": "is_open", "calendar": swallowed, "at": "2030-05-01T02:00:00Z"});
    assert_eq!(answer(&case), json!({"open": false}));
}

#[test]
fn a_far_override_is_found_and_a_huge_allowance_ends() {
    let far = json!({"tz": "UTC", "week": {}, "date_hours": {"8999-12-31": [["09:00", "12:00"]]}});
    let case = json!({"op": "next_open", "calendar": far, "at": "2026-01-01T00:00:00Z"});
    assert_eq!(answer(&case)["at"], "8999-12-31T09:00:00Z");
    let case =
        json!({"op": "due", "calendar": office(), "start": "2026-01-01T00:00:00Z", "allowed_s": i64::MAX});
    assert!(answer(&case)["error"].is_string());
    let case = json!({"op": "due_days", "calendar": far, "start": "2026-01-01T00:00:00Z", "days": i64::MIN});
    assert!(answer(&case)["error"].is_string());
}

#[test]
fn a_line_that_cannot_be_read_is_answered_with_its_id_and_an_error() {
    let lines = [
        r#"{"id": "a", "op": "due", "calendar": {"tz": "Asia/Sh"#.to_owned(),
        json!({"id": "a", "op": "due"}).to_string(),
        json!({"id": "a", "op": "dance", "calendar": office()}).to_string(),
        json!({"id": "a", "op": "is_open", "calendar": {"tz": "Mars/Base"}, "at": "2026-01-01T00:00:00Z"}).to_string(),
        json!({"id": "a", "op": "is_open", "calendar": office(), "at": "noon"}).to_string(),
        json!({"id": "a", "op": "due", "calendar": office(), "start": "2026-01-01T00:00:00Z", "allowed_s": -1})
            .to_string(),
        json!({"id": "a", "op": "elapsed", "calendar": office(), "start": "2026-01-01T00:00:00Z",
            "end": "2026-01-01T00:00:00Z", "pauses": [7]})
        .to_string(),
        json!({"id": "a", "op": "is_open", "at": "2026-01-01T00:00:00Z",
            "calendar": {"tz": "UTC", "week": {"mon": [["25:00", "26:00"]]}}})
        .to_string(),
    ];
    for line in lines {
        let answer: Value = serde_json::from_str(&eval_line(&line, true)).unwrap();
        assert_eq!(answer["id"], "a", "{line}");
        assert!(
            answer["error"].as_str().is_some_and(|error| !error.is_empty()),
            "{line}"
        );
    }
    let answer: Value = serde_json::from_str(&eval_line("what?", false)).unwrap();
    assert_eq!(answer.as_object().unwrap().len(), 1);
}

#[test]
fn a_line_cut_or_bent_anywhere_is_answered_all_the_same() {
    for line in SAMPLE.lines().step_by(7) {
        let places = line.char_indices().map(|(at, _)| at).step_by(11);
        for at in places {
            let bent = format!("{}x{}", &line[..at], &line[at + 1..]);
            for broken in [&line[..at], bent.as_str()] {
                let answer: Value = serde_json::from_str(&eval_line(broken, true)).unwrap();
                assert!(answer.is_object());
            }
        }
    }
}
