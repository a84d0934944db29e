//! The chunk store: what is in it is whole, whatever happened while it was made.

use std::collections::HashSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use proptest::prelude::*;
use rushes::base::author::Author;
use rushes::base::facts::ColorFacts;
use rushes::base::process::ProcessIdentity;
use rushes::base::{Digest, Rational, Reason};
use rushes::export::store::{
    ChunkHeader, ChunkLog, ChunkReader, ChunkStore, ChunkWriter, Claim, Record, SAMPLES_SIGNED, SIGNATURE_BYTES,
};
use rushes::media::packet::{Packet, SideData, StreamParameters, StreamShape};
use tempfile::TempDir;

fn key(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

fn picture(key: Digest, frames: u64) -> ChunkHeader {
    let color = ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false };
    ChunkHeader {
        key,
        parameters: StreamParameters {
            codec: "h264".into(),
            time_base: Rational::new(1001, 30_000),
            extradata: vec![1, 100, 0, 40, 255],
            bit_rate: 0,
            profile: 100,
            level: 40,
            shape: StreamShape::Video {
                width: 1920,
                height: 1080,
                pixel_format: "yuv420p".into(),
                frame_rate: Rational::new(30_000, 1001),
                color,
                chroma_location: 1,
                hdr: None,
            },
        },
        first_frame: 240,
        frames,
    }
}

fn sound(key: Digest, samples: u64) -> ChunkHeader {
    let mut header = picture(key, samples);
    header.parameters.codec = "aac".into();
    header.parameters.shape = StreamShape::Audio { rate: 48_000, channels: 2, frame_size: 1024, initial_padding: 1024 };
    header
}

/// A packet whose content tells which one it is.
fn packet(index: i64, bytes: usize) -> Packet {
    let side = if index % 2 == 0 { vec![SideData { kind: 7, bytes: vec![index as u8; 11] }] } else { Vec::new() };
    let fill = (0..bytes).map(|place| (place as i64 * 31 + index) as u8).collect();
    Packet { pts: index * 2, dts: index - 3, duration: 1, key: index == 0, bytes: fill, side }
}

fn mine(store: &ChunkStore, header: &ChunkHeader) -> ChunkWriter {
    match store.begin(header).unwrap() {
        Claim::Mine(writer) => writer,
        Claim::Found(_) => panic!("it is there already"),
        Claim::BusyElsewhere => panic!("someone else makes it"),
    }
}

fn fill(writer: &mut ChunkWriter, frames: u64, bytes: usize) {
    for index in 0..frames {
        writer.push(&packet(index as i64, bytes)).unwrap();
        writer.push_signature(&[index as u8; SIGNATURE_BYTES]).unwrap();
    }
}

fn make(store: &ChunkStore, name: &str, frames: u64, bytes: usize) -> PathBuf {
    let mut writer = mine(store, &picture(key(name), frames));
    fill(&mut writer, frames, bytes);
    writer.finish().unwrap().path
}

fn store() -> (TempDir, ChunkStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = ChunkStore::open(&folder.path().join("chunks")).unwrap();
    (folder, store)
}

/// Every file in the store's shards, hidden ones too.
fn files(store: &ChunkStore) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let shards = fs::read_dir(store.folder()).unwrap().flatten().filter(|entry| entry.file_name() != "leases");
    for shard in shards {
        found.extend(fs::read_dir(shard.path()).unwrap().flatten().map(|entry| entry.path()));
    }
    found
}

