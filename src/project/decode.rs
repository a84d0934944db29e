//! A file's bytes → the text of a document.

use std::path::Path;

use super::parse::MAX_BYTES;
use super::place::{Problem, Severity};

/// The text in `bytes`, or why they are none and where.
pub fn decode<'a>(file: &Path, bytes: &'a [u8]) -> Result<&'a str, Box<Problem>> {
    let problem = |line: usize, column: usize, message: String, help: Option<&str>| {
        let (file, path, help) = (file.to_path_buf(), String::new(), help.map(str::to_owned));
        Box::new(Problem { severity: Severity::Error, file, line, column, path, message, help })
    };
    if bytes.len() > MAX_BYTES {
        let message = format!("the document has {} bytes, the limit is {MAX_BYTES} (1 MiB)", bytes.len());
        return Err(problem(1, 1, message, None));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(problem(1, 1, "the document is UTF-16".to_owned(), Some("save it as UTF-8")));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        let before = String::from_utf8_lossy(valid);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        let byte = rest.first().copied().unwrap_or_default();
        problem(line, column, format!("the byte 0x{byte:02x} is no UTF-8"), Some("save the document as UTF-8"))
    })
}
