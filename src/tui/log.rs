//! A job's log as far as it is known here: pages that were asked for and lines that the stream brought, as one.

use std::collections::VecDeque;

use crate::api::types::{Level, LogLine, LogPage};

/// Lines kept of one job; the oldest go first.
const LINES: usize = 5_000;
/// How far back a line is looked for that a page and the stream may both have brought.
const OVERLAP: usize = 400;

/// The newest lines of one job's log.
#[derive(Debug, Clone, Default)]
pub struct JobLog {
    lines: VecDeque<LogLine>,
    /// Lines that were dropped at the front.
    pub dropped: usize,
    asked: Option<u32>,
}

impl JobLog {
    pub fn lines(&self) -> &VecDeque<LogLine> {
        &self.lines
    }

    pub fn loading(&self) -> bool {
        self.asked.is_none()
    }

    pub(super) fn live(&mut self, line: LogLine) {
        if !self.knows(&line) {
            self.push(line);
        }
    }

    pub(super) fn page(&mut self, from: u64, page: LogPage) -> Option<u64> {
        let more = (!page.lines.is_empty() && page.next > from).then_some(page.next);
        let mut late = false;
        for line in page.lines {
            if self.knows(&line) {
                continue;
            }
            late |= self.lines.back().is_some_and(|last| last.at > line.at);
            self.push(line);
        }
        if late {
            self.lines.make_contiguous().sort_by_key(|line| line.at);
        }
        more
    }

    /// True once per attempt.
    pub(super) fn want(&mut self, attempt: u32) -> bool {
        if self.asked == Some(attempt) {
            return false;
        }
        self.asked = Some(attempt);
        true
    }

    pub(super) fn ask_again(&mut self) {
        self.asked = None;
    }

    fn push(&mut self, line: LogLine) {
        if self.lines.len() == LINES {
            self.lines.pop_front();
            self.dropped += 1;
        }
        self.lines.push_back(line);
    }

    fn knows(&self, line: &LogLine) -> bool {
        self.lines.iter().rev().take(OVERLAP).any(|known| known == line)
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
