//! An analysis that lies in a file, as those who follow the sound ask for it: any frame, in any order, from any thread.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::file::{END_BYTES, END_MAGIC, HASHES, Header, Layout, ONSET_BYTES, PREFIX_BYTES, header_bytes, sample};
use super::onsets::Onset;
use super::settings::Steps;
use crate::base::{Digest, Failure, Rational, Reason, printable};
use crate::project::analysis::Align;
use crate::timeline::Hearing;
use crate::timeline::sounds::SAMPLE_RATE;

/// Frames whose bytes are kept at hand: layers of one frame ask for the same again and again.
const KEPT: usize = 16;
/// Seconds of beginnings that are told, and how many at most.
const REMEMBERED: f64 = 5.0;
const MOST_ONSETS: usize = 64;
/// Samples that can be asked for at once: as many as the longest window has.
const MOST_SAMPLES: usize = 1 << 20;
const CHECKED_BYTES: usize = 256 << 10;

/// An open file of an analysis, found whole when it was opened.
#[derive(Debug)]
pub struct KeptAnalysis {
    path: PathBuf,
    file: File,
    header: Header,
    layout: Layout,
    onsets: Vec<Onset>,
    kept: Mutex<Vec<(u64, Vec<u8>)>>,
    fault: Mutex<Option<Failure>>,
}

impl Header {
    /// What a file of these frames will say of itself.
    pub fn new(key: Digest, settings: &super::Settings, steps: &Steps, samples: u64) -> Self {
        Self {
            key,
            frames: steps.count,
            bins: settings.bins() as u64,
            bin_hz: settings.bin_hz(),
            samples,
            fps: steps.fps,
            halves_before: match steps.align {
                Align::Past => 2,
                Align::Centre => 1,
                Align::Frame => 0,
            },
        }
    }
}

impl KeptAnalysis {
    /// Reads the whole file once to see that it is as it was written; `None` where it is not, or is not of `key`. `beat` hears
    /// of every stretch.
    pub fn open(path: &Path, file: File, key: &Digest, beat: &dyn Fn()) -> io::Result<Option<Self>> {
        match Self::read(path, file, key, beat) {
            Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) => Ok(None),
            other => other,
        }
    }

    fn read(path: &Path, file: File, key: &Digest, beat: &dyn Fn()) -> io::Result<Option<Self>> {
        let mut prefix = [0; PREFIX_BYTES as usize];
        file.read_exact_at(&mut prefix, 0)?;
        let Some(bytes) = header_bytes(&prefix) else { return Ok(None) };
        let mut text = vec![0; usize::try_from(bytes).unwrap_or(0)];
        file.read_exact_at(&mut text, PREFIX_BYTES)?;
        let Ok(header) = serde_json::from_slice::<Header>(&text) else { return Ok(None) };
        let Some(layout) = Layout::new(&header, bytes) else { return Ok(None) };
        let Some(count) = layout.onset_count(file.metadata()?.len()) else { return Ok(None) };
        let usable = header.key == *key && header.frames > 0 && header.bins > 0 && header.fps.is_positive();
        if !usable {
            return Ok(None);
        }
        let end = layout.onsets + count * ONSET_BYTES;
        let mut said = [0; END_BYTES as usize];
        file.read_exact_at(&mut said, end)?;
        let parts = [0..layout.spectra, layout.spectra..layout.wave, layout.wave..layout.onsets, layout.onsets..end];
        for (part, said) in parts.into_iter().zip(said[..HASHES * 32].chunks_exact(32)) {
            if hash(&file, part, beat)?.as_bytes() != said {
                return Ok(None);
            }
        }
        if &said[HASHES * 32..] != END_MAGIC {
            return Ok(None);
        }
        let onsets = read_onsets(&file, layout.onsets, count)?;
        let path = path.to_owned();
        Ok(Some(Self { path, file, header, layout, onsets, kept: Mutex::default(), fault: Mutex::default() }))
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Every beginning, by time.
    pub fn all_onsets(&self) -> &[Onset] {
        &self.onsets
    }

    fn failed(&self, error: &io::Error) {
        let path = printable::path(&self.path);
        let told = format!("{path}: the analysis of the sound can't be read any more: {error}; it is made again");
        let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        fault.get_or_insert_with(|| Failure::new(Reason::VerifyFailed, told));
    }

    fn time_of(&self, frame: u64) -> Rational {
        Rational::from_int(i64::try_from(frame).unwrap_or(i64::MAX)) / self.header.fps
    }
}

