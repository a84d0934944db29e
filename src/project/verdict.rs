//! Verdicts on a project that only facts about its sources allow: what is missing, too short, too small, or doubtful.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::model::{CanvasColor, Export, Fit, Hold, Kind, Layer, LayerSound, Moving, Project, Sound, Span};
use super::place::{Place, Problem, Severity};
use super::span::{constant_rate, duration, layer_end, layer_from, layer_speed, pictures_end, seconds_text, sound_end};
use super::time::MAX_SECONDS;
use crate::base::facts::{AnimationFacts, Content, Facts, SourceFacts, VideoFacts};
use crate::base::{Rational, printable};

/// Enlarging a picture by more than this shows.
const MOST_UPSCALE: f64 = 2.0;

/// What is wrong or doubtful about a project whose document is fine, by path.
pub fn judge(project: &Project, facts: &Facts) -> Vec<Problem> {
    let color = project.canvas.color;
    let mut judge = Judge { project, color, facts, problems: Vec::new(), inside: false, said: BTreeSet::new() };
    if project.layers.is_empty() && project.audio.is_empty() {
        let help = "add a layer, for example `layers: [ { solid: \"#223\" } ]`";
        judge.say(Severity::Error, &start(), "layers", "the project has neither layers nor sound".into(), Some(help));
        return judge.problems;
    }
    judge.musical();
    judge.layers(&project.layers, (project.canvas.width, project.canvas.height));
    for sound in &project.audio {
        judge.sound(sound);
    }
    judge.lengths();
    judge.problems
}

pub(super) struct Judge<'a> {
    pub project: &'a Project,
    /// What the values of the outermost canvas mean, on which all is seen.
    color: CanvasColor,
    pub facts: &'a Facts,
    problems: Vec<Problem>,
    /// It is shown in another one.
    inside: bool,
    /// Sources whose own doubts were told already.
    pub said: BTreeSet<PathBuf>,
}

impl<'a> Judge<'a> {
    pub fn say(&mut self, severity: Severity, at: &Place, path: &str, message: String, help: Option<&str>) {
        self.problems.push(Problem {
            severity,
            file: self.project.path.clone(),
            line: at.line,
            column: at.column,
            path: path.to_owned(),
            message,
            help: help.map(str::to_owned),
        });
    }

    pub fn tell(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The facts of a source that can be read; else it is said why not.
    pub fn source(&mut self, file: &Path, at: &Place, path: &str) -> Option<&'a SourceFacts> {
        let facts = self.facts;
        let name = name_of(file, self.project);
        match facts.sources.get(file) {
            None => {
                let help = "paths start in the project's folder";
                self.say(Severity::Error, at, path, format!("`{name}` is missing or can't be read"), Some(help));
                None
            }
            Some(SourceFacts { content: Content::Unreadable(failure), .. }) => {
                let message = printable::text(&failure.message);
                let message = if message.contains(&name) { message } else { format!("`{name}`: {message}") };
                self.say(Severity::Error, at, path, message, None);
                None
            }
            Some(facts) => Some(facts),
        }
    }

    /// Layers that fill `canvas`: the project's own, or the size of the group they lie in.
    fn layers(&mut self, layers: &'a [Layer], canvas: (u32, u32)) {
        self.transitions(layers);
        for layer in layers {
            self.layer(layer, canvas);
            self.effects(layer);
            self.shaders(layer, self.inside);
            if let Kind::Group(group) = &layer.kind {
                self.layers(&group.layers, group.size);
            }
        }
    }

