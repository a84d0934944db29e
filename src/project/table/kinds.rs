//! Layer kinds, each with the keys that only its layers have.

use super::key::{Holds, Key, Kind, Type, Word, key, word};
use super::played::{NOTES, OBJECTS};
use super::text::{CAPTIONS, TEXT};
use super::units::{
    ANGLE, DURATION, EXTENT, EXTENTS, FREQUENCY, GAIN, GRADIENT, INPUTS, OFF_OR_ON, PAINT, POSITIVE, STROKE, UNIT,
};

/// Every kind, in the order of the reference page.
pub const KINDS: &[Kind] = &[
    Kind { key: key("solid", Type::Color, "A colour.").moves(), keys: &[] },
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
    Kind { key: key("spectrum", Type::Map(SPECTRUM), "What the analysis hears, as bars or a line."), keys: &[] },
    Kind { key: key("waveform", Type::Map(WAVEFORM), "The sound's curve."), keys: &[] },
    Kind {
        key: key("particles", Type::Map(PARTICLES), "Many small things, each a function of seed and time."),
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
    key("size", EXTENTS, "Width and height, the canvas's where not said; a path is as large as its data says.").moves(),
    key("fill", PAINT, "What it is filled with.").moves(),
    key("stroke", Type::Map(STROKE), "The line along its edge; per cent of the canvas's shorter side."),
    key("radius", EXTENT, "How round the corners of a rect are; per cent of its shorter side.").default("0px").moves(),
    key("path", Type::Text, "SVG path data, for `shape: path`."),
];

const SPECTRUM: &[Key] = &[
    key("bars", Type::Integer { min: 1, max: 4096 }, "How many.").default("64"),
    key("from", FREQUENCY, "Lowest frequency.").default("30Hz"),
    key("to", FREQUENCY, "Highest frequency.").default("16kHz"),
    key("scale", Type::Words(&[word("log"), word("linear")]), "How frequencies are spread.").default("log"),
    key(
        "style",
        Type::Words(&[word("bars"), word("line"), word("radial"), word("mirror")]),
        "How it is drawn; mirrored bars grow upwards and downwards from the middle.",
    )
    .default("bars"),
    key(
        "symmetric",
        Type::Bool,
        "Low frequencies in the middle, high ones at both ends; a radial one is so where nothing is said.",
    ),
    key("width", EXTENT, "Width of the whole.").default("100%").moves(),
    key("height", EXTENT, "Height at full level; of a radial one, 80% where not said.").default("30%").moves(),
    key("gap", EXTENT, "Room between bars; per cent of a bar's share.").default("25%"),
    key("radius", EXTENT, "How round a bar's corners are; per cent of its width.").default("50%"),
    key("color", PAINT, "A colour or a gradient, which runs over the whole.").default("#ffffff").moves(),
    key("floor", EXTENT, "Height at silence; per cent of the height at full level.").default("0px"),
    key(
        "tilt",
        Type::Number { min: -2.0, max: 2.0 },
        "Raises high frequencies and lowers low ones: by this power of two for every octave from 1 kHz.",
    )
    .default("0"),
    key("peaks", DURATION, "Caps on the bars, which take so long to fall all the way down; none where not said."),
    key("thickness", EXTENT, "Width of a line.").default("3px").moves(),
    key("fill", UNIT, "How much of the colour the area under a line has.").default("0"),
    key("inner", EXTENT, "The empty circle in the middle of a radial one; per cent of the whole.")
        .default("45%")
        .moves(),
];

const WAVEFORM: &[Key] = &[
    key("window", DURATION, "How much of the sound is seen at once.").default("50ms"),
    key("style", Type::Words(&[word("line"), word("filled"), word("radial")]), "How it is drawn.").default("line"),
    key("width", EXTENT, "Width of the whole.").default("100%").moves(),
    key("height", EXTENT, "Height at full level; of a radial one, 80% where not said.").default("30%").moves(),
    key("thickness", EXTENT, "Width of the line.").default("3px").moves(),
    key("color", PAINT, "A colour or a gradient, which runs over the whole.").default("#ffffff").moves(),
    key("steady", Type::Bool, "Begin where the sound rises through zero, so that a tone stands still.").default("true"),
    key("taper", Type::Number { min: 0.0, max: 0.5 }, "How much of each end is drawn towards silence.").default("0.1"),
    key("inner", EXTENT, "Where a radial one is silent; per cent of the whole circle.").default("60%").moves(),
];

const PARTICLES: &[Key] = &[
    key("count", Type::Integer { min: 1, max: 1_000_000 }, "How many; of those that burst, at each burst.")
        .default("400"),
    key("seed", Type::Integer { min: 0, max: i64::MAX }, "Another seed, another swarm.").default("1"),
    key(
        "shape",
        Type::Words(&[word("dot"), word("square"), word("spark"), word("ring"), word("star")]),
        "What each looks like; a spark is a line along its way.",
    )
    .default("dot"),
    key(
        "image",
        Type::File(Holds::Picture),
        "A picture for each, instead of a shape; its colours are multiplied by the particle's. Of an animated one, the first picture.",
    ),
    key(
        "from",
        Type::Words(&[
            word("area"),
            word("point"),
            word("edge"),
            word("left"),
            word("right"),
            word("top"),
            word("bottom"),
            word("ring"),
        ]),
        "Where they are born: anywhere, in the middle, on the edges or one of them, on the circle that fits in.",
    )
    .default("area"),
    key(
        "born",
        Type::Words(&[word("always"), word("beats"), word("onsets")]),
        "When: all the time, or all at once on each beat, or whenever the sound suddenly begins.",
    )
    .default("always"),
    key("width", EXTENT, "Width of the box that they are born in.").default("100%").moves(),
    key("height", EXTENT, "Height of it.").default("100%").moves(),
    key("size", EXTENT, "How large each is; a picture's longer side, 32px where not said.").default("4px").moves(),
    key("color", Type::Either(&[Type::Color, Type::List(&Type::Color)]), "One colour, or several to draw from.")
        .default("#ffffff"),
    key("life", DURATION, "How long each lives.").default("4s"),
    key("speed", EXTENT, "Way in a second.").default("40px").moves(),
    key("direction", ANGLE, "Where they go, clockwise from the top.").default("0").moves(),
    key("spread", ANGLE, "How far directions differ.").default("360"),
    key("gravity", Type::Length { negative: true }, "Pull downwards, per second squared.").default("0px"),
    key("sway", EXTENT, "How far each swings to both sides of its way.").default("0px").moves(),
    key("spin", ANGLE, "Turn in a second.").default("0"),
    key("vary", UNIT, "How much they differ in size, speed and light, as if some were nearer than others.")
        .default("0.5"),
    key("grow", Type::Pair(&POSITIVE), "Times the size, at birth and at the end.").default("[1, 1]"),
    key("fade_in", UNIT, "The part of its life in which each comes.").default("0.15"),
    key("fade_out", UNIT, "The part of its life in which each goes.").default("0.4"),
    key("glow", UNIT, "Light around each; none around pictures where not said.").default("0.5").moves(),
    key(
        "overlap",
        Type::Words(&[word("add"), word("cover")]),
        "Where two meet, their light adds up, or one covers the other.",
    )
    .default("add"),
];

const SHADER: &[Key] = &[key("inputs", INPUTS, SHADER_INPUTS)];
pub(super) const SHADER_INPUTS: &str = "Values for the shader's own inputs, by their names there; each may move. A picture is named by its file, a choice by its number or its label.";
const PROJECT: &[Key] = &[
    key("vars", Type::Named(&Type::Text), "Values for the other project's variables."),
    key("sound", Type::Either(&[Type::Words(OFF_OR_ON), GAIN]), "Whether its mix is heard, or how loud.").default("on"),
];
const GROUP: &[Key] = &[key("size", EXTENTS, "What % and px mean inside; the canvas where not said.")];
