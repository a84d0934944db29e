//! What happens to the model when something comes in: a key, a click, a word from the engine, time.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use tui_input::backend::crossterm::EventHandler;

use super::actions::Action;
use super::keymap::{Meaning, meaning, name};
use super::link::{Answer, LinkEvent, Reply, Request};
use super::model::{Connection, Effect, Focus, Model, Popup, Subject};
use super::sizes::SizeClass;
use super::themes::Role;
use super::{popups, words};
use crate::api::types::{Change, ErrorBody, JobState, StreamMessage};

/// How long the first of two keys waits for the second.
const PENDING_MS: i64 = 800;
/// How long a string that the terminal sent by itself is waited for.
const FOREIGN_MS: i64 = 250;
/// Characters that a filter may have.
const TYPED: usize = 200;

/// What can come in.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "one at a time, taken at once and never stored")]
pub enum Input {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    Resize(u16, u16),
    Link(LinkEvent),
    /// Time went on; see [`Model::now`].
    Tick,
}

impl Model {
    /// Takes one thing in and says what the terminal loop must do about it.
    pub fn update(&mut self, input: Input, now: i64) -> Vec<Effect> {
        let second = now / 1000 != self.now / 1000;
        self.now = now;
        let mut effects = match input {
            Input::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
            Input::Key(key) => self.key(&key),
            Input::Mouse(mouse) => self.mouse_event(mouse),
            Input::Paste(text) => self.paste(&text),
            Input::Resize(columns, rows) => {
                self.size = (columns, rows);
                self.touched();
                Vec::new()
            }
            Input::Link(event) => self.link(event),
            Input::Tick => {
                self.tick(second);
                Vec::new()
            }
        };
        self.hold_log();
        effects.extend(self.missing_log());
        effects
    }

    fn touched(&mut self) {
        self.dirty = true;
        self.urgent = true;
    }

