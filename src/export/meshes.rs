//! Facts about meshes, which libav knows nothing of.

use std::path::Path;

use crate::base::facts::{Content, FileIdentity, SourceFacts};
use crate::base::{Digest, Failure, Reason, mesh, printable};
use crate::compose;

/// Whether a file is read as a mesh.
pub fn is_mesh(path: &Path) -> bool {
    path.extension().is_some_and(|end| mesh::ENDINGS.iter().any(|ending| end.eq_ignore_ascii_case(ending)))
}

/// Facts about the mesh at `path`; one that can't be used is no error here, as with media.
pub fn examine(path: &Path) -> Result<SourceFacts, Failure> {
    let shown = printable::path(path);
    let meta = std::fs::metadata(path).map_err(|error| Failure::io("opening", path, &error))?;
    if !meta.is_file() {
        return Err(Failure::new(Reason::SourceDamaged, format!("{shown}: is no regular file")));
    }
    let identity = FileIdentity::from_metadata(&meta).map_err(|error| Failure::io("opening", path, &error))?;
    let content = match compose::load_mesh(path) {
        Ok(mesh) => Content::Mesh { triangles: mesh.triangles() },
        Err(failure) if failure.reason == Reason::SourceDamaged => Content::Unreadable(failure),
        Err(failure) => return Err(failure),
    };
    let read = |error: std::io::Error| Failure::io("reading", path, &error);
    let hash = Digest::of_file(path).map_err(read)?;
    if FileIdentity::of(path).map_err(read)? != identity {
        let why = format!("{shown}: it was written to while it was read; wait until it is finished");
        return Err(Failure::new(Reason::SourceChanged, why));
    }
    Ok(SourceFacts { identity, hash, content })
}
