//! `rushes completions`: what a shell needs to complete our words.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::arguments::Arguments;
use super::exit::Exit;
use super::output::Output;

/// Print a completion script for your shell
///
/// For bash: rushes completions bash > ~/.local/share/bash-completion/completions/rushes
#[derive(Debug, Args)]
pub struct Completions {
    /// Which shell to write for
    shell: Shell,
}

impl Completions {
    pub fn run(self, output: &mut Output) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "rushes", &mut script);
        output.raw(&script);
        Exit::Done
    }
}
