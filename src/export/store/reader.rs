//! Reading a chunk, record by record. Every length is checked against what is left of the file before anything is made of
//! it, and the hash is checked at the end, so that a bit that rotted after the chunk was stored is noticed by whoever reads it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::chunk_file::{
    ChunkFooter, ChunkHeader, FOOTER_BYTES, MAGIC, MAX_HEADER_BYTES, MAX_PACKET_BYTES, MAX_SIDES, PREFIX_BYTES,
    SIGNATURE_BYTES, Signature, TAG_END, TAG_PACKET, TAG_SIGNATURE, VERSION,
};
use super::folder::store_failure;
use crate::base::{Digest, Failure, Reason, printable};
use crate::media::packet::{Packet, SideData};

/// One entry of a chunk's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    Packet(Packet),
    Signature(Box<Signature>),
}

/// The records of a chunk file, in the order in which they were written.
pub struct ChunkReader<R: Read = BufReader<File>> {
    source: R,
    path: PathBuf,
    hasher: blake3::Hasher,
    /// Bytes of the log that were not read yet, the footer not counted.
    left: u64,
    length: u64,
    file_bytes: u64,
    header: ChunkHeader,
    packets: u64,
    signatures: u64,
    done: bool,
}

/// Why bytes are no chunk.
enum Wrong {
    Io(io::Error),
    Damaged(&'static str),
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged("it ends too early"),
            _ => Self::Io(error),
        }
    }
}

impl ChunkReader {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |error: &io::Error| store_failure("opening a chunk", path, error);
        let file = File::open(path).map_err(|error| failed(&error))?;
        let size = file.metadata().map_err(|error| failed(&error))?.len();
        Self::from_reader(BufReader::with_capacity(1 << 18, file), size, path)
    }
}

impl<R: Read> ChunkReader<R> {
    /// Reads a chunk of `size` bytes; `path` is only named in failures.
    pub fn from_reader(source: R, size: u64, path: &Path) -> Result<Self, Failure> {
        Self::begin(source, size, path).map_err(|wrong| told(wrong, path))
    }

