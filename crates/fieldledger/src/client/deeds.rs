//! What is said after a command was taken.

use proto::Accepted;
use proto::field::ReportFlagged;
use serde::de::DeserializeOwned;

use crate::client::view::{Tone, View};
use crate::client::words::Word;

/// What the command says of itself, where it stands in the log, and the flags that came with it.
pub(crate) fn report(
    accepted: &Accepted,
    view: &View,
    done: impl FnOnce(&Accepted, &View) -> String,
) -> String {
    if accepted.events.is_empty() {
        return view.word(Word::AlreadySo).to_owned();
    }
    let done = done(accepted, view);
    let (first, more) = done.split_once('\n').unwrap_or((&done, ""));
    let place = view.say(Word::InLog, &[accepted.log.as_str(), &accepted.frame.to_string()]);
    let mut text = format!(
        "{}  {}",
        view.paint(Tone::Good, first),
        view.paint(Tone::Dim, &place)
    );
    if !more.is_empty() {
        text.push('\n');
        text.push_str(more);
    }
    for flag in events::<ReportFlagged>(accepted, "ReportFlagged") {
        let title = flag.flag.title();
        let about = flag.about.to_string();
        let flagged = match about.is_empty() {
            true => view.sentence(&title).to_owned(),
            false => view.aside(view.sentence(&title), &about),
        };
        let line = view.say(Word::Flagged, &[&flagged]);
        text.push('\n');
        text.push_str(&view.paint(Tone::Warning, &line));
    }
    text
}

/// The events of a kind, as far as they can be read.
pub(crate) fn events<T: DeserializeOwned>(accepted: &Accepted, kind: &str) -> Vec<T> {
    let of_kind = accepted.events.iter().filter(|answered| answered.kind == kind);
    of_kind
        .filter_map(|answered| serde_json::from_value(answered.event.clone()).ok())
        .collect()
}

/// The first event of a kind.
pub(crate) fn event<T: DeserializeOwned>(accepted: &Accepted, kind: &str) -> Option<T> {
    events(accepted, kind).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Lang;

    fn accepted(events: serde_json::Value) -> Accepted {
        serde_json::from_value(serde_json::json!({ "log": "field", "frame": 12, "events": events })).unwrap()
    }

    #[test]
    fn a_report_that_was_flagged_says_so_and_one_that_changed_nothing_too() {
        let flagged = accepted(serde_json::json!([
            { "stream": "order/2600017", "version": 3, "kind": "ReportFlagged",
              "event": { "order": "2600017", "visit": 1, "flag": "unknown_companion", "about": "小李" } },
        ]));
        let view = View::plain(Lang::Zh);
        assert_eq!(
            report(&flagged, &view, |_, _| "已报到达。".to_owned()),
            "已报到达。  [field#12]\n已标记：同行人员不在名录（小李）"
        );
        let long = report(&flagged, &view, |_, _| "行已保存。\n1  工时".to_owned());
        assert_eq!(
            long,
            "行已保存。  [field#12]\n1  工时\n已标记：同行人员不在名录（小李）"
        );
        let unchanged = report(&accepted(serde_json::json!([])), &view, |_, _| {
            "已报到达。".to_owned()
        });
        assert_eq!(unchanged, "本来就是这样，没有改变。");
    }
}
