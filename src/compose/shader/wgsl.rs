//! Shaders in WGSL, in a small convention of our own.
//!
//! A shader is a function; everything else is there by name:
//!
//! ```wgsl
//! //@ input speed: float = 1.0 in 0..4
//! //@ input tint: color = #ff8800
//!
//! fn image(uv: vec2f, position: vec2f) -> vec4f {
//!     let wave = 0.5 + 0.5 * sin(time * speed + uv.x * 6.28318);
//!     return vec4f(tint.rgb * wave, 1.0);
//! }
//! ```
//!
//! `uv` runs from 0 to 1 from the top left corner, `position` in pixels (both may be left out, the last first). The colour is
//! gamma-encoded sRGB with straight alpha. What a shader can read:
//!
//! | name | what it is |
//! |---|---|
//! | `time` `time_delta` | seconds since the layer's start; since the frame before |
//! | `frame` `frame_rate` | frames since the layer's start (`i32`); frames a second |
//! | `resolution` | `vec2f`, in pixels, of what is drawn |
//! | `progress` | how far a transition is, 0..1 |
//! | `beat` | beats since the film's start |
//! | `level` `bass` `mid` `treble` | the sound, 0..1 |
//! | an input's name | its value: `f32`, `i32` (int), `bool` (bool and event), `vec2f` (point), `vec4f` (color) |
//! | an image input's name | `fn paper(uv: vec2f) -> vec4f`; its size in pixels is `paper_size` |
//! | `layer(uv)` | the picture that an effect changes; a shader that asks for it is an effect. `layer_size` |
//! | `from_layer(uv)` `to_layer(uv)` | the two pictures of a transition; a shader that asks for them is one |
//! | `previous(uv)` | what this shader drew in the frame before; transparent black at first |
//! | `audio_spectrum(x)` | the spectrum at `x` from 0 to 1 (12 kHz), 0..1 |
//! | `audio_wave(x)` | the waveform at `x` from 0 to 1, -1..1 |
//!
//! A function of the shader's own by one of these names takes its place.

use std::collections::HashSet;
use std::fmt::Write;

use super::annotations;
use super::compile::{self, Compiled, RawFault, Wanted};
use super::fault::ShaderFault;
use super::guard::guard;
use super::lex::{Token, lex};
use super::program::{
    Builtin, FieldKind, FieldSource, Input, InputKind, Language, Pass, Program, Role, Slot, SlotSource,
};

const BUILTINS: &[(&str, Builtin, FieldKind)] = &[
    ("time", Builtin::Time, FieldKind::Float),
    ("time_delta", Builtin::TimeDelta, FieldKind::Float),
    ("frame", Builtin::Frame, FieldKind::Int),
    ("frame_rate", Builtin::FrameRate, FieldKind::Float),
    ("progress", Builtin::Progress, FieldKind::Float),
    ("beat", Builtin::Beat, FieldKind::Float),
    ("level", Builtin::Level, FieldKind::Float),
    ("bass", Builtin::Bass, FieldKind::Float),
    ("mid", Builtin::Mid, FieldKind::Float),
    ("treble", Builtin::Treble, FieldKind::Float),
];
/// What no input may be called.
const OURS: &[&str] = &["resolution", "layer", "from_layer", "to_layer", PREVIOUS, "audio_spectrum", "audio_wave"];
/// The target that keeps the frame before.
const PREVIOUS: &str = "previous";
const ENTRY: &str = "rushes_fragment";

