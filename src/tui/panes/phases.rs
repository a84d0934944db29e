//! The job under the cursor: where it stands and how fast it goes, or how it ended.

use ratatui::layout::Rect;

use super::queue::elapsed_text;
use super::state::{phase_word, state_role, state_word};
use crate::api::types::{JobState, JobView, Phase, Progress};
use crate::base::{bytes, printable};
use crate::tui::actions::Place;
use crate::tui::model::{Detail, Focus, Model, job_name};
use crate::tui::pen::{Pen, line};
use crate::tui::sizes::SizeClass;
use crate::tui::themes::Role;
use crate::tui::words;

/// Column in which bars and texts begin.
const LABEL: u16 = 10;

/// Rows that the pane would like, its title included.
pub fn phases_height(model: &Model, width: u16) -> u16 {
    let Some(job) = model.job() else { return 5 };
    let facts: usize = facts(model, job).iter().map(|(_, text, _)| wrapped(text, width).len()).sum();
    let bars = if bars_shown(job) { 7 } else { 0 };
    1 + bars + u16::try_from(facts).unwrap_or(20)
}

/// Draws the pane with its tabs.
pub fn phases(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    model.areas.phases = area;
    tabs(model, pen, line(area, 0), None);
    let inside = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let Some(job) = model.job() else {
        begin(model, pen, inside);
        return;
    };
    let mut y = 0;
    if bars_shown(job) {
        bars(model, pen, inside, job);
        y = 6;
        if inside.height > 8 {
            y = 7;
        }
    }
    for (name, text, role) in facts(model, job) {
        let row = line(inside, y);
        pen.put(row, row.x + 1, name, Role::Column);
        for part in wrapped(&text, area.width) {
            pen.put(line(inside, y), inside.x + LABEL, &part, role);
            y += 1;
        }
    }
}

/// What to type first, where there is nothing to look at yet.
fn begin(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    if model.shown().engine.is_none() {
        return;
    }
    if !model.shown().jobs().is_empty() {
        pen.put(line(area, 1), area.x + 2, "There is no job under the cursor.", Role::Dim);
        return;
    }
    let lines = [
        ("rushes init", "makes a project from the media in this folder"),
        ("rushes add FILE", "queues the default export of a project"),
        ("rushes render FILE", "exports at once, without the queue"),
    ];
    for (index, (command, does)) in lines.into_iter().enumerate() {
        let row = line(area, 1 + index as u16);
        pen.put(row, row.x + 2, command, Role::Key);
        pen.put(row, row.x + 22, does, Role::Text);
    }
}

/// `─[1 phases]─2 log──`: where the job is the only thing below the list, both panes take turns.
pub(super) fn tabs(model: &Model, pen: &mut Pen<'_>, row: Rect, about: Option<&str>) {
    let focused = model.focus == Focus::Detail;
    pen.rule(row, focused);
    let mut x = row.x + 1;
    for (key, name, detail) in [("1", "phases", Detail::Phases), ("2", "log", Detail::Log)] {
        let here = model.detail == detail;
        let text = if here { format!("[{key} {name}]") } else { format!("{key} {name}") };
        x = pen.put(row, x, &text, if here && focused { Role::TitleFocus } else { Role::Title }) + 1;
    }
    if let Some(job) = model.job() {
        let room = usize::from(row.right().saturating_sub(x + 4));
        let name = about.map_or_else(|| format!("{}, {}", job_name(job), job.export), str::to_owned);
        let name = words::cut(&printable::text(&name), room, pen.glyphs.ellipsis());
        pen.put_right(row, row.right() - 1, &format!(" {name} "), if focused { Role::TitleFocus } else { Role::Title });
    }
}

/// Bars stand while a job is at work; of one that ended, words say how far it came.
fn bars_shown(job: &JobView) -> bool {
    job.progress.is_some() && matches!(job.state, JobState::Running | JobState::Paused)
}

fn wrapped(text: &str, width: u16) -> Vec<String> {
    words::wrap(&printable::text(text), usize::from(width.saturating_sub(LABEL + 1)))
}

