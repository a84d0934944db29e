//! Writing a chunk, packet by packet, in memory that does not grow with it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::chunk_file::{
    ChunkFooter, ChunkHeader, MAGIC, MAX_HEADER_BYTES, MAX_PACKET_BYTES, MAX_SIDES, Signature, TAG_END, TAG_PACKET,
    TAG_SIGNATURE, VERSION,
};
use super::folder::{ClaimLock, StoredChunk, store_failure};
use super::patient::PatientFile;
use crate::base::atomic_file::sync_folder;
use crate::base::{Digest, Failure, Reason, printable};
use crate::export::room::Room;
use crate::media::packet::Packet;

/// The bytes of a chunk file, going to any writer.
pub struct ChunkLog<W: Write> {
    out: W,
    hasher: blake3::Hasher,
    length: u64,
    packets: u64,
    signatures: u64,
    frames: u64,
    wanted_signatures: u64,
}

impl<W: Write> ChunkLog<W> {
    pub fn begin(out: W, header: &ChunkHeader) -> io::Result<Self> {
        let json = serde_json::to_vec(header).map_err(io::Error::other)?;
        let length = u32::try_from(json.len()).ok().filter(|length| *length <= MAX_HEADER_BYTES);
        let length = length.ok_or_else(|| io::Error::other("the codec's headers are too long for a chunk"))?;
        let mut log = Self {
            out,
            hasher: blake3::Hasher::new(),
            length: 0,
            packets: 0,
            signatures: 0,
            frames: header.frames,
            wanted_signatures: header.signatures(),
        };
        log.put(MAGIC)?;
        log.put(&VERSION.to_le_bytes())?;
        log.put(&length.to_le_bytes())?;
        log.put(&json)?;
        Ok(log)
    }

    pub fn push(&mut self, packet: &Packet) -> io::Result<()> {
        let too_much = || io::Error::other("the encoder gave a packet that is too large for a chunk");
        let bounded = |bytes: &[u8]| {
            u32::try_from(bytes.len()).ok().filter(|length| *length <= MAX_PACKET_BYTES).ok_or_else(too_much)
        };
        let length = bounded(&packet.bytes)?;
        let sides = u16::try_from(packet.side.len()).ok().filter(|count| *count <= MAX_SIDES).ok_or_else(too_much)?;
        self.put(&[TAG_PACKET])?;
        self.put(&packet.pts.to_le_bytes())?;
        self.put(&packet.dts.to_le_bytes())?;
        self.put(&packet.duration.to_le_bytes())?;
        self.put(&[u8::from(packet.key)])?;
        self.put(&length.to_le_bytes())?;
        self.put(&sides.to_le_bytes())?;
        self.put(&packet.bytes)?;
        for side in &packet.side {
            self.put(&side.kind.to_le_bytes())?;
            self.put(&bounded(&side.bytes)?.to_le_bytes())?;
            self.put(&side.bytes)?;
        }
        self.packets += 1;
        Ok(())
    }

    pub fn push_signature(&mut self, signature: &Signature) -> io::Result<()> {
        self.put(&[TAG_SIGNATURE])?;
        self.put(signature)?;
        self.signatures += 1;
        Ok(())
    }

    /// Ends the log with its footer. A video chunk must have got a signature for every frame.
    pub fn finish(mut self) -> io::Result<(W, ChunkFooter)> {
        if self.signatures != self.wanted_signatures {
            let told = format!("a chunk of {} frames got {}", self.wanted_signatures, self.signatures);
            return Err(io::Error::other(told));
        }
        self.put(&[TAG_END])?;
        let (frames, packets, signatures, length) = (self.frames, self.packets, self.signatures, self.length);
        let mut footer = ChunkFooter { frames, packets, signatures, length, hash: Digest::of(b"") };
        self.hasher.update(&footer.counts());
        footer.hash = Digest::from_bytes(*self.hasher.finalize().as_bytes());
        self.out.write_all(&footer.to_bytes())?;
        self.out.flush()?;
        Ok((self.out, footer))
    }

