//! A project as a layer of another one: what is seen, and that a queued job keeps it as it was.

use image::RgbImage;
use rushes::export::ExportWork;
use rushes::export::still::Stills;
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::program::{Program, wait_for};

/// Red for a second, green for a second, blue for a second.
const COLOURS: &str = "rushes: 1\nvars: { third: { type: color, default: \"#0000ff\" } }\ncanvas: { size: 20x20, fps: 10 }\nlayers:\n  - { solid: \"#ff0000\", at: 0s..1s }\n  - { solid: \"#00ff00\", at: 1s..2s }\n  - { solid: \"${third}\", at: 2s..3s }\n";

fn work(desk: &Desk, layer: &str, background: &str) -> ExportWork {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 40x40, fps: 10, duration: 4s, background: \"{background}\" }}\nlayers:\n  - {layer}\n"
    );
    let inner = desk.file("inner.yaml");
    let mut work = desk.work(&desk.project("outer.yaml", &text));
    work.documents = [(inner.clone(), std::fs::read_to_string(inner).unwrap())].into();
    work
}

/// The colour at a place, as one letter.
fn letter(still: &RgbImage, x: u32, y: u32) -> char {
    let bright = still.get_pixel(x, y).0.map(|part| part > 128);
    match bright {
        [true, false, false] => 'r',
        [false, true, false] => 'g',
        [false, false, true] => 'b',
        [true, true, true] => 'w',
        [false, false, false] => '-',
        other => panic!("{other:?} at {x},{y}"),
    }
}

/// What the middle and the corner show in the middle of every half second.
fn story(work: &ExportWork, desk: &Desk) -> String {
    let mut stills = Stills::open(work, &desk.places()).unwrap();
    (0..8).map(|half| letter(&stills.still(half * 5 + 2).unwrap(), 20, 20)).collect()
}

#[test]
fn its_time_runs_as_the_layer_says() {
    let desk = Desk::new();
    desk.project("inner.yaml", COLOURS);
    for (layer, wanted) in [
        ("{ project: inner.yaml }", "rrggbb--"),
        ("{ project: inner.yaml, at: 1s }", "--rrggbb"),
        ("{ project: inner.yaml, at: 1s..2s }", "--rr----"),
        ("{ project: inner.yaml, from: 1s..3s }", "ggbb----"),
        ("{ project: inner.yaml, speed: 2, hold: last, at: 0s..3s }", "rgbbbb--"),
        ("{ project: inner.yaml, at: 0s..2s, from: 1.5s..2.5s }", "ggbb----"),
        ("{ project: inner.yaml, at: 0s..4s, hold: none }", "rrggbb--"),
        ("{ project: inner.yaml, at: 0s..4s, hold: first }", "rrggbbrr"),
        ("{ project: inner.yaml, vars: { third: \"#ffffff\" } }", "rrggww--"),
    ] {
        assert_eq!(story(&work(&desk, layer, "#000"), &desk), wanted, "{layer}");
    }
}

#[test]
fn its_canvas_is_the_layer_s_box() {
    let desk = Desk::new();
    desk.project("inner.yaml", COLOURS);
    let mut stills = Stills::open(&work(&desk, "{ project: inner.yaml }", "#fff"), &desk.places()).unwrap();
    let still = stills.still(0).unwrap();
    for (x, y) in (0..40).flat_map(|x| (0..40).map(move |y| (x, y))).filter(|(x, y)| x % 4 == 2 && y % 4 == 2) {
        let inside = (10..30).contains(&x) && (10..30).contains(&y);
        assert_eq!(letter(&still, x, y), if inside { 'r' } else { 'w' }, "{x},{y}");
    }
    // Its background is drawn, and a transparent one lets through.
    let nothing = "rushes: 1\ncanvas: { size: 20x20, background: \"BACK\", duration: 4s }\nlayers: [ { solid: \"#00ff00\", position: [50%, 100%] } ]\n";
    for (back, wanted) in [("#ff0000", 'r'), ("transparent", 'w')] {
        desk.project("inner.yaml", &nothing.replace("BACK", back));
        let mut stills = Stills::open(&work(&desk, "{ project: inner.yaml }", "#fff"), &desk.places()).unwrap();
        let still = stills.still(0).unwrap();
        assert_eq!((letter(&still, 20, 14), letter(&still, 20, 26)), (wanted, 'g'), "{back}");
    }
}

#[test]
fn its_layers_never_meet_what_lies_below_it() {
    let desk = Desk::new();
    let text = "rushes: 1\ncanvas: { size: 40x40, background: transparent, duration: 4s }\nlayers: [ { solid: \"#00ff00\", blend: multiply } ]\n";
    desk.project("inner.yaml", text);
    let mut stills = Stills::open(&work(&desk, "{ project: inner.yaml }", "#f00"), &desk.places()).unwrap();
    assert_eq!(letter(&stills.still(0).unwrap(), 20, 20), 'g');
}

#[test]
fn a_queued_job_keeps_the_projects_in_it() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    desk.project("inner.yaml", COLOURS);
    let path = desk.project(
        "outer.yaml",
        "rushes: 1\ncanvas: { size: 40x40, fps: 10 }\nlayers: [ { project: inner.yaml, fit: cover } ]\n",
    );
    let added = program.json(&["add", path.to_str().unwrap(), "--json"]);
    // Whatever happens to it afterwards.
    std::fs::remove_file(desk.file("inner.yaml")).unwrap();
    let id = added[0]["id"].as_i64().unwrap();
    let done = wait_for("the job's end", || {
        let job = serde_json::to_value(program.job(id)).unwrap();
        matches!(job["state"].as_str(), Some("done" | "failed")).then_some(job)
    });
    assert_eq!(done["state"], Value::from("done"), "{done}");
    assert!(desk.file("renders/outer.mp4").is_file());
}

#[test]
fn check_shows_the_line_of_the_document_that_is_wrong() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let path = desk.project("outer.yaml", "rushes: 1\nlayers: [ { project: inner.yaml } ]\n");
    desk.project("inner.yaml", &COLOURS.replace("solid: \"#ff0000\"", "solid: \"#ff0000\", opacty: 1"));
    let output = program.run(&["check", path.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("inner.yaml:5:") && said.contains("#ff0000\", opacty: 1"), "{said}");
}
