//! Disks that are full: the export waits, says why, goes on by itself, and what it makes is the same.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rushes::base::{Failure, Reason};
use rushes::config::Places;
use rushes::export::event::{Event, Level, Phase, Progress};
use rushes::export::journal::Journal;
use rushes::export::room::Room;
use rushes::export::waits::Waits;
use rushes::export::{self, ExportWork, Limits, Outcome, StopFlag, Stopped};

use super::films::walk;
use crate::support::desk::{Desk, FILM};
use crate::support::disk::SmallDisk;

/// Nothing is kept free, so that only a disk that is really full is waited for.
fn limits() -> Limits {
    Limits { least_free: 0, ..Limits::default() }
}

/// Exports, and once it has waited for a while asks `then` for room. Gives why it waited.
fn waits(work: &ExportWork, places: &Places, limits: &Limits, then: impl Fn() + Sync) -> (Outcome, Vec<String>) {
    let (said, when, done) = (Mutex::new(Vec::<String>::new()), Mutex::new(None::<Instant>), Mutex::new(false));
    let listener = |event: Event| match event {
        Event::Progress(Progress { waiting: Some(why), .. }) => {
            let mut when = when.lock().unwrap();
            let mut said = said.lock().unwrap();
            if said.last() != Some(&why) {
                said.push(why);
            }
            // It waits on: that is told again and again, and is no failure.
            if when.get_or_insert_with(Instant::now).elapsed() > Duration::from_millis(600) && !*done.lock().unwrap() {
                *done.lock().unwrap() = true;
                then();
            }
        }
        Event::Log(line) if line.level == Level::Warning => {
            assert!(line.text.starts_with("waiting: "), "{line:?}");
        }
        _ => {}
    };
    let outcome = export::run(work, places, limits, &StopFlag::default(), &listener);
    (outcome, said.into_inner().unwrap())
}

fn undisturbed(desk: &Desk, work: &ExportWork) -> Vec<u8> {
    let work = ExportWork { output: Some(desk.file("undisturbed.mp4")), ..work.clone() };
    let (outcome, _) = desk.export_with(&work, &Limits::default(), &Places::under(&desk.file("elsewhere")));
    outcome.result.unwrap();
    fs::read(desk.file("undisturbed.mp4")).unwrap()
}

/// A film of one chunk that is larger than what a writer keeps in memory: noise, turned.
fn noisy(desk: &Desk) -> std::path::PathBuf {
    let mut state = 1u32;
    let noise = image::RgbImage::from_fn(256, 256, |_, _| {
        image::Rgb([0; 3].map(|_: u8| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }))
    });
    noise.save(desk.file("noise.png")).unwrap();
    let text = "rushes: 1\ncanvas: { size: 320x180, fps: 25, duration: 4s }\nlayers:\n  - { image: noise.png, scale: 2, rotate: [ 0s: 0, 4s: 90 ] }\nexports: { default: { quality: high, chunk: 4s, video: { gop: 4s, crf: 2 } } }\n";
    desk.project("noisy.yaml", text)
}

#[test]
fn a_disk_that_fills_up_in_the_middle_of_a_chunk_is_waited_for() {
    let desk = Desk::new();
    let project = noisy(&desk);
    let work = desk.work(&project);
    let home = desk.file("small");
    let Some(disk) = SmallDisk::mount(&home, 1_500) else { return };
    let made = undisturbed(&desk, &work);
    assert!(made.len() > 2 << 20, "{} bytes fit on the small disk", made.len());
    let limits = limits();
    let (outcome, said) = waits(&work, &Places::under(&home), &limits, || disk.resize(64 << 10));
    let output = outcome.result.unwrap().output;
    assert!(said.iter().any(|why| why.contains("/small/cache/chunks/") && why.contains("free some space")), "{said:?}");
    assert_eq!(outcome.chunks_encoded, 1, "the encoder goes on where it stood");
    assert!(fs::read(output).unwrap() == made, "waiting changed the bytes");
}

#[test]
fn a_full_output_disk_is_waited_for_and_nothing_half_made_gets_its_name() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let Some(disk) = SmallDisk::mount(&desk.file("films"), 2_048) else { return };
    let mut work = desk.work(&project);
    let made = undisturbed(&desk, &work);
    // Before anything is made, and again when all chunks are there.
    for (name, when) in [("before.mp4", Phase::Prepare), ("after.mp4", Phase::Finalize)] {
        work.output = Some(desk.file("films").join(name));
        let (filled, emptied, said) = (Mutex::new(None), Mutex::new(false), Mutex::new(String::new()));
        let listener = |event: Event| {
            let Event::Progress(progress) = event else { return };
            let mut filled = filled.lock().unwrap();
            if progress.phase == when && filled.is_none() {
                *filled = Some(disk.fill(4));
            }
            if let (Some(why), Some(filler)) = (progress.waiting, filled.as_ref()) {
                let mut emptied = emptied.lock().unwrap();
                if !*emptied {
                    assert!(!desk.file("films").join(name).exists());
                    assert_eq!(names(&desk.file("films")).iter().filter(|name| name.starts_with('.')).count(), 0);
                    *said.lock().unwrap() = why;
                    fs::remove_file(filler).unwrap();
                    *emptied = true;
                }
            }
        };
        let outcome = export::run(&work, &desk.places(), &limits(), &StopFlag::default(), &listener);
        assert!(fs::read(outcome.result.unwrap().output).unwrap() == made);
        let why = said.into_inner().unwrap();
        assert!(why.contains("/films: ") && why.contains("are free") && why.contains("free some space"), "{why}");
    }
    let there = ["after.mp4", "after.mp4.receipt.json", "before.mp4", "before.mp4.receipt.json"];
    assert_eq!(names(&desk.file("films")), there);
}

