//! A claim's lines: shown, priced, added to (CLM-5, CLM-16).

use std::fs;
use std::path::PathBuf;

use clap::Args;
use proto::claims::{ChangeLines, ClaimLine, ClaimLinesChanged, ClaimsCommand, LineKind, total};
use proto::desk::ClaimPage;
use types::{ClaimNumber, Fen, Quantity};

use super::{ClaimArg, standing};
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::session::{Once, Session, json, print};
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::View;
use crate::client::words::ClaimWord;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger claim lines 2600017-1\n  fieldledger claim lines 2600017-1 --price P1=183.05 --price 1=120\n  fieldledger claim lines 2600017-1 --add '差旅 往返80公里 80 x 2.00' --add '工时 2310-4 调试 0.5 x 120'\n  fieldledger claim lines 2600017-1 --drop 4 --remarks 运费另计\n  fieldledger claim lines 2600017-1 --json > lines.json; fieldledger claim lines 2600017-1 --file lines.json\n行用行号 2 或报告中的换件 P1 指明 A line is named by its number, 2, or by the part of the report it is for, P1."
)]
pub(crate) struct LinesArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 单价 LINE=YUAN, the price for one; may be given several times
    #[arg(long, value_name = "LINE=YUAN", value_parser = price)]
    price: Vec<(LineName, Fen)>,
    /// 数量 LINE=NUMBER: hours, pieces, kilometres; may be given several times
    #[arg(long, value_name = "LINE=NUMBER", value_parser = amount)]
    quantity: Vec<(LineName, Quantity)>,
    /// 增加 'KIND [CODE] WORDS NUMBER x YUAN'; kinds are labour, material, travel, freight, other; may be given several times
    #[arg(long, value_name = "LINE", value_parser = added)]
    add: Vec<ClaimLine>,
    /// 删除 Leave a line out; may be given several times
    #[arg(long, value_name = "LINE", value_parser = line_name)]
    drop: Vec<LineName>,
    /// 备注 The claim's remarks
    #[arg(long, value_name = "TEXT")]
    remarks: Option<String>,
    /// 文件 All lines from a JSON file, in place of those before
    #[arg(long, value_name = "FILE", conflicts_with_all = ["price", "quantity", "add", "drop"])]
    file: Option<PathBuf>,
    #[command(flatten)]
    once: Once,
}

/// How a line is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineName {
    Number(u16),
    /// The part of the report it asks money for.
    Part(u16),
}

impl LineName {
    pub(super) fn names(self, line: &ClaimLine) -> bool {
        match self {
            Self::Number(number) => line.line == number,
            Self::Part(part) => line.part == Some(part),
        }
    }
}

impl std::fmt::Display for LineName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Part(part) => write!(f, "P{part}"),
        }
    }
}

pub(super) async fn run(session: &Session, args: LinesArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim.clone();
    let page = standing(session, &claim.order).await?;
    let lines = of_try(&page, &claim)?;
    if !args.changes() {
        return show(session, &lines);
    }
    let body = ChangeLines {
        claim: claim.clone(),
        lines: args.changed(lines, next_number(&page))?,
        remarks: args.remarks.clone(),
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            let changed = deeds::event::<ClaimLinesChanged>(accepted, "ClaimLinesChanged");
            changed.map_or_else(String::new, |changed| {
                let sum = total(&changed.lines).to_string();
                let said = view.say(ClaimWord::LinesSaved, &[&claim.to_string(), &sum]);
                format!("{said}\n{}", table(&changed.lines, view))
            })
        })
        .await
}

fn show(session: &Session, lines: &[ClaimLine]) -> Result<(), ClientFailure> {
    if session.globals.json {
        return print(&String::from_utf8_lossy(&json(&lines)?));
    }
    let view = &session.view;
    let sum = view.say(ClaimWord::Total, &[&total(lines).to_string()]);
    print(&format!("{}\n{sum}", table(lines, view)))
}

