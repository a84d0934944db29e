//! Where a proof lies: in the receipt while it is short, else in a file of its own beside it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::reader::ProofReader;
use super::writer::{MAGIC, ProofWriter};
use crate::base::{Digest, Failure, Reason, base64, printable};
use crate::export::publish;
use crate::export::receipt::Receipt;
use crate::export::stop::Stopped;
use crate::export::store::{Signature, StoredChunk};
use crate::export::verify::Stated;

/// A receipt that a person can still open: minutes of film stay below this, hours do not.
const MOST_INLINE: u64 = 2 << 20;

/// What a receipt says of the proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptProof {
    /// What the file said of itself when it was published.
    pub stated: Vec<Stated>,
    pub bytes: u64,
    pub blake3: Digest,
    /// The proof itself as Base64; a longer one lies in `NAME.proof`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<String>,
}

/// `film.mp4` → `film.mp4.proof`.
pub fn path_for(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".proof");
    output.with_file_name(name)
}

fn hidden_for(output: &Path) -> PathBuf {
    // Long names are cut at their ends, so that what tells it from the film's own hidden file stands first.
    let mut name = std::ffi::OsString::from("proof-");
    name.push(output.file_name().unwrap_or_default());
    publish::part_name(&output.with_file_name(name))
}

/// A proof in the making, in a hidden file that is gone unless it got its final name.
pub struct Kept {
    path: PathBuf,
    writer: Option<ProofWriter<BufWriter<File>>>,
}

impl Kept {
    /// Begins the proof of the film that goes to `output`.
    pub fn begin(output: &Path) -> Result<Self, Failure> {
        let path = hidden_for(output);
        let begun = File::create(&path).and_then(|file| ProofWriter::begin(BufWriter::new(file)));
        let writer = begun.map_err(|error| Failure::io("writing the proof", &path, &error))?;
        Ok(Self { path, writer: Some(writer) })
    }

    /// The proof of a film that was put together of these chunks and this sound.
    pub fn of<'a>(
        output: &Path,
        chunks: impl Iterator<Item = &'a StoredChunk>,
        sound: Option<&StoredChunk>,
        go_on: &dyn Fn() -> Result<(), Stopped>,
    ) -> Result<Self, Stopped> {
        let mut kept = Self::begin(output)?;
        for chunk in chunks {
            go_on()?;
            let mut reader = chunk.reader()?;
            while let Some(signature) = reader.next_signature()? {
                kept.frame(&signature)?;
            }
        }
        if let Some(sound) = sound {
            let mut reader = sound.reader()?;
            while let Some(record) = reader.next_signature()? {
                go_on()?;
                kept.sound(&record)?;
            }
        }
        Ok(kept)
    }

    /// Where it lies until it is published.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn frame(&mut self, signature: &Signature) -> Result<(), Failure> {
        self.write(|writer| writer.frame(signature))
    }

    pub fn sound(&mut self, record: &Signature) -> Result<(), Failure> {
        self.write(|writer| writer.sound(record))
    }

    fn write(&mut self, put: impl FnOnce(&mut ProofWriter<BufWriter<File>>) -> io::Result<()>) -> Result<(), Failure> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        put(writer).map_err(|error| Failure::io("writing the proof", &self.path, &error))
    }

    /// Closes the proof: what the receipt says of it.
    pub fn finish(&mut self, stated: Vec<Stated>) -> Result<ReceiptProof, Failure> {
        let failed = |error: io::Error| Failure::io("writing the proof", &self.path, &error);
        if let Some(writer) = self.writer.take() {
            let mut out = writer.finish().map_err(failed)?;
            out.flush().and_then(|()| out.get_ref().sync_all()).map_err(failed)?;
        }
        let bytes = std::fs::metadata(&self.path).map_err(failed)?.len();
        let blake3 = Digest::of_file(&self.path).map_err(failed)?;
        let inline = match bytes {
            ..=MOST_INLINE => Some(base64::encode(&std::fs::read(&self.path).map_err(failed)?)),
            _ => None,
        };
        Ok(ReceiptProof { stated, bytes, blake3, inline })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.writer.take());
        // After a publication there is nothing.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Puts the proof of the film that was planned for `output` beside the name that it got. A proof of a film that stood there
/// before goes.
pub fn publish(output: &Path, target: &Path, receipt: &Receipt) -> Result<(), Failure> {
    let path = path_for(target);
    if receipt.proof.as_ref().is_some_and(|proof| proof.inline.is_none()) {
        return std::fs::rename(hidden_for(output), &path)
            .map_err(|error| Failure::io("publishing the proof", &path, &error));
    }
    let mut begins = [0; MAGIC.len()];
    let ours = File::open(&path).and_then(|mut file| file.read_exact(&mut begins)).is_ok() && &begins == MAGIC;
    if ours {
        // It would only be of no use to anybody.
        let _ = std::fs::remove_file(&path);
    }
    Ok(())
}

impl ReceiptProof {
    /// Whether the proof can be read and is the one that the receipt speaks of; a long one lies at `beside`.
    pub fn check(&self, beside: &Path) -> Result<(), Failure> {
        let found = match &self.inline {
            Some(text) => base64::decode(text).map(|bytes| Digest::of(&bytes)),
            None => Some(Digest::of_file(beside).map_err(|error| Failure::io("opening the proof", beside, &error))?),
        };
        if found == Some(self.blake3) {
            return Ok(());
        }
        let name = printable::path(beside);
        Err(Failure::new(Reason::VerifyFailed, format!("{name}: this proof is damaged, or that of another export")))
    }

    /// Opens the proof; a long one lies at `beside`.
    pub fn open(&self, beside: &Path) -> Result<ProofReader<Box<dyn Read + Send>>, Failure> {
        let failed = |error: io::Error| Failure::io("opening the proof", beside, &error);
        let source: Box<dyn Read + Send> = match &self.inline {
            Some(text) => Box::new(io::Cursor::new(base64::decode(text).unwrap_or_default())),
            None => Box::new(BufReader::new(File::open(beside).map_err(failed)?)),
        };
        ProofReader::open(source).map_err(failed)
    }
}
