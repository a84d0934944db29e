//! Stills: what the export will contain, whichever is asked for first.

use std::collections::BTreeSet;

use image::{GenericImageView, RgbImage, RgbaImage};
use rushes::compose::{Plane, viewed};
use rushes::export::sheet::Sheet;
use rushes::export::still::{Look, Stills};
use rushes::media::{VideoDecoder, probe};

use crate::support::desk::{Desk, FILM};

/// Mean squared difference of all samples, as decibels below full scale.
fn psnr(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let squares = one.as_raw().iter().zip(other.as_raw()).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2));
    let mean = squares.sum::<f64>() / one.as_raw().len() as f64;
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}

#[test]
fn a_still_is_the_exported_frame() {
    let desk = Desk::new();
    let text = FILM.replace("quality: low, chunk: 1s, video: { gop: 1s }", "video: { crf: 1 }");
    assert_ne!(text, FILM);
    let work = desk.work(&desk.project("film.yaml", &text));
    let output = desk.export(&work).0.result.unwrap().output;
    let facts = probe(&output).unwrap();
    let mut decoder = VideoDecoder::open(&output, facts.video().unwrap(), 0).unwrap();

    let mut stills = Stills::open(&work, &desk.places()).unwrap();
    for frame in [0, 1, 24, 25, 40, 74] {
        let picture = decoder.frame(frame).unwrap();
        let planes = picture.planes.map(|(bytes, stride)| Plane { bytes, stride });
        let shown = viewed(picture.width, picture.height, planes);
        let close = psnr(&stills.still(frame).unwrap(), &shown);
        assert!(close > 44.0, "frame {frame}: {close:.1} dB");
        // Held against a frame of another moment, or the measure would say nothing.
        let other = psnr(&stills.still((frame + 13) % 75).unwrap(), &shown);
        assert!(other < close - 10.0, "frame {frame}: {close:.1} dB, another one {other:.1} dB");
    }
}

#[test]
fn stills_in_any_order_are_the_same() {
    let desk = Desk::new();
    desk.export(&desk.work(&desk.project("clip.yaml", FILM))).0.result.unwrap();
    let text = "rushes: 1\ncanvas: { size: 200x120, fps: 30 }\nlayers:\n  - { video: renders/clip.mp4, at: 0s..2s, from: 0.5s..2.5s }\n  - { text: Over, size: 30px, rotate: [ 0s: 0, 2s: 90 ] }\n";
    let work = desk.work(&desk.project("over.yaml", text));
    let mut stills = Stills::open(&work, &desk.places()).unwrap();
    let in_order: Vec<RgbImage> = (0..60).step_by(6).map(|frame| stills.still(frame).unwrap()).collect();
    for nth in [7usize, 0, 9, 3, 3, 8, 1] {
        assert!(stills.still(nth as u64 * 6).unwrap() == in_order[nth], "still {nth}");
        let alone = Stills::open(&work, &desk.places()).unwrap().still(nth as u64 * 6).unwrap();
        assert!(alone == in_order[nth], "still {nth} alone");
    }
    assert!(in_order[0] != in_order[9]);
}

#[test]
fn times_are_the_project_s_and_frames_the_export_s() {
    let desk = Desk::new();
    let text = FILM.replace("canvas:", "range: 0.5s..2.3s\ntempo: { bpm: 120 }\ncanvas:");
    let text = text.replace("quality: low,", "quality: low, fps: 10,");
    let stills = Stills::open(&desk.work(&desk.project("cut.yaml", &text)), &desk.places()).unwrap();
    let frame = |written: &str| stills.frame_at(written).map_err(|failure| failure.message);
    assert_eq!(frame("0.5s"), Ok(0));
    assert_eq!(frame("0.599s"), Ok(0));
    assert_eq!(frame("600ms"), Ok(1));
    // 25 frames of the canvas are a second, and 2 beats too.
    assert_eq!(frame("25f"), Ok(5));
    assert_eq!(frame("2b + 0.25s"), Ok(7));
    assert_eq!(frame("2.299s"), Ok(17));
    for outside in ["0s", "2.3s", "1:00"] {
        let said = frame(outside).unwrap_err();
        assert!(said.contains("from 0.5 s to 2.3 s") && said.contains("last frame is at 2.2 s"), "{said}");
    }
    assert!(frame("2 parsecs").unwrap_err().contains("2 parsecs"));

    let every = |written: &str| stills.every(written).map_err(|failure| failure.message);
    assert_eq!(every("0.5s"), Ok(BTreeSet::from([0, 5, 10, 15])));
    assert_eq!(every("1h"), Ok(BTreeSet::from([0])));
    assert_eq!(every("1ms").unwrap().len(), 18);
    assert!(every("0s").unwrap_err().contains("above 0"));
}

#[test]
fn a_sheet_shows_its_pictures_row_by_row() {
    let mut sheet = Sheet::new(5, (300, 100), false);
    for red in [50, 100, 150, 200, 250] {
        sheet.add(&RgbImage::from_pixel(300, 100, image::Rgb([red, 0, 0])).into());
    }
    let picture = sheet.picture();
    assert_eq!(picture.dimensions(), (3 * 304 - 4, 2 * 104 - 4));
    let reds = [(150, 50), (454, 50), (758, 50), (150, 154), (454, 154), (758, 154)];
    assert_eq!(reds.map(|(x, y)| picture.get_pixel(x, y)[0]), [50, 100, 150, 200, 250, 0]);
    // However many there are, it stays a picture that can be opened.
    assert!(Sheet::new(1000, (1080, 1920), false).picture().width() <= 1920);
    assert!(Sheet::new(1000, (16, 8192), true).picture().height() <= 100 * 200);
}

