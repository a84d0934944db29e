//! Realistic engines to look at: what the stream would have said.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rushes::api::types::{
    Change, EngineView, FolderView, JobState, JobView, Level, LogLine, LogPage, Phase, Problem, Progress, ProjectView,
    Rates, Severity, StreamMessage, Vitals,
};
use rushes::base::Reason;
use rushes::tui::draw::draw;
use rushes::tui::link::{Answer, LinkEvent, Reply, Request};
use rushes::tui::model::{Effect, Model};
use rushes::tui::options::Options;
use rushes::tui::update::Input;

/// 21:04:20 on some evening, UTC.
pub const NOW: i64 = 1_763_672_660_000;

pub struct Seen {
    pub model: Model,
    pub effects: Vec<Effect>,
    seq: u64,
    pub now: i64,
}

impl Seen {
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::with(&Options::default(), columns, rows)
    }

    pub fn with(options: &Options, columns: u16, rows: u16) -> Self {
        let model = Model::new(options, (columns, rows), NOW, TimeZone::UTC);
        Self { model, effects: Vec::new(), seq: 0, now: NOW }
    }

    pub fn link(&mut self, event: LinkEvent) -> &mut Self {
        let effects = self.model.update(Input::Link(event), self.now);
        self.effects.extend(effects);
        self
    }

    pub fn say(&mut self, change: Change) -> &mut Self {
        self.seq += 1;
        let message = StreamMessage { seq: self.seq, change };
        self.link(LinkEvent::Message(message))
    }

    pub fn snapshot(&mut self, jobs: Vec<JobView>, folder: Option<FolderView>) -> &mut Self {
        self.say(Change::Snapshot { engine: engine(), vitals: vitals(), jobs, folder })
    }

    pub fn later(&mut self, milliseconds: i64) -> &mut Self {
        self.now += milliseconds;
        let effects = self.model.update(Input::Tick, self.now);
        self.effects.extend(effects);
        self
    }

    /// Presses keys as people write them: `"j"`, `"Enter"`, `"Ctrl-L"`, one after another.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ') {
            let effects = self.model.update(Input::Key(key_event(key)), self.now);
            self.effects.extend(effects);
        }
        self
    }

    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            let effects = self.model.update(Input::Key(key), self.now);
            self.effects.extend(effects);
        }
        self
    }

    /// What the terminal shows, as text.
    pub fn screen(&mut self) -> String {
        let (columns, rows) = self.model.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        draw(&mut self.model, &mut buffer);
        text_of(&buffer)
    }

    /// The requests so far that are no requests for logs.
    pub fn asked(&mut self) -> Vec<Request> {
        let effects = std::mem::take(&mut self.effects);
        effects
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Ask(Request::LogPage { .. }) => None,
                Effect::Ask(request) => Some(request),
                _ => None,
            })
            .collect()
    }

    pub fn log_page(&mut self, job: i64, lines: Vec<LogLine>) -> &mut Self {
        let page = LogPage { lines, next: 0, file: None };
        let request = Request::LogPage { job, from: 0 };
        self.link(LinkEvent::Answer(Answer { request, reply: Ok(Reply::Log(page)) }))
    }
}

