//! Canvases of high dynamic range, held against the formulas of BT.2100 in double precision and against what ffprobe finds in
//! the files.

use std::path::{Path, PathBuf};
use std::process::Command;

use rushes::compose::{Composer, ComposerSettings, Depth, Gpu, PATIENCE, PlaneFormat, Sampling, YuvMatrix};
use rushes::export::pictures::OpenPictures;
use rushes::project::model::CanvasColor;
use rushes::project::{self, Source};
use rushes::timeline::{Scene, Timeline};

use crate::support::desk::Desk;

type Rgb = [f64; 3];

/// What a signal is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Signal {
    Srgb,
    Hlg,
    Pq,
}

use Signal::{Hlg, Pq, Srgb};

fn weights([r, g, b]: Rgb, [kr, kb]: [f64; 2]) -> f64 {
    kr * r + (1.0 - kr - kb) * g + kb * b
}

const BT709: [f64; 2] = [0.2126, 0.0722];
const BT2020: [f64; 2] = [0.2627, 0.0593];

/// Light in cd/m² of BT.2020 primaries, as a display shows the signal: HLG on one of 1000 cd/m², sRGB at the reference white.
fn shown(signal: Signal, rgb: Rgb) -> Rgb {
    match signal {
        Srgb => {
            let [r, g, b] = rgb.map(|v| if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) });
            // BT.2087.
            let rows = [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]];
            rows.map(|row| 203.0 * (row[0] * r + row[1] * g + row[2] * b))
        }
        Pq => rgb.map(|v| {
            let power = v.powf(1.0 / 78.84375);
            10_000.0 * ((power - 0.8359375).max(0.0) / (18.8515625 - 18.6875 * power)).powf(1.0 / 0.1593017578125)
        }),
        Hlg => {
            let (a, b, c) = (0.17883277, 0.28466892, 0.55991073);
            let scene = rgb.map(|v| if v <= 0.5 { v * v / 3.0 } else { (((v - c) / a).exp() + b) / 12.0 });
            let luminance = weights(scene, BT2020);
            scene.map(|light| 1000.0 * luminance.powf(0.2) * light)
        }
    }
}

fn signal(of: Signal, light: Rgb) -> Rgb {
    match of {
        Srgb => unreachable!("no canvas here is sRGB"),
        Pq => light.map(|light| {
            let power = (light / 10_000.0).powf(0.1593017578125);
            ((0.8359375 + 18.8515625 * power) / (1.0 + 18.6875 * power)).powf(78.84375)
        }),
        Hlg => {
            let display = light.map(|light| (light / 1000.0).min(1.0));
            let luminance = weights(display, BT2020);
            let factor = if luminance > 0.0 { luminance.powf(-0.2 / 1.2) } else { 0.0 };
            display.map(|light| {
                let light = (light * factor).min(1.0);
                let (a, b, c) = (0.17883277, 0.28466892, 0.55991073);
                if light <= 1.0 / 12.0 { (3.0 * light).sqrt() } else { a * (12.0 * light - b).ln() + c }
            })
        }
    }
}

/// Y, Cb and Cr in limited range.
fn codes(rgb: Rgb, k: [f64; 2], unit: f64) -> Rgb {
    let y = weights(rgb, k);
    let color = |part: f64, k: f64| unit * (128.0 + 112.0 * (part - y) / (1.0 - k));
    [unit * (16.0 + 219.0 * y), color(rgb[2], k[1]), color(rgb[0], k[0])]
}

fn from_codes([y, cb, cr]: Rgb, k: [f64; 2], unit: f64) -> Rgb {
    let y = (y / unit - 16.0) / 219.0;
    let [b, r] = [(cb, k[1]), (cr, k[0])].map(|(code, k)| y + (code / unit - 128.0) / 112.0 * (1.0 - k));
    [r, (y - k[0] * r - k[1] * b) / (1.0 - k[0] - k[1]), b].map(|part| part.clamp(0.0, 1.0))
}

