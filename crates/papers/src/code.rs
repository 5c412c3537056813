//! Codes a scanner reads: QR symbols as drawings inside the page.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::PaperFailure;

/// How much white a reader needs around a symbol, in modules.
const QUIET: usize = 4;

/// A symbol as it is drawn: one path over a white square.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// Of the square with its white border, in modules.
    pub(crate) side: usize,
    /// The black modules, row by row, as an SVG path.
    pub(crate) path: String,
}

/// The symbol of a text. A quarter of it may be dirty or torn off and it still reads.
///
/// # Errors
/// [`PaperFailure::Code`] when the text is too long.
pub(crate) fn symbol(text: &str) -> Result<Symbol, PaperFailure> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q);
    let code = code.map_err(|source| PaperFailure::Code {
        text: text.to_owned(),
        source,
    })?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = QUIET;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                // Writing into a text never fails.
                let _ = write!(path, "M{x} {}h{}v1h-{}z", y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Ok(Symbol {
        side: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Draws a page's symbols as a printer would and reads them as a scanner would.
    pub(crate) fn scanned(page: &str) -> Vec<String> {
        page.split("<svg").skip(1).map(scan).collect()
    }

    fn scan(drawing: &str) -> String {
        const DOTS: usize = 4;
        let between = |from: &str, to: &str| {
            let (_, rest) = drawing.split_once(from).unwrap();
            rest.split_once(to).unwrap().0.to_owned()
        };
        let side: usize = between("viewBox=\"0 0 ", " ").parse().unwrap();
        let mut dark = vec![vec![false; side]; side];
        for run in between(" d=\"M", "z\"").split("zM") {
            let (place, length) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let [x, y, length] =
                [x, y, length.split_once('v').unwrap().0].map(|number| number.parse::<usize>().unwrap());
            dark[y][x..x + length].fill(true);
        }
        let dots = side * DOTS;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(dots, dots, |x, y| {
            if dark[y / DOTS][x / DOTS] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_text_too_long_for_a_code_is_refused_and_never_cut() {
        let long = "2600017-P3".repeat(400);
        assert!(matches!(symbol(&long), Err(PaperFailure::Code { text, .. }) if text == long));
    }
}
