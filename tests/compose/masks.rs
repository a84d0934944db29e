//! Rounded corners, shapes and other layers as masks: measured by the area that is left, against plain geometry.

use std::f64::consts::PI;

use rushes::compose::{Gpu, deep_still};
use rushes::project::form::Channel;
use rushes::project::model::{Fit, Length};
use rushes::timeline::scene::{Cut, Form, Matte, Placement, Scene, SceneContent, SceneLayer};

use super::scenes::*;

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;

fn white() -> SceneLayer {
    layer(0, SceneContent::Solid(rgba(255, 255, 255, 1.0)), plain())
}

/// Alpha of each pixel, 0..1, over nothing.
fn alphas(layer: SceneLayer) -> Vec<f64> {
    alphas_with(layer, &mut Shelf::default())
}

fn alphas_with(layer: SceneLayer, shelf: &mut Shelf) -> Vec<f64> {
    let scene = Scene { background: None, layers: vec![layer], view: None };
    let pixels = deep_still(&Gpu::open().unwrap(), settings(WIDTH, HEIGHT), &scene, shelf).unwrap();
    pixels.iter().map(|pixel| f64::from(pixel[3]) / 65535.0).collect()
}

fn area(alphas: &[f64]) -> f64 {
    alphas.iter().sum()
}

fn at_pixel(alphas: &[f64], x: u32, y: u32) -> f64 {
    alphas[(y * WIDTH + x) as usize]
}

fn whole_cut() -> Cut {
    Cut {
        ellipse: false,
        size: [Length::Percent(100.0); 2],
        position: [Length::Percent(50.0); 2],
        radius: Length::Px(0.0),
        feather: Length::Px(0.0),
        invert: false,
    }
}

fn cut(cut: Cut) -> Form {
    Form { cut: Some(cut), ..Form::default() }
}

fn formed(form: Form) -> SceneLayer {
    SceneLayer { form, ..white() }
}

fn corners(px: f64) -> Form {
    Form { radius: Some(Length::Px(px)), ..Form::default() }
}

#[test]
fn rounded_corners_take_away_what_four_quarter_circles_leave() {
    let full = f64::from(WIDTH * HEIGHT);
    for radius in [4.0, 15.5, 32.0] {
        let seen = alphas(formed(corners(radius)));
        let expected = full - (4.0 - PI) * radius * radius;
        assert!((area(&seen) - expected).abs() < 4.0, "radius {radius}: {} for {expected}", area(&seen));
        assert_eq!(at_pixel(&seen, WIDTH / 2, HEIGHT / 2), 1.0);
        assert!(at_pixel(&seen, 0, 0) < 0.05);
    }
    // More than half of the shorter side is no rounder than half of it.
    assert_eq!(alphas(formed(corners(500.0))), alphas(formed(corners(32.0))));
    let half = Form { radius: Some(Length::Percent(50.0)), ..Form::default() };
    assert_eq!(alphas(formed(half)), alphas(formed(corners(32.0))));
}

#[test]
fn corners_are_as_round_on_a_picture_that_is_scaled_to_fit() {
    let mut shelf = Shelf::with_image("small", 24, 16, |_, _| [200, 10, 10, 255]);
    let placement = Placement { fit: Fit::Cover, ..plain() };
    let picture = SceneLayer { form: corners(16.0), ..layer(0, image("small"), placement) };
    let (scaled, solid) = (alphas_with(picture, &mut shelf), alphas(formed(corners(16.0))));
    let worst = scaled.iter().zip(&solid).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 2.0 / 255.0, "{worst}");
}

#[test]
fn an_ellipse_leaves_its_own_area_and_its_inverse_the_rest() {
    let ellipse = Cut { ellipse: true, ..whole_cut() };
    let seen = alphas(formed(cut(ellipse)));
    let expected = PI / 4.0 * f64::from(WIDTH * HEIGHT);
    assert!((area(&seen) - expected).abs() < expected * 0.002, "{} for {expected}", area(&seen));
    let rest = alphas(formed(cut(Cut { invert: true, ..ellipse })));
    let worst = seen.iter().zip(&rest).map(|(a, b)| (a + b - 1.0).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-4, "{worst}");
}

