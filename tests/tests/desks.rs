//! The desks of claims staff and warehouse keepers over HTTP, through forms alone, as browsers without scripts send
//! them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use serde_json::json;
use whole_system::{Answer, Data, Options, System, at, photo, replaced, story_begins};

const CLAIMS: &str = "C1";
const MACHINE: &str = "EC300DL60417";

fn look(system: &System, person: &str, path: &str) -> String {
    let answer = system.http().get(path).acting(person).send();
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// Sends a form and goes where it leads.
fn fill_in(system: &System, person: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = system.http().post(path).acting(person).form(fields).send();
    system.settle();
    answer
}

fn done(system: &System, person: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = fill_in(system, person, path, fields);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

/// The form of a command as it stands on a page.
fn form<'a>(page: &'a str, command: &str) -> &'a str {
    between(page, &format!("id=\"f-{command}\""), "</form>")
}

/// What a form carries along that nobody types.
fn hidden<'a>(form: &'a str, name: &str) -> &'a str {
    between(
        form,
        &format!("<input type=\"hidden\" name=\"{name}\" value=\""),
        "\"",
    )
}

/// Every item of a page's checklist, chosen as it is said.
fn checked(page: &str, verdict: &str) -> Vec<(String, String)> {
    let form = form(page, "claims-review-claim");
    let items = form.split("name=\"items.").skip(1);
    let mut names: Vec<&str> = items
        .filter_map(|rest| rest.split_once('.'))
        .map(|(item, _)| item)
        .collect();
    names.dedup();
    assert!(names.len() > 10, "{names:?}");
    let each = names
        .into_iter()
        .map(|item| (format!("items.{item}.passed"), verdict.to_owned()));
    each.collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// A claim's page, and its forms sent by one of the claims staff.
struct Desk<'a> {
    system: &'a System,
    order: String,
}

impl Desk<'_> {
    fn page(&self) -> String {
        look(self.system, CLAIMS, &format!("/claims/{}", self.order))
    }

    fn path(&self, command: &str) -> String {
        format!("/claims/{}/claims/{command}", self.order)
    }

    /// Sends a command's form as it stands on the page, with what is typed.
    fn sends(&self, person: &str, command: &str, typed: &[(&str, &str)]) -> Answer {
        let page = self.page();
        let form = form(&page, &format!("claims-{command}"));
        let mut fields = vec![
            ("request", hidden(form, "request")),
            ("claim", hidden(form, "claim")),
        ];
        for name in ["seen", "package"] {
            if form.contains(&format!("name=\"{name}\"")) {
                fields.push((name, hidden(form, name)));
            }
        }
        fields.extend_from_slice(typed);
        fill_in(self.system, person, &self.path(command), &fields)
    }

    fn does(&self, command: &str, typed: &[(&str, &str)]) -> String {
        let answer = self.sends(CLAIMS, command, typed);
        assert_eq!(answer.status, 200, "{command}: {}", answer.body);
        answer.body
    }

    fn passes_and_submits(&self) -> String {
        let all = checked(&self.page(), "passed");
        self.does("review-claim", &borrowed(&all));
        for judge in ["C2", "C3"] {
            let claim = self.system.claim(&self.order)["row"]["claim"].clone();
            let judgement = [
                ("claim", claim.as_str().unwrap()),
                ("out_of_range", "in_range"),
                ("reason", "保修期内，非操作原因"),
            ];
            done(self.system, judge, &self.path("judge-claim"), &judgement);
        }
        let _ = self.system.package(&self.order);
        let ready = self.page();
        assert!(ready.contains("下载索赔包") && ready.contains("可提交"));
        self.does("submit-claim", &[])
    }
}

