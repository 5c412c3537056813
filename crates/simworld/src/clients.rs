//! Clients: they play scripts step by step, and repeat a command with its id until it is answered.

use std::collections::BTreeMap;

use proto::claims::ClaimsEvent;
use proto::wire::{Accepted, Reach};
use proto::{AnyEvent, Class, Rejection};
use types::{Actor, Hash, RequestId, ServiceName, Span};

use crate::agenda::{CallId, Happening};
use crate::bus::PATIENCE;
use crate::node::{Asked, Incoming};
use crate::story::{Expect, Keep, Script, Step};
use crate::world::World;

/// A client that gets no answer repeats its command so often at most; a service comes back long before.
const MOST_SENDINGS: u32 = 2_000;
/// A person who is refused for no good reason tries so often, so long apart.
const MOST_TRIES: u32 = 40;
const TRY_AGAIN: Span = Span::seconds(30);
/// A client repeats after an answer that says "try again soon".
const SOON: Span = Span::seconds(1);

/// A command that a client wants done.
#[derive(Debug, Clone)]
pub(crate) struct NewCall {
    pub service: ServiceName,
    pub command: &'static str,
    pub body: String,
    pub actor: Actor,
    pub id: String,
}

/// A command until it is answered, and its answer.
#[derive(Debug)]
pub(crate) struct Call {
    pub what: NewCall,
    /// The script it is a step of.
    script: Option<usize>,
    seen: Reach,
    sendings: u32,
    pub answer: Option<Result<Accepted, Rejection>>,
}

impl Call {
    /// Whether it was answered with events.
    pub(crate) fn made_events(&self) -> bool {
        matches!(&self.answer, Some(Ok(accepted)) if !accepted.events.is_empty())
    }
}

/// Everybody outside.
#[derive(Debug)]
pub(crate) struct Clients {
    pub scripts: Vec<Script>,
    pub calls: Vec<Call>,
    tickets: BTreeMap<u64, CallId>,
    ticket_count: u64,
    open_calls: usize,
}

impl Clients {
    pub(crate) fn new(scripts: Vec<Script>) -> Self {
        Self {
            scripts,
            calls: Vec::new(),
            tickets: BTreeMap::new(),
            ticket_count: 0,
            open_calls: 0,
        }
    }

    pub(crate) fn add(&mut self, what: NewCall, script: Option<usize>) -> CallId {
        let seen = script
            .and_then(|script| self.scripts.get(script))
            .map(|script| script.seen.clone());
        self.calls.push(Call {
            what,
            script,
            seen: seen.unwrap_or_default(),
            sendings: 0,
            answer: None,
        });
        self.open_calls += 1;
        self.calls.len() - 1
    }

    /// What is known of the dealer's lists, which are the first script, once all of them are there.
    fn lists(&self) -> Option<Reach> {
        let lists = self.scripts.first().filter(|lists| lists.is_over())?;
        Some(lists.seen.clone())
    }

    /// Every script was played to its end, and nobody waits for an answer.
    pub(crate) fn are_done(&self) -> bool {
        self.open_calls == 0 && self.scripts.iter().all(Script::is_over)
    }
}

impl World {
    /// Begins the next step of a script, when everything it names is known.
    pub(crate) fn step(&mut self, number: usize) {
        let package = self.package_for(number);
        if number > 0 {
            let lists = self.clients.lists();
            match (lists, self.clients.scripts.get_mut(number)) {
                (Some(seen), Some(script)) => script.has_seen(&seen),
                // Nobody calls about a machine that the dealer has not entered.
                _ => return self.plan_after(TRY_AGAIN, Happening::Step(number)),
            }
        }
        let seed = self.plan.seed;
        let Some(script) = self.clients.scripts.get_mut(number) else {
            return;
        };
        let Some(step) = script.next() else { return };
        let body = match (step.needs_package(), package) {
            (true, None) => None,
            (_, package) => script.filled(&step.body, package),
        };
        let Some(body) = body else {
            self.try_again(number, &step, "something it names is not known");
            return;
        };
        let what = NewCall {
            service: step.service,
            command: step.command,
            id: script.request_id(seed),
            actor: step.actor.clone(),
            body,
        };
        let call = self.clients.add(what, Some(number));
        self.send_call(call);
    }

    /// The package of a script's claim, as its page in the claims department shows it.
    fn package_for(&mut self, number: usize) -> Option<Hash> {
        let script = self.clients.scripts.get(number)?;
        script.next().filter(Step::needs_package)?;
        let claim = format!("{}-1", script.book.get("order")?);
        let log = self.node(ServiceName::Claims)?.log().clone();
        let ledger = crate::check::read(ServiceName::Claims, &log).ok()?;
        let built = ledger.records().filter_map(|record| match &record.event {
            AnyEvent::Claims(ClaimsEvent::PackageBuilt(built)) if built.claim.to_string() == claim => {
                Some(built.package.hash)
            }
            _ => None,
        });
        built.last()
    }

