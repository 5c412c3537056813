//! Claims' effect: a claim's package, built from what the log says and the documents it names, put as a document.

use std::path::Path;
use std::pin::Pin;

use claims::{BuildPackage, Claims};
use documents::Documents;
use kit::runtime::{Performer, documents_directory};
use papers::{package_name, write_package};
use proto::claims::{ClaimsCommand, PackageContent, ReportPackage};
use proto::document::{Document, DocumentKind};

/// Beyond this the form of a package's ZIP does not reach.
const LIMIT_BYTES: u64 = u32::MAX as u64;

/// Builds packages into the document store. The same content is the same file, so one built twice, by whichever
/// process died in between, is one.
pub(super) struct PackagePerformer {
    documents: Documents,
}

impl PackagePerformer {
    pub(super) fn open(data: &Path) -> anyhow::Result<Self> {
        let documents = Documents::open(&documents_directory(data))?;
        Ok(Self { documents })
    }
}

impl Performer<Claims> for PackagePerformer {
    fn perform(&self, effect: BuildPackage, _: bool) -> Pin<Box<dyn Future<Output = ClaimsCommand> + Send>> {
        let documents = self.documents.clone();
        Box::pin(async move {
            let BuildPackage { content, .. } = effect;
            let (claim, hash) = (content.claim.clone(), content.hash());
            let built = tokio::task::spawn_blocking(move || build(&documents, &content)).await;
            let package = built.map_err(anyhow::Error::from).flatten();
            ReportPackage {
                claim,
                content: hash,
                package: package.map_err(|failure| format!("{failure:#}")),
            }
            .into()
        })
    }
}

fn build(documents: &Documents, content: &PackageContent) -> anyhow::Result<Document> {
    let open = |hash: &_| {
        let found = documents.open_file(hash).map_err(std::io::Error::other)?;
        Ok(found.map(|found| found.file))
    };
    let mut incoming = documents.receive(LIMIT_BYTES)?;
    write_package(content, open, &mut incoming)?;
    let stored = incoming.finish()?;
    Ok(Document {
        hash: stored.hash,
        size: stored.size,
        media_type: stored.media.as_str().to_owned(),
        name: package_name(content),
        kind: DocumentKind::ClaimPackage,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use types::Hash;

    use super::*;

    const PHOTO: &[u8] = b"\xff\xd8\xff the old part";

    fn effect() -> BuildPackage {
        let document = json!({
            "hash": Hash::of(&[PHOTO]), "size": PHOTO.len(), "media_type": "image/jpeg", "name": "old.jpg",
            "kind": "part_photo",
        });
        let content = json!({
            "claim": "2600017-1", "kind": "failure", "stem": "2600017_EC210BLC", "zone": "Asia/Shanghai",
            "order": {
                "order": "2600017", "order_type": "failure_repair", "opened_at": "2026-01-05T00:00:00Z",
                "site": "", "fault": "动臂无力", "station_name": "杭州站",
            },
            "machine": { "model": "EC210BLC" },
            "cover": { "day": "2026-01-05", "explanation": { "zh": "在保", "en": "covered" } },
            "repair": { "at": "2026-01-05T09:00:00Z", "day": "2026-01-05" },
            "report": {}, "parts": [], "lines": [], "total": 0, "remarks": "", "reason": "",
            "documents": [{ "document": document, "target": { "part": { "line": 1 } } }],
            "checked": [], "judgements": [], "earlier": [],
        });
        BuildPackage {
            content: serde_json::from_value(content).unwrap(),
            attempt: 1,
        }
    }

    async fn reported(performer: &PackagePerformer, leftover: bool) -> ReportPackage {
        match performer.perform(effect(), leftover).await {
            ClaimsCommand::ReportPackage(report) => report,
            other => panic!("{other:?}"),
        }
    }

    // rule: CLM-6
    #[tokio::test]
    async fn a_package_is_built_once_however_often_it_is_asked_for_and_its_failure_is_reported() {
        let data = tempfile::tempdir().unwrap();
        let performer = PackagePerformer::open(data.path()).unwrap();
        let without = reported(&performer, false).await.package.unwrap_err();
        assert!(without.contains("is not in the store"), "{without}");

        let mut photo = performer.documents.receive(LIMIT_BYTES).unwrap();
        photo.write(PHOTO).unwrap();
        photo.finish().unwrap();
        let first = reported(&performer, false).await;
        let package = first.package.clone().unwrap();
        assert_eq!(
            (&*package.name, &*package.media_type),
            ("2600017_EC210BLC.zip", "application/zip")
        );
        assert_eq!(first.content, effect().content.hash());
        performer.documents.check(&package.hash, package.size).unwrap();
        let again = PackagePerformer::open(data.path()).unwrap();
        assert_eq!(reported(&again, true).await, first);
    }
}
