//! Nothing a user had is replaced unasked, and nothing under its final name is half-made.

use std::fs;

use rushes::base::author::Author;
use rushes::base::process::ProcessIdentity;
use rushes::base::{Digest, Reason};
use rushes::export::Stopped;
use rushes::export::publish::{self, Policy};
use rushes::export::receipt::{Receipt, intent_for, is_ours, path_for};
use rushes::project::model::OnExists;

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
    let me = Author::current().unwrap();
    let dead = Author { process: ProcessIdentity { pid: 999_999_999, started: 7 }, ..me };
    let left = desk.file(&format!("renders/.film.mp4.{dead}.rushes-part"));
    let elsewhere = desk.file(&format!("renders/.film.mp4.{}.rushes-part", Author { place: !me.place, ..dead }));
    fs::write(&elsewhere, "another container's").unwrap();
    let others = desk.file("renders/.somebody.rushes-part");
    fs::write(&left, "half").unwrap();
    fs::write(&others, "not ours").unwrap();
    assert!(desk.export(&desk.work(&project)).0.result.is_ok());
    assert!(!left.exists());
    assert!(elsewhere.exists(), "whether its process lives can't be told from here");
    assert!(others.exists());
}

#[test]
fn names_that_are_no_utf_8_have_a_whole_receipt() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let folder = desk.path().join(std::ffi::OsStr::from_bytes(b"f\xffilms"));
    let mut work = desk.work(&project);
    work.output = Some(folder.join(std::ffi::OsStr::from_bytes(b"\xfe.mp4")));
    // The document's own folder is named in the receipt too.
    fs::create_dir(&folder).unwrap();
    for name in ["logo.png", "tune.wav"] {
        fs::rename(desk.file(name), folder.join(name)).unwrap();
    }
    work.project = folder.join("film.yaml");
    let (outcome, _) = desk.export(&work);
    let end = serde_json::to_string(&outcome.end()).unwrap();
    let completed = outcome.result.unwrap();
    assert!(end.contains("\u{fffd}.mp4"), "{end}");
    let receipt = Receipt::read(&completed.receipt).unwrap();
    assert_eq!((receipt.frames, receipt.sources.len()), (75, 2));
    assert!(desk.export(&work).0.result.is_ok(), "it is known as ours again");
}

#[test]
fn a_name_that_leaves_no_room_for_the_receipt_is_refused_at_once() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let mut work = desk.work(&project);
    let named = |length: usize| Some(desk.file(&format!("{}.mp4", "n".repeat(length - 4))));
    work.output = named(240);
    let (outcome, _) = desk.export(&work);
    assert_eq!((reason(&outcome.result), outcome.chunks_encoded), (Reason::InvalidProject, 0));
    work.output = named(239);
    assert!(desk.export(&work).0.result.is_ok());
}

#[test]
fn two_that_publish_to_one_name_never_mix_their_receipts() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let completed = desk.export(&desk.work(&project)).0.result.unwrap();
    let receipt = Receipt::read(&path_for(&completed.output)).unwrap();
    let output = desk.file("renders/shared.mp4");
    let policy = Policy { on_exists: OnExists::Replace, overwrite: false };
    std::thread::scope(|scope| {
        for writer in 0..4u8 {
            let (desk, output, mut receipt) = (&desk, &output, receipt.clone());
            scope.spawn(move || {
                for round in 0..12u8 {
                    let part = desk.file(&format!("renders/.part-{writer}"));
                    let film = [writer, round].repeat(500);
                    fs::write(&part, &film).unwrap();
                    (receipt.file.bytes, receipt.file.blake3) = (1000, Digest::of(&film));
                    publish::publish(&part, output, policy, &mut receipt).unwrap();
                }
            });
        }
    });
    let published = Receipt::read(&path_for(&output)).unwrap();
    assert_eq!(published.file.blake3, Digest::of_file(&output).unwrap());
    assert!(!intent_for(&output).exists());
}

#[test]
fn a_refused_publication_leaves_no_intent() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let completed = desk.export(&desk.work(&project)).0.result.unwrap();
    let mut receipt = Receipt::read(&completed.receipt).unwrap();
    let part = desk.file("renders/.part");
    fs::write(&part, "film").unwrap();
    // A folder appears under the name after it was looked at: even a rename that replaces is refused.
    let output = desk.file("renders/taken.mp4");
    fs::create_dir(&output).unwrap();
    let policy = Policy { on_exists: OnExists::Replace, overwrite: true };
    assert!(publish::publish(&part, &output, policy, &mut receipt).is_err());
    assert!(!intent_for(&output).exists() && !is_ours(&output) && part.exists());
}
