//! What changed between two plans of a film, in words; and what a plan expects it to cost.

use rushes::base::facts::Facts;
use rushes::base::{Digest, Rational};
use rushes::plan::estimate::Estimate;
use rushes::plan::forecast::{Experience, Known, seconds, size};
use rushes::plan::key::{Common, Epochs};
use rushes::plan::parts::{Record, Recorder};
use rushes::plan::why::differences;
use rushes::plan::{Plan, RenderClass, plan_watched};
use rushes::timeline::Timeline;

use super::{EPOCHS, class};
use crate::support::films;

fn recorded(text: &str, facts: &Facts, class: &RenderClass, epochs: Epochs) -> (Plan, Record) {
    let project = films::project(text);
    let export = &project.exports[0];
    let timeline = Timeline::new(&project, facts, export);
    let canvas = (project.canvas.width, project.canvas.height);
    let common = Common { export, canvas, gop_frames: 0, epochs, class, facts };
    let mut recorder = Recorder::new(&timeline, facts);
    let plan = plan_watched(&timeline, &common, &mut |chunk, scene, chains| recorder.frame(chunk, scene, chains));
    let record = recorder.finish(&common, &plan.chunks).unwrap();
    (plan, record)
}

fn record(text: &str) -> Record {
    recorded(text, &films::facts(Rational::from_int(25), 20), &class(), EPOCHS).1
}

fn film(layers: &str, export: &str) -> String {
    format!(
        "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 20s }}\nlayers:\n  - {{ video: clip.mp4 }}\n{layers}exports: {{ default: {{ {export} }} }}\n"
    )
}

const TITLE: &str = "  - { id: title, text: One, at: 8s..11s }\n";

#[test]
fn what_changed_is_named() {
    let before = record(&film(TITLE, ""));
    let told = |layers: &str, export: &str, chunk: usize| {
        differences(&before, &record(&film(layers, export)), chunk).join("; ")
    };
    let title = "layers[1] `title` (text): ";
    assert_eq!(told(TITLE, "", 2), "");
    assert_eq!(told(&TITLE.replace("One", "Two"), "", 2), format!("{title}the text changed"));
    assert_eq!(told(&TITLE.replace("One", "Two"), "", 1), "");
    let many = TITLE.replace("One,", "One, size: 20px, opacity: 0.5, rotate: 3,");
    assert_eq!(
        told(&many, "", 2),
        format!("{title}its opacity, its place, size or turn and the look of the letters changed")
    );
    let effect = TITLE.replace("One,", "One, effects: [ { blur: 2px } ],");
    assert_eq!(told(&effect, "", 2), format!("{title}its effects changed"));
    assert_eq!(told("", "", 2), "layers[1] `title` (text) is gone");
    let above = format!("{TITLE}  - {{ solid: red, at: 9s..10s }}\n");
    assert_eq!(told(&above, "", 2), "layers[2] (solid) was not there");
    // It stands elsewhere in the list, and is the same layer all the same.
    let below = format!("  - {{ solid: red, at: 9s..10s }}\n{}", TITLE.replace("One", "Two"));
    assert_eq!(told(&below, "", 2), "layers[2] `title` (text): the text changed; layers[1] (solid) was not there");
    assert_eq!(told(TITLE, "video: { crf: 20 }", 0), "the encoder's settings changed");
    assert!(told(TITLE, "chunk: 6s", 0).starts_with("it was cut otherwise: frames 0..100"));
    assert_eq!(told(TITLE, "size: 160x90", 4), "the output's size changed");
}

#[test]
fn other_files_and_another_box_are_named() {
    let text = film("  - { image: logo.png, at: 8s..11s }\n", "");
    let facts = films::facts(Rational::from_int(25), 20);
    let (plan, before) = recorded(&text, &facts, &class(), EPOCHS);
    let mut other = facts.clone();
    films::replace(&mut other, "/films/logo.png", "another logo");
    let now = recorded(&text, &other, &class(), EPOCHS).1;
    assert_eq!(differences(&before, &now, 2), ["layers[1] (image): its source changed"]);
    let now = recorded(&text, &facts, &RenderClass { libav: "6".into(), ..class() }, Epochs { compose: 2, ..EPOCHS }).1;
    assert_eq!(
        differences(&before, &now, 0),
        ["libav's version changed", "what the version of rushes composes changed"]
    );
    // A record is what stands in a file between the two.
    let kept: Record = serde_json::from_slice(&serde_json::to_vec(&before).unwrap()).unwrap();
    assert_eq!(kept, before);
    assert_eq!(
        before.chunks.iter().map(|chunk| chunk.key).collect::<Vec<_>>(),
        plan.chunks.iter().map(|chunk| chunk.key).collect::<Vec<_>>()
    );
}

fn experience(film: &str, encoder: &str, bytes: u64, seconds: f64) -> Experience {
    Experience {
        film: Digest::of(film.as_bytes()),
        class: Digest::of(b"box"),
        encoder: Digest::of(encoder.as_bytes()),
        path: "gpu".into(),
        pixels: 320 * 180,
        frames: 500,
        bytes,
        seconds,
    }
}

#[test]
fn what_it_costs_rests_on_the_nearest_thing_that_is_known() {
    let (plan, _) = recorded(&film("", ""), &films::facts(Rational::from_int(25), 20), &class(), EPOCHS);
    let like = experience("this", "x", 0, 0.0);
    let rough = Estimate { output_bytes: 900_000, disk_bytes: 1_800_000, memory_bytes: 1 };
    let of = |there: &[(u64, u64)], experiences: &[Experience]| {
        let known = Known { like: &like, there: there.to_vec(), experiences, rough, sound: 1000 };
        (size(&plan, &known), seconds(500 - there.iter().map(|(_, frames)| frames).sum::<u64>(), &known))
    };
    let (bytes, time) = of(&[], &[]);
    assert_eq!((bytes.likely, bytes.low, bytes.high), (900_000.0, 300_000.0, 2_700_000.0));
    assert!(bytes.basis.contains("rule of thumb") && time.is_none());
    let others = [experience("that", "x", 500_000, 50.0), experience("else", "y", 9, 100.0)];
    let (bytes, time) = of(&[], &others);
    assert_eq!((bytes.likely.round(), time.as_ref().unwrap().likely.round()), (501_000.0, 50.0), "{bytes:?} {time:?}");
    assert_eq!(bytes.basis, "one export made here with the same encoder");
    assert!(bytes.low < 300_000.0 && bytes.high > 900_000.0);
    let own = [&others[..], &[experience("this", "x", 700_000, 20.0)]].concat();
    let (bytes, time) = of(&[], &own);
    assert_eq!((bytes.likely.round(), time.unwrap().likely.round()), (701_000.0, 20.0));
    // Chunks that are there know it best.
    let (bytes, time) = of(&[(40_000, 100), (60_000, 100), (50_000, 100)], &own);
    assert_eq!((bytes.likely, time.unwrap().likely.round()), (251_000.0, 8.0));
    assert!(
        bytes.low > 151_000.0 && bytes.high < 400_000.0 && bytes.basis.starts_with("3 of its 5 chunks"),
        "{bytes:?}"
    );
    let (bytes, _) = of(&[(50_000, 100); 5], &own);
    assert!(bytes.likely == 251_000.0 && bytes.high < 260_000.0);
}
