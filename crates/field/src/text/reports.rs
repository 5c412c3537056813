//! Reads one normalised text into what it reports.

use proto::field::ReportKind;

use super::clocks::{Clocks, Time};
use super::hits::{Hit, Theme, theme};
use super::keywords::{Keyword, Role};
use super::meaning::{Meaning, Understood};
use super::mistake::Mistake;
use super::moment::{Sense, Sent};
use super::orders::{self, Named};
use super::pieces::{Kind, Line, Piece};
use super::{Reading, parts, words};

pub(super) fn understand(text: &str, reading: &Reading<'_>) -> Understood {
    let mut line = Line::cut(text);
    orders::join_groups(&mut line);
    let sent = Sent {
        at: reading.sent_at,
        zone: reading.zone,
    };
    let mut report = Report {
        line: &line,
        clocks: Clocks::of(&line, sent),
        mistakes: Vec::new(),
    };
    let (named, meaning) = match theme(&line, sent) {
        Ok(Theme::Report(hit)) if matches!(hit.keyword, Keyword::Unrepaired | Keyword::Phone) => {
            report.in_words(hit, reading)
        }
        Ok(Theme::Report(hit)) if hit.keyword == Keyword::Parts => report.in_list(hit, sent),
        Ok(Theme::Report(hit)) if hit.keyword == Keyword::NoParts => {
            (orders::named_anywhere(&line), report.no_parts())
        }
        Ok(Theme::Report(hit)) => (orders::named_anywhere(&line), report.in_parts(hit)),
        Ok(Theme::Correction { at, of }) => (orders::named_anywhere(&line), report.correction(at, of)),
        Ok(Theme::Nothing) => {
            let named = orders::named_anywhere(&line);
            let meaning = report.without_keyword(&named);
            (named, meaning)
        }
        Err(mistake) => {
            report.mistakes.push(mistake);
            (orders::named_anywhere(&line), None)
        }
    };
    let meaning = meaning.filter(|_| named.mistakes.is_empty());
    let mut mistakes = named.mistakes;
    mistakes.append(&mut report.mistakes);
    Understood {
        order: named.order,
        meaning,
        mistakes,
    }
}

struct Report<'a> {
    line: &'a Line,
    clocks: Clocks,
    mistakes: Vec<Mistake>,
}

