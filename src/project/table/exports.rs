//! Keys of one export.

use super::key::{Holds, Key, Quantity, Type, Word, key, unbuilt, word};
use super::units::{BITRATE, DURATION, OFF, UNIT};
use crate::project::time::Sense;

pub const EXPORT: &[Key] = &[
    key(
        "preset",
        Type::Either(&[Type::Words(PRESETS), Type::Name]),
        "What kind of file, or the name of a preset of one's own; `wav`, `flac`, `m4a`, `mp3` and `opus` hold only the sound.",
    )
    .default("h264"),
    key("quality", Type::Words(QUALITIES), "How good, and how slow.").default("medium"),
    key("frame", Type::Map(FRAME), "The cut-out of the canvas; it is rendered at output size, and stays inside."),
    key("range", Type::Range(Sense::Position), "The cut zone."),
    key(
        "size",
        Type::Size,
        "Output size, in the shape of the canvas or of `frame`; where not said, the cut-out's or the canvas's own.",
    ),
    key("fps", Type::Fps, "Output rate; the canvas's own where not said."),
    key("video", Type::Map(VIDEO), "Replaces the preset's settings."),
    key(
        "sound",
        Type::Either(&[Type::Words(OFF), Type::Map(SOUND)]),
        "Replaces the preset's sound settings; `off` leaves it out.",
    ),
    key("target", Type::Map(TARGET), "A size or a quality to reach.").unbuilt(),
    key("chunk", DURATION, "Least length of what is encoded in one go.").default("4s"),
    key("verify", Type::Words(&[word("quick"), word("full")]), "How the finished file is checked.").default("quick"),
    key(
        "on_exists",
        Type::Words(&[word("own"), word("suffix"), word("replace"), word("fail")]),
        "What to do when the output is there already.",
    )
    .default("own"),
    key(
        "output",
        Type::File(Holds::Output),
        "Where the file goes. Single pictures go into a folder: `renders/shot` makes `renders/shot/shot_00000.png` and so on, \
         `renders/shot/%04d.png` names them.",
    )
    .default("renders/FILE-EXPORT.mp4"),
];

/// Whether a preset of that name will be part of the program and is not yet.
pub fn is_unbuilt_preset(name: &str) -> bool {
    PRESETS.iter().any(|preset| preset.word == name && !preset.built)
}

/// Those that are part of the program; others are files of the user's own.
const PRESETS: &[Word] = &[
    word("h264"),
    word("hevc"),
    word("hevc10"),
    word("av1"),
    word("vp9"),
    word("prores"),
    word("prores4444"),
    word("dnxhr"),
    word("ffv1"),
    word("gif"),
    word("png"),
    word("jpeg"),
    word("tiff"),
    word("exr"),
    word("wav"),
    word("flac"),
    word("m4a"),
    word("mp3"),
    word("opus"),
    word("youtube"),
    word("shorts"),
    word("square"),
    unbuilt("discord"),
    word("archive"),
    word("hdr10"),
    word("hlg"),
    word("hdr10-av1"),
    word("hlg-av1"),
];

pub const QUALITIES: &[Word] = &[word("high"), word("medium"), word("low"), word("draft")];

pub(super) const FRAME: &[Key] = &[
    key(
        "aspect",
        Type::Ratio(':'),
        "Width to height; where not said, that of a `size` like `1080x1920`, else the canvas's.",
    ),
    key("center", Type::Pair(&UNIT), "Its middle, as parts of the canvas.").default("[0.5, 0.5]").moves(),
    key("zoom", Type::Number { min: 1.0, max: 100.0 }, "1 is the largest that fits.").default("1.0").moves(),
];

pub(super) const VIDEO: &[Key] = &[
    key(
        "encoder",
        Type::Words(ENCODERS),
        "Which encoder makes it. `auto` is software, whose bytes can be made again; `hardware` a graphics device where one \
         works, else software; a name that device or none.",
    )
    .default("auto"),
    key(
        "preset",
        Type::Either(&[Type::Words(SPEEDS), Type::Integer { min: 0, max: 13 }]),
        "How hard the encoder tries; VP9 (0 to 5) and AV1 (0 to 13) count it.",
    ),
    key("crf", Type::Number { min: 0.0, max: 63.0 }, "Constant quality; lower is better. H.264 and HEVC go up to 51."),
    key("gop", DURATION, "Time between key frames.").default("2s"),
    key("tune", Type::Words(TUNES), "What the pictures are like."),
    key("bitrate", BITRATE, "Bits a second on average, instead of a constant quality."),
    key(
        "pixels",
        Type::Words(PIXELS),
        "How the samples are kept; a canvas in `hlg` or `pq` takes 10 bits, `yuv420p10`.",
    )
    .default("yuv420p"),
    key("profile", Type::Words(PROFILES), "Which kind of ProRes or DNxHR it is, or which decoders of H.264 can play it."),
    key("mastering", Type::Map(MASTERING), "What HDR10 says of the screen that it was made on."),
    key("light", Type::Map(LIGHT), "What HDR10 says of how bright the pictures get."),
    key("level", Type::Number { min: 1.0, max: 6.2 }, "How much a decoder of H.264 must manage, like `4.1`."),
];

