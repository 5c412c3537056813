//! Last moments and first ones: a claim's fourteenth day, February, the year's end, and what was known when.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use serde_json::{Value, json};
use types::{Instant, Span};
use whole_system::{Data, Options, Question, System, at, story_begins};

/// A station whose clocks are two hours behind.
const STATIONS: &str = "服务站编号,服务站,区域,时区\nUQ,乌鲁木齐站,西北,Asia/Urumqi\n";
const PEOPLE: &str = "工号,姓名,角色,服务站,区域,等级,手机\n\
    B8,麦子青,station_manager,UQ,西北,,13700000208\n\
    B9,雷鸣谦,field_engineer,UQ,西北,TCL2,13700000209\n";
const MACHINES: &str = "整机编号,机型,客户编号,服务站,工作小时,交机日期,保修版本,保修月数,保修小时\n\
    EC300DL60701,EC300DL,K1,UQ,2870,2025-08-01,2024-A,36,9000\n\
    EC300DL60702,EC300DL,K1,TZ,1140,2025-08-01,2024-A,36,9000\n";

const CLAIMS_STAFF: &str = "13700000301";
const SUPERVISOR: &str = "13700000302";
const DIRECTOR: &str = "13700000102";

/// The station people of an order's machine.
const TAIZHOU: [&str; 2] = ["B1", "B2"];
const URUMQI: [&str; 2] = ["B8", "B9"];

fn dealer(data: &Data, start: Instant) -> System {
    let system = System::start(&Options::sandbox(data, start));
    system.import_dealer();
    for (list, rows) in [("stations", STATIONS), ("people", PEOPLE), ("machines", MACHINES)] {
        system.import(list, rows).taken();
    }
    system.settle();
    system
}

/// An order that is repaired at this moment, with a report that names a part of this machine.
fn repaired(system: &System, machine: &str, [manager, engineer]: [&str; 2]) -> String {
    let order = system.open_claimable(machine, "动臂下降过快", false);
    system.repair_at_once(&order, manager, engineer);
    let part = json!([{ "part_number": "4611-1234", "quantity": 1, "old_serial": machine }]);
    system.file_report(engineer, &order, &part);
    order
}

/// The clock of an order's claim: when it is due and where it stands.
fn filing(system: &System, order: &str) -> (Instant, String) {
    let clock = system.claim(order)["clock"]["summary"].clone();
    let due = serde_json::from_value(clock["due_at"].clone()).unwrap();
    (due, clock["state"].as_str().unwrap().to_owned())
}

/// Who was told that a claim is to be filed, in the order they were told.
fn told(system: &System, order: &str) -> Vec<(String, &'static str, Instant)> {
    let kinds = ["第1次提醒", "第2次提醒", "第3次提醒", "超时："];
    let sent = system.outbox().into_iter();
    let about = sent.filter(|sent| sent.text.contains(order) && sent.text.contains("索赔提交"));
    about
        .map(|sent| {
            let kind = kinds.into_iter().find(|kind| sent.text.contains(kind));
            let kind = kind.unwrap_or_else(|| panic!("{}", sent.text));
            (sent.to, kind, sent.at)
        })
        .collect()
}

