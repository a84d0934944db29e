//! Presets: those of the program, those of one's own, and what of them ends in an export.

use std::path::Path;

use rushes::base::Rational;
use rushes::project::model::{Container, Export, Pixels, SoundCodec, VideoCodec};
use rushes::project::presets::{NAMES, builtin};
use rushes::project::{self, Reading, Severity, Source};

/// Reads a document whose `exports` are these, with files of one's own: `/films/presets/NAME.yaml`, or `presets/NAME.yaml` in
/// the configuration.
fn read(canvas: &str, exports: &str, files: &[(&str, &str)]) -> Reading {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 640x360, duration: 1s, {canvas} }}\nlayers: [ {{ solid: red }} ]\nexports:\n{exports}\n"
    );
    let path = Path::new("/films/film.yaml");
    project::read_with(&Source { path, text: &text, set: &[] }, &|wanted| {
        let found = files.iter().find(|(name, _)| Path::new(name) == wanted);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| format!("{}: not there", wanted.display()))
    })
}

fn exports(reading: Reading) -> Vec<Export> {
    reading.project.unwrap_or_else(|| panic!("{:#?}", reading.problems)).exports
}

fn one(canvas: &str, export: &str, files: &[(&str, &str)]) -> Export {
    exports(read(canvas, &format!("  web: {{ {export} }}"), files)).remove(0)
}

fn errors(reading: &Reading) -> Vec<String> {
    let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors
        .map(|p| {
            let help = p.help.as_deref().unwrap_or("");
            format!("{}:{}:{} {} {} | {help}", p.file.display(), p.line, p.column, p.path, p.message)
        })
        .collect()
}

#[test]
fn every_preset_of_the_program_reads_at_every_quality() {
    for name in NAMES {
        assert!(builtin(name).is_some_and(|text| text.contains("about: ")), "{name}");
        let color = match name {
            name if name.starts_with("hdr10") => "color: pq",
            name if name.starts_with("hlg") => "color: hlg",
            _ => "",
        };
        for quality in ["high", "medium", "low", "draft"] {
            let export = one(color, &format!("preset: {name}, quality: {quality}"), &[]);
            assert_eq!(export.preset, name);
        }
    }
}

#[test]
fn h264_is_what_it_always_was() {
    for (quality, preset, crf) in
        [("high", "slow", 18.0), ("medium", "medium", 23.0), ("low", "veryfast", 26.0), ("draft", "ultrafast", 30.0)]
    {
        let export = one("", &format!("quality: {quality}"), &[]);
        assert_eq!((export.video.codec, export.container), (VideoCodec::H264, Container::Mp4));
        assert_eq!((export.video.preset.as_str(), export.video.crf), (preset, crf));
        assert_eq!((export.video.pixels, export.video.gop), (Pixels::Yuv420p, Rational::from_int(2)));
        let sound = export.sound.unwrap();
        assert_eq!((sound.codec, sound.bitrate), (SoundCodec::Aac, 192_000));
    }
}

#[test]
fn a_preset_of_one_s_own_starts_from_another_and_the_document_has_the_last_word() {
    let own = "preset: 1\nfrom: youtube\nabout: Ours.\nvideo: { tune: film, crf: 15 }\nqualities: { draft: { crf: 40 } }\nsize: 320x180\n";
    let beside = [("/films/presets/ours.yaml", own)];
    let export = one("", "preset: ours", &beside);
    assert_eq!((export.video.preset.as_str(), export.video.crf), ("medium", 15.0));
    assert_eq!((export.video.tune.as_deref(), export.size), (Some("film"), (320, 180)));
    assert_eq!(export.sound.unwrap().bitrate, 384_000);
    assert_eq!(one("", "preset: ours, quality: draft", &beside).video.crf, 40.0);
    let export = one("", "preset: ours, size: 640x360, video: { crf: 20 }, sound: { codec: opus }", &beside);
    assert_eq!((export.video.crf, export.size), (20.0, (640, 360)));
    // A bit rate that was meant for another codec goes with it.
    assert_eq!(export.sound.map(|sound| (sound.codec, sound.bitrate)), Some((SoundCodec::Opus, 160_000)));
    // In the configuration's folder it is the same.
    let export = one("", "preset: ours", &[("presets/ours.yaml", own)]);
    assert_eq!(export.video.crf, 15.0);
}