    fn begin(mut source: R, size: u64, path: &Path) -> Result<Self, Wrong> {
        let body = size.checked_sub(FOOTER_BYTES as u64).ok_or(Wrong::Damaged("it is too short"))?;
        let mut left = body.checked_sub(PREFIX_BYTES as u64).ok_or(Wrong::Damaged("it is too short"))?;
        let mut prefix = [0; PREFIX_BYTES];
        source.read_exact(&mut prefix)?;
        let [m0, m1, m2, m3, m4, m5, m6, m7, v0, v1, v2, v3, l0, l1, l2, l3] = prefix;
        if &[m0, m1, m2, m3, m4, m5, m6, m7] != MAGIC {
            return Err(Wrong::Damaged("it does not begin as one"));
        }
        if u32::from_le_bytes([v0, v1, v2, v3]) != VERSION {
            return Err(Wrong::Damaged("it has another version"));
        }
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        if length > MAX_HEADER_BYTES {
            return Err(Wrong::Damaged("its header is too long"));
        }
        left = left.checked_sub(u64::from(length)).ok_or(Wrong::Damaged("its header is longer than the file"))?;
        let mut json = vec![0; length as usize];
        source.read_exact(&mut json)?;
        let header = serde_json::from_slice(&json).map_err(|_| Wrong::Damaged("its header can't be read"))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&prefix).update(&json);
        let path = path.to_owned();
        Ok(Self {
            source,
            path,
            hasher,
            left,
            length: body,
            file_bytes: size,
            header,
            packets: 0,
            signatures: 0,
            done: false,
        })
    }

    pub fn header(&self) -> &ChunkHeader {
        &self.header
    }

    /// The next record; `None` after the last one, once footer, counts and hash were found right.
    pub fn next_record(&mut self) -> Result<Option<Record>, Failure> {
        if self.done {
            return Ok(None);
        }
        let record = self.read_record().map_err(|wrong| told(wrong, &self.path))?;
        self.done = record.is_none();
        Ok(record)
    }

    /// The next packet, signatures passed over.
    pub fn next_packet(&mut self) -> Result<Option<Packet>, Failure> {
        loop {
            match self.next_record()? {
                Some(Record::Packet(packet)) => return Ok(Some(packet)),
                Some(Record::Signature(_)) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next frame's signature, packets passed over.
    pub fn next_signature(&mut self) -> Result<Option<Box<Signature>>, Failure> {
        loop {
            match self.next_record()? {
                Some(Record::Signature(signature)) => return Ok(Some(signature)),
                Some(Record::Packet(_)) => {}
                None => return Ok(None),
            }
        }
    }

    fn read_record(&mut self) -> Result<Option<Record>, Wrong> {
        match self.array::<1>()? {
            [TAG_PACKET] => self.read_packet().map(Some),
            [TAG_SIGNATURE] => {
                self.signatures += 1;
                Ok(Some(Record::Signature(Box::new(self.array::<SIGNATURE_BYTES>()?))))
            }
            [TAG_END] => self.read_end().map(|()| None),
            _ => Err(Wrong::Damaged("it has a record of no known kind")),
        }
    }

    fn read_packet(&mut self) -> Result<Record, Wrong> {
        let pts = i64::from_le_bytes(self.array()?);
        let dts = i64::from_le_bytes(self.array()?);
        let duration = i64::from_le_bytes(self.array()?);
        let key = match self.array::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(Wrong::Damaged("it has a packet that is half a key frame")),
        };
        let length = u32::from_le_bytes(self.array()?);
        let sides = u16::from_le_bytes(self.array()?);
        if sides > MAX_SIDES {
            return Err(Wrong::Damaged("it has a packet with too much side data"));
        }
        let bytes = self.bytes(length)?;
        let mut side = Vec::with_capacity(usize::from(sides));
        for _ in 0..sides {
            let kind = u32::from_le_bytes(self.array()?);
            let length = u32::from_le_bytes(self.array()?);
            side.push(SideData { kind, bytes: self.bytes(length)? });
        }
        self.packets += 1;
        Ok(Record::Packet(Packet { pts, dts, duration, key, bytes, side }))
    }

    fn read_end(&mut self) -> Result<(), Wrong> {
        if self.left != 0 {
            return Err(Wrong::Damaged("it goes on after its end"));
        }
        let mut bytes = [0; FOOTER_BYTES];
        self.source.read_exact(&mut bytes)?;
        let footer =
            ChunkFooter::parse(&bytes, self.file_bytes).ok_or(Wrong::Damaged("its footer is not that of a chunk"))?;
        let counts = (footer.frames, footer.packets, footer.signatures, footer.length);
        if counts != (self.header.frames, self.packets, self.signatures, self.length)
            || self.signatures != self.header.signatures()
        {
            return Err(Wrong::Damaged("its counts are wrong"));
        }
        self.hasher.update(&footer.counts());
        if footer.hash != Digest::from_bytes(*self.hasher.finalize().as_bytes()) {
            return Err(Wrong::Damaged("its hash is wrong"));
        }
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Wrong> {
        self.take(N as u64)?;
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    fn bytes(&mut self, length: u32) -> Result<Vec<u8>, Wrong> {
        if length > MAX_PACKET_BYTES {
            return Err(Wrong::Damaged("it has a packet that is too large"));
        }
        self.take(u64::from(length))?;
        let mut bytes = vec![0; length as usize];
        self.source.read_exact(&mut bytes)?;
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    fn take(&mut self, count: u64) -> Result<(), Wrong> {
        self.left = self.left.checked_sub(count).ok_or(Wrong::Damaged("a record is longer than the file"))?;
        Ok(())
    }
}

/// The footer of a file that looks like a chunk: cheap, and no proof.
pub(super) fn footer_of(file: &mut File) -> io::Result<Option<ChunkFooter>> {
    let size = file.metadata()?.len();
    if size < (FOOTER_BYTES + PREFIX_BYTES) as u64 {
        return Ok(None);
    }
    let mut bytes = [0; FOOTER_BYTES];
    file.seek(SeekFrom::End(-(FOOTER_BYTES as i64)))?;
    file.read_exact(&mut bytes)?;
    Ok(ChunkFooter::parse(&bytes, size))
}

fn told(wrong: Wrong, path: &Path) -> Failure {
    match wrong {
        Wrong::Io(error) => store_failure("reading a chunk", path, &error),
        Wrong::Damaged(why) => Failure::new(
            Reason::VerifyFailed,
            format!("{}: this is no whole chunk: {why}; it will be made again", printable::path(path)),
        ),
    }
}
