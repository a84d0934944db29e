//! Beats that stand in files or are found in sounds, from the disk to the document's times.

use std::path::Path;

use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::config::Places;
use rushes::export::prepare::{examine, examine_with};
use rushes::project::{Project, Reading, Severity, Source};
use rushes::timeline::{Scene, Timeline};

use crate::sound::material::wave;

const HEAD: &str = "rushes: 1\ncanvas: { size: 64x36, fps: 50, duration: 10s }\n";

fn read(folder: &Path, text: &str, places: Option<&Places>) -> (Reading, Facts) {
    let text = format!("{HEAD}{text}");
    examine(&Source { path: &folder.join("p.yaml"), text: &text, set: &[] }, places)
}

fn problems(reading: &Reading) -> Vec<String> {
    let severe = reading.problems.iter().filter(|problem| problem.severity != Severity::Note);
    severe.map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.message)).collect()
}

fn project(folder: &Path, text: &str) -> (Project, Facts) {
    let (reading, facts) = read(folder, text, None);
    let said = problems(&reading);
    (reading.project.unwrap_or_else(|| panic!("{said:?}")), facts)
}

/// A hundred drums a minute, the first at 0.35 s, for twelve seconds; silence where `loud` is 0.
fn drums(path: &Path, loud: f32) {
    let mut samples = vec![0.0_f32; 12 * 48_000];
    for beat in 0..19 {
        let first = 16_800 + beat * 28_800;
        for n in 0..4800 {
            let time = n as f32 / 48_000.0;
            let noise = (n as u32).wrapping_mul(2_654_435_761) as f32 / u32::MAX as f32 - 0.5;
            let drum = (std::f32::consts::TAU * 60.0 * time).sin() + noise * (-time * 200.0).exp();
            samples[first + n] = loud * 0.5 * drum * (-time * 30.0).exp();
        }
    }
    wave(path, 48_000, 1, &samples);
}

#[test]
fn beats_are_found_in_a_sound_and_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::under(&folder.path().join("home"));
    drums(&folder.path().join("drums.wav"), 1.0);
    let text = "tempo: { detect: drums }
audio: [ { id: drums, source: drums.wav, at: 1s } ]
layers: [ { solid: red, at: 4b..8b, rotate: '= beat' } ]
";
    let (reading, facts) = read(folder.path(), text, Some(&places));
    assert_eq!(problems(&reading), Vec::<String>::new());
    let note = reading.problems.iter().find(|problem| problem.severity == Severity::Note).unwrap();
    assert!(note.message.contains("the beats of `drums` are found: 100.0"), "{}", note.message);
    assert_eq!((note.line, note.path.as_str()), (3, "tempo.detect"));

    let project = reading.project.unwrap();
    let tempo = project.tempo.as_ref().unwrap();
    for beat in [0, 7, 18] {
        let found = tempo.seconds(Rational::from_int(beat)).unwrap().to_f64();
        let played = 1.35 + beat as f64 * 0.6;
        assert!((found - played).abs() < 0.02, "beat {beat} is found at {found} and played at {played}");
    }
    // The document's own times wait for what is found.
    let at = project.layers[0].at.unwrap();
    assert_eq!(at.start, tempo.seconds(Rational::from_int(4)).unwrap());
    let timeline = Timeline::new(&project, &facts, &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(at.start, &mut scene);
    assert_eq!(scene.layers[0].placement.rotate, 4.0);

    // What was found stays found: nobody listens a second time.
    let kept = std::fs::read_dir(places.facts()).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.filter(|file| std::fs::read_to_string(file).unwrap().contains("\"bpm\"")).collect::<Vec<_>>();
    let [kept] = &kept[..] else { panic!("{kept:?}") };
    let other = std::fs::read_to_string(kept).unwrap().replace("\"bpm\":1", "\"bpm\":2");
    std::fs::write(kept, other).unwrap();
    let (again, _) = read(folder.path(), text, Some(&places));
    let note = again.problems.iter().find(|problem| problem.severity == Severity::Note).unwrap();
    assert!(note.message.contains("found: 200.0"), "{}", note.message);
}

