//! Text with the bundled face: it is there, where it belongs, and the same every time.

use std::sync::Arc;

use rushes::base::Digest;
use rushes::compose::text::{BUNDLED_FAMILY, Typesetter};
use rushes::compose::{Composer, ComposerSettings, Gpu, still};
use rushes::project::model::{Align, Length, Text};
use rushes::timeline::scene::{Placement, SceneContent};

use super::scenes::*;

pub fn text(words: &str) -> Text {
    Text {
        text: words.to_owned(),
        font: vec![],
        size: 40.0,
        weight: 400,
        italic: false,
        color: rgba(255, 255, 255, 1.0),
        align: Align::Left,
        line_height: 1.25,
        max_width: None,
        reveal: None,
        dress: None,
    }
}

pub fn content(text: Text) -> SceneContent {
    SceneContent::Text(Arc::new(text))
}

/// Left, top, right and bottom of what is not black, and how much of it there is.
pub fn ink(picture: &image::RgbaImage) -> ([u32; 4], f64) {
    let mut bounds = [u32::MAX, u32::MAX, 0, 0];
    let mut sum = 0.0;
    for (x, y, pixel) in picture.enumerate_pixels().filter(|(_, _, pixel)| pixel[0] > 0) {
        bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        sum += f64::from(pixel[0]) / 255.0;
    }
    (bounds, sum)
}

#[test]
fn a_block_measures_what_is_drawn() {
    let gpu = Gpu::open().unwrap();
    let mut typesetter = Typesetter::default();
    let size = typesetter.block(&text("HxH"), 400.0).size();
    assert_eq!(size[1], 50.0, "one line of 40 px at 1.25");
    let picture = still(
        &gpu,
        settings(400, 200),
        &scene(vec![layer(0, content(text("HxH")), at(100.0, 60.0))]),
        &mut Shelf::default(),
    );
    let ([left, top, right, bottom], sum) = ink(&picture.unwrap());
    // An H has its stems near both ends of the block, and stands on a base line inside it.
    assert!((100..=106).contains(&left), "left {left}");
    assert!((right as f64 - (100.0 + size[0])).abs() < 7.0, "right {right} of {size:?}");
    assert!(top >= 60 && bottom <= 110 && (27..=31).contains(&(bottom - top)), "{top}..{bottom}");
    assert!((500.0..1500.0).contains(&sum), "ink {sum}");
}

#[test]
fn lines_break_at_the_greatest_width_and_align_in_the_block() {
    let mut typesetter = Typesetter::default();
    let words = "several words that need more than one line";
    let wide = typesetter.block(&text(words), 400.0);
    assert_eq!(wide.line_count(), 1);
    let narrow = Text { max_width: Some(Length::Percent(50.0)), ..text(words) };
    let block = typesetter.block(&narrow, 600.0);
    assert!(block.line_count() >= 3 && block.size()[0] <= 300.0, "{} lines, {:?}", block.line_count(), block.size());
    assert_eq!(block.size()[1], 50.0 * block.line_count() as f64);
    assert_eq!(typesetter.block(&text("one\ntwo\n\nfour"), 600.0).line_count(), 4);

    let gpu = Gpu::open().unwrap();
    let mut lefts = Vec::new();
    for align in [Align::Left, Align::Center, Align::Right] {
        let text = Text { align, ..text("wwwwwwwwwwww\ni") };
        let scene = scene(vec![layer(0, content(text), plain())]);
        let mut picture = still(&gpu, settings(500, 100), &scene, &mut Shelf::default()).unwrap();
        let second = image::imageops::crop(&mut picture, 0, 55, 500, 45).to_image();
        lefts.push(ink(&second).0[0]);
    }
    assert!(lefts[0] < 10 && (150..250).contains(&lefts[1]) && lefts[2] > 320, "{lefts:?}");
    assert!((i64::from(lefts[2]) - 2 * i64::from(lefts[1]) + i64::from(lefts[0])).abs() <= 2, "{lefts:?}");
}

