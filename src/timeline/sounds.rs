//! What is audible when, in samples of the output.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::course::{Course, Unit};
use super::frames::Frames;
use super::heard;
use super::hearing::deaf;
use super::moment::World;
use crate::base::Rational;
use crate::base::facts::{AudioFacts, Facts};
use crate::project::model::{Duck, Master, Moving, Project, Sound};
use crate::project::span;

/// Samples a second of every mix.
pub const SAMPLE_RATE: u32 = 48_000;

/// The whole sound of one export.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundPlan {
    /// Length of the mix: exactly `round(frames · 48000 / fps)`.
    pub samples: u64,
    pub clips: Vec<SoundClip>,
    /// How loud the whole is made.
    pub master: Option<Master>,
}

/// One stretch of a source in the mix.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundClip {
    pub source: PathBuf,
    /// Which stream, counted among the file's audio streams.
    pub stream: usize,
    /// Output sample at which the clip begins; before zero where an export's range cuts into it.
    pub start: i64,
    /// How many output samples the clip lasts.
    pub samples: u64,
    /// Where in the source it begins, seconds.
    pub from: Rational,
    /// Factor on the amplitude.
    pub gain: f32,
    /// Output samples over which it comes in and goes out (linear), measured from the clip's own ends.
    pub fade_in: u64,
    pub fade_out: u64,
    pub way: Way,
}

/// What is done to a clip beyond that; most have nothing of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Way {
    /// It does not run plainly forwards at its own speed.
    pub run: Option<Run>,
    /// The gain moves: these factors instead of the clip's.
    pub gain: Option<Course>,
    /// -1 left to 1 right.
    pub pan: Option<Course>,
    pub duck: Option<Ducking>,
    /// It is heard from one output sample to another only, though it runs before and after.
    pub within: Option<(i64, i64)>,
    /// The source is a document: this is its mix.
    pub mix: Option<Arc<SoundPlan>>,
}

/// How a clip runs through its source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// Seconds of source a second.
    pub speed: Rational,
    /// The pitch follows the speed; else it is kept.
    pub follow: bool,
    /// From the end of the stretch to its beginning.
    pub reverse: bool,
    /// Begins again at the end of the stretch.
    pub looped: bool,
    /// Where in the source the stretch ends, seconds.
    pub until: Rational,
    /// Where the source's sound ends as far as is known; what the stretch has beyond is silent.
    pub ends: Rational,
}

/// Making room for another sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Ducking {
    /// The other sound, as it is without panning and without making room itself.
    pub under: Vec<SoundClip>,
    /// By how many decibels.
    pub by: f64,
    /// The project's sample at which the plan begins.
    pub origin: i64,
}

impl SoundClip {
    /// The first `samples` of a source, as they are.
    pub fn of(source: &Path, samples: u64) -> Self {
        Self {
            source: source.to_owned(),
            stream: 0,
            start: 0,
            samples,
            from: Rational::ZERO,
            gain: 1.0,
            fade_in: 0,
            fade_out: 0,
            way: Way::default(),
        }
    }

    /// The output samples over which it is heard, half open.
    pub fn heard(&self) -> (i64, i64) {
        let end = self.start.saturating_add_unsigned(self.samples);
        self.way.within.map_or((self.start, end), |(from, to)| (self.start.max(from), end.min(to)))
    }
}

impl SoundPlan {
    /// So much silence.
    pub fn silence(samples: u64) -> Self {
        Self { samples, clips: Vec::new(), master: None }
    }

    /// Every file that is read for it, with the stream that is asked for.
    pub fn files(&self) -> Vec<(&Path, usize)> {
        let mut waiting: Vec<&SoundClip> = self.clips.iter().collect();
        let mut found = Vec::new();
        while let Some(clip) = waiting.pop() {
            match &clip.way.mix {
                Some(mix) => waiting.extend(&mix.clips),
                None => found.push((clip.source.as_path(), clip.stream)),
            }
            waiting.extend(clip.way.duck.iter().flat_map(|duck| &duck.under));
        }
        found
    }
}

/// The sound of an export's frames: every sound clip that reaches into them, moved to their beginning.
pub fn plan(project: &Project, facts: &Facts, frames: &Frames, duration: Rational) -> SoundPlan {
    let world = OnceCell::new();
    let scope = Scope { project, facts, start: frames.start, duration, world: &world };
    SoundPlan { master: project.master, ..scope.plan(frames.samples()) }
}

/// The whole mix of a project after everything, from its beginning to its end, whatever its exports show.
pub fn whole(project: &Project, facts: &Facts) -> SoundPlan {
    let duration = span::duration(project, facts).unwrap_or(Rational::ZERO);
    let world = OnceCell::new();
    let scope = Scope { project, facts, start: Rational::ZERO, duration, world: &world };
    SoundPlan { master: project.master, ..scope.plan(length(duration)) }
}

