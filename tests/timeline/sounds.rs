//! What is audible when, to the sample.

use rushes::base::Rational;
use rushes::timeline::{SoundPlan, Timeline};

use crate::support::films;

fn plan(text: &str) -> SoundPlan {
    let project = films::project(text);
    Timeline::new(&project, &films::facts(Rational::from_int(25), 20), &project.exports[0]).sound().clone()
}

#[test]
fn a_sound_starts_on_its_sample_and_ends_with_its_range() {
    let plan = plan(
        "rushes: 1\ncanvas: { size: 100x100, fps: 30, duration: 10s }\naudio:\n  - { source: tune.wav, at: 1.00001s, from: 2s..5s, gain: -6dB, fade: { in: 500ms, out: 1s } }\nlayers: [ { solid: \"#000\" } ]\n",
    );
    assert_eq!(plan.samples, 480_000);
    let clip = &plan.clips[0];
    assert_eq!((clip.start, clip.samples, clip.from), (48_000, 144_000, Rational::from_int(2)));
    assert_eq!((clip.fade_in, clip.fade_out), (24_000, 48_000));
    assert!((clip.gain - 0.501_187).abs() < 1e-5);
}

#[test]
fn a_range_cuts_into_a_sound_that_began_before_it() {
    let plan = plan(
        "rushes: 1\ncanvas: { size: 100x100, fps: 30, duration: 10s }\nrange: 4s..6s\naudio:\n  - { source: tune.wav, at: 1s..9s }\n  - { source: tune.wav, at: 7s }\nlayers: [ { solid: \"#000\" } ]\n",
    );
    assert_eq!(plan.samples, 96_000);
    assert_eq!(plan.clips.len(), 1, "the second one begins after the range");
    assert_eq!((plan.clips[0].start, plan.clips[0].samples), (-144_000, 384_000));
}

#[test]
fn a_sound_is_silent_where_its_source_range_or_its_file_ends() {
    let clip = |sound: &str| {
        let head = "rushes: 1\ncanvas: { size: 100x100, fps: 25, duration: 30s }\nlayers: [ { solid: \"#000\" } ]\n";
        plan(&format!("{head}audio: [ {{ source: tune.wav, {sound} }} ]\n")).clips.remove(0)
    };
    let short = clip("at: 1s..10s, from: 2s..5s, fade: { out: 1s }");
    assert_eq!((short.start, short.samples, short.fade_out), (48_000, 144_000, 48_000));
    let longer = clip("at: 1s..3s, from: 2s..5s");
    assert_eq!(longer.samples, 96_000, "`at` ends it first");
    // The file has 20 s of sound, its picture a frame more.
    assert_eq!(clip("at: 0s..20.04s").samples, 960_000);
    assert_eq!(clip("at: 3s..8s, from: 15.01s").samples, 239_520);
}
