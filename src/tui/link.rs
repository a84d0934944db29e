//! The seam between the screen and the engine: events come in, requests go out, both over bounded channels, so that
//! neither side can hold up the other.

use std::collections::VecDeque;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Sender};

use crate::api::types::{AddRequest, ErrorBody, JobView, LogPage, StreamMessage};

/// How many events may wait for the screen; whoever sends more waits, which is how a slow screen slows its own stream.
const EVENTS: usize = 256;
/// How many requests are on their way to the engine.
const REQUESTS: usize = 64;
/// How many requests may wait until there is room on the way; more are refused with a word to the user. A whole queue can
/// be marked, and one key then asks for each of its jobs.
const BACKLOG: usize = 20_000;

/// What comes from the engine.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most of them are messages, and none is kept")]
pub enum LinkEvent {
    Connected,
    /// The stream ended; `why` is one sentence. Whoever sends this tries again by itself.
    Lost {
        why: String,
    },
    Message(StreamMessage),
    Answer(Answer),
}

/// What a user asks of the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    Add(AddRequest),
    Cancel(i64),
    Retry(i64),
    Remove(i64),
    LogPage { job: i64, from: u64 },
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub request: Request,
    pub reply: Result<Reply, ErrorBody>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The jobs that an add made.
    Added(Vec<JobView>),
    Log(LogPage),
    /// The stream tells the rest.
    Done,
}

/// The screen's end.
#[derive(Debug)]
pub struct Link {
    pub events: mpsc::Receiver<LinkEvent>,
    pub requests: mpsc::Sender<Request>,
}

/// The engine's end: feed `events`, work off `requests`; when `requests` closes, the screen is gone.
#[derive(Debug)]
pub struct EngineEnd {
    pub events: mpsc::Sender<LinkEvent>,
    pub requests: mpsc::Receiver<Request>,
}

/// Requests that wait for room, in the order in which they were asked.
#[derive(Debug, Default)]
pub struct Backlog {
    waiting: VecDeque<Request>,
}

impl Backlog {
    /// False where too many wait already.
    pub fn add(&mut self, request: Request) -> bool {
        let room = self.waiting.len() < BACKLOG;
        if room {
            self.waiting.push_back(request);
        }
        room
    }

    /// Hands over as many as there is room for; false where nobody takes them any more, which ends their waiting.
    pub fn hand_over(&mut self, requests: &Sender<Request>) -> bool {
        while let Some(request) = self.waiting.pop_front() {
            match requests.try_send(request) {
                Ok(()) => {}
                Err(TrySendError::Full(request)) => {
                    self.waiting.push_front(request);
                    break;
                }
                Err(TrySendError::Closed(_)) => {
                    self.waiting.clear();
                    return false;
                }
            }
        }
        true
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

/// The two ends of a new link.
pub fn pair() -> (Link, EngineEnd) {
    let (event_sender, events) = mpsc::channel(EVENTS);
    let (requests, request_receiver) = mpsc::channel(REQUESTS);
    (Link { events, requests }, EngineEnd { events: event_sender, requests: request_receiver })
}
