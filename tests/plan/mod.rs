//! Tests of the plan room: chunks cover the film, and a key changes exactly when the picture may.

mod encoder_choice;
mod mutations;
mod paths;
mod played;
mod why;

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::plan::chunks::lengths;
use rushes::plan::key::{Common, Epochs};
use rushes::plan::{Plan, RenderClass, plan};
use rushes::timeline::{Frames, Timeline};

use crate::support::films;

const EPOCHS: Epochs = Epochs { timeline: 1, compose: 1, sound: 1, media: 1 };

fn class() -> RenderClass {
    RenderClass { adapter: "a".into(), driver: "d".into(), software: true, cpu: "c".into(), libav: "l".into() }
}

fn planned_with(text: &str, facts: &Facts, class: &RenderClass, epochs: Epochs) -> Plan {
    let project = films::project(text);
    let export = &project.exports[0];
    let timeline = Timeline::new(&project, facts, export);
    let canvas = (project.canvas.width, project.canvas.height);
    plan(&timeline, &Common { export, canvas, gop_frames: 0, epochs, class, facts })
}

fn planned(text: &str) -> Plan {
    planned_with(text, &films::facts(Rational::from_int(25), 20), &class(), EPOCHS)
}

fn changed(a: &Plan, b: &Plan) -> Vec<usize> {
    assert_eq!(a.chunks.len(), b.chunks.len());
    a.chunks.iter().zip(&b.chunks).filter(|(a, b)| a.key != b.key).map(|(a, _)| a.index).collect()
}

/// 20 s in five chunks of 4 s, a moving title over the third one.
fn film(title: &str, crf: u32, at: &str) -> String {
    format!(
        "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s }}\naudio: [ {{ source: tune.wav }} ]\nlayers:\n  - {{ video: clip.mp4 }}\n  - {{ text: \"{title}\", at: {at}, position: [ 8s: [0px, 0px], 11s: {{ to: [90px, 20px] }} ] }}\nexports: {{ default: {{ video: {{ crf: {crf} }} }} }}\n"
    )
}

#[test]
fn changing_a_title_changes_only_the_chunks_that_show_it() {
    let before = planned(&film("One", 23, "8s..11s"));
    assert_eq!(before.chunks.len(), 5);
    assert_eq!(changed(&before, &planned(&film("Two", 23, "8s..11s"))), [2]);
    assert_eq!(changed(&before, &planned(&film("One", 23, "9s..13s"))), [2, 3]);
    assert_eq!(changed(&before, &planned(&film("One", 24, "8s..11s"))), [0, 1, 2, 3, 4]);
}

#[test]
fn a_layer_that_blends_otherwise_is_another_picture() {
    let with = |blend: &str| planned(&film("One", 23, &format!("8s..11s, blend: {blend}")));
    let plain = planned(&film("One", 23, "8s..11s"));
    assert_eq!(changed(&plain, &with("normal")), Vec::<usize>::new());
    assert_eq!(changed(&plain, &with("multiply")), [2]);
    assert_eq!(changed(&with("screen"), &with("multiply")), [2]);
}

