//! The names that every expression knows: inputs, constants, functions with what they take.

use super::tree::{Input, Pure};

/// What a function is given at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    Number,
    /// `bar`, `beat`, or a part of a whole note such as `1/8`.
    Div,
    /// The name of one of the document's tracks.
    Track,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Pure(Pure),
    Phase,
    Since,
    Until,
    Pulse,
    Swing,
    Band,
    Bin,
    Onset,
    Note,
    Envelope,
}

#[derive(Debug, Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    /// As it is called, for messages and for the reference page.
    pub call: &'static str,
    pub help: &'static str,
    pub takes: &'static [Argument],
    /// How many may be left out, from the last on.
    pub optional: usize,
    /// The last one may come again and again.
    pub repeats: bool,
    pub meaning: Meaning,
}

#[derive(Debug, Clone, Copy)]
pub struct Named {
    pub name: &'static str,
    pub input: Input,
    pub help: &'static str,
}

const fn input(name: &'static str, input: Input, help: &'static str) -> Named {
    Named { name, input, help }
}

pub const INPUTS: &[Named] = &[
    input("t", Input::Time, "seconds from the project's beginning"),
    input("frame", Input::Frame, "the canvas frame, from 0"),
    input("progress", Input::Progress, "0..1 from the layer's beginning to its end"),
    input("w", Input::Width, "width of the canvas, or of the group that the layer lies in"),
    input("h", Input::Height, "its height"),
    input("beat", Input::Beat, "beats since the first one"),
    input("bar", Input::Bar, "number of the bar, from 0"),
    input("beat_in_bar", Input::BeatInBar, "beats since the bar's beginning"),
    input("bpm", Input::Bpm, "beats a minute"),
    input("level", Input::Level, "loudness of all that is heard, 0..1"),
    input("bass", Input::Bass, "20 to 250 Hz, 0..1"),
    input("mid", Input::Mid, "250 to 4000 Hz, 0..1"),
    input("treble", Input::Treble, "4 to 16 kHz, 0..1"),
];

pub const CONSTANTS: &[(&str, f64)] =
    &[("pi", std::f64::consts::PI), ("tau", std::f64::consts::TAU), ("e", std::f64::consts::E)];

const ONE: &[Argument] = &[Argument::Number];
const TWO: &[Argument] = &[Argument::Number; 2];
const THREE: &[Argument] = &[Argument::Number; 3];

const fn function(
    name: &'static str,
    call: &'static str,
    takes: &'static [Argument],
    meaning: Meaning,
    help: &'static str,
) -> Function {
    Function { name, call, help, takes, optional: 0, repeats: false, meaning }
}

const fn pure(name: &'static str, call: &'static str, takes: &'static [Argument], pure: Pure) -> Function {
    function(name, call, takes, Meaning::Pure(pure), "")
}

impl Function {
    const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    const fn optional(mut self, optional: usize) -> Self {
        self.optional = optional;
        self
    }

    const fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }
}