    fn layer(&mut self, layer: &'a Layer, canvas: (u32, u32)) {
        let at = &layer.place;
        match &layer.kind {
            Kind::Image { source } => {
                let path = format!("{}.image", at.path);
                let Some(facts) = self.source(source, at, &path) else { return };
                if matches!(facts.content, Content::Image { .. } | Content::Drawing { .. }) {
                    self.stands_still(layer, source);
                }
                match facts.content {
                    Content::Image { width, height, .. } => self.upscale(layer, (width, height), canvas, &path),
                    Content::Animation(AnimationFacts { ref video, .. }) => {
                        self.animation(layer, source, video);
                        self.upscale(layer, video.shown_size(), canvas, &path);
                    }
                    Content::Drawing { left_out, .. } => self.left_out(source, left_out, at, &path),
                    _ => {
                        let name = name_of(source, self.project);
                        let help = facts.video().map(|_| "use `video:` for moving pictures");
                        self.say(Severity::Error, at, &path, format!("`{name}` is no picture"), help);
                    }
                }
            }
            Kind::Video { source } => {
                let path = format!("{}.video", at.path);
                let Some(facts) = self.source(source, at, &path) else { return };
                match facts.video() {
                    Some(video) if video.frame_count() > 0 => self.clip(layer, (facts, video), canvas, &path),
                    Some(_) => {
                        let name = name_of(source, self.project);
                        self.say(Severity::Error, at, &path, format!("`{name}` has no frame that can be shown"), None);
                    }
                    None => {
                        let (what, help) = match &facts.content {
                            Content::Image { .. } => ("is a still picture, not a video", "use `image:` for it"),
                            _ => ("has sound but no pictures", "name it under `audio:`"),
                        };
                        let name = name_of(source, self.project);
                        self.say(Severity::Error, at, &path, format!("`{name}` {what}"), Some(help));
                    }
                }
            }
            Kind::Project(project) => self.inside(layer, project),
            Kind::Captions(captions) => {
                let path = format!("{}.captions", at.path);
                let Some(facts) = self.source(&captions.source, at, &path) else { return };
                let name = name_of(&captions.source, self.project);
                let Some(found) = facts.captions() else {
                    self.say(Severity::Error, at, &path, format!("`{name}` holds no captions"), None);
                    return;
                };
                if self.said.insert(captions.source.clone()) {
                    for remark in &found.remarks {
                        let message = format!("`{name}`, line {}: {}", remark.line, remark.sentence);
                        self.say(Severity::Warning, at, &path, message, None);
                    }
                }
            }
            Kind::Objects(objects) => self.objects(layer, objects),
            Kind::Notes(notes) => self.plays(&notes.track, layer, &format!("{}.notes.track", at.path)),
            Kind::Solid(_) | Kind::Gradient(_) | Kind::Text(_) | Kind::Shape(_) | Kind::Shader(_) | Kind::Group(_) => {}
            Kind::Particles(particles) => self.sprite(layer, particles),
            Kind::Spectrum(_) | Kind::Waveform(_) => {}
        }
    }

    /// A project in this one: what is wrong in it is told with its own places.
    fn inside(&mut self, layer: &Layer, project: &'a Project) {
        let at = &layer.place;
        let path = format!("{}.project", at.path);
        let name = name_of(&project.path, self.project);
        if project.layers.is_empty() {
            self.say(Severity::Error, at, &path, format!("`{name}` has no layers to show"), None);
            return;
        }
        // Each time anew: with other variables it names other sources.
        let mut judge = Judge {
            project,
            color: self.color,
            facts: self.facts,
            problems: Vec::new(),
            inside: true,
            said: BTreeSet::new(),
        };
        judge.musical();
        judge.layers(&project.layers, (project.canvas.width, project.canvas.height));
        if layer.sound != LayerSound::Off {
            for sound in &project.audio {
                judge.sound(sound);
            }
        }
        self.problems.append(&mut judge.problems);
        if let Some(has) = duration(project, self.facts) {
            self.long_enough(layer, (has, project.canvas.fps.recip().unwrap_or(Rational::ZERO)), &name);
        }
    }

