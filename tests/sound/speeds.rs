//! Other speeds, with the pitch kept and without; backwards; again and again.

use std::path::PathBuf;

use rushes::base::Rational;
use rushes::timeline::sounds::{Run, SoundClip, Way};
use tempfile::TempDir;

use super::material::{clip, mix, mix_in_blocks, pulse_position, pulses, wave};

fn run(speed: Rational, until: i64) -> Run {
    let until = Rational::from_int(until);
    Run { speed, follow: false, reverse: false, looped: false, until, ends: until }
}

fn running(source: &std::path::Path, samples: u64, run: Run) -> SoundClip {
    SoundClip { way: Way { run: Some(run), ..Way::default() }, ..clip(source, samples) }
}

fn tone(folder: &TempDir, rate: u32, seconds: u32) -> PathBuf {
    let path = folder.path().join(format!("tone{rate}.wav"));
    let samples: Vec<f32> = (0..rate * seconds)
        .map(|index| 0.5 * (f64::from(index) / f64::from(rate) * 440.0 * std::f64::consts::TAU).sin() as f32)
        .collect();
    wave(&path, rate, 1, &samples);
    path
}

/// The frequency of a tone, by where its phase stands at the beginning and at the end of a stretch, and how much of the
/// stretch is that tone (0..1).
fn frequency(mix: &[f32], near: f64) -> (f64, f64) {
    let left: Vec<f64> = mix.iter().step_by(2).map(|sample| f64::from(*sample)).collect();
    let at = |frequency: f64| {
        let (mut re, mut im) = (0.0, 0.0);
        for (index, sample) in left.iter().enumerate() {
            let window = 0.5 - 0.5 * (std::f64::consts::TAU * index as f64 / left.len() as f64).cos();
            let angle = std::f64::consts::TAU * frequency * index as f64 / 48_000.0;
            re += sample * window * angle.cos();
            im += sample * window * angle.sin();
        }
        (re * re + im * im).sqrt() / left.len() as f64 * 4.0
    };
    let steps = (-40..=40).map(|step| near + f64::from(step) * 0.05);
    let best = steps.map(|frequency| (frequency, at(frequency))).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    (best.0, best.1 / 0.5)
}

#[test]
fn a_tone_keeps_its_pitch_at_other_speeds() {
    let folder = tempfile::tempdir().unwrap();
    for (rate, speed) in [
        (48_000, Rational::new(3, 2)),
        (44_100, Rational::new(3, 4)),
        (48_000, Rational::from_int(4)),
        (48_000, Rational::new(1, 4)),
    ] {
        let file = tone(&folder, rate, 6);
        let samples = (Rational::from_int(48_000 * 6) / speed).round() as u64;
        let heard = mix(samples.min(96_000), &[running(&file, samples, run(speed, 6))]);
        let middle = &heard[heard.len() / 8 * 2..][..48_000];
        let (found, part) = frequency(middle, 440.0);
        assert!((found - 440.0).abs() < 0.3, "{speed}: {found} Hz");
        assert!(part > 0.97, "{speed}: only {part} of it is the tone");
    }
}

#[test]
fn a_tape_that_runs_faster_sounds_higher() {
    let folder = tempfile::tempdir().unwrap();
    for (rate, speed) in
        [(48_000, Rational::new(3, 2)), (44_100, Rational::new(3, 4)), (44_100, Rational::new(333_333, 250_000))]
    {
        let file = tone(&folder, rate, 3);
        let part = running(&file, 96_000, Run { follow: true, ..run(speed, 3) });
        let heard = mix(96_000, &[part]);
        let wanted = 440.0 * speed.to_f64();
        // Not only the frequency: every sample is the one that its time says.
        for index in (2_000..80_000).step_by(37) {
            let expected = 0.5 * (index as f64 / 48_000.0 * wanted * std::f64::consts::TAU).sin();
            let off = (f64::from(heard[index * 2]) - expected).abs();
            assert!(off < 2e-4, "{speed} at {rate}: sample {index} is off by {off}");
        }
    }
}

