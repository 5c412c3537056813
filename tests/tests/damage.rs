//! One byte of a database turned over while the system is stopped.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::fs;

use whole_system::{CommandLine, Data, HANGZHOU, Options, System, at};

/// Turns over one bit in the middle of a text that stands in a log's file; gives how often it stood there.
fn damage(data: &Data, service: &str, text: &str) -> usize {
    let path = data.database(service);
    let mut bytes = fs::read(&path).unwrap();
    let places: Vec<usize> = bytes
        .windows(text.len())
        .enumerate()
        .filter(|(_, window)| *window == text.as_bytes())
        .map(|(at, _)| at)
        .collect();
    for place in &places {
        bytes[place + text.len() / 2] ^= 0b10;
    }
    fs::write(&path, bytes).unwrap();
    places.len()
}

fn verify(data: &Data) -> (i32, String) {
    let ran = CommandLine::new()
        .english()
        .option("--data", data.path().to_str().unwrap())
        .run(&["log", "verify"]);
    (ran.code, format!("{}{}", ran.out, ran.err))
}

#[test]
fn a_flipped_byte_is_found_by_log_and_frame_and_the_system_does_not_start_on_it() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    for _ in 0..3 {
        let order = system.open_order(&HANGZHOU);
        let cancel = serde_json::json!({ "order": order, "reason": "duplicate", "note": "与昨天的工单重复" });
        system.act("P101", "hotline/cancel-order", &cancel).taken();
    }
    system.settle();
    system.stop();
    let (code, said) = verify(&data);
    assert_eq!(code, 0, "{said}");

    assert!(
        damage(&data, "hotline", "与昨天的工单重复") > 0,
        "the note is nowhere in hotline's file"
    );
    let (code, said) = verify(&data);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("hotline") && said.contains("frame"), "{said}");
    assert!(
        said.split("frame ")
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit())),
        "{said}"
    );

    let refused = System::try_start(&Options::sandbox_again(&data)).unwrap_err();
    assert!(refused.code.is_some_and(|code| code != 0), "{refused:?}");
    assert!(
        refused.err.contains("hotline")
            && ["frame", "log verify"]
                .iter()
                .any(|way| refused.err.contains(way)),
        "{refused:?}"
    );
}
