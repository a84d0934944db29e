//! `rushes render`: an export here and now, in the foreground.

use clap::Args;
use crossbeam::channel;

use super::choice::Choice;
use super::exit::Exit;
use super::frozen::{self, Refused};
use super::output::Output;
use super::progress::{Progressive, Style};
use super::reach;
use crate::base::clock::SystemClock;
use crate::export::event::Event;
use crate::export::{self, ExportWork, Limits, StopFlag};
use crate::worker::signals;

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
}

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
        let limits = Limits::of_a_process().map_err(|failure| Refused::from(failure).say(output, self.json))?;
        let stop = StopFlag::default();
        signals::raise_on_signal(&stop);
        let style = Style::choose(self.json, Output::is_terminal());
        let mut exit = Exit::Done;
        for work in &works {
            exit = exit.worst(show(work, (&places, &limits), &stop, style, output));
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
    stop: &StopFlag,
    style: Style,
    output: &mut Output,
) -> Exit {
    let (sender, events) = channel::bounded::<Event>(256);
    let clock = SystemClock;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let listener = |event| {
                // The end of the channel outlives this thread.
                let _ = sender.send(event);
            };
            let outcome = export::run(work, places, limits, stop, &listener);
            listener(outcome.end());
        });
        let mut shown = Progressive::new(style, output, &clock);
        let mut exit = Exit::Failed;
        for event in events {
            shown.show(&event);
            if let Some(ended) = super::progress::exit_of(&event) {
                exit = ended;
            }
        }
        exit
    })
}
