//! The frame that a project means is the frame that is shown: clips of every kind whose frames carry their number, read back
//! through document, timeline and decoder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use rushes::base::Rational;
use rushes::compose::{Pictures, VideoPicture};
use rushes::export::pictures::OpenPictures;
use rushes::project::{self, Source};
use rushes::timeline::{Scene, SceneContent, Timeline};

const WIDTH: usize = 96;
const HEIGHT: usize = 64;
const BITS: usize = 8;
const FRAMES: u64 = 72;

/// Numbered frames as they come from a camera: bits as bright and dark blocks above, the same the other way round below.
fn write_raw(folder: &Path) -> PathBuf {
    let path = folder.join("base.yuv");
    let mut bytes = Vec::new();
    for number in 0..FRAMES {
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let bright = (number >> (x * BITS / WIDTH) & 1 == 1) == (y < HEIGHT / 2);
                bytes.push(if bright { 210 } else { 40 });
            }
        }
        bytes.extend(vec![128; WIDTH * HEIGHT / 2]);
    }
    std::fs::write(&path, bytes).unwrap();
    path
}

/// The number in a picture's samples; none where its two halves don't agree.
fn number_in(picture: &VideoPicture<'_>) -> Option<u64> {
    let bright = |bit: usize, half: usize| {
        let x = (bit * 2 + 1) * WIDTH / (BITS * 2);
        let y = (half * 2 + 1) * HEIGHT / 4;
        let (bytes, stride) = (picture.planes[0].bytes, picture.planes[0].stride);
        let code = if picture.samples.depth > 8 {
            u32::from(u16::from_le_bytes([bytes[y * stride + 2 * x], bytes[y * stride + 2 * x + 1]]))
        } else {
            u32::from(bytes[y * stride + x])
        };
        code * 255 > 125 * ((1 << picture.samples.depth) - 1)
    };
    let read = |half: usize| (0..BITS).fold(0, |number, bit| number | u64::from(bright(bit, half)) << bit);
    (read(0) == !read(1) & 0xff).then(|| read(0))
}

fn ffmpeg(arguments: &[&str]) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("these tests need the ffmpeg program");
    assert!(output.status.success(), "ffmpeg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A clip, and what it shows from when on.
struct Numbered {
    path: PathBuf,
    rate: Rational,
    shows: Vec<(Rational, u64)>,
    end: Rational,
}

struct Shelf {
    folder: tempfile::TempDir,
    raw: PathBuf,
    checked: u64,
    wrong: Vec<String>,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let raw = write_raw(folder.path());
        Self { folder, raw, checked: 0, wrong: Vec::new() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Encodes the numbered frames at that rate.
    fn encode(&self, name: &str, rate: &str, options: &str) -> Numbered {
        let path = self.file(name);
        let raw =
            ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "96x64", "-r", rate, "-i", self.raw.to_str().unwrap()];
        let mut all = raw.to_vec();
        all.extend(options.split_whitespace());
        all.push(path.to_str().unwrap());
        ffmpeg(&all);
        let (num, den) = rate.split_once('/').unwrap_or((rate, "1"));
        constant(path, Rational::new(num.parse().unwrap(), den.parse().unwrap()), 0..FRAMES)
    }

    /// The same packets in another container, or changed by the way.
    fn again(&self, of: &Numbered, name: &str, before: &str, options: &str) -> PathBuf {
        let path = self.file(name);
        let mut all: Vec<&str> = before.split_whitespace().collect();
        all.extend(["-i", of.path.to_str().unwrap(), "-c", "copy"]);
        all.extend(options.split_whitespace());
        all.push(path.to_str().unwrap());
        ffmpeg(&all);
        path
    }

    /// Every way to play a clip, frame by frame and from the start of every chunk.
    fn check(&mut self, clip: &Numbered) {
        let from = clip.end * Rational::new(1, 5);
        let until = clip.end * Rational::new(3, 5);
        let whole = (Rational::ZERO, clip.end);
        let ways = [
            Way { fps: clip.rate, speed: Rational::ONE, range: whole, reverse: false, looped: false },
            Way { fps: clip.rate, speed: Rational::new(1, 2), range: whole, reverse: false, looped: false },
            Way { fps: Rational::from_int(60), speed: Rational::ONE, range: whole, reverse: false, looped: false },
            Way {
                fps: clip.rate,
                speed: Rational::from_int(2),
                range: (from, clip.end),
                reverse: false,
                looped: false,
            },
            Way { fps: clip.rate, speed: Rational::ONE, range: whole, reverse: true, looped: false },
            Way { fps: clip.rate, speed: Rational::from_int(2), range: (from, until), reverse: true, looped: true },
            Way { fps: clip.rate, speed: Rational::ONE, range: (from, until), reverse: false, looped: true },
        ];
        for way in &ways {
            self.play(clip, way);
        }
    }

    fn play(&mut self, clip: &Numbered, way: &Way) {
        let name = clip.path.file_name().unwrap().to_str().unwrap();
        let document = way.document(name, clip);
        let path = self.file("p.yaml");
        let reading = project::read(&Source { path: &path, text: &document, set: &[] });
        let project = reading.project.unwrap_or_else(|| panic!("{document}\n{:#?}", reading.problems));
        let facts = rushes::export::facts::gather([&clip.path], None, &|| {});
        let timeline = Timeline::new(&project, &facts, &project.exports[0]);
        let count = timeline.frames().count;
        assert!(count >= 4, "{name}: {document}");
        let mut scene = Scene::default();
        let mut read = |frame: u64, pictures: &mut OpenPictures<'_>, how: &str| {
            timeline.scene(frame, &mut scene);
            let SceneContent::Video { source, frame: number } = &scene.layers[0].content else { panic!("no video") };
            let source = Arc::clone(source);
            let time = Rational::from_int(i64::try_from(frame).unwrap()) / way.fps;
            let wanted = way.wanted(clip, time);
            let got = pictures.video(0, &source, *number).map(|picture| number_in(&picture));
            self.checked += 1;
            if got != Ok(Some(wanted)) {
                self.wrong.push(format!("{name} {how} {way:?} at {frame}: {got:?}, not {wanted}"));
            }
        };
        let mut pictures = OpenPictures::unmetered(&facts);
        for frame in 0..count {
            read(frame, &mut pictures, "in a row");
        }
        for start in (0..count).step_by(16) {
            let mut chunk = OpenPictures::unmetered(&facts);
            for frame in start..(start + 2).min(count) {
                read(frame, &mut chunk, "from a chunk's start");
            }
        }
        for turn in 0..8 {
            read(turn * 41 % count, &mut pictures, "here and there");
        }
    }

    fn done(self, at_least: u64) {
        let few = self.wrong.iter().take(12).collect::<Vec<_>>();
        assert!(self.wrong.is_empty(), "{} of {} are wrong: {few:#?}", self.wrong.len(), self.checked);
        assert!(self.checked >= at_least, "only {} frames", self.checked);
    }
}

