//! Whatever may happen at a dealer's, one step after another, for tests of all histories alike.

use proto::claims::{
    ClaimCredited, ClaimDecided, ClaimDropped, ClaimKind, ClaimReady, ClaimReturned, CoverEnd, Decision,
    NotCovered,
};
use proto::common::{CommonEvent, SetAside};
use proto::directory::{Entry, ListKind, PolicyLoaded, Station};
use proto::dispatch::{BreachLifted, ClockBreached, ClockMet, ClockPaused, ClockResumed};
use proto::field::{
    AnswerGiven, AnswerKind, LeftUnrepaired, MessageNotUnderstood, MessageQuarantined, MessageSettled,
    MessageUnderstood, WhichOrderAsked,
};
use proto::hotline::{
    CallAttached, CalledBack, Caller, MachineIdentified, OrderCancelled, OrderClosed, OrderReopened,
    RepeatJudged, RepeatSuspected, RepeatVerdict, UnrepairedConfirmed, UnrepairedListIssued, UnrepairedRow,
};
use proto::notify::{
    Delivery, DeliveryReported, MessageDied, MessageDismissed, MessageQueued, SendAccepted, SendStarted,
    Wanted, WhyDead,
};
use proto::order::{OrderFacts, OrderType, Step};
use proto::returns::{
    ConsignmentReceived, CountedPart, DiscrepancyOutcome, DiscrepancySettled, NotExpectedReason,
    PartNotExpected,
};
use sla::policy::{ClockKind, Policy};
use types::{Fen, Hash, OrderNumber, Sentence, ServiceName, Span, StationId};

use super::{
    AnyEvent, Logs, claim, clock, consignment, cover, facts, lines, number, person, phone, tag, wanted,
};

/// Orders of several lots and stacks.
pub(crate) const ORDERS: [u64; 6] = [1, 2, 3, 150, 151, 10_200];

/// The logs after some steps: each what happens, to which order, what of it, and how long after the last step.
pub(crate) fn history(steps: &[(u8, u8, u8, u8)]) -> Logs {
    let mut logs = Logs::new();
    for (nth, step) in (0_u64..).zip(steps) {
        logs.step(nth, *step);
    }
    logs
}

const fn order_of(choice: u8) -> u64 {
    ORDERS[choice as usize % ORDERS.len()]
}

impl Logs {
    fn step(&mut self, nth: u64, (what, first, second, wait): (u8, u8, u8, u8)) {
        self.now = self.now
            + match wait % 8 {
                0..=2 => Span::ZERO,
                3 => Span::seconds(1),
                4 => Span::minutes(40),
                5 => Span::hours(9),
                6 => Span::days(2),
                _ => Span::days(12),
            };
        let order = order_of(first);
        let is_known = self.model.orders.get(&number(order)).is_some();
        match what % 8 {
            _ if !is_known => self.opens_some(order, second),
            0 | 1 => self.goes_on(order, second),
            2 => self.is_claimed(order, second),
            3 => self.parts_move(nth, order, second),
            4 => self.repeats(order, second),
            5 => self.writes_in(nth, order, second),
            6 => self.writes_out(nth, order, second),
            _ => self.is_run(nth, order, second),
        }
    }

    /// Another order that was opened, or else the same.
    fn other(&self, order: u64, choice: u8) -> u64 {
        let other = order_of(choice);
        let is_known = self.model.orders.get(&number(other)).is_some();
        if is_known { other } else { order }
    }

    fn opens_some(&mut self, order: u64, choice: u8) {
        let station = ["north", "south"][choice as usize % 2];
        let types = [OrderType::FailureRepair, OrderType::PeriodicMaintenance];
        self.opens(OrderFacts {
            order_type: types[choice as usize / 2 % 2],
            opened_at: self.now,
            station: StationId::new(station).ok(),
            ..facts(order)
        });
    }

    fn goes_on(&mut self, order: u64, choice: u8) {
        let (at, of) = (self.now, number(order));
        let first = clock(&of, ClockKind::FirstResponse, 1);
        let response = clock(&of, ClockKind::Response36, 1);
        match choice % 14 {
            0 => self.dispatch(ClockMet { clock: first, at }),
            1 => self.dispatch(ClockBreached {
                clock: response,
                due_at: at,
                noticed_at: at,
                rung: 0,
                policy: Policy::shipped_ref().hash(),
                unheard: Vec::new(),
            }),
            2 => self.dispatch(BreachLifted {
                clock: response,
                met_at: at,
            }),
            3 => self.dispatch(ClockPaused {
                clock: response,
                at,
                reason: "customer_asked_later".into(),
            }),
            4 => self.dispatch(ClockResumed {
                clock: response,
                at,
                due_at: Some(at + Span::days(1)),
            }),
            5 => self.dispatch(ClockMet { clock: response, at }),
            6..=8 => self.repairs_again(order, u32::from(choice % 3) + 1),
            9 => {
                self.by("tan").field(LeftUnrepaired {
                    order: of.clone(),
                    visit: 1,
                    by: person("tan"),
                    reason: "waiting_parts".into(),
                    words: "缺件".into(),
                    at,
                    message: None,
                });
                self.reaches(&of, Step::Unrepaired, 1)
            }
            10 => self.hotline(CalledBack {
                order: of,
                satisfied: [None, Some(true), Some(false)][choice as usize / 14 % 3],
                words: None,
                by: None,
            }),
            11 => self.hotline(OrderClosed { order: of, by: None }),
            12 => self.hotline(OrderReopened {
                order: of,
                reason: "又坏了".into(),
                by: None,
            }),
            _ => self.hotline(OrderCancelled {
                order: of,
                reason: "duplicate".into(),
                note: String::new(),
            }),
        };
    }

