//! The engineers' reports of their services: what was done, which parts were exchanged, photos and papers (ORD-25,
//! CLM-17, CLM-19).

use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{AttachDocument, FileReport, Labour, PartExchange, ReportContent, WithdrawDocument};
use proto::order::{OrderSubtype, OrderType};
use types::{Instant, OrderNumber, PersonId, Quantity, Span};

use super::agenda::Chore;
use super::calls::ZONE;
use super::deeds::{Deed, Outcome, Then, tell, tell_then};
use super::dice::Dice;
use super::operators::{kind, work_time};
use super::paper::Paper;
use super::texts::Said;
use super::world::{Errand, World};

/// A service that was finished on site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    pub engineer: PersonId,
    /// Counted up when the order was opened again and repaired once more.
    pub round: u32,
    /// Whether its report was taken.
    pub filed: bool,
    /// How often it was not.
    failed: u32,
    /// What was left out, until it is sent after.
    gap: Option<Gap>,
    /// Whether the papers of a claim were put.
    papers: bool,
    /// How often claims people sent it back.
    asked: u32,
}

/// What somebody leaves out of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Photo,
    Cause,
}

/// Days after which a report is too late (SLA-10).
const LATE_DAYS: [u64; 3] = [4, 5, 6];
/// A report that is not taken is tried again so often.
const TRIES: u32 = 5;

impl World {
    /// A machine was repaired: its report is to be written, and whoever goes on with it will look.
    pub(super) fn finish_service(&mut self, engineer: &PersonId, order: &OrderNumber) {
        let known = self.services.get(order);
        let service = Service {
            engineer: engineer.clone(),
            round: known.map_or(1, |service| service.round + 1),
            filed: false,
            failed: 0,
            gap: None,
            papers: known.is_some_and(|service| service.papers),
            asked: known.map_or(0, |service| service.asked),
        };
        let mut dice = self.dice("writes", format!("{order}/{}", service.round));
        self.services.insert(order.clone(), service);
        let days = match dice.below(100) {
            0..68 => 0,
            68..88 => 1,
            88..94 => 2,
            _ => dice.pick(&LATE_DAYS).copied().unwrap_or_default(),
        };
        self.in_days(days, Chore::Report(order.clone()));
        self.in_days(1, Chore::HotlineRound);
        if self.is_claimable(order) {
            self.in_days(1, Chore::ClaimsRound);
            self.on_monday(Chore::StationRound);
        }
    }

    /// What an order is about, as the operator wrote it down.
    pub(super) fn kind_of(&self, order: &OrderNumber) -> Option<(OrderType, Option<OrderSubtype>)> {
        let (call, _) = self.origin(order)?;
        Some(kind(&call.row.pm_type, &mut self.dice("call", call.row.line)))
    }

    /// Whether orders of its kind are claimed, covered or not: as the policy says.
    pub(super) fn is_claimable(&self, order: &OrderNumber) -> bool {
        matches!(
            self.kind_of(order),
            Some((OrderType::FailureRepair, None | Some(OrderSubtype::Claimable)))
        )
    }

    /// Whether its engineer thinks that the manufacturer pays.
    fn looks_covered(&self, order: &OrderNumber) -> bool {
        self.origin(order).is_some_and(|(call, machine)| {
            let day = call.at.local(ZONE).date_naive();
            self.is_claimable(order) && machine.is_covered(day, machine.hours.saturating_add(call.hours))
        })
    }

    /// The parts that were exchanged; the same whenever they are told.
    pub(super) fn parts_of(&self, order: &OrderNumber) -> Vec<PartExchange> {
        let Some((call, _)) = self.origin(order) else {
            return Vec::new();
        };
        let mut dice = self.dice("parts", order);
        let percent = if call.row.part.is_some() { 62 } else { 28 };
        let is_failure = self
            .kind_of(order)
            .is_some_and(|(order_type, _)| order_type == OrderType::FailureRepair);
        if !is_failure || !dice.chance(percent) {
            return Vec::new();
        }
        let named = call.row.part.as_deref().or(call.row.system.as_deref());
        let name = named.unwrap_or("密封件").replace('_', " ");
        let count = if dice.chance(25) { 2 } else { 1 };
        (0..count).map(|n| exchange(&name, n, &mut dice)).collect()
    }

    /// Some tell of the parts by text while they are still at the machine.
    pub(super) fn may_text_parts(&mut self, engineer: &PersonId, order: &OrderNumber, leaves_at: Instant) {
        let parts = self.parts_of(order);
        let mut dice = self.dice("texts parts", order);
        let at = leaves_at - dice.minutes(3, 12);
        if !parts.is_empty() && dice.chance(22) && at > self.now {
            let (who, order) = (engineer.clone(), order.clone());
            let said = Said::Parts { parts };
            self.schedule(at, Errand::Say { who, order, said });
        }
    }

