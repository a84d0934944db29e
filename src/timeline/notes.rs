//! A track's notes at one moment, as marks in a box.

use std::sync::OnceLock;

use crate::project::model::{Length, Rgba};
use crate::project::notes::{NoteStyle, Notes, Way};

use super::moment::Moment;
use super::moving::{length_at, settled};
use super::objects::pitches;
use super::score::Note;
use super::solid::{Mark, SceneNotes};
use super::strike::struck;

/// As many as can be told apart.
const MOST_MARKS: usize = 4096;
/// A roll of fewer lanes than this would show bars, no notes.
const FEWEST_LANES: u8 = 12;
/// How much of its visibility a note that is over keeps.
const GONE: f64 = 0.5;
/// The line of a roll, and rings of a pulse, in parts of the box's shorter side.
const LINE: f64 = 0.003;
const RING: f64 = 0.02;
const DISC: f64 = 0.12;

/// A notes layer with what it needs to know of its track.
#[derive(Debug, Clone)]
pub(super) struct TimedNotes {
    notes: Notes,
    /// The pitches that the track plays, ascending; found once.
    pitches: OnceLock<Vec<u8>>,
}

impl TimedNotes {
    pub fn new(notes: &Notes) -> Self {
        Self { notes: notes.clone(), pitches: OnceLock::new() }
    }

    pub fn at(&self, moment: &Moment<'_>) -> SceneNotes {
        let notes = &self.notes;
        let extent = [0, 1].map(|axis| length_at(&notes.extent[axis], moment, moment.canvas[axis]).max(0.0));
        let pitches = self.pitches.get_or_init(|| pitches(moment, &notes.track));
        let seen = pitches
            .iter()
            .copied()
            .filter(|pitch| notes.low.is_none_or(|low| *pitch >= low) && notes.high.is_none_or(|high| *pitch <= high));
        let seen: Vec<u8> = seen.collect();
        let view = View { notes, moment, extent, now: moment.time.to_f64(), release: notes.release.to_f64() };
        let mut marks = match notes.style {
            NoteStyle::Roll { way, now, line } => view.roll(way, now.clamp(0.0, 1.0), line, &seen),
            NoteStyle::Pads => view.pads(&seen),
            NoteStyle::Pulse => view.pulse(&seen),
        };
        marks.retain(|mark| mark.opacity > 0.0);
        SceneNotes { extent, marks, paint: notes.paint.clone(), lit: notes.lit }
    }
}

struct View<'a> {
    notes: &'a Notes,
    moment: &'a Moment<'a>,
    extent: [f64; 2],
    now: f64,
    release: f64,
}

