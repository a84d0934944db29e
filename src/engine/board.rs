//! All that the engine knows, under one lock: who changes a job also tells everyone, in the same breath, so that a
//! snapshot and the changes after it never miss or repeat anything.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, broadcast, watch};

use super::options::Options;
use super::refusal::Refusal;
use super::view::{Change, EngineView, JobView, Vitals};
use crate::base::clock::{Clock, SystemClock};
use crate::base::{Failure, printable};
use crate::config::Places;
use crate::export::event::{LogLine, Progress};
use crate::queue::store::{AttemptMark, AttemptRow};
use crate::queue::{Event, Job, JobState, NewJob, Stage, Store, order, transition};

/// Changes that a slow listener may be behind before it gets a new snapshot instead.
const BEHIND: usize = 256;

pub(super) struct Board {
    pub places: Places,
    pub options: Options,
    started_at: i64,
    state: Mutex<State>,
    changes: broadcast::Sender<Change>,
    /// Told when there may be something to start.
    pub wake: Notify,
    stop: watch::Sender<bool>,
    refused_reports: AtomicU64,
}

struct State {
    store: Store,
    jobs: BTreeMap<i64, Entry>,
    vitals: Vitals,
}

struct Entry {
    job: Job,
    /// Newer than what the job has stored.
    live: Option<Progress>,
    not_before: Option<Instant>,
    /// Whoever follows the worker hears here that it is to be stopped.
    stop: Arc<Notify>,
}

/// Everything as it is, and all changes from then on.
pub struct Subscription {
    pub engine: EngineView,
    pub vitals: Vitals,
    pub jobs: Vec<JobView>,
    pub changes: broadcast::Receiver<Change>,
}

/// What the scheduler finds to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Start(i64),
    /// A job may be tried again then.
    Later(Duration),
    Nobody,
}

impl Board {
    pub fn new(places: Places, options: Options, store: Store) -> Result<Self, Failure> {
        let jobs = store.jobs()?.into_iter().map(|job| (job.id, Entry::new(job))).collect();
        let vitals = Vitals { host: sysinfo::System::host_name().unwrap_or_default(), ..Vitals::default() };
        Ok(Self {
            places,
            options,
            started_at: SystemClock.unix_ms(),
            state: Mutex::new(State { store, jobs, vitals }),
            changes: broadcast::channel(BEHIND).0,
            wake: Notify::new(),
            stop: watch::channel(false).0,
            refused_reports: AtomicU64::new(0),
        })
    }

    pub fn status(&self) -> EngineView {
        self.lock().status(self)
    }

    pub fn views(&self) -> Vec<JobView> {
        self.lock().views()
    }

    pub fn view(&self, id: i64) -> Result<JobView, Refusal> {
        self.lock().jobs.get(&id).map(Entry::view).ok_or(Refusal::NoSuchJob(id))
    }

    pub fn job(&self, id: i64) -> Result<Job, Refusal> {
        self.lock().jobs.get(&id).map(|entry| entry.job.clone()).ok_or(Refusal::NoSuchJob(id))
    }

    /// Jobs that a worker had when the engine went.
    pub fn with_workers(&self) -> Vec<Job> {
        let state = self.lock();
        state.jobs.values().filter(|entry| entry.job.life.stage.has_worker()).map(|entry| entry.job.clone()).collect()
    }

    pub fn attempts(&self, id: i64) -> Result<Vec<AttemptRow>, Refusal> {
        Ok(self.lock().store.attempts(id)?)
    }

    pub fn subscribe(&self) -> Subscription {
        let state = self.lock();
        Subscription {
            engine: state.status(self),
            vitals: state.vitals.clone(),
            jobs: state.views(),
            changes: self.changes.subscribe(),
        }
    }

    pub async fn unwatched(&self) {
        self.changes.closed().await;
    }

    pub fn is_watched(&self) -> bool {
        self.changes.receiver_count() > 0
    }

