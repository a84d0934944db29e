//! Every route: what it answers, and what it refuses.

use rushes::api::ClientError;
use rushes::api::types::JobState;
use rushes::engine::view::AddRequest;

use super::talk::Served;
use crate::engine::harness::{Home, until_state};

const ENDLESS: &str = "identify; say hello; progress 10 1 0; exec sleep 600";

fn refused(error: ClientError) -> (u16, String) {
    match error {
        ClientError::Refused { status, body } => (status, body.error),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_goes_through_its_life_over_the_wire() {
    let served = Served::with(ENDLESS).await;
    let client = &served.client;
    let status = client.status().await.unwrap();
    assert_eq!((status.running, status.waiting, status.pid), (0, 0, std::process::id()));
    assert_eq!(status.version, env!("CARGO_PKG_VERSION"));

    let added = client.add(&served.home.request("a.mp4")).await.unwrap();
    assert_eq!((added.len(), added[0].export.as_str()), (1, "default"));
    let id = added[0].id;
    served.home.worker(id, 1).await;
    assert_eq!(client.jobs().await.unwrap().len(), 1);
    assert_eq!(client.status().await.unwrap().running, 1);
    let page = client.log(id, 0).await.unwrap();
    assert!(page.lines.iter().all(|line| line.text == "hello"));

    assert_eq!(refused(client.retry(id).await.unwrap_err()).0, 409);
    assert_eq!(refused(client.remove(id).await.unwrap_err()).0, 409);
    client.cancel(id).await.unwrap();
    until_state(&served.handle, id, JobState::Cancelled).await;
    assert_eq!(
        refused(client.cancel(id).await.unwrap_err()),
        (409, "the job is cancelled, so it can't be cancelled".to_owned())
    );

    assert_eq!(client.retry(id).await.unwrap().state, JobState::Waiting);
    served.home.worker(id, 2).await;
    client.cancel(id).await.unwrap();
    until_state(&served.handle, id, JobState::Cancelled).await;
    client.remove(id).await.unwrap();
    assert_eq!(refused(client.job(id).await.unwrap_err()).0, 404);
    assert_eq!(client.jobs().await.unwrap(), []);
    served.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_with_a_sentence() {
    let served = Served::with(ENDLESS).await;
    let request = served.home.request("a.mp4");
    let add = async |request: AddRequest| refused(served.client.add(&request).await.unwrap_err());

    let missing = add(AddRequest { project: served.home.output("nothing.yaml"), ..request.clone() }).await;
    assert_eq!(missing.0, 422);
    assert!(missing.1.contains("nothing.yaml"), "{missing:?}");
    let relative = add(AddRequest { project: "film.yaml".into(), ..request.clone() }).await;
    assert_eq!((relative.0, relative.1.contains("must be absolute")), (422, true));
    let output = add(AddRequest { output: Some("a.mp4".into()), ..request.clone() }).await;
    assert_eq!((output.0, output.1.contains("must be absolute")), (422, true));
    std::fs::write(served.home.output("other.yaml"), "services: {}\n").unwrap();
    let other = add(AddRequest { project: served.home.output("other.yaml"), ..request.clone() }).await;
    assert_eq!(other.0, 422);

    let id = served.client.add(&request).await.unwrap()[0].id;
    let twice = add(request).await;
    assert_eq!(twice.0, 409);
    assert!(twice.1.contains(&format!("job {id} writes there already")), "{twice:?}");
    served.client.cancel(id).await.unwrap();
    until_state(&served.handle, id, JobState::Cancelled).await;
    served.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_wrong_request_gets_its_status_and_a_sentence() {
    let served = Served::with("").await;
    let json = "Content-Type: application/json\r\n";
    let deep = format!("{{\"project\": \"/a\", \"notes\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let table = [
        ("GET", "/", "", "", 404),
        ("GET", "/v2/jobs", "", "", 404),
        ("GET", "/v1/jobs/7", "", "", 404),
        ("GET", "/v1/jobs/seven", "", "", 400),
        ("GET", "/v1/jobs/99999999999999999999", "", "", 400),
        ("PUT", "/v1/jobs", "", "", 405),
        ("DELETE", "/v1/status", "", "", 405),
        ("GET", "/v1/jobs/7/cancel", "", "", 405),
        ("POST", "/v1/jobs/7/cancel", "", "", 404),
        ("POST", "/v1/jobs/7/retry", "", "", 404),
        ("DELETE", "/v1/jobs/7", "", "", 404),
        ("GET", "/v1/jobs/7/log", "", "", 404),
        ("GET", "/v1/jobs/7/log?from=-1", "", "", 400),
        ("GET", "/v1/folder", "", "", 400),
        ("GET", "/v1/folder?path=films", "", "", 422),
        ("GET", "/v1/stream", "", "", 400),
        ("POST", "/v1/jobs", "", "{}", 415),
        ("POST", "/v1/jobs", json, "{", 400),
        ("POST", "/v1/jobs", json, "{}", 422),
        ("POST", "/v1/jobs", json, deep.as_str(), 422),
        ("POST", "/v1/jobs", json, "{\"project\": 7}", 422),
    ];
    for (method, path, headers, body, status) in table {
        let (found, answer) = served.ask(method, path, headers, body).await;
        let error = answer["error"].as_str().unwrap_or_default();
        assert_eq!(found, status, "{method} {path} {:.40}: {error}", body);
        assert!(error.len() > 10, "{method} {path}: no sentence in {answer}");
    }
    served.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_listed() {
    let served = Served::with("").await;
    let view = served.client.folder(served.home.folder.path()).await.unwrap();
    assert_eq!(view.projects.len(), 1);
    assert_eq!(view.projects[0].path, served.home.project());
    let missing = served.client.folder(&served.home.output("nowhere")).await.unwrap();
    assert_eq!(missing.note.as_deref(), Some("there is no such folder"));
    served.end().await;
}

#[tokio::test]
async fn where_no_engine_runs_the_client_says_so() {
    let home = Home::new("");
    assert_eq!(rushes::api::Client::connect(&home.places()).await.unwrap_err(), ClientError::Absent);
    home.places().make_state().unwrap();
    drop(std::os::unix::net::UnixListener::bind(home.places().socket()).unwrap());
    assert_eq!(rushes::api::Client::connect(&home.places()).await.unwrap_err(), ClientError::Absent);
}
