//! The way in: which language a text is, and the limits that hold for all of them.

use std::path::Path;

use super::fault::ShaderFault;
use super::program::Program;

/// Translates a shader's text. `vertex` is the text of the `.vs` beside an ISF file; `name` is the file's, for its extension.
pub fn translate(text: &str, vertex: Option<&str>, name: &Path) -> Result<Program, ShaderFault> {
    let _ = (text, vertex);
    Err(ShaderFault {
        line: 1,
        column: 1,
        message: format!("`{}` cannot be translated yet", name.display()),
        in_vertex: false,
    })
}