    /// What it was written to, as far as that was written.
    fn abandon(self) -> W {
        self.out
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }
}

/// A chunk in the making. It counts only once [`finish`](Self::finish) has returned; dropped before that, it leaves nothing.
pub struct ChunkWriter {
    log: Option<Box<ChunkLog<BufWriter<PatientFile>>>>,
    key: Digest,
    part: PathBuf,
    place: PathBuf,
    /// Declared last, so that the claim is given up after the part is gone or in its place.
    claim: ClaimLock,
}

impl ChunkWriter {
    pub(super) fn create(
        header: &ChunkHeader,
        part: PathBuf,
        place: PathBuf,
        claim: ClaimLock,
        room: Option<Room>,
    ) -> Result<Self, Failure> {
        let failed = |error: &io::Error| store_failure("beginning a chunk", &part, error);
        let file = File::create(&part).map_err(|error| failed(&error))?;
        let file = PatientFile::new(file, part.clone(), room);
        let log = ChunkLog::begin(BufWriter::with_capacity(1 << 20, file), header);
        let log = match log {
            Ok(log) => log,
            Err(error) => {
                let _ = std::fs::remove_file(&part);
                return Err(failed(&error));
            }
        };
        Ok(Self { log: Some(Box::new(log)), key: header.key, part, place, claim })
    }

    /// Adds the next packet in decoding order.
    pub fn push(&mut self, packet: &Packet) -> Result<(), Failure> {
        self.write(|log| log.push(packet))
    }

    /// Adds the signature of the next frame in presentation order.
    pub fn push_signature(&mut self, signature: &Signature) -> Result<(), Failure> {
        self.claim.beat();
        self.write(|log| log.push_signature(signature))
    }

    /// Footer, sync, rename, sync of the folder: after this the chunk is there, power cut or not.
    pub fn finish(mut self) -> Result<StoredChunk, Failure> {
        let log = self.log.take().ok_or_else(|| ended(&self.part))?;
        let failed = |doing: &str, error: &io::Error| store_failure(doing, &self.part, error);
        let (out, footer) = log.finish().map_err(|error| failed("finishing a chunk", &error))?;
        let file = out.into_inner().map_err(|error| failed("finishing a chunk", error.error()))?;
        // A failed sync is not tried again: the pages may be gone and a second one would succeed.
        file.sync_all().map_err(|error| failed("syncing a chunk", &error))?;
        std::fs::rename(&self.part, &self.place).map_err(|error| failed("putting a chunk in its place", &error))?;
        let folder = self.place.parent().unwrap_or_else(|| Path::new("."));
        sync_folder(folder).map_err(|error| store_failure("syncing the chunk folder", folder, &error))?;
        Ok(StoredChunk { key: self.key, path: self.place.clone(), footer })
    }

    fn write(
        &mut self,
        add: impl FnOnce(&mut ChunkLog<BufWriter<PatientFile>>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let log = self.log.as_mut().ok_or_else(|| ended(&self.part))?;
        add(log).map_err(|error| {
            // What was buffered can't be trusted after a failed write, so this writer is done.
            forget(self.log.take());
            store_failure("writing a chunk", &self.part, &error)
        })
    }
}

impl Drop for ChunkWriter {
    fn drop(&mut self) {
        // After a finish the part has been renamed and this finds nothing.
        forget(self.log.take());
        let _ = std::fs::remove_file(&self.part);
    }
}

/// Lets go of a log without writing out what is still buffered: a full disk would be waited for.
fn forget(log: Option<Box<ChunkLog<BufWriter<PatientFile>>>>) {
    drop(log.map(|log| log.abandon().into_parts()));
}

fn ended(part: &Path) -> Failure {
    Failure::new(Reason::VerifyFailed, format!("{}: this chunk failed before and can't go on", printable::path(part)))
}
