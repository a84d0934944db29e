//! Counts, gain, fades, sums and channels of a mix.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::sound::{Fallback, Mixer};
use rushes::timeline::sounds::{SoundClip, SoundPlan};
use tempfile::TempDir;

use super::material::{NoFallback, PipedFfmpeg, clip, encode, mix, mix_in_blocks, wave};

/// A file of 48 kHz stereo: left counts up, right counts down, so that every sample says where it came from.
fn ramp(folder: &TempDir, frames: usize) -> std::path::PathBuf {
    let path = folder.path().join("ramp.wav");
    let samples: Vec<f32> = (0..frames).flat_map(|index| [value(index as i64), -value(index as i64)]).collect();
    wave(&path, 48_000, 2, &samples);
    path
}

fn value(index: i64) -> f32 {
    index as f32 / 65_536.0 / 8.0
}

#[test]
fn a_mix_has_exactly_the_planned_samples() {
    let folder = tempfile::tempdir().unwrap();
    let file = ramp(&folder, 60_000);
    for samples in [0, 1, 2, 1023, 1024, 1025, 48_048, 50_051] {
        for block in [1usize, 999, 4096] {
            if samples / (block as u64) > 5_000 {
                continue;
            }
            let mix = mix_in_blocks(samples, &[clip(&file, samples)], block).unwrap();
            assert_eq!(mix.len() as u64, samples * 2);
            assert!((0..mix.len() / 2).all(|index| mix[index * 2] == value(index as i64)), "{samples} in {block}");
        }
    }
}

#[test]
fn no_clips_are_silence() {
    assert_eq!(mix(1001, &[]), vec![0.0; 2002]);
}

#[test]
fn a_clip_starts_where_it_should_and_stops_after_its_samples() {
    let folder = tempfile::tempdir().unwrap();
    let file = ramp(&folder, 60_000);
    let mut part = clip(&file, 5000);
    part.start = 1234;
    part.from = Rational::new(1, 4);
    let heard = mix(10_000, &[part]);
    for index in 0..10_000i64 {
        let expected = if (1234..6234).contains(&index) { value(12_000 + index - 1234) } else { 0.0 };
        assert_eq!(heard[index as usize * 2], expected, "left {index}");
        assert_eq!(heard[index as usize * 2 + 1], -expected, "right {index}");
    }
}

#[test]
fn a_range_cuts_into_a_clip_without_moving_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = ramp(&folder, 60_000);
    let mut part = clip(&file, 9000);
    part.from = Rational::new(1, 48);
    (part.fade_in, part.fade_out) = (4000, 3000);
    let whole = mix(9000, std::slice::from_ref(&part));
    part.start = -2500;
    let cut = mix(5000, &[part]);
    assert_eq!(cut, whole[2500 * 2..7500 * 2]);
}

#[test]
fn clips_outside_of_the_mix_are_not_even_opened() {
    let folder = tempfile::tempdir().unwrap();
    let junk = folder.path().join("junk.wav");
    std::fs::write(&junk, b"no sound at all").unwrap();
    let (mut before, mut after) = (clip(&junk, 100), clip(&junk, 100));
    (before.start, after.start) = (-100, 1000);
    assert_eq!(mix(1000, &[before, after]), vec![0.0; 2000]);
}

#[test]
fn gain_and_fades_are_straight_lines() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ones.wav");
    wave(&file, 48_000, 2, &vec![0.5; 40_000]);
    let mut part = clip(&file, 10_000);
    (part.gain, part.fade_in, part.fade_out) = (0.7, 3000, 8000);
    let heard = mix(10_000, &[part]);
    for index in 0..10_000usize {
        let fade_in = (index as f64 / 3000.0).min(1.0);
        let fade_out = ((10_000 - index) as f64 / 8000.0).min(1.0);
        let expected = 0.5 * 0.7 * fade_in * fade_out;
        assert!((f64::from(heard[index * 2]) - expected).abs() < 1e-6, "{index}: {} for {expected}", heard[index * 2]);
    }
}

#[test]
fn overlapping_clips_add_up_and_what_is_too_loud_is_cut_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("loud.wav");
    wave(&file, 48_000, 1, &vec![0.625; 10_000]);
    let (first, mut second) = (clip(&file, 6000), clip(&file, 6000));
    second.start = 4000;
    second.gain = 0.5;
    let plan = SoundPlan { clips: vec![first.clone(), second.clone()], ..SoundPlan::silence(10_000) };
    let heard = mix(10_000, &plan.clips);
    assert_eq!((heard[0], heard[5000 * 2], heard[9999 * 2]), (0.625, 0.9375, 0.3125));

    second.gain = -1.75;
    let plan = SoundPlan { clips: vec![first, second], ..SoundPlan::silence(10_000) };
    let mut mixer = Mixer::new(&plan, &NoFallback).unwrap();
    let mut out = vec![0.0; 20_000];
    assert_eq!(mixer.next(&mut out).unwrap(), 10_000);
    assert_eq!((out[3999 * 2], out[4000 * 2], out[6000 * 2]), (0.625, -0.46875, -1.0));
    assert_eq!(mixer.clipped(), 4000 * 2);
}

