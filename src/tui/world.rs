//! What the engine has said so far: jobs, folder, vitals, logs and how fast things went. Only [`World::apply`] changes it.

use std::collections::{HashMap, VecDeque};

use crate::api::types::{Change, EngineView, FolderView, JobState, JobView, LogLine, LogPage, StreamMessage, Vitals};

use super::log::JobLog;

/// Samples of a job's rates that are kept, about one a second.
const SAMPLES: usize = 240;
/// Jobs whose rates and logs are kept; the oldest go first.
const REMEMBERED: usize = 48;

/// The engine's state as the stream told it.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub engine: Option<EngineView>,
    pub vitals: Option<Vitals>,
    pub folder: Option<FolderView>,
    /// In the order of the queue.
    jobs: Vec<JobView>,
    places: HashMap<i64, usize>,
    tracks: HashMap<i64, Track>,
    logs: HashMap<i64, JobLog>,
    pub seq: u64,
}

/// How fast a job went, about once a second.
#[derive(Debug, Clone, Default)]
pub struct Track {
    pub fps: VecDeque<f64>,
    pub memory: VecDeque<f64>,
    last: Option<f64>,
}

impl Track {
    /// The slowest and the fastest of the last half minute, as parts of its mean; none until ten samples are there.
    pub fn spread(&self) -> Option<(f64, f64)> {
        let lately: Vec<f64> = self.fps.iter().rev().take(30).copied().filter(|fps| *fps > 0.0).collect();
        if lately.len() < 10 {
            return None;
        }
        let mean = lately.iter().sum::<f64>() / lately.len() as f64;
        let low = lately.iter().copied().fold(f64::INFINITY, f64::min);
        let high = lately.iter().copied().fold(0.0, f64::max);
        Some((low / mean, high / mean))
    }

    fn take(&mut self, job: &JobView) {
        let Some(progress) = job.progress.as_ref().filter(|_| job.state == JobState::Running) else { return };
        if self.last.is_some_and(|last| progress.elapsed >= last && progress.elapsed < last + 1.0) {
            return;
        }
        self.last = Some(progress.elapsed);
        for (values, value) in [(&mut self.fps, progress.fps), (&mut self.memory, progress.memory as f64)] {
            if values.len() == SAMPLES {
                values.pop_front();
            }
            values.push_back(if value.is_finite() { value } else { 0.0 });
        }
    }
}

impl World {
    pub fn jobs(&self) -> &[JobView] {
        &self.jobs
    }

    pub fn job(&self, id: i64) -> Option<&JobView> {
        self.places.get(&id).and_then(|place| self.jobs.get(*place))
    }

    pub fn track(&self, id: i64) -> Option<&Track> {
        self.tracks.get(&id)
    }

    pub fn log(&self, id: i64) -> Option<&JobLog> {
        self.logs.get(&id)
    }

    pub fn running(&self) -> usize {
        self.jobs.iter().filter(|job| job.state == JobState::Running).count()
    }

    /// Jobs that will run when it is their turn.
    pub fn waiting(&self) -> usize {
        self.jobs.iter().filter(|job| matches!(job.state, JobState::Waiting | JobState::Paused)).count()
    }

    pub fn apply(&mut self, message: StreamMessage) {
        self.seq = message.seq;
        match message.change {
            Change::Snapshot { engine, vitals, jobs, folder } => self.replace(engine, vitals, jobs, folder),
            Change::Job { job } => self.put(job),
            Change::Removed { id } => self.remove(id),
            Change::Log { job, line } => self.line(job, line),
            Change::Folder { folder } => self.folder = Some(folder),
            Change::Vitals { vitals } => self.vitals = Some(vitals),
        }
    }

    /// Puts a page of a job's log where it belongs; says where the next one starts while there is more.
    pub fn page(&mut self, job: i64, from: u64, page: LogPage) -> Option<u64> {
        self.log_mut(job).page(from, page)
    }

    /// Where the part of a job's log begins that was not asked for yet; none when all of it was.
    pub fn wants_log(&mut self, job: i64) -> Option<u64> {
        let attempt = self.job(job).map_or(0, |job| job.attempt);
        self.log_mut(job).want(attempt)
    }

    /// Lets the logs be asked for again, as after a lost connection.
    pub fn forget_pages(&mut self) {
        self.logs.values_mut().for_each(JobLog::ask_again);
    }

    fn replace(&mut self, engine: EngineView, vitals: Vitals, jobs: Vec<JobView>, folder: Option<FolderView>) {
        self.engine = Some(engine);
        self.vitals = Some(vitals);
        if folder.is_some() {
            self.folder = folder;
        }
        let old = std::mem::take(&mut self.jobs);
        let percents: HashMap<i64, &JobView> = old.iter().map(|job| (job.id, job)).collect();
        self.jobs = jobs;
        for job in &mut self.jobs {
            if let Some(old) = percents.get(&job.id) {
                keep_percent(old, job);
            }
        }
        self.sort();
        self.forget_pages();
        let places = &self.places;
        self.tracks.retain(|id, _| places.contains_key(id));
        self.logs.retain(|id, _| places.contains_key(id));
    }

    fn put(&mut self, mut job: JobView) {
        if self.tracks.len() >= REMEMBERED && !self.tracks.contains_key(&job.id) {
            let ended = |id: &&i64| self.places.get(*id).is_none_or(|place| self.jobs[*place].state.ended());
            if let Some(id) = self.tracks.keys().filter(ended).min().copied() {
                self.tracks.remove(&id);
            }
        }
        if job.state == JobState::Running && self.tracks.len() < REMEMBERED * 2 {
            self.tracks.entry(job.id).or_default().take(&job);
        }
        match self.places.get(&job.id).copied() {
            Some(place) => {
                keep_percent(&self.jobs[place], &mut job);
                let moved = self.jobs[place].order != job.order;
                self.jobs[place] = job;
                if moved {
                    self.sort();
                }
            }
            None => {
                self.jobs.push(job);
                self.sort();
            }
        }
    }

    fn remove(&mut self, id: i64) {
        if let Some(place) = self.places.get(&id).copied() {
            self.jobs.remove(place);
            self.sort();
        }
        self.tracks.remove(&id);
        self.logs.remove(&id);
    }

    fn line(&mut self, job: i64, line: LogLine) {
        self.log_mut(job).live(line);
    }

    fn log_mut(&mut self, job: i64) -> &mut JobLog {
        if self.logs.len() >= REMEMBERED
            && !self.logs.contains_key(&job)
            && let Some(oldest) = self.logs.keys().min().copied()
        {
            self.logs.remove(&oldest);
        }
        self.logs.entry(job).or_default()
    }

    fn sort(&mut self) {
        self.jobs.sort_by_key(|job| (job.order, job.id));
        self.places.clear();
        self.places.extend(self.jobs.iter().enumerate().map(|(place, job)| (job.id, place)));
    }
}

/// A job that was not queued anew never falls back in what is shown, whatever order its messages came in.
fn keep_percent(old: &JobView, new: &mut JobView) {
    if !new.percent.is_finite() {
        new.percent = 0.0;
    }
    new.percent = new.percent.clamp(0.0, 100.0);
    let queued_anew = old.state.ended() && !new.state.ended();
    if !queued_anew {
        new.percent = new.percent.max(old.percent);
    }
}
