//! Who and what comes in.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::talk::Served;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_web_page_is_not_let_in_on_any_route() {
    let served = Served::with("").await;
    let routes = [
        ("GET", "/v1/status"),
        ("GET", "/v1/jobs"),
        ("POST", "/v1/jobs"),
        ("GET", "/v1/jobs/1"),
        ("DELETE", "/v1/jobs/1"),
        ("POST", "/v1/jobs/1/cancel"),
        ("POST", "/v1/jobs/1/retry"),
        ("GET", "/v1/jobs/1/log"),
        ("GET", "/v1/folder?path=/"),
        ("POST", "/v1/engine/stop"),
        ("GET", "/v1/stream"),
        ("GET", "/nowhere"),
    ];
    for (method, path) in routes {
        for origin in ["null", "http://localhost", "https://rushes", ""] {
            let (status, answer) = served.ask(method, path, &format!("Origin: {origin}\r\n"), "").await;
            assert_eq!(status, 403, "{method} {path} from '{origin}': {answer}");
        }
    }
    assert!(served.client.status().await.is_ok(), "the stop was not heard");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let served = Served::with("").await;
    let socket = served.home.places().socket();
    let before = memory();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
        let head =
            "POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let megabyte = vec![b' '; 1 << 20];
        let mut sent = 0;
        while sent < 1024 && stream.write_all(&megabyte).is_ok() {
            sent += 1;
        }
        let mut answer = [0; 4096];
        let count = stream.read(&mut answer).unwrap_or(0);
        (sent, String::from_utf8_lossy(&answer[..count]).into_owned())
    })
    .await
    .unwrap();
    assert!(answer.0 < 1024, "the engine swallowed all of it");
    assert!(answer.1.is_empty() || answer.1.starts_with("HTTP/1.1 413"), "{}", answer.1);
    let grown = memory().saturating_sub(before);
    assert!(grown < 64 << 20, "{grown} bytes more");

    let body = format!("{{\"project\": \"/{}\"}}", "x".repeat(2 << 20));
    let (status, answer) = served.ask("POST", "/v1/jobs", "Content-Type: application/json\r\n", &body).await;
    assert!(status == 413 || status == 0, "{status} {answer}");
    assert!(served.client.status().await.is_ok());
    served.end().await;
}

fn memory() -> u64 {
    rushes::base::process::resident_memory().unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_no_request_do_no_harm() {
    let served = Served::with("").await;
    for garbage in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        vec![0xff; 70_000],
        b"GET /v1/status HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n".to_vec(),
        format!("GET /v1/status HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(10_000)).into_bytes(),
    ] {
        let answer = served.raw(garbage).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    assert!(served.client.status().await.is_ok());
    served.end().await;
}
