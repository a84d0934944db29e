//! Lanes: as many as fit, made along with others, shared with other processes; and never a different film.

use std::fs;
use std::sync::Mutex;

use rushes::config::Places;
use rushes::export::budget::{Film, fit};
use rushes::export::event::{Bottleneck, Event, Progress, Shares};
use rushes::export::receipt::{Receipt, path_for};
use rushes::export::store::{ChunkStore, Claim};
use rushes::export::{self, ExportWork, Limits, StopFlag};

use crate::support::desk::{Desk, FILM};

const FHD: (u32, u32) = (1920, 1080);
const UHD: (u32, u32) = (3840, 2160);

fn film(size: (u32, u32), software: bool) -> Film<'static> {
    let frame_bytes = u64::from(size.0) * u64::from(size.1) * 3 / 2;
    Film { size, canvas: size, frame_bytes, encoders: &["libx264"], software }
}

fn limits(lanes: usize, memory: u64) -> Limits {
    Limits { lanes, memory_bytes: memory, cache_bytes: memory / 4, ..Limits::default() }
}

#[test]
fn lanes_are_as_many_as_memory_allows_and_one_at_least() {
    let (two, told) = fit(&limits(2, 4 << 30), &film(FHD, true));
    assert_eq!((two.lanes, two.ring_slots, told), (2, 4, None), "nothing is taken away where all fits");
    let (eight, told) = fit(&limits(8, 2 << 30), &film(FHD, true));
    assert!((3..=5).contains(&eight.lanes), "{eight:?}");
    let told = told.unwrap();
    assert!(told.contains(&format!("{} instead of 8 lanes", eight.lanes)) && told.contains("2.0G"), "{told}");
    assert!(film(FHD, true).bytes(&eight) <= 2 << 30);
    let (large, _) = fit(&limits(2, 2 << 30), &film(UHD, true));
    assert_eq!(large.lanes, 1);
    let (small, told) = fit(&limits(4, 64 << 20), &film(UHD, true));
    assert_eq!((small.lanes, small.ring_slots), (1, 2), "the least with which it works at all");
    assert!(told.unwrap().contains("RUSHES_MEMORY"));
}

#[test]
fn lanes_fit_into_the_memory_of_an_adapter_that_has_its_own() {
    let (roomy, _) = fit(&Limits { device_bytes: 8 << 30, ..limits(4, 32 << 30) }, &film(UHD, false));
    assert_eq!(roomy.lanes, 4);
    let (tight, told) = fit(&Limits { device_bytes: 700 << 20, ..limits(4, 32 << 30) }, &film(UHD, false));
    assert!((1..=2).contains(&tight.lanes), "{tight:?}");
    assert!(told.unwrap().contains("instead of 4 lanes"));
}

#[test]
fn several_encoders_in_a_lane_take_their_memory_each() {
    let one = film(FHD, true);
    let three = Film { encoders: &["libx264", "libx265", "libsvtav1"], ..one };
    assert!(three.bytes_a_lane(4) > one.bytes_a_lane(4) * 3);
}

#[test]
fn progress_says_where_the_time_goes_and_that_no_frame_was_lost() {
    let desk = Desk::new();
    let project = desk.short_film(100, 25);
    let (outcome, events) = desk.export(&desk.work(&project));
    outcome.result.unwrap();
    let told: Vec<Progress> = events
        .into_iter()
        .filter_map(|event| if let Event::Progress(progress) = event { Some(progress) } else { None })
        .collect();
    assert!(told.iter().all(|progress| progress.dropped == 0 && progress.waiting.is_none()));
    let last = told.iter().rev().find(|progress| progress.lanes > 0).expect("lanes at work");
    assert!(last.lanes as usize <= Limits::default().lanes);
    let last = told.last().unwrap();
    assert_eq!((last.composed, last.encoded), (100, 100), "{last:?}");
    assert!(last.rates.compose_ms > 0.0 && last.rates.encode_ms > 0.0);
    for Progress { shares, .. } in &told {
        let lane = shares.decode + shares.compose + shares.readback_wait + shares.encode_wait;
        assert!(lane <= 1.1, "a lane has no more than its time: {shares:?}");
    }
}

#[test]
fn the_bottleneck_is_what_most_of_the_time_goes_into() {
    let of = |decode, compose, readback_wait, encode_wait| {
        Shares { decode, compose, readback_wait, encode_wait, encode: 0.9 }.bottleneck()
    };
    assert_eq!(of(0.1, 0.2, 0.1, 0.6), Some(Bottleneck::Encode));
    assert_eq!(of(0.5, 0.2, 0.1, 0.1), Some(Bottleneck::Decode));
    assert_eq!(of(0.1, 0.2, 0.6, 0.1), Some(Bottleneck::Readback));
    assert_eq!(of(0.1, 0.7, 0.1, 0.1), Some(Bottleneck::Compose));
    assert_eq!(of(0.05, 0.1, 0.1, 0.1), None, "too little to tell");
    assert_eq!(Bottleneck::Encode.words(), "waiting for the encoder");
}

