//! Sources that move by themselves: videos, and images that are animated.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Rational;
use crate::base::facts::{AnimationFacts, Content, Facts, VideoFacts};
use crate::project::model::Layer;
use crate::project::span;

use super::playback::Playback;
use super::scene::SceneContent;

#[derive(Debug, Clone)]
pub(super) struct MovingSource {
    path: Arc<PathBuf>,
    facts: VideoFacts,
    playback: Playback,
    /// An image plays as often as its file or its layer says.
    image: Option<Rounds>,
}

#[derive(Debug, Clone, Copy)]
enum Rounds {
    Endless,
    /// Until so much of the layer's time has passed.
    Until(Rational),
}

impl MovingSource {
    /// What a file shows under `video`; an animated image moves there too.
    pub fn new(layer: &Layer, source: &Path, facts: &Facts) -> Option<Self> {
        if let Some(animation) = Self::animation(layer, source, facts) {
            return Some(animation);
        }
        let facts = facts.sources.get(source)?.video()?.clone();
        let playback = Playback::of(layer, &facts);
        Some(Self { path: Arc::new(source.to_path_buf()), facts, playback, image: None })
    }

    /// An animated image; `None` where the file is none.
    pub fn animation(layer: &Layer, source: &Path, facts: &Facts) -> Option<Self> {
        let Content::Animation(AnimationFacts { video, rounds }) = &facts.sources.get(source)?.content else {
            return None;
        };
        let until = layer.from.and_then(|from| from.end).unwrap_or_else(|| video.end());
        let run = (until - span::layer_from(layer)) / span::layer_speed(layer);
        let image = match (layer.looped, layer.once, rounds) {
            (true, ..) | (false, false, None) => Rounds::Endless,
            (false, true, _) => Rounds::Until(run),
            (false, false, Some(rounds)) => Rounds::Until(run * Rational::from_int(i64::from(*rounds))),
        };
        let playback = Playback::of(layer, video);
        Some(Self { path: Arc::new(source.to_path_buf()), facts: video.clone(), playback, image: Some(image) })
    }

    /// What it shows when the layer has been there for so long; `None` where that is nothing.
    pub fn at(&self, since: Rational) -> Option<SceneContent> {
        let source = Arc::clone(&self.path);
        let Some(rounds) = self.image else {
            return Some(SceneContent::Video { source, frame: self.playback.frame(&self.facts, since)? });
        };
        let again = match rounds {
            Rounds::Endless => true,
            Rounds::Until(end) => since < end,
        };
        let frame = self.playback.looping(again).frame(&self.facts, since)?;
        Some(SceneContent::Animation { source, size: (self.facts.width, self.facts.height), frame })
    }
}
