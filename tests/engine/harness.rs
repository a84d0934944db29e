//! An engine on a home of its own, and workers that are shell scripts.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rushes::base::Failure;
use rushes::base::process::ProcessIdentity;
use rushes::config::Places;
use rushes::engine::view::{AddRequest, JobView};
use rushes::engine::{Engine, EngineHandle, Options};
use rushes::queue::JobState;
use rushes::worker::order::{EXIT_FILE, Identity};
use tempfile::TempDir;

pub const DEADLINE: Duration = Duration::from_secs(20);

/// A project that says as little as a project can.
pub const DOCUMENT: &str = "\
rushes: 1
title: A short film
canvas: { size: 64x48, fps: 25, duration: 1s }
layers:
  - solid: \"#336699\"
";

/// What every script begins with: who it is, and words for the lines of a report.
const PRELUDE: &str = r#"
dir=$2
nonce=$(sed -n 's/.*"nonce": *"\([^"]*\)".*/\1/p' "$dir/order.json" | head -n 1)
job=$(sed -n 's/.*"job": *\([0-9]*\).*/\1/p' "$dir/order.json" | head -n 1)
attempt=$(sed -n 's/.*"attempt": *\([0-9]*\).*/\1/p' "$dir/order.json" | head -n 1)
started=$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)
identify() {
    printf '{"nonce":"%s","process":{"pid":%s,"started":%s}}' "$nonce" $$ "$started" > "$dir/identity.part"
    mv "$dir/identity.part" "$dir/identity.json"
}
# progress PERCENT CHUNKS_DONE CHUNKS_FOUND
progress() {
    printf '{"job":%s,"attempt":%s,"event":"progress","phase":"render","percent":%s,"frame":1,"frames":25,"fps":9.5,"memory":1000,"memory_limit":2000,"chunks_done":%s,"chunks":10,"chunks_found":%s,"composed":1,"encoded":1,"rates":{"decode_ms":0.0,"compose_ms":0.0,"readback_ms":0.0,"encode_ms":0.0},"ring_used":0,"ring_size":8,"eta":null,"elapsed":1.0}\n' "$job" "$attempt" "$1" "$2" "$3" >> "$dir/report.jsonl"
}
say() {
    printf '{"job":%s,"attempt":%s,"event":"log","at":1,"level":"info","text":"%s"}\n' "$job" "$attempt" "$1" >> "$dir/report.jsonl"
}
# leave END CHUNKS
leave() {
    printf '{"nonce":"%s","job":%s,"attempt":%s,"end":%s,"chunks_encoded":%s}' "$nonce" "$job" "$attempt" "$1" "$2" > "$dir/exit.part"
    mv "$dir/exit.part" "$dir/exit.json"
    exit 0
}
complete() {
    output=$(sed -n 's/.*"output": *"\([^"]*\)".*/\1/p' "$dir/order.json" | head -n 1)
    echo film > "$output"
    leave '{"event":"completed","output":"'"$output"'","frames":25,"duration":1.0,"receipt":"'"$output"'.receipt.json"}' 3
}
"#;

/// A home with a project in it, a worker's script, and no engine yet.
pub struct Home {
    pub folder: TempDir,
    script: PathBuf,
}

impl Home {
    /// The body of the script is what the worker does.
    pub fn new(body: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("worker.sh");
        let home = Self { folder, script };
        home.rewrite(body);
        std::fs::write(home.project(), DOCUMENT).unwrap();
        home
    }

    pub fn rewrite(&self, body: &str) {
        std::fs::write(&self.script, format!("{PRELUDE}\n{body}\n")).unwrap();
    }

    pub fn places(&self) -> Places {
        Places::under(self.folder.path())
    }

    pub fn project(&self) -> PathBuf {
        self.folder.path().join("film.yaml")
    }

    pub fn output(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn options(&self) -> Options {
        let mut options = Options::with_workers_of(Path::new("sh"));
        // As workers do, it takes a session of its own first.
        options.worker = vec!["setsid".into(), "sh".into(), self.script.clone().into(), "work".into()];
        options.look = Duration::from_millis(20);
        options.pause = Duration::from_millis(50);
        options
    }

    pub fn engine(&self) -> Engine {
        self.try_engine().unwrap()
    }

    pub fn try_engine(&self) -> Result<Engine, Failure> {
        Engine::start(&self.places(), self.options())
    }

    pub fn request(&self, output: &str) -> AddRequest {
        AddRequest {
            project: self.project(),
            exports: Vec::new(),
            all: false,
            set: Vec::new(),
            output: Some(self.output(output)),
            overwrite: false,
        }
    }

    pub async fn add(&self, engine: &EngineHandle, output: &str) -> i64 {
        engine.add(self.request(output)).await.unwrap()[0].id
    }

    pub fn attempt(&self, job: i64, attempt: u32) -> PathBuf {
        self.places().attempt(job, attempt)
    }

    /// The process of an attempt, once it has said who it is.
    pub async fn worker(&self, job: i64, attempt: u32) -> ProcessIdentity {
        let file = self.attempt(job, attempt).join("identity.json");
        until(&format!("attempt {attempt} of job {job} says who it is"), || {
            let identity: Identity = serde_json::from_slice(&std::fs::read(&file).ok()?).ok()?;
            Some(identity.process)
        })
        .await
    }

    pub fn has_exit(&self, job: i64, attempt: u32) -> bool {
        self.attempt(job, attempt).join(EXIT_FILE).exists()
    }
}

/// Waits for a fact, and fails when it does not come.
pub async fn until<T>(what: &str, mut fact: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = fact() {
            return found;
        }
        assert!(since.elapsed() < DEADLINE, "did not come to pass: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub async fn until_state(engine: &EngineHandle, id: i64, state: JobState) -> JobView {
    let since = Instant::now();
    loop {
        let job = engine.job(id).unwrap();
        if job.state == state {
            return job;
        }
        let wrong = job.state.ended() || since.elapsed() > DEADLINE;
        assert!(!wrong, "job {id} should be {}, and is {} ({:?})", state.word(), job.state.word(), job.note);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub fn kill(process: ProcessIdentity) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(process.pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

pub async fn until_gone(process: ProcessIdentity) {
    until("the process is gone", || (!process.is_running()).then_some(())).await;
}

/// Ends what a test left behind, so that no worker outlives it.
pub struct Leftover(pub ProcessIdentity);

impl Drop for Leftover {
    fn drop(&mut self) {
        if self.0.is_running() {
            kill(self.0);
        }
    }
}
