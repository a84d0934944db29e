//! What an export does when its sources, its disk or its user get in the way.

use std::fs;
use std::sync::Mutex;

use rushes::base::facts::Facts;
use rushes::base::{Digest, Reason};
use rushes::export::event::{Event, Phase};
use rushes::export::meter::Meter;
use rushes::export::room::Room;
use rushes::export::sound::{self, Tune};
use rushes::export::stop::cause;
use rushes::export::store::ChunkStore;
use rushes::export::{self, Limits, StopFlag, Stopped};
use rushes::project::model::{SoundCodec, SoundSettings};
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

/// A film over a clip of 20 s; `meanwhile` is done to the clip once its first frames are made.
fn with_a_clip(desk: &Desk, meanwhile: impl Fn(&std::path::Path) + Sync) -> export::Outcome {
    let clip = desk.file("clip.mkv");
    let made = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=160x90:rate=25:duration=20"])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-g", "25"])
        .arg(&clip)
        .status()
        .expect("these tests need the ffmpeg program");
    assert!(made.success());
    let text = "rushes: 1\ncanvas: { size: 160x90, fps: 25 }\nlayers:\n  - { video: clip.mkv, radius: 4px }\n  - { text: Hi, size: 20px }\nexports: { default: { quality: draft, chunk: 20s } }\n";
    let project = desk.project("clip.yaml", text);
    let done = Mutex::new(false);
    let listener = |event: Event| {
        let Event::Progress(progress) = event else { return };
        let mut done = done.lock().unwrap();
        if progress.composed > 0 && progress.chunks_done == 0 && !*done {
            *done = true;
            meanwhile(&clip);
        }
    };
    let outcome =
        export::run(&desk.work(&project), &desk.places(), &Limits::default(), &StopFlag::default(), &listener);
    assert!(*done.lock().unwrap(), "the chunk was made before anything was told of it");
    assert_eq!(outcome.chunks_encoded, 0);
    assert!(!desk.file("renders/clip.mp4").exists());
    outcome
}

#[test]
fn a_clip_that_vanishes_or_shrinks_while_it_is_exported_is_named() {
    let desk = Desk::new();
    let gone = failure(with_a_clip(&desk, |clip| fs::remove_file(clip).unwrap()).result);
    assert_eq!(gone.reason, Reason::SourceMissing);
    assert!(gone.message.contains("clip.mkv is gone"), "{}", gone.message);
    let cut = failure(
        with_a_clip(&desk, |clip| fs::File::options().write(true).open(clip).unwrap().set_len(9_000).unwrap()).result,
    );
    assert_eq!(cut.reason, Reason::SourceChanged);
    assert!(cut.message.contains("clip.mkv changed"), "{}", cut.message);
    let other = failure(
        with_a_clip(&desk, |clip| {
            let next = desk.file("next.mkv");
            fs::write(&next, fs::read(clip).unwrap()).unwrap();
            fs::rename(next, clip).unwrap();
        })
        .result,
    );
    assert_eq!(other.reason, Reason::SourceChanged);
}

#[test]
fn a_source_that_can_t_be_a_clip_is_refused_in_one_sentence_with_its_place() {
    let desk = Desk::new();
    fs::write(
        desk.file("list.mp4"),
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
    )
    .unwrap();
    fs::write(desk.file("concat.mp4"), "ffconcat version 1.0\nfile 'logo.png'\n").unwrap();
    fs::write(desk.file("empty.mp4"), "").unwrap();
    fs::write(desk.file("words.mov"), "no film at all ".repeat(500)).unwrap();
    fs::create_dir(desk.file("folder.mp4")).unwrap();
    fs::copy(desk.file("logo.png"), desk.file("picture.mp4")).unwrap();
    let pipe = desk.file("pipe.mp4");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::from_raw_mode(0o600), 0)
        .unwrap();
    let ffmpeg = |arguments: &[&str], name: &str| {
        let made = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i"])
            .args(arguments)
            .arg(desk.file(name))
            .status()
            .expect("these tests need the ffmpeg program");
        assert!(made.success(), "{name}");
    };
    ffmpeg(&["color=size=16000x4400:rate=1:duration=1", "-c:v", "png", "-pix_fmt", "monob"], "huge.mov");
    ffmpeg(&["testsrc=duration=1", "-frames:v", "0", "-c:v", "libx264"], "bare.mkv");
    for (file, word) in [
        ("list.mp4", "this kind of file is not read"),
        ("concat.mp4", "this kind of file is not read"),
        ("empty.mp4", "empty.mp4"),
        ("words.mov", "words.mov"),
        ("folder.mp4", "this is a folder"),
        ("pipe.mp4", "this is a pipe"),
        ("/dev/zero", "this is a device"),
        ("picture.mp4", "is a still picture, not a video"),
        ("tune.wav", "has sound but no pictures"),
        ("gone.mp4", "gone.mp4"),
        ("huge.mov", "16000×4400"),
        ("bare.mkv", "bare.mkv"),
    ] {
        let text = format!("rushes: 1\ncanvas: {{ size: 160x90, duration: 1s }}\nlayers:\n  - {{ video: {file} }}\n");
        let path = desk.project("p.yaml", &text);
        let source = rushes::project::Source { path: &path, text: &text, set: &[] };
        let asked = std::time::Instant::now();
        let problems = rushes::export::prepare::examine(&source, None).0.problems;
        let errors: Vec<_> =
            problems.iter().filter(|problem| problem.severity == rushes::project::Severity::Error).collect();
        let [error] = errors[..] else { panic!("{file}: {problems:#?}") };
        assert_eq!((error.line, error.path.as_str()), (4, "layers[0].video"), "{error:?}");
        assert!(error.message.contains(word) && !error.message.contains('\n'), "{file}: {error:?}");
        assert!(asked.elapsed() < std::time::Duration::from_secs(20), "{file} held up the check");
    }
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
    let room = Room::new(&limits, meter.waits().clone(), vec![stop.clone()]);
    let clip = |source: &str| SoundClip::of(&desk.file(source), 144_000);
    let make = |source: &str, broken: &StopFlag| {
        let plan = SoundPlan { clips: vec![clip(source)], ..SoundPlan::silence(144_000) };
        let (key, settings) =
            (Digest::of(source.as_bytes()), SoundSettings { codec: SoundCodec::Aac, bitrate: 128_000 });
        let (plan, key, settings) = (&plan, &key, &settings);
        sound::make(Tune {
            key,
            plan,
            settings,
            facts: &facts,
            store: &store,
            room: &room,
            meter: &meter,
            instead_of: 0,
            stop: &stop,
            broken,
        })
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