#[test]
fn an_effect_is_part_of_the_picture_while_it_does_something() {
    let with = |effects: &str| planned(&film("One", 23, &format!("8s..11s, effects: [ {effects} ]")));
    let plain = planned(&film("One", 23, "8s..11s"));
    let none = "{ blur: 0px }, { vignette: [ 0s: 0, 1s: 0 ] }, { color: {} }";
    assert_eq!(changed(&plain, &with(none)), Vec::<usize>::new());
    let effects = [
        "{ blur: 4px }",
        "{ blur: 5px }",
        "{ bloom: {} }",
        "{ bloom: { kind: mipmap } }",
        "{ bloom: { kind: mipmap, levels: 7 } }",
        "{ bloom: { threshold: 0.7 } }",
        "{ color: { brightness: 0.1 } }",
        "{ color: { contrast: 1.1 } }",
        "{ color: { lut: film.cube } }",
        "{ key: {} }",
        "{ key: { color: blue } }",
        "{ shadow: { offset: [1px, 2px] } }",
        "{ shadow: { offset: [1px, 2px], color: red } }",
        "{ vignette: 0.1 }",
        "{ vignette: 0.1 }, { blur: 4px }",
        "{ blur: 4px }, { vignette: 0.1 }",
    ];
    let plans = effects.map(with);
    for (index, one) in plans.iter().enumerate() {
        assert_eq!(changed(&plain, one), [2], "{}", effects[index]);
        for (other, effect) in plans[..index].iter().zip(effects) {
            assert_eq!(changed(one, other), [2], "{} and {effect}", effects[index]);
        }
    }
    let text = film("One", 23, "8s..11s, effects: [ { color: { lut: logo.cube } } ]");
    let mut facts = films::facts(Rational::from_int(25), 20);
    let table = facts.sources["/films/logo.png".as_ref() as &std::path::Path].clone();
    facts.sources.insert("/films/logo.cube".into(), table);
    let before = planned_with(&text, &facts, &class(), EPOCHS);
    films::replace(&mut facts, "/films/logo.cube", "another table");
    assert_eq!(changed(&before, &planned_with(&text, &facts, &class(), EPOCHS)), [2]);
}

#[test]
fn what_is_drawn_of_a_sound_or_a_swarm_is_part_of_the_picture() {
    let with = |layer: &str| planned(&film("One", 23, &format!("8s..9s }}\n  - {{ {layer}, at: 8s..11s")));
    let looks = [
        "particles: {}",
        "particles: { seed: 2 }",
        "particles: { count: 399 }",
        "particles: { shape: ring }",
        "particles: { from: edge }",
        "particles: { born: onsets }",
        "particles: { width: 50% }",
        "particles: { size: 5px }",
        "particles: { color: [ white, red ] }",
        "particles: { life: 3s }",
        "particles: { speed: 41px }",
        "particles: { direction: 1 }",
        "particles: { spread: 359 }",
        "particles: { gravity: 1px }",
        "particles: { sway: 1px }",
        "particles: { spin: 1 }",
        "particles: { vary: 0.4 }",
        "particles: { grow: [1, 2] }",
        "particles: { fade_in: 0.1 }",
        "particles: { fade_out: 0.1 }",
        "particles: { glow: 0.1 }",
        "particles: { overlap: cover }",
        "particles: { image: logo.png, size: 4px, glow: 0.5 }",
        "particles: { image: clip.mp4, size: 4px, glow: 0.5 }",
        "spectrum: {}",
        "spectrum: { bars: 63 }",
        "spectrum: { style: line }",
        "spectrum: { style: line, thickness: 4px }",
        "spectrum: { style: line, fill: 0.1 }",
        "spectrum: { style: mirror }",
        "spectrum: { style: radial }",
        "spectrum: { style: radial, symmetric: false }",
        "spectrum: { style: radial, inner: 50% }",
        "spectrum: { width: 50% }",
        "spectrum: { gap: 26% }",
        "spectrum: { radius: 0px }",
        "spectrum: { floor: 1px }",
        "spectrum: { peaks: 1s }",
        "spectrum: { color: { from: white, to: red } }",
        "waveform: {}",
        "waveform: { window: 1ms }",
        "waveform: { style: filled }",
        "waveform: { thickness: 2px }",
        "waveform: { height: 31% }",
        "waveform: { color: red }",
    ];
    let plans = looks.map(with);
    for (index, one) in plans.iter().enumerate() {
        for (other, look) in plans[..index].iter().zip(looks) {
            assert_eq!(changed(one, other), [2], "{} and {look}", looks[index]);
        }
    }
    // How silence came about is no part of it.
    assert_eq!(changed(&with("spectrum: {}"), &with("spectrum: { from: 50Hz, scale: linear }")), Vec::<usize>::new());
}

