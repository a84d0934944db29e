//! A whole sound at a glance: as many columns as are wanted, whatever its length, each with the wave and the spectrum of its
//! stretch.

use super::analyser::Analyser;
use super::mono::Stretch;
use super::settings::Settings;
use crate::project::analysis::Window;
use crate::timeline::sounds::SAMPLE_RATE;

/// Samples of a window: fine enough for the notes of a bass.
const WINDOW: usize = 4096;
/// Windows of long sounds stand this far apart at most.
const FARTHEST: u64 = 2048;

/// One stretch of the sound.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The lowest and the highest sample.
    pub low: f32,
    pub high: f32,
    squares: f64,
    samples: u64,
    /// Mean powers of the bins.
    power: Vec<f32>,
    windows: u32,
}

/// All columns, while they are filled.
pub struct Glance {
    columns: Vec<Column>,
    total: u64,
    heard: u64,
    hop: u64,
    next: u64,
    stretch: Stretch,
    window: Vec<f32>,
    analyser: Analyser,
}

impl Glance {
    /// For a sound of so many samples.
    pub fn new(columns: usize, total: u64) -> Self {
        let columns = columns.max(1);
        let settings = Settings { fft: WINDOW, window: Window::Blackman, smoothing: 0.0, range: (-100.0, 0.0) };
        Self {
            columns: vec![Column::default(); columns],
            total: total.max(1),
            heard: 0,
            hop: (total / columns as u64).clamp(1, FARTHEST),
            next: 0,
            stretch: Stretch::default(),
            window: vec![0.0; WINDOW],
            analyser: Analyser::new(settings),
        }
    }

    /// Hears some more, mono.
    pub fn push(&mut self, block: &[f32]) {
        for (sample, at) in block.iter().zip(self.heard..) {
            let column = column_of(at, self.columns.len(), self.total);
            let column = &mut self.columns[column];
            column.low = column.low.min(*sample);
            column.high = column.high.max(*sample);
            column.squares += f64::from(*sample).powi(2);
            column.samples += 1;
        }
        self.heard += block.len() as u64;
        self.stretch.push(block);
        self.go_on();
    }

    /// The sound is over.
    pub fn finish(mut self) -> Vec<Column> {
        self.stretch.end();
        self.go_on();
        self.columns
    }

    fn go_on(&mut self) {
        while self.next < self.total {
            let from = i64::try_from(self.next).unwrap_or(i64::MAX) - (WINDOW / 2) as i64;
            if !self.stretch.window(from, &mut self.window) {
                break;
            }
            self.analyser.step(&self.window);
            let column = column_of(self.next, self.columns.len(), self.total);
            let column = &mut self.columns[column];
            column.power.resize(WINDOW / 2, 0.0);
            for (power, level) in column.power.iter_mut().zip(self.analyser.magnitudes()) {
                *power += level * level;
            }
            column.windows += 1;
            self.next += self.hop;
        }
    }
}

impl Column {
    /// The root of the mean of the squares.
    pub fn rms(&self) -> f32 {
        (self.squares / self.samples.max(1) as f64).sqrt() as f32
    }

    /// The level at a frequency, in decibels of a sine of full scale.
    pub fn level(&self, hertz: f64) -> f64 {
        if self.windows == 0 {
            return f64::NEG_INFINITY;
        }
        let at = hertz * WINDOW as f64 / f64::from(SAMPLE_RATE);
        let (below, part) = (at.floor() as usize, at.fract());
        let power = |bin: usize| f64::from(self.power.get(bin).copied().unwrap_or(0.0)) / f64::from(self.windows);
        let mixed = power(below) * (1.0 - part) + power(below + 1) * part;
        // The window lets 0.42 of a sine through, half of which stands in the bins above zero.
        10.0 * libm::log10(mixed / (0.21 * 0.21))
    }

    /// The loudest level from one frequency to another.
    pub fn loudest(&self, from: f64, to: f64) -> f64 {
        let step = f64::from(SAMPLE_RATE) / WINDOW as f64;
        let between = ((to - from) / step).floor().max(0.0) as usize;
        (0..=between).map(|n| self.level(from + n as f64 * step)).fold(f64::NEG_INFINITY, f64::max)
    }
}

fn column_of(sample: u64, columns: usize, total: u64) -> usize {
    let column = u128::from(sample) * columns as u128 / u128::from(total.max(1));
    usize::try_from(column).unwrap_or(usize::MAX).min(columns - 1)
}
