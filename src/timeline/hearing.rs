//! What the pictures may know of the sound: an analysis, frame by frame. Implemented where sound is read; here it is only
//! asked.

use std::fmt::Debug;
use std::sync::Arc;

use crate::project::model::Project;

/// One analysis of one sound, random access by canvas frame. Frames before the first are silent, those beyond the last show
/// the last. Reading it never fails here: what went wrong is told by [`Hearing::fault`], which the export asks.
pub trait Hearing: Debug + Send + Sync {
    /// How far apart two neighbouring bins are, in hertz; bin 0 is at 0 Hz.
    fn bin_hz(&self) -> f64;

    /// How many bins a spectrum has.
    fn bins(&self) -> usize;

    /// The analyser's bytes at a canvas frame: 0 is the quietest level of its range, 255 the loudest.
    fn bytes(&self, frame: u64, into: &mut Vec<u8>);

    /// The sound itself, mono, -1..1: the last `count` samples before the frame's time (or as `align` says), at
    /// [`super::sounds::SAMPLE_RATE`], oldest first.
    fn wave(&self, frame: u64, count: usize, into: &mut Vec<f32>);

    /// The loudest sudden beginnings at or before a frame's time: seconds since, and strength 0..1, the newest first; none
    /// further back than a few seconds.
    fn onsets(&self, frame: u64, into: &mut Vec<(f64, f64)>);

    /// What went wrong when it was read, if anything did.
    fn fault(&self) -> Option<crate::base::Failure>;
}

/// Who listens for which project; `None` where nothing is heard. A project shown in another has ears of its own.
pub type Ears<'a> = &'a dyn Fn(&Project) -> Option<Arc<dyn Hearing>>;

/// Hears nothing.
pub fn deaf(_: &Project) -> Option<Arc<dyn Hearing>> {
    None
}
