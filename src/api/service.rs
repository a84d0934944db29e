//! The engine with its door open: what `rushes engine run` runs.

use std::future::IntoFuture;
use std::time::Duration;

use axum::middleware;
use tokio::signal::unix::{SignalKind, signal};

use super::gate::{self, Entrance, Peer};
use super::routes::routes;
use crate::base::{Failure, Reason};
use crate::config::Places;
use crate::engine::{Engine, EngineHandle, Options};

/// Requests that are being answered, and streams that say goodbye, when the engine is asked to go have so long.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs the engine of these places until it is asked to stop, by a client or by SIGTERM, SIGINT or SIGHUP. Its workers
/// go on.
pub fn run(places: &Places, options: Options) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Reason::Crashed, format!("the engine got no threads: {error}")))?;
    let result = runtime.block_on(async {
        let engine = Engine::start(places, options)?;
        stop_on_signals(&engine.handle())?;
        serve(engine).await
    });
    // A thread that waits for a disk which hangs must not keep the engine from going.
    runtime.shutdown_timeout(FAREWELL);
    result
}

/// Serves an engine's clients until the engine is asked to stop, and ends it.
pub async fn serve(mut engine: Engine) -> Result<(), Failure> {
    let Some(door) = engine.take_door() else {
        return Err(Failure::new(Reason::Crashed, "the engine's door is open already"));
    };
    let handle = engine.handle();
    let app = routes(handle.clone()).layer(middleware::from_fn(gate::check));
    let service = app.into_make_service_with_connect_info::<Peer>();
    let stopping = handle.clone();
    let server = axum::serve(Entrance(door), service)
        .with_graceful_shutdown(async move { stopping.stopping().await })
        .into_future();
    let overdue = async {
        handle.stopping().await;
        tokio::time::sleep(FAREWELL).await;
    };
    let served = async {
        let _ = server.await;
        handle.unwatched().await;
    };
    tokio::select! {
        () = served => {}
        () = overdue => {}
    }
    engine.end().await;
    Ok(())
}

fn stop_on_signals(engine: &EngineHandle) -> Result<(), Failure> {
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let mut signals = signal(kind)
            .map_err(|error| Failure::new(Reason::Crashed, format!("the engine can't hear signals: {error}")))?;
        let engine = engine.clone();
        tokio::spawn(async move {
            if signals.recv().await.is_some() {
                engine.stop();
            }
        });
    }
    Ok(())
}