/// Translates a text of our convention.
pub(super) fn translate(text: &str) -> Result<Program, ShaderFault> {
    let tokens = lex(text, true)?;
    guard(text, &tokens)?;
    let inputs = annotations::inputs(text)?;
    let reading = Reading::new(text, &tokens, &inputs)?;
    let at = |fault: RawFault| reading.fault(fault);
    let mentioned = reading.wanted(&|name| reading.mentions(name));
    let compiled = compile::wgsl(&reading.whole(&mentioned)).map_err(at)?;
    // A local variable may be called like one of ours: only what is really read shall make frames differ.
    let read = compile::read_globals(&compiled, &|name| name.starts_with("rushes_"));
    let wanted = reading.wanted(&|name| read.contains(name));
    let compiled =
        if wanted.len() == mentioned.len() { compiled } else { compile::wgsl(&reading.whole(&wanted)).map_err(at)? };
    reading.only_ours(&compiled)?;
    let uniforms = compile::laid_out(&compiled.module, &wanted);
    let mut fragment = compiled.module;
    fragment.entry_points.retain(|entry| entry.name == ENTRY);
    let stateful = reading.asks(PREVIOUS);
    let role = match &reading {
        reading if reading.asks("from_layer") || reading.asks("to_layer") => Role::Transition,
        reading if reading.asks("layer") => Role::Filter,
        _ => Role::Generator,
    };
    let (vertex, vertex_entry) = super::vertex::covering();
    let pass = Pass { target: stateful.then(|| PREVIOUS.to_owned()), persistent: stateful, ..Pass::default() };
    Ok(Program {
        language: Language::Wgsl,
        role,
        vertex,
        vertex_entry,
        fragment,
        fragment_entry: ENTRY.to_owned(),
        uniforms,
        textures: reading.slots.clone(),
        passes: vec![pass],
        stateful,
        flipped: false,
        inputs,
    })
}

