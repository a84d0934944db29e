//! All that the screens show, and all that a user has chosen; drawn by `draw`, changed by `update` alone.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use tui_input::Input;

use super::actions::{Action, Place};
use super::ask::Question;
use super::glyphs::Glyphs;
use super::link::Request;
use super::list::{List, passes};
use super::log::LevelFilter;
use super::options::Options;
use super::sizes::SizeClass;
use super::themes::{Depth, EMBEDDED, Role, Theme};
use super::world::World;
use crate::api::types::{JobState, JobView, LogLine, ProjectView, Severity};

/// What the terminal loop does for the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Ask(Request),
    /// Puts the text on the clipboard of whoever looks at the terminal.
    Copy(String),
    Mouse(bool),
    Redraw,
    Suspend,
    Leave,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// Not yet there, since this time.
    Connecting(i64),
    Connected,
    Lost {
        since: i64,
        why: String,
    },
}

/// Which pane the keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Queue,
    Projects,
    Detail,
}

/// Which of the lists is at hand; the detail pane shows what is under its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Queue,
    Projects,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    Phases,
    Log,
}

/// How the log is looked at.
#[derive(Debug, Clone)]
pub struct LogView {
    pub follow: bool,
    pub level: LevelFilter,
    pub search: String,
    /// Place in the lines that the level filter shows.
    pub cursor: usize,
    pub top: usize,
    pub expanded: bool,
    pub height: usize,
    /// The job that these places belong to.
    pub job: Option<i64>,
}

impl Default for LogView {
    fn default() -> Self {
        Self {
            follow: true,
            level: LevelFilter::All,
            search: String::new(),
            cursor: 0,
            top: 0,
            expanded: false,
            height: 1,
            job: None,
        }
    }
}

/// What lies over the screen.
#[derive(Debug)]
pub enum Popup {
    Help { top: usize },
    Palette { input: Input, cursor: usize },
    Ask(Question),
    Notice { title: String, lines: Vec<String> },
}

/// A line about what just happened, until the next key or for a while.
#[derive(Debug, Clone)]
pub struct Message {
    pub text: String,
    pub role: Role,
    pub until: i64,
}

/// Where the last frame put what the mouse can reach.
#[derive(Debug, Clone, Copy, Default)]
pub struct Areas {
    pub queue: Rect,
    pub projects: Rect,
    pub phases: Rect,
    pub log: Rect,
}

pub struct Frozen {
    pub world: World,
    /// Messages that came since.
    pub behind: usize,
}

pub struct Model {
    pub(super) world: World,
    pub frozen: Option<Box<Frozen>>,
    pub connection: Connection,
    /// Milliseconds since 1970.
    pub now: i64,
    pub zone: TimeZone,
    pub queue: List<i64>,
    pub projects: List<PathBuf>,
    pub focus: Focus,
    pub subject: Subject,
    /// The user went to this list; otherwise an empty queue shows the projects instead.
    pub(super) chosen: bool,
    pub detail: Detail,
    pub log: LogView,
    pub popup: Option<Popup>,
    /// A filter or search being typed.
    pub typing: Option<Input>,
    /// The first key of two, and when it was pressed.
    pub pending: Option<(String, i64)>,
    /// A string that the terminal sends by itself began then.
    pub(super) foreign: Option<i64>,
    pub message: Option<Message>,
    pub theme: Theme,
    pub(super) depth: Depth,
    pub glyphs: Glyphs,
    pub mouse: bool,
    pub size: (u16, u16),
    pub areas: Areas,
    /// Something to draw has changed.
    pub dirty: bool,
    /// A user waits for it: draw at once.
    pub urgent: bool,
}

impl Model {
    pub fn new(options: &Options, size: (u16, u16), now: i64, zone: TimeZone) -> Self {
        let fallback = if options.light { "light" } else { "dark" };
        let theme = options
            .theme
            .as_deref()
            .and_then(|name| Theme::named(name, options.depth))
            .or_else(|| Theme::named(fallback, options.depth))
            .unwrap_or_else(Theme::plain);
        Self {
            world: World::default(),
            frozen: None,
            connection: Connection::Connecting(now),
            now,
            zone,
            queue: List::default(),
            projects: List::default(),
            focus: Focus::Queue,
            subject: Subject::Queue,
            chosen: false,
            detail: Detail::Phases,
            log: LogView::default(),
            popup: None,
            typing: None,
            pending: None,
            foreign: None,
            message: None,
            theme,
            depth: options.depth,
            glyphs: Glyphs { ascii: options.ascii },
            mouse: options.mouse,
            size,
            areas: Areas::default(),
            dirty: true,
            urgent: true,
        }
    }

