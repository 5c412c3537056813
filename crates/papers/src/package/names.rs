//! What files are called inside a package, so that every system can unpack them.

use proto::claims::PackagedDocument;
use proto::document::Document;
use types::MediaType;

/// Of a document's own name, in characters: Chinese ones take three bytes each, and a file's name has 255.
const LONGEST: usize = 60;

/// Each document with its place in the package, `documents/02_part_photo_旧件正面.jpg`, in the order of the claim.
pub(super) fn document_paths(documents: &[PackagedDocument]) -> Vec<(String, &Document)> {
    let digits = documents.len().to_string().len().max(2);
    let numbered = (1..).zip(documents.iter().map(|packaged| &packaged.document));
    numbered
        .map(|(number, document)| (path(number, digits, document), document))
        .collect()
}

fn path(number: usize, digits: usize, document: &Document) -> String {
    let kind = document.kind.as_str();
    let (stem, ending) = document.name.rsplit_once('.').unwrap_or((&document.name, ""));
    // What the content is counts, whatever its sender called it.
    let ending = MediaType::of_name(&document.media_type).map_or(ending, |media| media.extension());
    let stem = clean(&stem.chars().take(LONGEST).collect::<String>());
    format!("documents/{number:0digits$}_{kind}_{stem}.{ending}")
}

/// A name without what file systems and shells take for something else.
pub(super) fn clean(name: &str) -> String {
    let clean: String = name.chars().map(plain).collect();
    let clean = clean.trim_matches(['.', ' ', '_']);
    if clean.is_empty() {
        "-".to_owned()
    } else {
        clean.to_owned()
    }
}

fn plain(character: char) -> char {
    let fits = character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '(' | ')' | '（' | '）');
    if fits { character } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_a_file_system_would_stumble_over() {
        let cleaned = [
            ("旧件 正面", "旧件_正面"),
            ("../../etc/passwd", "etc_passwd"),
            ("C:\\照片\\1", "C__照片_1"),
            ("a\0\n\u{202e}b", "a___b"),
            (" .. ", "-"),
        ];
        for (name, expected) in cleaned {
            assert_eq!(clean(name), expected, "{name:?}");
        }
    }
}
