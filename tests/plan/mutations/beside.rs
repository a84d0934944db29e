//! What no key says: sources' bytes, fonts, epochs, the render class; and what changes nothing at all.

use rushes::base::Digest;
use rushes::base::facts::Facts;
use rushes::plan::RenderClass;
use rushes::plan::key::Epochs;

use super::super::{EPOCHS, class};
use super::studio::Studio;
use super::{HEAD, changed};

/// Every kind of source in the third chunk; a clip and a tune all along.
const FULL: &str = "tempo: { midi: song.mid }
tracks: { lead: { midi: song.mid } }
audio: [ { id: music, source: tune.wav } ]
layers:
  - { video: clip.mp4 }
  - { image: logo.png, at: 8s..11s, effects: [ { color: { lut: film.cube } }, { shader: grain.wgsl } ] }
  - { text: Hello, at: 8s..11s }
  - { shader: look.wgsl, at: 8s..11s }
  - { notes: { track: lead }, at: 8s..11s }
  - { objects: { mesh: one.gltf, on: [ { at: [0, 0, 0] } ] }, at: 8s..11s }
  - { project: inner.yaml, at: 8s..11s, sound: off }
  - { spectrum: {}, at: 12s..15s }
  - { captions: talk.srt, at: 0s..20s }
  - { id: last, solid: red, at: 16s..20s, rotate: '= beat' }
exports:
  default: { chunk: 4s }
";

fn full() -> String {
    format!("{HEAD}{FULL}")
}

#[test]
fn the_bytes_of_a_source_are_in_the_keys_of_what_shows_it() {
    let studio = Studio::new();
    let write = |name: &'static str, from: &'static str| {
        move |studio: &Studio| {
            std::fs::copy(studio.file(from), studio.file(name)).unwrap();
        }
    };
    let text = |name: &'static str, text: &'static str| move |studio: &Studio| studio.text(name, text);
    type Change = (&'static str, Box<dyn Fn(&Studio)>, &'static str);
    let changes: Vec<Change> = vec![
        ("a clip", Box::new(write("clip.mp4", "other.mp4")), "*"),
        ("a picture", Box::new(write("logo.png", "badge.png")), "2"),
        ("a table of colours", Box::new(write("film.cube", "bleak.cube")), "2"),
        ("a shader over a layer", Box::new(write("grain.wgsl", "dark.wgsl")), "2"),
        ("a shader", Box::new(write("look.wgsl", "other.wgsl")), "2"),
        ("a mesh", Box::new(write("one.gltf", "two.gltf")), "2"),
        ("a shown project", Box::new(write("inner.yaml", "inner2.yaml")), "2"),
        ("captions", Box::new(text("talk.srt", "1\n00:00:08,500 --> 00:00:10,500\nGood night\n")), "2"),
        ("notes of the same tempo", Box::new(write("song.mid", "tune.mid")), "2"),
        ("a tune that is also heard by a layer", Box::new(write("tune.wav", "quick.wav")), "3s"),
    ];
    let mut before = studio.plan(&full());
    let mut wrong = Vec::new();
    for (what, change, wanted) in changes {
        change(&studio);
        let after = studio.plan(&full());
        let found = changed(&before, &after);
        if found != wanted {
            wrong.push(format!("{what}: `{found}`, not `{wanted}`"));
        }
        before = after;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fonts_epochs_and_the_box_are_in_the_keys() {
    let studio = Studio::new();
    let plan = |class: &RenderClass, epochs: Epochs, edit: &dyn Fn(&mut Facts)| {
        studio.plan_with(&full(), "default", class, epochs, edit)
    };
    let none = |_: &mut Facts| {};
    let before = plan(&class(), EPOCHS, &none);
    let other_font = |facts: &mut Facts| {
        let hello = facts.fonts.iter_mut().find(|(name, _)| name.ends_with("Hello")).expect("the title's face");
        *hello.1 = Digest::of(b"another file");
    };
    assert_eq!(changed(&before, &plan(&class(), EPOCHS, &other_font)), "2");
    for (epochs, wanted) in [
        (Epochs { timeline: 2, ..EPOCHS }, "*s"),
        (Epochs { compose: 2, ..EPOCHS }, "*"),
        (Epochs { sound: 2, ..EPOCHS }, "s"),
        (Epochs { media: 2, ..EPOCHS }, "*s"),
    ] {
        assert_eq!(changed(&before, &plan(&class(), epochs, &none)), wanted, "{epochs:?}");
    }
    for other in [
        RenderClass { adapter: "b".into(), ..class() },
        RenderClass { driver: "e".into(), ..class() },
        RenderClass { software: false, ..class() },
        RenderClass { cpu: "d".into(), ..class() },
        RenderClass { libav: "m".into(), ..class() },
    ] {
        assert_eq!(changed(&before, &plan(&other, EPOCHS, &none)), "*s", "{other:?}");
    }
}

#[test]
fn what_changes_no_picture_changes_no_chunk() {
    let studio = Studio::new();
    let before = studio.plan(&full());
    let mut wrong = Vec::new();
    for (this, that) in [
        ("tempo:", "x-note: { by: me }\ntitle: The same film # with a comment\ntempo:"),
        ("id: music, source: tune.wav", "source: tune.wav, id: tune, gain: 0dB"),
        ("tracks: { lead: { midi: song.mid }", "tracks: { other: { pattern: x }, lead: { midi: song.mid }"),
        ("  - { video: clip.mp4 }", "  - { x-layer: 1, id: base, video: clip.mp4 }"),
        ("image: logo.png, at: 8s..11s", "at: 8s..11s, opacity: 1, position: [50%, 50%], image: ./logo.png"),
        ("{ shader: grain.wgsl }", "{ shader: { file: grain.wgsl } }"),
        ("{ shader: look.wgsl, at", "{ shader: look.wgsl, inputs: {}, at"),
        ("notes: { track: lead }", "notes: { style: roll, track: lead }"),
        ("mesh: one.gltf, on: [ { at: [0, 0, 0] } ]", "on: [ { at: [0, 0, 0] } ], mesh: one.gltf"),
        ("spectrum: {}, at: 12s..15s", "at: 12s..15s, spectrum: { style: bars }"),
        ("id: last, solid: red, at: 16s..20s", "id: ending, at: 16s..20s, solid: \"#ff0000\""),
        (
            "default: { chunk: 4s }",
            "other: { size: 64x36 }\n  default: { chunk: 4s, on_exists: replace, verify: quick, output: b.mp4, x-why: not }",
        ),
    ] {
        assert!(full().contains(this), "{this}");
        match studio.try_plan(&full().replace(this, that)) {
            Err(refused) => wrong.push(format!("`{that}`: {refused}")),
            Ok(after) if changed(&before, &after).is_empty() => {}
            Ok(after) => wrong.push(format!("`{that}`: `{}`", changed(&before, &after))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same files elsewhere are the same film.
#[test]
fn a_folder_that_moved_keeps_its_chunks() {
    let studio = Studio::new();
    let before = studio.plan(&full());
    let moved = Studio::new();
    // Made anew, files are alike only where their bytes are.
    for entry in std::fs::read_dir(studio.file("")).unwrap().flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), moved.file(entry.file_name().to_str().unwrap())).unwrap();
        }
    }
    assert_eq!(changed(&before, &moved.plan(&full())), "");
}
