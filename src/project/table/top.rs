//! Keys of the document itself, the canvas, the tempo and the tracks.

use super::audio::{ANALYSIS, MASTER, SOUND};
use super::exports::EXPORT;
use super::key::{Holds, Key, Type, key, word};
use super::units::{DELAY, DURATION, MOMENT, UNIT};
use crate::project::time::Sense;

pub const TOP: &[Key] = &[
    key("rushes", Type::Integer { min: 1, max: 1 }, "Version of the format; a YAML file without it is left alone.")
        .required(),
    key("title", Type::Text, "Shown in the queue."),
    key("canvas", Type::Map(CANVAS), "What is drawn on."),
    key("vars", Type::Vars, "Values used as `${name}`; `--set name=value` overrides them."),
    key("tempo", Type::Map(TEMPO), "What beats and bars are."),
    key("tracks", Type::Named(&Type::Map(TRACK)), "Notes that pictures can follow."),
    key("audio", Type::List(&Type::Map(SOUND)), "Sounds, mixed in this order."),
    key("master", Type::Map(MASTER), "Loudness of the whole mix; as it was mixed where not said."),
    key("analysis", Type::Map(ANALYSIS), "What the reactive layers hear."),
    key("layers", Type::Layers, "Pictures, bottom to top."),
    key("range", Type::Range(Sense::Position), "The cut zone of all exports that have none of their own."),
    key("exports", Type::Named(&Type::Map(EXPORT)), "Named deliverables.").default("{default: {}}"),
];

pub const CANVAS: &[Key] = &[
    key("size", Type::Size, "Width and height.").default("1920x1080"),
    key("fps", Type::Fps, "Frames a second.").default("30"),
    key("background", Type::Color, "What is seen where no layer is.").default("#000000"),
    key(
        "color",
        Type::Words(&[word("srgb"), word("hlg"), word("pq")]),
        "What the canvas's values mean; `hlg` and `pq` are high dynamic range, 10 bit BT.2020.",
    )
    .default("srgb"),
    key("duration", DURATION, "Length; else the end of the last clip, layer or sound that has an end of its own."),
];

const TEMPO: &[Key] = &[
    key("bpm", Type::Number { min: 1.0, max: 1000.0 }, "Beats a minute."),
    key("offset", DELAY, "When the first beat falls; MIDI files begin there too.").default("0s"),
    key("signature", Type::Ratio('/'), "Beats in a bar, over what a beat is.").default("4/4"),
    key("midi", Type::File(Holds::Midi), "A MIDI file whose tempo and bars hold; a beat is a quarter note."),
    key(
        "beats",
        Type::File(Holds::Beats),
        "A list of beat times in seconds, one a line; a second column that counts beats in the bar makes bars.",
    ),
    key("detect", Type::Name, "The id of the sound whose beats are found."),
];

const TRACK: &[Key] = &[
    key("midi", Type::File(Holds::Midi), "A MIDI file; its notes stand at its own times."),
    key(
        "track",
        Type::Either(&[Type::Integer { min: 0, max: 65_535 }, Type::Text]),
        "Which of its tracks, by number from 0 or by name; all where not said.",
    ),
    key("channel", Type::Integer { min: 1, max: 16 }, "Only this channel."),
    key("pattern", Type::Rhythm, "A rhythm: x hit, X accent, . rest; it begins at the first beat."),
    key("step", Type::Ratio('/'), "Length of one sign of the pattern, as part of a whole note.").default("1/16"),
    key("loop", Type::Bool, "Play the pattern again and again.").default("false"),
    key("notes", Type::List(&Type::Map(NOTE)), "Notes one by one."),
];

const NOTE: &[Key] = &[
    key("at", MOMENT, "When it begins.").required(),
    key("for", DURATION, "How long it lasts.").default("1b"),
    key("pitch", Type::Pitch, "Which note.").default("C4"),
    key("velocity", UNIT, "How hard it is struck.").default("0.8"),
];