const WIDTH: usize = 16;
const HEIGHT: usize = 16;

/// A video of columns in these colours, losslessly; and what its codes say in truth.
fn clip(folder: &Path, name: &str, of: Signal, columns: &[Rgb]) -> (PathBuf, Vec<Rgb>) {
    let (k, unit) = if of == Srgb { (BT709, 1.0) } else { (BT2020, 4.0) };
    let rounded: Vec<Rgb> = columns.iter().map(|rgb| codes(*rgb, k, unit).map(f64::round)).collect();
    let mut bytes = Vec::new();
    for (plane, (across, rows)) in
        [(WIDTH, HEIGHT), (WIDTH / 2, HEIGHT / 2), (WIDTH / 2, HEIGHT / 2)].iter().enumerate()
    {
        for _ in 0..*rows {
            for code in rounded.iter().flat_map(|codes| std::iter::repeat_n(codes[plane] as u16, *across)) {
                bytes.extend_from_slice(&code.to_le_bytes()[..if of == Srgb { 1 } else { 2 }]);
            }
        }
    }
    let (raw, path) = (folder.join("clip.raw"), folder.join(name));
    std::fs::write(&raw, bytes).unwrap();
    let size = format!("{}x{HEIGHT}", WIDTH * columns.len());
    let [pixels, matrix, primaries, transfer] = match of {
        Srgb => ["yuv420p", "bt709", "bt709", "bt709"],
        Hlg => ["yuv420p10le", "bt2020nc", "bt2020", "arib-std-b67"],
        Pq => ["yuv420p10le", "bt2020nc", "bt2020", "smpte2084"],
    };
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", &size, "-r", "25", "-i"])
        .arg(&raw)
        .args(["-c:v", "ffv1", "-color_range", "tv", "-colorspace", matrix, "-color_primaries", primaries])
        .args(["-color_trc", transfer])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (path, rounded.into_iter().map(|codes| from_codes(codes, k, unit)).collect())
}

/// The middle of each column of a frame, as the encoder gets it.
fn composed(gpu: &Gpu, folder: &Path, color: CanvasColor, columns: usize, layers: &str) -> Vec<Rgb> {
    let (width, word) = (WIDTH * columns, color.word());
    let document = format!(
        "rushes: 1\ncanvas: {{ size: {width}x{HEIGHT}, fps: 25, duration: 40ms, color: {word} }}\nlayers:\n{layers}"
    );
    let reading = project::read(&Source { path: &folder.join("p.yaml"), text: &document, set: &[] });
    let project = reading.project.unwrap_or_else(|| panic!("{document}\n{:#?}", reading.problems));
    let facts = rushes::export::facts::gather(reading.sources.iter().map(|source| &source.path), None, &|| {});
    let mut scene = Scene::default();
    Timeline::new(&project, &facts, &project.exports[0]).scene(0, &mut scene);
    let size = (width as u32, HEIGHT as u32);
    let settings = ComposerSettings { canvas: size, output: size, ring_slots: 1, cache_bytes: 64 << 20, color };
    let format = PlaneFormat::Yuv { sampling: Sampling::Yuv420, depth: Depth::Ten, matrix: YuvMatrix::Bt2020 };
    let mut composer = Composer::in_format(gpu, settings, format).unwrap();
    let _ = composer.submit(&scene, &mut OpenPictures::unmetered(&facts), 0).unwrap();
    let frame = composer.next_ready(PATIENCE).unwrap();
    let code = |plane: usize, x: usize, y: usize| {
        let plane = frame.plane(plane);
        let at = y * plane.stride + x * 2;
        f64::from(u16::from_le_bytes([plane.bytes[at], plane.bytes[at + 1]]))
    };
    (0..columns)
        .map(|column| {
            let (x, y) = (column * WIDTH + WIDTH / 2, HEIGHT / 2);
            [code(0, x, y), code(1, x / 2, y / 2), code(2, x / 2, y / 2)]
        })
        .collect()
}

