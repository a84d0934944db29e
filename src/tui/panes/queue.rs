//! The queue: one row a job, drawn for the rows in sight only.

use ratatui::layout::Rect;

use super::state::{eta_text, is_waiting, percent_text, role_of, state_word};
use crate::api::types::{JobState, JobView};
use crate::base::printable;
use crate::tui::model::{Focus, Model, Subject, job_name};
use crate::tui::pen::{Pen, line};
use crate::tui::sizes::SizeClass;
use crate::tui::themes::Role;
use crate::tui::words;

/// Where each column begins; 0 means that there is no room for it.
struct Columns {
    id: u16,
    state: u16,
    project: u16,
    project_width: u16,
    export: u16,
    done: u16,
    bar: u16,
    fps: u16,
    elapsed: u16,
    eta: u16,
}

const STATE: u16 = 12;
const EXPORT: u16 = 11;
const PERCENT: u16 = 5;
const BAR: u16 = 5;
const FPS: u16 = 6;
const ELAPSED: u16 = 9;
const ETA: u16 = 8;

impl Columns {
    fn of(width: u16, ids: u16) -> Self {
        let fixed = 2 + ids + 1 + STATE + PERCENT + ETA + 1;
        let mut room = width.saturating_sub(fixed + 16);
        let mut take = |columns: u16| {
            let fits = room >= columns;
            if fits {
                room -= columns;
            }
            fits
        };
        let export = take(EXPORT);
        let bar = take(BAR);
        let elapsed = take(ELAPSED);
        let fps = take(FPS);
        let project = 3 + ids + STATE;
        let used = fixed
            + if export { EXPORT } else { 0 }
            + if bar { BAR } else { 0 }
            + if elapsed { ELAPSED } else { 0 }
            + if fps { FPS } else { 0 };
        let project_width = width.saturating_sub(used).max(4);
        let mut at = project + project_width;
        let mut place = |there: bool, columns: u16| {
            let here = at;
            if there {
                at += columns;
            }
            if there { here } else { 0 }
        };
        Self {
            id: 2,
            state: 3 + ids,
            project,
            project_width,
            export: place(export, EXPORT),
            done: place(true, PERCENT + if bar { BAR } else { 0 }),
            bar: if bar { BAR } else { 0 },
            fps: place(fps, FPS),
            elapsed: place(elapsed, ELAPSED),
            eta: place(true, ETA),
        }
    }
}

/// Draws the queue with its column titles, and with a title of its own where there is room or something to say.
pub fn queue(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    if area.height < 3 {
        return;
    }
    let wide = model.class() == SizeClass::Wide;
    let filtered = !model.queue.filter.is_empty();
    let head = if wide { 2 } else { 1 };
    if wide || filtered {
        pen.titled_rule(line(area, 0), &title(model), model.focus == Focus::Queue);
    }
    let rows = Rect { y: area.y + head, height: area.height - head, ..area };
    model.areas.queue = rows;
    let window = model.queue.window(usize::from(rows.height));
    let world = model.shown();
    let ids =
        window.iter().filter_map(|(_, row)| world.jobs().get(*row)).map(|job| digits(job.id)).max().unwrap_or(1).max(2);
    let columns = Columns::of(area.width, ids);
    if (wide || !filtered) && !(wide && window.is_empty()) {
        titles(pen, line(area, head - 1), &columns);
    }
    if window.is_empty() {
        empty(model, pen, rows);
        return;
    }
    for (index, (place, row)) in window.iter().enumerate() {
        let Some(job) = world.jobs().get(*row) else { continue };
        let on = line(rows, index as u16);
        draw_row(model, pen, on, job, &columns, *place == model.queue.cursor());
    }
}

fn digits(id: i64) -> u16 {
    id.to_string().len() as u16
}

fn titles(pen: &mut Pen<'_>, row: Rect, columns: &Columns) {
    pen.put(row, row.x + columns.id, "#", Role::Column);
    pen.put(row, row.x + columns.state, "state", Role::Column);
    pen.put(row, row.x + columns.project, "project", Role::Column);
    if columns.export > 0 {
        pen.put(row, row.x + columns.export, "export", Role::Column);
    }
    pen.put(row, row.x + columns.done, "done", Role::Column);
    for (at, name, wide) in
        [(columns.fps, "fps", FPS - 1), (columns.elapsed, "elapsed", ELAPSED - 1), (columns.eta, "eta", ETA - 1)]
    {
        if at > 0 {
            pen.put_right(row, row.x + at + wide, name, Role::Column);
        }
    }
}

fn title(model: &Model) -> String {
    let all = model.shown().jobs().len();
    if model.queue.filter.is_empty() {
        format!("queue {}", words::grouped(all as u64))
    } else {
        format!("queue /{}  {} of {}", model.queue.filter, model.queue.len(), words::grouped(all as u64))
    }
}

