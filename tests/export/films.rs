//! Whole exports: right, the same every time, and resumed from what is there.

use std::fs;
use std::path::Path;

use rushes::base::Rational;
use rushes::export::event::{Event, Phase};
use rushes::export::receipt::{Receipt, path_for};
use rushes::export::{Limits, Outcome};
use rushes::media::{self, InspectedShape};

use crate::support::desk::{Desk, FILM};

fn published(outcome: &Outcome) -> &Path {
    match &outcome.result {
        Ok(completed) => &completed.output,
        Err(stopped) => panic!("{stopped:?}"),
    }
}

#[test]
fn a_film_goes_from_yaml_to_a_verified_file() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let (outcome, events) = desk.export(&desk.work(&project));
    let output = published(&outcome);
    assert_eq!(output, desk.file("renders/film.mp4"));

    let found = media::inspect(output).unwrap();
    assert_eq!(found.streams.len(), 2);
    let (picture, tune) = (&found.streams[0], &found.streams[1]);
    assert_eq!((picture.codec.as_str(), picture.profile.as_str()), ("h264", "High"));
    let InspectedShape::Video { width, height, pixel_format, frame_rate, color, frames, .. } = &picture.shape else {
        panic!("{picture:?}")
    };
    assert_eq!((*width, *height, pixel_format.as_str(), *frames), (160, 90, "yuv420p", 75));
    assert_eq!((color.primaries, color.transfer, color.matrix, color.full_range), (1, 1, 1, false));
    assert_eq!(*frame_rate, Some(Rational::from_int(25)));
    assert_eq!(picture.duration, Some(Rational::from_int(3)));
    let InspectedShape::Audio { rate, samples, .. } = &tune.shape else { panic!("{tune:?}") };
    assert_eq!(*rate, 48_000);
    assert!((144_000..=144_000 + 1024).contains(samples), "{samples}");
    assert!(fs::read(output).unwrap().windows(8).any(|window| window == b"colrnclx"));

    let receipt = Receipt::read(&path_for(output)).unwrap();
    assert_eq!((receipt.frames, receipt.chunks.len()), (75, 3));
    assert!(receipt.check.iter().all(|line| line.ok) && receipt.check.len() >= 12);
    assert_eq!(receipt.sources.len(), 2);

    let hidden: Vec<_> = fs::read_dir(desk.file("renders")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(hidden.len(), 2, "nothing but the file and its receipt: {hidden:?}");
    progress_makes_sense(&events);
}

fn progress_makes_sense(events: &[Event]) {
    let progress: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Progress(progress) => Some(progress),
            _ => None,
        })
        .collect();
    assert!(progress.windows(2).all(|pair| pair[0].percent <= pair[1].percent), "percent never falls");
    assert!(progress.windows(2).all(|pair| pair[0].phase <= pair[1].phase));
    let last = progress.last().unwrap();
    assert_eq!((last.phase, last.frame, last.frames), (Phase::Finalize, 75, 75));
    assert_eq!((last.chunks_done, last.chunks), (3, 3));
}

#[test]
fn the_same_project_gives_the_same_bytes_whatever_the_lanes() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let mut files = Vec::new();
    for (name, lanes, ring_slots) in [("one", 1, 4), ("again", 1, 2), ("two", 2, 4)] {
        let mut work = desk.work(&project);
        work.output = Some(desk.file(&format!("{name}.mp4")));
        // A home of its own: no chunk of an earlier run is found.
        let places = rushes::config::Places::under(&desk.file(name));
        let limits = Limits { lanes, ring_slots, ..Limits::default() };
        let (outcome, _) = desk.export_with(&work, &limits, &places);
        assert_eq!(outcome.chunks_encoded, 3);
        files.push(fs::read(published(&outcome)).unwrap());
    }
    assert!(files[0] == files[1], "a second run differs");
    assert!(files[0] == files[2], "two lanes differ");
}