fn until(what: &str, mut fact: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !fact() {
        assert!(Instant::now() < deadline, "waited for {what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_chunk_comes_back_as_it_was_put_in() {
    let (_folder, store) = store();
    let header = picture(key("a"), 5);
    assert!(store.find(&header.key).is_none());
    let mut writer = mine(&store, &header);
    fill(&mut writer, 5, 1000);
    let made = writer.finish().unwrap();
    assert_eq!(store.find(&header.key).as_ref(), Some(&made));
    let found = store.verified(&header.key).unwrap().unwrap();
    assert_eq!((found.footer.frames, found.footer.packets, found.footer.signatures), (5, 5, 5));
    let mut reader = found.reader().unwrap();
    assert_eq!(reader.header(), &header);
    for index in 0..5 {
        assert_eq!(reader.next_record().unwrap(), Some(Record::Packet(packet(index, 1000))));
        let signature = Record::Signature(Box::new([index as u8; SIGNATURE_BYTES]));
        assert_eq!(reader.next_record().unwrap(), Some(signature));
    }
    assert_eq!(reader.next_record().unwrap(), None);
    assert_eq!(reader.next_record().unwrap(), None);
    assert_eq!(files(&store), [found.path], "nothing but the chunk is left");
}

#[test]
fn sound_needs_a_signature_for_every_stretch_and_a_film_one_for_every_frame() {
    let (_folder, store) = store();
    let mut writer = mine(&store, &sound(key("unsigned"), 2048));
    writer.push(&packet(0, 300)).unwrap();
    assert!(writer.finish().is_err(), "nobody says what it sounds like");
    let mut writer = mine(&store, &sound(key("sound"), SAMPLES_SIGNED + 1));
    writer.push(&packet(0, 300)).unwrap();
    writer.push_signature(&[1; SIGNATURE_BYTES]).unwrap();
    writer.push_signature(&[2; SIGNATURE_BYTES]).unwrap();
    writer.push(&packet(1, 300)).unwrap();
    writer.finish().unwrap();
    let mut reader = store.verified(&key("sound")).unwrap().unwrap().reader().unwrap();
    assert_eq!(reader.next_packet().unwrap(), Some(packet(0, 300)));
    assert_eq!(reader.next_packet().unwrap(), Some(packet(1, 300)));
    assert_eq!(reader.next_packet().unwrap(), None);

    let mut writer = mine(&store, &picture(key("film"), 3));
    fill(&mut writer, 2, 100);
    assert!(writer.finish().is_err(), "one frame is missing");
    assert!(store.find(&key("film")).is_none());
    assert_eq!(files(&store).len(), 1);
}

#[test]
fn a_writer_that_is_dropped_leaves_nothing() {
    let (_folder, store) = store();
    let mut writer = mine(&store, &picture(key("a"), 9));
    fill(&mut writer, 4, 1 << 20);
    assert!(files(&store).iter().any(|path| path.extension().is_some_and(|kind| kind == "part")));
    drop(writer);
    assert!(files(&store).is_empty());
    assert!(store.find(&key("a")).is_none());
    mine(&store, &picture(key("a"), 9));
}

#[test]
fn two_who_want_the_same_chunk_dont_both_make_it() {
    let (_folder, store) = store();
    let other = ChunkStore::open(store.folder()).unwrap();
    let header = picture(key("a"), 2);
    let mut writer = mine(&store, &header);
    assert!(matches!(other.begin(&header).unwrap(), Claim::BusyElsewhere));
    assert!(matches!(other.begin(&picture(key("b"), 2)).unwrap(), Claim::Mine(_)));
    fill(&mut writer, 2, 10);
    writer.finish().unwrap();
    assert!(matches!(other.begin(&header).unwrap(), Claim::Found(chunk) if chunk.key == header.key));
}

#[test]
fn of_many_at_once_one_makes_each_chunk_and_all_get_it() {
    let (_folder, store) = store();
    let headers: Vec<ChunkHeader> = (0..12).map(|index| picture(key(&index.to_string()), 3)).collect();
    let made: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut made = 0;
                    for header in &headers {
                        until("the chunk", || match store.begin(header).unwrap() {
                            Claim::Mine(mut writer) => {
                                fill(&mut writer, 3, 5000);
                                writer.finish().unwrap();
                                made += 1;
                                true
                            }
                            Claim::Found(_) => true,
                            Claim::BusyElsewhere => false,
                        });
                    }
                    made
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(made, headers.len());
    assert_eq!(files(&store).len(), headers.len(), "no lock and no part is left");
}

const CHILD_STORE: &str = "RUSHES_TEST_CHUNK_STORE";

/// Not a test by itself: what the process does that `a_killed_process_…` kills.
#[test]
#[ignore = "runs as the child of another test"]
fn child_that_writes_a_chunk_forever() {
    let Some(folder) = std::env::var_os(CHILD_STORE) else { return };
    let store = ChunkStore::open(Path::new(&folder)).unwrap();
    let _lease = store.lease(&[key("leased")]).unwrap();
    let mut writer = mine(&store, &picture(key("a"), 1_000_000));
    let deadline = Instant::now() + Duration::from_secs(60);
    for index in 0.. {
        assert!(Instant::now() < deadline, "nobody killed this process");
        writer.push(&packet(index % 100, 1 << 16)).unwrap();
        if index > 200 {
            std::thread::park_timeout(Duration::from_secs(60));
        }
    }
}

#[test]
fn a_killed_process_loses_its_chunk_its_claim_and_its_lease_and_nothing_else() {
    let (_folder, store) = store();
    let whole = make(&store, "whole", 4, 100);
    make(&store, "leased", 4, 100);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "export::store::child_that_writes_a_chunk_forever", "--ignored"])
        .env(CHILD_STORE, store.folder())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let part = || files(&store).into_iter().find(|path| path.extension().is_some_and(|kind| kind == "part"));
    until("the child to write", || {
        assert!(child.try_wait().unwrap().is_none(), "the child ended");
        part().is_some_and(|path| fs::metadata(path).is_ok_and(|facts| facts.len() > 8 << 20))
    });

    // While it lives: its claim holds, its part stays, what it leased stays.
    assert!(matches!(store.begin(&picture(key("a"), 1)).unwrap(), Claim::BusyElsewhere));
    assert_eq!(store.sweep().unwrap().parts, 0);
    assert_eq!(store.evict(0).unwrap().chunks, 1);
    assert!(!whole.exists() && store.find(&key("leased")).is_some());
    make(&store, "whole", 4, 100);

    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    assert!(store.find(&key("a")).is_none());
    assert!(part().is_some(), "nobody could clean up");
    let swept = store.sweep().unwrap();
    assert!(swept.parts == 1 && swept.bytes > 8 << 20, "{swept:?}");
    assert!(part().is_none());
    assert_eq!(files(&store).len(), 2, "the chunks stay, the abandoned lock goes");
    assert!(matches!(store.begin(&picture(key("a"), 1)).unwrap(), Claim::Mine(_)));
    assert_eq!(store.evict(0).unwrap().chunks, 2, "the dead hold no lease");
    assert_eq!(fs::read_dir(store.folder().join("leases")).unwrap().count(), 0);
}

