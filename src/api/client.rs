//! The client: typed questions to the engine over its socket, each with a deadline.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::{Method, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::stream::{self, Messages};
use super::types::{AddRequest, EngineView, ErrorBody, FolderView, JobView, LogPage};
use crate::base::{Failure, Reason};
use crate::config::Places;
use crate::engine;

/// How long an answer may take. Adding reads a project from a disk that may be slow; the rest is memory.
const DEADLINE: Duration = Duration::from_secs(10);

/// A door to one engine. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    socket: PathBuf,
}

/// Why an answer did not come.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// Nobody listens on the socket.
    #[error("no engine runs here; `rushes engine start` starts one")]
    Absent,
    /// The engine said no, and why.
    #[error("{}", body.error)]
    Refused { status: u16, body: ErrorBody },
    /// The engine could not be started.
    #[error("{0}")]
    NotStarted(Failure),
    /// The connection broke, the deadline passed, or the answer made no sense.
    #[error("the engine did not answer as it should: {0}")]
    Broken(String),
}

impl ClientError {
    /// The same thing as a failure, for the foreground verbs' exit codes.
    pub fn failure(&self) -> Failure {
        match self {
            Self::NotStarted(failure) => failure.clone(),
            Self::Refused { body, .. } => {
                Failure::new(body.reason.unwrap_or(Reason::InvalidProject), body.error.clone())
            }
            other => Failure::new(Reason::Crashed, other.to_string()),
        }
    }
}

impl Client {
    /// A client of the engine that runs; [`ClientError::Absent`] where none does.
    pub async fn connect(places: &Places) -> Result<Self, ClientError> {
        let client = Self::of_socket(&places.socket())?;
        client.status().await?;
        Ok(client)
    }

    /// A client of the engine that runs, or of one that is started as `EXE engine run --detached`.
    pub async fn connect_or_start(places: &Places, exe: &Path) -> Result<Self, ClientError> {
        match Self::connect(places).await {
            Err(ClientError::Absent) => {}
            answered => return answered,
        }
        let (places_there, exe) = (places.clone(), exe.to_path_buf());
        tokio::task::spawn_blocking(move || engine::start_detached(&places_there, &exe))
            .await
            .map_err(|error| ClientError::Broken(error.to_string()))?
            .map_err(ClientError::NotStarted)?;
        Self::connect(places).await
    }

    fn of_socket(socket: &Path) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .unix_socket(socket)
            .no_proxy()
            .timeout(DEADLINE)
            .build()
            .map_err(|error| ClientError::Broken(told(&error)))?;
        Ok(Self { http, socket: socket.to_path_buf() })
    }

    pub async fn status(&self) -> Result<EngineView, ClientError> {
        self.ask(Method::GET, url("/v1/status", &[])?, None::<&()>).await
    }

    pub async fn jobs(&self) -> Result<Vec<JobView>, ClientError> {
        self.ask(Method::GET, url("/v1/jobs", &[])?, None::<&()>).await
    }

    pub async fn job(&self, id: i64) -> Result<JobView, ClientError> {
        self.ask(Method::GET, url(&format!("/v1/jobs/{id}"), &[])?, None::<&()>).await
    }

    /// Queues exports of a project; one job for each.
    pub async fn add(&self, request: &AddRequest) -> Result<Vec<JobView>, ClientError> {
        self.ask(Method::POST, url("/v1/jobs", &[])?, Some(request)).await
    }

    pub async fn cancel(&self, id: i64) -> Result<JobView, ClientError> {
        self.ask(Method::POST, url(&format!("/v1/jobs/{id}/cancel"), &[])?, None::<&()>).await
    }

    pub async fn retry(&self, id: i64) -> Result<JobView, ClientError> {
        self.ask(Method::POST, url(&format!("/v1/jobs/{id}/retry"), &[])?, None::<&()>).await
    }

    /// Takes an ended job off the list.
    pub async fn remove(&self, id: i64) -> Result<(), ClientError> {
        self.ask::<serde_json::Value>(Method::DELETE, url(&format!("/v1/jobs/{id}"), &[])?, None::<&()>).await?;
        Ok(())
    }

    /// The log of a job's newest attempt from a byte on; 0 is its beginning, `next` of the answer goes on.
    pub async fn log(&self, id: i64, from: u64) -> Result<LogPage, ClientError> {
        let from = from.to_string();
        self.ask(Method::GET, url(&format!("/v1/jobs/{id}/log"), &[("from", &from)])?, None::<&()>).await
    }

    pub async fn folder(&self, path: &Path) -> Result<FolderView, ClientError> {
        self.ask(Method::GET, url("/v1/folder", &[("path", text_of(path)?)])?, None::<&()>).await
    }

    /// Asks the engine to go. Its workers go on, and the next engine finds them.
    pub async fn stop_engine(&self) -> Result<EngineView, ClientError> {
        self.ask(Method::POST, url("/v1/engine/stop", &[])?, None::<&()>).await
    }

    /// Everything as it is, then everything that changes; with a folder, that folder's projects too.
    pub async fn stream(&self, folder: Option<&Path>) -> Result<Messages, ClientError> {
        let pairs = match folder {
            Some(path) => vec![("folder", text_of(path)?)],
            None => Vec::new(),
        };
        let mut address = url("/v1/stream", &pairs)?;
        address.set_scheme("ws").map_err(|()| ClientError::Broken("a bad address".to_owned()))?;
        stream::open(&self.socket, address.as_str()).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        url: Url,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T, ClientError> {
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.map_err(|error| {
            if error.is_connect() { ClientError::Absent } else { ClientError::Broken(told(&error)) }
        })?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| ClientError::Broken(told(&error)))?;
        if status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|error| ClientError::Broken(error.to_string()));
        }
        Err(refusal(status, &bytes))
    }
}

pub(super) fn refusal(status: StatusCode, bytes: &[u8]) -> ClientError {
    let body = serde_json::from_slice(bytes).unwrap_or_else(|_| ErrorBody {
        error: format!("the engine answered {status}"),
        reason: None,
        problems: Vec::new(),
    });
    ClientError::Refused { status: status.as_u16(), body }
}

/// The host is a name only: the connection goes to the socket.
fn url(path: &str, pairs: &[(&str, &str)]) -> Result<Url, ClientError> {
    let mut url =
        Url::parse(&format!("http://rushes{path}")).map_err(|error| ClientError::Broken(error.to_string()))?;
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    Ok(url)
}

fn text_of(path: &Path) -> Result<&str, ClientError> {
    path.to_str().ok_or_else(|| {
        ClientError::Broken(format!("{}: the engine takes paths in UTF-8 only", crate::base::printable::path(path)))
    })
}

/// An error with its causes, which is where reqwest says what happened.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
