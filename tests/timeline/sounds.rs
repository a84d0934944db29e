//! What is audible when, to the sample.

use rushes::base::Rational;
use rushes::timeline::sounds::Way;
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

const HEAD: &str = "rushes: 1\ncanvas: { size: 100x100, fps: 25, duration: 12s }\n";

#[test]
fn a_sound_at_another_speed_lasts_accordingly() {
    let clip = |sound: &str| {
        plan(&format!("{HEAD}layers: [ {{ solid: red }} ]\naudio: [ {{ source: tune.wav, {sound} }} ]\n"))
            .clips
            .remove(0)
    };
    let fast = clip("at: 1s, from: 2s..5s, speed: 1.5");
    assert_eq!((fast.start, fast.samples), (48_000, 96_000));
    let run = fast.way.run.unwrap();
    assert_eq!((run.speed, run.follow, run.until), (Rational::new(3, 2), false, Rational::from_int(5)));
    assert_eq!(clip("from: 18s..20s, speed: 0.25, pitch: follow, at: 0s..12s").samples, 384_000);
    let looped = clip("at: 2s, from: 1s..2s, loop: true");
    assert_eq!((looped.start, looped.samples), (96_000, 480_000), "to the project's end");
    assert!(looped.way.run.unwrap().looped);
    assert_eq!(clip("speed: 1.0").way, Way::default(), "what changes nothing is not said");
}

#[test]
fn the_sound_of_a_layer_stands_where_the_layer_does() {
    let clips = |layers: &str| plan(&format!("{HEAD}layers: {layers}\n")).clips;
    assert!(clips("[ { video: clip.mp4 } ]").is_empty(), "a video is heard only where it is said");
    let clip = clips("[ { video: clip.mp4, sound: -6dB, at: 2s, from: 3s..4s } ]").remove(0);
    assert_eq!((clip.start, clip.samples, clip.from), (96_000, 48_000, Rational::from_int(3)));
    assert!((clip.gain - 0.501_187).abs() < 1e-5);
    assert_eq!(clip.way, Way::default());
    let slow = clips("[ { video: clip.mp4, sound: on, at: 0s..4s, from: 3s..4s, reverse: true } ]").remove(0);
    let run = slow.way.run.unwrap();
    assert_eq!((slow.samples, run.speed, run.reverse), (192_000, Rational::new(1, 4), true));
    // In a group it is heard while that is shown, and runs on as it would.
    let inside = clips("[ { group: [ { video: clip.mp4, sound: on, at: 1s } ], at: 2s..5s } ]").remove(0);
    assert_eq!((inside.start, inside.heard()), (48_000, (96_000, 240_000)));
    // What is held is silent.
    assert_eq!(
        clips("[ { video: clip.mp4, sound: on, at: 0s..8s, from: 18s, hold: last } ]").remove(0).samples,
        96_000
    );
}

#[test]
fn the_whole_mix_and_a_sound_alone_are_the_project_s_whatever_an_export_shows() {
    let text = format!(
        "{HEAD}range: 4s..6s\nmaster: {{ loudness: -16 LUFS }}\naudio:\n  - {{ id: tune, source: tune.wav, at: 1s..9s, gain: -6dB, pan: 1, speed: 2, fade: {{ in: 1s }}, duck: {{ under: voice }} }}\n  - {{ id: voice, source: clip.mp4, at: 10s }}\nlayers: [ {{ solid: red }} ]\n"
    );
    let project = films::project(&text);
    let facts = films::facts(Rational::from_int(25), 20);
    let whole = rushes::timeline::sounds::whole(&project, &facts);
    assert_eq!((whole.samples, whole.clips.len(), whole.clips[0].start), (576_000, 2, 48_000));
    assert_eq!(whole.master.map(|master| master.loudness), Some(-16.0));
    let tune = rushes::timeline::sounds::alone(&project, &facts, "tune").unwrap();
    let clip = &tune.clips[0];
    assert_eq!((tune.samples, tune.clips.len(), tune.master), (576_000, 1, None));
    assert_eq!((clip.start, clip.gain, clip.fade_in), (48_000, 1.0, 0));
    assert!(clip.way.pan.is_none() && clip.way.duck.is_none() && clip.way.run.is_some(), "as it runs and nothing more");
    assert!(rushes::timeline::sounds::alone(&project, &facts, "nobody").is_none());
}