#[test]
fn a_sweep_spares_what_the_living_write_and_files_that_are_not_ours() {
    let (_folder, store) = store();
    let shard = store.folder().join("ab");
    fs::create_dir_all(&shard).unwrap();
    let mut dead = Command::new("true").spawn().unwrap();
    let gone = dead.id();
    dead.wait().unwrap();
    let me = Author::current().unwrap();
    let part = |place: u32, pid: u32, started: u64| {
        let author = Author { place, process: ProcessIdentity { pid, started } };
        shard.join(format!(".{}.{author}.part", key("a")))
    };
    let (pid, started) = (me.process.pid, me.process.started);
    let (stays, goes, reused) = (part(me.place, pid, started), part(me.place, gone, 17), part(me.place, pid, 1));
    // Another container counts its processes anew: whether this one lives there, nobody here knows.
    let (elsewhere, long_ago) = (part(!me.place, gone, 18), part(!me.place, gone, 19));
    let foreign = shard.join(".note.part");
    for path in [&stays, &goes, &reused, &elsewhere, &long_ago, &foreign] {
        fs::write(path, b"12345").unwrap();
    }
    used(&elsewhere, 23 * 3600);
    used(&long_ago, 25 * 3600);
    let swept = store.sweep().unwrap();
    assert_eq!((swept.parts, swept.bytes), (3, 15));
    assert!(stays.exists() && foreign.exists() && elsewhere.exists());
    assert!(!goes.exists() && !reused.exists() && !long_ago.exists());
}

#[test]
fn a_chunk_that_was_cut_anywhere_is_absent() {
    let (_folder, store) = store();
    let path = make(&store, "a", 2, 40);
    let bytes = fs::read(&path).unwrap();
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        assert_eq!(store.verified(&key("a")).unwrap(), None, "{length} of {} bytes", bytes.len());
        assert!(!path.exists(), "it is out of the way");
    }
    fs::write(&path, &bytes).unwrap();
    assert!(store.verified(&key("a")).unwrap().is_some());
    fs::write(&path, [&bytes[..], &[0]].concat()).unwrap();
    assert_eq!(store.verified(&key("a")).unwrap(), None, "one byte too many");
}

