//! The index of an MP4 in front of its packets, in room that was left for it.

#![expect(clippy::print_stderr, reason = "what was measured")]

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use rushes::base::Rational;
use rushes::media::index_room::{Foreseen, room};
use rushes::media::{Index, Muxer, Packet, SOUND_RATE, StreamParameters, VideoEncoder};

use super::numbered::{encode, encode_sound, ffprobe, settings, tone};

struct Film {
    streams: Vec<StreamParameters>,
    /// By decoding time, with the number of the stream.
    packets: Vec<(usize, Packet)>,
}

impl Film {
    fn new(rate: Rational, gop: u32, frames: u64, samples: usize) -> Self {
        let settings = settings(rate, gop);
        let mut streams = vec![VideoEncoder::open(&settings).unwrap().parameters()];
        let mut packets: Vec<_> = encode(&settings, 0..frames).into_iter().map(|packet| (0, packet)).collect();
        if samples > 0 {
            let (parameters, sound) = encode_sound(&tone(samples));
            streams.push(parameters);
            packets.extend(sound.into_iter().map(|packet| (1, packet)));
        }
        let bases = [streams[0].time_base, Rational::new(1, i64::from(SOUND_RATE))];
        packets.sort_by_key(|(stream, packet)| bases[*stream] * Rational::from_int(packet.dts));
        Self { streams, packets }
    }

    fn room(&self) -> u64 {
        let foreseen: Vec<_> = self
            .streams
            .iter()
            .enumerate()
            .map(|(number, parameters)| {
                let own = || self.packets.iter().filter(move |(stream, _)| *stream == number);
                let bytes = own().map(|(_, packet)| packet.bytes.len() as u64).sum();
                Foreseen { parameters, packets: own().count() as u64, bytes }
            })
            .collect();
        room(&foreseen, Some("Numbers"))
    }

    fn write(&self, path: &Path, index: Index) -> bool {
        let mut muxer = Muxer::with_index(path, "mp4", &self.streams, Some("Numbers"), index).unwrap();
        for (stream, packet) in &self.packets {
            muxer.write(*stream, packet).unwrap();
        }
        muxer.finish_if_it_fits().unwrap()
    }
}

/// The boxes of a file: their names, and how long each is.
fn boxes(path: &Path) -> Vec<(String, u64)> {
    let mut file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    let (mut at, mut found) = (0, Vec::new());
    while at < length {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at)).unwrap();
        let count = file.read(&mut head).unwrap();
        assert!(count >= 8, "half a box at {at}");
        let size = match u64::from(u32::from_be_bytes(head[..4].try_into().unwrap())) {
            1 => u64::from_be_bytes(head[8..].try_into().unwrap()),
            size => size,
        };
        found.push((String::from_utf8_lossy(&head[4..8]).into_owned(), size));
        at += size;
    }
    found
}

fn names(boxes: &[(String, u64)]) -> Vec<&str> {
    boxes.iter().map(|(name, _)| name.as_str()).collect()
}

/// Packets as another reader finds them.
fn packets(path: &Path) -> serde_json::Value {
    ffprobe(
        path,
        &["-show_entries", "packet=stream_index,pts,dts,duration,size,flags", "-show_entries", "format=duration"],
    )
}

#[test]
fn the_index_fits_into_the_room_that_is_left_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (roomy, moved) = (folder.path().join("roomy.mp4"), folder.path().join("moved.mp4"));
    for (rate, gop, frames, seconds) in [
        (Rational::from_int(25), 50, 1, 0),
        (Rational::from_int(25), 50, 3, 1),
        (Rational::new(30_000, 1001), 60, 120, 4),
        (Rational::new(60_000, 1001), 1, 90, 2),
        (Rational::from_int(24), 250, 240, 10),
        (Rational::from_int(5), 5, 20, 4),
    ] {
        let film = Film::new(rate, gop, frames, seconds * SOUND_RATE as usize);
        assert!(film.write(&roomy, Index::Room(film.room())), "{frames} frames at {rate}: too little");
        assert!(film.write(&moved, Index::Moved));
        let found = boxes(&roomy);
        assert_eq!(names(&found), ["ftyp", "moov", "free", "free", "mdat"], "{frames} frames at {rate}");
        assert!(found[2].1 < 4096 + 30 * film.packets.len() as u64, "too much is left free: {found:?}");
        assert_eq!(packets(&roomy), packets(&moved), "{frames} frames at {rate}");
    }
}

#[test]
fn room_that_is_too_small_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let film = Film::new(Rational::from_int(25), 50, 50, 2 * SOUND_RATE as usize);
    assert!(!film.write(&path, Index::Room(600)));
    assert!(film.write(&path, Index::Moved));
    assert_eq!(names(&boxes(&path))[..2], ["ftyp", "moov"]);
}

/// More than 32 bits hold. Writes 5 GB, so that it only runs where `RUSHES_LARGE` asks for it.
#[test]
fn a_file_of_more_than_four_gibibytes_is_whole() {
    if std::env::var_os("RUSHES_LARGE").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.mp4");
    let settings = settings(Rational::from_int(25), 1);
    let parameters = VideoEncoder::open(&settings).unwrap().parameters();
    let frame = encode(&settings, 0..1).remove(0);
    // A frame, and behind it a unit of filler that every decoder skips.
    let mut bytes = frame.bytes.clone();
    let filler = 17_000_000_u32;
    bytes.extend(filler.to_be_bytes());
    bytes.push(12);
    bytes.resize(bytes.len() + filler as usize - 2, 0xff);
    bytes.push(0x80);
    const FRAMES: i64 = 300;
    let foreseen =
        Foreseen { parameters: &parameters, packets: FRAMES as u64, bytes: bytes.len() as u64 * FRAMES as u64 };
    let index = Index::Room(room(&[foreseen], None));
    let mut muxer = Muxer::with_index(&path, "mp4", &[parameters], None, index).unwrap();
    let mut packet = Packet { bytes, duration: 1, ..frame };
    let since = std::time::Instant::now();
    for number in 0..FRAMES {
        (packet.pts, packet.dts) = (number, number);
        muxer.write(0, &packet).unwrap();
    }
    assert!(muxer.finish_if_it_fits().unwrap());
    let (_, peak) = rushes::base::process::resident_memory().unwrap();
    let found = boxes(&path);
    let size = std::fs::metadata(&path).unwrap().len();
    eprintln!("{size} bytes in {:?}, peak memory {} MB", since.elapsed(), peak >> 20);
    assert!(size > 5_000_000_000 && peak < 512 << 20);
    assert_eq!(names(&found).last(), Some(&"mdat"));
    let last = ffprobe(
        &path,
        &[
            "-read_intervals",
            "11.9%",
            "-show_entries",
            "frame=pts",
            "-count_packets",
            "-show_entries",
            "stream=nb_read_packets,nb_frames",
        ],
    );
    assert_eq!(last["streams"][0]["nb_frames"], "300", "{last}");
    let frames = last["frames"].as_array().unwrap();
    assert!(!frames.is_empty(), "the last frames can't be decoded");
}