const ENCODERS: &[Word] = &[
    word("auto"),
    word("software"),
    word("hardware"),
    word("x264"),
    word("libx264"),
    word("x265"),
    word("libx265"),
    word("svtav1"),
    word("libsvtav1"),
    word("libvpx-vp9"),
    word("nvenc"),
    word("qsv"),
    word("amf"),
    word("vaapi"),
    word("videotoolbox"),
    word("h264_nvenc"),
    word("hevc_nvenc"),
    word("av1_nvenc"),
    word("h264_qsv"),
    word("hevc_qsv"),
    word("av1_qsv"),
    word("vp9_qsv"),
    word("h264_amf"),
    word("hevc_amf"),
    word("av1_amf"),
    word("h264_vaapi"),
    word("hevc_vaapi"),
    word("av1_vaapi"),
    word("vp9_vaapi"),
    word("h264_videotoolbox"),
    word("hevc_videotoolbox"),
];

const SPEEDS: &[Word] = &[
    word("ultrafast"),
    word("superfast"),
    word("veryfast"),
    word("faster"),
    word("fast"),
    word("medium"),
    word("slow"),
    word("slower"),
    word("veryslow"),
];

const TUNES: &[Word] = &[
    word("film"),
    word("animation"),
    word("grain"),
    word("stillimage"),
    unbuilt("fastdecode"),
    unbuilt("zerolatency"),
];

const PIXELS: &[Word] = &[
    word("yuv420p"),
    word("yuv422p"),
    word("yuv444p"),
    word("yuv420p10"),
    word("yuv422p10"),
    word("yuv444p10"),
    word("yuva444p10"),
    word("rgb8"),
    word("rgba8"),
    word("rgb16"),
    word("rgba16"),
];

const PROFILES: &[Word] = &[
    word("baseline"),
    word("main"),
    word("high"),
    word("proxy"),
    word("lt"),
    word("standard"),
    word("hq"),
    word("4444"),
    word("4444xq"),
    word("lb"),
    word("sq"),
    word("hqx"),
    word("444"),
];

const MASTERING: &[Key] = &[
    key("primaries", Type::Words(&[word("p3"), word("bt2020"), word("bt709")]), "The colours that it shows.")
        .default("p3"),
    key("max", Type::Number { min: 1.0, max: 10_000.0 }, "Its brightest light, in cd/m².").default("1000"),
    key("min", Type::Number { min: 0.0, max: 10.0 }, "Its darkest light, in cd/m².").default("0.0001"),
];

const LIGHT: &[Key] = &[
    key("max", Type::Integer { min: 0, max: 10_000 }, "The brightest pixel, in cd/m².").default("1000"),
    key("average", Type::Integer { min: 0, max: 10_000 }, "The brightest mean of a frame, in cd/m².").default("400"),
];

pub(super) const SOUND: &[Key] = &[
    key(
        "codec",
        Type::Words(&[word("aac"), word("opus"), word("mp3"), word("flac"), word("pcm")]),
        "How sound is encoded; the preset's own where not said. `flac` and `pcm` have 24 bits.",
    )
    .default("aac"),
    key("bitrate", SOUND_BITRATE, "Bits a second, where the codec loses any; 160k for `opus`.").default("192k"),
];

const SOUND_BITRATE: Type = Type::Quantity(&Quantity {
    words: "a bit rate like `192k`",
    units: &[("k", 1000.0)],
    bare: false,
    min: 32_000.0,
    max: 512_000.0,
});

const TARGET: &[Key] = &[
    key("size", BYTES, "How large the file may be."),
    key("ssim", UNIT, "Structural likeness to reach."),
    key("vmaf", Type::Number { min: 0.0, max: 100.0 }, "VMAF to reach."),
];

const BYTES: Type = Type::Quantity(&Quantity {
    words: "a size like `50MB`",
    units: &[
        ("kB", 1e3),
        ("KB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9),
        ("KiB", 1024.0),
        ("MiB", 1_048_576.0),
        ("GiB", 1_073_741_824.0),
    ],
    bare: false,
    min: 1000.0,
    max: 1e15,
});