fn constant(path: PathBuf, rate: Rational, numbers: std::ops::Range<u64>) -> Numbered {
    let time = |index: usize| Rational::from_int(i64::try_from(index).unwrap()) / rate;
    let count = (numbers.end - numbers.start) as usize;
    let shows = numbers.enumerate().map(|(index, number)| (time(index), number)).collect();
    Numbered { path, rate, shows, end: time(count) }
}

/// How a layer plays its clip.
#[derive(Debug)]
struct Way {
    fps: Rational,
    speed: Rational,
    range: (Rational, Rational),
    reverse: bool,
    looped: bool,
}

impl Way {
    fn document(&self, name: &str, clip: &Numbered) -> String {
        let Self { fps, speed, range: (from, until), reverse, looped } = self;
        let whole = *from == Rational::ZERO && *until == clip.end;
        // Times are sums of seconds, so that any fraction of one is exact in milliseconds here.
        let milli = |time: Rational| format!("{}ms", (time * Rational::from_int(1000)).floor());
        let from = if whole { String::new() } else { format!(", from: {}..{}", milli(*from), milli(*until)) };
        let length = if *looped { "duration: 3s" } else { "x-length: its own" };
        format!(
            "rushes: 1\ncanvas: {{ size: 96x64, fps: {}/{}, {length} }}\nlayers:\n  - {{ video: {name}{from}, speed: {}, reverse: {reverse}, loop: {looped} }}\n",
            fps.num(),
            fps.den(),
            speed.to_f64()
        )
    }

    /// By looking through all frames of the clip.
    fn wanted(&self, clip: &Numbered, time: Rational) -> u64 {
        let milli = |time: Rational| Rational::new((time * Rational::from_int(1000)).floor() as i64, 1000);
        let (from, until) = if self.range == (Rational::ZERO, clip.end) {
            self.range
        } else {
            (milli(self.range.0), milli(self.range.1))
        };
        let mut played = time * self.speed;
        while self.looped && played >= until - from {
            played = played - (until - from);
        }
        let before = |limit: Rational, or_at: bool| {
            let fits = clip.shows.iter().rev().find(|(begins, _)| *begins < limit || (or_at && *begins == limit));
            fits.unwrap_or(&clip.shows[0]).1
        };
        if self.reverse { before(until - played, false) } else { before(from + played, true).min(before(until, false)) }
    }
}

const X264: &str = "-c:v libx264 -preset veryfast -crf 16";