#[test]
fn what_lies_in_a_group_is_part_of_the_picture() {
    let with = |blend: &str, size: &str| {
        planned(&format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s }}\nlayers:\n  - video: clip.mp4\n  - {{ group: [ {{ text: Hi, at: 8s..11s, blend: {blend} }} ], size: {size} }}\n"
        ))
    };
    let before = with("normal", "[100px, 100px]");
    assert_eq!(changed(&before, &with("normal", "[100px, 100px]")), Vec::<usize>::new());
    assert_eq!(changed(&before, &with("multiply", "[100px, 100px]")), [2]);
    assert_eq!(changed(&before, &with("normal", "[100px, 90px]")), [2]);
    let mut replaced = films::facts(Rational::from_int(25), 20);
    films::replace(&mut replaced, "/films/logo.png", "another logo");
    let text = "rushes: 1\ncanvas: { size: 320x180, fps: 25, duration: 4s }\nlayers: [ { group: [ { group: [ { image: logo.png } ] } ] } ]\n";
    assert_eq!(changed(&planned(text), &planned_with(text, &replaced, &class(), EPOCHS)), [0]);
}

#[test]
fn what_a_cut_out_shows_is_part_of_the_picture() {
    let with = |export: &str| {
        planned(&format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s }}\nlayers: [ {{ video: clip.mp4 }} ]\nexports: {{ default: {{ {export} }} }}\n"
        ))
    };
    let whole = with("");
    assert_eq!(changed(&whole, &with("frame: { aspect: 16:9, center: [0, 0] }")), Vec::<usize>::new());
    let all = [0, 1, 2, 3, 4];
    let still = with("frame: { zoom: 2 }");
    assert_eq!(changed(&whole, &still), all);
    let moved = with("frame: { zoom: 2, center: [ 9s: [0.5, 0.5], 11s: [0.6, 0.5], 12s: [0.5, 0.5] ] }");
    assert_eq!(changed(&still, &moved), [2]);
    assert_eq!(changed(&whole, &with("video: { pixels: yuv444p }")), all);
}

#[test]
fn what_the_canvas_means_by_its_values_counts() {
    let with = |color: &str, export: &str| {
        planned(&format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s{color} }}\nlayers: [ {{ video: clip.mp4 }} ]\nexports: {{ default: {{ {export} }} }}\n"
        ))
    };
    let (all, ten) = ([0, 1, 2, 3, 4], "video: { pixels: yuv420p10 }");
    assert_eq!(changed(&with("", ""), &with(", color: srgb", "")), Vec::<usize>::new());
    assert_eq!(changed(&with("", ten), &with(", color: hlg", "")), all);
    assert_eq!(changed(&with(", color: hlg", ""), &with(", color: pq", "")), all);
    assert_eq!(changed(&with(", color: pq", ""), &with(", color: pq", ten)), Vec::<usize>::new());
}

#[test]
fn the_same_project_always_has_the_same_keys() {
    assert_eq!(planned(&film("One", 23, "8s..11s")), planned(&film("One", 23, "8s..11s")));
}

#[test]
fn another_box_another_epoch_or_another_source_is_another_chunk() {
    let text = film("One", 23, "8s..11s");
    let facts = films::facts(Rational::from_int(25), 20);
    let before = planned(&text);
    let all = [0, 1, 2, 3, 4];
    let other = RenderClass { driver: "newer".into(), ..class() };
    assert_eq!(changed(&before, &planned_with(&text, &facts, &other, EPOCHS)), all);
    assert_eq!(changed(&before, &planned_with(&text, &facts, &class(), Epochs { compose: 2, ..EPOCHS })), all);
    let mut replaced = facts.clone();
    films::replace(&mut replaced, "/films/clip.mp4", "another clip");
    assert_eq!(changed(&before, &planned_with(&text, &replaced, &class(), EPOCHS)), all);
    let mut tune = facts;
    films::replace(&mut tune, "/films/tune.wav", "another tune");
    let after = planned_with(&text, &tune, &class(), EPOCHS);
    assert_eq!(changed(&before, &after), Vec::<usize>::new(), "sound is no part of a picture's key");
    assert_ne!(before.sound, after.sound);
}

