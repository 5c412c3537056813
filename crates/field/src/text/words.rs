//! Names, reasons and solutions: the parts of a text that are kept as they were typed.

use super::hits::Hit;
use super::keywords::Role;
use super::pieces::{Kind, Line, Piece};
use super::{ReasonWords, content_key};

/// Longer words of a plan are remarks, not names.
const LONGEST_NAME: usize = 4;

/// The commonest family names. A word of a plan that begins with none of them is a remark: 有货, 到位, 备齐.
const FAMILY_NAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁\
                            魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎";

/// The accompanying engineers 同行: what stands in the list of names, and between `和` and `一起` (SMS-4).
pub(super) fn companions(line: &Line) -> Vec<String> {
    let mut names = listed(line);
    for (at, piece) in line.pieces.iter().enumerate() {
        if piece.kind == Kind::Word(Role::Together) {
            names.extend(joined(line, at));
        }
    }
    names
}

/// Who goes by a plan, the lead 主修 first: names and phones, and beside them other words that are names only if
/// somebody is called so (ORD-8).
pub(super) fn engineers(line: &Line) -> (Vec<String>, Vec<String>) {
    let (mut leads, mut others, mut perhaps) = (Vec::new(), Vec::new(), Vec::new());
    for (at, piece) in line.pieces.iter().enumerate() {
        let name = name(line, piece).filter(|name| !is_remark(name));
        match (name, introduced_by(line, at).as_deref()) {
            (Some(name), Some(LEAD)) => leads.push(name),
            (Some(name), Some(_)) => others.push(name),
            (Some(name), None) if is_like_a_name(&name) => others.push(name),
            (Some(name), None) => perhaps.push(name),
            (None, _) => {}
        }
    }
    leads.append(&mut others);
    (leads, perhaps)
}

/// Introduces whoever leads.
const LEAD: &str = "主修";

fn is_remark(name: &str) -> bool {
    !is_like_a_name(name) && name.chars().count() > LONGEST_NAME
}

fn is_like_a_name(name: &str) -> bool {
    let is_phone = name.starts_with(|c: char| c.is_ascii_digit());
    let has_family_name = name.starts_with(|c| FAMILY_NAMES.contains(c));
    is_phone || name.contains('·') || (has_family_name && name.chars().count() <= LONGEST_NAME)
}

/// The word that says that names follow, when nothing but names stands between it and the piece at `index`.
fn introduced_by(line: &Line, index: usize) -> Option<String> {
    let is_list = |piece: &&Piece| {
        matches!(
            piece.kind,
            Kind::Space | Kind::Mark | Kind::Name | Kind::Word(Role::And)
        )
    };
    let before = line
        .pieces
        .iter()
        .take(index)
        .rev()
        .find(|piece| !is_list(piece))?;
    (before.kind == Kind::Word(Role::Names)).then(|| line.text(before))
}

fn listed(line: &Line) -> Vec<String> {
    line.pieces.iter().filter_map(|piece| name(line, piece)).collect()
}

fn name(line: &Line, piece: &Piece) -> Option<String> {
    let text = (piece.kind == Kind::Name).then(|| line.text(piece))?;
    let is_phone = text.starts_with(|c: char| c.is_ascii_digit());
    Some(if is_phone { line.digits(piece) } else { text })
}

/// The names between the last `和` before the piece at `together` and that piece.
fn joined(line: &Line, together: usize) -> Vec<String> {
    let before: Vec<&Piece> = line.pieces.iter().take(together).collect();
    let Some(and) = before
        .iter()
        .rposition(|piece| piece.kind == Kind::Word(Role::And))
    else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (before.get(and), before.last()) else {
        return Vec::new();
    };
    line.between(start.end, end.end)
        .split([' ', '、', ',', '，'])
        .filter(|name| name.chars().any(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The sender's own words without keyword and order number; `None` when nothing is left to read.
pub(super) fn free(line: &Line, hit: Hit, order_at: Option<usize>) -> Option<String> {
    let prefix = order_at.map_or(0, |order| {
        let is_prefix =
            |piece: &&Piece| matches!(piece.kind, Kind::Space | Kind::Mark | Kind::Word(Role::Order));
        line.pieces.iter().take(order).rev().take_while(is_prefix).count()
    });
    let is_order = |at: usize| order_at.is_some_and(|order| (order - prefix..=order).contains(&at));
    let is_key = |at: usize| (hit.first..=hit.index).contains(&at);
    let opening = |piece: &Piece, at: usize| piece.is_silent() || is_key(at) || is_order(at);
    let words: String = line
        .pieces
        .iter()
        .enumerate()
        .skip_while(|&(at, piece)| opening(piece, at))
        .map(|(at, piece)| {
            if is_key(at) || is_order(at) {
                " ".to_owned()
            } else {
                line.text(piece)
            }
        })
        .collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_matches(|c| " ,，.。、:;；!！-~".contains(c));
    words.contains(char::is_alphanumeric).then(|| words.to_owned())
}

/// The policy's reason whose words are in the text; the longest words win, then the reason listed first.
pub(super) fn reason(words: &str, reasons: &[ReasonWords]) -> Option<String> {
    let text = content_key(words);
    let found = reasons.iter().flat_map(|reason| {
        let keys = reason.words.iter().map(|word| content_key(word));
        keys.filter(|key| !key.is_empty() && text.contains(key.as_str()))
            .map(move |key| (key.chars().count(), &reason.code))
    });
    found
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, code)| code.clone())
}
