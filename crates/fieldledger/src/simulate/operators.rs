//! What the hotline does about calls and orders.

use chrono::Timelike;
use proto::Accepted;
use proto::dispatch::{PauseClock, ResumeClock};
use proto::hotline::{
    AddNote, AttachCall, Caller, CancelOrder, CompleteFollowUp, IdentifyMachine, OpenOrder,
    ReportMachineState, SetFollowUp,
};
use proto::order::{OrderSubtype, OrderType};
use sla::policy::ClockKind;
use types::{MachineSerial, OrderNumber, Span};

use super::agenda::Chore;
use super::calls::{Call, ZONE, on_day};
use super::deeds::{Command, Deed, Then, tell};
use super::dice::Dice;
use super::fleet::Machine;
use super::texts::{self, personal};
use super::world::{Case, Errand, World};

/// The refusal that offers the machine's open order (ORD-18).
const HAS_OPEN_ORDER: &str = "ORD-18.open_order";

impl World {
    /// A call: a repeat is attached to its order while that is open, any other opens one.
    pub(super) fn call(&mut self, call: usize) -> Vec<Deed> {
        self.tally.calls += 1;
        let first = self.calls.get(call).and_then(|call| call.repeats);
        let order = first
            .and_then(|first| self.order_of.get(&first))
            .filter(|order| !self.is_closed(order))
            .cloned();
        let Some((order, caller)) = order.zip(self.caller(call)) else {
            return self.open(call, None);
        };
        let words = ["怎么还没人来", "催一下", "同一个故障，又报一次", "师傅到哪了"];
        let said = self.dice("repeat said", call).word(&words).to_owned();
        let attach = AttachCall {
            order: order.clone(),
            caller,
            said,
            called_at: None,
        };
        vec![self.by_operator(call, attach.into(), Then::Attached { call, order })]
    }

    fn by_operator(&self, call: usize, command: Command, then: Then) -> Deed {
        Deed::Tell {
            actor: self.operator(call),
            command: Box::new(command),
            then,
        }
    }

    fn caller(&self, call: usize) -> Option<Caller> {
        let (_, machine) = self.about(call)?;
        let (phone, name) = self.dice("caller", call).pick(&machine.callers)?.clone();
        Some(Caller {
            phone: phone.into(),
            name: Some(personal(name)),
        })
    }

    /// Opens an order; `reason` says why although the machine has one already.
    pub(super) fn open(&self, call: usize, reason: Option<&str>) -> Vec<Deed> {
        let Some(((about, machine), caller)) = self.about(call).zip(self.caller(call)) else {
            return Vec::new();
        };
        let mut dice = self.dice("call", about.row.line);
        let (order_type, subtype) = kind(&about.row.pm_type, &mut dice);
        let serial = serial_said(machine, &mut dice);
        let is_known = serial.as_ref() == Some(&machine.serial);
        let open = OpenOrder {
            caller,
            machine: serial,
            model: None,
            hours: Some(machine.hours.saturating_add(about.hours)),
            customer: None,
            site: if is_known {
                String::new()
            } else {
                machine.site.to_owned()
            },
            fault: about.row.text.clone(),
            machine_down: is_down(about, order_type, &mut dice),
            order_type,
            subtype,
            station: None,
            called_at: None,
            second_order_reason: reason.map(str::to_owned),
        };
        vec![self.by_operator(call, open.into(), Then::Opened { call })]
    }

    /// The machine has an open failure order, but this is about something else.
    pub(super) fn not_opened(&mut self, call: usize, code: &str) -> Vec<Deed> {
        if code != HAS_OPEN_ORDER {
            self.tally.calls_lost += 1;
            return Vec::new();
        }
        let reason =
            self.dice("second order", call)
                .word(&["另一处故障", "不同部位", "新故障，与上一单无关"]);
        self.open(call, Some(reason))
    }

    pub(super) fn attached(&mut self, call: usize, order: &OrderNumber) {
        self.tally.attached += 1;
        self.order_of.insert(call, order.clone());
        if let Some(case) = self.orders.get_mut(order) {
            case.calls += 1;
        }
    }

