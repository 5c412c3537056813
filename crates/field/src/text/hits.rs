//! Which report a text is about, when its keywords are weighed against each other.

use super::keywords::{Keyword, Role};
use super::mistake::Mistake;
use super::moment::Sent;
use super::parts;
use super::pieces::{Kind, Line, Piece, Step};
use super::times::{Day, Said};

/// A keyword that counts, and the pieces it covers: its own and a denial before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) keyword: Keyword,
    pub(super) first: usize,
    pub(super) index: usize,
}

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Report(Hit),
    Correction {
        at: usize,
        of: Option<Keyword>,
    },
    /// No keyword counts.
    Nothing,
}

/// Weighs the keywords of a text.
///
/// # Errors
/// [`Mistake::TwoReports`] when more than one is left.
pub(super) fn theme(line: &Line, sent: Sent) -> Result<Theme, Mistake> {
    let mut hits = hits(line);
    weigh_parts(line, sent, &mut hits)?;
    weigh_no_parts(&mut hits);
    let has = |hits: &[Hit], keyword| hits.iter().any(|hit| hit.keyword == keyword);
    if has(&hits, Keyword::Plan) {
        hits.retain(|hit| hit.keyword != Keyword::Correct);
    }
    if let Some(&correct) = hits.iter().find(|hit| hit.keyword == Keyword::Correct) {
        hits.retain(|hit| !matches!(hit.keyword, Keyword::Correct | Keyword::Acknowledge));
        let of = only_one(&hits)?.map(|hit| hit.keyword);
        return Ok(Theme::Correction {
            at: correct.index,
            of,
        });
    }
    for weak in [Keyword::Acknowledge, Keyword::To] {
        if hits.iter().any(|hit| hit.keyword != weak) {
            hits.retain(|hit| hit.keyword != weak);
        }
    }
    if hits
        .iter()
        .any(|hit| hit.keyword == Keyword::To && !is_own_arrival(line, hit.index))
    {
        return Ok(Theme::Nothing);
    }
    if let Some(&first) = hits.first()
        && takes_the_rest(first.keyword)
    {
        return Ok(Theme::Report(first));
    }
    drop_expectations(line, &mut hits);
    Ok(only_one(&hits)?.map_or(Theme::Nothing, Theme::Report))
}

/// Any report may mention that parts were changed, and a plan which; a list of them is a report of its own.
fn weigh_parts(line: &Line, sent: Sent, hits: &mut Vec<Hit>) -> Result<(), Mistake> {
    use Keyword::{Acknowledge, Correct, Parts, Phone, Plan, To, Unrepaired};
    let Some(&parts) = hits.iter().find(|hit| hit.keyword == Parts) else {
        return Ok(());
    };
    let is_other = |hit: &Hit| !matches!(hit.keyword, Parts | Acknowledge | Correct | To);
    if !hits.iter().any(is_other) {
        return Ok(());
    }
    let has_words = |hit: &Hit| matches!(hit.keyword, Unrepaired | Phone | Plan);
    if !hits.iter().any(has_words) && parts::read(line, parts.index, sent).names_a_part() {
        return Err(Mistake::TwoReports);
    }
    hits.retain(|hit| hit.keyword != Parts);
    Ok(())
}

/// That none was changed is a report of its own only where nothing else is reported.
fn weigh_no_parts(hits: &mut Vec<Hit>) {
    if hits.iter().any(|hit| hit.keyword != Keyword::NoParts) {
        hits.retain(|hit| hit.keyword != Keyword::NoParts);
    }
}

/// Behind these everything is the sender's own words.
fn takes_the_rest(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::Unrepaired | Keyword::Phone)
}

/// A bare `到` is the sender's arrival only if nothing else can have come, or be meant.
fn is_own_arrival(line: &Line, index: usize) -> bool {
    let is_thing = |piece: &Piece| piece.kind == Kind::Word(Role::Thing);
    let is_unknown = |piece: &Piece| piece.kind == Kind::Unknown;
    !line.pieces.iter().take(index).any(is_thing) && !line.pieces.iter().any(is_unknown)
}

/// A plan or a departure may mention the departure or arrival it expects.
fn drop_expectations(line: &Line, hits: &mut Vec<Hit>) {
    let has = |keyword| hits.iter().any(|hit: &Hit| hit.keyword == keyword);
    let timed = line
        .pieces
        .iter()
        .any(|piece| matches!(piece.kind, Kind::Time(_)));
    if has(Keyword::Plan) {
        hits.retain(|hit| !matches!(hit.keyword, Keyword::Depart | Keyword::Arrive));
    } else if has(Keyword::Depart) && timed {
        hits.retain(|hit| hit.keyword != Keyword::Arrive);
    }
}

fn only_one(hits: &[Hit]) -> Result<Option<Hit>, Mistake> {
    let first = hits.first().copied();
    let same = hits
        .iter()
        .all(|hit| Some(hit.keyword) == first.map(|first| first.keyword));
    if same { Ok(first) } else { Err(Mistake::TwoReports) }
}

fn hits(line: &Line) -> Vec<Hit> {
    let pieces = line.pieces.iter().enumerate();
    pieces
        .filter_map(|(index, piece)| match piece.kind {
            Kind::Word(Role::Key(keyword)) => hit(line, index, keyword),
            _ => None,
        })
        .collect()
}

fn hit(line: &Line, index: usize, keyword: Keyword) -> Option<Hit> {
    let plain = Hit {
        keyword,
        first: index,
        index,
    };
    if matches!(keyword, Keyword::Unrepaired | Keyword::Plan | Keyword::Correct) {
        return Some(plain);
    }
    let before = line.neighbour(index, Step::Back);
    if is_asked(line, index) || before.is_some_and(|(_, piece)| is_some_day(piece)) {
        return None;
    }
    match before.map(|(at, piece)| (at, piece.kind)) {
        Some((first, Kind::Word(Role::Not))) if keyword == Keyword::Repaired => Some(Hit {
            keyword: Keyword::Unrepaired,
            first,
            index,
        }),
        // `没有配件更换`
        Some((first, Kind::Word(Role::Not))) if keyword == Keyword::Parts && says_none(line, first) => {
            Some(Hit {
                keyword: Keyword::NoParts,
                first,
                index,
            })
        }
        Some((_, Kind::Word(Role::Not | Role::Soon))) => None,
        _ => Some(plain),
    }
}

/// Whether a denial means that there was none, rather than that it could not be done: `无法更换`.
fn says_none(line: &Line, index: usize) -> bool {
    let denial = line
        .pieces
        .get(index)
        .map(|piece| line.text(piece).to_uppercase());
    denial.is_some_and(|denial| ["没有", "没", "未", "无", "NO"].contains(&denial.as_str()))
}

/// `明天到`, `晚上到`: a time to come that is too vague to be taken.
fn is_some_day(piece: &Piece) -> bool {
    match piece.kind {
        Kind::Time(Said::Day(Day::Offset(days))) => days > 0,
        Kind::Time(Said::Day(_) | Said::Part) => true,
        _ => false,
    }
}

/// `到了吗`, `修好没有`
fn is_asked(line: &Line, index: usize) -> bool {
    let is = |piece: &Piece, role| piece.kind == Kind::Word(role);
    let asks = |next: Option<(usize, &Piece)>| next.is_some_and(|(_, piece)| is(piece, Role::Asks));
    let next = line.neighbour(index, Step::On);
    let denied = next.filter(|(_, piece)| is(piece, Role::Not));
    let behind = denied.map(|(at, _)| line.neighbour(at, Step::On));
    asks(next) || behind.is_some_and(|behind| behind.is_none() || asks(behind))
}
