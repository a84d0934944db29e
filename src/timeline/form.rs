//! How a layer is formed and how it comes and goes, at one time.

use crate::base::Rational;
use crate::project::form::{Mask, Passage, ShapeMask, Side, Takeover, Way};
use crate::project::model::{Crop, Ease, Layer, Length, Moving, MovingCrop};

use super::ease::ease;
use super::moment::Moment;
use super::moving::At;
use super::scene::{Cut, Form, Passing};

/// What coming, going and taking over do to a layer at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Presence {
    pub opacity: f64,
    pub scale: f64,
    pub passing: Passing,
}

impl Presence {
    const WHOLE: Self = Self { opacity: 1.0, scale: 1.0, passing: Passing { slid: [0.0; 4], wiped: [0.0; 4] } };

    /// `since` the layer's start and `before` its end.
    pub fn at(layer: &Layer, since: Rational, before: Rational) -> Self {
        let mut presence = Self::WHOLE;
        if let Some(enter) = &layer.enter {
            presence.pass(enter, since);
        }
        if let Some(leave) = &layer.leave {
            presence.pass(leave, before);
        }
        presence
    }

    /// `gone`: how long ago a passage began; one that is run backwards ends in so long.
    fn pass(&mut self, passage: &Passage, gone: Rational) {
        if gone >= passage.length || !passage.length.is_positive() {
            return;
        }
        let here = ease(passage.ease, (gone / passage.length).to_f64().clamp(0.0, 1.0));
        match passage.way {
            Way::Fade => self.opacity *= here.clamp(0.0, 1.0),
            Way::Slide => self.slide(passage.side, here),
            Way::Wipe => self.wipe(passage.side, here),
            Way::Zoom => self.scale *= here.max(0.0),
        }
    }

    fn slide(&mut self, side: Side, here: f64) {
        self.passing.slid[side.number()] += 1.0 - here;
    }

    /// Uncovered from one side on: what is on the other one is seen last.
    fn wipe(&mut self, side: Side, here: f64) {
        let hidden = &mut self.passing.wiped[side.opposite().number()];
        *hidden = hidden.max((1.0 - here).clamp(0.0, 1.0));
    }
}

/// A stretch of time in which a layer takes over from the one before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Overlap {
    /// The other layer's number.
    pub from: usize,
    pub takeover: Takeover,
    pub side: Side,
    pub ease: Ease,
    pub start: Rational,
    pub end: Rational,
}

impl Overlap {
    /// How much of the way is done; `None` outside of the stretch.
    pub fn at(&self, time: Rational) -> Option<f64> {
        let within = time >= self.start && time < self.end;
        within.then(|| ease(self.ease, ((time - self.start) / (self.end - self.start)).to_f64()))
    }

    /// What it does to the layer that comes, where that needs nothing of the other.
    pub fn passing(&self, here: f64, passing: Passing) -> Passing {
        let mut presence = Presence { passing, ..Presence::WHOLE };
        match self.takeover {
            Takeover::Dissolve | Takeover::Shader => {}
            Takeover::Wipe => presence.wipe(self.side, here),
            Takeover::Slide => presence.slide(self.side, here),
        }
        presence.passing
    }
}

/// A layer's form but for the matte.
pub(super) fn form_at(layer: &Layer, moment: &Moment<'_>) -> Form {
    let radius = layer.radius.at(moment);
    let some = !matches!(radius, Length::Px(px) | Length::Percent(px) if px <= 0.0);
    let cut = match &layer.mask {
        Some(Mask::Shape(mask)) => Some(cut_at(mask, moment)),
        _ => None,
    };
    Form { radius: some.then_some(radius), cut, matte: None, isolated: false }
}

fn cut_at(mask: &ShapeMask, moment: &Moment<'_>) -> Cut {
    Cut {
        ellipse: mask.ellipse,
        size: mask.size.at(moment),
        position: mask.position.at(moment),
        radius: mask.radius.at(moment),
        feather: mask.feather.at(moment),
        invert: mask.invert,
    }
}

pub(super) fn crop_at(crop: &MovingCrop, moment: &Moment<'_>) -> Crop {
    let side = |side: &Moving<Length>| side.at(moment);
    Crop { left: side(&crop.left), right: side(&crop.right), top: side(&crop.top), bottom: side(&crop.bottom) }
}
