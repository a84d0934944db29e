//! What each action does to the model.

use tui_input::Input;

use super::actions::Action;
use super::ask;
use super::link::Request;
use super::model::{Connection, Detail, Effect, Focus, Frozen, Model, Popup, Subject, job_name};
use super::sizes::SizeClass;
use super::themes::Role;
use crate::api::types::{AddRequest, JobState};

impl Model {
    /// Does an action that nothing hinders.
    pub(super) fn step(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Up => self.walk(-1),
            Action::Down => self.walk(1),
            Action::Top => self.walk(isize::MIN / 2),
            Action::Bottom => self.walk(isize::MAX / 2),
            Action::PageUp => self.walk(-self.page()),
            Action::PageDown => self.walk(self.page()),
            Action::HalfUp => self.walk(-(self.page() / 2).max(1)),
            Action::HalfDown => self.walk((self.page() / 2).max(1)),
            Action::NextPane => self.turn(1),
            Action::PreviousPane => self.turn(-1),
            Action::ShowPhases => self.go_detail(Detail::Phases),
            Action::ShowLog | Action::Log => self.go_detail(Detail::Log),
            Action::Open => match self.focus {
                Focus::Queue => self.go_detail(Detail::Phases),
                Focus::Projects => self.focus = Focus::Detail,
                Focus::Detail => self.go_detail(Detail::Log),
            },
            Action::Back => self.back(),
            Action::Add => return self.add(false),
            Action::AddAll => return self.add(true),
            Action::Cancel => {
                let jobs: Vec<_> = self.chosen_jobs().into_iter().filter(|job| !job.state.ended()).collect();
                self.popup = Some(Popup::Ask(ask::cancel(&jobs)));
            }
            Action::Remove => {
                let jobs: Vec<_> = self.chosen_jobs().into_iter().filter(|job| job.state.ended()).collect();
                self.popup = Some(Popup::Ask(ask::remove(&jobs)));
            }
            Action::Retry => return self.retry(),
            Action::Mark => self.on_list(|model| model.queue.toggle_mark(), |model| model.projects.toggle_mark()),
            Action::MarkRange => {
                self.on_list(|model| model.queue.toggle_range(), |model| model.projects.toggle_range())
            }
            Action::MarkAll => self.on_list(|model| model.queue.toggle_all(), |model| model.projects.toggle_all()),
            Action::Find => self.find(),
            Action::NextFound => self.go_to_found(1, true),
            Action::PreviousFound => self.go_to_found(1, false),
            Action::Follow => self.log.follow = !self.log.follow,
            Action::Level => {
                self.log.level = self.log.level.next();
                self.log.follow = true;
            }
            Action::Expand => self.log.expanded = !self.log.expanded,
            Action::Copy => return self.copy(),
            Action::GoQueue => self.go_list(Subject::Queue),
            Action::GoProjects => self.go_list(Subject::Projects),
            Action::Freeze => self.freeze(),
            Action::Palette => self.popup = Some(Popup::Palette { input: Input::default(), cursor: 0 }),
            Action::Help => self.popup = Some(Popup::Help { top: 0 }),
            Action::Theme => {
                self.next_theme();
                self.say(format!("theme: {}", self.theme.name), Role::Message);
            }
            Action::Mouse => {
                self.mouse = !self.mouse;
                let word = if self.mouse { "mouse on; m gives it back to the terminal" } else { "mouse off" };
                self.say(word, Role::Message);
                return vec![Effect::Mouse(self.mouse)];
            }
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Quit => return vec![Effect::Leave],
        }
        Vec::new()
    }

    fn on_list(&mut self, queue: impl FnOnce(&mut Self), projects: impl FnOnce(&mut Self)) {
        if self.focus == Focus::Projects { projects(self) } else { queue(self) }
    }

    fn page(&self) -> isize {
        let rows = match (self.focus, self.detail) {
            (Focus::Projects, _) => self.projects.height,
            (Focus::Detail, Detail::Log) => self.log.height,
            _ => self.queue.height,
        };
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1)
    }

    /// Moves the cursor of the pane that the keys go to.
    pub(super) fn walk(&mut self, rows: isize) {
        match (self.focus, self.detail) {
            (Focus::Projects, _) => self.projects.move_by(rows),
            (Focus::Detail, Detail::Log) if self.subject == Subject::Queue => {
                let last = self.log_lines().len().saturating_sub(1);
                self.log.cursor = self.log.cursor.saturating_add_signed(rows).min(last);
                self.log.follow = self.log.cursor == last && rows > 0;
                self.log.expanded = false;
            }
            (Focus::Detail, _) if self.subject == Subject::Projects => self.projects.move_by(rows),
            _ => self.queue.move_by(rows),
        }
    }

    pub(super) fn go_list(&mut self, subject: Subject) {
        self.chosen = true;
        self.subject = subject;
        self.focus = if subject == Subject::Queue { Focus::Queue } else { Focus::Projects };
    }

    pub(super) fn go_detail(&mut self, detail: Detail) {
        self.subject = Subject::Queue;
        self.focus = Focus::Detail;
        self.detail = detail;
    }

    fn turn(&mut self, by: isize) {
        let wide = self.class() == SizeClass::Wide;
        let panes: &[(Focus, Detail)] = if self.job().is_none() {
            &[(Focus::Queue, Detail::Phases), (Focus::Projects, Detail::Phases)]
        } else if wide && self.shown().folder.is_some() {
            &[
                (Focus::Queue, Detail::Phases),
                (Focus::Projects, Detail::Phases),
                (Focus::Detail, Detail::Phases),
                (Focus::Detail, Detail::Log),
            ]
        } else {
            &[(Focus::Queue, Detail::Phases), (Focus::Detail, Detail::Phases), (Focus::Detail, Detail::Log)]
        };
        let here = panes
            .iter()
            .position(|(focus, detail)| *focus == self.focus && (*focus != Focus::Detail || *detail == self.detail));
        let next = here.map_or(0, |here| (here as isize + by).rem_euclid(panes.len() as isize) as usize);
        match panes[next] {
            (Focus::Queue, _) => self.go_list(Subject::Queue),
            (Focus::Projects, _) => self.go_list(Subject::Projects),
            (Focus::Detail, detail) => self.go_detail(detail),
        }
    }

    /// One level back: what was typed last goes first, the place last.
    fn back(&mut self) {
        match self.focus {
            Focus::Detail if self.detail == Detail::Log && !self.log.search.is_empty() => self.log.search.clear(),
            Focus::Detail => {
                self.focus = if self.subject == Subject::Queue { Focus::Queue } else { Focus::Projects };
            }
            Focus::Queue | Focus::Projects => {
                let projects = self.focus == Focus::Projects;
                let marks = if projects { self.projects.marks() } else { self.queue.marks() };
                let filter = if projects { &mut self.projects.filter } else { &mut self.queue.filter };
                if !filter.is_empty() {
                    filter.clear();
                    self.refresh();
                } else if marks > 0 {
                    self.on_list(|model| model.queue.clear_marks(), |model| model.projects.clear_marks());
                } else if projects {
                    self.chosen = false;
                    self.subject = Subject::Queue;
                    self.focus = Focus::Queue;
                    self.refresh();
                }
            }
        }
    }

    fn find(&mut self) {
        if self.focus == Focus::Detail && self.subject == Subject::Projects {
            self.focus = Focus::Projects;
        } else if self.focus == Focus::Detail {
            self.go_detail(Detail::Log);
        }
        let text = match self.focus {
            Focus::Queue => self.queue.filter.clone(),
            Focus::Projects => self.projects.filter.clone(),
            Focus::Detail => self.log.search.clone(),
        };
        self.typing = Some(Input::new(text));
    }

    /// Goes to a line that has what is searched, `skip` lines on or back from here.
    pub(super) fn go_to_found(&mut self, skip: usize, forward: bool) {
        let search = self.log.search.to_lowercase();
        let lines = self.log_lines();
        if search.is_empty() || lines.is_empty() {
            return;
        }
        let rows = lines.len();
        let found = (skip..rows + skip)
            .map(
                |step| {
                    if forward { (self.log.cursor + step) % rows } else { (self.log.cursor + rows * 2 - step) % rows }
                },
            )
            .find(|place| lines[*place].text.to_lowercase().contains(&search));
        if let Some(place) = found {
            self.log.cursor = place;
            self.log.follow = false;
        }
    }

    fn connected(&mut self) -> bool {
        let connected = self.connection == Connection::Connected;
        if !connected {
            self.say("the engine is out of reach; nothing was sent", Role::Warning);
        }
        connected
    }

    pub(super) fn send(&mut self, requests: Vec<Request>) -> Vec<Effect> {
        if !self.connected() {
            return Vec::new();
        }
        self.queue.clear_marks();
        requests.into_iter().map(Effect::Ask).collect()
    }

    fn add(&mut self, all: bool) -> Vec<Effect> {
        if self.subject != Subject::Projects {
            self.go_list(Subject::Projects);
            self.say("choose a project; a adds its default export", Role::Message);
            return Vec::new();
        }
        if !self.connected() {
            return Vec::new();
        }
        let requests: Vec<Effect> = self
            .chosen_projects()
            .iter()
            .map(|project| {
                Effect::Ask(Request::Add(AddRequest {
                    project: project.path.clone(),
                    exports: Vec::new(),
                    all,
                    set: Vec::new(),
                    output: None,
                    overwrite: false,
                }))
            })
            .collect();
        self.projects.clear_marks();
        requests
    }

    fn retry(&mut self) -> Vec<Effect> {
        let again = |state| matches!(state, JobState::Failed | JobState::Cancelled);
        let jobs: Vec<_> = self.chosen_jobs().into_iter().filter(|job| again(job.state)).collect();
        let text = match jobs.as_slice() {
            [job] => format!("{} is queued again", job_name(job)),
            jobs => format!("{} jobs are queued again", jobs.len()),
        };
        let requests = jobs.iter().map(|job| Request::Retry(job.id)).collect();
        let effects = self.send(requests);
        if !effects.is_empty() {
            self.say(text, Role::Good);
        }
        effects
    }

    fn copy(&mut self) -> Vec<Effect> {
        let text = match (self.focus, self.detail) {
            _ if self.subject == Subject::Projects => {
                self.project().map(|project| project.path.to_string_lossy().into_owned())
            }
            (Focus::Detail, Detail::Log) => self.log_lines().get(self.log.cursor).map(|line| line.text.clone()),
            _ => self.job().map(|job| job.output.to_string_lossy().into_owned()),
        };
        let Some(text) = text else { return Vec::new() };
        self.say(format!("copied: {text}"), Role::Message);
        vec![Effect::Copy(text)]
    }

    fn freeze(&mut self) {
        if self.frozen.take().is_none() {
            self.frozen = Some(Box::new(Frozen { world: self.world.clone(), behind: 0 }));
        } else {
            self.refresh();
        }
    }
}
