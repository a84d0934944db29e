//! A job as a row and back. A row that makes no sense is an error, never a default.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rusqlite::types::Type;
use rusqlite::{Error, Row};
use serde::de::DeserializeOwned;

use crate::base::{Failure, Reason};
use crate::queue::model::{Job, JobState, Life, Stage};

pub const COLUMNS: &str = "id, version, place, work, title, output, state, cancelling, reason, note, attempt, barren, \
                           progress, added_at, started_at, ended_at";

pub fn read(row: &Row<'_>) -> Result<Job, Error> {
    Ok(Job {
        id: row.get(0)?,
        version: row.get(1)?,
        place: row.get(2)?,
        work: json(3, &row.get::<_, String>(3)?)?,
        title: row.get(4)?,
        output: PathBuf::from(OsString::from_vec(row.get(5)?)),
        life: Life { stage: stage(row)?, attempt: row.get(10)?, barren: row.get(11)? },
        // What was told last is no truth about the job; one that can't be read is told again soon.
        progress: row.get::<_, Option<String>>(12)?.and_then(|text| serde_json::from_str(&text).ok()),
        added_at: row.get(13)?,
        started_at: row.get(14)?,
        ended_at: row.get(15)?,
    })
}

fn stage(row: &Row<'_>) -> Result<Stage, Error> {
    let word: String = row.get(6)?;
    let cancelling: bool = row.get(7)?;
    let note: Option<String> = row.get(9)?;
    let state = JobState::of_word(&word).ok_or_else(|| senseless(6, format!("no state is called '{word}'")))?;
    Ok(match state {
        JobState::Waiting => Stage::Waiting { again: note },
        JobState::Running => Stage::Running { cancelling },
        JobState::Paused => Stage::Paused { cancelling },
        JobState::Held => Stage::Held,
        JobState::Blocked => Stage::Blocked { why: note.unwrap_or_default() },
        JobState::Done => Stage::Done,
        JobState::Failed => {
            let word: String = row.get(8)?;
            let reason = Reason::ALL.into_iter().find(|reason| reason.word() == word);
            let reason = reason.ok_or_else(|| senseless(8, format!("no reason is called '{word}'")))?;
            Stage::Failed(Failure { reason, message: note.unwrap_or_default() })
        }
        JobState::Cancelled => Stage::Cancelled,
    })
}

/// The reason and the note of a stage, as its columns keep them.
pub fn words(stage: &Stage) -> (Option<&'static str>, Option<&str>) {
    match stage {
        Stage::Waiting { again } => (None, again.as_deref()),
        Stage::Blocked { why } => (None, Some(why)),
        Stage::Failed(failure) => (Some(failure.reason.word()), Some(&failure.message)),
        _ => (None, None),
    }
}

pub fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

fn json<T: DeserializeOwned>(column: usize, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

fn senseless(column: usize, what: String) -> Error {
    Error::FromSqlConversionFailure(column, Type::Text, what.into())
}
