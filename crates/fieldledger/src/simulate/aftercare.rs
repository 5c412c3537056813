//! What the customer centre does until an order is closed, and after: urging, confirming, calling back, reviewing
//! papers, judging repeats, closing, opening again (ORD-5, ORD-12 to ORD-14, ORD-24).

use proto::desk::{ToDoItem, ToDoKind};
use proto::hotline::{
    CloseOrder, ConfirmUnrepaired, Department, JudgeRepeat, PapersClass, RecordCallBack, RecordUrging,
    ReopenOrder, RepeatVerdict, ReviewPapers,
};
use proto::order::OrderType;
use types::{OrderNumber, PersonId, Span};

use super::agenda::Chore;
use super::cast::Post;
use super::deeds::{Deed, Then, tell, tell_then};
use super::dice::Dice;
use super::letters::numbers;
use super::texts::personal;
use super::world::World;

impl World {
    /// Works off what the hotline, records and the supervisor have to do; tomorrow what is left.
    pub(super) fn work_off_to_do(&mut self, items: &[ToDoItem]) -> Vec<Deed> {
        let goes_on = items
            .iter()
            .any(|item| item.kind != ToDoKind::FollowUp && self.is_recent(item.since));
        if goes_on {
            self.in_days(1, Chore::HotlineRound);
        }
        items.iter().filter_map(|item| self.see_to(item)).collect()
    }

    fn see_to(&mut self, item: &ToDoItem) -> Option<Deed> {
        let order = &item.order;
        let mut dice = self.dice("to do", format!("{:?} {order} {}", item.kind, self.today()));
        match item.kind {
            ToDoKind::Urge => dice.chance(40).then(|| self.urge(order)),
            ToDoKind::FollowUp => None,
            ToDoKind::ConfirmUnrepaired => dice.chance(20).then(|| self.confirm(order, &mut dice)),
            ToDoKind::CallBack => dice.chance(72).then(|| self.call_back(order, &mut dice)),
            ToDoKind::JudgeRepeat => self.judge_repeat(item, &mut dice),
            ToDoKind::CompleteReport => {
                let waits = self.now.since(item.since) > Span::days(2);
                if waits && dice.chance(60) {
                    self.in_days(0, Chore::CompleteReport(order.clone()));
                }
                None
            }
            ToDoKind::ReviewPapers => dice.chance(80).then(|| self.review_papers(order, &mut dice)),
            ToDoKind::Close => dice.chance(90).then(|| {
                let close = CloseOrder { order: order.clone() };
                tell_then(&self.operator(order), close, Then::Closed(order.clone()))
            }),
        }
    }

    fn urge(&self, order: &OrderNumber) -> Deed {
        let note = personal("已催站长联系客户");
        let urge = RecordUrging {
            order: order.clone(),
            note,
        };
        tell(&self.operator(order), urge)
    }

    /// The afternoon's call about a machine that is not repaired; departments confirm what lies with them.
    fn confirm(&self, order: &OrderNumber, dice: &mut Dice) -> Deed {
        let reasons = [
            ("waiting_parts", Some(Department::Parts)),
            ("claim_decision", Some(Department::Claims)),
            ("customer", None),
            ("other", None),
        ];
        let (reason, department) = dice.pick(&reasons).copied().unwrap_or(("other", None));
        let confirmed_with = std::iter::once(Department::Station).chain(department).collect();
        let confirm = ConfirmUnrepaired {
            order: order.clone(),
            reason: reason.to_owned(),
            confirmed_with,
            note: None,
            expected_at: dice.chance(50).then(|| self.now + dice.minutes(8 * 60, 72 * 60)),
        };
        tell(&self.operator(order), confirm)
    }

    fn call_back(&self, order: &OrderNumber, dice: &mut Dice) -> Deed {
        let satisfied = match dice.below(100) {
            0..9 => None,
            9..15 => Some(false),
            _ => Some(true),
        };
        let words = dice.word(&["等得太久", "同样的毛病第二次了", "没有提前打电话", "费用没讲清楚"]);
        let call = RecordCallBack {
            order: order.clone(),
            satisfied,
            words: (satisfied == Some(false)).then(|| personal(words)),
        };
        tell(&self.operator(order), call)
    }

    /// The papers are there, or something is asked for by phone.
    fn review_papers(&self, order: &OrderNumber, dice: &mut Dice) -> Deed {
        let class = match self.kind_of(order) {
            Some((OrderType::FailureRepair, _)) if self.is_claimable(order) && dice.chance(70) => {
                PapersClass::ToBeClaimed
            }
            Some((OrderType::FailureRepair, _)) => PapersClass::FailureRepaired,
            _ => PapersClass::Maintenance,
        };
        let engineer = self.services.get(order).map(|service| service.engineer.clone());
        let missing = dice
            .chance(11)
            .then(|| dice.word(&["客户签字", "服务报告第二页", "配件领用记录"]));
        let review = ReviewPapers {
            order: order.clone(),
            class,
            missing: missing.map(str::to_owned).into_iter().collect(),
            asked: engineer.filter(|_| missing.is_some()),
            note: None,
        };
        tell(&self.clerk(Post::Records, order), review)
    }

    /// Most failures of a machine that fails every other day are others.
    fn judge_repeat(&self, item: &ToDoItem, dice: &mut Dice) -> Option<Deed> {
        let of = numbers(&item.about.zh).into_iter().next()?;
        let (verdict, reason) = match dice.below(100) {
            0..6 => (RepeatVerdict::Repeat { of }, "同一部位再次损坏"),
            6..9 => (RepeatVerdict::Objective { of }, "客户超载作业"),
            _ => (RepeatVerdict::AnotherFault, "不是同一故障"),
        };
        let judge = JudgeRepeat {
            order: item.order.clone(),
            verdict,
            reason: reason.to_owned(),
        };
        Some(tell(&self.clerk(Post::Supervisor, &item.order), judge))
    }

    /// Now and then a machine that was called repaired is not.
    pub(super) fn order_closed(&mut self, order: &OrderNumber) {
        let mut dice = self.dice("reopens", order);
        let days = 2 + dice.below(18);
        if dice.permille(6) && !self.reopened.contains(order) {
            self.in_days(days, Chore::Reopen(order.clone()));
        }
    }

    pub(super) fn reopen(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let reopen = ReopenOrder {
            order: order.clone(),
            reason: "客户反映故障没有真正排除".to_owned(),
        };
        let supervisor = self.clerk(Post::Supervisor, order);
        vec![tell_then(&supervisor, reopen, Then::Reopened(order.clone()))]
    }

    /// The supervisor calls the station's manager, who plans once more.
    pub(super) fn order_reopened(&mut self, order: &OrderNumber) {
        self.reopened.insert(order.clone());
        self.set_closed(order, false);
        if let Some(manager) = self.manager_of(order) {
            self.take_order(&manager, order);
            self.take_back(order);
        }
    }

    /// Somebody of a post who deals with something.
    pub(super) fn clerk(&self, post: Post, about: impl ToString) -> PersonId {
        let clerks = self.cast.staff(post, None);
        self.dice("clerk", about)
            .pick(&clerks)
            .map_or(&self.cast.first_operator, |person| &person.id)
            .clone()
    }
}
