//! The seam between the screen and the engine: events come in, requests go out, both over bounded channels, so that
//! neither side can hold up the other.

use tokio::sync::mpsc;

use crate::api::types::{AddRequest, ErrorBody, JobView, LogPage, StreamMessage};

/// How many events may wait for the screen; whoever sends more waits, which is how a slow screen slows its own stream.
const EVENTS: usize = 256;
/// How many requests may wait for the engine; more are refused with a word to the user.
const REQUESTS: usize = 64;

/// What comes from the engine.
#[derive(Debug, Clone, PartialEq)]
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

/// The two ends of a new link.
pub fn pair() -> (Link, EngineEnd) {
    let (event_sender, events) = mpsc::channel(EVENTS);
    let (requests, request_receiver) = mpsc::channel(REQUESTS);
    (Link { events, requests }, EngineEnd { events: event_sender, requests: request_receiver })
}
