//! `NAME.receipt.json`: what was made from what, so that a file can be checked later and told from one of the user's own.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Failure, Rational, atomic_file, lossy_path};
use crate::plan::{Determinism, RenderClass};

use super::images;
use super::proof::ReceiptProof;

impl Settings {
    /// Those of a file without pictures.
    pub fn of_sound(encoder: &str) -> Self {
        Self { encoder: encoder.to_owned(), preset: String::new(), tune: None, crf: 0.0, gop_frames: 0, fallback: None }
    }
}

/// Written beside every published file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    pub receipt: u32,
    pub rushes: String,
    #[serde(serialize_with = "lossy_path::serialize")]
    pub project: PathBuf,
    pub title: Option<String>,
    pub export: String,
    pub file: ReceiptFile,
    /// The pictures of a film that is a folder of them; `file` then speaks of all together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<ReceiptImage>,
    pub frames: u64,
    pub fps: Rational,
    /// Seconds.
    pub duration: f64,
    pub size: (u32, u32),
    pub class: Determinism,
    pub render_class: RenderClass,
    pub settings: Settings,
    pub chunks: Vec<ReceiptChunk>,
    pub sound: Option<ReceiptSound>,
    pub sources: Vec<ReceiptSource>,
    /// What was held against the plan after the file was closed and opened again.
    pub check: Vec<CheckLine>,
    pub timings: Timings,
    /// What its pictures and its sound can be held against. Last: it is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ReceiptProof>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptFile {
    pub name: String,
    pub bytes: u64,
    pub blake3: Digest,
}

/// One picture of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptImage {
    pub name: String,
    pub bytes: u64,
    pub blake3: Digest,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub encoder: String,
    pub preset: String,
    pub tune: Option<String>,
    pub crf: f64,
    pub gop_frames: u64,
    /// Why it is the software although a graphics device was wished for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptChunk {
    pub from: u64,
    pub to: u64,
    pub key: Digest,
    pub bytes: u64,
    pub blake3: Digest,
    /// It was in the store when the export began.
    pub found: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptSound {
    pub key: Digest,
    pub blake3: Digest,
    pub samples: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptSource {
    #[serde(serialize_with = "lossy_path::serialize")]
    pub path: PathBuf,
    pub bytes: u64,
    pub blake3: Digest,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLine {
    pub what: String,
    pub expected: String,
    pub found: String,
    pub ok: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// When the file was published, milliseconds since 1970.
    pub published_at: i64,
    /// Seconds that the last attempt took.
    pub seconds: f64,
}

/// `film.mp4` → `film.mp4.receipt.json`.
pub fn path_for(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".receipt.json");
    output.with_file_name(name)
}

/// Where a receipt stands until the file that it speaks of has its final name.
pub fn intent_for(output: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".receipt-intent");
    output.with_file_name(name)
}

impl Receipt {
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Failure::io("writing the receipt", path, &std::io::Error::from(error)))?;
        bytes.push(b'\n');
        atomic_file::write(path, &bytes).map_err(|error| Failure::io("writing the receipt", path, &error))
    }

    /// The receipt at `path`; `None` where there is none that can be read.
    pub fn read(path: &Path) -> Option<Self> {
        /// A receipt of a day at 24 fps has 21 600 chunks of about 200 bytes.
        const MOST_BYTES: u64 = 64 << 20;
        if std::fs::metadata(path).ok()?.len() > MOST_BYTES {
            return None;
        }
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    }
}

/// Whether the file at `output` is byte for byte what its receipt, or the intent of one, says that we wrote.
pub fn is_ours(output: &Path) -> bool {
    let size = std::fs::symlink_metadata(output).map(|meta| meta.is_file().then_some(meta.len())).ok().flatten();
    let mut receipts = [path_for(output), intent_for(output)].into_iter().filter_map(|path| Receipt::read(&path));
    receipts.any(|receipt| {
        if !receipt.images.is_empty() {
            return images::are_ours(output, &receipt.images);
        }
        size == Some(receipt.file.bytes) && Digest::of_file(output).ok() == Some(receipt.file.blake3)
    })
}
