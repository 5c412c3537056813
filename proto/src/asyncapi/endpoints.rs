//! What every service offers beside its commands, and what the desk and the holder of time offer.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use types::ServiceName;

use super::{Contract, Endpoint, both, only_json, reference};
use crate::desk::{
    Board, ClaimPage, Claims, ConsignmentPage, Consignments, FigureCases, Figures, FollowUps, Found, Inbox,
    Ledger, ListPage, Messages, OrderPage, Parts, ToDo, Unrepaired,
};
use crate::event::Kind;
use crate::numbers::{Health, Numbers};
use crate::wire::{self, endpoint};
use crate::{Cause, Encoding, desk};

impl Contract {
    /// Messages that several endpoints share.
    pub(super) fn common_messages(&mut self) {
        let about = "A command was taken and is on disk. Without events it was so already.";
        let payload = self.schema::<wire::Accepted>();
        self.message("accepted", about.to_owned(), payload, only_json(), None);
        let about = "A refusal: it changed nothing. Its code and class stand in the headers, too.";
        let payload = self.schema::<wire::Rejection>();
        self.message(
            "refused",
            about.to_owned(),
            payload,
            only_json(),
            Some("RefusalHeaders"),
        );
        self.message(
            "nothing",
            "An empty body.".to_owned(),
            json!({ "type": "null" }),
            only_json(),
            None,
        );
    }

    fn schema<T: JsonSchema>(&mut self) -> Value {
        self.schemas.subschema_for::<T>().to_value()
    }

    /// Adds a message named after a type.
    fn of<T: JsonSchema>(&mut self, name: &str, types: Value) -> String {
        let payload = self.schema::<T>();
        let about = self.about(&payload);
        self.message(name, about, payload, types, None);
        name.to_owned()
    }

    /// The kit's endpoints, the desk's and time's.
    pub(super) fn endpoints(&mut self) {
        self.kit();
        self.wake();
        self.desk();
        self.time();
    }

    fn kit(&mut self) {
        let rows = [
            (
                endpoint::FEED_READ,
                "Reads whole frames' matching records for another log.",
                self.of::<wire::FeedRead>("feed-read", both()),
                self.of::<wire::FeedPage>("feed-page", both()),
            ),
            (
                endpoint::PROBE,
                "Sets the virtual time and answers when nothing moves any more.",
                self.of::<wire::Probe>("probe", both()),
                self.of::<wire::Probed>("probed", both()),
            ),
            (
                endpoint::AWAIT,
                "Answers with the status once so much of the other logs is folded here.",
                self.of::<wire::Await>("await", both()),
                self.of::<wire::Status>("status", both()),
            ),
            (
                endpoint::FEED_SHOW,
                "Shows how far each log was read, and what was set aside.",
                "nothing".to_owned(),
                self.of::<wire::Feeds>("feeds", both()),
            ),
            (
                endpoint::LOG_VERIFY,
                "Checks the whole log: hashes, chain, positions and stamps.",
                "nothing".to_owned(),
                self.of::<wire::LogVerified>("log-verified", only_json()),
            ),
        ];
        for (what, about, takes, gives) in rows {
            self.shared(what, about, &takes, gives, &[]);
        }
        self.log_frames();
        let release = self.schema::<wire::FeedRelease>();
        let about = self.about(&release);
        self.message(
            "feed-release",
            about.clone(),
            release,
            both(),
            Some("CommandHeaders"),
        );
        self.shared(
            endpoint::FEED_RELEASE,
            &about,
            "feed-release",
            "feeds".to_owned(),
            &[],
        );
        let any = json!({ "description": "A question about the service's own aggregates, or its answer." });
        self.message(
            "question",
            String::new(),
            any.clone(),
            only_json(),
            Some("QueryHeaders"),
        );
        self.message("answer", String::new(), any, only_json(), None);
        self.shared(
            endpoint::QUERY,
            "Asks a service about its own aggregates.",
            "question",
            "answer".to_owned(),
            &[],
        );
        let status_query = self.of::<wire::StatusQuery>("status-query", both());
        let status = self.of::<wire::Status>("status", both());
        self.shared(
            endpoint::STATUS,
            "Says how a service stands.",
            &status_query,
            status,
            &[desk::NAME],
        );
        let health = self.of::<Health>("health", only_json());
        self.shared(
            endpoint::HEALTH,
            "Says whether a service is ready.",
            "nothing",
            health,
            &[desk::NAME],
        );
        let numbers = self.of::<Numbers>("numbers", only_json());
        self.shared(
            endpoint::NUMBERS,
            "Tells a service's numbers.",
            "nothing",
            numbers,
            &[desk::NAME],
        );
    }

