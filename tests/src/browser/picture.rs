//! Pictures of pages, small enough to be kept beside the source.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};
use serde_json::{Value, json};

use crate::browser::Window;

/// How wide a picture is, and how high at most, in pixels.
const WIDTH: u64 = 1_280;
const HIGHEST: u64 = 1_500;
/// How many colours it has at most.
const COLOURS: usize = 256;

/// How many of them are as they were: surfaces, letters.
const AS_THEY_ARE: usize = 128;

type Colour = [u8; 3];

impl Window<'_> {
    /// A picture of the page from its top, PNG with a palette.
    ///
    /// # Panics
    /// When the browser takes none.
    #[must_use]
    pub fn picture(&self) -> Vec<u8> {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": WIDTH, "height": 900, "deviceScaleFactor": 1, "mobile": false }),
        );
        let high = self.asks("Math.ceil(document.documentElement.getBoundingClientRect().height)");
        let high = high.as_u64().expect("a page has a height").clamp(300, HIGHEST);
        let clip = json!({ "x": 0, "y": 0, "width": WIDTH, "height": high, "scale": 1 });
        let taken = self.devtools(
            "Page.captureScreenshot",
            &json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }),
        );
        let png = taken["data"].as_str().expect("a picture is text in base 64");
        smaller(&BASE64_STANDARD.decode(png).expect("base 64"))
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.done(self.wire.post("/goog/cdp/execute", &body))
    }
}

/// The same picture with a palette of its most frequent colours.
fn smaller(png: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![
        0;
        reader
            .output_buffer_size()
            .expect("a picture that fits into memory")
    ];
    let frame = reader.next_frame(&mut pixels).expect("a whole PNG");
    let colours: Vec<Colour> = pixels
        .chunks_exact(frame.color_type.samples())
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let palette = palette(&colours);
    let mut known: HashMap<Colour, u8> = HashMap::new();
    let indexed: Vec<u8> = colours
        .iter()
        .map(|colour| *known.entry(*colour).or_insert_with(|| nearest(&palette, *colour)))
        .collect();

    let mut written = Vec::new();
    let mut encoder = Encoder::new(&mut written, frame.width, frame.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_palette(palette.concat());
    let mut writer = encoder.write_header().expect("a PNG's beginning");
    writer.write_image_data(&indexed).expect("a picture's pixels");
    writer.finish().expect("a PNG's end");
    written
}

/// The most frequent colours; then, of the others that look alike, the most frequent for all of them.
fn palette(colours: &[Colour]) -> Vec<Colour> {
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    for colour in colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut all: Vec<(usize, Colour)> = counts
        .into_iter()
        .map(|(colour, count)| (count, colour))
        .collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let others = all.split_off(all.len().min(AS_THEY_ARE));
    let mut alike: HashMap<Colour, (usize, Colour)> = HashMap::new();
    for (count, colour) in others {
        let kind = colour.map(|part| part >> 4);
        alike.entry(kind).or_insert((0, colour)).0 += count;
    }
    let mut kinds: Vec<(usize, Colour)> = alike.into_values().collect();
    kinds.sort_unstable_by(|a, b| b.cmp(a));
    all.extend(kinds);
    all.truncate(COLOURS);
    all.into_iter().map(|(_, colour)| colour).collect()
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        let parts = other.iter().zip(colour);
        parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let found = palette
        .iter()
        .enumerate()
        .min_by_key(|(_, other)| distance(other));
    found.map_or(0, |(at, _)| u8::try_from(at).expect("256 colours at most"))
}
