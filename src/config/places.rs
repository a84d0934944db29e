//! Where things are kept. `RUSHES_HOME` moves all of it into one folder.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The folders and files of one user's `rushes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    state: PathBuf,
    cache: PathBuf,
    config: PathBuf,
}

impl Places {
    /// From `RUSHES_HOME`, or else the XDG folders. Never the run-time directory: it goes at the last logout.
    pub fn find() -> io::Result<Self> {
        if let Some(home) = std::env::var_os("RUSHES_HOME").filter(|home| !home.is_empty()) {
            return Ok(Self::under(&std::path::absolute(home)?));
        }
        let base = etcetera::choose_base_strategy()
            .map_err(|_| io::Error::other("no home folder: set HOME, or RUSHES_HOME to a folder of your choice"))?;
        let state = base.state_dir().unwrap_or_else(|| base.data_dir()).join("rushes");
        let (cache, config) = (base.cache_dir().join("rushes"), base.config_dir().join("rushes"));
        Ok(Self { state, cache, config })
    }

    /// Everything below one folder.
    pub fn under(home: &Path) -> Self {
        Self { state: home.join("state"), cache: home.join("cache"), config: home.join("config") }
    }

    /// The one folder below which everything lies, where it is one: what `RUSHES_HOME` must say for another process to
    /// find the same places from wherever it stands.
    pub fn home(&self) -> Option<&Path> {
        self.state.parent().filter(|home| Self::under(home) == *self)
    }

    pub fn state(&self) -> &Path {
        &self.state
    }

    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// What the user writes and we only read.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// Presets of the user's own.
    pub fn presets(&self) -> PathBuf {
        self.config.join("presets")
    }

    /// The queue.
    pub fn database(&self) -> PathBuf {
        self.state.join("queue.db")
    }

    /// Held by the engine for life.
    pub fn engine_lock(&self) -> PathBuf {
        self.state.join("engine.lock")
    }

    pub fn engine_log(&self) -> PathBuf {
        self.state.join("engine.log")
    }

    pub fn socket(&self) -> PathBuf {
        self.state.join("engine.sock")
    }

    /// The folder of one attempt at a job.
    pub fn attempt(&self, job: i64, attempt: u32) -> PathBuf {
        self.state.join("jobs").join(job.to_string()).join(attempt.to_string())
    }

    /// Finished chunks by key.
    pub fn chunks(&self) -> PathBuf {
        self.cache.join("chunks")
    }

    /// Analyses of sounds by key.
    pub fn analyses(&self) -> PathBuf {
        self.cache.join("analysis")
    }

    /// What layers keep from frame to frame.
    pub fn kept(&self) -> PathBuf {
        self.cache.join("kept")
    }

    /// Facts about sources by identity.
    pub fn facts(&self) -> PathBuf {
        self.cache.join("facts")
    }

    /// What the chunks of planned exports were made of, to say what changed.
    pub fn plans(&self) -> PathBuf {
        self.cache.join("plans")
    }

    /// How fast exports were here, and how large.
    pub fn speeds(&self) -> PathBuf {
        self.cache.join("speeds.json")
    }

    /// Makes the state folder, for its owner only.
    pub fn make_state(&self) -> io::Result<()> {
        make_private(&self.state)
    }

    pub fn make_cache(&self) -> io::Result<()> {
        make_private(&self.cache)
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