/// The days' warnings: to claims staff, to their supervisor, to the director, each at nine by the station's clock.
fn warnings(hour: &str) -> Vec<(String, &'static str, Instant)> {
    let days = [
        (CLAIMS_STAFF, "第1次提醒", "2026-03-09"),
        (SUPERVISOR, "第2次提醒", "2026-03-13"),
        (DIRECTOR, "第3次提醒", "2026-03-15"),
    ];
    let warning =
        |(to, kind, day): (&str, &'static str, &str)| (to.to_owned(), kind, at(&format!("{day} {hour}")));
    days.into_iter().map(warning).collect()
}

// rule: SLA-5, CLM-22
#[test]
fn a_claim_filed_on_day_14_at_23_59_by_the_stations_clock_is_in_time_and_at_00_00_it_is_not() {
    let data = Data::new();
    let system = dealer(&data, story_begins());
    let in_time = repaired(&system, "EC300DL60417", TAIZHOU);
    let late = repaired(&system, "EC140DL60555", TAIZHOU);
    let farther_west = repaired(&system, "EC300DL60701", URUMQI);
    for (order, engineer) in [(&in_time, "B2"), (&late, "B2"), (&farther_west, "B9")] {
        system.attach_papers(engineer, order);
        system.pass_review(order);
        system.judge(order);
    }
    system.advance_to(at("2026-03-16 23:59"));
    assert_eq!(system.claim(&in_time)["row"]["days_left"], 0);
    system.submit(&in_time);
    system.advance_to(at("2026-03-17 00:00"));
    system.submit(&late);
    system.advance_to(at("2026-03-17 01:59"));
    assert_eq!(system.claim(&farther_west)["row"]["days_left"], 0);
    system.submit(&farther_west);
    system.advance("3h");

    let day_ends = at("2026-03-17 00:00") - Span::micros(1);
    let urumqi_ends = at("2026-03-17 02:00") - Span::micros(1);
    assert_eq!(filing(&system, &in_time), (day_ends, "met".to_owned()));
    assert_eq!(filing(&system, &late), (day_ends, "breached".to_owned()));
    assert_eq!(filing(&system, &farther_west), (urumqi_ends, "met".to_owned()));
    assert_eq!(told(&system, &in_time), warnings("09:00"));
    assert_eq!(told(&system, &farther_west), warnings("11:00"));
    let mut all = warnings("09:00");
    all.push((DIRECTOR.to_owned(), "超时：", day_ends));
    assert_eq!(told(&system, &late), all);

    let cases = system.ask("figures/cases?figure=claim_timeliness")["answer"].clone();
    assert_eq!(cases["rate"], json!({ "met": 2, "of": 3 }));
    let missed = system.ask("figures/cases?figure=claim_timeliness&met=false")["answer"]["cases"].clone();
    assert_eq!(
        (missed.as_array().unwrap().len(), &missed[0]["order"]),
        (1, &json!(late))
    );
    system.stop();
}

// rule: SLA-5
#[test]
fn fourteen_days_run_over_the_years_end_and_through_a_short_and_a_leap_february() {
    let data = Data::new();
    let repairs = [
        ("2026-12-20 15:00", "2027-01-04 00:00"),
        ("2027-02-15 15:00", "2027-03-02 00:00"),
        ("2028-02-15 15:00", "2028-03-01 00:00"),
    ];
    for (repaired_at, too_late) in repairs.map(|(repair, late)| (at(repair), at(late))) {
        let known = data.database("directory").exists();
        let system = if known {
            System::start(&Options::sandbox(&data, repaired_at))
        } else {
            dealer(&data, repaired_at)
        };
        let order = repaired(&system, "EC300DL60702", TAIZHOU);
        system.stop();

        let last_moment = too_late - Span::micros(1);
        let system = System::start(&Options::sandbox(&data, too_late - Span::seconds(1)));
        assert_eq!(filing(&system, &order), (last_moment, "running".to_owned()));
        system.advance_to(too_late);
        assert_eq!(filing(&system, &order), (last_moment, "breached".to_owned()));
        system.stop();
    }
}

/// Everything that an answer says although nothing was known: things in lists, and counts that are not zero.
fn says(answer: &Value, at: &str, said: &mut Vec<String>) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                says(value, &format!("{at}.{name}"), said);
            }
        }
        // Every rate there is, of nothing.
        Value::Array(rates) if at.ends_with(".rates") => {
            for rate in rates {
                says(rate, at, said);
            }
        }
        Value::Array(things) if !things.is_empty() => said.push(format!("{at}: {things:?}")),
        Value::Number(number) if number.as_u64() != Some(0) => said.push(format!("{at}: {number}")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {}
    }
}

/// Before the first frame every list is empty, and nothing that has a name is known.
fn check_before(system: &System, question: &Question) {
    let before = story_begins() - Span::seconds(1);
    let answer = system.http().get(&question.path).with("at", before).send();
    if question.is_of_one() {
        assert_eq!(answer.status, 404, "{question:?}: {}", answer.body);
        return;
    }
    let mut said = Vec::new();
    says(&answer.taken()["answer"], "answer", &mut said);
    assert!(said.is_empty(), "{}: {said:#?}", question.path);
}