    /// The order has its number: what the hotline will do about it.
    pub(super) fn opened(&mut self, call: usize, accepted: &Accepted) {
        let number = accepted
            .event("OrderOpened")
            .and_then(|event| event.pointer("/facts/order"));
        let Some(order) = number.and_then(|number| number.as_str()?.parse::<OrderNumber>().ok()) else {
            return;
        };
        self.tally.opened += 1;
        self.order_of.insert(call, order.clone());
        self.orders.insert(
            order.clone(),
            Case {
                call,
                calls: 1,
                closed: false,
            },
        );
        self.in_days(0, Chore::HotlineRound);
        let mut dice = self.dice("order", &order);
        if order.is_99() {
            let at = self.next_morning() + dice.minutes(0, 50);
            self.schedule(at, Errand::Identify(order.clone()));
        }
        let mut some =
            |world: &mut Self, permille: u64, (from, to): (u32, u32), errand: fn(OrderNumber) -> Errand| {
                let at = world.now + dice.minutes(from, to);
                if dice.permille(permille) {
                    world.schedule(at, errand(order.clone()));
                }
            };
        // Nobody withdraws what they are about to call for again.
        let cancelled = if self.calls.get(call).is_some_and(|call| call.is_repeated) {
            0
        } else {
            20
        };
        some(self, cancelled, (15, 540), Errand::Cancel);
        some(self, 60, (5, 300), Errand::Note);
        some(self, 50, (10, 90), Errand::SetFollowUp);
        some(self, 30, (40, 240), Errand::Pause);
        some(self, 120, (30, 180), Errand::AskMachineState);
        self.expect_outsiders(&order);
    }

    /// The first work of the day, or of the next one.
    fn next_morning(&self) -> types::Instant {
        let small_hours = self.now.local(ZONE).hour() < 6;
        on_day(self.now, u64::from(!small_hours), 8 * 60)
    }

    /// Finds a 99 order's machine.
    pub(super) fn identify(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let Some((_, machine)) = self.origin(order) else {
            return Vec::new();
        };
        let found = IdentifyMachine {
            order: order.clone(),
            machine: machine.serial.clone(),
            reason: None,
        };
        vec![tell(&self.operator(order), found)]
    }

    pub(super) fn cancel(&mut self, order: &OrderNumber) -> Vec<Deed> {
        if self.is_closed(order) {
            return Vec::new();
        }
        self.close(order);
        let reason = self.dice("cancel", order).word(&[
            "duplicate",
            "customer_withdrew",
            "customer_withdrew",
            "wrong_number",
        ]);
        let cancel = CancelOrder {
            order: order.clone(),
            reason: reason.to_owned(),
            note: String::new(),
        };
        vec![tell(&self.operator(order), cancel)]
    }

    pub(super) fn note(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let words = [
            "客户催单，已安抚",
            "现场道路泥泞，提醒带水鞋",
            "客户要求周末不停机",
            "已与站长确认配件有货",
        ];
        let text = personal(self.dice("note", order).word(&words));
        vec![tell(
            &self.operator(order),
            AddNote {
                order: order.clone(),
                text,
            },
        )]
    }

    pub(super) fn set_follow_up(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let mut dice = self.dice("follow up", order);
        let at = self.now + dice.minutes(60, 400);
        if dice.chance(85) {
            self.schedule(at + dice.minutes(5, 60), Errand::CompleteFollowUp(order.clone()));
        }
        let text = personal(dice.word(&["到点再给客户回电", "再问站长计划", "确认工程师是否到场"]));
        vec![tell(
            &self.operator(order),
            SetFollowUp {
                order: order.clone(),
                text,
                at,
            },
        )]
    }

    pub(super) fn complete_follow_up(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let done = CompleteFollowUp {
            order: order.clone(),
            follow_up: 1,
            note: "已回电".to_owned(),
        };
        vec![tell(&self.operator(order), done)]
    }

    pub(super) fn ask_machine_state(&mut self, order: &OrderNumber) -> Vec<Deed> {
        if self.is_closed(order) {
            return Vec::new();
        }
        let mut dice = self.dice("machine state", order);
        let machine_down = dice.chance(50);
        let stopgap = (machine_down && dice.chance(50)).then(|| "已调备用设备顶上".to_owned());
        vec![tell(
            &self.operator(order),
            ReportMachineState {
                order: order.clone(),
                machine_down,
                stopgap,
            },
        )]
    }

