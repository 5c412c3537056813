//! The order's machine, its station, and whether the machine stands still (ORD-3, ORD-5, ORD-15, ORD-38).

use decider::{Context, Draft};
use proto::hotline::{
    GiveStation, HotlineEvent, IdentifyMachine, MachineIdentified, MachineStateReported, OrderCorrected,
    ReportMachineState, StationGiven,
};
use proto::order::OrderFacts;

use super::repeat::new_suspicion;
use super::{Decided, filled, known_machine, order_for, still_open};
use crate::{MachineReport, OrderRejection, State};

/// Fills in the machine; the order keeps its number, and gets the machine's site and station if it has none (ORD-1,
/// ORD-3).
/// It may be done after the end: a claim needs it.
///
/// # Errors
/// Unknown order, unknown machine, another machine without a reason.
pub(super) fn identify_machine(state: &State, command: &IdentifyMachine, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let found = known_machine(context.masters(), &command.machine)
        .ok_or_else(|| OrderRejection::UnknownMachine(command.machine.clone()))?;
    if order.facts.machine.as_ref() == Some(&found.serial) {
        return Ok(Vec::new());
    }
    let reason = filled(command.reason.as_ref());
    // rule: ORD-15
    if let (Some(machine), None) = (&order.facts.machine, &reason) {
        let (order, machine) = (command.order.clone(), machine.clone());
        return Err(OrderRejection::HasOtherMachine { order, machine });
    }
    let identified = HotlineEvent::from(MachineIdentified {
        order: command.order.clone(),
        machine: found.serial.clone(),
        model: Some(found.model.clone()),
        customer: found.customer.clone(),
        position: found.position,
        reason,
    });
    let suspected = OrderFacts::after(Some(&order.facts), &identified)
        .and_then(|facts| new_suspicion(state, order, &facts, context));
    let mut drafts = vec![Draft::of(identified)];
    // rule: ORD-1
    if order.facts.site.is_empty() && !found.site.is_empty() {
        drafts.push(Draft::of(OrderCorrected {
            order: command.order.clone(),
            fault: None,
            site: Some(found.site.clone()),
            hours: None,
            order_type: None,
            subtype: None,
            reason: "按整机档案补工地".to_owned(),
        }));
    }
    if let (None, Some(station), false) = (&order.facts.station, &found.station, order.has_ended()) {
        drafts.push(Draft::of(StationGiven {
            order: command.order.clone(),
            station: station.clone(),
            previous: None,
            reason: None,
        }));
    }
    drafts.extend(suspected.map(Draft::of));
    Ok(drafts)
}

/// Gives an order its station, or another one (ORD-3, ORD-38).
///
/// # Errors
/// Unknown order or station, another station without a reason, an ended order.
pub(super) fn give_station(state: &State, command: &GiveStation, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let previous = order.facts.station.clone();
    if previous.as_ref() == Some(&command.station) {
        return Ok(Vec::new());
    }
    // rule: ORD-3
    if context.masters().station(&command.station).is_none() {
        return Err(OrderRejection::UnknownStation(command.station.clone()));
    }
    let reason = filled(command.reason.as_ref());
    // rule: ORD-38
    if let (Some(station), None) = (&previous, &reason) {
        let (order, station) = (command.order.clone(), station.clone());
        return Err(OrderRejection::StationReasonRequired { order, station });
    }
    still_open(order)?;
    let given = StationGiven {
        order: command.order.clone(),
        station: command.station.clone(),
        previous,
        reason,
    };
    Ok(vec![Draft::of(given)])
}

