//! Which frame of its source a video layer shows: forwards, backwards, again and again, held. Closed form.

use crate::base::Rational;
use crate::base::facts::VideoFacts;
use crate::project::model::{Hold, Layer};
use crate::project::span;

/// How a layer runs through its source. The range is half-open, whichever way it is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Playback {
    from: Rational,
    until: Rational,
    speed: Rational,
    reverse: bool,
    looped: bool,
    hold: Hold,
}

impl Playback {
    pub fn of(layer: &Layer, video: &VideoFacts) -> Self {
        Self {
            from: span::layer_from(layer),
            until: layer.from.and_then(|from| from.end).unwrap_or_else(|| video.end()),
            speed: span::layer_speed(layer),
            reverse: layer.reverse,
            looped: layer.looped,
            hold: layer.hold,
        }
    }

    /// The frame that is shown when the layer has been there for `since` seconds; `None` where it shows nothing.
    pub fn frame(&self, video: &VideoFacts, since: Rational) -> Option<u64> {
        let mut played = since * self.speed;
        let length = self.until - self.from;
        if self.looped && length.is_positive() && played >= length {
            let rounds = i64::try_from((played / length).floor()).ok()?;
            played = played - length * Rational::from_int(rounds);
        }
        if self.reverse { self.backwards(video, played) } else { self.forwards(video, played) }
    }

    fn forwards(&self, video: &VideoFacts, played: Rational) -> Option<u64> {
        let wanted = self.from + played;
        match self.hold {
            Hold::None if wanted >= self.until => None,
            Hold::First if wanted >= self.until.min(video.end()) => Some(video.frame_at(self.from)),
            _ => Some(video.frame_at(wanted).min(last_before(video, self.until))),
        }
    }

    /// Played backwards, a moment of the source belongs to the frame that ends there: the first frame shown is the range's
    /// last one, and each stays as long as it does forwards.
    fn backwards(&self, video: &VideoFacts, played: Rational) -> Option<u64> {
        let wanted = self.until - played;
        match self.hold {
            Hold::None if wanted <= self.from => None,
            Hold::First if wanted <= self.from => Some(last_before(video, self.until)),
            _ => Some(last_before(video, wanted.max(self.from)).max(video.frame_at(self.from))),
        }
    }
}

/// The last frame that begins before `until`: what `hold: last` keeps showing.
fn last_before(video: &VideoFacts, until: Rational) -> u64 {
    let frame = video.frame_at(until);
    if video.time_of(frame) >= until { frame.saturating_sub(1) } else { frame }
}
