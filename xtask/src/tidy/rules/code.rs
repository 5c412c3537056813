//! Finding tests and `// rule: ID` comments in Rust source, by line: rustfmt keeps the layout this relies on.

/// A function as found in a file.
pub(super) struct Function {
    pub(super) is_test: bool,
    /// The rules named in comments directly above it or in its body.
    pub(super) rules: Vec<String>,
}

/// Whether this is an id such as `ORD-12`.
pub(super) fn is_rule(word: &str) -> bool {
    word.split_once('-').is_some_and(|(family, number)| {
        family.len() == 3
            && family.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The rules a line's `// rule:` comment names; `None` for a line without such a comment.
pub(super) fn rules_named(line: &str) -> Option<Vec<String>> {
    let (_, rest) = line.split_once("// rule:")?;
    let words = rest.split([',', ' ']).filter(|word| !word.is_empty());
    let ids = words
        .map(|word| word.trim_end_matches(['.', ':', ';']))
        .take_while(|word| is_rule(word));
    Some(ids.map(str::to_owned).collect())
}

/// Whether a text names the rule: `ORD-1` does not count in `ORD-12`.
pub(super) fn names(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| {
        let after = text.get(at + id.len()..).unwrap_or_default();
        !after.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Finds a function by name: the attributes and comments above it, and its body to the brace at its own indent.
pub(super) fn function(text: &str, name: &str) -> Option<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &&str| {
        let rest = line
            .split_once("fn ")
            .and_then(|(_, rest)| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(['(', '<']))
    };
    let at = lines.iter().position(begins)?;
    let (above, rest) = lines.split_at_checked(at)?;
    let indent = rest
        .first()
        .map_or(0, |line| line.len() - line.trim_start().len());
    let ends = |line: &str| line.trim() == "}" && line.len() - line.trim_start().len() <= indent;
    let head = above
        .iter()
        .rev()
        .take_while(|line| line.trim_start().starts_with(['#', '/']))
        .copied();
    let head: Vec<&str> = head.collect();
    let is_test = head
        .iter()
        .any(|line| line.contains("test]") || line.contains("test("));
    let body = rest.iter().take_while(|line| !ends(line)).copied();
    let rules = head
        .iter()
        .copied()
        .chain(body)
        .filter_map(rules_named)
        .flatten()
        .collect();
    Some(Function { is_test, rules })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "mod tests {\n    // rule: ORD-8\n    #[tokio::test(flavor = \"current_thread\")]\n    \
                          async fn late() {\n        // rule: ORD-9, SLA-2: both\n    }\n\n    // rule: ORD-10\n    \
                          fn aid() {}\n}\n";

    #[test]
    fn a_test_has_the_rules_above_it_and_within_it() {
        let found = function(SOURCE, "late").unwrap();
        assert!(found.is_test);
        assert_eq!(found.rules, ["ORD-8", "ORD-9", "SLA-2"]);
        assert!(!function(SOURCE, "aid").unwrap().is_test);
        assert!(function(SOURCE, "lat").is_none());
    }

    #[test]
    fn a_short_id_is_not_found_in_a_longer_one() {
        assert!(!names("shows ORD-12", "ORD-1"));
        assert!(names("ORD-12 and ORD-1.", "ORD-1"));
    }
}
