//! Repairs, claims and old parts as their logs tell them.

use proto::claims::{
    CheckedItem, ClaimDrafted, ClaimKind, ClaimLine, ClaimReviewed, ClaimSubmitted, Cover, CoverEnd,
    LineKind, total,
};
use proto::clock::ClockMet;
use proto::field::Repaired;
use proto::hotline::StepReached;
use proto::order::Step;
use proto::returns::{Condition, ConsignmentShipped, ExpectedPart, PartCheckedIn, PartExpected};
use sla::policy::ClockKind;
use types::{ClaimNumber, ConsignmentId, Fen, Hash, OrderNumber, PartTag, Quantity, Sentence, StationId};

use super::{Logs, clock, facts, number, person, started};

pub(crate) fn claim(order: u64, attempt: u8) -> ClaimNumber {
    let order = number(order);
    ClaimNumber { order, attempt }
}

pub(crate) fn tag(order: u64, line: u16) -> PartTag {
    let order = number(order);
    PartTag { order, line }
}

pub(crate) fn consignment(id: &str) -> ConsignmentId {
    ConsignmentId::new(id).expect("an id")
}

/// A part for 1,200 yuan, and labour of an hour and a half for 320 yuan each.
pub(crate) fn lines() -> Vec<ClaimLine> {
    let line = |line, kind, description: &str, quantity, price, part| ClaimLine {
        line,
        kind,
        code: String::new(),
        description: description.into(),
        quantity,
        price: Fen(price),
        part,
    };
    vec![
        line(
            1,
            LineKind::Material,
            "油缸密封件",
            Quantity::whole(1),
            120_000,
            Some(1),
        ),
        line(2, LineKind::Labour, "更换油缸密封件", Quantity(150), 32_000, None),
    ]
}

/// A cover on Monday's failure; ended by what is said.
pub(crate) fn cover(ended_by: Option<CoverEnd>) -> Cover {
    Cover {
        day: facts(1).opened_at.utc().date_naive(),
        in_service: None,
        terms: None,
        extension: None,
        last_day: None,
        hours: Some(3_250),
        last_hour: None,
        ended_by,
        explanation: Sentence::new("保修判断", "the cover's explanation"),
    }
}

impl Logs {
    /// The order is opened and repaired now on its first visit by `tan`.
    pub(crate) fn repairs(&mut self, order: u64) -> &mut Self {
        if self.model.orders.get(&number(order)).is_none() {
            self.opens(facts(order));
        }
        self.repairs_again(order, 1)
    }

    pub(crate) fn repairs_again(&mut self, order: u64, visit: u32) -> &mut Self {
        let (at, by) = (self.now, person("tan"));
        let order = number(order);
        self.by("tan").field(Repaired {
            order: order.clone(),
            visit,
            by,
            at,
            message: None,
        });
        self.reaches(&order, Step::Repaired, visit)
    }

    pub(crate) fn reaches(&mut self, order: &OrderNumber, step: Step, visit: u32) -> &mut Self {
        let (order, at) = (order.clone(), self.now);
        self.hotline(StepReached {
            order,
            step,
            visit,
            at,
            reason: None,
        })
    }

    /// A draft opens by itself now, at the repair; its days run.
    pub(crate) fn drafts(&mut self, order: u64, kind: ClaimKind) -> &mut Self {
        let start = self.now;
        self.actor = types::Actor::Service(types::ServiceName::Claims);
        self.drafts_try(order, 1, kind, lines(), "");
        self.claims(started(&number(order), ClockKind::ClaimFiling, 1, start, None))
    }

    pub(crate) fn drafts_try(
        &mut self,
        order: u64,
        attempt: u8,
        kind: ClaimKind,
        lines: Vec<ClaimLine>,
        reason: &str,
    ) -> &mut Self {
        self.claims(ClaimDrafted {
            claim: claim(order, attempt),
            kind,
            cover: cover(None),
            lines,
            remarks: String::new(),
            reason: reason.into(),
            by: None,
        })
    }

    /// Items of the checklist are reviewed by `wei`; those with a note failed.
    pub(crate) fn reviews(&mut self, order: u64, items: &[(&str, &str)]) -> &mut Self {
        let items = items.iter().map(|(item, note)| CheckedItem {
            item: (*item).to_owned(),
            passed: note.is_empty(),
            note: (*note).to_owned(),
        });
        let items = items.collect();
        self.by("wei").claims(ClaimReviewed {
            claim: claim(order, 1),
            items,
            by: Some(person("wei")),
        })
    }

    /// A try is handed in now; the first one in time.
    pub(crate) fn submits(&mut self, order: u64, attempt: u8, lines: &[ClaimLine]) -> &mut Self {
        let at = self.now;
        self.by("wei").claims(ClaimSubmitted {
            claim: claim(order, attempt),
            package: Hash::of(&[b"package"]),
            total: total(lines),
            at,
            by: Some(person("wei")),
        });
        if attempt == 1 {
            let clock = clock(&number(order), ClockKind::ClaimFiling, 1);
            self.claims(ClockMet { clock, at });
        }
        self
    }

    /// An old part of an order is expected at its station.
    pub(crate) fn expects(&mut self, order: u64, line: u16) -> &mut Self {
        let known = self.model.orders.get(&number(order));
        let station = known.and_then(|story| story.facts.station.clone());
        self.returns(PartExpected {
            part: ExpectedPart {
                tag: tag(order, line),
                claim: claim(order, 1),
                machine: facts(order).machine,
                model: facts(order).model,
                station,
                engineer: Some(person("tan")),
                part_number: "4611-1234".into(),
                name: "油缸密封件".into(),
                quantity: 2,
                serial: Some("S-778".into()),
            },
        })
    }

    /// The northern station takes the part in now; its month begins to run.
    pub(crate) fn checks_in(&mut self, order: u64, line: u16) -> &mut Self {
        let at = self.now;
        self.by("luo").returns(PartCheckedIn {
            tag: tag(order, line),
            station: StationId::new("north").expect("an id"),
            condition: Condition::Complete,
            photo: None,
            at,
            by: Some(person("luo")),
        });
        let started = started(&number(order), ClockKind::PartReturn, u32::from(line), at, None);
        self.returns(started)
    }

    /// The northern station ships parts now.
    pub(crate) fn ships(&mut self, id: &str, parts: &[PartTag]) -> &mut Self {
        let at = self.now;
        self.by("luo").returns(ConsignmentShipped {
            consignment: consignment(id),
            station: StationId::new("north").expect("an id"),
            parts: parts.to_vec(),
            carrier: "顺达物流".into(),
            tracking: "SD1001".into(),
            freight: None,
            at,
            by: Some(person("luo")),
        });
        for tag in parts {
            let run = u32::from(tag.line);
            let clock = clock(&tag.order, ClockKind::PartReturn, run);
            self.returns(ClockMet { clock, at });
            self.returns(started(&tag.order, ClockKind::PartArrival, run, at, None));
        }
        self
    }
}
