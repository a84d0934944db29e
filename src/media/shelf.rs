//! Decoded frames that are kept for a moment: neighbours of the one that is shown, and windows of a clip played backwards.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::libav::DecodedFrame;

/// A window is so long that decoding up to it from the key frame before costs little for each frame in it, and so short that
/// a few clips played backwards at one time stay within a worker's memory.
const MOST_FRAMES: usize = 64;
const MOST_BYTES: usize = 192 << 20;

/// Frames by their index.
#[derive(Default)]
pub struct FrameShelf {
    frames: BTreeMap<u64, DecodedFrame>,
    /// The frames that are wanted now and never go.
    wanted: Option<(u64, u64)>,
    /// Frames before the wanted ones are kept too.
    window: bool,
}

impl FrameShelf {
    /// Says which frames are wanted next, and whether those before them will be.
    pub fn want(&mut self, wanted: &RangeInclusive<u64>, window: bool) {
        self.wanted = Some((*wanted.start(), *wanted.end()));
        self.window = window;
        if !window {
            self.frames.retain(|index, _| wanted.contains(index));
        }
    }

    pub fn put(&mut self, index: u64, frame: DecodedFrame) {
        let Some((first, last)) = self.wanted else { return };
        if !self.window && !(first..=last).contains(&index) {
            return;
        }
        let bytes = frame.bytes().max(1);
        self.frames.insert(index, frame);
        let most = MOST_FRAMES.min(MOST_BYTES / bytes).max(4);
        while self.frames.len() > most {
            // What was shown already goes first, then what will be shown last.
            let highest = self.frames.keys().next_back().copied().filter(|index| *index > last);
            let lowest = self.frames.keys().next().copied().filter(|index| *index < first);
            let Some(leaves) = highest.or(lowest) else { break };
            self.frames.remove(&leaves);
        }
    }

    pub fn get(&self, index: u64) -> Option<&DecodedFrame> {
        self.frames.get(&index)
    }

    /// The wanted frames that are not here.
    pub fn missing(&self, wanted: RangeInclusive<u64>) -> Option<(u64, u64)> {
        let mut gone = wanted.filter(|index| !self.frames.contains_key(index));
        let first = gone.next()?;
        Some((first, gone.last().unwrap_or(first)))
    }
}
