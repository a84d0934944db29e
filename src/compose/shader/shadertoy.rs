//! Shaders in the manner of Shadertoy: GLSL with a `void mainImage(out vec4 fragColor, in vec2 fragCoord)`.
//!
//! - `iTime` counts from the layer's start, `iFrame` frames of the canvas; `iDate` is frozen, `iMouse` is zero.
//! - `iChannel0` is the sound, 512 × 2: row 0 the spectrum up to 12 kHz, row 1 the waveform. In an effect it is the layer's
//!   picture. `iChannel1` to `iChannel3` are pictures given under `inputs:`; they repeat beyond their edges. No picture has
//!   smaller versions of itself: `textureLod` gives level 0 whatever it asks for.
//! - A text that reads `progress` is a transition: `iChannel0` is the picture that it comes from, `iChannel1` the one it leads
//!   to.
//! - `beat`, `level`, `bass`, `mid` and `treble` are there too, and inputs declared as in WGSL (`//@ input speed: float = 1`).
//! - What a layer shows is opaque; an effect's alpha is the shader's own.

use std::collections::HashSet;

use wgpu::naga::ShaderStage;

use super::fault::ShaderFault;
use super::glsl::{Given, Setting, Stage};
use super::guard::guard;
use super::preprocess::preprocess;
use super::program::{
    Builtin, FieldKind, FieldSource, Input, InputKind, Language, Pass, Program, Role, Slot, SlotSource,
};
use super::{annotations, compile, vertex};

const BUILTINS: &[(&str, &str, FieldKind, Builtin)] = &[
    ("iTime", "float", FieldKind::Float, Builtin::Time),
    ("iGlobalTime", "float", FieldKind::Float, Builtin::Time),
    ("iTimeDelta", "float", FieldKind::Float, Builtin::TimeDelta),
    ("iFrame", "int", FieldKind::Int, Builtin::Frame),
    ("iFrameRate", "float", FieldKind::Float, Builtin::FrameRate),
    ("iResolution", "vec3", FieldKind::Vec3, Builtin::Resolution),
    ("iMouse", "vec4", FieldKind::Vec4, Builtin::Mouse),
    ("iDate", "vec4", FieldKind::Vec4, Builtin::Date),
    ("iSampleRate", "float", FieldKind::Float, Builtin::SampleRate),
    ("progress", "float", FieldKind::Float, Builtin::Progress),
    ("beat", "float", FieldKind::Float, Builtin::Beat),
    ("level", "float", FieldKind::Float, Builtin::Level),
    ("bass", "float", FieldKind::Float, Builtin::Bass),
    ("mid", "float", FieldKind::Float, Builtin::Mid),
    ("treble", "float", FieldKind::Float, Builtin::Treble),
    (FILTERING, "float", FieldKind::Float, Builtin::Filtering),
];
const FILTERING: &str = "rushes_filtering";
const CHANNELS: [&str; 4] = ["iChannel0", "iChannel1", "iChannel2", "iChannel3"];
const DEFINED: &[(&str, &str)] =
    &[("__VERSION__", "300"), ("GL_ES", "1"), ("GL_FRAGMENT_PRECISION_HIGH", "1"), ("HW_PERFORMANCE", "1")];

