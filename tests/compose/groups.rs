//! Groups: when they stand alone, where they stand, and that they are drawn as their layers would be.

use std::collections::BTreeMap;

use rushes::compose::{Composer, Gpu, still};
use rushes::project::model::{Blend, Crop, Length};
use rushes::timeline::scene::{Placement, Scene, SceneContent, SceneLayer};

use super::scenes::*;

const WIDTH: u32 = 16;
const HEIGHT: u32 = 8;

fn solid(rgb: [u8; 3], alpha: f32) -> SceneLayer {
    layer(0, SceneContent::Solid(rgba(rgb[0], rgb[1], rgb[2], alpha)), plain())
}

fn with(mut layer: SceneLayer, opacity: f32, blend: Blend) -> SceneLayer {
    (layer.opacity, layer.blend) = (opacity, blend);
    layer
}

fn group(size: (u32, u32), layers: Vec<SceneLayer>, placement: Placement) -> SceneLayer {
    layer(0, SceneContent::Group { size, layers }, placement)
}

/// As large as the canvas and not moved.
fn folder(layers: Vec<SceneLayer>) -> SceneLayer {
    group((WIDTH, HEIGHT), layers, plain())
}

/// Covers the canvas, by a scale: what CSS calls a transform.
fn isolated(layers: Vec<SceneLayer>) -> SceneLayer {
    group((WIDTH / 2, HEIGHT / 2), layers, Placement { scale: [2.0, 2.0], ..plain() })
}

#[test]
fn groups_isolate_where_those_of_css_do() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compose/goldens/css_groups.json");
    let golden: BTreeMap<String, [u8; 3]> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let below = || solid([200, 100, 50], 1.0);
    let child = || solid([100, 200, 250], 1.0);
    let multiplied = || with(child(), 1.0, Blend::Multiply);
    let half_blue = || solid([0, 0, 255], 0.5);
    let dark_and_red = || vec![solid([40, 60, 80], 1.0), solid([255, 0, 0], 0.5)];
    let cross_fade = || vec![with(below(), 0.25, Blend::Normal), with(child(), 0.75, Blend::PlusLighter)];
    let cases = [
        ("plain-child-multiply", vec![below(), multiplied()]),
        ("nonisolated-group", vec![below(), folder(vec![multiplied()])]),
        ("nonisolated-group", vec![below(), folder(vec![folder(vec![multiplied()])])]),
        ("transform-group-is-isolated", vec![below(), isolated(vec![multiplied()])]),
        ("isolate-group", vec![below(), isolated(vec![folder(vec![multiplied()])])]),
        ("opacity-group-0.5", vec![below(), with(folder(vec![multiplied()]), 0.5, Blend::Normal)]),
        ("child-opacity-0.5-multiply", vec![below(), with(child(), 0.5, Blend::Multiply)]),
        ("group-blend-screen-two-children", vec![below(), with(folder(dark_and_red()), 1.0, Blend::Screen)]),
        ("isolated-two-children-inner-multiply", vec![below(), isolated(vec![half_blue(), multiplied()])]),
        ("plus-lighter-crossfade", vec![solid([0, 0, 0], 1.0), isolated(cross_fade())]),
        ("plus-lighter-opaque", vec![below(), with(child(), 1.0, Blend::PlusLighter)]),
        ("blend-then-opacity-order-normal", vec![below(), with(solid([100, 200, 250], 0.5), 0.5, Blend::Difference)]),
    ];
    let gpu = Gpu::open().unwrap();
    for (name, layers) in cases {
        let scene = Scene { layers, ..Scene::default() };
        let picture = still(&gpu, settings(WIDTH, HEIGHT), &scene, &mut Shelf::default()).unwrap();
        for pixel in picture.pixels() {
            let near = golden[name].iter().zip(pixel.0).all(|(wanted, got)| wanted.abs_diff(got) <= 1);
            assert!(near && pixel[3] == 255, "{name}: {:?}, not {:?}", pixel.0, golden[name]);
        }
    }
}

