//! A click at source time T is heard at sample `round(T · 48000)`, whatever the file is.

use rushes::base::Rational;

use rushes::sound::Fallback;

use super::material::{NoFallback, PipedFfmpeg, clip, encode, mix, mix_with, pulse_position, pulses, wave};

const TIMES: [f64; 4] = [0.02, 1.337, 12.001, 29.5];

/// Every format, at both of the usual rates: name, arguments for FFmpeg.
const FORMATS: [(&str, &[&str]); 7] = [
    ("wav", &[]),
    ("flac", &[]),
    ("mp3", &["-c:a", "libmp3lame", "-b:a", "192k"]),
    ("m4a", &["-c:a", "aac", "-b:a", "160k"]),
    ("ogg", &["-c:a", "libvorbis", "-q:a", "6"]),
    ("aiff", &[]),
    ("mka", &["-c:a", "flac"]),
];

fn check(rate: u32, name: &str, arguments: &[&str]) {
    // What symphonia is exact in must not need the fallback.
    let fallback: &dyn Fallback = if matches!(name, "m4a" | "mka") { &PipedFfmpeg } else { &NoFallback };
    let folder = tempfile::tempdir().unwrap();
    let (plain, file) = (folder.path().join("plain.wav"), folder.path().join(format!("file.{name}")));
    wave(&plain, rate, 1, &pulses(rate, 30.0, &TIMES));
    encode(&plain, &file, arguments);
    let whole = mix_with(fallback, 48_000 * 30, &[clip(&file, 48_000 * 30)], 1024).unwrap();
    for time in TIMES {
        let expected = (time * 48_000.0).round() as i64;
        let found = pulse_position(&whole, expected);
        assert!(found.abs_diff(expected) <= 1, "{name} at {rate}: {time} s is at {found}, not at {expected}");
    }
    // Starting near a click: without a jump, and with one.
    for (from, time) in [(Rational::new(13, 10), 1.337), (Rational::new(35, 3), 12.001), (Rational::new(589, 20), 29.5)]
    {
        let mut part = clip(&file, 20_000);
        part.from = from;
        let expected = ((time - from.to_f64()) * 48_000.0).round() as i64;
        let found = pulse_position(&mix_with(fallback, 20_000, &[part], 777).unwrap(), expected);
        assert!(
            found.abs_diff(expected) <= 1,
            "{name} at {rate} from {from}: {time} s is at {found}, not at {expected}"
        );
    }
}

#[test]
fn clicks_stand_where_they_should_at_44_1_khz() {
    for (name, arguments) in FORMATS {
        check(44_100, name, arguments);
    }
}

#[test]
fn clicks_stand_where_they_should_at_48_khz() {
    for (name, arguments) in FORMATS {
        check(48_000, name, arguments);
    }
}

#[test]
fn clicks_stand_where_they_should_at_rare_rates() {
    for rate in [8_000, 11_025, 22_050, 32_000, 44_056, 88_200, 96_000, 192_000] {
        check(rate, "wav", &["-c:a", "pcm_f32le"]);
    }
}

#[test]
fn a_resampled_tone_keeps_its_loudness_and_phase() {
    let folder = tempfile::tempdir().unwrap();
    for rate in [8_000u32, 22_050, 44_100, 96_000] {
        let file = folder.path().join(format!("{rate}.wav"));
        let tone = |index: usize, rate: f64| 0.5 * (index as f64 / rate * 1000.0 * std::f64::consts::TAU).sin();
        let samples: Vec<f32> = (0..rate as usize * 3).map(|index| tone(index, f64::from(rate)) as f32).collect();
        wave(&file, rate, 1, &samples);
        let heard = mix(144_000, &[clip(&file, 144_000)]);
        // Away from the file's own ends, where the sound breaks off.
        let worst = (24_000..120_000)
            .map(|index| (f64::from(heard[index * 2]) - tone(index, 48_000.0)).abs())
            .fold(0.0, f64::max);
        assert!(worst < 1e-4, "{rate} Hz: off by {worst}");
    }
}

#[test]
fn mp3_plays_without_the_encoders_padding() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, file) = (folder.path().join("plain.wav"), folder.path().join("file.mp3"));
    // A tone up to the very ends: what the encoder adds there would be heard as silence.
    let tone: Vec<f32> = (0..100_000).map(|index| 0.5 * (index as f32 * 0.05).cos()).collect();
    wave(&plain, 48_000, 1, &tone);
    encode(&plain, &file, &["-c:a", "libmp3lame", "-b:a", "256k"]);
    let heard = mix(110_000, &[clip(&file, 101_000)]);
    for index in 0..100_000 {
        // At its ends, where the tone breaks off, the codec is less sure.
        let allowed = if (500..99_500).contains(&index) { 0.05 } else { 0.3 };
        let off = (heard[index * 2] - tone[index]).abs();
        assert!(off < allowed, "sample {index} is off by {off}");
    }
    assert!(heard[2 * 100_000..].iter().all(|sample| *sample == 0.0), "after its end there is nothing");
}