/// Lines in a table, as they stand.
pub(super) fn table(lines: &[ClaimLine], view: &View) -> String {
    let heads = [
        ClaimWord::Line,
        ClaimWord::LineKind,
        ClaimWord::Code,
        ClaimWord::Description,
        ClaimWord::Part,
        ClaimWord::Quantity,
        ClaimWord::Price,
        ClaimWord::Amount,
    ];
    let mut table = Table::new(heads.map(|head| view.word(head)));
    for line in lines {
        table.row([
            line.line.to_string(),
            view.sentence(&line.kind.title()).to_owned(),
            line.code.clone(),
            line.description.clone(),
            line.part.map(|part| format!("P{part}")).unwrap_or_default(),
            line.quantity.to_string(),
            line.price.to_string(),
            line.amount().to_string(),
        ]);
    }
    table.render(view)
}

/// The lines of one try, as they stand.
pub(super) fn of_try(page: &ClaimPage, claim: &ClaimNumber) -> Result<Vec<ClaimLine>, ClientFailure> {
    if !page.tries.iter().any(|known| known.claim == *claim) {
        let known: Vec<String> = page.tries.iter().map(|known| known.claim.to_string()).collect();
        let (chinese, english) = (known.join("、"), known.join(", "));
        return Err(ClientFailure::usage(
            format!("没有索赔 {claim}；该工单有：{chinese}。"),
            format!("There is no claim {claim}; the order has: {english}."),
        ));
    }
    let lines = page.lines.iter().filter_map(|line| {
        let try_of = line.tries.iter().find(|of| of.claim == *claim)?;
        Some(ClaimLine {
            line: line.line,
            kind: line.kind,
            code: line.code.clone(),
            description: line.description.clone(),
            quantity: try_of.quantity,
            price: try_of.price,
            part: line.part,
        })
    });
    Ok(lines.collect())
}

/// A line keeps its number from try to try, so a new one takes none that was used before.
fn next_number(page: &ClaimPage) -> u16 {
    let last = page.lines.iter().map(|line| line.line).max();
    last.unwrap_or_default().saturating_add(1)
}

impl LinesArgs {
    const fn changes(&self) -> bool {
        !self.price.is_empty()
            || !self.quantity.is_empty()
            || !self.add.is_empty()
            || !self.drop.is_empty()
            || self.remarks.is_some()
            || self.file.is_some()
    }

    fn changed(&self, mut lines: Vec<ClaimLine>, next: u16) -> Result<Vec<ClaimLine>, ClientFailure> {
        if let Some(path) = &self.file {
            return read_lines(path);
        }
        for (name, price) in &self.price {
            each(&mut lines, *name, |line| line.price = *price)?;
        }
        for (name, quantity) in &self.quantity {
            each(&mut lines, *name, |line| line.quantity = *quantity)?;
        }
        for name in &self.drop {
            each(&mut lines, *name, |_| ())?;
            lines.retain(|line| !name.names(line));
        }
        let added = (next..).zip(&self.add).map(|(number, line)| ClaimLine {
            line: number,
            ..line.clone()
        });
        lines.extend(added);
        Ok(lines)
    }
}

fn each(
    lines: &mut [ClaimLine],
    name: LineName,
    mut change: impl FnMut(&mut ClaimLine),
) -> Result<(), ClientFailure> {
    let mut named = false;
    for line in lines.iter_mut().filter(|line| name.names(line)) {
        change(line);
        named = true;
    }
    if named {
        return Ok(());
    }
    let known: Vec<String> = lines.iter().map(|line| line.line.to_string()).collect();
    let (chinese, english) = (known.join("、"), known.join(", "));
    Err(ClientFailure::usage(
        format!("没有索赔行 {name}；已有：{chinese}。"),
        format!("There is no line {name}; there are: {english}."),
    ))
}

fn read_lines(path: &PathBuf) -> Result<Vec<ClaimLine>, ClientFailure> {
    let text = fs::read(path).map_err(|cause| ClientFailure::File {
        path: path.clone(),
        cause,
    })?;
    serde_json::from_slice(&text).map_err(|error| {
        let path = path.display();
        ClientFailure::usage(
            format!("{path} 不是索赔行的JSON：{error}。用 `claim lines … --json` 看格式。"),
            format!("{path} holds no lines as JSON: {error}. `claim lines … --json` shows the form."),
        )
    })
}

/// `2` or `P1`.
pub(super) fn line_name(text: &str) -> Result<LineName, String> {
    let text = text.trim();
    let named = match text.strip_prefix(['P', 'p']) {
        Some(part) => part.parse().map(LineName::Part),
        None => text.parse().map(LineName::Number),
    };
    named.map_err(|_| format!("索赔行写成 2 或 P1 a line is named like 2 or P1, not {text:?}"))
}

