//! One order in a row.

use proto::desk::{OrderSummary, Urgency};
use proto::order::Step;

use crate::Frame;
use crate::clock::Chip;
use crate::texts::BoardTexts;
use crate::write::Moment;

/// An order as the board shows it.
pub(crate) struct Row<'a> {
    pub(crate) class: &'static str,
    pub(crate) chips: Vec<Chip<'a>>,
    pub(crate) order: &'a str,
    pub(crate) href: String,
    pub(crate) step: &'a str,
    /// Whether the station's answer is still to come.
    pub(crate) waits: bool,
    pub(crate) order_type: &'a str,
    pub(crate) machine_down: bool,
    pub(crate) machine: String,
    pub(crate) model: &'a str,
    pub(crate) customer: &'a str,
    pub(crate) phone: String,
    pub(crate) fault: &'a str,
    pub(crate) site: &'a str,
    pub(crate) station: &'a str,
    pub(crate) lead: &'a str,
    pub(crate) opened_at: Moment,
    pub(crate) marks: Vec<String>,
}

impl<'a> Row<'a> {
    pub(crate) fn of(order: &'a OrderSummary, frame: &Frame<'a>) -> Self {
        let b = BoardTexts::of(frame.language());
        let known = order.customer.as_ref().map(|customer| customer.name.as_str());
        let machine = order.machine.as_ref().or(order.machine_said.as_ref());
        let station = order.station.as_ref().map(|station| station.name.as_str());
        let phone = order.caller_phone.as_ref();
        Self {
            class: match Urgency::of(&order.clocks) {
                Urgency::Breached => "breached",
                Urgency::Warned => "warned",
                Urgency::Running | Urgency::Idle => "",
            },
            chips: chips(order, frame),
            order: order.order.as_str(),
            href: format!("/orders/{}", order.order),
            step: frame.say(&order.step_title),
            waits: order.step == Step::Opened,
            order_type: frame.say(&order.order_type_title),
            machine_down: order.machine_down,
            machine: machine.map_or_else(|| "—".to_owned(), ToString::to_string),
            model: order.model.as_deref().unwrap_or_default(),
            customer: known.or(order.caller.as_deref()).unwrap_or("—"),
            phone: phone.map_or_else(String::new, |phone| frame.phone(phone)),
            fault: &order.fault,
            site: &order.site,
            station: station.unwrap_or(b.no_station),
            lead: order.lead.as_ref().map_or("", |lead| lead.name.as_str()),
            opened_at: frame.moment(&order.opened_at),
            marks: marks(order, b),
        }
    }
}

/// The clocks that are open, the least time left first.
fn chips<'a>(order: &'a OrderSummary, frame: &Frame<'a>) -> Vec<Chip<'a>> {
    let mut open: Vec<_> = order.clocks.iter().filter(|clock| clock.open).collect();
    open.sort_by_key(|clock| clock.remaining_s);
    open.into_iter().map(|clock| Chip::of(clock, frame)).collect()
}

fn marks(order: &OrderSummary, b: &BoardTexts) -> Vec<String> {
    let counted = [
        (order.calls, 2, b.calls),
        (order.follow_ups_due, 1, b.follow_ups),
        (order.flags, 1, b.flags),
        (order.unsettled_messages, 1, b.messages),
    ];
    let told = counted.into_iter().filter(|(count, least, _)| count >= least);
    let mut marks: Vec<String> = told.map(|(count, _, word)| format!("{count} {word}")).collect();
    if order.call_back_due {
        marks.push(b.call_back.to_owned());
    }
    marks
}
