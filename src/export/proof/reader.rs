//! Unpacks signatures, a group of frames at a time. The bytes may be anybody's: counts are bounded, and what does not come
//! out as it was packed is refused.

use std::collections::VecDeque;
use std::io::{self, Read};

use flate2::read::DeflateDecoder;

use super::writer::{GROUP, MAGIC, TAG_END, TAG_FRAMES, TAG_SOUND, added, fine};
use crate::export::store::{SIGNATURE_BYTES, Signature};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofRecord {
    /// The next frame.
    Frame(Box<Signature>),
    /// The next stretch of sound.
    Sound(Box<Signature>),
}

/// Reads what a [`ProofWriter`](super::ProofWriter) wrote.
pub struct ProofReader<R: Read> {
    source: DeflateDecoder<R>,
    before: Signature,
    waiting: VecDeque<Signature>,
    frames: u64,
    sounds: u64,
    done: bool,
}

impl<R: Read> ProofReader<R> {
    pub fn open(mut source: R) -> io::Result<Self> {
        let mut magic = [0; 8];
        source.read_exact(&mut magic)?;
        if &magic != MAGIC {
            return Err(wrong("it does not begin as one"));
        }
        let source = DeflateDecoder::new(source);
        let (before, waiting) = ([0; SIGNATURE_BYTES], VecDeque::with_capacity(GROUP));
        Ok(Self { source, before, waiting, frames: 0, sounds: 0, done: false })
    }

    /// The next entry; `None` after the last one, once all were there.
    pub fn next_record(&mut self) -> io::Result<Option<ProofRecord>> {
        loop {
            if let Some(signature) = self.waiting.pop_front() {
                return Ok(Some(ProofRecord::Frame(Box::new(signature))));
            }
            if self.done {
                return Ok(None);
            }
            match self.array::<1>()? {
                [TAG_FRAMES] => self.read_group()?,
                [TAG_SOUND] => {
                    self.sounds += 1;
                    return Ok(Some(ProofRecord::Sound(Box::new(self.array()?))));
                }
                [TAG_END] => {
                    let counts = (u64::from_le_bytes(self.array()?), u64::from_le_bytes(self.array()?));
                    if counts != (self.frames, self.sounds) {
                        return Err(wrong("its counts are wrong"));
                    }
                    self.done = true;
                }
                _ => return Err(wrong("it has an entry of no known kind")),
            }
        }
    }

    /// The next frame's signature, sound passed over.
    pub fn next_frame(&mut self) -> io::Result<Option<Box<Signature>>> {
        loop {
            match self.next_record()? {
                Some(ProofRecord::Frame(signature)) => return Ok(Some(signature)),
                Some(ProofRecord::Sound(_)) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next stretch of sound, frames passed over.
    pub fn next_sound(&mut self) -> io::Result<Option<Box<Signature>>> {
        loop {
            match self.next_record()? {
                Some(ProofRecord::Sound(record)) => return Ok(Some(record)),
                Some(ProofRecord::Frame(_)) => {}
                None => return Ok(None),
            }
        }
    }

    fn read_group(&mut self) -> io::Result<()> {
        let [count] = self.array::<1>()?;
        let count = usize::from(count);
        if count == 0 || count > GROUP {
            return Err(wrong("it has a group of too many frames"));
        }
        let mut bytes = vec![0; count * SIGNATURE_BYTES];
        self.source.read_exact(&mut bytes)?;
        for frame in 0..count {
            let mut difference = [0; SIGNATURE_BYTES];
            for (place, byte) in difference.iter_mut().enumerate() {
                *byte = bytes[place * count + frame];
            }
            self.before = added(&self.before, &difference);
            self.waiting.push_back(fine(&self.before));
        }
        self.frames += count as u64;
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
