//! `rushes render`: an export here and now, in the foreground.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use crossbeam::channel::{self, RecvTimeoutError};
use serde::Serialize;

use super::choice::Choice;
use super::exit::Exit;
use super::frozen::{self, Refused};
use super::output::Output;
use super::progress::{Progressive, Style};
use super::reach;
use crate::base::clock::{Clock, SystemClock};
use crate::export::event::Event;
use crate::export::journal::Journal;
use crate::export::limits::MOST_LANES;
use crate::export::{self, ExportWork, Limits, StopFlag};
use crate::worker::awake::{self, Awake};
use crate::worker::signals::{self, Hangup};

/// Export a project here and now
///
/// Without the engine: the export ends with this command. Ctrl-C stops it and leaves no half file; what was finished is
/// kept, and the next export of the same project starts there.
#[derive(Debug, Args)]
pub struct Render {
    #[command(flatten)]
    choice: Choice,

    /// Decode all of the finished file and compare it with what was rendered, before it gets its name
    #[arg(long)]
    verify: bool,

    /// Print an event per line as JSON
    #[arg(long)]
    json: bool,

    /// Append what happens to a file, an event per line as JSON
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// Chunks that are made at the same time, at most; memory may allow fewer [default: one for every four cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_LANES))]
    lanes: Option<u64>,

    /// What to do when the terminal goes away
    #[arg(long, value_name = "WHAT", default_value = "finish")]
    hangup: OnHangup,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum OnHangup {
    /// Go on until the work is done
    Finish,
    /// Stop, as Ctrl-C does
    Stop,
}

/// So long an export may take to see that it is to stop. What hangs in a codec or a driver then is left as it lies, which is
/// safe at any moment: what is half-made is cleared away by the next one.
const GRACE: Duration = Duration::from_millis(350);
const NAP: Duration = Duration::from_millis(50);

impl Render {
    pub fn run(self, output: &mut Output) -> Exit {
        self.all(output).unwrap_or_else(|exit| exit)
    }

    fn all(self, output: &mut Output) -> Result<Exit, Exit> {
        let places = reach::places(output)?;
        let mut works = frozen::works(&self.choice).map_err(|refused| refused.say(output, self.json))?;
        for work in &mut works {
            work.full_verify = self.verify;
        }
        let mut limits = Limits::of_a_process().map_err(|failure| Refused::from(failure).say(output, self.json))?;
        if let Some(lanes) = self.lanes {
            limits.lanes = usize::try_from(lanes).unwrap_or(1);
        }
        let log = self.log.as_deref().map(Journal::open).transpose();
        let log = log.map_err(|failure| Refused::from(failure).say(output, self.json))?;
        let wanted = awake::wanted().map_err(|failure| Refused::from(failure).say(output, self.json))?;
        let stop = StopFlag::default();
        let hangup = if matches!(self.hangup, OnHangup::Finish) { Hangup::Passes } else { Hangup::Stops };
        signals::raise_unless(&stop, hangup);
        let _awake = wanted.then(|| Awake::keep("exporting a film"));
        let style = Style::choose(self.json, Output::is_terminal());
        let mut exit = Exit::Done;
        for work in &works {
            exit = exit.worst(show(work, (&places, &limits), (&stop, log.as_ref()), style, output));
            if stop.is_raised() {
                break;
            }
        }
        Ok(exit)
    }
}

/// Runs one export on a thread of its own and shows its events as they come.
fn show(
    work: &ExportWork,
    (places, limits): (&crate::config::Places, &Limits),
    (stop, log): (&StopFlag, Option<&Journal>),
    style: Style,
    output: &mut Output,
) -> Exit {
    let (sender, events) = channel::bounded::<Event>(256);
    let clock = SystemClock;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let listener = |event| {
                let event = match log {
                    Some(log) => note(log, work, event),
                    None => event,
                };
                // The end of the channel outlives this thread.
                let _ = sender.send(event);
            };
            let outcome = export::run(work, places, limits, stop, &listener);
            if let Some(log) = log {
                note(log, work, outcome.end());
                log.settle(limits.disk_wait, || !stop.is_raised());
            }
            let _ = sender.send(outcome.end());
        });
        let mut shown = Progressive::new(style, output, &clock);
        let mut exit = Exit::Failed;
        let mut asked = None;
        loop {
            match events.recv_timeout(NAP) {
                Ok(event) => {
                    shown.show(&event);
                    exit = super::progress::exit_of(&event).unwrap_or(exit);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return exit,
            }
            if stop.is_raised() && asked.get_or_insert_with(Instant::now).elapsed() >= GRACE {
                shown.show(&Event::Cancelled);
                drop(shown);
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        }
    })
}

/// A line of the log: which export, and when.
#[derive(Serialize)]
struct Line<'a> {
    /// Milliseconds since 1970.
    time: i64,
    export: &'a str,
    #[serde(flatten)]
    event: &'a Event,
}

/// Writes an event down, and gives it as it is told on.
fn note(log: &Journal, work: &ExportWork, event: Event) -> Event {
    let event = log.told_with(event);
    log.append(&event, |event| serde_json::to_vec(&Line { time: SystemClock.unix_ms(), export: &work.export, event }));
    event
}
