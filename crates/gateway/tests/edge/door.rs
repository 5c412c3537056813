//! Who is let in over HTTP: sign-in, sessions, forms that outlive them, tokens, and whoever shows nothing.

use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{Answer, Edge, Heard, accepted, answer};
use gateway::Webhooks;

const PASSWORD: &str = "动臂油缸漏油了快来人";

/// What the desk knows of people: P101 is an operator, P102 has left, P605 keeps the warehouse, P001 is an
/// administrator. Whatever else is asked has phones in it.
fn directory(heard: &Heard) -> Answer {
    let Some(id) = heard.body["query"]["directory"]["id"].as_str() else {
        let answer = json!({ "caller_phone": "13800138000", "notes": ["回电13900139000"] });
        return Ok(json!({ "as_of": "2026-03-01T01:00:00Z", "cut": {}, "answer": answer }));
    };
    let role = match id {
        "P101" | "P102" => "operator",
        "P605" => "warehouse_keeper",
        "P001" => "administrator",
        _ => {
            let unknown = proto::Rejection::new(proto::Class::Unknown, "desk.unknown", "没有", "none");
            return Err(Box::new(unknown));
        }
    };
    let person = json!({
        "id": id, "name": format!("员工{id}"), "roles": [role], "station": "HZ", "region": null, "grade": null,
        "phones": [],
    });
    let listed = json!({ "person": person, "left": id == "P102", "deputy": null });
    Ok(json!({
        "as_of": "2026-03-01T01:00:00Z", "cut": {},
        "answer": { "entries": { "people": [listed] }, "total": 1 },
    }))
}

/// A browser: it keeps its cookies, follows nothing by itself, and shows no token.
struct Browser<'a> {
    edge: &'a Edge,
    http: Client,
    cookie: Option<String>,
}

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl<'a> Browser<'a> {
    fn of(edge: &'a Edge) -> Self {
        let http = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            edge,
            http,
            cookie: None,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.edge.address());
        let request = self.http.request(method, url);
        match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        }
    }

    async fn open(&mut self, request: RequestBuilder) -> Page {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned()).filter(|pair| !pair.ends_with('='));
        }
        let html = response.text().await.unwrap();
        Page {
            status,
            headers,
            html,
        }
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.request(Method::POST, path).form(fields);
        self.open(request).await
    }

    /// Signs in for the first time, by a code, and chooses the password.
    async fn begins(&mut self, person: &str) {
        let code = code_for(self.edge, person).await;
        let page = self
            .post("/sign-in", &[("name", person), ("password", &code)])
            .await;
        assert!(page.html.contains("/sign-in/password"), "{}", page.html);
        let fields = [
            ("name", person),
            ("password", &*code),
            ("chosen", PASSWORD),
            ("repeated", PASSWORD),
        ];
        let page = self.post("/sign-in/password", &fields).await;
        assert_eq!((page.status, page.leads_to()), (StatusCode::SEE_OTHER, Some("/")));
    }
}

impl Page {
    fn leads_to(&self) -> Option<&str> {
        self.headers.get(LOCATION).map(|path| path.to_str().unwrap())
    }

    /// What a hidden or plain field of this name holds.
    fn field(&self, name: &str) -> &str {
        let (_, after) = self
            .html
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap();
        after.split('"').next().unwrap()
    }
}

async fn code_for(edge: &Edge, person: &str) -> String {
    let wanted = json!({ "person": person }).to_string();
    let (status, given) = answer(edge.post("/api/v1/access/code", wanted)).await;
    assert_eq!(status, StatusCode::OK, "{given}");
    given["code"].as_str().unwrap().to_owned()
}

fn code_of(body: &Value) -> &str {
    body["code"].as_str().unwrap()
}

