//! A GLSL text put between what it can read and what is done with its colour, and compiled.

use std::collections::HashSet;
use std::fmt::Write;

use wgpu::naga::ShaderStage;

use super::compile::{self, Compiled, Wanted};
use super::dialect::{self, Manner, Rewritten, safe_name};
use super::emit::Emitted;
use super::fault::ShaderFault;
use super::lex::Token;
use super::program::{FieldKind, FieldSource, Input, InputKind, Slot};
use super::varyings::{self, Varying};

/// A name that a text can read.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub name: String,
    /// Its type in the text.
    pub ty: &'static str,
    pub kind: FieldKind,
    pub source: FieldSource,
}

impl Given {
    /// What an input is to a text; nothing for pictures and sound.
    pub fn input(index: usize, input: &Input) -> Option<Self> {
        let (ty, kind) = match input.kind {
            InputKind::Event | InputKind::Bool { .. } => ("bool", FieldKind::Int),
            InputKind::Long { .. } => ("int", FieldKind::Int),
            InputKind::Float { .. } => ("float", FieldKind::Float),
            InputKind::Point { .. } => ("vec2", FieldKind::Vec2),
            InputKind::Color { .. } => ("vec4", FieldKind::Vec4),
            InputKind::Image | InputKind::Audio { .. } | InputKind::AudioFft { .. } => return None,
        };
        Some(Self { name: input.name.clone(), ty, kind, source: FieldSource::Input(index) })
    }

    fn wanted(&self) -> Wanted {
        Wanted { name: self.name.clone(), kind: self.kind, source: self.source }
    }
}

/// What a language puts around a text.
#[derive(Debug, Default)]
pub(super) struct Setting {
    pub given: Vec<Given>,
    /// Names of `given` that our own statements read.
    pub always: HashSet<String>,
    pub slots: Vec<Slot>,
    /// Pictures of sound, and those that repeat beyond their edges.
    pub grey: HashSet<String>,
    pub repeated: HashSet<String>,
    pub entry: &'static str,
    /// What the entry gives: nothing, or a colour.
    pub gives: Option<&'static str>,
    /// Declarations of ours, before the text.
    pub before: String,
    /// Statements before the text's entry runs.
    pub begin: String,
    /// Statements that run it and give `rushes_color` its value, or the vertex its position.
    pub end: String,
}

/// What the lenient way adds: functions that GLSL has and the compiler lacks.
const MISSING: &[(&str, &str)] = &[
    ("dot", "float dot(float a, float b) { return a * b; }"),
    ("normalize", "float normalize(float a) { return sign(a); }"),
    (
        "modf",
        "float modf(float a, out float b) { b = trunc(a); return a - b; }\n\
              vec2 modf(vec2 a, out vec2 b) { b = trunc(a); return a - b; }\n\
              vec3 modf(vec3 a, out vec3 b) { b = trunc(a); return a - b; }",
    ),
    (
        "matrixCompMult",
        "mat2 matrixCompMult(mat2 a, mat2 b) { return mat2(a[0] * b[0], a[1] * b[1]); }\n\
         mat3 matrixCompMult(mat3 a, mat3 b) { return mat3(a[0] * b[0], a[1] * b[1], a[2] * b[2]); }\n\
         mat4 matrixCompMult(mat4 a, mat4 b) { return mat4(a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]); }",
    ),
    (
        "mat2",
        "mat2 rushes_mat2(vec4 a) { return mat2(a.xy, a.zw); }\nmat2 rushes_mat2(float a) { return mat2(a, 0.0, 0.0, a); }\n\
              mat2 rushes_mat2(mat2 a) { return a; }\nmat2 rushes_mat2(mat3 a) { return mat2(a[0].xy, a[1].xy); }\n\
              mat2 rushes_mat2(mat4 a) { return mat2(a[0].xy, a[1].xy); }",
    ),
];

/// One stage of a text, behind the preprocessor.
pub(super) struct Stage<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub setting: &'a Setting,
    pub stage: ShaderStage,
    /// What goes from the vertex shader to the fragment shader; the fragment's own list is found in its text.
    pub varyings: Option<&'a [Varying]>,
}

pub(super) struct Made {
    pub compiled: Compiled,
    pub wanted: Vec<Wanted>,
}

