//! Whatever lies under a source's name, the answer is one clear sentence.

use std::path::Path;
use std::time::{Duration, Instant};

use rushes::base::facts::Content;
use rushes::base::{Digest, Failure, Rational, Reason};
use rushes::media::{inspect, probe};

use super::numbered::{ffmpeg, name, write_film};

fn unreadable(path: &Path) -> Failure {
    match probe(path).unwrap().content {
        Content::Unreadable(failure) => failure,
        other => panic!("{}: {other:?}", path.display()),
    }
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.mp4");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::from_raw_mode(0o600), 0)
        .unwrap();
    let asked = Instant::now();
    for (path, word) in [(folder.path(), "folder"), (&pipe, "pipe"), (Path::new("/dev/zero"), "device")] {
        let failure = probe(path).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceMissing);
        assert!(failure.message.contains(word), "{failure}");
    }
    assert!(asked.elapsed() < Duration::from_secs(5), "it waited for a pipe");
    let missing = probe(&folder.path().join("nowhere.mp4")).unwrap_err();
    assert_eq!(missing.reason, Reason::SourceMissing);
}

#[test]
fn broken_files_are_unreadable_and_still_have_an_identity() {
    let folder = tempfile::tempdir().unwrap();
    let noise: Vec<u8> = (0..40_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (file, bytes) in [("empty.mp4", &[][..]), ("noise.mp4", &noise), ("short.mov", b"\0\0\0\x18ftypmp42")] {
        let path = folder.path().join(file);
        std::fs::write(&path, bytes).unwrap();
        let facts = probe(&path).unwrap();
        assert_eq!((facts.hash, facts.identity.size), (Digest::of(bytes), bytes.len() as u64));
        let failure = unreadable(&path);
        assert_eq!(failure.reason, Reason::SourceDamaged);
        assert!(failure.message.contains(file) && !failure.message.contains('\n'), "{failure}");
        assert!(inspect(&path).is_err());
    }
}

#[test]
fn playlists_never_reach_another_file() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 10, 0);
    let film = name(&film);
    let concat = format!("ffconcat version 1.0\nfile '{film}'\n");
    let hls = format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n");
    let sdp = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n";
    for (file, text) in [("list.mp4", concat.as_str()), ("hls.mp4", &hls), ("hls.m3u8", &hls), ("net.mp4", sdp)] {
        let path = folder.path().join(file);
        std::fs::write(&path, text).unwrap();
        let failure = unreadable(&path);
        assert!(failure.message.contains("this kind of file is not read"), "{failure}");
    }
}

#[test]
fn a_half_copied_mkv_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mkv");
    write_film(&path, "matroska", Rational::from_int(25), 100, 192_000);
    assert_eq!(probe(&path).unwrap().video().unwrap().truncated, None);
    let whole = std::fs::read(&path).unwrap();
    for percent in (10..96).step_by(5).chain([51, 97]) {
        std::fs::write(&path, &whole[..whole.len() * percent / 100]).unwrap();
        let facts = probe(&path).unwrap();
        let video = facts.video().unwrap();
        if video.frame_count() == 100 {
            assert!(percent > 90, "{percent} % has all frames");
            continue;
        }
        let (ends, declared) = video.truncated.unwrap_or_else(|| panic!("{percent} % looks whole"));
        assert!(ends < declared && (declared - Rational::from_int(4)).to_f64().abs() < 0.05, "{ends} of {declared}");
        assert_eq!(ends, video.end());
        // Every frame that is promised is there.
        let mut decoder = rushes::media::VideoDecoder::open(&path, video, 0).unwrap();
        for index in 0..video.frame_count() {
            assert_eq!(super::numbered::number_in(&decoder.frame(index).unwrap()), index, "{percent} %");
        }
    }
}

#[test]
fn a_half_copied_mp4_with_its_index_first_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    write_film(&path, "mp4", Rational::from_int(25), 100, 0);
    let whole = std::fs::read(&path).unwrap();
    for percent in (34..99).step_by(8) {
        std::fs::write(&path, &whole[..whole.len() * percent / 100]).unwrap();
        let facts = probe(&path).unwrap();
        let video = facts.video().unwrap();
        let (ends, declared) = video.truncated.unwrap_or_else(|| panic!("{percent} % looks whole"));
        assert_eq!((ends, declared), (video.end(), Rational::from_int(4)));
        let mut decoder = rushes::media::VideoDecoder::open(&path, video, 0).unwrap();
        for index in 0..video.frame_count() {
            assert_eq!(super::numbered::number_in(&decoder.frame(index).unwrap()), index, "{percent} %");
        }
    }
}

