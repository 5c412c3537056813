//! What station managers do: call the customer, solve it by phone, or plan (ORD-6 to ORD-8, ORD-37, ORD-38).

use chrono::Timelike;
use proto::dispatch::{ChangePlan, MakePlan, PlanInputs, RecordStationCall, SolveByPhone};
use types::{Instant, OrderNumber, PersonId, Span};

use super::agenda::Chore;
use super::calls::{ZONE, on_day};
use super::cast::{Person, Post};
use super::deeds::{Deed, tell};
use super::dice::Dice;
use super::engineers::Stage;
use super::texts::{SOLUTIONS, Said};
use super::world::{Errand, World, round_up};

/// An order on a manager's desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Desk {
    pub manager: PersonId,
    /// Whether he still owes a reply.
    pub waits: bool,
    pub plans: u32,
    pub plan: Option<Planned>,
}

/// What he decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    depart_at: Instant,
    crew: Vec<Engineer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Engineer {
    id: PersonId,
    name: &'static str,
}

impl World {
    /// He hears of an order, and will reply when he comes to it.
    pub(super) fn take_order(&mut self, manager: &PersonId, order: &OrderNumber) {
        if self.desks.contains_key(order) {
            return;
        }
        let desk = Desk {
            manager: manager.clone(),
            waits: true,
            plans: 0,
            plan: None,
        };
        self.desks.insert(order.clone(), desk);
        self.expect_reply(order);
    }

    /// Engineers left it unrepaired: he plans again.
    pub(super) fn take_back(&mut self, order: &OrderNumber) {
        if let Some(desk) = self.desks.get_mut(order).filter(|desk| !desk.waits) {
            desk.waits = true;
            self.expect_reply(order);
        }
    }

    pub(super) fn clear_desk(&mut self, order: &OrderNumber) {
        if let Some(desk) = self.desks.get_mut(order) {
            desk.waits = false;
        }
    }

    fn expect_reply(&mut self, order: &OrderNumber) {
        let plans = self.desks.get(order).map_or(0, |desk| desk.plans);
        let mut dice = self.dice("reply", format!("{order}/{plans}"));
        let at = reply_at(self.now, &mut dice);
        self.schedule(at, Errand::Reply(order.clone()));
        // A reminder is read when it comes: somebody who is late looks at his phone now and then.
        for minutes in [61, 121, 12 * 60 + 1, 24 * 60 + 1, 36 * 60 + 1] {
            let look = self.now + Span::minutes(minutes);
            if look < at {
                self.schedule(look, Errand::LookAtPhone(order.clone()));
            }
        }
    }

    pub(super) fn look_at_phone(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let waits = self.desks.get(order).is_some_and(|desk| desk.waits);
        if waits { vec![Deed::Pass] } else { Vec::new() }
    }

    /// A reminder makes some of them hurry; whoever has replied finds out what became of it.
    pub(super) fn reminded(&mut self, manager: &PersonId, order: &OrderNumber, text: &str) {
        if self.is_closed(order) && !is_first_response(text) {
            return;
        }
        self.take_order(manager, order);
        let mut dice = self.dice("reminded", text);
        let waits = self.desks.get(order).is_some_and(|desk| desk.waits);
        if !dice.chance(30) {
            return;
        }
        if waits {
            self.schedule(self.now + dice.minutes(3, 20), Errand::Reply(order.clone()));
        } else if is_first_response(text) {
            self.reply_again(order);
        } else {
            self.ask_after_crew(order);
        }
    }

    /// His reply did not come through.
    pub(super) fn reply_again(&mut self, order: &OrderNumber) {
        let mut dice = self.dice("replies again", format!("{order} {}", self.now));
        let Some(desk) = self.desks.get_mut(order).filter(|desk| !desk.waits) else {
            return;
        };
        desk.waits = true;
        self.set_closed(order, false);
        self.schedule(self.now + dice.minutes(3, 30), Errand::Reply(order.clone()));
    }

    /// An engineer who never heard of his trip hears of it by phone.
    fn ask_after_crew(&mut self, order: &OrderNumber) {
        let planned = self.desks.get(order).and_then(|desk| desk.plan.clone());
        let lead = planned.and_then(|planned| planned.crew.into_iter().next());
        if let Some(lead) = lead
            && !self.jobs.contains_key(&(lead.id.clone(), order.clone()))
        {
            self.take_assignment(&lead.id, order, self.now, true);
        }
    }

