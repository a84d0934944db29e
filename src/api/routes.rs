//! The routes, and what each of them asks the engine.

use std::path::PathBuf;

use axum::extract::rejection::JsonRejection;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::answers::No;
use super::streaming;
use super::types::{AddRequest, EngineView, FolderView, JobView, LogPage};
use crate::engine::EngineHandle;

/// A request's body may have so many bytes.
const BODY: usize = 1 << 20;

type Answer<T> = Result<Json<T>, No>;

pub(super) fn routes(engine: EngineHandle) -> Router {
    Router::new()
        .route("/v1/status", get(status))
        .route("/v1/jobs", get(jobs).post(add))
        .route("/v1/jobs/{id}", get(job).delete(remove))
        .route("/v1/jobs/{id}/cancel", post(cancel))
        .route("/v1/jobs/{id}/retry", post(retry))
        .route("/v1/jobs/{id}/log", get(log))
        .route("/v1/folder", get(folder))
        .route("/v1/engine/stop", post(stop))
        .route("/v1/stream", any(stream))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(engine)
}

async fn status(State(engine): State<EngineHandle>) -> Json<EngineView> {
    Json(engine.status())
}

async fn jobs(State(engine): State<EngineHandle>) -> Json<Vec<JobView>> {
    Json(engine.jobs())
}

async fn add(State(engine): State<EngineHandle>, body: Body<AddRequest>) -> Result<Response, No> {
    let added = engine.add(body.0).await?;
    Ok((StatusCode::CREATED, Json(added)).into_response())
}

async fn job(State(engine): State<EngineHandle>, Id(id): Id) -> Answer<JobView> {
    Ok(Json(engine.job(id)?))
}

async fn remove(State(engine): State<EngineHandle>, Id(id): Id) -> Answer<serde_json::Value> {
    engine.remove(id).await?;
    Ok(Json(serde_json::json!({ "removed": id })))
}

async fn cancel(State(engine): State<EngineHandle>, Id(id): Id) -> Answer<JobView> {
    Ok(Json(engine.cancel(id).await?))
}

async fn retry(State(engine): State<EngineHandle>, Id(id): Id) -> Answer<JobView> {
    Ok(Json(engine.retry(id).await?))
}

#[derive(Debug, Deserialize)]
struct From {
    #[serde(default)]
    from: u64,
}

async fn log(State(engine): State<EngineHandle>, Id(id): Id, query: Asked<From>) -> Answer<LogPage> {
    Ok(Json(engine.log(id, query.0.from).await?))
}

#[derive(Debug, Deserialize)]
struct Folder {
    path: PathBuf,
}

async fn folder(State(engine): State<EngineHandle>, query: Asked<Folder>) -> Answer<FolderView> {
    Ok(Json(engine.folder(query.0.path).await?))
}

/// Answers with the engine as it was; its workers go on, and the next engine finds them.
async fn stop(State(engine): State<EngineHandle>) -> Json<EngineView> {
    let last = engine.status();
    engine.stop();
    Json(last)
}

#[derive(Debug, Deserialize)]
struct Watched {
    folder: Option<PathBuf>,
}

async fn stream(
    State(engine): State<EngineHandle>,
    query: Asked<Watched>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, No> {
    let upgrade = upgrade.map_err(|why| No::new(why.status(), why.body_text()))?;
    let folder = query.0.folder.map(|path| engine.watch(&path)).transpose()?;
    Ok(streaming::open(upgrade, engine, folder))
}

async fn nowhere() -> No {
    No::new(StatusCode::NOT_FOUND, "there is nothing at this address")
}

async fn not_so() -> No {
    No::new(StatusCode::METHOD_NOT_ALLOWED, "this address does not take that method")
}

/// A job's id from the address.
struct Id(i64);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Id {
    type Rejection = No;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, No> {
        match Path::<i64>::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(No::new(StatusCode::BAD_REQUEST, "a job's id is a whole number")),
        }
    }
}

/// What stands behind the `?`.
struct Asked<T>(T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> axum::extract::FromRequestParts<S> for Asked<T> {
    type Rejection = No;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, No> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(why) => Err(No::new(StatusCode::BAD_REQUEST, why.body_text())),
        }
    }
}

/// A JSON body.
struct Body<T>(T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = No;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, No> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::BytesRejection(why)) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(No::new(StatusCode::PAYLOAD_TOO_LARGE, "a request has at most 1 MiB"))
            }
            Err(why) => Err(No::new(why.status(), why.body_text())),
        }
    }
}
