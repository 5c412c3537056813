//! What a text means.

use proto::field::{PartExchange, ReportKind};
use types::{Instant, OrderNumber, Sentence};

use super::mistake::Mistake;

/// What a text says. Names and phones are as typed (SMS-4); a missing `at` means the time sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// 出发, with the accompanying engineers 同行 and the ETA if they were said (ORD-9).
    Depart {
        at: Option<Instant>,
        eta: Option<Instant>,
        companions: Vec<String>,
    },
    /// An expected arrival alone: `下午3点到`, or the answer to the question for it.
    Eta { at: Instant },
    /// 到达工地 (ORD-10)
    Arrive { at: Option<Instant> },
    /// 修复离开工地 (ORD-11)
    Repaired { at: Option<Instant> },
    /// 未修复: the code of a policy reason if its words were found, and all the words (ORD-11).
    Unrepaired { reason: Option<String>, words: String },
    /// 计划: when to depart, who is said to go, and other words that may be names (ORD-8).
    Plan {
        depart_at: Instant,
        engineers: Vec<String>,
        /// Nobody's names, unless the directory knows them: a plan also tells of parts and tools.
        perhaps: Vec<String>,
    },
    /// 电话解决 with the solution 解决详情 (ORD-7).
    PhoneSolved { solution: String },
    /// 收到
    Acknowledge,
    /// 换件: parts that were replaced, at least one (CLM-17).
    Parts { parts: Vec<PartExchange> },
    /// 未换件: no part was replaced (ORD-25).
    NoParts,
    /// 更正 (SMS-8)
    Correction { of: ReportKind, at: Instant },
    /// Just an order number: it completes an open question (SMS-5).
    OrderOnly,
    /// TD 退订: no more messages (SMS-14).
    StopMessages,
}

/// What was understood of a text.
///
/// `meaning` is there only when the text can be acted on; beside it stand at most mistakes in a time that
/// the report can do without. `order` is there when exactly one number was named and it was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    pub order: Option<OrderNumber>,
    pub meaning: Option<Meaning>,
    pub mistakes: Vec<Mistake>,
}

impl Understood {
    pub(super) fn right(order: Option<OrderNumber>, meaning: Meaning) -> Self {
        Self {
            order,
            meaning: Some(meaning),
            mistakes: Vec::new(),
        }
    }

    pub(super) fn wrong(mistake: Mistake) -> Self {
        Self {
            order: None,
            meaning: None,
            mistakes: vec![mistake],
        }
    }

    /// The one answer that names all mistakes (SMS-13); none when there is none.
    #[must_use]
    pub fn answer(&self) -> Option<Sentence> {
        let sentences: Vec<Sentence> = self.mistakes.iter().map(Mistake::sentence).collect();
        let join = |pick: fn(&Sentence) -> &str, with: &str| {
            let parts: Vec<&str> = sentences.iter().map(pick).collect();
            parts.join(with)
        };
        (!sentences.is_empty())
            .then(|| Sentence::new(join(|s| s.zh.as_str(), "；"), join(|s| s.en.as_str(), "; ")))
    }
}
