//! The way in: which language a text is, and the limits that hold for all of them.

use std::path::Path;

use super::fault::ShaderFault;
use super::lex::lex;
use super::program::{Language, Program};
use super::{isf, passage, shadertoy, wgsl};

/// Longer texts are no shaders that people write.
pub const MOST_BYTES: usize = 256 << 10;
/// Pictures that one shader may read: every device takes so many.
const MOST_PICTURES: usize = 16;
/// The compiler goes down by recursion, as far as `guard` lets it.
const STACK: usize = 64 << 20;

/// Translates a shader's text. `vertex` is the text of the `.vs` beside an ISF file; `name` is the file's, for its extension.
///
/// Runs on a thread of its own: the compiler needs a deep stack, and where it panics at a text (it is young, and texts come
/// from outside), that ends the thread and becomes a fault.
pub fn translate(text: &str, vertex: Option<&str>, name: &Path) -> Result<Program, ShaderFault> {
    let whole = |message: &str| ShaderFault::of_all(message.to_owned());
    if text.len() > MOST_BYTES || vertex.is_some_and(|vertex| vertex.len() > MOST_BYTES) {
        return Err(whole("is longer than 256 KiB, the most that a shader may have"));
    }
    let language = language(text, name)?;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("shader".to_owned()).stack_size(STACK);
        let translating = thread.spawn_scoped(scope, || match language {
            Language::Wgsl => wgsl::translate(text),
            Language::GlTransition => passage::translate(text),
            Language::Shadertoy => shadertoy::translate(text),
            Language::Isf => isf::translate(text, vertex),
        });
        match translating.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(translated)) => translated.and_then(drawable),
            Ok(Err(_)) => Err(whole("the compiler gave up on this text; it is not a valid shader")),
            Err(_) => Err(whole("no thread could be started to compile it")),
        }
    })
}

/// Told here, where no device is needed for it.
fn drawable(program: Program) -> Result<Program, ShaderFault> {
    let count = program.textures.len();
    if count <= MOST_PICTURES {
        return Ok(program);
    }
    let message = format!("it reads {count} pictures (inputs, targets and the sound); {MOST_PICTURES} are the most");
    Err(ShaderFault::of_all(message))
}

/// By what the text says of itself, else by the file's extension.
fn language(text: &str, name: &Path) -> Result<Language, ShaderFault> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start
        .strip_prefix("/*")
        .is_some_and(|comment| comment.trim_start_matches(['*', ' ', '\t', '\r', '\n']).starts_with('{'))
    {
        return Ok(Language::Isf);
    }
    let extension = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let tokens = lex(text, extension == "wgsl")?;
    let has = |words: &[&str]| {
        tokens.windows(words.len()).any(|window| window.iter().zip(words).all(|(token, word)| token.is(word)))
    };
    match extension.as_str() {
        "wgsl" => Ok(Language::Wgsl),
        _ if has(&["void", "mainImage", "("]) => Ok(Language::Shadertoy),
        _ if has(&["vec4", "transition", "("]) => Ok(Language::GlTransition),
        _ if has(&["fn", "image", "("]) => Ok(Language::Wgsl),
        "fs" | "isf" => Err(ShaderFault::of_all(
            "an ISF shader begins with a comment that holds its description in JSON".to_owned(),
        )),
        _ => Err(ShaderFault::of_all(
            "is no shader that is understood: neither WGSL with `fn image`, nor GLSL with `mainImage` or `transition`, nor ISF"
                .to_owned(),
        )),
    }
}
