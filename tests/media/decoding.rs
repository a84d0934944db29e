//! The frame that was asked for is the frame that comes.

use std::path::Path;

use rushes::base::facts::{FrameTimes, VideoFacts};
use rushes::base::{Rational, Reason};
use rushes::media::{Chroma, VideoDecoder, probe};

use super::numbered::{HEIGHT, WIDTH, ffmpeg, name, number_in, sample, write_film};

fn video(path: &Path) -> VideoFacts {
    let facts = probe(path).unwrap();
    facts.video().unwrap_or_else(|| panic!("no video: {:?}", facts.content)).clone()
}

/// Every frame in a row, then single frames from many starts, in a scrambled order.
fn assert_exact(path: &Path, facts: &VideoFacts, first_number: u64) {
    let count = facts.frame_count();
    let mut decoder = VideoDecoder::open(path, facts, 0).unwrap();
    for index in 0..count {
        assert_eq!(number_in(&decoder.frame(index).unwrap()), first_number + index, "in a row");
    }
    for turn in 0..24 {
        let index = turn * 97 % count;
        let mut decoder = VideoDecoder::open(path, facts, index).unwrap();
        assert_eq!(number_in(&decoder.frame(index).unwrap()), first_number + index, "from a start");
        let next = (index + 3).min(count - 1);
        assert_eq!(number_in(&decoder.frame(next).unwrap()), first_number + next, "skipping on");
        assert_eq!(number_in(&decoder.frame(next).unwrap()), first_number + next, "asked again");
        let back = index / 2;
        assert_eq!(number_in(&decoder.frame(back).unwrap()), first_number + back, "going back");
    }
}

#[test]
fn every_frame_of_an_mp4_at_29_97_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let rate = Rational::new(30_000, 1001);
    write_film(&path, "mp4", rate, 260, 0);
    let facts = video(&path);
    assert_eq!(facts.frames, FrameTimes::Constant { rate, first: Rational::ZERO, count: 260 });
    assert_eq!(facts.time_of(259), Rational::new(259 * 1001, 30_000));
    assert_eq!((facts.width, facts.height, facts.pixel_format.as_str()), (WIDTH, HEIGHT, "yuv420p"));
    assert_eq!((facts.color.matrix, facts.color.full_range, facts.truncated), (1, false, None));
    assert_exact(&path, &facts, 0);
}

#[test]
fn every_frame_of_an_mkv_is_found_though_its_stamps_are_milliseconds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mkv");
    let rate = Rational::new(30_000, 1001);
    write_film(&path, "matroska", rate, 260, 420_000);
    let facts = video(&path);
    let FrameTimes::Constant { rate: found, count, .. } = facts.frames else { panic!("{:?}", facts.frames) };
    assert_eq!((found, count), (rate, 260));
    assert_exact(&path, &facts, 0);
}

#[test]
fn streams_that_start_late_and_seek_coarsely_are_exact_too() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 250, 0);
    // A transport stream starts at 1.4 s by its own clock and seeks by bytes, not by key frames.
    let stream = folder.path().join("film.ts");
    ffmpeg(&["-i", name(&film), "-c", "copy", name(&stream)]);
    let facts = video(&stream);
    let rate = Rational::from_int(25);
    assert_eq!(facts.frames, FrameTimes::Constant { rate, first: Rational::ZERO, count: 250 });
    assert_exact(&stream, &facts, 0);
}

#[test]
fn an_avi_without_presentation_times_is_exact_too() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 120, 0);
    let avi = folder.path().join("film.avi");
    ffmpeg(&["-i", name(&film), "-c:v", "mpeg4", "-bf", "2", "-q:v", "2", name(&avi)]);
    let facts = video(&avi);
    assert_eq!((facts.frame_count(), facts.codec.as_str()), (120, "mpeg4"));
    let mut decoder = VideoDecoder::open(&avi, &facts, 60).unwrap();
    for index in [60, 61, 90, 119, 5] {
        assert_eq!(number_in(&decoder.frame(index).unwrap()), index);
    }
}

#[test]
fn an_edit_list_hides_the_frames_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 150, 0);
    // Cut without re-encoding at a place that is no key frame: the frames before it stay in the file, but are hidden.
    let cut = folder.path().join("cut.mp4");
    ffmpeg(&["-ss", "0.8", "-i", name(&film), "-c", "copy", name(&cut)]);
    let facts = video(&cut);
    assert_eq!(facts.frame_count(), 130);
    assert_eq!(facts.time_of(0), Rational::ZERO);
    assert_exact(&cut, &facts, 20);
}

