//! What can be asked of a running engine. The API wires its routes to this.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::board::{Board, Subscription};
use super::refusal::Refusal;
use super::view::{AddRequest, EngineView, FolderView, JobView, LogPage};
use super::watcher::{FolderWatch, Watchers};
use super::{freeze, logs, watcher};
use crate::base::{Failure, Reason};
use crate::queue::Event;
use crate::queue::store::AttemptRow;
use crate::worker::order::REPORT_FILE;

/// Cheap to clone. Whatever touches the disk happens off the runtime's own threads.
#[derive(Clone)]
pub struct EngineHandle {
    board: Arc<Board>,
    watchers: Watchers,
}

impl EngineHandle {
    pub(super) fn new(board: Arc<Board>) -> Self {
        Self { board, watchers: Watchers::default() }
    }

    pub fn status(&self) -> EngineView {
        self.board.status()
    }

    pub fn jobs(&self) -> Vec<JobView> {
        self.board.views()
    }

    pub fn job(&self, id: i64) -> Result<JobView, Refusal> {
        self.board.view(id)
    }

    pub async fn add(&self, request: AddRequest) -> Result<Vec<JobView>, Refusal> {
        self.away(move |board| board.add(&freeze::freeze(&request)?)).await
    }

    pub async fn cancel(&self, id: i64) -> Result<JobView, Refusal> {
        self.away(move |board| board.apply(id, Event::Cancel, None)).await
    }

    pub async fn retry(&self, id: i64) -> Result<JobView, Refusal> {
        self.away(move |board| board.apply(id, Event::Retry, None)).await
    }

    pub async fn hold(&self, id: i64) -> Result<JobView, Refusal> {
        self.away(move |board| board.apply(id, Event::Hold, None)).await
    }

    pub async fn release(&self, id: i64) -> Result<JobView, Refusal> {
        self.away(move |board| board.apply(id, Event::Release, None)).await
    }

    /// Takes an ended job off the list, with the folders of its attempts.
    pub async fn remove(&self, id: i64) -> Result<(), Refusal> {
        self.away(move |board| {
            let newest = board.places.attempt(id, board.job(id)?.life.attempt);
            board.remove(id)?;
            if let Some(folder) = newest.parent()
                && let Err(error) = std::fs::remove_dir_all(folder)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!("{}: can't be removed: {error}", crate::base::printable::path(folder));
            }
            Ok(())
        })
        .await
    }

    pub async fn attempts(&self, id: i64) -> Result<Vec<AttemptRow>, Refusal> {
        self.away(move |board| board.attempts(id)).await
    }

    pub async fn log(&self, id: i64, from: u64) -> Result<LogPage, Refusal> {
        self.away(move |board| {
            let attempt = board.job(id)?.life.attempt;
            let file = board.places.attempt(id, attempt).join(REPORT_FILE);
            logs::page(&file, from).map_err(|error| Failure::io("read the log", &file, &error).into())
        })
        .await
    }

    /// The folder's projects, looked at now.
    pub async fn folder(&self, path: PathBuf) -> Result<FolderView, Refusal> {
        watcher::allowed(&path)?;
        self.away(move |_| Ok(watcher::look_once(&path))).await
    }

    /// The folder's projects, now and whenever they change.
    pub fn watch(&self, path: &Path) -> Result<FolderWatch, Refusal> {
        watcher::allowed(path)?;
        self.watchers.watch(path)
    }

    pub fn subscribe(&self) -> Subscription {
        self.board.subscribe()
    }

    /// Reports that belonged to no running attempt and were not believed.
    pub fn refused_reports(&self) -> u64 {
        self.board.refused()
    }

    /// Asks the engine to go. Its workers go on.
    pub fn stop(&self) {
        self.board.stop();
    }

    /// Returns once nobody listens to changes.
    pub async fn unwatched(&self) {
        self.board.unwatched().await;
    }

    /// Returns once the engine is asked to go.
    pub async fn stopping(&self) {
        self.board.stopping().await;
    }

    async fn away<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Board) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let board = Arc::clone(&self.board);
        match tokio::task::spawn_blocking(move || work(&board)).await {
            Ok(answer) => answer,
            Err(_) => Err(Failure::new(Reason::Crashed, "the engine stumbled over this; its log says more").into()),
        }
    }
}