    /// The customer asked for a later time.
    pub(super) fn pause(&mut self, order: &OrderNumber) -> Vec<Deed> {
        if self.is_closed(order) {
            return Vec::new();
        }
        let later = self.now + self.dice("pause", order).minutes(5 * 60, 30 * 60);
        self.schedule(later, Errand::Resume(order.clone()));
        let reason = "customer_asked_later".to_owned();
        vec![tell(
            &self.operator(order),
            PauseClock {
                order: order.clone(),
                clock: ClockKind::Response36,
                reason,
            },
        )]
    }

    pub(super) fn resume(&mut self, order: &OrderNumber) -> Vec<Deed> {
        if self.is_closed(order) {
            return Vec::new();
        }
        vec![tell(
            &self.operator(order),
            ResumeClock {
                order: order.clone(),
                clock: ClockKind::Response36,
            },
        )]
    }

    /// Now and then a customer writes, or somebody nobody knows.
    fn expect_outsiders(&mut self, order: &OrderNumber) {
        let mut dice = self.dice("outsiders", order);
        let callers = self
            .origin(order)
            .map(|(_, machine)| machine.callers.clone())
            .unwrap_or_default();
        let at = self.now + dice.minutes(30, 300);
        if dice.permille(15)
            && let Some((from, _)) = dice.pick(&callers)
        {
            let text = texts::customer(&mut dice).to_owned();
            self.schedule(
                at,
                Errand::Outsider {
                    from: from.clone(),
                    text,
                },
            );
        }
        let unknown = format!("1700000{:04}", dice.below(10_000));
        let at = self.now + dice.minutes(1, 600);
        if dice.permille(8)
            && let Ok(from) = unknown.parse()
        {
            let text = texts::stranger(&mut dice).to_owned();
            self.schedule(at, Errand::Outsider { from, text });
        }
    }
}

/// What the file's types of work are here.
pub(super) fn kind(pm_type: &str, dice: &mut Dice) -> (OrderType, Option<OrderSubtype>) {
    match pm_type {
        "PM02" => (OrderType::PeriodicMaintenance, Some(OrderSubtype::Ordinary)),
        "PM04" | "PM05" | "PM13" => (OrderType::MachineInspection, None),
        _ => {
            let subtypes = [
                OrderSubtype::Claimable,
                OrderSubtype::NotClaimable,
                OrderSubtype::OutOfWarranty,
            ];
            (
                OrderType::FailureRepair,
                dice.pick(&subtypes).copied().filter(|_| dice.chance(60)),
            )
        }
    }
}

/// The serial as the caller reads it from the plate: mostly right, sometimes cut short, sometimes not at all.
fn serial_said(machine: &Machine, dice: &mut Dice) -> Option<MachineSerial> {
    match dice.below(100) {
        0..4 => None,
        4..6 => {
            let mut cut = machine.serial.to_string();
            cut.pop();
            MachineSerial::new(cut).ok()
        }
        _ => Some(machine.serial.clone()),
    }
}

/// Whether the machine stands still.
fn is_down(call: &Call, order_type: OrderType, dice: &mut Dice) -> bool {
    let holds = |text: &Option<String>, words: &[&str]| {
        text.as_ref()
            .is_some_and(|text| words.iter().any(|word| text.contains(word)))
    };
    let grave = holds(&call.row.failure, &["Fail to", "Seized", "Smoke", "Over Temp"])
        || holds(&call.row.system, &["Engine", "Final Drive"])
        || holds(&call.row.part, &["Starting System", "Pump"]);
    let percent = if grave { 60 } else { 12 };
    order_type == OrderType::FailureRepair && dice.chance(percent)
}

/// How long a job takes: dear ones take longer.
pub(super) fn work_time(call: &Call, dice: &mut Dice) -> Span {
    let thousands = call.row.cost_milli.unwrap_or_default() / 1_000_000;
    match thousands {
        ..1 => dice.minutes(20, 150),
        1..10 => dice.minutes(60, 360),
        _ => dice.minutes(240, 720),
    }
}
