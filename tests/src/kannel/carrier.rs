//! What fakesmsc, in the carrier's place, says it was handed for the phones.

use std::collections::BTreeMap;

/// A text that reached a phone, its parts put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub to: String,
    pub text: String,
    /// How many messages it took on the way.
    pub parts: usize,
}

/// The parts of a text that are here so far, by number.
#[derive(Debug, Default)]
struct Parts {
    of: usize,
    here: BTreeMap<u8, Vec<u8>>,
}

/// Reads the lines `Got message 1: <106900 13800001301 udh %05... data 0%10...>`; a text whose parts are not all here is
/// left out.
pub(super) fn received(said: &str) -> Vec<Received> {
    let lines = said.lines().filter_map(|line| line.split_once("Got message "));
    let messages = lines.filter_map(|(_, rest)| rest.split_once('<')?.1.strip_suffix('>'));
    let mut all = Vec::new();
    let mut parted: BTreeMap<(String, u8), Parts> = BTreeMap::new();
    for message in messages {
        match message.split(' ').collect::<Vec<_>>().as_slice() {
            [_, to, "ucs-2", words] => all.push(whole(to, &bytes(words), 1)),
            [_, to, "udh", header, "data", words] => {
                let [5, 0, 3, reference, of, number] = bytes(header)[..] else {
                    panic!("a header of no part: {message}")
                };
                let parts = parted.entry(((*to).to_owned(), reference)).or_default();
                parts.of = of.into();
                parts.here.insert(number, bytes(words));
                if parts.here.len() == parts.of {
                    let bytes: Vec<u8> = parts.here.values().flatten().copied().collect();
                    all.push(whole(to, &bytes, parts.of));
                    parts.here.clear();
                }
            }
            _ => panic!("a message as no phone reads it: {message}"),
        }
    }
    all
}

fn whole(to: &str, bytes: &[u8], parts: usize) -> Received {
    let units: Vec<u16> = bytes
        .chunks(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    Received {
        to: to.to_owned(),
        text: String::from_utf16(&units).expect("UCS-2 as phones read it"),
        parts,
    }
}

/// What fakesmsc wrote percent-encoded.
fn bytes(words: &str) -> Vec<u8> {
    let mut rest = words.bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.expect("two digits"));
                let digits = std::str::from_utf8(&digits).expect("two digits");
                u8::from_str_radix(digits, 16).expect("two digits")
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    bytes
}
