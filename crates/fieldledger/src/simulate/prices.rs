//! What a claim's lines ask for: the cost of the file's row, to the fen, besides labour and travel (CLM-5, CLM-16).

use proto::claims::{ClaimLine, LineKind};
use proto::desk::ClaimPage;
use types::{ClaimNumber, Fen, Quantity};

use super::dice::Dice;

/// A kilometre, in fen.
const KILOMETRE: Fen = Fen(237);

/// Thousandths of the file's currency as fen, rounded half up; what was given back is no cost.
pub(super) fn cost(milli: Option<i64>) -> Fen {
    Fen((milli.unwrap_or_default().max(0) + 5) / 10)
}

/// The draft's lines with prices: labour as the policy has it, the parts together at the row's cost.
pub(super) fn priced(page: &ClaimPage, claim: &ClaimNumber, cost: Fen, dice: &mut Dice) -> Vec<ClaimLine> {
    let drafted = drafted(page, claim);
    let (parts, mut lines): (Vec<_>, Vec<_>) = drafted
        .into_iter()
        .partition(|line| line.kind == LineKind::Material);
    let count = i64::try_from(parts.len()).unwrap_or_default();
    let mut next = lines
        .iter()
        .chain(&parts)
        .map(|line| line.line)
        .max()
        .unwrap_or_default();
    let share = cost.0.checked_div(count).unwrap_or_default();
    lines.extend(parts.into_iter().map(|line| ClaimLine {
        price: Fen(share.checked_div(pieces(&line)).unwrap_or_default()),
        ..line
    }));
    let spent = lines.iter().filter(|line| line.kind == LineKind::Material);
    let rest = spent.fold(cost, |rest, line| rest - line.amount());
    let mut further = |kind, description: &str, quantity, price| {
        next += 1;
        ClaimLine {
            line: next,
            kind,
            code: String::new(),
            description: description.to_owned(),
            quantity,
            price,
            part: None,
        }
    };
    if rest > Fen(0) {
        let line = further(LineKind::Other, "辅料", Quantity::whole(1), rest);
        lines.push(line);
    }
    if dice.chance(35) {
        let hundredths = u32::try_from(2_000 + dice.below(18_000)).unwrap_or_default();
        let line = further(LineKind::Travel, "往返里程", Quantity(hundredths), KILOMETRE);
        lines.push(line);
    }
    lines.sort_by_key(|line| line.line);
    lines
}

fn pieces(line: &ClaimLine) -> i64 {
    i64::from(line.quantity.0 / 100)
}

/// The lines of a try as its page shows them.
fn drafted(page: &ClaimPage, claim: &ClaimNumber) -> Vec<ClaimLine> {
    let of_try = page.lines.iter().filter_map(|shown| {
        let stands = shown.tries.iter().find(|line| line.claim == *claim)?;
        Some(ClaimLine {
            line: shown.line,
            kind: shown.kind,
            code: shown.code.clone(),
            description: shown.description.clone(),
            quantity: stands.quantity,
            price: stands.price,
            part: shown.part,
        })
    });
    of_try.collect()
}

/// Each line with its amount.
pub(super) fn amounts(lines: &[ClaimLine]) -> Vec<(u16, Fen)> {
    lines.iter().map(|line| (line.line, line.amount())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::desk::{LineShown, LineTry};
    use types::{OrderNumber, Sentence};

    fn shown(line: u16, kind: LineKind, quantity: Quantity, price: Fen) -> LineShown {
        let claim = ClaimNumber::first(OrderNumber::compose(6, 17));
        LineShown {
            line,
            kind,
            kind_title: Sentence::default(),
            code: String::new(),
            description: "x".to_owned(),
            part: (kind == LineKind::Material).then_some(line),
            tries: vec![LineTry {
                claim,
                quantity,
                price,
                claimed: quantity.at(price),
                approved: None,
                reason: String::new(),
            }],
        }
    }

    // rule: CLM-5
    #[test]
    fn the_cost_of_a_row_is_asked_for_to_the_fen_whatever_its_parts_are() {
        assert_eq!(
            (cost(Some(183_050)), cost(Some(-339_810)), cost(None)),
            (Fen(18_305), Fen(0), Fen(0))
        );
        assert_eq!(cost(Some(1_005)), Fen(101));
        let claim = ClaimNumber::first(OrderNumber::compose(6, 17));
        let labour = shown(1, LineKind::Labour, Quantity(150), Fen(32_000));
        for (parts, milli) in [
            (0_u16, 407_400),
            (1, 183_050),
            (2, 100_010),
            (2, 0),
            (3, 1_026_684_200),
        ] {
            let mut page = super::super::claims_desk::tests::page();
            page.lines = vec![labour.clone()];
            let material = |n| {
                shown(
                    n + 2,
                    LineKind::Material,
                    Quantity::whole(u32::from(n) + 1),
                    Fen(0),
                )
            };
            page.lines.extend((0..parts).map(material));
            for seed in 0..40 {
                let lines = priced(
                    &page,
                    &claim,
                    cost(Some(milli)),
                    &mut Dice::of(seed, "prices", ""),
                );
                let besides = lines
                    .iter()
                    .filter(|line| !matches!(line.kind, LineKind::Labour | LineKind::Travel));
                let asked = besides.fold(Fen(0), |sum, line| sum + line.amount());
                assert_eq!(asked, cost(Some(milli)));
                let mut numbers: Vec<u16> = lines.iter().map(|line| line.line).collect();
                numbers.dedup();
                assert_eq!(numbers.len(), lines.len());
            }
        }
    }
}