impl View<'_> {
    fn between(&self, from: f64, to: f64) -> Vec<Note> {
        let mut notes = Vec::new();
        self.moment.world.score.notes(&self.notes.track, from, to, &mut notes);
        // The newest ones count.
        notes.split_off(notes.len().saturating_sub(MOST_MARKS))
    }

    /// How far a note has come to what is lit: wholly while it lasts, then less and less.
    fn sounding(&self, note: &Note) -> f64 {
        if self.now < note.on {
            return 0.0;
        }
        1.0 - ((self.now - note.off).max(0.0) / self.release).min(1.0)
    }

    /// A filled mark between these edges, in the colours and with the light of a note.
    fn mark(&self, [left, top, right, bottom]: [f64; 4], (rest, lit, shines): (f64, f64, f64)) -> Mark {
        let short = (right - left).min(bottom - top).max(0.0);
        let glow = settled(&self.notes.glow, self.moment, &|glow| glow.px(short)).clamp(0.0, 4096.0);
        Mark {
            rect: [left, top, right, bottom],
            radius: self.notes.radius.px(short).min(short / 2.0),
            line: None,
            opacity: rest + (1.0 - rest) * lit,
            lit,
            glow: glow * shines,
            color: None,
        }
    }

    fn roll(&self, way: Way, now: f64, line: Option<Rgba>, pitches: &[u8]) -> Vec<Mark> {
        let (low, high) = self.lanes(pitches);
        let [width, height] = self.extent;
        let (along, across) = if way == Way::Left { (width, height) } else { (height, width) };
        let share = across / (f64::from(high - low) + 1.0);
        let gap = self.notes.gap.px(share).clamp(0.0, share * 0.9);
        let window = self.notes.window.to_f64();
        // From the side to which notes go.
        let place = |time: f64| (now + (time - self.now) / window) * along;
        let rect = |[from, to]: [f64; 2], lane: f64, wide: f64| match way {
            Way::Left => [
                from,
                across - (lane + 1.0) * share + (share - wide) / 2.0,
                to,
                across - lane * share - (share - wide) / 2.0,
            ],
            Way::Down => [
                lane * share + (share - wide) / 2.0,
                along - to,
                (lane + 1.0) * share - (share - wide) / 2.0,
                along - from,
            ],
        };
        let mut marks: Vec<Mark> = line
            .into_iter()
            .map(|color| {
                let half = (width.min(height) * LINE).max(1.0) / 2.0;
                let at = now * along;
                let rect = match way {
                    Way::Left => [at - half, 0.0, at + half, height],
                    Way::Down => [0.0, along - at - half, width, along - at + half],
                };
                Mark { rect, radius: 0.0, line: None, opacity: 1.0, lit: 0.0, glow: 0.0, color: Some(color) }
            })
            .collect();
        let notes = self.between(self.now - now * window, self.now + (1.0 - now) * window);
        for note in notes.iter().filter(|note| (low..=high).contains(&note.pitch)) {
            let (from, to) = (place(note.on), place(note.off));
            // Room between a note and the next one of its pitch.
            let to = (to - gap.min((to - from) * 0.3)).max(from + 1.0).min(along + share);
            let lit = self.sounding(note);
            let hit = struck(self.now - note.on, note.off - note.on, self.release);
            let over = if self.now >= note.off { GONE } else { 1.0 };
            let rest = self.notes.rest * (0.6 + 0.4 * note.velocity) * over;
            let rect = rect([from.max(-share), to], f64::from(note.pitch - low), share - gap);
            marks.push(self.mark(rect, (rest, lit, hit * (0.4 + 0.6 * note.velocity))));
        }
        marks
    }

    /// The lowest and the highest pitch of a roll.
    fn lanes(&self, pitches: &[u8]) -> (u8, u8) {
        let (said_low, said_high) = (self.notes.low, self.notes.high);
        let low = said_low.or(pitches.first().copied()).or(said_high).unwrap_or(60);
        let high = said_high.or(pitches.last().copied()).unwrap_or(low).max(low);
        let missing = FEWEST_LANES.saturating_sub(high - low + 1);
        let below = if said_low.is_some() {
            0
        } else if said_high.is_some() {
            missing
        } else {
            missing / 2
        };
        let above = if said_high.is_some() { 0 } else { missing - below };
        (low.saturating_sub(below), high.saturating_add(above).min(127))
    }

    /// A field for each pitch, the lowest on the lower left.
    fn pads(&self, pitches: &[u8]) -> Vec<Mark> {
        let [width, height] = self.extent;
        let count = pitches.len().max(1) as f64;
        let aspect = if height > 0.0 { width / height } else { 1.0 };
        let columns = (count * aspect).sqrt().round().clamp(1.0, count);
        let rows = (count / columns).ceil();
        let share = [width / columns, height / rows];
        let gap = self.notes.gap.px(share[0].min(share[1])).clamp(0.0, share[0].min(share[1]) * 0.9);
        let recent = self.between(self.now - self.release, self.now.next_up());
        let field = |(index, pitch): (usize, &u8)| {
            let (row, column) = ((index as f64 / columns).floor(), index as f64 % columns);
            let left = column * share[0] + gap / 2.0;
            let bottom = height - row * share[1] - gap / 2.0;
            let level = recent
                .iter()
                .filter(|note| note.pitch == *pitch)
                .map(|note| note.velocity * struck(self.now - note.on, note.off - note.on, self.release))
                .fold(0.0, f64::max);
            let mut mark = self.mark(
                [left, bottom - share[1] + gap, left + share[0] - gap, bottom],
                (self.notes.rest * GONE, level.clamp(0.0, 1.0), level),
            );
            mark.radius *= 0.5;
            // Light that reaches further than to the next fields would hide which one it is.
            mark.glow = mark.glow.min(gap * 3.0);
            mark
        };
        pitches.iter().enumerate().map(field).collect()
    }

    /// Rings that grow from the middle, one for each note, and a disc that beats with them.
    fn pulse(&self, pitches: &[u8]) -> Vec<Mark> {
        let [width, height] = self.extent;
        let whole = width.min(height);
        let window = self.notes.window.to_f64();
        let about =
            |radius: f64| [width / 2.0 - radius, height / 2.0 - radius, width / 2.0 + radius, height / 2.0 + radius];
        let mut beat = 0.0_f64;
        let mut marks = Vec::new();
        let seen = |note: &&Note| pitches.binary_search(&note.pitch).is_ok() && note.on <= self.now;
        // A note shows for the whole window, however short it is.
        for note in self.between(self.now - window - 60.0, self.now.next_up()).iter().filter(seen) {
            let since = self.now - note.on;
            beat = beat.max(note.velocity * struck(since, note.off - note.on, self.release));
            let left = 1.0 - since / window;
            if left <= 0.0 {
                continue;
            }
            let line = (whole * RING * (0.35 + 0.65 * note.velocity) * left).max(1.0);
            let radius = whole * (DISC / 2.0 + (0.5 - DISC / 2.0) * (1.0 - left * left)) - line / 2.0;
            let fresh = struck(since, f64::NEG_INFINITY, self.release);
            marks.push(Mark {
                rect: about(radius.max(0.0)),
                radius: radius.max(0.0),
                line: Some(line),
                opacity: note.velocity * left * left.sqrt(),
                lit: fresh,
                glow: self.reach(line * 4.0) * fresh,
                color: None,
            });
        }
        let radius = whole * DISC / 2.0 * (0.7 + 0.5 * beat);
        let rest = self.notes.rest;
        marks.push(Mark {
            rect: about(radius),
            radius,
            line: None,
            opacity: rest + (1.0 - rest) * beat,
            lit: beat,
            glow: self.reach(radius) * beat,
            color: None,
        });
        marks
    }

    fn reach(&self, of: f64) -> f64 {
        settled(&self.notes.glow, self.moment, &|glow: &Length| glow.px(of)).clamp(0.0, 4096.0)
    }
}
