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