/// 12×6 pixels with a red corner of 3×2, a green rest, and a hole of 2×2 in the lower right.
fn flag() -> (Vec<SceneLayer>, Shelf) {
    let shelf = Shelf::with_image("flag", 12, 6, |x, y| match (x, y) {
        (10.., 4..) => [0, 0, 0, 0],
        (..3, ..2) => [255, 0, 0, 255],
        _ => [0, 255, 0, 255],
    });
    (vec![layer(1, image("flag"), plain())], shelf)
}

#[test]
fn a_group_is_placed_turned_and_cropped_as_the_picture_that_it_is() {
    let gpu = Gpu::open().unwrap();
    let places = [
        at(3.0, 1.0),
        at(-4.0, 5.0),
        at(2.5, 1.25),
        Placement { rotate: 90.0, ..at(14.0, 2.0) },
        Placement { rotate: 30.0, ..at(10.0, 2.0) },
        Placement { scale: [2.0, 2.0], ..at(1.0, 1.0) },
        Placement { crop: Crop { left: Length::Px(2.0), ..plain().crop }, ..at(3.0, 1.0) },
    ];
    for placement in places {
        let (layers, mut shelf) = flag();
        let grouped =
            scene(vec![solid([9, 90, 190], 1.0), with(group((12, 6), layers, placement), 0.75, Blend::Normal)]);
        let alone = with(layer(1, image("flag"), placement), 0.75, Blend::Normal);
        let plain = scene(vec![solid([9, 90, 190], 1.0), alone]);
        let one = still(&gpu, settings(32, 24), &grouped, &mut shelf).unwrap();
        let other = still(&gpu, settings(32, 24), &plain, &mut shelf).unwrap();
        // Enlarged, its picture is drawn at the size it is shown with, so edges inside are a little sharper.
        let most = if placement.scale == [1.0, 1.0] { 1 } else { 60 };
        for (x, y, pixel) in one.enumerate_pixels() {
            let wanted = other.get_pixel(x, y);
            let near = pixel.0.iter().zip(wanted.0).all(|(a, b)| a.abs_diff(b) <= most);
            assert!(near, "{placement:?} at {x},{y}: {pixel:?}, not {wanted:?}");
        }
    }
}

#[test]
fn what_reaches_out_of_a_group_is_cut_off() {
    let gpu = Gpu::open().unwrap();
    let wide =
        layer(1, SceneContent::Solid(rgba(255, 255, 255, 1.0)), Placement { scale: [3.0, 3.0], ..at(-1.0, -1.0) });
    let scene = scene(vec![group((4, 4), vec![wide], at(2.0, 2.0))]);
    let picture = still(&gpu, settings(8, 8), &scene, &mut Shelf::default()).unwrap();
    for (x, y, pixel) in picture.enumerate_pixels() {
        let inside = (2..6).contains(&x) && (2..6).contains(&y);
        assert_eq!(pixel.0, if inside { [255; 4] } else { [0, 0, 0, 255] }, "{x},{y}");
    }
}

#[test]
fn groups_of_every_size_and_depth_come_in_any_order() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(32, 16)).unwrap();
    let tile = |rgb: [u8; 3], x, y| SceneLayer { placement: at(x, y), ..solid(rgb, 1.0) };
    let scenes: Vec<Scene> = [2u32, 30, 6, 14]
        .into_iter()
        .map(|side| {
            let inner = with(group((side, 4), vec![tile([250, 20, 20], 1.0, 1.0)], at(1.0, 1.0)), 0.5, Blend::Screen);
            let lower =
                with(group((side, side), vec![tile([20, 90, 200], 0.0, 0.0), inner], at(2.0, 2.0)), 0.8, Blend::Normal);
            let upper = with(group((8, 8), vec![tile([30, 200, 30], 2.0, 2.0)], at(12.0, 3.0)), 1.0, Blend::Difference);
            let mut scene = scene(vec![lower, upper]);
            scene.background = Some(rgba(60, 70, 80, 1.0));
            scene
        })
        .collect();
    let fresh: Vec<Planes> =
        scenes.iter().map(|scene| compose_once(settings(32, 16), scene, &mut Shelf::default())).collect();
    for index in [0, 1, 2, 3, 1, 0, 3, 2] {
        let again = compose(&mut composer, &scenes[index], &mut Shelf::default());
        assert!(again == fresh[index], "scene {index} differs after others");
    }
    // And finished frames show what stills show.
    for (scene, planes) in scenes.iter().zip(&fresh) {
        let picture = still(&gpu, settings(32, 16), scene, &mut Shelf::default()).unwrap();
        for (x, y, pixel) in picture.enumerate_pixels() {
            let wanted = yuv_709([0, 1, 2].map(|part| f64::from(pixel[part]) / 255.0))[0];
            let got = f64::from(planes.at(0, x as usize, y as usize));
            assert!((got - wanted).abs() <= 1.0, "{x},{y}: {got}, not {wanted}");
        }
    }
}