#[test]
fn one_channel_is_heard_from_both_sides_and_six_are_mixed_down() {
    let folder = tempfile::tempdir().unwrap();
    let mono = folder.path().join("mono.wav");
    wave(&mono, 48_000, 1, &[0.25; 2000]);
    assert_eq!(mix(2000, &[clip(&mono, 2000)]), vec![0.25; 4000]);

    let half = std::f32::consts::FRAC_1_SQRT_2;
    // One channel at a time: left, right, center, low, left behind, right behind.
    let expected = [[0.5, 0.0], [0.0, 0.5], [0.5 * half; 2], [0.0, 0.0], [0.5 * half, 0.0], [0.0, 0.5 * half]];
    let mut samples = Vec::new();
    for index in 0..6 * 1000 {
        samples.extend((0..6).map(|channel| if channel == index / 1000 { 0.5f32 } else { 0.0 }));
    }
    let plain = folder.path().join("six.wav");
    wave(&plain, 48_000, 6, &samples);
    let flac = folder.path().join("six.flac");
    encode(&plain, &flac, &["-channel_layout", "5.1", "-sample_fmt", "s32"]);
    let six = folder.path().join("six.mka");
    encode(&plain, &six, &["-channel_layout", "5.1", "-c:a", "pcm_f32le"]);
    for file in [&plain, &flac, &six] {
        let heard = mix(6000, &[clip(file, 6000)]);
        for (channel, pair) in expected.iter().enumerate() {
            let middle = (channel * 1000 + 500) * 2;
            for side in 0..2 {
                let off = (heard[middle + side] - pair[side]).abs();
                assert!(off < 1e-5, "{}: channel {channel} is {:?}", file.display(), &heard[middle..middle + 2]);
            }
        }
    }
}

#[test]
fn the_stream_that_was_asked_for_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("1.wav"), folder.path().join("2.wav"));
    wave(&one, 48_000, 1, &[0.25; 9000]);
    wave(&two, 44_100, 1, &[0.5; 9000]);
    let both = folder.path().join("both.mka");
    encode(&one, &both, &["-i", two.to_str().unwrap(), "-map", "0", "-map", "1", "-c:a", "pcm_f32le"]);
    for (stream, expected) in [(0, 0.25), (1, 0.5)] {
        let mut part = clip(&both, 9000);
        part.stream = stream;
        let heard = mix(9000, &[part]);
        assert!((heard[4500 * 2] - expected).abs() < 1e-3, "stream {stream} is {}", heard[4500 * 2]);
    }
    let mut part = clip(&both, 9000);
    part.stream = 2;
    assert!(mix_in_blocks(9000, &[part], 1000).is_err());
}

#[test]
fn hundreds_of_clips_hold_one_file_open_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = ramp(&folder, 2000);
    let clips: Vec<SoundClip> = (0..300).map(|index| SoundClip { start: index * 100, ..clip(&file, 100) }).collect();
    let plan = SoundPlan { clips, ..SoundPlan::silence(30_000) };
    let fallback: &dyn Fallback = &PipedFfmpeg;
    let mut mixer = Mixer::new(&plan, fallback).unwrap();
    let mut out = vec![0.0; 2 * 50];
    let name = file.canonicalize().unwrap();
    while mixer.next(&mut out).unwrap() > 0 {
        let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        let open = open.filter(|entry| std::fs::read_link(entry.path()).is_ok_and(|link| link == name)).count();
        assert!(open <= 1, "{open} are open");
    }
}

fn any_clip(source: std::path::PathBuf, seconds: i64) -> impl Strategy<Value = SoundClip> {
    (-5000i64..30_000, 1u64..20_000, 0..seconds * 1000 - 500, 0.0f32..2.0, 0u64..30_000, 0u64..30_000).prop_map(
        move |(start, samples, from, gain, fade_in, fade_out)| SoundClip {
            start,
            from: Rational::new(from, 1000),
            gain,
            fade_in,
            fade_out,
            ..SoundClip::of(&source, samples)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_size_of_the_blocks_does_not_change_a_sample(
        clips in prop::collection::vec((0usize..2, any_clip("?".into(), 9)), 1..4),
        blocks in prop::collection::vec(1usize..5000, 1..6),
        samples in 1u64..30_000,
    ) {
        static FILES: std::sync::LazyLock<(TempDir, [std::path::PathBuf; 2])> = std::sync::LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let files = [44_100u32, 48_000].map(|rate| {
                let file = folder.path().join(format!("{rate}.wav"));
                let noise: Vec<f32> = (0..rate as u64 * 10).map(|index| {
                    let scrambled = index.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99) >> 40;
                    scrambled as f32 / 8_388_608.0 - 1.0
                }).collect();
                wave(&file, rate, 1, &noise);
                file
            });
            (folder, files)
        });
        let clips: Vec<SoundClip> =
            clips.into_iter().map(|(file, clip)| SoundClip { source: FILES.1[file].clone(), ..clip }).collect();
        let whole = mix_in_blocks(samples, &clips, samples as usize).unwrap();
        let plan = SoundPlan { clips, ..SoundPlan::silence(samples) };
        let mut mixer = Mixer::new(&plan, &NoFallback).unwrap();
        let mut pieces: Vec<f32> = Vec::new();
        for block in blocks.iter().cycle() {
            let mut out = vec![0.0; block * 2];
            match mixer.next(&mut out).unwrap() {
                0 => break,
                frames => pieces.extend(&out[..frames * 2]),
            }
        }
        prop_assert!(whole == pieces, "the samples differ");
        prop_assert_eq!(whole.len() as u64, samples * 2);
    }
}