pub const FUNCTIONS: &[Function] = &[
    function("phase", "phase(div)", &[Argument::Div], Meaning::Phase, "0..1 from one grid point to the next"),
    function(
        "pulse",
        "pulse(div, decay)",
        &[Argument::Div, Argument::Number],
        Meaning::Pulse,
        "1 at each grid point, 1/e so many seconds later",
    ),
    function("since", "since(div)", &[Argument::Div], Meaning::Since, "seconds since the last grid point"),
    function("until", "until(div)", &[Argument::Div], Meaning::Until, "seconds until the next grid point"),
    function(
        "swing",
        "swing(amount)",
        ONE,
        Meaning::Swing,
        "`beat` with its second halves late: 1/3 is a triplet swing",
    ),
    function("band", "band(lo, hi)", TWO, Meaning::Band, "loudness between two frequencies in Hz, 0..1"),
    function("bin", "bin(i)", ONE, Meaning::Bin, "one bin of the spectrum, 0..1"),
    function(
        "onset",
        "onset(decay)",
        ONE,
        Meaning::Onset,
        "the last sudden beginnings, each falling to 1/e in so many seconds",
    ),
    function(
        "note",
        "note(track)",
        &[Argument::Track],
        Meaning::Note,
        "how hard the loudest note that sounds is struck, 0 without one",
    ),
    function(
        "env",
        "env(track, a, d, s, r)",
        &[Argument::Track, Argument::Number, Argument::Number, Argument::Number, Argument::Number],
        Meaning::Envelope,
        "an envelope of attack, decay, sustain and release over a track's notes",
    ),
    pure("rand", "rand(seed)", ONE, Pure::Rand).help("0..1, the same for the same seed"),
    pure("noise", "noise(x, seed)", TWO, Pure::Noise)
        .optional(1)
        .help("a smooth curve in -1..1; other seeds, other curves"),
    pure("abs", "abs(x)", ONE, Pure::Abs),
    pure("sign", "sign(x)", ONE, Pure::Sign),
    pure("floor", "floor(x)", ONE, Pure::Floor),
    pure("ceil", "ceil(x)", ONE, Pure::Ceil),
    pure("round", "round(x)", ONE, Pure::Round),
    pure("trunc", "trunc(x)", ONE, Pure::Trunc),
    pure("fract", "fract(x)", ONE, Pure::Fract),
    pure("mod", "mod(a, b)", TWO, Pure::Mod),
    pure("min", "min(a, b, …)", ONE, Pure::Min).repeats(),
    pure("max", "max(a, b, …)", ONE, Pure::Max).repeats(),
    pure("clamp", "clamp(x, low, high)", THREE, Pure::Clamp),
    pure("mix", "mix(a, b, x)", THREE, Pure::Mix),
    pure("step", "step(edge, x)", TWO, Pure::Step),
    pure("smoothstep", "smoothstep(low, high, x)", THREE, Pure::Smoothstep),
    pure("sqrt", "sqrt(x)", ONE, Pure::Sqrt),
    pure("cbrt", "cbrt(x)", ONE, Pure::Cbrt),
    pure("pow", "pow(a, b)", TWO, Pure::Power),
    pure("exp", "exp(x)", ONE, Pure::Exp),
    pure("exp2", "exp2(x)", ONE, Pure::Exp2),
    pure("log", "log(x)", ONE, Pure::Log),
    pure("log2", "log2(x)", ONE, Pure::Log2),
    pure("log10", "log10(x)", ONE, Pure::Log10),
    pure("sin", "sin(x)", ONE, Pure::Sin),
    pure("cos", "cos(x)", ONE, Pure::Cos),
    pure("tan", "tan(x)", ONE, Pure::Tan),
    pure("asin", "asin(x)", ONE, Pure::Asin),
    pure("acos", "acos(x)", ONE, Pure::Acos),
    pure("atan", "atan(x)", ONE, Pure::Atan),
    pure("atan2", "atan2(y, x)", TWO, Pure::Atan2),
    pure("sinh", "sinh(x)", ONE, Pure::Sinh),
    pure("cosh", "cosh(x)", ONE, Pure::Cosh),
    pure("tanh", "tanh(x)", ONE, Pure::Tanh),
    pure("hypot", "hypot(x, y)", TWO, Pure::Hypot),
    pure("degrees", "degrees(x)", ONE, Pure::Degrees),
    pure("radians", "radians(x)", ONE, Pure::Radians),
];

pub fn function_named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

pub fn input_named(name: &str) -> Option<Input> {
    INPUTS.iter().find(|input| input.name == name).map(|input| input.input)
}

pub fn constant_named(name: &str) -> Option<f64> {
    CONSTANTS.iter().find(|(constant, _)| *constant == name).map(|(_, value)| *value)
}

/// All that stands for a value without parentheses.
pub fn value_names() -> impl Iterator<Item = &'static str> {
    INPUTS.iter().map(|input| input.name).chain(CONSTANTS.iter().map(|(name, _)| *name)).chain(["true", "false"])
}
