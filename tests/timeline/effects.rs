//! Effects over time: settled numbers, and nothing where nothing is done.

use rushes::base::Rational;
use rushes::project::model::BloomKind;
use rushes::timeline::Timeline;
use rushes::timeline::scene::{Scene, SceneBloom, SceneEffect, SceneGrade};

use crate::support::films;

fn effects_at(effects: &str, milliseconds: i64) -> Vec<SceneEffect> {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 640x360, fps: 25, duration: 10s }}\nlayers:\n  - {{ solid: red, at: 2s..10s, effects: [ {effects} ] }}\n"
    );
    let project = films::project(&text);
    let timeline = Timeline::new(&project, &films::facts(Rational::from_int(25), 20), &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(milliseconds, 1000), &mut scene);
    scene.layers.remove(0).effects
}

#[test]
fn every_number_of_an_effect_moves() {
    let blur = |ms| effects_at("{ blur: [ +0s: 0px, +2s: 20px ] }", ms);
    assert_eq!(blur(2000), []);
    assert_eq!(blur(3000), [SceneEffect::Blur { sigma: 10.0 }]);
    assert_eq!(blur(9000), [SceneEffect::Blur { sigma: 20.0 }]);
    let moved = effects_at(
        "{ shadow: { offset: [ 2s: [0px, 0px], 4s: { to: [10%, 10%] } ], blur: [ 2s: 10%, 4s: 0% ] } }, { color: { hue: [ 2s: 0deg, 4s: 90deg ] } }",
        3000,
    );
    let [SceneEffect::Shadow { offset, sigma, .. }, SceneEffect::Color(grade)] = &moved[..] else {
        panic!("{moved:?}")
    };
    assert_eq!((*offset, *sigma), ([32.0, 18.0], 18.0));
    assert_eq!(*grade, SceneGrade { hue: 45.0, ..SceneGrade::NEUTRAL });
}

#[test]
fn per_cent_of_a_blur_are_of_the_shorter_side() {
    assert_eq!(effects_at("{ blur: 5% }", 3000), [SceneEffect::Blur { sigma: 18.0 }]);
}

#[test]
fn a_bloom_has_its_defaults_and_is_measured_in_lines_of_the_canvas() {
    let bloom =
        SceneBloom { kind: BloomKind::Unreal, threshold: 0.8, strength: 0.6, radius: 0.4, unit: 360.0 / 1080.0 };
    assert_eq!(effects_at("{ bloom: {} }", 3000), [SceneEffect::Bloom(bloom)]);
    let mipmap = SceneBloom { kind: BloomKind::Mipmap { levels: 8 }, strength: 2.0, ..bloom };
    assert_eq!(effects_at("{ bloom: { kind: mipmap, strength: 2 } }", 3000), [SceneEffect::Bloom(mipmap)]);
}

#[test]
fn what_does_nothing_is_left_out() {
    let nothing = "{ blur: 0px }, { bloom: { strength: 0 } }, { color: {} }, { color: { contrast: 1, hue: 360deg } }, \
                   { shadow: { color: transparent, blur: 4px } }, { vignette: 0 }";
    assert_eq!(effects_at(nothing, 3000), []);
}

#[test]
fn what_overshoots_stays_in_its_bounds() {
    let moved =
        "{ vignette: [ 2s: 0, 4s: 1 ease out-back ] }, { blur: [ 2s: 0px, 4s: 0.001px, 6s: 4px ease in-back ] }";
    assert_eq!(effects_at(moved, 3500)[0], SceneEffect::Vignette { amount: 1.0 });
    assert_eq!(effects_at(moved, 4500).len(), 1, "a blur below zero is none");
    assert_eq!(effects_at("{ blur: 900000px }", 3000), [SceneEffect::Blur { sigma: 500.0 }]);
}