fn near(what: &str, found: &[Rgb], expected: &[Rgb], most: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let worst = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst <= most, "{what}: {found:?} instead of {expected:?}");
    }
}

const CANVASES: [(CanvasColor, Signal); 2] = [(CanvasColor::Hlg, Hlg), (CanvasColor::Pq, Pq)];

const COLORS: [(&str, [u8; 3]); 6] = [
    ("#ffffff", [255, 255, 255]),
    ("#808080", [128, 128, 128]),
    ("#ff0000", [255, 0, 0]),
    ("#2040c0", [32, 64, 192]),
    ("#000000", [0, 0, 0]),
    ("#0a0a0a", [10, 10, 10]),
];

/// A solid over everything but the columns to its left.
fn solids() -> String {
    let solid = |(column, (color, _)): (usize, &(&str, [u8; 3]))| {
        format!("  - {{ solid: \"{color}\", position: [{}px, 0px], anchor: [0%, 0%] }}\n", column * WIDTH)
    };
    COLORS.iter().enumerate().map(solid).collect()
}

fn expected(canvas: Signal) -> Vec<Rgb> {
    let rgb = COLORS.map(|(_, rgb)| rgb.map(|part| f64::from(part) / 255.0));
    rgb.iter().map(|rgb| codes(signal(canvas, shown(Srgb, *rgb)), BT2020, 4.0)).collect()
}

#[test]
fn colours_stand_at_the_reference_white() {
    let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::open().unwrap());
    for (color, canvas) in CANVASES {
        let found = composed(&gpu, folder.path(), color, COLORS.len(), &solids());
        near(color.word(), &found, &expected(canvas), 1.0);
        // BT.2408: 75 % of HLG, 58 % of PQ.
        let white = if canvas == Hlg { 0.75 } else { 0.58 };
        assert!((found[0][0] - (64.0 + 876.0 * white)).abs() <= 1.5, "{found:?}");
        assert_eq!(found[4], [64.0, 512.0, 512.0]);
    }
}

#[test]
fn images_and_gradients_stand_where_colours_do() {
    let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::open().unwrap());
    let width = WIDTH * COLORS.len();
    image::RgbImage::from_fn(width as u32, HEIGHT as u32, |x, _| image::Rgb(COLORS[x as usize / WIDTH].1))
        .save(folder.path().join("columns.png"))
        .unwrap();
    let mut stops = String::new();
    for (column, (color, _)) in COLORS.iter().enumerate() {
        let at = |column: usize| column as f64 / COLORS.len() as f64;
        stops += &format!(
            "{{ at: {}, color: \"{color}\" }}, {{ at: {}, color: \"{color}\" }}, ",
            at(column),
            at(column + 1)
        );
    }
    let gradient = format!("  - {{ gradient: {{ angle: 90deg, stops: [ {stops} ] }} }}\n");
    for (color, canvas) in CANVASES {
        for layers in ["  - { image: columns.png }\n", &gradient] {
            let found = composed(&gpu, folder.path(), color, COLORS.len(), layers);
            // Half a code of 8 bits is two of 10 bits, and more in colour.
            near(layers, &found, &expected(canvas), 3.0);
        }
    }
}

#[test]
fn a_shadow_has_the_colour_of_a_solid() {
    let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::open().unwrap());
    let shadow = "effects: [ { shadow: { offset: [16px, 0px], blur: 0px, color: \"#ff0000\" } } ]";
    let layers = format!("  - {{ solid: black, anchor: [0%, 0%], position: [-16px, 0px], {shadow} }}\n");
    for (color, canvas) in CANVASES {
        let found = composed(&gpu, folder.path(), color, 1, &layers);
        near(color.word(), &found, &expected(canvas)[2..3], 1.5);
    }
}

