//! The next attempt to send a message, and whom it can reach now.

use decider::Context;
use proto::notify::{MessageDied, MessageSuppressed, NotifyEvent, Recipient, SendStarted, Wanted, WhyDead};
use types::{CustomerId, PersonId, Personal, Phone};

use crate::NotifyState;

/// Why a message cannot leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreachable {
    Stopped,
    Left,
    NoPhone,
}

/// Starts an attempt, or ends the message when nobody can be reached any more.
pub(super) fn attempt(
    state: &NotifyState,
    wanted: &Wanted,
    attempt: u32,
    context: &Context<'_>,
) -> NotifyEvent {
    let message = wanted.message.clone();
    match reach(state, wanted, context) {
        Ok(to) => SendStarted { message, attempt, to }.into(),
        Err(Unreachable::Stopped) => MessageSuppressed { message }.into(),
        Err(Unreachable::Left) => MessageDied {
            message,
            reason: WhyDead::Left,
        }
        .into(),
        Err(Unreachable::NoPhone) => MessageDied {
            message,
            reason: WhyDead::NoPhone,
        }
        .into(),
    }
}

/// The phone by which the recipient can be reached at this moment.
pub(super) fn reach(
    state: &NotifyState,
    wanted: &Wanted,
    context: &Context<'_>,
) -> Result<Personal<Phone>, Unreachable> {
    match &wanted.recipient {
        Recipient::Person { person } => reach_staff(person, wanted.to.as_ref(), context),
        Recipient::Customer { customer } => reach_customer(state, wanted, Some(customer), context),
        Recipient::Phone => reach_customer(state, wanted, None, context),
    }
}

/// Staff cannot opt out. The phone first meant holds as long as it is still theirs.
fn reach_staff(
    person: &PersonId,
    meant: Option<&Personal<Phone>>,
    context: &Context<'_>,
) -> Result<Personal<Phone>, Unreachable> {
    let (masters, now) = (context.masters(), context.now);
    // rule: DIR-4
    if masters.has_left(person, now) {
        return Err(Unreachable::Left);
    }
    // rule: DIR-2
    let is_theirs = |phone: &&Phone| {
        masters
            .staff_by_phone(phone, now)
            .is_some_and(|holder| holder.id == *person)
    };
    let still_theirs = meant.and_then(Personal::open).filter(is_theirs).cloned();
    let phone = still_theirs.or_else(|| masters.phone_of(person, now));
    phone.map(Personal::from).ok_or(Unreachable::NoPhone)
}

fn reach_customer(
    state: &NotifyState,
    wanted: &Wanted,
    customer: Option<&CustomerId>,
    context: &Context<'_>,
) -> Result<Personal<Phone>, Unreachable> {
    let listed = || context.masters().customer(customer?)?.phones.first().cloned();
    let phone = wanted.to.clone().or_else(listed).ok_or(Unreachable::NoPhone)?;
    // rule: SMS-14
    if phone.open().is_some_and(|phone| state.stopped.contains(phone)) {
        return Err(Unreachable::Stopped);
    }
    Ok(phone)
}