impl Stage<'_> {
    /// What the text hands on or takes.
    pub fn own_varyings(&self) -> Result<Vec<Varying>, ShaderFault> {
        self.rewritten(false).map(|rewritten| rewritten.varyings)
    }

    fn has_entry(&self) -> bool {
        let entry = self.setting.entry;
        self.tokens
            .windows(3)
            .any(|three| three[0].is(self.setting.gives.unwrap_or("void")) && three[1].is(entry) && three[2].is("("))
    }

    /// Compiles the stage, strictly first, leniently where that fails; the first fault counts.
    pub fn made(&self) -> Result<Made, ShaderFault> {
        let words: HashSet<&str> = self.tokens.iter().map(|token| &*token.text).collect();
        let mentions = |name: &str| words.contains(name);
        if !self.has_entry() {
            let message = format!("there is no `void {}`, with which the shader begins", self.setting.entry);
            return Err(ShaderFault::at(self.text, self.text.len() as u32, message));
        }
        self.attempt(&mentions, false).or_else(|fault| self.attempt(&mentions, true).map_err(|_| fault))
    }

    fn attempt(&self, mentions: &dyn Fn(&str) -> bool, lenient: bool) -> Result<Made, ShaderFault> {
        let rewritten = self.rewritten(lenient)?;
        let mentioned = self.wanted(mentions);
        let compiled = self.compiled(&rewritten, &mentioned, mentions, lenient)?;
        // Dead code and local variables of the same names are no reason for frames to differ.
        let read = compile::read_globals(&compiled, &|name| name == "main" || name.starts_with("rushes_"));
        let begins: HashSet<&str> = rewritten.begin.iter().map(|token| &*token.text).collect();
        let wanted = self.wanted(&|name| read.contains(&safe_name(name)) || begins.contains(&*safe_name(name)));
        if wanted.len() == mentioned.len() {
            return Ok(Made { compiled, wanted });
        }
        let compiled = self.compiled(&rewritten, &wanted, mentions, lenient)?;
        Ok(Made { compiled, wanted })
    }

    fn wanted(&self, reads: &dyn Fn(&str) -> bool) -> Vec<Wanted> {
        let given = self.setting.given.iter();
        given
            .filter(|given| self.setting.always.contains(&given.name) || reads(&given.name))
            .map(Given::wanted)
            .collect()
    }

    fn rewritten(&self, lenient: bool) -> Result<Rewritten, ShaderFault> {
        let setting = self.setting;
        let names = setting.given.iter().map(|given| &given.name).chain(setting.slots.iter().map(|slot| &slot.name));
        let mut given: HashSet<String> = names.cloned().collect();
        given.insert("isf_FragNormCoord".to_owned());
        let pictures = setting.slots.iter().map(|slot| safe_name(&slot.name)).collect();
        let manner = Manner {
            pictures: &pictures,
            grey: &setting.grey,
            repeated: &setting.repeated,
            entry: setting.entry,
            in_vertex: self.stage == ShaderStage::Vertex,
            given: &given,
            lenient,
        };
        dialect::rewrite(self.tokens, &manner).map_err(|(at, message)| ShaderFault::at(self.text, at, message))
    }

    fn compiled(
        &self,
        rewritten: &Rewritten,
        wanted: &[Wanted],
        mentions: &dyn Fn(&str) -> bool,
        lenient: bool,
    ) -> Result<Compiled, ShaderFault> {
        let emitted = self.emitted(rewritten, wanted, mentions, lenient)?;
        compile::glsl(&emitted.text, self.stage).map_err(|fault| {
            let found_ours = fault.at.is_some_and(|at| emitted.is_behind(at));
            let message = match fault.message.split_once(", expected ") {
                Some((_, expected)) if found_ours => format!("the text ends where {expected} is expected"),
                _ => fault.message,
            };
            ShaderFault::at(self.text, emitted.place(fault.at), message)
        })
    }

    /// Whether ISF's own coordinates are asked for.
    fn places_itself(&self, mentions: &dyn Fn(&str) -> bool) -> bool {
        let names = ["isf_FragNormCoord", "vv_FragNormCoord", "IMG_THIS_PIXEL", "IMG_THIS_NORM_PIXEL"];
        let is_isf = self.setting.always.contains("RENDERSIZE");
        is_isf && (self.varyings.is_some() || names.iter().any(|name| mentions(name)))
    }

    fn emitted(
        &self,
        rewritten: &Rewritten,
        wanted: &[Wanted],
        mentions: &dyn Fn(&str) -> bool,
        lenient: bool,
    ) -> Result<Emitted, ShaderFault> {
        let in_vertex = self.stage == ShaderStage::Vertex;
        let varyings = self.varyings.unwrap_or(&rewritten.varyings);
        let packed = match self.varyings {
            // Without a vertex shader of the text's own, nothing is handed on, and what it asks for is zero.
            None => varyings::Packed::default(),
            Some(varyings) => {
                varyings::packed(varyings).map_err(|(at, message)| ShaderFault::at(self.text, at, message))?
            }
        };
        let mut out = Emitted::default();
        let mut before = String::from("#version 450\n");
        if !wanted.is_empty() {
            before.push_str("layout(set = 0, binding = 0) uniform Rushes_ {\n");
            let buffered = |kind| match kind {
                FieldKind::Float => "float",
                FieldKind::Int => "int",
                FieldKind::Vec2 => "vec2",
                FieldKind::Vec3 => "vec3",
                FieldKind::Vec4 => "vec4",
            };
            wanted.iter().for_each(|field| {
                let _ = writeln!(before, "    {} {};", buffered(field.kind), field.member());
            });
            before.push_str("};\n");
        }
        before.push_str("layout(set = 0, binding = 1) uniform sampler rushes_sampler;\n");
        for slot in &self.setting.slots {
            let name = safe_name(&slot.name);
            let _ = writeln!(before, "layout(set = 0, binding = {}) uniform texture2D {name};", slot.binding);
        }
        let way = if in_vertex { "out" } else { "in" };
        for number in 0..packed.vectors {
            let _ = writeln!(before, "layout(location = {number}) {way} vec4 rushes_v{number};");
        }
        if !in_vertex {
            before.push_str("layout(location = 0) out vec4 rushes_color;\nvec4 rushes_pixel;\n");
        }
        let mut begin = String::new();
        for given in self.setting.given.iter().filter(|given| wanted.iter().any(|wanted| wanted.name == given.name)) {
            let (name, member) = (safe_name(&given.name), given.wanted().member());
            let _ = writeln!(before, "{} {name};", given.ty);
            // A truth is not 0; an `ivec2` travels as two floats.
            let _ = match given.ty {
                "bool" => writeln!(begin, "    {name} = {member} != 0;"),
                ty => writeln!(begin, "    {name} = {ty}({member});"),
            };
        }
        if self.places_itself(mentions) {
            before.push_str("vec2 isf_FragNormCoord;\n");
            if !in_vertex {
                begin.push_str("    isf_FragNormCoord = gl_FragCoord.xy / rushes_f_RENDERSIZE;\n");
            }
        }
        for varying in varyings.iter().filter(|varying| varying.name != "isf_FragNormCoord") {
            before.push_str(&varying.declaration());
            before.push('\n');
        }
        if !self.setting.grey.is_empty() {
            before.push_str("vec4 rushes_grey(vec4 a) { return vec4(a.rrr, 1.0); }\n");
        }
        if lenient {
            MISSING.iter().filter(|(name, _)| mentions(name)).for_each(|(_, text)| {
                before.push_str(text);
                before.push('\n');
            });
        }
        before.push_str(&self.setting.before);
        out.own(&before);
        out.tokens(&rewritten.tokens);
        let unpack = if in_vertex { "" } else { &packed.unpack };
        out.own(&format!("\nvoid rushes_begin() {{\n{begin}{}{unpack}", self.setting.begin));
        out.tokens(&rewritten.begin);
        let pixel = match &rewritten.output {
            Some(output) => format!("    rushes_pixel = {output};\n"),
            None => String::new(),
        };
        let pack = if in_vertex { &packed.pack } else { "" };
        let end = self.setting.end.replace("@pixel", &pixel);
        out.own(&format!("}}\nvoid main() {{\n    rushes_begin();\n{end}{pack}}}"));
        Ok(out)
    }
}
