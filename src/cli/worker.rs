//! `rushes worker`: the process around one order. The engine starts it; people don't.

use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::worker;

/// Do what the order in a folder says
#[derive(Debug, Args)]
pub struct Worker {
    /// The folder with order.json
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Worker {
    pub fn run(self, output: &mut Output) -> Exit {
        let places = match reach::places(output) {
            Ok(places) => places,
            Err(exit) => return exit,
        };
        match worker::run(&self.folder, &places) {
            Ok(0) => Exit::Done,
            Ok(75) => Exit::TryAgain,
            Ok(130) => Exit::Interrupted,
            Ok(_) => Exit::Failed,
            Err(failure) => output.fail(&failure),
        }
    }
}
