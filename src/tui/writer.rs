//! Brings frames to the terminal on a thread of its own, so that a terminal that takes nothing holds up nobody: while one
//! frame is on its way the next ones are not made at all.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use tokio::sync::Notify;

use super::terminal::write_frame;

const IDLE: u8 = 0;
const BUSY: u8 = 1;
const GONE: u8 = 2;

/// The way to the terminal.
pub struct Writer {
    frames: SyncSender<Vec<u8>>,
    state: Arc<AtomicU8>,
    /// Rings when a frame has arrived, or when the terminal is gone.
    pub arrived: Arc<Notify>,
}

impl Writer {
    pub fn start() -> io::Result<Self> {
        let (frames, waiting) = sync_channel::<Vec<u8>>(1);
        let state = Arc::new(AtomicU8::new(IDLE));
        let arrived = Arc::new(Notify::new());
        let (state_there, arrived_there) = (Arc::clone(&state), Arc::clone(&arrived));
        std::thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            for frame in waiting {
                let after = if write_frame(&frame).is_ok() { IDLE } else { GONE };
                state_there.store(after, Ordering::SeqCst);
                arrived_there.notify_one();
            }
        })?;
        Ok(Self { frames, state, arrived })
    }

    /// The last frame is there, and the next one may be sent.
    pub fn idle(&self) -> bool {
        self.state.load(Ordering::SeqCst) == IDLE
    }

    /// The terminal refused a frame.
    pub fn gone(&self) -> bool {
        self.state.load(Ordering::SeqCst) == GONE
    }

    /// Sends a frame where the last one has arrived; false where it must wait.
    pub fn send(&self, frame: Vec<u8>) -> bool {
        if self.state.compare_exchange(IDLE, BUSY, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            return false;
        }
        self.frames.try_send(frame).is_ok()
    }
}

/// The bytes that turn what the terminal shows into what it should show.
pub fn frame(shows: &Buffer, wanted: &Buffer, cursor: Option<Position>, clear: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, BeginSynchronizedUpdate, Hide)?;
    if clear {
        queue!(bytes, Clear(ClearType::All))?;
    }
    CrosstermBackend::new(&mut bytes).draw(shows.diff(wanted).into_iter())?;
    if let Some(at) = cursor {
        queue!(bytes, MoveTo(at.x, at.y), Show)?;
    }
    queue!(bytes, EndSynchronizedUpdate)?;
    Ok(bytes)
}
