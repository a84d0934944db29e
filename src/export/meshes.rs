//! Facts about meshes, which libav knows nothing of.

use std::path::Path;

use super::whole;
use crate::base::facts::{Content, SourceFacts};
use crate::base::{Failure, mesh};
use crate::compose;

/// Whether a file is read as a mesh.
pub fn is_mesh(path: &Path) -> bool {
    path.extension().is_some_and(|end| mesh::ENDINGS.iter().any(|ending| end.eq_ignore_ascii_case(ending)))
}

/// Facts about the mesh at `path`; one that can't be used is no error here, as with media.
pub fn examine(path: &Path) -> Result<SourceFacts, Failure> {
    whole::examine(path, || {
        let loaded = compose::load_mesh(path)?;
        Ok(Content::Mesh { triangles: loaded.triangles() })
    })
}
