//! What the file should be, by its receipt or by the export that has just made it.

use std::path::{Path, PathBuf};

use crate::base::{Digest, Failure, Rational};
use crate::export::proof::{self, ProofReader, ReceiptProof};
use crate::export::receipt::{self, Receipt, ReceiptImage};

/// What the file should be.
#[derive(Debug, Clone)]
pub struct Expected {
    pub frames: u64,
    pub rate: Rational,
    pub has_pictures: bool,
    /// Samples at 48 kHz.
    pub samples: Option<u64>,
    pub bytes: u64,
    /// None where the bytes don't matter.
    pub blake3: Option<Digest>,
    /// Of a film that is a folder of pictures.
    pub images: Vec<ReceiptImage>,
    pub proof: Option<ReceiptProof>,
    /// Where a long proof lies.
    pub proof_path: PathBuf,
}

impl Expected {
    /// What the receipt beside `file` says; none where there is none.
    pub fn beside(file: &Path) -> Option<Self> {
        let receipts = [receipt::path_for(file), receipt::intent_for(file)];
        let receipt = receipts.iter().find_map(|path| Receipt::read(path))?;
        Some(Self::of(&receipt, proof::path_for(file)))
    }

    pub fn of(receipt: &Receipt, proof_path: PathBuf) -> Self {
        Self {
            frames: receipt.frames,
            rate: receipt.fps,
            has_pictures: !receipt.chunks.is_empty(),
            samples: receipt.sound.as_ref().map(|sound| sound.samples),
            bytes: receipt.file.bytes,
            blake3: Some(receipt.file.blake3),
            images: receipt.images.clone(),
            proof: receipt.proof.clone(),
            proof_path,
        }
    }

    /// Whether it keeps its pictures with few colours.
    pub fn has_palette(&self) -> bool {
        let mut stated = self.proof.iter().flat_map(|proof| &proof.stated);
        stated.any(|one| one.what == "video codec" && one.value == "gif")
    }

    /// The proof, from its beginning.
    pub fn open_proof(&self) -> Result<Option<Proof>, Failure> {
        self.proof.as_ref().map(|proof| proof.open(&self.proof_path)).transpose()
    }

    pub fn failed(&self, error: &std::io::Error) -> Failure {
        Failure::io("reading the proof", &self.proof_path, error)
    }
}

pub type Proof = ProofReader<Box<dyn std::io::Read + Send>>;