    /// Sends a command that has no answer yet, and waits for one.
    pub(crate) fn send_call(&mut self, number: CallId) {
        let Some(call) = self.clients.calls.get_mut(number) else {
            return;
        };
        if call.answer.is_some() {
            return;
        }
        call.sendings += 1;
        let sending = call.sendings;
        if sending > MOST_SENDINGS {
            let what = format!("{}.{} was never answered", call.what.service, call.what.command);
            self.findings.push(what);
            return;
        }
        for span in self.deliveries() {
            self.plan_after(span, Happening::CallComes(number));
        }
        self.plan_after(
            PATIENCE,
            Happening::CallExpires {
                call: number,
                sending,
            },
        );
    }

    pub(crate) fn call_comes(&mut self, number: CallId) {
        let clients = &mut self.clients;
        let Some(call) = clients.calls.get(number) else {
            return;
        };
        let Ok(id) = RequestId::new(call.what.id.clone()) else {
            return;
        };
        clients.ticket_count += 1;
        clients.tickets.insert(clients.ticket_count, number);
        let asked = Asked {
            ticket: clients.ticket_count,
            command: call.what.command,
            body: call.what.body.clone(),
            actor: call.what.actor.clone(),
            id,
            seen: call.seen.clone(),
        };
        let service = call.what.service;
        self.take(service, Incoming::Command(Box::new(asked)));
    }

    pub(crate) fn send_answer(&mut self, ticket: u64, answer: &Result<Accepted, Rejection>) {
        let Some(call) = self.clients.tickets.remove(&ticket) else {
            return;
        };
        for span in self.deliveries() {
            let answer = Box::new(answer.clone());
            self.plan_after(span, Happening::AnswerComes { call, answer });
        }
    }

    pub(crate) fn call_expires(&mut self, number: CallId, sending: u32) {
        let waits = self
            .clients
            .calls
            .get(number)
            .is_some_and(|call| call.answer.is_none() && call.sendings == sending);
        if waits {
            self.send_call(number);
        }
    }

    /// The first answer counts; one that comes later must not say anything else.
    pub(crate) fn answer_comes(&mut self, number: CallId, answer: Result<Accepted, Rejection>) {
        let Some(call) = self.clients.calls.get_mut(number) else {
            return;
        };
        if let Some(first) = &call.answer {
            if let (Ok(first), Ok(again)) = (first, &answer)
                && !first.events.is_empty()
                && first != again
            {
                let what = format!(
                    "{} was answered once so and once so: {first:?} {again:?}",
                    call.what.id
                );
                self.findings.push(what);
            }
            return;
        }
        if let Err(rejection) = &answer
            && matches!(rejection.class, Class::Unavailable | Class::Busy)
        {
            // The sending that waits is over with this answer.
            call.sendings += 1;
            self.plan_after(SOON, Happening::Call(number));
            return;
        }
        call.answer = Some(answer.clone());
        self.clients.open_calls -= 1;
        if let Some(script) = call.script {
            self.step_answered(script, &answer);
        } else if let Err(rejection) = answer {
            let what = format!("{} was refused: {}", call.what.id, rejection.sentence.en);
            self.findings.push(what);
        }
    }

    fn step_answered(&mut self, number: usize, answer: &Result<Accepted, Rejection>) {
        let Some(script) = self.clients.scripts.get_mut(number) else {
            return;
        };
        let Some(step) = script.next() else { return };
        match answer {
            Ok(accepted) => {
                script.has_seen(&Reach::from([(accepted.log, accepted.frame)]));
                keep(script, &step, accepted);
                if let Expect::Refused(code) = step.expect {
                    let what = format!("{}.{} was not refused with {code}", step.service, step.command);
                    self.findings.push(what);
                }
                self.step_done(number);
            }
            Err(rejection) => match step.expect {
                Expect::Refused(code) if rejection.code == code => self.step_done(number),
                Expect::Taken | Expect::Refused(_) => {
                    let why = format!("{}: {}", rejection.code, rejection.sentence.en);
                    self.try_again(number, &step, &why);
                }
            },
        }
    }

    fn step_done(&mut self, number: usize) {
        let now = self.now;
        if let Some(script) = self.clients.scripts.get_mut(number) {
            script.done();
            if let Some(at) = script.begins_next() {
                self.agenda.plan(at.max(now), Happening::Step(number));
            }
        }
    }

    fn try_again(&mut self, number: usize, step: &Step, why: &str) {
        let Some(script) = self.clients.scripts.get_mut(number) else {
            return;
        };
        script.tries += 1;
        if script.tries > MOST_TRIES {
            let what = format!(
                "{}: {}.{} was refused: {why}",
                script.name, step.service, step.command
            );
            self.findings.push(what);
            script.give_up();
            return;
        }
        self.plan_after(TRY_AGAIN, Happening::Step(number));
    }
}

fn keep(script: &mut Script, step: &Step, accepted: &Accepted) {
    let (kind, path) = match step.keep {
        None => return,
        Some(Keep::Order) => ("OrderOpened", "/facts/order"),
        Some(Keep::Consignment) => ("ConsignmentShipped", "/consignment"),
    };
    let found = accepted.event(kind).and_then(|event| event.pointer(path));
    if let Some(text) = found.and_then(serde_json::Value::as_str) {
        let name = match step.keep {
            Some(Keep::Consignment) => "consignment",
            _ => "order",
        };
        script.book.insert(name, text.to_owned());
    }
}
