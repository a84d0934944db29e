//! MIDI files: bytes → notes, tempi and signatures. What is broken inside of a track ends that track, as other programs
//! have it; what is no MIDI file, or too much, is refused with a sentence.

use std::collections::{BTreeMap, VecDeque};

use midly::{EventIter, Format, Fps, MetaMessage, MidiMessage, Timing, TrackEventKind};

use crate::base::midi::{MidiClock, MidiFacts, MidiNote, MidiTrack};
use crate::base::tempo::{Meter, Tempo, TempoMap};
use crate::base::{Rational, printable};

/// No larger file is read.
pub const LARGEST_FILE: u64 = 10 << 20;
const MOST_NOTES: usize = 1_000_000;
const LONGEST: i64 = 24 * 3600;
/// Microseconds of a quarter note where no tempo is said.
const USUAL_TEMPO: u32 = 500_000;
const LONGEST_NAME: usize = 100;

/// Reads a file of notes.
pub fn read(bytes: &[u8]) -> Result<MidiFacts, String> {
    // The library takes RIFF files too, and a division that no clock has for granted.
    let division = bytes.get(12).filter(|_| bytes.starts_with(b"MThd"));
    let division = *division.ok_or_else(|| "this is no MIDI file".to_owned())?;
    if division >= 0x80 && ![24, 25, 29, 30].contains(&division.wrapping_neg()) {
        return Err("its ticks have no length that is known".to_owned());
    }
    let (header, tracks) = midly::parse(bytes).map_err(|error| format!("this is no MIDI file: {error}"))?;
    if header.format == Format::Sequential {
        return Err("it holds several songs (format 2); save the one that is meant as format 0 or 1".to_owned());
    }
    let clock = clock(header.timing)?;
    let mut reading = Reading::default();
    let mut read = Vec::new();
    for track in tracks {
        let track = track.map_err(|error| format!("this is no MIDI file: {error}"))?;
        read.push(reading.track(track)?);
    }
    if read.is_empty() {
        return Err("there are no tracks in it".to_owned());
    }
    let facts = MidiFacts { tempo: reading.map(clock)?, clock, tracks: read };
    let end = facts.seconds(reading.last).filter(|end| *end <= Rational::from_int(LONGEST));
    end.map(|_| facts).ok_or_else(|| "it goes on for more than 24 hours".to_owned())
}

fn clock(timing: Timing) -> Result<MidiClock, String> {
    let (fps, parts) = match timing {
        Timing::Metrical(ticks) if ticks.as_int() > 0 => {
            return Ok(MidiClock::Beats { ticks: u32::from(ticks.as_int()) });
        }
        Timing::Metrical(_) => return Err("its ticks have no length".to_owned()),
        Timing::Timecode(fps, parts) => (fps, i64::from(parts)),
    };
    let frame = match fps {
        Fps::Fps24 => Rational::new(1, 24),
        Fps::Fps25 => Rational::new(1, 25),
        Fps::Fps29 => Rational::new(1001, 30_000),
        Fps::Fps30 => Rational::new(1, 30),
    };
    let tick = frame.checked_div(Rational::from_int(parts));
    tick.map(|tick| MidiClock::Seconds { tick }).ok_or_else(|| "its ticks have no length".to_owned())
}

/// What was found in all tracks so far.
#[derive(Default)]
struct Reading {
    /// By tick; at one tick the last one holds.
    tempi: BTreeMap<u64, u32>,
    /// Beats in a bar, and which part of a whole note each is.
    signatures: BTreeMap<u64, (u8, u8)>,
    notes: usize,
    last: u64,
}