#[test]
fn what_is_wrong_with_a_preset_is_told_where_it_stands() {
    let wrong = |text: &str| errors(&read("", "  web: { preset: ours }", &[("/films/presets/ours.yaml", text)]));
    assert_eq!(
        wrong("preset: 1\nfrom: h264\nvideo: { crff: 20 }\n"),
        ["/films/presets/ours.yaml:3:10 video.crff unknown key `crff` | did you mean `crf`?"]
    );
    assert_eq!(wrong("preset: 1\nfrom: h265\n"), ["/films/presets/ours.yaml:2:7 from there is no preset `h265` | "]);
    assert_eq!(
        wrong("preset: 1\nfrom: ours\n"),
        ["/films/presets/ours.yaml:2:7 from `ours` would start from itself | "]
    );
    assert_eq!(
        wrong("preset: 1\nabout: Nothing.\n"),
        ["/films/presets/ours.yaml:1:1 from it says neither `from` nor `container` | "]
    );
    assert_eq!(wrong("- a\n"), ["/films/presets/ours.yaml:1:1  this is no preset | a preset begins with `preset: 1`"]);
    // What the codec can't do stands, for the document, where the preset is named.
    let found = wrong("preset: 1\nfrom: prores\nvideo: { crf: 20 }\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("/films/film.yaml:5:18 exports.web.video.crf `crf`: ProRes has no"), "{found:?}");
}

#[test]
fn a_name_that_is_none_is_answered_with_the_nearest() {
    let found = errors(&read("", "  a: { preset: h265 }\n  b: { preset: tiktok }\n  c: { preset: gif }", &[]));
    assert_eq!(found[0], "/films/film.yaml:5:16 exports.a.preset `preset`: there is no `h265` | did you mean `h264`?");
    assert!(found[1].contains("there is no `tiktok` | there are `h264`") || found[1].contains("there are h264"));
    assert!(found[1].contains("presets/tiktok.yaml beside the project"), "{found:?}");
    assert!(found.len() >= 2);
    // No name leads out of the folder.
    let found = errors(&read("", "  a: { preset: ../../etc/passwd }", &[("/films/presets/../../etc/passwd.yaml", "")]));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn alpha_and_deep_canvases_choose_their_samples() {
    for (canvas, export, pixels) in [
        ("background: transparent", "preset: prores4444", Pixels::Yuva444p10),
        ("background: transparent", "preset: prores", Pixels::Yuv422p10),
        ("background: transparent", "preset: ffv1", Pixels::Rgba8),
        ("background: transparent", "preset: ffv1, video: { pixels: rgb8 }", Pixels::Rgb8),
        ("color: pq", "", Pixels::Yuv420p10),
        ("color: hlg", "preset: ffv1", Pixels::Rgb16),
        ("color: pq", "preset: dnxhr, quality: low", Pixels::Yuv422p10),
        ("", "preset: prores, video: { profile: 4444 }", Pixels::Yuv444p10),
        ("", "preset: dnxhr, video: { profile: 444 }", Pixels::Yuv444p10),
    ] {
        assert_eq!(one(canvas, export, &[]).video.pixels, pixels, "{canvas} {export}");
    }
    let dnxhr = one("color: pq", "preset: dnxhr, quality: low", &[]);
    assert_eq!(dnxhr.video.profile.as_deref(), Some("hqx"));
}

#[test]
fn words_for_speed_are_understood_by_all_that_have_speeds() {
    assert_eq!(one("", "preset: av1, video: { preset: slow }", &[]).video.preset, "5");
    assert_eq!(one("", "preset: vp9, video: { preset: veryfast }", &[]).video.preset, "4");
    assert_eq!(one("", "preset: av1, video: { preset: 13 }", &[]).video.preset, "13");
    assert_eq!(one("", "preset: hevc, video: { preset: slow }", &[]).video.preset, "slow");
}

#[test]
fn the_ending_chooses_among_containers_that_hold_the_codec() {
    for (export, container, sound) in [
        ("preset: av1", Container::Mp4, SoundCodec::Aac),
        ("preset: av1, output: a.webm", Container::WebM, SoundCodec::Opus),
        ("preset: vp9, output: a.mp4", Container::Mp4, SoundCodec::Opus),
        ("output: a.mkv", Container::Matroska, SoundCodec::Aac),
        ("preset: prores, output: a.mkv", Container::Matroska, SoundCodec::Pcm),
    ] {
        let export = one("", export, &[]);
        assert_eq!((export.container, export.sound.map(|sound| sound.codec)), (container, Some(sound)));
    }
    let found = errors(&read("", "  a: { preset: prores, output: a.mp4 }", &[]));
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("`output`: MP4 files carry no ProRes | `prores` writes .mov, and .mkv"), "{found:?}");
}
