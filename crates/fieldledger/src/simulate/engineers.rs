//! What engineers do: drive, arrive, repair or leave, and report it by SMS (ORD-9 to ORD-11).

use types::{Instant, OrderNumber, PersonId, Span};

use super::deeds::Deed;
use super::operators::work_time;
use super::texts::{REASONS, Reported, Said};
use super::world::{Errand, World, round_up};

/// How far an engineer is with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Planned,
    Driving,
    OnSite,
    Done,
}

/// An order in an engineer's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    /// Counted up whenever he is sent anew: what was meant for an earlier trip is void.
    pub trip: u32,
    pub stage: Stage,
    pub eta: Option<Instant>,
}

impl World {
    /// How many orders an engineer has in hand.
    pub(super) fn busy(&self, engineer: &PersonId) -> usize {
        self.jobs
            .iter()
            .filter(|((who, _), job)| who == engineer && job.stage != Stage::Done)
            .count()
    }

    fn job(&mut self, engineer: &PersonId, order: &OrderNumber) -> Option<&mut Job> {
        self.jobs.get_mut(&(engineer.clone(), order.clone()))
    }

    /// He is sent: as the lead he will depart, as a companion he only knows of it.
    pub(super) fn take_assignment(
        &mut self,
        engineer: &PersonId,
        order: &OrderNumber,
        depart_at: Instant,
        leads: bool,
    ) {
        let under_way = self
            .job(engineer, order)
            .is_some_and(|job| matches!(job.stage, Stage::Driving | Stage::OnSite));
        if under_way {
            return;
        }
        if !leads {
            self.drop_job(engineer, order);
            return;
        }
        let trip = self.job(engineer, order).map_or(1, |job| job.trip + 1);
        let job = Job {
            trip,
            stage: Stage::Planned,
            eta: None,
        };
        self.jobs.insert((engineer.clone(), order.clone()), job);
        let mut dice = self.dice("departs", format!("{order}/{engineer}/{trip}"));
        let off = match dice.below(100) {
            0..86 => dice.minutes(0, 20) - Span::minutes(20),
            86..95 => dice.minutes(0, 25),
            _ => dice.minutes(25, 120),
        };
        let at = (depart_at + off).max(self.now + Span::minutes(2));
        self.schedule(
            at,
            Errand::Depart {
                engineer: engineer.clone(),
                order: order.clone(),
                trip,
            },
        );
    }

    /// Somebody else goes, or nobody.
    pub(super) fn drop_job(&mut self, engineer: &PersonId, order: &OrderNumber) {
        if let Some(job) = self.job(engineer, order) {
            job.stage = Stage::Done;
        }
    }

    fn moves_on(
        &mut self,
        engineer: &PersonId,
        order: &OrderNumber,
        trip: u32,
        from: Stage,
        to: Stage,
    ) -> bool {
        let job = self
            .job(engineer, order)
            .filter(|job| job.trip == trip && job.stage == from);
        job.map(|job| job.stage = to).is_some()
    }

    pub(super) fn depart(&mut self, engineer: &PersonId, order: &OrderNumber, trip: u32) -> Vec<Deed> {
        if !self.moves_on(engineer, order, trip, Stage::Planned, Stage::Driving) {
            return Vec::new();
        }
        let mut dice = self.dice("drives", format!("{order}/{engineer}/{trip}"));
        let eta = round_up(self.now + dice.minutes(25, 170));
        if let Some(job) = self.job(engineer, order) {
            job.eta = Some(eta);
        }
        let off = match dice.below(100) {
            0..88 => dice.minutes(0, 24) - Span::minutes(24),
            88..95 => dice.minutes(0, 20),
            _ => dice.minutes(20, 120),
        };
        let at = (eta + off).max(self.now + Span::minutes(12));
        self.schedule(
            at,
            Errand::Arrive {
                engineer: engineer.clone(),
                order: order.clone(),
                trip,
            },
        );
        self.may_correct(engineer, order, Reported::Departed, trip);
        if dice.chance(3) {
            return Vec::new();
        }
        let with = match dice.below(100) {
            0..14 => self.colleagues(engineer, &mut dice),
            14..16 => vec![dice.word(&["老杨头", "小贺师傅"]).to_owned()],
            _ => Vec::new(),
        };
        let eta = Some(eta).filter(|_| dice.chance(90));
        self.say(engineer, order, Said::Departed { eta, with })
    }

    fn colleagues(&self, engineer: &PersonId, dice: &mut super::dice::Dice) -> Vec<String> {
        let station = self.person(engineer).and_then(|person| person.station);
        let mut others = self.cast.staff(super::cast::Post::Engineer, station.as_ref());
        others.retain(|other| other.id != *engineer);
        dice.pick(&others)
            .map(|other| other.name.to_owned())
            .into_iter()
            .collect()
    }

    pub(super) fn arrive(&mut self, engineer: &PersonId, order: &OrderNumber, trip: u32) -> Vec<Deed> {
        if !self.moves_on(engineer, order, trip, Stage::Driving, Stage::OnSite) {
            return Vec::new();
        }
        let mut dice = self.dice("works", format!("{order}/{engineer}/{trip}"));
        let work = self
            .origin(order)
            .map_or(Span::hours(1), |(call, _)| work_time(call, &mut dice));
        let at = self.now + work;
        self.may_text_parts(engineer, order, at);
        self.schedule(
            at,
            Errand::Leave {
                engineer: engineer.clone(),
                order: order.clone(),
                trip,
            },
        );
        self.may_correct(engineer, order, Reported::Arrived, trip);
        if dice.chance(2) {
            Vec::new()
        } else {
            self.say(engineer, order, Said::Arrived)
        }
    }

    /// Repaired, or not: then he comes again another day.
    pub(super) fn leave(&mut self, engineer: &PersonId, order: &OrderNumber, trip: u32) -> Vec<Deed> {
        if !self.moves_on(engineer, order, trip, Stage::OnSite, Stage::Done) {
            return Vec::new();
        }
        let mut dice = self.dice("leaves", format!("{order}/{engineer}/{trip}"));
        let plans = self.desks.get(order).map_or(1, |desk| desk.plans);
        if plans < 4 && dice.chance(11) {
            let reason = dice.pick(&REASONS).map_or("", |(words, _)| *words);
            return self.say(engineer, order, Said::Unrepaired { reason });
        }
        self.close(order);
        self.finish_service(engineer, order);
        self.say(engineer, order, Said::Repaired)
    }

    /// Some notice that they reported late and put it right; some of those too late.
    fn may_correct(&mut self, engineer: &PersonId, order: &OrderNumber, of: Reported, trip: u32) {
        let mut dice = self.dice("corrects", format!("{order}/{engineer}/{trip}/{of:?}"));
        if !dice.permille(18) {
            return;
        }
        let was = self.now - Span::minutes(i64::try_from(5 + dice.below(16)).unwrap_or_default());
        let later = if dice.chance(85) {
            dice.minutes(2, 50)
        } else {
            dice.minutes(62, 90)
        };
        let errand = Errand::Correct {
            engineer: engineer.clone(),
            order: order.clone(),
            of,
            at: was,
        };
        self.schedule(self.now + later, errand);
    }
}
