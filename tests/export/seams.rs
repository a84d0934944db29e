//! Where chunks meet: no frame is dropped, none comes twice, and every stamp is exact, however a film is cut.
//!
//! A few cuts by themselves; `RUSHES_SEAMS=200` tries so many.

#![expect(clippy::print_stderr, reason = "how many were cut")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rushes::base::Rational;
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::dice::{Dice, times};

const WIDTH: usize = 144;
const HEIGHT: usize = 32;
/// As blocks of 16 pixels; the lower half shows the same number the other way round.
const BITS: usize = 9;
/// Numbered frames in every source.
const FRAMES: u64 = 400;

/// Rates as documents write them, and as `ffmpeg` does.
const RATES: [(&str, &str, i64, i64); 7] = [
    ("24", "24", 24, 1),
    ("25", "25", 25, 1),
    ("30", "30", 30, 1),
    ("60", "60", 60, 1),
    ("23.976", "24000/1001", 24_000, 1001),
    ("29.97", "30000/1001", 30_000, 1001),
    ("59.94", "60000/1001", 60_000, 1001),
];

struct Cut {
    rate: (&'static str, &'static str, i64, i64),
    /// The first frame that is shown, and how many.
    first: u64,
    frames: u64,
    gop_ms: u64,
    chunk_ms: u64,
    sound: bool,
}

impl Cut {
    fn thrown(dice: &mut Dice) -> Self {
        let first = dice.below(100);
        Self {
            rate: *dice.one_of(&RATES),
            first,
            frames: 10 + dice.below(FRAMES - first - 10),
            gop_ms: 40 + dice.below(1000),
            chunk_ms: 40 + dice.below(1000),
            sound: dice.below(2) == 0,
        }
    }

    fn document(&self) -> String {
        let Self { rate, first, frames, gop_ms, chunk_ms, sound } = self;
        let end = first + frames;
        let audio = if *sound { "audio: [ { source: tune.wav, at: 0s..60s, loop: true } ]\n" } else { "" };
        format!(
            "rushes: 1\ncanvas: {{ size: {WIDTH}x{HEIGHT}, fps: {} }}\n{audio}layers: [ {{ video: numbers-{}.mkv }} ]\nexports: {{ default: {{ range: {first}f..{end}f, quality: draft, chunk: {chunk_ms}ms, video: {{ gop: {gop_ms}ms }}, on_exists: replace, output: cut.mp4 }} }}\n",
            rate.0, rate.0
        )
        .replace("audio: [ { source: tune.wav, at: 0s..60s", &format!("audio: [ {{ source: tune.wav, at: 0s..{FRAMES}f"))
    }
}