    fn clip(&mut self, layer: &Layer, (facts, video): (&SourceFacts, &VideoFacts), canvas: (u32, u32), path: &str) {
        let at = &layer.place;
        let Kind::Video { source } = &layer.kind else { return };
        let name = name_of(source, self.project);
        if self.said.insert(source.clone()) {
            if !constant_rate(video) {
                let help = "frames are shown at their own times";
                self.say(Severity::Warning, at, path, format!("`{name}` has a variable frame rate"), Some(help));
            }
            if let Some((end, meant)) = video.truncated {
                let message = format!("`{name}` breaks off after {} s of {} s", seconds_text(end), seconds_text(meant));
                self.say(Severity::Warning, at, path, message, Some("copy the file again if that is not meant"));
            }
            let hdr = match video.color.transfer {
                16 => Some("PQ"),
                18 => Some("HLG"),
                _ => None,
            };
            if let Some(hdr) = hdr.filter(|_| self.color == CanvasColor::Srgb) {
                let message =
                    format!("`{name}` has high dynamic range ({hdr}), which is brought down to the sRGB canvas");
                self.say(Severity::Warning, at, path, message, Some("its highlights lose some of their differences"));
            }
            let silent = !audible(self.project) && self.project.exports.iter().any(|export| export.sound.is_some());
            if silent && layer.sound == LayerSound::Unset && !facts.audio().is_empty() {
                let message = format!("the sound of `{name}` is not heard, and the project has no other");
                let help = "say `sound: on` or `sound: off` in the layer, or add it under `audio:`";
                self.say(Severity::Warning, at, path, message, Some(help));
            }
        }
        if let LayerSound::On(_) = layer.sound
            && facts.audio().is_empty()
        {
            let message = format!("`{name}` has no sound that could be heard");
            self.say(Severity::Warning, at, &format!("{}.sound", at.path), message, None);
        }
        self.long_enough(layer, (pictures_end(video), slack(video)), &name);
        self.upscale(layer, video.shown_size(), canvas, path);
    }

    /// Whether a source of such a length, with that much to spare, reaches as far as the layer wants it.
    pub fn long_enough(&mut self, layer: &Layer, (has, slack): (Rational, Rational), name: &str) {
        let at = &layer.place;
        let from = layer_from(layer);
        let (key, help) = match layer.from {
            Some(_) => ("from", "shorten the range, or hold a frame with `hold: last`"),
            None => ("at", "shorten the range, or hold a frame with `hold: last`"),
        };
        if from >= has {
            let message =
                format!("`from` begins at {} s, but `{name}` ends at {} s", seconds_text(from), seconds_text(has));
            self.say(Severity::Error, at, &format!("{}.from", at.path), message, None);
            return;
        }
        let wanted = match (layer.from.and_then(|from| from.end), layer.at.and_then(|at| at.end)) {
            (Some(end), _) => Some(end),
            (None, Some(_)) if layer.looped => None,
            (None, Some(end)) => {
                let start = layer.at.map_or(Rational::ZERO, |at| at.start);
                (end - start).checked_mul(layer_speed(layer)).and_then(|length| from.checked_add(length))
            }
            (None, None) => None,
        };
        let Some(wanted) = wanted.filter(|wanted| *wanted > has + slack) else { return };
        if layer.hold != Hold::Unset {
            return;
        }
        let message =
            format!("`{name}` is {} s long, the layer needs it up to {} s", seconds_text(has), seconds_text(wanted));
        self.say(Severity::Error, at, &format!("{}.{key}", at.path), message, Some(help));
    }