/// The lines are priced; what somebody else wrote meanwhile is not overwritten, and nothing typed is lost.
fn price(desk: &Desk<'_>) {
    let priced = [
        ("lines.1.kind", "labour"),
        ("lines.1.code", "311-04"),
        ("lines.1.description", "动臂油缸拆装"),
        ("lines.1.quantity", "3.5"),
        ("lines.1.price", "320.00"),
        ("lines.2.kind", "material"),
        ("lines.2.code", "4611-1234"),
        ("lines.2.description", "油缸密封件"),
        ("lines.2.quantity", "1"),
        ("lines.2.price", "610.05"),
        ("lines.2.part", "1"),
        ("remarks", "密封件早期磨损"),
    ];
    let page = desk.page();
    let claim = hidden(form(&page, "claims-change-lines"), "claim");
    let stale = [("claim", claim), ("seen", "000000000000")];
    let stale: Vec<_> = stale.into_iter().chain(priced).collect();
    let refused = fill_in(desk.system, CLAIMS, &desk.path("change-lines"), &stale);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("他人修改") && refused.body.contains("value=\"610.05\""));
    let saved = desk.does("change-lines", &priced);
    assert!(saved.contains("3.5 × 320.00 = 1120.00") && saved.contains("1730.05"));
}

// rule: CLM-4, CLM-5, CLM-6, CLM-7, CLM-8, CLM-16, CLM-20, SLA-5
#[test]
fn a_claim_goes_from_draft_over_a_refusal_to_another_try_that_is_accepted_through_forms_alone() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    system.import_dealer();
    let order = system.repaired(MACHINE, &json!([replaced("4611-1234", "A0912")]));
    system.attach_papers("B2", &order);
    let desk = Desk {
        system: &system,
        order: order.clone(),
    };
    let list = look(&system, CLAIMS, "/claims?unfiled=true&within_days=14");
    assert!(list.contains(&format!("href=\"/claims/{order}\"")) && list.contains("剩14天"));
    assert!(!look(&system, CLAIMS, "/claims?within_days=13").contains(&order));
    let draft = look(&system, CLAIMS, &format!("/claims/{order}-1"));
    for said in ["油缸密封磨损", "缺", "淤泥", "/api/v1/documents/", "2027-04-09"] {
        assert!(draft.contains(said), "{said}");
    }
    assert_eq!(draft.matches("<img src=\"/api/v1/documents/").count(), 2);
    price(&desk);

    let unsaid = [
        ("items.photos.passed", "failed"),
        ("items.model.passed", "passed"),
    ];
    let refused = desk.sends(CLAIMS, "review-claim", &unsaid);
    assert_eq!(refused.status, 422, "a failed item needs a note");
    let photos = between(
        &refused.body,
        "name=\"items.photos.passed\" value=\"failed\"",
        ">",
    );
    assert!(refused.body.contains("role=\"alert\"") && photos.contains("checked"));

    let submitted = desk.passes_and_submits();
    assert!(submitted.contains("已提交"));
    desk.does("record-manufacturer-number", &[("number", "HC-88120")]);
    let cut = [
        ("lines.1.approved", "0"),
        ("lines.1.reason", "旧件照片不清晰"),
        ("lines.2.approved", "0.00"),
        ("lines.2.reason", "旧件照片不清晰"),
    ];
    let rejected = desk.does("record-decision", &cut);
    assert!(rejected.contains("已拒绝") && rejected.contains("HC-88120"));
    let again = desk.does("resubmit-claim", &[("reason", "补拍旧件照片")]);
    let difference = between(&again, "id=\"difference\"", "</section>");
    assert!(difference.contains("补拍旧件照片") && difference.contains("<ins>1 × 1120.00 = 1120.00</ins>"));
    system.advance_to(at("2026-03-05 09:00"));
    let part = json!({ "part": { "line": 1 } });
    system.attach("B2", &order, "part_photo", &part, photo("补拍"));
    assert!(between(&desk.page(), "id=\"difference\"", "</section>").contains("上次提交后补充的资料"));
    desk.passes_and_submits();
    let all = [("lines.1.approved", "1120.00"), ("lines.2.approved", "610.05")];
    let accepted = desk.does("record-decision", &all);
    assert!(accepted.contains("已受理"));
    assert!(look(&system, CLAIMS, "/claims?state=accepted").contains(&format!("{order}-2")));
    let english = system.http().get(&format!("/claims/{order}")).acting(CLAIMS);
    let english = english.header("Cookie", "fl-language=en").send();
    assert!(english.body.contains("accepted") && english.body.len() < 100_000);
    system.stop();
}

