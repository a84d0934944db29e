//! A mix brought to a loudness, measured by FFmpeg's own `ebur128`.

use std::path::Path;
use std::process::Command;

use rushes::project::model::Master;
use rushes::sound::{Limiter, Mixer};
use rushes::timeline::sounds::SoundPlan;

use super::material::{NoFallback, clip, wave};

fn master(source: &Path, samples: u64, loudness: f64, peak: f64) -> Vec<f32> {
    let plan = SoundPlan {
        clips: vec![clip(source, samples)],
        master: Some(Master { loudness, peak }),
        ..SoundPlan::silence(samples)
    };
    let mut mixer = Mixer::new(&plan, &NoFallback).unwrap();
    let (mut heard, mut block) = (Vec::new(), vec![0.0; 2 * 4001]);
    loop {
        match mixer.next(&mut block).unwrap() {
            0 => break,
            frames => heard.extend_from_slice(&block[..frames * 2]),
        }
    }
    assert_eq!(heard.len() as u64, samples * 2);
    assert_eq!(mixer.clipped(), 0);
    heard
}

/// Integrated loudness and true peak as FFmpeg measures them.
pub fn measured(file: &Path) -> (f64, f64) {
    let done = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-i"])
        .arg(file)
        .args(["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    let summary = told.rsplit("Summary:").next().unwrap();
    let number = |name: &str| -> f64 {
        let line = summary.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{told}"));
        let text = line.split(':').nth(1).unwrap().trim().split(' ').next().unwrap();
        if text == "-inf" { f64::NEG_INFINITY } else { text.parse().unwrap() }
    };
    (number("I:"), number("Peak:"))
}

fn noise(index: u64) -> f32 {
    let mut x = index.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= x >> 29;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((x >> 40) as f32) / 8_388_608.0 - 1.0
}

/// Twelve seconds of something like music: a bass, a melody, and drums that stand far out.
fn music(level: f32, drums: f32) -> Vec<f32> {
    let tone = |index: u64, hertz: f64| (index as f64 / 48_000.0 * hertz * std::f64::consts::TAU).sin() as f32;
    (0..48_000u64 * 12)
        .flat_map(|index| {
            let beat = (index % 24_000) as f32 / 48_000.0;
            let drum = noise(index) * (-beat * 60.0).exp() * drums;
            let melody = tone(index, 220.0 * [1.0, 1.25, 1.5, 2.0][(index / 12_000 % 4) as usize]);
            let bass = tone(index, 55.0);
            [level * (bass + 0.7 * melody) + drum, level * (bass - 0.5 * melody) + drum * 0.8]
        })
        .collect()
}

#[test]
fn a_mix_comes_out_as_loud_as_was_asked_and_no_peak_goes_over() {
    let folder = tempfile::tempdir().unwrap();
    // Quiet with room to spare; quiet with drums that must be held; too loud; another target.
    let cases = [
        ("quiet", music(0.02, 0.02), -23.0, -1.0),
        ("drums", music(0.02, 0.8), -14.0, -1.0),
        ("loud", music(0.7, 0.5), -14.0, -2.0),
    ];
    for (name, samples, loudness, peak) in cases {
        let (source, file) = (folder.path().join("source.wav"), folder.path().join(format!("{name}.wav")));
        wave(&source, 48_000, 2, &samples);
        wave(&file, 48_000, 2, &master(&source, 48_000 * 12, loudness, peak));
        let (found, highest) = measured(&file);
        assert!((found - loudness).abs() <= 0.1, "{name}: {found} LUFS, not {loudness}");
        assert!(highest <= peak, "{name}: {highest} dBTP is over {peak}");
    }
}

#[test]
fn silence_stays_silence_and_a_moment_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.wav");
    wave(&file, 48_000, 1, &vec![0.0; 96_000]);
    assert!(master(&file, 96_000, -14.0, -1.0).iter().all(|sample| *sample == 0.0));
    // Shorter than the shortest block that has a loudness.
    wave(&file, 48_000, 1, &[0.25; 9_000]);
    assert!(master(&file, 9_000, -14.0, -1.0).iter().all(|sample| *sample == 0.25));
}

#[test]
fn what_lies_under_the_ceiling_passes_unchanged() {
    let samples: Vec<f32> = (0..20_000).map(|index| noise(index) * 0.2).collect();
    let (mut limiter, mut out) = (Limiter::new(0.9), Vec::new());
    samples.chunks(514).for_each(|block| limiter.push(block, &mut out));
    limiter.finish(&mut out);
    assert_eq!(out, samples);
}

#[test]
fn a_peak_between_two_samples_is_held_too() {
    // A quarter of the rate, 45 degrees off: the samples stand at 0.7 of what the curve between them reaches.
    let samples: Vec<f32> = (0..48_000)
        .flat_map(|index| {
            let angle = std::f64::consts::TAU * (f64::from(index) / 4.0 + 0.125);
            let loud = if (10_000..30_000).contains(&index) { 0.99 } else { 0.2 };
            [(angle.sin() * loud) as f32; 2]
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("held.wav");
    let (mut limiter, mut out) = (Limiter::new(0.5), Vec::new());
    limiter.push(&samples, &mut out);
    limiter.finish(&mut out);
    wave(&file, 48_000, 2, &out);
    let (_, highest) = measured(&file);
    assert!(highest <= -5.9, "{highest} dBTP");
    // And no more than needed, where it has nothing to hold.
    assert!(out[2 * 45_000..].iter().zip(&samples[2 * 45_000..]).all(|(held, was)| (held - was).abs() < 1e-3));
}
