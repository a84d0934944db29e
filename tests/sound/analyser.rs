//! The analyser against what a real browser's AnalyserNode gave, and against what it must give for any sound.

use std::convert::Infallible;

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::project::analysis::{Align, Analysis, Rate, Window};
use rushes::sound::analysis::analyser::wave_bytes;
use rushes::sound::analysis::{Analyser, Settings, Spectra, Steps};
use serde_json::Value;

/// What was recorded, see the file itself for where.
fn recorded() -> Value {
    serde_json::from_str(include_str!("goldens/analyser_golden.json")).unwrap()
}

fn base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::new();
    for part in text.chunks(4) {
        let bits =
            part.iter().fold(0u32, |bits, letter| bits << 6 | u32::from(value(*letter))) << (6 * (4 - part.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..part.len()]);
    }
    bytes
}

fn floats(text: &str) -> Vec<f32> {
    base64(text).chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    u64::from(bytes.fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}

/// The signals that the browser heard, and their hashes say whether they are.
fn signal(name: &str, length: usize, hash: u64) -> Vec<f32> {
    use std::f64::consts::TAU;
    let tone = |index: usize| libm::sin(TAU * index as f64 / 32.0);
    let mut noise = 0x9e37_79b9u32;
    let mut mix = |index: usize| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let t = index as f64 / 48_000.0;
        let since = t % 0.5;
        let sine = |hertz: f64, at: f64| libm::sin(TAU * hertz * at);
        let sum = 0.4 * sine(440.0, t)
            + 0.2 * sine(1000.0, t)
            + 0.05 * sine(5000.0, t)
            + 0.01 * sine(12_345.0, t)
            + 0.5 * libm::exp(-12.0 * since) * sine(55.0, since)
            + 0.02 * (f64::from(noise) / 4_294_967_296.0 * 2.0 - 1.0);
        if (1.0..1.1).contains(&t) { sum * 1.6 } else { sum }
    };
    let samples: Vec<f32> = (0..length)
        .map(|index| match name {
            "mix" => mix(index) as f32,
            "burst" if index >= 12_000 => 0.0,
            _ => tone(index) as f32,
        })
        .collect();
    let found = fnv(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    assert_eq!(found, hash, "the signal `{name}` is not the one that was recorded");
    samples
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap()
}

struct Found {
    bytes: Vec<u8>,
    decibels: Vec<f32>,
    wave: Vec<u8>,
}

/// Every step of an analyser along a signal, which comes in blocks of an odd size.
fn steps(samples: &[f32], settings: Settings, steps: Steps) -> Vec<Found> {
    let mut found = Vec::new();
    let mut keep = |step: rushes::sound::analysis::spectra::Step<'_>| {
        let mut next = Found { bytes: Vec::new(), decibels: Vec::new(), wave: Vec::new() };
        step.analyser.bytes(&mut next.bytes);
        step.analyser.decibels(&mut next.decibels);
        wave_bytes(step.samples, &mut next.wave);
        assert_eq!(step.index, found.len() as u64);
        found.push(next);
        Ok::<(), Infallible>(())
    };
    let mut spectra = Spectra::new(settings, steps);
    for block in samples.chunks(1777) {
        spectra.push(block, &mut keep).unwrap();
    }
    spectra.finish(&mut keep).unwrap();
    found
}

