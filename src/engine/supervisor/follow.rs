//! Following one worker from its start, or from where it is found again, to its end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::ending::{Ending, Facts, judge};
use super::folder::Attempt;
use super::process::{Death, WorkerProcess};
use super::tail::Tail;
use crate::base::clock::{Clock, SystemClock};
use crate::base::{Failure, Reason};
use crate::engine::board::Board;
use crate::engine::logs;
use crate::engine::refusal::Refusal;
use crate::export::event::{Event as Said, Level, LogLine, Progress};
use crate::queue::store::AttemptMark;
use crate::queue::{Event, Job};
use crate::worker::order::{Order, REPORT_FILE, Work};

/// A worker that has written its exit has so long to leave.
const LEAVE: Duration = Duration::from_secs(2);
/// How many times longer than an idle one a worker that is busy may say nothing.
const SILENT_AT_WORK: u32 = 240;
/// Between two tries to store an end that the disk refuses.
const AGAIN: Duration = Duration::from_secs(1);

/// Puts the start of an attempt into the queue, before there is a process.
pub async fn begin(board: &Arc<Board>, id: i64) -> Result<Attempt, Refusal> {
    let board = Arc::clone(board);
    let started = tokio::task::spawn_blocking(move || {
        let nonce = nonce()?;
        let view = board.apply(id, Event::Start, Some(&AttemptMark::Begun { nonce: &nonce }))?;
        let folder = board.places.attempt(id, view.attempt);
        Ok(Attempt { job: id, number: view.attempt, nonce, folder })
    });
    started.await.unwrap_or_else(|error| Err(Failure::new(Reason::Crashed, error.to_string()).into()))
}

/// Spawns the worker of a begun attempt and follows it to its end.
pub async fn run(board: Arc<Board>, attempt: Attempt) {
    match spawn(&board, &attempt).await {
        Ok(process) => {
            let known = board.job(attempt.job).ok().and_then(|job| job.progress);
            let reading = Reading::new(&attempt, known.map_or(0, |progress| progress.chunks_done));
            follow(&board, &attempt, process, reading).await;
        }
        Err(error) => {
            let failure = Failure::new(Reason::Crashed, format!("the worker could not be started: {error}"));
            let how = failure.message.clone();
            let event = Event::Failed { failure, recoverable: true, fruitful: false };
            settle(&board, &attempt, Ending { event, how, chunks: 0, epitaph: None }).await;
        }
    }
}

/// Finds the worker that an earlier engine left with a job, or settles what became of it.
pub async fn take_up(board: Arc<Board>, job: Job) {
    let known = job.progress.as_ref().map_or(0, |progress| progress.chunks_done);
    let search = {
        let board = Arc::clone(&board);
        tokio::task::spawn_blocking(move || {
            // Without its row in the history nothing that lies in the folder is believed.
            let row = board.attempts(job.id).ok().and_then(|mut attempts| attempts.pop());
            let nonce = row.filter(|row| row.attempt == job.life.attempt).map_or_else(String::new, |row| row.nonce);
            let folder = board.places.attempt(job.id, job.life.attempt);
            let attempt = Attempt { job: job.id, number: job.life.attempt, nonce, folder };
            let mut process = WorkerProcess::find(&board.options.worker, &attempt);
            if process.is_none() && !attempt.has_exit() {
                // A worker that was only just started reads its order first. Once the order is gone, whoever has read
                // it can be seen, and whoever has not never will.
                attempt.withdraw_order();
                process = WorkerProcess::find(&board.options.worker, &attempt);
            }
            let mut reading = Reading::new(&attempt, known);
            // What an earlier engine told already is not told again.
            reading.tail.skip_to_end();
            reading.catch_up(&board, &attempt, false);
            (attempt, process, reading)
        })
    };
    let (attempt, process, reading) = match search.await {
        Ok(found) => found,
        Err(error) => return tracing::error!("job {}: its worker could not be looked for: {error}", job.id),
    };
    if job.life.stage.cancelling() {
        board.stop_of(job.id).notify_one();
    }
    match process {
        Some(process) => {
            tracing::info!("job {}: attempt {} is found at work", attempt.job, attempt.number);
            follow(&board, &attempt, process, reading).await;
        }
        None => {
            let ending = reading.judge(&attempt, Death::Unknown, None);
            settle(&board, &attempt, ending).await;
        }
    }
}

