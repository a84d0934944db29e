//! `rushes schema`: what may stand in a project file.

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use crate::project;

/// Print what may stand in a project file
///
/// A JSON Schema, for editors that complete and check YAML; or the reference of all keys as Markdown.
#[derive(Debug, Args)]
pub struct Schema {
    /// Print the reference of all keys
    #[arg(long)]
    markdown: bool,
}

impl Schema {
    pub fn run(self, output: &mut Output) -> Exit {
        if self.markdown {
            output.line(&project::reference_markdown());
        } else {
            output.line(&format!("{:#}", project::schema()));
        }
        Exit::Done
    }
}
