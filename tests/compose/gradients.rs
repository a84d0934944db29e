//! Gradients against what CSS says of them, in double precision and by other formulas than the program's.

use std::sync::Arc;

use rushes::compose::{ComposerSettings, Gpu, still};
use rushes::project::model::{Gradient, Length, Rgba, Run, Stop};
use rushes::timeline::SceneContent;

use super::scenes::*;

const BLACK: Rgba = Rgba { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };
const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

fn gradient(run: Run, stops: &[(f64, Rgba)]) -> Gradient {
    Gradient { run, stops: stops.iter().map(|(at, color)| Stop { at: *at, color: *color }).collect() }
}

fn shown(gradient: Gradient, canvas: (u32, u32), output: (u32, u32)) -> image::RgbaImage {
    let scene = scene(vec![layer(0, SceneContent::Gradient(Arc::new(gradient)), plain())]);
    let settings = ComposerSettings { canvas, output, ring_slots: 1, cache_bytes: 64 << 20, color: Default::default() };
    still(&Gpu::open().unwrap(), settings, &scene, &mut Shelf::default()).unwrap()
}

/// Holds every pixel's red against how far along it stands, from black to white.
fn assert_along(picture: &image::RgbaImage, ratio: f64, along: impl Fn(f64, f64) -> f64) {
    for (x, y, pixel) in picture.enumerate_pixels() {
        let model = along((f64::from(x) + 0.5) * ratio, (f64::from(y) + 0.5) * ratio).clamp(0.0, 1.0) * 255.0;
        assert!((f64::from(pixel[0]) - model).abs() < 0.51, "{x},{y}: {pixel:?}, the model says {model}");
        assert!(pixel[0] == pixel[1] && pixel[1] == pixel[2] && pixel[3] == 255);
    }
}

#[test]
fn a_linear_gradient_goes_from_corner_to_corner() {
    let (width, height) = (90.0, 40.0);
    // The corners that it leads from and to, for angles of each quarter.
    for (angle, from, to) in [
        (0.0, [0.0, height], [0.0, 0.0]),
        (90.0, [0.0, 0.0], [width, 0.0]),
        (180.0, [0.0, 0.0], [0.0, height]),
        (30.0, [0.0, height], [width, 0.0]),
        (135.0, [0.0, 0.0], [width, height]),
        (200.0, [width, 0.0], [0.0, height]),
        (-70.0, [width, height], [0.0, 0.0]),
    ] {
        let picture = shown(gradient(Run::Linear { angle }, &[(0.0, BLACK), (1.0, WHITE)]), (90, 40), (90, 40));
        let (dx, dy) = (f64::to_radians(angle).sin(), -f64::to_radians(angle).cos());
        let whole = (to[0] - from[0]) * dx + (to[1] - from[1]) * dy;
        assert_along(&picture, 1.0, |x, y| ((x - from[0]) * dx + (y - from[1]) * dy) / whole);
    }
}

#[test]
fn a_radial_gradient_reaches_as_far_as_it_says() {
    let center = [Length::Px(30.0), Length::Percent(25.0)];
    let stops = [(0.0, BLACK), (1.0, WHITE)];
    let picture = shown(gradient(Run::Radial { center, radius: Length::Px(25.0) }, &stops), (90, 40), (90, 40));
    assert_along(&picture, 1.0, |x, y| ((x - 30.0).powi(2) + (y - 10.0).powi(2)).sqrt() / 25.0);
    // Per cent are of the shorter side, and a larger output shows the same.
    let middle = [Length::Percent(50.0); 2];
    let picture =
        shown(gradient(Run::Radial { center: middle, radius: Length::Percent(50.0) }, &stops), (90, 40), (180, 80));
    assert_along(&picture, 0.5, |x, y| ((x - 45.0).powi(2) + (y - 20.0).powi(2)).sqrt() / 20.0);
}

#[test]
fn a_conic_gradient_turns_clockwise_from_its_angle() {
    let center = [Length::Percent(50.0); 2];
    let picture = shown(gradient(Run::Conic { center, angle: 0.0 }, &[(0.0, BLACK), (1.0, WHITE)]), (40, 40), (40, 40));
    assert_along(&picture, 1.0, |x, y| {
        let clockwise = (90.0 - (20.0 - y).atan2(x - 20.0).to_degrees()).rem_euclid(360.0);
        clockwise / 360.0
    });
    let [red, green, blue] = [rgba(255, 0, 0, 1.0), rgba(0, 255, 0, 1.0), rgba(0, 0, 255, 1.0)];
    let pie = [(0.0, red), (0.25, red), (0.25, green), (0.5, green), (0.5, blue), (1.0, blue)];
    let picture = shown(gradient(Run::Conic { center, angle: 90.0 }, &pie), (40, 40), (40, 40));
    let at = |x, y| picture.get_pixel(x, y).0[..3].to_vec();
    assert_eq!(at(30, 30), [255, 0, 0], "right below");
    assert_eq!(at(10, 30), [0, 255, 0], "left below");
    assert_eq!((at(10, 10), at(30, 10)), (vec![0, 0, 255], vec![0, 0, 255]), "above");
}

#[test]
fn colours_mix_premultiplied_between_their_stops() {
    let clear_blue = Rgba { r: 0.0, g: 0.0, b: 1.0, a: 0.0 };
    let stops = [(0.25, rgba(255, 0, 0, 1.0)), (0.75, clear_blue)];
    let picture = shown(gradient(Run::Linear { angle: 90.0 }, &stops), (100, 4), (100, 4));
    for (x, _, pixel) in picture.enumerate_pixels() {
        let part = (((f64::from(x) + 0.5) / 100.0 - 0.25) / 0.5).clamp(0.0, 1.0);
        let model = [(1.0 - part) * 255.0, 0.0, 0.0];
        for (found, model) in pixel.0.iter().zip(model) {
            assert!((f64::from(*found) - model).abs() < 1.1, "{x}: {pixel:?}, {model}");
        }
    }
}
