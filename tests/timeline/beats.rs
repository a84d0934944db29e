//! Beats, grids, tracks and envelopes over time, as expressions and layers ask for them.

use std::path::Path;

use rushes::base::beats::BeatFacts;
use rushes::base::facts::{Content, Facts, FileIdentity, SourceFacts};
use rushes::base::{Digest, Rational};
use rushes::project::{self, Project, Source};
use rushes::timeline::{Note, Scene, Score, Timeline, midi};

/// Two bars of 4/4 at 120 beats a minute, then 3/4 at 90; a lead on channel 1, drums on channel 10.
fn song() -> Vec<u8> {
    let mut file = b"MThd\0\0\0\x06\0\x01\0\x03\0\x60".to_vec();
    let mut track = |body: &[u8]| {
        file.extend(b"MTrk");
        file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        file.extend(body);
    };
    // 96 ticks a quarter: 8 quarters are 768 ticks, 0x86 0x00.
    track(&[
        0, 0xff, 0x51, 3, 7, 0xa1, 0x20, 0, 0xff, 0x58, 4, 4, 2, 24, 8, // 120, 4/4
        0x86, 0, 0xff, 0x51, 3, 0x0a, 0x2c, 0x2a, 0, 0xff, 0x58, 4, 3, 2, 24, 8, // 666,666 µs, 3/4
        0, 0xff, 0x2f, 0,
    ]);
    track(&[0, 0xff, 3, 4, b'L', b'e', b'a', b'd', 0x60, 0x90, 60, 127, 0x60, 60, 0, 0, 0xff, 0x2f, 0]);
    track(&[0, 0xff, 3, 5, b'D', b'r', b'u', b'm', b's', 0, 0x99, 36, 64, 0x30, 36, 0, 0, 0xff, 0x2f, 0]);
    file
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    let identity = FileIdentity { device: 1, inode: 1, size: 1, modified_ns: 1, changed_ns: 1 };
    let mut add = |name: &str, content| {
        let source = SourceFacts { identity, hash: Digest::of(name.as_bytes()), content };
        facts.sources.insert(format!("/films/{name}").into(), source);
    };
    add("song.mid", Content::Midi(midi::read(&song()).unwrap()));
    let list = "0.5\t2\n1.0\t3\n1.5\t1\n2.0\t2\n2.5\t3\n# and slower\n3.5\t1\n4.5\t2\n5.5\t3\n";
    add("beats.txt", Content::Beats(BeatFacts::read(list).unwrap()));
    facts
}

fn read(text: &str) -> project::Reading {
    let text = format!("rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s }}\n{text}");
    let source = Source { path: Path::new("/films/p.yaml"), text: &text, set: &[] };
    project::read_knowing(&source, &|_| Err("nothing is shown".to_owned()), &facts())
}

fn project(text: &str) -> Project {
    let reading = read(text);
    let problems = reading.problems;
    reading.project.unwrap_or_else(|| panic!("{problems:#?}"))
}

