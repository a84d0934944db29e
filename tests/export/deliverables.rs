//! Every preset at every quality through a whole export, judged by other software: what kind of stream it is, that each frame
//! is there once and in its place across the joins, and that the number of lanes makes no difference.

use std::path::{Path, PathBuf};
use std::process::Command;

use rushes::export::{Limits, Outcome};

use super::verifying::film::verdict;
use crate::media::numbered::ffprobe;
use crate::support::desk::Desk;

const FRAMES: usize = 10;
const SIZE: (usize, usize) = (256, 144);

/// A bright square that goes from left to right, in two chunks, with sound.
fn film(export: &str, canvas: &str) -> String {
    format!(
        r##"rushes: 1
title: Squares
canvas: {{ size: 256x144, fps: 25, duration: 400ms, {canvas} }}
audio: [ {{ source: tune.wav }} ]
layers:
  - {{ shape: rect, size: [32px, 32px], fill: "#f0f0f0", position: [ 0s: [40px, 50%], 400ms: [200px, 50%] ] }}
exports:
  default: {{ chunk: 200ms, {export} }}
"##
    )
}

fn made(outcome: Outcome) -> PathBuf {
    match outcome.result {
        Ok(completed) => completed.output,
        Err(stopped) => panic!("{stopped:?}"),
    }
}

fn export(desk: &Desk, name: &str, export: &str, canvas: &str) -> PathBuf {
    let project = desk.project(&format!("{name}.yaml"), &film(export, canvas));
    let file = made(desk.export(&desk.work(&project)).0);
    // Whatever it is made as, it is what was rendered.
    let verdict = verdict(&file);
    assert!(verdict.ok(), "{name}: {:#?}", verdict.faults);
    file
}

/// The bright square's middle in each frame that the `ffmpeg` program decodes.
fn squares(file: &Path) -> Vec<f64> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i", file.to_str().unwrap(), "-an", "-fps_mode", "passthrough"])
        .args(["-vf", "scale=256:144", "-pix_fmt", "gray", "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let frames = output.stdout.chunks_exact(SIZE.0 * SIZE.1);
    let middle = |frame: &[u8]| {
        let row = &frame[SIZE.0 * SIZE.1 / 2..][..SIZE.0];
        let bright: Vec<usize> = (0..SIZE.0).filter(|x| row[*x] > 120).collect();
        bright.iter().sum::<usize>() as f64 / bright.len().max(1) as f64
    };
    frames.map(middle).collect()
}

/// What is promised of a preset's files.
struct Promise {
    preset: &'static str,
    ending: &'static str,
    codec: &'static str,
    tag: &'static str,
    sound: &'static str,
    /// Quality, samples and profile.
    kinds: &'static [[&'static str; 3]],
    canvas: &'static str,
    colors: [&'static str; 3],
}

const BT709: [&str; 3] = ["bt709", "bt709", "bt709"];

impl Promise {
    const fn new(preset: &'static str, [ending, codec, tag, sound]: [&'static str; 4]) -> Self {
        Self { preset, ending, codec, tag, sound, kinds: &[], canvas: "", colors: BT709 }
    }

    fn hold(&self) {
        let desk = Desk::new();
        for [quality, pixels, profile] in self.kinds {
            let what = format!("{} {quality}", self.preset);
            let name = format!("{}-{quality}", self.preset);
            let said = format!("preset: {}, quality: {quality}, video: {{ gop: 200ms }}", self.preset);
            let file = export(&desk, &name, &said, self.canvas);
            assert_eq!(file.extension().unwrap(), self.ending, "{what}");
            let found = ffprobe(&file, &["-show_streams", "-count_frames"]);
            let (picture, sound) = (&found["streams"][0], &found["streams"][1]);
            assert_eq!(picture["codec_name"], self.codec, "{what}");
            assert_eq!(picture["pix_fmt"], *pixels, "{what}");
            if !profile.is_empty() {
                assert_eq!(picture["profile"], *profile, "{what}");
            }
            if !self.tag.is_empty() {
                assert_eq!(picture["codec_tag_string"], self.tag, "{what}");
            }
            assert_eq!(picture["nb_read_frames"], FRAMES.to_string(), "{what}");
            assert_eq!(picture["r_frame_rate"], "25/1", "{what}");
            let colors = ["color_primaries", "color_transfer", "color_space"].map(|key| picture[key].as_str().unwrap());
            assert_eq!(colors, self.colors, "{what}");
            assert_eq!(sound["codec_name"], self.sound, "{what}");
            assert_eq!(sound["sample_rate"], "48000", "{what}");
            let size = (picture["width"].as_u64().unwrap(), picture["height"].as_u64().unwrap());
            if size == (256, 144) {
                let middles = squares(&file);
                assert_eq!(middles.len(), FRAMES, "{what}");
                for (frame, middle) in middles.iter().enumerate() {
                    let wanted = 40.0 + 16.0 * frame as f64;
                    assert!((middle - wanted).abs() < 4.0, "{what}: frame {frame} shows {middle}, not {wanted}");
                }
            }
        }
    }
}