#[tokio::test]
async fn a_name_alone_proves_nothing_and_neither_does_nothing() {
    let edge = Edge::begin().await;
    let browser = Browser::of(&edge);
    for request in [
        browser.request(Method::GET, "/api/v1/board"),
        browser
            .request(Method::GET, "/api/v1/board")
            .header("Fl-Actor", "P101"),
        browser
            .request(Method::POST, "/api/v1/hotline/open-order")
            .body("{}")
            .header("Fl-Actor", "P101"),
    ] {
        let (status, body) = answer(request).await;
        assert_eq!(
            (status, code_of(&body)),
            (StatusCode::UNAUTHORIZED, "actor.unproved")
        );
    }
    let wrong = browser
        .request(Method::GET, "/api/v1/board")
        .bearer_auth("something else");
    let (status, body) = answer(wrong).await;
    assert_eq!(
        (status, code_of(&body)),
        (StatusCode::UNAUTHORIZED, "token.unknown")
    );
    let bound_anew = edge.get("/api/v1/board").header("Host", "pages.example");
    let (status, body) = answer(bound_anew).await;
    assert_eq!(
        (status, code_of(&body)),
        (StatusCode::UNAUTHORIZED, "token.unknown")
    );
    for open in ["/healthz", "/api/v1/openapi.json", "/sign-in"] {
        assert_eq!(
            browser.request(Method::GET, open).send().await.unwrap().status(),
            StatusCode::OK
        );
    }
    edge.end().await;
}

#[tokio::test]
async fn a_person_comes_in_by_a_code_once_and_by_their_own_password_from_then_on() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let mut hotline = edge
        .answer("fl.hotline.open-order", |_| accepted("hotline", 1, &[]))
        .await;
    let mut browser = Browser::of(&edge);
    let code = code_for(&edge, "P101").await;
    let short = [
        ("name", "P101"),
        ("password", &*code),
        ("chosen", "short"),
        ("repeated", "short"),
    ];
    let page = browser.post("/sign-in/password", &short).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.begins("P101").await;
    let used = browser
        .post("/sign-in", &[("name", "P101"), ("password", &code)])
        .await;
    assert_eq!(used.status, StatusCode::UNAUTHORIZED);

    let mut another = Browser::of(&edge);
    let signed_in = [
        ("name", " P101 "),
        ("password", PASSWORD),
        ("next", "//pages.example"),
    ];
    let page = another.post("/sign-in", &signed_in).await;
    assert_eq!((page.status, page.leads_to()), (StatusCode::SEE_OTHER, Some("/")));
    let open = || {
        another
            .request(Method::POST, "/api/v1/hotline/open-order")
            .body("{}")
    };
    let (status, body) = answer(open()).await;
    assert_eq!(
        (status, code_of(&body)),
        (StatusCode::FORBIDDEN, "session.token_missing")
    );
    let as_another = another
        .request(Method::GET, "/api/v1/board")
        .header("Fl-Actor", "P001");
    let (status, body) = answer(as_another).await;
    assert_eq!(
        (status, code_of(&body)),
        (StatusCode::FORBIDDEN, "actor.not_yours")
    );
    // A form without its token is given back with one, and what was typed.
    let mut browser = another;
    let page = browser.post("/intake", &[("fault", "动臂无力")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(
        page.html.contains("动臂无力") && page.html.contains("员工P101"),
        "{}",
        page.html
    );
    let csrf = page.field("csrf").to_owned();
    let open = browser
        .request(Method::POST, "/api/v1/hotline/open-order")
        .body("{}");
    let (status, body) = answer(open.header("Fl-Csrf", csrf)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(hotline.recv().await.unwrap().actor.as_deref(), Some("P101"));

    browser.post("/sign-out", &[]).await;
    assert!(browser.cookie.is_none());
    let (status, _) = answer(browser.request(Method::GET, "/api/v1/board")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    edge.end().await;
}

#[tokio::test]
async fn a_form_that_outlives_its_session_comes_through_the_sign_in_with_every_field() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let mut browser = Browser::of(&edge);
    browser.begins("P101").await;
    browser.cookie = Some("fl_session=over".to_owned());
    let typed = "第一行\n<b>\"第二行\" \u{202e} 😀";
    let page = browser
        .post(
            "/intake?from=call",
            &[("fault", typed), ("csrf", "of before"), ("name", "张工")],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(
        !page.html.contains("<b>") && !page.html.contains("of before"),
        "{}",
        page.html
    );
    let next = page.field("next").to_owned();
    assert_eq!(next, "/intake?from=call");
    let sign_in = [
        ("name", "P101"),
        ("password", PASSWORD),
        ("next", &*next),
        ("carried.fault", typed),
        ("carried.name", "张工"),
    ];
    let page = browser.post("/sign-in", &sign_in).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.html.contains("action=\"/intake?from=call\"") && page.html.contains("😀"),
        "{}",
        page.html
    );
    assert!(
        page.html.contains("name=\"fault\"") && page.html.contains("name=\"name\""),
        "{}",
        page.html
    );
    assert_eq!(page.field("csrf").len(), 64);
    // A script is answered with the same page in place of its own.
    let mut script = Browser::of(&edge);
    let request = script
        .request(Method::POST, "/intake")
        .form(&[("fault", "漏油")])
        .header("HX-Request", "true");
    let page = script.open(request).await;
    assert_eq!(
        (page.status, &page.headers["hx-retarget"]),
        (StatusCode::OK, &"body".parse().unwrap())
    );
    edge.end().await;
}

#[tokio::test]
async fn whoever_guesses_waits_and_nobody_learns_which_names_there_are() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let mut browser = Browser::of(&edge);
    let nobody = browser
        .post("/sign-in", &[("name", "P999"), ("password", "guess")])
        .await;
    let somebody = browser
        .post("/sign-in", &[("name", "P101"), ("password", "guess")])
        .await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(nobody.html.replace("P999", ""), somebody.html.replace("P101", ""));
    let mut answered = Vec::new();
    for _ in 0..12 {
        answered.push(
            browser
                .post("/sign-in", &[("name", "P101"), ("password", "guess")])
                .await
                .status,
        );
    }
    assert!(answered.contains(&StatusCode::TOO_MANY_REQUESTS), "{answered:?}");
    edge.end().await;
}

// rule: DIR-4
#[tokio::test]
async fn whoever_has_left_is_not_let_in_and_gets_no_code() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    for (person, code) in [
        ("P102", "access.nobody"),
        ("P999", "access.nobody"),
        ("a b", "request.malformed"),
    ] {
        let wanted = json!({ "person": person }).to_string();
        let (_, refused) = answer(edge.post("/api/v1/access/code", wanted)).await;
        assert_eq!(code_of(&refused), code, "{person}");
    }
    edge.end().await;
}

