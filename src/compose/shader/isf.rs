//! Shaders in the Interactive Shader Format, version 2 (and what version 1 said differently).
//!
//! What differs from a host on stage, so that films come out the same each time:
//!
//! - `DATE` is frozen at noon of the first of January 2000.
//! - `TIME` counts from the layer's start, `FRAMEINDEX` frames of the canvas, `TIMEDELTA` is 0 on the first.
//! - Targets hold 16-bit floating point numbers, clamped to 0..1 as the 8 bits of other hosts are; those marked FLOAT hold 32
//!   bits and any value.
//! - `audio` and `audioFFT` hold the analyser's bytes: one channel (shown as grey), mono.

use std::collections::HashSet;

use wgpu::naga::ShaderStage;

use super::fault::ShaderFault;
use super::glsl::{Given, Setting, Stage};
use super::guard::guard;
use super::header::{Header, header};
use super::lex::Token;
use super::preprocess::preprocess;
use super::program::{
    Builtin, FieldKind, FieldSource, Input, InputKind, Language, Pass, Program, Role, Slot, SlotSource,
};
use super::varyings::{self, Varying};
use super::{compile, vertex};

const BUILTINS: &[(&str, &str, FieldKind, Builtin)] = &[
    ("TIME", "float", FieldKind::Float, Builtin::Time),
    ("TIMEDELTA", "float", FieldKind::Float, Builtin::TimeDelta),
    ("FRAMEINDEX", "int", FieldKind::Int, Builtin::Frame),
    ("PASSINDEX", "int", FieldKind::Int, Builtin::PassIndex),
    ("RENDERSIZE", "vec2", FieldKind::Vec2, Builtin::Resolution),
    ("DATE", "vec4", FieldKind::Vec4, Builtin::Date),
];
/// Files choose between the words of old and new GLSL by it.
const VERSION: &[(&str, &str)] = &[("__VERSION__", "330")];

/// Translates an ISF file and the vertex shader that may stand beside it.
pub(super) fn translate(text: &str, vertex: Option<&str>) -> Result<Program, ShaderFault> {
    let header = header(text)?;
    let blank: String = text[..header.end].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }).collect();
    // The header may hold letters of several bytes: places are counted in what the preprocessor sees.
    let body = format!("{blank}{}", &text[header.end..]);
    let tokens = preprocess(&body, VERSION)?;
    guard(&body, &tokens)?;
    let vertex = match vertex.filter(|vertex| !vertex.trim().is_empty()) {
        Some(vertex) => Some((vertex, vertex_tokens(vertex)?)),
        None => None,
    };
    let mut words: HashSet<&str> = tokens.iter().map(|token| &*token.text).collect();
    words.extend(vertex.iter().flat_map(|(_, tokens)| tokens).map(|token| &*token.text));
    let host = Host::of(&header.inputs);
    let inputs: Vec<Input> = header.inputs.iter().filter(|input| !host.gives(input)).cloned().collect();
    let mut setting = Setting {
        given: given(&inputs, host.role),
        always: HashSet::from(["RENDERSIZE".to_owned()]),
        slots: slots(&header, &inputs, host.role, &words),
        grey: inputs.iter().filter(|input| is_sound(input)).map(|input| input.name.clone()).collect(),
        entry: "main",
        ..Setting::default()
    };
    setting.end = format!("    user_main();\n@pixel{}", clamping(&header.passes, &mut setting.always));
    let stages = stages(&body, &tokens, vertex.as_ref().map(|(text, tokens)| (*text, tokens.as_slice())), setting)?;
    let uniforms = compile::laid_out(&stages.fragment.compiled.module, &stages.fragment.wanted);
    let (vertex, vertex_entry) = match stages.vertex {
        Some(made) => (made.compiled.module, "main".to_owned()),
        None => vertex::covering(),
    };
    Ok(Program {
        language: Language::Isf,
        role: host.role,
        vertex,
        vertex_entry,
        fragment: stages.fragment.compiled.module,
        fragment_entry: "main".to_owned(),
        uniforms,
        textures: stages.slots,
        stateful: header.passes.iter().any(|pass| pass.persistent),
        passes: header.passes,
        flipped: true,
        inputs,
    })
}

fn vertex_tokens(text: &str) -> Result<Vec<Token>, ShaderFault> {
    let tokens = preprocess(text, VERSION).and_then(|tokens| guard(text, &tokens).map(|()| tokens));
    tokens.map_err(|fault| ShaderFault { in_vertex: true, ..fault })
}

