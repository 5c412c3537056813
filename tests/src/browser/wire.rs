//! WebDriver's commands: JSON over HTTP.

use serde_json::{Value, json};

use crate::Http;

/// Where WebDriver writes an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Speaks to a driver, and once there is one, to a session of it.
#[derive(Debug)]
pub(super) struct Wire {
    http: Http,
    session: String,
}

/// What the driver says instead of doing it.
#[derive(Debug)]
pub(super) struct Trouble {
    /// One of WebDriver's error codes.
    pub(super) code: String,
    pub(super) message: String,
}

pub(super) type Done<T> = Result<T, Trouble>;

impl Wire {
    pub(super) fn new(driver: &str) -> Self {
        Self {
            http: Http::new(driver, ""),
            session: String::new(),
        }
    }

    /// Begins a session; gives the capabilities that it has.
    pub(super) fn begin(&mut self, wanted: &Value) -> Done<Value> {
        let mut begun = self.post("/session", wanted)?;
        let session = begun["sessionId"].as_str().expect("a session has an id");
        self.session = format!("/session/{session}");
        Ok(begun["capabilities"].take())
    }

    /// Ends the session.
    pub(super) fn end(&self) -> Done<Value> {
        taken(self.http.request("DELETE", &self.session).try_send())
    }

    pub(super) fn post(&self, command: &str, body: &Value) -> Done<Value> {
        let path = format!("{}{command}", self.session);
        taken(self.http.post(&path).json(body).try_send())
    }

    /// Forgets every cookie of the page's host.
    pub(super) fn forget_cookies(&self) -> Done<Value> {
        taken(
            self.http
                .request("DELETE", &format!("{}/cookie", self.session))
                .try_send(),
        )
    }

    /// Has a script run in the page; gives what it returns.
    pub(super) fn run(&self, script: &str, arguments: &Value) -> Done<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Has a script run in the page whose last argument is called when it is done; gives what that is called with.
    pub(super) fn run_until_told(&self, script: &str, arguments: &Value) -> Done<Value> {
        self.post("/execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// The first element of a CSS selector, as the path of commands about it.
    pub(super) fn find(&self, css: &str) -> Done<String> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css }))?;
        let id = found[ELEMENT].as_str().expect("an element has an id");
        Ok(format!("/element/{id}"))
    }
}

fn taken(answer: Option<crate::Answer>) -> Done<Value> {
    let Some(answer) = answer else {
        return Err(Trouble {
            code: "no answer".to_owned(),
            message: "the driver is gone".to_owned(),
        });
    };
    let mut said = answer.json();
    let value = said["value"].take();
    if answer.status == 200 {
        return Ok(value);
    }
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Err(Trouble {
        code: text("error"),
        message: text("message"),
    })
}
