//! What leaves the house: H.264 and AAC in MP4, tagged, exact, and the same bytes each time.

use rushes::base::{Rational, Reason};
use rushes::media::{InspectedShape, Muxer, VideoEncoder, inspect};

use super::numbered::{encode, encode_sound, ffprobe, settings, tone, write_film};

fn rate() -> Rational {
    Rational::new(30_000, 1001)
}

#[test]
fn an_export_has_every_tag_and_every_frame() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.mp4");
    // 300 frames at 29.97 last 10.01 s, which are 480480 samples.
    write_film(&path, "mp4", rate(), 300, 480_480);
    let said = ffprobe(&path, &["-show_streams", "-show_format", "-count_frames"]);
    let video = &said["streams"][0];
    for (key, value) in [
        ("codec_name", "h264"),
        ("profile", "High"),
        ("pix_fmt", "yuv420p"),
        ("color_range", "tv"),
        ("color_space", "bt709"),
        ("color_transfer", "bt709"),
        ("color_primaries", "bt709"),
        ("chroma_location", "left"),
        ("r_frame_rate", "30000/1001"),
        ("avg_frame_rate", "30000/1001"),
        ("nb_read_frames", "300"),
        ("start_time", "0.000000"),
        ("duration", "10.010000"),
        ("sample_aspect_ratio", "1:1"),
    ] {
        assert_eq!(video[key], value, "{key}");
    }
    let audio = &said["streams"][1];
    for (key, value) in [
        ("codec_name", "aac"),
        ("profile", "LC"),
        ("sample_rate", "48000"),
        ("start_time", "0.000000"),
        ("duration", "10.010000"),
    ] {
        assert_eq!(audio[key], value, "{key}");
    }
    assert_eq!(audio["channels"], 2);
    assert_eq!(said["format"]["tags"]["title"], "Numbers");
    assert!(said["format"]["tags"]["encoder"].is_null(), "no version goes into the file");

    let bytes = std::fs::read(&path).unwrap();
    let place = |word: &[u8]| bytes.windows(word.len()).position(|window| window == word);
    let colr = place(b"colr").expect("a colr box");
    assert_eq!(&bytes[colr + 4..colr + 15], b"nclx\0\x01\0\x01\0\x01\0");
    assert!(place(b"moov").unwrap() < place(b"mdat").unwrap(), "the index comes first");
}

#[test]
fn inspecting_tells_what_a_check_needs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.mp4");
    write_film(&path, "mp4", rate(), 90, 144_144);
    let found = inspect(&path).unwrap();
    assert_eq!(found.streams.len(), 2);
    let video = &found.streams[0];
    assert_eq!((video.codec.as_str(), video.profile.as_str(), video.packets), ("h264", "High", 90));
    assert_eq!(video.first, Some(Rational::ZERO));
    assert_eq!(video.last, Some(Rational::new(89 * 1001, 30_000)));
    assert_eq!(video.duration, Some(Rational::new(90 * 1001, 30_000)));
    let InspectedShape::Video { frames, frame_rate, color, chroma_location, .. } = &video.shape else {
        panic!("{video:?}")
    };
    assert_eq!((*frames, *frame_rate, *color), (90, Some(rate()), rushes::media::BT709));
    assert_eq!(*chroma_location, 1);
    let audio = &found.streams[1];
    assert_eq!((audio.codec.as_str(), audio.profile.as_str(), audio.first), ("aac", "LC", Some(Rational::ZERO)));
    let InspectedShape::Audio { rate, channels, samples } = audio.shape else { panic!("{audio:?}") };
    assert_eq!((rate, channels, samples), (48_000, 2, 144_144));
}

#[test]
fn the_same_frames_encode_to_the_same_packets() {
    let settings = settings(rate(), 60);
    let (first, second) = (encode(&settings, 0..150), encode(&settings, 0..150));
    assert_eq!(first.len(), 150);
    assert!(first == second, "two encodes of the same frames differ");
    let (_, first) = encode_sound(&tone(50_000));
    let (_, second) = encode_sound(&tone(50_000));
    assert!(first == second, "two encodes of the same sound differ");
}

#[test]
fn the_same_packets_mux_to_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        write_film(&path, "mp4", rate(), 60, 96_000);
        std::fs::read(path).unwrap()
    };
    assert!(write("one.mp4") == write("two.mp4"));
}