    fn is_claimed(&mut self, order: u64, choice: u8) {
        let (at, of) = (self.now, claim(order, 1));
        match choice % 9 {
            0 => self.drafts(order, ClaimKind::Failure),
            1 => self.drafts(order, ClaimKind::Goodwill),
            2 => self.claims(NotCovered {
                order: number(order),
                cover: cover(Some(CoverEnd::Unknown)),
                reason: None,
            }),
            3 => self.claims(ClaimDropped {
                claim: of,
                reason: "客户付费".into(),
                by: None,
            }),
            4 => self.claims(ClaimReady {
                claim: of,
                total: Fen(168_000),
            }),
            5 => self.claims(ClaimReturned {
                claim: of,
                missing: Vec::new(),
                engineer: None,
                station: None,
            }),
            6 => self.submits(order, 1, &lines()),
            7 => self.claims(ClaimDecided {
                claim: of,
                decision: [Decision::Accepted, Decision::Rejected][choice as usize / 9 % 2],
                lines: Vec::new(),
                approved: Fen(90_000),
                at,
                by: None,
            }),
            _ => self.claims(ClaimCredited {
                claim: of,
                credit_note: "CN1".into(),
                amount: Fen(90_000),
                explanation: String::new(),
                by: None,
            }),
        };
    }

    fn parts_move(&mut self, nth: u64, order: u64, choice: u8) {
        let (at, other) = (self.now, self.other(order, choice / 8));
        let line = u16::from(choice % 2) + 1;
        let both = [tag(order, line), tag(other, line)];
        let sent = consignment(&format!("north-{}", nth.saturating_sub(u64::from(choice / 16))));
        match choice % 8 {
            0 | 1 => self.expects(order, line),
            2 | 3 => self.checks_in(order, line),
            4 => self.ships(&format!("north-{nth}"), &both),
            5 => self.returns(ConsignmentReceived {
                consignment: sent,
                parts: both
                    .map(|tag| CountedPart {
                        tag,
                        listed: 1,
                        counted: u32::from(choice % 16 < 8),
                    })
                    .to_vec(),
                discrepancies: Vec::new(),
                at,
                by: None,
            }),
            6 => self.returns(DiscrepancySettled {
                consignment: sent,
                number: 1,
                outcome: DiscrepancyOutcome::Found,
                reason: "在车上".into(),
                tag: Some(tag(order, line)),
                at,
                by: None,
            }),
            _ => self.returns(PartNotExpected {
                tag: tag(order, line),
                reason: NotExpectedReason::ClaimDropped,
            }),
        };
    }

    fn repeats(&mut self, order: u64, choice: u8) {
        let (order, earlier) = (number(order), number(self.other(order, choice / 8)));
        let verdict = |verdict| RepeatJudged {
            order: order.clone(),
            verdict,
            reason: "现场核实".into(),
            by: None,
        };
        match choice % 8 {
            0..=3 => self.hotline(RepeatSuspected {
                resolved_at: self.now,
                same_words: choice.is_multiple_of(2),
                order,
                earlier,
            }),
            4 => self.hotline(verdict(RepeatVerdict::Repeat { of: earlier })),
            5 => self.hotline(verdict(RepeatVerdict::AnotherFault)),
            6 => self.hotline(verdict(RepeatVerdict::Objective { of: earlier })),
            _ => self.hotline(MachineIdentified {
                order,
                machine: facts(1).machine.expect("a machine"),
                model: None,
                customer: None,
                position: None,
                reason: None,
            }),
        };
    }