/// What the host gives by itself.
struct Host {
    role: Role,
}

impl Host {
    fn of(inputs: &[Input]) -> Self {
        let image = |name: &str| inputs.iter().any(|input| input.name == name && input.kind == InputKind::Image);
        let progress = inputs.iter().any(|input| input.name == "progress" && is_float(input));
        let role = if image("startImage") && image("endImage") && progress {
            Role::Transition
        } else if image("inputImage") {
            Role::Filter
        } else {
            Role::Generator
        };
        Self { role }
    }

    fn gives(&self, input: &Input) -> bool {
        match self.role {
            Role::Transition => matches!(input.name.as_str(), "startImage" | "endImage" | "progress"),
            Role::Filter => input.name == "inputImage",
            Role::Generator | Role::Either => false,
        }
    }
}

fn is_float(input: &Input) -> bool {
    matches!(input.kind, InputKind::Float { .. })
}

fn is_sound(input: &Input) -> bool {
    matches!(input.kind, InputKind::Audio { .. } | InputKind::AudioFft { .. })
}

fn given(inputs: &[Input], role: Role) -> Vec<Given> {
    let mut given: Vec<Given> =
        inputs.iter().enumerate().filter_map(|(index, input)| Given::input(index, input)).collect();
    let is_input = |name: &str| inputs.iter().any(|input| input.name == name);
    let mut builtin = |name: &str, ty, kind, builtin| {
        if !is_input(name) {
            given.push(Given { name: name.to_owned(), ty, kind, source: FieldSource::Builtin(builtin) });
        }
    };
    BUILTINS.iter().for_each(|(name, ty, kind, which)| builtin(name, ty, *kind, *which));
    if role == Role::Transition {
        builtin("progress", "float", FieldKind::Float, Builtin::Progress);
    }
    given
}

fn slots(header: &Header, inputs: &[Input], role: Role, words: &HashSet<&str>) -> Vec<Slot> {
    let mut found: Vec<(String, SlotSource)> = Vec::new();
    let host: &[(&str, SlotSource)] = match role {
        Role::Filter => &[("inputImage", SlotSource::Layer)],
        Role::Transition => &[("startImage", SlotSource::From), ("endImage", SlotSource::To)],
        Role::Generator | Role::Either => &[],
    };
    found.extend(host.iter().map(|(name, source)| ((*name).to_owned(), source.clone())));
    for (index, input) in inputs.iter().enumerate() {
        let source = match input.kind {
            InputKind::Image => SlotSource::Input(index),
            InputKind::Audio { columns } => SlotSource::Wave { columns },
            InputKind::AudioFft { columns } => SlotSource::Spectrum { columns },
            _ => continue,
        };
        found.push((input.name.clone(), source));
    }
    for target in header.passes.iter().filter_map(|pass| pass.target.clone()) {
        if found.iter().all(|(name, _)| *name != target) {
            found.push((target.clone(), SlotSource::Target(target)));
        }
    }
    found.extend(header.imported.iter().map(|(name, path)| (name.clone(), SlotSource::Imported(path.clone()))));
    let is_asked = |name: &str| {
        let old = ["_imgRect", "_imgSize", "_flip"].iter().any(|end| words.contains(format!("_{name}{end}").as_str()));
        words.contains(name) || old
    };
    found.retain(|(name, _)| is_asked(name));
    let slot =
        |(number, (name, source)): (usize, (String, SlotSource))| Slot { name, binding: number as u32 + 2, source };
    found.into_iter().enumerate().map(slot).collect()
}

/// The statement that gives the pixel its colour: clamped where the pass's target is.
fn clamping(passes: &[Pass], always: &mut HashSet<String>) -> String {
    let floats: Vec<usize> = (0..passes.len()).filter(|index| passes[*index].float).collect();
    let clamped = "clamp(rushes_pixel, 0.0, 1.0)";
    if floats.is_empty() {
        return format!("    rushes_color = {clamped};\n");
    }
    if floats.len() == passes.len() {
        return "    rushes_color = rushes_pixel;\n".to_owned();
    }
    always.insert("PASSINDEX".to_owned());
    let is_float: Vec<String> = floats.iter().map(|index| format!("rushes_f_PASSINDEX == {index}")).collect();
    format!("    rushes_color = {} ? rushes_pixel : {clamped};\n", is_float.join(" || "))
}