    fn key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        if self.swallows(key) {
            return Vec::new();
        }
        self.touched();
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return self.perform(Action::Quit);
        }
        if self.class() == SizeClass::TooSmall {
            // Nothing is to be seen, so nothing but leaving may happen.
            return if key.code == KeyCode::Char('q') { self.perform(Action::Quit) } else { Vec::new() };
        }
        if self.popup.is_some() {
            return popups::key(self, key);
        }
        if self.typing.is_some() {
            self.type_key(key);
            return Vec::new();
        }
        let Some(pressed) = name(key) else { return Vec::new() };
        let before = self.pending.take().map(|(before, _)| before);
        let mut means = meaning(self.place(), before.as_deref(), &pressed);
        if before.is_some() && means == Meaning::Nothing {
            means = meaning(self.place(), None, &pressed);
        }
        match means {
            Meaning::Does(action) => {
                // Esc only takes a message away that is still there.
                let said = self.message.take().is_some();
                if action == Action::Back && said { Vec::new() } else { self.perform(action) }
            }
            Meaning::Begins => {
                self.pending = Some((pressed, self.now));
                Vec::new()
            }
            Meaning::Nothing => Vec::new(),
        }
    }

    /// Strings that a terminal sends unasked (answers, reports) arrive as an Alt key and then as plain letters. They must
    /// press no keys: everything up to their end is thrown away, and what has no end is over after a moment.
    fn swallows(&mut self, key: &KeyEvent) -> bool {
        if let Some(since) = self.foreign {
            let ends = match key.code {
                KeyCode::Char('g') => key.modifiers.contains(KeyModifiers::CONTROL),
                KeyCode::Char('\\') => key.modifiers.contains(KeyModifiers::ALT),
                _ => false,
            };
            let over = self.now - since >= FOREIGN_MS;
            if ends || over {
                self.foreign = None;
            }
            if !over {
                return true;
            }
        }
        let begins =
            key.modifiers.contains(KeyModifiers::ALT) && matches!(key.code, KeyCode::Char(']' | 'P' | '_' | '^' | 'X'));
        if begins {
            self.foreign = Some(self.now);
        }
        begins
    }

    /// Does an action, or says why it can't be done.
    pub fn perform(&mut self, action: Action) -> Vec<Effect> {
        match self.hindrance(action) {
            Ok(()) => self.step(action),
            Err(why) => {
                self.say(why, Role::Warning);
                Vec::new()
            }
        }
    }

    fn type_key(&mut self, key: &KeyEvent) {
        let Some(mut input) = self.typing.take() else { return };
        match key.code {
            KeyCode::Enter => {}
            KeyCode::Esc => self.set_filter(String::new()),
            KeyCode::Up | KeyCode::Down => {
                self.typing = Some(input);
                let action = if key.code == KeyCode::Up { Action::Up } else { Action::Down };
                self.step(action);
            }
            _ => {
                let full = input.value().chars().count() >= TYPED;
                if !(full && matches!(key.code, KeyCode::Char(_))) {
                    input.handle_event(&crossterm::event::Event::Key(*key));
                }
                self.set_filter(input.value().to_owned());
                self.typing = Some(input);
            }
        }
    }

    /// Sets the filter of the list at hand, or what is searched in the log.
    pub(super) fn set_filter(&mut self, filter: String) {
        match self.focus {
            Focus::Queue => self.queue.filter = filter,
            Focus::Projects => self.projects.filter = filter,
            Focus::Detail => {
                self.log.search = filter;
                self.go_to_found(0, true);
                return;
            }
        }
        self.refresh();
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.touched();
        let line: String = text.chars().filter(|letter| !letter.is_control()).take(TYPED).collect();
        match (&mut self.popup, &mut self.typing) {
            (Some(Popup::Palette { input, cursor }), _) => {
                *input = tui_input::Input::new(format!("{}{line}", input.value()));
                *cursor = 0;
            }
            (None, Some(input)) => {
                let joined: String = format!("{}{line}", input.value()).chars().take(TYPED).collect();
                *input = tui_input::Input::new(joined.clone());
                self.set_filter(joined);
            }
            // A paste that nobody asked for must not press keys.
            _ => {}
        }
        Vec::new()
    }

    fn mouse_event(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        if !self.mouse || self.popup.is_some() || self.typing.is_some() {
            return Vec::new();
        }
        let at = Position { x: mouse.column, y: mouse.row };
        let hit = |area: Rect| area.contains(at);
        let areas = self.areas;
        let focus = if hit(areas.queue) {
            Focus::Queue
        } else if hit(areas.projects) {
            Focus::Projects
        } else if hit(areas.log) || hit(areas.phases) {
            Focus::Detail
        } else {
            return Vec::new();
        };
        let wheel = match mouse.kind {
            MouseEventKind::ScrollUp => -3,
            MouseEventKind::ScrollDown => 3,
            MouseEventKind::Down(MouseButton::Left) => 0,
            _ => return Vec::new(),
        };
        self.touched();
        match focus {
            Focus::Queue => self.go_list(Subject::Queue),
            Focus::Projects => self.go_list(Subject::Projects),
            Focus::Detail => {
                self.go_detail(if hit(areas.log) { super::model::Detail::Log } else { super::model::Detail::Phases });
            }
        }
        if wheel != 0 {
            self.walk(wheel);
        } else {
            match focus {
                Focus::Queue => self.queue.move_to(self.queue.top() + usize::from(mouse.row - areas.queue.y)),
                Focus::Projects => {
                    self.projects.move_to(self.projects.top() + usize::from(mouse.row - areas.projects.y))
                }
                Focus::Detail => {}
            }
        }
        Vec::new()
    }

    fn tick(&mut self, second: bool) {
        if self.message.as_ref().is_some_and(|message| message.until <= self.now) {
            self.message = None;
            self.touched();
        }
        if self.pending.as_ref().is_some_and(|(_, since)| self.now - since >= PENDING_MS) {
            self.pending = None;
            self.touched();
        }
        // The header counts seconds while there is no connection.
        if second && self.connection != Connection::Connected {
            self.dirty = true;
        }
    }

    fn link(&mut self, event: LinkEvent) -> Vec<Effect> {
        self.dirty = true;
        match event {
            LinkEvent::Connected => self.connection = Connection::Connected,
            LinkEvent::Lost { why } => {
                let since = match self.connection {
                    Connection::Connected => self.now,
                    Connection::Connecting(since) | Connection::Lost { since, .. } => since,
                };
                self.connection = Connection::Lost { since, why };
            }
            LinkEvent::Message(message) => self.take_message(message),
            LinkEvent::Answer(answer) => return self.answer(answer),
        }
        Vec::new()
    }

    fn take_message(&mut self, message: StreamMessage) {
        self.connection = Connection::Connected;
        let first = matches!(message.change, Change::Snapshot { .. }) && self.world.engine.is_none();
        self.world.apply(message);
        if let Some(frozen) = &mut self.frozen {
            frozen.behind += 1;
            return;
        }
        self.refresh();
        if first {
            let job = |state| self.world.jobs().iter().find(|job| job.state == state).map(|job| job.id);
            if let Some(id) =
                job(JobState::Running).or_else(|| job(JobState::Paused)).or_else(|| job(JobState::Waiting))
            {
                self.queue.go_to(&id);
            }
        }
    }

    fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        match (answer.request, answer.reply) {
            (Request::LogPage { job, from }, Ok(Reply::Log(page))) => {
                let more = self.world.page(job, from, page);
                if let Some(frozen) = &mut self.frozen {
                    frozen.behind += 1;
                }
                return more.map(|from| Effect::Ask(Request::LogPage { job, from })).into_iter().collect();
            }
            // A log that can't be had is an empty log; the stream still brings lines.
            (Request::LogPage { .. }, _) => {}
            (Request::Add(_), Ok(Reply::Added(jobs))) => {
                let text = match jobs.as_slice() {
                    [job] => format!("{}, {}: in the queue as job {}", super::model::job_name(job), job.export, job.id),
                    jobs => format!("{} are in the queue", words::count(jobs.len(), "job")),
                };
                self.say(text, Role::Good);
            }
            (_, Ok(_)) => {}
            (request, Err(error)) => self.refused(&request, error),
        }
        Vec::new()
    }

    fn refused(&mut self, request: &Request, error: ErrorBody) {
        let title = match request {
            Request::Add(_) => "This was not queued",
            Request::Cancel(_) => "This was not cancelled",
            Request::Retry(_) => "This was not queued again",
            Request::Remove(_) => "This was not removed",
            Request::LogPage { .. } => "No log",
        };
        let mut lines = vec![error.error];
        for problem in error.problems.iter().take(8) {
            lines.push(format!("line {}, column {}: {}", problem.line, problem.column, problem.message));
            lines.extend(problem.help.iter().map(|help| format!("  {help}")));
        }
        if self.popup.is_none() {
            self.popup = Some(Popup::Notice { title: title.to_owned(), lines });
        } else {
            self.say(format!("{title}: {}", lines[0]), Role::Bad);
        }
    }

    /// Asks for the log of the job that is shown, once.
    fn missing_log(&mut self) -> Option<Effect> {
        if self.connection != Connection::Connected || self.frozen.is_some() {
            return None;
        }
        let job = self.job().filter(|job| job.attempt > 0)?.id;
        let from = self.world.wants_log(job)?;
        Some(Effect::Ask(Request::LogPage { job, from }))
    }
}
