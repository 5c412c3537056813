//! Administration in a browser's forms: people, access, stations, policy, tokens, lists, logs.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use whole_system::{Answer, Data, Options, System, at};

const ADMINISTRATOR: &str = "P001";
const OPERATOR: &str = "P101";
const ENGINEER: &str = "P301";

fn started(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system.settle();
    system
}

fn look(system: &System, person: &str, path: &str) -> Answer {
    system.http().get(path).acting(person).send()
}

fn seen(system: &System, path: &str) -> String {
    let answer = look(system, ADMINISTRATOR, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

fn fill_in(system: &System, person: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = system.http().post(path).acting(person).form(fields).send();
    system.settle();
    answer
}

fn done(system: &System, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = fill_in(system, ADMINISTRATOR, path, fields);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

// rule: DIR-1
// rule: DIR-2
// rule: DIR-4
#[test]
fn somebody_starts_changes_and_leaves_through_forms() {
    let data = Data::new();
    let system = started(&data);
    let add = "/admin/person/directory/apply-import";
    let new = [
        ("id", "P399"),
        ("name", "沈一帆"),
        ("roles", "field_engineer"),
        ("phone", "13800001399"),
    ];
    let refused = fill_in(&system, ADMINISTRATOR, add, &new);
    assert_eq!(
        refused.status, 422,
        "an engineer needs a station: {}",
        refused.body
    );
    assert!(refused.body.contains("站长和工程师须写明服务站") && refused.body.contains("value=\"沈一帆\""));
    let [id, name, role, phone] = new;
    let page = done(
        &system,
        add,
        &[id, name, role, phone, ("station", "HZ"), ("grade", "2")],
    );
    assert!(
        page.contains("沈一帆") && page.contains("TCL2") && page.contains("13800001399"),
        "{page}"
    );
    let again = fill_in(
        &system,
        ADMINISTRATOR,
        add,
        &[id, ("name", "别人"), role, ("station", "HZ")],
    );
    assert_eq!(again.status, 409, "{}", again.body);
    assert!(seen(&system, "/admin/people?station=HZ").contains("沈一帆"));

    let about = |command: &str| format!("/admin/person/directory/{command}?id=P399");
    let both = [
        ("name", "沈一帆"),
        ("roles", "field_engineer"),
        ("roles", "parts"),
        ("station", "HZ"),
    ];
    let page = done(&system, &about("apply-import"), &both);
    assert!(page.contains("服务工程师、配件部"), "{page}");
    let page = done(&system, &about("give-phone"), &[("phone", "13800001398")]);
    assert!(page.contains("13800001398"), "{page}");
    let times = [("from", "2026-01-05T08:00"), ("until", "2026-01-07T08:00")];
    let [from, until] = times;
    let page = done(
        &system,
        &about("appoint-deputy"),
        &[("deputy", ENGINEER), from, until],
    );
    assert!(page.contains("directory/end-deputy"), "{page}");
    let page = done(&system, &about("record-leaving"), &[]);
    assert!(
        page.contains("已离职") && !page.contains("directory/give-phone"),
        "{page}"
    );

    let operator = look(&system, OPERATOR, "/admin/person?id=P399");
    assert_eq!(operator.status, 200);
    assert!(!operator.body.contains("<form class=\"entry\"") && !operator.body.contains("directory/"));
    let give_phone = "/admin/person/directory/give-phone?id=P301";
    let forced = fill_in(&system, OPERATOR, give_phone, &[("phone", "13800001397")]);
    assert_eq!(forced.status, 403, "{}", forced.body);
    assert_eq!(look(&system, ADMINISTRATOR, "/admin/person?id=P000").status, 404);
}

#[test]
fn access_is_given_shown_once_and_taken() {
    let data = Data::new();
    let system = started(&data);
    let page = done(&system, "/admin/person/code?id=P301", &[]);
    let code = between(&page, "class=\"secret\">", "<").to_owned();
    assert!(!code.is_empty() && page.contains("有一次性码"), "{page}");
    assert!(!seen(&system, "/admin/person?id=P301").contains(&code));
    let page = done(&system, "/admin/person/revoke?id=P301", &[]);
    assert!(page.contains("未开通"), "{page}");
    assert_eq!(
        fill_in(&system, OPERATOR, "/admin/person/code?id=P301", &[]).status,
        403
    );

    let refused = fill_in(
        &system,
        ADMINISTRATOR,
        "/admin/tokens",
        &[("name", "报表"), ("scopes", "reed")],
    );
    assert_eq!(refused.status, 400, "{}", refused.body);
    assert!(refused.body.contains("value=\"报表\"") && refused.body.contains("reed"));
    let page = done(
        &system,
        "/admin/tokens",
        &[("name", "报表"), ("scopes", "read\r\nphones")],
    );
    let token = between(&page, "class=\"secret\">", "<").to_owned();
    let bearer = format!("Bearer {token}");
    let board = || {
        system
            .http()
            .get("/api/v1/board")
            .header("Authorization", &bearer)
            .send()
    };
    assert_eq!(board().status, 200);
    let page = seen(&system, "/admin/tokens");
    assert!(page.contains("报表") && !page.contains(&token), "{page}");
    let revoke = format!(
        "/admin/tokens/{}/revoke",
        between(&page, "/admin/tokens/", "/revoke")
    );
    assert!(!done(&system, &revoke, &[]).contains("报表"));
    assert_eq!(board().status, 401);
    assert_eq!(look(&system, OPERATOR, "/admin/tokens").status, 403);
}

// rule: SLA-20
#[test]
fn a_policy_is_checked_by_line_before_it_is_loaded() {
    let data = Data::new();
    let system = started(&data);
    let policy = system
        .http()
        .get("/api/v1/policy")
        .acting(ADMINISTRATOR)
        .send()
        .body;
    let broken = policy.replacen("limit = \"36h\"", "limit = \"soon\"", 1);
    let line = broken.lines().position(|line| line.contains("soon")).unwrap() + 1;
    // A browser sends every line with a carriage return.
    let sent = |text: &str| text.replace('\n', "\r\n");
    let act = |text: &str, act: &str| {
        let fields = [("text", sent(text)), ("act", act.to_owned())];
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fill_in(&system, ADMINISTRATOR, "/admin/policy", &fields)
    };
    for asked in ["check", "load"] {
        let refused = act(&broken, asked);
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains(&format!("<th scope=\"row\">{line}</th>")),
            "{}",
            refused.body
        );
        assert!(
            refused.body.contains("limit = &#34;soon&#34;"),
            "what was typed is still there"
        );
    }
    let stricter = policy.replacen("limit = \"2h\"", "limit = \"1h\"", 1);
    assert!(act(&stricter, "check").body.contains("检查通过"));
    assert!(
        seen(&system, "/admin/policy").contains("limit = &#34;36h&#34;"),
        "checked is not loaded"
    );
    assert!(act(&stricter, "load").body.contains("新策略已载入"));
    let loaded = system.http().get("/api/v1/policy").acting(ADMINISTRATOR).send();
    assert_eq!(loaded.body, stricter, "letter by letter");
    let read_only = look(&system, OPERATOR, "/admin/policy");
    assert!(
        read_only.body.contains("<pre") && !read_only.body.contains("<textarea"),
        "{}",
        read_only.body
    );
}

#[test]
fn stations_and_lists_are_taken_whole_and_the_logs_are_checked() {
    let data = Data::new();
    let system = started(&data);
    let new = [
        ("id", "SX"),
        ("name", "绍兴站"),
        ("region", "华东"),
        ("zone", "Asia/Nowhere"),
    ];
    let refused = fill_in(&system, ADMINISTRATOR, "/admin/station", &new);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("时区须为IANA名称") && refused.body.contains("value=\"绍兴站\""));
    let [id, name, region, _] = new;
    assert!(done(&system, "/admin/station", &[id, name, region]).contains("绍兴站"));
    let renamed = [("name", "绍兴服务站"), region];
    assert!(done(&system, "/admin/station?id=SX", &renamed).contains("绍兴服务站"));
    assert!(
        done(&system, "/admin/station?id=SX", &[name, region]).contains(">绍兴站<"),
        "and back again"
    );

    let rows = "客户编号\t客户名称\t联系电话\nC901\t会稽山矿业\t13900002901\nC902\t镜湖疏浚\tabc";
    let list = |rows: &str| {
        fill_in(
            &system,
            ADMINISTRATOR,
            "/admin/import",
            &[("list", "customers"), ("rows", rows)],
        )
    };
    let refused = list(rows);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("<th scope=\"row\">3</th>") && refused.body.contains("镜湖疏浚"));
    let taken = list(&rows.replace("abc", "13900002902"));
    assert!(taken.body.contains("已导入 2"), "{}", taken.body);
    assert!(seen(&system, "/machines?q=镜湖").contains("镜湖疏浚"));

    let page = seen(&system, "/admin");
    assert!(page.contains("没有停读的日志"), "{page}");
    assert_eq!(page.matches("/verify\"").count(), 7, "{page}");
    let found = done(&system, "/admin/logs/directory/verify", &[]);
    assert!(found.contains("日志完整无误"), "{found}");
}
