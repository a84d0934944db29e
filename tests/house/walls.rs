//! Who may import whom.

use std::path::{Path, PathBuf};

use super::tokens::paths;

/// What each room may import of the house. A room stands for all that is in it, `room::file` for
/// that file only: the contracts that a room above and a room below share.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("config", &["base"]),
    ("project", &["config", "base"]),
    ("timeline", &["project", "config", "base"]),
    ("plan", &["timeline", "project", "config", "base"]),
    ("compose", &["timeline", "project", "config", "base"]),
    ("media", &["config", "base"]),
    ("sound", &["timeline", "project", "config", "base"]),
    ("export", &["compose", "sound", "plan", "media", "timeline", "project", "config", "base"]),
    ("worker", &["export", "compose", "sound", "plan", "media", "timeline", "project", "config", "base"]),
    ("queue", &["worker::order", "export::event", "project", "config", "base"]),
    ("engine", &["queue", "worker", "export::event", "plan", "timeline", "project", "config", "base"]),
    ("api", &["engine", "queue", "worker::order", "export::event", "project", "config", "base"]),
    ("tui", &["api::client", "api::types", "base"]),
    ("cli", &["tui", "api", "engine", "queue", "worker", "export", "plan", "timeline", "project", "config", "base"]),
];

/// The foreground verbs that run a worker's insides themselves, and may reach what else only a worker reaches.
const FOREGROUND: &[&str] = &["analyse", "check", "doctor", "facts", "init", "plan", "render", "still", "version"];
const REACHED_IN_FOREGROUND: &[&str] = &["media", "compose", "sound"];

/// Libraries that only one room knows.
const OWNED: &[(&str, &str)] = &[
    ("ffmpeg_next", "media"),
    ("ffmpeg_sys_next", "media"),
    ("wgpu", "compose"),
    ("vello_cpu", "compose"),
    ("parley", "compose"),
    ("symphonia", "sound"),
    ("rubato", "sound"),
    ("rusqlite", "queue"),
    ("axum", "api"),
    ("reqwest", "api"),
    ("ratatui", "tui"),
    ("crossterm", "tui"),
    ("clap", "cli"),
    ("indicatif", "cli"),
];

/// Rooms that ask the outside nothing, and what they must therefore not name.
const PURE: &[&str] = &["project", "timeline", "plan", "queue"];
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::os::unix::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "tokio",
    "rustix",
    "tempfile",
    "crate::base::atomic_file",
    "crate::base::clock::SystemClock",
];
/// The one place of a pure room that may: the queue's database.
const STORE: &str = "queue/store";

/// What is wrong with the paths that `source`, the file at `file` below src/, names.
fn broken(file: &Path, source: &str) -> Vec<String> {
    let room = room_of(file);
    let mut wrong = Vec::new();
    for path in paths(source) {
        let Some(path) = from_root(file, &path) else { continue };
        let named = path.join("::");
        if path[0] == "crate" && !may_import(file, &room, &path[1..]) {
            wrong.push(format!("{}: {room} must not import {named}", file.display()));
        }
        if let Some((library, owner)) = OWNED.iter().find(|(library, owner)| path[0] == *library && room != *owner) {
            wrong.push(format!("{}: only {owner} knows {library}", file.display()));
        }
        let outside = OUTSIDE.iter().any(|forbidden| is_below(&named, forbidden));
        if outside && PURE.contains(&room.as_str()) && !file.starts_with(STORE) {
            wrong.push(format!("{}: {room} asks the outside nothing, and names {named}", file.display()));
        }
    }
    wrong
}

