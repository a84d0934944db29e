//! Facts about users' shaders, which only the room that runs them can read.

use std::path::{Path, PathBuf};

use crate::base::facts::{Content, Facts, FileIdentity, SourceFacts};
use crate::base::shader_facts::{ENDINGS, ShaderFacts, ShaderInput, ShaderInputKind, ShaderReads, ShaderRole};
use crate::base::{Digest, Failure, Reason, printable};
use crate::compose::shader::{Builtin, Input, InputKind, Program, Role, SlotSource};
use crate::compose::{NoShader, load_shader};
use crate::project::Project;
use crate::project::shader::all_shaders;

/// Whether a file is read as a shader.
pub fn is_shader(path: &Path) -> bool {
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    end.is_some_and(|end| ENDINGS.contains(&end.as_str()))
}

/// Facts about the shader at `path`; one with a mistake is no error here, as with media.
pub fn examine(path: &Path) -> Result<SourceFacts, Failure> {
    let identity = identity(path)?;
    let (hash, content) = match load_shader(path) {
        Ok(loaded) => {
            let facts = facts_of(path, &loaded.program, loaded.vertex);
            (loaded.hash, Content::Shader(Box::new(facts)))
        }
        Err(no) => {
            let hash = Digest::of_file(path).map_err(|error| Failure::io("reading", path, &error))?;
            match no {
                NoShader::Mistaken(mistake) => (hash, Content::BrokenShader(mistake)),
                NoShader::Unreadable(failure) if failure.reason == Reason::SourceDamaged => {
                    (hash, Content::Unreadable(failure))
                }
                NoShader::Unreadable(failure) => return Err(failure),
            }
        }
    };
    if FileIdentity::of(path).ok() != Some(identity) {
        let why = format!("{}: it was written to while it was read; wait until it is finished", printable::path(path));
        return Err(Failure::new(Reason::SourceChanged, why));
    }
    Ok(SourceFacts { identity, hash, content })
}

/// The vertex shader beside one: what is written to it stops an export as well.
pub fn add_vertex(shader: &ShaderFacts, facts: &mut Facts) {
    let Some(path) = &shader.vertex else { return };
    let read = identity(path).ok().zip(Digest::of_file(path).ok());
    if let Some((identity, hash)) = read {
        facts.sources.insert(path.clone(), SourceFacts { identity, hash, content: Content::VertexShader });
    }
}

/// The files that a project gives to shaders as pictures.
pub fn pictures_of(project: &Project, facts: &Facts) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for used in all_shaders(project) {
        let Some(shader) = facts.sources.get(&used.file).and_then(SourceFacts::shader) else { continue };
        for given in &used.inputs {
            let is_picture = shader.input(&given.name).is_some_and(|input| input.kind == ShaderInputKind::Image);
            found.extend(given.file.clone().filter(|_| is_picture));
        }
    }
    found
}

fn identity(path: &Path) -> Result<FileIdentity, Failure> {
    let meta = std::fs::metadata(path).map_err(|error| Failure::io("opening", path, &error))?;
    if !meta.is_file() {
        let message = format!("{}: is no regular file", printable::path(path));
        return Err(Failure::new(Reason::SourceDamaged, message));
    }
    FileIdentity::from_metadata(&meta).map_err(|error| Failure::io("opening", path, &error))
}

fn facts_of(path: &Path, program: &Program, vertex: Option<PathBuf>) -> ShaderFacts {
    let folder = path.parent().unwrap_or(Path::new(""));
    let imported = program.textures.iter().filter_map(|slot| match &slot.source {
        SlotSource::Imported(name) => Some(folder.join(name)),
        _ => None,
    });
    let always = |source: &SlotSource| source.is_sound() && *source != SlotSource::LayerOrSound;
    ShaderFacts {
        role: match program.role {
            Role::Generator => ShaderRole::Generator,
            Role::Filter => ShaderRole::Filter,
            Role::Transition => ShaderRole::Transition,
            Role::Either => ShaderRole::Either,
        },
        inputs: program.inputs.iter().map(input).collect(),
        reads: ShaderReads {
            time: program.reads(Builtin::Time),
            delta: program.reads(Builtin::TimeDelta),
            frame: program.reads(Builtin::Frame),
            progress: program.reads(Builtin::Progress),
            beat: program.reads(Builtin::Beat),
            levels: [Builtin::Level, Builtin::Bass, Builtin::Mid, Builtin::Treble].map(|level| program.reads(level)),
            sound: program.hears(),
            sound_as_layer_only: !program.textures.iter().any(|slot| always(&slot.source)),
        },
        stateful: program.stateful,
        vertex,
        pictures: imported.collect(),
    }
}

fn input(input: &Input) -> ShaderInput {
    let kind = match &input.kind {
        InputKind::Event => ShaderInputKind::Event,
        InputKind::Bool { .. } => ShaderInputKind::Bool,
        InputKind::Long { min, max, values, labels, .. } => {
            ShaderInputKind::Long { min: *min, max: *max, values: values.clone(), labels: labels.clone() }
        }
        InputKind::Float { min, max, .. } => ShaderInputKind::Float { min: *min, max: *max },
        InputKind::Point { min, max, .. } => ShaderInputKind::Point { min: *min, max: *max },
        InputKind::Color { .. } => ShaderInputKind::Color,
        InputKind::Image => ShaderInputKind::Image,
        InputKind::Audio { .. } | InputKind::AudioFft { .. } => ShaderInputKind::Sound,
    };
    ShaderInput { name: input.name.clone(), kind }
}
