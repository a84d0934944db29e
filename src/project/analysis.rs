//! What the pictures of a project hear: the settings of its analyser. The defaults are a WebAudio AnalyserNode's.

use serde::Serialize;

use super::table::Type;
use super::table::audio::DECIBELS;
use super::values;

/// The document's `analysis`.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    pub source: Heard,
    /// Samples in a window, a power of two.
    pub fft: usize,
    pub window: Window,
    /// How much of the last frame stays, 0..1, meant at 60 frames a second.
    pub smoothing: f64,
    pub rate: Rate,
    pub align: Align,
    /// Decibels that become the bytes 0 and 255.
    pub range: (f64, f64),
}

/// What is listened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// All of it, after everything.
    Mix,
    /// One sound by its id, where it stands in the project, before gain, pan, fades and ducking.
    Sound(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    Blackman,
    Hann,
    None,
}

/// What `smoothing` is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// It is fitted to the frame rate, so that levels fall as fast in seconds.
    Corrected,
    /// It holds from frame to frame, whatever the rate.
    Literal,
}

/// Where the window stands to the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// It ends at the frame's time.
    Past,
    Centre,
    /// It starts there.
    Frame,
}

impl Default for Analysis {
    fn default() -> Self {
        Self {
            source: Heard::Mix,
            fft: 2048,
            window: Window::Blackman,
            smoothing: 0.8,
            rate: Rate::Corrected,
            align: Align::Past,
            range: (-100.0, -30.0),
        }
    }
}

impl Analysis {
    /// Two levels in decibels, the lower one first, as a document writes them.
    pub fn levels(text: &str) -> Option<(f64, f64)> {
        let Type::Quantity(level) = DECIBELS else { return None };
        let (low, high) = text.split_once("..")?;
        let (low, high) = (values::quantity(low, level)?, values::quantity(high, level)?);
        (low < high).then_some((low, high))
    }
}

impl Window {
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "blackman" => Self::Blackman,
            "hann" => Self::Hann,
            "none" => Self::None,
            _ => return None,
        })
    }
}

impl Rate {
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "corrected" => Self::Corrected,
            "literal" => Self::Literal,
            _ => return None,
        })
    }
}

impl Align {
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "past" => Self::Past,
            "centre" => Self::Centre,
            "frame" => Self::Frame,
            _ => return None,
        })
    }
}
