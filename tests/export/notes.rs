//! Beats and notes that stand in files, from the disk to the document's times.

use std::path::Path;

use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::export::prepare::{examine, examine_with};
use rushes::project::{Project, Reading, Severity, Source};
use rushes::timeline::{Scene, Timeline};

const HEAD: &str = "rushes: 1\ncanvas: { size: 64x36, fps: 50, duration: 10s }\n";

fn read(folder: &Path, text: &str) -> (Reading, Facts) {
    let text = format!("{HEAD}{text}");
    examine(&Source { path: &folder.join("p.yaml"), text: &text, set: &[] }, None)
}

fn problems(reading: &Reading) -> Vec<String> {
    let severe = reading.problems.iter().filter(|problem| problem.severity != Severity::Note);
    severe.map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.message)).collect()
}

fn project(folder: &Path, text: &str) -> (Project, Facts) {
    let (reading, facts) = read(folder, text);
    let said = problems(&reading);
    (reading.project.unwrap_or_else(|| panic!("{said:?}")), facts)
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

    let said = |head: &str| problems(&read(folder.path(), &format!("{head}\nlayers: [ {{ solid: red }} ]\n")).0);
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
