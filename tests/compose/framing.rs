//! Cut-outs of a canvas: what they show, at which scale, and what they don't ask for.

use std::sync::Arc;

use rushes::compose::{ComposerSettings, Gpu, still};
use rushes::project::model::{Align, Form, Gradient, Paint, Run, Shape, Stop, Text};
use rushes::timeline::scene::{Scene, SceneContent};
use rushes::timeline::{SceneLayer, View};

use super::scenes::*;

const CANVAS: (u32, u32) = (96, 64);

fn settings_of(output: (u32, u32)) -> ComposerSettings {
    ComposerSettings { canvas: CANVAS, output, ..settings(1, 1) }
}

fn shown(output: (u32, u32), view: Option<View>, layers: &[SceneLayer], shelf: &mut Shelf) -> image::RgbaImage {
    let scene = Scene { view, ..scene(layers.to_vec()) };
    still(&Gpu::open().unwrap(), settings_of(output), &scene, shelf).unwrap()
}

fn view(left: f64, top: f64, width: f64, height: f64) -> Option<View> {
    Some(View { left, top, width, height })
}

/// A layer of every kind that is drawn, on whole pixels.
fn every_kind() -> Vec<SceneLayer> {
    let stop = |at, color| Stop { at, color };
    let run = Run::Linear { angle: 30.0 };
    let gradient = Gradient { run, stops: vec![stop(0.0, rgba(20, 40, 160, 1.0)), stop(1.0, rgba(240, 200, 0, 1.0))] };
    let text = Text {
        text: "Cut".into(),
        font: vec![],
        size: 17.0,
        color: rgba(255, 255, 255, 1.0),
        align: Align::Left,
        ..plain_text()
    };
    let shape = Shape {
        form: Form::Ellipse,
        size: Some([20.0, 14.0]),
        fill: Some(Paint::Color(rgba(200, 30, 90, 0.8))),
        stroke: None,
    };
    let inside = vec![
        layer(6, SceneContent::Solid(rgba(0, 255, 0, 1.0)), at(12.0, 0.0)),
        layer(7, image("noise"), at(3.0, 2.0)),
    ];
    vec![
        layer(0, SceneContent::Gradient(Arc::new(gradient)), plain()),
        layer(1, SceneContent::Solid(rgba(10, 200, 90, 0.5)), at(48.0, 32.0)),
        layer(2, image("noise"), at(30.0, 20.0)),
        layer(3, video("clip", 0), at(55.0, 8.0)),
        layer(4, SceneContent::Shape(Arc::new(shape)), at(22.0, 40.0)),
        SceneLayer { opacity: 0.7, ..layer(5, SceneContent::Group { size: (24, 16), layers: inside }, at(60.0, 40.0)) },
        layer(8, SceneContent::Text(Arc::new(text)), at(25.0, 10.0)),
    ]
}

fn plain_text() -> Text {
    let read = rushes::project::read(&rushes::project::Source {
        path: std::path::Path::new("/p.yaml"),
        text: "rushes: 1\ncanvas: { duration: 1s }\nlayers: [ { text: x } ]\n",
        set: &[],
    });
    let rushes::project::model::Kind::Text(text) = &read.project.unwrap().layers[0].kind else { panic!() };
    text.clone()
}

fn sources() -> Shelf {
    let mut dice = Dice(3);
    let mut shelf = Shelf::with_image("noise", 20, 12, |_, _| [dice.byte(), dice.byte(), dice.byte(), 255]);
    let clip = Clip::new(32, 18, 1, |_, plane, x, y| (40 + plane * 30 + x * 3 + y * 2) as u8);
    shelf.clips.insert("clip".into(), clip);
    shelf
}

fn cropped(picture: &image::RgbaImage, x: u32, y: u32, (width, height): (u32, u32)) -> image::RgbaImage {
    image::imageops::crop_imm(picture, x, y, width, height).to_image()
}

