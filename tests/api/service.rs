//! The engine as a service: how it stops, and that its door stays where clients look for it.

use std::time::Duration;

use rushes::api::types::JobState;
use rushes::api::{BlockingClient, Client, ClientError};
use rushes::engine::lock;

use super::talk::Served;
use crate::engine::harness::{DEADLINE, Home, Leftover, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_the_engine_leaves_its_worker_at_work() {
    let served = Served::with("identify; exec sleep 600").await;
    let id = served.home.add(&served.handle, "a.mp4").await;
    let worker = served.home.worker(id, 1).await;
    let _leftover = Leftover(worker);
    let watching = served.client.stream(None).await.unwrap();
    let last = served.client.stop_engine().await.unwrap();
    assert_eq!(last.running, 1, "the answer says how many go on");
    let places = served.home.places();
    until("the engine is gone", || (!lock::is_held(&places)).then_some(())).await;
    assert!(worker.is_running());
    assert!(!places.socket().exists());
    drop(watching);

    let engine = served.home.engine();
    let job = engine.handle().job(id).unwrap();
    assert_eq!((job.state, job.attempt), (JobState::Running, 1));
    engine.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_door_that_somebody_took_away_is_put_back() {
    let served = Served::with("").await;
    let places = served.home.places();
    std::fs::remove_file(places.socket()).unwrap();
    until("the socket is back", || places.socket().exists().then_some(())).await;
    let client = tokio::time::timeout(DEADLINE, async {
        loop {
            match Client::connect(&places).await {
                Ok(client) => return client,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    })
    .await
    .unwrap();
    assert!(client.status().await.is_ok());
    served.end().await;
}

#[test]
fn the_service_runs_until_a_client_stops_it() {
    let home = Home::new("");
    let (places, options) = (home.places(), home.options());
    let serving = std::thread::spawn(move || rushes::api::service::run(&places, options));
    let since = std::time::Instant::now();
    let client = loop {
        match BlockingClient::connect(&home.places()) {
            Ok(client) => break client,
            Err(ClientError::Absent) if since.elapsed() < DEADLINE => std::thread::sleep(Duration::from_millis(10)),
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(client.jobs().unwrap(), []);
    let mut kinds = Vec::new();
    client
        .follow(None, |message| {
            kinds.push(serde_json::to_value(&message).unwrap()["type"].as_str().unwrap().to_owned());
            false
        })
        .unwrap();
    assert_eq!(kinds, ["snapshot"]);
    client.stop_engine().unwrap();
    serving.join().unwrap().unwrap();
    assert!(!lock::is_held(&home.places()));
}
