//! The words: help, version, completions, exit codes, as a shell sees them.

use std::process::{Command, Output};

use clap::CommandFactory;
use rushes::cli::Exit;
use rushes::cli::arguments::Arguments;
use rushes::cli::choice::assignment;

use crate::support::desk::{Desk, FILM};
use crate::support::program::Program;

pub fn rushes(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rushes")).args(words).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn definitions_hold_together() {
    Arguments::command().debug_assert();
}

#[test]
fn every_word_is_explained() {
    for verb in Arguments::command().get_subcommands() {
        assert!(verb.get_about().is_some(), "{} has no help", verb.get_name());
        for argument in verb.get_arguments().filter(|argument| argument.get_id() != "help") {
            assert!(argument.get_help().is_some(), "{} {} has no help", verb.get_name(), argument.get_id());
        }
    }
}

#[test]
fn version_tells_of_the_build() {
    let said = rushes(&["--version"]);
    assert_eq!(said.status.code(), Some(0));
    let said = text(&said.stdout);
    assert!(said.starts_with(&format!("rushes {}\n", env!("CARGO_PKG_VERSION"))), "{said}");
    for fact in ["commit  ", "target  ", "profile ", "compiler  rustc "] {
        assert!(said.contains(fact), "{fact} is missing: {said}");
    }
    assert_eq!(text(&rushes(&["-V"]).stdout).lines().count(), 1);
}

#[test]
fn wrong_words_end_with_2_and_say_why() {
    for words in [&["init", "--nmae", "x"][..], &["completions", "cobol"], &["--theme"]] {
        let said = rushes(words);
        assert_eq!(said.status.code(), Some(2), "{words:?}");
        assert!(said.stdout.is_empty() && !said.stderr.is_empty(), "{words:?}");
    }
}

#[test]
fn a_mistyped_verb_is_recognised() {
    let said = rushes(&["inti"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(text(&said.stderr).contains("did you mean `rushes init`?"), "{}", text(&said.stderr));
    let said = text(&rushes(&["no/such/folder"]).stderr);
    assert!(said.contains("no such folder") && !said.contains("did you mean"), "{said}");
}

#[test]
fn foreign_text_reaches_the_terminal_without_its_commands() {
    let said = rushes(&["a\u{1b}]0;title\u{7}b"]);
    assert!(!said.stderr.contains(&0x1b) && !said.stderr.contains(&0x07), "{:?}", text(&said.stderr));
}

#[test]
fn completions_and_manual_name_the_verbs() {
    for shell in ["bash", "zsh", "fish"] {
        let said = rushes(&["completions", shell]);
        assert_eq!(said.status.code(), Some(0));
        assert!(text(&said.stdout).contains("completions"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let said = rushes(&["man", folder.path().to_str().unwrap()]);
    assert_eq!(said.status.code(), Some(0));
    let page = std::fs::read_to_string(folder.path().join("rushes-init.1")).unwrap();
    assert!(page.contains("rushes\\-init \\- Write a first project"), "{page}");
}

#[test]
fn a_reader_that_went_away_is_no_panic() {
    use std::process::Stdio;
    let mut child = Command::new(env!("CARGO_BIN_EXE_rushes"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let said = child.wait_with_output().unwrap();
    assert_eq!((said.status.code(), text(&said.stderr).as_str()), (Some(0), ""));
}

#[test]
fn assignments_are_split_at_the_first_sign() {
    assert_eq!(assignment("title=a=b").unwrap(), ("title".into(), "a=b".into()));
    assert_eq!(assignment("title=").unwrap(), ("title".into(), String::new()));
    assert!(assignment("title").unwrap_err().contains("NAME=VALUE"));
    assert!(assignment("=x").is_err());
}

#[test]
fn the_worst_end_wins() {
    assert_eq!(Exit::Done.worst(Exit::TryAgain), Exit::TryAgain);
    assert_eq!(Exit::Failed.worst(Exit::TryAgain), Exit::Failed);
    assert_eq!(Exit::Done.worst(Exit::Done).code(), 0);
    let codes = [Exit::Done, Exit::Failed, Exit::Usage, Exit::TryAgain, Exit::Interrupted].map(Exit::code);
    assert_eq!(codes, [0, 1, 2, 75, 130]);
}

/// A script that reads events would wait for one in vain if a refused setting were told to people only.
#[test]
fn a_refused_setting_is_an_event_too() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let project = desk.project("film.yaml", FILM);
    let mut command = program.command(&["render", "--json", project.to_str().unwrap()]);
    let said = command.env("RUSHES_MEMORY", "plenty").output().unwrap();
    let line = String::from_utf8_lossy(&said.stdout).into_owned();
    let event: serde_json::Value = serde_json::from_str(line.trim()).unwrap_or_else(|_| panic!("{line}"));
    assert_eq!((&event["event"], said.status.code()), (&"failed".into(), Some(1)), "{line}");
    assert!(event["message"].as_str().unwrap().contains("RUSHES_MEMORY"), "{line}");
}

#[test]
fn a_mistake_in_a_shader_was_shown_with_a_line_of_the_document() {
    let desk = Desk::new();
    let shader = "/*{ \"ISFVSN\": \"2\" }*/\n\nvoid main() {\n  vec3 wrong = vec2(1.0);\n  gl_FragColor = vec4(wrong, 1.0);\n}\n";
    std::fs::write(desk.file("bad.fs"), shader).unwrap();
    let film =
        desk.project("film.yaml", "rushes: 1\ncanvas: { size: 64x64, duration: 1s }\nlayers:\n  - shader: bad.fs\n");
    let said = Program::new(&desk.file("home")).run(&["check", film.to_str().unwrap()]);
    let said = text(&said.stdout);
    assert!(said.contains("bad.fs:4:") && said.contains("vec3 wrong"), "{said}");
    assert!(!said.contains("- shader"), "{said}");
}
