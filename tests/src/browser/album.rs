//! `docs/console`: a picture of each page, and what it is for.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::browser::Stop;

/// Pages whose pictures are taken in English, too.
const IN_ENGLISH: [&str; 5] = ["intake", "board", "order", "claim", "parts"];
const HEAD: &str = "# 服务工单台 · The console

每一页的用途和样子；图由 `cargo xtask screenshots` 在演练环境中生成，数据均为虚构。

What each page is for and how it looks. `cargo xtask screenshots` takes the pictures in a sandbox; all data are invented.
[ADR 18](../adr/0018-console.md) says how pages are made, [operations](../operations.md#sign-in) who may come in.
";

/// Pictures that are being collected.
#[derive(Debug, Default)]
pub struct Album {
    text: String,
}

impl Album {
    /// Whether a page's picture is taken in a language.
    #[must_use]
    pub fn wants(stop: &Stop, language: &str) -> bool {
        language == "zh" || IN_ENGLISH.contains(&stop.name)
    }

    /// Puts the picture of a page into a folder.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn takes(&mut self, folder: &Path, stop: &Stop, language: &str, picture: &[u8]) {
        let [chinese, english] = stop.about;
        let name = if language == "zh" {
            write!(self.text, "\n## {chinese}\n\n{english}\n").expect("a text grows");
            format!("{}.png", stop.name)
        } else {
            format!("{}-{language}.png", stop.name)
        };
        let described = if language == "zh" { chinese } else { english };
        write!(self.text, "\n![{described}]({name})\n").expect("a text grows");
        fs::write(folder.join(name), picture).expect("a picture is written");
    }

    /// Writes the page that shows them all.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn closes(self, folder: &Path) {
        fs::write(folder.join("README.md"), format!("{HEAD}{}", self.text)).expect("a page is written");
    }
}
