//! Keys that every layer may have, and effects.

use super::key::{Holds, Key, Type, Word, key, word};
use super::kinds::SHADER_INPUTS;
use super::units::{ANGLE, DURATION, EXTENT, EXTENTS, FADE, INPUTS, LENGTHS, SHADOW, SIDES, UNIT};
use crate::project::time::Sense;

pub const COMMON: &[Key] = &[
    key("id", Type::Name, "A name for others to refer to."),
    key("at", Type::Span(Sense::Position), "When it is seen: a start or a range."),
    key("from", Type::Span(Sense::Length), "Which part of the source; another length than `at`'s means another speed."),
    key("speed", Type::Number { min: 0.01, max: 100.0 }, "How fast the source runs.").default("1.0"),
    key("reverse", Type::Bool, "Run the source backwards, its last frame first.").default("false"),
    key(
        "hold",
        Type::Words(&[word("first"), word("last"), word("none")]),
        "What stands where the source has no picture.",
    ),
    key(
        "loop",
        Type::Bool,
        "Begin again at the source's end; lasts as long as `at` says, or the whole project. Where not said, an animated image does as its file says, and all else does not.",
    ),
    key(
        "fit",
        Type::Words(FIT),
        "How the source fills the canvas: `cover` for video and `none` for images where not said.",
    ),
    key("position", LENGTHS, "Where the anchor stands on the canvas.").default("[50%, 50%]").moves(),
    key("anchor", Type::Either(&[Type::Words(ANCHORS), LENGTHS]), "The point of the layer that stands at `position`.")
        .default("center")
        .moves(),
    key("scale", Type::Either(&[FACTOR, Type::Pair(&FACTOR)]), "Size factor, or one for each direction.")
        .default("1.0")
        .moves(),
    key("rotate", ANGLE, "Turn about the anchor, clockwise.").default("0deg").moves(),
    key("opacity", UNIT, "From invisible to solid.").default("1.0").moves(),
    key("crop", Type::Map(CROP), "What is cut off the source."),
    key("blend", Type::Words(BLEND), "How it meets what is below.").default("normal"),
    key("radius", EXTENT, "How round its corners are; per cent of its shorter side.").default("0px").moves(),
    key("mask", Type::Map(MASK), "Where it is seen."),
    key("fade", Type::Map(FADE), "Opacity at its start and end."),
    key("enter", Type::Map(ENTER), "How it comes."),
    key("leave", Type::Map(ENTER), "How it goes: as `enter`, run backwards."),
    key(
        "transition",
        Type::Map(TRANSITION),
        "How it takes over from the layer before it in the list, while both are seen.",
    ),
    key("effects", Type::Effects, "What is done to it, in order."),
];

const FACTOR: Type = Type::Number { min: -1000.0, max: 1000.0 };

const FIT: &[Word] = &[word("cover"), word("contain"), word("fill"), word("none")];

pub const ANCHORS: &[Word] = &[
    word("center"),
    word("top"),
    word("bottom"),
    word("left"),
    word("right"),
    word("top-left"),
    word("top-right"),
    word("bottom-left"),
    word("bottom-right"),
];

const BLEND: &[Word] = &[
    word("normal"),
    word("multiply"),
    word("screen"),
    word("overlay"),
    word("darken"),
    word("lighten"),
    word("color-dodge"),
    word("color-burn"),
    word("hard-light"),
    word("soft-light"),
    word("difference"),
    word("exclusion"),
    word("hue"),
    word("saturation"),
    word("color"),
    word("luminosity"),
    word("plus-lighter"),
];

const CROP: &[Key] = &[
    key("left", EXTENT, "From the left.").default("0px").moves(),
    key("right", EXTENT, "From the right.").default("0px").moves(),
    key("top", EXTENT, "From the top.").default("0px").moves(),
    key("bottom", EXTENT, "From the bottom.").default("0px").moves(),
];