#[test]
fn chunks_made_alone_join_into_one_film() {
    let settings = settings(Rational::from_int(25), 50);
    let parameters = VideoEncoder::open(&settings).unwrap().parameters();
    assert!(!parameters.extradata.is_empty());
    let mut joined = Vec::new();
    for from in [0, 100, 200, 300] {
        let chunk = encode(&settings, from..(from + 100).min(301));
        assert!(chunk[0].key && chunk[0].pts == from as i64);
        assert_eq!(VideoEncoder::open(&settings).unwrap().parameters(), parameters);
        joined.extend(chunk);
    }
    assert!(joined.windows(2).all(|pair| pair[0].dts < pair[1].dts), "decoding times rise across the joins");
    assert!(joined.iter().all(|packet| packet.dts <= packet.pts && packet.duration == 1));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("joined.mp4");
    let mut muxer = Muxer::create(&path, "mp4", &[parameters], None).unwrap();
    joined.iter().for_each(|packet| muxer.write(0, packet).unwrap());
    muxer.finish().unwrap();
    let facts = rushes::media::probe(&path).unwrap();
    let video = facts.video().unwrap();
    assert_eq!((video.frame_count(), video.end()), (301, Rational::new(301, 25)));
    let mut decoder = rushes::media::VideoDecoder::open(&path, video, 0).unwrap();
    for index in 0..301 {
        assert_eq!(super::numbered::number_in(&decoder.frame(index).unwrap()), index);
    }
}

#[test]
fn key_frames_stand_on_their_grid() {
    let packets = encode(&settings(Rational::from_int(25), 50), 0..210);
    let keys: Vec<i64> = packets.iter().filter(|packet| packet.key).map(|packet| packet.pts).collect();
    for wanted in [0, 50, 100, 150, 200] {
        assert!(keys.contains(&wanted), "{keys:?}");
    }
    // Closed: nothing behind a key frame is shown before it.
    for (at, packet) in packets.iter().enumerate().filter(|(_, packet)| packet.key) {
        assert!(packets[at..].iter().all(|later| later.pts >= packet.pts));
    }
}

#[test]
fn x264_was_told_everything_that_makes_its_bytes_repeatable() {
    let packets = encode(&settings(Rational::from_int(25), 50), 0..2);
    let text: String = packets[0].bytes.iter().map(|byte| char::from(*byte)).collect();
    let line = &text[text.find("x264 - core").expect("x264's own note")..];
    for word in ["threads=4", "lookahead_threads=1", "stitchable=1", "open_gop=0", "keyint=50", "rc=crf", "vbv"] {
        let present = line.contains(word);
        assert_eq!(present, word != "vbv", "{word}: {line:.600}");
    }
}

#[test]
fn settings_that_cannot_work_are_refused_in_words() {
    let mut odd = settings(Rational::from_int(25), 50);
    odd.width = 191;
    let failure = VideoEncoder::open(&odd).err().unwrap();
    assert_eq!((failure.reason, failure.message.contains("even")), (Reason::InvalidProject, true));
    let mut wrong = settings(Rational::from_int(25), 50);
    wrong.codec = rushes::media::VideoCodec::X264(rushes::media::X264::new("warp", 20.0));
    assert_eq!(VideoEncoder::open(&wrong).err().unwrap().reason, Reason::InvalidProject);
}

#[test]
fn a_full_disk_is_told_as_such() {
    let settings = settings(Rational::from_int(25), 50);
    let parameters = VideoEncoder::open(&settings).unwrap().parameters();
    // `/dev/full` takes no byte.
    let failure = Muxer::create("/dev/full".as_ref(), "matroska", &[parameters], None)
        .and_then(|mut muxer| {
            encode(&settings, 0..30).iter().try_for_each(|packet| muxer.write(0, packet))?;
            muxer.finish()
        })
        .unwrap_err();
    assert_eq!(failure.reason, Reason::DiskFull, "{failure}");
}

#[test]
fn lanes_may_run_in_threads_of_their_own() {
    fn movable<T: Send>() {}
    movable::<rushes::media::VideoDecoder>();
    movable::<rushes::media::AudioDecoder>();
    movable::<VideoEncoder>();
    movable::<rushes::media::AudioEncoder>();
    movable::<Muxer>();
}