#[test]
fn a_step_that_finds_no_room_is_done_again_and_any_other_failure_is_told_at_once() {
    let desk = Desk::new();
    let (waits, stop) = (Waits::default(), StopFlag::default());
    let room = Room::new(&limits(), waits.clone(), vec![stop.clone()]);
    let failure = |reason| Err::<u32, _>(Stopped::Failed(Failure::new(reason, "the film: no space")));
    let mut tries = 0;
    let done = room.patiently((desk.path(), 0), || {
        tries += 1;
        assert_eq!(waits.told(), (tries > 1).then(|| "the film: no space".to_owned()));
        if tries < 3 { failure(Reason::DiskFull) } else { Ok(tries) }
    });
    assert_eq!(done, Ok(3));
    assert_eq!(waits.told(), None, "it does not wait any more");
    assert_eq!(room.patiently((desk.path(), 0), || failure(Reason::Permission)), failure(Reason::Permission));
    stop.raise();
    assert_eq!(room.patiently((desk.path(), 0), || failure(Reason::DiskFull)), Err(Stopped::Cancelled));
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        walk(folder).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_is_to_stay_free_is_waited_for_and_cancelled_at_once_or_given_up_in_time() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    // More than any disk has.
    let limits = Limits { least_free: 1 << 60, ..Limits::default() };
    let stop = StopFlag::default();
    let asked = Mutex::new(None);
    let listener = |event: Event| {
        let Event::Progress(progress) = event else { return };
        if progress.waiting.is_some_and(|why| why.contains("the export needs")) {
            asked.lock().unwrap().get_or_insert_with(Instant::now);
            stop.raise();
        }
    };
    let outcome = export::run(&desk.work(&project), &desk.places(), &limits, &stop, &listener);
    assert_eq!(outcome.result, Err(Stopped::Cancelled));
    let took = asked.lock().unwrap().expect("it waited").elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");

    let limits = Limits { disk_wait: Duration::ZERO, ..limits };
    let (outcome, _) = desk.export_with(&desk.work(&project), &limits, &desk.places());
    let Err(Stopped::Failed(failure)) = outcome.result else { panic!("{:?}", outcome.result) };
    assert_eq!(failure.reason, Reason::DiskFull);
    assert!(failure.message.contains("are free") && failure.message.contains("free some space"), "{failure}");
    assert!(!desk.file("renders/film.mp4").exists());
}

#[test]
fn a_log_on_a_full_disk_keeps_its_lines_until_there_is_room() {
    let line = |event: &Event| serde_json::to_vec(event);
    let log = |text: &str| Event::Log(rushes::export::event::LogLine { at: 0, level: Level::Info, text: text.into() });
    let full = Journal::open(Path::new("/dev/full")).unwrap();
    full.append(&log("kept"), line);
    assert!(full.waits().is_some_and(|why| why.contains("/dev/full: ")));
    let told = full.told_with(Event::Progress(Progress::default()));
    assert!(matches!(told, Event::Progress(Progress { waiting: Some(_), .. })), "{told:?}");
    full.settle(Duration::from_secs(60), || false);

    let desk = Desk::new();
    let Some(disk) = SmallDisk::mount(&desk.file("logs"), 64) else { return };
    let path = desk.file("logs/log.jsonl");
    let journal = Journal::open(&path).unwrap();
    let filler = disk.fill(4);
    // More than there is room for; the last one that fits is cut off somewhere.
    let texts: Vec<String> = (0..200).map(|number| format!("line {number} {}", "x".repeat(90))).collect();
    for text in &texts {
        journal.append(&log(text), line);
        journal.append(&Event::Progress(Progress::default()), line);
    }
    assert!(journal.waits().is_some());
    fs::remove_file(filler).unwrap();
    journal.settle(Duration::from_secs(60), || true);
    assert!(journal.waits().is_none());
    let written = fs::read_to_string(&path).unwrap();
    let events: Vec<Event> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<_> = events
        .into_iter()
        .filter_map(|event| if let Event::Log(line) = event { Some(line.text) } else { None })
        .collect();
    assert_eq!(found, texts, "lines were lost or changed places");
}
