//! `rushes plan`: what is there, what changed, what it will cost.

use serde_json::Value;

use crate::support::desk::{Desk, FILM};
use crate::support::program::Program;

#[test]
fn a_plan_says_what_changed_and_what_it_will_cost() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let name = project.to_str().unwrap();
    let program = Program::new(&desk.file("home"));
    let fresh = program.json(&["plan", name, "--json", "--why", "2"]);
    assert_eq!((&fresh["frames"], &fresh["class"]), (&Value::from(75), &Value::from("B")));
    assert_eq!(fresh["estimate"]["time"], Value::Null);
    assert_eq!(fresh["why"][0]["index"], 1);
    assert!(fresh["why"][0]["answer"].as_str().unwrap().contains("nothing is known"), "{fresh}");
    assert!(fresh["estimate"]["output_bytes"].is_u64() && fresh["estimate"]["disk"][0]["free"].is_u64(), "{fresh}");

    program.prints(&["render", name]);
    let size = std::fs::metadata(desk.file("renders/film.mp4")).unwrap().len() as f64;
    let made = program.json(&["plan", name, "--json", "--why"]);
    assert!(made["chunks"].as_array().unwrap().iter().all(|chunk| chunk["cached"] == true));
    assert_eq!(made["why"], Value::Array(Vec::new()));
    let guess = &made["estimate"]["size"];
    let between =
        |guess: &Value| guess["low"].as_f64().unwrap() <= size * 1.1 && guess["high"].as_f64().unwrap() >= size * 0.9;
    assert!(between(guess), "{guess} {size}");

    desk.project("film.yaml", &FILM.replace("Hello", "Goodbye").replace("at: 1s..2s", "at: 1s..1.5s"));
    let words = program.prints(&["plan", name, "--why"]);
    assert!(words.contains("chunk 1: it is to be made: layers[2] (text): the text changed\n"), "{words}");
    let shorter = "layers[0] (solid): how long it is seen changed";
    assert!(
        words.contains(&format!("chunk 2: it is to be made: {shorter}; layers[2] (text): the text changed\n")),
        "{words}"
    );
    assert!(words.contains(" of time, "), "how long the last one took is known: {words}");
    let log = program.prints(&["render", name, "--json"]);
    assert!(log.contains("since last time, chunk 1: layers[2] (text): the text changed"), "{log}");
    assert_eq!(program.run(&["plan", name, "--why", "4"]).status.code(), Some(2));
}