/// Where a job stands that an earlier engine left with a worker, as far as its report tells, before any client asks.
pub fn remember(board: &Board, job: &Job) {
    let report = board.places.attempt(job.id, job.life.attempt).join(REPORT_FILE);
    let mut tail = Tail::new(report, job.id, job.life.attempt);
    tail.skip_to_end();
    let mut newest = None;
    while let Ok((events, more)) = tail.look() {
        newest = newest_progress(&events).cloned().or(newest);
        if !more {
            break;
        }
    }
    if let Some(progress) = newest {
        board.progress(job.id, job.life.attempt, progress);
    }
}

fn newest_progress(events: &[Said]) -> Option<&Progress> {
    events.iter().rev().find_map(|event| if let Said::Progress(progress) = event { Some(progress) } else { None })
}

async fn spawn(board: &Arc<Board>, attempt: &Attempt) -> std::io::Result<WorkerProcess> {
    let job = board.job(attempt.job).map_err(|refusal| std::io::Error::other(refusal.to_string()))?;
    let order =
        Order { nonce: attempt.nonce.clone(), job: attempt.job, attempt: attempt.number, work: Work::Export(job.work) };
    let prepared = attempt.clone();
    tokio::task::spawn_blocking(move || prepared.prepare(&order)).await??;
    WorkerProcess::spawn(&board.options.worker, &board.places, attempt)
}

async fn follow(board: &Arc<Board>, attempt: &Attempt, mut process: WorkerProcess, mut reading: Reading) {
    let options = &board.options;
    let stop = board.stop_of(attempt.job);
    let mut ticks = tokio::time::interval(options.look);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut signs = Signs::new(process.effort());
    let mut asked: Option<Instant> = None;
    let mut left: Option<Instant> = None;
    let mut stalled = None;
    let death = loop {
        tokio::select! {
            death = process.gone() => break death,
            () = board.stopping() => return,
            () = stop.notified() => {
                if asked.is_none() {
                    process.ask_to_stop();
                    asked = Some(Instant::now());
                }
            }
            _ = ticks.tick() => {
                if reading.look(board, attempt, true) {
                    signs.reported = Instant::now();
                }
                signs.see(process.effort());
                if left.is_none() && attempt.has_exit() {
                    left = Some(Instant::now());
                }
                if asked.is_some_and(|asked| asked.elapsed() >= options.grace)
                    || left.is_some_and(|left| left.elapsed() >= LEAVE)
                {
                    process.kill();
                } else if signs.stalled(options.stall) {
                    stalled = Some(signs.reported.elapsed().as_secs());
                    process.kill();
                }
            }
        }
    };
    reading.catch_up(board, attempt, true);
    let mut ending = reading.judge(attempt, death, stalled.filter(|_| asked.is_none()));
    if asked.is_some() && matches!(ending.event, Event::Lost { .. }) {
        // We know who killed it.
        (ending.how, ending.epitaph) = ("cancelled".to_owned(), None);
    }
    settle(board, attempt, ending).await;
}

