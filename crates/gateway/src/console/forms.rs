//! Pages with forms: what is sent becomes a command, and what is refused comes back as it was typed.

use std::future::Future;

use axum::response::Response;
use console::{Form, Refused};
use sla::policy::Policy;

use super::answer::{Written, or_kept, page, shown, to};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::refusal::{Refusal, no_such_path};

/// A page from which commands are sent.
pub(super) trait FormPage: Sized + Send + Sync {
    /// What it is about.
    type About: Send + Sync;

    /// Everything on it, as it stands now.
    fn of(
        gate: &Gate,
        visit: &Visit,
        about: &Self::About,
    ) -> impl Future<Output = Result<Self, Refusal>> + Send;

    fn policy(&self) -> &Policy;

    /// The form of a command that is sent from here.
    fn form(&self, visit: &Visit, about: &Self::About, command: &str) -> Option<Form>;

    /// The page, with the form that was refused if one was.
    fn page(&self, visit: &Visit, about: &Self::About, refused: Option<Refused<'_>>) -> Written;

    /// Where one goes on when a command was done.
    fn after(&self, about: &Self::About, command: &str) -> String;
}

/// The page as it stands.
pub(super) async fn look<P: FormPage>(
    gate: &Gate,
    visit: &Visit,
    about: Result<P::About, Refusal>,
) -> Response {
    let written = match about {
        Ok(about) => written::<P>(gate, visit, &about, None).await,
        Err(refusal) => Err(refusal),
    };
    shown(visit, written)
}

async fn written<P: FormPage>(
    gate: &Gate,
    visit: &Visit,
    about: &P::About,
    refused: Option<Refused<'_>>,
) -> Written {
    P::of(gate, visit, about).await?.page(visit, about, refused)
}

/// Sends the command of one of its forms, named by its service and its own name.
pub(super) async fn act<P: FormPage>(
    gate: &Gate,
    visit: &Visit,
    wanted: Result<(P::About, String, String), Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (wanted, sent) {
        (Ok((about, service, command)), Ok(sent)) => {
            let command = format!("{service}.{command}");
            or_kept(
                visit,
                &sent,
                acted::<P>(gate, visit, &about, &command, &sent).await,
            )
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(visit, Err(refusal)))
}

async fn acted<P: FormPage>(
    gate: &Gate,
    visit: &Visit,
    about: &P::About,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let known = P::of(gate, visit, about).await?;
    let form = known
        .form(visit, about, command)
        .ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, known.policy().zone()).await {
        Ok(_) => Ok(to(&known.after(about, command))),
        Err((status, sentence)) => {
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            Ok(page(
                status,
                written::<P>(gate, visit, about, Some(refused)).await?,
            ))
        }
    }
}