    pub fn add(&self, new: &[NewJob]) -> Result<Vec<JobView>, Refusal> {
        let mut state = self.lock();
        let added = state.store.add(new, SystemClock.unix_ms())?;
        let mut views = Vec::with_capacity(added.len());
        for job in added {
            let entry = Entry::new(job);
            views.push(entry.view());
            state.jobs.insert(entry.job.id, entry);
        }
        for view in &views {
            self.tell(Change::Job { job: view.clone() });
        }
        self.wake.notify_one();
        Ok(views)
    }

    /// Lets an event happen to a job: decided by the transition function, on disk before anyone hears of it.
    pub fn apply(&self, id: i64, event: Event, mark: Option<&AttemptMark<'_>>) -> Result<JobView, Refusal> {
        let now = SystemClock.unix_ms();
        let mut guard = self.lock();
        let state = &mut *guard;
        let entry = state.jobs.get_mut(&id).ok_or(Refusal::NoSuchJob(id))?;
        let (fresh, begins) = (event == Event::Retry, event == Event::Start);
        let life = transition(&entry.job.life, event)?;
        // Whoever asks for another go starts counting anew; all other attempts go on from what was told.
        let progress = if fresh { None } else { entry.best() };
        let mut job = Job { life, progress, ..entry.job.clone() };
        if job.life.stage.has_worker() && job.started_at.is_none() {
            job.started_at = Some(now);
        }
        job.ended_at = if job.life.state().ended() { job.ended_at.or(Some(now)) } else { None };
        entry.job = state.store.save(&job, mark, now)?;
        entry.live = None;
        if fresh {
            entry.not_before = None;
        }
        if begins {
            // A word to stop that came too late for the last worker is not for this one.
            entry.stop = Arc::default();
        }
        if entry.job.life.stage.cancelling() {
            entry.stop.notify_one();
        }
        let view = entry.view();
        self.tell(Change::Job { job: view.clone() });
        self.wake.notify_one();
        Ok(view)
    }

    pub fn remove(&self, id: i64) -> Result<(), Refusal> {
        let mut guard = self.lock();
        let state = &mut *guard;
        let entry = state.jobs.get(&id).ok_or(Refusal::NoSuchJob(id))?;
        if !entry.job.life.state().ended() {
            let word = entry.job.life.state().word();
            return Err(Refusal::NotNow(format!("the job is {word}, so it can't be removed; cancel it first")));
        }
        state.store.remove(&entry.job)?;
        state.jobs.remove(&id);
        self.tell(Change::Removed { id });
        Ok(())
    }

    /// Takes a newer progress of an attempt; one of another attempt is refused and counted.
    pub fn progress(&self, id: i64, attempt: u32, mut progress: Progress) {
        let mut state = self.lock();
        let Some(entry) = state.jobs.get_mut(&id) else { return self.count_refused(1) };
        if !entry.job.life.stage.has_worker() || entry.job.life.attempt != attempt {
            return self.count_refused(1);
        }
        progress.percent = progress.percent.clamp(0.0, 100.0).max(entry.percent());
        entry.live = Some(progress);
        let view = entry.view();
        self.tell(Change::Job { job: view });
    }

    pub fn log(&self, id: i64, line: LogLine) {
        self.tell(Change::Log { job: id, line });
    }

    pub fn set_vitals(&self, vitals: Vitals) {
        let mut state = self.lock();
        state.vitals = vitals.clone();
        self.tell(Change::Vitals { vitals });
    }

    /// Where the following of a job's worker hears that it is to stop.
    pub fn stop_of(&self, id: i64) -> Arc<Notify> {
        self.lock().jobs.get(&id).map(|entry| Arc::clone(&entry.stop)).unwrap_or_default()
    }

    pub fn hold_back(&self, id: i64, pause: Duration) {
        if let Some(entry) = self.lock().jobs.get_mut(&id) {
            entry.not_before = Some(Instant::now() + pause);
        }
    }