const MASK: &[Key] = &[
    key("shape", Type::Words(&[word("rect"), word("ellipse")]), "A shape as mask."),
    key("size", EXTENTS, "Size of the shape; per cent of the layer as it is shown.").default("[100%, 100%]").moves(),
    key("position", LENGTHS, "Middle of the shape.").default("[50%, 50%]").moves(),
    key("radius", EXTENT, "How round the corners of a rect are.").default("0px").moves(),
    key("feather", EXTENT, "How soft its edge is.").default("0px").moves(),
    key("layer", Type::Name, "Another layer of the same list as mask, by its id; it is not seen itself then."),
    key("channel", Type::Words(&[word("luma"), word("alpha")]), "What of that layer counts.").default("luma"),
    key("invert", Type::Bool, "Seen where it would not be.").default("false"),
];

const ENTER: &[Key] = &[
    key("kind", Type::Words(&[word("fade"), word("slide"), word("wipe"), word("zoom")]), "What happens.").required(),
    key("from", Type::Words(SIDES), "From which side.").default("left"),
    key("for", DURATION, "How long it takes.").default("0.5s"),
    key("ease", Type::Ease, "How it speeds up and slows down.").default("out-cubic"),
];

const TRANSITION: &[Key] = &[
    key("kind", Type::Words(&[word("dissolve"), word("wipe"), word("slide"), word("shader")]), "What happens.")
        .default("dissolve"),
    key("from", Type::Words(SIDES), "From which side.").default("left"),
    key("ease", Type::Ease, "How it speeds up and slows down.").default("linear"),
    key("shader", Type::File(Holds::Shader), "The shader, for `kind: shader`."),
    key("inputs", INPUTS, "Values for its own inputs, for `kind: shader`."),
];

/// Every effect is a map of one of these keys.
pub const EFFECTS: &[Key] = &[
    key("blur", EXTENT, "Gaussian blur by this standard deviation; per cent of the shorter side, at most 500px.")
        .moves(),
    key("bloom", Type::Map(BLOOM), "Light that spills over."),
    key("color", Type::Map(COLOR), "Grading, in the order of its keys here."),
    key("key", Type::Map(CHROMA), "Takes a colour away."),
    key("shadow", Type::Map(SHADOW), "A shadow behind the layer."),
    key("vignette", UNIT, "Darker corners.").moves(),
    key("shader", Type::Either(&[Type::File(Holds::Shader), Type::Map(SHADER)]), "Your own shader over the layer."),
];

const BLOOM: &[Key] = &[
    key("kind", Type::Words(&[word("unreal"), word("mipmap")]), "How the light spreads.").default("unreal"),
    key("threshold", UNIT, "From which brightness on.").default("0.8").moves(),
    key("strength", FACTOR_UP, "How much spills over.").default("0.6").moves(),
    key("radius", UNIT, "How far.").default("0.4").moves(),
    key("levels", Type::Integer { min: 1, max: 8 }, "How many times the light is halved, for `kind: mipmap`.")
        .default("8"),
];

/// More would show nothing but clipped light.
const FACTOR_UP: Type = Type::Number { min: 0.0, max: 100.0 };

const COLOR: &[Key] = &[
    key("brightness", Type::Number { min: -1.0, max: 1.0 }, "Added light.").default("0").moves(),
    key("contrast", FACTOR_UP, "Factor about the middle.").default("1").moves(),
    key("saturation", FACTOR_UP, "0 is grey.").default("1").moves(),
    key("hue", ANGLE, "Turn of the colour circle.").default("0deg").moves(),
    key("temperature", Type::Number { min: -1.0, max: 1.0 }, "From cold to warm.").default("0").moves(),
    key("lut", Type::File(Holds::Lut), "A .cube table."),
];

const CHROMA: &[Key] = &[
    key("color", Type::Color, "Which colour goes.").default("#00ff00"),
    key("similarity", UNIT, "How much like it.").default("0.3").moves(),
    key("smooth", UNIT, "How soft the edge is.").default("0.1").moves(),
];

const SHADER: &[Key] =
    &[key("file", Type::File(Holds::Shader), "The shader.").required(), key("inputs", INPUTS, SHADER_INPUTS)];

/// Keys that begin like this are somebody's notes and are ignored.
pub const FOREIGN_PREFIX: &str = "x-";
