//! A foreground export's lines: how many, what they say, how it ends.

use std::io::Write;
use std::sync::{Arc, Mutex};

use rushes::base::Reason;
use rushes::base::clock::ManualClock;
use rushes::cli::Exit;
use rushes::cli::output::Output;
use rushes::cli::progress::{Progressive, Style, exit_of};
use rushes::export::event::{Completed, Event, Level, LogLine, Phase, Progress};

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn output() -> (Output, Page, Page) {
    let (answers, complaints) = (Page::default(), Page::default());
    (Output::to(Box::new(answers.clone()), Box::new(complaints.clone())), answers, complaints)
}

fn progress(phase: Phase, frame: u64) -> Event {
    let percent = frame as f64 / 10.0;
    Event::Progress(Progress { phase, percent, frame, frames: 1000, fps: 25.0, eta: Some(75.0), ..Progress::default() })
}

fn completed() -> Event {
    Event::Completed(Completed {
        output: "/films/a.mp4".into(),
        frames: 1000,
        duration: 40.0,
        receipt: "/films/a.mp4.receipt.json".into(),
    })
}

#[test]
fn a_log_gets_few_lines_of_a_fast_export() {
    let (mut output, answers, _) = output();
    let clock = ManualClock::at(0);
    let mut shown = Progressive::new(Style::Lines, &mut output, &clock);
    shown.show(&progress(Phase::Prepare, 0));
    for frame in 0..=1000 {
        clock.advance(100);
        shown.show(&progress(Phase::Render, frame));
    }
    shown.show(&completed());
    drop(shown);
    let text = answers.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "  0 %  prepare   0/1000 frames, 25.0 fps, 01:15 to go");
    assert_eq!(lines[1], "  0 %  render    0/1000 frames, 25.0 fps, 01:15 to go");
    assert_eq!(lines.len(), 2 + 20 + 2, "{text}");
    assert_eq!(lines[lines.len() - 2..], ["/films/a.mp4", "1000 frames, 40 s, checked"]);
}

#[test]
fn never_more_than_a_line_a_second_and_a_sign_of_life_when_slow() {
    let (mut output, answers, _) = output();
    let clock = ManualClock::at(0);
    let mut shown = Progressive::new(Style::Lines, &mut output, &clock);
    for frame in 0..=1000 {
        clock.advance(5);
        shown.show(&progress(Phase::Render, frame));
    }
    assert_eq!(answers.text().lines().count(), 1 + 5);
    for _ in 0..70 {
        clock.advance(1000);
        shown.show(&progress(Phase::Render, 1000));
    }
    assert_eq!(answers.text().lines().count(), 1 + 5 + 2);
}

#[test]
fn a_program_gets_every_event_as_a_line() {
    let (mut output, answers, complaints) = output();
    let clock = ManualClock::at(0);
    let mut shown = Progressive::new(Style::Json, &mut output, &clock);
    let failed = Event::Failed { reason: Reason::DiskFull, message: "full\u{1b}[2J".into(), recoverable: true };
    let events = [progress(Phase::Render, 1), progress(Phase::Render, 2), completed(), Event::Cancelled, failed];
    events.iter().for_each(|event| shown.show(event));
    drop(shown);
    let text = answers.text();
    let read: Vec<Event> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, events);
    assert!(
        text.starts_with(r#"{"event":"progress","phase":"render","percent":0.1,"frame":1,"frames":1000"#),
        "{text}"
    );
    assert!(complaints.text().is_empty() && !text.contains('\u{1b}'));
}

#[test]
fn warnings_and_failures_are_complaints_without_control_characters() {
    let (mut output, answers, complaints) = output();
    let clock = ManualClock::at(0);
    let mut shown = Progressive::new(Style::Lines, &mut output, &clock);
    for (level, text) in [(Level::Info, "chunk 1 done"), (Level::Warning, "slow\u{1b}[2J disk")] {
        shown.show(&Event::Log(LogLine { at: 0, level, text: text.into() }));
    }
    shown.show(&Event::Failed { reason: Reason::Stalled, message: "it stalled".into(), recoverable: true });
    drop(shown);
    assert_eq!(answers.text(), "");
    let wanted = "warning: slow\\u{1b}[2J disk\nrushes: it stalled\nTrying again can help; finished chunks are kept.\n";
    assert_eq!(complaints.text(), wanted);
}

#[test]
fn the_end_decides_the_exit_code() {
    let failed = |reason: Reason| Event::Failed { reason, message: String::new(), recoverable: reason.recoverable() };
    assert_eq!(exit_of(&progress(Phase::Render, 1)), None);
    assert_eq!(exit_of(&completed()), Some(Exit::Done));
    assert_eq!(exit_of(&failed(Reason::InvalidProject)), Some(Exit::Failed));
    assert_eq!(exit_of(&failed(Reason::DiskFull)), Some(Exit::TryAgain));
    assert_eq!(exit_of(&Event::Cancelled), Some(Exit::Interrupted));
}

#[test]
fn who_looks_on_decides_the_style() {
    assert_eq!(Style::choose(true, true), Style::Json);
    assert_eq!(Style::choose(false, true), Style::Bar);
    assert_eq!(Style::choose(false, false), Style::Lines);
}
