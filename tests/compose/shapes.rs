//! Shapes by the areas that geometry gives them, and by the pixels they must cover.

use std::f64::consts::PI;
use std::sync::Arc;

use proptest::prelude::*;
use rushes::compose::{ComposerSettings, Gpu, path_fault, still};
use rushes::project::model::{Form, Gradient, Paint, Rgba, Run, Shape, Stop, Stroke};
use rushes::timeline::SceneContent;
use rushes::timeline::scene::Placement;

use super::scenes::*;

const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

fn filled(form: Form, size: Option<[f64; 2]>) -> Shape {
    Shape { form, size, fill: Some(Paint::Color(WHITE)), stroke: None }
}

fn outlined(form: Form, size: [f64; 2], width: f64) -> Shape {
    Shape { form, size: Some(size), fill: None, stroke: Some(Stroke { width, color: WHITE }) }
}

fn shown(shape: Shape, placement: Placement, output: (u32, u32)) -> image::RgbaImage {
    let scene = scene(vec![layer(0, SceneContent::Shape(Arc::new(shape)), placement)]);
    let settings =
        ComposerSettings { canvas: (120, 80), output, ring_slots: 1, cache_bytes: 64 << 20, color: Default::default() };
    still(&Gpu::open().unwrap(), settings, &scene, &mut Shelf::default()).unwrap()
}

/// Pixels' worth of white.
fn area(picture: &image::RgbaImage) -> f64 {
    picture.pixels().map(|pixel| f64::from(pixel[0])).sum::<f64>() / 255.0
}

#[test]
fn every_form_has_its_area() {
    let path = |data: &str| Form::Path(data.to_owned());
    let hexagon = "M 30,0 l 30,15 v 30 l -30,15 l -30,-15 v -30 z";
    let cases = [
        ("rect", filled(Form::Rect { radius: 0.0 }, Some([40.5, 30.25])), 40.5 * 30.25),
        ("round rect", filled(Form::Rect { radius: 10.0 }, Some([60.0, 40.0])), 2400.0 - (4.0 - PI) * 100.0),
        ("as round as it can be", filled(Form::Rect { radius: 99.0 }, Some([40.0, 40.0])), PI * 400.0),
        ("ellipse", filled(Form::Ellipse, Some([70.0, 40.0])), PI * 35.0 * 20.0),
        ("line", outlined(Form::Line, [48.0, 36.0], 4.0), 60.0 * 4.0),
        ("flat line", outlined(Form::Line, [50.0, 0.0], 3.0), 150.0),
        ("edge", outlined(Form::Rect { radius: 0.0 }, [50.0, 30.0], 4.0), 54.0 * 34.0 - 46.0 * 26.0),
        ("ring", outlined(Form::Ellipse, [40.0, 40.0], 6.0), PI * (23.0 * 23.0 - 17.0 * 17.0)),
        ("path", filled(path(hexagon), None), 60.0 * 60.0 - 60.0 * 15.0),
        ("arc", filled(path("M 0 20 A 20 20 0 0 1 40 20 Z"), None), PI * 200.0),
        ("scaled path", filled(path("M 500 500 h 1 l -1 1 z"), Some([40.0, 60.0])), 1200.0),
    ];
    for (name, shape, wanted) in cases {
        for (output, scale) in [((120, 80), 1.0), ((240, 160), 4.0)] {
            let found = area(&shown(shape.clone(), at(25.0, 12.25), output));
            let off = (found / scale - wanted).abs() / wanted;
            assert!(off < 0.006, "{name} at {output:?}: {found} px, geometry says {}", wanted * scale);
        }
        // Turned about its middle, it covers as much.
        let turned = Placement { rotate: 33.0, anchor_fraction: [0.5, 0.5], ..at(60.0, 40.0) };
        let found = area(&shown(shape, turned, (120, 80)));
        assert!((found - wanted).abs() / wanted < 0.03, "{name} turned: {found} px, geometry says {wanted}");
    }
}

#[test]
fn a_rect_on_whole_pixels_has_sharp_edges() {
    let picture = shown(filled(Form::Rect { radius: 0.0 }, Some([30.0, 20.0])), at(10.0, 5.0), (120, 80));
    for (x, y, pixel) in picture.enumerate_pixels() {
        let inside = (10..40).contains(&x) && (5..25).contains(&y);
        assert_eq!(pixel[0], if inside { 255 } else { 0 }, "{x},{y}");
    }
}

#[test]
fn a_fill_runs_over_the_shape_s_own_box_and_the_line_lies_on_it() {
    let stop = |at: f64, color: Rgba| Stop { at, color };
    let black = Rgba { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };
    let fill = Gradient { run: Run::Linear { angle: 90.0 }, stops: vec![stop(0.0, black), stop(1.0, WHITE)] };
    let shape = Shape {
        form: Form::Rect { radius: 0.0 },
        size: Some([60.0, 40.0]),
        fill: Some(Paint::Gradient(fill)),
        stroke: Some(Stroke { width: 4.0, color: rgba(255, 0, 0, 1.0) }),
    };
    let picture = shown(shape, at(20.0, 10.0), (120, 80));
    for x in 23..77 {
        let model = (f64::from(x) + 0.5 - 20.0) / 60.0 * 255.0;
        let found = picture.get_pixel(x, 30);
        assert!((f64::from(found[1]) - model).abs() < 0.51 && found[0] == found[1], "{x}: {found:?}, {model}");
    }
    for (x, y) in [(18, 30), (21, 30), (81, 30), (78, 30), (50, 8), (50, 51), (18, 8)] {
        assert_eq!(picture.get_pixel(x, y).0, [255, 0, 0, 255], "{x},{y}");
    }
}

#[test]
fn path_data_is_read_as_svg_has_it() {
    for fine in ["M0 0L10 10", "m 0,0 10,0 0,10 z", "M0,0 C 1 2 3 4 5 6 S 7 8 9 10 Q 1 1 2 2 T 3 3 A 5 5 0 1 0 9 9"] {
        assert_eq!(path_fault(fine), None, "{fine}");
    }
    for wrong in ["", "L 1 1", "M 0 0", "M 0 0 L 1", "M 0 0 X 1 1", "M 0 0 L 9e99 9e99", "M 0 0 L é"] {
        assert!(path_fault(wrong).is_some(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_path_data_is_answered(data in "[MmLlHhVvCcSsQqTtAaZz0-9eE+., -]{0,60}|.{0,20}") {
        let _ = path_fault(&data);
    }
}