/// Two exports that show the same frames, one that shows others, and one that cuts them elsewhere.
fn several() -> String {
    let head = FILM.split("exports:").next().unwrap().to_owned();
    head + "exports:\n  fine: { quality: high, chunk: 1s, output: fine.mp4, video: { gop: 1s } }\n  rough: { quality: low, chunk: 1s, output: rough.mp4, video: { gop: 200ms } }\n  small: { quality: low, size: 80x46, chunk: 1s, output: small.mp4, video: { gop: 1s } }\n  whole: { quality: low, chunk: 3s, output: whole.mp4, video: { gop: 1s } }\n"
}

#[test]
fn exports_of_the_same_frames_are_composed_once_and_are_what_they_are_alone() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", &several());
    let names = ["fine", "rough", "small", "whole"];
    let also: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut encoded = Vec::new();
    for name in names {
        let together = ExportWork { export: name.into(), also: also.clone(), ..desk.work(&project) };
        let (outcome, events) = desk.export(&together);
        let output = outcome.result.unwrap().output;
        encoded.push(outcome.chunks_encoded);
        if name == "fine" {
            let told = events.iter().any(
                |event| matches!(event, Event::Log(line) if line.text == "made along from the same frames: `rough`"),
            );
            assert!(told, "{events:#?}");
        }
        let alone = ExportWork { also: Vec::new(), output: Some(desk.file("alone.mp4")), ..together };
        let places = Places::under(&desk.file(&format!("home of {name}")));
        desk.export_with(&alone, &Limits::default(), &places).0.result.unwrap();
        assert!(fs::read(output).unwrap() == fs::read(desk.file("alone.mp4")).unwrap(), "{name} differs");
        let keys = |path| Receipt::read(&path_for(path)).unwrap().chunks.iter().map(|c| c.key).collect::<Vec<_>>();
        assert_eq!(keys(&desk.file(&format!("{name}.mp4"))), keys(&desk.file("alone.mp4")));
        fs::remove_file(desk.file("alone.mp4")).unwrap();
    }
    assert_eq!(encoded, [3, 0, 3, 1], "frames of `rough` were composed again");
}

#[test]
fn what_goes_wrong_with_one_export_loses_none_of_the_others() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", &several());
    let work = |name: &str| ExportWork { export: name.into(), ..desk.work(&project) };
    // Where the chunks of `rough` would go there are files instead of folders.
    let elsewhere = Places::under(&desk.file("elsewhere"));
    let outcome = desk.export_with(&work("rough"), &Limits::default(), &elsewhere).0;
    let receipt = Receipt::read(&path_for(&outcome.result.unwrap().output)).unwrap();
    let own: Vec<String> = receipt.chunks.iter().map(|chunk| chunk.key.to_hex()[..2].to_owned()).collect();
    fs::remove_file(desk.file("rough.mp4")).unwrap();
    fs::create_dir_all(desk.places().chunks()).unwrap();
    own.iter().for_each(|shard| fs::write(desk.places().chunks().join(shard), "in the way").unwrap());
    let also = vec!["fine".to_owned(), "rough".to_owned()];
    let (outcome, events) = desk.export(&ExportWork { also, ..work("fine") });
    outcome.result.unwrap();
    let told = |event: &Event| matches!(event, Event::Log(line) if line.text.starts_with("export `rough` is not made along: "));
    assert_eq!(events.iter().filter(|event| told(event)).count(), 1, "{events:#?}");
}

#[test]
fn a_chunk_that_another_process_makes_is_waited_for_by_name() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let (first, _) = desk.export(&desk.work(&project));
    let made = fs::read(first.result.unwrap().output).unwrap();
    let receipt = Receipt::read(&path_for(&desk.file("renders/film.mp4"))).unwrap();
    let store = ChunkStore::open(&desk.places().chunks()).unwrap();
    let stored = store.find(&receipt.chunks[1].key).unwrap();
    let header = stored.reader().unwrap().header().clone();
    fs::remove_file(&stored.path).unwrap();
    let Claim::Mine(writer) = store.begin(&header).unwrap() else { panic!("nobody else is here") };
    let busy = store.busy(&header.key).unwrap();
    assert_eq!(busy.author.unwrap().process.pid, std::process::id());

    let writer = Mutex::new(Some(writer));
    let said = Mutex::new(None);
    let listener = |event: Event| {
        let Event::Progress(Progress { waiting: Some(why), .. }) = event else { return };
        said.lock().unwrap().get_or_insert(why);
        writer.lock().unwrap().take();
    };
    let outcome =
        export::run(&desk.work(&project), &desk.places(), &Limits::default(), &StopFlag::default(), &listener);
    assert!(fs::read(outcome.result.unwrap().output).unwrap() == made);
    assert_eq!(outcome.chunks_encoded, 1, "whoever was at it gave it up, so that it is made here");
    let why = said.into_inner().unwrap().expect("it waited");
    assert_eq!(why, format!("chunk 2 is being made by another export, process {}", std::process::id()));
    assert_eq!(store.busy(&header.key), None);
}