    /// The engineer sits down and writes.
    pub(super) fn file_report(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let Some(service) = self.services.get(order).filter(|service| !service.filed).cloned() else {
            return Vec::new();
        };
        let mut dice = self.dice("report", format!("{order}/{}", service.round));
        let gap = match dice.below(100) {
            0..7 => Some(Gap::Photo),
            7..14 => Some(Gap::Cause),
            _ => None,
        };
        let papers_at_once = dice.chance(78);
        let covered = self.looks_covered(order);
        let content = self.content(order, &service, gap);
        let file = FileReport {
            order: order.clone(),
            content,
            parts: self.parts_of(order),
            engineer: None,
        };
        let then = Then::Filed(order.clone());
        let mut deeds = vec![tell_then(&service.engineer, file, then)];
        if gap != Some(Gap::Photo) {
            deeds.extend(self.photo(order, &service));
        }
        if let Some(known) = self.services.get_mut(order) {
            known.gap = gap;
        }
        if covered && papers_at_once {
            deeds.extend(self.put_papers(order));
        }
        if gap.is_some() {
            let days = 1 + dice.below(5);
            self.in_days(days, Chore::CompleteReport(order.clone()));
        }
        deeds
    }

    /// Whether the report was taken; a report of a service that the system has not heard of yet is sent again.
    pub(super) fn filed(&mut self, order: &OrderNumber, outcome: &Outcome) {
        let parts = self
            .parts_of(order)
            .into_iter()
            .map(|part| part.part_number)
            .collect();
        let Some(service) = self.services.get_mut(order) else {
            return;
        };
        match outcome {
            Outcome::Accepted(_) => {
                service.filed = true;
                self.tally.reports += 1;
                self.shelf.reported.insert(order.clone(), parts);
            }
            Outcome::Refused(_) => {
                service.failed += 1;
                if service.failed < TRIES {
                    self.in_days(2, Chore::Report(order.clone()));
                }
            }
        }
    }

    fn content(&self, order: &OrderNumber, service: &Service, gap: Option<Gap>) -> ReportContent {
        let Some((call, machine)) = self.origin(order) else {
            return ReportContent::default();
        };
        let mut dice = self.dice("content", format!("{order}/{}", service.round));
        let work = work_time(call, &mut dice);
        let condition = dice.word(&["岩石，重载", "剥离土方", "煤层，中等负荷", "排土场，轻载"]);
        let done = dice.word(&[
            "更换损坏件，试机正常",
            "调整并紧固，试机正常",
            "清理后复装，试机两小时正常",
        ]);
        let again = if service.round > 1 {
            "；再次上门处理"
        } else {
            ""
        };
        ReportContent {
            hours: Some(machine.hours.saturating_add(call.hours)),
            work_condition: Some(condition.to_owned()),
            fault: Some(call.row.text.clone()),
            cause: (gap != Some(Gap::Cause)).then(|| self.cause(order)),
            repair: Some(format!("{done}{again}")),
            labour: Some(labour(work, &mut dice)),
            no_parts: self.parts_of(order).is_empty(),
        }
    }

    fn cause(&self, order: &OrderNumber) -> String {
        let mode = self
            .origin(order)
            .and_then(|(call, _)| call.row.failure.clone())
            .unwrap_or_else(|| "正常工况下损坏".to_owned());
        let why = self
            .dice("cause", order)
            .word(&["疲劳", "材料缺陷", "密封老化", "装配间隙超差"]);
        format!("{mode}，{why}")
    }

    /// A photo of the machine; some send the one of the last order again, some the wrong one first.
    fn photo(&mut self, order: &OrderNumber, service: &Service) -> Vec<Deed> {
        let maintenance = self
            .kind_of(order)
            .is_some_and(|(order_type, _)| order_type == OrderType::PeriodicMaintenance);
        let kind = if maintenance {
            DocumentKind::MaintenancePhoto
        } else {
            DocumentKind::Photo
        };
        let mut dice = self.dice("photo", format!("{order}/{}", service.round));
        let by = &service.engineer;
        let about = format!("{} {order} {}", self.seed, service.round);
        let right = Paper::photo(kind, &about);
        let before = self.last_photos.insert(by.clone(), right.clone());
        match dice.below(1_000) {
            0..9 => attached(by, order, before.unwrap_or(right)),
            9..15 => {
                let wrong = Paper::photo(kind, &format!("{about} wrong"));
                let withdraw = WithdrawDocument {
                    order: order.clone(),
                    hash: wrong.hash(),
                    reason: "传错照片".to_owned(),
                };
                let mut deeds = attached(by, order, wrong);
                deeds.push(tell(by, withdraw));
                deeds.extend(attached(by, order, right));
                deeds
            }
            _ => attached(by, order, right),
        }
    }

