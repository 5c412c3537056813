//! The README's tour, typed as it is printed there.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose README cannot be read fails where it stands"
)]

use whole_system::{Data, Options, System, at, project_file};

/// One command of the tour and what is printed under it.
struct Step {
    command: String,
    printed: String,
}

/// The commands of the README's `console` blocks, in order.
fn tour() -> Vec<Step> {
    let readme = std::fs::read_to_string(project_file("README.md")).unwrap();
    let blocks = readme
        .split("```console\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let mut steps: Vec<Step> = Vec::new();
    for line in blocks.flat_map(str::lines) {
        match line.strip_prefix("$ fieldledger ") {
            Some(command) => steps.push(Step {
                command: command.to_owned(),
                printed: String::new(),
            }),
            None => {
                let printed = &mut steps.last_mut().unwrap().printed;
                printed.push_str(line);
                printed.push('\n');
            }
        }
    }
    steps
}

/// Splits a command as a shell does that meets only single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    words
}

/// What may differ from machine to machine: numbers of frames, and with them the hashes of heads.
fn comparable(text: &str) -> String {
    let frames = |line: &str| -> String {
        let mut shown = String::new();
        let mut rest = line;
        while let Some(at) = rest.find(['#', ':']) {
            let (before, after) = rest.split_at(at + 1);
            shown.push_str(before);
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let named = before
                .trim_end_matches(['#', ':'])
                .ends_with(|c: char| c.is_ascii_lowercase());
            rest = if named && digits > 0 {
                shown.push('N');
                &after[digits..]
            } else {
                after
            };
        }
        shown.push_str(rest);
        shown.trim_end().to_owned()
    };
    let mut lines: Vec<String> = text.lines().map(frames).collect();
    for records in lines.chunk_by_mut(|one, next| moment(one).is_some() && moment(one) == moment(next)) {
        records.sort_by_key(|record| record.rsplit(' ').next().map(ToOwned::to_owned));
    }
    lines.join("\n").trim_end().to_owned()
}

/// The minute with which a line of a history begins, whose last word is its log: what follows from one record in two
/// logs stands in any order.
fn moment(line: &str) -> Option<&str> {
    let minute = line.get(.."2026-01-05 13:55".len())?;
    (minute.starts_with("2026-") && minute.contains(' ')).then_some(minute)
}

/// Lines without their number, sorted.
fn unordered(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_start_matches(|c: char| c.is_ascii_digit()).trim())
        .collect();
    lines.sort_unstable();
    lines
}

// rule: SLA-2
#[test]
fn the_readmes_tour_works_exactly_as_printed() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    for step in tour() {
        let in_project = |word: String| {
            if word.starts_with("deploy/") {
                project_file(&word).display().to_string()
            } else {
                word
            }
        };
        let arguments: Vec<String> = words(&step.command).into_iter().map(in_project).collect();
        // Whoever types this is slower than the system.
        system.settle();
        let printed = system.cli().prints(&arguments);
        match step.command.as_str() {
            // What a log holds in frames differs by a few; that each is sound does not.
            "log verify --all" => {}
            // What leaves at one moment leaves in any order.
            "sms outbox" => assert_eq!(unordered(&printed), unordered(&step.printed)),
            command => {
                let (printed, expected) = (comparable(&printed), comparable(&step.printed));
                assert_eq!(printed, expected, "$ fieldledger {command}");
            }
        }
    }
    system.stop();
}
