//! Ears that hear what a test says.

use std::sync::Arc;

use rushes::base::Failure;
use rushes::project::Project;
use rushes::timeline::Hearing;

/// What is heard, by frame; the sound itself by sample, at 30 frames a second.
pub struct FakeEars {
    pub bin_hz: f64,
    pub bytes: fn(u64) -> Vec<u8>,
    pub sound: fn(i64) -> f32,
    /// Seconds, and how strong.
    pub onsets: &'static [(f64, f64)],
}

impl Default for FakeEars {
    fn default() -> Self {
        Self { bin_hz: 100.0, bytes: |_| vec![0; 64], sound: |_| 0.0, onsets: &[] }
    }
}

impl std::fmt::Debug for FakeEars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FakeEars")
    }
}

impl Hearing for FakeEars {
    fn bin_hz(&self) -> f64 {
        self.bin_hz
    }

    fn bins(&self) -> usize {
        (self.bytes)(0).len()
    }

    fn bytes(&self, frame: u64, into: &mut Vec<u8>) {
        into.clear();
        into.extend((self.bytes)(frame));
    }

    fn wave(&self, frame: u64, count: usize, into: &mut Vec<f32>) {
        into.clear();
        let end = frame as i64 * 1600;
        into.extend((end - count as i64..end).map(self.sound));
    }

    fn onsets(&self, frame: u64, into: &mut Vec<(f64, f64)>) {
        into.clear();
        let now = frame as f64 / 30.0;
        into.extend(self.onsets.iter().rev().filter(|(at, _)| *at <= now).map(|(at, strength)| (now - at, *strength)));
    }

    fn fault(&self) -> Option<Failure> {
        None
    }
}

/// For every project alike.
pub fn ears(fake: FakeEars) -> impl Fn(&Project) -> Option<Arc<dyn Hearing>> {
    let fake: Arc<dyn Hearing> = Arc::new(fake);
    move |_| Some(Arc::clone(&fake))
}
