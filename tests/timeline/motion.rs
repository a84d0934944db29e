//! Colours, gradients, shapes and shadows that move: at each moment they are what they would be if they stood there.

use rushes::base::Rational;
use rushes::timeline::{Scene, SceneContent, Timeline};

use crate::project::fixture;

fn content(layer: &str, milliseconds: i64) -> SceneContent {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 400x200, fps: 50, duration: 10s }}\ntempo: {{ bpm: 120 }}\ntracks: {{ kick: {{ pattern: \"x...\", loop: true }} }}\naudio: [ {{ source: voice.wav }} ]\nlayers:\n  - {layer}\n"
    );
    let project = fixture::project(&text);
    let timeline = Timeline::new(&project, &fixture::facts(), &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(milliseconds, 1000), &mut scene);
    scene.layers.remove(0).content
}

#[test]
fn what_moves_is_at_each_moment_what_it_would_be_if_it_stood_there() {
    let cases = [
        ("{ solid: [ 0s: \"#000000\", 2s: \"#ff0000\" ] }", 1000, "{ solid: \"rgb(127.5 0 0)\" }"),
        ("{ solid: [ 0s: red, 2s: blue ease hold ] }", 1999, "{ solid: red }"),
        // Half of it is there; what is not has no colour to give.
        ("{ solid: [ 0s: red, 2s: \"#0000ff00\" ] }", 1000, "{ solid: \"rgb(255 0 0 / 50%)\" }"),
        ("{ solid: red, at: 3s, opacity: 1 }", 4000, "{ solid: [ +0s: red, +9s: red ], at: 3s }"),
        (
            "{ gradient: { from: red, to: [ 0s: white, 4s: black ], angle: [ 0s: 0, 4s: 180 ] } }",
            1000,
            "{ gradient: { from: red, to: \"rgb(191.25 191.25 191.25)\", angle: 45 } }",
        ),
        (
            "{ gradient: { kind: radial, from: red, to: blue, radius: \"= 10 * t\", center: [ \"= 20 * t\", 50% ] } }",
            3000,
            "{ gradient: { kind: radial, from: red, to: blue, radius: 30px, center: [ 60px, 50% ] } }",
        ),
        (
            "{ gradient: { kind: conic, stops: [ { at: 0, color: red }, { at: [ 0s: 0.2, 1s: 0.6 ], color: lime }, { at: 1, color: blue } ], angle: \"= 90 * t\" } }",
            500,
            "{ gradient: { kind: conic, stops: [ { at: 0, color: red }, { at: 0.4, color: lime }, { at: 1, color: blue } ], angle: 45 } }",
        ),
        // A stop that comes to stand before the one written before it stands with it.
        (
            "{ gradient: { stops: [ { at: [ 0s: 0, 1s: 1 ], color: red }, { at: 0.5, color: blue } ] } }",
            1000,
            "{ gradient: { stops: [ { at: 1, color: red }, { at: 1, color: blue } ] } }",
        ),
        (
            "{ shape: rect, fill: red, size: [ 0s: { to: [0px, 50%] }, 2s: { to: [200px, 50%] } ], radius: [ 0s: 0%, 2s: 50% ] }",
            1000,
            "{ shape: rect, fill: red, size: [100px, 100px], radius: 25px }",
        ),
        (
            "{ shape: ellipse, fill: [ 0s: black, 2s: white ], stroke: { width: [ 0s: 0px, 1s: 8px ], color: [ 0s: red, 1s: blue ] } }",
            1000,
            "{ shape: ellipse, fill: \"rgb(127.5 127.5 127.5)\", stroke: { width: 8px, color: blue } }",
        ),
        (
            "{ shape: line, size: [90px, 0px], stroke: { width: [ 0s: 0px, 1s: 8px ], color: red } }",
            500,
            "{ shape: line, size: [90px, 0px], stroke: { width: 4px, color: red } }",
        ),
        (
            "{ shape: rect, fill: { from: red, to: blue, angle: [ 0s: 0, 1s: 90 ] } }",
            1000,
            "{ shape: rect, fill: { from: red, to: blue, angle: 90 } }",
        ),
        (
            "{ shape: rect, fill: red, size: [ \"= 50 + 50 * pulse(1/4, 0.1)\", 20px ] }",
            0,
            "{ shape: rect, fill: red, size: [100px, 20px] }",
        ),
        (
            "{ text: Hi, size: 40px, color: [ 0s: black, 2s: white ], shadow: { offset: [ 0s: { to: [0px, 0px] }, 2s: { to: [10%, 8px] } ], blur: \"= 4 * t\", color: [ 0s: red, 2s: red ] } }",
            2000,
            "{ text: Hi, size: 40px, color: white, shadow: { offset: [4px, 8px], blur: 8px, color: red } }",
        ),
        (
            "{ text: Hi there, reveal: { by: char, every: 1s }, color: [ 0s: red, 1s: blue ] }",
            1000,
            "{ text: Hi there, reveal: { by: char, every: 1s }, color: blue }",
        ),
        ("{ spectrum: { color: [ 0s: red, 1s: blue ] } }", 1000, "{ spectrum: { color: blue } }"),
        (
            "{ waveform: { color: { from: red, to: blue, angle: [ 0s: 0, 1s: 90 ] } } }",
            1000,
            "{ waveform: { color: { from: red, to: blue, angle: 90 } } }",
        ),
        ("{ notes: { track: kick, color: [ 0s: red, 1s: blue ] } }", 1000, "{ notes: { track: kick, color: blue } }"),
    ];
    for (moving, milliseconds, still) in cases {
        let (found, wanted) = (content(moving, milliseconds), content(still, milliseconds));
        assert_eq!(found, wanted, "{moving} at {milliseconds} ms");
    }
}

#[test]
fn curves_that_overshoot_leave_no_size_below_nothing() {
    for layer in [
        "{ shape: rect, fill: red, size: [ 0s: { to: [0px, 0px] }, 1s: { to: [90px, 90px], ease: in-back } ], radius: [ 0s: 0px, 1s: 9px ease in-back ], stroke: { width: [ 0s: 0px, 1s: 9px ease in-back ] } }",
        "{ text: Hi, color: [ 0s: black, 1s: white ease in-back ], shadow: { blur: [ 0s: 0px, 1s: 9px ease in-back ] } }",
    ] {
        for milliseconds in [100, 250, 400] {
            match content(layer, milliseconds) {
                SceneContent::Shape(shape) => {
                    assert_eq!(shape.size, Some([0.0; 2]));
                    assert!(shape.stroke.is_none());
                }
                SceneContent::Text(text) => {
                    assert_eq!(text.dress.as_ref().and_then(|dress| dress.shadow).map(|shadow| shadow.blur), Some(0.0));
                    assert_eq!(text.color.r, 0.0);
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