#[test]
fn h264_keeps_its_promise() {
    let mut h264 = Promise::new("h264", ["mp4", "h264", "avc1", "aac"]);
    h264.kinds = &[
        ["high", "yuv420p", "High"],
        ["medium", "yuv420p", "High"],
        ["low", "yuv420p", "High"],
        ["draft", "yuv420p", "Constrained Baseline"],
    ];
    h264.hold();
    let mut youtube = Promise::new("youtube", ["mp4", "h264", "avc1", "aac"]);
    youtube.kinds = &[["medium", "yuv420p", "High"]];
    youtube.hold();
}

#[test]
fn hevc_keeps_its_promise() {
    let mut hevc = Promise::new("hevc", ["mp4", "hevc", "hvc1", "aac"]);
    hevc.kinds = &[
        ["high", "yuv420p", "Main"],
        ["medium", "yuv420p", "Main"],
        ["low", "yuv420p", "Main"],
        ["draft", "yuv420p", "Main"],
    ];
    hevc.hold();
    let mut hevc10 = Promise::new("hevc10", ["mp4", "hevc", "hvc1", "aac"]);
    hevc10.kinds = &[["medium", "yuv420p10le", "Main 10"]];
    hevc10.hold();
}

#[test]
fn av1_keeps_its_promise() {
    let mut av1 = Promise::new("av1", ["mp4", "av1", "av01", "aac"]);
    av1.kinds = &[
        ["high", "yuv420p", "Main"],
        ["medium", "yuv420p", "Main"],
        ["low", "yuv420p", "Main"],
        ["draft", "yuv420p", "Main"],
    ];
    av1.hold();
}

#[test]
fn vp9_keeps_its_promise() {
    let mut vp9 = Promise::new("vp9", ["webm", "vp9", "", "opus"]);
    vp9.kinds = &[
        ["high", "yuv420p", "Profile 0"],
        ["medium", "yuv420p", "Profile 0"],
        ["low", "yuv420p", "Profile 0"],
        ["draft", "yuv420p", "Profile 0"],
    ];
    vp9.hold();
}

#[test]
fn prores_keeps_its_promise() {
    let mut prores = Promise::new("prores", ["mov", "prores", "", "pcm_s24le"]);
    prores.kinds = &[
        ["high", "yuv422p10le", "HQ"],
        ["medium", "yuv422p10le", "Standard"],
        ["low", "yuv422p10le", "LT"],
        ["draft", "yuv422p10le", "Proxy"],
    ];
    prores.hold();
    let mut four = Promise::new("prores4444", ["mov", "prores", "", "pcm_s24le"]);
    // libav decodes all of 4444 as 12 bits; low and draft are as medium.
    four.kinds = &[["high", "yuv444p12le", "XQ"], ["medium", "yuv444p12le", "4444"]];
    four.hold();
}

#[test]
fn dnxhr_keeps_its_promise() {
    let mut dnxhr = Promise::new("dnxhr", ["mov", "dnxhd", "AVdh", "pcm_s24le"]);
    dnxhr.kinds = &[
        ["high", "yuv422p10le", "DNXHR HQX"],
        ["medium", "yuv422p", "DNXHR HQ"],
        ["low", "yuv422p", "DNXHR SQ"],
        ["draft", "yuv422p", "DNXHR LB"],
    ];
    dnxhr.hold();
}

#[test]
fn what_keeps_every_sample_keeps_its_promise() {
    let mut archive = Promise::new("archive", ["mkv", "ffv1", "", "flac"]);
    archive.kinds = &[
        ["high", "yuv444p10le", ""],
        ["medium", "yuv422p10le", ""],
        ["low", "yuv420p10le", ""],
        ["draft", "yuv420p", ""],
    ];
    archive.hold();
    let mut rgb = Promise::new("ffv1", ["mkv", "ffv1", "", "flac"]);
    rgb.kinds = &[["high", "gbrp16le", ""], ["medium", "bgr0", ""]];
    rgb.colors = ["bt709", "iec61966-2-1", "gbr"];
    rgb.hold();
    let mut yuv = Promise::new("ffv1", ["mkv", "ffv1", "", "flac"]);
    yuv.kinds = &[["low", "yuv422p", ""]];
    yuv.hold();
}