pub fn text_of(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut row = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            row.push_str(symbol);
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

pub fn key_event(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("Ctrl-") {
        let letter = letter.chars().next().unwrap().to_ascii_lowercase();
        return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Shift-Tab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Del" => KeyCode::Delete,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        f if f.len() > 1 && f.starts_with('F') => KeyCode::F(f[1..].parse().unwrap()),
        letter => KeyCode::Char(letter.chars().next().unwrap()),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

pub fn engine() -> EngineView {
    EngineView {
        version: "0.1.0".into(),
        pid: 4211,
        started_at: NOW - 7_200_000,
        home: PathBuf::from("/home/ana/.local/state/rushes"),
        running: 1,
        waiting: 2,
    }
}

pub fn vitals() -> Vitals {
    Vitals {
        host: "render-03".into(),
        cpu_percent: 71.4,
        memory_used: 18 << 30,
        memory_total: 64 << 30,
        disk_free: 412 << 30,
    }
}

pub fn job(id: i64, name: &str, state: JobState) -> JobView {
    JobView {
        id,
        order: id,
        project: PathBuf::from(format!("/home/ana/film/{name}.yaml")),
        title: None,
        export: "default".into(),
        state,
        note: None,
        reason: None,
        output: PathBuf::from(format!("/home/ana/film/out/{name}.mp4")),
        attempt: u32::from(state != JobState::Waiting),
        phase: None,
        percent: 0.0,
        progress: None,
        added_at: NOW - 600_000,
        started_at: None,
        ended_at: None,
    }
}

pub fn progress(percent: f64, elapsed: f64) -> Progress {
    let frames = 19_800;
    let encoded = (f64::from(frames) * percent / 100.0) as u64;
    Progress {
        phase: Phase::Render,
        percent,
        frame: encoded,
        frames: 19_800,
        fps: 41.2,
        memory: 612 << 20,
        memory_limit: 2 << 30,
        cache: 0,
        cache_limit: 512 << 20,
        chunks_done: 14,
        chunks: 22,
        chunks_found: 2,
        composed: encoded - 480 + 3,
        encoded: encoded - 480,
        rates: Rates { decode_ms: 1.9, compose_ms: 3.0, readback_ms: 0.4, encode_ms: 9.4, ..Rates::default() },
        ring_used: 3,
        ring_size: 8,
        eta: Some(178.0),
        elapsed,
        ..Progress::default()
    }
}

pub fn running(id: i64, name: &str) -> JobView {
    JobView {
        phase: Some(Phase::Render),
        percent: 63.2,
        progress: Some(progress(63.2, 302.0)),
        started_at: Some(NOW - 302_000),
        ..job(id, name, JobState::Running)
    }
}

/// A night's work: one of each state.
pub fn night() -> Vec<JobView> {
    vec![
        running(1, "opening-titles"),
        JobView { export: "master".into(), percent: 12.0, ..job(2, "trailer-b", JobState::Paused) },
        JobView {
            export: "vertical".into(),
            note: Some("render slot is taken by job 1".into()),
            ..job(3, "social-cut-04", JobState::Waiting)
        },
        JobView {
            percent: 100.0,
            started_at: Some(NOW - 500_000),
            ended_at: Some(NOW - 258_000),
            ..job(4, "podcast-cover", JobState::Done)
        },
        JobView {
            note: Some(
                "/home/ana/film/out: the export needs 2.1G there and the disk has 0.3G free; make room, then try again"
                    .into(),
            ),
            reason: Some(Reason::DiskFull),
            percent: 41.0,
            progress: Some(Progress { chunks_done: 8, ..progress(41.0, 2_220.0) }),
            started_at: Some(NOW - 2_300_000),
            ended_at: Some(NOW - 80_000),
            attempt: 3,
            ..job(5, "event-loop", JobState::Failed)
        },
    ]
}

pub fn line(second: i64, level: Level, text: &str) -> LogLine {
    LogLine { at: NOW - 60_000 + second * 1000, level, text: text.into() }
}

pub fn lines() -> Vec<LogLine> {
    vec![
        line(0, Level::Info, "x264 veryfast, crf 18, 1920x1080 at 30 fps, 19 800 frames in 22 chunks"),
        line(1, Level::Info, "2 chunks were there already"),
        line(20, Level::Warning, "music.flac is 0.4 s shorter than the timeline; silence follows it"),
        line(44, Level::Info, "chunk 13 done: 240 frames, 1.9 MB, 5.8 s"),
        line(44, Level::Perf, "encode is the bottleneck: 78 % of the time"),
        line(50, Level::Success, "chunk 14 done: 240 frames, 2.0 MB, 5.9 s"),
    ]
}

pub fn project(name: &str) -> ProjectView {
    ProjectView {
        path: PathBuf::from(format!("/home/ana/film/{name}")),
        name: name.into(),
        title: None,
        exports: vec!["default".into()],
        size: Some((1920, 1080)),
        fps: Some(30.0),
        seconds: Some(660.0),
        problems: Vec::new(),
    }
}

pub fn problem(line: usize, column: usize, path: &str, message: &str, help: Option<&str>) -> Problem {
    Problem {
        severity: Severity::Error,
        file: PathBuf::from("/home/ana/film/trailer.yaml"),
        line,
        column,
        path: path.into(),
        message: message.into(),
        help: help.map(str::to_owned),
    }
}

pub fn folder() -> FolderView {
    FolderView {
        path: PathBuf::from("/home/ana/film"),
        projects: vec![
            ProjectView {
                title: Some("Opening titles, second cut".into()),
                exports: vec!["default".into(), "vertical".into()],
                ..project("opening-titles.yaml")
            },
            ProjectView {
                seconds: Some(92.5),
                fps: Some(23.976),
                size: Some((3840, 2160)),
                ..project("social-cut.yaml")
            },
            ProjectView {
                size: None,
                fps: None,
                seconds: None,
                exports: Vec::new(),
                problems: vec![
                    problem(
                        12,
                        9,
                        "layers[2].opacty",
                        "there is no key opacty in an image layer",
                        Some("did you mean opacity?"),
                    ),
                    problem(
                        31,
                        14,
                        "exports.default.crf",
                        "crf must be a whole number from 0 to 51, not \"good\"",
                        None,
                    ),
                ],
                ..project("trailer.yaml")
            },
        ],
        watched: true,
        note: None,
    }
}

/// A connected screen with a night's work.
pub fn at_night(columns: u16, rows: u16) -> Seen {
    with_night(&Options::default(), columns, rows)
}

pub fn with_night(options: &Options, columns: u16, rows: u16) -> Seen {
    let mut seen = Seen::with(options, columns, rows);
    seen.link(LinkEvent::Connected).snapshot(night(), Some(folder())).log_page(1, lines());
    for step in 0..28_u32 {
        let mut job = running(1, "opening-titles");
        let mut now = progress(62.0 + f64::from(step) * 0.05, 274.0 + f64::from(step));
        now.fps = 36.0 + f64::from(step * 7 % 13) * 0.6;
        now.memory = (440 + u64::from(step.min(18)) * 9) << 20;
        job.percent = now.percent;
        job.progress = Some(now);
        seen.say(Change::Job { job });
    }
    seen.say(Change::Job { job: running(1, "opening-titles") });
    seen
}
