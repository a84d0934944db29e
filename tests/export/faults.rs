//! What an export does when its sources, its disk or its user get in the way.

use std::fs;
use std::sync::Mutex;

use rushes::base::Reason;
use rushes::export::event::{Event, Phase};
use rushes::export::{self, Limits, StopFlag, Stopped};

use super::films::walk;
use crate::support::desk::{Desk, FILM};

fn failure(result: Result<impl std::fmt::Debug, Stopped>) -> rushes::base::Failure {
    match result {
        Err(Stopped::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_broken_document_is_one_sentence_with_its_place() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", &FILM.replace("opacity:", "opacty:"));
    let failure = failure(desk.export(&desk.work(&project)).0.result);
    assert_eq!(failure.reason, Reason::InvalidProject);
    assert!(failure.message.contains("film.yaml:7:") && failure.message.contains("opacty"), "{}", failure.message);
}

#[test]
fn a_missing_source_is_named() {
    let desk = Desk::new();
    fs::remove_file(desk.file("logo.png")).unwrap();
    let project = desk.project("film.yaml", FILM);
    let failure = failure(desk.export(&desk.work(&project)).0.result);
    assert_eq!(failure.reason, Reason::SourceMissing);
    assert!(failure.message.contains("logo.png"), "{}", failure.message);
}

#[test]
fn a_source_that_changes_while_it_is_exported_stops_the_job() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let touched = Mutex::new(false);
    let listener = |event: Event| {
        let Event::Progress(progress) = event else { return };
        let mut touched = touched.lock().unwrap();
        if progress.phase == Phase::Render && !*touched {
            *touched = true;
            desk.write_logo("logo.png");
        }
    };
    let outcome =
        export::run(&desk.work(&project), &desk.places(), &Limits::default(), &StopFlag::default(), &listener);
    let failure = failure(outcome.result);
    assert_eq!(failure.reason, Reason::SourceChanged);
    assert!(failure.message.contains("logo.png"), "{}", failure.message);
    assert!(!desk.file("renders/film.mp4").exists());
}

#[test]
fn a_cancelled_export_leaves_no_file_and_keeps_its_chunks() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let stop = StopFlag::default();
    let listener = |event: Event| {
        if let Event::Log(line) = event
            && line.text.starts_with("chunk ")
        {
            stop.raise();
        }
    };
    let outcome = export::run(&desk.work(&project), &desk.places(), &Limits::default(), &stop, &listener);
    assert_eq!(outcome.result, Err(Stopped::Cancelled));
    assert!(outcome.chunks_encoded >= 1 && outcome.chunks_encoded < 3, "{}", outcome.chunks_encoded);
    assert_eq!(walk(&desk.file("renders")), Vec::<std::path::PathBuf>::new());
    assert!(!walk(&desk.places().chunks()).iter().any(|path| path.extension().is_some_and(|ending| ending == "part")));

    let (second, _) = desk.export(&desk.work(&project));
    assert!(second.result.is_ok());
    assert_eq!(outcome.chunks_encoded + second.chunks_encoded, 3, "no chunk is made twice");
}

#[test]
fn an_export_that_needs_too_much_memory_says_so() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let limits = Limits { memory_bytes: 1 << 20, ..Limits::default() };
    let (outcome, _) = desk.export_with(&desk.work(&project), &limits, &desk.places());
    assert_eq!(failure(outcome.result).reason, Reason::MemoryLimit);
}
