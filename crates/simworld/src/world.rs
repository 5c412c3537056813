//! The world: services on their disks, a bus between them, a carrier and clients around them, and virtual time.

use std::collections::{BTreeMap, BTreeSet};

use types::{Hash, Instant, ServiceName, Span};

use crate::agenda::{Agenda, Happening, Life, ReadId};
use crate::carrier::Carrier;
use crate::clients::Clients;
use crate::dice::Dice;
use crate::disk::{Disk, Ending, Trouble};
use crate::faults::{Faults, Tally};
use crate::mutant::Mutant;
use crate::node::{Incoming, Node, Start, start};
use crate::story;

/// More happenings than any story has: a world that needs more does not come to rest.
const MOST_HAPPENINGS: u64 = 3_000_000;
/// After the last act, until retries and waits of the carrier are over.
const SETTLING: Span = Span::hours(4);
/// When a log whose promise falls short is asked again.
const ASK_AGAIN: Span = Span::micros(250_000);

/// Which world is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    /// Without faults it is the undisturbed run of the same story.
    pub faults: bool,
    pub mutant: Option<Mutant>,
}

/// A service's place: its disk stays, its process comes and goes.
pub(crate) struct Place {
    pub disk: Disk,
    pub node: Option<Box<dyn Node>>,
    pub lives: u32,
    /// Up to this frame of its log the others were told of news.
    pub told: u64,
    turn_planned: bool,
    due_planned: Option<Instant>,
    /// How far this machine's clock is off.
    skew: Span,
}

/// One world.
pub(crate) struct World {
    pub plan: Plan,
    pub now: Instant,
    pub agenda: Agenda,
    pub places: BTreeMap<ServiceName, Place>,
    pub faults: Faults,
    pub dice: Dice,
    pub tally: Tally,
    pub clients: Clients,
    pub carrier: Carrier,
    /// Photos and papers by their hash.
    pub documents: BTreeMap<Hash, Vec<u8>>,
    pub reads: BTreeSet<ReadId>,
    pub read_count: u64,
    /// What already went wrong on the way.
    pub findings: Vec<String>,
    pub alarms: Vec<String>,
    pub happenings: u64,
}

impl World {
    pub(crate) fn new(plan: Plan) -> Self {
        let story = story::write(plan.seed);
        let faults = if plan.faults {
            Faults::of(plan.seed)
        } else {
            Faults::default()
        };
        let mut world = Self {
            plan,
            now: story::begins(),
            agenda: Agenda::default(),
            places: BTreeMap::new(),
            faults,
            dice: Dice::of(plan.seed, "bus"),
            tally: Tally::default(),
            clients: Clients::new(story.scripts),
            documents: story.documents,
            carrier: Carrier::default(),
            reads: BTreeSet::new(),
            read_count: 0,
            findings: Vec::new(),
            alarms: Vec::new(),
            happenings: 0,
        };
        for name in ServiceName::ALL {
            world.places.insert(name, Place::new(plan.mutant));
            world.agenda.plan(world.now, Happening::Start(name));
        }
        for (number, script) in world.clients.scripts.iter().enumerate() {
            world.agenda.plan(script.begins(), Happening::Step(number));
        }
        world
    }

