//! The schema, as the list of steps that lead to it. A step that was released is never changed.

use rusqlite_migration::{M, Migrations};

/// Marks the file as ours.
pub const APPLICATION: i64 = 0x5255_5348;

const STEPS: &[M<'_>] = &[M::up(
    "CREATE TABLE jobs (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        version     INTEGER NOT NULL,
        place       INTEGER NOT NULL,
        work        TEXT NOT NULL,
        title       TEXT,
        output      BLOB NOT NULL,
        state       TEXT NOT NULL,
        cancelling  INTEGER NOT NULL,
        reason      TEXT,
        note        TEXT,
        attempt     INTEGER NOT NULL,
        barren      INTEGER NOT NULL,
        progress    TEXT,
        added_at    INTEGER NOT NULL,
        started_at  INTEGER,
        ended_at    INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX one_active_job_per_output ON jobs (output)
        WHERE state IN ('waiting', 'running', 'paused', 'held', 'blocked');
    CREATE TABLE attempts (
        job         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        attempt     INTEGER NOT NULL,
        nonce       TEXT NOT NULL,
        began_at    INTEGER NOT NULL,
        ended_at    INTEGER,
        how         TEXT,
        chunks      INTEGER,
        PRIMARY KEY (job, attempt)
    ) STRICT;",
)];

pub const fn migrations() -> Migrations<'static> {
    Migrations::from_slice(STEPS)
}

/// The version that this program writes.
pub const fn newest() -> usize {
    STEPS.len()
}
