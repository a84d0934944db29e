//! What this build is made of, for `--version` and `doctor`.

use crate::media::{self, Versions};

/// `0.1.0`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit of a release build.
pub const COMMIT: &str = env!("RUSHES_COMMIT");
pub const TARGET: &str = env!("RUSHES_TARGET");
pub const PROFILE: &str = env!("RUSHES_PROFILE");
pub const COMPILER: &str = env!("RUSHES_COMPILER");

/// Everything about the build, one fact a line.
pub fn long() -> String {
    let Versions { codec, format, util, license, .. } = media::versions();
    format!(
        "{VERSION}\n\
         commit    {COMMIT}\n\
         target    {TARGET}\n\
         profile   {PROFILE}\n\
         compiler  {COMPILER}\n\
         libav     avcodec {codec}, avformat {format}, avutil {util}, {license}"
    )
}
