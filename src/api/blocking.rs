//! The client for verbs that ask one thing and print it: the same questions, answered before they return.

use std::future::Future;
use std::path::Path;

use super::client::{Client, ClientError};
use super::types::{AddRequest, EngineView, JobView, LogPage, StreamMessage};
use crate::config::Places;

/// A client with a small runtime of its own.
#[derive(Debug)]
pub struct BlockingClient {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl BlockingClient {
    pub fn connect(places: &Places) -> Result<Self, ClientError> {
        let runtime = runtime()?;
        let client = runtime.block_on(Client::connect(places))?;
        Ok(Self { runtime, client })
    }

    pub fn connect_or_start(places: &Places, exe: &Path) -> Result<Self, ClientError> {
        let runtime = runtime()?;
        let client = runtime.block_on(Client::connect_or_start(places, exe))?;
        Ok(Self { runtime, client })
    }

    pub fn status(&self) -> Result<EngineView, ClientError> {
        self.wait(self.client.status())
    }

    pub fn jobs(&self) -> Result<Vec<JobView>, ClientError> {
        self.wait(self.client.jobs())
    }

    pub fn job(&self, id: i64) -> Result<JobView, ClientError> {
        self.wait(self.client.job(id))
    }

    pub fn add(&self, request: &AddRequest) -> Result<Vec<JobView>, ClientError> {
        self.wait(self.client.add(request))
    }

    pub fn cancel(&self, id: i64) -> Result<JobView, ClientError> {
        self.wait(self.client.cancel(id))
    }

    pub fn retry(&self, id: i64) -> Result<JobView, ClientError> {
        self.wait(self.client.retry(id))
    }

    pub fn remove(&self, id: i64) -> Result<(), ClientError> {
        self.wait(self.client.remove(id))
    }

    pub fn log(&self, id: i64, from: u64) -> Result<LogPage, ClientError> {
        self.wait(self.client.log(id, from))
    }

    pub fn stop_engine(&self) -> Result<EngineView, ClientError> {
        self.wait(self.client.stop_engine())
    }

    /// Gives every message of the stream to `each` until it returns false or the engine goes.
    pub fn follow(
        &self,
        folder: Option<&Path>,
        mut each: impl FnMut(StreamMessage) -> bool,
    ) -> Result<(), ClientError> {
        self.wait(async {
            let mut messages = self.client.stream(folder).await?;
            while let Some(message) = messages.next().await {
                if !each(message?) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T, ClientError>>) -> Result<T, ClientError> {
        self.runtime.block_on(answer)
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, ClientError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ClientError::Broken(error.to_string()))
}
