//! One byte of a database, or of a photo beside it, turned over while the system is stopped.

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

// rule: CLM-19
#[test]
fn a_photo_that_was_changed_or_lost_is_named_by_hash_order_and_position_and_putting_it_again_heals_it() {
    const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 a hose that burst";
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let put = || {
        let put = system.http().post("/api/v1/documents").with("name", "旧件.jpg");
        put.acting("P101").body("image/jpeg", PHOTO).send().taken()
    };
    let mut document = put();
    document["kind"] = serde_json::json!("photo");
    let attach = serde_json::json!({ "order": order, "target": "order", "document": document });
    system.act("P101", "field/attach-document", &attach).taken();
    system.settle();
    let (code, said) = verify(&data);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 documents, sound"), "{said}");

    let hash = document["hash"].as_str().unwrap().to_owned();
    let file = data.path().join("documents").join(&hash[..2]).join(&hash);
    let mut changed = PHOTO.to_vec();
    changed[20] ^= 0b10;
    fs::write(&file, changed).unwrap();
    for lost in [false, true] {
        if lost {
            fs::remove_file(&file).unwrap();
        }
        let (code, said) = verify(&data);
        assert_eq!(code, 1, "{said}");
        let problem = if lost {
            "the file is missing"
        } else {
            "its content differs"
        };
        for named in [&*hash, "旧件.jpg", &format!("order {order}"), "field.", problem] {
            assert!(said.contains(named), "{named}: {said}");
        }
    }
    put();
    let (code, said) = verify(&data);
    assert_eq!(code, 0, "{said}");
    system.stop();
    let (code, said) = verify(&data);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 documents, sound"), "{said}");
}
