//! From a frozen document to everything that rendering needs: the project read and judged, its sources probed, a plan made.

use std::path::Path;
use std::sync::Arc;

use crate::base::facts::{Content, Facts};
use crate::base::{Failure, Reason, printable};
use crate::compose::{self, AdapterFacts, AdapterKind, Gpu};
use crate::config::Places;
use crate::media::{self, VideoEncoderSettings};
use crate::plan::encoder_choice::EncoderChoice;
use crate::plan::key::{Common, Epochs};
use crate::plan::parts::{Record, Recorder};
use crate::plan::{self, Plan, RenderClass};
use crate::project::model::{Export, Form, Kind, Layer, Project, Shape};
use crate::project::time::Measures;
use crate::project::{self, Load, Place, Problem, Severity, Source, SourceUse, Wanted};
use crate::sound;
use crate::timeline::{self, Timeline};

use super::encoder_choice;
use super::encoders;
use super::facts;
use super::fonts;
use super::formats;
use super::listening::Listening;
use super::request::ExportWork;
use super::shaders;
use super::tempo;

/// A document that may be exported, with the facts that say so.
pub struct Checked {
    pub project: Project,
    pub export: Export,
    pub facts: Facts,
    /// Warnings and notes.
    pub remarks: Vec<Problem>,
    /// What frames and beats are worth in the document.
    pub measures: Measures,
}

/// Everything a render needs.
pub struct Prepared {
    pub checked: Checked,
    pub timeline: Timeline,
    pub listening: Arc<Listening>,
    pub plan: Plan,
    /// What its chunks are made of; none where there are too many.
    pub record: Option<Record>,
    pub encoder: VideoEncoderSettings,
    /// Which encoder makes the pictures, and why.
    pub choice: EncoderChoice,
}

impl Checked {
    /// What is doubtful, each with its place in the document.
    pub fn remark_lines(&self) -> impl Iterator<Item = String> {
        self.remarks.iter().map(|remark| {
            let Problem { file, line, column, message, .. } = remark;
            format!("{}:{line}:{column}: {message}", printable::path(file))
        })
    }
}

/// All that is wrong or doubtful with a document, its sources looked at; and the facts that were found.
///
/// `places` is where facts are remembered; without it every file is looked at anew.
pub fn examine(source: &Source, places: Option<&Places>) -> (project::Reading, Facts) {
    examine_with(source, &|_| Err("projects in projects are not looked into here".to_owned()), places)
}

/// Exports of a project that this box has no encoder for.
pub fn unencodable(file: &Path, project: &Project) -> Vec<Problem> {
    encoders::problems(file, project)
}

/// As [`examine`], with the documents that the project shows given by `load`.
pub fn examine_with(source: &Source, load: Load, places: Option<&Places>) -> (project::Reading, Facts) {
    examine_telling(source, load, places, &|| {})
}

fn examine_telling(source: &Source, load: Load, places: Option<&Places>, beat: &dyn Fn()) -> (project::Reading, Facts) {
    let mut reading = project::read_with(source, load);
    let mut facts = facts::gather(reading.sources.iter().map(|source| &source.path), places, beat);
    if reading.tempo_elsewhere {
        tempo::gather(&reading.sources, places, beat, &mut facts);
        // What beats are is known only now.
        reading = project::read_knowing(source, load, &facts);
    }
    if let Some(project) = &reading.project {
        // Which of the values that shaders are given are files, only the shaders say.
        let pictures = shaders::pictures_of(project, &facts);
        facts::gather_more(&pictures, &mut facts, places, beat);
    }
    let mut found: Vec<Problem> = Vec::new();
    // A sound whose beat is sought is named elsewhere too, and what is wrong with it is said there.
    for used in reading.sources.iter().filter(|used| !matches!(used.wanted, Wanted::Tempo(_))) {
        if let Some(message) = wrong_with(&facts, &used.path, reading.project.is_some()) {
            found.push(Problem {
                severity: Severity::Error,
                file: used.file.clone(),
                line: used.place.line,
                column: used.place.column,
                path: used.place.path.clone(),
                message,
                help: None,
            });
        }
    }
    if let Some(project) = &reading.project {
        found.extend(project.all_layers().filter_map(|layer| undrawable(source.path, layer)));
        for inner in project.inside() {
            found.extend(inner.all_layers().filter_map(|layer| undrawable(&inner.path, layer)));
        }
    }
    for problem in reading.judge(&facts) {
        // What can't be read was told of already, and better.
        if !found.iter().any(|other| other.path == problem.path && other.file == problem.file) {
            found.push(problem);
        }
    }
    if let Some(project) = &reading.project {
        found.append(&mut fonts::gather(&reading, project, &mut facts));
    }
    reading.problems.append(&mut found);
    project::reading::sort(source.path, &mut reading.problems);
    (reading, facts)
}

