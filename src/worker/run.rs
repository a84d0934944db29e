//! Runs one order from its folder and writes down how it went.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::base::process::ProcessIdentity;
use crate::base::{Failure, Reason, atomic_file, printable};
use crate::config::Places;
use crate::export::event::Event;
use crate::export::journal::Journal;
use crate::export::{self, Limits, StopFlag};

use super::awake::Awake;
use super::order::{EXIT_FILE, Exit, IDENTITY_FILE, Identity, ORDER_FILE, Order, REPORT_FILE, Report, Work};

/// Between two tries to write the exit on a full disk.
const AGAIN: Duration = Duration::from_millis(500);

/// Does what `folder/order.json` says. The result stands in `folder/exit.json`; the return value is the process's exit
/// code.
pub fn run(folder: &Path, places: &Places) -> Result<u8, Failure> {
    // A session of its own: no terminal's hang-up and no engine's end reaches this process.
    let _ = rustix::process::setsid();
    let order = read_order(&folder.join(ORDER_FILE))?;
    say_who(folder, &order)?;
    let report = Journal::open(&folder.join(REPORT_FILE))?;
    let append = |event: Event| {
        let event = report.told_with(event);
        report.append(&event, |event| report_line(&order, event));
    };
    let stop = StopFlag::default();
    super::signals::raise_on_signal(&stop);
    let Work::Export(work) = &order.work;
    let limits = match Limits::of_a_process() {
        Ok(limits) => limits,
        Err(Failure { reason, message }) => {
            let end = Event::Failed { reason, message, recoverable: reason.recoverable() };
            append(end.clone());
            write_exit(folder, &order, end, 0)?;
            return Ok(1);
        }
    };
    let made = AtomicU64::new(0);
    let listener = |event: Event| {
        if let Event::Progress(progress) = &event {
            made.store(progress.chunks_done.saturating_sub(progress.chunks_found), Ordering::Relaxed);
        }
        append(event.clone());
        if let Event::Failed { .. } = event {
            // Told from within: the work hangs, and this process is about to end without coming back here.
            let _ = write_exit(folder, &order, event, made.load(Ordering::Relaxed));
        }
    };
    let awake = Awake::keep("exporting a film");
    let outcome = export::run(work, places, &limits, &stop, &listener);
    drop(awake);
    append(outcome.end());
    // What was done must not be lost to a full disk: without its exit the attempt counts as one that died.
    report.settle(limits.disk_wait, || !stop.is_raised());
    let since = Instant::now();
    loop {
        match write_exit(folder, &order, outcome.end(), outcome.chunks_encoded) {
            Err(failure)
                if failure.reason == Reason::DiskFull && since.elapsed() < limits.disk_wait && !stop.is_raised() =>
            {
                std::thread::sleep(AGAIN);
            }
            written => break written?,
        }
    }
    Ok(outcome.exit_code())
}

fn write_exit(folder: &Path, order: &Order, end: Event, chunks_encoded: u64) -> Result<(), Failure> {
    let exit = Exit { nonce: order.nonce.clone(), job: order.job, attempt: order.attempt, end, chunks_encoded };
    write_json(&folder.join(EXIT_FILE), &exit)
}

fn read_order(path: &Path) -> Result<Order, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io("reading the order", path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::new(Reason::InvalidProject, format!("{}: not an order: {error}", printable::path(path)))
    })
}

fn say_who(folder: &Path, order: &Order) -> Result<(), Failure> {
    let Some(process) = ProcessIdentity::current() else { return Ok(()) };
    write_json(&folder.join(IDENTITY_FILE), &Identity { nonce: order.nonce.clone(), process })
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), Failure> {
    let bytes = serde_json::to_vec(value).map_err(|error| Failure::new(Reason::Crashed, error.to_string()))?;
    atomic_file::write(path, &bytes).map_err(|error| Failure::io("writing it", path, &error))
}

/// A line of `report.jsonl`.
fn report_line(order: &Order, event: &Event) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Report { job: order.job, attempt: order.attempt, event: event.clone() })
}