#[test]
fn a_cut_out_on_whole_pixels_is_that_part_of_the_canvas_byte_for_byte() {
    let layers = every_kind();
    let whole = shown(CANVAS, None, &layers, &mut sources());
    for (x, y, size) in [(30, 0, (36, 64)), (17, 5, (64, 51)), (16, 0, (64, 64)), (0, 0, CANVAS)] {
        let cut = view(f64::from(x), f64::from(y), f64::from(size.0), f64::from(size.1));
        assert!(shown(size, cut, &layers, &mut sources()) == cropped(&whole, x, y, size), "{size:?} at {x},{y}");
    }
}

#[test]
fn what_is_enlarged_is_drawn_at_its_final_scale() {
    let layers = every_kind();
    let large = shown((CANVAS.0 * 2, CANVAS.1 * 2), None, &layers, &mut sources());
    let cut = shown((60, 80), view(26.0, 9.0, 30.0, 40.0), &layers, &mut sources());
    assert!(cut == cropped(&large, 52, 18, (60, 80)));
}

#[test]
fn quadrants_stand_where_the_cut_out_shows_them() {
    let colors = [rgba(255, 0, 0, 1.0), rgba(0, 255, 0, 1.0), rgba(0, 0, 255, 1.0), rgba(255, 255, 255, 1.0)];
    let corners = [(0.0, 0.0), (48.0, 0.0), (0.0, 32.0), (48.0, 32.0)];
    let layers: Vec<_> =
        (0..4).map(|nth| layer(nth, SceneContent::Solid(colors[nth]), at(corners[nth].0, corners[nth].1))).collect();
    // 9:16, 1:1 and 4:5 in the middle, at sizes of their own.
    for (output, width, height) in [((90, 160), 36.0, 64.0), ((100, 100), 64.0, 64.0), ((80, 100), 51.2, 64.0)] {
        let middle = view(48.0 - width / 2.0, 32.0 - height / 2.0, width, height);
        let picture = shown(output, middle, &layers, &mut Shelf::default());
        let (right, below) = (output.0 / 2, output.1 / 2);
        for (x, y, pixel) in picture.enumerate_pixels() {
            let quadrant = usize::from(x >= right) + 2 * usize::from(y >= below);
            let [r, g, b] =
                [colors[quadrant].r, colors[quadrant].g, colors[quadrant].b].map(|part| (part * 255.0) as u8);
            assert_eq!(pixel.0, [r, g, b, 255], "{output:?} at {x},{y}");
        }
    }
}

#[test]
fn a_cut_out_moves_by_parts_of_a_pixel() {
    let mut layers = vec![layer(0, SceneContent::Solid(rgba(255, 255, 255, 1.0)), at(40.0, 0.0))];
    layers.push(layer(1, image("white"), at(20.0, 20.0)));
    let mut shelf = Shelf::with_image("white", 8, 8, |_, _| [255; 4]);
    for step in 0..=20 {
        let left = 10.0 + f64::from(step) * 0.05;
        let picture = shown((36, 64), view(left, 0.0, 36.0, 64.0), &layers, &mut shelf);
        let part = left.fract() * 255.0 + if step == 20 { 255.0 } else { 0.0 };
        for (x, y) in [(29, 2), (9, 24)] {
            let edge = f64::from(picture.get_pixel(x, y)[0]);
            assert!((edge - part).abs() <= 1.0, "at {left}: {edge}, meant is {part}");
        }
    }
}

#[test]
fn what_lies_beside_the_cut_out_is_not_asked_for() {
    let mut shelf = sources();
    shelf.clips.insert("far".into(), Clip::new(32, 18, 3, |_, _, _, _| 90));
    let gpu = Gpu::open().unwrap();
    let mut composer = rushes::compose::Composer::new(&gpu, settings_of((30, 64))).unwrap();
    for (frame, left) in [(0, 0.0), (1, 66.0), (2, 0.0)] {
        let layers = vec![layer(0, video("far", frame), at(60.0, 10.0))];
        let scene = Scene { view: view(left, 0.0, 30.0, 64.0), ..scene(layers) };
        compose(&mut composer, &scene, &mut shelf);
    }
    let asked: Vec<_> = shelf.asked.iter().map(|(_, frame)| *frame).collect();
    assert_eq!(asked, [Some(1)]);
}
