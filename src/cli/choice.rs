//! The words that say which exports of which project are meant; the same for every verb that makes or plans one.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Clone, Args)]
pub struct Choice {
    /// The project file
    #[arg(value_name = "PROJECT")]
    pub project: PathBuf,

    /// Which of the project's exports; may be given more than once [default: the first one]
    #[arg(short, long = "export", value_name = "NAME")]
    pub exports: Vec<String>,

    /// Every export of the project
    #[arg(long, conflicts_with_all = ["exports", "output"])]
    pub all: bool,

    /// Give a variable of the project another value; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,

    /// Where the file goes, instead of where the project says
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Replace a file of that name even where it is not ours
    #[arg(long)]
    pub overwrite: bool,
}

/// Reads `name=value`; the value may be empty and may hold further `=`.
pub fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE, like title=Hello".to_owned()),
    }
}
