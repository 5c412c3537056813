use proto::desk::Board;
use serde_json::json;
use sla::policy::Role;
use types::Lang;

use super::*;
use crate::testing::{escaped, frame, naughty, order, visitor};

fn station(words: &str) -> Station {
    serde_json::from_value(json!({ "id": "HZ", "name": words, "region": words, "zone": null,
        "location": { "latitude": 30_297_310, "longitude": 346_118 } }))
    .unwrap()
}

fn machine(words: &str) -> MachineListed {
    serde_json::from_value(json!({
        "machine": {
            "serial": "EC210BLC30121", "model": words, "customer": "C1", "station": "HZ", "site": words,
            "hours": 6310, "in_service": "2024-03-18",
            "warranty": { "version": words, "months": 24, "hours": 8000 },
            "extension": { "contract": words, "months": 36, "hours": null },
            "position": { "latitude": 30_312_507, "longitude": -346_118, "seen_at": "2026-01-05T07:30:00+08:00" },
        },
        "customer": { "id": "C1", "name": words }, "open_orders": ["2600017"],
    }))
    .unwrap()
}

fn found(words: &str) -> Found {
    let found = json!({
        "orders": [], "people": [], "claims": [], "parts": [],
        "machines": [{
            "serial": "EC210BLC30121", "matched": "serial", "model": words, "site": words,
            "customer": { "id": "C1", "name": words }, "station": { "id": "HZ", "name": words, "region": words },
            "open_orders": [],
        }],
        "customers": [{
            "customer": "C1", "matched": "phone", "name": words, "phones": ["13900002001"], "machines": 3,
            "open_orders": ["2600017"],
        }],
    });
    serde_json::from_value(found).unwrap()
}

fn page(shown: MachinesShown<'_>, words: &str, language: Lang, role: Role) -> String {
    let visitor = visitor(language, &[role]);
    let view = MachinesView {
        shown,
        stations: &[station(words)],
    };
    view.page(&frame(&visitor)).unwrap()
}

fn search(words: &str, language: Lang, role: Role) -> String {
    let shown = MachinesShown::Found {
        text: words,
        found: &found(words),
    };
    page(shown, words, language, role)
}

fn list(words: &str, total: u64, skip: u32) -> String {
    let owner = NamedCustomer {
        id: "C1".parse().unwrap(),
        name: words.to_owned(),
    };
    let shown = MachinesShown::Listed {
        machines: &[machine(words)],
        customer: Some(&owner),
        total,
        skip,
    };
    page(shown, words, Lang::Zh, Role::Operator)
}

fn file(words: &str, language: Lang) -> String {
    let visitor = visitor(language, &[Role::Operator]);
    let orders = Board {
        rows: vec![order(words)],
        total: 51,
        steps: std::collections::BTreeMap::new(),
        urgencies: std::collections::BTreeMap::new(),
    };
    let view = MachineView {
        machine: &machine(words),
        orders: &orders,
        skip: 0,
        stations: &[station(words)],
    };
    view.page(&frame(&visitor)).unwrap()
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    for text in naughty() {
        for language in [Lang::Zh, Lang::En] {
            let pages = [
                (search(&text, language, Role::Operator), 6),
                (list(&text, 1, 0), 5),
                (file(&text, language), 8),
            ];
            for (page, least) in pages {
                assert!(page.matches(&escaped(&text)).count() >= least, "{text:?}");
                assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<!--"));
                assert!(!page.contains(" style=") && !page.contains(" onmouseover='"));
            }
        }
    }
}

// rule: DIR-5
#[test]
fn a_search_leads_to_machines_to_their_customers_and_to_open_orders() {
    let zh = search("钱江", Lang::Zh, Role::Operator);
    for there in [
        "value=\"钱江\"",
        "href=\"/machines/file?serial=EC210BLC30121\"",
        "href=\"/machines?customer=C1\"",
        "href=\"/orders/2600017\"",
        "13900002001",
    ] {
        assert!(zh.contains(there), "{there}");
    }
    let auditor = search("钱江", Lang::En, Role::Auditor);
    assert!(!auditor.contains("13900002001") && auditor.contains("139****2001"));
    assert!(auditor.contains("At most the 20 best"));
    let nothing = MachinesShown::Found {
        text: "没有的",
        found: &Found::default(),
    };
    let nothing = page(nothing, "杭州站", Lang::Zh, Role::Operator);
    assert!(nothing.contains("没有找到: <bdi>没有的</bdi>") && !nothing.contains("<table"));
}

#[test]
fn a_customers_machines_are_paged_with_the_customer_kept() {
    let page = list("杭州站", 120, 50);
    assert!(page.contains("href=\"/machines?customer=C1\" rel=\"prev\""));
    assert!(page.contains("href=\"/machines?customer=C1&#38;skip=100\" rel=\"next\""));
    assert!(page.contains("客户的设备 <bdi>杭州站</bdi>"));
}

// rule: CLM-3
#[test]
fn a_machines_file_says_its_terms_where_it_was_seen_and_every_order() {
    let zh = file("2024-A", Lang::Zh);
    assert!(zh.contains("2024-A: 24 个月 / 8000 小时") && zh.contains("2024-A: 36 个月<"));
    assert!(zh.contains("30.312507, -0.346118 · 距服务站（直线） 66 km") && zh.contains("2026-01-05 07:30"));
    assert!(zh.contains("href=\"/orders/2600017\"") && zh.contains("/intake?machine=EC210BLC30121"));
    assert!(zh.contains("/machines/file?serial=EC210BLC30121&#38;skip=50\" rel=\"next\""));
    let en = file("2024-A", Lang::En);
    assert!(en.contains("2024-A: 24 months / 8000 h") && en.contains("Service history"));
}
