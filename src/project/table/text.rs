//! Keys of what is made of letters: text and captions.

use super::key::{Key, Type, Word, key, word};
use super::units::{DURATION, EXTENT, LENGTHS};

pub const TEXT: &[Key] = &[
    key("font", FONT, "Family name, or several in order of preference."),
    key("size", EXTENT, "Height of the letters; per cent of the canvas's height.").default("48px"),
    key("weight", WEIGHT, "How bold.").default("regular"),
    key("style", Type::Words(STYLES), "Upright or italic.").default("normal"),
    key("color", Type::Color, "Colour of the letters.").default("#ffffff").moves(),
    key("align", Type::Words(ALIGN), "How lines stand to each other.").default("center"),
    key("line_height", LINE_HEIGHT, "Distance of lines as a multiple of the size.").default("1.2"),
    key("max_width", EXTENT, "Lines are broken at this width; per cent of the canvas's width."),
    key("stroke", Type::Map(STROKE), "A line around the letters, beneath them."),
    key("shadow", Type::Map(SHADOW), "A shadow behind the letters."),
    key("box", Type::Map(BOX), "A box behind the text; it changes nothing about where the text stands."),
    key("reveal", Type::Map(REVEAL), "Letters that appear one after the other, each in its final place."),
];

pub const CAPTIONS: &[Key] = &[
    key("font", FONT, "Family name, or several in order of preference; styles in the file come first."),
    key("size", EXTENT, "Height of the letters; per cent of the canvas's height.").default("5%"),
    key("weight", WEIGHT, "How bold.").default("semibold"),
    key("style", Type::Words(STYLES), "Upright or italic.").default("normal"),
    key("color", Type::Color, "Colour of the letters.").default("#ffffff"),
    key("align", Type::Words(ALIGN), "How lines stand to each other.").default("center"),
    key("line_height", LINE_HEIGHT, "Distance of lines as a multiple of the size.").default("1.2"),
    key("max_width", EXTENT, "Lines are broken at this width.").default("80%"),
    key("stroke", Type::Map(STROKE), "A line around the letters; a thin dark one where none of these three is said."),
    key("shadow", Type::Map(CAPTION_SHADOW), "A shadow behind the letters."),
    key("box", Type::Map(BOX), "A box behind each caption."),
];

const FONT: Type = Type::Either(&[Type::Text, Type::List(&Type::Text)]);
const WEIGHT: Type = Type::Either(&[Type::Words(WEIGHTS), Type::Integer { min: 1, max: 1000 }]);
pub const WEIGHTS: &[Word] = &[
    word("thin"),
    word("extralight"),
    word("light"),
    word("regular"),
    word("normal"),
    word("medium"),
    word("semibold"),
    word("bold"),
    word("extrabold"),
    word("black"),
];
const STYLES: &[Word] = &[word("normal"), word("italic")];
const ALIGN: &[Word] = &[word("left"), word("center"), word("right")];
const LINE_HEIGHT: Type = Type::Number { min: 0.1, max: 10.0 };

const STROKE: &[Key] = &[
    key("width", EXTENT, "Width of the line, half of it outside the letters; per cent of their size.").required(),
    key("color", Type::Color, "Its colour.").default("#000000"),
];

const SHADOW: &[Key] = &[
    key("offset", LENGTHS, "Where it falls: right and down; per cent of the letters' size.")
        .default("[0px, 0px]")
        .moves(),
    key("blur", EXTENT, "How soft it is, as in CSS; per cent of the letters' size.").default("0px").moves(),
    key("color", Type::Color, "Its colour.").default("#00000088").moves(),
];

/// Captions come and go, and look alike all the time.
const CAPTION_SHADOW: &[Key] = &[
    key("offset", LENGTHS, "Where it falls: right and down; per cent of the letters' size.").default("[0px, 0px]"),
    key("blur", EXTENT, "How soft it is, as in CSS; per cent of the letters' size.").default("0px"),
    key("color", Type::Color, "Its colour.").default("#00000088"),
];

const BOX: &[Key] = &[
    key("color", Type::Color, "Its colour.").default("#000000aa"),
    key("padding", EXTENT, "Room around the text; per cent of the letters' size.").default("12px"),
    key("radius", EXTENT, "How round its corners are; per cent of its shorter side.").default("0px"),
];

const REVEAL: &[Key] = &[
    key("by", Type::Words(&[word("char"), word("word"), word("line")]), "What appears at once.").default("char"),
    key("every", DURATION, "Time from one to the next.").default("40ms"),
];
