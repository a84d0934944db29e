//! Sound as it is delivered: files of nothing else, films, and what of layers is heard.

use std::path::{Path, PathBuf};
use std::process::Command;

use rushes::export::event::Event;
use rushes::export::receipt::{Receipt, path_for};
use rushes::export::{ExportWork, Outcome};

use crate::sound::material::{encode, pulse_position, pulses, wave};
use crate::support::desk::Desk;

/// A millisecond.
const NEAR: u64 = 48;

fn published(outcome: &Outcome) -> PathBuf {
    match &outcome.result {
        Ok(completed) => completed.output.clone(),
        Err(stopped) => panic!("{stopped:?}"),
    }
}

fn export_of(desk: &Desk, project: &Path, export: &str) -> PathBuf {
    published(&desk.export(&ExportWork { export: export.into(), ..desk.work(project) }).0)
}

/// What FFmpeg hears: 48 kHz stereo.
fn heard(file: &Path) -> Vec<f32> {
    let done = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(file)
        .args(["-map", "0:a:0", "-f", "f32le", "-ar", "48000", "-ac", "2", "-"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
}

fn probed(file: &Path, entries: &str) -> Vec<String> {
    let done = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", entries, "-of", "default=nw=1:nk=1"])
        .arg(file)
        .output()
        .unwrap();
    String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect()
}

fn clicks(desk: &Desk, name: &str, seconds: f64, times: &[f64]) {
    wave(&desk.file(name), 48_000, 1, &pulses(48_000, seconds, times));
}

fn hears(found: &[f32], times: &[f64], what: &str) {
    for time in times {
        let expected = (time * 48_000.0).round() as i64;
        let at = pulse_position(found, expected);
        assert!(at.abs_diff(expected) <= NEAR, "{what}: the click at {time} s is at sample {at}, not at {expected}");
    }
}

#[test]
fn sounds_alone_go_into_every_kind_of_file() {
    let desk = Desk::new();
    clicks(&desk, "clicks.wav", 3.0, &[0.1, 1.5, 2.9]);
    let text = "rushes: 1\ntitle: A tune\naudio: [ { source: clicks.wav } ]\nexports: { a: { preset: wav }, b: { preset: flac }, c: { preset: m4a }, d: { preset: mp3 }, e: { preset: opus } }\n";
    let project = desk.project("tune.yaml", text);
    let original: Vec<f32> = pulses(48_000, 3.0, &[0.1, 1.5, 2.9]).into_iter().flat_map(|sample| [sample; 2]).collect();
    for (name, ending, codec) in [
        ("a", "wav", "pcm_s24le"),
        ("b", "flac", "flac"),
        ("c", "m4a", "aac"),
        ("d", "mp3", "mp3"),
        ("e", "opus", "opus"),
    ] {
        let (outcome, events) = desk.export(&ExportWork { export: name.into(), ..desk.work(&project) });
        let file = published(&outcome);
        assert_eq!(file, desk.file(&format!("renders/tune-{name}.{ending}")));
        assert_eq!(probed(&file, "stream=codec_name"), [codec]);
        assert!(probed(&file, "format_tags=title:stream_tags=title").contains(&"A tune".to_owned()), "{ending}");
        let found = heard(&file);
        // MP4 says where the sound ends; this FFmpeg plays the last packet out all the same.
        let spare = if ending == "m4a" { 1023 } else { 0 };
        assert!((144_000..=144_000 + spare).contains(&(found.len() / 2)), "{ending}: {} samples", found.len() / 2);
        if ending == "m4a" {
            assert_eq!(probed(&file, "stream=start_time,duration"), ["0.000000", "3.000000"]);
        }
        hears(&found, &[0.1, 1.5, 2.9], ending);
        if matches!(ending, "wav" | "flac") {
            let worst = found.iter().zip(&original).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst <= 1.0 / 8_388_608.0, "{ending}: off by {worst}");
        }
        let receipt = Receipt::read(&path_for(&file)).unwrap();
        assert!(receipt.check.iter().all(|line| line.ok) && receipt.chunks.is_empty());
        assert_eq!((receipt.sound.unwrap().samples, receipt.render_class.adapter.as_str()), (144_000, "none"));
        let told: Vec<_> = events
            .iter()
            .filter_map(|event| if let Event::Progress(told) = event { Some(told) } else { None })
            .collect();
        assert_eq!(told.last().map(|last| (last.frame, last.frames)), Some((90, 90)), "progress counts the frames");
    }
    // A second time everything is there already, and the same.
    let file = desk.file("renders/tune-c.m4a");
    let before = std::fs::read(&file).unwrap();
    assert_eq!(export_of(&desk, &project, "c"), file);
    assert!(std::fs::read(&file).unwrap() == before);
}

#[test]
fn films_carry_what_they_are_told_to() {
    let desk = Desk::new();
    clicks(&desk, "clicks.wav", 2.0, &[0.1, 1.0, 1.9]);
    for codec in ["aac", "opus", "mp3", "flac"] {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 16x16, fps: 25, duration: 2s }}\naudio: [ {{ source: clicks.wav }} ]\nlayers: [ {{ solid: red }} ]\nexports: {{ default: {{ quality: draft, sound: {{ codec: {codec} }} }} }}\n"
        );
        let file = export_of(&desk, &desk.project(&format!("{codec}.yaml"), &text), "default");
        assert_eq!(probed(&file, "stream=codec_name"), ["h264", codec]);
        let found = heard(&file);
        assert!((96_000..96_000 + 1152).contains(&(found.len() / 2)), "{codec}: {} samples", found.len() / 2);
        hears(&found, &[0.1, 1.0, 1.9], codec);
    }
}