    /// Frames as bytes, for whoever copies a log.
    fn log_frames(&mut self) {
        let takes = self.of::<wire::LogFrames>("log-frames", both());
        let about = "Frames as they are stored, each behind its length in four bytes, big-endian.";
        let frames = json!({
            "name": "frames",
            "description": about,
            "contentType": "application/octet-stream",
            "payload": { "type": "string", "format": "binary" },
        });
        self.messages.insert("frames".to_owned(), frames);
        self.shared(
            endpoint::LOG_FRAMES,
            "Gives frames as they are stored, for a copy of the log.",
            &takes,
            "frames".to_owned(),
            &[],
        );
    }

    /// An endpoint that every service has, and some others.
    fn shared(&mut self, what: &str, about: &str, takes: &str, gives: String, others: &[&str]) {
        self.endpoint(&Endpoint {
            service: "{service}",
            what,
            about: about.to_owned(),
            takes,
            gives: &[gives],
            parameters: Some(services(others)),
        });
    }

    /// The last records of a log, with the kinds of events that can stand there.
    pub(super) fn log_tail(&mut self, log: ServiceName, events: &[(Kind, Value)]) {
        let takes = self.of::<wire::LogTail>("log-tail", both());
        let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.name).collect();
        let shapes: Vec<&Value> = events.iter().map(|(_, payload)| payload).collect();
        let moment = self.schema::<types::Instant>();
        let record = json!({ "type": "array", "items": { "type": "object", "properties": {
            "log": { "const": log.as_str() },
            "frame": { "type": "integer" },
            "position": { "type": "integer" },
            "stream": { "type": "string" },
            "version": { "type": "integer" },
            "kind": { "enum": kinds },
            "occurred_at": moment,
            "recorded_at": moment,
            "actor": self.schema::<types::Actor>(),
            "cause": self.schema::<Cause>(),
            "event": { "oneOf": shapes },
        } } });
        let gives = format!("{log}.records");
        let about = format!("Records of {log}'s log, oldest first.");
        self.message(&gives, about, record, only_json(), None);
        self.endpoint(&Endpoint {
            service: log.as_str(),
            what: endpoint::LOG_TAIL,
            about: format!("Shows records of {log}'s log."),
            takes: &takes,
            gives: &[gives],
            parameters: None,
        });
    }

    /// The one thing that is published without being asked for.
    fn wake(&mut self) {
        let about = "The log has frames with records up to this one. It may be lost: readers ask now and then anyway.";
        let woken = json!({
            "name": "wake",
            "description": about,
            "contentType": "text/plain",
            "payload": { "type": "string", "pattern": "^[0-9]+$" },
        });
        self.messages.insert("wake".to_owned(), woken);
        let channel = json!({
            "address": wire::subject("{service}", endpoint::WAKE),
            "messages": { "wake": reference("messages", "wake") },
            "parameters": services(&[]),
        });
        let id = format!("service.{}", endpoint::WAKE);
        self.channels.insert(id.clone(), channel);
        let operation = json!({
            "action": "send",
            "channel": { "$ref": format!("#/channels/{id}") },
            "summary": "Wakes the readers of a log after a frame with records.",
            "messages": [{ "$ref": format!("#/channels/{id}/messages/wake") }],
        });
        self.operations.insert(id, operation);
    }

    fn desk(&mut self) {
        let asked = self.schema::<desk::Ask>();
        let about = self.about(&asked);
        self.message("desk.ask", about, asked, only_json(), Some("QueryHeaders"));
        let gives = [
            self.of::<desk::Answered<Board>>("desk.board", only_json()),
            self.of::<desk::Answered<OrderPage>>("desk.order", only_json()),
            self.of::<desk::Answered<Inbox>>("desk.inbox", only_json()),
            self.of::<desk::Answered<FollowUps>>("desk.follow-ups", only_json()),
            self.of::<desk::Answered<Found>>("desk.search", only_json()),
            self.of::<desk::Answered<Messages>>("desk.messages", only_json()),
            self.of::<desk::Answered<Figures>>("desk.figures", only_json()),
            self.of::<desk::Answered<FigureCases>>("desk.figure-cases", only_json()),
            self.of::<desk::Answered<ListPage>>("desk.directory", only_json()),
            self.of::<desk::Answered<ToDo>>("desk.to-do", only_json()),
            self.of::<desk::Answered<Unrepaired>>("desk.unrepaired", only_json()),
            self.of::<desk::Answered<Claims>>("desk.claims", only_json()),
            self.of::<desk::Answered<ClaimPage>>("desk.claim", only_json()),
            self.of::<desk::Answered<Parts>>("desk.parts", only_json()),
            self.of::<desk::Answered<Consignments>>("desk.consignments", only_json()),
            self.of::<desk::Answered<ConsignmentPage>>("desk.consignment", only_json()),
            self.of::<desk::Answered<Ledger>>("desk.ledger", only_json()),
        ];
        self.endpoint(&Endpoint {
            service: desk::NAME,
            what: endpoint::QUERY,
            about: "Asks the read side across all logs, about now or another moment.".to_owned(),
            takes: "desk.ask",
            gives: &gives,
            parameters: None,
        });
    }

    fn time(&mut self) {
        let shown = [self.of::<wire::TimeShown>("time-shown", only_json())];
        let advance = self.of::<wire::Advance>("advance", only_json());
        let rows = [
            ("show", "Shows the virtual time.", "nothing"),
            (
                "advance",
                "Moves virtual time on, firing what comes due on the way.",
                advance.as_str(),
            ),
            ("settle", "Waits until nothing moves any more.", "nothing"),
        ];
        for (what, about, takes) in rows {
            let about = about.to_owned();
            self.endpoint(&Endpoint {
                service: "time",
                what,
                about,
                takes,
                gives: &shown,
                parameters: None,
            });
        }
    }
}

