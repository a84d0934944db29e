//! An analyser stepped along a sound, one step a frame.

use super::analyser::Analyser;
use super::mono::Stretch;
use super::settings::{Settings, Steps};

/// Spectra of a sound that comes in blocks.
pub struct Spectra {
    analyser: Analyser,
    steps: Steps,
    next: u64,
    heard: Stretch,
    window: Vec<f32>,
}

/// One step, as it is handed on.
pub struct Step<'a> {
    pub index: u64,
    pub analyser: &'a Analyser,
    /// The samples it looked at.
    pub samples: &'a [f32],
}

impl Spectra {
    pub fn new(settings: Settings, steps: Steps) -> Self {
        let window = vec![0.0; settings.fft];
        Self { analyser: Analyser::new(settings), steps, next: 0, heard: Stretch::default(), window }
    }

    /// Hears some more, and gives `tell` every step that this completes.
    pub fn push<E>(&mut self, block: &[f32], tell: &mut dyn FnMut(Step<'_>) -> Result<(), E>) -> Result<(), E> {
        self.heard.push(block);
        self.go_on(tell)
    }

    /// The sound is over: what is missing of the last windows is silence.
    pub fn finish<E>(&mut self, tell: &mut dyn FnMut(Step<'_>) -> Result<(), E>) -> Result<(), E> {
        self.heard.end();
        self.go_on(tell)
    }

    fn go_on<E>(&mut self, tell: &mut dyn FnMut(Step<'_>) -> Result<(), E>) -> Result<(), E> {
        while self.next < self.steps.count {
            let from = self.steps.window(self.next, self.window.len());
            if !self.heard.window(from, &mut self.window) {
                break;
            }
            self.analyser.step(&self.window);
            tell(Step { index: self.next, analyser: &self.analyser, samples: &self.window })?;
            self.next += 1;
        }
        Ok(())
    }
}