impl Hearing for KeptAnalysis {
    fn bin_hz(&self) -> f64 {
        self.header.bin_hz
    }

    fn bins(&self) -> usize {
        usize::try_from(self.header.bins).unwrap_or(0)
    }

    fn bytes(&self, frame: u64, into: &mut Vec<u8>) {
        let frame = frame.min(self.header.frames - 1);
        into.clear();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = kept.iter().find(|(known, _)| *known == frame) {
            into.extend_from_slice(bytes);
            return;
        }
        into.resize(self.bins(), 0);
        if let Err(error) = self.file.read_exact_at(into, self.layout.spectra + frame * self.header.bins) {
            self.failed(&error);
            into.fill(0);
            return;
        }
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((frame, into.clone()));
    }

    fn wave(&self, frame: u64, count: usize, into: &mut Vec<f32>) {
        let count = count.min(MOST_SAMPLES);
        into.clear();
        into.resize(count, 0.0);
        // Beyond the last frame the last one is shown.
        let frame = frame.min(self.header.frames - 1);
        let at = (self.time_of(frame) * Rational::from_int(i64::from(SAMPLE_RATE))).round();
        let from = at - (count as i128 * i128::from(self.header.halves_before)) / 2;
        let (first, end) = (from.max(0), (from + count as i128).min(i128::from(self.header.samples)));
        let (Ok(skipped), Ok(start), Ok(length)) =
            (usize::try_from(first - from), u64::try_from(first), usize::try_from(end - first))
        else {
            return;
        };
        let mut bytes = vec![0; length * 2];
        if let Err(error) = self.file.read_exact_at(&mut bytes, self.layout.wave + start * 2) {
            return self.failed(&error);
        }
        for (sound, pair) in into[skipped..].iter_mut().zip(bytes.chunks_exact(2)) {
            *sound = sample([pair[0], pair[1]]);
        }
    }

    fn onsets(&self, frame: u64, into: &mut Vec<(f64, f64)>) {
        into.clear();
        let time = self.time_of(frame).to_f64();
        let end = self.onsets.partition_point(|onset| onset.time <= time);
        let recent = self.onsets[..end].iter().rev().take_while(|onset| time - onset.time <= REMEMBERED);
        into.extend(recent.take(MOST_ONSETS).map(|onset| (time - onset.time, onset.strength)));
    }

    fn fault(&self) -> Option<Failure> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn hash(file: &File, part: std::ops::Range<u64>, beat: &dyn Fn()) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; CHECKED_BYTES];
    let mut at = part.start;
    while at < part.end {
        beat();
        let length = usize::try_from(part.end - at).unwrap_or(CHECKED_BYTES).min(CHECKED_BYTES);
        file.read_exact_at(&mut block[..length], at)?;
        hasher.update(&block[..length]);
        at += length as u64;
    }
    Ok(hasher.finalize())
}

fn read_onsets(file: &File, at: u64, count: u64) -> io::Result<Vec<Onset>> {
    let mut bytes = vec![0; usize::try_from(count * ONSET_BYTES).unwrap_or(0)];
    file.read_exact_at(&mut bytes, at)?;
    let number = |bytes: &[u8]| {
        let mut eight = [0; 8];
        eight.copy_from_slice(bytes);
        f64::from_le_bytes(eight)
    };
    let pairs = bytes.chunks_exact(ONSET_BYTES as usize);
    Ok(pairs.map(|pair| Onset { time: number(&pair[..8]), strength: number(&pair[8..]) }).collect())
}
