//! What a project's pictures listen to: which sounds, how, and under which name the analysis of that is kept.

use std::path::Path;

use super::sound::LibavSound;
use crate::base::facts::{AudioFacts, Facts};
use crate::base::{Digest, Failure, Rational};
use crate::media;
use crate::plan::class::cpu_level;
use crate::plan::hearing_key::Listener;
use crate::plan::key::KeyHasher;
use crate::project::Project;
use crate::project::analysis::{Analysis, Heard};
use crate::project::span;
use crate::sound::analysis::{self, Settings, Steps};
use crate::sound::{self, Mixer};
use crate::timeline::sounds::SoundClip;
use crate::timeline::{self, Frames, SoundPlan, sounds};

/// One listening: the sounds from the project's beginning to its end, and the windows that are looked at.
#[derive(Debug, Clone)]
pub struct Listened {
    pub key: Digest,
    pub source: Heard,
    pub plan: SoundPlan,
    pub settings: Settings,
    pub steps: Steps,
}

impl Listened {
    /// What `project` listens to as its `analysis` says; `None` where there is no sound or no frame.
    pub fn of(project: &Project, facts: &Facts) -> Option<Self> {
        Self::with(project, facts, &project.analysis, project.canvas.fps, 1)
    }

    /// As [`Listened::of`], in another way than the project says.
    pub fn with(project: &Project, facts: &Facts, analysis: &Analysis, fps: Rational, quantum: u32) -> Option<Self> {
        let duration = span::duration(project, facts)?;
        let frames = Frames::of(Rational::ZERO, duration, fps);
        let plan = match &analysis.source {
            Heard::Mix => sounds::whole(project, facts),
            Heard::Sound(id) => sounds::alone(project, facts, id)?,
        };
        if plan.clips.is_empty() || frames.count == 0 {
            return None;
        }
        let settings = Settings::of(analysis, fps);
        let steps = Steps { fps, count: frames.count, align: analysis.align, quantum };
        let key = key(&plan, facts, &settings, &steps);
        Some(Self { key, source: analysis.source.clone(), plan, settings, steps })
    }

    /// The sound itself, from its beginning.
    pub fn mixer(&self) -> Result<Mixer<'static>, Failure> {
        Mixer::new(&self.plan, &LibavSound)
    }

    /// Bytes that the file of it takes.
    pub fn bytes(&self) -> u64 {
        let spectra = self.steps.count.saturating_mul(self.settings.bins() as u64);
        spectra.saturating_add(self.plan.samples.saturating_mul(2))
    }
}

fn key(plan: &SoundPlan, facts: &Facts, settings: &Settings, steps: &Steps) -> Digest {
    let listener = Listener {
        epochs: &[timeline::EPOCH, sound::EPOCH, media::EPOCH, analysis::EPOCH],
        machine: &[&cpu_level(), media::build()],
        settings: &serde_json::to_string(&(settings, steps)).unwrap_or_default(),
    };
    KeyHasher::hearing(&listener, plan, facts)
}

/// One audio stream of a file from its beginning to its end, and nothing else.
pub fn whole_stream(path: &Path, stream: usize, audio: &AudioFacts) -> SoundPlan {
    let samples = (audio.end() * Rational::from_int(i64::from(sounds::SAMPLE_RATE))).round();
    let samples = u64::try_from(samples).unwrap_or(0);
    let clip = SoundClip { stream, ..SoundClip::of(path, samples) };
    SoundPlan { clips: vec![clip], ..SoundPlan::silence(samples) }
}
