//! `rushes init`: a first project from what lies in a folder.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use super::project_template::{Found, usable, write_project};
use crate::base::{Failure, Reason};

const VIDEOS: &[&str] = &["mp4", "mov", "mkv", "webm", "m4v", "avi", "mts", "m2ts", "mpg", "mpeg"];
const IMAGES: &[&str] = &["png", "jpg", "jpeg", "webp"];
const SOUNDS: &[&str] = &["mp3", "wav", "flac", "m4a", "aac", "ogg", "opus", "aiff", "aif"];

/// More than anyone would read; the rest is left out.
const MOST_FILES: usize = 200;

/// Write a first project from the media in a folder
///
/// Looks at the names of the videos, images and sounds that lie directly in the folder, and writes a commented project
/// that shows them. Without any, the project is a title on a colour. It can be exported as it is, and a file that is
/// already there is never replaced.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder to look in and to write to; made where there is none
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// What the project file is called
    #[arg(long, value_name = "FILE", default_value = "project.yaml")]
    name: PathBuf,
}

impl Init {
    pub fn run(self, output: &mut Output) -> Exit {
        match self.write(output) {
            Ok(path) => {
                let path = path.display();
                output.line(&format!("Wrote {path}\nExport it with: rushes render {path}"));
                Exit::Done
            }
            Err(failure) => output.fail(&failure),
        }
    }

    fn write(&self, output: &mut Output) -> Result<PathBuf, Failure> {
        if self.name.components().count() != 1 || self.name.file_name().is_none() {
            let said = format!("{}: --name takes a file name without folders", self.name.display());
            return Err(Failure::new(Reason::Permission, said));
        }
        std::fs::create_dir_all(&self.folder)
            .map_err(|error| Failure::io("making the folder", &self.folder, &error))?;
        let (found, left_out) =
            look(&self.folder).map_err(|error| Failure::io("reading the folder", &self.folder, &error))?;
        for name in left_out {
            output.complain(&format!("left out: {name} (rename it to use it in a project)"));
        }
        let path = self.folder.join(&self.name);
        write_new(&path, &write_project(&found)).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::new(
                Reason::OutputExists,
                format!("{} is already there and stays as it is; --name writes another file", path.display()),
            ),
            _ => Failure::io("writing the project", &path, &error),
        })?;
        Ok(path)
    }
}

/// The media directly in a folder, sorted by name, and the names that no document can hold.
fn look(folder: &Path) -> io::Result<(Found, Vec<String>)> {
    let full = std::path::absolute(folder)?;
    let title = full.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut found = Found { folder: title, ..Found::default() };
    let mut left_out = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    for path in files {
        let Some(list) = list_for(&path, &mut found) else { continue };
        match path.file_name().and_then(|name| name.to_str()) {
            Some(name) if name.starts_with('.') || list.len() >= MOST_FILES => {}
            Some(name) if usable(name) => list.push(name.to_owned()),
            _ => left_out.extend(path.file_name().map(|name| name.to_string_lossy().into_owned())),
        }
    }
    Ok((found, left_out))
}

fn list_for<'a>(path: &Path, found: &'a mut Found) -> Option<&'a mut Vec<String>> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let is_one_of = |known: &[&str]| known.contains(&extension.as_str());
    if is_one_of(VIDEOS) {
        Some(&mut found.videos)
    } else if is_one_of(IMAGES) {
        Some(&mut found.images)
    } else if is_one_of(SOUNDS) {
        Some(&mut found.sounds)
    } else {
        None
    }
}

/// Makes a file that was not there before, whole or not at all.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| {
        // Half a project would be in the way of the next try.
        let _ = std::fs::remove_file(path);
    })
}