#[test]
fn where_a_stretch_stands_in_the_film_is_no_part_of_its_key() {
    let still = |range: &str| {
        planned(&format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s }}\nlayers: [ {{ solid: \"#123\" }} ]\nrange: {range}\n"
        ))
    };
    assert_eq!(still("0s..4s").chunks[0].key, still("12s..16s").chunks[0].key);
}

#[test]
fn a_silent_film_has_no_sound_to_make() {
    let plan =
        planned("rushes: 1\ncanvas: { size: 320x180, fps: 25, duration: 2s }\nlayers: [ { solid: \"#123\" } ]\n");
    assert_eq!(plan.sound, None);
}

proptest! {
    #[test]
    fn chunks_are_whole_gops_and_cover_every_frame_once(
        fps in 1i64..=240, chunk_ms in 1i64..10_000, gop_ms in 1i64..10_000, seconds in 1i64..100
    ) {
        let project = films::project("rushes: 1\ncanvas: { size: 320x180, fps: 25, duration: 20s }\nlayers: [ { solid: \"#123\" } ]\n");
        let mut export = project.exports[0].clone();
        export.chunk = Rational::new(chunk_ms, 1000);
        export.video.gop = Rational::new(gop_ms, 1000);
        let frames = Frames::of(Rational::ZERO, Rational::from_int(seconds), Rational::from_int(fps));
        let (gop, chunk) = lengths(&export, &frames);
        prop_assert!(gop >= 1 && chunk >= gop && chunk % gop == 0);
        let meant = frames.in_time(export.chunk);
        prop_assert!(chunk >= meant && chunk < meant + gop);
    }
}

#[test]
fn the_last_chunk_takes_what_is_left() {
    let plan =
        planned("rushes: 1\ncanvas: { size: 320x180, fps: 25, duration: 9s }\nlayers: [ { solid: \"#123\" } ]\n");
    let ranges: Vec<_> = plan.chunks.iter().map(|chunk| (chunk.from, chunk.to)).collect();
    assert_eq!(ranges, [(0, 100), (100, 200), (200, 225)]);
    assert_eq!(plan.gop_frames, 50);
}

#[test]
fn every_number_of_a_gradient_is_in_the_key() {
    let of = |gradient: &str| {
        let layers = format!("layers: [ {{ gradient: {gradient} }} ]");
        planned(&format!("rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 2s }}\n{layers}\n")).chunks[0].key
    };
    let keys = [
        "{ from: black, to: white }",
        "{ from: black, to: white, angle: 90 }",
        "{ from: black, to: \"#fefefe\" }",
        "{ stops: [ { at: 0, color: black }, { at: 0.9, color: white } ] }",
        "{ kind: radial, from: black, to: white }",
        "{ kind: radial, from: black, to: white, radius: 51% }",
        "{ kind: radial, from: black, to: white, center: [50%, 51%] }",
        "{ kind: conic, from: black, to: white }",
        "{ kind: conic, from: black, to: white, angle: 1turn }",
    ]
    .map(of);
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{index}");
    }
    assert_eq!(of("{ from: black, to: white, angle: 180 }"), keys[0]);
}