    /// Enlarging beyond what the source has.
    fn upscale(&mut self, layer: &Layer, (width, height): (u32, u32), canvas: (u32, u32), path: &str) {
        let (across, along) =
            (f64::from(canvas.0) / f64::from(width.max(1)), f64::from(canvas.1) / f64::from(height.max(1)));
        let fit = match layer.fit {
            Fit::Cover => across.max(along),
            Fit::Contain => across.min(along),
            Fit::Fill => across.max(along),
            Fit::None => 1.0,
        };
        let larger = |scale: &[f64; 2]| scale[0].abs().max(scale[1].abs());
        let scale = match &layer.scale {
            Moving::Constant(scale) => larger(scale),
            Moving::Keys(keys) => keys.iter().map(|key| larger(&key.value)).fold(0.0, f64::max),
            // What is computed may be anything; what is written beside it is known.
            Moving::Formula(_) => 0.0,
            Moving::Path(keys) => keys.iter().filter_map(|key| key.value.constant()).map(larger).fold(0.0, f64::max),
        };
        let factor = fit * scale;
        // Enlarged on the canvas already, or by the export that comes closest.
        let closest = self.project.exports.iter().max_by(|a, b| a.enlarged().total_cmp(&b.enlarged()));
        let (factor, by) = match closest {
            Some(export) if factor <= MOST_UPSCALE => (factor * export.enlarged(), Some(&export.name)),
            _ => (factor, None),
        };
        if factor > MOST_UPSCALE + 1e-9 {
            let source = match &layer.kind {
                Kind::Image { source } | Kind::Video { source } => source,
                _ => return,
            };
            let message = format!(
                "`{}` ({width}x{height}) is enlarged to {:.0} %{}",
                name_of(source, self.project),
                factor * 100.0,
                by.map_or_else(String::new, |export| format!(" by the cut-out of `{export}`"))
            );
            self.say(Severity::Warning, &layer.place, path, message, Some("above 200 % it will look soft"));
        }
    }

    fn sound(&mut self, sound: &Sound) {
        let at = &sound.place;
        let path = format!("{}.source", at.path);
        let Some(facts) = self.source(&sound.source, at, &path) else { return };
        let name = name_of(&sound.source, self.project);
        let streams = facts.audio();
        if streams.is_empty() {
            self.say(Severity::Error, at, &path, format!("`{name}` has no sound"), None);
            return;
        }
        let Some(stream) = streams.get(sound.stream) else {
            let message = match streams.len() {
                1 => format!("`{name}` has one audio stream, number 0; there is no number {}", sound.stream),
                count => {
                    format!("`{name}` has the audio streams 0 to {}, there is no number {}", count - 1, sound.stream)
                }
            };
            self.say(Severity::Error, at, &format!("{}.stream", at.path), message, None);
            return;
        };
        let has = stream.end();
        let from = sound.from.map_or(Rational::ZERO, |from| from.start);
        if from >= has {
            let message =
                format!("`from` begins at {} s, but `{name}` ends at {} s", seconds_text(from), seconds_text(has));
            self.say(Severity::Error, at, &format!("{}.from", at.path), message, None);
            return;
        }
        let (key, wanted) = match (sound.from.and_then(|from| from.end), sound.at.end) {
            (Some(end), _) => ("from", end),
            (None, Some(_)) if sound.looped => return,
            (None, Some(end)) => ("at", from + (end - sound.at.start) * sound.speed),
            (None, None) => return,
        };
        // Encoded sound ends on a block, not where it was cut.
        if wanted > has + Rational::new(1, 20) {
            let message = format!(
                "`{name}` is {} s long, the sound needs it up to {} s",
                seconds_text(has),
                seconds_text(wanted)
            );
            self.say(Severity::Error, at, &format!("{}.{key}", at.path), message, Some("shorten the range"));
        }
        if let (Some(at_end), Some(from_end)) = (sound.at.end, sound.from.and_then(|from| from.end))
            && !sound.looped
        {
            let (shown, read) = (at_end - sound.at.start, (from_end - from) / sound.speed);
            if read < shown {
                let message = format!(
                    "`from` lasts {} s and `at` {} s: the rest is silent",
                    seconds_text(read),
                    seconds_text(shown)
                );
                self.say(Severity::Warning, at, &format!("{}.from", at.path), message, None);
            }
        }
    }