#[test]
fn a_group_that_is_filled_hides_what_is_below_and_one_that_is_not_seen_asks_for_nothing() {
    let gpu = Gpu::open().unwrap();
    let mut shelf = Shelf::default();
    let beside = group((4, 4), vec![layer(3, image("beside, never read"), plain())], at(50.0, 0.0));
    let scene = scene(vec![
        layer(0, image("covered, never read"), plain()),
        isolated(vec![layer(2, image("covered inside, never read"), plain()), solid([1, 2, 3], 1.0)]),
        beside,
    ]);
    let picture = still(&gpu, settings(WIDTH, HEIGHT), &scene, &mut shelf).unwrap();
    assert!(picture.pixels().all(|pixel| pixel.0 == [1, 2, 3, 255]));
    let planes = compose_once(settings(WIDTH, HEIGHT), &scene, &mut shelf);
    let wanted = yuv_709([1.0, 2.0, 3.0].map(|part| part / 255.0));
    assert!((f64::from(planes.at(0, 5, 5)) - wanted[0]).abs() <= 1.0);
    assert!(shelf.asked.is_empty());
}

#[test]
fn a_group_that_stays_the_same_is_drawn_once_and_anew_when_it_changes() {
    let gpu = Gpu::open().unwrap();
    // Room for nothing: what a frame does not use is let go of as soon as something else comes.
    let tight = rushes::compose::ComposerSettings { cache_bytes: 1, ..settings(32, 16) };
    let mut composer = Composer::new(&gpu, tight).unwrap();
    let (_, mut shelf) = flag();
    shelf.images.extend(Shelf::with_image("other", 2, 2, |_, _| [9, 9, 9, 255]).images);
    shelf.images.extend(Shelf::with_image("third", 2, 2, |_, _| [8, 8, 8, 255]).images);
    let moved = |x: f64, inner: f64, beside: &str| {
        let mut flags =
            with(group((14, 8), vec![layer(1, image("flag"), at(inner, 0.0))], at(x, 1.0)), 0.8, Blend::Screen);
        flags.index = 7;
        let mut scene = scene(vec![flags, layer(3, image(beside), at(20.0, 10.0))]);
        scene.background = Some(rgba(60, 70, 80, 1.0));
        scene
    };
    let read = |shelf: &Shelf| shelf.asked.iter().filter(|(path, _)| path.ends_with("flag")).count();
    for (frame, beside) in ["other", "other", "third", "other", "third"].into_iter().enumerate() {
        let scene = moved(frame as f64, 0.0, beside);
        let got = compose(&mut composer, &scene, &mut shelf);
        assert_eq!(read(&shelf), 1, "frame {frame} reads again what was drawn");
        assert!(got == compose_once(settings(32, 16), &scene, &mut flag_and(beside)), "frame {frame}");
    }
    let scene = moved(2.0, 1.0, "other");
    let got = compose(&mut composer, &scene, &mut shelf);
    assert!(got == compose_once(settings(32, 16), &scene, &mut flag_and("other")), "a change inside is seen");
}

fn flag_and(beside: &str) -> Shelf {
    let (_, mut shelf) = flag();
    let grey = if beside == "other" { 9 } else { 8 };
    shelf.images.extend(Shelf::with_image(beside, 2, 2, |_, _| [grey, grey, grey, 255]).images);
    shelf
}
