//! The cache as its owner sees it: how much there is, whether it is whole, and room that is made without taking from
//! anybody what he is working with.

#![expect(clippy::print_stderr, reason = "what was measured")]

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use rushes::base::Digest;
use rushes::export::cache::{Cache, Kind, Prune, Stock};
use rushes::export::store::{ChunkHeader, ChunkStore, Claim, SIGNATURE_BYTES};
use rushes::media::packet::{Packet, StreamParameters, StreamShape};
use serde_json::Value;

use crate::support::desk::{Desk, FILM};
use crate::support::program::Program;

fn key(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

/// A chunk of one packet of so many bytes that was used so many hours ago.
fn put(desk: &Desk, name: &str, bytes: usize, hours: u64) -> PathBuf {
    let color = rushes::base::facts::ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false };
    let shape = StreamShape::Video {
        width: 16,
        height: 16,
        pixel_format: "yuv420p".into(),
        frame_rate: rushes::base::Rational::from_int(25),
        color,
        chroma_location: 1,
        hdr: None,
    };
    let parameters = StreamParameters {
        codec: "h264".into(),
        time_base: rushes::base::Rational::new(1, 25),
        extradata: Vec::new(),
        bit_rate: 0,
        profile: 100,
        level: 10,
        shape,
    };
    let header = ChunkHeader { key: key(name), parameters, first_frame: 0, frames: 1 };
    let Claim::Mine(mut writer) = store(desk).begin(&header).unwrap() else { panic!("it is there") };
    writer.push(&Packet { duration: 1, key: true, bytes: vec![7; bytes], ..Packet::default() }).unwrap();
    writer.push_signature(&[0; SIGNATURE_BYTES]).unwrap();
    let path = writer.finish().unwrap().path;
    let used = SystemTime::now() - Duration::from_secs(hours * 3600);
    File::options().append(true).open(&path).unwrap().set_modified(used).unwrap();
    path
}

fn store(desk: &Desk) -> ChunkStore {
    ChunkStore::open(&desk.places().chunks()).unwrap()
}

fn stock(cache: &Cache, kind: Kind) -> Stock {
    cache.stocks().unwrap().into_iter().find(|stock| stock.kind == kind).unwrap()
}

#[test]
fn room_is_made_of_what_was_not_used_for_longest_and_nobody_holds() {
    let desk = Desk::new();
    let places = desk.places();
    let paths = ["old", "held", "middle", "new"].map(|name| name.to_owned());
    let hours = [50, 40, 30, 1];
    let paths: Vec<PathBuf> = paths.iter().zip(hours).map(|(name, hours)| put(&desk, name, 100_000, hours)).collect();
    let left = || paths.iter().map(|path| path.exists()).collect::<Vec<_>>();
    let lease = store(&desk).lease(&[key("held")]).unwrap();
    let cache = Cache::open(&places).unwrap();
    let chunks = stock(&cache, Kind::Chunks);
    assert_eq!((chunks.files, chunks.held_files), (4, 1));
    assert_eq!(chunks.held_bytes, fs::metadata(&paths[1]).unwrap().len());

    let pruned = cache.prune(Prune::To(350_000), SystemTime::now()).unwrap();
    assert_eq!((pruned.files, left()), (1, vec![false, true, true, true]));
    let pruned = cache.prune(Prune::Older(Duration::from_secs(20 * 3600)), SystemTime::now()).unwrap();
    assert_eq!((pruned.files, left()), (1, vec![false, true, false, true]));
    assert!(pruned.held > 0 && pruned.left > pruned.held);
    cache.prune(Prune::All, SystemTime::now()).unwrap();
    assert_eq!(left(), [false, true, false, false]);
    drop(lease);
    let pruned = cache.prune(Prune::To(0), SystemTime::now()).unwrap();
    assert_eq!((pruned.left, left()), (0, vec![false; 4]));
}