#[test]
fn open_gops_and_many_b_frames_are_exact() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(24), 200, 0);
    for (codec, params, file) in [
        ("libx264", "open-gop=1:bframes=5:b-pyramid=2", "open.mp4"),
        ("libx265", "open-gop=1:bframes=5:log-level=none", "open.mkv"),
    ] {
        let open = folder.path().join(file);
        let option = if codec == "libx264" { "-x264-params" } else { "-x265-params" };
        ffmpeg(&["-i", name(&film), "-c:v", codec, "-preset", "veryfast", "-g", "30", option, params, name(&open)]);
        let facts = video(&open);
        assert_eq!(facts.frame_count(), 200, "{codec}");
        assert_exact(&open, &facts, 0);
    }
}

#[test]
fn every_pixel_format_is_handed_out_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 12, 0);
    // Pixel format, codec, halved across and down, bits, full range, alpha.
    for (pixel, codec, (across, down), depth, full, alpha) in [
        ("yuv422p10le", "prores_ks", (1, 0), 10, false, false),
        ("yuva444p10le", "prores_ks", (0, 0), 12, false, true),
        ("yuvj420p", "mjpeg", (1, 1), 8, true, false),
        ("yuvj444p", "mjpeg", (0, 0), 8, true, false),
        ("yuv420p10le", "ffv1", (1, 1), 10, false, false),
        ("yuv411p", "ffv1", (2, 0), 8, false, false),
        ("yuv440p", "ffv1", (0, 1), 8, false, false),
        ("yuv444p16le", "ffv1", (0, 0), 16, false, false),
        ("yuva420p", "ffv1", (1, 1), 8, false, true),
        ("gray", "ffv1", (0, 0), 8, true, false),
        ("gray10le", "ffv1", (0, 0), 10, true, false),
        ("gbrp10le", "ffv1", (0, 0), 10, true, false),
        ("rgb24", "qtrle", (0, 0), 8, true, false),
        ("argb", "qtrle", (0, 0), 8, true, true),
        ("rgba", "png", (0, 0), 8, true, true),
        ("rgba64be", "png", (0, 0), 16, true, true),
        ("monob", "png", (0, 0), 1, true, false),
        ("pal8", "png", (0, 0), 8, true, true),
        ("uyvy422", "rawvideo", (1, 0), 8, false, false),
        ("nv12", "rawvideo", (1, 1), 8, false, false),
        ("rgb555le", "rawvideo", (0, 0), 5, true, false),
    ] {
        let container = if codec == "rawvideo" { "nut" } else { "mov" };
        let container = if codec == "ffv1" { "mkv" } else { container };
        let container = if codec == "rawvideo" { "avi" } else { container };
        let other = folder.path().join(format!("{pixel}.{container}"));
        ffmpeg(&["-i", name(&film), "-c:v", codec, "-q:v", "2", "-pix_fmt", pixel, name(&other)]);
        let facts = video(&other);
        assert_eq!((facts.frame_count(), facts.color.full_range, facts.alpha), (12, full, alpha), "{pixel}");
        let mut decoder = VideoDecoder::open(&other, &facts, 5).unwrap();
        for index in 5..12 {
            let picture = decoder.frame(index).unwrap();
            assert_eq!(number_in(&picture), index, "{pixel}");
            assert_eq!((picture.chroma, picture.depth), (Chroma { across, down }, depth), "{pixel}");
            let bytes = if depth > 8 { 2 } else { 1 };
            for (plane, (samples, stride)) in picture.planes.iter().enumerate() {
                let (columns, rows) = picture.plane_size(plane);
                assert!(
                    *stride >= columns * bytes && samples.len() >= stride * (rows - 1) + columns * bytes,
                    "{pixel}"
                );
            }
            assert_eq!(picture.alpha.map(|_| sample(&picture, 3, (40, 40))), alpha.then_some(1.0), "{pixel}");
        }
        // What was dark is dark, and what was bright is bright: the range was neither stretched nor squeezed.
        let picture = decoder.frame(9).unwrap();
        let (dark, bright) = (sample(&picture, 0, (11 * 16 + 8, 16)), sample(&picture, 0, (8, 16)));
        let shown = |code: f64| if full { (code - 16.0) / 219.0 } else { code / 255.0 };
        // The film is not quite gray, which shows in red.
        let slack = if facts.color.matrix == 0 && !pixel.starts_with("gray") { 0.2 } else { 0.02 };
        assert!(
            (dark - shown(30.0)).abs() <= slack && (bright - shown(220.0)).abs() <= slack,
            "{pixel}: {dark} {bright}"
        );
    }
}

