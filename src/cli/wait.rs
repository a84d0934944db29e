//! `rushes wait`: come back when jobs have ended.

use std::time::{Duration, Instant};

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::api::ClientError;
use crate::api::blocking::BlockingClient;
use crate::api::types::{JobState, JobView};

/// How often the queue is looked at.
const LOOK: Duration = Duration::from_millis(250);
/// The engine may be restarted while we wait; for so many looks in a row it may be away.
const AWAY: u32 = 40;

/// Wait until jobs have ended
///
/// Without numbers: until nothing waits or runs any more. Ends with 0 when all of them are done, with 1 when one failed or
/// was cancelled, and with 75 when the time is over first.
#[derive(Debug, Args)]
pub struct Wait {
    /// Numbers of jobs
    #[arg(value_name = "JOB")]
    jobs: Vec<i64>,

    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u32>,

    /// Say nothing; the exit code tells
    #[arg(short, long)]
    quiet: bool,
}

impl Wait {
    pub fn run(self, output: &mut Output) -> Exit {
        self.wait(output).unwrap_or_else(|exit| exit)
    }

    fn wait(self, output: &mut Output) -> Result<Exit, Exit> {
        let since = Instant::now();
        let mut client = reach::engine(output)?;
        let mut pending: Option<Vec<i64>> = (!self.jobs.is_empty()).then(|| self.jobs.clone());
        let mut exit = Exit::Done;
        loop {
            let jobs = look(&mut client, output)?;
            // Without numbers, what waits or runs at the first look is what is waited for.
            let wanted =
                pending.get_or_insert_with(|| jobs.iter().filter(|job| is_busy(job)).map(|job| job.id).collect());
            wanted.retain(|id| match jobs.iter().find(|job| job.id == *id) {
                Some(job) if !job.state.ended() => true,
                Some(job) => {
                    exit = exit.worst(self.say_end(job, output));
                    false
                }
                None => {
                    output.complain(&format!("rushes: there is no job {id}; `rushes jobs` lists them"));
                    exit = exit.worst(Exit::Failed);
                    false
                }
            });
            if wanted.is_empty() {
                return Ok(exit);
            }
            if self.timeout.is_some_and(|seconds| since.elapsed() >= Duration::from_secs(u64::from(seconds))) {
                let left: Vec<String> = wanted.iter().map(ToString::to_string).collect();
                output.complain(&format!("rushes: still not ended: {}", left.join(", ")));
                return Ok(exit.worst(Exit::TryAgain));
            }
            std::thread::sleep(LOOK);
        }
    }

    fn say_end(&self, job: &JobView, output: &mut Output) -> Exit {
        if !self.quiet {
            let more = match (&job.note, job.state) {
                (_, JobState::Done) => format!(": {}", job.output.display()),
                (Some(note), _) => format!(": {note}"),
                (None, _) => String::new(),
            };
            output.line(&format!("job {} {}{more}", job.id, job.state.word()));
        }
        if job.state == JobState::Done { Exit::Done } else { Exit::Failed }
    }
}

fn is_busy(job: &JobView) -> bool {
    matches!(job.state, JobState::Waiting | JobState::Running)
}

fn look(client: &mut BlockingClient, output: &mut Output) -> Result<Vec<JobView>, Exit> {
    let mut tries = 0;
    loop {
        match client.jobs() {
            Ok(jobs) => return Ok(jobs),
            Err(ClientError::Absent | ClientError::Broken(_)) if tries < AWAY => {
                tries += 1;
                std::thread::sleep(LOOK);
                if tries == AWAY / 2 {
                    *client = reach::engine(output)?;
                }
            }
            Err(error) => return Err(reach::refused(output, &error)),
        }
    }
}
