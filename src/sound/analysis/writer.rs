//! Writes an analysis while it is made: spectra and samples each go to a place of their own in the file.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::file::{END_MAGIC, HASHES, Header, Layout, MAGIC, VERSION, kept};
use super::onsets::Onset;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 << 10;

/// A file that is being filled.
#[derive(Debug)]
pub struct Writer {
    file: File,
    layout: Layout,
    header: Header,
    head: blake3::Hash,
    spectra: Part,
    wave: Part,
}

/// A stretch of the file that is written from its start to its end.
#[derive(Debug)]
struct Part {
    at: u64,
    end: u64,
    waiting: Vec<u8>,
    hasher: blake3::Hasher,
}

impl Writer {
    /// Begins an empty file.
    pub fn new(file: File, header: &Header) -> io::Result<Self> {
        let text = serde_json::to_vec(header)?;
        let mut head = Vec::with_capacity(text.len() + 16);
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&VERSION.to_le_bytes());
        head.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        head.extend_from_slice(&text);
        let layout = Layout::new(header, text.len() as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the sound is too long to be analysed"))?;
        file.write_all_at(&head, 0)?;
        let spectra = Part::new(layout.spectra, layout.wave);
        let wave = Part::new(layout.wave, layout.onsets);
        Ok(Self { file, layout, header: header.clone(), head: blake3::hash(&head), spectra, wave })
    }

    /// The next frame's bytes.
    pub fn frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.spectra.add(&self.file, bytes)
    }

    /// The next samples.
    pub fn samples(&mut self, samples: &[f32]) -> io::Result<()> {
        for part in samples.chunks(GATHERED / 8) {
            let bytes: Vec<u8> = part.iter().flat_map(|sample| kept(*sample).to_le_bytes()).collect();
            self.wave.add(&self.file, &bytes)?;
        }
        Ok(())
    }

    /// Ends the file, and makes sure that it lies on the disk.
    pub fn finish(mut self, onsets: &[Onset]) -> io::Result<File> {
        self.spectra.flush(&self.file)?;
        self.wave.flush(&self.file)?;
        let whole = self.spectra.at == self.spectra.end && self.wave.at == self.wave.end;
        if !whole {
            let told = format!("the analysis of {} frames ended early", self.header.frames);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, told));
        }
        let mut tail: Vec<u8> = Vec::with_capacity(onsets.len() * 16 + 256);
        for onset in onsets {
            tail.extend_from_slice(&onset.time.to_le_bytes());
            tail.extend_from_slice(&onset.strength.to_le_bytes());
        }
        let hashes: [blake3::Hash; HASHES] =
            [self.head, self.spectra.hasher.finalize(), self.wave.hasher.finalize(), blake3::hash(&tail)];
        hashes.iter().for_each(|hash| tail.extend_from_slice(hash.as_bytes()));
        tail.extend_from_slice(END_MAGIC);
        self.file.write_all_at(&tail, self.layout.onsets)?;
        self.file.sync_all()?;
        Ok(self.file)
    }
}

impl Part {
    fn new(at: u64, end: u64) -> Self {
        Self { at, end, waiting: Vec::with_capacity(GATHERED), hasher: blake3::Hasher::new() }
    }

    fn add(&mut self, file: &File, bytes: &[u8]) -> io::Result<()> {
        if self.at + (self.waiting.len() + bytes.len()) as u64 > self.end {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the analysis is longer than was planned"));
        }
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() < GATHERED { Ok(()) } else { self.flush(file) }
    }

    fn flush(&mut self, file: &File) -> io::Result<()> {
        file.write_all_at(&self.waiting, self.at)?;
        self.hasher.update(&self.waiting);
        self.at += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }
}
