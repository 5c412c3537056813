//! Texts that do harm where they are not escaped, and a look at what a page makes of them.

/// What people type, paste or are said to, one mark in each, by which it is found again.
pub const HOSTILE: [&str; 19] = [
    "h01<script>alert(1)</script>",
    "h02\"><img src=x onerror=alert(1)>",
    "h03' onmouseover='alert(1)",
    "h04</textarea></title></bdi><x-naughty>",
    "h05{{ 7*7 }} ${7*7} <%= 7 %> {% raw %}",
    "h06&lt;b&gt; &amp; &#60;",
    "h07\u{202e}txt.exe\u{202c} \u{200f}مرحبا\u{2066}",
    "h08👩\u{200d}🔧🚜\u{fe0f} 👨\u{200d}👩\u{200d}👧",
    "=h09+1|' /C calc'!A0",
    "@h10(1;2,3)\t\"a\",'b'",
    "-h11+1",
    "+h12",
    "h13,\"quoted\";semicolon",
    "h14 **bold** [link](javascript:alert(1)) `code`",
    "../../h15/etc/passwd%00.png",
    "h16\u{200b}zero\u{feff}width\u{ad}",
    "h17 ﷽ Z̸̢͝a̵l̷g̶o̸ ｆｕｌｌ　ｗｉｄｔｈ 𠀀",
    "h20\u{0}nul\u{1}\u{1b}[31m\u{7f}\u{85}end",
    "h18 \\ud83d \\u0000 %s %n ' OR 1=1;--",
];

/// Elements that hold a text of somebody apart from what stands around it.
const APART: [&str; 9] = [
    "bdi",
    "dd",
    "textarea",
    "title",
    "option",
    "pre",
    "td",
    "figcaption",
    "code",
];
const VOID: [&str; 8] = ["meta", "link", "input", "br", "hr", "img", "wbr", "col"];
/// Marks that turn the text round that follows.
const TURNING: [char; 2] = ['\u{202e}', '\u{2066}'];

/// A page as a browser takes it apart, as far as these tests need it.
#[derive(Debug, Default)]
pub struct Taken {
    /// What stands between the tags and in values, without escapes.
    pub text: String,
    /// Addresses that the page leads to.
    pub links: Vec<String>,
    /// What should not be in a page of ours.
    pub harm: Vec<String>,
}

impl Taken {
    /// Takes a page apart.
    #[must_use]
    pub fn of(page: &str) -> Self {
        let mut taken = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut rest = page;
        while let Some((text, after)) = rest.split_once('<') {
            taken.takes_text(text, open.last().map_or("", String::as_str));
            rest = taken.takes_tag(after, &mut open);
        }
        taken.takes_text(rest, "");
        taken
    }

    fn takes_text(&mut self, text: &str, inside: &str) {
        let text = unescaped(text);
        if text.contains(TURNING) && !APART.contains(&inside) {
            self.harm
                .push(format!("<{inside}> lets {text:?} turn round what follows it"));
        }
        self.text.push_str(&text);
    }

    /// Takes a tag up to its end, a script or style with all it holds; gives what comes after.
    fn takes_tag<'p>(&mut self, after: &'p str, open: &mut Vec<String>) -> &'p str {
        if let Some(comment) = after.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let (tag, rest) = until_its_end(after);
        let name: String = tag
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '>')
            .collect();
        let name = name.trim_end_matches('/').to_lowercase();
        if let Some(closed) = name.strip_prefix('/') {
            if let Some(at) = open.iter().rposition(|known| known == closed) {
                open.truncate(at);
            }
            return rest;
        }
        let attributes = attributes(tag.get(name.len()..).unwrap_or_default());
        self.judge(&name, &attributes);
        if name == "script" || name == "style" {
            return rest
                .split_once(&format!("</{name}>"))
                .map_or("", |(_, rest)| rest);
        }
        if !VOID.contains(&name.as_str()) && !tag.ends_with('/') && !name.starts_with('!') {
            open.push(name);
        }
        rest
    }

    fn judge(&mut self, name: &str, attributes: &[(String, String)]) {
        for (attribute, value) in attributes {
            self.text.push_str(value);
            self.text.push('\n');
            let leads = ["href", "src", "action"].contains(&attribute.as_str());
            let own = value.is_empty() || value.starts_with(['/', '?', '#']) && !value.starts_with("//");
            let of_paper = value.starts_with("data:image/") && name == "img";
            if attribute.starts_with("on") || leads && !own && !of_paper {
                self.harm.push(format!("<{name} {attribute}={value:?}>"));
            }
            if attribute == "href" && name == "a" {
                self.links.push(value.clone());
            }
        }
        let runs = name == "script" && !attributes.iter().any(|(name, _)| name == "src");
        if runs || ["iframe", "object", "embed", "x-naughty", "base"].contains(&name) {
            self.harm.push(format!("<{name}>"));
        }
    }
}

/// A tag without its end, which a quoted value may hold, and the rest.
fn until_its_end(after: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in after.char_indices() {
        match (quote, c) {
            (None, '>') => return (&after[..at], &after[at + 1..]),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    (after, "")
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ', '\n', '\t']).unwrap_or(rest.len());
        let name = rest[..end].trim_matches('/').to_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| ['"', '\''].contains(c));
            let (inside, left) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            (value, rest) = (inside, left);
        }
        if !name.is_empty() {
            found.push((name, unescaped(value)));
        }
        rest = rest.trim_start();
    }
    found
}

/// Text of a page as somebody reads it.
fn unescaped(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        read.push_str(before);
        let reference = after.split_once(';').filter(|(name, _)| name.len() < 9);
        let meant = reference.and_then(|(name, left)| Some((character(name)?, left)));
        (rest, _) = match meant {
            Some((c, left)) => (left, read.push(c)),
            None => (after, read.push('&')),
        };
    }
    read + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        name => char::from_u32(name.strip_prefix('#')?.parse().ok()?),
    }
}