struct Stages {
    fragment: super::glsl::Made,
    vertex: Option<super::glsl::Made>,
    slots: Vec<Slot>,
}

/// What is more than can be handed on is not even compared.
fn few_enough(varyings: &[Varying], text: &str) -> Result<(), ShaderFault> {
    varyings::packed(varyings).map(drop).map_err(|(at, message)| ShaderFault::at(text, at, message))
}

/// Compiles both stages over one layout of the uniforms.
fn stages(
    text: &str,
    tokens: &[Token],
    vertex: Option<(&str, &[Token])>,
    mut setting: Setting,
) -> Result<Stages, ShaderFault> {
    let Some((vertex_text, vertex_tokens)) = vertex else {
        let fragment =
            Stage { text, tokens, setting: &setting, stage: ShaderStage::Fragment, varyings: None }.made()?;
        return Ok(Stages { fragment, vertex: None, slots: setting.slots });
    };
    let in_vertex = |fault: ShaderFault| ShaderFault { in_vertex: true, ..fault };
    let bare = Stage { text, tokens, setting: &setting, stage: ShaderStage::Fragment, varyings: None };
    let taken = bare.own_varyings()?;
    few_enough(&taken, text)?;
    let bare = Stage { text: vertex_text, tokens: vertex_tokens, stage: ShaderStage::Vertex, ..bare };
    let handed = bare.own_varyings().map_err(in_vertex)?;
    few_enough(&handed, vertex_text).map_err(in_vertex)?;
    let varyings =
        joined(handed, taken).map_err(|(at, message)| in_vertex(ShaderFault::at(vertex_text, at, message)))?;
    let mut vertex_setting = Setting {
        given: setting.given.clone(),
        always: setting.always.clone(),
        slots: setting.slots.clone(),
        grey: setting.grey.clone(),
        repeated: HashSet::new(),
        gives: None,
        entry: "main",
        before: format!(
            "void isf_vertShaderInit() {{\n    int rushes_i = int(gl_VertexIndex);\n    vec2 rushes_corner = {};\n    \
             isf_FragNormCoord = rushes_corner;\n    gl_Position = vec4(rushes_corner * 2.0 - 1.0, 0.0, 1.0);\n}}\n",
            vertex::CORNER
        ),
        begin: String::new(),
        // The first row is the bottom one here, as in OpenGL.
        end: "    isf_vertShaderInit();\n    user_main();\n    gl_Position.y = -gl_Position.y;\n".to_owned(),
    };
    let mut known = 0;
    loop {
        let varyings = Some(varyings.as_slice());
        let fragment = Stage { text, tokens, setting: &setting, stage: ShaderStage::Fragment, varyings }.made()?;
        let stage = Stage {
            text: vertex_text,
            tokens: vertex_tokens,
            setting: &vertex_setting,
            stage: ShaderStage::Vertex,
            varyings,
        };
        let made = stage.made().map_err(in_vertex)?;
        let names: HashSet<String> =
            fragment.wanted.iter().chain(&made.wanted).map(|wanted| wanted.name.clone()).collect();
        if fragment.wanted.len() == names.len() && made.wanted.len() == names.len() || names.len() == known {
            return Ok(Stages { fragment, vertex: Some(made), slots: setting.slots });
        }
        known = names.len();
        setting.always.extend(names.iter().cloned());
        vertex_setting.always.extend(names);
    }
}

/// What is handed on, the place in the picture first: both stages lay it out alike. What only one of them names is there too:
/// nobody takes it, or it is zero.
fn joined(handed: Vec<Varying>, taken: Vec<Varying>) -> Result<Vec<Varying>, (u32, String)> {
    let mut varyings =
        vec![Varying { name: "isf_FragNormCoord".to_owned(), ty: "vec2".to_owned(), length: None, at: 0 }];
    for varying in handed {
        let other = taken.iter().find(|other| other.name == varying.name);
        if other.is_some_and(|other| (&other.ty, other.length) != (&varying.ty, varying.length)) {
            return Err((varying.at, format!("`{}` is declared otherwise in the fragment shader", varying.name)));
        }
        varyings.push(varying);
    }
    for varying in taken {
        if varyings.iter().all(|other| other.name != varying.name) {
            varyings.push(varying);
        }
    }
    Ok(varyings)
}
