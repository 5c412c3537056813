//! The inbox.

use axum::extract::State;
use axum::response::Response;
use console::{InboxView, Place, Refused, message_form};
use proto::desk::{Inbox, InboxItem, InboxQuery, Query};
use types::MessageId;

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, policy};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params;
use crate::refusal::{Refusal, no_such_path};

/// How many messages one page shows.
const ROWS: u32 = 50;
/// The order that is typed instead of chosen.
const OTHER: &str = "other";
const ORDER: &str = "order";

pub(super) async fn inbox(State(gate): State<Gate>, visit: Visit) -> Response {
    let written = written(&gate, &visit, None).await;
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, refused: Option<(&str, Refused<'_>)>) -> Written {
    let caller = &visit.caller;
    let query = Query::Inbox(InboxQuery {
        limit: Some(ROWS),
        ..InboxQuery::default()
    });
    let inbox = ask_desk::<Inbox>(gate, caller, None, query);
    let (inbox, policy) = futures::try_join!(inbox, policy(gate, caller))?;
    let view = InboxView {
        inbox: &inbox.answer,
        policy: &policy,
        refused,
    };
    Ok(view.page(&visit.frame(Place::Inbox, inbox.as_of, &policy))?)
}

/// Sends a command about a message.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(MessageId, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(params::Place((message, service, command))), Ok(mut sent)) => {
            prefer_what_was_typed(&mut sent);
            let done = acted(&gate, &visit, &message, &format!("{service}.{command}"), &sent).await;
            or_kept(&visit, &sent, done)
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn acted(
    gate: &Gate,
    visit: &Visit,
    message: &MessageId,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let caller = &visit.caller;
    let inbox = ask_desk::<Inbox>(gate, caller, None, Query::Inbox(InboxQuery::default()));
    let (inbox, policy) = futures::try_join!(inbox, policy(gate, caller))?;
    let mut items = inbox.answer.items.into_iter();
    let Some(item): Option<InboxItem> = items.find(|item| item.message.as_ref() == Some(message)) else {
        return Ok(to("/inbox"));
    };
    let form = message_form(command, &item, &policy, visit.visitor.language);
    let form = form.ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, policy.zone()).await {
        Ok(_) => Ok(to("/inbox")),
        Err((status, sentence)) => {
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let html = written(gate, visit, Some((message.as_str(), refused))).await?;
            Ok(page(status, html))
        }
    }
}

/// An order that was typed counts before the one that was chosen.
fn prefer_what_was_typed(sent: &mut Sent) {
    let other = sent.value(OTHER).unwrap_or_default().trim().to_owned();
    if !other.is_empty() {
        sent.typed.retain(|(name, _)| name != ORDER);
        sent.typed.push((ORDER.to_owned(), other));
    }
}