fn facts(model: &Model, job: &JobView) -> Vec<(&'static str, String, Role)> {
    let mut facts = Vec::new();
    let running = job.state == JobState::Running;
    if !running {
        let mut state = format!("{} {}", model.glyphs.state(job.state), state_word(job));
        if let Some(reason) = job.reason {
            state.push_str(&format!(": {reason}"));
        }
        if job.attempt > 1 {
            state.push_str(&format!(", attempt {}", job.attempt));
        }
        facts.push(("state", state, state_role(job.state)));
        if let Some(note) = &job.note {
            facts.push((if job.state == JobState::Failed { "why" } else { "note" }, note.clone(), Role::Text));
        }
    } else if let Some(note) = &job.note {
        facts.push(("note", note.clone(), Role::Text));
    }
    facts.extend(pace(job).map(|pace| ("pace", pace, Role::Text)));
    facts.extend(reached(job).map(|reached| ("reached", reached, Role::Text)));
    if let Some(next) = next_step(model, job) {
        facts.push(("next", next, Role::Text));
    }
    facts.push(("output", job.output.to_string_lossy().into_owned(), Role::Text));
    if model.class() == SizeClass::Stacked && running {
        return facts;
    }
    facts.push(("project", job.project.to_string_lossy().into_owned(), Role::Dim));
    let clock = |at: i64| words::clock(at, &model.zone);
    let mut times = vec![format!("added {}", clock(job.added_at))];
    times.extend(job.started_at.map(|at| format!("started {}", clock(at))));
    times.extend(job.ended_at.map(|at| format!("ended {}", clock(at))));
    if job.state.ended() {
        times.extend(elapsed_text(job).map(|took| format!("took {took}")));
    }
    if job.attempt > 1 && running {
        times.push(format!("attempt {}", job.attempt));
    }
    facts.push(("times", times.join(&format!(" {} ", model.glyphs.dot())), Role::Dim));
    facts
}

/// What a running job spends its time with.
fn pace(job: &JobView) -> Option<String> {
    let progress = job.progress.as_ref().filter(|_| job.state == JobState::Running)?;
    let slowest = progress.bottleneck.filter(|_| progress.waiting.is_none())?;
    let shares = &progress.shares;
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let parts = [
        ("decode", shares.decode),
        ("compose", shares.compose),
        ("adapter", shares.readback_wait),
        ("encoder", shares.encode_wait),
    ];
    let parts: Vec<String> = parts.iter().map(|(name, share)| format!("{name} {}", percent(*share))).collect();
    Some(format!("mostly {}: {}", slowest.words(), parts.join(", ")))
}

/// How far a job came that ended on the way.
fn reached(job: &JobView) -> Option<String> {
    let progress = job.progress.as_ref().filter(|_| matches!(job.state, JobState::Failed | JobState::Cancelled))?;
    let frames = format!("{} of {} frames", words::grouped(progress.frame), words::grouped(progress.frames));
    Some(format!("{}, {} of {} chunks, {frames}", super::percent_text(job), progress.chunks_done, progress.chunks))
}

/// What a user can do about a job that stands still.
fn next_step(model: &Model, job: &JobView) -> Option<String> {
    let chunks = job.progress.as_ref().map_or(0, |progress| progress.chunks_done);
    match job.state {
        JobState::Failed | JobState::Cancelled if chunks > 0 => {
            let kept = words::count(usize::try_from(chunks).unwrap_or(usize::MAX), "chunk");
            Some(format!("r queues it again and goes on from the {kept} there"))
        }
        JobState::Failed | JobState::Cancelled => Some("r queues it again, D takes it off the list".to_owned()),
        JobState::Done if model.place() != Place::Log => Some("y copies the path of the finished file".to_owned()),
        _ => None,
    }
}