/// Now is the same moment by whichever name it is asked about.
fn check_now(system: &System, question: &Question) {
    let ask = |at: Option<&str>| {
        let request = system.http().get(&question.path);
        at.into_iter()
            .fold(request, |request, at| request.with("at", at))
            .send()
    };
    let plain = ask(None);
    if plain.status == 404 {
        assert!(question.path.contains("/directory/"), "{question:?}");
        assert_eq!(ask(Some("now")).status, 404);
        return;
    }
    let plain = plain.taken();
    assert_eq!(ask(Some("now")).taken(), plain, "{}", question.path);
    let frames = plain["cut"].as_object().unwrap().iter();
    let frames: Vec<String> = frames.map(|(log, frame)| format!("{log}:{frame}")).collect();
    let instant = system.now().to_string();
    for moment in [&*instant, &frames.join(",")] {
        let answer = ask(Some(moment)).taken();
        assert_eq!(answer["answer"], plain["answer"], "{} at {moment}", question.path);
    }
}

#[test]
fn before_the_first_frame_every_list_is_empty_and_now_is_the_same_however_it_is_named() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    let story = system.play_story();
    let questions = Question::all(&system.ask("openapi.json"), &story);
    let of_moments: Vec<&Question> = questions.iter().filter(|question| question.of_moments).collect();
    assert!(of_moments.len() > 40, "{}", of_moments.len());
    for question in of_moments {
        check_before(&system, question);
        check_now(&system, question);
    }
    system.stop();
}

/// What is asked of every moment below.
const REPORTS: [&str; 14] = [
    "figures",
    "figures?station=UQ",
    "figures?region=西部",
    "figures?from=2026-03-03",
    "figures/cases?figure=response_36",
    "figures/cases?figure=first_time_fix",
    "figures/cases?figure=claim_completeness",
    "unrepaired",
    "unrepaired?date=2026-03-02",
    "claims",
    "claims?pending=true",
    "returns/parts",
    "returns/ledger",
    "follow-ups",
];

/// A moment, and what was answered when it was now.
struct Remembered {
    moment: Instant,
    answers: Vec<Value>,
}

impl Remembered {
    /// Nothing more may happen at that moment.
    fn now(system: &System) -> Self {
        system.settle();
        let answers = REPORTS.map(|path| system.ask(path)["answer"].clone());
        Self {
            moment: system.now(),
            answers: answers.to_vec(),
        }
    }

    fn check(&self, system: &System) {
        for (path, answer) in REPORTS.iter().zip(&self.answers) {
            let request = system.http().get(&format!("/api/v1/{path}"));
            let then = request.with("at", self.moment).send().taken();
            assert_eq!(then["answer"], *answer, "{path} at {}", self.moment);
        }
    }
}

// rule: KPI-2, KPI-3, KPI-4, ORD-12, CLM-7, OLD-8
#[test]
fn a_report_about_a_moment_is_the_one_that_was_given_when_it_was_now() {
    let data = Data::new();
    let system = dealer(&data, story_begins());
    let mut moments = vec![Remembered::now(&system)];
    system.advance("1m");
    let claimed = repaired(&system, "EC300DL60417", TAIZHOU);
    repaired(&system, "EC300DL60701", URUMQI);
    let waiting = system.open_claimable("EC140DL60555", "行走无力", true);
    moments.push(Remembered::now(&system));
    // The day's list goes out.
    system.advance("10h");
    moments.push(Remembered::now(&system));
    system.advance("24h");
    system.attach_papers("B2", &claimed);
    system.pass_review(&claimed);
    system.judge(&claimed);
    system.submit(&claimed);
    moments.push(Remembered::now(&system));
    // A claim is forgotten, a station moves to another region.
    system.advance_to(at("2026-03-20 08:00"));
    moments.push(Remembered::now(&system));
    system.advance("1m");
    system
        .import("stations", STATIONS.replace("西北", "西部"))
        .taken();
    moments.push(Remembered::now(&system));
    system.advance("1m");
    system.repair_at_once(&waiting, "B1", "B2");
    moments.push(Remembered::now(&system));
    system.advance("48h");
    for remembered in &moments {
        remembered.check(&system);
    }
    let issued = |path: &str| system.ask(path)["answer"]["total"].clone();
    assert_eq!(
        (issued("unrepaired?date=2026-03-02"), issued("unrepaired")),
        (json!(1), json!(0))
    );
    system.stop();
}
