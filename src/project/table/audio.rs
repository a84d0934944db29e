//! Keys of sounds, of the master and of the analysis.

use super::key::{Holds, Key, Quantity, Type, key, word};
use super::units::{FADE, GAIN, UNIT};
use crate::project::time::Sense;

pub const SOUND: &[Key] = &[
    key("id", Type::Name, "A name for others to refer to."),
    key("source", Type::File(Holds::Sound), "Anything with an audio stream, a video too.").required(),
    key("stream", Type::Integer { min: 0, max: 255 }, "Which of its audio streams, from 0.").default("0"),
    key("at", Type::Span(Sense::Position), "When it is heard: a start or a range.").default("0s"),
    key("from", Type::Span(Sense::Length), "Which part of the source.").default("0s"),
    key("speed", Type::Number { min: 0.25, max: 4.0 }, "How fast it runs.").default("1.0"),
    key("pitch", Type::Words(&[word("keep"), word("follow")]), "Whether the pitch follows the speed, as on tape.")
        .default("keep"),
    key("gain", GAIN, "How loud.").default("0dB").moves(),
    key(
        "pan",
        Type::Number { min: -1.0, max: 1.0 },
        "From left to right: the side it moves away from gets quieter in a straight line, the other one stays.",
    )
    .default("0")
    .moves(),
    key("fade", Type::Map(FADE), "How it comes and goes."),
    key("loop", Type::Bool, "Begin again at the end.").default("false"),
    key("duck", Type::Map(DUCK), "Make room for another sound while that is heard."),
];

const DUCK: &[Key] = &[
    key("under", Type::Name, "The id of the sound to make room for.").required(),
    key(
        "by",
        QUIETER,
        "How much quieter while the other one is above -40 dBFS: down within the 150 ms before, up in 500 ms from 300 ms after.",
    )
    .default("12dB"),
];

const QUIETER: Type =
    Type::Quantity(&Quantity { words: "a gain like `12dB`", units: &[("dB", 1.0)], bare: false, min: 0.0, max: 120.0 });

pub const MASTER: &[Key] = &[
    key("loudness", LOUDNESS, "Integrated loudness of the mix.").default("-14 LUFS"),
    key("peak", PEAK, "Highest true peak.").default("-1 dBTP"),
];

const LOUDNESS: Type = Type::Quantity(&Quantity {
    words: "a loudness like `-14 LUFS`",
    units: &[("LUFS", 1.0)],
    bare: false,
    min: -70.0,
    max: 0.0,
});
const PEAK: Type = Type::Quantity(&Quantity {
    words: "a peak like `-1 dBTP`",
    units: &[("dBTP", 1.0)],
    bare: false,
    min: -20.0,
    max: 0.0,
});
pub const DECIBELS: Type = Type::Quantity(&Quantity {
    words: "a range like `-100dB..-30dB`",
    units: &[("dB", 1.0)],
    bare: false,
    min: -200.0,
    max: 20.0,
});

pub const ANALYSIS: &[Key] = &[
    key("source", Type::Name, "An audio id, or `mix`.").default("mix"),
    key("fft", Type::PowerOfTwo { min: 32, max: 32_768 }, "Samples in a window.").default("2048"),
    key("window", Type::Words(&[word("blackman"), word("hann"), word("none")]), "Shape of the window.")
        .default("blackman"),
    key("smoothing", UNIT, "How much of the last frame stays, meant at 60 Hz.").default("0.8"),
    key("rate", Type::Words(&[word("corrected"), word("literal")]), "Whether smoothing is fitted to the frame rate.")
        .default("corrected"),
    key("align", Type::Words(&[word("past"), word("centre"), word("frame")]), "Where the window stands to the frame.")
        .default("past"),
    key("range", DECIBELS, "Levels that become 0 and 1.").default("-100dB..-30dB"),
];
