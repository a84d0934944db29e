//! What the end of a worker means for its job.

use super::process::Death;
use super::signals;
use crate::base::{Failure, Reason, printable};
use crate::export::event::Event as Said;
use crate::queue::Event;
use crate::worker::order::Exit;

/// The facts about an attempt that is over.
#[derive(Debug)]
pub struct Facts {
    pub exit: Option<Exit>,
    pub death: Death,
    /// The engine killed it because it reported nothing for so many seconds.
    pub stalled: Option<u64>,
    /// Chunks that its reports told of.
    pub chunks_reported: u64,
    pub last_words: Option<String>,
}

/// What is to happen to the job, and how the history puts it.
#[derive(Debug, PartialEq)]
pub struct Ending {
    pub event: Event,
    pub how: String,
    pub chunks: u64,
    /// What the worker could not write into its log any more.
    pub epitaph: Option<String>,
}

pub fn judge(facts: Facts) -> Ending {
    let told = facts.exit.as_ref().map_or(0, |exit| exit.chunks_encoded);
    let chunks = facts.chunks_reported.max(told);
    let fruitful = chunks > 0;
    let said = facts.exit.map(|exit| exit.end);
    match said {
        Some(Said::Completed(completed)) => {
            if std::fs::metadata(&completed.output).is_ok_and(|meta| meta.is_dir() || meta.len() > 0) {
                return Ending { event: Event::Completed, how: "completed".to_owned(), chunks, epitaph: None };
            }
            let path = printable::path(&completed.output);
            let failure = Failure::new(
                Reason::VerifyFailed,
                format!("{path}: the worker reported success, but the file is not there"),
            );
            failed(failure, true, chunks)
        }
        Some(Said::Failed { reason, message, recoverable }) => {
            failed(Failure::new(reason, printable::text(&message)), recoverable, chunks)
        }
        Some(Said::Cancelled) => {
            Ending { event: Event::Stopped { fruitful }, how: "cancelled".to_owned(), chunks, epitaph: None }
        }
        Some(Said::Progress(_) | Said::Log(_)) | None => {
            if let Some(seconds) = facts.stalled {
                let message = format!("the worker gave no sign of life for {seconds} s and was ended");
                let mut ending = failed(Failure::new(Reason::Stalled, message.clone()), true, chunks);
                ending.epitaph = Some(message);
                return ending;
            }
            let message = lost(facts.death, facts.last_words.as_deref());
            let failure = Failure::new(Reason::Crashed, message.clone());
            let event = Event::Lost { failure, fruitful };
            Ending { event, how: message.clone(), chunks, epitaph: Some(message) }
        }
    }
}

fn failed(failure: Failure, recoverable: bool, chunks: u64) -> Ending {
    let how = format!("{}: {}", failure.reason, failure.message);
    Ending { event: Event::Failed { failure, recoverable, fruitful: chunks > 0 }, how, chunks, epitaph: None }
}

fn lost(death: Death, last_words: Option<&str>) -> String {
    let how = match death {
        Death::Signal(signal) => format!("the worker was ended by {}", signals::told(signal)),
        Death::Exit(code) => format!("the worker ended with code {code} and no result"),
        Death::Unknown => "the worker vanished without a result".to_owned(),
    };
    match last_words {
        Some(words) => format!("{how}; its last words: {words}"),
        None => how,
    }
}
