//! `rushes man`: the manual pages, made from the same definitions as the help.

use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};

use super::arguments::Arguments;
use super::exit::Exit;
use super::output::Output;
use crate::base::{Failure, atomic_file};

/// Print the manual page, or write one page per verb into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// Write rushes.1, rushes-render.1 and so on into this folder
    folder: Option<PathBuf>,
}

impl Man {
    pub fn run(self, output: &mut Output) -> Exit {
        match self.folder {
            None => match page(Arguments::command()) {
                Ok(text) => output.raw(&text),
                Err(error) => return output.fail(&Failure::io("writing the page", Path::new("stdout"), &error)),
            },
            Some(folder) => {
                for (name, command) in pages() {
                    let path = folder.join(name);
                    if let Err(error) = page(command).and_then(|text| atomic_file::write(&path, &text)) {
                        return output.fail(&Failure::io("writing the manual page", &path, &error));
                    }
                    output.line(&path.display().to_string());
                }
            }
        }
        Exit::Done
    }
}

fn pages() -> Vec<(String, Command)> {
    let root = Arguments::command();
    let verbs = root.get_subcommands().filter(|verb| !verb.is_hide_set()).map(|verb| {
        let name = format!("rushes-{}", verb.get_name());
        (format!("{name}.1"), verb.clone().name(name))
    });
    let mut pages: Vec<_> = verbs.collect();
    pages.insert(0, ("rushes.1".into(), root));
    pages
}

fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    Ok(text)
}
