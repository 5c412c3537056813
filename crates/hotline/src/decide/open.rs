//! Opening a service order for a call (ORD-1 to ORD-4, ORD-18).

use decider::Context;
use proto::directory::Machine;
use proto::hotline::OpenOrder;
use proto::order::OrderType;

use super::opening::{Numbers, Opening};
use super::{Decided, filled, known_machine, time_of_call};
use crate::{OrderRejection, State};

/// Opens an order and gives it its number. The same call sent with another request id is another order:
/// what makes it one is the request id, or the machine's open failure order (ORD-18).
///
/// # Errors
/// Fault, subtype, time, customer, station, then the machine's open failure order.
pub(super) fn open_order(state: &State, command: &OpenOrder, context: &Context<'_>) -> Decided {
    let machine = command
        .machine
        .as_ref()
        .and_then(|said| known_machine(context.masters(), said));
    check(command, machine, context)?;
    let called_at = time_of_call(command.called_at, context)?;
    let second_order_reason = second_order_reason(state, command, machine)?;
    let opening = Opening {
        command,
        called_at,
        second_order_reason,
        taken_over: None,
    };
    let (_, drafts) = opening.drafts(state, &mut Numbers::after(state), context);
    Ok(drafts)
}

fn check(
    command: &OpenOrder,
    machine: Option<&Machine>,
    context: &Context<'_>,
) -> Result<(), OrderRejection> {
    // rule: ORD-1
    if command.fault.trim().is_empty() {
        return Err(OrderRejection::FaultRequired);
    }
    // rule: ORD-2
    if let Some(subtype) = command
        .subtype
        .filter(|subtype| !subtype.fits(command.order_type))
    {
        return Err(OrderRejection::SubtypeDoesNotFit {
            order_type: command.order_type,
            subtype,
        });
    }
    if let Some(customer) = &command.customer
        && context.masters().customer(customer).is_none()
    {
        return Err(OrderRejection::UnknownCustomer(customer.clone()));
    }
    let Some(station) = &command.station else {
        return Ok(());
    };
    if context.masters().station(station).is_none() {
        return Err(OrderRejection::UnknownStation(station.clone()));
    }
    // rule: ORD-3
    match machine.and_then(|machine| Some((machine, machine.station.as_ref()?))) {
        Some((machine, own)) if own != station => Err(OrderRejection::MachineHasStation {
            machine: machine.serial.clone(),
            station: own.clone(),
        }),
        Some(_) | None => Ok(()),
    }
}

/// Why a second failure order is opened; none when there is no first.
fn second_order_reason(
    state: &State,
    command: &OpenOrder,
    machine: Option<&Machine>,
) -> Result<Option<String>, OrderRejection> {
    let failures = machine
        .filter(|_| command.order_type == OrderType::FailureRepair)
        .into_iter()
        .flat_map(|machine| state.open_orders(&machine.serial))
        .filter(|(_, order)| order.is_failure());
    let Some((number, first)) = failures.min_by_key(|(_, order)| order.facts.opened_at) else {
        return Ok(None);
    };
    // rule: ORD-18
    match (filled(command.second_order_reason.as_ref()), machine) {
        (None, Some(machine)) => Err(OrderRejection::MachineHasOpenOrder {
            machine: machine.serial.clone(),
            order: number.clone(),
            step: first.standing.step,
            opened_at: first.facts.opened_at,
        }),
        (reason, _) => Ok(reason),
    }
}

#[cfg(test)]
mod tests {
    use proto::hotline::HotlineEvent;
    use proto::order::{OrderSubtype, Step};
    use serde_json::json;
    use types::{CustomerId, Instant};

    use super::super::given::{self, KNOWN, call, opened};
    use super::*;

    // rule: ORD-1
    #[test]
    fn a_known_serial_fills_in_model_customer_station_site_and_hours() {
        let mut hotline = given::hotline();
        let facts = opened(hotline.when(call("ec210blc30121")));
        assert_eq!(facts.machine.as_ref().unwrap().as_str(), KNOWN);
        assert_eq!(facts.model.as_deref(), Some("EC210BLC"));
        assert_eq!(facts.customer.as_ref().unwrap().as_str(), "C1");
        assert_eq!(facts.station.as_ref().unwrap().as_str(), "HZ");
        assert_eq!((facts.site.as_str(), facts.hours), ("钱塘大桥工地", Some(6_200)));
        assert_eq!(facts.machine_said, None);
        assert_eq!(
            facts.position,
            given::position(KNOWN),
            "where telematics last saw it"
        );
        assert!(facts.order.as_str().starts_with("260001"));
    }