#[test]
fn a_feather_is_half_at_the_edge_and_as_wide_as_it_says() {
    let soft = Cut {
        size: [Length::Px(48.0), Length::Px(400.0)],
        position: [Length::Px(48.0), Length::Percent(50.0)],
        feather: Length::Px(16.0),
        ..whole_cut()
    };
    let seen = alphas(formed(cut(soft)));
    let row: Vec<f64> = (0..WIDTH).map(|x| at_pixel(&seen, x, HEIGHT / 2)).collect();
    // The left edge stands at 24, the ramp from 16 to 32.
    assert_eq!((row[15], row[32]), (0.0, 1.0));
    assert!((row[23] + row[24] - 1.0).abs() < 1e-3, "{row:?}");
    assert!(row[16..32].windows(2).all(|pair| pair[0] < pair[1]), "{row:?}");
}

#[test]
fn a_masked_layer_keeps_its_area_when_it_is_turned() {
    let small = Placement { scale: [0.4, 0.4], position: [48.0, 32.0], anchor_fraction: [0.5, 0.5], ..plain() };
    let ellipse = cut(Cut { ellipse: true, ..whole_cut() });
    let expected = PI / 4.0 * f64::from(WIDTH * HEIGHT) * 0.16;
    for rotate in [0.0, 30.0, 90.0, 135.0] {
        for form in [ellipse.clone(), Form { radius: Some(Length::Px(1.0)), ..ellipse.clone() }] {
            let turned = SceneLayer { placement: Placement { rotate, ..small }, ..formed(form) };
            let seen = area(&alphas(turned));
            assert!((seen - expected).abs() < expected * 0.01, "{rotate}: {seen} for {expected}");
        }
    }
}

/// A matte whose grey and alpha run across.
fn shaded(name: &str) -> Shelf {
    Shelf::with_image(name, WIDTH, HEIGHT, |x, y| {
        let grey = (x * 255 / (WIDTH - 1)) as u8;
        [grey, grey, grey, (y * 255 / (HEIGHT - 1)) as u8]
    })
}

fn matted(channel: Channel, invert: bool) -> SceneLayer {
    let matte = layer(7, image("shaded"), plain());
    let matte = Matte { layer: Some(Box::new(matte)), channel, invert };
    formed(Form { matte: Some(matte), ..Form::default() })
}

#[test]
fn another_layer_shows_as_much_as_its_light_or_its_alpha_says() {
    let mut shelf = shaded("shaded");
    for (channel, invert) in
        [(Channel::Luma, false), (Channel::Luma, true), (Channel::Alpha, false), (Channel::Alpha, true)]
    {
        let seen = alphas_with(matted(channel, invert), &mut shelf);
        for (x, y) in [(0, 0), (10, 60), (50, 30), (95, 63), (95, 0)] {
            let (grey, alpha) = (f64::from(x * 255 / (WIDTH - 1)) / 255.0, f64::from(y * 255 / (HEIGHT - 1)) / 255.0);
            let says = if channel == Channel::Luma { grey * alpha } else { alpha };
            let expected = if invert { 1.0 - says } else { says };
            let found = at_pixel(&seen, x, y);
            assert!((found - expected).abs() < 1e-3, "{channel:?} {invert} at {x},{y}: {found} for {expected}");
        }
    }
}

#[test]
fn a_matte_that_shows_nothing_hides_all_or_nothing() {
    let with = |invert| {
        let matte = Matte { layer: None, channel: Channel::Alpha, invert };
        area(&alphas(formed(Form { matte: Some(matte), ..Form::default() })))
    };
    assert_eq!(with(false), 0.0);
    assert_eq!(with(true), f64::from(WIDTH * HEIGHT));
}

