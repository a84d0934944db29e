//! An export cut into chunks that can be made alone, each with the key that names its bytes.

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Rational};
use crate::project::model::Export;
use crate::timeline::stepping::steps_of;
use crate::timeline::{Frames, Scene, Timeline};

use super::chains::Chains;
use super::class::{Determinism, RenderClass};
use super::key::{Common, KeyHasher};
use super::path::Choice;
pub use super::path::RenderPath;

/// What an export consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub frames: Frames,
    pub size: (u32, u32),
    pub gop_frames: u64,
    pub determinism: Determinism,
    pub class: RenderClass,
    pub chunks: Vec<Chunk>,
    /// The encoded sound; `None` for a silent film.
    pub sound: Option<Digest>,
}

/// A run of whole GOPs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    pub index: usize,
    pub key: Digest,
    /// Export frames, half open.
    pub from: u64,
    pub to: u64,
    pub path: RenderPath,
}

impl Chunk {
    pub const fn frames(&self) -> u64 {
        self.to - self.from
    }
}

/// How many frames a GOP and a chunk of an export have.
///
/// A chunk is rounded up to whole GOPs; one that is meant to be shorter than a GOP shortens the GOP.
pub fn lengths(export: &Export, frames: &Frames) -> (u64, u64) {
    let (gop, chunk) = (frames.in_time(export.video.gop), frames.in_time(export.chunk));
    let gop = gop.min(chunk);
    (gop, chunk.div_ceil(gop) * gop)
}

/// The plan of one export, from what is known: nothing is looked up.
pub fn plan(timeline: &Timeline, common: &Common) -> Plan {
    plan_watched(timeline, common, &mut |_, _, _| {})
}

/// As [`plan`]; `watch` sees what every frame shows, with the number of its chunk.
pub fn plan_watched(
    timeline: &Timeline,
    common: &Common,
    watch: &mut dyn FnMut(usize, &Scene, &mut Chains<'_>),
) -> Plan {
    let frames = *timeline.frames();
    let (gop_frames, chunk_frames) = lengths(common.export, &frames);
    let common = Common { gop_frames, ..*common };
    let start = KeyHasher::picture(&common);
    let mut chunks = Vec::new();
    let mut scene = Scene::default();
    let mut chains = Chains::new(timeline, common.facts);
    let mut from = 0;
    let pictures = if common.export.only_sound.is_some() { 0 } else { frames.count };
    while from < pictures {
        let to = (from + chunk_frames).min(pictures);
        let mut key = start.clone();
        let mut choice = Choice::new(&common);
        for frame in from..to {
            timeline.scene(frame, &mut scene);
            key.frame(&scene, common.facts);
            choice.look(&scene);
            for steps in steps_of(&scene) {
                key.digest(&chains.of(steps));
            }
            watch(chunks.len(), &scene, &mut chains);
        }
        let path = choice.path();
        key.path(path);
        chunks.push(Chunk { index: chunks.len(), key: key.finish(), from, to, path });
        from = to;
    }
    let sound = common.export.sound.is_some() && !timeline.sound().clips.is_empty();
    Plan {
        frames,
        size: if pictures == 0 { (0, 0) } else { common.export.size },
        gop_frames,
        determinism: if pictures == 0 { Determinism::B } else { Determinism::of(&common.export.video) },
        class: common.class.clone(),
        chunks,
        sound: sound.then(|| KeyHasher::sound(&common, timeline.sound())),
    }
}

impl Plan {
    /// Length of the film in seconds.
    pub fn seconds(&self) -> Rational {
        self.frames.length()
    }
}