struct Reading<'a> {
    text: &'a str,
    inputs: &'a [Input],
    words: HashSet<&'a str>,
    /// Words that an opening parenthesis follows.
    called: HashSet<&'a str>,
    /// What the shader declares at its outermost level.
    declared: HashSet<&'a str>,
    /// How many values `image` takes.
    arguments: usize,
    slots: Vec<Slot>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, tokens: &'a [Token], inputs: &'a [Input]) -> Result<Self, ShaderFault> {
        let mut reading = Self {
            text,
            inputs,
            words: HashSet::new(),
            called: HashSet::new(),
            declared: HashSet::new(),
            arguments: 0,
            slots: Vec::new(),
        };
        if let Some(ours) = tokens.iter().find(|token| token.is_word() && token.text.starts_with("rushes_")) {
            let message = format!("`{}`: names that begin with `rushes_` are this program's own", ours.text);
            return Err(ShaderFault::at(text, ours.at, message));
        }
        let mut depth = 0usize;
        for (index, token) in tokens.iter().enumerate() {
            let next = |ahead: usize| tokens.get(index + ahead).map(|token| &*token.text).unwrap_or_default();
            match &*token.text {
                "{" | "(" => depth += 1,
                "}" | ")" => depth = depth.saturating_sub(1),
                "fn" | "const" | "struct" | "alias" | "var" | "override" if depth == 0 => {
                    // `var<private> name`
                    let name = (1..6).map(next).find(|word| !matches!(*word, "<" | ">" | "private" | "workgroup"));
                    reading.declared.extend(name);
                }
                _ => {}
            }
            if token.is_word() && (index == 0 || !tokens[index - 1].is(".")) {
                reading.words.insert(&token.text);
                if next(1) == "(" {
                    reading.called.insert(&token.text);
                }
            }
        }
        if let Some(input) = inputs.iter().find(|input| reading.declared.contains(input.name.as_str())) {
            return Err(ShaderFault::of_all(format!("`{}` is an input, and declared once more", input.name)));
        }
        if let Some(input) = inputs.iter().find(|input| OURS.contains(&input.name.as_str())) {
            return Err(ShaderFault::of_all(format!(
                "an input cannot be called `{}`: that is there anyway",
                input.name
            )));
        }
        reading.arguments = reading.image(tokens)?;
        reading.find_slots();
        Ok(reading)
    }

    /// Finds the function `image`, and how many values it takes.
    fn image(&self, tokens: &[Token]) -> Result<usize, ShaderFault> {
        let start = tokens.windows(3).position(|three| three[0].is("fn") && three[1].is("image") && three[2].is("("));
        let Some(start) = start else {
            let message = "there is no `fn image(uv: vec2f, position: vec2f) -> vec4f`, which draws the picture";
            return Err(ShaderFault::at(self.text, 0, message.to_owned()));
        };
        let parameters = tokens[start + 3..].iter().take_while(|token| !token.is(")"));
        let count = parameters.filter(|token| token.is(":")).count();
        if count > 2 {
            let message = format!("`image` takes {count} values, and is given two: uv and position");
            return Err(ShaderFault::at(self.text, tokens[start + 1].at, message));
        }
        Ok(count)
    }

    /// Whether the shader calls one of our functions, and has none of its own by that name.
    fn asks(&self, name: &str) -> bool {
        self.called.contains(name) && !self.declared.contains(name)
    }

    fn mentions(&self, name: &str) -> bool {
        self.words.contains(name) && !self.declared.contains(name)
    }

    /// Whether a picture is asked for, itself or its size.
    fn shows(&self, name: &str) -> bool {
        self.asks(name) || self.mentions(&format!("{name}_size"))
    }

    fn find_slots(&mut self) {
        let images = self.inputs.iter().enumerate().filter(|(_, input)| input.kind == InputKind::Image);
        let mut found: Vec<(String, SlotSource)> = images
            .filter(|(_, input)| self.shows(&input.name))
            .map(|(index, input)| (input.name.clone(), SlotSource::Input(index)))
            .collect();
        let own = [
            ("layer", SlotSource::Layer),
            ("from_layer", SlotSource::From),
            ("to_layer", SlotSource::To),
            (PREVIOUS, SlotSource::Target(PREVIOUS.to_owned())),
        ];
        found.extend(
            own.into_iter().filter(|(name, _)| self.shows(name)).map(|(name, source)| (name.to_owned(), source)),
        );
        if self.asks("audio_spectrum") || self.asks("audio_wave") {
            found.push(("audio".to_owned(), SlotSource::Sound));
        }
        let slot =
            |(number, (name, source)): (usize, (String, SlotSource))| Slot { name, binding: number as u32 + 2, source };
        self.slots = found.into_iter().enumerate().map(slot).collect();
    }

    /// The fields whose names `reads` says yes to; the resolution always, since `uv` needs it.
    fn wanted(&self, reads: &dyn Fn(&str) -> bool) -> Vec<Wanted> {
        let mut wanted = vec![Wanted {
            name: "resolution".to_owned(),
            kind: FieldKind::Vec2,
            source: FieldSource::Builtin(Builtin::Resolution),
        }];
        let inputs =
            self.inputs.iter().enumerate().filter(|(_, input)| reads(&input.name)).filter_map(|(index, input)| {
                let (kind, _) = wgsl_type(&input.kind)?;
                Some(Wanted { name: input.name.clone(), kind, source: FieldSource::Input(index) })
            });
        wanted.extend(inputs);
        let is_input = |name: &str| self.inputs.iter().any(|input| input.name == name);
        let builtins = BUILTINS.iter().filter(|(name, ..)| !is_input(name) && reads(name));
        wanted.extend(builtins.map(|(name, builtin, kind)| Wanted {
            name: (*name).to_owned(),
            kind: *kind,
            source: FieldSource::Builtin(*builtin),
        }));
        wanted
    }

    /// The user's text, and behind it, so that places stay as they are, what it asks for.
    fn whole(&self, wanted: &[Wanted]) -> String {
        let mut members = String::new();
        let mut variables = String::new();
        let mut begin = String::new();
        for field in wanted {
            let (member, name) = (field.member(), &field.name);
            let kept = match field.kind {
                FieldKind::Float => "f32",
                FieldKind::Int => "i32",
                FieldKind::Vec2 => "vec2f",
                FieldKind::Vec3 => "vec3f",
                FieldKind::Vec4 => "vec4f",
            };
            let _ = write!(members, "{member}: {kept}, ");
            if name == "resolution" && !self.mentions(name) {
                continue;
            }
            let input = match field.source {
                FieldSource::Input(index) => self.inputs.get(index),
                FieldSource::Builtin(_) => None,
            };
            let (shown, value) = match input.and_then(|input| wgsl_type(&input.kind)) {
                Some((_, "bool")) => ("bool", format!("rushes_.{member} != 0")),
                _ => (kept, format!("rushes_.{member}")),
            };
            let _ = writeln!(variables, "var<private> {name}: {shown};");
            let _ = writeln!(begin, "    {name} = {value};");
        }
        let mut functions = String::new();
        for slot in &self.slots {
            self.slot_text(slot, &mut variables, &mut begin, &mut functions);
        }
        let uv = "rushes_position.xy / rushes_.rushes_f_resolution";
        let arguments = [uv, "rushes_position.xy"][..self.arguments].join(", ");
        format!(
            "{text}\n\nstruct Rushes_ {{ {members} }}\n@group(0) @binding(0) var<uniform> rushes_: Rushes_;\n\
             @group(0) @binding(1) var rushes_sampler: sampler;\n{variables}{functions}\n\
             @fragment fn {ENTRY}(@builtin(position) rushes_position: vec4f) -> @location(0) vec4f {{\n{begin}    \
             return image({arguments});\n}}\n",
            text = self.text,
        )
    }

    /// A texture, and the functions that read it.
    fn slot_text(&self, slot: &Slot, variables: &mut String, begin: &mut String, functions: &mut String) {
        let Slot { name, binding, source } = slot;
        let _ = writeln!(variables, "@group(0) @binding({binding}) var rushes_t_{name}: texture_2d<f32>;");
        if *source == SlotSource::Sound {
            let rows = [("audio_spectrum", "0.25", "value"), ("audio_wave", "0.75", "value * 255.0 / 128.0 - 1.0")];
            for (name, row, value) in rows.iter().filter(|(name, ..)| self.asks(name)) {
                let sample = format!("textureSampleLevel(rushes_t_audio, rushes_sampler, vec2f(x, {row}), 0.0).r");
                let _ = writeln!(functions, "fn {name}(x: f32) -> f32 {{ let value = {sample}; return {value}; }}");
            }
            return;
        }
        if self.asks(name) {
            let sample = format!("textureSampleLevel(rushes_t_{name}, rushes_sampler, uv, 0.0)");
            let _ = writeln!(functions, "fn {name}(uv: vec2f) -> vec4f {{ return {sample}; }}");
        }
        if self.mentions(&format!("{name}_size")) {
            let _ = writeln!(variables, "var<private> {name}_size: vec2f;");
            let _ = writeln!(begin, "    {name}_size = vec2f(textureDimensions(rushes_t_{name}));");
        }
    }

    fn fault(&self, fault: RawFault) -> ShaderFault {
        ShaderFault::at(self.text, fault.at.map_or(0, |at| at as u32), fault.message)
    }

    /// Nothing may be bound, overridden or shared that this program does not hand over.
    fn only_ours(&self, compiled: &Compiled) -> Result<(), ShaderFault> {
        let refuse = |name: &Option<String>, why: &str| {
            let name = name.as_deref().unwrap_or_default();
            let at = self.text.find(name).unwrap_or(0) as u32;
            Err(ShaderFault::at(self.text, at, format!("`{name}` {why}")))
        };
        for (_, global) in compiled.module.global_variables.iter() {
            let is_ours = global.name.as_deref().is_some_and(|name| name.starts_with("rushes_"));
            let is_private = global.space == wgpu::naga::AddressSpace::Private;
            if !is_ours && !is_private {
                let why = "is bound by the shader; inputs are declared as `//@ input NAME: TYPE`";
                return refuse(&global.name, why);
            }
        }
        match compiled.module.overrides.iter().next() {
            Some((_, constant)) => {
                refuse(&constant.name, "is an override; inputs are declared as `//@ input NAME: TYPE`")
            }
            None => Ok(()),
        }
    }
}

/// What an input is in the buffer, and in the text; nothing for pictures.
fn wgsl_type(kind: &InputKind) -> Option<(FieldKind, &'static str)> {
    match kind {
        InputKind::Event | InputKind::Bool { .. } => Some((FieldKind::Int, "bool")),
        InputKind::Long { .. } => Some((FieldKind::Int, "i32")),
        InputKind::Float { .. } => Some((FieldKind::Float, "f32")),
        InputKind::Point { .. } => Some((FieldKind::Vec2, "vec2f")),
        InputKind::Color { .. } => Some((FieldKind::Vec4, "vec4f")),
        InputKind::Image | InputKind::Audio { .. } | InputKind::AudioFft { .. } => None,
    }
}
