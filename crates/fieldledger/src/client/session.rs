//! One run of the client: who acts on which system, and how it is shown.

use std::io::{IsTerminal, Write, stderr, stdout};

use clap::Args;
use proto::claims::ClaimsCommand;
use proto::directory::DirectoryCommand;
use proto::dispatch::DispatchCommand;
use proto::field::FieldCommand;
use proto::hotline::HotlineCommand;
use proto::notify::NotifyCommand;
use proto::returns::ReturnsCommand;
use proto::wire::TimeShown;
use proto::{Accepted, Command, Encoding};
use serde::Serialize;
use serde::de::DeserializeOwned;
use timesource::Time;
use types::{Hash, Instant, RequestId, ServiceName};

use crate::cli::Globals;
use crate::client::connection::{Connection, Request};
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::view::View;

/// Options of everything that changes something.
#[derive(Debug, Clone, Args)]
pub(crate) struct Once {
    /// 请求号 The name of this command: sent twice under one name, it is done once
    #[arg(long, value_name = "ID")]
    pub request_id: Option<RequestId>,
}

impl Once {
    /// The same for the command of that number among those that one line leads to, counted from 0.
    pub(crate) fn numbered(&self, number: usize) -> Self {
        let id = self.request_id.as_ref().map(|id| format!("{id}.{number}"));
        Self {
            request_id: match (number, id) {
                (0, _) => self.request_id.clone(),
                (_, id) => id.and_then(|id| RequestId::new(id).ok()),
            },
        }
    }
}

/// The commands of one service, and whose they are.
pub(crate) trait Commands: Command {
    const SERVICE: ServiceName;
}

impl Commands for DirectoryCommand {
    const SERVICE: ServiceName = ServiceName::Directory;
}
impl Commands for HotlineCommand {
    const SERVICE: ServiceName = ServiceName::Hotline;
}
impl Commands for DispatchCommand {
    const SERVICE: ServiceName = ServiceName::Dispatch;
}
impl Commands for FieldCommand {
    const SERVICE: ServiceName = ServiceName::Field;
}
impl Commands for NotifyCommand {
    const SERVICE: ServiceName = ServiceName::Notify;
}
impl Commands for ClaimsCommand {
    const SERVICE: ServiceName = ServiceName::Claims;
}
impl Commands for ReturnsCommand {
    const SERVICE: ServiceName = ServiceName::Returns;
}

/// One run of the client.
pub(crate) struct Session {
    pub globals: Globals,
    pub view: View,
}

impl Session {
    pub(crate) fn new(globals: Globals) -> Self {
        let view = View {
            lang: globals.lang,
            zone: globals.zone,
            colour: coloured() && stdout().is_terminal(),
        };
        Self { globals, view }
    }

    pub(crate) fn connection(&self) -> Result<Connection, ClientFailure> {
        let globals = &self.globals;
        let (server, token) = (globals.server.as_deref(), globals.token.as_deref());
        Connection::find(server, token, &globals.data, globals.actor.clone())
    }

    /// Asks, and shows the answer: its JSON unchanged, or what `show` makes of it.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        request: Request,
        show: impl FnOnce(&T, &View) -> String,
    ) -> Result<(), ClientFailure> {
        let text = self.connection()?.text(request).await?;
        self.show(&text, show)
    }

    /// Shows an answer's text as [`Self::ask`] does.
    pub(crate) fn show<T: DeserializeOwned>(
        &self,
        text: &str,
        show: impl FnOnce(&T, &View) -> String,
    ) -> Result<(), ClientFailure> {
        if self.globals.json {
            return print(text);
        }
        print(&show(&read(text)?, &self.view))
    }

    /// Has a service do something, and says what came of it: `done` in the order's own words, then what is common
    /// to all commands.
    pub(crate) async fn tell<E, C>(
        &self,
        body: C,
        once: &Once,
        done: impl FnOnce(&Accepted, &View) -> String,
    ) -> Result<(), ClientFailure>
    where
        E: Commands + From<C>,
        C: Serialize + Clone,
    {
        let name = E::from(body.clone()).name();
        let bytes = json(&body)?;
        let request = Request::post(&[E::SERVICE.as_str(), name])
            .request_id(self.request_id(once, name, &bytes))
            .body(Encoding::JSON, bytes);
        self.ask(request, |accepted: &Accepted, view| {
            deeds::report(accepted, view, done)
        })
        .await
    }

    /// The id given, or a new one: of the command, who sends it, and the moment, so that the same words typed again
    /// are a new command unless they carry the id of the first.
    pub(crate) fn request_id(&self, once: &Once, name: &str, body: &[u8]) -> Option<RequestId> {
        let now = Time::system().now().micros().to_be_bytes();
        let process = std::process::id().to_be_bytes();
        let actor = self.globals.actor.to_string();
        let derived = Hash::of(&[
            &now,
            &process,
            name.as_bytes(),
            b"\0",
            actor.as_bytes(),
            b"\0",
            body,
        ])
        .id();
        once.request_id.clone().or_else(|| RequestId::new(derived).ok())
    }

    /// A typed time as an instant, on the wall clock of the reader's zone; a short one counts from the system's time.
    pub(crate) async fn instant(&self, moment: Moment) -> Result<Instant, ClientFailure> {
        let now = if moment.needs_now() {
            let text = self.connection()?.text(Request::get(&["time"])).await?;
            read::<TimeShown>(&text)?.now
        } else {
            Instant::EPOCH
        };
        moment.instant(now, self.view.zone).ok_or_else(|| {
            ClientFailure::usage(
                "今年没有这一天，请写明年份，如 2028-02-29 10:00。",
                "This year has no such day; write the year, too, like 2028-02-29 10:00.",
            )
        })
    }

    /// As [`Self::instant`], where a time may be missing.
    pub(crate) async fn maybe_instant(
        &self,
        moment: Option<Moment>,
    ) -> Result<Option<Instant>, ClientFailure> {
        match moment {
            Some(moment) => self.instant(moment).await.map(Some),
            None => Ok(None),
        }
    }

    /// Says why nothing came of it.
    pub(crate) fn complain(&self, failure: &ClientFailure) {
        let view = View {
            colour: coloured() && stderr().is_terminal(),
            ..self.view
        };
        if let Some(text) = failure.report(&view, self.globals.json) {
            // Nobody is left to be told when this stream is gone, too.
            let _ = writeln!(stderr(), "{text}");
        }
    }
}

/// Whether the person wants colours, <https://no-color.org>.
fn coloured() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// A value as the JSON that is sent.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, ClientFailure> {
    serde_json::to_vec(value).map_err(|error| ClientFailure::Output(error.into()))
}

/// Reads an answer's JSON.
///
/// # Errors
/// [`ClientFailure::StrangeAnswer`], naming what does not fit.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, ClientFailure> {
    serde_json::from_str(text).map_err(|error| ClientFailure::StrangeAnswer {
        what: error.to_string(),
    })
}

/// Writes text and a line's end to the standard output.
pub(crate) fn print(text: &str) -> Result<(), ClientFailure> {
    write(text.as_bytes())?;
    if text.ends_with('\n') {
        Ok(())
    } else {
        write(b"\n")
    }
}

/// Writes bytes to the standard output as they are.
pub(crate) fn write(bytes: &[u8]) -> Result<(), ClientFailure> {
    let mut out = stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}
