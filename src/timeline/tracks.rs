//! A track's notes, found by time without going through those before.

use std::sync::Arc;

use crate::base::Rational;
use crate::base::facts::{Content, Facts};
use crate::base::midi::{MidiFacts, MidiNote};
use crate::base::tempo::TempoMap;
use crate::project::track::{Playing, Rhythm, Track, TrackChoice, chosen};

use super::score::{Note, rounded};
use super::spans::Ends;

/// The pitch of what has none: middle C.
const USUAL_PITCH: u8 = 60;
/// Signs of a rhythm that are looked at for one moment, the last ones: no picture shows more.
const MOST_STEPS: i128 = 4096;

#[derive(Debug, Clone)]
pub(super) enum Line {
    Listed {
        /// Ascending by beginning.
        notes: Vec<Note>,
        ends: Ends,
    },
    Rhythm {
        tempo: Arc<TempoMap>,
        /// Beats from one sign to the next.
        step: Rational,
        hits: Vec<Option<f64>>,
        /// How many hits come before each sign, and in all.
        before: Vec<u64>,
        in_round: u64,
        looped: bool,
    },
}

impl Line {
    pub fn new(track: &Track, tempo: Option<&Arc<TempoMap>>, facts: &Facts) -> Self {
        match (&track.playing, tempo) {
            (Playing::Rhythm(rhythm), Some(tempo)) => Self::rhythm(rhythm, tempo),
            (Playing::Rhythm(_), None) => Self::listed(Vec::new()),
            (Playing::Notes(notes), _) => Self::listed(
                notes
                    .iter()
                    .map(|note| Note {
                        number: 0,
                        on: note.on.to_f64(),
                        off: note.off.to_f64(),
                        pitch: note.pitch,
                        velocity: note.velocity,
                    })
                    .collect(),
            ),
            (Playing::Midi { source, track, channel, start }, _) => {
                match facts.sources.get(source).map(|source| &source.content) {
                    Some(Content::Midi(midi)) => {
                        let notes = midi_notes(midi, track.as_ref(), *channel);
                        Self::listed(notes.filter_map(|note| timed(midi, note, *start)).collect())
                    }
                    _ => Self::listed(Vec::new()),
                }
            }
        }
    }

    /// The pitches that it plays from `from` to `to`, ascending.
    pub fn pitches(&self, from: f64, to: f64) -> Vec<u8> {
        let mut played = [false; 256];
        match self {
            Self::Listed { .. } => self.visit(from, to, &mut |note| {
                played[usize::from(note.pitch)] |= note.on < to && note.off > from;
            }),
            Self::Rhythm { in_round, .. } => played[usize::from(USUAL_PITCH)] = *in_round > 0,
        }
        (0..=u8::MAX).filter(|pitch| played[usize::from(*pitch)]).collect()
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Listed { notes, .. } if notes.is_empty())
    }

    fn listed(mut notes: Vec<Note>) -> Self {
        notes.sort_by(|a, b| a.on.total_cmp(&b.on));
        for (number, note) in notes.iter_mut().enumerate() {
            note.number = number as u64;
        }
        let ends = Ends::new(notes.iter().map(|note| note.off).collect());
        Self::Listed { notes, ends }
    }

    fn rhythm(rhythm: &Rhythm, tempo: &Arc<TempoMap>) -> Self {
        let mut count = 0;
        let before = rhythm.hits.iter().map(|hit| {
            let here = count;
            count += u64::from(hit.is_some());
            here
        });
        let before = before.collect();
        let in_round = count;
        let step = rhythm.step.checked_mul(tempo.meter_at(Rational::ZERO).whole).unwrap_or(Rational::ONE);
        Self::Rhythm {
            tempo: Arc::clone(tempo),
            step,
            hits: rhythm.hits.clone(),
            before,
            in_round,
            looped: rhythm.looped,
        }
    }

    /// Shows every note that sounds at some time from `from` to `to`, both included, and maybe a few beside them; in
    /// the order in which they begin.
    pub fn visit(&self, from: f64, to: f64, show: &mut dyn FnMut(Note)) {
        match self {
            Self::Listed { notes, ends } => {
                let begun = notes.partition_point(|note| note.on <= to);
                ends.since(from, begun, &mut |index| notes.get(index).into_iter().for_each(|note| show(*note)));
            }
            Self::Rhythm { tempo, step, hits, before, in_round, looped } => {
                let place = |time: f64| Some(tempo.beat(rounded(time)?)?.checked_div(*step)?.floor());
                let (Some(first), Some(last)) = (place(from), place(to)) else { return };
                let last = if *looped { last + 1 } else { (last + 1).min(hits.len() as i128 - 1) };
                for number in (first - 1).max(0).max(last - MOST_STEPS)..=last {
                    let note = note_of(number, (tempo, *step), hits, (before, *in_round));
                    note.into_iter().for_each(&mut *show);
                }
            }
        }
    }
}

/// The hit at the `number`th sign of a rhythm that goes on for ever.
fn note_of(
    number: i128,
    (tempo, step): (&TempoMap, Rational),
    hits: &[Option<f64>],
    (before, in_round): (&[u64], u64),
) -> Option<Note> {
    let round = u64::try_from(number / hits.len() as i128).ok()?;
    let sign = usize::try_from(number % hits.len() as i128).ok()?;
    let velocity = (*hits.get(sign)?)?;
    let seconds = |number: i128| Some(tempo.seconds(Rational::checked(number, 1)?.checked_mul(step)?)?.to_f64());
    let (on, off) = (seconds(number)?, seconds(number + 1)?);
    Some(Note { number: round * in_round + before.get(sign)?, on, off, pitch: USUAL_PITCH, velocity })
}

fn midi_notes<'a>(
    midi: &'a MidiFacts,
    track: Option<&TrackChoice>,
    channel: Option<u8>,
) -> impl Iterator<Item = &'a MidiNote> {
    let tracks = match track {
        None => midi.tracks.as_slice(),
        Some(choice) => chosen(midi, choice).map_or(&[][..], std::slice::from_ref),
    };
    tracks.iter().flat_map(|track| &track.notes).filter(move |note| channel.is_none_or(|only| only == note.channel))
}

fn timed(midi: &MidiFacts, note: &MidiNote, start: Rational) -> Option<Note> {
    let seconds = |tick: u64| Some(midi.seconds(tick)?.checked_add(start)?.to_f64());
    Some(Note {
        number: 0,
        on: seconds(note.on)?,
        off: seconds(note.off)?,
        pitch: note.pitch,
        velocity: f64::from(note.velocity) / 127.0,
    })
}
