//! `rushes verify`: whether a file is what was rendered.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::exit::Exit;
use super::output::Output;
use crate::base::printable;
use crate::export::receipt::CheckLine;
use crate::export::verify::{Attend, Expected, Fault, FaultKind, Verdict, verify};
use crate::export::{StopFlag, Stopped};
use crate::worker::signals;

/// Say whether finished files are what was rendered
///
/// Decodes all of each file and holds it against the receipt beside it (FILE.receipt.json): bytes, tags, times, every picture
/// and the sound. Names what is wrong and where. Ends with 0 where all is as it was rendered, else with 1. Needs no project,
/// no cache and no engine: a file and its receipt can be taken to any other box.
#[derive(Debug, Args)]
pub struct Verify {
    /// Finished files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Judge what is seen and heard, not the bytes: for a copy that was written anew, with other tags of its own or in another
    /// container
    #[arg(long)]
    content: bool,

    /// Print one JSON document per file
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    #[serde(serialize_with = "crate::base::lossy_path::serialize")]
    file: &'a Path,
    checks: &'a [CheckLine],
    faults: &'a [Fault],
}

impl Verify {
    pub fn run(self, output: &mut Output) -> Exit {
        let stop = StopFlag::default();
        signals::raise_on_signal(&stop);
        let mut exit = Exit::Done;
        for file in &self.files {
            exit = exit.worst(self.one(file, &stop, output));
            if stop.is_raised() {
                return Exit::Interrupted;
            }
        }
        exit
    }

    fn one(&self, file: &Path, stop: &StopFlag, output: &mut Output) -> Exit {
        let mut expected = Expected::beside(file);
        if let Some(expected) = &mut expected
            && self.content
        {
            expected.blake3 = None;
        }
        let bar = (!self.json && Output::is_terminal()).then(bar);
        let watcher = Watcher { stop, bar };
        let verdict = verify(file, expected.as_ref(), &watcher);
        if let Some(bar) = &watcher.bar {
            bar.finish_and_clear();
        }
        let verdict = match verdict {
            Ok(verdict) => verdict,
            Err(Stopped::Cancelled) => return Exit::Interrupted,
            Err(Stopped::Failed(failure)) => {
                // What can't be opened is not what was rendered.
                let mut verdict = Verdict::default();
                verdict.fault(FaultKind::Unreadable, failure.message);
                verdict
            }
        };
        self.say(file, &verdict, output);
        if verdict.ok() { Exit::Done } else { Exit::Failed }
    }

    fn say(&self, file: &Path, verdict: &Verdict, output: &mut Output) {
        let Verdict { checks, faults } = verdict;
        if self.json {
            return output.json(&Document { ok: verdict.ok(), file, checks, faults });
        }
        let name = printable::path(file);
        if verdict.ok() {
            let count = match checks.len() {
                1 => "1 thing".to_owned(),
                count => format!("{count} things"),
            };
            return output.line(&format!("{name}: it is what was rendered; {count} checked"));
        }
        let count = match faults.len() {
            1 => "1 fault".to_owned(),
            count => format!("{count} faults"),
        };
        if faults.iter().all(|fault| fault.kind == FaultKind::NoReceipt) {
            output.line(&format!("{name}: it decodes, but whether it is what was rendered is not known"));
        } else {
            output.line(&format!("{name}: {count}"));
        }
        for fault in faults {
            output.line(&format!("  {}", fault.message));
        }
    }
}

/// Shows how far it is.
struct Watcher<'a> {
    stop: &'a StopFlag,
    bar: Option<ProgressBar>,
}

impl Attend for Watcher<'_> {
    fn frames(&self, done: u64, all: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            bar.set_position(done);
        }
    }

    fn beat(&self) {}

    fn go_on(&self) -> Result<(), Stopped> {
        self.stop.check()
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stdout_with_hz(8));
    if let Ok(style) = ProgressStyle::with_template("verify   [{bar:24}] {percent:>3} %  {pos}/{len} frames, {per_sec}")
    {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}