fn bars(model: &Model, pen: &mut Pen<'_>, area: Rect, job: &JobView) {
    let Some(progress) = &job.progress else { return };
    let bar_width = area.width.saturating_sub(LABEL + 33).clamp(8, 30);
    let text_at = area.x + LABEL + bar_width + 2;
    for (index, (phase, part, count, rate)) in stages(job, progress).into_iter().enumerate() {
        let row = line(area, index as u16);
        let here = job.state == JobState::Running && progress.phase == phase;
        pen.put(row, row.x + 1, phase_word(phase), if here { Role::Running } else { Role::Column });
        pen.put(row, row.x + LABEL, &pen.glyphs.bar(part, usize::from(bar_width)), Role::Bar);
        let rate_at = text_at + 15;
        let counted = if rate.is_empty() { row } else { Rect { width: rate_at - 1 - row.x, ..row } };
        pen.put(counted, text_at, &count, Role::Text);
        if !rate.is_empty() {
            pen.put(row, rate_at, &rate, Role::Dim);
        }
    }
    let track = model.shown().track(job.id);
    let memory: Vec<f64> = track.map(|track| track.memory.iter().copied().collect()).unwrap_or_default();
    let fps: Vec<f64> = track.map(|track| track.fps.iter().copied().collect()).unwrap_or_default();
    let of =
        if progress.memory_limit > 0 { format!(" of {}", bytes::short(progress.memory_limit)) } else { String::new() };
    let top = if progress.memory_limit > 0 {
        progress.memory_limit as f64
    } else {
        memory.iter().copied().fold(0.0, f64::max)
    };
    let lines = [
        (
            "memory",
            pen.glyphs.spark(&memory, top, usize::from(bar_width)),
            format!("{}{of}", bytes::short(progress.memory)),
        ),
        (
            "fps",
            pen.glyphs.spark(&fps, fps.iter().copied().fold(0.0, f64::max), usize::from(bar_width)),
            if progress.fps > 0.0 { words::rate(progress.fps) } else { pen.glyphs.unknown().to_owned() },
        ),
    ];
    for (index, (name, spark, text)) in lines.into_iter().enumerate() {
        let row = line(area, 4 + index as u16);
        pen.put(row, row.x + 1, name, Role::Column);
        pen.put(row, row.x + LABEL, &spark, Role::Spark);
        pen.put(row, text_at, &text, Role::Text);
        if index == 0 && progress.ring_size > 0 {
            pen.put(row, text_at + 15, &format!("ring {}/{}", progress.ring_used, progress.ring_size), Role::Dim);
        }
    }
}

/// Each phase with how much of it is done, what is counted in it, and how fast it goes.
fn stages(job: &JobView, progress: &Progress) -> [(Phase, f64, String, String); 4] {
    let frames = progress.frames;
    let found = progress.frame.saturating_sub(progress.encoded);
    let composed = found.saturating_add(progress.composed).max(progress.frame).min(frames);
    let encoded = found.saturating_add(progress.encoded).max(progress.frame).min(frames);
    let part = |done: u64| if frames > 0 { done as f64 / frames as f64 } else { 0.0 };
    let milliseconds =
        |name: &str, value: f64| if value > 0.0 { format!("{name}{value:.1} ms") } else { String::new() };
    let prepared = if progress.phase > Phase::Prepare { (1.0, "done") } else { (0.0, "reads the sources") };
    let finalized = if progress.phase == Phase::Finalize { (job.percent - 99.0).clamp(0.0, 1.0) } else { 0.0 };
    let mut chunks = format!("chunks {}/{}", progress.chunks_done, progress.chunks);
    if progress.chunks_found > 0 {
        chunks.push_str(&format!(", {} found", progress.chunks_found));
    }
    let decode = milliseconds("decode  ", progress.rates.decode_ms);
    let counted =
        if frames > 0 { format!("{}/{}", words::grouped(composed), words::grouped(frames)) } else { String::new() };
    let encoded_text = if frames > 0 { words::grouped(encoded) } else { String::new() };
    [
        (Phase::Prepare, prepared.0, prepared.1.to_owned(), decode),
        (Phase::Render, part(composed), counted, milliseconds("compose ", progress.rates.compose_ms)),
        (Phase::Encode, part(encoded), encoded_text, milliseconds("encode  ", progress.rates.encode_ms)),
        (Phase::Finalize, finalized, chunks, String::new()),
    ]
}
