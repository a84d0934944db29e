//! What of a sound plan goes into its key: everything that decides a sample. What does nothing is not written, so that a
//! plan that has nothing of it keeps its key.

use super::key::{Common, Epochs, KeyHasher};
use crate::base::Digest;
use crate::base::facts::Facts;
use crate::project::model::{Moving, SoundCodec};
use crate::timeline::SoundPlan;
use crate::timeline::course::{Course, STEP, Unit};
use crate::timeline::sounds::{SoundClip, Way};

/// Numbers that no length of a hash is.
const CODEC: u64 = u64::MAX;
const MASTER: u64 = u64::MAX - 1;
const RUN: u64 = u64::MAX - 2;
const GAIN: u64 = u64::MAX - 3;
const PAN: u64 = u64::MAX - 4;
const DUCK: u64 = u64::MAX - 5;
const WITHIN: u64 = u64::MAX - 6;
const MIX: u64 = u64::MAX - 7;

/// The name of a plan's samples, whatever they are encoded as.
pub fn samples(facts: &Facts, plan: &SoundPlan, epochs: Epochs) -> Digest {
    let mut key = KeyHasher::new("rushes samples 1");
    key.epochs(&[epochs.timeline, epochs.sound, epochs.media]);
    key.sound_plan(plan, facts);
    key.finish()
}

impl KeyHasher {
    /// The key of the export's whole sound.
    pub fn sound(common: &Common, plan: &SoundPlan) -> Digest {
        let mut key = Self::new("rushes sound 1");
        key.epochs(&[common.epochs.timeline, common.epochs.sound, common.epochs.media]);
        key.class(common.class);
        key.number(common.export.sound.as_ref().map_or(0, |sound| u64::from(sound.bitrate)));
        if let Some(sound) = common.export.sound.as_ref().filter(|sound| sound.codec != SoundCodec::Aac) {
            key.number(CODEC);
            key.bytes(sound.codec.word().as_bytes());
        }
        key.sound_plan(plan, common.facts);
        key.finish()
    }

    pub(super) fn sound_plan(&mut self, plan: &SoundPlan, facts: &Facts) {
        self.number(plan.samples);
        self.clips(&plan.clips, facts);
        if let Some(master) = plan.master {
            self.number(MASTER);
            self.float(master.loudness);
            self.float(master.peak);
        }
    }

    fn clips(&mut self, clips: &[SoundClip], facts: &Facts) {
        self.number(clips.len() as u64);
        for clip in clips {
            self.source_of(clip, facts);
            self.number(clip.stream as u64);
            self.bytes(&clip.start.to_le_bytes());
            self.number(clip.samples);
            self.rational(clip.from);
            self.bytes(&clip.gain.to_bits().to_le_bytes());
            self.number(clip.fade_in);
            self.number(clip.fade_out);
            self.way(clip, facts);
        }
    }

    /// A shown project by what is heard of it: its document may have moved.
    fn source_of(&mut self, clip: &SoundClip, facts: &Facts) {
        match &clip.way.mix {
            None => self.source(facts, &clip.source),
            Some(mix) => {
                self.number(MIX);
                self.sound_plan(mix, facts);
            }
        }
    }

    fn way(&mut self, clip: &SoundClip, facts: &Facts) {
        let Way { run, gain, pan, duck, within, mix: _ } = &clip.way;
        if let Some(run) = run {
            self.number(RUN);
            [run.speed, clip.from, run.until, run.ends].into_iter().for_each(|time| self.rational(time));
            [run.follow, run.reverse, run.looped].into_iter().for_each(|flag| self.number(u64::from(flag)));
        }
        for (tag, course) in [(GAIN, gain), (PAN, pan)] {
            if let Some(course) = course {
                self.number(tag);
                self.course(course, clip.heard());
            }
        }
        if let Some(duck) = duck {
            self.number(DUCK);
            self.float(duck.by);
            // Only where its blocks begin decides anything.
            self.bytes(&duck.origin.rem_euclid(480).to_le_bytes());
            self.clips(&duck.under, facts);
        }
        if let Some((from, to)) = within {
            self.number(WITHIN);
            self.bytes(&from.to_le_bytes());
            self.bytes(&to.to_le_bytes());
        }
    }

    /// Keyframes as they are; of what moves otherwise, all values that it takes while it is heard.
    fn course(&mut self, course: &Course, (from, to): (i64, i64)) {
        let (moving, unit, _, origin) = course.parts();
        self.number(u64::from(unit == Unit::Decibels));
        self.bytes(&origin.to_le_bytes());
        if let Moving::Constant(value) = moving {
            self.number(0);
            self.float(*value);
        } else if let Moving::Keys(keys) = moving {
            self.number(keys.len() as u64);
            for key in keys {
                self.rational(key.at);
                self.float(key.value);
                self.bytes(format!("{:?}", key.ease).as_bytes());
            }
        } else {
            let steps = course.step_of(from).0..=course.step_of(to).0 + 1;
            self.number(u64::MAX - STEP.unsigned_abs());
            steps.for_each(|step| self.float(course.settled(step)));
        }
    }
}
