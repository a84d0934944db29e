//! `rushes cancel` and `rushes retry`: stop jobs, and start them again.

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::api::ClientError;
use crate::api::blocking::BlockingClient;
use crate::api::types::{JobState, JobView};

/// Stop jobs
///
/// A job that runs is ended at once; its finished chunks stay, so that the same export goes on from there when it is
/// queued again. No half file is left behind.
#[derive(Debug, Args)]
pub struct Cancel {
    #[command(flatten)]
    numbers: Numbers,
}

/// Queue jobs again that failed or were cancelled
///
/// They use the project as it was when they were added, and go on from the chunks that are finished.
#[derive(Debug, Args)]
pub struct Retry {
    #[command(flatten)]
    numbers: Numbers,
}

#[derive(Debug, Args)]
struct Numbers {
    /// Numbers of jobs, as `rushes jobs` lists them
    #[arg(value_name = "JOB", required = true)]
    jobs: Vec<i64>,

    /// Print each job as a line of JSON
    #[arg(long)]
    json: bool,
}

impl Cancel {
    pub fn run(self, output: &mut Output) -> Exit {
        self.numbers.each(output, BlockingClient::cancel)
    }
}

impl Retry {
    pub fn run(self, output: &mut Output) -> Exit {
        self.numbers.each(output, BlockingClient::retry)
    }
}

impl Numbers {
    /// Does it for every job, also where one of them refuses.
    fn each(self, output: &mut Output, action: impl Fn(&BlockingClient, i64) -> Result<JobView, ClientError>) -> Exit {
        let client = match reach::engine(output) {
            Ok(client) => client,
            Err(exit) => return exit,
        };
        let mut exit = Exit::Done;
        for id in self.jobs {
            match action(&client, id) {
                Ok(job) if self.json => output.json(&job),
                Ok(job) => output.line(&format!("job {} {}", job.id, word(&job))),
                Err(error) => exit = exit.worst(reach::refused(output, &error)),
            }
        }
        exit
    }
}

/// Where the job stands. One that is being ended still runs, which is not what a person asked for.
fn word(job: &JobView) -> &str {
    match (job.state, job.note.as_deref()) {
        (JobState::Running | JobState::Paused, Some(note)) => note,
        (state, _) => state.word(),
    }
}
