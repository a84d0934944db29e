//! An engine's life: the lock, the queue, the door, the workers it finds again, and the tasks that go on until it stops.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::board::Board;
use super::door::Door;
use super::handle::EngineHandle;
use super::lock::EngineLock;
use super::options::Options;
use super::{scheduler, supervisor, vitals};
use crate::base::Failure;
use crate::config::Places;
use crate::queue::Store;

/// A running engine. Dropping it ends the engine and leaves its workers to the next one.
pub struct Engine {
    // Fields go in this order: the door closes before the lock opens.
    tasks: JoinSet<()>,
    handle: EngineHandle,
    door: Option<Door>,
    _lock: EngineLock,
}

impl Engine {
    /// Starts the engine of these places, or says who else is it. Must be called on a tokio runtime.
    pub fn start(places: &Places, options: Options) -> Result<Self, Failure> {
        places.make_state().map_err(|error| Failure::io("make the state folder", places.state(), &error))?;
        std::fs::set_permissions(places.state(), std::fs::Permissions::from_mode(0o700))
            .map_err(|error| Failure::io("keep the state folder private", places.state(), &error))?;
        let lock = EngineLock::take(places)?;
        let store = Store::open(&places.database())?;
        let door = Door::open(places)?;
        let board = Arc::new(Board::new(places.clone(), options, store)?);
        board.with_workers().iter().for_each(|job| supervisor::remember(&board, job));
        tracing::info!("the engine is there: pid {}, version {}", std::process::id(), env!("CARGO_PKG_VERSION"));
        let mut tasks = JoinSet::new();
        tasks.spawn(scheduler::run(Arc::clone(&board)));
        tasks.spawn(vitals::run(Arc::clone(&board)));
        Ok(Self { tasks, handle: EngineHandle::new(board), door: Some(door), _lock: lock })
    }

    pub fn handle(&self) -> EngineHandle {
        self.handle.clone()
    }

    /// Where clients come in; whoever serves them takes it, once.
    pub fn take_door(&mut self) -> Option<Door> {
        self.door.take()
    }

    /// Stops starting and following, and leaves the workers as they are.
    pub async fn end(mut self) {
        self.handle.stop();
        while self.tasks.join_next().await.is_some() {}
        tracing::info!("the engine goes");
    }
}
