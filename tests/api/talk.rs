//! An engine that serves, a client of it, and bytes of our own for what no client sends.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rushes::api::Client;
use rushes::base::Failure;
use rushes::engine::EngineHandle;
use tokio::task::JoinHandle;

use crate::engine::harness::{DEADLINE, Home};

pub struct Served {
    pub home: Home,
    pub handle: EngineHandle,
    pub client: Client,
    serving: JoinHandle<Result<(), Failure>>,
}

impl Served {
    /// Must run on a runtime with more than one thread where a test talks to it with blocking calls.
    pub async fn with(worker: &str) -> Self {
        let home = Home::new(worker);
        let engine = home.engine();
        let handle = engine.handle();
        let serving = tokio::spawn(rushes::api::service::serve(engine));
        let client = Client::connect(&home.places()).await.unwrap();
        Self { home, handle, client, serving }
    }

    pub async fn end(self) {
        self.handle.stop();
        tokio::time::timeout(DEADLINE, self.serving).await.unwrap().unwrap().unwrap();
    }

    /// Sends raw bytes and gives what comes back until the engine closes or falls silent.
    pub async fn raw(&self, bytes: Vec<u8>) -> String {
        let socket = self.home.places().socket();
        tokio::task::spawn_blocking(move || {
            let mut stream = UnixStream::connect(socket).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
            // The engine may close before it has read all of it, which is the point of some tests.
            let _ = stream.write_all(&bytes);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            String::from_utf8_lossy(&answer).into_owned()
        })
        .await
        .unwrap()
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, serde_json::Value) {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: rushes\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        let answer = self.raw(request.into_bytes()).await;
        let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).unwrap_or(serde_json::Value::Null))
    }
}
