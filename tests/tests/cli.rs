//! The client from the shell.

use std::collections::VecDeque;

use serde_json::{Value, json};
use types::OrderNumber;
use whole_system::{CommandLine, Data, HANGZHOU, Options, System, at, phone, project_file};

fn dealer(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system
}

/// The commands below one, as its help lists them.
fn commands(help: &str) -> Vec<String> {
    let listed = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands"))
        .skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    let names = listed.filter_map(|line| line.split_whitespace().next().map(str::to_owned));
    names.filter(|name| name != "help").collect()
}

#[test]
fn every_command_explains_itself_without_a_system() {
    let nowhere = CommandLine::new().option("--data", "/nonexistent");
    let mut open = VecDeque::from([Vec::<String>::new()]);
    let mut seen = 0;
    while let Some(path) = open.pop_front() {
        let mut arguments = path.clone();
        arguments.push("--help".to_owned());
        let help = nowhere.prints(&arguments);
        assert!(help.contains("Usage"), "{path:?}\n{help}");
        seen += 1;
        for name in commands(&help) {
            open.push_back([path.clone(), vec![name]].concat());
        }
    }
    assert!(seen > 40, "only {seen} commands");

    let ran = nowhere.run(&["board"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("fieldledger up"), "{}", ran.err);
    assert_eq!(nowhere.run(&["no-such-command"]).code, 2);
    assert_eq!(nowhere.run(&["order", "show", "2600010"]).code, 2);
}

// rule: SLA-25
#[test]
fn cases_of_clocks_are_answered_line_by_line_without_a_system() {
    let cases = std::fs::read_to_string(project_file("tests/cases/sla_sample.jsonl")).unwrap();
    let answered = CommandLine::new().reading(&cases).prints(&["sla", "eval"]);
    let answers: Vec<Value> = answered
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        answers.len(),
        cases.lines().filter(|line| !line.trim().is_empty()).count()
    );
    assert!(
        answers.iter().all(|answer| answer.get("error").is_none()),
        "{answered}"
    );
}

