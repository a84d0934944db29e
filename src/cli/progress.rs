//! A running export in the foreground: a bar for a person, plain lines for a log, JSON lines for a program.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Output;
use crate::base::clock::Clock;
use crate::base::{bytes, printable};
use crate::export::event::{Completed, Event, Level, LogLine, Phase, Progress};

/// Between two plain lines lie at least this many milliseconds and this much progress …
const LINE_EVERY_MS: i64 = 1_000;
const LINE_EVERY_PERCENT: f64 = 5.0;
/// … unless the export is so slow that a reader would think it dead.
const SIGN_OF_LIFE_MS: i64 = 30_000;

/// How an export is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Bar,
    Lines,
    Json,
}

impl Style {
    /// JSON where it was asked for, a bar where a person looks on, lines otherwise.
    pub fn choose(json: bool, terminal: bool) -> Self {
        match (json, terminal) {
            (true, _) => Self::Json,
            (false, true) => Self::Bar,
            (false, false) => Self::Lines,
        }
    }
}

/// Shows the events of one export, one after another.
pub struct Progressive<'a> {
    style: Style,
    output: &'a mut Output,
    clock: &'a dyn Clock,
    bar: Option<ProgressBar>,
    last: Option<(i64, f64, Phase)>,
}

impl<'a> Progressive<'a> {
    pub fn new(style: Style, output: &'a mut Output, clock: &'a dyn Clock) -> Self {
        let bar = (style == Style::Bar).then(bar);
        Self { style, output, clock, bar, last: None }
    }

    pub fn show(&mut self, event: &Event) {
        if self.style == Style::Json {
            self.output.json(event);
            return;
        }
        match event {
            Event::Progress(progress) => self.progress(progress),
            Event::Log(line) => self.log(line),
            Event::Completed(completed) => {
                self.end_bar();
                self.output.line(&completed_line(completed));
            }
            Event::Failed { message, recoverable, .. } => {
                self.end_bar();
                self.output.complain(&format!("rushes: {message}"));
                if *recoverable {
                    self.output.complain("Trying again can help; finished chunks are kept.");
                }
            }
            Event::Cancelled => {
                self.end_bar();
                self.output.complain("Cancelled. Finished chunks are kept, so the next export of this starts there.");
            }
        }
    }

    fn progress(&mut self, progress: &Progress) {
        if let Some(bar) = &self.bar {
            bar.set_position((progress.percent * 10.0) as u64);
            bar.set_prefix(phase_word(progress.phase));
            bar.set_message(details(progress));
            return;
        }
        let now = self.clock.steady_ms();
        let due = self.last.is_none_or(|(at, percent, phase)| {
            let waited = now - at;
            phase != progress.phase
                || waited >= SIGN_OF_LIFE_MS
                || (waited >= LINE_EVERY_MS && progress.percent - percent >= LINE_EVERY_PERCENT)
        });
        if due {
            self.last = Some((now, progress.percent, progress.phase));
            let line = format!("{:>3.0} %  {:<8}  {}", progress.percent, phase_word(progress.phase), details(progress));
            self.output.line(&line);
        }
    }

    fn log(&mut self, line: &LogLine) {
        let word = match line.level {
            Level::Warning => "warning",
            Level::Error => "error",
            // The rest is in the receipt and, for queued jobs, in the log.
            Level::Info | Level::Success | Level::Perf => return,
        };
        let text = format!("{word}: {}", line.text);
        match &self.bar {
            Some(bar) => bar.println(printable::text(&text)),
            None => self.output.complain(&text),
        }
    }

    fn end_bar(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progressive<'_> {
    fn drop(&mut self) {
        self.end_bar();
    }
}

fn bar() -> ProgressBar {
    // Thousandths, so that a long film moves. Eight draws a second are enough over a slow link.
    let bar = ProgressBar::with_draw_target(Some(1000), ProgressDrawTarget::stdout_with_hz(8));
    let template = "{prefix:8} [{bar:24}] {percent:>3} %  {wide_msg}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(phase_word(Phase::Prepare));
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

const fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "prepare",
        Phase::Render => "render",
        Phase::Encode => "encode",
        Phase::Finalize => "finalize",
    }
}

fn details(progress: &Progress) -> String {
    let mut parts = Vec::new();
    if let Some(why) = &progress.waiting {
        // All else stands still.
        return format!("waiting: {}", printable::text(why));
    }
    if progress.frames > 0 {
        parts.push(format!("{}/{} frames", progress.frame, progress.frames));
    }
    if progress.chunks_found > 0 {
        parts.push(format!("{} of {} chunks found", progress.chunks_found, progress.chunks));
    }
    if progress.fps > 0.0 {
        parts.push(format!("{:.1} fps", progress.fps));
    }
    if progress.memory > 0 {
        parts.push(bytes::short(progress.memory));
    }
    if let Some(slowest) = progress.bottleneck {
        parts.push(format!("mostly {}", slowest.words()));
    }
    if let Some(eta) = progress.eta {
        parts.push(format!("{} to go", minutes(eta)));
    }
    parts.join(", ")
}

fn completed_line(completed: &Completed) -> String {
    format!("{}\n{} frames, {} s, checked", completed.output.display(), completed.frames, completed.duration)
}

/// `05:02`, or `1:05:02`.
fn minutes(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// How the verb ends after this event; none while the export still runs.
pub fn exit_of(event: &Event) -> Option<super::Exit> {
    match event {
        Event::Progress(_) | Event::Log(_) => None,
        Event::Completed(_) => Some(super::Exit::Done),
        Event::Failed { recoverable: true, .. } => Some(super::Exit::TryAgain),
        Event::Failed { .. } => Some(super::Exit::Failed),
        Event::Cancelled => Some(super::Exit::Interrupted),
    }
}
