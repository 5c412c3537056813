//! Merkle trees over the records of a frame, in the manner of RFC 6962.
//!
//! A leaf is hashed with the prefix byte 0, a node with 1, so neither can pass for the other. The root of no
//! records is the hash of nothing.

use serde::{Deserialize, Serialize};
use types::Hash;

const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// Shows that one record belongs to a frame without showing the other records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Place of the record in its frame, from 0.
    pub index: u32,
    /// How many records the frame holds.
    pub count: u32,
    /// The hashes beside the way from the leaf to the root, nearest to the leaf first.
    pub path: Vec<Hash>,
}

/// Hashes one record as a leaf.
#[must_use]
pub fn leaf(record: &[u8]) -> Hash {
    Hash::of(&[LEAF, record])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[NODE, left.as_bytes(), right.as_bytes()])
}

/// Computes the root over the records of a frame, in their order.
#[must_use]
pub fn root<R: AsRef<[u8]>>(records: &[R]) -> Hash {
    if records.is_empty() {
        return Hash::of(&[]);
    }
    let leaves: Vec<Hash> = records.iter().map(|record| leaf(record.as_ref())).collect();
    subtree(&leaves)
}

/// The size of the left part: the largest power of two below the number of leaves.
fn split(leaves: usize) -> usize {
    leaves.next_power_of_two() / 2
}

fn subtree(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [only] => *only,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            node(&subtree(left), &subtree(right))
        }
    }
}

/// Builds the proof for the record at `index`; none when there is no such record.
#[must_use]
pub fn proof<R: AsRef<[u8]>>(records: &[R], index: usize) -> Option<Proof> {
    let leaves: Vec<Hash> = records.iter().map(|record| leaf(record.as_ref())).collect();
    leaves.get(index)?;
    let mut path = Vec::new();
    collect(&leaves, index, &mut path);
    Some(Proof {
        index: u32::try_from(index).ok()?,
        count: u32::try_from(leaves.len()).ok()?,
        path,
    })
}

fn collect(leaves: &[Hash], index: usize, path: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    if index < middle {
        collect(left, index, path);
        path.push(subtree(right));
    } else {
        collect(right, index - middle, path);
        path.push(subtree(left));
    }
}

/// Says whether a leaf belongs under a root, by its proof.
#[must_use]
pub fn check(root: &Hash, leaf: &Hash, proof: &Proof) -> bool {
    proof.index < proof.count && climb(*leaf, proof.index, proof.count, &proof.path) == Some(*root)
}

/// The root that follows from a leaf and the path beside it; none when the path has the wrong length.
fn climb(leaf: Hash, index: u32, count: u32, path: &[Hash]) -> Option<Hash> {
    if count < 2 {
        return path.is_empty().then_some(leaf);
    }
    let (beside, below) = path.split_last()?;
    let middle = count
        .checked_next_power_of_two()
        .map_or(1 << 31, |power| power / 2);
    if index < middle {
        Some(node(&climb(leaf, index, middle, below)?, beside))
    } else {
        Some(node(beside, &climb(leaf, index - middle, count - middle, below)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: usize) -> Vec<Vec<u8>> {
        (0..count).map(|n| format!("record {n}").into_bytes()).collect()
    }

    // The roots of RFC 6962's own test data, so that any other implementation can check our proofs.
    #[test]
    fn roots_are_those_of_rfc_6962() {
        let data: [&[u8]; 4] = [b"", b"\x00", b"\x10", b"\x20\x21"];
        let expected = [
            (
                0,
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                1,
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            ),
            (
                2,
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            ),
            (
                3,
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            ),
            (
                4,
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ),
        ];
        for (count, hash) in expected {
            assert_eq!(root(&data[..count]).to_string(), hash, "{count} records");
        }
    }

    #[test]
    fn every_record_of_every_frame_size_can_be_proved_and_no_other_passes() {
        for count in 1..40 {
            let records = records(count);
            let root = root(&records);
            for index in 0..count {
                let proof = proof(&records, index).unwrap();
                assert!(check(&root, &leaf(&records[index]), &proof), "{index} of {count}");
                assert!(!check(&root, &leaf(b"another"), &proof));
                let moved = Proof {
                    index: (proof.index + 1) % proof.count,
                    ..proof.clone()
                };
                assert!(count == 1 || !check(&root, &leaf(&records[index]), &moved));
                let longer = Proof {
                    path: [proof.path.clone(), vec![Hash::NONE]].concat(),
                    ..proof
                };
                assert!(!check(&root, &leaf(&records[index]), &longer));
            }
            assert_eq!(super::proof(&records, count), None);
        }
    }
}