#[test]
fn presets_for_places_have_their_shape() {
    let desk = Desk::new();
    for (preset, size) in [("shorts", (1080, 1920)), ("square", (1080, 1080))] {
        let said = format!("preset: {preset}, quality: draft, range: 0s..40ms");
        let file = export(&desk, preset, &said, "");
        let found = ffprobe(&file, &["-show_streams"]);
        let picture = &found["streams"][0];
        assert_eq!((picture["width"].as_u64(), picture["height"].as_u64()), (Some(size.0), Some(size.1)));
    }
}

#[test]
fn another_ending_is_another_container() {
    let desk = Desk::new();
    for (preset, output, format, sound) in [
        ("av1", "small.webm", "matroska,webm", "opus"),
        ("h264", "editor.mov", "mov,mp4,m4a,3gp,3g2,mj2", "aac"),
        ("hevc", "film.mkv", "matroska,webm", "aac"),
    ] {
        let said = format!("preset: {preset}, quality: draft, output: {output}, video: {{ gop: 200ms }}");
        let file = export(&desk, preset, &said, "");
        let found = ffprobe(&file, &["-show_streams", "-show_format", "-count_frames"]);
        assert_eq!(found["format"]["format_name"], format, "{output}");
        assert_eq!(found["streams"][1]["codec_name"], sound, "{output}");
        assert_eq!(found["streams"][0]["nb_read_frames"], FRAMES.to_string(), "{output}");
        assert_eq!(found["format"]["tags"]["title"], "Squares", "{output}");
    }
}

#[test]
fn lanes_and_homes_make_no_difference() {
    for (preset, more) in [
        ("hevc", ", pixels: yuv422p10"),
        ("vp9", ""),
        ("av1", ""),
        ("prores", ""),
        ("dnxhr", ""),
        ("ffv1", ""),
        ("hdr10", ""),
    ] {
        let canvas = if preset == "hdr10" { "color: pq" } else { "" };
        let said = format!("preset: {preset}, quality: low, video: {{ gop: 80ms{more} }}").replace("200ms", "80ms");
        let files: Vec<Vec<u8>> = [1, 3]
            .into_iter()
            .map(|lanes| {
                let desk = Desk::new();
                let text = film(&said, canvas).replace("chunk: 200ms", "chunk: 80ms");
                let project = desk.project("film.yaml", &text);
                let limits = Limits { lanes, ..Limits::default() };
                std::fs::read(made(desk.export_with(&desk.work(&project), &limits, &desk.places()).0)).unwrap()
            })
            .collect();
        assert!(files[0] == files[1], "{preset}: three lanes make another file than one");
    }
}

#[test]
fn what_lets_light_through_is_kept_where_it_can_be() {
    let desk = Desk::new();
    for (preset, pixels, name) in
        [("prores4444", "yuva444p12le", "4444"), ("ffv1", "bgra", "ffv1"), ("ffv1, quality: high", "gbrap16le", "high")]
    {
        let file = export(&desk, name, &format!("preset: {preset}, sound: off"), "background: transparent");
        let found = ffprobe(&file, &["-show_streams"]);
        assert_eq!(found["streams"][0]["pix_fmt"], pixels, "{preset}");
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-i", file.to_str().unwrap(), "-frames:v", "1"])
            .args(["-pix_fmt", "rgba", "-f", "rawvideo", "-"])
            .output()
            .unwrap();
        let pixel = |x: usize, y: usize| &output.stdout[(y * SIZE.0 + x) * 4..][..4];
        assert_eq!(pixel(4, 4)[3], 0, "{preset}: the background lets all light through");
        let square = pixel(40, 72);
        assert_eq!(square[3], 255, "{preset}");
        assert!(square[..3].iter().all(|part| part.abs_diff(240) < 4), "{preset}: {square:?}");
    }
}