    /// What is shown: the engine's state now, or as it was when the view was frozen.
    pub fn shown(&self) -> &World {
        self.frozen.as_ref().map_or(&self.world, |frozen| &frozen.world)
    }

    pub fn class(&self) -> SizeClass {
        SizeClass::of(self.size.0, self.size.1)
    }

    /// Where keys go.
    pub fn place(&self) -> Place {
        match (self.focus, self.detail) {
            (Focus::Queue, _) => Place::Queue,
            (Focus::Projects, _) => Place::Projects,
            (Focus::Detail, _) if self.subject == Subject::Projects => Place::Projects,
            (Focus::Detail, Detail::Phases) => Place::Phases,
            (Focus::Detail, Detail::Log) => Place::Log,
        }
    }

    /// The job under the queue's cursor.
    pub fn job(&self) -> Option<&JobView> {
        self.queue.row().and_then(|row| self.shown().jobs().get(row))
    }

    /// The project under the cursor.
    pub fn project(&self) -> Option<&ProjectView> {
        let row = self.projects.row()?;
        self.shown().folder.as_ref()?.projects.get(row)
    }

    /// The jobs that an action is about.
    pub fn chosen_jobs(&self) -> Vec<&JobView> {
        self.queue.chosen().iter().filter_map(|id| self.shown().job(*id)).collect()
    }

    /// The projects that an action is about.
    pub fn chosen_projects(&self) -> Vec<&ProjectView> {
        let Some(folder) = &self.shown().folder else { return Vec::new() };
        let chosen = self.projects.chosen();
        folder.projects.iter().filter(|project| chosen.contains(&project.path)).collect()
    }

    /// The lines of the shown job's log that the level filter lets pass.
    pub fn log_lines(&self) -> Vec<&LogLine> {
        let Some(log) = self.job().and_then(|job| self.shown().log(job.id)) else { return Vec::new() };
        log.lines().iter().filter(|line| self.log.level.shows(line.level)).collect()
    }

    pub(super) fn say(&mut self, text: impl Into<String>, role: Role) {
        self.message = Some(Message { text: text.into(), role, until: self.now + 8_000 });
        self.dirty = true;
    }

    /// Takes the lists' rows as they are now.
    pub(super) fn refresh(&mut self) {
        let world = self.frozen.as_ref().map_or(&self.world, |frozen| &frozen.world);
        let filter = self.queue.filter.clone();
        self.queue
            .refresh(world.jobs().iter().map(|job| (job.id, filter.is_empty() || passes(&filter, &job_text(job)))));
        let filter = self.projects.filter.clone();
        let projects = world.folder.as_ref().map(|folder| folder.projects.as_slice()).unwrap_or_default();
        self.projects
            .refresh(projects.iter().map(|project| (project.path.clone(), passes(&filter, &project_text(project)))));
        let nothing_queued = world.jobs().is_empty();
        let some_projects = !projects.is_empty();
        if !self.chosen && self.focus != Focus::Detail {
            self.subject = if nothing_queued && some_projects { Subject::Projects } else { Subject::Queue };
            self.focus = if self.subject == Subject::Projects { Focus::Projects } else { Focus::Queue };
        }
        self.hold_log();
    }

    /// Keeps the log's cursor inside its lines, and at the newest while it follows.
    pub(super) fn hold_log(&mut self) {
        let job = self.job().map(|job| job.id);
        if self.log.job != job {
            self.log = LogView { level: self.log.level, height: self.log.height, job, ..LogView::default() };
        }
        let last = self.log_lines().len().saturating_sub(1);
        self.log.cursor = if self.log.follow { last } else { self.log.cursor.min(last) };
    }

    pub(super) fn next_theme(&mut self) {
        let here = EMBEDDED.iter().position(|(name, _)| *name == self.theme.name).unwrap_or(0);
        let (name, _) = EMBEDDED[(here + 1) % EMBEDDED.len()];
        if let Some(theme) = Theme::named(name, self.depth) {
            self.theme = theme;
        }
    }

