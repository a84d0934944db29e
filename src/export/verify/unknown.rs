//! What can be said of a file that nobody left a receipt of: whether it decodes, whether its times make sense, and whether it
//! contradicts itself.

use std::path::Path;

use super::check::Attend;
use super::container;
use super::look::Look;
use super::stated;
use super::verdict::{FaultKind, Verdict, clock};
use crate::base::Rational;
use crate::export::signature;
use crate::export::stop::Stopped;
use crate::media::{InspectedShape, Inspection, Reel};

/// Frames whose look differs less than this are the same picture; a film moves where its steps are larger than that.
const SAME: f32 = 0.003;
const MOVES: f32 = 0.5;

/// Decodes everything.
pub fn check((path, found): (&Path, &Inspection), verdict: &mut Verdict, attend: &dyn Attend) -> Result<(), Stopped> {
    let what = "there is no receipt beside it: what it should be is not known; what follows is all that the file shows";
    verdict.fault(FaultKind::NoReceipt, what);
    match stated::look(path, found) {
        Ok(says) => stated::agree(verdict, &says),
        Err(failure) => verdict.fault(FaultKind::Unreadable, failure.message),
    }
    if container::pictures(found).is_some() {
        pictures((path, found), verdict, attend)?;
    }
    if container::has_sound(found) {
        super::sound::check_unknown(path, verdict, &|| {
            attend.beat();
            attend.go_on()
        })?;
    }
    Ok(())
}

fn pictures((path, found): (&Path, &Inspection), verdict: &mut Verdict, attend: &dyn Attend) -> Result<(), Stopped> {
    let (told, rate) = found
        .streams
        .iter()
        .find_map(|stream| match &stream.shape {
            InspectedShape::Video { frames, frame_rate, .. } => Some((*frames, *frame_rate)),
            _ => None,
        })
        .unwrap_or_default();
    let Some(mut reel) = Reel::open(path)? else { return Ok(()) };
    let mut film = Film { step: rate.and_then(Rational::recip), ..Film::default() };
    let mut decoded = 0;
    while let Some(shown) = reel.next_shown()? {
        attend.frames(decoded, told);
        attend.go_on()?;
        let at = shown.at.or(film.last).unwrap_or(Rational::ZERO);
        if shown.damaged || shown.trouble.is_some() {
            let why = shown.trouble.as_deref().unwrap_or("parts of it could not be decoded");
            verdict.at_frame(
                FaultKind::DamagedFrame,
                decoded,
                at.to_f64(),
                format!("picture {decoded} ({}) is damaged: {why}", clock(at.to_f64())),
            );
        }
        film.next(decoded, at, Look::of(&signature::of_picture(&shown.picture)), verdict);
        decoded += 1;
    }
    let fine = decoded == told;
    verdict.line("frames", told.to_string(), decoded.to_string(), fine);
    if !fine {
        verdict.fault(FaultKind::FrameCount, format!("it names {told} frames and shows {decoded}"));
    }
    if let Some(why) = reel.ended_early().or_else(|| reel.last_trouble()) {
        let end = film.last.map_or(0.0, Rational::to_f64);
        verdict.at_time(FaultKind::Truncated, end, format!("the pictures break off after {}: {why}", clock(end)));
    }
    Ok(())
}

#[derive(Default)]
struct Film {
    /// Seconds from one frame to the next.
    step: Option<Rational>,
    last: Option<Rational>,
    looks: [Option<Look>; 3],
}

impl Film {
    fn next(&mut self, index: u64, at: Rational, look: Look, verdict: &mut Verdict) {
        if let (Some(last), Some(step)) = (self.last, self.step) {
            let gap = (at - last).to_f64() / step.to_f64();
            if gap > 1.5 {
                let from = (last + step).to_f64();
                let message = format!("nothing new is shown for {:.0} frames at {}", gap - 1.0, clock(from));
                verdict.at_frame(FaultKind::MissingFrame, index, from, message);
            }
        }
        self.last = Some(at);
        // The same picture twice between two that move is one too many.
        let [one, two, three] = &self.looks;
        if let (Some(one), Some(two), Some(three)) = (one, two, three)
            && two.unlike(three) < SAME
            && one.unlike(two) > MOVES
            && three.unlike(&look) > MOVES
        {
            let again = index - 1;
            let message = format!("picture {again} ({}) is the one before it again", clock(at.to_f64()));
            verdict.at_frame(FaultKind::RepeatedFrame, again, at.to_f64(), message);
        }
        self.looks.rotate_left(1);
        self.looks[2] = Some(look);
    }
}