impl Reading {
    fn track(&mut self, events: EventIter<'_>) -> Result<MidiTrack, String> {
        let (mut tick, mut track) = (0_u64, MidiTrack::default());
        // Notes that sound, by channel and pitch, the first to begin first.
        let mut sounding: BTreeMap<(u8, u8), VecDeque<usize>> = BTreeMap::new();
        for event in events {
            // Beyond what is broken nothing can be made out.
            let Ok(event) = event else { break };
            tick = tick.saturating_add(u64::from(event.delta.as_int()));
            match event.kind {
                TrackEventKind::Meta(meta) => self.meta(tick, meta, &mut track),
                TrackEventKind::Midi { channel, message } => {
                    let channel = channel.as_int() + 1;
                    match message {
                        MidiMessage::NoteOn { key, vel } if vel.as_int() > 0 => {
                            self.notes += 1;
                            if self.notes > MOST_NOTES {
                                return Err(format!("it has more than {MOST_NOTES} notes"));
                            }
                            let (pitch, velocity) = (key.as_int(), vel.as_int());
                            sounding.entry((channel, pitch)).or_default().push_back(track.notes.len());
                            track.notes.push(MidiNote { on: tick, off: u64::MAX, channel, pitch, velocity });
                        }
                        MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => {
                            let first = sounding.get_mut(&(channel, key.as_int())).and_then(VecDeque::pop_front);
                            if let Some(note) = first.and_then(|index| track.notes.get_mut(index)) {
                                note.off = tick;
                            }
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        // What is never let go ends with its track.
        for note in track.notes.iter_mut().filter(|note| note.off == u64::MAX) {
            note.off = tick;
        }
        self.last = self.last.max(tick);
        Ok(track)
    }

    fn meta(&mut self, tick: u64, meta: MetaMessage<'_>, track: &mut MidiTrack) {
        match meta {
            MetaMessage::Tempo(length) if length.as_int() > 0 => {
                self.tempi.insert(tick, length.as_int());
            }
            MetaMessage::TimeSignature(beats @ 1.., part @ 0..=7, ..) => {
                self.signatures.insert(tick, (beats, part));
            }
            MetaMessage::TrackName(name) if track.name.is_none() => {
                let name = String::from_utf8(name.to_vec())
                    .unwrap_or_else(|_| name.iter().map(|byte| char::from(*byte)).collect());
                let name: String = printable::text(name.trim()).chars().take(LONGEST_NAME).collect();
                track.name = Some(name).filter(|name| !name.is_empty());
            }
            _ => {}
        }
    }

    fn map(&self, clock: MidiClock) -> Result<TempoMap, String> {
        let broken = || "its tempi can't be followed".to_owned();
        let tempi = self.tempi(clock).ok_or_else(broken)?;
        let plain = TempoMap::new(tempi, vec![Meter::first(4, 4)]).ok_or_else(broken)?;
        let meters = self.meters(clock, &plain).ok_or_else(broken)?;
        plain.with_meters(meters).ok_or_else(broken)
    }

    fn tempi(&self, clock: MidiClock) -> Option<Vec<Tempo>> {
        let mut tempi: Vec<Tempo> = Vec::new();
        let first = (!self.tempi.contains_key(&0)).then_some((0, USUAL_TEMPO));
        let said = self.tempi.iter().map(|(tick, length)| (*tick, *length));
        for (tick, length) in first.into_iter().chain(said) {
            let length = Rational::checked(i128::from(length), 1_000_000)?;
            let tick = Rational::checked(i128::from(tick), 1)?;
            let Some(before) = tempi.last() else {
                tempi.push(Tempo { beat: Rational::ZERO, seconds: Rational::ZERO, length });
                continue;
            };
            if before.length == length {
                continue;
            }
            let (beat, seconds) = match clock {
                MidiClock::Beats { ticks } => {
                    let beat = tick.checked_div(Rational::from_int(i64::from(ticks)))?;
                    (beat, beat.checked_sub(before.beat)?.checked_mul(before.length)?.checked_add(before.seconds)?)
                }
                MidiClock::Seconds { tick: each } => {
                    let seconds = tick.checked_mul(each)?;
                    let passed = seconds.checked_sub(before.seconds)?.checked_div(before.length)?;
                    (to_the_billionth(before.beat.checked_add(passed)?)?, seconds)
                }
            };
            tempi.push(Tempo { beat, seconds, length });
        }
        Some(tempi)
    }

    fn meters(&self, clock: MidiClock, tempo: &TempoMap) -> Option<Vec<Meter>> {
        let mut meters = vec![Meter::first(4, 4)];
        for (tick, (beats, part)) in &self.signatures {
            let tick = Rational::checked(i128::from(*tick), 1)?;
            let beat = match clock {
                MidiClock::Beats { ticks } => tick.checked_div(Rational::from_int(i64::from(ticks)))?,
                MidiClock::Seconds { tick: each } => to_the_billionth(tempo.beat(tick.checked_mul(each)?)?)?,
            };
            // A quarter note is a beat, whatever the signature counts in.
            let bar_beats = Rational::new(i64::from(*beats) * 4, 1 << part);
            let before = *meters.last()?;
            // A signature begins a bar, be the one before it full or not.
            let bars = beat.checked_sub(before.beat)?.checked_div(before.bar_beats)?.ceil();
            let meter = Meter { bar: before.bar + u64::try_from(bars).ok()?, beat, bar_beats, whole: before.whole };
            if beat == before.beat {
                meters.pop();
            }
            meters.push(meter);
        }
        Some(meters)
    }
}

/// Films' ticks are no parts of beats: places of beats in them are rounded, so that they can be added up for ever.
fn to_the_billionth(beat: Rational) -> Option<Rational> {
    const BILLION: i64 = 1_000_000_000;
    Rational::checked(beat.checked_mul(Rational::from_int(BILLION))?.round(), i128::from(BILLION))
}
