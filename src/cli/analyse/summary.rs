//! What a sound is like, in a few lines for people.

use super::labels::{clock, hertz};
use super::material::Material;
use super::survey::Survey;
use crate::base::printable;
use crate::export::heard::Listened;
use crate::project::analysis::Heard;
use crate::sound::analysis::Column;

/// Signs across.
const WIDTH: usize = 72;
/// Where the rows of the spectrum begin and end, the highest first, in hertz.
const ROWS: [f64; 9] = [16_000.0, 8_000.0, 4_000.0, 2_000.0, 1_000.0, 500.0, 250.0, 125.0, 40.0];
const SIGNS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Decibels below the loudest that are still drawn.
const DEPTH: f64 = 54.0;

pub fn lines(material: &Material, listened: &Listened, survey: &Survey) -> Vec<String> {
    let what = match &listened.source {
        Heard::Sound(id) => format!(", the sound `{id}`"),
        Heard::Mix => String::new(),
    };
    let steps = &listened.steps;
    let mut lines = vec![format!(
        "{}{what}: {}, {} frames at {} fps",
        printable::path(&material.path),
        clock(survey.seconds()),
        steps.count,
        crate::project::span::seconds_text(steps.fps)
    )];
    let peak = survey.peak_level().map_or_else(|| "silent".to_owned(), |peak| format!("peak {peak:.1} dBFS"));
    let loudness = survey.loudness.map_or_else(String::new, |loudness| format!(", loudness {loudness:.1} LUFS"));
    lines.push(format!("{peak}{loudness}, {} beginnings", survey.onsets.len()));
    lines.push(match &survey.beats {
        None => "no beat was found".to_owned(),
        Some(beats) => format!(
            "{:.2} beats a minute, {} of them from {:.3} s on; {} ({:.0} %)",
            beats.bpm,
            beats.times.len(),
            beats.first,
            sure(beats.confidence),
            beats.confidence * 100.0
        ),
    });
    if survey.peak > 0.0 {
        lines.push(String::new());
        lines.extend(spectrum(survey));
    }
    lines
}

/// How much a tempo can be relied on.
fn sure(confidence: f64) -> &'static str {
    match confidence {
        c if c >= 0.65 => "sure of it",
        c if c >= 0.45 => "fairly sure of it",
        _ => "not sure of it",
    }
}

/// Rows of the spectrum over time, with a scale below.
fn spectrum(survey: &Survey) -> Vec<String> {
    let width = WIDTH.min(survey.columns.len());
    let parts: Vec<&[Column]> = (0..width)
        .map(|at| &survey.columns[at * survey.columns.len() / width..(at + 1) * survey.columns.len() / width])
        .collect();
    let rows: Vec<Vec<f64>> =
        ROWS.windows(2).map(|ends| parts.iter().map(|part| loudest(part, ends[1], ends[0])).collect()).collect();
    let top = rows.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let sign = |level: f64| {
        let part = ((level - top) / DEPTH + 1.0).clamp(0.0, 1.0);
        SIGNS[(part * (SIGNS.len() - 1) as f64).round() as usize]
    };
    let mut lines: Vec<String> = rows
        .iter()
        .zip(&ROWS)
        .map(|(row, high)| format!("{:>7} {}", hertz(*high), row.iter().map(|level| sign(*level)).collect::<String>()))
        .collect();
    let end = clock(survey.seconds());
    lines.push(format!("{:>8}0{end:>width$}", "", width = width - 1));
    lines
}

fn loudest(columns: &[Column], from: f64, to: f64) -> f64 {
    columns.iter().map(|column| column.loudest(from, to)).fold(f64::NEG_INFINITY, f64::max)
}
