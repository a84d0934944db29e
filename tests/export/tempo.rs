//! A tempo that is found by listening: `tempo: { detect: music }`.

use std::path::Path;

use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::config::Places;
use rushes::export::prepare::examine;
use rushes::project::{Reading, Severity, Source};

use crate::sound::material::wave;

/// Ten seconds of drums: a thud on every beat from `first` on, a click between.
fn drums(folder: &Path, name: &str, bpm: f64, first: f64) {
    let mut samples = vec![0.0f32; 480_000];
    let beat = 60.0 / bpm;
    let mut hit = |at: f64, hertz: f64, loud: f64, fall: f64| {
        let start = (at * 48_000.0).round() as usize;
        for (index, sample) in samples.iter_mut().skip(start).take(9_600).enumerate() {
            let t = index as f64 / 48_000.0;
            *sample += ((std::f64::consts::TAU * hertz * t).sin() * (-t / fall).exp() * loud) as f32;
        }
    };
    for number in 0.. {
        let at = first + f64::from(number) * beat;
        if at > 9.9 {
            break;
        }
        hit(at, 60.0, 0.7, 0.06);
        hit(at + beat / 2.0, 6_000.0, 0.15, 0.01);
    }
    wave(&folder.join(name), 48_000, 1, &samples);
}

fn read(folder: &Path, more: &str, places: Option<&Places>) -> (Reading, Facts) {
    let text = format!("rushes: 1\ncanvas: {{ size: 64x36, fps: 25, duration: 8s }}\n{more}");
    examine(&Source { path: &folder.join("p.yaml"), text: &text, set: &[] }, places)
}

fn said(reading: &Reading) -> Vec<String> {
    let told = |problem: &rushes::project::Problem| {
        let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
        format!("{}:{} {severity} [{}] {}", problem.line, problem.column, problem.path, problem.message)
    };
    reading.problems.iter().map(told).collect()
}

#[test]
fn beats_of_a_sound_are_the_beats_of_the_project() {
    let folder = tempfile::tempdir().unwrap();
    drums(folder.path(), "drums.wav", 120.0, 0.25);
    let layers = "layers: [ { solid: red, at: 4b..8b } ]\n";
    let starts = |sound: &str, tempo: &str| {
        let more = format!(
            "audio: [ {{ id: drums, source: drums.wav, {sound} }} ]\ntempo: {{ detect: drums{tempo} }}\n{layers}"
        );
        let (reading, _) = read(folder.path(), &more, None);
        let project = reading.project.as_ref().unwrap_or_else(|| panic!("{:?}", said(&reading)));
        assert_eq!(said(&reading), Vec::<String>::new());
        let at = project.layers[0].at.unwrap();
        (at.start.to_f64(), (at.end.unwrap() - at.start).to_f64())
    };
    let near = |(start, length): (f64, f64), wanted: (f64, f64)| {
        assert!((start - wanted.0).abs() < 0.012 && (length - wanted.1).abs() < 0.002, "{start} {length}, {wanted:?}");
    };
    near(starts("", ""), (2.25, 2.0));
    // Later on the time line, from inside of the file, and moved by hand.
    near(starts("at: 1s", ""), (3.25, 2.0));
    near(starts("at: 1s, from: 1s..9s", ""), (3.25, 2.0));
    near(starts("from: 1.3s..9s", ""), (2.45, 2.0));
    near(starts("", ", offset: 100ms"), (2.35, 2.0));
}

