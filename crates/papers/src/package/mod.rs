//! The claim package 索赔包: one ZIP with the claim for machines, the claim for people, and its documents (CLM-6).

mod form;
mod manifest;
mod names;
mod summing;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Write};

use proto::claims::PackageContent;
use proto::document::Document;
use types::Hash;

use self::manifest::Manifest;
use self::names::document_paths;
use self::summing::Summed;
use crate::PaperFailure;
use crate::zip::{Archive, Sum};

const MANIFEST: &str = "MANIFEST.json";
const FORM: &str = "claim.html";
const CLAIM: &str = "claim.json";

/// Says why a package cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum PackageFailure {
    #[error("document {hash} ({name}) is not in the store")]
    Missing { hash: Hash, name: String },
    #[error("document {hash} ({name}) is not what was attached")]
    Differs { hash: Hash, name: String },
    #[error("failed to read document {hash} ({name})")]
    Read {
        hash: Hash,
        name: String,
        source: io::Error,
    },
    #[error("failed to write the claim as JSON")]
    Json(#[from] serde_json::Error),
    #[error("failed to make the printable form")]
    Form(#[from] PaperFailure),
    #[error("failed to write the package")]
    Write(#[from] io::Error),
}

/// What the package is called: the name the manufacturer knows papers by (CLM-6).
#[must_use]
pub fn package_name(content: &PackageContent) -> String {
    format!("{}.zip", names::clean(&content.stem))
}

/// Writes the package of a claim. The same content makes the same bytes (CLM-6).
///
/// `open` gives a document's bytes by its hash, or none; each is read twice, the first time to see that it is what was
/// attached.
///
/// # Errors
/// [`PackageFailure`]; what was written until then is no package.
pub fn write_package<R: Read>(
    content: &PackageContent,
    mut open: impl FnMut(&Hash) -> io::Result<Option<R>>,
    out: impl Write,
) -> Result<(), PackageFailure> {
    let documents = document_paths(&content.documents);
    let sums = documents
        .iter()
        .map(|(_, document)| summed(document, &mut open))
        .collect::<Result<Vec<Sum>, _>>()?;
    // The very bytes that the content's hash is made of.
    let claim = serde_json::to_vec(content)?;
    let form = form::page(content, &documents)?;
    let mut manifest = Manifest::of(content);
    manifest.add(FORM, form.as_bytes());
    manifest.add(CLAIM, &claim);
    for (path, document) in &documents {
        manifest.add_document(path, document);
    }
    let manifest = manifest.to_bytes()?;

    let mut archive = Archive::new(out);
    archive.add(MANIFEST, Sum::of(&manifest)?, manifest.as_slice())?;
    archive.add(FORM, Sum::of(form.as_bytes())?, form.as_bytes())?;
    archive.add(CLAIM, Sum::of(&claim)?, claim.as_slice())?;
    for ((path, document), sum) in documents.iter().zip(sums) {
        archive.add(path, sum, found(document, &mut open)?)?;
    }
    Ok(archive.finish()?)
}

/// Reads a document through: is it what was attached, and what is its checksum?
fn summed<R: Read>(
    document: &Document,
    open: &mut impl FnMut(&Hash) -> io::Result<Option<R>>,
) -> Result<Sum, PackageFailure> {
    let Document { hash, name, size, .. } = document;
    let read = Summed::of(found(document, open)?).map_err(|source| PackageFailure::Read {
        hash: *hash,
        name: name.clone(),
        source,
    })?;
    if read.size != *size || read.hash != *hash {
        return Err(PackageFailure::Differs {
            hash: *hash,
            name: name.clone(),
        });
    }
    Ok(Sum {
        crc: read.crc,
        size: crate::zip::fits(read.size)?,
    })
}

fn found<R: Read>(
    document: &Document,
    open: &mut impl FnMut(&Hash) -> io::Result<Option<R>>,
) -> Result<R, PackageFailure> {
    let Document { hash, name, .. } = document;
    let opened = open(hash).map_err(|source| PackageFailure::Read {
        hash: *hash,
        name: name.clone(),
        source,
    })?;
    opened.ok_or_else(|| PackageFailure::Missing {
        hash: *hash,
        name: name.clone(),
    })
}