#[test]
fn a_browsers_numbers_are_met() {
    let recorded = recorded();
    let (mut bins, mut off, mut farthest, mut levels) = (0, 0, 0f64, 0);
    for render in recorded["renders"].as_array().unwrap() {
        let name = render["signal"][0].as_str().unwrap();
        let length = render["frames"].as_u64().unwrap() as usize;
        let samples = signal(name, length, render["signalHash"][0].as_u64().unwrap());
        let fps = Rational::from_int(render["fps"].as_i64().unwrap());
        let sampled: Vec<u64> =
            render["sampledAt"].as_array().unwrap().iter().map(|at| at[2].as_u64().unwrap()).collect();
        let count = sampled.len() as u64 + 1;
        let grid = Steps { fps, count, align: Align::Past, quantum: 128 };
        assert_eq!((1..count).map(|index| grid.sample(index)).collect::<Vec<_>>(), sampled);
        for case in render["cases"].as_array().unwrap() {
            let settings = Settings {
                fft: case["fftSize"].as_u64().unwrap() as usize,
                window: Window::Blackman,
                smoothing: number(case, "smoothing"),
                range: (number(case, "minDb"), number(case, "maxDb")),
            };
            let found = steps(&samples, settings, grid);
            let id = case["id"].as_str().unwrap();
            let all = |key: &str| case[key].as_object().unwrap().clone();
            for (frame, text) in all("byteFreq") {
                let wanted = base64(text.as_str().unwrap());
                let bytes = &found[frame.parse::<usize>().unwrap()].bytes;
                assert_eq!(bytes.len(), wanted.len());
                for (bin, (found, wanted)) in bytes.iter().zip(&wanted).enumerate() {
                    assert!(found.abs_diff(*wanted) <= 1, "{id}, frame {frame}, bin {bin}: {found}, wanted {wanted}");
                    off += usize::from(found != wanted);
                }
                bins += wanted.len();
            }
            for (frame, text) in all("floatFreq") {
                let decibels = &found[frame.parse::<usize>().unwrap()].decibels;
                for (found, wanted) in decibels.iter().zip(floats(text.as_str().unwrap())) {
                    if wanted == f32::NEG_INFINITY {
                        assert_eq!(*found, wanted, "{id}, frame {frame}: silence");
                    } else if wanted > -100.0 {
                        farthest = farthest.max(f64::from((found - wanted).abs()));
                        levels += 1;
                    }
                }
            }
            for (frame, text) in all("byteTime") {
                assert_eq!(
                    found[frame.parse::<usize>().unwrap()].wave,
                    base64(text.as_str().unwrap()),
                    "{id}, {frame}"
                );
            }
            if let Some(peak) = case.get("peak") {
                let decibels = &found[peak["frame"].as_u64().unwrap() as usize].decibels;
                let bin = peak["bin"].as_u64().unwrap() as usize;
                assert!((f64::from(decibels[bin]) - number(peak, "dB")).abs() < 1e-3, "{id}: {}", decibels[bin]);
            }
        }
    }
    assert!(bins > 50_000 && levels > 5_000);
    assert!(off * 5000 <= bins, "{off} of {bins} bytes differ by one");
    assert!(farthest <= 1e-3, "{farthest} dB");
}

fn alone(fft: usize, window: Window) -> Settings {
    Settings { fft, window, smoothing: 0.0, range: (-100.0, -30.0) }
}