#[test]
fn a_last_chunk_of_one_or_two_frames_can_be_joined() {
    let desk = Desk::new();
    // x264 learns its delay at the third frame, so chunks shorter than that begin at other decoding times.
    for (frames, chunk) in [(1, 50), (2, 50), (51, 50), (52, 50), (4, 3), (5, 3), (3, 1), (4, 2)] {
        let project = desk.short_film(frames, chunk);
        let (outcome, _) = desk.export(&desk.work(&project));
        let found = media::inspect(published(&outcome)).unwrap();
        let picture = &found.streams[0];
        let InspectedShape::Video { frames: shown, frame_rate, .. } = &picture.shape else { panic!("{picture:?}") };
        assert_eq!((*shown, *frame_rate), (u64::from(frames), Some(Rational::from_int(25))), "{frames} of {chunk}");
        assert_eq!(picture.last, Some(Rational::new(i64::from(frames) - 1, 25)));
    }
}

#[test]
fn a_resumed_export_makes_only_what_is_missing_and_the_same_bytes() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let (first, _) = desk.export(&desk.work(&project));
    let bytes = fs::read(published(&first)).unwrap();
    let receipt = Receipt::read(&path_for(published(&first))).unwrap();

    let key = receipt.chunks[1].key.to_hex();
    let chunk = walk(&desk.places().chunks()).into_iter().find(|path| path.to_string_lossy().contains(&key)).unwrap();
    fs::remove_file(chunk).unwrap();
    let (second, _) = desk.export(&desk.work(&project));
    assert_eq!(second.chunks_encoded, 1);
    assert!(fs::read(published(&second)).unwrap() == bytes);
}

#[test]
fn a_damaged_chunk_is_made_again() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let (first, _) = desk.export(&desk.work(&project));
    let bytes = fs::read(published(&first)).unwrap();
    let receipt = Receipt::read(&path_for(published(&first))).unwrap();
    let key = receipt.chunks[2].key.to_hex();
    let path = walk(&desk.places().chunks()).into_iter().find(|path| path.to_string_lossy().contains(&key)).unwrap();
    let mut chunk = fs::read(&path).unwrap();
    let middle = chunk.len() / 2;
    chunk[middle] ^= 1;
    fs::write(&path, chunk).unwrap();
    let (second, _) = desk.export(&desk.work(&project));
    assert_eq!(second.chunks_encoded, 1);
    assert!(fs::read(published(&second)).unwrap() == bytes);
}

#[test]
fn changing_one_title_renders_only_its_chunk_again() {
    let desk = Desk::new();
    let text = FILM.replace("text: Hello,", "text: Hello, at: 2s..3s,");
    let project = desk.project("film.yaml", &text);
    assert_eq!(desk.export(&desk.work(&project)).0.chunks_encoded, 3);
    let project = desk.project("film.yaml", &text.replace("Hello", "Servus"));
    let (second, _) = desk.export(&desk.work(&project));
    published(&second);
    assert_eq!(second.chunks_encoded, 1);
}

#[test]
fn an_exported_film_can_be_a_clip_in_another_one() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    published(&desk.export(&desk.work(&project)).0);
    let text = "rushes: 1\ncanvas: { size: 320x180, fps: 30000/1001 }\naudio:\n  - { source: renders/film.mp4, from: 1s..3s }\nlayers:\n  - { video: renders/film.mp4, at: 0s..2s, from: 1s..3s }\nexports: { default: { quality: draft } }\n";
    let second = desk.project("second.yaml", text);
    let (outcome, _) = desk.export(&desk.work(&second));
    let found = media::inspect(published(&outcome)).unwrap();
    let picture = &found.streams[0];
    assert!(matches!(picture.shape, InspectedShape::Video { frames: 60, .. }), "{picture:?}");
    assert_eq!(picture.last, Some(Rational::new(59 * 1001, 30_000)));
}

pub fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}