#[test]
fn videos_are_brought_to_the_canvas() {
    let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::open().unwrap());
    let columns = [
        [0.75; 3],
        [0.38; 3],
        [0.55, 0.45, 0.3],
        [0.2, 0.5, 0.6],
        [0.58; 3],
        [0.1, 0.08, 0.09],
        [1.0; 3],
        [0.7, 0.1, 0.05],
    ];
    for source in [Srgb, Hlg, Pq] {
        let name = format!("{source:?}.mkv");
        let (_, meant) = clip(folder.path(), &name, source, &columns);
        for (color, canvas) in CANVASES {
            let found = composed(&gpu, folder.path(), color, columns.len(), &format!("  - {{ video: {name} }}\n"));
            let same = source == canvas;
            let model = |rgb: &Rgb| if same { *rgb } else { signal(canvas, shown(source, *rgb)) };
            let expected: Vec<Rgb> = meant.iter().map(|rgb| codes(model(rgb), BT2020, 4.0)).collect();
            near(&format!("{source:?} on {}", color.word()), &found, &expected, 1.0);
        }
    }
}

#[test]
fn files_say_what_their_samples_mean() {
    let desk = Desk::new();
    clip(desk.path(), "bright.mkv", Hlg, &[[0.9; 3]; 4]);
    for (color, transfer) in [("hlg", "arib-std-b67"), ("pq", "smpte2084")] {
        let document = format!(
            "rushes: 1\ncanvas: {{ size: 64x16, fps: 25, duration: 120ms, color: {color} }}\nlayers:\n  - {{ video: bright.mkv, hold: last }}\n  - {{ solid: white, position: [32px, 0px], anchor: [0%, 0%] }}\nexports:\n  default: {{ video: {{ crf: 0, preset: fast }}, sound: off }}\n"
        );
        let project = desk.project(&format!("{color}.yaml"), &document);
        let output = desk.export(&desk.work(&project)).0.result.unwrap().output;
        let entries = "stream=pix_fmt,profile,color_range,color_space,color_transfer,color_primaries";
        let found = Command::new("ffprobe")
            .args(["-v", "error", "-of", "default=nw=1", "-show_entries", entries])
            .arg(&output)
            .output()
            .unwrap();
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        for line in [
            "pix_fmt=yuv420p10le".to_owned(),
            "profile=High 10".to_owned(),
            "color_range=tv".to_owned(),
            "color_space=bt2020nc".to_owned(),
            format!("color_transfer={transfer}"),
            "color_primaries=bt2020".to_owned(),
        ] {
            assert!(found.lines().any(|found| found == line), "{line}: {found}");
        }
        let bytes = std::fs::read(&output).unwrap();
        let number = if color == "hlg" { 18 } else { 16 };
        let colr = [b"colrnclx".as_slice(), &[0, 9, 0, number, 0, 9, 0]].concat();
        assert!(bytes.windows(colr.len()).any(|window| window == colr), "{color}: no `colr` in the file");
        let raw = Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(&output)
            .args(["-frames:v", "1", "-pix_fmt", "yuv420p10le", "-f", "rawvideo", "-"])
            .output()
            .unwrap();
        let luma =
            |x: usize| f64::from(u16::from_le_bytes([raw.stdout[(8 * 64 + x) * 2], raw.stdout[(8 * 64 + x) * 2 + 1]]));
        let canvas = if color == "hlg" { Hlg } else { Pq };
        let white = codes(signal(canvas, shown(Srgb, [1.0; 3])), BT2020, 4.0)[0];
        let bright = from_codes([(64.0f64 + 876.0 * 0.9).round(), 512.0, 512.0], BT2020, 4.0);
        let bright = codes(signal(canvas, shown(Hlg, bright)), BT2020, 4.0)[0];
        assert!(
            (luma(12) - bright).abs() <= 2.0 && (luma(52) - white).abs() <= 2.0,
            "{color}: {} {}",
            luma(12),
            luma(52)
        );
    }
}
