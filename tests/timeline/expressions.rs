//! Values that are computed: what expressions mean, against values that were computed elsewhere.

use std::sync::Arc;

use proptest::prelude::*;
use rushes::base::facts::Facts;
use rushes::base::{Failure, Rational};
use rushes::project::model::{Length, Moving, Project};
use rushes::timeline::{Hearing, Scene, SceneContent, SceneLayer, Timeline};

use crate::support::films;

const HEAD: &str = "rushes: 1
canvas: { size: 320x180, fps: 25, duration: 10s }
vars: { speed: 3.5, low: -1.5, name: Ada }
tempo: { bpm: 120 }
tracks: { kick: { pattern: \"x...\", loop: true } }
";

fn timeline(layers: &str) -> Timeline {
    let project = films::project(&format!("{HEAD}{layers}"));
    Timeline::new(&project, &Facts::default(), &project.exports[0])
}

fn layer(timeline: &Timeline, time: Rational) -> SceneLayer {
    let mut scene = Scene::default();
    timeline.scene_at(time, &mut scene);
    scene.layers.remove(0)
}

/// What an expression is worth at a time, as an angle: that key has the widest bounds.
fn worth(expression: &str, time: Rational) -> f64 {
    let timeline = timeline(&format!("layers: [ {{ solid: red, at: 0s..10s, rotate: '= {expression}' }} ]"));
    layer(&timeline, time).placement.rotate
}

/// Computed by Python's own operators and `math`, at t = 1.7.
#[rustfmt::skip]
const WORTH: &[(&str, f64)] = &[
    ("1/4", 0.25),
    ("7/2", 3.5),
    ("1/3*3", 1.0),
    ("2^3^2", 512.0),
    ("-2^2", -4.0),
    ("(-2)^2", 4.0),
    ("2^-1", 0.5),
    ("2*3+4*5", 26.0),
    ("2+3*4-6/3", 12.0),
    ("10-4-3", 3.0),
    ("64/4/2", 8.0),
    ("--3", 3.0),
    ("+3-+2", 1.0),
    ("3^0.5", 1.7320508075688772),
    (".5+1.", 1.5),
    ("1e3/1E-1", 10000.0),
    ("t", 1.7),
    ("t*t-1", 1.89),
    ("-t^2", -2.89),
    ("2*-t", -3.4),
    ("t < 1 ? 10 : t < 2 ? 20 : 30", 20.0),
    ("t > 1 && t < 2 ? 1 : 0", 1.0),
    ("t < 1 || !(t < 2) ? 1 : 0", 0.0),
    ("1 < 2 ? 3 : 4 + 100", 3.0),
    ("t == 1.7 ? 1 : 2", 1.0),
    ("t != 1.7 ? 1 : 2", 2.0),
    ("t <= 1.7 && t >= 1.7 ? 5 : 6", 5.0),
    ("true ? 1 : 2", 1.0),
    ("!true || false ? 1 : 2", 2.0),
    ("(t < 2 ? t > 1 : t > 5) ? 1 : 2", 1.0),
    ("sin(t)", 0.9916648104524686),
    ("cos(t)", -0.12884449429552464),
    ("tan(t)", -7.696602139459161),
    ("asin(t/2)", 1.015985293814825),
    ("acos(t/2)", 0.5548110329800715),
    ("atan(t)", 1.039072259536091),
    ("atan2(1, -t)", 2.609868586330988),
    ("sinh(t)", 2.6456319338372323),
    ("cosh(t)", 2.828315457889967),
    ("tanh(t)", 0.935409070603099),
    ("abs(-t)", 1.7),
    ("sign(-t)", -1.0),
    ("sign(0)", 0.0),
    ("floor(-t)", -2.0),
    ("ceil(-t)", -1.0),
    ("round(2.5)", 3.0),
    ("round(-2.5)", -3.0),
    ("trunc(-t)", -1.0),
    ("fract(t)", 0.7),
    ("fract(-t)", 0.3),
    ("mod(t, 0.5)", 0.2),
    ("mod(-1, 3)", 2.0),
    ("min(3, t, 2)", 1.7),
    ("max(t, -1)", 1.7),
    ("clamp(t, 0, 1)", 1.0),
    ("mix(10, 20, t/2)", 18.5),
    ("step(1, t)", 1.0),
    ("step(2, t)", 0.0),
    ("smoothstep(1, 2, t)", 0.784),
    ("smoothstep(2, 1, t)", 0.216),
    ("sqrt(t)", 1.3038404810405297),
    ("cbrt(27)", 3.0),
    ("pow(t, 3)", 4.913),
    ("exp(t)", 5.4739473917272),
    ("exp2(t)", 3.249009585424942),
    ("log(t)", 0.5306282510621704),
    ("log2(8)", 3.0),
    ("log10(1000)", 3.0),
    ("hypot(3, 4)", 5.0),
    ("degrees(pi)", 180.0),
    ("radians(100)", 1.7453292519943295),
    ("tau - 2*pi", 0.0),
    ("2*e", 5.43656365691809),
    ("500ms + 2s", 2.5),
    ("90deg", 90.0),
    ("0.25turn", 90.0),
    ("frame", 42.0),
    ("progress", 0.17),
    ("w/2 + h", 340.0),
    ("speed * 2", 7.0),
    ("-speed^2", -12.25),
    ("low + t", 0.2),
    ("beat", 3.4),
    ("bpm", 120.0),
];

#[test]
fn expressions_are_worth_what_mathematics_says() {
    let time = Rational::new(17, 10);
    for (expression, expected) in WORTH {
        let found = worth(expression, time);
        let near = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
        assert!(near, "{expression}: {found} and not {expected}");
    }
}

#[test]
fn every_kind_of_value_can_be_computed() {
    let timeline = timeline(
        "layers:
- solid: red
  position: [ '= w/2 + 100*t', 50% ]
  anchor: [ '= 25% + 10', '= 2 * 30%' ]
  scale: '= 1 + t'
  opacity: '= t / 4'
  radius: '= t'
  crop: { left: '= 10% * t' }
  mask: { shape: ellipse, feather: '= 3px * t', size: [ 50%, '= 100px' ] }
  effects: [ { blur: '= 2 * t' }, { shadow: { offset: [ '= t', 4px ] } } ]
",
    );
    let shown = layer(&timeline, Rational::from_int(2));
    assert_eq!(shown.placement.position, [360.0, 90.0]);
    assert_eq!((shown.placement.anchor_fraction, shown.placement.anchor_px), ([0.25, 0.6], [10.0, 0.0]));
    assert_eq!(shown.placement.scale, [3.0, 3.0]);
    assert_eq!(shown.opacity, 0.5);
    assert_eq!(shown.form.radius, Some(Length::Px(2.0)));
    assert_eq!(shown.placement.crop.left, Length::Percent(20.0));
    let cut = shown.form.cut.unwrap();
    assert_eq!((cut.feather, cut.size), (Length::Px(6.0), [Length::Percent(50.0), Length::Px(100.0)]));
    assert_eq!(shown.effects.len(), 2, "{:?}", shown.effects);
    let blur = format!("{:?}", shown.effects[0]);
    assert_eq!(blur, "Blur { sigma: 4.0 }");
}

#[test]
fn what_is_out_of_bounds_stays_at_them_and_what_is_no_number_is_the_default() {
    let at = |key: &str| layer(&timeline(&format!("layers: [ {{ solid: red, {key} }} ]")), Rational::ONE);
    assert_eq!(at("opacity: '= 3 * t'").opacity, 1.0);
    assert_eq!(at("scale: [ '= sqrt(-t)', '= 1e9 * t' ]").placement.scale, [1.0, 1000.0]);
    assert_eq!(at("rotate: '= 1 / (t - 1)'").placement.rotate, 0.0);
    // Nothing comes of nothing: which number it would be differs between processors.
    assert_eq!(at("rotate: '= 1 + rand(0 / (t - 1))'").placement.rotate, 0.0);
    assert_eq!(at("rotate: '= 1 + noise(t, 0 / (t - 1))'").placement.rotate, 0.0);
    assert_eq!(at("position: [ '= log(t - 2)', '= 5' ]").placement.position, [160.0, 5.0]);
    assert_eq!(at("radius: '= 1 - 5 * t'").form.radius, None);
}

#[test]
fn a_keyframe_may_be_computed_too() {
    let timeline = timeline(
        "layers:
- solid: red
  rotate: [ 0s: 10, 2s: '= 100 * t ease linear', 4s: { to: '= 10 * t' } ]
",
    );
    let at = |tenths| layer(&timeline, Rational::new(tenths, 10)).placement.rotate;
    // On the way to a value that grows itself.
    assert_eq!(at(0), 10.0);
    assert_eq!(at(10), (10.0 + 100.0) / 2.0);
    assert_eq!(at(20), 200.0);
    assert_eq!(at(30), (300.0 + 30.0) / 2.0);
    assert_eq!(at(50), 50.0);
}

#[test]
fn what_never_changes_is_a_constant() {
    let project = films::project(&format!(
        "{HEAD}layers: [ {{ solid: red, rotate: '= speed * 2', opacity: '= true ? 0.5 : t', scale: [ '= 2', 1 ] }} ]"
    ));
    let layer = &project.layers[0];
    assert_eq!(layer.rotate, Moving::Constant(7.0));
    assert_eq!(layer.opacity, Moving::Constant(0.5));
    assert_eq!(layer.scale, Moving::Constant([2.0, 1.0]));
}

#[test]
fn inputs_belong_to_the_layer_and_the_canvas_that_it_is_on() {
    let grouped = timeline(
        "layers: [ { group: [ { solid: red, at: 2s..6s, rotate: '= w + 1000 * progress' } ], size: [ 50%, 50% ] } ]",
    );
    let SceneContent::Group { layers, .. } = layer(&grouped, Rational::from_int(3)).content else { panic!("no group") };
    assert_eq!(layers[0].placement.rotate, 160.0 + 250.0);

    // Frames are the canvas's, whatever an export's rate is.
    let project = films::project(&format!(
        "{HEAD}layers: [ {{ solid: red, rotate: '= frame' }} ]\nexports: {{ a: {{ fps: 60 }} }}\n"
    ));
    let exported = Timeline::new(&project, &Facts::default(), &project.exports[0]);
    let mut scene = Scene::default();
    let frames: Vec<f64> = (0..6)
        .map(|frame| {
            exported.scene(frame, &mut scene);
            scene.layers[0].placement.rotate
        })
        .collect();
    assert_eq!(frames, [0.0, 0.0, 0.0, 1.0, 1.0, 2.0]);
}

#[test]
fn a_cut_out_moves_over_its_export() {
    let project = films::project(&format!(
        "{HEAD}layers: [ {{ solid: red }} ]
exports: {{ a: {{ range: 2s..4s, frame: {{ aspect: 1:1, center: [ '= progress', 0.5 ], zoom: '= 1 + t' }}, size: 90x90 }} }}
"
    ));
    let exported = Timeline::new(&project, &Facts::default(), &project.exports[0]);
    let mut scene = Scene::default();
    exported.scene_at(Rational::from_int(3), &mut scene);
    let view = scene.view.unwrap();
    assert_eq!((view.width, view.left + view.width / 2.0), (45.0, 160.0));
}

#[derive(Debug)]
struct Tone;

impl Hearing for Tone {
    fn bin_hz(&self) -> f64 {
        100.0
    }

    fn bins(&self) -> usize {
        256
    }

    fn bytes(&self, frame: u64, into: &mut Vec<u8>) {
        into.clear();
        into.resize(256, 0);
        into[1] = u8::try_from(frame).unwrap();
        into[10] = 255;
    }

    fn wave(&self, _: u64, _: usize, _: &mut Vec<f32>) {}

    fn onsets(&self, _: u64, into: &mut Vec<(f64, f64)>) {
        into.clear();
        into.push((0.5, 0.8));
    }

    fn fault(&self) -> Option<Failure> {
        None
    }
}

#[test]
fn what_is_heard_is_asked_at_the_canvas_frame() {
    let worth = |expression: &str, ears: bool| {
        let project = films::project(&format!("{HEAD}layers: [ {{ solid: red, rotate: '= {expression}' }} ]"));
        assert!(project.hears, "{expression}");
        let listen = |_: &Project| -> Option<Arc<dyn Hearing>> { ears.then(|| Arc::new(Tone) as Arc<dyn Hearing>) };
        let timeline = Timeline::with_ears(&project, &Facts::default(), &project.exports[0], &listen);
        layer(&timeline, Rational::from_int(2)).placement.rotate
    };
    // Frame 50; bass is the bins of 100 and 200 Hz.
    assert_eq!(worth("bass", true), 50.0 / 2.0 / 255.0);
    assert_eq!(worth("band(1000, 1001)", true), 1.0);
    assert_eq!(worth("band(1kHz, 1100Hz)", true), 1.0);
    assert_eq!(worth("bin(1) * 255", true), 50.0);
    assert_eq!(worth("level * 256 * 255", true), 305.0);
    assert_eq!(worth("onset(0.5)", true), 0.8 * (-1.0_f64).exp());
    for deaf in ["bass + mid + treble + level", "band(20, 200)", "bin(3)", "onset(1)"] {
        assert_eq!(worth(deaf, false), 0.0, "{deaf}");
    }
    let still = films::project(&format!("{HEAD}layers: [ {{ solid: red, rotate: '= t' }} ]"));
    assert!(!still.hears);
}

#[test]
fn chance_is_the_same_each_time_and_noise_is_smooth() {
    let at = |expression: &str, hundredths: i64| worth(expression, Rational::new(hundredths, 100));
    let drawn: Vec<f64> = (0..40).map(|seed| at("rand(floor(t * 10))", seed * 10)).collect();
    assert!(drawn.iter().all(|value| (0.0..1.0).contains(value)), "{drawn:?}");
    let mean = drawn.iter().sum::<f64>() / 40.0;
    assert!((0.3..0.7).contains(&mean), "{mean}");
    assert_eq!(at("rand(floor(t * 10))", 105), at("rand(floor(t * 10))", 109));
    assert_ne!(at("rand(1)", 0), at("rand(2)", 0));
    assert_eq!(at("noise(3)", 0), 0.0);
    let curve: Vec<f64> = (0..100).map(|step| at("noise(t * 5)", step)).collect();
    assert!(curve.iter().all(|value| value.abs() <= 1.0));
    assert!(curve.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.25), "{curve:?}");
    assert!(curve.iter().any(|value| *value > 0.1) && curve.iter().any(|value| *value < -0.1));
    assert_ne!(at("noise(0.5)", 0), at("noise(0.5, 7)", 0));
}

/// An expression, with what it is worth by the operators of this language.
fn sums() -> impl Strategy<Value = (String, f64)> {
    let leaf = prop_oneof![
        (-1000..1000_i32).prop_map(|n| (format!("({n})"), f64::from(n))),
        (0..4000_u32).prop_map(|n| (format!("{}", f64::from(n) / 16.0), f64::from(n) / 16.0)),
        Just(("t".to_owned(), 2.0)),
        Just(("speed".to_owned(), 3.5)),
    ];
    leaf.prop_recursive(6, 40, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone().prop_map(|((a, x), (b, y))| (format!("({a} + {b})"), x + y)),
            two.clone().prop_map(|((a, x), (b, y))| (format!("({a} - {b})"), x - y)),
            two.clone().prop_map(|((a, x), (b, y))| (format!("({a}*{b})"), x * y)),
            two.clone().prop_map(|((a, x), (b, y))| (format!("max({a}, {b})"), x.max(y))),
            two.clone().prop_map(|((a, x), (b, y))| (format!("({a} < {b} ? {b} : -{a})"), if x < y { y } else { -x })),
            inner.prop_map(|(a, x)| (format!("-floor({a})"), -x.floor())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_worth_what_they_are_elsewhere((text, expected) in sums()) {
        let found = worth(&text, Rational::from_int(2));
        let bounded = if expected.is_finite() { expected.clamp(-360_000.0, 360_000.0) } else { 0.0 };
        prop_assert!((found - bounded).abs() <= 1e-9 * bounded.abs().max(1.0), "{text}: {found} and not {expected}");
    }
}