fn worth(head: &str, expression: &str, time: Rational) -> f64 {
    let project = project(&format!("{head}layers: [ {{ solid: red, rotate: '= {expression}' }} ]"));
    let timeline = Timeline::new(&project, &facts(), &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(time, &mut scene);
    scene.layers[0].placement.rotate
}

fn close(head: &str, rows: &[(&str, i64, f64)]) {
    for (expression, ms, expected) in rows {
        let found = worth(head, expression, Rational::new(*ms, 1000));
        assert!((found - expected).abs() < 1e-9, "{expression} at {ms} ms: {found} and not {expected}");
    }
}

/// A beat is half a second, a bar three of them; the first falls at a quarter of a second.
const WALTZ: &str = "tempo: { bpm: 120, offset: 250ms, signature: 3/4 }\n";

#[test]
fn a_constant_tempo_counts_beats_bars_and_grids() {
    let e = std::f64::consts::E;
    close(
        WALTZ,
        &[
            ("beat", 250, 0.0),
            ("beat", 1000, 1.5),
            ("beat", 0, -0.5),
            ("bar", 1749, 0.0),
            ("bar", 1750, 1.0),
            ("bar", 0, -1.0),
            ("beat_in_bar", 2000, 0.5),
            ("bpm", 0, 120.0),
            ("phase(1/4)", 1000, 0.5),
            ("phase(beat)", 1000, 0.5),
            ("phase(1/8)", 1000, 0.0),
            ("phase(1)", 750, 0.25),
            ("phase(bar)", 1000, 0.5),
            ("phase(3/8)", 1000, 0.0),
            ("since(1/4)", 900, 0.15),
            ("until(1/4)", 900, 0.35),
            ("until(bar)", 900, 0.85),
            ("pulse(1/4, 0.15)", 900, 1.0 / e),
            ("pulse(1/4, 150ms)", 750, 1.0),
            ("pulse(1/4, 0)", 900, 0.0),
            ("swing(1/3)", 250 + 250, 0.375),
            ("swing(0)", 250 + 250, 0.5),
        ],
    );
    // Triplets begin on beats though a third is no number that a machine holds.
    for beat in 0..40 {
        let phase = worth(WALTZ, "phase(1/12)", Rational::new(250 + 500 * beat, 1000));
        assert_eq!(phase, 0.0, "beat {beat}");
    }
}

#[test]
fn a_file_of_notes_says_what_beats_are() {
    let head = "tempo: { midi: song.mid, offset: 1s }\n";
    close(
        head,
        &[
            ("beat", 1000, 0.0),
            ("beat", 5000, 8.0),
            ("bar", 4999, 1.0),
            ("bar", 5000, 2.0),
            ("bpm", 4000, 120.0),
            ("bpm", 6000, 60e6 / 666_666.0),
            ("phase(bar)", 2000, 0.5),
        ],
    );
    // Three beats of 666,666 µs are the third bar.
    let project = project(&format!(
        "{head}layers:
- {{ solid: red, at: 1bar..3bar, rotate: [ +0s: 0, +5b: 10 ], fade: {{ in: 4b, out: 3b }} }}
- {{ solid: blue, at: 8b + 500ms..12b }}
"
    ));
    let ns = |value: i64| Rational::new(value, 1_000_000_000);
    let at = |index: usize| {
        let layer: &rushes::project::model::Layer = &project.layers[index];
        let at = layer.at.unwrap();
        (at.start, at.end.unwrap())
    };
    assert_eq!(at(0), (ns(3_000_000_000), ns(5_000_000_000 + 3 * 666_666_000)));
    assert_eq!(at(1), (ns(5_500_000_000), ns(5_000_000_000 + 4 * 666_666_000)));
    // A length is as long as it is where it lies.
    let rushes::project::model::Moving::Keys(keys) = &project.layers[0].rotate else { panic!("no keys") };
    assert_eq!(keys[1].at, ns(5_000_000_000 + 666_666_000));
    let fade = project.layers[0].fade;
    assert_eq!((fade.fade_in, fade.fade_out), (ns(2_000_000_000), ns(3 * 666_666_000)));
}

#[test]
fn a_list_of_beats_is_a_tempo_with_its_own_bars() {
    // The list begins with an upbeat of two.
    close(
        "tempo: { beats: beats.txt }\n",
        &[
            ("beat", 500, 0.0),
            ("beat", 250, -0.5),
            ("beat", 3000, 4.5),
            ("beat", 7500, 9.0),
            ("bar", 1499, 0.0),
            ("bar", 1500, 1.0),
            ("beat_in_bar", 2000, 1.0),
            ("bar", 3500, 2.0),
            ("bpm", 4000, 60.0),
            ("phase(bar)", 5000, 0.5),
        ],
    );
}

#[test]
fn lists_of_beats_that_are_none_are_refused_with_their_line() {
    for (text, said) in [
        ("", "there are no beats in it"),
        ("# nothing\n\n", "there are no beats in it"),
        ("1.5\n", "only one beat"),
        ("1.0\nnow\n", "line 2: found `now`"),
        ("1.0\n0.5\n", "line 2: `0.5` does not come after"),
        ("-1\n2\n", "line 1: `-1` is not within 24 hours"),
        ("1\n1e99\n", "line 2: found `1e99`"),
        ("1\n999999999999999999999999999999999999\n", "line 2"),
    ] {
        let refused = BeatFacts::read(text).unwrap_err();
        assert!(refused.contains(said), "{text:?}: {refused}");
    }
    // More digits than there are nanoseconds, other columns, other ends of lines.
    let read = BeatFacts::read("\u{feff}0.123456789123 1 x\r\n0.75,2\r\n").unwrap();
    assert_eq!(read.times, [Rational::new(123_456_789, 1_000_000_000), Rational::new(3, 4)]);
    assert_eq!(read.downs, [0]);
}

/// A quarter of a second each step.
const TRACKS: &str = "tempo: { bpm: 120 }
tracks:
  kick: { pattern: \"x..X | ....\", step: 1/8, loop: true }
  once: { pattern: \"..x.\", step: 1/8 }
  pads: { notes: [ { at: 0b, for: 4b, pitch: C4, velocity: 0.5 }, { at: 2b, for: 1b, pitch: Eb5, velocity: 1 }, { at: 7b } ] }
  lead: { midi: song.mid, track: Lead }
  drums: { midi: song.mid, channel: 10 }
  second: { midi: song.mid, track: 1 }
";

#[test]
fn tracks_sound_when_their_notes_do() {
    close(
        TRACKS,
        &[
            ("note(kick)", 0, 0.8),
            ("note(kick)", 249, 0.8),
            ("note(kick)", 250, 0.0),
            ("note(kick)", 750, 1.0),
            ("note(kick)", 1000, 0.0),
            ("note(kick)", 16_000, 0.8),
            ("note(kick)", 16_750, 1.0),
            ("note(once)", 500, 0.8),
            ("note(once)", 1500, 0.0),
            ("note(pads)", 500, 0.5),
            ("note(pads)", 1100, 1.0),
            ("note(pads)", 1999, 0.5),
            ("note(pads)", 2000, 0.0),
            ("note(pads)", 3500, 0.8),
            ("note(pads)", 4000, 0.0),
            ("note(lead)", 499, 0.0),
            ("note(lead)", 500, 1.0),
            ("note(lead)", 999, 1.0),
            ("note(lead)", 1000, 0.0),
            ("note(second)", 600, 1.0),
            ("note(drums)", 100, 64.0 / 127.0),
            ("note(drums)", 600, 0.0),
        ],
    );
}

/// Attack 0.2 s, decay 0.4 s to 0.5, release 1 s, over a note of one second and one of a tenth.
#[test]
fn envelopes_are_let_go_from_where_they_were() {
    let tracks = "tempo: { bpm: 60 }
tracks: { n: { notes: [ { at: 1s, for: 1s, velocity: 1 }, { at: 5s, for: 100ms, velocity: 0.5 } ] },
          m: { notes: [ { at: 1s, for: 1s, velocity: 1 }, { at: 1.5s, for: 1s, velocity: 1 } ] } }
";
    let env = "env(n, 0.2, 0.4, 0.5, 1)";
    close(
        tracks,
        &[
            (env, 999, 0.0),
            (env, 1000, 0.0),
            (env, 1100, 0.5),
            (env, 1200, 1.0),
            (env, 1400, 0.75),
            (env, 1800, 0.5),
            (env, 2000, 0.5),
            (env, 2500, 0.25),
            (env, 3000, 0.0),
            (env, 4000, 0.0),
            // Let go halfway up, at half of the half.
            (env, 5100, 0.25),
            (env, 5600, 0.125),
            (env, 6100, 0.0),
            // Without any slopes it is the note itself.
            ("env(n, 0, 0, 1, 0)", 1000, 1.0),
            ("env(n, 0, 0, 1, 0)", 2000, 0.0),
            ("env(n, 0, 0.4, 0, 0)", 1000, 1.0),
            // The higher of two that sound at once.
            ("env(m, 0.2, 0.4, 0.5, 1)", 1600, 0.5),
            ("env(m, 0.2, 0.4, 0.5, 1)", 1700, 1.0),
            // What makes no sense does no harm.
            ("env(n, -1, sqrt(-t), 5, -2)", 1500, 1.0),
        ],
    );
}

#[test]
fn any_moment_of_a_track_can_be_asked_at_once() {
    let project = project(&format!("{TRACKS}layers: [ {{ solid: red }} ]"));
    let score = Score::new(&project, &facts());
    let asked = |track: &str, from: f64, to: f64| {
        let mut notes: Vec<Note> = Vec::new();
        score.notes(track, from, to, &mut notes);
        notes
    };
    // Piece by piece it is the same as at once, each note as often as pieces meet it.
    for track in ["kick", "pads", "lead", "once"] {
        let mut pieces: Vec<Note> = Vec::new();
        for step in 0..200 {
            let from = f64::from(step) / 10.0;
            pieces.extend(asked(track, from, from + 0.1));
        }
        pieces.sort_by_key(|note| note.number);
        pieces.dedup();
        assert_eq!(pieces, asked(track, 0.0, 20.0), "{track}");
    }
    let far = asked("kick", 86_000.0, 86_000.5);
    assert_eq!(far.len(), 1);
    assert_eq!((far[0].number, far[0].on), (86_000, 86_000.0));
    let pads = asked("pads", 1.2, 1.3);
    assert_eq!(pads.iter().map(|note| (note.pitch, note.number)).collect::<Vec<_>>(), [(60, 0), (75, 1)]);
    // Half-open: what ends or begins at the edges does not sound between them.
    assert_eq!(asked("lead", 1.0, 2.0), []);
    assert_eq!(asked("lead", 0.0, 0.5), []);
    assert_eq!(asked("nobody", 0.0, 10.0), []);
}

#[test]
fn documents_are_judged_by_the_files_that_they_count_by() {
    let judged = |text: &str| -> Vec<String> {
        let reading = read(&format!("{text}layers: [ {{ solid: red }} ]\n"));
        let facts = facts();
        reading.problems.iter().chain(&reading.judge(&facts)).map(|problem| problem.message.clone()).collect()
    };
    let only = |text: &str, said: &str| {
        let found = judged(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains(said), "{text}: {found:?}");
    };
    assert!(judged("tempo: { midi: song.mid }\ntracks: { a: { midi: song.mid, track: 2 } }\n").is_empty());
    only("tempo: { midi: lost.mid }\n", "`lost.mid` is missing");
    only("tracks: { a: { midi: lost.mid } }\n", "`lost.mid` is missing");
    only("tracks: { a: { midi: song.mid, track: 3 } }\n", "has the tracks 0 to 2, there is no number 3");
    only("tracks: { a: { midi: song.mid, track: Leed } }\n", "has no track `Leed`");
    only("tracks: { a: { midi: song.mid, track: Lead, channel: 4 } }\n", "on channel 4, but on 1");
}
