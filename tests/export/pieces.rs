//! Films that are folders of pictures, GIFs, and encoders in graphics devices: whole exports.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rushes::base::Reason;
use rushes::config::Places;
use rushes::export::event::Event;
use rushes::export::receipt::Receipt;
use rushes::export::still::{Look, Stills};
use rushes::export::{Limits, Stopped};
use rushes::plan::Determinism;

use crate::support::desk::Desk;

/// Twelve frames in three chunks.
const FRAMES: u64 = 12;
const SMALL: &str = r##"rushes: 1
canvas: { size: 64x36, fps: 25, duration: 480ms, background: BACKGROUND }
layers:
  - { image: logo.png, position: [ 0s: [10%, 50%], 480ms: [90%, 50%] ] }
  - { text: Hi, size: 14px, color: "#ffd030", position: [50%, 80%] }
exports:
  default: { EXPORT, chunk: 160ms }
"##;

fn small(desk: &Desk, background: &str, export: &str) -> PathBuf {
    desk.project("film.yaml", &SMALL.replace("BACKGROUND", background).replace("EXPORT", export))
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn failure(result: Result<rushes::export::event::Completed, Stopped>) -> rushes::base::Failure {
    match result {
        Err(Stopped::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

/// All samples that ffmpeg reads from `input`, a frame after the other.
fn decoded(input: &Path, before: &[&str], format: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error"])
        .args(before)
        .args(["-i", input.to_str().unwrap(), "-pix_fmt", format, "-fps_mode", "passthrough", "-f", "rawvideo", "-"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success());
    output.stdout
}

#[test]
fn every_kind_of_picture_makes_a_folder_that_other_software_reads() {
    let desk = Desk::new();
    for (preset, ending, format, bytes) in [
        ("png", "png", "rgb24", 3),
        ("jpeg", "jpg", "rgb24", 3),
        ("tiff", "tif", "rgb24", 3),
        ("exr", "exr", "rgb48le", 6),
    ] {
        let project = small(&desk, "\"#203040\"", &format!("preset: {preset}, output: renders/{preset}"));
        let (outcome, _) = desk.export(&desk.work(&project));
        let completed = outcome.result.unwrap();
        let folder = desk.file(&format!("renders/{preset}"));
        assert_eq!(completed.output, folder);
        let expected: BTreeSet<String> = (0..FRAMES).map(|frame| format!("{preset}_{frame:05}.{ending}")).collect();
        assert_eq!(names(&folder), expected);
        let read = decoded(&folder.join(format!("{preset}_%05d.{ending}")), &["-framerate", "25"], format);
        assert_eq!(read.len(), 64 * 36 * bytes * FRAMES as usize, "{preset}");
        let receipt = Receipt::read(&completed.receipt).unwrap();
        assert_eq!((receipt.images.len(), receipt.class), (FRAMES as usize, Determinism::A));
        assert!(receipt.check.iter().all(|line| line.ok));
    }
    assert!(!names(&desk.file("renders")).iter().any(|name| name.starts_with('.')), "nothing is left over");
}

#[test]
fn a_png_is_the_picture_that_a_still_shows_and_keeps_what_lets_light_through() {
    let desk = Desk::new();
    for (background, format, parts) in [("\"#203040\"", "rgb24", 3), ("transparent", "rgba", 4)] {
        let project = small(&desk, background, "preset: png, output: \"renders/f/a.####.png\", on_exists: replace");
        let work = desk.work(&project);
        let completed = desk.export(&work).0.result.unwrap();
        let picture = completed.output.join("a.0007.png");
        let found = decoded(&picture, &[], format);
        let look = Look { layer: None, alpha: true };
        let still = Stills::open_as(&work, &desk.places(), &look).unwrap().picture(7).unwrap().to_rgba8();
        let wanted: Vec<u8> = still.pixels().flat_map(|pixel| pixel.0[..parts].to_vec()).collect();
        assert_eq!(found.len(), wanted.len());
        for (at, (found, wanted)) in found.chunks(parts).zip(wanted.chunks(parts)).enumerate() {
            // Where nothing is seen, its colour is nobody's.
            assert!(found == wanted || (parts == 4 && found[3] == 0 && wanted[3] == 0), "{background} {at}");
        }
    }
}

#[test]
fn a_folder_of_pictures_is_resumed_replaced_and_never_mixed_with_others() {
    let desk = Desk::new();
    let project = small(&desk, "\"#203040\"", "preset: png");
    let work = desk.work(&project);
    let (first, _) = desk.export(&work);
    assert_eq!(first.chunks_encoded, 3);
    let folder = first.result.unwrap().output;
    let before = fs::read(folder.join("film_00004.png")).unwrap();
    // Ours as it is: made again from the chunks that are there.
    let (again, _) = desk.export(&work);
    assert_eq!((again.chunks_encoded, again.result.unwrap().output), (0, folder.clone()));
    assert_eq!(fs::read(folder.join("film_00004.png")).unwrap(), before);

    // One picture was painted over.
    fs::write(folder.join("film_00004.png"), "mine").unwrap();
    assert_eq!(failure(desk.export(&work).0.result).reason, Reason::OutputExists);
    assert_eq!(fs::read(folder.join("film_00004.png")).unwrap(), b"mine");
    // Something else lies with them: not even a person who allows it loses that.
    fs::write(folder.join("notes.txt"), "mine too").unwrap();
    let allowed = rushes::export::ExportWork { overwrite: true, ..work.clone() };
    let refused = failure(desk.export(&allowed).0.result);
    assert_eq!(refused.reason, Reason::OutputExists);
    assert!(refused.message.contains("other things"), "{}", refused.message);
    fs::remove_file(folder.join("notes.txt")).unwrap();
    desk.export(&allowed).0.result.unwrap();
    assert_eq!(fs::read(folder.join("film_00004.png")).unwrap(), before);
    assert_eq!(names(&folder).len(), FRAMES as usize);
}

#[test]
fn a_gif_has_all_frames_and_the_same_bytes_however_it_was_made() {
    let desk = Desk::new();
    let project = small(&desk, "\"#203040\"", "preset: gif, fps: 30, on_exists: replace");
    let work = desk.work(&project);
    let mut made = Vec::new();
    for lanes in [1, 2, 3] {
        let places = Places::under(&desk.file(&format!("home-{lanes}")));
        let limits = Limits { lanes, ..Limits::default() };
        let (outcome, events) = desk.export_with(&work, &limits, &places);
        let completed = outcome.result.unwrap_or_else(|why| panic!("{why:?} {events:?}"));
        assert_eq!(Receipt::read(&completed.receipt).unwrap().class, Determinism::A);
        made.push(fs::read(&completed.output).unwrap());
    }
    assert!(made.iter().all(|bytes| *bytes == made[0]));
    let frames = decoded(&desk.file("renders/film.gif"), &[], "rgb24").len() / (64 * 36 * 3);
    // 480 ms at 30 frames a second.
    assert_eq!(frames, 15);

    // How colours are chosen is decided at the end: nothing is rendered again for it.
    let other = small(&desk, "\"#203040\"", "preset: gif, fps: 30, quality: draft, on_exists: replace");
    let places = Places::under(&desk.file("home-1"));
    let (outcome, _) = desk.export_with(&desk.work(&other), &Limits::default(), &places);
    assert_eq!(outcome.chunks_encoded, 0);
    assert_ne!(fs::read(outcome.result.unwrap().output).unwrap(), made[0]);
}

#[test]
fn a_wish_for_hardware_falls_back_with_its_reason_and_a_name_does_not() {
    let desk = Desk::new();
    let project = small(&desk, "\"#203040\"", "quality: draft, video: { encoder: hardware }");
    let (outcome, events) = desk.export(&desk.work(&project));
    let receipt = Receipt::read(&outcome.result.unwrap().receipt).unwrap();
    let why = receipt.settings.fallback.unwrap_or_default();
    assert_eq!((receipt.settings.encoder.as_str(), receipt.class), ("libx264", Determinism::B));
    assert!(why.contains("h264_nvenc") && why.contains("h264_vaapi") && why.contains("software"), "{why}");
    let told = |event: &Event| matches!(event, Event::Log(line) if line.text == why);
    assert!(events.iter().any(told), "{events:?}");

    let project = small(&desk, "\"#203040\"", "quality: draft, video: { encoder: nvenc }");
    let refused = failure(desk.export(&desk.work(&project)).0.result);
    assert_eq!(refused.reason, Reason::EncoderMissing);
    assert!(refused.message.contains("h264_nvenc"), "{}", refused.message);
}

/// What ffprobe says of the first stream, by the names of its fields.
fn probed(file: &Path, fields: &str) -> Vec<String> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0", "-show_entries", &format!("stream={fields}")])
        .args(["-of", "default=noprint_wrappers=1:nokey=1", file.to_str().unwrap()])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bit_rates_profiles_and_levels_are_what_the_file_has() {
    let desk = Desk::new();
    let export = |rate: &str, lanes: usize| {
        let project = small(
            &desk,
            "\"#203040\"",
            &format!("on_exists: replace, video: {{ bitrate: {rate}, profile: main, level: 3.1, preset: fast }}"),
        );
        let places = Places::under(&desk.file(&format!("home-{lanes}")));
        let limits = Limits { lanes, ..Limits::default() };
        let completed = desk.export_with(&desk.work(&project), &limits, &places).0.result.unwrap();
        assert_eq!(Receipt::read(&completed.receipt).unwrap().class, Determinism::B);
        assert_eq!(probed(&completed.output, "profile,level"), ["Main", "31"]);
        fs::read(&completed.output).unwrap()
    };
    let (small, large) = (export("30k", 1), export("600k", 1));
    assert!(small.len() < large.len(), "{} {}", small.len(), large.len());
    assert_eq!(export("600k", 3), large, "the same bytes with other lanes");

    let project = desk.project(
        "large.yaml",
        &SMALL.replace("64x36", "1280x720").replace("BACKGROUND", "black").replace("EXPORT", "video: { level: 3.0 }"),
    );
    let refused = failure(desk.export(&desk.work(&project)).0.result);
    assert_eq!(refused.reason, Reason::InvalidProject);
    assert!(refused.message.contains("too large for level 3.0"), "{}", refused.message);
}
