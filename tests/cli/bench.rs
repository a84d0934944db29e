//! `rushes bench`: an export and its parts, measured.

use crate::support::desk::{Desk, FILM};
use crate::support::program::Program;

#[test]
fn a_project_of_ones_own_is_measured_whole_and_in_parts_and_nothing_is_left() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let name = project.to_str().unwrap();
    let program = Program::new(&desk.file("home"));
    let measured = program.json(&["bench", "--project", name, "--json"]);
    for part in ["whole", "compose", "encode"] {
        assert_eq!(measured[part]["frames"], 75, "{part}: {measured}");
        assert!(measured[part]["cpu"].as_f64().unwrap() > 0.0, "{part}: {measured}");
    }
    let [whole, encode] = ["whole", "encode"].map(|part| measured[part]["cpu"].as_f64().unwrap());
    let floor = measured["times_floor"].as_f64().unwrap();
    assert!((floor - whole / encode).abs() < 1e-6 * floor, "as many frames in both: {measured}");
    assert!(measured["memory"].as_u64().unwrap() > 1 << 20, "{measured}");
    assert_eq!(measured["size"], serde_json::json!([160, 90]));
    // Neither a film, nor chunks that a real export would find, nor what was laid aside.
    assert!(!desk.file("renders").exists());
    let left: Vec<_> = std::fs::read_dir(desk.places().cache()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn sound_alone_has_no_pictures_to_measure() {
    let desk = Desk::new();
    let project =
        desk.project("film.yaml", &FILM.replace("quality: low, chunk: 1s, video: { gop: 1s }", "preset: wav"));
    let program = Program::new(&desk.file("home"));
    let refused = program.run(&["bench", "--project", project.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("`default` holds only sound; choose an export with pictures"), "{said}");
}
