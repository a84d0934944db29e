//! More pictures than may be kept: the picture stays right and what is kept stays within its limit.

use std::sync::Arc;

use rushes::compose::{Composer, ComposerSettings, Gpu};
use rushes::project::model::{Gradient, Rgba, Run, Stop};
use rushes::timeline::SceneContent;
use rushes::timeline::scene::{Placement, Scene};

use super::scenes::*;

const IMAGES: u32 = 40;
const SIDE: (u32, u32) = (160, 90);

/// A colour of its own for each picture.
fn grey(image: u32) -> u8 {
    (image * 6 + 10) as u8
}

/// Limited luma of a grey.
fn luma(grey: u8) -> i32 {
    (16.0 + f64::from(grey) * 219.0 / 255.0).round() as i32
}

fn shelf() -> Shelf {
    let mut shelf = Shelf::default();
    for image in 0..IMAGES {
        let g = grey(image);
        shelf.images.extend(Shelf::with_image(&image.to_string(), SIDE.0, SIDE.1, |_, _| [g, g, g, 255]).images);
    }
    shelf
}

#[test]
fn what_is_not_seen_goes_first_and_the_picture_stays_right() {
    let gpu = Gpu::open().unwrap();
    let mut shelf = shelf();
    let bytes = u64::from(SIDE.0 * SIDE.1 * 4);
    let limit = bytes * 7;
    let mut composer = Composer::new(&gpu, ComposerSettings { cache_bytes: limit, ..settings(160, 90) }).unwrap();
    let shown = |image: u32| scene(vec![layer(0, super::scenes::image(&image.to_string()), plain())]);
    for image in (0..IMAGES).chain([0, 1, IMAGES - 1]) {
        let frame = compose(&mut composer, &shown(image), &mut shelf);
        assert!((i32::from(frame.at(0, 80, 45)) - luma(grey(image))).abs() <= 1, "image {image}");
        assert!(composer.kept_bytes() <= limit, "{} of {limit}", composer.kept_bytes());
    }
    // The last few are still there: asked for again, they are not read again.
    let asked = shelf.asked.len();
    compose(&mut composer, &shown(IMAGES - 1), &mut shelf);
    assert_eq!(shelf.asked.len(), asked);

    // All at once, small: each is kept only as large as it is shown.
    let all = Scene {
        layers: (0..IMAGES)
            .map(|image| {
                let (x, y) = (f64::from(image % 8) * 20.0, f64::from(image / 8) * 12.0);
                let placement = Placement { scale: [0.125; 2], position: [x, y], ..plain() };
                layer(image as usize, super::scenes::image(&image.to_string()), placement)
            })
            .collect(),
        ..scene(Vec::new())
    };
    for _ in 0..2 {
        let frame = compose(&mut composer, &all, &mut shelf);
        for image in 0..IMAGES {
            let (x, y) = (image % 8 * 20 + 10, image / 8 * 12 + 5);
            let found = i32::from(frame.at(0, x as usize, y as usize));
            assert!((found - luma(grey(image))).abs() <= 1, "image {image}: {found}");
        }
        assert!(composer.kept_bytes() <= limit);
    }
}

#[test]
fn a_gradient_that_moves_keeps_its_last_picture_only() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(160, 90)).unwrap();
    let stop = |at: f64, part: f32| Stop { at, color: Rgba { r: part, g: part, b: part, a: 1.0 } };
    let content = |angle: f64| {
        let gradient = Gradient { run: Run::Linear { angle }, stops: vec![stop(0.0, 0.0), stop(1.0, 1.0)] };
        SceneContent::Gradient(Arc::new(gradient))
    };
    for step in 0..20 {
        // Above one that stands still.
        let angle = f64::from(step) * 10.0;
        let upper = Placement { scale: [0.5; 2], ..plain() };
        let shown = scene(vec![layer(0, content(7.0), plain()), layer(1, content(angle), upper)]);
        let frame = compose(&mut composer, &shown, &mut Shelf::default());
        assert!(composer.kept_bytes() <= u64::from(160 * 90 * 4 * 2_u32), "{}", composer.kept_bytes());
        let lone = compose(&mut Composer::new(&gpu, settings(160, 90)).unwrap(), &shown, &mut Shelf::default());
        assert_eq!(frame.samples, lone.samples, "{angle}");
    }
}