    // rule: ORD-1
    #[test]
    fn what_the_caller_says_of_site_and_hours_goes_before_the_file() {
        let mut hotline = given::hotline();
        let mut command = call(KNOWN);
        command.site = "临平料场".to_owned();
        command.hours = Some(5_900);
        command.customer = Some(CustomerId::new("C2").unwrap());
        let facts = opened(hotline.when(command));
        assert_eq!((facts.site.as_str(), facts.hours), ("临平料场", Some(5_900)));
        assert_eq!(facts.customer.unwrap().as_str(), "C2");
    }

    // rule: ORD-1
    // rule: ORD-3
    #[test]
    fn a_known_phone_names_the_customer_but_never_the_machine() {
        let mut hotline = given::hotline();
        let mut command = call(KNOWN);
        command.machine = None;
        let facts = opened(hotline.when(command));
        assert_eq!(facts.customer.unwrap().as_str(), "C1");
        assert_eq!((facts.machine, facts.station), (None, None));
        assert!(facts.order.is_99());
    }

    // rule: ORD-3
    // rule: ORD-4
    #[test]
    fn a_serial_nobody_knows_makes_a_99_order_that_keeps_what_was_said() {
        let mut hotline = given::hotline();
        let first = opened(hotline.when(call("EC999X")));
        assert_eq!(first.order.as_str(), "9900018");
        assert_eq!(first.machine_said.unwrap().as_str(), "EC999X");
        assert_eq!(first.machine, None);
        let second = opened(hotline.when(call("EC999X")));
        assert!(
            second.order.as_str().starts_with("990002"),
            "each prefix counts from 1 without gaps"
        );
        assert!(
            opened(hotline.when(call(KNOWN)))
                .order
                .as_str()
                .starts_with("260001")
        );
    }

    // rule: ORD-3
    #[test]
    fn the_year_of_the_number_is_the_call_s_year_where_the_station_is() {
        let mut hotline = given::hotline();
        hotline.asleep_until("2026-12-31T16:30:00Z");
        assert!(
            opened(hotline.when(call(KNOWN))).order.as_str().starts_with("27"),
            "Hangzhou is in 2027"
        );
        assert!(
            opened(hotline.when(call(given::IN_URUMQI)))
                .order
                .as_str()
                .starts_with("26")
        );
    }

    // rule: ORD-18
    #[test]
    fn a_failure_call_about_a_machine_with_an_open_failure_order_is_offered_that_order() {
        let mut hotline = given::hotline();
        let first = opened(hotline.when(call(KNOWN)));
        let no = hotline.when(call(KNOWN)).rejected("ORD-18.open_order");
        assert_eq!(no.facts["order"], json!(first.order));
        assert_eq!(no.facts["step"], json!(Step::Opened));
        assert_eq!(no.facts["opened_at"], json!(first.opened_at));

        let mut maintenance = call(KNOWN);
        maintenance.order_type = OrderType::PeriodicMaintenance;
        opened(hotline.when(maintenance));

        let mut second = call(KNOWN);
        second.second_order_reason = Some("另一处故障".to_owned());
        let events = hotline.when(second).events();
        let [HotlineEvent::OrderOpened(event)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(event.second_order_reason.as_deref(), Some("另一处故障"));
    }

    type Spoil = fn(&mut OpenOrder, Instant);

    // rule: ORD-1
    // rule: ORD-2
    #[test]
    fn an_entry_that_cannot_be_is_refused_and_says_why() {
        let mut hotline = given::hotline();
        let now = hotline.now();
        let cases: [(&str, Spoil); 6] = [
            ("ORD-1.fault_required", |call, _| call.fault = "  ".to_owned()),
            ("ORD-2.subtype_does_not_fit", |call, _| {
                call.subtype = Some(OrderSubtype::Ordinary)
            }),
            ("ORD-1.customer_unknown", |call, _| {
                call.customer = Some("C9".parse().unwrap())
            }),
            ("ORD-3.station_unknown", |call, _| {
                call.station = Some("XX".parse().unwrap())
            }),
            ("ORD-3.machine_has_station", |call, _| {
                call.station = Some("NB".parse().unwrap())
            }),
            ("ORD-1.call_in_future", |call, now| {
                call.called_at = Some(now + types::Span::minutes(6))
            }),
        ];
        for (code, spoil) in cases {
            let mut command = call(KNOWN);
            spoil(&mut command, now);
            hotline.when(command).rejected(code);
        }
        let mut fast_clock = call(KNOWN);
        fast_clock.called_at = Some(now + types::Span::minutes(4));
        assert_eq!(opened(hotline.when(fast_clock)).opened_at, now);
    }
}