#[test]
fn what_was_found_is_remembered_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::under(&folder.path().join("home"));
    drums(folder.path(), "drums.wav", 100.0, 0.1);
    let more = "audio: [ { id: drums, source: drums.wav } ]\ntempo: { detect: drums }\nlayers: [ { solid: red } ]\n";
    let remembered = || {
        let listed = std::fs::read_dir(places.facts()).unwrap().map(|entry| entry.unwrap().path());
        listed.filter(|path| path.to_string_lossy().ends_with(".beats.json")).collect::<Vec<_>>()
    };
    let (_, facts) = read(folder.path(), more, Some(&places));
    let path = folder.path().join("drums.wav");
    let found = facts.beats_of(&path, 0).unwrap();
    assert!((found.bpm - 100.0).abs() < 0.2 && found.even && found.confidence > 0.45, "{found:?}");
    assert_eq!(remembered().len(), 1);
    // Told apart from being found again: it says what was written there.
    let known = std::fs::read_to_string(&remembered()[0]).unwrap();
    let bpm = format!("\"bpm\":{:?}", found.bpm);
    assert!(known.contains(&bpm), "{known}");
    std::fs::write(&remembered()[0], known.replace(&bpm, "\"bpm\":77.0")).unwrap();
    let (_, facts) = read(folder.path(), more, Some(&places));
    assert_eq!(facts.beats_of(&path, 0).unwrap().bpm, 77.0);
    // Another file of that name is listened to anew.
    drums(folder.path(), "drums.wav", 150.0, 0.1);
    let (reading, facts) = read(folder.path(), more, Some(&places));
    assert!((facts.beats_of(&path, 0).unwrap().bpm - 150.0).abs() < 0.3);
    let tempo = reading.project.unwrap().tempo.unwrap();
    assert!((tempo.length_at(Rational::ZERO).to_f64() - 0.4).abs() < 0.001);
}

#[test]
fn a_sound_without_a_beat_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    wave(&folder.path().join("silence.wav"), 48_000, 1, &vec![0.0; 96_000]);
    let tone: Vec<f32> = (0..480_000).map(|n| (n % 240) as f32 / 400.0).collect();
    wave(&folder.path().join("tone.wav"), 48_000, 1, &tone);
    let verdict = |file: &str| {
        let more = format!(
            "audio: [ {{ id: music, source: {file} }} ]\ntempo: {{ detect: music }}\nlayers: [ {{ solid: red, at: 0b..4b }} ]\n"
        );
        said(&read(folder.path(), &more, None).0)
    };
    let no_beat = |file: &str| format!("4:18 error [tempo.detect] no beat can be found in `{file}`");
    assert!(verdict("silence.wav").contains(&no_beat("silence.wav")), "{:?}", verdict("silence.wav"));
    let tone = verdict("tone.wav");
    assert!(tone.iter().any(|line| line.starts_with("4:18 ") && line.contains("[tempo.detect]")), "{tone:?}");
    let missing = verdict("missing.wav");
    assert!(missing.iter().any(|line| line.contains("[audio[0].source] `missing.wav` is missing")), "{missing:?}");
    assert!(missing.iter().all(|line| !line.contains("[tempo.detect]")), "{missing:?}");
}

#[test]
fn a_sound_that_breaks_off_while_its_beats_are_sought_gave_a_tempo_of_no_beats() {
    let folder = tempfile::tempdir().unwrap();
    drums(folder.path(), "drums.wav", 120.0, 0.25);
    let place = |name: &str| folder.path().join(name);
    let mut ffmpeg = std::process::Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-i"]).arg(place("drums.wav")).arg(place("whole.flac"));
    assert!(ffmpeg.status().unwrap().success());
    let whole = std::fs::read(place("whole.flac")).unwrap();
    std::fs::write(place("half.flac"), &whole[..whole.len() / 2]).unwrap();
    let more = "audio: [ { id: drums, source: half.flac, at: 0s..1s } ]\ntempo: { detect: drums }\n\
                layers: [ { solid: red, opacity: \"= pulse(1/4, 0.1)\" } ]\n";
    let (reading, _) = read(folder.path(), more, None);
    let said = said(&reading);
    assert!(
        said.len() == 1 && said[0].contains("error [audio[0].source]") && said[0].contains("half.flac"),
        "{said:?}"
    );
}
