//! Which part of the canvas an export shows at one time.

use crate::project::model::Framing;

use super::moment::Moment;
use super::moving::At;
use super::scene::View;

/// How far a cut-out may be zoomed in, whatever a curve overshoots to.
const MOST_ZOOM: f64 = 100.0;

/// The cut-out at a moment, inside of the canvas; `None` where it is all of it.
pub fn view(framing: &Framing, moment: &Moment<'_>) -> Option<View> {
    let canvas = moment.canvas;
    let zoom = framing.zoom.at(moment).clamp(1.0, MOST_ZOOM);
    let center = framing.center.at(moment);
    let size = [framing.size[0] / zoom, framing.size[1] / zoom];
    let start = |side: usize| {
        let last = (canvas[side] - size[side]).max(0.0);
        (center[side] * canvas[side] - size[side] / 2.0).clamp(0.0, last)
    };
    (size != canvas).then(|| View { left: start(0), top: start(1), width: size[0], height: size[1] })
}