#[test]
fn hdr10_is_said_in_stream_and_container() {
    for (preset, codec) in [("hdr10", "hevc"), ("hdr10-av1", "av1")] {
        let mut promise = Promise::new(preset, ["mp4", codec, "", "aac"]);
        promise.kinds = &[["medium", "yuv420p10le", ""]];
        promise.canvas = "color: pq";
        promise.colors = ["bt2020", "smpte2084", "bt2020nc"];
        promise.hold();
        let desk = Desk::new();
        let light = "video: { light: { max: 900, average: 250 } }";
        let file = export(&desk, preset, &format!("preset: {preset}, quality: draft, {light}"), "color: pq");
        let stream = ffprobe(&file, &["-show_streams", "-select_streams", "v"]);
        let frame = ffprobe(&file, &["-show_frames", "-select_streams", "v", "-read_intervals", "%+#1"]);
        for (place, sides) in
            [("container", &stream["streams"][0]["side_data_list"]), ("stream", &frame["frames"][0]["side_data_list"])]
        {
            let sides = sides.as_array().unwrap_or_else(|| panic!("{preset}: nothing in the {place}"));
            let side = |kind: &str| {
                let found = sides.iter().find(|side| side["side_data_type"] == kind);
                found.unwrap_or_else(|| panic!("{preset}: no {kind} in the {place}: {sides:?}"))
            };
            let value = |text: &serde_json::Value| {
                let (above, below) = text.as_str().unwrap().split_once('/').unwrap();
                above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap()
            };
            let screen = side("Mastering display metadata");
            for (key, wanted) in [
                ("red_x", 0.680),
                ("red_y", 0.320),
                ("green_x", 0.265),
                ("blue_y", 0.060),
                ("white_point_x", 0.3127),
                ("max_luminance", 1000.0),
                ("min_luminance", 0.0001),
            ] {
                let found = value(&screen[key]);
                assert!((found - wanted).abs() < wanted * 0.002 + 0.00003, "{preset} {place} {key}: {found}");
            }
            let light = side("Content light level metadata");
            assert_eq!((light["max_content"].as_u64(), light["max_average"].as_u64()), (Some(900), Some(250)));
        }
    }
}

#[test]
fn hlg_is_tagged_as_such() {
    for (preset, codec) in [("hlg", "hevc"), ("hlg-av1", "av1")] {
        let desk = Desk::new();
        let file = export(&desk, preset, &format!("preset: {preset}, quality: draft"), "color: hlg");
        let found = ffprobe(&file, &["-show_streams"]);
        let picture = &found["streams"][0];
        assert_eq!((picture["codec_name"].as_str(), picture["pix_fmt"].as_str()), (Some(codec), Some("yuv420p10le")));
        let colors = ["color_primaries", "color_transfer", "color_space"].map(|key| picture[key].as_str().unwrap());
        assert_eq!(colors, ["bt2020", "arib-std-b67", "bt2020nc"], "{preset}");
    }
}

#[test]
fn ntsc_rates_are_exact_or_as_near_as_the_container_comes() {
    let desk = Desk::new();
    for preset in ["hevc", "vp9", "av1", "prores", "archive"] {
        let text = film(&format!("preset: {preset}, quality: draft, fps: 29.97, sound: off"), "")
            .replace("256x144, fps: 25", "256x144, fps: 29.97");
        let project = desk.project(&format!("ntsc-{preset}.yaml"), &text);
        let file = made(desk.export(&desk.work(&project)).0);
        let found = ffprobe(&file, &["-show_streams", "-count_frames"]);
        assert_eq!(found["streams"][0]["r_frame_rate"], "30000/1001", "{preset}");
        assert_eq!(found["streams"][0]["nb_read_frames"], "12", "{preset}");
    }
}

#[test]
fn a_frozen_export_has_its_preset_with_it() {
    let desk = Desk::new();
    let project = desk.project("own.yaml", &film("preset: ours, sound: off", ""));
    let mut work = desk.work(&project);
    let own = "preset: 1\nfrom: hevc\nqualities: { medium: { preset: ultrafast, crf: 33 } }\n";
    work.documents.insert(desk.file("presets/ours.yaml"), own.to_owned());
    let file = made(desk.export(&work).0);
    assert_eq!(ffprobe(&file, &["-show_streams"])["streams"][0]["codec_name"], "hevc");
    let receipt = rushes::export::receipt::Receipt::read(&rushes::export::receipt::path_for(&file)).unwrap();
    assert_eq!((receipt.settings.encoder.as_str(), receipt.settings.crf), ("libx265", 33.0));
    // A file that appears later says nothing to what was queued without it.
    std::fs::create_dir(desk.file("presets")).unwrap();
    std::fs::write(desk.file("presets/ours.yaml"), own).unwrap();
    let stopped = desk.export(&desk.work(&project)).0.result.unwrap_err();
    assert!(format!("{stopped:?}").contains("there is no `ours`"), "{stopped:?}");
}