/// What only the room that draws it knows to be wrong with a layer.
fn undrawable(file: &Path, layer: &Layer) -> Option<Problem> {
    let Kind::Shape(Shape { form: Form::Path(data), .. }) = &layer.kind else { return None };
    let message = compose::path_fault(data)?;
    let file = file.to_path_buf();
    let Place { line, column, path } = layer.place.clone();
    let path = format!("{path}.path");
    Some(Problem { severity: Severity::Error, file, line, column, path, message, help: None })
}

/// What is wrong with a source by itself. Where the document can be judged, the verdicts have a better sentence for a file
/// that is missing or damaged; where it can't, this one keeps a person from finding out only after the next correction.
fn wrong_with(facts: &Facts, path: &Path, judged: bool) -> Option<String> {
    if let Some(refused) = facts.refused.get(path) {
        // What is there and no file, a folder or a pipe, is not merely missing.
        let better = !judged || refused.reason != Reason::SourceMissing || path.exists();
        return better.then(|| refused.message.clone());
    }
    match &facts.sources.get(path)?.content {
        Content::Unreadable(failure) if !judged => Some(failure.message.clone()),
        _ => None,
    }
}

/// Reads, probes and judges; the first mistake and how many more there are make the failure.
pub fn checked(work: &ExportWork, places: &Places) -> Result<Checked, Failure> {
    checked_telling(work, places, &|| {})
}

/// As [`checked`], and `beat` hears of every stretch of a source that was read: large ones take minutes.
pub fn checked_telling(work: &ExportWork, places: &Places, beat: &dyn Fn()) -> Result<Checked, Failure> {
    let source = Source { path: &work.project, text: &work.document, set: &work.set };
    let (mut reading, facts) = examine_telling(&source, &|path| work.frozen(path), Some(places), beat);
    let sources = std::mem::take(&mut reading.sources);
    let measures = reading.measures;
    let (errors, remarks): (Vec<_>, Vec<_>) =
        reading.problems.into_iter().partition(|problem| problem.severity == Severity::Error);
    if let Some(first) = errors.first() {
        return Err(refusal(work, first, errors.len(), reason_of(first, &sources, &facts)));
    }
    let invalid = |sentence: String| Failure::new(Reason::InvalidProject, sentence);
    let shown = printable::path(&work.project);
    let project = reading.project.ok_or_else(|| invalid(format!("{shown}: not a project: it has no `rushes: 1`")))?;
    let export = project.export(&work.export).cloned().ok_or_else(|| {
        let names: Vec<_> = project.exports.iter().map(|export| export.name.as_str()).collect();
        invalid(format!("{shown}: no export `{}`; there is {}", work.export, names.join(", ")))
    })?;
    let mut export = export;
    if let Some(output) = &work.output {
        export.output.clone_from(output);
    }
    encoders::check(&export)?;
    Ok(Checked { project, export, facts, remarks, measures })
}

/// The reason behind a problem: that of the source that it is about, else the document itself.
fn reason_of(problem: &Problem, sources: &[SourceUse], facts: &Facts) -> Reason {
    let mistaken = |content: &Content| matches!(content, Content::BrokenShader(wrong) if wrong.file == problem.file);
    if facts.sources.values().any(|source| mistaken(&source.content)) {
        return Reason::ShaderFailed;
    }
    let about = sources.iter().find(|used| used.place.path == problem.path && used.file == problem.file);
    let Some(path) = about.map(|used| &used.path) else { return Reason::InvalidProject };
    match (facts.refused.get(path), facts.sources.get(path).map(|source| &source.content)) {
        (Some(refused), _) => refused.reason,
        (None, Some(Content::Unreadable(_))) => Reason::SourceDamaged,
        _ => Reason::InvalidProject,
    }
}