/// One sound of `audio:` where it stands on the project's time line, before gain, pan, fades and making room; from the
/// project's beginning to its end.
pub fn alone(project: &Project, facts: &Facts, id: &str) -> Option<SoundPlan> {
    let sound = project.audio.iter().find(|sound| sound.id.as_deref() == Some(id))?;
    let duration = span::duration(project, facts).unwrap_or(Rational::ZERO);
    let world = OnceCell::new();
    let scope = Scope { project, facts, start: Rational::ZERO, duration, world: &world };
    let clips = scope.run(sound).into_iter().collect();
    Some(SoundPlan { clips, ..SoundPlan::silence(length(duration)) })
}

/// The samples of a stretch of time.
pub(super) fn length(time: Rational) -> u64 {
    u64::try_from(in_samples(time)).unwrap_or(0)
}

pub(super) fn in_samples(time: Rational) -> i128 {
    (time * Rational::from_int(i64::from(SAMPLE_RATE))).round()
}

/// A project's sounds as they are heard from one time on.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub project: &'a Project,
    pub facts: &'a Facts,
    /// Where the plan begins.
    pub start: Rational,
    /// How long the project lasts.
    pub duration: Rational,
    /// What moving gains may depend on: one for all of them, and none where nothing moves.
    pub world: &'a OnceCell<World>,
}

impl Scope<'_> {
    /// The mix from there on, as loud as it was mixed.
    pub fn plan(&self, samples: u64) -> SoundPlan {
        let reaches = |clip: &SoundClip| {
            let (from, to) = clip.heard();
            to > 0 && u64::try_from(from.max(0)).unwrap_or(0) < samples && from < to
        };
        let sounds = self.project.audio.iter().filter_map(|sound| self.clip(sound)).filter(reaches);
        let mut clips: Vec<_> = sounds.collect();
        heard::layers(self, &mut clips);
        clips.retain(reaches);
        SoundPlan { clips, ..SoundPlan::silence(samples) }
    }

    /// The project's sample at which the plan begins.
    pub fn origin(&self) -> i64 {
        i64::try_from(in_samples(self.start)).unwrap_or(i64::MAX)
    }

    /// Where a time of the project lies in the plan.
    pub fn sample(&self, time: Rational) -> i64 {
        i64::try_from(in_samples(time - self.start)).unwrap_or(i64::MIN)
    }

    fn clip(&self, sound: &Sound) -> Option<SoundClip> {
        let mut clip = self.shaped(sound)?;
        clip.way.pan = match &sound.pan {
            Moving::Constant(0.0) => None,
            pan => Some(self.course(sound, pan, Unit::Plain)),
        };
        clip.way.duck = sound.duck.as_ref().and_then(|duck| self.ducking(duck));
        Some(clip)
    }

    /// A sound with its gain and its fades.
    fn shaped(&self, sound: &Sound) -> Option<SoundClip> {
        let mut clip = self.run(sound)?;
        match &sound.gain {
            Moving::Constant(gain) => clip.gain = libm::pow(10.0, gain / 20.0) as f32,
            gain => clip.way.gain = Some(self.course(sound, gain, Unit::Decibels)),
        }
        clip.fade_in = length(sound.fade.fade_in);
        clip.fade_out = length(sound.fade.fade_out);
        Some(clip)
    }

    /// A sound as it runs, and nothing more.
    fn run(&self, sound: &Sound) -> Option<SoundClip> {
        let (start, end) = span::sound_span(sound, self.facts, self.duration);
        let from = span::start_of(sound.from);
        let stream = self.facts.sources.get(&sound.source).and_then(|source| source.audio().get(sound.stream));
        let known = stream.map(AudioFacts::end);
        // Where in its source it stops at the latest: what is left of `at` is silent, and a fade out ends where the sound
        // does.
        let said = sound.from.and_then(|from| from.end);
        let source_end = said.into_iter().chain(known).min();
        let end = match source_end {
            Some(source_end) if !sound.looped => end.min(start + (source_end - from) / sound.speed),
            _ => end,
        };
        let (first, last) = (self.sample(start), self.sample(end));
        if last <= first {
            return None;
        }
        let plain = sound.speed == Rational::ONE && !sound.looped;
        let until = said.or(known).unwrap_or(from);
        let run = Run {
            speed: sound.speed,
            follow: sound.follow,
            reverse: false,
            looped: sound.looped,
            until,
            ends: known.unwrap_or(until),
        };
        Some(SoundClip {
            stream: sound.stream,
            start: first,
            from,
            way: Way { run: (!plain).then_some(run), ..Way::default() },
            ..SoundClip::of(&sound.source, u64::try_from(last.saturating_sub(first)).unwrap_or(0))
        })
    }

    fn ducking(&self, duck: &Duck) -> Option<Ducking> {
        let others = self.project.audio.iter().filter(|other| other.id.as_ref() == Some(&duck.under));
        let under: Vec<_> = others.filter_map(|other| self.shaped(other)).collect();
        (!under.is_empty() && duck.by > 0.0).then(|| Ducking { under, by: duck.by, origin: self.origin() })
    }

    fn course(&self, sound: &Sound, moving: &Moving<f64>, unit: Unit) -> Course {
        let span = span::sound_span(sound, self.facts, self.duration);
        // The sounds of a project hear nothing themselves: what they were heard by would depend on them.
        let world = self.world.get_or_init(|| World::new(self.project, self.facts, &deaf));
        Course::new(moving, unit, span, self.origin(), world.clone())
    }
}
