//! The engine's end of the stream: a snapshot, then every change, numbered without gaps for each client.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::types::{Change, FolderView, StreamMessage};
use crate::engine::{EngineHandle, FolderWatch, Subscription};

/// Clients have little to say.
const LARGEST: usize = 256 << 10;
/// A client that takes nothing for so long is let go.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a client is asked whether it is there; one that does not answer before the next question is let go.
const PING: Duration = Duration::from_secs(15);
/// A folder on a disk that hangs must not keep the jobs from being shown.
const FIRST_LOOK: Duration = Duration::from_secs(2);

pub(super) fn open(upgrade: WebSocketUpgrade, engine: EngineHandle, folder: Option<FolderWatch>) -> Response {
    upgrade.max_message_size(LARGEST).max_frame_size(LARGEST).on_upgrade(move |socket| async move {
        Talk { socket, engine, folder, seen: None, seq: 0 }.run().await;
    })
}

/// One client's connection.
struct Talk {
    socket: WebSocket,
    engine: EngineHandle,
    folder: Option<FolderWatch>,
    /// The folder as last seen, for the next snapshot.
    seen: Option<FolderView>,
    seq: u64,
}

/// The client is gone, or as good as.
struct Gone;

impl Talk {
    async fn run(mut self) {
        let _ = self.go_on().await;
    }

    async fn go_on(&mut self) -> Result<(), Gone> {
        if let Some(watch) = &mut self.folder {
            self.seen = timeout(FIRST_LOOK, watch.next()).await.unwrap_or(None);
        }
        let mut subscription = self.snapshot().await?;
        let stopping = self.engine.clone();
        let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + PING, PING);
        let mut answered = true;
        loop {
            tokio::select! {
                change = subscription.changes.recv() => match change {
                    Ok(change) => drop(self.send(change).await?),
                    // Too slow for its queue: what it missed is in the new snapshot.
                    Err(RecvError::Lagged(_)) => subscription = self.snapshot().await?,
                    Err(RecvError::Closed) => return Ok(()),
                },
                view = next(&mut self.folder) => match view {
                    Some(folder) => {
                        self.seen = Some(folder.clone());
                        self.send(Change::Folder { folder }).await?;
                    }
                    None => self.folder = None,
                },
                frame = self.socket.recv() => match frame {
                    None | Some(Err(_) | Ok(Message::Close(_))) => return Err(Gone),
                    Some(Ok(_)) => answered = true,
                },
                // A client tells this end from a crash.
                () = stopping.stopping() => return self.put(Message::Close(None)).await,
                _ = pings.tick() => {
                    if !answered {
                        return Err(Gone);
                    }
                    answered = false;
                    self.put(Message::Ping(Bytes::new())).await?;
                }
            }
        }
    }

    async fn snapshot(&mut self) -> Result<Subscription, Gone> {
        let mut subscription = self.engine.subscribe();
        let jobs = std::mem::take(&mut subscription.jobs);
        let (engine, vitals) = (subscription.engine.clone(), subscription.vitals.clone());
        let snapshot = Change::Snapshot { engine, vitals, jobs, folder: self.seen.clone() };
        if let Some(Change::Snapshot { engine, vitals, jobs, folder: Some(_) }) = self.send(snapshot).await? {
            // The jobs must be seen, whatever is in the folder.
            self.send(Change::Snapshot { engine, vitals, jobs, folder: None }).await?;
        }
        Ok(subscription)
    }

    /// Gives back what can't be told.
    async fn send(&mut self, change: Change) -> Result<Option<Change>, Gone> {
        let message = StreamMessage { seq: self.seq, change };
        match serde_json::to_string(&message) {
            Ok(text) => {
                self.seq += 1;
                self.put(Message::Text(text.into())).await?;
                Ok(None)
            }
            // Only a path that is no UTF-8 can't be put into JSON.
            Err(error) => {
                tracing::warn!("a change can't be told: {error}");
                Ok(Some(message.change))
            }
        }
    }

    async fn put(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(PATIENCE, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Gone),
        }
    }
}

async fn next(folder: &mut Option<FolderWatch>) -> Option<FolderView> {
    match folder {
        Some(watch) => watch.next().await,
        None => std::future::pending().await,
    }
}