#[test]
fn picture_and_sound_stay_together_at_every_rate() {
    let desk = Desk::new();
    let times = [0.25, 5.0, 9.75];
    clicks(&desk, "clicks.wav", 10.5, &times);
    for fps in ["24", "25", "29.97", "30", "59.94", "60", "120"] {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 16x16, fps: {fps}, duration: 10s }}\naudio: [ {{ source: clicks.wav }} ]\nlayers: [ {{ solid: red }} ]\nexports: {{ default: {{ quality: draft }} }}\n"
        );
        let file = export_of(&desk, &desk.project(&format!("at{fps}.yaml"), &text), "default");
        // Priming is signalled: both begin at zero.
        assert!(probed(&file, "stream=start_time").iter().all(|start| start.parse() == Ok(0.0)), "{fps}");
        let found = heard(&file);
        hears(&found, &times, fps);
        let receipt = Receipt::read(&path_for(&file)).unwrap();
        let (frames, rate) = (receipt.frames as i64, receipt.fps);
        let exact = (rushes::base::Rational::from_int(48_000 * frames) / rate).round();
        assert_eq!(receipt.sound.unwrap().samples as i128, exact, "{fps}");
    }
}

#[test]
fn the_sound_of_a_clip_follows_what_is_seen_of_it() {
    let desk = Desk::new();
    clicks(&desk, "clicks.wav", 4.0, &[1.0, 3.0]);
    let clip = desk.file("clip.mp4");
    let pictures = [
        "-f",
        "lavfi",
        "-i",
        "color=red:s=32x32:r=25:d=4",
        "-map",
        "1:v",
        "-map",
        "0:a",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-c:a",
        "aac",
        "-b:a",
        "192k",
    ];
    encode(&desk.file("clicks.wav"), &clip, &pictures);
    desk.project("inner.yaml", "rushes: 1\ncanvas: { size: 16x16, duration: 3s }\naudio: [ { source: clicks.wav, at: 0.5s } ]\nlayers: [ { solid: red } ]\n");
    for (name, layer, times) in [
        ("plain", "{ video: clip.mp4, sound: on }", vec![1.0, 3.0]),
        ("moved", "{ video: clip.mp4, sound: on, at: 2s, from: 0.5s..2s }", vec![2.5]),
        ("held", "{ video: clip.mp4, sound: -3dB, at: 1s..8s, from: 2.5s, hold: last }", vec![1.5]),
        ("reversed", "{ video: clip.mp4, sound: on, reverse: true }", vec![1.0, 3.0]),
        ("reversed part", "{ video: clip.mp4, sound: on, from: 0s..1.5s, reverse: true }", vec![0.5]),
        (
            "looped",
            "{ video: clip.mp4, sound: on, at: 0s..7s, from: 0.5s..2s, loop: true }",
            vec![0.5, 2.0, 3.5, 5.0, 6.5],
        ),
        ("cut", "{ group: [ { video: clip.mp4, sound: on } ], at: 2s..4s }", vec![3.0]),
        ("nested", "{ project: inner.yaml, at: 1s }", vec![2.5]),
        ("nested part", "{ project: inner.yaml, at: 1s, from: 1s..3s, sound: -1dB }", vec![1.5]),
        (
            "nested again",
            "{ project: inner.yaml, at: 1s..7s, from: 1s..2s, loop: true }",
            vec![1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
        ),
    ] {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 32x32, fps: 25, duration: 8s }}\nlayers: [ {layer} ]\nexports: {{ default: {{ preset: wav }} }}\n"
        );
        let project = desk.project("layers.yaml", &text);
        let mut work = desk.work(&project);
        work.overwrite = true;
        let inner = desk.file("inner.yaml");
        work.documents = [(inner.clone(), std::fs::read_to_string(inner).unwrap())].into();
        let found = heard(&published(&desk.export(&work).0));
        hears(&found, &times, name);
        // And nothing else is.
        let loud = |index: usize| found[index * 2].abs() > 0.05;
        let near = |index: usize| times.iter().any(|time| (index as f64 / 48_000.0 - time).abs() < 0.01);
        let stray = (0..found.len() / 2).find(|index| loud(*index) && !near(*index));
        assert_eq!(stray, None, "{name}: something is heard at {:?} s", stray.map(|index| index as f64 / 48_000.0));
    }
}

