//! Refusals as answers: the right status, and a body with the same sentence that every other place shows.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::types::ErrorBody;
use crate::base::Reason;
use crate::engine::Refusal;

/// What a route answers when it can't do what was asked.
#[derive(Debug)]
pub(super) struct No {
    status: StatusCode,
    body: ErrorBody,
}

impl No {
    pub fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self { status, body: ErrorBody { error: sentence.into(), reason: None, problems: Vec::new() } }
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        let sentence = refusal.to_string();
        match refusal {
            Refusal::NoSuchJob(_) => Self::new(StatusCode::NOT_FOUND, sentence),
            Refusal::NotNow(_) => Self::new(StatusCode::CONFLICT, sentence),
            Refusal::Invalid { problems, .. } => Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                body: ErrorBody { error: sentence, reason: Some(Reason::InvalidProject), problems },
            },
            Refusal::Broken(failure) => {
                let status = match failure.reason {
                    Reason::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
                    _ => StatusCode::INTERNAL_SERVER_ERROR,
                };
                let body = ErrorBody { error: sentence, reason: Some(failure.reason), problems: Vec::new() };
                Self { status, body }
            }
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}