#[test]
fn reading_all_chunks_finds_the_damaged_one_and_is_no_use_of_the_others() {
    let desk = Desk::new();
    let places = desk.places();
    let paths = ["a", "b", "c"].map(|name| put(&desk, name, 300_000, 10));
    let used = || fs::metadata(&paths[0]).unwrap().modified().unwrap();
    let before = used();
    let mut bytes = fs::read(&paths[1]).unwrap();
    bytes[150_000] ^= 1;
    fs::write(&paths[1], bytes).unwrap();
    let proof = Cache::open(&places).unwrap().verify(&|| Ok(())).unwrap();
    assert_eq!((proof.chunks, proof.damaged), (3, vec![key("b")]));
    assert_eq!(paths.iter().filter(|path| path.exists()).count(), 2);
    assert_eq!(used(), before);
}

#[test]
fn the_words_show_check_and_prune() {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let program = Program::new(&desk.file("home"));
    let empty: Value = program.json(&["cache", "--json"]);
    assert_eq!((&empty["bytes"], &empty["kinds"][0]["kind"]), (&Value::from(0), &Value::from("chunks")));
    program.prints(&["render", project.to_str().unwrap()]);
    let shown = program.json(&["cache", "show", "--json"]);
    assert_eq!(shown["kinds"][0]["files"], 4, "three chunks and the sound: {shown}");
    assert_eq!(shown["held"], 0, "{shown}");
    assert!(shown["limit"] == 20_u64 << 30 && shown["free"].is_u64(), "{shown}");
    assert!(program.prints(&["cache"]).contains("4  "), "{}", program.prints(&["cache"]));
    assert_eq!(program.prints(&["cache", "verify"]).lines().last().unwrap().split(" chunks").next(), Some("4 of 4"));
    let victim = fs::read_dir(desk.places().chunks()).unwrap().flatten().find(|entry| entry.file_name().len() == 2);
    let victim = fs::read_dir(victim.unwrap().path()).unwrap().flatten().next().unwrap().path();
    fs::write(&victim, b"no chunk at all").unwrap();
    let found = program.run(&["cache", "verify", "--json"]);
    assert_eq!(found.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(found["damaged"].as_array().unwrap().len(), 1, "{found}");
    program.prints(&["cache", "prune", "--older", "1d"]);
    assert_eq!(program.chunks(), 3, "nothing is that old");
    let small = program.command(&["cache", "prune"]).env("RUSHES_STORE", "1k").output().unwrap();
    assert!(small.status.success());
    assert_eq!(program.chunks(), 0, "the usual size is what RUSHES_STORE says");
    for wrong in [
        &["cache", "prune", "--to", "much"][..],
        &["cache", "prune", "--all", "--older", "3d"],
        &["cache", "prune", "--older", "3 moons"],
    ] {
        assert_eq!(program.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

/// As many and as large as those of half an hour in 1080p. Writes 1.5 GB, so that it only runs where `RUSHES_LARGE` asks.
#[test]
fn five_hundred_chunks_are_found_and_read_in_two_seconds() {
    if std::env::var_os("RUSHES_LARGE").is_none() {
        return;
    }
    let desk = Desk::new();
    let names: Vec<String> = (0..500).map(|number| number.to_string()).collect();
    names.iter().for_each(|name| drop(put(&desk, name, 3 << 20, 1)));
    let keys: Vec<Digest> = names.iter().map(|name| key(name)).collect();
    let (store, since) = (store(&desk), std::time::Instant::now());
    let one_by_one = keys.iter().filter(|key| store.verified(key).unwrap().is_some()).count();
    let alone = since.elapsed();
    let since = std::time::Instant::now();
    let found = store.verified_all(&keys, true, &|| Ok(())).unwrap();
    let together = since.elapsed();
    let since = std::time::Instant::now();
    let seen = keys.iter().filter(|key| store.find(key).is_some()).count();
    eprintln!("500 chunks: {alone:?} one by one, {together:?} together; {:?} to see them", since.elapsed());
    assert_eq!((one_by_one, found.iter().flatten().count(), seen), (500, 500, 500));
    assert!(together < Duration::from_secs(2));
}