    /// The manager of the station that has an order; nobody yet while its machine is unknown.
    pub(super) fn manager_of(&self, order: &OrderNumber) -> Option<PersonId> {
        if let Some(desk) = self.desks.get(order) {
            return Some(desk.manager.clone());
        }
        let (_, machine) = self.origin(order).filter(|_| !order.is_99())?;
        let managers = self.cast.staff(Post::Manager, Some(&machine.station));
        managers.first().map(|manager| manager.id.clone())
    }

    /// He has called the customer and replies.
    pub(super) fn reply(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let Some(desk) = self.desks.get_mut(order).filter(|desk| desk.waits) else {
            return Vec::new();
        };
        desk.waits = false;
        let (manager, plans) = (desk.manager.clone(), desk.plans);
        let is_repeated = self.origin(order).is_some_and(|(call, _)| call.is_repeated);
        let mut dice = self.dice("manager", format!("{order}/{plans}"));
        let called = self.record_call(&manager, order, plans);
        let replied = self.decide(&manager, order, plans, is_repeated, &mut dice);
        called.into_iter().chain(replied).collect()
    }

    /// Some write down what they heard when they called the customer (ORD-6).
    fn record_call(&self, manager: &PersonId, order: &OrderNumber, plans: u32) -> Option<Deed> {
        let mut dice = self.dice("records call", format!("{order}/{plans}"));
        let (call, machine) = self.origin(order)?;
        (plans == 0 && dice.chance(22)).then(|| {
            let called = RecordStationCall {
                order: order.clone(),
                fault: call.row.text.clone(),
                solvable_by_phone: dice.chance(30),
                site: machine.site.to_owned(),
                customer_parts: dice.word(&["无", "有滤芯", "有常用密封件"]).to_owned(),
                at: None,
            };
            tell(manager, called)
        })
    }

    fn decide(
        &mut self,
        manager: &PersonId,
        order: &OrderNumber,
        plans: u32,
        is_repeated: bool,
        dice: &mut Dice,
    ) -> Vec<Deed> {
        if plans == 0 && !is_repeated && dice.chance(25) {
            return self.solve(manager, order, dice);
        }
        self.plan(manager, order, dice)
    }

    fn solve(&mut self, manager: &PersonId, order: &OrderNumber, dice: &mut Dice) -> Vec<Deed> {
        self.close(order);
        self.in_days(1, Chore::HotlineRound);
        let how = dice.word(&SOLUTIONS);
        if dice.chance(70) {
            return self.say(manager, order, Said::Solved { how });
        }
        vec![tell(
            manager,
            SolveByPhone {
                order: order.clone(),
                solution: how.to_owned(),
                at: None,
            },
        )]
    }

    fn plan(&mut self, manager: &PersonId, order: &OrderNumber, dice: &mut Dice) -> Vec<Deed> {
        let planned = Planned {
            depart_at: departure(self.now, dice),
            crew: self.crew(manager, dice),
        };
        let Some(desk) = self.desks.get_mut(order) else {
            return Vec::new();
        };
        desk.plans += 1;
        desk.plan = Some(planned.clone());
        let plan = desk.plans;
        if dice.chance(5) {
            let middle = planned.depart_at.since(self.now).as_seconds() / 2;
            let at = self.now + Span::seconds(middle);
            self.schedule(
                at,
                Errand::ChangePlan {
                    order: order.clone(),
                    plan,
                },
            );
        }
        if dice.chance(55) {
            return made(manager, order, &planned, dice).into_iter().collect();
        }
        if dice.chance(35) {
            let at = self.now + dice.minutes(10, 90);
            self.schedule(
                at,
                Errand::RecordInputs {
                    order: order.clone(),
                    plan,
                },
            );
        }
        let crew = planned.crew.iter().map(|engineer| engineer.name).collect();
        self.say(
            manager,
            order,
            Said::Plan {
                depart_at: planned.depart_at,
                crew,
            },
        )
    }

    /// Who has the least to do leads; sometimes somebody goes along.
    fn crew(&self, manager: &PersonId, dice: &mut Dice) -> Vec<Engineer> {
        let station = self.person(manager).and_then(|manager| manager.station);
        let mut engineers: Vec<(usize, u64, &Person)> = self
            .cast
            .staff(Post::Engineer, station.as_ref())
            .into_iter()
            .map(|engineer| (self.busy(&engineer.id), dice.below(1_000), engineer))
            .collect();
        engineers.sort_by_key(|(busy, chance, _)| (*busy, *chance));
        let several = if dice.chance(30) { 2 } else { 1 };
        let chosen = engineers.into_iter().take(several);
        chosen
            .map(|(_, _, engineer)| Engineer {
                id: engineer.id.clone(),
                name: engineer.name,
            })
            .collect()
    }

