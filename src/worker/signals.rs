//! Turns the signals that ask a process to end into a raised flag.

use crate::export::StopFlag;

/// What a shell shows of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// What the end of its terminal means to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hangup {
    /// The same as being asked to end.
    Stops,
    /// Nothing: the work is finished, seen or not.
    Passes,
}

/// From now on the first SIGTERM, SIGINT or SIGHUP raises `stop`, and a second one ends the process at once.
pub fn raise_on_signal(stop: &StopFlag) {
    raise_unless(stop, Hangup::Stops);
}

/// As [`raise_on_signal`], with the end of the terminal as is said.
pub fn raise_unless(stop: &StopFlag, on_hangup: Hangup) {
    let stop = stop.clone();
    // A thread of its own: the work itself knows no async. Where it can't be had, the signals end the process as they
    // always did, which loses nothing but the last chunk.
    let _ = std::thread::Builder::new().name("signals".into()).spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            use tokio::signal::unix::{SignalKind, signal};
            let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) =
                (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
            else {
                return;
            };
            loop {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                    _ = hangup.recv() => {
                        if on_hangup == Hangup::Passes {
                            continue;
                        }
                    }
                }
                if stop.is_raised() {
                    // Whoever asks twice waits for something that hangs; what lies half-made is cleared away by the next.
                    std::process::exit(INTERRUPTED);
                }
                stop.raise();
            }
        });
    });
}
