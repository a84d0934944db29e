//! What layers keep from frame to frame, as files: a resumed export takes it up instead of going through everything again.
//! Only a cache: a file that is not what it should be counts as absent.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::folder::{entries, make_folder, store_failure};
use crate::base::{Digest, Failure, atomic_file};
use crate::compose::{KeptSteps, KeptSurface};

const MAGIC: &[u8; 8] = b"rushesk1";
/// The newest ones of a layer stay.
const NEWEST: usize = 2;
/// Of what lies further back, one for each stretch of so many seconds.
const STRETCH: f64 = 60.0;

/// What one layer of one export keeps.
#[derive(Debug)]
pub struct KeptStore {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Header {
    key: Digest,
    frame: u64,
    /// Bits of two numbers: text would round them.
    shown: [u64; 2],
    size: (u32, u32),
    output: usize,
    surfaces: Vec<Surface>,
}

#[derive(Serialize, Deserialize)]
struct Surface {
    shader: usize,
    target: String,
    size: (u32, u32),
    float: bool,
    bytes: usize,
}

impl KeptStore {
    /// `series` names the layer among all that lie in `folder`.
    pub fn new(folder: &Path, series: &Digest) -> Self {
        Self { folder: folder.join(&series.to_hex()[..32]) }
    }

    /// What was kept at the latest frame in a range; `key` says what the one of a frame must be called.
    pub fn latest(&self, from: u64, to: u64, key: &mut dyn FnMut(u64) -> Digest) -> Option<KeptSteps> {
        let mut frames: Vec<(u64, PathBuf)> = self.files().into_iter().map(|file| (file.frame, file.path)).collect();
        frames.retain(|(frame, _)| (from..=to).contains(frame));
        frames.sort();
        frames.into_iter().rev().find_map(|(frame, path)| {
            let key = key(frame);
            if path != self.place(frame, &key) {
                return None;
            }
            let kept = read(&std::fs::read(&path).ok()?, &key).filter(|kept| kept.frame == frame);
            if kept.is_none() {
                let _ = std::fs::remove_file(&path);
            }
            kept
        })
    }

    /// Keeps this one, and lets go of those that are not needed beside it.
    pub fn write(&self, key: &Digest, kept: &KeptSteps, frames_a_second: f64) -> Result<(), Failure> {
        make_folder(&self.folder)?;
        let path = self.place(kept.frame, key);
        atomic_file::write(&path, &bytes_of(key, kept))
            .map_err(|error| store_failure("keeping pictures", &path, &error))?;
        self.thin_out(frames_a_second);
        Ok(())
    }

    fn thin_out(&self, frames_a_second: f64) {
        let mut files = self.files();
        files.sort_by_key(|file| std::cmp::Reverse(file.written));
        let stretch = |frame: u64| (frame as f64 / frames_a_second.max(1.0) / STRETCH) as u64;
        let mut taken = Vec::new();
        for (nth, file) in files.iter().enumerate() {
            let own = stretch(file.frame);
            if nth >= NEWEST && taken.contains(&own) {
                let _ = std::fs::remove_file(&file.path);
            } else if nth >= NEWEST {
                taken.push(own);
            }
        }
    }

    fn files(&self) -> Vec<KeptFile> {
        let found = entries(&self.folder).unwrap_or_default().into_iter();
        found.filter_map(|entry| KeptFile::of(&entry.path(), &entry.metadata().ok()?)).collect()
    }

    fn place(&self, frame: u64, key: &Digest) -> PathBuf {
        self.folder.join(format!("{frame}-{}.kept", &key.to_hex()[..32]))
    }
}

/// Lets go of what was not written for the longest time, of whatever layer, until all of it takes no more than `most` bytes.
pub fn evict(folder: &Path, most: u64) {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for series in entries(folder).unwrap_or_default() {
        for entry in entries(&series.path()).unwrap_or_default() {
            if let Ok(meta) = entry.metadata() {
                files.push((meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), meta.len(), entry.path()));
            }
        }
    }
    files.sort();
    let mut bytes: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, length, path) in files {
        if bytes <= most {
            break;
        }
        if std::fs::remove_file(&path).is_ok() {
            bytes -= length;
        }
        // Only one that is empty goes.
        let _ = path.parent().map(std::fs::remove_dir);
    }
}

struct KeptFile {
    frame: u64,
    path: PathBuf,
    written: SystemTime,
}

impl KeptFile {
    fn of(path: &Path, meta: &std::fs::Metadata) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(".kept")?;
        let frame = name.split_once('-')?.0.parse().ok()?;
        Some(Self { frame, path: path.to_path_buf(), written: meta.modified().ok()? })
    }
}

fn bytes_of(key: &Digest, kept: &KeptSteps) -> Vec<u8> {
    let surface = |surface: &KeptSurface| Surface {
        shader: surface.shader,
        target: surface.target.clone(),
        size: surface.size,
        float: surface.float,
        bytes: surface.bytes.len(),
    };
    let header = Header {
        key: *key,
        frame: kept.frame,
        shown: kept.shown.map(f64::to_bits),
        size: kept.size,
        output: kept.output.len(),
        surfaces: kept.surfaces.iter().map(surface).collect(),
    };
    let header = serde_json::to_vec(&header).unwrap_or_default();
    let mut bytes = MAGIC.to_vec();
    bytes.extend((header.len() as u64).to_le_bytes());
    bytes.extend(header);
    bytes.extend(&kept.output);
    kept.surfaces.iter().for_each(|surface| bytes.extend(&surface.bytes));
    let hash = Digest::of(&bytes);
    bytes.extend(hash.as_bytes());
    bytes
}

/// `None` where it is not whole, or another one's.
fn read(bytes: &[u8], key: &Digest) -> Option<KeptSteps> {
    let (body, hash) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
    if Digest::of(body).as_bytes() != hash {
        return None;
    }
    let rest = body.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (header, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let header: Header = serde_json::from_slice(header).ok()?;
    if header.key != *key {
        return None;
    }
    let (output, mut rest) = rest.split_at_checked(header.output)?;
    let mut surfaces = Vec::new();
    for Surface { shader, target, size, float, bytes } in header.surfaces {
        let (own, after) = rest.split_at_checked(bytes)?;
        rest = after;
        surfaces.push(KeptSurface { shader, target, size, float, bytes: own.to_vec() });
    }
    let shown = header.shown.map(f64::from_bits);
    Some(KeptSteps { frame: header.frame, shown, size: header.size, output: output.to_vec(), surfaces })
}