    /// What a claim of a failure has to hold (CLM-19).
    fn put_papers(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let has_parts = !self.parts_of(order).is_empty();
        let Some(service) = self.services.get_mut(order).filter(|service| !service.papers) else {
            return Vec::new();
        };
        service.papers = true;
        let by = service.engineer.clone();
        let always = [
            DocumentKind::ServiceReport,
            DocumentKind::MachineReadout,
            DocumentKind::PfrDraft,
            DocumentKind::RepairHistory,
        ];
        let with_parts = [DocumentKind::PartsRequisition, DocumentKind::ReturnSlip];
        let words = format!("工单{order} 序号{}", self.seed);
        let mut papers: Vec<Paper> = always.map(|kind| Paper::sheet(kind, &words)).into();
        if has_parts {
            papers.extend(with_parts.map(|kind| Paper::sheet(kind, &words)));
            papers.push(Paper::photo(DocumentKind::PartPhoto, &words));
        }
        papers
            .into_iter()
            .flat_map(|paper| attached(&by, order, paper))
            .collect()
    }

    /// What was left out is sent after.
    pub(super) fn complete_report(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let Some(service) = self.services.get_mut(order) else {
            return Vec::new();
        };
        if !service.filed {
            return self.file_report(order);
        }
        let gap = service.gap.take();
        let service = service.clone();
        match gap {
            Some(Gap::Photo) => self.photo(order, &service),
            Some(Gap::Cause) => vec![Self::add_cause(order, &service, self.cause(order))],
            None => Vec::new(),
        }
    }

    fn add_cause(order: &OrderNumber, service: &Service, cause: String) -> Deed {
        let content = ReportContent {
            cause: Some(cause),
            ..ReportContent::default()
        };
        add_words(order, service, content)
    }

    /// A claim came back, by SMS or by phone: what it lacks is sent within days.
    pub(super) fn claim_came_back(&mut self, order: &OrderNumber) {
        let days = 1 + self
            .dice("supplement", format!("{order} {}", self.today()))
            .below(3);
        self.in_days(days, Chore::Supplement(order.clone()));
    }

    /// Everything that claims people may have asked for, in more words and on a sheet.
    pub(super) fn supplement(&mut self, order: &OrderNumber) -> Vec<Deed> {
        let mut deeds = self.complete_report(order);
        deeds.extend(self.put_papers(order));
        let Some(service) = self.services.get_mut(order) else {
            return deeds;
        };
        service.asked += 1;
        let service = service.clone();
        let more = format!("{}；补充说明{}：已复核", self.cause(order), service.asked);
        let words = format!("工单{order} 序号{} {more}", self.seed);
        let paper = Paper::sheet(DocumentKind::Other, &words);
        deeds.extend(attached(&service.engineer, order, paper));
        let words = Some(more);
        let content = ReportContent {
            work_condition: words.clone(),
            cause: words.clone(),
            repair: words,
            ..ReportContent::default()
        };
        deeds.push(add_words(order, &service, content));
        deeds
    }

    /// A reminder that the report is not complete makes most of them sit down in the evening.
    pub(super) fn reminded_of_report(&mut self, engineer: &PersonId, order: &OrderNumber) {
        let is_theirs = self
            .services
            .get(order)
            .is_some_and(|service| service.engineer == *engineer);
        if is_theirs && self.dice("reminded of report", order).chance(60) {
            self.in_days(0, Chore::CompleteReport(order.clone()));
        }
    }
}

fn exchange(name: &str, n: u32, dice: &mut Dice) -> PartExchange {
    let digits = |dice: &mut Dice| 1_000 + dice.below(9_000);
    let part_number = format!("{}-{}", digits(dice), digits(dice));
    let quantity = match dice.below(10) {
        0..7 => 1,
        7..9 => 2,
        _ => 4,
    };
    let has_serials = quantity == 1 && dice.chance(40);
    let mut serial = |mark: &str| format!("{mark}{}{}", digits(dice), digits(dice));
    let (old, new) = (serial("S"), serial("N"));
    PartExchange {
        part_number,
        name: if n == 0 {
            name.to_owned()
        } else {
            format!("{name} 附件")
        },
        quantity,
        old_serial: has_serials.then_some(old),
        new_serial: has_serials.then_some(new),
    }
}

/// The work in one piece or two, to the hundredth of an hour.
fn labour(work: Span, dice: &mut Dice) -> Vec<Labour> {
    let hundredths = u32::try_from(work.as_seconds() / 36).unwrap_or_default().max(25);
    let piece = |description: &str, hours: u32| Labour {
        code: None,
        description: description.to_owned(),
        hours: Quantity(hours),
    };
    if hundredths > 200 && dice.chance(40) {
        let check = hundredths / 4;
        return vec![
            piece("检查与诊断", check),
            piece("拆装与试机", hundredths - check),
        ];
    }
    vec![piece("维修", hundredths)]
}

/// A piece of the report in words.
fn add_words(order: &OrderNumber, service: &Service, content: ReportContent) -> Deed {
    let file = FileReport {
        order: order.clone(),
        content,
        parts: Vec::new(),
        engineer: None,
    };
    tell(&service.engineer, file)
}

/// A paper is put and attached to the order as a whole.
fn attached(by: &PersonId, order: &OrderNumber, paper: Paper) -> Vec<Deed> {
    let document: Document = paper.document();
    let then = Then::Kept(document.hash);
    let attach = AttachDocument {
        order: order.clone(),
        target: DocumentTarget::Order,
        document,
    };
    vec![Deed::Put(paper), tell_then(by, attach, then)]
}