/// Translates a text with a `mainImage`.
pub(super) fn translate(text: &str) -> Result<Program, ShaderFault> {
    let mut inputs = annotations::inputs(text)?;
    let tokens = preprocess(text, DEFINED)?;
    guard(text, &tokens)?;
    let mut words: HashSet<&str> = tokens.iter().map(|token| &*token.text).collect();
    let is_input = |name: &str, inputs: &[Input]| inputs.iter().any(|input| input.name == name);
    let mut always = HashSet::new();
    // Names that the text gives to things of its own are not ours; Shadertoy itself has none of these.
    let declares = |name: &str| tokens.windows(2).any(|two| two[0].is_word() && two[1].is(name));
    for name in ["progress", "beat", "level", "bass", "mid", "treble"] {
        if declares(name) || is_input(name, &inputs) {
            words.remove(name);
        }
    }
    if words.contains("iChannelTime") {
        words.insert("iTime");
        always.insert("iTime".to_owned());
    }
    let role = match () {
        () if words.contains("progress") => Role::Transition,
        () if words.contains("iChannel0") => Role::Either,
        () => Role::Generator,
    };
    let slots = slots(&mut inputs, role, &words);
    let mut given: Vec<Given> =
        inputs.iter().enumerate().filter_map(|(index, input)| Given::input(index, input)).collect();
    given.extend(BUILTINS.iter().filter(|(name, ..)| words.contains(name) || *name == FILTERING).map(
        |(name, ty, kind, builtin)| Given {
            name: (*name).to_owned(),
            ty,
            kind: *kind,
            source: FieldSource::Builtin(*builtin),
        },
    ));
    let alpha = match role {
        Role::Generator => "1.0",
        Role::Either => {
            always.insert(FILTERING.to_owned());
            "rushes_f_rushes_filtering > 0.5 ? rushes_pixel.a : 1.0"
        }
        Role::Filter | Role::Transition => "rushes_pixel.a",
    };
    let (before, begin) = channel_lists(&slots, &words);
    let given_pictures = slots.iter().filter(|slot| matches!(slot.source, SlotSource::Input(_)));
    let setting = Setting {
        repeated: given_pictures.map(|slot| slot.name.clone()).collect(),
        given,
        always,
        slots,
        entry: "mainImage",
        before,
        begin,
        end: format!(
            "    user_mainImage(rushes_pixel, gl_FragCoord.xy);\n    \
             rushes_color = clamp(vec4(rushes_pixel.rgb, {alpha}), 0.0, 1.0);\n"
        ),
        ..Setting::default()
    };
    let stage = Stage { text, tokens: &tokens, setting: &setting, stage: ShaderStage::Fragment, varyings: None };
    let made = stage.made()?;
    let uniforms = compile::laid_out(&made.compiled.module, &made.wanted);
    let (vertex, vertex_entry) = vertex::covering();
    Ok(Program {
        language: Language::Shadertoy,
        role,
        vertex,
        vertex_entry,
        fragment: made.compiled.module,
        fragment_entry: "main".to_owned(),
        uniforms,
        textures: setting.slots,
        inputs,
        passes: vec![Pass::default()],
        stateful: false,
        flipped: true,
    })
}

/// The channels and pictures that the text mentions; channels that a user gives become inputs.
fn slots(inputs: &mut Vec<Input>, role: Role, words: &HashSet<&str>) -> Vec<Slot> {
    let mut found = Vec::new();
    for (number, name) in CHANNELS.iter().enumerate().filter(|(_, name)| words.contains(*name)) {
        let source = match (role, number) {
            (Role::Transition, 0) => SlotSource::From,
            (Role::Transition, 1) => SlotSource::To,
            (_, 0) => SlotSource::LayerOrSound,
            _ => {
                if inputs.iter().all(|input| input.name != *name) {
                    inputs.push(Input { name: (*name).to_owned(), label: None, kind: InputKind::Image });
                }
                continue;
            }
        };
        found.push(((*name).to_owned(), source));
    }
    let images = inputs.iter().enumerate().filter(|(_, input)| input.kind == InputKind::Image);
    let images = images.filter(|(_, input)| words.contains(input.name.as_str()));
    found.extend(images.map(|(index, input)| (input.name.clone(), SlotSource::Input(index))));
    let slot =
        |(number, (name, source)): (usize, (String, SlotSource))| Slot { name, binding: number as u32 + 2, source };
    found.into_iter().enumerate().map(slot).collect()
}

/// The lists of sizes and times of the channels, where they are asked for.
fn channel_lists(slots: &[Slot], words: &HashSet<&str>) -> (String, String) {
    let (mut before, mut begin) = (String::new(), String::new());
    if words.contains("iChannelResolution") {
        before.push_str("vec3 iChannelResolution[4];\n");
        for slot in slots {
            if let Some(number) = CHANNELS.iter().position(|name| *name == slot.name) {
                let size = format!("vec2(textureSize(sampler2D({}, rushes_sampler), 0))", slot.name);
                begin.push_str(&format!("    iChannelResolution[{number}] = vec3({size}, 1.0);\n"));
            }
        }
    }
    if words.contains("iChannelTime") {
        before.push_str("float iChannelTime[4];\n");
        if words.contains("iTime") {
            begin.push_str("    iChannelTime = float[4](iTime, iTime, iTime, iTime);\n");
        }
    }
    (before, begin)
}
