//! The daily list of unrepaired orders: when it is due and what stands on it (ORD-12).
//!
//! It goes out once a day at the policy's time in the policy's zone, as long as at least one order is open. After a
//! time asleep only the last day's list goes out, because the lists before it were nobody's any more. A changed time
//! of day holds from the next record of this log on, and never makes a second list on one day.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use decider::Draft;
use proto::hotline::{HotlineEvent, UnrepairedListIssued, UnrepairedRow};
use sla::policy::Policy;
use types::Instant;

use crate::{Order, State};

/// So many rows keep well within one record.
const ROWS: usize = 400;

/// The first moment after `after` at which a list is due, on a day that has had none.
pub(crate) fn next_due(after: Instant, last: Option<NaiveDate>, policy: &Policy) -> Option<Instant> {
    let today = after.local(policy.zone()).date_naive();
    let day = match last {
        Some(last) if last >= today => last.succ_opt()?,
        Some(_) | None => today,
    };
    let due = moment(day, policy)?;
    if due > after {
        return Some(due);
    }
    moment(day.succ_opt()?, policy)
}

/// The list that is due by then, if one is: that of the last day.
pub(crate) fn due_list(state: &State, until: Instant, policy: &Policy) -> Option<Draft<HotlineEvent>> {
    let scheduled = state.list_due().filter(|due| *due <= until)?;
    let today = until.local(policy.zone()).date_naive();
    let last = [Some(today), today.checked_sub_days(Days::new(1))]
        .into_iter()
        .flatten()
        .filter_map(|day| moment(day, policy))
        .find(|due| *due <= until);
    let due_at = last.map_or(scheduled, |last| last.max(scheduled));
    Some(Draft::of(list(state, due_at, policy.zone())).occurred(due_at))
}

fn list(state: &State, due_at: Instant, zone: Tz) -> UnrepairedListIssued {
    let date = due_at.local(zone).date_naive();
    let unrepaired = state.all_open().filter(|order| order.facts.opened_at < due_at);
    let all: usize = unrepaired.clone().count();
    let rows: Vec<UnrepairedRow> = unrepaired
        .take(ROWS)
        .map(|order| row(&order, date, zone))
        .collect();
    UnrepairedListIssued {
        date,
        due_at,
        left_out: u32::try_from(all - rows.len()).unwrap_or(u32::MAX),
        rows,
    }
}

fn row(order: &Order, date: NaiveDate, zone: Tz) -> UnrepairedRow {
    let confirmed = order.confirmation.as_ref();
    UnrepairedRow {
        order: order.facts.order.clone(),
        since: order.facts.opened_at,
        step: order.standing.step,
        reason: order.unrepaired_reason().cloned(),
        confirmed_today: confirmed.is_some_and(|confirmed| confirmed.at.local(zone).date_naive() == date),
    }
}

/// The list's time on a day; where a clock change leaves it out, an hour later.
fn moment(day: NaiveDate, policy: &Policy) -> Option<Instant> {
    let at = |time: NaiveTime, later: TimeDelta| {
        let wall = day.and_time(time).checked_add_signed(later)?;
        policy.zone().from_local_datetime(&wall).earliest()
    };
    let time = policy.unrepaired_list().at;
    at(time, TimeDelta::zero())
        .or_else(|| at(time, TimeDelta::hours(1)))
        .map(Instant::from)
}
