//! Photos and papers beside the checklist: what a claim must hold, what there is, and what is missing (CLM-19).

use proto::desk::ClaimPage;
use proto::document::Document;
use types::{Instant, MediaType};

use crate::Frame;
use crate::frame::query;

/// A kind of paper with the documents of it.
pub(crate) struct Paper {
    pub(crate) title: String,
    /// Whether a claim of this kind must hold it and there is none.
    pub(crate) is_missing: bool,
    pub(crate) files: Vec<File>,
}

/// A document and the way to it.
pub(crate) struct File {
    pub(crate) href: String,
    pub(crate) name: String,
    /// Whether browsers draw it.
    pub(crate) is_picture: bool,
}

impl File {
    pub(crate) fn of(document: &Document) -> Self {
        let name = query(&[("name", document.name.as_str())]);
        let media = MediaType::of_name(&document.media_type);
        Self {
            href: format!("/api/v1/documents/{}?{name}", document.hash),
            name: document.name.clone(),
            is_picture: matches!(media, Some(MediaType::Jpeg | MediaType::Png | MediaType::Webp)),
        }
    }
}

/// What the claim must hold, the missing ones too; then whatever else was attached.
pub(super) fn papers(page: &ClaimPage, frame: &Frame<'_>) -> Vec<Paper> {
    let mut papers: Vec<Paper> = page
        .papers
        .iter()
        .map(|paper| Paper {
            title: frame.say(&paper.title).to_owned(),
            is_missing: paper.documents.is_empty(),
            files: paper.documents.iter().map(File::of).collect(),
        })
        .collect();
    let needed = |document: &Document| page.papers.iter().any(|paper| paper.kind == document.kind);
    let attached = page.report.iter().flat_map(|report| &report.documents);
    for shown in attached.filter(|shown| !needed(&shown.document)) {
        let title = frame.say(&shown.kind_title);
        match papers.iter_mut().find(|paper| paper.title == title) {
            Some(paper) => paper.files.push(File::of(&shown.document)),
            None => papers.push(Paper {
                title: title.to_owned(),
                is_missing: false,
                files: vec![File::of(&shown.document)],
            }),
        }
    }
    papers
}

/// What was attached after a moment.
pub(super) fn since(page: &ClaimPage, after: Instant) -> Vec<File> {
    let attached = page.report.iter().flat_map(|report| &report.documents);
    let later = attached.filter(|shown| shown.at > after);
    later.map(|shown| File::of(&shown.document)).collect()
}
