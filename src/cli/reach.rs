//! How a verb reaches the engine, and how it tells that the engine said no.

use std::path::PathBuf;

use super::exit::Exit;
use super::output::Output;
use super::problems;
use crate::api::ClientError;
use crate::api::blocking::BlockingClient;
use crate::base::{Failure, Reason};
use crate::config::Places;

/// Where this user's things are kept.
pub fn places(output: &mut Output) -> Result<Places, Exit> {
    Places::find().map_err(|error| output.fail(&Failure::new(Reason::Permission, error.to_string())))
}

/// A line to the engine, which is started where none runs.
pub fn engine(output: &mut Output) -> Result<BlockingClient, Exit> {
    let places = places(output)?;
    let exe = own_file(output)?;
    BlockingClient::connect_or_start(&places, &exe).map_err(|error| refused(output, &error))
}

/// The program's own file, for processes that are started from it.
pub fn own_file(output: &mut Output) -> Result<PathBuf, Exit> {
    std::env::current_exe().map_err(|error| {
        output.fail(&Failure::new(Reason::Permission, format!("this program can't find its own file: {error}")))
    })
}

/// Says why the engine did not do what it was asked.
pub fn refused(output: &mut Output, error: &ClientError) -> Exit {
    if let ClientError::Refused { body, .. } = error {
        problems::complain(output, &body.problems);
    }
    output.fail(&error.failure())
}
