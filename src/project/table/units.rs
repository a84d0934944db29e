//! Types that several sections share.

use super::key::{Key, Least, Quantity, Type, Word, key, word};
use crate::project::time::Sense;

pub const ANY_NUMBER: Type = Type::Number { min: f64::NEG_INFINITY, max: f64::INFINITY };
pub const UNIT: Type = Type::Number { min: 0.0, max: 1.0 };
pub const POSITIVE: Type = Type::Number { min: 0.0, max: f64::INFINITY };
pub const LENGTH: Type = Type::Length { negative: true };
pub const EXTENT: Type = Type::Length { negative: false };
pub const LENGTHS: Type = Type::Pair(&LENGTH);
pub const EXTENTS: Type = Type::Pair(&EXTENT);
pub const DURATION: Type = Type::Time { sense: Sense::Length, least: Least::AboveZero };
pub const DELAY: Type = Type::Time { sense: Sense::Length, least: Least::Zero };
pub const MOMENT: Type = Type::Time { sense: Sense::Position, least: Least::Zero };

pub const GAIN: Type = Type::Quantity(&Quantity {
    words: "a gain like `-3dB`",
    units: &[("dB", 1.0)],
    bare: false,
    min: -120.0,
    max: 60.0,
});
pub const ANGLE: Type = Type::Quantity(&Quantity {
    words: "an angle like `90deg`",
    units: &[("deg", 1.0), ("turn", 360.0), ("rad", 57.295_779_513_082_32)],
    bare: true,
    min: -360_000.0,
    max: 360_000.0,
});
pub const FREQUENCY: Type = Type::Quantity(&Quantity {
    words: "a frequency like `440Hz` or `16kHz`",
    units: &[("Hz", 1.0), ("kHz", 1000.0)],
    bare: false,
    min: 0.0,
    max: 192_000.0,
});
pub const BITRATE: Type = Type::Quantity(&Quantity {
    words: "a bit rate like `8M`",
    units: &[("k", 1000.0), ("M", 1_000_000.0)],
    bare: false,
    min: 1000.0,
    max: 1e9,
});
pub const FADE: &[Key] = &[
    key("in", DELAY, "How long it takes to come in.").default("0s"),
    key("out", DELAY, "How long it takes to go out.").default("0s"),
];
pub const GRADIENT: &[Key] = &[
    key("kind", Type::Words(&[word("linear"), word("radial"), word("conic")]), "How the colours run.")
        .default("linear"),
    key("from", Type::Color, "The first colour.").moves(),
    key("to", Type::Color, "The last colour.").moves(),
    key(
        "angle",
        ANGLE,
        "Where a linear gradient runs to, clockwise from the top; where a conic one begins, the top if not said.",
    )
    .default("180")
    .moves(),
    key("center", LENGTHS, "Middle of a radial or conic gradient.").default("[50%, 50%]").moves(),
    key("radius", EXTENT, "Reach of a radial gradient; per cent of the shorter side.").default("50%").moves(),
    key("stops", Type::List(&STOP), "Any number of colours, instead of `from` and `to`."),
];
const STOP: Type = Type::Map(&[
    key("at", UNIT, "Where between 0 and 1 the colour stands.").required().moves(),
    key("color", Type::Color, "The colour there.").required().moves(),
]);
pub const PAINT: Type = Type::Either(&[Type::Color, Type::Map(GRADIENT)]);
pub const STROKE: &[Key] = &[
    key("width", EXTENT, "Width of the line.").required().moves(),
    key("color", Type::Color, "Its colour.").default("#000000").moves(),
];
pub const SHADOW: &[Key] = &[
    key("offset", LENGTHS, "Where it falls: right and down.").default("[0px, 0px]").moves(),
    key("blur", EXTENT, "How soft it is.").default("0px").moves(),
    key("color", Type::Color, "Its colour.").default("#00000088"),
];
pub const INPUTS: Type = Type::Inputs(&INPUT);
const INPUT: Key = key(
    "inputs",
    Type::Either(&[ANY_NUMBER, Type::Bool, Type::Color, Type::Pair(&ANY_NUMBER), Type::Text]),
    "A value.",
)
.moves();
pub const SIDES: &[Word] = &[word("left"), word("right"), word("top"), word("bottom")];
pub const OFF: &[Word] = &[word("off")];
pub const OFF_OR_ON: &[Word] = &[word("off"), word("on")];