#[test]
fn path_data_that_can_t_be_drawn_is_told_with_its_place() {
    let desk = Desk::new();
    let text = "rushes: 1\ncanvas: { size: 64x64, fps: 10, duration: 1s }\nlayers:\n  - { shape: path, fill: red, path: M 0 0 X }\n";
    let work = desk.work(&desk.project("path.yaml", text));
    let said = Stills::open(&work, &desk.places()).err().unwrap().message;
    assert!(said.contains("path.yaml:4:") && said.contains("no SVG path data"), "{said}");
}

const SEEN_THROUGH: &str = r##"rushes: 1
canvas: { size: 40x20, fps: 10, duration: 1s, background: transparent }
layers:
  - { id: half, solid: "#ff000080", crop: { right: 50% }, position: [0px, 0px], anchor: top-left }
  - id: folder
    position: [30px, 10px]
    size: [20px, 20px]
    opacity: 0.5
    group:
      - { id: late, solid: "#00ff00", at: 0.5s..1s }
      - { id: dot, solid: "#0000ff", crop: { top: 50% }, position: [0px, 10px], anchor: top-left }
"##;

fn looked(desk: &Desk, look: &Look, frame: u64) -> RgbaImage {
    let work = desk.work(&desk.project("through.yaml", SEEN_THROUGH));
    let mut stills = Stills::open_as(&work, &desk.places(), look).unwrap();
    stills.picture(frame).unwrap().to_rgba8()
}

#[test]
fn alpha_is_kept_where_it_is_asked_for() {
    let desk = Desk::new();
    let picture = looked(&desk, &Look { alpha: true, layer: None }, 7);
    let at = |x, y| picture.get_pixel(x, y).0;
    // Colours are not multiplied by alpha.
    assert_eq!(
        [at(3, 3), at(19, 19), at(30, 3), at(30, 13)],
        [[255, 0, 0, 128], [255, 0, 0, 128], [0, 255, 0, 128], [0, 0, 255, 128]]
    );
    let nothing = looked(&desk, &Look { alpha: true, layer: None }, 0);
    assert_eq!(nothing.get_pixel(30, 3).0, [0; 4]);

    // Else the still is what the export encodes: over black, and told so.
    let work = desk.work(&desk.project("through.yaml", SEEN_THROUGH));
    let mut stills = Stills::open(&work, &desk.places()).unwrap();
    assert!(stills.remarks.iter().any(|remark| remark.contains("no transparency")), "{:?}", stills.remarks);
    let shown = stills.picture(0).unwrap();
    assert!(!shown.color().has_alpha());
    let [r, g, b, _] = shown.get_pixel(8, 8).0;
    assert!(r.abs_diff(128) <= 2 && g <= 2 && b <= 2, "{r} {g} {b}");
}

#[test]
fn a_layer_can_be_looked_at_alone() {
    let desk = Desk::new();
    let alone = |id: &str, frame| looked(&desk, &Look { layer: Some(id.to_owned()), alpha: false }, frame);
    let half = alone("half", 7);
    assert_eq!([half.get_pixel(5, 5).0, half.get_pixel(30, 5).0], [[255, 0, 0, 128], [0; 4]]);
    // In a group it stands where the group puts it, and lets through what the group does.
    let dot = alone("dot", 7);
    assert_eq!(
        [dot.get_pixel(30, 13).0, dot.get_pixel(30, 3).0, dot.get_pixel(5, 5).0],
        [[0, 0, 255, 128], [0; 4], [0; 4]]
    );
    let folder = alone("folder", 7);
    assert_eq!([folder.get_pixel(30, 13).0, folder.get_pixel(30, 3).0], [[0, 0, 255, 128], [0, 255, 0, 128]]);
    let work = desk.work(&desk.project("through.yaml", SEEN_THROUGH));
    let look = |id: &str| Stills::open_as(&work, &desk.places(), &Look { layer: Some(id.to_owned()), alpha: true });
    // A mask is seen itself where it is asked for.
    let masked = SEEN_THROUGH.replace(
        "  - { id: half,",
        "  - { id: cut, solid: white, crop: { left: 75% } }\n  - { mask: { layer: cut }, id: half,",
    );
    let mut masks = Stills::open_as(
        &desk.work(&desk.project("masked.yaml", &masked)),
        &desk.places(),
        &Look { layer: Some("cut".to_owned()), alpha: false },
    )
    .unwrap();
    assert_eq!(masks.picture(0).unwrap().to_rgba8().get_pixel(20, 9).0, [255; 4]);
    let late = look("late").unwrap();
    assert_eq!([late.seen(4), late.seen(5)], [false, true]);
    let said = look("hafl").err().unwrap().message;
    assert!(said.ends_with("no layer `hafl`: did you mean `half`?"), "{said}");
}