fn services(others: &[&str]) -> Value {
    let names: Vec<&str> = ServiceName::ALL
        .iter()
        .map(|name| name.as_str())
        .chain(others.iter().copied())
        .collect();
    json!({ "service": { "enum": names, "description": "Whose endpoint it is." } })
}

/// The schemas of headers.
pub(super) fn headers() -> Map<String, Value> {
    let content_type = json!({
        "type": "string",
        "enum": [Encoding::JSON, Encoding::POSTCARD],
        "description": "What the body is written in; JSON when missing.",
    });
    let actor = json!({
        "type": "string",
        "description": "Who acts: a person's id, `local` or `gateway`. Believed on loopback only.",
    });
    let seen = json!({
        "type": "string",
        "examples": ["hotline=12,dispatch=4"],
        "description": "The frames the client has seen; the answer will not be older.",
    });
    let id = json!({
        "type": "string",
        "description": "The client's name for its command: the same id is the same command. One is made when missing.",
    });
    let code = json!({ "type": "string", "enum": ["400", "403", "404", "409", "413", "422", "429", "503"] });
    let error = json!({ "type": "string", "description": "The stable code.", "examples": ["ORD-8.departure_required"] });
    let rows = [
        (
            "CommandHeaders",
            vec![wire::ACTOR],
            vec![
                (wire::ACTOR, &actor),
                (wire::REQUEST_ID, &id),
                (wire::SEEN, &seen),
                ("Content-Type", &content_type),
            ],
        ),
        (
            "QueryHeaders",
            Vec::new(),
            vec![(wire::ACTOR, &actor), (wire::SEEN, &seen)],
        ),
        (
            "RefusalHeaders",
            vec![wire::ERROR_CODE, wire::ERROR],
            vec![
                (wire::ERROR_CODE, &code),
                (wire::ERROR, &error),
                ("Content-Type", &content_type),
            ],
        ),
    ];
    let schemas = rows.into_iter().map(|(name, required, fields)| {
        let properties: Map<String, Value> = fields
            .into_iter()
            .map(|(name, schema)| (name.to_owned(), schema.clone()))
            .collect();
        let mut schema = json!({ "type": "object", "properties": properties });
        if let Some(schema) = schema.as_object_mut().filter(|_| !required.is_empty()) {
            schema.insert("required".to_owned(), required.into());
        }
        (name.to_owned(), schema)
    });
    schemas.collect()
}
