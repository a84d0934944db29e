//! A mix as mono blocks, and the stretch of it that windows are cut from.

use crate::base::Failure;
use crate::sound::Mixer;

/// Stereo frames that are mixed at a time.
const BLOCK: usize = 4096;

/// What can be listened to: interleaved stereo at 48 kHz, block by block.
pub trait Stereo {
    /// Fills `out` as far as the sound goes and says how many frames that were; 0 at the end.
    fn next(&mut self, out: &mut [f32]) -> Result<usize, Failure>;
}

impl Stereo for Mixer<'_> {
    fn next(&mut self, out: &mut [f32]) -> Result<usize, Failure> {
        Mixer::next(self, out)
    }
}

/// Some more of a sound.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// Interleaved.
    pub stereo: &'a [f32],
    pub mono: &'a [f32],
}

/// A sound block by block, in stereo and down-mixed as WebAudio does: half of left and right.
pub struct Mono<'a> {
    source: &'a mut dyn Stereo,
    stereo: Vec<f32>,
    mono: Vec<f32>,
}

impl<'a> Mono<'a> {
    pub fn new(source: &'a mut dyn Stereo) -> Self {
        Self { source, stereo: vec![0.0; BLOCK * 2], mono: Vec::with_capacity(BLOCK) }
    }

    /// The next block; `None` at the end.
    pub fn read(&mut self) -> Result<Option<Block<'_>>, Failure> {
        let frames = self.source.next(&mut self.stereo)?;
        let stereo = &self.stereo[..frames * 2];
        self.mono.clear();
        self.mono.extend(stereo.chunks_exact(2).map(|frame| 0.5 * (frame[0] + frame[1])));
        Ok((frames > 0).then_some(Block { stereo, mono: &self.mono }))
    }
}

/// The samples that windows may still need. Before the first and after the last one there is silence.
#[derive(Debug, Default)]
pub struct Stretch {
    samples: Vec<f32>,
    /// Which sample is the first of `samples`.
    first: i64,
    ended: bool,
}

impl Stretch {
    pub fn push(&mut self, block: &[f32]) {
        self.samples.extend_from_slice(block);
    }

    /// There is no more of it.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Fills `into` with the samples from `from` on, and drops what lies before them for good; false where they have not
    /// all been heard.
    pub fn window(&mut self, from: i64, into: &mut [f32]) -> bool {
        let end = self.first + self.samples.len() as i64;
        if !self.ended && from + into.len() as i64 > end {
            return false;
        }
        self.drop_before(from);
        let before = usize::try_from(self.first - from).unwrap_or(0).min(into.len());
        let passed = usize::try_from(from - self.first).unwrap_or(0).min(self.samples.len());
        let here = (self.samples.len() - passed).min(into.len() - before);
        into[..before].fill(0.0);
        into[before..before + here].copy_from_slice(&self.samples[passed..passed + here]);
        into[before + here..].fill(0.0);
        true
    }

    fn drop_before(&mut self, from: i64) {
        let passed = usize::try_from(from - self.first).unwrap_or(0);
        let passed = passed.min(self.samples.len());
        // Moving what is left costs as much as there is of it: not for every window.
        if passed > self.samples.len() / 2 || passed == self.samples.len() {
            self.samples.drain(..passed);
            self.first += passed as i64;
        }
    }
}
