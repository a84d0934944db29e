//! Facts about tables of colours, which libav knows nothing of.

use std::path::Path;

use super::whole;
use crate::base::Failure;
use crate::base::facts::{Content, SourceFacts};
use crate::compose;

/// Whether a file is read as a table of colours.
pub fn is_lut(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("cube"))
}

/// Facts about the table at `path`; one that can't be used is no error here, as with media.
pub fn examine(path: &Path) -> Result<SourceFacts, Failure> {
    whole::examine(path, || {
        let loaded = compose::load_lut(path)?;
        Ok(Content::Lut { dimensions: loaded.dimensions, size: loaded.size })
    })
}