#[test]
fn a_matte_stands_on_the_canvas_and_not_on_the_layer() {
    let square = |x: f64| {
        let matte =
            layer(7, SceneContent::Solid(rgba(255, 255, 255, 1.0)), Placement { scale: [0.25, 1.0], ..at(x, 0.0) });
        Some(Matte { layer: Some(Box::new(matte)), channel: Channel::Alpha, invert: false })
    };
    // The layer begins at 30; the matte ends at 24 and at 54.
    let seen = |x| {
        let form = Form { matte: square(x), ..Form::default() };
        area(&alphas(SceneLayer { placement: at(30.0, 0.0), ..formed(form) }))
    };
    assert_eq!(seen(0.0), 0.0);
    assert_eq!(seen(30.0), 24.0 * f64::from(HEIGHT));
    assert_eq!(seen(20.0), 14.0 * f64::from(HEIGHT));
}

#[test]
fn a_layer_on_a_sheet_of_its_own_looks_as_it_does_without() {
    let everywhere = layer(9, SceneContent::Solid(rgba(255, 255, 255, 1.0)), plain());
    let matte = Matte { layer: Some(Box::new(everywhere)), channel: Channel::Alpha, invert: false };
    let mut shelf = Shelf::with_image("noise", 40, 30, {
        let mut dice = Dice(77);
        move |_, _| [dice.byte(), dice.byte(), dice.byte(), dice.byte()]
    });
    for placement in [at(10.0, 7.0), at(-13.0, 40.0), at(70.0, -9.0), Placement { scale: [1.5, 0.75], ..at(3.25, 2.5) }]
    {
        let plain = layer(0, image("noise"), placement);
        let form = Form { matte: Some(matte.clone()), ..Form::default() };
        let on_sheet = SceneLayer { form, ..plain.clone() };
        let mut draw = |layer| {
            let scene = Scene { background: Some(rgba(20, 90, 160, 1.0)), layers: vec![layer], view: None };
            deep_still(&Gpu::open().unwrap(), settings(WIDTH, HEIGHT), &scene, &mut shelf).unwrap()
        };
        let (one, other) = (draw(plain), draw(on_sheet));
        let apart = |(a, b): (&[u16; 4], &[u16; 4])| a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        let worst = one.iter().zip(&other).map(apart).max().unwrap();
        // Rounded once more on the sheet, to 16 bits.
        assert!(worst <= 3, "{worst} of 65535 at {:?}", placement.position);
    }
}

/// Planning goes from the top down, drawing from the bottom up: a sheet that was planned for one layer holds nothing yet
/// when one below it is drawn.
#[test]
fn layers_that_share_a_moving_matte_are_all_seen() {
    let gpu = Gpu::open().unwrap();
    let settings = settings(WIDTH, HEIGHT);
    let mut composer = rushes::compose::Composer::new(&gpu, settings).unwrap();
    for frame in 0..5 {
        // Moves, stands, moves.
        let x = [0.0, 6.0, 6.0, 6.0, 12.0][frame as usize];
        let matte =
            layer(7, SceneContent::Solid(rgba(255, 255, 255, 1.0)), Placement { scale: [0.5, 0.5], ..at(x, 4.0) });
        let matte = Matte { layer: Some(Box::new(matte)), channel: Channel::Alpha, invert: false };
        let masked = |index: usize, y: f64, rgb: [u8; 3]| {
            let placement = Placement { scale: [1.0, 0.2], ..at(0.0, y) };
            let content = SceneContent::Solid(rgba(rgb[0], rgb[1], rgb[2], 1.0));
            let form = Form { matte: Some(matte.clone()), ..Form::default() };
            SceneLayer { form, ..layer(index, content, placement) }
        };
        let layers = vec![masked(0, 0.0, [255, 0, 0]), masked(1, 13.0, [0, 255, 0]), masked(2, 26.0, [0, 0, 255])];
        let scene = scene(layers);
        let kept = compose(&mut composer, &scene, &mut Shelf::default());
        let alone = compose_once(settings, &scene, &mut Shelf::default());
        assert!(kept == alone, "frame {frame}");
        let pixels = deep_still(&gpu, settings, &scene, &mut Shelf::default()).unwrap();
        for (y, part) in [(8, 0), (19, 1), (30, 2)] {
            let pixel = pixels[(y * WIDTH + x as u32 + 20) as usize];
            assert_eq!(pixel[part], 65535, "frame {frame}, row {y}: {pixel:?}");
        }
    }
}
