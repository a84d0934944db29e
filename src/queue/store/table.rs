//! The jobs in their table: added, changed, removed, each in one transaction that is on disk when it returns.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{open, row};
use crate::base::{Failure, Reason, printable};
use crate::queue::model::{Job, JobState, Life, NewJob};

/// The queue's file, open.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
}

/// What is written about an attempt together with the change that it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptMark<'words> {
    Begun { nonce: &'words str },
    Ended { how: &'words str, chunks: u64 },
}

/// One attempt, as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    pub attempt: u32,
    pub nonce: String,
    pub began_at: i64,
    pub ended_at: Option<i64>,
    pub how: Option<String>,
    pub chunks: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error(
        "{}: job {other} writes there already; wait for it, cancel it, or choose another output",
        printable::path(output)
    )]
    OutputTaken { output: PathBuf, other: i64 },
    /// Somebody else changed the job since it was read.
    #[error("the job changed meanwhile; look again")]
    Changed,
    #[error("{0}")]
    Broken(Failure),
}

impl Store {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        Ok(Self { db: open::open(path)?, path: path.to_path_buf() })
    }

    /// Every job, in order.
    pub fn jobs(&self) -> Result<Vec<Job>, Failure> {
        let sql = format!("SELECT {} FROM jobs ORDER BY place, id", row::COLUMNS);
        let read = || self.db.prepare(&sql)?.query_map([], row::read)?.collect::<Result<Vec<_>, _>>();
        read().map_err(|error| open::broken(&self.path, &printable::text(&error.to_string())))
    }

    /// Adds all of them or none, at the end of the queue.
    pub fn add(&mut self, new: &[NewJob], now: i64) -> Result<Vec<Job>, StoreError> {
        let path = self.path.clone();
        let told = |error| broken(&path, &error);
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
        let first: i64 =
            step.query_row("SELECT coalesce(max(place) + 1, 0) FROM jobs", [], |row| row.get(0)).map_err(told)?;
        let mut added = Vec::with_capacity(new.len());
        for (place, job) in (first..).zip(new) {
            if let Some(other) = active_on(&step, &job.output, 0).map_err(told)? {
                return Err(StoreError::OutputTaken { output: job.output.clone(), other });
            }
            let work = serde_json::to_string(&job.work).map_err(|error| {
                StoreError::Broken(Failure::new(Reason::InvalidProject, format!("the job can't be stored: {error}")))
            })?;
            step.execute(
                "INSERT INTO jobs (version, place, work, title, output, state, cancelling, attempt, barren, added_at)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, 0, 0, 0, ?6)",
                params![place, work, job.title, row::bytes(&job.output), JobState::Waiting.word(), now],
            )
            .map_err(told)?;
            added.push(Job {
                id: step.last_insert_rowid(),
                version: 1,
                place,
                work: job.work.clone(),
                title: job.title.clone(),
                output: job.output.clone(),
                life: Life::NEW,
                progress: None,
                added_at: now,
                started_at: None,
                ended_at: None,
            });
        }
        step.commit().map_err(told)?;
        Ok(added)
    }

    /// Stores a changed job if nobody changed it since, with what is to be noted of its attempt. The job that comes
    /// back carries its new version.
    pub fn save(&mut self, job: &Job, mark: Option<&AttemptMark<'_>>, now: i64) -> Result<Job, StoreError> {
        let path = self.path.clone();
        let told = |error| broken(&path, &error);
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
        if !job.life.state().ended()
            && let Some(other) = active_on(&step, &job.output, job.id).map_err(told)?
        {
            return Err(StoreError::OutputTaken { output: job.output.clone(), other });
        }
        let (reason, note) = row::words(&job.life.stage);
        let progress = job.progress.as_ref().and_then(|progress| serde_json::to_string(progress).ok());
        let changed = step
            .execute(
                "UPDATE jobs SET version = version + 1, place = ?3, state = ?4, cancelling = ?5, reason = ?6,
                 note = ?7, attempt = ?8, barren = ?9, progress = ?10, started_at = ?11, ended_at = ?12
                 WHERE id = ?1 AND version = ?2",
                params![
                    job.id,
                    job.version,
                    job.place,
                    job.life.state().word(),
                    job.life.stage.cancelling(),
                    reason,
                    note,
                    job.life.attempt,
                    job.life.barren,
                    progress,
                    job.started_at,
                    job.ended_at
                ],
            )
            .map_err(told)?;
        if changed != 1 {
            return Err(StoreError::Changed);
        }
        if let Some(mark) = mark {
            note_attempt(&step, job, mark, now).map_err(told)?;
        }
        step.commit().map_err(told)?;
        Ok(Job { version: job.version + 1, ..job.clone() })
    }

    /// Takes a job and its attempts out. Its id is not given again.
    pub fn remove(&mut self, job: &Job) -> Result<(), StoreError> {
        let removed = self
            .db
            .execute("DELETE FROM jobs WHERE id = ?1 AND version = ?2", params![job.id, job.version])
            .map_err(|error| broken(&self.path, &error))?;
        if removed == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// The attempts at a job, oldest first.
    pub fn attempts(&self, job: i64) -> Result<Vec<AttemptRow>, StoreError> {
        let read = || {
            self.db
                .prepare(
                    "SELECT attempt, nonce, began_at, ended_at, how, chunks FROM attempts WHERE job = ?1 ORDER BY attempt",
                )?
                .query_map([job], |row| {
                    Ok(AttemptRow {
                        attempt: row.get(0)?,
                        nonce: row.get(1)?,
                        began_at: row.get(2)?,
                        ended_at: row.get(3)?,
                        how: row.get(4)?,
                        chunks: row.get::<_, Option<i64>>(5)?.map(|chunks| chunks.unsigned_abs()),
                    })
                })?
                .collect::<Result<Vec<_>, _>>()
        };
        read().map_err(|error| broken(&self.path, &error))
    }
}

fn note_attempt(step: &Transaction<'_>, job: &Job, mark: &AttemptMark<'_>, now: i64) -> rusqlite::Result<usize> {
    match mark {
        AttemptMark::Begun { nonce } => step.execute(
            "INSERT INTO attempts (job, attempt, nonce, began_at) VALUES (?1, ?2, ?3, ?4)",
            params![job.id, job.life.attempt, nonce, now],
        ),
        AttemptMark::Ended { how, chunks } => step.execute(
            "UPDATE attempts SET ended_at = ?3, how = ?4, chunks = ?5 WHERE job = ?1 AND attempt = ?2",
            params![job.id, job.life.attempt, now, how, i64::try_from(*chunks).unwrap_or(i64::MAX)],
        ),
    }
}

/// The active job that writes to `output`, other than `except`.
fn active_on(step: &Transaction<'_>, output: &Path, except: i64) -> rusqlite::Result<Option<i64>> {
    step.query_row(
        "SELECT id FROM jobs WHERE output = ?1 AND id != ?2
         AND state IN ('waiting', 'running', 'paused', 'held', 'blocked')",
        params![row::bytes(output), except],
        |row| row.get(0),
    )
    .optional()
}

fn broken(path: &Path, error: &rusqlite::Error) -> StoreError {
    let reason = match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => Reason::DiskFull,
        _ => Reason::Permission,
    };
    let message = format!("{}: the queue could not be written: {error}; nothing was changed", printable::path(path));
    StoreError::Broken(Failure::new(reason, message))
}
