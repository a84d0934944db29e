//! Gain and pan that move, and making room for another sound, against their definitions.

use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::project::model::{Ease, Key, Moving};
use rushes::sound::Mixer;
use rushes::timeline::course::{Course, Unit};
use rushes::timeline::sounds::{Ducking, SoundClip, SoundPlan, Way};
use rushes::timeline::{World, deaf};

use super::material::{NoFallback, clip, mix, wave};
use crate::support::films;

const SILENT: &str = "rushes: 1\ncanvas: { size: 16x16, fps: 25, duration: 9s }\nlayers: [ { solid: red } ]\n";

fn course(keys: &[(Rational, f64)], unit: Unit, origin: i64) -> Course {
    let keys = keys.iter().map(|(at, value)| Key { at: *at, value: *value, ease: Ease::Linear });
    let project = films::project(SILENT);
    let span = (Rational::ZERO, Rational::from_int(9));
    let world = World::new(&project, &Facts::default(), &deaf);
    Course::new(&Moving::Keys(keys.collect()), unit, span, origin, world)
}

#[test]
fn a_gain_moves_in_decibels_between_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ones.wav");
    wave(&file, 48_000, 1, &vec![0.5; 96_000]);
    let keys = [(Rational::new(1, 2), 0.0), (Rational::new(3, 2), -20.0)];
    let with = |origin: i64, start: i64, samples: u64| {
        let way = Way { gain: Some(course(&keys, Unit::Decibels, origin)), ..Way::default() };
        mix(samples, &[SoundClip { start, way, ..clip(&file, 96_000) }])
    };
    let heard = with(0, 0, 96_000);
    for index in (0..96_000).step_by(11) {
        let along = ((index as f64 / 48_000.0) - 0.5).clamp(0.0, 1.0);
        let expected = 0.5 * 10f64.powf(-along);
        let off = (f64::from(heard[index * 2]) / expected - 1.0).abs();
        assert!(off < 2e-5, "sample {index}: off by {off}");
    }
    // A range that begins in the middle of it hears the same, whatever its first sample is.
    assert_eq!(with(30_011, -30_011, 50_000), heard[30_011 * 2..80_011 * 2]);
}

#[test]
fn a_pan_turns_one_side_down_and_leaves_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ones.wav");
    wave(&file, 48_000, 2, &[0.5, 0.25].repeat(96_000));
    let keys = [(Rational::ZERO, -1.0), (Rational::from_int(2), 1.0)];
    let way = Way { pan: Some(course(&keys, Unit::Plain, 0)), ..Way::default() };
    let heard = mix(96_000, &[SoundClip { way, ..clip(&file, 96_000) }]);
    for index in (0..96_000).step_by(101) {
        let pan = index as f64 / 48_000.0 - 1.0;
        let expected = [0.5 * (1.0 - pan.max(0.0)), 0.25 * (1.0 + pan.min(0.0))];
        for side in 0..2 {
            assert!((f64::from(heard[index * 2 + side]) - expected[side]).abs() < 1e-5, "sample {index}, side {side}");
        }
    }
}

/// How much quieter, in decibels, a sound that makes 12 dB of room is at a time, when the other one is heard from 2 s to 3 s.
fn room(time: f64) -> f64 {
    if time < 2.0 {
        12.0 * (1.0 - (2.0 - time) / 0.15).max(0.0)
    } else if time < 3.3 {
        12.0
    } else {
        12.0 * (1.0 - (time - 3.3) / 0.5).max(0.0)
    }
}

#[test]
fn a_sound_makes_room_before_during_and_after_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let (bed, voice) = (folder.path().join("bed.wav"), folder.path().join("voice.wav"));
    wave(&bed, 48_000, 1, &vec![0.5; 48_000 * 6]);
    // Noise that nobody would call heard, then a tone for a second.
    let said: Vec<f32> = (0..48_000 * 5)
        .map(|index| if (48_000..96_000).contains(&index) { if index % 2 == 0 { 0.2 } else { -0.2 } } else { 0.009 })
        .collect();
    wave(&voice, 48_000, 1, &said);
    let under = [SoundClip { start: 48_000, ..clip(&voice, 48_000 * 5) }];
    let part = |start: i64, origin: i64| {
        let under = under.iter().map(|clip| SoundClip { start: clip.start + start, ..clip.clone() }).collect();
        let duck = Ducking { under, by: 12.0, origin };
        SoundClip { start, way: Way { duck: Some(duck), ..Way::default() }, ..clip(&bed, 48_000 * 6) }
    };
    let heard = mix(48_000 * 6, &[part(0, 0)]);
    for index in (0..48_000 * 6).step_by(97) {
        let expected = 0.5 * 10f64.powf(-room(index as f64 / 48_000.0) / 20.0);
        assert!((f64::from(heard[index * 2]) - expected).abs() < 1e-5, "at {} s", index as f64 / 48_000.0);
    }
    // Ranges that begin while room is being made, or just after.
    for cut in [93_000, 100_001, 150_000, 163_000] {
        let ranged = mix(20_000, &[part(-cut, cut)]);
        let from = usize::try_from(cut).unwrap() * 2;
        assert_eq!(ranged, heard[from..from + 40_000], "from sample {cut}");
    }
    // What is turned down itself is not heard either.
    let mut quiet = part(0, 0);
    quiet.way.duck.as_mut().unwrap().under[0].gain = 0.01;
    assert!(mix(48_000 * 6, &[quiet]).iter().all(|sample| *sample == 0.5));
}

#[test]
fn a_clip_is_heard_only_while_what_it_lies_in_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ramp.wav");
    let samples: Vec<f32> = (0..20_000).map(|index| index as f32 / 40_000.0).collect();
    wave(&file, 48_000, 1, &samples);
    let way = Way { within: Some((3_000, 7_000)), ..Way::default() };
    let heard = mix(12_000, &[SoundClip { start: 1_000, way, ..clip(&file, 9_000) }]);
    for index in 0..12_000usize {
        let expected = if (3_000..7_000).contains(&index) { samples[index - 1_000] } else { 0.0 };
        assert_eq!(heard[index * 2], expected, "sample {index}");
    }
}

#[test]
fn the_mix_of_another_project_runs_as_a_clip_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ramp.wav");
    let samples: Vec<f32> = (0..20_000).map(|index| index as f32 / 40_000.0).collect();
    wave(&file, 48_000, 1, &samples);
    let inner = SoundPlan { clips: vec![SoundClip { start: 500, ..clip(&file, 8_000) }], ..SoundPlan::silence(10_000) };
    let way = Way { mix: Some(inner.into()), ..Way::default() };
    let outer = SoundClip { start: 2_000, from: Rational::new(1, 48), gain: 0.5, way, ..clip(&file, 6_000) };
    let plan = SoundPlan { clips: vec![outer], ..SoundPlan::silence(9_000) };
    let mut heard = vec![0.0; 18_000];
    assert_eq!(Mixer::new(&plan, &NoFallback).unwrap().next(&mut heard).unwrap(), 9_000);
    for index in 0..9_000usize {
        // The inner mix from its sample 1000 on: the file from 500 on.
        let expected = if (2_000..8_000).contains(&index) { samples[index - 2_000 + 500] * 0.5 } else { 0.0 };
        assert_eq!(heard[index * 2], expected, "sample {index}");
    }
}
