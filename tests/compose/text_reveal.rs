//! Letters that appear one after the other: each where it will stay, in the order in which they are read.

use std::sync::Arc;

use image::RgbaImage;
use rushes::compose::{Gpu, still};
use rushes::project::model::{RevealBy, Text};
use rushes::timeline::SceneContent;

use super::scenes::*;
use super::text::{ink, text};

fn pictures(text: &Text, by: RevealBy, most: u32) -> Vec<RgbaImage> {
    let gpu = Gpu::open().unwrap();
    let draw = |units| {
        let content = match units {
            Some(units) => SceneContent::Reveal { text: Arc::new(text.clone()), by, units },
            None => SceneContent::Text(Arc::new(text.clone())),
        };
        let scene = scene(vec![layer(0, content, at(20.0, 10.0))]);
        still(&gpu, settings(320, 180), &scene, &mut Shelf::default()).unwrap()
    };
    (1..=most).map(Some).chain([None]).map(draw).collect()
}

/// Each picture shows more than the one before, all of it as the last one does.
#[track_caller]
fn assert_grows(pictures: &[RgbaImage]) -> Vec<[u32; 4]> {
    let whole = pictures.last().unwrap();
    for picture in pictures {
        for (x, y, pixel) in picture.enumerate_pixels().filter(|(_, _, pixel)| pixel[0] > 0) {
            assert!(pixel[0] <= whole.get_pixel(x, y)[0], "{x}, {y} is not where it stays");
        }
    }
    let inked: Vec<_> = pictures.iter().map(ink).collect();
    assert!(inked.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    inked.into_iter().map(|(bounds, _)| bounds).collect()
}

#[test]
fn letters_appear_in_place_from_the_left() {
    let all = pictures(&text("HE\u{301}WA"), RevealBy::Char, 4);
    let bounds = assert_grows(&all);
    let rights: Vec<u32> = bounds.iter().map(|bounds| bounds[2]).collect();
    assert!(rights[..4].windows(2).all(|pair| pair[0] + 10 < pair[1]), "{rights:?}");
    assert!(all[3] == all[4], "all of them is the text as it is");
    assert!(bounds[1][1] + 4 < bounds[0][1], "an accent comes with its letter: {bounds:?}");
}

#[test]
fn what_is_read_from_the_right_appears_from_the_right() {
    // Letters that every box draws, turned round as Hebrew is.
    let bounds = assert_grows(&pictures(&text("\u{202e}HILM\u{202c}"), RevealBy::Char, 5));
    let (lefts, rights): (Vec<u32>, Vec<u32>) = bounds[1..].iter().map(|bounds| (bounds[0], bounds[2])).unzip();
    assert!(rights.iter().all(|right| *right == rights[0]), "{rights:?}");
    assert!(lefts[..4].windows(2).all(|pair| pair[0] > pair[1]), "{lefts:?}");
}

#[test]
fn words_and_lines_appear_whole() {
    let words = pictures(&text("Ho ho\nhu"), RevealBy::Word, 3);
    assert_grows(&words);
    assert!(words[2] == words[3]);
    let (one, two) = (ink(&words[0]).0, ink(&words[1]).0);
    assert!(one[2] + 20 < two[2] && one[3] == two[3], "{one:?} {two:?}");
    // A line that is broken by the width counts as one of its own.
    let narrow = Text { max_width: Some(rushes::project::model::Length::Px(130.0)), ..text("Ho ho ho ho") };
    let lines = pictures(&narrow, RevealBy::Line, 2);
    let bounds = assert_grows(&lines);
    assert!(bounds[0][3] + 30 < bounds[1][3], "{bounds:?}");
    assert!(lines[1] == lines[2]);
}

#[test]
fn more_units_than_there_are_show_the_text() {
    let all = pictures(&text("H"), RevealBy::Char, 3);
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}