#[test]
fn uneven_stamps_are_kept_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 100, 0);
    let uneven = folder.path().join("uneven.mkv");
    let select = "select='not(eq(mod(n,7),3))'";
    ffmpeg(&["-i", name(&film), "-vf", select, "-vsync", "vfr", "-c:v", "libx264", "-crf", "18", name(&uneven)]);
    let facts = video(&uneven);
    let kept: Vec<u64> = (0..100).filter(|number| number % 7 != 3).collect();
    let FrameTimes::Variable { stamps, .. } = &facts.frames else { panic!("{:?}", facts.frames) };
    assert_eq!(stamps.iter().map(|stamp| *stamp as u64 / 40).collect::<Vec<_>>(), kept);
    let mut decoder = VideoDecoder::open(&uneven, &facts, 50).unwrap();
    for (index, number) in kept.iter().enumerate().skip(50) {
        assert_eq!(number_in(&decoder.frame(index as u64).unwrap()), *number);
    }
}

#[test]
fn a_turned_and_squeezed_picture_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 10, 0);
    let turned = folder.path().join("turned.mov");
    ffmpeg(&["-i", name(&film), "-c", "copy", "-metadata:s:v:0", "rotate=90", "-aspect", "3:1", name(&turned)]);
    let facts = video(&turned);
    // This option counts counter-clockwise: what was at the top left is shown at the bottom left.
    assert_eq!((facts.rotation, facts.sample_aspect), (270, Rational::from_int(2)));
    assert_eq!(facts.shown_size(), (HEIGHT, WIDTH * 2));
}

#[test]
fn untagged_colour_is_guessed_by_height() {
    let folder = tempfile::tempdir().unwrap();
    for (size, matrix) in [("640x480", 6), ("1280x720", 1)] {
        let path = folder.path().join(format!("{size}.mp4"));
        let source = format!("testsrc=size={size}:rate=25:duration=0.2");
        ffmpeg(&["-f", "lavfi", "-i", &source, "-pix_fmt", "yuv420p", "-c:v", "libx264", name(&path)]);
        assert_eq!(video(&path).color.matrix, matrix, "{size}");
    }
}

#[test]
fn a_source_that_ends_early_is_damaged_and_the_time_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.mkv");
    write_film(&whole, "matroska", Rational::from_int(25), 100, 0);
    let facts = video(&whole);
    let bytes = std::fs::read(&whole).unwrap();
    // Cut after it was probed, as a file that is replaced under a running export.
    std::fs::write(&whole, &bytes[..bytes.len() / 2]).unwrap();
    let mut decoder = VideoDecoder::open(&whole, &facts, 0).unwrap();
    let failure = (0..100).find_map(|index| decoder.frame(index).err()).unwrap();
    assert_eq!(failure.reason, Reason::SourceDamaged);
    assert!(failure.message.contains("pictures end at") && failure.message.contains("of 4.00 s"), "{failure}");
}

#[test]
fn a_recording_that_begins_in_the_middle_is_exact_from_its_first_whole_picture() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 250, 0);
    let stream = folder.path().join("film.ts");
    ffmpeg(&["-i", name(&film), "-c", "copy", name(&stream)]);
    let whole = std::fs::read(&stream).unwrap();
    for percent in [15, 33, 47] {
        let from = whole.len() * percent / 100 / 188 * 188;
        std::fs::write(&stream, &whole[from..]).unwrap();
        let facts = video(&stream);
        let first = number_in(&VideoDecoder::open(&stream, &facts, 0).unwrap().frame(0).unwrap());
        assert_eq!(first + facts.frame_count(), 250, "{percent} %");
        assert_exact(&stream, &facts, first);
    }
}

#[test]
fn damage_in_the_middle_is_told_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    write_film(&path, "mp4", Rational::from_int(25), 100, 0);
    let facts = video(&path);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 400].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();
    let mut decoder = VideoDecoder::open(&path, &facts, 0).unwrap();
    let (index, failure) = (0..100).find_map(|index| Some((index, decoder.frame(index).err()?))).unwrap();
    assert_eq!(failure.reason, Reason::SourceDamaged);
    assert!(index > 10 && failure.message.contains(" s"), "{index}: {failure}");
}

#[test]
fn a_frame_behind_the_last_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    write_film(&path, "mp4", Rational::from_int(25), 10, 0);
    let facts = video(&path);
    assert_eq!(VideoDecoder::open(&path, &facts, 10).err().unwrap().reason, Reason::SourceDamaged);
}
