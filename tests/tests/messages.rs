//! Texts as phones send them: garbled, wrong, from strangers, again and again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use serde_json::{Value, json};
use types::{Instant, Span};
use whole_system::{Call, Data, HANGZHOU, Options, Sent, System, at, phone, wall};

const NIGHT: &str = "2026-01-05 08:00";
const ENGINEER: &str = "P301";
const STRANGER: &str = "13611112222";

/// The sample's dealer with an order in Hangzhou, planned for its engineer P301.
struct Dealer {
    system: System,
    order: String,
}

fn dealer(data: &Data) -> Dealer {
    let system = System::start(&Options::sandbox(data, at(NIGHT)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    system.plan("P201", &order, at("2026-01-05 10:00"), ENGINEER);
    system.advance("10m");
    Dealer { system, order }
}

impl Dealer {
    /// Sends a text and gives what went out because of it.
    fn answers(&self, from: &str, text: &str) -> Vec<Sent> {
        let before = self.system.sent_so_far();
        self.system.sms(from, text);
        self.system.outbox_after(before)
    }

    /// The one answer to a text of the staff.
    fn answer(&self, person: &str, text: &str) -> String {
        let answers = self.answers(&phone(person), text);
        assert_eq!(answers.len(), 1, "{text:?}: {answers:?}");
        assert_eq!(answers[0].to, phone(person), "{text:?}");
        answers[0].text.clone()
    }

    /// What waits for an operator, by its text.
    fn waiting(&self, text: &str) -> Option<Value> {
        let inbox = self.system.ask("inbox")["answer"].clone();
        let items = inbox["items"].as_array().unwrap();
        items.iter().find(|item| item["text"] == text).cloned()
    }

    fn mistakes(&self, text: &str) -> Vec<String> {
        let item = self
            .waiting(text)
            .unwrap_or_else(|| panic!("{text:?} does not wait for anybody"));
        assert_eq!(item["kind"], "not_understood", "{item}");
        let mistakes = item["mistakes"].as_array().unwrap();
        mistakes
            .iter()
            .map(|mistake| mistake["code"].as_str().unwrap().to_owned())
            .collect()
    }
}

fn with_wrong_digit(order: &str) -> String {
    let (number, digit) = order.split_at(order.len() - 1);
    format!("{number}{}", (digit.parse::<u32>().unwrap() + 1) % 10)
}

// rule: SMS-7, SMS-13, ORD-4, SMS-1
#[test]
fn what_cannot_be_taken_is_answered_once_with_all_that_is_wrong_and_waits_for_an_operator() {
    let data = Data::new();
    let dealer = dealer(&data);

    let answer = dealer.answer("P302", "今天风大");
    assert!(answer.contains("没看懂") && answer.contains("到达"), "{answer}");
    assert_eq!(dealer.mistakes("今天风大"), ["SMS-2.unknown_keyword"]);

    let wrong = with_wrong_digit(&dealer.order);
    let text = format!("到达 {wrong}");
    let answer = dealer.answer(ENGINEER, &text);
    assert!(answer.contains(&format!("没有工单号{wrong}")), "{answer}");
    assert_eq!(dealer.mistakes(&text), ["ORD-4.wrong_order_number"]);
    assert_eq!(dealer.system.page(&dealer.order)["summary"]["step"], "planned");

    let foreign = format!("到达 {}", dealer.order);
    let answer = dealer.answer("P305", &foreign);
    assert!(answer.contains("不是您的工单"), "{answer}");
    for secret in ["EC210", "下沙", "动臂", HANGZHOU.phone, "沈立新"] {
        assert!(
            !answer.contains(secret),
            "a stranger to the order reads {secret}: {answer}"
        );
    }
    assert_eq!(dealer.mistakes(&foreign), ["SMS-1.not_yours"]);

    let emoji = "👍👍🏽";
    assert!(dealer.answer("P303", emoji).contains("没看懂"));
    assert_eq!(dealer.mistakes(emoji), ["SMS-2.unknown_keyword"]);

    let long = "机器还是不行".repeat(114);
    assert!(long.len() > 2048);
    assert!(dealer.answer("P304", &long).contains("短信太长"));
    assert_eq!(dealer.mistakes(&long), ["SMS-7.too_long"]);

    let several = format!("未修复 {wrong}");
    let answer = dealer.answer("P306", &several);
    assert!(answer.contains(&wrong) && answer.contains("原因"), "{answer}");
    assert_eq!(dealer.mistakes(&several).len(), 2);
    dealer.system.stop();
}

// rule: SMS-1, SMS-12, SMS-14
#[test]
fn strangers_customers_and_machines_are_kept_and_never_answered() {
    let data = Data::new();
    let dealer = dealer(&data);
    let (order, system) = (&dealer.order, &dealer.system);

    let text = format!("到达 {order}");
    assert_eq!(dealer.answers(STRANGER, &text), []);
    assert_eq!(dealer.waiting(&text).unwrap()["kind"], "quarantined");
    assert_eq!(system.page(order)["summary"]["step"], "planned");

    assert_eq!(dealer.answers(HANGZHOU.phone, "师傅几点到？"), []);
    let wrote = dealer.waiting("师傅几点到？").unwrap();
    assert_eq!(
        (&wrote["kind"], &wrote["order"]),
        (&"customer_wrote".into(), &json!(order))
    );
    let shown = system.page(order)["messages_in"].clone();
    assert_eq!(shown[0]["text"], "师傅几点到？");

    assert_eq!(dealer.answers(&phone(ENGINEER), "我正在开车，稍后联系您"), []);
    assert!(dealer.waiting("我正在开车，稍后联系您").is_none());

    assert_eq!(dealer.answers(HANGZHOU.phone, "TD"), []);
    let before = system.sent_so_far();
    system.advance_to(at("2026-01-05 09:55"));
    system.sms(&phone(ENGINEER), &format!("出发 {order} 12:00"));
    let told: Vec<String> = system
        .outbox_after(before)
        .into_iter()
        .map(|sent| sent.to)
        .collect();
    assert!(
        told.contains(&phone("P201")) && !told.contains(&HANGZHOU.phone.to_owned()),
        "{told:?}"
    );
    dealer.system.stop();
}

// rule: SMS-12, SMS-7
#[test]
fn one_phone_gets_a_set_number_of_hints_in_an_hour_and_nothing_it_wrote_is_lost() {
    let data = Data::new();
    let dealer = dealer(&data);
    let texts = ["哈哈", "嗯嗯嗯", "天冷路滑", "吃饭去", "再见"];
    let answered: Vec<usize> = texts
        .iter()
        .map(|text| dealer.answers(&phone("P306"), text).len())
        .collect();
    assert_eq!(answered, [1, 1, 1, 0, 0]);
    for text in texts {
        assert_eq!(dealer.mistakes(text), ["SMS-2.unknown_keyword"]);
    }
    dealer.system.advance("61m");
    assert_eq!(dealer.answers(&phone("P306"), "又是我").len(), 1);
    dealer.system.stop();
}

/// As two providers hand it over.
fn provider_shapes(from: &str, text: &str, sent_at: Instant) -> [Value; 2] {
    let wall = wall(sent_at);
    let aliyun = json!([{
        "phone_number": from, "send_time": wall, "content": text, "sign_name": "服务热线", "dest_code": "1234",
        "sequence_id": 99_001,
    }]);
    let tencent = json!({
        "extend": "", "mobile": from, "nationcode": "86", "sign": "服务热线", "text": text,
        "time": sent_at.micros() / 1_000_000,
    });
    [aliyun, tencent]
}

// rule: SMS-6, SMS-11
#[test]
fn the_same_message_five_times_under_five_ids_is_one_report() {
    let data = Data::new();
    let dealer = dealer(&data);
    let system = &dealer.system;
    system.advance_to(at("2026-01-05 11:00"));
    let (from, sent_at) = (phone(ENGINEER), at("2026-01-05 10:58"));
    let text = format!("到达 {}", dealer.order);
    let before = system.sent_so_far();
    for id in ["a1", "b2", "c3"] {
        system.kannel(&from, &text, sent_at, id);
    }
    let mut replies = Vec::new();
    for shape in provider_shapes(&from, &text, sent_at) {
        let answer = system.http().post("/sms/json").json(&shape).send();
        replies.push(answer.taken());
    }
    assert_eq!(
        (&replies[0]["code"], &replies[1]["result"]),
        (&0.into(), &0.into())
    );
    system.settle();

    let page = system.page(&dealer.order);
    assert_eq!(page["messages_in"].as_array().unwrap().len(), 1);
    assert_eq!(page["visits"].as_array().unwrap().len(), 1);
    let arrivals = page["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "Arrived");
    assert_eq!(arrivals.count(), 1);
    let told: Vec<Sent> = system.outbox_after(before);
    assert_eq!(
        told.iter().filter(|sent| sent.to == phone("P201")).count(),
        1,
        "{told:?}"
    );
    // Said without departing first: taken, and flagged.
    let flags: Vec<&Value> = page["flags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|flag| &flag["flag"])
        .collect();
    assert!(flags.contains(&&json!("arrived_without_departure")), "{flags:?}");
    dealer.system.stop();
}

// rule: SMS-5
#[test]
fn a_report_that_fits_two_orders_is_asked_about_and_a_bare_number_completes_it() {
    let data = Data::new();
    let dealer = dealer(&data);
    let system = &dealer.system;
    let other = system.open_order(&Call {
        machine: "EC210BLC30122",
        ..HANGZHOU
    });
    system.plan("P201", &other, at("2026-01-05 14:00"), ENGINEER);
    system.advance_to(at("2026-01-05 09:58"));
    let asked = dealer.answer(ENGINEER, "出发 预计12:00");
    assert!(asked.contains(&dealer.order) && asked.contains(&other), "{asked}");
    let said_at = system.now();
    system.advance("3m");
    system.sms(&phone(ENGINEER), &other);
    let visit = system.page(&other)["visits"][0].clone();
    assert_eq!(visit["departed"], json!(said_at));
    assert_eq!(visit["eta"], json!(at("2026-01-05 12:00")));
    assert_eq!(system.page(&dealer.order)["visits"], json!([]));
    assert!(system.now() - Span::seconds(180) == said_at);
    dealer.system.stop();
}