#[tokio::test]
async fn access_is_the_owners_and_the_administrators_to_give() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let as_person = |person: &str, path: &str, body: Value| {
        answer(edge.post(path, body.to_string()).header("Fl-Actor", person))
    };
    let code = json!({ "person": "P101" });
    let (status, body) = as_person("P101", "/api/v1/access/code", code.clone()).await;
    assert_eq!(
        (status, code_of(&body)),
        (StatusCode::FORBIDDEN, "access.not_allowed")
    );
    assert_eq!(
        as_person("P001", "/api/v1/access/code", code).await.0,
        StatusCode::OK
    );
    let owner = json!({ "person": "local" });
    assert_eq!(
        as_person("P001", "/api/v1/access/code", owner).await.0,
        StatusCode::FORBIDDEN
    );
    let seat = |person: &str| json!({ "person": person, "extension": "8001" });
    assert_eq!(
        as_person("P101", "/api/v1/access/seat", seat("P001")).await.0,
        StatusCode::FORBIDDEN
    );
    let (status, shown) = as_person("P101", "/api/v1/access/seat", seat("P101")).await;
    assert_eq!((status, &shown["extension"]), (StatusCode::OK, &json!("8001")));
    edge.end().await;
}

#[tokio::test]
async fn a_token_does_what_it_was_made_for_from_anywhere_until_it_is_taken_away() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let mut hotline = edge
        .answer("fl.hotline.open-order", |_| accepted("hotline", 1, &[]))
        .await;
    let make = |wanted: Value| answer(edge.post("/api/v1/access/tokens", wanted.to_string()));
    let (_, refused) = make(json!({ "name": "官网", "scopes": ["hotline.open-order"] })).await;
    assert_eq!(code_of(&refused), "token.needs_person");
    let wanted = json!({ "name": "官网", "scopes": ["hotline.open-order"], "person": "P101" });
    let (status, made) = make(wanted).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (id, token) = (made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    let machine = Browser::of(&edge);
    let send = |path: &str, host: &str| {
        let request = machine
            .request(Method::POST, path)
            .bearer_auth(token)
            .header("Host", host.to_owned());
        answer(request.body("{}"))
    };
    let (status, body) = send("/api/v1/hotline/open-order", "service.example").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(hotline.recv().await.unwrap().actor.as_deref(), Some("P101"));
    for beyond in [
        "/api/v1/hotline/cancel-order",
        "/api/v1/access/tokens",
        "/api/v1/time/settle",
    ] {
        let (status, body) = send(beyond, "localhost").await;
        assert_eq!(
            (status, code_of(&body)),
            (StatusCode::FORBIDDEN, "token.out_of_scope"),
            "{beyond}"
        );
    }
    let (_, tokens) = answer(edge.get("/api/v1/access/tokens")).await;
    assert!(
        tokens[0]["name"] == "官网" && !tokens.to_string().contains(token),
        "{tokens}"
    );
    let revoked = answer(edge.post(&format!("/api/v1/access/tokens/{id}/revoke"), "{}")).await;
    assert_eq!(revoked, (StatusCode::OK, json!([])));
    let (status, _) = send("/api/v1/hotline/open-order", "localhost").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    edge.end().await;
}