    /// Why an action can't be done now, as one sentence.
    pub fn hindrance(&self, action: Action) -> Result<(), String> {
        let no = |why: &str| Err(why.to_owned());
        let asks = matches!(action, Action::Add | Action::AddAll | Action::Cancel | Action::Retry | Action::Remove);
        if asks && self.connection != Connection::Connected {
            return no("the engine is out of reach; nothing was sent");
        }
        match action {
            Action::Open
                if self.subject == Subject::Projects
                    && (self.class() != SizeClass::Small || self.focus == Focus::Detail) =>
            {
                no("what is known of the project is shown already")
            }
            Action::Open | Action::Log | Action::ShowPhases | Action::ShowLog if self.subject == Subject::Queue => {
                if self.job().is_some() {
                    Ok(())
                } else {
                    no("there is no job under the cursor")
                }
            }
            Action::Log | Action::ShowPhases | Action::ShowLog if self.job().is_none() => {
                no("there is no job in the queue")
            }
            Action::Add | Action::AddAll => self.may_add(),
            Action::Cancel => self.some_job(|job| !job.state.ended(), "there is nothing to cancel here"),
            Action::Retry => self.some_job(
                |job| matches!(job.state, JobState::Failed | JobState::Cancelled),
                "only a failed or cancelled job can be tried again",
            ),
            Action::Remove => self.some_job(|job| job.state.ended(), "the job has not ended; x cancels it first"),
            Action::Copy => match self.place() {
                Place::Projects if self.project().is_none() => no("there is no project under the cursor"),
                Place::Log if self.log_lines().is_empty() => no("the log is empty"),
                Place::Queue | Place::Phases if self.job().is_none() => no("there is no job under the cursor"),
                _ => Ok(()),
            },
            Action::GoProjects if self.shown().folder.is_none() => no("no folder is looked at"),
            Action::NextFound | Action::PreviousFound if self.log.search.is_empty() => {
                no("nothing is searched; / begins")
            }
            Action::Back => {
                let filtered = !self.queue.filter.is_empty() || !self.projects.filter.is_empty();
                let marked = self.queue.marks() + self.projects.marks() > 0;
                let away = self.focus == Focus::Detail || (self.chosen && self.subject == Subject::Projects);
                let open = filtered || marked || away || !self.log.search.is_empty() || self.message.is_some();
                if open { Ok(()) } else { no("this is the first level; q leaves") }
            }
            Action::Mark | Action::MarkRange | Action::MarkAll => {
                let empty =
                    if self.focus == Focus::Projects { self.projects.is_empty() } else { self.queue.is_empty() };
                if empty { no("there is nothing to mark") } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn some_job(&self, fits: impl Fn(&JobView) -> bool, otherwise: &str) -> Result<(), String> {
        match self.chosen_jobs() {
            jobs if jobs.is_empty() => Err("there is no job under the cursor".to_owned()),
            jobs if jobs.iter().any(|job| fits(job)) => Ok(()),
            _ => Err(otherwise.to_owned()),
        }
    }

    fn may_add(&self) -> Result<(), String> {
        if self.subject != Subject::Projects {
            let some = self.shown().folder.as_ref().is_some_and(|folder| !folder.projects.is_empty());
            return if some { Ok(()) } else { Err("this folder has no project; rushes init makes one".to_owned()) };
        }
        let projects = self.chosen_projects();
        if projects.is_empty() {
            return Err("there is no project under the cursor".to_owned());
        }
        let broken = projects.iter().filter(|project| errors(project) > 0).count();
        match broken {
            0 => Ok(()),
            1 if projects.len() == 1 => Err("the project has errors; correct them first".to_owned()),
            _ => Err(format!("{broken} of the {} projects have errors; correct them first", projects.len())),
        }
    }
}

/// How many errors a project's document has.
pub fn errors(project: &ProjectView) -> usize {
    project.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
}

/// The name that a job goes by: its project's file without the ending.
pub fn job_name(job: &JobView) -> String {
    let stem = job.project.file_stem().unwrap_or(job.project.as_os_str());
    stem.to_string_lossy().into_owned()
}

fn job_text(job: &JobView) -> String {
    format!(
        "{} {} {} {} {} {}",
        job.id,
        job_name(job),
        job.title.as_deref().unwrap_or_default(),
        job.export,
        job.state.word(),
        job.note.as_deref().unwrap_or_default()
    )
}

fn project_text(project: &ProjectView) -> String {
    let verdict = if errors(project) > 0 { "errors" } else { "valid" };
    format!("{} {} {} {verdict}", project.name, project.title.as_deref().unwrap_or_default(), project.exports.join(" "))
}
