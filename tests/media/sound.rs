//! Every sample is there, and where it belongs.

use rushes::base::Rational;
use rushes::media::{AudioDecoder, probe};

use super::numbered::{ffmpeg, name, tone, write_film};

fn decode(path: &std::path::Path) -> (i64, Vec<f32>) {
    let mut decoder = AudioDecoder::open(path, 0).unwrap();
    let channels = i64::from(decoder.channels());
    let mut all = Vec::new();
    let mut start = None;
    while let Some(block) = decoder.next_block().unwrap() {
        let first = *start.get_or_insert(block.start_sample);
        assert_eq!(block.start_sample, first + all.len() as i64 / channels, "blocks follow each other");
        all.extend(block.samples);
    }
    (start.unwrap(), all)
}

#[test]
fn aac_comes_back_with_the_samples_that_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    write_film(&path, "mp4", Rational::from_int(25), 50, 96_123);
    let facts = probe(&path).unwrap();
    let audio = &facts.audio()[0];
    assert_eq!((audio.rate, audio.channels, audio.start), (48_000, 2, Rational::ZERO));
    assert_eq!(audio.duration, Rational::new(96_123, 48_000));
    let (start, samples) = decode(&path);
    assert_eq!((start, samples.len()), (0, 2 * 96_123));
    // In phase with what was encoded: a shift by half a millisecond would already show.
    let wanted = tone(96_123);
    let error =
        |shift: usize| -> f32 { (4000..8000).map(|at| (samples[2 * (at + shift)] - wanted[2 * at]).powi(2)).sum() };
    assert!(error(0) < 4.0 && error(24) > 20.0, "{} {}", error(0), error(24));
}

#[test]
fn wav_flac_and_opus_are_read_and_sought() {
    let folder = tempfile::tempdir().unwrap();
    let source = "aevalsrc=sin(440*2*PI*t)*0.4|cos(440*2*PI*t)*0.2:s=48000:d=3";
    for (file, codec, exact) in [
        ("a.wav", "pcm_s24le", true),
        ("b.flac", "flac", true),
        ("c.ogg", "libopus", false),
        ("d.mka", "pcm_f32le", true),
    ] {
        let path = folder.path().join(file);
        ffmpeg(&["-f", "lavfi", "-i", source, "-c:a", codec, name(&path)]);
        let facts = probe(&path).unwrap();
        assert_eq!(facts.audio()[0].duration, Rational::from_int(3), "{file}");
        let (start, all) = decode(&path);
        assert_eq!((start, all.len()), (0, 2 * 144_000), "{file}");
        let mut decoder = AudioDecoder::open(&path, 0).unwrap();
        decoder.seek(100_000).unwrap();
        let mut found = None;
        while let Some(block) = decoder.next_block().unwrap() {
            let end = block.start_sample + block.samples.len() as i64 / 2;
            if (block.start_sample..end).contains(&100_000) {
                found = Some(block.samples[2 * (100_000 - block.start_sample) as usize]);
                break;
            }
            assert!(block.start_sample <= 100_000, "{file}: sought too far");
        }
        let (found, wanted) = (found.unwrap(), all[200_000]);
        assert!((found - wanted).abs() < if exact { 1e-6 } else { 0.02 }, "{file}: {found} {wanted}");
    }
}

#[test]
fn sound_that_starts_late_starts_late() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late.mkv");
    let sound = "sine=frequency=440:sample_rate=48000:duration=1";
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=64x64:rate=25:duration=2",
        "-itsoffset",
        "0.5",
        "-f",
        "lavfi",
        "-i",
        sound,
        "-c:v",
        "libx264",
        "-c:a",
        "pcm_s16le",
        name(&path),
    ]);
    let facts = probe(&path).unwrap();
    assert_eq!(facts.audio()[0].start, Rational::new(1, 2));
    assert_eq!(facts.video().unwrap().time_of(0), Rational::ZERO);
    assert_eq!(decode(&path).0, 24_000);
}

#[test]
fn streams_that_nobody_can_decode_are_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.mka");
    let tone = |rate: u32| format!("sine=frequency=440:sample_rate={rate}:duration=1");
    let (first, second) = (tone(48_000), tone(44_100));
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        &first,
        "-f",
        "lavfi",
        "-i",
        &second,
        "-map",
        "0",
        "-map",
        "1",
        "-c:a:0",
        "pcm_s16le",
        "-c:a:1",
        "flac",
        name(&path),
    ]);
    // The first one becomes a codec that does not exist.
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(13).position(|word| word == b"A_PCM/INT/LIT").unwrap();
    bytes[at..at + 13].copy_from_slice(b"A_XYZ/INT/LIT");
    std::fs::write(&path, bytes).unwrap();
    let facts = probe(&path).unwrap();
    assert_eq!(facts.audio().iter().map(|audio| audio.rate).collect::<Vec<_>>(), [44_100]);
    assert_eq!(AudioDecoder::open(&path, 0).unwrap().rate(), 44_100);
    assert!(AudioDecoder::open(&path, 1).is_err());
}