    fn lengths(&mut self) {
        let project = self.project;
        // A missing source has been told; what would follow from it is noise.
        let complete = !self.problems.iter().any(|problem| problem.severity == Severity::Error);
        let Some(length) = duration(project, self.facts) else {
            if complete {
                let help = "say it: `canvas: { duration: 10s }`, or give a layer an end with `at: 0s..10s`";
                let message = "nothing says how long the project is".to_owned();
                self.say(Severity::Error, &start(), "canvas", message, Some(help));
            }
            return;
        };
        if !complete && project.canvas.duration.is_none() {
            return;
        }
        if !length.is_positive() {
            self.say(Severity::Error, &start(), "canvas", "the project has no length".to_owned(), None);
            return;
        }
        if length > Rational::from_int(MAX_SECONDS) {
            let message = format!("the project is {} s long, 24 hours are possible", seconds_text(length));
            self.say(Severity::Error, &start(), "canvas", message, None);
            return;
        }
        if let Some(range) = project.range {
            self.range(range, length, &start(), "range");
        }
        for export in &project.exports {
            self.export(export, length);
        }
        for layer in project.all_layers() {
            let begins = layer.at.map_or(Rational::ZERO, |at| at.start);
            if begins >= length && layer_end(layer, self.facts).is_none_or(|end| end > begins) {
                let message = format!(
                    "the layer begins at {} s, after the project's end at {} s",
                    seconds_text(begins),
                    seconds_text(length)
                );
                self.say(Severity::Warning, &layer.place, &format!("{}.at", layer.place.path), message, None);
            }
        }
        for sound in &project.audio {
            if sound.at.start >= length && sound_end(sound, self.facts).is_some() {
                let message = format!(
                    "the sound begins at {} s, after the project's end at {} s",
                    seconds_text(sound.at.start),
                    seconds_text(length)
                );
                self.say(Severity::Warning, &sound.place, &format!("{}.at", sound.place.path), message, None);
            }
        }
    }

    fn export(&mut self, export: &Export, length: Rational) {
        let at = &export.place;
        if self.project.layers.is_empty() && export.only_sound.is_none() {
            let message = format!("`{}` is a video, but the project has only sound", export.name);
            let help = "say `preset: m4a` (or wav, flac, mp3, opus) in the export, or add a layer";
            self.say(Severity::Error, at, &at.path, message, Some(help));
            return;
        }
        if let Some(file) = export.only_sound.filter(|_| !audible(self.project)) {
            let message = format!("`{}` is a sound file (`{}`), but nothing is heard", export.name, file.word());
            let help = "add a sound under `audio:`, or say `sound: on` in a video layer";
            self.say(Severity::Error, at, &at.path, message, Some(help));
            return;
        }
        if let Some(range) = export.range
            && !self.range(range, length, at, &format!("{}.range", at.path))
        {
            return;
        }
        let (from, to) = match export.range.or(self.project.range) {
            Some(Span { start, end }) => (start, end.unwrap_or(length)),
            None => (Rational::ZERO, length),
        };
        let frames = ((to - from) * export.fps).ceil();
        if export.only_sound.is_none() {
            self.amounts(export, u64::try_from(frames).unwrap_or(0));
        }
    }

    fn range(&mut self, range: Span, length: Rational, at: &Place, path: &str) -> bool {
        let end = range.end.unwrap_or(length);
        let message = if end > length {
            format!("`range` goes up to {} s, but the project ends at {} s", seconds_text(end), seconds_text(length))
        } else if range.start >= end {
            format!("`range` begins at {} s, where it ends", seconds_text(range.start))
        } else {
            return true;
        };
        self.say(Severity::Error, at, path, message, None);
        false
    }
}

/// Whether a project says of anything that it is heard.
fn audible(project: &Project) -> bool {
    let heard = |layer: &Layer| match &layer.kind {
        Kind::Video { .. } => layer.sound.gain(false).is_some(),
        Kind::Project(inner) => layer.sound.gain(true).is_some() && audible(inner),
        _ => false,
    };
    !project.audio.is_empty() || project.all_layers().any(heard)
}

/// Where things are said that no single place of the document is to blame for.
fn start() -> Place {
    Place { line: 1, column: 1, path: String::new() }
}

/// The length of one frame: ranges are written in round numbers, clips end on frames.
pub(super) fn slack(video: &VideoFacts) -> Rational {
    let count = video.frame_count();
    if count == 0 { Rational::ZERO } else { video.end() - video.time_of(count - 1) }
}

/// A source as the document most likely names it.
pub(super) fn name_of(file: &Path, project: &Project) -> String {
    let folder = project.path.parent().unwrap_or(Path::new(""));
    printable::path(file.strip_prefix(folder).unwrap_or(file))
}
