//! The folders that everything is kept in: is there room, may we write, and does the disk keep what it is given?

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::verb::Finding;
use crate::base::bytes;
use crate::config::Places;
use crate::queue::store::ground;

/// A socket's path has to fit into a fixed field of the kernel's.
const LONGEST_SOCKET_PATH: usize = 107;
const LITTLE_FOR_STATE: u64 = 256 << 20;
const LITTLE_FOR_CACHE: u64 = 4 << 30;
const TMPFS: u32 = 0x0102_1994;

/// A folder that we keep things in.
#[derive(Debug, Serialize)]
pub struct Ground {
    pub what: &'static str,
    pub path: PathBuf,
    /// Bytes that may still be written there.
    pub free: Option<u64>,
    /// Which network it lies on, if it does.
    pub network: Option<&'static str>,
}

pub fn look(places: &Places, findings: &mut Vec<Finding>) -> Vec<Ground> {
    let state = ground("state", places.state());
    let cache = ground("cache", places.cache());
    if let Some(network) = state.network {
        findings.push(Finding::error(
            format!("{}: the queue can't be kept on {network}, where its log is not safe", state.path.display()),
            "set RUSHES_HOME to a folder on a local disk",
        ));
    }
    if let Some(network) = cache.network {
        findings.push(Finding::warning(
            format!("{}: chunks are kept on {network}, which is slow", cache.path.display()),
            "set XDG_CACHE_HOME, or RUSHES_HOME, to a folder on a local disk",
        ));
    }
    for (ground, little) in [(&state, LITTLE_FOR_STATE), (&cache, LITTLE_FOR_CACHE)] {
        let path = ground.path.display();
        if let Some(free) = ground.free.filter(|free| *free < little) {
            findings.push(Finding::warning(
                format!("{path}: only {} are free; exports stop when the disk is full", bytes::short(free)),
                "make room, or set RUSHES_HOME to a folder on a larger disk",
            ));
        }
        if !may_write(&ground.path) {
            findings.push(Finding::error(
                format!("{path}: this user may not write there"),
                "set RUSHES_HOME to a folder of your own",
            ));
        }
    }
    if is_in_memory(&state.path) {
        findings.push(Finding::warning(
            format!("{}: this folder is kept in memory; the queue is gone after a restart", state.path.display()),
            "set RUSHES_HOME to a folder on a disk",
        ));
    }
    let socket = places.socket();
    let length = socket.as_os_str().len();
    if length > LONGEST_SOCKET_PATH {
        findings.push(Finding::error(
            format!(
                "{}: a socket's path may have {LONGEST_SOCKET_PATH} bytes, and this has {length}",
                socket.display()
            ),
            "set RUSHES_HOME to a shorter path",
        ));
    }
    vec![state, cache]
}

fn ground(what: &'static str, path: &Path) -> Ground {
    let there = existing(path);
    let free = rustix::fs::statvfs(there).ok().map(|stat| stat.f_bavail.saturating_mul(stat.f_frsize));
    Ground { what, path: path.to_owned(), free, network: ground::remote(there) }
}

/// The folder itself, or the nearest one above it that is there: it will be made in that.
fn existing(path: &Path) -> &Path {
    path.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"))
}

fn may_write(path: &Path) -> bool {
    rustix::fs::access(existing(path), rustix::fs::Access::WRITE_OK).is_ok()
}

fn is_in_memory(path: &Path) -> bool {
    rustix::fs::statfs(existing(path)).is_ok_and(|stat| u32::try_from(stat.f_type) == Ok(TMPFS))
}