impl Report<'_> {
    /// The reports that are a keyword, times and names.
    fn in_parts(&mut self, hit: Hit) -> Option<Meaning> {
        match hit.keyword {
            Keyword::Depart => self.depart(hit),
            Keyword::Arrive | Keyword::To => self.arrive(hit),
            Keyword::Repaired => self.repaired(),
            Keyword::Plan => self.plan(),
            Keyword::Acknowledge => Some(Meaning::Acknowledge),
            Keyword::Unrepaired | Keyword::Phone | Keyword::Correct | Keyword::Parts | Keyword::NoParts => {
                None
            }
        }
    }

    /// A time right before the keyword is when they left, any other one is the ETA, the last if several.
    // rule: ORD-9
    fn depart(&mut self, hit: Hit) -> Option<Meaning> {
        let is_own = |time: &Time| time.index + 1 == hit.first;
        let own = self.clocks.first(is_own);
        let eta = match self.clocks.last(|time| !is_own(time) && !time.is_before()) {
            Some(time) => self.try_place(&time, Sense::Ahead),
            None if own.is_some() => self.question(self.clocks.unreadable()),
            None => self.question(self.clocks.slip()),
        };
        let at = match own {
            Some(time) => Some(self.try_place(&time, Sense::Behind)?),
            None => None,
        };
        let companions = words::companions(self.line);
        Some(Meaning::Depart { at, eta, companions })
    }

    /// An arrival that is still ahead is an expected one, unless it was said to have happened.
    // rule: ORD-10
    fn arrive(&mut self, hit: Hit) -> Option<Meaning> {
        let said = self.clocks.first(|time| !time.is_bare_span());
        let Some(time) = said else {
            self.mistakes.extend(self.clocks.unreadable());
            return Some(Meaning::Arrive { at: None });
        };
        match self.clocks.place(&time, Sense::Behind) {
            Ok(at) => Some(Meaning::Arrive { at: Some(at) }),
            Err(Mistake::TimeInFuture { .. }) if !self.has_happened(hit) => {
                self.try_place(&time, Sense::Ahead).map(|at| Meaning::Eta { at })
            }
            Err(mistake) => {
                self.mistakes.push(mistake);
                None
            }
        }
    }

    /// `已到达`, `到了`
    fn has_happened(&self, hit: Hit) -> bool {
        let beside = [hit.first.checked_sub(1), Some(hit.index + 1)]
            .into_iter()
            .flatten();
        beside
            .filter_map(|index| self.line.pieces.get(index))
            .any(|piece| ["已", "已经", "刚", "刚刚", "刚才", "了"].contains(&self.line.text(piece).as_str()))
    }

    // rule: ORD-11
    fn repaired(&mut self) -> Option<Meaning> {
        let said = self.clocks.last(|time| !time.is_bare_span());
        let Some(time) = said else {
            self.mistakes.extend(self.clocks.unreadable());
            return Some(Meaning::Repaired { at: None });
        };
        let at = self.try_place(&time, Sense::Behind)?;
        Some(Meaning::Repaired { at: Some(at) })
    }

    // rule: ORD-8
    fn plan(&mut self) -> Option<Meaning> {
        let Some(time) = self.clocks.first(|time| !time.is_before()) else {
            self.mistakes
                .push(self.clocks.slip().unwrap_or(Mistake::PlanTimeMissing));
            return None;
        };
        let depart_at = self.try_place(&time, Sense::Ahead)?;
        let (engineers, perhaps) = words::engineers(self.line);
        Some(Meaning::Plan {
            depart_at,
            engineers,
            perhaps,
        })
    }

    // rule: SMS-8
    fn correction(&mut self, keyword_at: usize, of: Option<Keyword>) -> Option<Meaning> {
        let of = match of {
            Some(Keyword::Depart) => Some(ReportKind::Departed),
            Some(Keyword::Arrive | Keyword::To) => Some(ReportKind::Arrived),
            Some(Keyword::Repaired) => Some(ReportKind::Repaired),
            Some(Keyword::Unrepaired) => Some(ReportKind::LeftUnrepaired),
            Some(Keyword::Parts | Keyword::NoParts) => {
                return self.question(Some(Mistake::PartsCorrection));
            }
            Some(Keyword::Plan | Keyword::Phone | Keyword::Acknowledge | Keyword::Correct) | None => None,
        };
        if of.is_none() {
            self.mistakes.push(Mistake::CorrectionReportMissing);
        }
        let behind = self.clocks.first(|time| time.index > keyword_at);
        let Some(time) = behind.or_else(|| self.clocks.first(|_| true)) else {
            self.mistakes
                .push(self.clocks.slip().unwrap_or(Mistake::CorrectionTimeMissing));
            return None;
        };
        let at = self.try_place(&time, Sense::Behind)?;
        Some(Meaning::Correction { of: of?, at })
    }

    // rule: ORD-7
    // rule: ORD-11
    fn in_words(&mut self, hit: Hit, reading: &Reading<'_>) -> (Named, Option<Meaning>) {
        let (named, order_at) = orders::named_beside(self.line, hit.index);
        let said = words::free(self.line, hit, order_at);
        let meaning = match (said, hit.keyword) {
            (Some(solution), Keyword::Phone) => Some(Meaning::PhoneSolved { solution }),
            (Some(words), _) => {
                let reason = words::reason(&words, reading.reasons);
                Some(Meaning::Unrepaired { reason, words })
            }
            (None, Keyword::Phone) => self.question(Some(Mistake::SolutionMissing)),
            (None, _) => self.question(Some(Mistake::ReasonMissing)),
        };
        (named, meaning)
    }

    // rule: CLM-17
    fn in_list(&mut self, hit: Hit, sent: Sent) -> (Named, Option<Meaning>) {
        let list = parts::read(self.line, hit.index, sent);
        let before = orders::typed_before(self.line, hit.first);
        let named = orders::judge(before.into_iter().chain(list.orders));
        let meaning = list
            .mistakes
            .is_empty()
            .then_some(Meaning::Parts { parts: list.parts });
        self.mistakes.extend(list.mistakes);
        (named, meaning)
    }

    /// Only where nothing else is said: `没换件，等货` and `还没换件` tell of something to come.
    // rule: ORD-25
    fn no_parts(&mut self) -> Option<Meaning> {
        let says_nothing = |piece: &Piece| {
            let is_yet = ["还", "尚", "YET"].contains(&self.line.text(piece).to_uppercase().as_str());
            match piece.kind {
                Kind::Space | Kind::Mark | Kind::Digits => true,
                Kind::Word(Role::Soon | Role::Names | Role::Measure | Role::Place | Role::Asks) => false,
                Kind::Word(_) => !is_yet,
                Kind::Time(_) | Kind::Name | Kind::Unknown => false,
            }
        };
        if self.line.pieces.iter().all(says_nothing) {
            return Some(Meaning::NoParts);
        }
        self.question(Some(Mistake::UnknownKeyword))
    }

    /// Just a number answers "which order", just a time answers "when will you be there".
    // rule: SMS-5
    fn without_keyword(&mut self, named: &Named) -> Option<Meaning> {
        let is_plain = |piece: &Piece| match piece.kind {
            Kind::Space | Kind::Mark | Kind::Digits | Kind::Time(_) => true,
            Kind::Word(role) => matches!(role, Role::Filler | Role::Stop | Role::Order | Role::Soon),
            Kind::Name | Kind::Unknown => false,
        };
        let has_time = self
            .line
            .pieces
            .iter()
            .any(|piece| matches!(piece.kind, Kind::Time(_)));
        let has_number = named.order.is_some() || !named.mistakes.is_empty();
        if !self.line.pieces.iter().all(is_plain) || !(has_time || has_number) {
            return self.question(Some(Mistake::UnknownKeyword));
        }
        match self.clocks.last(|_| true) {
            Some(time) => self.try_place(&time, Sense::Ahead).map(|at| Meaning::Eta { at }),
            None if has_time => self.question(self.clocks.unreadable().or(Some(Mistake::UnknownKeyword))),
            None => Some(Meaning::OrderOnly),
        }
    }

    fn try_place(&mut self, time: &Time, sense: Sense) -> Option<types::Instant> {
        match self.clocks.place(time, sense) {
            Ok(at) => Some(at),
            Err(mistake) => self.question(Some(mistake)),
        }
    }

    /// Notes what is wrong; what it was about is then missing.
    fn question<T>(&mut self, mistake: Option<Mistake>) -> Option<T> {
        self.mistakes.extend(mistake);
        None
    }
}