    /// One message in, or what becomes of one of the last few.
    fn writes_in(&mut self, nth: u64, order: u64, choice: u8) {
        let order = number(order);
        let name = |nth: u64| format!("m{nth}");
        let mut known: Vec<_> = self.model.messages_in.iter().map(|(id, _)| id.clone()).collect();
        known.reverse();
        let earlier = known.get(choice as usize / 16 % 3).cloned();
        let Some(message) = earlier.filter(|_| choice % 8 > 1) else {
            let from = choice.is_multiple_of(2).then_some("tan");
            self.sms(&name(nth), from, "收到");
            return;
        };
        match choice % 8 {
            2 => self.field(MessageQuarantined { message }),
            3 => self.field(MessageNotUnderstood {
                message,
                order: (choice < 128).then_some(order),
                mistakes: Vec::new(),
            }),
            4 => self.field(WhichOrderAsked {
                message,
                person: person("tan"),
                candidates: vec![order],
                valid_until: self.now + Span::hours(1),
            }),
            5 => {
                let completes = known.last().filter(|first| **first != message).cloned();
                self.field(MessageUnderstood {
                    message,
                    order,
                    completes,
                })
            }
            6 => self.field(MessageSettled {
                message,
                order: (choice < 128).then_some(order),
                note: String::new(),
            }),
            _ => self.field(AnswerGiven {
                message,
                to: phone("13900000003").into(),
                order: (choice < 128).then_some(order),
                kind: AnswerKind::Hint,
                text: "请回复".to_owned().into(),
            }),
        };
    }

    /// One message out, or how far one of the last few got.
    fn writes_out(&mut self, nth: u64, order: u64, choice: u8) {
        let mut known: Vec<_> = self.model.messages_out.iter().map(|(id, _)| id.clone()).collect();
        known.reverse();
        let earlier = known.get(choice as usize / 16 % 3).cloned();
        let Some(message) = earlier.filter(|_| choice % 8 > 1) else {
            let about = wanted(&format!("s{nth}"), &number(order));
            self.notify(MessageQueued {
                wanted: Wanted {
                    order: about.order.clone().filter(|_| choice.is_multiple_of(2)),
                    ..about
                },
            });
            return;
        };
        match choice % 8 {
            2 => self.notify(SendStarted {
                message,
                attempt: 1,
                to: phone("13900000002").into(),
            }),
            3 | 4 => self.notify(SendAccepted { message, attempt: 1 }),
            5 => self.notify(DeliveryReported {
                message,
                delivery: Delivery::Delivered,
                at: self.now,
                detail: String::new(),
            }),
            6 => self.notify(MessageDied {
                message,
                reason: WhyDead::NoPhone,
            }),
            _ => self.notify(MessageDismissed {
                message,
                note: String::new(),
            }),
        };
    }

    /// What the house does: another call, the day's list, another policy, stations that move.
    fn is_run(&mut self, nth: u64, order: u64, choice: u8) {
        let of = number(order);
        match choice % 8 {
            0 => self.hotline(CallAttached {
                order: of,
                caller: Caller {
                    phone: phone("13700001111").into(),
                    name: None,
                },
                said: "还没来".into(),
                called_at: self.now,
            }),
            1 => self.hotline(UnrepairedConfirmed {
                order: of,
                reason: "waiting_parts".into(),
                confirmed_with: Vec::new(),
                note: None,
                expected_at: None,
                by: None,
            }),
            2 | 3 => self.issues_list(),
            4 => self.record(
                ServiceName::Notify,
                AnyEvent::Common(CommonEvent::SetAside(set_aside(&of, nth))),
                self.now,
            ),
            5 => self.moves_stations(choice),
            6 => self.loads_policy(choice),
            _ => self.reaches(&of, Step::Departed, 1),
        };
    }

    fn issues_list(&mut self) -> &mut Self {
        let rows = self.model.open.iter().map(|order| UnrepairedRow {
            order: order.clone(),
            since: self.now,
            step: Step::Opened,
            reason: None,
            confirmed_today: false,
        });
        let rows = rows.collect();
        self.hotline(UnrepairedListIssued {
            date: self.now.utc().date_naive(),
            due_at: self.now,
            rows,
            left_out: 0,
        })
    }

    fn moves_stations(&mut self, choice: u8) -> &mut Self {
        let zone = (choice < 128).then(|| "Asia/Urumqi".to_owned());
        let station = Station {
            id: StationId::new("north").expect("an id"),
            name: "临河服务站".into(),
            region: ["华北", "华南"][choice as usize / 8 % 2].into(),
            zone,
            location: None,
        };
        self.import(ListKind::Stations, vec![Entry::Station(station)]);
        self
    }

    fn loads_policy(&mut self, choice: u8) -> &mut Self {
        let shipped = Policy::shipped_ref().text();
        let text = match choice / 8 % 3 {
            0 => shipped.to_owned(),
            1 => shipped.replacen("zone = \"Asia/Shanghai\"", "zone = \"Asia/Urumqi\"", 1),
            _ => shipped.replacen("limit = \"2h\"", "limit = \"1h\"", 1),
        };
        let hash = Hash::of(&[text.as_bytes()]);
        self.directory(PolicyLoaded { hash, text })
    }
}

fn set_aside(order: &OrderNumber, nth: u64) -> SetAside {
    let about_it = nth.is_multiple_of(2);
    SetAside {
        log: ServiceName::Dispatch,
        frame: nth,
        stream: if about_it {
            format!("order/{order}")
        } else {
            "feed/dispatch".to_owned()
        },
        version: 1,
        kind: "PlanMade".into(),
        code: "ORD-17.already_ended".into(),
        reason: Sentence::new("已结束", "it has ended"),
    }
}
