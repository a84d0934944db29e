//! What a check found: lines that say what was compared, and faults with their kind and place.

use serde::{Deserialize, Serialize};

use crate::base::{Failure, Rational, Reason};
use crate::export::receipt::CheckLine;

/// What is wrong, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// Nobody knows what the file should be.
    NoReceipt,
    /// The receipt has no proof, so that pictures and sound can't be held against what was rendered.
    NoProof,
    ChangedBytes,
    Truncated,
    Unreadable,
    /// Another codec, size, pixel format or number of streams.
    Stream,
    PrimariesTag,
    TransferTag,
    MatrixTag,
    RangeTag,
    FrameCount,
    FrameTime,
    MissingFrame,
    RepeatedFrame,
    ExtraFrame,
    SwappedFrames,
    DamagedFrame,
    SoundMissing,
    SoundOffset,
    SoundLength,
    SoundDropout,
    SoundDiffers,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// The export frame that it is about, or the first one of several.
    pub frame: Option<u64>,
    /// Where in the file, in seconds.
    pub time: Option<f64>,
    pub message: String,
}

/// Whether a file is what was rendered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub checks: Vec<CheckLine>,
    pub faults: Vec<Fault>,
}

/// More faults than these help nobody.
const MOST_FAULTS: usize = 200;

impl Verdict {
    pub fn ok(&self) -> bool {
        self.faults.is_empty() && self.checks.iter().all(|line| line.ok)
    }

    pub fn fault(&mut self, kind: FaultKind, message: impl Into<String>) {
        self.put(Fault { kind, frame: None, time: None, message: message.into() });
    }

    /// A fault at a frame of the export.
    pub fn at_frame(&mut self, kind: FaultKind, frame: u64, time: f64, message: impl Into<String>) {
        self.put(Fault { kind, frame: Some(frame), time: Some(time), message: message.into() });
    }

    pub fn at_time(&mut self, kind: FaultKind, time: f64, message: impl Into<String>) {
        self.put(Fault { kind, frame: None, time: Some(time), message: message.into() });
    }

    pub(super) fn put(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    /// Whether a fault of that kind was found.
    pub fn has(&self, kind: FaultKind) -> bool {
        self.faults.iter().any(|fault| fault.kind == kind)
    }

    pub fn line(&mut self, what: &str, expected: impl Into<String>, found: impl Into<String>, ok: bool) {
        self.checks.push(CheckLine { what: what.into(), expected: expected.into(), found: found.into(), ok });
    }

    /// How an export that is not what was rendered fails.
    pub fn failure(&self) -> Option<Failure> {
        let first = self.faults.first()?;
        let more = match self.faults.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let sentence =
            format!("the finished file is not what was rendered: {}{more}; nothing was published", first.message);
        Some(Failure::new(Reason::VerifyFailed, sentence))
    }
}

/// `0:03.320`, for sentences.
pub fn clock(seconds: f64) -> String {
    let thousandths = (seconds.abs() * 1000.0).round() as u64;
    let (minutes, rest) = (thousandths / 60_000, thousandths % 60_000);
    let sign = if seconds < 0.0 && thousandths > 0 { "-" } else { "" };
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let hours = if hours > 0 { format!("{hours}:{minutes:02}") } else { minutes.to_string() };
    format!("{sign}{hours}:{:02}.{:03}", rest / 1000, rest % 1000)
}

/// When a frame is shown, in seconds.
pub fn seconds_of(frame: u64, rate: Rational) -> f64 {
    frame as f64 / rate.to_f64()
}

/// `frame 7`, or `frames 7 to 9`.
pub fn frames(first: u64, last: u64) -> String {
    if first == last { format!("frame {first}") } else { format!("frames {first} to {last}") }
}
