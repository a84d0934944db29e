//! What is wrong with a single frame, beside its neighbours: it shows another one, it changed places with the next, or it is
//! nothing that was rendered.

use super::align::{FINEST, median};
use super::look::Look;

/// Neighbours that a wrong frame is looked for among.
pub const NEAR: i64 = 8;
/// Frames on either side that say how unlike frames usually are here.
pub const AROUND: i64 = 12;

/// A frame and all that it is judged by: decoded and rendered frames by their distance from it.
pub struct Case<'a> {
    pub decoded: &'a dyn Fn(i64) -> Option<&'a Look>,
    pub rendered: &'a dyn Fn(i64) -> Option<&'a Look>,
    /// The file keeps a palette.
    pub few_colors: bool,
}

/// What a frame turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Judged {
    Fine,
    /// It shows the frame so many frames away, as far as can be told from its neighbours.
    Shows(i64),
    /// It and the next one stand in each other's place.
    SwappedWithNext,
    /// It is like nothing near it; by how many levels it is off, as a rule and at worst.
    Damaged {
        off: f32,
        worst: f32,
    },
}

/// Judges the frame at distance 0; gives how unlike it is, too.
pub fn judge(case: &Case) -> (Judged, f32) {
    let (Some(is), Some(meant)) = ((case.decoded)(0), (case.rendered)(0)) else { return (Judged::Fine, 0.0) };
    let unlike = is.unlike(meant);
    let usual = usual(case).max(FINEST);
    if is_swapped(case, usual) {
        return (Judged::SwappedWithNext, unlike);
    }
    if let Some(away) = shows_other((is, meant), unlike, usual, case) {
        return (Judged::Shows(away), unlike);
    }
    let (off, worst) = (unlike.sqrt(), is.worst(meant).max(is.worst_chroma(meant)));
    let outlier = unlike > 16.0 * usual && off > 2.5;
    let broken = match case.few_colors {
        // What a palette has not is made of dots, and dots are rough.
        true => off > OFF * 5.0 || worst > WORST * 2.5,
        false => off > OFF || worst > WORST || is.rougher(meant) > ROUGHER || outlier,
    };
    if broken {
        return (Judged::Damaged { off, worst }, unlike);
    }
    (Judged::Fine, unlike)
}

/// Levels by which a frame may be off as a rule, in its worst cell, and by which a cell may be rougher than twice what it
/// should be. The lowest quality was seen to come to 1.7, 5.5 and 5.
const OFF: f32 = 4.5;
const WORST: f32 = 28.0;
const ROUGHER: f32 = 10.0;

/// How much worse a frame is than those beside it when only that one is wrong.
const ALONE: f32 = 3.5;

/// How unlike the frames around it are.
fn usual(case: &Case) -> f32 {
    let around = (-AROUND..=AROUND).filter(|away| away.abs() > 1);
    let unlike = around.filter_map(|away| Some((case.decoded)(away)?.unlike((case.rendered)(away)?)));
    median(unlike.collect())
}

/// Whether the step from this frame to the next goes backwards along the step that was rendered. Smears go too little or too
/// far, but not backwards.
fn is_swapped(case: &Case, usual: f32) -> bool {
    let decoded = (case.decoded)(0).zip((case.decoded)(1));
    let rendered = (case.rendered)(0).zip((case.rendered)(1));
    let (Some((is, next)), Some((meant, meant_next))) = (decoded, rendered) else { return false };
    let step = is.step_along(next, meant, meant_next);
    let crossed = is.unlike(meant_next) + next.unlike(meant);
    let straight = is.unlike(meant) + next.unlike(meant_next);
    step.share < -0.6 && step.share > -1.6 && step.apart > 4.0 * usual && crossed < 0.5 * straight
}

/// The rendered frame near by that this one clearly is instead.
fn shows_other((is, meant): (&Look, &Look), unlike: f32, usual: f32, case: &Case) -> Option<i64> {
    // An encoder that begins a fade too early smears several frames, each a little more; one that is not where it belongs
    // stands alone.
    let beside = |away: i64| Some((case.decoded)(away)?.unlike((case.rendered)(away)?));
    let beside = [beside(-1), beside(1)].into_iter().flatten().fold(usual, f32::max);
    if unlike < ALONE * beside {
        return None;
    }
    let near = (-NEAR..=NEAR).filter(|away| *away != 0).filter_map(|away| {
        let other = (case.rendered)(away)?;
        let (lean, left) = (is.lean(meant, other), is.unlike(other));
        let clear = lean.apart > 9.0 * usual && lean.apart > 1.0;
        (clear && (lean.share - 1.0).abs() < 0.3 && left < 0.25 * unlike).then_some((away, left))
    });
    near.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.abs().cmp(&b.0.abs()))).map(|(away, _)| away)
}
