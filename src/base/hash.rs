//! Content hashes: 256-bit BLAKE3, written as hex.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A BLAKE3 hash. Names chunks, sources and finished files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Hash of everything the reader gives, in constant memory.
    pub fn of_reader(reader: &mut dyn Read) -> std::io::Result<Self> {
        Self::of_reader_telling(reader, &|| {})
    }

    /// As [`of_reader`](Self::of_reader), and `beat` hears of every block: a large file takes minutes.
    pub fn of_reader_telling(reader: &mut dyn Read, beat: &dyn Fn()) -> std::io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let mut block = vec![0u8; 256 * 1024];
        loop {
            beat();
            match reader.read(&mut block)? {
                0 => return Ok(Self(*hasher.finalize().as_bytes())),
                count => hasher.update(&block[..count]),
            };
        }
    }

    pub fn of_file(path: &Path) -> std::io::Result<Self> {
        Self::of_reader(&mut std::fs::File::open(path)?)
    }

    pub fn to_hex(self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// The first 12 hex digits: enough to tell hashes apart in a log.
    pub fn short(self) -> String {
        self.to_hex()[..12].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

impl FromStr for Digest {
    type Err = blake3::HexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(*blake3::Hash::from_hex(text)?.as_bytes()))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
