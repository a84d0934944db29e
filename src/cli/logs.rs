//! `rushes logs`: what a job said.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::api::types::{Level, LogLine};

/// How often a log that is followed is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Print a job's log
///
/// The log of its newest attempt, oldest line first.
#[derive(Debug, Args)]
pub struct Logs {
    /// Number of the job
    #[arg(value_name = "JOB")]
    job: i64,

    /// Go on with new lines until the job has ended
    #[arg(short, long)]
    follow: bool,

    /// Print each line as JSON
    #[arg(long)]
    json: bool,
}

impl Logs {
    pub fn run(self, output: &mut Output) -> Exit {
        self.print(output).unwrap_or_else(|exit| exit)
    }

    fn print(self, output: &mut Output) -> Result<Exit, Exit> {
        let client = reach::engine(output)?;
        let mut from = 0;
        let mut file: Option<PathBuf> = None;
        loop {
            // Asked before the page: lines that come after the end would be lost otherwise.
            let ended = client.job(self.job).map_err(|error| reach::refused(output, &error))?.state.ended();
            let mut page = client.log(self.job, from).map_err(|error| reach::refused(output, &error))?;
            if from > 0 && page.file != file {
                // Another attempt has begun, with a log of its own.
                page = client.log(self.job, 0).map_err(|error| reach::refused(output, &error))?;
            }
            file = page.file;
            let more = page.next != from;
            from = page.next;
            for line in &page.lines {
                if self.json { output.json(line) } else { output.line(&told(line)) }
            }
            if !output.is_heard() || !more && (ended || !self.follow) {
                return Ok(Exit::Done);
            }
            if !more {
                std::thread::sleep(LOOK);
            }
        }
    }
}

fn told(line: &LogLine) -> String {
    let level = match line.level {
        Level::Perf => "perf",
        Level::Info => "info",
        Level::Success => "success",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let at = Timestamp::from_millisecond(line.at)
        .map(|at| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default();
    format!("{at} {level:<8} {}", line.text)
}
