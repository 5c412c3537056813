//! The store on a real disk: what is put is there, what is not finished is not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use documents::{DocumentFailure, DocumentProblem, Documents, Stored};
use types::{Hash, MediaType};

const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 a hose that burst";
const ANY_SIZE: u64 = 1024 * 1024;
/// Set for the process that is killed while it puts a document.
const VICTIM: &str = "FIELDLEDGER_TEST_DOCUMENTS";

fn put(documents: &Documents, pieces: &[&[u8]]) -> Result<Stored, DocumentFailure> {
    let mut incoming = documents.receive(ANY_SIZE)?;
    for piece in pieces {
        incoming.write(piece)?;
    }
    incoming.finish()
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

// rule: CLM-19
#[test]
fn a_document_is_one_file_named_by_its_content_however_often_it_is_put() {
    let directory = tempfile::tempdir().unwrap();
    let documents = Documents::open(directory.path()).unwrap();
    let (first, second) = PHOTO.split_at(5);
    let stored = put(&documents, &[first, second]).unwrap();
    assert_eq!(put(&documents, &[PHOTO]).unwrap(), stored);
    assert_eq!(stored.hash, Hash::of(&[PHOTO]));
    assert_eq!((stored.size, stored.media), (PHOTO.len() as u64, MediaType::Jpeg));
    let name = stored.hash.to_string();
    assert_eq!(
        files(directory.path()),
        [directory.path().join(&name[..2]).join(&name)]
    );
    let mut found = documents.open_file(&stored.hash).unwrap().unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut found.file, &mut bytes).unwrap();
    assert_eq!((bytes.as_slice(), found.media), (PHOTO, MediaType::Jpeg));
    assert!(documents.open_file(&Hash::NONE).unwrap().is_none());
}

#[test]
fn what_is_too_large_empty_of_no_known_kind_or_given_up_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let documents = Documents::open(directory.path()).unwrap();
    let mut small = documents.receive(4).unwrap();
    small.write(b"four").unwrap();
    let more = small.write(b"5").unwrap_err();
    assert!(matches!(more, DocumentFailure::TooLarge { limit_bytes: 4 }));
    drop(small);
    assert!(matches!(put(&documents, &[]), Err(DocumentFailure::Empty)));
    assert!(matches!(
        put(&documents, &[b"MZ\x90\0"]),
        Err(DocumentFailure::UnknownType)
    ));
    assert!(files(directory.path()).is_empty());
}

// rule: CLM-19
#[test]
fn a_document_that_is_missing_cut_or_changed_is_told_apart_and_putting_it_again_heals_it() {
    let directory = tempfile::tempdir().unwrap();
    let documents = Documents::open(directory.path()).unwrap();
    let Stored { hash, size, .. } = put(&documents, &[PHOTO]).unwrap();
    documents.check(&hash, size).unwrap();
    let file = files(directory.path()).remove(0);

    let mut changed = PHOTO.to_vec();
    changed[20] ^= 1;
    fs::write(&file, &changed).unwrap();
    let problem = documents.check(&hash, size).unwrap_err();
    assert!(matches!(problem, DocumentProblem::Differs { found } if found == Hash::of(&[&changed])));
    fs::write(&file, &PHOTO[..9]).unwrap();
    let problem = documents.check(&hash, size).unwrap_err();
    assert!(matches!(problem, DocumentProblem::WrongSize { found: 9, .. }));
    fs::remove_file(&file).unwrap();
    assert!(matches!(
        documents.check(&hash, size),
        Err(DocumentProblem::Missing)
    ));

    fs::write(&file, &changed).unwrap();
    put(&documents, &[PHOTO]).unwrap();
    documents.check(&hash, size).unwrap();
}

#[test]
fn a_process_killed_while_it_puts_leaves_a_piece_that_the_next_opening_clears() {
    if let Some(directory) = std::env::var_os(VICTIM) {
        let documents = Documents::open(Path::new(&directory)).unwrap();
        put(&documents, &[PHOTO]).unwrap();
        let mut incoming = documents.receive(ANY_SIZE).unwrap();
        incoming.write(&PHOTO[..20]).unwrap();
        std::process::abort();
    }
    let directory = tempfile::tempdir().unwrap();
    let killed = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "disk::a_process_killed_while_it_puts_leaves_a_piece_that_the_next_opening_clears",
        ])
        .env(VICTIM, directory.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(!killed.success());
    assert_eq!(files(directory.path()).len(), 2);
    let documents = Documents::open(directory.path()).unwrap();
    assert_eq!(files(directory.path()).len(), 1);
    documents.check(&Hash::of(&[PHOTO]), PHOTO.len() as u64).unwrap();
}

#[test]
fn opening_the_store_again_leaves_alone_what_is_still_being_written() {
    let directory = tempfile::tempdir().unwrap();
    let documents = Documents::open(directory.path()).unwrap();
    let mut incoming = documents.receive(ANY_SIZE).unwrap();
    incoming.write(PHOTO).unwrap();
    let beside = Documents::open(directory.path()).unwrap();
    let stored = incoming.finish().unwrap();
    beside.check(&stored.hash, stored.size).unwrap();
}

#[test]
fn a_directory_that_cannot_be_written_is_named_with_what_was_tried() {
    let directory = tempfile::tempdir().unwrap();
    let documents = Documents::open(directory.path()).unwrap();
    // A file where a directory should be stops the superuser, too.
    let name = Hash::of(&[PHOTO]).to_string();
    fs::write(directory.path().join(&name[..2]), b"").unwrap();
    let failure = put(&documents, &[PHOTO]).unwrap_err();
    assert!(failure.to_string().starts_with("failed to create"), "{failure}");
    assert_eq!(files(directory.path()).len(), 1);

    let incoming = directory.path().join("incoming");
    fs::set_permissions(&incoming, fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(incoming.join("probe"), b"").is_err() {
        let failure = documents.receive(ANY_SIZE).unwrap_err();
        assert!(failure.to_string().starts_with("failed to create"), "{failure}");
        assert!(matches!(failure, DocumentFailure::Disk { doing: "create", .. }));
    }
    fs::set_permissions(&incoming, fs::Permissions::from_mode(0o700)).unwrap();
}