#[test]
fn weight_and_slant_choose_other_faces() {
    let mut typesetter = Typesetter::default();
    let mut hashes = Vec::new();
    for (weight, italic) in [(400, false), (700, false), (400, true), (800, true)] {
        let block = typesetter.block(&Text { weight, italic, ..text("Hamburg") }, 400.0);
        assert_eq!(block.fonts_used().len(), 1);
        assert_eq!(block.fonts_used()[0].family, BUNDLED_FAMILY);
        hashes.push(block.fonts_used()[0].hash);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 4);
}

#[test]
fn a_font_that_is_not_there_is_told_and_replaced() {
    let mut typesetter = Typesetter::default();
    let plain = typesetter.block(&text("Words\nhere\t"), 400.0);
    assert!(plain.missing_fonts().is_empty() && plain.missing_glyphs().is_empty());
    let named = Text { font: vec!["No Such Font 7".to_owned(), "Inter".to_owned()], ..text("Words\nhere\t") };
    let block = typesetter.block(&named, 400.0);
    assert_eq!(block.missing_fonts(), ["No Such Font 7"]);
    assert_eq!(block.fonts_used(), plain.fonts_used());
    assert_eq!(block.size(), plain.size());
    // What was laid out before, with other fonts in reach, changes nothing.
    assert_eq!(Typesetter::default().block(&named, 400.0).size(), block.size());
}

#[test]
fn the_same_text_has_the_same_pixels_every_time() {
    let gpu = Gpu::open().unwrap();
    let turned = Placement { rotate: 17.0, position: [60.0, 20.0], ..plain() };
    let scene = scene(vec![
        layer(0, content(text("Árvíztűrő")), at(3.3, 4.7)),
        layer(1, content(Text { weight: 700, ..text("fjord & Co.") }), turned),
    ]);
    let hash = || Digest::of(still(&gpu, settings(320, 160), &scene, &mut Shelf::default()).unwrap().as_raw());
    assert_eq!(hash(), hash());
    let mut composer = Composer::new(&gpu, settings(320, 160)).unwrap();
    let first = compose(&mut composer, &scene, &mut Shelf::default());
    assert_eq!(compose(&mut composer, &scene, &mut Shelf::default()), first);
}

#[test]
fn text_is_drawn_at_output_size_and_keeps_its_place() {
    let gpu = Gpu::open().unwrap();
    let scene = scene(vec![layer(0, content(text("Hxg")), at(20.0, 10.0))]);
    let one = still(&gpu, settings(160, 90), &scene, &mut Shelf::default()).unwrap();
    let three = ComposerSettings { output: (480, 270), ..settings(160, 90) };
    let three = still(&gpu, three, &scene, &mut Shelf::default()).unwrap();
    let (small, small_ink) = ink(&one);
    let (large, large_ink) = ink(&three);
    assert!((large_ink / small_ink - 9.0).abs() < 0.3, "{small_ink} and {large_ink}");
    for (small, large) in small.into_iter().zip(large) {
        assert!((f64::from(large) / 3.0 - f64::from(small)).abs() <= 1.4, "{small} and {large}");
    }
    // Sharp: far more full than half-covered pixels.
    let (full, half) = three.pixels().fold((0, 0), |(full, half), pixel| match pixel[0] {
        255 => (full + 1, half),
        1..=254 => (full, half + 1),
        _ => (full, half),
    });
    assert!(full > half * 2, "{full} full, {half} soft");
}

#[test]
fn opacity_crop_and_empty_text_hold_for_text_too() {
    let gpu = Gpu::open().unwrap();
    let draw = |words: &str, opacity: f32, top: f64| {
        let mut placement = at(10.0, 10.0);
        placement.crop.top = Length::Percent(top);
        let mut layer = layer(0, content(text(words)), placement);
        layer.opacity = opacity;
        ink(&still(&gpu, settings(200, 80), &scene(vec![layer]), &mut Shelf::default()).unwrap())
    };
    let (whole, full) = draw("HHH", 1.0, 0.0);
    let (_, half) = draw("HHH", 0.5, 0.0);
    assert!((half / full - 0.5).abs() < 0.01);
    let (cropped, _) = draw("HHH", 1.0, 50.0);
    assert!(cropped[3] == whole[3] - 25 && cropped[1] >= 10, "{whole:?} {cropped:?}");
    for nothing in ["", " ", "\n\n"] {
        assert_eq!(draw(nothing, 1.0, 0.0).1, 0.0);
    }
}