    /// Who is to be started now.
    pub fn turn(&self) -> Turn {
        let state = self.lock();
        let running = state.jobs.values().filter(|entry| entry.job.life.stage.has_worker()).count();
        if running >= self.options.lanes {
            return Turn::Nobody;
        }
        let now = Instant::now();
        let wait = |id: i64| {
            state.jobs.get(&id).and_then(|entry| entry.not_before).map_or(Duration::ZERO, |at| at.duration_since(now))
        };
        let jobs = || state.jobs.values().map(|entry| &entry.job);
        if let Some(job) = order::next(jobs(), |job| wait(job.id).is_zero()) {
            return Turn::Start(job.id);
        }
        let waiting = jobs().filter(|job| job.life.state() == JobState::Waiting);
        waiting.map(|job| wait(job.id)).min().map_or(Turn::Nobody, Turn::Later)
    }

    pub fn count_refused(&self, reports: u64) {
        self.refused_reports.fetch_add(reports, Ordering::Relaxed);
    }

    pub fn refused(&self) -> u64 {
        self.refused_reports.load(Ordering::Relaxed)
    }

    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Returns once the engine is asked to go.
    pub async fn stopping(&self) {
        let mut stop = self.stop.subscribe();
        // The sender lives in the board, so waiting can't fail.
        let _ = stop.wait_for(|stop| *stop).await;
    }

    /// Nobody listening is no failure.
    fn tell(&self, change: Change) {
        let _ = self.changes.send(change);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn status(&self, board: &Board) -> EngineView {
        let count = |wanted: JobState| {
            let jobs = self.jobs.values().filter(|entry| entry.job.life.state() == wanted).count();
            u32::try_from(jobs).unwrap_or(u32::MAX)
        };
        EngineView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pid: std::process::id(),
            started_at: board.started_at,
            home: board.places.state().to_path_buf(),
            running: count(JobState::Running),
            waiting: count(JobState::Waiting),
        }
    }

    fn views(&self) -> Vec<JobView> {
        let mut views: Vec<JobView> = self.jobs.values().map(Entry::view).collect();
        views.sort_by_key(|view| (view.order, view.id));
        views
    }
}

impl Entry {
    fn new(job: Job) -> Self {
        Self { job, live: None, not_before: None, stop: Arc::default() }
    }

    fn best(&self) -> Option<Progress> {
        self.live.clone().or_else(|| self.job.progress.clone())
    }

    /// What its worker waits for.
    fn waiting(&self) -> Option<String> {
        let why = self.live.as_ref()?.waiting.as_ref()?;
        Some(format!("waiting: {why}"))
    }

    fn percent(&self) -> f64 {
        match self.job.life.stage {
            Stage::Done => 100.0,
            _ => self.live.as_ref().or(self.job.progress.as_ref()).map_or(0.0, |progress| progress.percent),
        }
    }

    fn view(&self) -> JobView {
        let job = &self.job;
        let (reason, note) = match &job.life.stage {
            Stage::Waiting { again: Some(why) } => (None, Some(format!("trying again: {why}"))),
            Stage::Blocked { why } => (None, Some(why.clone())),
            Stage::Failed(failure) => (Some(failure.reason), Some(failure.message.clone())),
            stage if stage.cancelling() => (None, Some("cancelling".to_owned())),
            stage => (None, self.waiting().filter(|_| stage.has_worker())),
        };
        let progress = self.best();
        let phase = progress.as_ref().map(|progress| progress.phase).filter(|_| job.life.stage.has_worker());
        JobView {
            id: job.id,
            order: job.place,
            project: job.work.project.clone(),
            title: job.title.as_deref().map(printable::text),
            export: job.work.export.clone(),
            state: job.life.state(),
            note: note.map(|note| printable::text(&note)),
            reason,
            output: job.output.clone(),
            attempt: job.life.attempt,
            phase,
            percent: self.percent(),
            progress,
            added_at: job.added_at,
            started_at: job.started_at,
            ended_at: job.ended_at,
        }
    }
}