#[test]
fn a_bit_that_flips_anywhere_is_noticed_by_verification_and_by_the_reader() {
    let (_folder, store) = store();
    let path = make(&store, "a", 2, 40);
    let bytes = fs::read(&path).unwrap();
    for place in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        fs::write(&path, &flipped).unwrap();
        // What rots after the check is noticed by whoever reads the packets.
        let read = ChunkReader::open(&path).and_then(|mut reader| {
            while reader.next_packet()?.is_some() {}
            Ok(())
        });
        let failure = read.expect_err(&format!("byte {place} is wrong"));
        assert_eq!(failure.reason, Reason::VerifyFailed);
        assert_eq!(store.verified(&key("a")).unwrap(), None, "byte {place}");
    }
    assert!(matches!(store.begin(&picture(key("a"), 2)).unwrap(), Claim::Mine(_)), "it can be made again");
}

#[test]
fn a_chunk_under_another_key_is_no_chunk() {
    let (_folder, store) = store();
    let (a, b) = (make(&store, "a", 1, 10), make(&store, "b", 1, 10));
    fs::copy(&a, &b).unwrap();
    assert!(store.find(&key("b")).unwrap().reader().is_err());
    assert_eq!(store.verified(&key("b")).unwrap(), None);
    assert!(store.verified(&key("a")).unwrap().is_some());
}

#[test]
fn a_full_disk_is_named_and_leaves_nothing() {
    let (_folder, store) = store();
    let me = Author::current().unwrap();
    let header = picture(key("a"), 3);
    let shard = store.folder().join(&key("a").to_hex()[..2]);
    fs::create_dir_all(&shard).unwrap();
    for bytes in [100, 3 << 20] {
        let part = shard.join(format!(".{}.{me}.part", key("a")));
        std::os::unix::fs::symlink("/dev/full", &part).unwrap();
        let mut writer = mine(&store, &header);
        let pushed = (0..3).try_for_each(|index| {
            writer.push(&packet(index, bytes))?;
            writer.push_signature(&[0; SIGNATURE_BYTES])
        });
        let failure = pushed.and_then(|()| writer.finish().map(drop)).unwrap_err();
        assert_eq!(failure.reason, Reason::DiskFull, "{failure}");
        assert!(files(&store).is_empty());
    }
    make(&store, "a", 3, 100);
}

#[test]
fn a_store_that_is_deleted_under_a_writer_is_a_failure_that_trying_again_cures() {
    let (_folder, store) = store();
    let mut writer = mine(&store, &picture(key("a"), 1));
    fill(&mut writer, 1, 100);
    fs::remove_dir_all(store.folder()).unwrap();
    let failure = writer.finish().unwrap_err();
    assert!(failure.reason.recoverable(), "{failure}");
    make(&store, "a", 1, 100);
    assert!(store.verified(&key("a")).unwrap().is_some());
    fs::remove_dir_all(store.folder()).unwrap();
    assert_eq!(store.verified(&key("a")).unwrap(), None);
    assert_eq!(store.sweep().unwrap().parts, 0);
    assert_eq!(store.evict(0).unwrap().chunks, 0);
}

#[test]
fn what_cant_be_removed_is_left_and_the_rest_goes() {
    let (_folder, store) = store();
    let me = Author::current().unwrap();
    let (stuck, rest) = (make(&store, "a", 1, 10), make(&store, "b", 1, 10));
    let gone = Author { process: ProcessIdentity { started: 1, ..me.process }, ..me };
    let left = |path: &Path, name: &str| path.with_file_name(format!(".{}.{gone}.part", key(name)));
    // A folder under a file's name is what no one, not even root, removes as a file.
    fs::remove_file(&stuck).unwrap();
    for path in [&stuck, &left(&stuck, "a")] {
        fs::create_dir(path).unwrap();
    }
    fs::write(left(&rest, "b"), b"12345").unwrap();
    assert_eq!(store.sweep().unwrap().parts, 1);
    assert!(!left(&rest, "b").exists());
    assert_eq!(store.evict(0).unwrap().chunks, 1);
    assert!(!rest.exists() && stuck.exists());
}