#[test]
fn every_number_of_a_shape_is_in_the_key() {
    let of = |shape: &str| {
        let layers = format!("layers: [ {{ {shape} }} ]");
        planned(&format!("rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 2s }}\n{layers}\n")).chunks[0].key
    };
    let keys = [
        "shape: rect, fill: red",
        "shape: ellipse, fill: red",
        "shape: rect, fill: red, radius: 1px",
        "shape: rect, fill: red, size: [50%, 100%]",
        "shape: rect, stroke: { width: 1px, color: red }",
        "shape: rect, stroke: { width: 2px, color: red }",
        "shape: rect, stroke: { width: 2px }",
        "shape: line, stroke: { width: 2px }",
        "shape: rect, fill: { from: red, to: red }",
        "shape: path, fill: red, path: M 0 0 h 9 v 9",
        "shape: path, fill: red, path: M 0 0 h 9 v 8",
        "shape: path, fill: red, path: M 0 0 h 9 v 8, size: [9px, 9px]",
    ]
    .map(of);
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{index}");
    }
    assert_eq!(of("shape: rect, fill: red, size: [320px, 180px]"), keys[0]);
}

/// A key of each sound that is said, all of them different.
#[test]
fn whatever_decides_a_sample_is_in_the_sound_s_key() {
    let of = |sound: &str| {
        let voice = "{ id: voice, source: clip.mp4, at: 9s }";
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 12s }}\naudio: [ {{ source: tune.wav, {sound} }}, {voice} ]\nlayers: [ {{ solid: red }} ]\n"
        );
        planned(&text).sound.unwrap()
    };
    let keys = [
        "at: 0s",
        "speed: 2",
        "speed: 2, pitch: follow",
        "speed: 0.5",
        "loop: true",
        "loop: true, from: 0s..3s",
        "pan: 0.5",
        "pan: -0.5",
        "pan: [ 0s: 0, 1s: 0.5 ]",
        "gain: [ 0s: 0dB, 1s: -6dB ]",
        "gain: [ 0s: 0dB, 1s: -6dB ease hold ]",
        "gain: [ 0s: 0dB, 2s: -6dB ]",
        "duck: { under: voice }",
        "duck: { under: voice, by: 6dB }",
    ]
    .map(of);
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{index}");
    }
    assert_eq!(of("speed: 1, pan: 0, gain: 0dB, loop: false, pitch: follow"), keys[0]);
    assert_eq!(of("duck: { under: voice, by: 12dB }"), keys[12]);
    let master = |master: &str, sound: &str| {
        planned(&format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 9s }}\naudio: [ {{ source: tune.wav }} ]\n{master}\nlayers: [ {{ solid: red }} ]\nexports: {{ default: {{ {sound} }} }}\n"
        ))
    };
    let plans = [
        master("", ""),
        master("master: {}", ""),
        master("master: { peak: -2 dBTP }", ""),
        master("master: { loudness: -16 LUFS }", ""),
        master("", "sound: { codec: opus }"),
        master("", "sound: { codec: flac }"),
        master("", "preset: flac"),
    ];
    for (index, plan) in plans[..6].iter().enumerate() {
        assert!(plans[..index].iter().all(|other| other.sound != plan.sound), "{index}");
        assert_eq!(changed(&plans[0], plan), Vec::<usize>::new());
    }
    assert_eq!((plans[6].chunks.len(), plans[6].size), (0, (0, 0)), "a sound has no pictures");
    assert_eq!(plans[6].sound, plans[5].sound, "the same sound, wherever it goes");
}

#[test]
fn another_version_of_what_is_made_room_for_is_another_sound() {
    let text = "rushes: 1\ncanvas: { size: 320x180, fps: 25, duration: 5s }\nrange: 0s..2s\naudio: [ { source: tune.wav, duck: { under: voice } }, { id: voice, source: clip.mp4, at: 2.1s } ]\nlayers: [ { solid: red } ]\n";
    let mut facts = films::facts(Rational::from_int(25), 20);
    let before = planned_with(text, &facts, &class(), EPOCHS);
    films::replace(&mut facts, "/films/clip.mp4", "another take");
    assert_ne!(planned_with(text, &facts, &class(), EPOCHS).sound, before.sound);
}
