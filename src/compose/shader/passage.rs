//! Transitions in the manner of GL Transitions: GLSL with a `vec4 transition(vec2 uv)`, as they lie on gl-transitions.com.
//!
//! `progress`, `ratio` (width by height), `getFromColor(uv)` and `getToColor(uv)` are there; what the text declares as
//! `uniform float softness; // = 0.1` is an input with that default, a `uniform sampler2D` one that takes a picture.

use std::collections::HashSet;

use wgpu::naga::ShaderStage;

use super::annotations::{MOST_INPUTS, is_name};
use super::fault::ShaderFault;
use super::glsl::{Given, Setting, Stage};
use super::guard::guard;
use super::lex::{Kind, Token, lex};
use super::preprocess::preprocess;
use super::program::{
    Builtin, FieldKind, FieldSource, Input, InputKind, Language, Pass, Program, Role, Slot, SlotSource,
};
use super::{compile, vertex};

const PICTURES: [(&str, &str, SlotSource); 2] =
    [("getFromColor", "rushes_from", SlotSource::From), ("getToColor", "rushes_to", SlotSource::To)];
const DEFINED: &[(&str, &str)] = &[("__VERSION__", "300"), ("GL_ES", "1")];

/// Translates a text with a `transition`.
pub(super) fn translate(text: &str) -> Result<Program, ShaderFault> {
    let tokens = preprocess(text, DEFINED)?;
    guard(text, &tokens)?;
    let declared = uniforms(text, &tokens)?;
    let inputs: Vec<Input> = declared.iter().map(|uniform| uniform.input.clone()).collect();
    let mut given: Vec<Given> =
        declared.iter().enumerate().filter_map(|(index, uniform)| uniform.given(index)).collect();
    let mut builtin = |name: &str, kind, builtin| {
        let ty = if kind == FieldKind::Vec2 { "vec2" } else { "float" };
        given.push(Given { name: name.to_owned(), ty, kind, source: FieldSource::Builtin(builtin) });
    };
    builtin("progress", FieldKind::Float, Builtin::Progress);
    builtin("RENDERSIZE", FieldKind::Vec2, Builtin::Resolution);
    let mut pictures: Vec<(String, SlotSource)> =
        PICTURES.iter().map(|(_, name, source)| ((*name).to_owned(), source.clone())).collect();
    let images = inputs.iter().enumerate().filter(|(_, input)| input.kind == InputKind::Image);
    pictures.extend(images.map(|(index, input)| (input.name.clone(), SlotSource::Input(index))));
    let slot =
        |(number, (name, source)): (usize, (String, SlotSource))| Slot { name, binding: number as u32 + 2, source };
    let get = |(function, name, _): &(&str, &str, SlotSource)| {
        format!("vec4 {function}(vec2 uv) {{ return textureLod(sampler2D({name}, rushes_sampler), uv, 0.0); }}\n")
    };
    let setting = Setting {
        given,
        always: HashSet::from(["RENDERSIZE".to_owned()]),
        slots: pictures.into_iter().enumerate().map(slot).collect(),
        entry: "transition",
        gives: Some("vec4"),
        before: format!("float ratio;\n{}", PICTURES.iter().map(get).collect::<String>()),
        begin: "    ratio = rushes_f_RENDERSIZE.x / rushes_f_RENDERSIZE.y;\n".to_owned(),
        end: "    rushes_color = clamp(user_transition(gl_FragCoord.xy / rushes_f_RENDERSIZE), 0.0, 1.0);\n".to_owned(),
        ..Setting::default()
    };
    let stage = Stage { text, tokens: &tokens, setting: &setting, stage: ShaderStage::Fragment, varyings: None };
    let made = stage.made()?;
    let uniforms = compile::laid_out(&made.compiled.module, &made.wanted);
    let (vertex, vertex_entry) = vertex::covering();
    Ok(Program {
        language: Language::GlTransition,
        role: Role::Transition,
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

/// A uniform that the text declares.
struct Uniform {
    ty: &'static str,
    kind: FieldKind,
    input: Input,
}

impl Uniform {
    fn given(&self, index: usize) -> Option<Given> {
        let (ty, kind, source) = (self.ty, self.kind, FieldSource::Input(index));
        (self.input.kind != InputKind::Image).then(|| Given { name: self.input.name.clone(), ty, kind, source })
    }
}

/// What the text declares for the host to give, each with the default that the rest of its line names.
fn uniforms(text: &str, tokens: &[Token]) -> Result<Vec<Uniform>, ShaderFault> {
    let mut found: Vec<Uniform> = Vec::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.is("uniform")) {
        let rest: Vec<&Token> = tokens[index + 1..]
            .iter()
            .filter(|token| !matches!(&*token.text, "highp" | "mediump" | "lowp"))
            .take_while(|token| !token.is(";"))
            .take(64)
            .collect();
        let [ty, name, ..] = rest.as_slice() else { continue };
        if matches!(&*name.text, "progress" | "ratio" | "from" | "to") || !ty.is_word() {
            continue;
        }
        let fault = |why: String| ShaderFault::at(text, token.at, why);
        if !is_name(&name.text) {
            return Err(fault(format!("`{}` cannot name an input", name.text)));
        }
        if found.len() == MOST_INPUTS {
            return Err(fault(format!("more than {MOST_INPUTS} inputs")));
        }
        let line = text.get(name.at as usize..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let default = line.split_once('=').map(|(_, default)| default).unwrap_or_default();
        let Some((ty, kind, input)) = typed(&ty.text, default) else {
            return Err(fault(format!("`{}` is no type that an input can have", ty.text)));
        };
        found.push(Uniform { ty, kind, input: Input { name: name.text.to_string(), label: None, kind: input } });
    }
    Ok(found)
}

fn typed(ty: &str, default: &str) -> Option<(&'static str, FieldKind, InputKind)> {
    let numbers = numbers(default);
    // `vec3(0.5)` gives all parts the one number.
    let part = |index: usize| numbers.get(index).or_else(|| numbers.first().filter(|_| numbers.len() == 1)).copied();
    let number = |index: usize| part(index).unwrap_or(0.0);
    let point = InputKind::Point { default: [number(0), number(1)], min: None, max: None };
    let opaque = if numbers.is_empty() { 1.0 } else { number(3) };
    Some(match ty {
        "float" => ("float", FieldKind::Float, InputKind::Float { default: number(0), min: None, max: None }),
        "int" => {
            let kind = InputKind::Long {
                default: number(0) as i32,
                min: None,
                max: None,
                values: Vec::new(),
                labels: Vec::new(),
            };
            ("int", FieldKind::Int, kind)
        }
        "bool" => ("bool", FieldKind::Int, InputKind::Bool { default: default.contains("true") }),
        "vec2" => ("vec2", FieldKind::Vec2, point),
        "ivec2" => ("ivec2", FieldKind::Vec2, point),
        "vec3" => ("vec3", FieldKind::Vec3, InputKind::Color { default: [number(0), number(1), number(2), 1.0] }),
        "vec4" => ("vec4", FieldKind::Vec4, InputKind::Color { default: [number(0), number(1), number(2), opaque] }),
        "sampler2D" => ("texture2D", FieldKind::Float, InputKind::Image),
        _ => return None,
    })
}

/// The numbers of `vec2(0.5, -1)`, up to what else stands in the line.
fn numbers(text: &str) -> Vec<f64> {
    let mut numbers = Vec::new();
    let mut sign = 1.0;
    let mut depth = 0usize;
    for token in lex(text, false).unwrap_or_default() {
        match &*token.text {
            "-" => sign = -1.0,
            "(" => depth += 1,
            "," if depth > 0 => {}
            ")" => break,
            _ if token.kind == Kind::Number => {
                let number: Option<f64> = token.text.trim_end_matches(['f', 'F']).parse().ok();
                numbers.extend(number.filter(|number| number.abs() <= 1e30).map(|number| sign * number));
                sign = 1.0;
                if depth == 0 {
                    break;
                }
            }
            _ if depth == 0 && token.is_word() => {}
            _ => break,
        }
    }
    numbers.truncate(4);
    numbers
}
