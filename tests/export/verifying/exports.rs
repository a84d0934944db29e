//! The whole check as a part of an export, and as a word at the shell.

use std::fs;

use rushes::base::Reason;
use rushes::export::Stopped;
use rushes::export::receipt::{Receipt, path_for};
use rushes::export::store::{ChunkLog, ChunkReader, Record};
use serde_json::Value;

use super::film::{Film, MOVING};
use crate::export::films::walk;
use crate::support::program::Program;

/// Makes a chunk of the film say that other frames were encoded into it.
fn tamper(film: &Film, chunk: usize) {
    let key = Receipt::read(&path_for(&film.path)).unwrap().chunks[chunk].key.to_hex();
    let store = film.desk.places().chunks();
    let path = walk(&store).into_iter().find(|path| path.to_string_lossy().contains(&key)).unwrap();
    let mut reader = ChunkReader::open(&path).unwrap();
    let mut log = ChunkLog::begin(Vec::new(), reader.header()).unwrap();
    let mut signed = 0;
    while let Some(record) = reader.next_record().unwrap() {
        match record {
            Record::Packet(packet) => log.push(&packet).unwrap(),
            Record::Signature(mut signature) => {
                signed += 1;
                if signed == 5 {
                    signature.fill(200);
                }
                log.push_signature(&signature).unwrap();
            }
        }
    }
    fs::write(path, log.finish().unwrap().0).unwrap();
}

#[test]
fn a_film_that_is_not_what_was_rendered_is_not_published() {
    let full = MOVING.replace("quality: medium", "quality: medium, verify: full");
    let film = Film::of(&full);
    let receipt = Receipt::read(&path_for(&film.path)).unwrap();
    assert!(receipt.check.iter().all(|line| line.ok));
    assert!(receipt.check.iter().any(|line| line.what == "sound is off by"), "{:#?}", receipt.check);

    tamper(&film, 1);
    fs::remove_file(&film.path).unwrap();
    let project = film.desk.file("film.yaml");
    match film.desk.export(&film.desk.work(&project)).0.result {
        Err(Stopped::Failed(failure)) => {
            assert_eq!(failure.reason, Reason::VerifyFailed);
            assert!(failure.message.contains("frame 29"), "{}", failure.message);
        }
        other => panic!("{other:?}"),
    }
    let left: Vec<_> = fs::read_dir(film.desk.file("renders")).unwrap().flatten().map(|one| one.file_name()).collect();
    assert!(left.iter().all(|name| name == "film.mp4.receipt.json"), "{left:?}");

    // The cheap checks can't see it, and the word at the shell can ask for more than the document does.
    let project = film.desk.project("film.yaml", MOVING);
    let mut work = film.desk.work(&project);
    work.full_verify = true;
    assert!(film.desk.export(&work).0.result.is_err());
    work.full_verify = false;
    assert!(film.desk.export(&work).0.result.is_ok());
}

#[test]
fn the_word_at_the_shell_ends_with_the_answer() {
    let film = Film::of(MOVING);
    let program = Program::new(&film.desk.file("shell"));
    let path = film.path.to_str().unwrap();
    let fine = program.json(&["verify", "--json", path]);
    assert_eq!((&fine["ok"], fine["faults"].as_array().unwrap().len()), (&Value::Bool(true), 0));
    assert!(program.prints(&["verify", path]).contains("what was rendered"));

    let copy = film.through(&["-c", "copy", "-bsf:v", "h264_metadata=video_full_range_flag=1"]);
    let copy = copy.to_str().unwrap();
    let wrong = program.run(&["verify", "--json", "--content", copy]);
    assert_eq!(wrong.status.code(), Some(1));
    let wrong: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert_eq!(wrong["ok"], false);
    let kinds: Vec<&str> =
        wrong["faults"].as_array().unwrap().iter().filter_map(|fault| fault["kind"].as_str()).collect();
    assert!(kinds.contains(&"range-tag"), "{kinds:?}");
    let missing = program.run(&["verify", "nowhere.mp4"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stdout).contains("nowhere.mp4"));
}