#[test]
fn a_sound_without_beats_or_without_itself_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drums(&folder.path().join("silence.wav"), 0.0);
    let said = |audio: &str, id: &str| {
        let text =
            format!("tempo: {{ detect: {id} }}\naudio: [ {audio} ]\nlayers: [ {{ solid: red, at: 1b..40b }} ]\n");
        problems(&read(folder.path(), &text, None).0)
    };
    let silence = "{ id: music, source: silence.wav }";
    assert_eq!(said(silence, "music"), ["3:18 no beats are found in `music`"]);
    assert_eq!(said(silence, "musik"), ["3:18 no sound has the id `musik`"]);
    assert_eq!(said("{ id: music, source: lost.wav }", "music"), ["4:31 `lost.wav` is missing or can't be read"]);
    let counted = said("{ id: music, source: silence.wav, at: 2b }", "music");
    assert_eq!(counted, ["4:48 `at` can't be counted in beats: those are looked for in this sound"]);
}

/// One track, a quarter note at 60 beats a minute, `at` ticks of 96 behind the beginning.
fn song(path: &Path, at: u8) {
    let body = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40, at, 0x90, 60, 127, 96, 60, 0, 0, 0xff, 0x2f, 0];
    let mut file = b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0".to_vec();
    file.push(u8::try_from(body.len()).unwrap());
    file.extend(body);
    std::fs::write(path, file).unwrap();
}

#[test]
fn files_of_notes_are_read_where_sources_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    song(&at("song.mid"), 48);
    std::fs::write(at("broken.mid"), b"MThd and no more").unwrap();
    std::fs::write(at("beats.txt"), "0.5\n1.0\n").unwrap();
    std::fs::write(at("prose.txt"), "Once upon a time\n").unwrap();
    std::fs::create_dir(at("folder.mid")).unwrap();

    let text = "tempo: { midi: song.mid }\ntracks: { lead: { midi: song.mid } }\n";
    let (project, facts) =
        project(folder.path(), &format!("{text}layers: [ {{ solid: red, rotate: '= note(lead)' }} ]"));
    assert_eq!(project.tempo.as_ref().unwrap().seconds(Rational::from_int(3)), Some(Rational::from_int(3)));
    let timeline = Timeline::new(&project, &facts, &project.exports[0]);
    let worth = |ms: i64| {
        let mut scene = Scene::default();
        timeline.scene_at(Rational::new(ms, 1000), &mut scene);
        scene.layers[0].placement.rotate
    };
    assert_eq!([worth(480), worth(500), worth(1499), worth(1500)], [0.0, 1.0, 1.0, 0.0]);

    let said = |head: &str| problems(&read(folder.path(), &format!("{head}\nlayers: [ {{ solid: red }} ]\n"), None).0);
    assert_eq!(said("tempo: { beats: beats.txt }"), Vec::<String>::new());
    for (head, message) in [
        ("tempo: { midi: lost.mid }", "`lost.mid` is missing or can't be read"),
        ("tempo: { midi: broken.mid }", "broken.mid: this is no MIDI file"),
        ("tracks: { a: { midi: folder.mid } }", "this is no regular file; name a MIDI file instead"),
        ("tempo: { beats: prose.txt }", "line 1: found `Once`, expected a time in seconds"),
    ] {
        let found = said(head);
        assert!(found.len() == 1 && found[0].contains(message), "{head}: {found:?}");
    }
}

#[test]
fn a_project_in_a_project_keeps_its_own_beats() {
    let folder = tempfile::tempdir().unwrap();
    song(&folder.path().join("song.mid"), 0);
    let inner = "rushes: 1\ncanvas: { size: 64x36, fps: 50, duration: 10s }\ntempo: { midi: song.mid }
layers: [ { solid: blue, at: 2b..4b, rotate: '= beat' } ]\n";
    let text =
        format!("{HEAD}tempo: {{ bpm: 240 }}\nlayers: [ {{ project: inner.yaml, at: 1s..9s, rotate: '= beat' }} ]\n");
    let source = Source { path: &folder.path().join("p.yaml"), text: &text, set: &[] };
    let (reading, facts) = examine_with(&source, &|_| Ok(inner.to_owned()), None);
    assert_eq!(problems(&reading), Vec::<String>::new());
    let project = reading.project.unwrap();
    let timeline = Timeline::new(&project, &facts, &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(Rational::from_int(4), &mut scene);
    assert_eq!(scene.layers[0].placement.rotate, 16.0);
    let rushes::timeline::SceneContent::Group { layers, .. } = &scene.layers[0].content else { panic!("no group") };
    assert_eq!(layers.last().unwrap().placement.rotate, 3.0);
}
