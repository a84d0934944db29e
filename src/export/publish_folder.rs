//! Puts a finished folder of pictures under its final name, in one step.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use crate::base::{Failure, Reason, printable};
use crate::project::image_names::ImageNames;
use crate::project::model::OnExists;

use super::images::only_images;
use super::publish::{Policy, exists, remove};
use super::receipt;

/// Refuses early what could not be published; something stands at `output`.
pub fn check_target(output: &Path, meta: &Metadata, names: Option<&ImageNames>, policy: Policy) -> Result<(), Failure> {
    let shown = printable::path(output);
    if !meta.is_dir() && policy.on_exists != OnExists::Suffix {
        let sentence = format!("{shown} is there already and is no folder; the pictures need one of that name");
        return Err(Failure::new(Reason::OutputExists, sentence));
    }
    if policy.on_exists == OnExists::Suffix || names.is_some_and(|names| may_replace(output, names, policy)) {
        return Ok(());
    }
    if policy.overwrite || policy.on_exists == OnExists::Replace {
        let sentence = format!(
            "{shown} holds other things than pictures of such a film, and is not replaced as a whole: give the pictures a \
             folder of their own"
        );
        return Err(Failure::new(Reason::OutputExists, sentence));
    }
    Err(exists(output))
}

/// Whether the folder that stands there may go: it is empty, or as we wrote it, or the user said so and it holds nothing but
/// such pictures.
pub fn may_replace(target: &Path, names: &ImageNames, policy: Policy) -> bool {
    if !fs::symlink_metadata(target).is_ok_and(|meta| meta.is_dir()) {
        return false;
    }
    let empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    let allowed = policy.overwrite || policy.on_exists == OnExists::Replace;
    empty || (allowed && only_images(target, names)) || (policy.on_exists == OnExists::Own && receipt::is_ours(target))
}

/// Moves a folder to where another one stands, and removes that.
pub fn swap(part: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, part, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => {}
        // Where two names can't change places, there is a moment without the folder.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            let mut old = part.as_os_str().to_owned();
            old.push(".old");
            fs::rename(target, &old)?;
            if let Err(error) = fs::rename(part, target) {
                fs::rename(&old, target)?;
                return Err(error);
            }
            remove(Path::new(&old));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    }
    remove(part);
    Ok(())
}