/// Directory, in whose policy the roles stand that see phones.
fn policy(_: &Heard) -> Answer {
    Ok(json!({ "text": sla::policy::DEFAULT_POLICY, "zone": "Asia/Shanghai" }))
}

#[tokio::test]
async fn phones_are_masked_for_roles_that_do_not_need_them_and_logs_kept_from_them() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let _directory = edge.answer("fl.directory.query", policy).await;
    for (person, phone, note) in [
        ("P101", "13800138000", "回电13900139000"),
        ("P605", "138****8000", "回电139****9000"),
    ] {
        let mut browser = Browser::of(&edge);
        browser.begins(person).await;
        let (status, body) = answer(browser.request(Method::GET, "/api/v1/board")).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(
            body["answer"],
            json!({ "caller_phone": phone, "notes": [note] }),
            "{person}"
        );
        let (status, refused) = answer(browser.request(Method::GET, "/api/v1/logs/hotline/tail")).await;
        assert_eq!(
            (status, code_of(&refused)),
            (StatusCode::FORBIDDEN, "log.not_shown"),
            "{person}"
        );
    }
    let wanted = json!({ "name": "看板", "scopes": ["read"] }).to_string();
    let (_, made) = answer(edge.post("/api/v1/access/tokens", wanted)).await;
    let machine = Browser::of(&edge).request(Method::GET, "/api/v1/board");
    let (_, body) = answer(machine.bearer_auth(made["token"].as_str().unwrap())).await;
    assert_eq!(body["answer"]["caller_phone"], "138****8000");
    edge.end().await;
}

/// What a screen is told, up to the first call.
async fn called(screen: &mut Response) -> String {
    let mut told = String::new();
    while !told.contains("event: call") || !told.ends_with("\n\n") {
        let more = screen.chunk().await.unwrap().unwrap();
        told.push_str(std::str::from_utf8(&more).unwrap());
    }
    told
}