/// Records whether the machine stands still and whether a stopgap was made (ORD-5). That it was asked is
/// recorded even when nothing changed since the opening; the same report again is not.
///
/// # Errors
/// Unknown order, an ended order.
pub(super) fn report_machine_state(
    state: &State,
    command: &ReportMachineState,
    context: &Context<'_>,
) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let stopgap = filled(command.stopgap.as_ref());
    let report = MachineReport {
        machine_down: command.machine_down,
        stopgap,
    };
    if order.machine_report.as_ref() == Some(&report) {
        return Ok(Vec::new());
    }
    still_open(order)?;
    let MachineReport {
        machine_down,
        stopgap,
    } = report;
    Ok(vec![Draft::of(MachineStateReported {
        order: command.order.clone(),
        machine_down,
        stopgap,
    })])
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use types::OrderNumber;

    use super::super::given::{self, KNOWN, call, opened, repaired};
    use super::*;
    use crate::Hotline;

    fn identify(order: &OrderNumber, machine: &str, reason: Option<&str>) -> IdentifyMachine {
        IdentifyMachine {
            order: order.clone(),
            machine: machine.parse().unwrap(),
            reason: reason.map(str::to_owned),
        }
    }

    fn give(order: &OrderNumber, station: &str, reason: Option<&str>) -> GiveStation {
        GiveStation {
            order: order.clone(),
            station: station.parse().unwrap(),
            reason: reason.map(str::to_owned),
        }
    }

    // rule: ORD-3
    #[test]
    fn a_99_order_gets_its_machine_and_station_and_keeps_its_number() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call("EC999X"))).order;
        hotline
            .when(identify(&order, "EC998X", None))
            .rejected("ORD-3.machine_unknown");
        let events = hotline.when(identify(&order, KNOWN, None)).events();
        let [
            HotlineEvent::MachineIdentified(found),
            HotlineEvent::OrderCorrected(completed),
            HotlineEvent::StationGiven(given),
        ] = events.as_slice()
        else {
            panic!("{events:?}")
        };
        assert_eq!(
            (found.machine.as_str(), found.model.as_deref()),
            (KNOWN, Some("EC210BLC"))
        );
        assert_eq!(found.position, given::position(KNOWN));
        assert_eq!(completed.site.as_deref(), Some("钱塘大桥工地"));
        assert_eq!((given.station.as_str(), &given.previous), ("HZ", &None));
        assert!(hotline.state.order(&order).unwrap().facts.order.is_99());
        hotline.when(identify(&order, KNOWN, None)).then_nothing();
        hotline.when(call(KNOWN)).rejected("ORD-18.open_order");
    }

    // rule: ORD-15
    #[test]
    fn a_wrong_machine_is_put_right_with_a_reason_and_no_longer_counts_as_open() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(given::IN_URUMQI))).order;
        hotline
            .when(identify(&order, KNOWN, None))
            .rejected("ORD-15.machine_reason_required");
        assert_eq!(
            hotline.when(identify(&order, KNOWN, Some("听错"))).kinds(),
            ["MachineIdentified"]
        );
        opened(hotline.when(call(given::IN_URUMQI)));
        hotline.when(call(KNOWN)).rejected("ORD-18.open_order");
    }

    // rule: ORD-3
    // rule: ORD-38
    #[test]
    fn another_station_needs_a_reason_and_an_order_that_goes_on() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call("EC999X"))).order;
        hotline
            .when(give(&order, "XX", None))
            .rejected("ORD-3.station_unknown");
        assert_eq!(hotline.when(give(&order, "NB", None)).kinds(), ["StationGiven"]);
        hotline.when(give(&order, "NB", None)).then_nothing();
        hotline
            .when(give(&order, "HZ", Some(" ")))
            .rejected("ORD-38.station_reason_required");
        let events = hotline.when(give(&order, "HZ", Some("离得近"))).events();
        let [HotlineEvent::StationGiven(given)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(given.previous.as_ref().unwrap().as_str(), "NB");
        repaired(&mut hotline, &order, 1);
        hotline
            .when(give(&order, "NB", Some("太晚")))
            .rejected("ORD-17.already_ended");
    }

    // rule: ORD-5
    #[test]
    fn a_machine_that_is_down_stays_marked_until_it_is_repaired() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let report = |down, stopgap: Option<&str>| ReportMachineState {
            order: order.clone(),
            machine_down: down,
            stopgap: stopgap.map(str::to_owned),
        };
        assert_eq!(hotline.when(report(true, None)).kinds(), ["MachineStateReported"]);
        hotline.when(report(true, Some(""))).then_nothing();
        assert_eq!(
            hotline.when(report(true, Some("临时接管"))).kinds(),
            ["MachineStateReported"]
        );
        let marked = |hotline: &decider::harness::Scenario<Hotline>| {
            Hotline::read_model(&hotline.state)["orders"][order.as_str()]["marked_down"].clone()
        };
        assert_eq!(marked(&hotline), true);
        repaired(&mut hotline, &order, 1);
        assert_eq!(marked(&hotline), false);
        hotline.when(report(false, None)).rejected("ORD-17.already_ended");
    }

    #[test]
    fn a_station_manager_acts_on_orders_of_the_stations_they_manage() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let report = ReportMachineState {
            order,
            machine_down: false,
            stopgap: None,
        };
        hotline
            .by("M-NB")
            .when(report.clone())
            .rejected("actor.other_station");
        assert_eq!(hotline.by("M-HZ").when(report).kinds(), ["MachineStateReported"]);
    }
}