/// Tells the queue how the attempt ended, and does not rest before it is stored.
async fn settle(board: &Arc<Board>, attempt: &Attempt, ending: Ending) {
    if let Some(epitaph) = &ending.epitaph {
        let line = LogLine { at: SystemClock.unix_ms(), level: Level::Error, text: epitaph.clone() };
        if let Err(error) = attempt.add_line(line.clone()) {
            tracing::warn!("job {}: the end of attempt {} is not in its log: {error}", attempt.job, attempt.number);
        }
        board.log(attempt.job, line);
    }
    tracing::info!("job {}: attempt {} ended: {}", attempt.job, attempt.number, ending.how);
    if matches!(ending.event, Event::Failed { recoverable: true, .. }) {
        board.hold_back(attempt.job, board.options.pause);
    }
    loop {
        let (there, job) = (Arc::clone(board), attempt.job);
        let (event, how, chunks) = (ending.event.clone(), ending.how.clone(), ending.chunks);
        let stored = tokio::task::spawn_blocking(move || {
            there.apply(job, event, Some(&AttemptMark::Ended { how: &how, chunks }))
        });
        match stored.await {
            Ok(Ok(_)) => return,
            Ok(Err(Refusal::Broken(failure))) => {
                tracing::error!("job {job}: its end could not be stored, trying again: {failure}");
            }
            Ok(Err(refusal)) => {
                tracing::error!("job {job}: its end makes no sense: {refusal}");
                return;
            }
            Err(error) => {
                tracing::error!("job {job}: its end could not be stored: {error}");
                return;
            }
        }
        tokio::select! {
            () = board.stopping() => return,
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}

/// When a worker last did something.
struct Signs {
    reported: Instant,
    worked: Instant,
    effort: u64,
}

impl Signs {
    fn new(effort: u64) -> Self {
        Self { reported: Instant::now(), worked: Instant::now(), effort }
    }

    fn see(&mut self, effort: u64) {
        if effort != self.effort {
            (self.effort, self.worked) = (effort, Instant::now());
        }
    }

    /// Neither a report nor work for so long; or no report for many times as long, however busy it is. A large source
    /// takes minutes to hash, and nothing can be told of it meanwhile.
    fn stalled(&self, limit: Duration) -> bool {
        let silent = self.reported.elapsed();
        silent >= limit && (self.worked.elapsed() >= limit || silent >= limit * SILENT_AT_WORK)
    }
}

/// A report as far as it was read, and what it says about chunks.
struct Reading {
    tail: Tail,
    refused: u64,
    /// Chunks that the job was known to have before this attempt.
    known: u64,
    /// Chunks that this attempt added.
    added: u64,
}

impl Reading {
    fn new(attempt: &Attempt, known: u64) -> Self {
        Self { tail: Tail::new(attempt.report(), attempt.job, attempt.number), refused: 0, known, added: 0 }
    }

    /// Reads what came since, and tells it. True when anything came.
    fn look(&mut self, board: &Board, attempt: &Attempt, loud: bool) -> bool {
        let before = self.tail.offset();
        let events = match self.tail.look() {
            Ok((events, _)) => events,
            Err(error) => {
                tracing::warn!("job {}: its report can't be read: {error}", attempt.job);
                return false;
            }
        };
        board.count_refused(self.tail.refused - self.refused);
        self.refused = self.tail.refused;
        let newest = newest_progress(&events).cloned();
        for event in events {
            // How it ended is believed from the exit alone.
            if let Said::Log(line) = event
                && loud
            {
                board.log(attempt.job, logs::tidy(line));
            }
        }
        if let Some(progress) = newest {
            let new = progress.chunks_done.saturating_sub(progress.chunks_found);
            let beyond = if self.known > 0 { progress.chunks_done.saturating_sub(self.known) } else { 0 };
            self.added = self.added.max(new).max(beyond);
            board.progress(attempt.job, attempt.number, progress);
        }
        self.tail.offset() > before
    }

    fn catch_up(&mut self, board: &Board, attempt: &Attempt, loud: bool) {
        while self.look(board, attempt, loud) {}
    }

    fn judge(&self, attempt: &Attempt, death: Death, stalled: Option<u64>) -> Ending {
        let last_words = attempt.last_words();
        judge(Facts { exit: attempt.exit(), death, stalled, chunks_reported: self.added, last_words })
    }
}

fn nonce() -> Result<String, Failure> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(Reason::Crashed, format!("no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
