//! A shader from its file, with the vertex shader that may lie beside it.

use std::path::{Path, PathBuf};

use super::super::shader::{Program, translate};
use crate::base::shader_facts::ShaderMistake;
use crate::base::{Digest, Failure, Reason, printable};

/// Longer texts are not read.
const LONGEST: u64 = 256 << 10;

/// A shader as it lies in its files.
#[derive(Debug)]
pub struct LoadedShader {
    pub program: Program,
    /// Of all its texts.
    pub hash: Digest,
    /// The file of its vertex shader.
    pub vertex: Option<PathBuf>,
}

/// Why a shader can't be had.
#[derive(Debug)]
pub enum NoShader {
    /// Its file can't be read, or is no text.
    Unreadable(Failure),
    /// Its text has a mistake.
    Mistaken(ShaderMistake),
}

impl From<NoShader> for Failure {
    fn from(no: NoShader) -> Self {
        match no {
            NoShader::Unreadable(failure) => failure,
            NoShader::Mistaken(ShaderMistake { file, line, column, message }) => {
                Self::new(Reason::ShaderFailed, format!("{}:{line}:{column}: {message}", printable::path(&file)))
            }
        }
    }
}

/// Reads and translates the shader in a file.
pub fn load_shader(path: &Path) -> Result<LoadedShader, NoShader> {
    let text = text_of(path).map_err(NoShader::Unreadable)?;
    let vertex = path.with_extension("vs");
    let isf = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("fs") || end.eq_ignore_ascii_case("isf"));
    let vertex = Some(vertex).filter(|vertex| isf && vertex.is_file());
    let vertex_text = vertex.as_deref().map(text_of).transpose().map_err(NoShader::Unreadable)?;
    let program = translate(&text, vertex_text.as_deref(), path).map_err(|fault| {
        let file = vertex.as_ref().filter(|_| fault.in_vertex).map_or(path, PathBuf::as_path);
        NoShader::Mistaken(ShaderMistake {
            file: file.to_path_buf(),
            line: fault.line as usize,
            column: fault.column as usize,
            message: printable::text(&fault.message),
        })
    })?;
    let mut all = text.into_bytes();
    if let Some(text) = vertex_text {
        all.push(0);
        all.extend(text.bytes());
    }
    Ok(LoadedShader { program, hash: Digest::of(&all), vertex })
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let damaged = |why: String| Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(path)));
    let meta = std::fs::metadata(path).map_err(|error| Failure::io("opening the shader", path, &error))?;
    if !meta.is_file() {
        return Err(damaged("is no regular file".to_owned()));
    }
    if meta.len() > LONGEST {
        return Err(damaged(format!("the shader is longer than {} KiB", LONGEST >> 10)));
    }
    let bytes = std::fs::read(path).map_err(|error| Failure::io("reading the shader", path, &error))?;
    String::from_utf8(bytes).map_err(|_| damaged("is no text in UTF-8".to_owned()))
}
