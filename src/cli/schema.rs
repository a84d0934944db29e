//! `rushes schema`: the project format, from the same table that reads it.

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use crate::project;

/// Print the project format as a JSON Schema
///
/// Editors complete and check project files with it. With --markdown: the reference page, every key with its type,
/// default, bounds and a sentence.
#[derive(Debug, Args)]
pub struct Schema {
    /// Print the reference page for people instead
    #[arg(long)]
    markdown: bool,
}

impl Schema {
    pub fn run(self, output: &mut Output) -> Exit {
        if self.markdown {
            output.raw(project::reference_markdown().as_bytes());
        } else {
            match serde_json::to_string_pretty(&project::schema()) {
                Ok(text) => output.raw(format!("{text}\n").as_bytes()),
                Err(error) => {
                    output.complain(&format!("rushes: the schema can't be written: {error}"));
                    return Exit::Failed;
                }
            }
        }
        Exit::Done
    }
}
