//! Following a folder for as long as somebody looks at it: told by the system where that works, looking every two
//! seconds where it does not.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::{mpsc, watch};

use super::folder::{Seen, look_again};
use crate::engine::refusal::Refusal;
use crate::engine::view::FolderView;
use crate::queue::store::ground;

/// Changes come in bursts; the look waits until one is over.
const SETTLE: Duration = Duration::from_millis(150);
/// How often a folder is looked at where the system tells nothing.
const LOOK: Duration = Duration::from_secs(2);
/// And where it does, in case something was missed.
const LOOK_ANYWAY: Duration = Duration::from_secs(30);
/// Folders that are followed at the same time.
const MOST: usize = 64;

/// Nothing until the first look.
type Views = watch::Receiver<Option<FolderView>>;

/// A folder's projects, newest state only. The following ends when the last of these is dropped.
#[derive(Debug, Clone)]
pub struct FolderWatch {
    views: Views,
    _shared: Arc<Views>,
}

/// The folders that are followed now; clients of the same folder share one.
#[derive(Debug, Clone, Default)]
pub struct Watchers {
    folders: Arc<Mutex<HashMap<PathBuf, Weak<Views>>>>,
}

impl FolderWatch {
    fn of(shared: Arc<Views>) -> Self {
        // A fresh receiver takes what is there already for new, so that the first wait returns at once.
        let mut views = (*shared).clone();
        views.mark_changed();
        Self { views, _shared: shared }
    }

    /// Waits for the first look, and then for every change; `None` once there will be none.
    pub async fn next(&mut self) -> Option<FolderView> {
        loop {
            self.views.changed().await.ok()?;
            if let Some(view) = self.views.borrow_and_update().clone() {
                return Some(view);
            }
        }
    }
}

impl Watchers {
    pub fn watch(&self, folder: &Path) -> Result<FolderWatch, Refusal> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|_, views| views.strong_count() > 0);
        if let Some(shared) = folders.get(folder).and_then(Weak::upgrade) {
            return Ok(FolderWatch::of(shared));
        }
        if folders.len() >= MOST {
            return Err(Refusal::NotNow(format!("{MOST} folders are looked at already; close a client first")));
        }
        let (sender, views) = watch::channel(None);
        let shared = Arc::new(views);
        folders.insert(folder.to_path_buf(), Arc::downgrade(&shared));
        tokio::spawn(follow(folder.to_path_buf(), sender));
        Ok(FolderWatch::of(shared))
    }
}

async fn follow(folder: PathBuf, views: watch::Sender<Option<FolderView>>) {
    // One word is enough: every change leads to a look at the whole folder, an overflow of the system's queue too.
    let (word, mut words) = mpsc::channel(1);
    let mut ear: Option<RecommendedWatcher> = None;
    let mut seen = Seen::new();
    while !views.is_closed() {
        let (there, word, mut had_ear) = (folder.clone(), word.clone(), ear.take());
        let looked = tokio::task::spawn_blocking(move || {
            // A folder that went takes its watch with it; a new one of that name needs a new watch.
            if !there.is_dir() {
                had_ear = None;
            } else if had_ear.is_none() {
                had_ear = listen(&there, word);
            }
            let view = look_again(&there, &mut seen, had_ear.is_some());
            (view, seen, had_ear)
        });
        let Ok((view, seen_now, ear_now)) = looked.await else { return };
        (seen, ear) = (seen_now, ear_now);
        views.send_if_modified(|last| {
            let changed = last.as_ref() != Some(&view);
            *last = Some(view);
            changed
        });
        let wait = if ear.is_some() { LOOK_ANYWAY } else { LOOK };
        tokio::select! {
            () = views.closed() => return,
            _ = words.recv() => tokio::time::sleep(SETTLE).await,
            () = tokio::time::sleep(wait) => {}
        }
        // Words that came while the burst lasted are answered by the look that follows.
        let _ = words.try_recv();
    }
}

/// Lets the system tell of changes; `None` where it can't: a network's file system, no watches left.
fn listen(folder: &Path, word: mpsc::Sender<()>) -> Option<RecommendedWatcher> {
    if ground::remote(folder).is_some() {
        return None;
    }
    let heard = move |event: notify::Result<notify::Event>| {
        if !event.is_ok_and(|event| event.kind.is_access()) {
            // A full channel holds the same word already.
            let _ = word.try_send(());
        }
    };
    let mut watcher = notify::recommended_watcher(heard).ok()?;
    watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}