fn used(path: &Path, seconds_ago: u64) {
    let time = SystemTime::now() - Duration::from_secs(seconds_ago);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn eviction_takes_the_least_recently_used_and_spares_what_is_leased() {
    let (_folder, store) = store();
    let mut size = 0;
    for (name, age) in [("a", 500), ("b", 400), ("c", 300), ("d", 200), ("e", 100)] {
        let path = make(&store, name, 1, 1000);
        size = fs::metadata(&path).unwrap().len();
        used(&path, age);
    }
    let there =
        || -> String { ["a", "b", "c", "d", "e"].into_iter().filter(|n| store.find(&key(n)).is_some()).collect() };

    assert_eq!(store.evict(size * 5).unwrap().chunks, 0, "all of them fit");
    let lease = store.lease(&[key("a"), key("not made yet")]).unwrap();
    store.verified(&key("b")).unwrap().unwrap();
    let evicted = store.evict(size * 3).unwrap();
    assert_eq!((evicted.chunks, evicted.bytes, evicted.kept), (2, size * 2, size * 3));
    assert_eq!(there(), "abe", "a is leased, b was just used");

    let second = store.lease(&[key("a"), key("e")]).unwrap();
    drop(lease);
    assert_eq!(store.evict(0).unwrap().kept, size * 2);
    assert_eq!(there(), "ae");
    drop(second);
    assert_eq!(store.evict(0).unwrap().kept, 0);
    assert_eq!(there(), "");
}

#[test]
fn a_lease_that_cant_be_understood_stops_eviction_while_it_is_held() {
    let (_folder, store) = store();
    make(&store, "a", 1, 10);
    let strange = store.folder().join("leases").join("1-2-x.lease");
    fs::create_dir_all(strange.parent().unwrap()).unwrap();
    fs::write(&strange, "keys of a later version").unwrap();
    let held = fs::File::open(&strange).unwrap();
    held.lock().unwrap();
    assert_eq!(store.evict(0).unwrap().chunks, 0);
    drop(held);
    assert_eq!(store.evict(0).unwrap().chunks, 1);
    assert!(!strange.exists());
}

fn read_all(bytes: &[u8]) -> bool {
    let reader = ChunkReader::from_reader(bytes, bytes.len() as u64, Path::new("bytes"));
    let Ok(mut reader) = reader else { return false };
    loop {
        match reader.next_record() {
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

fn any_packet() -> impl Strategy<Value = Packet> {
    let side =
        (any::<u32>(), prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(kind, bytes)| SideData { kind, bytes });
    let times = (any::<i64>(), any::<i64>(), any::<i64>(), any::<bool>());
    (times, prop::collection::vec(any::<u8>(), 0..300), prop::collection::vec(side, 0..4))
        .prop_map(|((pts, dts, duration, key), bytes, side)| Packet { pts, dts, duration, key, bytes, side })
}

fn logged(packets: &[Packet]) -> Vec<u8> {
    let mut log = ChunkLog::begin(Vec::new(), &sound(key("p"), 1)).unwrap();
    for packet in packets {
        log.push(packet).unwrap();
    }
    log.push_signature(&[7; SIGNATURE_BYTES]).unwrap();
    log.finish().unwrap().0
}

proptest! {
    #[test]
    fn any_packets_come_back(packets in prop::collection::vec(any_packet(), 0..12)) {
        let bytes = logged(&packets);
        let mut reader = ChunkReader::from_reader(&bytes[..], bytes.len() as u64, Path::new("bytes")).unwrap();
        for packet in packets {
            prop_assert_eq!(reader.next_packet().unwrap(), Some(packet));
        }
        prop_assert_eq!(reader.next_packet().unwrap(), None);
    }

    #[test]
    fn bytes_from_anywhere_are_no_chunk(bytes in prop::collection::vec(any::<u8>(), 0..600), as_ours in any::<bool>()) {
        let mut bytes = bytes;
        if as_ours {
            // As far as a real chunk's header, and then anything.
            let start = logged(&[]);
            bytes.splice(0..0, start[..start.len() - 73].iter().copied());
        }
        prop_assert!(!read_all(&bytes));
    }

    #[test]
    fn a_changed_chunk_never_passes(
        packets in prop::collection::vec(any_packet(), 1..6),
        hits in prop::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..5),
    ) {
        let mut bytes = logged(&packets);
        prop_assert!(read_all(&bytes));
        let places: HashSet<usize> = hits.iter().map(|(place, _)| place.index(bytes.len())).collect();
        for (place, (_, change)) in places.into_iter().zip(hits) {
            bytes[place] ^= change;
        }
        prop_assert!(!read_all(&bytes));
    }
}