/// The first folder; `main` and `lib` are rooms of one file, above all others.
fn room_of(file: &Path) -> String {
    let first = file.iter().next().unwrap_or_default();
    Path::new(first).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The path as it reads from the crate's root; none where `super` and `self` stay inside the room.
fn from_root(file: &Path, path: &[String]) -> Option<Vec<String>> {
    let ups =
        path.iter().take_while(|word| *word == "super" || *word == "self").filter(|word| *word == "super").count();
    if ups == 0 {
        let stays = path[0] == "self" || path.len() < 2 && path[0] == "crate";
        let named = if path[0] == "rushes" { "crate" } else { path[0].as_str() };
        return (!stays).then(|| std::iter::once(named.to_owned()).chain(path[1..].iter().cloned()).collect());
    }
    let is_door = file.file_name().is_some_and(|name| name == "mod.rs");
    let depth = file.iter().count() - usize::from(is_door);
    let rest = path.iter().skip_while(|word| *word == "super" || *word == "self");
    (ups >= depth).then(|| std::iter::once("crate".to_owned()).chain(rest.cloned()).collect())
}

fn may_import(file: &Path, room: &str, path: &[String]) -> bool {
    let Some(target) = path.first() else { return true };
    if target == room || room == "main" || room == "lib" {
        return true;
    }
    let in_foreground = room == "cli"
        && file.iter().nth(1).is_some_and(|name| {
            let verb = Path::new(name).file_stem().unwrap_or_default();
            FOREGROUND.iter().any(|foreground| verb == *foreground)
        });
    if in_foreground && REACHED_IN_FOREGROUND.contains(&target.as_str()) {
        return true;
    }
    let named = path.join("::");
    let allowed = ALLOWED.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, allowed)| allowed);
    allowed.iter().any(|allowed| is_below(&named, allowed))
}

fn is_below(named: &str, root: &str) -> bool {
    named.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Every source file below src/ with its text, the path relative to src/.
pub fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the sources were not found");
    found
}

#[test]
fn no_wall_is_broken() {
    let wrong: Vec<String> = sources().iter().flat_map(|(file, text)| broken(file, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_walls() {
    let mut rooms: Vec<String> =
        sources().iter().filter(|(file, _)| file.iter().count() > 1).map(|(f, _)| room_of(f)).collect();
    rooms.dedup();
    let mut walled: Vec<&str> = ALLOWED.iter().map(|(room, _)| *room).collect();
    walled.sort_unstable();
    assert_eq!(rooms, walled);
}

#[test]
fn planted_violations_are_found() {
    let planted = [
        (
            "tui/screen.rs",
            "use crate::{\n    base::Digest,\n    engine::Engine,\n};",
            "tui must not import crate::engine::Engine",
        ),
        ("tui/screen.rs", "use crate::api::routes;", "tui must not import crate::api::routes"),
        ("tui/panes/log.rs", "use super::super::super::queue::Job;", "tui must not import crate::queue::Job"),
        ("base/hash.rs", "use crate::project::Project;", "base must not import crate::project::Project"),
        ("plan/key.rs", "fn f(x: crate::media::Frame) {}", "plan must not import crate::media::Frame"),
        ("engine/start.rs", "use crate::compose::Gpu;", "engine must not import crate::compose::Gpu"),
        ("queue/mod.rs", "use super::media;", "queue must not import crate::media"),
        ("cli/jobs.rs", "use crate::media::probe;", "cli must not import crate::media::probe"),
        ("project/walk.rs", "use std::{fmt, fs::File};", "project asks the outside nothing, and names std::fs::File"),
        ("timeline/frame.rs", "let t = std::time::Instant::now();", "names std::time::Instant::now"),
        ("queue/order.rs", "use std::process::Command;", "queue asks the outside nothing"),
        ("sound/mix.rs", "use ffmpeg_next as ffmpeg;", "only media knows ffmpeg_next"),
        ("cli/jobs.rs", "rusqlite::Connection::open(path)", "only queue knows rusqlite"),
    ];
    for (file, source, wanted) in planted {
        let wrong = broken(Path::new(file), source);
        assert!(wrong.len() == 1 && wrong[0].contains(wanted), "{file}: {source}\nfound {wrong:?}, wanted {wanted}");
    }
}

#[test]
fn what_is_allowed_is_left_alone() {
    let fine = [
        ("tui/screen.rs", "use crate::api::{client::Client, types::*};\nuse crate::base::printable;"),
        ("tui/panes/log.rs", "use super::super::model::Model;"),
        ("queue/store/open.rs", "use std::fs;\nuse rusqlite::Connection;"),
        ("cli/doctor.rs", "use crate::{compose::Gpu, media};"),
        ("project/walk.rs", "use std::path::PathBuf;\nuse std::time::Duration;"),
        ("export/lane.rs", "/// Not [`crate::tui`].\nuse crate::media::Encoder;"),
        ("main.rs", "fn main() { rushes::cli::run(); }"),
    ];
    for (file, source) in fine {
        assert_eq!(broken(Path::new(file), source), Vec::<String>::new(), "{file}: {source}");
    }
}
