//! Gives jobs their turn: first those whose workers are found again, then whoever is next.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::board::{Board, Turn};
use super::supervisor;

/// After a queue that could not be written: the disk may get room.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);

pub(super) async fn run(board: Arc<Board>) {
    let mut following = JoinSet::new();
    for job in board.with_workers() {
        following.spawn(supervisor::take_up(Arc::clone(&board), job));
    }
    loop {
        let wait = match board.turn() {
            Turn::Start(id) => match supervisor::begin(&board, id).await {
                Ok(attempt) => {
                    following.spawn(supervisor::run(Arc::clone(&board), attempt));
                    continue;
                }
                Err(refusal) => {
                    tracing::warn!("job {id} could not be started: {refusal}");
                    Some(AFTER_TROUBLE)
                }
            },
            Turn::Later(wait) => Some(wait),
            Turn::Nobody => None,
        };
        tokio::select! {
            () = board.stopping() => break,
            () = board.wake.notified() => {}
            () = sleep(wait) => {}
            Some(_) = following.join_next() => {}
        }
    }
    // Those who follow hear of the stop too, and leave their workers as they are.
    while following.join_next().await.is_some() {}
}

async fn sleep(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}
