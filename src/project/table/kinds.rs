//! Layer kinds, each with the keys that only its layers have.

use super::key::{Holds, Key, Kind, Type, Word, key, word};
use super::played::{NOTES, OBJECTS};
use super::text::{CAPTIONS, TEXT};
use super::units::{ANGLE, DURATION, EXTENT, EXTENTS, FREQUENCY, GAIN, GRADIENT, INPUTS, OFF_OR_ON, PAINT, STROKE};

/// Every kind, in the order of the reference page.
pub const KINDS: &[Kind] = &[
    Kind { key: key("solid", Type::Color, "A colour."), keys: &[] },
    Kind { key: key("gradient", Type::Map(GRADIENT), "Colours that run into each other."), keys: &[] },
    Kind {
        key: key("image", Type::File(Holds::Picture), "A picture: PNG, JPEG, WebP, GIF, SVG; animated ones move."),
        keys: &[],
    },
    Kind { key: key("video", Type::File(Holds::Video), "A moving source, frame-accurate."), keys: VIDEO },
    Kind { key: key("text", Type::Text, "Shaped text."), keys: TEXT },
    Kind {
        key: key(
            "captions",
            Type::File(Holds::Captions),
            "SRT, WebVTT or ASS, burned in; at the bottom where not said. What an ASS file says of its letters holds.",
        ),
        keys: CAPTIONS,
    },
    Kind { key: key("shape", Type::Words(SHAPES), "A drawn shape."), keys: SHAPE },
    Kind {
        key: key("spectrum", Type::Map(SPECTRUM), "What the analysis hears, as bars or a line.").unbuilt(),
        keys: &[],
    },
    Kind { key: key("waveform", Type::Map(WAVEFORM), "The sound's curve.").unbuilt(), keys: &[] },
    Kind {
        key: key("particles", Type::Map(PARTICLES), "Many small things, each a function of seed and time.").unbuilt(),
        keys: &[],
    },
    Kind { key: key("objects", Type::Map(OBJECTS), "Lit 3D objects with a camera."), keys: &[] },
    Kind { key: key("notes", Type::Map(NOTES), "What a track plays, as visuals."), keys: &[] },
    Kind {
        key: key(
            "shader",
            Type::File(Holds::Shader),
            "Your own WGSL, Shadertoy-style GLSL or ISF that makes a picture; as large as the canvas.",
        ),
        keys: SHADER,
    },
    Kind { key: key("project", Type::File(Holds::Project), "Another project as a layer."), keys: PROJECT },
    Kind { key: key("group", Type::Layers, "Layers composed on their own, then treated as one."), keys: GROUP },
];

const VIDEO: &[Key] =
    &[key("sound", Type::Either(&[Type::Words(OFF_OR_ON), GAIN]), "Whether its sound is heard, or how loud.")
        .default("off")];

const SHAPES: &[Word] = &[word("rect"), word("ellipse"), word("line"), word("path")];
const SHAPE: &[Key] = &[
    key("size", EXTENTS, "Width and height, the canvas's where not said; a path is as large as its data says.")
        .moves_later(),
    key("fill", PAINT, "What it is filled with."),
    key("stroke", Type::Map(STROKE), "The line along its edge; per cent of the canvas's shorter side."),
    key("radius", EXTENT, "How round the corners of a rect are; per cent of its shorter side.")
        .default("0px")
        .moves_later(),
    key("path", Type::Text, "SVG path data, for `shape: path`."),
];

const SPECTRUM: &[Key] = &[
    key("bars", Type::Integer { min: 1, max: 4096 }, "How many.").default("64"),
    key("from", FREQUENCY, "Lowest frequency.").default("30Hz"),
    key("to", FREQUENCY, "Highest frequency.").default("16kHz"),
    key("scale", Type::Words(&[word("log"), word("linear")]), "How frequencies are spread.").default("log"),
    key("style", Type::Words(&[word("bars"), word("line"), word("radial"), word("mirror")]), "How it is drawn.")
        .default("bars"),
    key("width", EXTENT, "Width of the whole.").default("100%").moves(),
    key("height", EXTENT, "Height at full level.").default("30%").moves(),
    key("gap", EXTENT, "Room between bars; per cent of a bar's share.").default("25%"),
    key("color", PAINT, "A colour or a gradient.").default("#ffffff"),
    key("floor", EXTENT, "Height at silence.").default("0px"),
];

const WAVEFORM: &[Key] = &[
    key("window", DURATION, "How much of the sound is seen at once.").default("50ms"),
    key("style", Type::Words(&[word("line"), word("filled"), word("radial")]), "How it is drawn.").default("line"),
    key("width", EXTENT, "Width of the whole.").default("100%").moves(),
    key("height", EXTENT, "Height at full level.").default("30%").moves(),
    key("thickness", EXTENT, "Width of the line.").default("3px").moves(),
    key("color", PAINT, "A colour or a gradient.").default("#ffffff"),
];

const PARTICLES: &[Key] = &[
    key("count", Type::Integer { min: 1, max: 1_000_000 }, "How many.").default("400"),
    key("seed", Type::Integer { min: 0, max: i64::MAX }, "Another seed, another swarm.").default("1"),
    key("shape", Type::Words(&[word("dot"), word("square"), word("spark")]), "What each looks like.").default("dot"),
    key("image", Type::File(Holds::Picture), "A picture for each, instead of a shape."),
    key("from", Type::Words(&[word("area"), word("point"), word("edge")]), "Where they are born.").default("area"),
    key("size", EXTENT, "How large each is.").default("4px").moves(),
    key("color", Type::Either(&[Type::Color, Type::List(&Type::Color)]), "One colour, or several to draw from.")
        .default("#ffffff"),
    key("life", DURATION, "How long each lives.").default("4s"),
    key("speed", EXTENT, "Way in a second.").default("40px").moves(),
    key("direction", ANGLE, "Where they go, clockwise from the top.").default("0").moves(),
    key("spread", ANGLE, "How far directions differ.").default("360"),
    key("gravity", Type::Length { negative: true }, "Pull downwards, per second squared.").default("0px"),
];

const SHADER: &[Key] = &[key("inputs", INPUTS, SHADER_INPUTS)];
pub(super) const SHADER_INPUTS: &str = "Values for the shader's own inputs, by their names there; each may move. A picture is named by its file, a choice by its number or its label.";
const PROJECT: &[Key] = &[key("vars", Type::Named(&Type::Text), "Values for the other project's variables.")];
const GROUP: &[Key] = &[key("size", EXTENTS, "What % and px mean inside; the canvas where not said.")];