    /// The four inputs of a plan that went by SMS are put on record by planning the same.
    pub(super) fn record_inputs(&mut self, order: &OrderNumber, plan: u32) -> Vec<Deed> {
        let mut dice = self.dice("inputs", format!("{order}/{plan}"));
        let desk = self
            .desks
            .get(order)
            .filter(|desk| desk.plans == plan && !self.is_closed(order));
        let known = desk.and_then(|desk| Some((desk.manager.clone(), desk.plan.clone()?)));
        let deed = known.filter(|(_, planned)| planned.depart_at > self.now);
        deed.and_then(|(manager, planned)| made(&manager, order, &planned, &mut dice))
            .into_iter()
            .collect()
    }

    pub(super) fn change_plan(&mut self, order: &OrderNumber, plan: u32) -> Vec<Deed> {
        let mut dice = self.dice("change", format!("{order}/{plan}"));
        if self.is_closed(order) || self.is_under_way(order) {
            return Vec::new();
        }
        let Some(desk) = self.desks.get_mut(order).filter(|desk| desk.plans == plan) else {
            return Vec::new();
        };
        let (manager, Some(planned)) = (desk.manager.clone(), desk.plan.as_mut()) else {
            return Vec::new();
        };
        planned.depart_at = round_up(planned.depart_at + dice.minutes(50, 300));
        let depart_at = Some(planned.depart_at);
        let reason = dice
            .word(&["客户改时间", "工程师上一单未完", "配件晚到", "路上有雾"])
            .to_owned();
        let change = ChangePlan {
            order: order.clone(),
            depart_at,
            lead: None,
            companions: None,
            reason,
        };
        vec![tell(&manager, change)]
    }

    fn is_under_way(&self, order: &OrderNumber) -> bool {
        self.jobs
            .iter()
            .any(|((_, of), job)| of == order && matches!(job.stage, Stage::Driving | Stage::OnSite))
    }
}

/// Whether a text is about the reply that is owed.
fn is_first_response(text: &str) -> bool {
    text.contains("首次响应")
}

/// When he comes to it: mostly within the hour, sometimes late, at night often in the morning only.
fn reply_at(now: Instant, dice: &mut Dice) -> Instant {
    let hour = now.local(ZONE).hour();
    let at_night = !(6..22).contains(&hour);
    if at_night && dice.chance(35) {
        return on_day(now, u64::from(hour >= 6), 7 * 60) + dice.minutes(0, 80);
    }
    let delay = match dice.below(100) {
        0..70 => dice.minutes(6, 50),
        70..87 => dice.minutes(50, 112),
        87..95 => dice.minutes(120, 420),
        95..98 => dice.minutes(12 * 60, 30 * 60),
        _ => dice.minutes(37 * 60, 60 * 60),
    };
    now + delay
}

/// When the engineers are to leave: the same day if there is enough of it, else a morning.
fn departure(now: Instant, dice: &mut Dice) -> Instant {
    let hour = now.local(ZONE).hour();
    let soon = round_up(now + dice.minutes(40, 240));
    if (6..16).contains(&hour) && dice.chance(62) {
        return soon;
    }
    let days = match dice.below(100) {
        0..86 => 1,
        86..95 => 2,
        _ => 3,
    };
    let days = days - u64::from(hour < 5);
    round_up(on_day(now, days, 7 * 60) + dice.minutes(0, 150)).max(soon)
}

fn made(manager: &PersonId, order: &OrderNumber, planned: &Planned, dice: &mut Dice) -> Option<Deed> {
    let mut crew = planned.crew.iter().map(|engineer| engineer.id.clone());
    let inputs = PlanInputs {
        parts: dice
            .word(&["有货", "站内有货", "已订，明早到", "不需要配件"])
            .to_owned(),
        engineers: format!("{}人", planned.crew.len()),
        agreed_with_customer: dice.word(&["客户同意", "已约好时间", "客户要求尽快"]).to_owned(),
        arrears: dice
            .word(&["无", "无欠款", "欠款已约定月底付", "已预付"])
            .to_owned(),
    };
    let (order, depart_at) = (order.clone(), planned.depart_at);
    let lead = crew.next()?;
    Some(tell(
        manager,
        MakePlan {
            order,
            depart_at,
            lead,
            companions: crew.collect(),
            inputs,
        },
    ))
}
