//! The blend modes, held against what a browser makes of every pair of colours and alphas.

use rushes::compose::{Composer, Gpu, deep_still, still};
use rushes::project::model::Blend;
use rushes::timeline::scene::{Scene, SceneContent};
use serde::Deserialize;

use super::scenes::*;

/// Recorded from a browser's canvas with 16-bit floats. Cells are ordered by backdrop colour, source colour, backdrop
/// alpha, source alpha, the last fastest; each is RGBA, not multiplied by alpha.
#[derive(Deserialize)]
struct Golden {
    alphas: Vec<u8>,
    colors: Vec<[u8; 3]>,
    float16: std::collections::BTreeMap<String, String>,
}

impl Golden {
    fn read() -> Self {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compose/goldens/blend_golden.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    fn cells(&self, blend: Blend) -> Vec<[f64; 4]> {
        let name = match blend {
            Blend::Normal => "source-over",
            Blend::PlusLighter => "lighter",
            other => other.word(),
        };
        let bytes = base64(&self.float16[name]);
        let halves: Vec<f64> = bytes.chunks_exact(2).map(|pair| half(u16::from_le_bytes([pair[0], pair[1]]))).collect();
        halves.chunks_exact(4).map(|cell| [cell[0], cell[1], cell[2], cell[3]]).collect()
    }

    /// Backdrop and source of a cell.
    fn pair(&self, cell: usize) -> [[u8; 4]; 2] {
        let (alphas, colors) = (self.alphas.len(), self.colors.len());
        let with = |color: usize, alpha: usize| {
            let [r, g, b] = self.colors[color];
            [r, g, b, self.alphas[alpha]]
        };
        let color = cell / (alphas * alphas);
        [with(color / colors, cell / alphas % alphas), with(color % colors, cell % alphas)]
    }
}

/// The bytes that a text in base64 stands for.
fn base64(text: &str) -> Vec<u8> {
    let six = |letter: u8| match letter {
        b'A'..=b'Z' => u32::from(letter - b'A'),
        b'a'..=b'z' => u32::from(letter - b'a') + 26,
        b'0'..=b'9' => u32::from(letter - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let mut bytes = Vec::new();
    for four in letters.chunks(4) {
        let word = four.iter().enumerate().fold(0, |word, (at, letter)| word | six(*letter) << (18 - 6 * at));
        bytes.extend(&word.to_be_bytes()[1..four.len()]);
    }
    bytes
}

/// A number of 16 bits as IEEE 754 has it.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let size = match bits >> 10 & 0x1f {
        0 => fraction * 2f64.powi(-14),
        exponent => (1.0 + fraction) * 2f64.powi(i32::from(exponent) - 15),
    };
    if bits >> 15 == 0 { size } else { -size }
}

#[test]
fn every_mode_meets_what_browsers_draw() {
    let golden = Golden::read();
    let count = golden.colors.len().pow(2) * golden.alphas.len().pow(2);
    let gpu = Gpu::open().unwrap();
    let mut shelf = Shelf::with_image("below", count as u32, 1, |x, _| golden.pair(x as usize)[0]);
    shelf.images.extend(Shelf::with_image("above", count as u32, 1, |x, _| golden.pair(x as usize)[1]).images);
    for blend in Blend::ALL {
        let cells = golden.cells(blend);
        assert_eq!(cells.len(), count);
        let mut above = layer(1, image("above"), plain());
        above.blend = blend;
        let scene = Scene { layers: vec![layer(0, image("below"), plain()), above], ..Scene::default() };
        let canvas = deep_still(&gpu, settings(count as u32, 1), &scene, &mut shelf).unwrap();
        let mut worst = (0.0, 0, [0.0; 4]);
        for (cell, (got, wanted)) in canvas.iter().zip(&cells).enumerate() {
            let got = got.map(|part| f64::from(part) / 65535.0);
            let wanted = [wanted[0] * wanted[3], wanted[1] * wanted[3], wanted[2] * wanted[3], wanted[3]];
            for part in 0..4 {
                let error = (got[part] - wanted[part]).abs() * 255.0;
                if error > worst.0 {
                    worst = (error, cell, got);
                }
            }
        }
        // The browser's own inputs are rounded to 16-bit floats, which burning amplifies.
        let most = if blend == Blend::ColorBurn { 1.0 } else { 0.25 };
        let (error, cell, got) = worst;
        let [below, above] = golden.pair(cell);
        assert!(error <= most, "{}: {above:?} on {below:?}: {got:?}, {error}/255 off", blend.word());
    }
}

/// The finished planes come from the background by its own code where nothing lies on it; blending must not see that.
#[test]
fn layers_blend_with_the_background_in_finished_frames_as_in_stills() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(32, 16)).unwrap();
    for blend in Blend::ALL {
        let mut above = layer(0, SceneContent::Solid(rgba(100, 200, 250, 0.8)), at(8.0, 4.0));
        above.blend = blend;
        let mut scene = scene(vec![above]);
        scene.background = Some(rgba(200, 100, 50, 1.0));
        let picture = still(&gpu, settings(32, 16), &scene, &mut Shelf::default()).unwrap();
        let planes = compose(&mut composer, &scene, &mut Shelf::default());
        for (x, y) in [(2, 2), (20, 10), (30, 14)] {
            let pixel = picture.get_pixel(x, y);
            let wanted = yuv_709([0, 1, 2].map(|part| f64::from(pixel[part]) / 255.0));
            let got = [planes.at(0, x as usize, y as usize), planes.at(1, x as usize / 2, y as usize / 2)];
            for (got, wanted) in got.iter().zip(wanted) {
                assert!((f64::from(*got) - wanted).abs() <= 1.0, "{}: {got}, not {wanted}", blend.word());
            }
        }
    }
}

#[test]
fn a_blended_layer_that_covers_everything_hides_nothing() {
    let gpu = Gpu::open().unwrap();
    let mut above = layer(1, SceneContent::Solid(rgba(100, 200, 250, 1.0)), plain());
    above.blend = Blend::Multiply;
    let scene = scene(vec![layer(0, SceneContent::Solid(rgba(200, 100, 50, 1.0)), plain()), above]);
    let picture = still(&gpu, settings(8, 8), &scene, &mut Shelf::default()).unwrap();
    assert!(picture.pixels().all(|pixel| pixel.0.iter().zip([78, 78, 49, 255]).all(|(a, b)| a.abs_diff(b) <= 1)));
}