fn refusal(work: &ExportWork, first: &Problem, count: usize, reason: Reason) -> Failure {
    // What the command line said stands in no line of any file.
    let file = if first.line == 0 { &work.project } else { &first.file };
    let place = format!("{}:{}:{}", printable::path(file), first.line, first.column);
    let more = match count {
        1 => String::new(),
        count => format!(" (and {} more; `rushes check` shows all)", count - 1),
    };
    Failure::new(reason, format!("{place}: {}{more}", printable::text(&first.message)))
}

/// The plan of a checked export on this box, with what its pictures hear.
pub fn prepared(
    checked: Checked,
    listening: impl Into<Arc<Listening>>,
    adapter: &AdapterFacts,
) -> Result<Prepared, Failure> {
    prepared_for(checked, listening.into(), class_of(adapter))
}

/// The plan of an export that has no pictures: no adapter is opened for it.
pub fn prepared_sound(checked: Checked) -> Result<Prepared, Failure> {
    let class = RenderClass {
        adapter: "none".to_owned(),
        driver: String::new(),
        software: true,
        cpu: plan::class::cpu_level(),
        libav: media::build().to_owned(),
    };
    prepared_for(checked, Arc::default(), class)
}

fn prepared_for(mut checked: Checked, listening: Arc<Listening>, class: RenderClass) -> Result<Prepared, Failure> {
    let choice = encoder_choice::choose(&mut checked.export)?;
    let class = encoders::class_of(class, &checked.export);
    let ears = |project: &Project| listening.ears(project, &checked.facts);
    let timeline = Timeline::with_ears(&checked.project, &checked.facts, &checked.export, &ears);
    let all = common(&checked, &class);
    let mut recorder = Recorder::new(&timeline, &checked.facts);
    let plan = plan::plan_watched(&timeline, &all, &mut |chunk, scene, chains| recorder.frame(chunk, scene, chains));
    let record = recorder.finish(&Common { gop_frames: plan.gop_frames, ..all }, &plan.chunks);
    if plan.frames.count == 0 {
        return Err(Failure::new(Reason::InvalidProject, "the export has no frames: its range is empty"));
    }
    listening.check()?;
    let encoder = formats::encoder_settings(&checked.export, plan.gop_frames);
    if checked.export.only_sound.is_none() {
        encoder.check()?;
    }
    Ok(Prepared { checked, timeline, listening, plan, record, encoder, choice })
}

/// What all chunks of an export have in common.
pub fn common<'a>(checked: &'a Checked, class: &'a RenderClass) -> Common<'a> {
    let canvas = (checked.project.canvas.width, checked.project.canvas.height);
    Common { export: &checked.export, canvas, gop_frames: 0, epochs: EPOCHS, class, facts: &checked.facts }
}

/// Names an export among others, for what its layers keep from frame to frame.
pub fn series(checked: &Checked) -> String {
    format!("{} {:?}", checked.project.path.display(), checked.export.size)
}

const EPOCHS: Epochs =
    Epochs { timeline: timeline::EPOCH, compose: compose::EPOCH, sound: sound::EPOCH, media: media::EPOCH };

pub fn render_class(gpu: &Gpu) -> RenderClass {
    class_of(gpu.adapter())
}

/// The render class of this box with such an adapter.
pub fn class_of(adapter: &AdapterFacts) -> RenderClass {
    RenderClass {
        adapter: adapter.name.clone(),
        driver: format!("{} {}", adapter.driver, adapter.driver_info),
        software: adapter.kind == AdapterKind::Software,
        cpu: plan::class::cpu_level(),
        libav: media::build().to_owned(),
    }
}

/// Free bytes that a user may take where `place` lies.
pub fn free_bytes(place: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(place).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}