const MANAGER: &str = "B1";
const KEEPER: &str = "D1";

/// Scans a tag at a desk and goes where it leads, as a scanner that types the tag and Enter.
fn scan(system: &System, person: &str, tag: &str, at_desk: &str) -> String {
    look(system, person, &format!("/parts/scan?tag={tag}{at_desk}"))
}

/// Each part is scanned, checked in by the one form that is offered first, and the next is scanned.
// rule: OLD-2
fn check_in(system: &System, tags: &[String]) {
    for tag in tags {
        // A scanner's dash or case do not matter.
        let page = scan(system, MANAGER, &tag.to_lowercase().replace('-', ""), "");
        let first = page.find("f-returns-check-in-part").unwrap();
        assert!(
            page.find("f-returns-record-loss")
                .is_none_or(|other| first < other)
        );
        let form = form(&page, "returns-check-in-part");
        let fields = [("request", hidden(form, "request")), ("condition", "complete")];
        let path = format!("/parts/{tag}/returns/check-in-part");
        let next = done(system, MANAGER, &path, &fields);
        assert!(next.contains("name=\"tag\" value=\"\"") && next.contains("autofocus"));
    }
    let nowhere = system
        .http()
        .get("/parts/scan?tag=2600025-P9")
        .acting(MANAGER)
        .send();
    assert!(nowhere.body.contains("没有这个标签的旧件") && nowhere.body.contains("2600025-P9"));
}

/// Two tags are scanned into the box, the third stays; the box is shipped after a refusal that loses nothing.
// rule: OLD-3, SLA-6
fn pack_and_ship(system: &System, tags: &[String]) -> String {
    let box_of = |packed: &str| format!("&show=held&station=TZ&pack={packed}");
    let one = scan(system, MANAGER, &tags[0], &box_of(""));
    assert!(one.contains(&format!("value=\"{}\" checked", tags[0])));
    let two = scan(system, MANAGER, &tags[1], &box_of(&tags[0]));
    assert_eq!(two.matches("\" checked>").count(), 2, "two are in the box");
    assert!(two.contains("2026-03-25 23:59"), "this month's deadline");
    let ship = "/parts/ship/TZ/returns/ship-consignment";
    let parts = [("parts", tags[0].as_str()), ("parts", tags[1].as_str())];
    let typed = [
        ("carrier", " "),
        ("tracking", "SJ30918"),
        ("freight", "45.00"),
        parts[0],
        parts[1],
    ];
    let refused = fill_in(system, MANAGER, ship, &typed);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"45.00\"") && refused.body.contains("role=\"alert\""));
    let again = [("carrier", "顺捷物流"), typed[1], typed[2], parts[0], parts[1]];
    let way = done(system, MANAGER, ship, &again);
    let id = between(&way, "href=\"/consignments/", "\"").to_owned();
    let page = look(system, KEEPER, &format!("/consignments/{id}"));
    assert!(page.contains("SJ30918") && page.contains("45.00") && page.contains("packing-list"));
    assert!(!page.contains(&tags[2]));
    id
}