#[test]
fn images_are_told_by_content_and_not_by_name() {
    let folder = tempfile::tempdir().unwrap();
    for (real, alpha, pixel) in [("a.png", true, "rgba"), ("b.jpg", false, "yuvj420p"), ("c.webp", false, "yuv420p")] {
        let image = folder.path().join(real);
        let source = "testsrc=size=120x90:rate=1:duration=1";
        ffmpeg(&["-f", "lavfi", "-i", source, "-frames:v", "1", "-pix_fmt", pixel, name(&image)]);
        let hidden = folder.path().join(format!("{real}.mp4"));
        std::fs::rename(&image, &hidden).unwrap();
        let content = probe(&hidden).unwrap().content;
        assert_eq!(content, Content::Image { width: 120, height: 90, alpha }, "{real}");
    }
    let bomb = folder.path().join("bomb.png");
    ffmpeg(&["-f", "lavfi", "-i", "color=size=9000x9000:rate=1", "-frames:v", "1", "-pix_fmt", "monob", name(&bomb)]);
    assert!(unreadable(&bomb).message.contains("9000×9000"));
    let cut = folder.path().join("cut.png");
    std::fs::write(&cut, b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    assert!(unreadable(&cut).message.contains("the image is damaged"));
}

#[test]
fn names_that_look_like_protocols_are_only_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("concat:a|b %03d\u{1b}[2J.mp4");
    write_film(&path, "mp4", Rational::from_int(25), 5, 0);
    assert_eq!(probe(&path).unwrap().video().unwrap().frame_count(), 5);
    std::fs::write(&path, "no film").unwrap();
    assert!(!unreadable(&path).message.contains('\u{1b}'));
}

#[test]
fn scrambled_media_never_panics_or_hangs() {
    let folder = tempfile::tempdir().unwrap();
    for (file, format) in [("film.mp4", "mp4"), ("film.mkv", "matroska")] {
        let path = folder.path().join(file);
        write_film(&path, format, Rational::from_int(25), 40, 40_000);
        let whole = std::fs::read(&path).unwrap();
        for seed in 1..40u64 {
            let mut bytes = whole.clone();
            let mut state = seed;
            for _ in 0..30 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] ^= (state >> 20) as u8;
            }
            std::fs::write(&path, &bytes).unwrap();
            let facts = probe(&path).unwrap();
            if let Some(video) = facts.video()
                && let Ok(mut decoder) = rushes::media::VideoDecoder::open(&path, video, 0)
            {
                let failed = (0..video.frame_count()).find_map(|index| decoder.frame(index).err());
                assert!(failed.is_none_or(|failure| !failure.message.is_empty()));
            }
        }
    }
}

/// Two streams one behind the other in a file, the second one shown from `start` on.
fn joined(folder: &Path, sizes: [&str; 2], start: &str) -> std::path::PathBuf {
    let mut both = Vec::new();
    for (size, offset) in sizes.into_iter().zip(["0", start]) {
        let part = folder.join("part.ts");
        let source = format!("testsrc=size={size}:rate=25:duration=1");
        let options = ["-c:v", "libx264", "-preset", "ultrafast", "-output_ts_offset", offset];
        let mut all = vec!["-f", "lavfi", "-i", &source];
        all.extend(options);
        all.push(name(&part));
        ffmpeg(&all);
        both.extend(std::fs::read(&part).unwrap());
    }
    let path = folder.join("both.ts");
    std::fs::write(&path, both).unwrap();
    path
}

#[test]
fn a_stream_whose_pictures_change_their_size_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = joined(folder.path(), ["128x96", "160x96"], "1");
    let facts = probe(&path).unwrap();
    let video = facts.video().unwrap();
    assert_eq!((video.width, video.height), (128, 96));
    let mut decoder = rushes::media::VideoDecoder::open(&path, video, 0).unwrap();
    let (index, failure) = (0..video.frame_count()).find_map(|at| Some((at, decoder.frame(at).err()?))).unwrap();
    assert_eq!((index, failure.reason), (25, Reason::SourceDamaged));
    assert!(failure.message.contains("its picture size changes at"), "{failure}");
}

#[test]
fn stamps_that_run_backwards_are_passed_over_and_frames_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = joined(folder.path(), ["128x96", "128x96"], "0");
    let facts = probe(&path).unwrap();
    let video = facts.video().unwrap();
    assert_eq!((video.frame_count(), video.end()), (50, Rational::from_int(2)));
    let mut decoder = rushes::media::VideoDecoder::open(&path, video, 0).unwrap();
    let mut luma = |index: u64| decoder.frame(index).map(|picture| picture.planes[0].0.to_vec()).unwrap();
    // The second stream is the first one again.
    for index in [3, 20, 7] {
        assert_eq!(luma(index), luma(index + 25), "frame {index}");
        assert_ne!(luma(index), luma(index + 24), "frame {index}");
    }
}
