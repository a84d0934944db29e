//! Paths in JSON. A file name is bytes, and one that is no UTF-8 must not cost the whole document that mentions it.

use std::path::Path;

use serde::Serializer;

/// For `serialize_with`: the path as text, with bytes that are no UTF-8 replaced.
pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}