/// One of two came, with a part that is on no list; what is missing is a dispute until it is found.
// rule: OLD-4, SLA-7
fn count_and_settle(system: &System, tags: &[String], id: &str) {
    let receive = format!("/consignments/{id}/returns/receive-consignment");
    let (came, missing) = (format!("counted.{}", tags[0]), format!("counted.{}", tags[1]));
    let (came, packed) = (format!("{came}.quantity"), format!("{came}.badly_packed"));
    let missing = format!("{missing}.quantity");
    let wrong = [
        (came.as_str(), "one"),
        (packed.as_str(), "yes"),
        (missing.as_str(), "0"),
    ];
    let refused = fill_in(system, KEEPER, &receive, &wrong);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&format!("name=\"{came}\" value=\"one\"")));
    let counted = [
        (came.as_str(), "1"),
        wrong[1],
        wrong[2],
        ("surplus.1.words", "无标签水泵"),
        ("surplus.1.quantity", "1"),
    ];
    let stranger = fill_in(system, MANAGER, &receive, &counted);
    assert_eq!(stranger.status, 403, "only the warehouse counts");
    let page = done(system, KEEPER, &receive, &counted);
    for said in ["包装不良", "缺件", "无标签水泵", "id=\"d-3\""] {
        assert!(page.contains(said), "{said}");
    }
    let disputes = look(system, KEEPER, "/parts?show=disputes");
    assert!(disputes.contains(&format!("/consignments/{id}")));
    assert!(scan(system, KEEPER, &tags[1], "").contains("处理争议"));

    let settle = |number: u32, outcome: &str, reason: &str| {
        let path = format!("/consignments/{id}/{number}/returns/settle-discrepancy");
        fill_in(system, KEEPER, &path, &[("outcome", outcome), ("reason", reason)])
    };
    let of_missing = page.split("id=\"d-").find(|part| part.contains("缺件")).unwrap();
    let number = of_missing.split('"').next().unwrap().parse().unwrap();
    let refused = settle(number, "found", "");
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.body.matches("role=\"alert\"").count(),
        2,
        "calls, and one form"
    );
    for (of, outcome, reason) in [(number, "found", "夹在另一箱"), (3, "explained", "退回供应商")] {
        assert_eq!(settle(of, outcome, reason).status, 200);
    }
    let other = (1..=3).find(|of| *of != number && *of != 3).unwrap();
    let settled = settle(other, "explained", "已提醒服务站");
    assert!(settled.body.contains("夹在另一箱") && !settled.body.contains("f-returns-settle-discrepancy"));
    assert!(!look(system, KEEPER, "/parts?show=disputes").contains(&format!("/consignments/{id}")));
    assert!(look(system, KEEPER, "/parts?show=received").contains(&tags[1]));
}

// rule: OLD-2, OLD-3, OLD-4, OLD-7
#[test]
fn a_part_that_a_consignment_lacks_goes_from_expected_to_a_settled_dispute_through_forms_alone() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    system.import_dealer();
    let parts = json!([
        replaced("4611-1234", "A0912"),
        replaced("4611-1234", "A0913"),
        replaced("9017-55", "Q1")
    ]);
    let order = system.repaired(MACHINE, &parts);
    let tags = [1, 2, 3].map(|line| format!("{order}-P{line}"));
    let expected = look(&system, MANAGER, "/parts");
    assert!(tags.iter().all(|tag| expected.contains(tag.as_str())));
    check_in(&system, &tags);
    let id = pack_and_ship(&system, &tags);
    count_and_settle(&system, &tags, &id);
    let destroy = format!("/parts/{}/returns/destroy-part", tags[0]);
    let refused = fill_in(&system, KEEPER, &destroy, &[("witness", "C2")]);
    assert_eq!(refused.status, 409, "its claim is undecided");
    for path in [
        "/parts?show=held&station=TZ",
        &format!("/consignments/{id}"),
        &format!("/parts/{}", tags[2]),
    ] {
        let english = system
            .http()
            .get(path)
            .acting(KEEPER)
            .header("Cookie", "fl-language=en");
        let english = english.send();
        assert!(
            english.status == 200 && english.body.contains("lang=\"en\""),
            "{path}"
        );
        assert!(english.body.len() < 100_000, "{path} weighs too much");
    }
    system.stop();
}