#[test]
fn a_project_s_sounds_are_shaped_as_its_document_says() {
    let desk = Desk::new();
    wave(&desk.file("bed.wav"), 48_000, 1, &vec![0.5; 48_000 * 5]);
    wave(&desk.file("voice.wav"), 48_000, 2, &[0.25, -0.25, 0.125, -0.125].repeat(24_000));
    let text = "rushes: 1\naudio:\n  - { source: bed.wav, gain: [ 0s: -20dB, 1s: 0dB ], duck: { under: voice, by: 6dB }, pan: [ 4s: 0, +5s: 1 ] }\n  - { id: voice, source: voice.wav, at: 2s, gain: -80dB }\nexports: { default: { preset: wav } }\n";
    let loud = heard(&export_of(&desk, &desk.project("shaped.yaml", text), "default"));
    let at = |seconds: f64| [0, 1].map(|side| f64::from(loud[(seconds * 48_000.0) as usize * 2 + side]));
    let near = |found: [f64; 2], wanted: [f64; 2]| {
        assert!((0..2).all(|side| (found[side] - wanted[side]).abs() < 1e-4), "{found:?} is not {wanted:?}");
    };
    near(at(0.5), [0.5 * 10f64.powf(-0.5); 2]);
    // Nobody hears a voice at -80 dB, so that nothing makes room for it.
    near(at(2.5), [0.5; 2]);
    near(at(4.5), [0.25, 0.5]);
    let text = text.replace("gain: -80dB", "gain: -20dB");
    let made = heard(&export_of(&desk, &desk.project("made.yaml", &text), "default"));
    let quieter = f64::from(made[(2.5 * 48_000.0) as usize * 2]);
    assert!((quieter - (0.5 * 10f64.powf(-0.3) + 0.025)).abs() < 1e-4, "{quieter}");
}

#[test]
fn channels_go_to_the_side_that_their_file_says() {
    let desk = Desk::new();
    // A second of each of four channels, quad in one file and with a centre and a back in the other.
    let samples: Vec<f32> = (0..48_000 * 4)
        .flat_map(|index| (0..4).map(move |channel| if index / 48_000 == channel { 0.5 } else { 0.0 }))
        .collect();
    wave(&desk.file("four.wav"), 48_000, 4, &samples);
    let half = 0.5 * std::f32::consts::FRAC_1_SQRT_2;
    for (layout, expected) in [
        ("quad", [[0.5, 0.0], [0.0, 0.5], [half, 0.0], [0.0, half]]),
        ("4.0", [[0.5, 0.0], [0.0, 0.5], [half, half], [0.25, 0.25]]),
    ] {
        let file = format!("{layout}.mov");
        encode(
            &desk.file("four.wav"),
            &desk.file(&file),
            &["-af", &format!("channelmap=channel_layout={layout}"), "-c:a", "pcm_f32le"],
        );
        let text = format!("rushes: 1\naudio: [ {{ source: {file} }} ]\nexports: {{ default: {{ preset: wav }} }}\n");
        let found = heard(&export_of(&desk, &desk.project(&format!("{layout}.yaml"), &text), "default"));
        for (second, pair) in expected.iter().enumerate() {
            let middle = (second * 48_000 + 24_000) * 2;
            let off = (0..2).map(|side| (found[middle + side] - pair[side]).abs()).fold(0.0, f32::max);
            assert!(off < 1e-4, "{layout}, channel {second}: {:?}", &found[middle..middle + 2]);
        }
    }
}

#[test]
fn a_film_comes_out_as_loud_as_its_master_says() {
    let desk = Desk::new();
    desk.write_tune("tune.wav", 6.0);
    let text = "rushes: 1\ncanvas: { size: 16x16, fps: 25, duration: 6s }\naudio: [ { source: tune.wav, gain: -20dB } ]\nmaster: { loudness: -14 LUFS }\nlayers: [ { solid: red } ]\nexports: { default: { quality: draft, range: 1s..5s } }\n";
    let file = export_of(&desk, &desk.project("film.yaml", text), "default");
    let (loudness, peak) = crate::sound::mastering::measured(&file);
    assert!((loudness + 14.0).abs() <= 0.1, "{loudness} LUFS");
    assert!(peak <= -1.0, "{peak} dBTP");
}

#[test]
fn a_clip_twice_as_fast_is_heard_for_half_as_long_at_its_own_pitch() {
    let desk = Desk::new();
    desk.write_tune("tone.wav", 4.0);
    let pictures = [
        "-f",
        "lavfi",
        "-i",
        "color=red:s=32x32:r=25:d=4",
        "-map",
        "1:v",
        "-map",
        "0:a",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-c:a",
        "aac",
    ];
    encode(&desk.file("tone.wav"), &desk.file("clip.mp4"), &pictures);
    let text = "rushes: 1\ncanvas: { size: 32x32, fps: 25, duration: 3s }\nlayers: [ { video: clip.mp4, sound: on, speed: 2 } ]\nexports: { default: { preset: wav } }\n";
    let found = heard(&export_of(&desk, &desk.project("fast.yaml", text), "default"));
    let left: Vec<f32> = found.iter().step_by(2).copied().collect();
    assert!(left[96_000 + 100..].iter().all(|sample| *sample == 0.0), "the clip is over after two seconds");
    let crossings = left[9_600..86_400].windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    assert!((703..=705).contains(&crossings), "{crossings} waves of 440 Hz in 1.6 s");
}