/// What a sine of full scale has in its own bin.
fn top(window: Window) -> f64 {
    match window {
        Window::Blackman => 0.42,
        Window::Hann => 0.5,
        Window::None => 1.0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tone_on_a_bin_stands_in_that_bin(
        size in 6u32..12,
        part in 0.0f64..1.0,
        gain in 0.01f64..1.0,
        phase in 0.0f64..6.3,
        window in prop::sample::select(vec![Window::Blackman, Window::Hann, Window::None]),
    ) {
        let fft = 1usize << size;
        // Near the ends a window's own width leaks in from the mirrored side.
        let bin = 4 + (part * (fft / 2 - 8) as f64) as usize;
        let tone = |n: usize| gain * libm::cos(std::f64::consts::TAU * (bin * n) as f64 / fft as f64 + phase);
        let samples: Vec<f32> = (0..fft).map(|n| tone(n) as f32).collect();
        let mut analyser = Analyser::new(alone(fft, window));
        analyser.step(&samples);
        let mut levels = Vec::new();
        analyser.decibels(&mut levels);
        let wanted = 20.0 * libm::log10(gain * top(window) / 2.0);
        prop_assert!((f64::from(levels[bin]) - wanted).abs() < 1e-3, "{} instead of {wanted}", levels[bin]);
        let loudest = (0..levels.len()).max_by(|a, b| levels[*a].total_cmp(&levels[*b]));
        prop_assert_eq!(loudest, Some(bin));
        let mut bytes = Vec::new();
        analyser.bytes(&mut bytes);
        let byte = (255.0 / 70.0 * (f64::from(levels[bin]) + 100.0)).floor().clamp(0.0, 255.0);
        prop_assert_eq!(f64::from(bytes[bin]), byte);
    }

    #[test]
    fn no_sample_leads_to_what_is_no_number(samples in prop::collection::vec(prop::num::f32::ANY, 64)) {
        let mut analyser = Analyser::new(Settings { smoothing: 0.8, ..alone(64, Window::Blackman) });
        analyser.step(&samples);
        prop_assert!(analyser.magnitudes().iter().all(|level| level.is_finite() && *level >= 0.0));
        // It recovers from anything.
        let tone: Vec<f32> = (0..64).map(|n| (n as f32 * 0.8).sin()).collect();
        for _ in 0..500 {
            analyser.step(&tone);
        }
        let mut bytes = Vec::new();
        analyser.bytes(&mut bytes);
        prop_assert!(bytes.iter().any(|byte| *byte > 200));
    }
}

#[test]
fn silence_is_minus_infinity_and_full_scale_is_255() {
    let mut analyser = Analyser::new(alone(2048, Window::Blackman));
    let (mut bytes, mut levels) = (Vec::new(), Vec::new());
    analyser.step(&[0.0; 2048]);
    analyser.decibels(&mut levels);
    analyser.bytes(&mut bytes);
    assert!(levels.iter().all(|level| *level == f32::NEG_INFINITY) && bytes == [0; 1024]);
    analyser.step(&[1.0; 2048]);
    analyser.bytes(&mut bytes);
    assert_eq!(bytes[0], 255);
    let mut wave = Vec::new();
    wave_bytes(&[0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -1e-9], &mut wave);
    assert_eq!(wave, [128, 255, 0, 255, 0, 192, 128]);
}

#[test]
fn the_settings_of_a_project_are_kept_to() {
    let rational = Rational::from_int;
    let usual = Analysis::default();
    let smoothing = |fps: i64| Settings::of(&usual, rational(fps)).smoothing;
    // Falls as fast in seconds at any rate.
    assert_eq!(smoothing(60), 0.8);
    assert!((smoothing(30) - 0.64).abs() < 1e-12 && (smoothing(120) - 0.8f64.sqrt()).abs() < 1e-12);
    let literal = Analysis { rate: Rate::Literal, ..usual };
    assert_eq!(Settings::of(&literal, rational(24)).smoothing, 0.8);
    let at = |align, quantum| Steps { fps: Rational::new(30_000, 1001), count: 10, align, quantum };
    // 1601.6 samples a frame: the nearest one, and the end of the block in which it lies.
    assert_eq!(at(Align::Past, 1).sample(1), 1602);
    assert_eq!(at(Align::Past, 1).sample(3), 4805);
    assert_eq!(at(Align::Past, 128).sample(1), 1664);
    assert_eq!(at(Align::Past, 1).window(1, 2048), 1602 - 2048);
    assert_eq!(at(Align::Centre, 1).window(1, 2048), 1602 - 1024);
    assert_eq!(at(Align::Frame, 1).window(1, 2048), 1602);
}

#[test]
fn what_is_not_heard_any_more_is_silent_and_frames_end_with_the_project() {
    let grid = |align| Steps { fps: Rational::from_int(50), count: 8, align, quantum: 1 };
    let samples = vec![0.25f32; 960 * 3];
    let ends = |align| {
        let found = steps(&samples, alone(512, Window::None), grid(align));
        found.iter().map(|step| step.decibels[0] > -20.0).collect::<Vec<_>>()
    };
    // A window that ends at the time, one about it, one that begins there.
    assert_eq!(ends(Align::Past), [false, true, true, true, false, false, false, false]);
    assert_eq!(ends(Align::Centre), [true, true, true, true, false, false, false, false]);
    assert_eq!(ends(Align::Frame), [true, true, true, false, false, false, false, false]);
}
