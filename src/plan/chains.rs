//! What decides a layer that keeps pictures from frame to frame: all that it went through since its start.

use std::collections::HashMap;

use super::key::{Common, KeyHasher};
use crate::base::Digest;
use crate::base::facts::Facts;
use crate::timeline::Timeline;
use crate::timeline::scene::SceneSteps;
use crate::timeline::stepping::steps_in;

/// The chain of each such layer, as far as it was asked for: one link for every canvas frame.
pub struct Chains<'a> {
    timeline: &'a Timeline,
    facts: &'a Facts,
    known: HashMap<usize, Vec<Digest>>,
}

impl<'a> Chains<'a> {
    pub fn new(timeline: &'a Timeline, facts: &'a Facts) -> Self {
        Self { timeline, facts, known: HashMap::new() }
    }

    /// Names what a layer shows.
    pub fn of(&mut self, steps: &SceneSteps) -> Digest {
        self.at(steps.node, steps.first, steps.frame)
    }

    /// Names what a layer that begins in canvas frame `first` shows in another one.
    pub fn at(&mut self, node: usize, first: u64, frame: u64) -> Digest {
        let wanted = usize::try_from(frame.saturating_sub(first)).unwrap_or(usize::MAX);
        loop {
            let links = self.known.entry(node).or_default();
            if let Some(link) = links.get(wanted) {
                return *link;
            }
            let (count, before) = (links.len() as u64, links.last().copied());
            let link = self.link(node, first + count, before);
            self.known.entry(node).or_default().push(link);
        }
    }

    fn link(&mut self, node: usize, frame: u64, before: Option<Digest>) -> Digest {
        let mut key = KeyHasher::link(before);
        if let Some(steps) = self.timeline.step(node, frame) {
            key.steps(&steps, self.facts);
            let mut inside = Vec::new();
            steps_in(std::slice::from_ref(&steps.inner), &mut inside);
            for steps in inside {
                let link = self.of(steps);
                key.digest(&link);
            }
        }
        key.finish()
    }
}

/// Names what is kept of a layer at the end of a frame, for one size of output.
pub fn kept_key(common: &Common<'_>, link: &Digest) -> Digest {
    let mut key = KeyHasher::kept(common);
    key.digest(link);
    key.finish()
}
