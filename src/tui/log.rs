//! A job's log as far as it is known here: pages that were asked for and lines that the stream brought, as one.

use std::collections::VecDeque;

use crate::api::types::{Level, LogLine, LogPage};

/// Lines kept of one job; the oldest go first.
const LINES: usize = 5_000;
/// The newest lines of one job's log, in the order of their times.
#[derive(Debug, Clone, Default)]
pub struct JobLog {
    lines: VecDeque<LogLine>,
    /// The attempt that the lines are of.
    attempt: u32,
    /// Where the page begins that was not had yet.
    next: u64,
    asked: bool,
}

impl JobLog {
    pub fn lines(&self) -> &VecDeque<LogLine> {
        &self.lines
    }

    pub(super) fn live(&mut self, line: LogLine) {
        self.insert(line);
    }

    pub(super) fn page(&mut self, from: u64, page: LogPage) -> Option<u64> {
        let more = (page.next > from).then_some(page.next);
        self.next = self.next.max(page.next);
        page.lines.into_iter().for_each(|line| self.insert(line));
        more
    }

    /// Where to ask from, once per attempt and connection. A new attempt has a log of its own.
    pub(super) fn want(&mut self, attempt: u32) -> Option<u64> {
        if self.attempt != attempt {
            if self.attempt != 0 {
                self.lines.clear();
            }
            self.attempt = attempt;
            self.next = 0;
            self.asked = false;
        }
        let asks = !self.asked;
        self.asked = true;
        asks.then_some(self.next)
    }

    pub(super) fn ask_again(&mut self) {
        self.asked = false;
    }

    /// Puts a line in its place by time; pages and stream may both bring it, and it stands once.
    fn insert(&mut self, line: LogLine) {
        let from = self.lines.partition_point(|known| known.at < line.at);
        let after = self.lines.partition_point(|known| known.at <= line.at);
        if self.lines.range(from..after).any(|known| *known == line) {
            return;
        }
        if self.lines.len() == LINES {
            if after == 0 {
                return;
            }
            self.lines.pop_front();
            self.lines.insert(after - 1, line);
        } else {
            self.lines.insert(after, line);
        }
    }
}

/// Which lines the log pane shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LevelFilter {
    #[default]
    All,
    /// Everything but measurements.
    NoPerf,
    Success,
    Warnings,
    Errors,
    Perf,
}

impl LevelFilter {
    pub const fn next(self) -> Self {
        match self {
            Self::All => Self::NoPerf,
            Self::NoPerf => Self::Success,
            Self::Success => Self::Warnings,
            Self::Warnings => Self::Errors,
            Self::Errors => Self::Perf,
            Self::Perf => Self::All,
        }
    }

    pub const fn shows(self, level: Level) -> bool {
        match self {
            Self::All => true,
            Self::NoPerf => !matches!(level, Level::Perf),
            Self::Success => matches!(level, Level::Success | Level::Warning | Level::Error),
            Self::Warnings => matches!(level, Level::Warning | Level::Error),
            Self::Errors => matches!(level, Level::Error),
            Self::Perf => matches!(level, Level::Perf),
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all levels",
            Self::NoPerf => "without perf",
            Self::Success => "success and worse",
            Self::Warnings => "warnings and errors",
            Self::Errors => "errors only",
            Self::Perf => "perf only",
        }
    }
}

/// The level as it is written.
pub const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Perf => "perf",
        Level::Info => "info",
        Level::Success => "success",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}
