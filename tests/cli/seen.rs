//! The real program on a real terminal: a newcomer's first export, and a terminal that goes away in the middle of one.

use std::path::Path;

use portable_pty::CommandBuilder;
use rushes::api::types::JobState;

use crate::support::desk::Desk;
use crate::support::program::{DEADLINE, Program, kill, wait_for};
use crate::support::screen::Screen;

const FILM: &str = r##"rushes: 1
title: A small film
canvas: { size: 320x180, fps: 25, duration: 16s, background: "#203040" }
layers:
  - { image: logo.png, scale: 4, rotate: [ 0s: 0, 16s: 720 ] }
  - { text: Hello, size: 40px, color: "#ffffff" }
exports: { default: { quality: medium, chunk: 2s } }
"##;

fn open(program: &Path, folder: &Path, columns: u16, rows: u16) -> Screen {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_rushes"));
    command.cwd(folder);
    command.env("RUSHES_HOME", program);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    Screen::spawn(command, columns, rows)
}

#[test]
fn a_newcomer_presses_a_and_the_export_goes_on_without_the_screen() {
    let desk = Desk::new();
    desk.project("film.yaml", FILM);
    let home = desk.file("home");
    let program = Program::new(&home);
    let mut screen = open(&home, desk.path(), 80, 24);
    screen.wait_for("film", DEADLINE);
    screen.send("a");
    screen.wait_for("render", DEADLINE);
    screen.send("q");
    assert!(screen.wait_exit(DEADLINE).success());
    // The program may be gone before its last words are read.
    screen.wait_for("engine goes on", DEADLINE);

    // On a fast box it may be done by now; what counts is that nobody stopped it.
    let state = program.job(1).state;
    assert!(matches!(state, JobState::Running | JobState::Done), "{state:?}");
    let mut again = open(&home, desk.path(), 140, 40);
    again.wait_for("✓ done", DEADLINE);
    assert!(desk.file("renders/film.mp4").is_file());
    again.send("q");
    again.wait_exit(DEADLINE);
}

#[test]
fn a_terminal_that_is_closed_during_an_export_costs_nothing() {
    let desk = Desk::new();
    desk.project("film.yaml", FILM);
    let home = desk.file("home");
    let program = Program::new(&home);
    let mut screen = open(&home, desk.path(), 80, 24);
    screen.wait_for("film", DEADLINE);
    screen.send("a");
    wait_for("a worker", || program.worker(1));
    screen.hang_up();
    // Once, among other tests in one process on a busy box, ten seconds were too few; why is not known.
    screen.wait_exit(DEADLINE);
    let output = program.run(&["wait", "1"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(program.job(1).attempt, 1);
    assert!(desk.file("renders/film.mp4").is_file());
}

#[test]
fn a_mistake_in_a_project_is_seen_on_the_screen_as_soon_as_it_is_saved() {
    let desk = Desk::new();
    desk.project("film.yaml", FILM);
    let home = desk.file("home");
    let _program = Program::new(&home);
    let mut screen = open(&home, desk.path(), 80, 24);
    screen.wait_for("film", DEADLINE);
    desk.project("film.yaml", &FILM.replace("duration:", "duraton:"));
    screen.wait_for("duraton", DEADLINE);
    desk.project("other.yaml", FILM);
    screen.wait_for("other", DEADLINE);
    screen.send("q");
    screen.wait_exit(DEADLINE);
}

#[test]
fn one_key_queues_a_whole_folder() {
    const MANY: usize = 150;
    let desk = Desk::new();
    for number in 0..MANY {
        desk.project(&format!("film{number:03}.yaml"), FILM);
    }
    let home = desk.file("home");
    let program = Program::new(&home);
    let mut screen = open(&home, desk.path(), 80, 24);
    screen.wait_for("film000", DEADLINE);
    screen.send("*");
    screen.send("a");
    let queued = || program.json(&["jobs", "--json"])["jobs"].as_array().map_or(0, Vec::len);
    wait_for("every project in the queue", || (queued() == MANY).then_some(()));
    screen.send("q");
    assert!(screen.wait_exit(DEADLINE).success());
}

#[test]
fn a_killed_engine_is_started_again_and_a_stopped_one_is_not() {
    let desk = Desk::new();
    desk.project("film.yaml", FILM);
    let home = desk.file("home");
    let program = Program::new(&home);
    let mut screen = open(&home, desk.path(), 120, 30);
    screen.wait_for("film", DEADLINE);
    let first = program.engine_pid().unwrap();
    kill(first);
    wait_for("another engine", || program.engine_pid().filter(|pid| *pid != first));
    screen.wait_for("idle  connected", DEADLINE);

    program.prints(&["engine", "stop"]);
    // That is what the look after the goodbye finds, the one that would have started another.
    screen.wait_for("no engine runs here", DEADLINE);
    assert_eq!(program.engine_pid(), None);
    screen.send("q");
    screen.wait_exit(DEADLINE);
}
