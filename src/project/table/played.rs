//! Keys of the layers that show what is played: `objects` and `notes`.

use super::key::{Holds, Key, Type, Word, key, word};
use super::units::{ANGLE, ANY_NUMBER, DURATION, EXTENT, FREQUENCY, PAINT, POSITIVE, UNIT};

pub const OBJECTS: &[Key] = &[
    key("mesh", Type::Either(&[Type::Words(MESHES), Type::File(Holds::Mesh)]), "What is shown many times.").required(),
    key(
        "on",
        Type::Either(&[Type::Name, Type::List(&Type::Map(PLACED))]),
        "What places and strikes them: `beats`, `spectrum`, a track's name, or a list of places.",
    )
    .required(),
    key("each", Type::Words(&[word("pitch"), word("note")]), "What one object stands for on a track.").default("pitch"),
    key("from", FREQUENCY, "Lowest frequency of a spectrum.").default("30Hz"),
    key("to", FREQUENCY, "Highest frequency of a spectrum.").default("16kHz"),
    key(
        "layout",
        Type::Words(&[word("grid"), word("ring"), word("line"), word("spiral")]),
        "How they stand to each other.",
    )
    .default("grid"),
    key("count", Type::Integer { min: 1, max: 10_000 }, "How many at most; on `beats`, 16 where not said.")
        .default("64"),
    key("width", EXTENT, "Width of the whole.").default("100%").moves(),
    key("height", EXTENT, "Height of the whole.").default("100%").moves(),
    key("size", POSITIVE, "Size of each.").default("1").moves(),
    key("spacing", POSITIVE, "Distance of neighbours.").default("1.5").moves(),
    key("spin", ANGLE, "Turn of each in a second.").default("0").moves(),
    key("turn", ANGLE, "How far all are turned about their middle.").default("0").moves(),
    key(
        "color",
        Type::Either(&[Type::Color, Type::List(&Type::Color)]),
        "One colour, or several that run into each other from the first object to the last.",
    )
    .default("#ffffff"),
    key("lit", Type::Color, "Colour of what is struck; its own where not said."),
    key("pulse", ANY_NUMBER, "How much larger it is when struck: 0.5 is half as large again.").default("0.3").moves(),
    key("lift", ANY_NUMBER, "How far it rises when struck; how tall it becomes, 6 where not said, on `spectrum`.")
        .default("0.6")
        .moves(),
    key("glow", POSITIVE, "How brightly it shines by itself when struck.").default("0.6").moves(),
    key("rest", UNIT, "How bright it is while nothing strikes it; 1 for a list of places.").default("0.35").moves(),
    key("release", DURATION, "How long it takes to come to rest.").default("600ms"),
    key("shine", UNIT, "How much they reflect the light itself.").default("0.3").moves(),
    key("camera", Type::Map(CAMERA), "Where it is seen from."),
    key("light", Type::Map(LIGHT), "What lights it."),
    key("fog", Type::Map(FOG), "Fades what is far away."),
];
const MESHES: &[Word] = &[word("cube"), word("sphere"), word("ring"), word("plane")];
const PLACED: &[Key] = &[
    key("at", Type::Triple(&ANY_NUMBER), "Where it stands.").required(),
    key("size", POSITIVE, "Its size.").default("1").moves(),
    key("color", Type::Color, "Its colour."),
];
const CAMERA: &[Key] = &[
    key("position", Type::Triple(&ANY_NUMBER), "Where it stands; far enough away to see all where not said.").moves(),
    key("look_at", Type::Triple(&ANY_NUMBER), "What it looks at.").default("[0, 0, 0]").moves(),
    key("fov", ANGLE, "How wide it sees, from bottom to top.").default("45").moves(),
    key("orbit", ANGLE, "How far it goes around what it looks at in a second.").default("0").moves(),
];
const LIGHT: &[Key] = &[
    key("direction", Type::Triple(&ANY_NUMBER), "Where light comes from.").default("[1, 2, 1]").moves(),
    key("color", Type::Color, "Its colour.").default("#ffffff"),
    key("ambient", UNIT, "Light from everywhere.").default("0.2").moves(),
];
const FOG: &[Key] = &[
    key("from", POSITIVE, "Distance from the camera where it begins.").required().moves(),
    key("to", POSITIVE, "Distance beyond which nothing is seen.").required().moves(),
];

pub const NOTES: &[Key] = &[
    key("track", Type::Name, "Whose notes.").required(),
    key("style", Type::Words(&[word("roll"), word("pads"), word("pulse")]), "How they are drawn.").default("roll"),
    key("window", DURATION, "How much of the track is seen at once.").default("4s"),
    key("low", Type::Pitch, "Lowest note that is seen; the track's lowest where not said."),
    key("high", Type::Pitch, "Highest note that is seen; the track's highest where not said."),
    key("color", PAINT, "Colour of a note; a gradient runs over the whole.").default("#ffffff").moves(),
    key("lit", Type::Color, "Colour of a note that sounds; brighter than its own where not said."),
    key("rest", UNIT, "How visible a note is that does not sound.").default("0.4"),
    key("width", EXTENT, "Width of the whole.").default("100%").moves(),
    key("height", EXTENT, "Height of the whole.").default("100%").moves(),
    key("way", Type::Words(&[word("left"), word("down")]), "Where the notes of a roll go.").default("left"),
    key("now", UNIT, "Where notes of a roll sound, from where they go to where they come from.").default("0.25"),
    key("line", Type::Color, "Colour of the line there.").default("#ffffff40"),
    key("glow", EXTENT, "How far a note shines that sounds; per cent of its shorter side.").default("60%").moves(),
    key("radius", EXTENT, "How round corners are; per cent of a note's shorter side.").default("35%"),
    key("gap", EXTENT, "Room between neighbours; per cent of a note's share.").default("16%"),
    key("release", DURATION, "How long a note fades after its end.").default("350ms"),
];
