//! `rushes logs`: what a job said, all of it.

use std::io::Write;

use crate::support::desk::Desk;
use crate::support::program::Program;

const FILM: &str = "\
rushes: 1
canvas: { size: 64x48, fps: 25, duration: 1s }
layers:
  - solid: \"#336699\"
";

#[test]
fn lines_after_a_long_stretch_of_progress_are_printed_too() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let program = Program::new(&desk.file("home"));
    let added = program.json(&["add", "--json", project.to_str().unwrap()]);
    let id = added[0]["id"].as_i64().unwrap();
    program.prints(&["wait", &id.to_string()]);

    let report = program.places().attempt(id, 1).join("report.jsonl");
    let mut report = std::fs::OpenOptions::new().append(true).open(report).unwrap();
    report.write_all(format!("\n{}", format!("{}\n", "x".repeat(1 << 10)).repeat(34 << 10)).as_bytes()).unwrap();
    writeln!(report, r#"{{"job":{id},"attempt":1,"event":"log","at":1,"level":"info","text":"the last word"}}"#)
        .unwrap();
    let printed = program.prints(&["logs", &id.to_string()]);
    assert!(printed.trim_end().ends_with("the last word"), "{printed}");
}
