//! The key of an analysis: the hash of everything that decides what is heard.

use super::key::KeyHasher;
use crate::base::Digest;
use crate::base::facts::Facts;
use crate::timeline::SoundPlan;

/// What an analysis is made with beside its sounds.
#[derive(Debug, Clone, Copy)]
pub struct Listener<'a> {
    /// Of the rooms that samples and spectra go through.
    pub epochs: &'a [u32],
    /// What transforms and decodes: processors and libraries differ in the last bits.
    pub machine: &'a [&'a str],
    /// How it listens, written out.
    pub settings: &'a str,
}

impl KeyHasher {
    pub fn hearing(listener: &Listener, plan: &SoundPlan, facts: &Facts) -> Digest {
        let mut key = Self::new("rushes hearing 1");
        key.epochs(listener.epochs);
        listener.machine.iter().for_each(|part| key.bytes(part.as_bytes()));
        key.bytes(listener.settings.as_bytes());
        key.sound_plan(plan, facts);
        key.finish()
    }
}
