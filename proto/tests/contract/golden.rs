//! Committed files that must be equal to what the code makes.

use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Holds a text against a file of this crate, or writes the file when `FIELDLEDGER_BLESS` is set.
pub(crate) fn hold(file: &str, made: &str) {
    let path = folder().join(file);
    if std::env::var_os("FIELDLEDGER_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (was, is))) = differing(&committed, made) {
        panic!(
            "{file} line {line} is not what the code makes.\n  committed: {was}\n  made:      {is}\n\
             If the change is meant, run FIELDLEDGER_BLESS=1 cargo test -p fieldledger-proto and review the difference."
        );
    }
}

fn differing<'a>(committed: &'a str, made: &'a str) -> Option<(usize, (&'a str, &'a str))> {
    let mut committed = committed.lines();
    let mut made = made.lines();
    let mut number = 0;
    loop {
        number += 1;
        match (committed.next(), made.next()) {
            (None, None) => return None,
            (was, is) if was == is => {}
            (was, is) => return Some((number, (was.unwrap_or("nothing"), is.unwrap_or("nothing")))),
        }
    }
}

/// The lines of a committed golden, each cut at spaces into `N` columns.
pub(crate) fn rows<const N: usize>(file: &str) -> Vec<[String; N]> {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<String> = line.splitn(N, ' ').map(ToOwned::to_owned).collect();
            columns.try_into().unwrap_or_else(|_| panic!("{file}: {line}"))
        })
        .collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "-".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.trim_start_matches('-').as_bytes();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
