//! What an export does when its sources, its disk or its user get in the way.

use std::fs;
use std::sync::Mutex;

use rushes::base::facts::Facts;
use rushes::base::{Digest, Rational, Reason};
use rushes::export::event::{Event, Phase};
use rushes::export::meter::Meter;
use rushes::export::sound::{self, Tune};
use rushes::export::stop::cause;
use rushes::export::store::ChunkStore;
use rushes::export::{self, Limits, StopFlag, Stopped};
use rushes::project::model::SoundSettings;
use rushes::timeline::SoundPlan;
use rushes::timeline::sounds::SoundClip;

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
fn a_refused_source_gives_its_own_reason_and_another_mistake_does_not() {
    let desk = Desk::new();
    fs::write(desk.file("logo.png"), "not a picture").unwrap();
    let project = desk.project("film.yaml", FILM);
    let damaged = failure(desk.export(&desk.work(&project)).0.result);
    assert_eq!(damaged.reason, Reason::SourceDamaged, "{damaged}");

    fs::remove_file(desk.file("logo.png")).unwrap();
    fs::create_dir(desk.file("logo.png")).unwrap();
    let folder = failure(desk.export(&desk.work(&project)).0.result);
    assert_ne!(folder.reason, Reason::InvalidProject, "{folder}");

    // What is told is a mistake in the document above it, so trying again with the file does not help.
    let project = desk.project("film.yaml", &FILM.replace("opacity: 0.5", "opacty: 0.5"));
    assert_eq!(failure(desk.export(&desk.work(&project)).0.result).reason, Reason::InvalidProject);
}

#[test]
fn a_missing_source_is_named_beside_other_mistakes() {
    let desk = Desk::new();
    fs::remove_file(desk.file("logo.png")).unwrap();
    let path = desk.project("film.yaml", &FILM.replace("opacity:", "opacty:"));
    let text = fs::read_to_string(&path).unwrap();
    let source = rushes::project::Source { path: &path, text: &text, set: &[] };
    let problems = rushes::export::prepare::examine(&source, None).0.problems;
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [7, 8], "{problems:#?}");
    assert!(problems[1].message.contains("logo.png"), "{problems:#?}");
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
fn a_source_that_changes_in_the_middle_of_a_chunk_leaves_no_chunk_under_its_old_name() {
    let desk = Desk::new();
    let text = FILM.replace("duration: 3s", "duration: 20s").replace("chunk: 1s", "chunk: 20s");
    let project = desk.project("film.yaml", &text.replace("source: tune.wav", "source: tune.wav, at: 0s..3s"));
    let touched = Mutex::new(false);
    let listener = |event: Event| {
        let Event::Progress(progress) = event else { return };
        let mut touched = touched.lock().unwrap();
        if progress.composed > 0 && progress.chunks_done == 0 && !*touched {
            *touched = true;
            desk.write_logo("logo.png");
        }
    };
    let outcome =
        export::run(&desk.work(&project), &desk.places(), &Limits::default(), &StopFlag::default(), &listener);
    assert!(*touched.lock().unwrap(), "the chunk was made before anything was told of it");
    assert_eq!(failure(outcome.result).reason, Reason::SourceChanged);
    assert_eq!(outcome.chunks_encoded, 0);
    let made = |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "chunk");
    let kept: Vec<_> = walk(&desk.places().chunks()).into_iter().filter(made).collect();
    assert!(kept.len() <= 1, "at most the sound, which was done before: {kept:?}");
}

#[test]
fn sound_that_fails_stops_the_lanes_and_lanes_that_fail_stop_the_sound() {
    let desk = Desk::new();
    let store = ChunkStore::open(&desk.places().chunks()).unwrap();
    let (stop, broken, facts) = (StopFlag::default(), StopFlag::default(), Facts::default());
    let limits = Limits::default();
    let listener = |_: Event| {};
    let meter = Meter::new(&listener, &limits);
    let clip = |source: &str| SoundClip {
        source: desk.file(source),
        stream: 0,
        start: 0,
        samples: 144_000,
        from: Rational::ZERO,
        gain: 1.0,
        fade_in: 0,
        fade_out: 0,
    };
    let make = |source: &str, broken: &StopFlag| {
        let plan = SoundPlan { samples: 144_000, clips: vec![clip(source)] };
        let (key, settings) = (Digest::of(source.as_bytes()), SoundSettings { bitrate: 128_000 });
        let (plan, key, settings) = (&plan, &key, &settings);
        sound::make(Tune { key, plan, settings, facts: &facts, store: &store, meter: &meter, stop: &stop, broken })
    };
    let gone = make("gone.wav", &broken);
    assert!(broken.is_raised(), "the lanes are not told");
    assert_eq!(failure(gone.clone()).reason, Reason::SourceMissing);
    assert_eq!(make("tune.wav", &broken), Err(Stopped::Cancelled), "the sound goes on though a lane failed");
    assert_eq!(make("tune.wav", &StopFlag::default()), Ok(()));

    let cancelled = || Err(Stopped::Cancelled);
    assert_eq!(cause(cancelled(), gone.clone()), gone);
    assert_eq!(cause(gone.clone(), cancelled()), gone);
    assert_eq!(cause(Ok(()), gone.clone()), gone);
    assert_eq!(cause(cancelled(), Ok(())), cancelled());
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
