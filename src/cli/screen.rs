//! `rushes` without a verb: which folder the terminal UI opens, and how it looks.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use super::arguments::Arguments;
use super::exit::Exit;
use super::output::Output;
use super::{reach, screen_link};
use crate::base::{Failure, Reason};
use crate::tui::themes::Theme;
use crate::tui::{self, Options};

#[derive(Debug, Args)]
pub struct Screen {
    /// The folder whose projects are shown [default: this one]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,

    /// Draw with plain ASCII only
    #[arg(long)]
    pub ascii: bool,

    /// Colours of the terminal UI, by name
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
}

impl Screen {
    pub fn run(self, output: &mut Output) -> Exit {
        self.open(output).unwrap_or_else(|exit| exit)
    }

    fn open(&self, output: &mut Output) -> Result<Exit, Exit> {
        let folder = self.folder().map_err(|why| wrong(output, &why))?;
        let options = self.options().map_err(|why| wrong(output, &why))?;
        if !std::io::stdin().is_terminal() || !Output::is_terminal() {
            output.complain("rushes: the screen needs a terminal; `rushes jobs` prints the queue without one");
            return Err(Exit::Failed);
        }
        let (places, exe) = (reach::places(output)?, reach::own_file(output)?);
        let (link, end) = tui::pair();
        let shown =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().and_then(|runtime| {
                runtime.spawn(screen_link::serve(end, places, exe, folder));
                let shown = runtime.block_on(tui::run(link, options));
                // An engine that does not answer must not keep the shell waiting.
                runtime.shutdown_background();
                shown
            });
        let farewell = shown.map_err(|error| {
            output.fail(&Failure::new(Reason::Permission, format!("the terminal can't be used: {error}")))
        })?;
        tui::last_words(&farewell.to_string());
        Ok(farewell.signal.map_or(Exit::Done, Exit::Signal))
    }

    fn options(&self) -> Result<Options, String> {
        let mut options = Options::from_environment(|name| std::env::var(name).ok());
        options.ascii |= self.ascii;
        if let Some(theme) = &self.theme {
            if Theme::named(theme, options.depth).is_none() {
                return Err(format!("there is no theme {theme}"));
            }
            options.theme = Some(theme.clone());
        }
        Ok(options)
    }

    /// The folder to open, absolute; or why there is none. A word that is no folder is most likely a mistyped verb.
    pub fn folder(&self) -> Result<PathBuf, String> {
        let wanted = self.folder.as_deref().unwrap_or(Path::new("."));
        if wanted.is_dir() {
            return std::path::absolute(wanted).map_err(|error| format!("{}: {error}", wanted.display()));
        }
        let word = wanted.to_string_lossy();
        if wanted.is_file() {
            return Err(format!("{word} is a file; `rushes render {word}` exports it, `rushes add {word}` queues it"));
        }
        Err(match nearest_verb(&word) {
            Some(verb) => format!("{word}: no such folder, and no such verb; did you mean `rushes {verb}`?"),
            None => format!("{word}: no such folder; `rushes help` lists the verbs"),
        })
    }
}

fn wrong(output: &mut Output, why: &str) -> Exit {
    output.complain(&format!("rushes: {why}"));
    Exit::Usage
}

/// The verb that a mistyped word most likely meant: at most two letters off, and at least half of it right.
fn nearest_verb(word: &str) -> Option<String> {
    let command = Arguments::command();
    let verbs = command.get_subcommands().filter(|verb| !verb.is_hide_set()).map(|verb| verb.get_name().to_owned());
    verbs
        .map(|verb| (distance(word, &verb), verb))
        .filter(|(off, verb)| *off <= 2 && off * 2 <= verb.len())
        .min()
        .map(|(_, verb)| verb)
}

/// How many letters must be put in, taken out, changed, or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().take(64).collect(), to.chars().collect());
    let mut rows = vec![(0..=to.len()).collect::<Vec<usize>>()];
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let change = usize::from(from[i - 1] != to[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}
