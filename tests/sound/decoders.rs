//! What a decoder may do to us: stamps that wander, gaps, jumps that land too late or past the end.

use std::path::Path;

use rushes::base::{Failure, Rational};
use rushes::sound::{Block, Decoder, Fallback};
use rushes::timeline::sounds::SoundClip;

use super::material::{clip, mix_with};

const RATE: i64 = 48_000;

/// A file of `frames` mono frames in blocks of 1000, each frame as loud as its index says.
#[derive(Clone, Default)]
struct Scripted {
    frames: i64,
    at: i64,
    /// How far after the wanted place a jump lands.
    late: i64,
    /// Added to every second stamp.
    wander: i64,
    /// Frames that are missing.
    gap: std::ops::Range<i64>,
    /// A jump past the end finds nothing instead of the end.
    past_the_end: bool,
}

fn value(index: i64) -> f32 {
    index as f32 / (1 << 22) as f32
}

impl Fallback for Scripted {
    fn open(&self, _path: &Path, _stream: usize) -> Result<Box<dyn Decoder>, Failure> {
        Ok(Box::new(self.clone()))
    }
}

impl Decoder for Scripted {
    fn rate(&self) -> u32 {
        RATE as u32
    }

    fn channels(&self) -> u16 {
        1
    }

    fn next(&mut self) -> Result<Option<Block>, Failure> {
        if self.gap.contains(&self.at) {
            self.at = self.gap.end;
        }
        let end = (self.at + 1000).min(self.frames);
        if self.at >= end {
            return Ok(None);
        }
        let samples = (self.at..end).map(value).collect();
        let at = self.at + if self.at / 1000 % 2 == 1 { self.wander } else { 0 };
        self.at = end;
        Ok(Some(Block { at, samples }))
    }

    fn seek(&mut self, time: Rational) -> Result<(), Failure> {
        let wanted = (time * Rational::from_int(RATE)).floor() as i64;
        self.at = if wanted > 0 { wanted / 1000 * 1000 + self.late } else { 0 };
        if self.past_the_end && self.at >= self.frames {
            self.at = i64::MAX - 1000;
        }
        Ok(())
    }
}

fn hear(decoder: &Scripted, from: i64, frames: u64) -> Result<Vec<f32>, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scripted");
    std::fs::write(&file, "nothing that symphonia knows").unwrap();
    let part = SoundClip { from: Rational::new(from, RATE), ..clip(&file, frames) };
    let mix = mix_with(decoder, frames, &[part], 333)?;
    Ok(mix.chunks(2).map(|pair| pair[0]).collect())
}

#[test]
fn stamps_that_a_container_rounded_dont_tear_the_sound() {
    let decoder = Scripted { frames: RATE * 20, wander: 300, ..Scripted::default() };
    for from in [0, 5, RATE * 10] {
        let heard = hear(&decoder, from, 30_000).unwrap();
        assert!((0..30_000).all(|index| heard[index as usize] == value(from + index)), "from {from}");
    }
}

#[test]
fn a_gap_in_a_recording_is_silence_and_what_follows_stays_in_its_place() {
    let decoder = Scripted { frames: RATE * 20, gap: 5000..17_000, ..Scripted::default() };
    let heard = hear(&decoder, 0, 30_000).unwrap();
    for index in 0..30_000 {
        let expected = if (5000..17_000).contains(&index) { 0.0 } else { value(index) };
        assert_eq!(heard[index as usize], expected, "sample {index}");
    }
}

#[test]
fn a_jump_that_lands_too_late_is_made_up_for_from_the_start() {
    let decoder = Scripted { frames: RATE * 20, late: RATE * 2, ..Scripted::default() };
    let heard = hear(&decoder, RATE * 10, 20_000).unwrap();
    assert!((0..20_000).all(|index| heard[index as usize] == value(RATE * 10 + index)));
}

#[test]
fn a_jump_past_the_end_still_says_where_the_end_is() {
    let decoder = Scripted { frames: RATE * 8, past_the_end: true, ..Scripted::default() };
    let failure = hear(&decoder, RATE * 60, 20_000).unwrap_err();
    assert!(failure.message.contains("the sound ends at 8.00 s, but it is used from 60.00 s"), "{}", failure.message);
}