    /// Plays the story to its end, heals the world, and lets it come to rest.
    pub(crate) fn play(&mut self) {
        let mut until = Instant::MAX;
        while let Some((at, happening)) = self.agenda.next(until) {
            self.now = self.now.max(at);
            self.happenings += 1;
            if self.happenings > MOST_HAPPENINGS {
                self.findings.push("the world does not come to rest".to_owned());
                return;
            }
            self.happen(happening);
            if !self.findings.is_empty() {
                // Nothing gets better from here on.
                return;
            }
            if until == Instant::MAX && self.clients.are_done() {
                self.faults = Faults::default();
                until = self.now + SETTLING;
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Start(service) => self.start(service),
            Happening::Turn(life) => self.turn(life),
            Happening::Written(life) => self.written(life),
            Happening::Reaches(life, incoming) => {
                if self.lives(life) {
                    self.take(life.service, incoming);
                }
            }
            Happening::Comes(service, incoming) => self.take(service, incoming),
            Happening::ReadComes { id, log, read } => self.read_comes(id, log, &read),
            Happening::PageComes { id, log, answer } => self.page_comes(id, log, answer),
            Happening::ReadExpires { id, log } => self.read_expires(id, log),
            Happening::Call(call) => self.send_call(call),
            Happening::CallComes(call) => self.call_comes(call),
            Happening::AnswerComes { call, answer } => self.answer_comes(call, *answer),
            Happening::CallExpires { call, sending } => self.call_expires(call, sending),
            Happening::Step(script) => self.step(script),
        }
    }

    pub(crate) fn plan_after(&mut self, span: Span, happening: Happening) {
        self.agenda.plan(self.now + span, happening);
    }

    pub(crate) fn lives(&self, life: Life) -> bool {
        self.places
            .get(&life.service)
            .is_some_and(|place| place.lives == life.number && place.node.is_some())
    }

    pub(crate) fn life(&self, service: ServiceName) -> Option<Life> {
        let place = self.places.get(&service)?;
        place.node.as_ref()?;
        Some(Life {
            service,
            number: place.lives,
        })
    }

    pub(crate) fn node(&mut self, service: ServiceName) -> Option<&mut Box<dyn Node>> {
        let place = self.places.get_mut(&service)?;
        let now = self.now + place.skew;
        let node = place.node.as_mut()?;
        node.set_time(now);
        Some(node)
    }

    fn start(&mut self, service: ServiceName) {
        let skew = self.skew();
        let (seed, mutant, now) = (self.plan.seed, self.plan.mutant, self.now);
        let Some(place) = self.places.get_mut(&service).filter(|place| place.node.is_none()) else {
            return;
        };
        place.skew = skew;
        place.lives += 1;
        place.turn_planned = false;
        place.due_planned = None;
        let began = start(
            service,
            &Start {
                disk: &place.disk,
                now: now + skew,
                seed,
                mutant,
            },
        );
        match began {
            Ok(node) => {
                let is_untold = node.log().head().frame > place.told;
                place.node = Some(node);
                self.plan_turn(service);
                if is_untold {
                    // It may have ended between a frame and its wake.
                    self.readers_ask(service);
                }
            }
            Err(failure) => self.findings.push(format!("{service} does not open: {failure}")),
        }
    }

    fn skew(&mut self) -> Span {
        let most = self.faults.skew;
        self.dice.between(Span::micros(-most.as_micros()), most)
    }

    /// Somebody sets the clock of a service's machine.
    fn jump(&mut self, service: ServiceName) {
        if !self.dice.happens(self.faults.jump) {
            return;
        }
        let skew = self.dice.between(Span::hours(-1), Span::hours(1));
        if let Some(place) = self.places.get_mut(&service) {
            place.skew = skew;
            self.tally.jumps += 1;
        }
    }

    /// Hands something to a process; whatever comes to a place without one is lost.
    pub(crate) fn take(&mut self, service: ServiceName, incoming: Incoming) {
        if let Some(node) = self.node(service) {
            node.take(incoming);
            self.plan_turn(service);
        }
    }

    fn plan_turn(&mut self, service: ServiceName) {
        let Some(life) = self.life(service) else { return };
        let wait = self.dice.between(Span::micros(20), Span::micros(400));
        let Some(place) = self.places.get_mut(&service) else {
            return;
        };
        if !std::mem::replace(&mut place.turn_planned, true) {
            self.plan_after(wait, Happening::Turn(life));
        }
    }

    fn turn(&mut self, life: Life) {
        if !self.lives(life) {
            return;
        }
        if let Some(place) = self.places.get_mut(&life.service) {
            place.turn_planned = false;
        }
        if self.ends_here(life.service) {
            return;
        }
        self.jump(life.service);
        let Some(node) = self.node(life.service) else {
            return;
        };
        if node.is_writing() {
            return;
        }
        if node.begin() {
            if self.plan.mutant == Some(Mutant::AnswersFirst) {
                self.commit(life.service);
            }
            let takes = self.dice.between(Span::micros(800), Span::micros(9_000));
            self.plan_after(takes, Happening::Written(life));
        } else {
            self.went_idle(life.service);
        }
    }

    fn written(&mut self, life: Life) {
        if !self.lives(life) {
            return;
        }
        if self.plan.mutant == Some(Mutant::AnswersFirst) {
            if self.ends_here(life.service) {
                return;
            }
            if let Some(place) = self.places.get(&life.service) {
                place.disk.sync();
            }
            self.went_idle(life.service);
            return;
        }
        // Before it is written, while it is written, and when it is on disk and nobody knows it.
        if self.ends_here(life.service) {
            return;
        }
        self.trouble(life.service);
        if self.commit(life.service) {
            self.went_idle(life.service);
        }
    }

    fn trouble(&mut self, service: ServiceName) {
        let Faults { sync_failure, .. } = self.faults;
        if !self.dice.happens(sync_failure) {
            return;
        }
        let trouble = self.dice.pick(Trouble::SyncFails, &[Trouble::WriteFails]);
        if let Some(place) = self.places.get(&service) {
            place.disk.order(trouble);
        }
    }

    /// Tells whether the process goes on.
    fn commit(&mut self, service: ServiceName) -> bool {
        let Some(node) = self.node(service) else {
            return false;
        };
        match node.commit() {
            Ok(with_records) => {
                if self.ends_here(service) {
                    return false;
                }
                self.send_out(service);
                if with_records {
                    self.wake_readers(service);
                }
                true
            }
            Err(_) => {
                // A failed sync ends the process, and it may be that the machine is going down with it.
                self.tally.failed_syncs += 1;
                let ending = self.dice.pick(Ending::Kill, &[Ending::PowerCut]);
                self.end(service, ending);
                false
            }
        }
    }

    /// After a turn without a frame, or behind one.
    fn went_idle(&mut self, service: ServiceName) {
        self.send_out(service);
        let stop = self.faults.stop;
        let Some(node) = self.node(service) else { return };
        if node.has_work() {
            self.plan_turn(service);
            return;
        }
        let due = node.due().map(|due| (due, node.now()));
        if self.dice.happens(stop) {
            self.stop(service);
            return;
        }
        if let Some((due, clock)) = due {
            let wait = due.since(clock).max(ASK_AGAIN);
            self.plan_due(service, self.now + wait);
        }
    }

    fn plan_due(&mut self, service: ServiceName, at: Instant) {
        let Some(life) = self.life(service) else { return };
        let now = self.now;
        let Some(place) = self.places.get_mut(&service) else {
            return;
        };
        let is_planned = place
            .due_planned
            .is_some_and(|planned| planned > now && planned <= at);
        if !is_planned {
            place.due_planned = Some(at);
            self.agenda.plan(at, Happening::Turn(life));
        }
    }

    /// Whether the process meets its end at this step.
    fn ends_here(&mut self, service: ServiceName) -> bool {
        let Faults { kill, power_cut, .. } = self.faults;
        let ending = if self.dice.happens(kill) {
            self.tally.kills += 1;
            Ending::Kill
        } else if self.dice.happens(power_cut) {
            self.tally.power_cuts += 1;
            Ending::PowerCut
        } else {
            return false;
        };
        if ending == Ending::PowerCut || self.dice.happens(5_000) {
            self.half_written(service);
        }
        self.end(service, ending);
        true
    }

    /// The frame under way when the process ended may be in the file already.
    fn half_written(&mut self, service: ServiceName) {
        let Some(place) = self.places.get_mut(&service) else {
            return;
        };
        place.disk.order(Trouble::SyncFails);
        if let Some(node) = place.node.as_mut().filter(|node| node.is_writing()) {
            // It fails as ordered: the frame is in the file, and not synced.
            let _ = node.commit();
        }
    }

    fn end(&mut self, service: ServiceName, ending: Ending) {
        let Some(place) = self.places.get_mut(&service) else {
            return;
        };
        place.node = None;
        if place.disk.end(ending, &mut self.dice) {
            self.tally.torn_frames += 1;
        }
        self.come_back(service);
    }

    fn stop(&mut self, service: ServiceName) {
        self.tally.stops += 1;
        let Some(place) = self.places.get_mut(&service) else {
            return;
        };
        if let Some(node) = place.node.take()
            && node.log().head().frame > 0
        {
            let (mark, bytes) = node.snapshot();
            place.disk.keep_snapshot(mark, bytes);
        }
        self.come_back(service);
    }

    /// Mostly at once, sometimes after so long that nobody waits for it any more.
    fn come_back(&mut self, service: ServiceName) {
        self.faults.relent(&self.tally);
        let away = match self.dice.below(10) {
            0 => self.dice.between(Span::seconds(60), Span::minutes(20)),
            1..=3 => self.dice.between(Span::seconds(5), Span::seconds(60)),
            _ => self.dice.between(Span::micros(100_000), Span::seconds(5)),
        };
        self.plan_after(away, Happening::Start(service));
    }
}

impl Place {
    fn new(mutant: Option<Mutant>) -> Self {
        let disk = Disk::default();
        if matches!(mutant, Some(Mutant::AnswersFirst | Mutant::NeverSyncs)) {
            disk.make_lazy();
        }
        Self {
            disk,
            node: None,
            lives: 0,
            told: 0,
            turn_planned: false,
            due_planned: None,
            skew: Span::micros(0),
        }
    }
}