#[test]
fn a_click_stays_where_the_speed_puts_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clicks.wav");
    let times = [1.0, 2.5, 7.25];
    wave(&file, 44_100, 1, &pulses(44_100, 9.0, &times));
    for speed in [Rational::new(3, 2), Rational::new(1, 2)] {
        for follow in [true, false] {
            let samples = (Rational::from_int(48_000 * 9) / speed).round() as u64;
            let heard = mix(samples, &[running(&file, samples, Run { follow, ..run(speed, 9) })]);
            assert_eq!(heard.len() as u64, samples * 2, "exactly as long as the speed says");
            for time in times {
                let expected = time / speed.to_f64() * 48_000.0;
                let near = |index: usize| (index as f64 - expected).abs() < 1500.0;
                let loudest = (0..heard.len() / 2)
                    .filter(|index| near(*index))
                    .max_by(|a, b| heard[a * 2].total_cmp(&heard[b * 2]))
                    .unwrap();
                // A window may be moved by its search; the tape's own place is exact.
                let most = if follow { 1.0 } else { 1024.0 };
                let off = loudest as f64 - expected;
                assert!(off.abs() <= most, "{time} s at {speed}, follow {follow}: off by {off}");
                assert!(heard[loudest * 2] > 0.3, "{time} s at {speed}, follow {follow}: {}", heard[loudest * 2]);
            }
        }
    }
}

#[test]
fn a_range_cuts_into_a_running_clip_without_moving_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("noise.wav");
    let noise: Vec<f32> = (0..44_100u64 * 4)
        .map(|index| (index.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99) >> 40) as f32 / 16_777_216.0 - 0.5)
        .collect();
    wave(&file, 44_100, 1, &noise);
    let way = |follow, reverse, looped| Run { follow, reverse, looped, ..run(Rational::new(5, 4), 3) };
    for run in [
        way(true, false, false),
        way(false, false, false),
        way(false, true, false),
        way(true, true, true),
        way(false, false, true),
    ] {
        let mut part = SoundClip { from: Rational::new(1, 3), ..running(&file, 90_000, run) };
        let whole = mix_in_blocks(90_000, std::slice::from_ref(&part), 90_000).unwrap();
        part.start = -31_337;
        assert_eq!(mix_in_blocks(40_000, &[part], 999).unwrap(), whole[31_337 * 2..71_337 * 2], "{run:?}");
    }
}

#[test]
fn backwards_is_the_mirror_of_forwards() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ramp.wav");
    let samples: Vec<f32> = (0..48_000 * 3).map(|index| index as f32 / 300_000.0).collect();
    wave(&file, 48_000, 1, &samples);
    let part = running(&file, 96_000, Run { reverse: true, ..run(Rational::ONE, 2) });
    let heard = mix(96_000, &[part]);
    assert!((0..96_000).all(|index| heard[index * 2] == samples[95_999 - index]));
    // The last stretch of the sound is missing: the silence is played first.
    let long =
        Run { until: Rational::from_int(4), ends: Rational::from_int(3), reverse: true, ..run(Rational::ONE, 3) };
    let heard = mix(96_000, &[running(&file, 96_000, long)]);
    assert!((0..48_000).all(|index| heard[index * 2] == 0.0));
    assert_eq!(heard[48_000 * 2], samples[143_999]);
}

#[test]
fn a_loop_begins_again_to_the_sample_and_never_drifts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("click.wav");
    wave(&file, 48_000, 1, &pulses(48_000, 1.0, &[0.1]));
    // 10 000 and a third samples a round.
    let until = Rational::new(30_001, 144_000);
    let once = Run { looped: true, until, ..run(Rational::ONE, 1) };
    let part = running(&file, 48_000 * 60, once);
    let heard = mix(48_000 * 60, &[part]);
    for round in [0, 1, 2, 3, 100, 286] {
        let expected = (4800.0 + f64::from(round) * 30_001.0 / 3.0).round() as i64;
        let found = pulse_position(&heard, expected);
        assert!(found.abs_diff(expected) <= 1, "round {round} is at {found}, not {expected}");
    }
}
