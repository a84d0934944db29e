//! Keys of a preset: what it is, and what it says of an export in an export's own words.

use super::exports::{FRAME, SOUND, VIDEO};
use super::key::{Key, Type, Word, key, word};
use super::units::{DURATION, OFF};

pub const PRESET: &[Key] = &[
    key("preset", Type::Integer { min: 1, max: 1 }, "Version of the form of presets.").required(),
    key("from", Type::Name, "The preset that it starts from."),
    key("about", Type::Text, "What it is for, in a sentence."),
    key("container", Type::Words(CONTAINERS), "What kind of file it makes."),
    key("codec", Type::Words(CODECS), "How the pictures are encoded."),
    key("color", Type::Words(&[word("srgb"), word("hlg"), word("pq")]), "What the canvas's values must mean for it."),
    key("video", Type::Map(VIDEO), "How the pictures are encoded, whatever the quality."),
    key("qualities", Type::Map(QUALITIES), "The same for each quality."),
    key("sound", Type::Either(&[Type::Words(OFF), Type::Map(SOUND)]), "How the sound is encoded; `off` leaves it out."),
    key("frame", Type::Map(FRAME), "The cut-out of the canvas."),
    key("size", Type::Size, "Output size."),
    key("fps", Type::Fps, "Output rate."),
    key("chunk", DURATION, "Least length of what is encoded in one go."),
];

const QUALITIES: &[Key] = &[
    key("high", Type::Map(VIDEO), "The best."),
    key("medium", Type::Map(VIDEO), "What is taken where nothing is said."),
    key("low", Type::Map(VIDEO), "Smaller and faster."),
    key("draft", Type::Map(VIDEO), "As fast as it gets."),
];

const CONTAINERS: &[Word] = &[
    word("mp4"),
    word("mov"),
    word("webm"),
    word("mkv"),
    word("wav"),
    word("flac"),
    word("m4a"),
    word("mp3"),
    word("opus"),
    word("gif"),
    word("images"),
];

const CODECS: &[Word] = &[
    word("h264"),
    word("hevc"),
    word("vp9"),
    word("av1"),
    word("prores"),
    word("dnxhr"),
    word("ffv1"),
    word("png"),
    word("jpeg"),
    word("tiff"),
    word("exr"),
    word("gif"),
];
