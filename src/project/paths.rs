//! Paths as documents write them.

use std::path::{Path, PathBuf};

/// The absolute path that `text` means in a document that lies in `folder`; `None` where `~` means nothing.
pub fn resolve(folder: &Path, text: &str) -> Option<PathBuf> {
    let joined = match text.strip_prefix('~') {
        Some("") => std::env::home_dir()?,
        Some(rest) if rest.starts_with('/') => std::env::home_dir()?.join(rest.trim_start_matches('/')),
        _ => folder.join(text),
    };
    // Drops `.` and doubled slashes; `..` stays, since links decide what it means.
    Some(joined.components().collect())
}

/// The document's own path made absolute, and its folder.
pub fn home_of(document: &Path) -> (PathBuf, PathBuf) {
    let path: PathBuf = std::path::absolute(document).unwrap_or_else(|_| document.to_path_buf()).components().collect();
    let folder = path.parent().map_or_else(|| PathBuf::from("/"), Path::to_path_buf);
    (path, folder)
}