fn program(name: &str, words: &[&str]) -> Vec<u8> {
    let output = Command::new(name).args(words).stdin(Stdio::null()).output().expect("these tests need ffmpeg");
    assert!(output.status.success(), "{name} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn write_numbers(desk: &Desk) {
    let raw = desk.file("numbers.yuv");
    let mut bytes = Vec::new();
    for number in 0..FRAMES as usize {
        for y in 0..HEIGHT {
            bytes.extend((0..WIDTH).map(|x| if (number >> (x / 16) & 1 == 1) == (y < HEIGHT / 2) { 210 } else { 40 }));
        }
        bytes.extend([128; WIDTH * HEIGHT / 2]);
    }
    std::fs::write(&raw, bytes).unwrap();
    let size = format!("{WIDTH}x{HEIGHT}");
    for (name, rate, ..) in RATES {
        let out = desk.file(&format!("numbers-{name}.mkv"));
        let words = ["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", &size, "-r", rate, "-i"];
        let coded = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-g", "25"];
        let files = [raw.to_str().unwrap(), out.to_str().unwrap()];
        program("ffmpeg", &[&words[..], &files[..1], &coded[..], &files[1..]].concat());
    }
}

/// The numbers of all frames as `ffmpeg` decodes them.
fn numbers(path: &Path) -> Vec<Option<u64>> {
    let words = ["-v", "error", "-i", path.to_str().unwrap(), "-fps_mode", "passthrough"];
    let raw = program("ffmpeg", &[&words[..], &["-f", "rawvideo", "-pix_fmt", "gray", "-"]].concat());
    assert_eq!(raw.len() % (WIDTH * HEIGHT), 0);
    let number = |frame: &[u8]| {
        let bright = |bit: usize, y: usize| frame[y * WIDTH + bit * 16 + 8] > 125;
        let read = |y: usize| (0..BITS).fold(0, |number, bit| number | u64::from(bright(bit, y)) << bit);
        let (upper, lower) = (read(HEIGHT / 4), read(HEIGHT * 3 / 4));
        (upper == !lower & 0x1ff).then_some(upper)
    };
    raw.chunks_exact(WIDTH * HEIGHT).map(number).collect()
}

/// What is wrong with the file that a cut was made into.
fn wrong_with(cut: &Cut, path: &Path) -> Option<String> {
    let shown = numbers(path);
    let wanted: Vec<_> = (cut.first..cut.first + cut.frames).map(Some).collect();
    if shown != wanted {
        let at = shown.iter().zip(&wanted).position(|(shown, wanted)| shown != wanted);
        return Some(format!("{} frames instead of {}; the first wrong one is {at:?}", shown.len(), wanted.len()));
    }
    let words = [
        "-v",
        "error",
        "-of",
        "json",
        "-show_entries",
        "packet=pts,dts,duration:stream=codec_type,time_base,duration_ts,r_frame_rate",
    ];
    let said: Value = serde_json::from_slice(&program(
        "ffprobe",
        &[&words[..], &["-select_streams", "v", path.to_str().unwrap()]].concat(),
    ))
    .unwrap();
    let (den, num) = (cut.rate.2, cut.rate.3);
    let base = said["streams"][0]["time_base"].as_str()?.split_once('/')?;
    let base = Rational::new(base.0.parse().ok()?, base.1.parse().ok()?);
    let frame = Rational::new(num, den);
    let packets = said["packets"].as_array()?;
    let times = |name: &str| packets.iter().filter_map(|packet| packet[name].as_i64()).collect::<Vec<_>>();
    let (mut pts, dts, durations) = (times("pts"), times("dts"), times("duration"));
    if !dts.windows(2).all(|pair| pair[0] < pair[1]) || dts.iter().zip(&pts).any(|(dts, pts)| dts > pts) {
        return Some(format!("decoding times are out of order: {dts:?}"));
    }
    pts.sort_unstable();
    let exact =
        |(index, pts): (usize, &i64)| base * Rational::from_int(*pts) == frame * Rational::from_int(index as i64);
    if let Some(index) = pts.iter().enumerate().position(|one| !exact(one)) {
        return Some(format!("frame {index} is stamped {} × {base}", pts[index]));
    }
    if durations.iter().any(|duration| base * Rational::from_int(*duration) != frame) {
        return Some(format!("a frame lasts another time: {durations:?}"));
    }
    let length = base * Rational::from_int(said["streams"][0]["duration_ts"].as_i64()?);
    (length != frame * Rational::from_int(cut.frames as i64)).then(|| format!("it lasts {length} s"))
}

#[test]
fn frames_and_stamps_are_exact_across_all_seams() {
    let count = times("RUSHES_SEAMS", 4);
    // In the suite always the same ones, so that a failure is nobody's bad luck.
    let mut dice = if count > 4 { Dice::thrown("seams") } else { Dice::fixed(7) };
    let desk = Desk::new();
    write_numbers(&desk);
    let (mut wrong, mut seams) = (Vec::new(), 0);
    for number in 0..count {
        let cut = Cut::thrown(&mut dice);
        let text = cut.document();
        let project = desk.project("cut.yaml", &text);
        let (outcome, _) = desk.export(&desk.work(&project));
        let path: PathBuf = match outcome.result {
            Ok(completed) => completed.output,
            Err(stopped) => {
                wrong.push(format!("{number}: {stopped:?}\n{text}"));
                continue;
            }
        };
        let receipt = rushes::export::receipt::Receipt::read(&rushes::export::receipt::path_for(&path)).unwrap();
        seams += receipt.chunks.len() - 1;
        if let Some(why) = wrong_with(&cut, &path) {
            wrong.push(format!("{number}: {why}\n{text}"));
        }
        let _ = std::fs::remove_dir_all(desk.places().chunks());
    }
    eprintln!("{count} cuts with {seams} seams, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seams as u64 > count, "hardly any seams");
}
