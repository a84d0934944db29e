//! Nothing a user had is replaced unasked, and nothing under its final name is half-made.

use std::fs;

use rushes::base::Reason;
use rushes::export::Stopped;

use crate::support::desk::{Desk, FILM};

fn reason(result: &Result<impl std::fmt::Debug, Stopped>) -> Reason {
    match result {
        Err(Stopped::Failed(failure)) => failure.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_of_the_users_own_is_never_replaced_unasked() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    fs::create_dir(desk.file("renders")).unwrap();
    fs::write(desk.file("renders/film.mp4"), "holiday").unwrap();
    let (outcome, _) = desk.export(&desk.work(&project));
    assert_eq!(reason(&outcome.result), Reason::OutputExists);
    assert_eq!(outcome.chunks_encoded, 0, "it is refused before a night is spent on it");
    assert_eq!(fs::read(desk.file("renders/film.mp4")).unwrap(), b"holiday");

    let mut work = desk.work(&project);
    work.overwrite = true;
    assert!(desk.export(&work).0.result.is_ok());
    assert_ne!(fs::read(desk.file("renders/film.mp4")).unwrap(), b"holiday");
}

#[test]
fn our_own_file_is_replaced_until_somebody_touches_it() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    assert!(desk.export(&desk.work(&project)).0.result.is_ok());
    assert!(desk.export(&desk.work(&project)).0.result.is_ok());
    let output = desk.file("renders/film.mp4");
    let mut bytes = fs::read(&output).unwrap();
    bytes.push(0);
    fs::write(&output, &bytes).unwrap();
    assert_eq!(reason(&desk.export(&desk.work(&project)).0.result), Reason::OutputExists);
    assert_eq!(fs::read(&output).unwrap(), bytes);
}

#[test]
fn a_suffix_keeps_both() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", &FILM.replace("quality: low", "quality: low, on_exists: suffix"));
    for expected in ["film.mp4", "film-2.mp4", "film-3.mp4"] {
        let (outcome, _) = desk.export(&desk.work(&project));
        let completed = outcome.result.unwrap();
        assert_eq!(completed.output, desk.file("renders").join(expected));
        assert!(completed.receipt.is_file());
    }
}

#[test]
fn a_crash_between_the_file_and_its_receipt_leaves_the_file_ours() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let completed = desk.export(&desk.work(&project)).0.result.unwrap();
    // As the power cut leaves it: the film has its name, the receipt is still an intent.
    fs::rename(&completed.receipt, rushes::export::receipt::intent_for(&completed.output)).unwrap();
    assert!(desk.export(&desk.work(&project)).0.result.is_ok());
    assert!(completed.receipt.is_file());
}

#[test]
fn a_dead_process_s_half_file_is_cleared_away() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    fs::create_dir(desk.file("renders")).unwrap();
    let left = desk.file("renders/.film.mp4.999999999-7.rushes-part");
    let others = desk.file("renders/.somebody.rushes-part");
    fs::write(&left, "half").unwrap();
    fs::write(&others, "not ours").unwrap();
    assert!(desk.export(&desk.work(&project)).0.result.is_ok());
    assert!(!left.exists());
    assert!(others.exists());
}