#[test]
fn in_every_container_and_at_every_rate() {
    let mut shelf = Shelf::new();
    let mp4 = shelf.encode("b.mp4", "25", &format!("{X264} -bf 3 -g 30"));
    let mkv = shelf.encode("ms.mkv", "30000/1001", &format!("{X264} -bf 2 -g 24"));
    let webm =
        shelf.encode("vp9.webm", "30000/1001", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30 -b:v 0 -crf 20");
    let open = shelf.encode("open.mkv", "24", &format!("{X264} -g 20 -x264-params open-gop=1:bframes=4"));
    let avi = shelf.encode("count.avi", "25", "-c:v mpeg4 -bf 2 -q:v 2 -g 20");
    for clip in [&mp4, &mkv, &webm, &open, &avi] {
        shelf.check(clip);
    }
    // Stamps that begin somewhere, a stream that seeks by bytes, and frames before an edit list's start.
    let late = constant(shelf.again(&mp4, "late.mkv", "", "-output_ts_offset 1.234"), mp4.rate, 0..FRAMES);
    let stream = constant(shelf.again(&mp4, "stream.ts", "", ""), mp4.rate, 0..FRAMES);
    let cut = constant(shelf.again(&mp4, "cut.mp4", "-ss 0.8", ""), mp4.rate, 20..FRAMES);
    for clip in [&late, &stream, &cut] {
        shelf.check(clip);
    }
    let kept: Vec<u64> = (0..FRAMES).filter(|number| number % 7 != 3).collect();
    let uneven =
        shelf.encode("vfr.mkv", "25", &format!("-vf select='not(eq(mod(n\\,7)\\,3))' -vsync vfr {X264} -g 30"));
    let time = |number: &u64| Rational::new(*number as i64, 25);
    let shows = kept.iter().map(|number| (time(number), *number)).collect();
    shelf.check(&Numbered { shows, ..uneven });
    shelf.done(3000);
}

#[test]
fn turned_squeezed_and_in_other_colours() {
    let mut shelf = Shelf::new();
    let mp4 = shelf.encode("b.mp4", "25", &format!("{X264} -bf 3 -g 30"));
    for turned in ["90", "180", "270"] {
        let path = shelf.again(&mp4, &format!("{turned}.mp4"), "", &format!("-metadata:s:v:0 rotate={turned}"));
        shelf.check(&constant(path, mp4.rate, 0..FRAMES));
    }
    for (name, options) in [
        ("sar.mp4", "-vf setsar=2/1"),
        ("full.mp4", "-pix_fmt yuvj420p -color_range pc"),
        ("601.mp4", "-colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m"),
        ("ten.mkv", "-pix_fmt yuv420p10le"),
        ("422.mp4", "-pix_fmt yuv422p"),
        ("444.mkv", "-pix_fmt yuv444p"),
        ("gray.mkv", "-pix_fmt gray"),
        ("odd.mkv", "-vf pad=97:65 -pix_fmt yuv444p"),
    ] {
        let clip = shelf.encode(name, "25", &format!("{X264} -bf 2 -g 25 {options}"));
        shelf.check(&clip);
    }
    let odd = shelf.encode("odd.webm", "25", "-vf pad=97:65 -c:v libvpx -deadline realtime -g 25 -b:v 2M");
    shelf.check(&odd);
    shelf.done(3000);
}

#[test]
fn with_alpha() {
    let mut shelf = Shelf::new();
    for (name, options) in [
        ("alpha.webm", "-c:v libvpx-vp9 -pix_fmt yuva420p -deadline realtime -cpu-used 8 -g 20 -b:v 0 -crf 20"),
        ("prores.mov", "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le"),
        ("png.mov", "-c:v png -pix_fmt rgba"),
        ("animation.mov", "-c:v qtrle -pix_fmt argb"),
        ("ffv1.mkv", "-c:v ffv1 -pix_fmt yuva420p -g 10"),
    ] {
        let clip = shelf.encode(name, "25", options);
        let facts = rushes::export::facts::gather([&clip.path], None, &|| {});
        assert!(facts.sources[&clip.path].video().unwrap().alpha, "{name}");
        shelf.check(&clip);
    }
    shelf.done(2000);
}

#[test]
fn of_two_fields() {
    let mut shelf = Shelf::new();
    for (name, options) in [
        ("tff.mp4", "-c:v libx264 -preset veryfast -crf 16 -g 25 -flags +ilme+ildct -top 1"),
        ("bff.mkv", "-c:v libx264 -preset veryfast -crf 16 -g 25 -x264-params bff=1"),
        ("mpeg2.ts", "-c:v mpeg2video -q:v 2 -bf 2 -g 15 -flags +ilme+ildct -top 1"),
    ] {
        let clip = shelf.encode(name, "25", options);
        let facts = rushes::export::facts::gather([&clip.path], None, &|| {});
        assert!(facts.sources[&clip.path].video().unwrap().interlaced, "{name}");
        shelf.check(&clip);
    }
    shelf.done(1200);
}

#[test]
fn up_to_where_a_file_breaks_off() {
    let mut shelf = Shelf::new();
    for (name, options) in [("torn.mkv", "-bf 2 -g 20"), ("torn.mp4", "-bf 2 -g 20 -movflags +faststart")] {
        let clip = shelf.encode(name, "25", &format!("{X264} {options}"));
        let whole = std::fs::read(&clip.path).unwrap();
        for percent in [62, 85] {
            std::fs::write(&clip.path, &whole[..whole.len() * percent / 100]).unwrap();
            let facts = rushes::export::facts::gather([&clip.path], None, &|| {});
            let video = facts.sources[&clip.path].video().unwrap();
            let (ends, declared) = video.truncated.unwrap();
            assert!(ends < declared && video.frame_count() > 20, "{name} {percent} %");
            shelf.check(&constant(clip.path.clone(), clip.rate, 0..video.frame_count()));
        }
    }
    shelf.done(800);
}