fn empty(model: &Model, pen: &mut Pen<'_>, rows: Rect) {
    let text = if model.shown().engine.is_none() {
        "Waiting for the engine."
    } else if !model.queue.filter.is_empty() {
        "No job fits the filter; Esc shows all."
    } else if model.subject == Subject::Projects && model.project().is_some() {
        "The queue is empty. a adds the project under the cursor."
    } else if model.shown().folder.as_ref().is_some_and(|folder| !folder.projects.is_empty()) {
        "The queue is empty. F3 goes to the projects, a adds one."
    } else {
        "The queue is empty."
    };
    pen.put(line(rows, 0), rows.x + 2, text, Role::Dim);
}

fn draw_row(model: &Model, pen: &mut Pen<'_>, row: Rect, job: &JobView, columns: &Columns, cursor: bool) {
    let marked = model.queue.is_marked(&job.id);
    if cursor {
        pen.put(row, row.x, pen.glyphs.cursor(), Role::Strong);
    }
    if marked {
        pen.put(row, row.x + 1, pen.glyphs.mark(), Role::Mark);
    }
    pen.put(row, row.x + columns.id, &job.id.to_string(), Role::Dim);
    let role = role_of(job);
    pen.put(row, row.x + columns.state, &format!("{} {}", pen.glyphs.state(job.state), state_word(job)), role);
    let name = words::cut(
        &printable::text(&job_name(job)),
        usize::from(columns.project_width.saturating_sub(1)),
        pen.glyphs.ellipsis(),
    );
    pen.put(row, row.x + columns.project, &name, if cursor { Role::Strong } else { Role::Text });
    if columns.export > 0 {
        let export = words::cut(&printable::text(&job.export), usize::from(EXPORT - 1), pen.glyphs.ellipsis());
        pen.put(row, row.x + columns.export, &export, Role::Dim);
    }
    numbers(model, pen, row, job, columns);
    if cursor {
        pen.wash(row, if model.focus == Focus::Queue { Role::Cursor } else { Role::CursorAway });
    }
}

fn numbers(model: &Model, pen: &mut Pen<'_>, row: Rect, job: &JobView, columns: &Columns) {
    let unknown = pen.glyphs.unknown();
    let at = |column: u16| row.x + column;
    let elapsed = elapsed_text(job).unwrap_or_else(|| unknown.to_owned());
    match job.state {
        JobState::Running | JobState::Paused => {
            let role = role_of(job);
            pen.put_right(row, at(columns.done + PERCENT - 1), &percent_text(job), role);
            if let (true, Some(note)) = (is_waiting(job), &job.note) {
                // Why it stands still says more than how fast it would go.
                let room = Rect { width: row.width.saturating_sub(1), ..row };
                pen.put(room, at(columns.done + PERCENT), note, role);
                return;
            }
            if columns.bar > 0 {
                let bar = pen.glyphs.bar(job.percent / 100.0, usize::from(columns.bar - 1));
                pen.put(row, at(columns.done + PERCENT), &bar, Role::Bar);
            }
            let running = job.state == JobState::Running;
            let fps = job
                .progress
                .as_ref()
                .filter(|progress| running && progress.fps > 0.0)
                .map(|progress| words::rate(progress.fps));
            let eta = eta_text(model, job);
            for (column, wide, text) in [
                (columns.fps, FPS - 1, fps.as_deref().unwrap_or(unknown)),
                (columns.elapsed, ELAPSED - 1, elapsed.as_str()),
                (columns.eta, ETA - 1, eta.as_str()),
            ] {
                if column > 0 {
                    pen.put_right(row, at(column + wide), text, if text == unknown { Role::Dim } else { Role::Text });
                }
            }
        }
        JobState::Done => {
            pen.put(row, at(columns.done), job.note.as_deref().unwrap_or("verified"), Role::Done);
            if columns.elapsed > 0 {
                pen.blank(Rect { x: at(columns.elapsed), width: row.width.saturating_sub(columns.elapsed), ..row });
                pen.put_right(row, at(columns.elapsed + ELAPSED - 1), &elapsed, Role::Dim);
            }
        }
        _ => {
            // The reason's one word tells most where the rest is cut.
            let reason = job.reason.map(|reason| reason.word());
            let note = match (reason, job.note.as_deref()) {
                (Some(reason), Some(note)) => format!("{reason}: {note}"),
                (Some(only), None) | (None, Some(only)) => only.to_owned(),
                (None, None) => String::new(),
            };
            let role = if job.state == JobState::Failed { Role::Failed } else { Role::Dim };
            let room = Rect { width: row.width.saturating_sub(1), ..row };
            pen.put(room, at(columns.done), &note, role);
        }
    }
}

/// How long the attempt has taken, or took.
pub(super) fn elapsed_text(job: &JobView) -> Option<String> {
    let measured = job.progress.as_ref().map(|progress| progress.elapsed);
    let stamped = job.started_at.zip(job.ended_at).map(|(start, end)| end.saturating_sub(start).max(0) as f64 / 1000.0);
    let seconds = if job.state.ended() { stamped.or(measured) } else { measured };
    seconds.map(words::duration)
}
