//! `MANIFEST.json`: every file of a package with its hash, so that whoever receives it can check it.

use proto::claims::PackageContent;
use proto::document::{Document, DocumentKind};
use serde::Serialize;
use types::{ClaimNumber, Hash};

#[derive(Serialize)]
pub(super) struct Manifest<'a> {
    claim: &'a ClaimNumber,
    /// The hash of what the package was built from; also that of `claim.json`.
    content: Hash,
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    size: u64,
    sha256: Hash,
    /// What a document shows, and what its sender called it.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    kind: DocumentKind,
    media_type: &'a str,
    name: &'a str,
}

impl<'a> Manifest<'a> {
    pub(super) fn of(content: &'a PackageContent) -> Self {
        Self {
            claim: &content.claim,
            content: content.hash(),
            files: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, path: &'a str, bytes: &[u8]) {
        self.files.push(Listed {
            path,
            size: bytes.len() as u64,
            sha256: Hash::of(&[bytes]),
            document: None,
        });
    }

    pub(super) fn add_document(&mut self, path: &'a str, document: &'a Document) {
        self.files.push(Listed {
            path,
            size: document.size,
            sha256: document.hash,
            document: Some(Shown {
                kind: document.kind,
                media_type: &document.media_type,
                name: &document.name,
            }),
        });
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