#[test]
fn the_board_is_read_in_both_languages_and_json_is_json() {
    let data = Data::new();
    let system = dealer(&data);
    let order = system.open_order(&HANGZHOU);
    for (cli, cells) in [
        (
            system.cli(),
            [order.as_str(), "待回复", "杭州站", "EC210BLC30121", "故障"],
        ),
        (
            system.cli().english(),
            [
                order.as_str(),
                "waiting for station",
                "杭州站",
                "EC210BLC30121",
                "failure repair",
            ],
        ),
    ] {
        let board = cli.prints(&["board"]);
        for cell in cells {
            assert!(board.contains(cell), "no {cell} in\n{board}");
        }
    }
    let questions: [&[&str]; 9] = [
        &["board"],
        &["inbox"],
        &["follow-ups"],
        &["search", "EC210"],
        &["messages"],
        &["order", "show", &order],
        &["status", "--digest"],
        &["sms", "outbox"],
        &["directory", "list", "people"],
    ];
    for question in questions {
        let answer = system.cli().json(question);
        assert!(answer.is_object() || answer.is_array(), "{question:?}: {answer}");
    }
    let refused = system
        .cli()
        .run(&["order", "show", OrderNumber::compose(99, 1).as_str(), "--json"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(
        serde_json::from_str::<Value>(&refused.err).unwrap()["code"],
        "order.unknown"
    );
    system.stop();
}

// rule: ORD-18
#[test]
fn a_second_call_about_a_machine_is_offered_the_open_order_or_a_second_one() {
    let data = Data::new();
    let system = dealer(&data);
    let order = system.open_order(&HANGZHOU);
    let again = [
        "order",
        "open",
        "--phone",
        HANGZHOU.phone,
        "--machine",
        HANGZHOU.machine,
        "--type",
        "故障",
        "--fault",
        "还是不行",
    ];
    let complaint = system.cli_as("P101").refused(&again);
    assert!(complaint.contains("ORD-18.open_order"), "{complaint}");
    assert!(
        complaint.contains(&format!("order attach {order}")),
        "{complaint}"
    );
    assert!(complaint.contains("--second-order-reason"), "{complaint}");

    let attach = [
        "order",
        "attach",
        &order,
        "--phone",
        HANGZHOU.phone,
        "--said",
        "还没人来",
    ];
    let _ = system.cli_as("P101").prints(&attach);
    assert_eq!(system.page(&order)["summary"]["calls"], 2);
    let second = [&again[..], &["--second-order-reason", "另一处故障"]].concat();
    let _ = system.cli_as("P101").prints(&second);
    assert_eq!(system.ask("board")["answer"]["total"], 2);
    system.stop();
}

// rule: ORD-8
#[test]
fn roles_decide_who_may_do_what() {
    let data = Data::new();
    let system = dealer(&data);
    let order = system.open_order(&HANGZHOU);
    let open = [
        "order",
        "open",
        "--phone",
        "13900002004",
        "--type",
        "故障",
        "--fault",
        "漏油",
    ];
    let complaint = system.cli_as("P301").refused(&open);
    assert!(complaint.contains("actor.not_allowed"), "{complaint}");
    let complaint = system.cli_as("P999").refused(&open);
    assert!(complaint.contains("actor.unknown"), "{complaint}");
    let solve = ["solve", &order, "指导客户复位急停开关"];
    let complaint = system.cli_as("P202").refused(&solve);
    assert!(complaint.contains("ORD-6.not_this_station"), "{complaint}");
    let _ = system.cli_as("P201").prints(&solve);
    system.settle();
    assert_eq!(system.page(&order)["summary"]["step"], "solved_by_phone");
    system.stop();
}

// rule: DIR-4
#[test]
fn whoever_has_left_may_do_nothing_any_more_and_keeps_the_name_in_history() {
    let data = Data::new();
    let system = dealer(&data);
    let order = system.open_order(&HANGZHOU);
    let _ = system.cli_as("P001").prints(&["person", "leave", "P101"]);
    system.settle();
    let complaint = system
        .cli_as("P101")
        .refused(&["order", "note", &order, "客户催"]);
    assert!(complaint.contains("DIR-4.left"), "{complaint}");
    let page = system.page(&order);
    assert_eq!(page["summary"]["operator"]["name"], "林晓雨");
    system.stop();
}

// rule: DIR-1
#[test]
fn a_deputy_acts_and_is_told_while_somebody_is_away() {
    let data = Data::new();
    let system = dealer(&data);
    let appoint = [
        "deputy",
        "appoint",
        "P201",
        "--deputy",
        "P202",
        "--from",
        "2026-01-05 08:00",
        "--until",
        "2026-01-06 08:00",
    ];
    let _ = system.cli_as("P001").prints(&appoint);
    system.settle();
    let order = system.open_order(&HANGZHOU);
    let told: Vec<String> = system.outbox().into_iter().map(|sent| sent.to).collect();
    assert!(
        told.contains(&phone("P202")) && !told.contains(&phone("P201")),
        "{told:?}"
    );
    let _ = system
        .cli_as("P202")
        .prints(&["solve", &order, "指导客户复位急停开关"]);
    system.settle();
    assert_eq!(system.page(&order)["summary"]["step"], "solved_by_phone");
    system.stop();
}

// rule: SLA-20
#[test]
fn a_wrong_policy_is_refused_by_its_line() {
    let data = Data::new();
    let policy = std::fs::read_to_string(project_file("deploy/policy.toml")).unwrap();
    let line = policy.lines().position(|line| line == "limit = \"36h\"").unwrap() + 1;
    let file = data.path().join("policy.toml");
    std::fs::write(&file, policy.replace("limit = \"36h\"", "limit = \"36 Stunden\"")).unwrap();
    let complaint = CommandLine::new()
        .english()
        .refused(&["policy", "check", file.to_str().unwrap()]);
    assert!(
        complaint.contains(&line.to_string()),
        "no line {line} in {complaint}"
    );
    std::fs::write(&file, &policy).unwrap();
    let _ = CommandLine::new().prints(&["policy", "check", file.to_str().unwrap()]);

    let system = dealer(&data);
    let shorter = policy
        .replace("limit = \"36h\"", "limit = \"24h\"")
        .replace("[\"12h\", \"24h\", \"33h\"]", "[\"12h\"]");
    std::fs::write(&file, shorter).unwrap();
    let first = system.open_order(&HANGZHOU);
    let _ = system
        .cli_as("P001")
        .prints(&["policy", "load", file.to_str().unwrap()]);
    system.settle();
    let second = system.open_order(&whole_system::Call {
        machine: "EC210BLC30122",
        ..HANGZHOU
    });
    let due = |order: &str| {
        let page = system.page(order);
        let clock = page["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|clock| clock["summary"]["kind"] == "SLA-2")
            .cloned();
        clock.unwrap()["summary"]["due_at"].clone()
    };
    assert_eq!(
        (due(&first), due(&second)),
        (json!(at("2026-01-06 20:00")), json!(at("2026-01-06 08:00")))
    );
    system.stop();
}
