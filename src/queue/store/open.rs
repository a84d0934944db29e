//! Opening the queue: refused rather than started empty when anything about it can't be trusted.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{ground, schema};
use crate::base::{Failure, Reason, printable};

/// A connection to the queue at `path`, checked and in the newest schema.
pub fn open(path: &Path) -> Result<Connection, Failure> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    if let Some(kind) = ground::unfit(folder) {
        return Err(Failure::new(
            Reason::Permission,
            format!(
                "{}: the queue can't be kept on a network file system ({kind}), where its log is not safe; \
                 set RUSHES_HOME to a folder on a local disk",
                printable::path(folder)
            ),
        ));
    }
    probe(folder)?;
    refuse_emptied(path, folder)?;
    let told = |error: rusqlite::Error| unreadable(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags).map_err(told)?;
    // Its log gets the same mode when it is made.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|error| Failure::io("keep the queue private", path, &error))?;
    db.busy_timeout(Duration::from_secs(5)).map_err(told)?;
    refuse_foreign(&db, path)?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(told)?;
    if mode != "wal" {
        return Err(broken(path, &format!("its log can't be kept safe here (journal mode {mode})")));
    }
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;").map_err(told)?;
    check(&db, path)?;
    schema::migrations().to_latest(&mut db).map_err(|error| broken(path, &error.to_string()))?;
    db.pragma_update(None, "application_id", schema::APPLICATION).map_err(told)?;
    Ok(db)
}

/// The state folder takes a file and syncs it, now rather than with the first job.
fn probe(folder: &Path) -> Result<(), Failure> {
    let written = tempfile::Builder::new()
        .prefix(".rushes-probe-")
        .tempfile_in(folder)
        .and_then(|mut file| file.write_all(b"probe").and_then(|()| file.as_file().sync_all()));
    written.map_err(|error| Failure::io("write a probe file", folder, &error))
}

/// An empty file where jobs have left their folders was a queue once.
fn refuse_emptied(path: &Path, folder: &Path) -> Result<(), Failure> {
    let emptied = std::fs::metadata(path).is_ok_and(|meta| meta.len() == 0);
    let log = path.with_extension("db-wal");
    let logged = std::fs::metadata(log).is_ok_and(|meta| meta.len() > 0);
    let had_jobs = std::fs::read_dir(folder.join("jobs")).is_ok_and(|mut jobs| jobs.next().is_some());
    if emptied && had_jobs && !logged {
        return Err(broken(path, "it is empty, but jobs were kept here"));
    }
    Ok(())
}

fn refuse_foreign(db: &Connection, path: &Path) -> Result<(), Failure> {
    let told = |error: rusqlite::Error| unreadable(path, &error);
    let number = |pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(told);
    let version = number("user_version")?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(told)?;
    let application = number("application_id")?;
    if application != schema::APPLICATION && application != 0 || application == 0 && version == 0 && tables > 0 {
        return Err(broken(path, "it is a database of another program"));
    }
    let newest = i64::try_from(schema::newest()).unwrap_or(i64::MAX);
    if version > newest {
        return Err(Failure::new(
            Reason::Permission,
            format!(
                "{}: the queue was written by a newer rushes (schema {version}, this one knows {newest}); \
                 install that version again, or set RUSHES_HOME to another folder. Nothing was changed",
                printable::path(path)
            ),
        ));
    }
    Ok(())
}

fn check(db: &Connection, path: &Path) -> Result<(), Failure> {
    let told = |error: rusqlite::Error| unreadable(path, &error);
    let verdict: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(told)?;
    if verdict != "ok" {
        return Err(broken(path, &printable::text(&verdict)));
    }
    let strays = db.prepare("PRAGMA foreign_key_check").and_then(|mut query| query.exists([])).map_err(told)?;
    if strays {
        return Err(broken(path, "attempts without a job"));
    }
    Ok(())
}

fn unreadable(path: &Path, error: &rusqlite::Error) -> Failure {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(Code::DiskFull) => {
            Failure::new(Reason::DiskFull, format!("{}: the disk is full; make room", printable::path(path)))
        }
        Some(Code::CannotOpen | Code::PermissionDenied | Code::ReadOnly) => {
            Failure::new(Reason::Permission, format!("{}: {error}", printable::path(path)))
        }
        _ => broken(path, &printable::text(&error.to_string())),
    }
}

/// A queue that can't be trusted stays as it is, for a person to decide about.
pub(super) fn broken(path: &Path, what: &str) -> Failure {
    Failure::new(
        Reason::Permission,
        format!(
            "{}: the queue can't be read: {what}. Nothing was changed. Save what is in it with \
             `sqlite3 FILE .recover`, or move the file away to begin with an empty queue",
            printable::path(path)
        ),
    )
}
