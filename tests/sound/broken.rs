//! Sources that are not what they say: one sentence each, never a panic, never silence in secret.

use proptest::prelude::*;
use rushes::base::{Rational, Reason};
use rushes::sound::Mixer;
use rushes::timeline::sounds::SoundPlan;

use super::material::{NoFallback, clip, encode, mix, mix_in_blocks, mix_with, pulse_position, pulses, wave};

#[test]
fn a_missing_source_is_named() {
    let failure = mix_in_blocks(100, &[clip("/nowhere/voice.wav".as_ref(), 100)], 100).unwrap_err();
    assert_eq!(failure.reason, Reason::SourceMissing);
    assert!(failure.message.starts_with("/nowhere/voice.wav: "), "{}", failure.message);
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.wav");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for source in [pipe.as_path(), folder.path()] {
        let failure = mix_in_blocks(100, &[clip(source, 100)], 100).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceDamaged, "{}", failure.message);
    }
}

#[test]
fn a_file_that_is_no_sound_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.mp3");
    std::fs::write(&file, "to do: record the sound\n".repeat(1000)).unwrap();
    let failure = mix_in_blocks(100, &[clip(&file, 100)], 100).unwrap_err();
    assert_eq!(failure.reason, Reason::SourceDamaged);
    assert!(failure.message.contains("notes.mp3"), "{}", failure.message);
}

#[test]
fn a_source_that_ends_before_its_clip_is_told_with_both_times() {
    let folder = tempfile::tempdir().unwrap();
    for rate in [44_100, 48_000] {
        let file = folder.path().join(format!("{rate}.wav"));
        wave(&file, rate, 1, &pulses(rate, 2.0, &[1.0]));
        let mut part = clip(&file, 48_000 * 3);
        part.from = Rational::new(1, 2);
        let failure = mix_in_blocks(48_000 * 4, &[part], 5000).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceDamaged);
        let times = "the sound ends at 2.00 s, but it is used from 0.50 s to 3.50 s";
        assert!(failure.message.contains(times), "{}", failure.message);
        // A clip that starts after the end, near and far.
        for from in [3, 3000] {
            let mut part = clip(&file, 4800);
            part.from = Rational::from_int(from);
            let failure = mix_in_blocks(4800, &[part], 5000).unwrap_err();
            assert!(failure.message.contains("the sound ends at 2.00 s"), "{}", failure.message);
        }
    }
}

#[test]
fn a_source_that_ends_a_moment_early_ends_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("short.wav");
    wave(&file, 48_000, 1, &[0.5; 48_000]);
    let heard = mix(50_000, &[clip(&file, 48_000 + 2000)]);
    assert_eq!((heard[47_999 * 2], heard[48_000 * 2], heard[49_999 * 2]), (0.5, 0.0, 0.0));
}

#[test]
fn a_truncated_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain.wav");
    wave(&plain, 44_100, 1, &pulses(44_100, 4.0, &[1.0, 2.0, 3.0]));
    for name in ["cut.wav", "cut.flac", "cut.mp3", "cut.ogg"] {
        let file = folder.path().join(name);
        encode(&plain, &file, &[]);
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        let failure = mix_in_blocks(48_000 * 4, &[clip(&file, 48_000 * 4)], 4000).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceDamaged, "{name}: {}", failure.message);
        assert!(failure.message.contains(name), "{}", failure.message);
    }
}

#[test]
fn the_fallback_goes_on_where_the_first_decoder_gave_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    for (channels, time) in [("1", 1.0), ("2", 2.0)] {
        let (plain, file) = (folder.path().join("plain.wav"), folder.path().join("part.mp3"));
        wave(&plain, 48_000, 1, &pulses(48_000, 3.0, &[time]));
        encode(&plain, &file, &["-ac", channels, "-c:a", "libmp3lame", "-b:a", "128k"]);
        bytes.extend(std::fs::read(&file).unwrap());
    }
    // Mono that turns into stereo: players go on, symphonia stops.
    let file = folder.path().join("joined.mp3");
    std::fs::write(&file, bytes).unwrap();
    let part = clip(&file, 48_000 * 6);
    let failure = mix_with(&NoFallback, part.samples, std::slice::from_ref(&part), 1000).unwrap_err();
    assert_eq!(failure.reason, Reason::SourceDamaged);
    let heard = mix(part.samples, &[part]);
    assert!(pulse_position(&heard, 48_000).abs_diff(48_000) <= 1);
    // How much silence lies in the joint is the encoder's affair: up to a frame or two.
    pulse_position(&heard, 48_000 * 5);
}

#[test]
fn a_rate_that_nobody_records_at_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for rate in [1, 999, 384_001, 4_000_000_000] {
        let file = folder.path().join("odd.wav");
        wave(&file, 48_000, 1, &[0.5; 1000]);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[24..28].copy_from_slice(&u32::to_le_bytes(rate));
        std::fs::write(&file, bytes).unwrap();
        let failure = mix_in_blocks(100, &[clip(&file, 100)], 100).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceDamaged, "{}", failure.message);
    }
}

#[test]
fn samples_that_are_no_numbers_are_silence() {
    let folder = tempfile::tempdir().unwrap();
    for rate in [44_100, 48_000] {
        let file = folder.path().join("nan.wav");
        let mut samples = vec![0.25f32; 10_000];
        (samples[3000], samples[4000], samples[5000]) = (f32::NAN, f32::INFINITY, f32::MAX);
        wave(&file, rate, 1, &samples);
        let heard = mix(10_000, &[clip(&file, 10_000)]);
        assert!(heard.iter().all(|sample| sample.is_finite() && sample.abs() <= 1.0));
        assert!((heard[500 * 2] - 0.25).abs() < 0.05 && (heard[9000 * 2] - 0.25).abs() < 0.05);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn damage_is_a_failure_or_some_other_sound_and_never_a_panic(
        format in 0usize..5,
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
        from in 0i64..12,
    ) {
        static FILES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let plain = folder.path().join("plain.wav");
            wave(&plain, 11_025, 1, &pulses(11_025, 12.0, &[0.5, 6.0, 10.5]));
            ["a.wav", "a.flac", "a.mp3", "a.ogg", "a.aiff"].map(|name| {
                let file = folder.path().join(name);
                encode(&plain, &file, &[]);
                std::fs::read(&file).unwrap()
            }).to_vec()
        });
        let mut bytes = FILES[format].clone();
        for (place, value) in &hits {
            // Mostly in the headers, where it hurts.
            let reach = if value % 2 == 0 { bytes.len() } else { bytes.len().min(300) };
            let place = place.index(reach);
            bytes[place] = *value;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hit");
        std::fs::write(&file, bytes).unwrap();
        let mut part = clip(&file, 24_000);
        part.from = Rational::new(from, 1);
        let plan = SoundPlan { clips: vec![part], ..SoundPlan::silence(24_000) };
        let mut mixer = Mixer::new(&plan, &NoFallback).unwrap();
        let mut out = vec![0.0; 2 * 3000];
        let mut frames = 0;
        let ended = loop {
            match mixer.next(&mut out) {
                Ok(0) => break Ok(()),
                Ok(more) => frames += more,
                Err(failure) => break Err(failure),
            }
        };
        match ended {
            Ok(()) => prop_assert_eq!(frames, 24_000),
            Err(failure) => prop_assert!(failure.message.contains("hit"), "{}", failure.message),
        }
    }
}