#[tokio::test]
async fn a_call_appears_on_the_screen_of_whoever_sits_there_and_nowhere_else() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", directory).await;
    let _directory = edge.answer("fl.directory.query", policy).await;
    let mut screens = Vec::new();
    for (person, extension) in [("P101", "8001"), ("P605", "8002")] {
        let mut browser = Browser::of(&edge);
        browser.begins(person).await;
        let nowhere = browser.request(Method::GET, "/live/calls").send().await.unwrap();
        assert_eq!(nowhere.status(), StatusCode::NO_CONTENT);
        let seat = json!({ "person": person, "extension": extension }).to_string();
        assert_eq!(
            answer(edge.post("/api/v1/access/seat", seat)).await.0,
            StatusCode::OK
        );
        let live = browser.request(Method::GET, "/live/calls").send().await.unwrap();
        assert_eq!(live.headers()["content-type"], "text/event-stream");
        screens.push(live);
    }
    let rings = |caller: &str, extension: &str| {
        let call = json!({ "caller": caller, "extension": extension }).to_string();
        answer(edge.post("/api/v1/cti/call", call))
    };
    assert_eq!(rings("13800138000", "9999").await.1["person"], Value::Null);
    assert_eq!(rings("+49 301234567", "8002").await.1["person"], "P605");
    let (status, shown) = rings("138 0013 8000", "8001").await;
    assert_eq!((status, &shown["person"]), (StatusCode::OK, &json!("P101")));
    let first = called(&mut screens[0]).await;
    assert!(first.contains("/intake?phone=13800138000"), "{first}");
    assert!(!first.contains("301234567"), "{first}");
    let second = called(&mut screens[1]).await;
    assert!(
        second.contains("%2B493****4567") && !second.contains("301234567"),
        "{second}"
    );
    assert_eq!(rings("13800138000", "80 01").await.0, StatusCode::BAD_REQUEST);
    drop(screens);
    edge.end().await;
}

#[tokio::test]
async fn a_webhook_is_believed_by_its_secret_or_signature_and_from_this_machine_where_none_was_agreed_upon() {
    let secret = "a secret of these tests";
    let webhooks = Webhooks {
        kannel: Some(format!("secret:{secret}").parse().unwrap()),
        cti: Some(format!("hmac:{secret}").parse().unwrap()),
        json: None,
    };
    let edge = Edge::begin_with(webhooks).await;
    let _field = edge
        .answer("fl.field.take-message", |_| accepted("field", 1, &[]))
        .await;
    let carrier = Browser::of(&edge);
    let text = "/sms/kannel?from=13800138000&text=ok";
    let bring = |path: &str| {
        carrier
            .request(Method::GET, path)
            .header("Host", "service.example")
            .send()
    };
    assert_eq!(bring(text).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let wrong = format!("{text}&secret=another");
    assert_eq!(bring(&wrong).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let right = format!("{text}&secret=a+secret+of+these+tests");
    assert_eq!(bring(&right).await.unwrap().status(), StatusCode::OK);

    let body = r#"{"caller":"13800138000","extension":"8001"}"#;
    let now = timesource::Time::system().now().micros().div_euclid(1_000_000);
    let signature = |seconds: i64| {
        let signed = access::sign(secret, seconds, "/api/v1/cti/call", body.as_bytes());
        format!("t={seconds},v1={signed}")
    };
    let call = |signature: String| {
        let request = carrier
            .request(Method::POST, "/api/v1/cti/call")
            .header("Host", "service.example");
        answer(request.header("Fl-Signature", signature).body(body))
    };
    assert_eq!(call(signature(now)).await.0, StatusCode::OK);
    let (status, refused) = call(signature(now - 3_600)).await;
    assert_eq!(
        (status, code_of(&refused)),
        (StatusCode::UNAUTHORIZED, "webhook.not_believed")
    );
    assert_eq!(call("t=1,v1=00".to_owned()).await.0, StatusCode::UNAUTHORIZED);

    let elsewhere = carrier
        .request(Method::POST, "/sms/json")
        .header("Host", "service.example")
        .body("[]");
    let (status, refused) = answer(elsewhere).await;
    assert_eq!(
        (status, code_of(&refused)),
        (StatusCode::FORBIDDEN, "webhook.not_local")
    );
    edge.end().await;
}
