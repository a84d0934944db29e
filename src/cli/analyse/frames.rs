//! Every step of an analysis, as JSON or as a table, while it is made.

use std::fmt::Write as _;

use serde::Serialize;

use super::material::Material;
use super::survey::Survey;
use crate::base::{Failure, printable};
use crate::cli::output::Output;
use crate::export::heard::Listened;
use crate::project::analysis::{Align, Window};
use crate::sound::analysis::analyser::wave_bytes;
use crate::sound::analysis::spectra::Step;
use crate::sound::analysis::{Mono, Spectra};
use crate::timeline::bands;
use crate::timeline::sounds::SAMPLE_RATE;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Csv,
}

/// The first line: what is the same for every step, and what the sound is like as a whole.
#[derive(Serialize)]
struct Whole {
    file: String,
    source: String,
    samples: u64,
    rate: u32,
    seconds: f64,
    fps: f64,
    frames: u64,
    fft: usize,
    bins: usize,
    bin_hz: f64,
    window: Window,
    /// From step to step.
    smoothing: f64,
    align: Align,
    quantum: u32,
    range: (f64, f64),
    /// Decibels of full scale, and LUFS; none of silence.
    peak: Option<f64>,
    loudness: Option<f64>,
    tempo: Option<Tempo>,
    /// Seconds.
    beats: Vec<f64>,
    onsets: Vec<Begun>,
}

#[derive(Serialize)]
struct Tempo {
    bpm: f64,
    first: f64,
    confidence: f64,
}

#[derive(Serialize)]
struct Begun {
    time: f64,
    strength: f64,
}

#[derive(Serialize)]
struct Shown<'a> {
    frame: u64,
    time: f64,
    /// Where the step stands in the sound.
    sample: u64,
    bands: Bands,
    /// How strong what began since the step before is; 0 where nothing did.
    onset: f64,
    /// The beat that fell since the step before.
    beat: Option<usize>,
    bytes: &'a [u8],
    /// None is silence.
    decibels: &'a [f32],
    wave: &'a [u8],
}

#[derive(Serialize)]
struct Bands {
    bass: f64,
    mid: f64,
    treble: f64,
    level: f64,
}

/// Nobody reads on, or reading the sound failed.
enum End {
    Unheard,
}

pub fn print(
    form: Form,
    material: &Material,
    listened: &Listened,
    survey: &Survey,
    output: &mut Output,
) -> Result<(), Failure> {
    let heard = material.heard(&listened.source);
    match form {
        Form::Json => output.json(&whole(printable::path(&material.path), heard, listened, survey)),
        Form::Csv => output.raw(heading(listened).as_bytes()),
    }
    let mut spectra = Spectra::new(listened.settings, listened.steps);
    let mut mixer = listened.mixer()?;
    let mut mono = Mono::new(&mut mixer);
    let (mut bytes, mut decibels, mut wave) = (Vec::new(), Vec::new(), Vec::new());
    let mut since = Since::default();
    let mut tell = |step: Step<'_>| {
        step.analyser.bytes(&mut bytes);
        step.analyser.decibels(&mut decibels);
        wave_bytes(step.samples, &mut wave);
        let sample = listened.steps.sample(step.index);
        let time = sample as f64 / f64::from(SAMPLE_RATE);
        let hertz = listened.settings.bin_hz();
        let band = |[lo, hi]: [f64; 2]| bands::band_of(&bytes, hertz, lo, hi);
        let shown = Shown {
            frame: step.index,
            time,
            sample,
            bands: Bands {
                bass: band(bands::BASS),
                mid: band(bands::MID),
                treble: band(bands::TREBLE),
                level: bands::mean(&bytes),
            },
            onset: since.onset(survey, time),
            beat: since.beat(survey, time),
            bytes: &bytes,
            decibels: &decibels,
            wave: &wave,
        };
        match form {
            Form::Json => output.json(&shown),
            Form::Csv => output.raw(shown.row().as_bytes()),
        }
        if output.is_heard() { Ok(()) } else { Err(End::Unheard) }
    };
    while let Some(block) = mono.read()? {
        if let Err(End::Unheard) = spectra.push(block.mono, &mut tell) {
            return Ok(());
        }
    }
    let _ = spectra.finish(&mut tell);
    Ok(())
}

fn whole(file: String, source: String, listened: &Listened, survey: &Survey) -> Whole {
    let Listened { settings, steps, .. } = listened;
    let found = survey.beats.as_ref();
    Whole {
        file,
        source,
        samples: survey.samples,
        rate: SAMPLE_RATE,
        seconds: survey.seconds(),
        fps: steps.fps.to_f64(),
        frames: steps.count,
        fft: settings.fft,
        bins: settings.bins(),
        bin_hz: settings.bin_hz(),
        window: settings.window,
        smoothing: settings.smoothing,
        align: steps.align,
        quantum: steps.quantum,
        range: settings.range,
        peak: survey.peak_level(),
        loudness: survey.loudness,
        tempo: found.map(|beats| Tempo { bpm: beats.bpm, first: beats.first, confidence: beats.confidence }),
        beats: found.map(|beats| beats.times.clone()).unwrap_or_default(),
        onsets: survey.onsets.iter().map(|onset| Begun { time: onset.time, strength: onset.strength }).collect(),
    }
}

fn heading(listened: &Listened) -> String {
    let mut line = "frame,time,sample,bass,mid,treble,level,onset,beat".to_owned();
    let bins = listened.settings.bins();
    for (name, count) in [("byte", bins), ("db", bins), ("wave", listened.settings.fft)] {
        for index in 0..count {
            let _ = write!(line, ",{name}_{index}");
        }
    }
    line.push('\n');
    line
}

impl Shown<'_> {
    fn row(&self) -> String {
        let Bands { bass, mid, treble, level } = self.bands;
        let beat = self.beat.map(|beat| beat.to_string()).unwrap_or_default();
        let mut line = format!(
            "{},{:.6},{},{bass:.6},{mid:.6},{treble:.6},{level:.6},{:.6},{beat}",
            self.frame, self.time, self.sample, self.onset
        );
        for byte in self.bytes {
            let _ = write!(line, ",{byte}");
        }
        for level in self.decibels {
            let _ = write!(line, ",{level:.4}");
        }
        for byte in self.wave {
            let _ = write!(line, ",{byte}");
        }
        line.push('\n');
        line
    }
}

/// What of the beats and beginnings was told already.
#[derive(Default)]
struct Since {
    onsets: usize,
    beats: usize,
}

impl Since {
    fn onset(&mut self, survey: &Survey, time: f64) -> f64 {
        let new = survey.onsets[self.onsets..].iter().take_while(|onset| onset.time <= time);
        let (count, strongest) = new.fold((0, 0.0), |(count, most), onset| (count + 1, onset.strength.max(most)));
        self.onsets += count;
        strongest
    }

    fn beat(&mut self, survey: &Survey, time: f64) -> Option<usize> {
        let beats = survey.beats.as_ref().map_or(&[][..], |beats| &beats.times);
        let count = beats[self.beats..].iter().take_while(|beat| **beat <= time).count();
        self.beats += count;
        (count > 0).then(|| self.beats - 1)
    }
}