/// `NAME=VALUE`, also in full width.
pub(super) fn pair(text: &str) -> Result<(&str, &str), String> {
    text.split_once(['=', '＝'])
        .map(|(name, value)| (name.trim(), value.trim()))
        .ok_or_else(|| format!("写成 名称=值 it is written NAME=VALUE, not {text:?}"))
}

fn price(text: &str) -> Result<(LineName, Fen), String> {
    let (name, yuan) = pair(text)?;
    Ok((line_name(name)?, typed::fen(yuan)?))
}

fn amount(text: &str) -> Result<(LineName, Quantity), String> {
    let (name, number) = pair(text)?;
    Ok((line_name(name)?, typed::quantity(number)?))
}

/// `差旅 往返80公里 80 x 2.00`: the kind, a code where the first of several words has a digit and no Chinese, words,
/// quantity and price. The number is given where it is added.
fn added(text: &str) -> Result<ClaimLine, String> {
    let form = || {
        format!(
            "写成 '差旅 往返80公里 80 x 2.00' a line is written like 'travel 往返80公里 80 x 2.00', not {text:?}"
        )
    };
    let spaced = text.replace(['×', '*'], " x ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let [kind, described @ .., quantity, times, yuan] = words.as_slice() else {
        return Err(form());
    };
    if !times.eq_ignore_ascii_case("x") {
        return Err(form());
    }
    let is_code = |word: &str| word.is_ascii() && word.bytes().any(|byte| byte.is_ascii_digit());
    let (code, described) = match described {
        [code, rest @ ..] if !rest.is_empty() && is_code(code) => (*code, rest),
        _ => ("", described),
    };
    Ok(ClaimLine {
        line: 0,
        kind: typed::one_of(kind, &LineKind::ALL, LineKind::title)?,
        code: code.to_owned(),
        description: described.join(" "),
        quantity: typed::quantity(quantity)?,
        price: typed::fen(yuan)?,
        part: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u16, part: Option<u16>) -> ClaimLine {
        ClaimLine {
            line: number,
            kind: LineKind::Material,
            code: "4611-1234".to_owned(),
            description: "油封".to_owned(),
            quantity: Quantity::whole(2),
            price: Fen(0),
            part,
        }
    }

    fn args(options: &[&str]) -> LinesArgs {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            lines: LinesArgs,
        }
        let words = ["lines", "2600017-1"].iter().chain(options);
        <Line as clap::Parser>::try_parse_from(words).unwrap().lines
    }

    // rule: CLM-5
    #[test]
    fn prices_quantities_and_new_lines_change_what_is_named_and_nothing_else() {
        let options = [
            "--price",
            "P1=183.05",
            "--quantity",
            "1=1.5",
            "--add",
            "差旅 往返 80公里 80 x 2.00",
            "--add",
            "labour 2310-4 调试 0.5×120",
            "--drop",
            "3",
        ];
        let before = vec![line(1, None), line(2, Some(1)), line(3, None)];
        let after = args(&options).changed(before, 7).unwrap();
        let shown: Vec<String> = after
            .iter()
            .map(|line| {
                format!(
                    "{} {:?} {} {} {}",
                    line.line,
                    line.kind,
                    line.code,
                    line.description,
                    line.amount()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "1 Material 4611-1234 油封 0.00",
                "2 Material 4611-1234 油封 366.10",
                "7 Travel  往返 80公里 160.00",
                "8 Labour 2310-4 调试 60.00",
            ]
        );
        assert_eq!(after[0].quantity, Quantity(150));
        let unknown = args(&["--price", "P9=1"]).changed(vec![line(1, None)], 2);
        assert!(matches!(unknown, Err(ClientFailure::Usage(_))));
        assert!(!args(&[]).changes() && args(&["--remarks", ""]).changes());
    }

    #[test]
    fn a_line_that_cannot_be_read_is_refused_before_anything_is_sent() {
        for wrong in [
            "差旅 80 x",
            "80 x 2.00",
            "旅行 往返 80 x 2.00",
            "差旅 往返 80 2.00 x",
            "差旅 往返 8O x 2",
        ] {
            assert!(added(wrong).is_err(), "{wrong}");
        }
        assert!(line_name("X1").is_err() && pair("P1 183.05").is_err());
    }
}
