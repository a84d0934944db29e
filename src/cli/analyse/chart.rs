//! A sound as a picture: its wave, its spectrum over time and pitch, what begins in it and where its beats fall.

use std::fmt::Write as _;

use image::{DynamicImage, Rgb, RgbImage};

use super::labels::{clock, hertz, step};
use super::material::Material;
use super::survey::{COLUMNS, Survey};
use crate::base::{Failure, Reason, printable};
use crate::compose;

const WIDTH: u32 = 1920;
const HEIGHT: u32 = 1080;
const LEFT: u32 = 96;
/// From the top: the head, the wave, the beginnings, the spectrum.
const WAVE_TOP: u32 = 110;
const WAVE_HEIGHT: u32 = 210;
const ONSETS_TOP: u32 = WAVE_TOP + WAVE_HEIGHT + 10;
const ONSETS_HEIGHT: u32 = 44;
const SPECTRUM_TOP: u32 = ONSETS_TOP + ONSETS_HEIGHT + 10;
const SPECTRUM_HEIGHT: u32 = 640;
const SPECTRUM_BOTTOM: u32 = SPECTRUM_TOP + SPECTRUM_HEIGHT;
/// Frequencies at the bottom and at the top of the spectrum.
const LOWEST: f64 = 30.0;
const HIGHEST: f64 = 20_000.0;
/// Decibels from black to white.
const DEPTH: f64 = 78.0;
/// Pixels between two beats that can be told apart.
const APART: f64 = 9.0;

const GROUND: [u8; 3] = [0x0b, 0x0d, 0x12];
const PANEL: [u8; 3] = [0x10, 0x13, 0x1b];
const PEAKS: [u8; 3] = [0x2f, 0x5d, 0x7c];
const BODY: [u8; 3] = [0x7f, 0xd0, 0xe8];
/// From silence to the loudest.
const HEAT: [[u8; 3]; 8] = [
    [0x0b, 0x0d, 0x12],
    [0x1b, 0x12, 0x3d],
    [0x4a, 0x15, 0x6b],
    [0x86, 0x21, 0x6b],
    [0xc4, 0x3c, 0x4e],
    [0xf3, 0x71, 0x1f],
    [0xfd, 0xb9, 0x3c],
    [0xff, 0xf7, 0xd6],
];

/// The whole picture.
pub fn draw(material: &Material, survey: &Survey) -> Result<DynamicImage, Failure> {
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb(GROUND));
    panel(&mut picture, WAVE_TOP, WAVE_HEIGHT);
    panel(&mut picture, ONSETS_TOP, ONSETS_HEIGHT);
    wave(&mut picture, survey);
    spectrum(&mut picture, survey);
    let svg = lines_and_letters(material, survey);
    let above = compose::drawn(svg.as_bytes()).map_err(|why| {
        Failure::new(Reason::EncoderFailed, format!("the picture of the sound can't be drawn: {why}"))
    })?;
    for (pixel, above) in picture.pixels_mut().zip(above.chunks_exact(4)) {
        let left = 255 - u32::from(above[3]);
        for (below, above) in pixel.0.iter_mut().zip(above) {
            *below = (u32::from(*above) + (u32::from(*below) * left + 127) / 255).min(255) as u8;
        }
    }
    Ok(picture.into())
}

fn panel(picture: &mut RgbImage, top: u32, height: u32) {
    for y in top..top + height {
        (0..COLUMNS as u32).for_each(|x| picture.put_pixel(LEFT + x, y, Rgb(PANEL)));
    }
}

/// What is loudest reaches the edge of its panel, with the mean power inside.
fn wave(picture: &mut RgbImage, survey: &Survey) {
    let most = f64::from(survey.peak).max(1e-6);
    let reach = f64::from(WAVE_HEIGHT) / 2.0 - 4.0;
    let row = |value: f64| f64::from(WAVE_TOP) + f64::from(WAVE_HEIGHT) / 2.0 - value / most * reach;
    for (x, column) in (LEFT..).zip(&survey.columns) {
        let rms = f64::from(column.rms());
        let parts = [(f64::from(column.low), f64::from(column.high), PEAKS), (-rms, rms, BODY)];
        for (low, high, color) in parts {
            if high > low {
                let (from, to) = (row(high).round() as u32, row(low).round() as u32);
                (from..=to.max(from)).for_each(|y| picture.put_pixel(x, y, Rgb(color)));
            }
        }
    }
}

fn spectrum(picture: &mut RgbImage, survey: &Survey) {
    let pitch = |row: u32| {
        let up = 1.0 - (f64::from(row) + 0.5) / f64::from(SPECTRUM_HEIGHT);
        LOWEST * libm::pow(HIGHEST / LOWEST, up)
    };
    let pitches: Vec<f64> = (0..SPECTRUM_HEIGHT).map(pitch).collect();
    // Music falls off by about 3 decibels an octave: lifted by as much, its upper half can be seen.
    let lift = |hertz: f64| 3.0 * libm::log2(hertz / 1000.0);
    let levels: Vec<Vec<f64>> =
        survey.columns.iter().map(|column| pitches.iter().map(|hz| column.level(*hz) + lift(*hz)).collect()).collect();
    let mut all: Vec<f64> = levels.iter().flatten().copied().filter(|level| level.is_finite()).collect();
    // One click must not darken all the rest.
    let place = ((all.len() as f64 * 0.9995) as usize).min(all.len().saturating_sub(1));
    let top = if all.is_empty() { 0.0 } else { *all.select_nth_unstable_by(place, f64::total_cmp).1 };
    for (x, column) in (LEFT..).zip(&levels) {
        for (y, level) in (SPECTRUM_TOP..).zip(column) {
            picture.put_pixel(x, y, Rgb(heat((level - top) / DEPTH + 1.0)));
        }
    }
}

/// The colour of a level, 0 black to 1 white.
fn heat(level: f64) -> [u8; 3] {
    let at = level.clamp(0.0, 1.0) * (HEAT.len() - 1) as f64;
    let below = (at.floor() as usize).min(HEAT.len() - 2);
    let part = at - below as f64;
    std::array::from_fn(|color| {
        let (from, to) = (f64::from(HEAT[below][color]), f64::from(HEAT[below + 1][color]));
        (from + (to - from) * part).round() as u8
    })
}

/// What lies above the panels: scales, beats, beginnings and words, as an SVG.
fn lines_and_letters(material: &Material, survey: &Survey) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"Inter\">"
    );
    head(&mut svg, material, survey);
    scales(&mut svg, survey);
    beginnings(&mut svg, survey);
    beats(&mut svg, survey);
    svg.push_str("</svg>");
    svg
}

fn head(svg: &mut String, material: &Material, survey: &Survey) {
    let name = material.path.file_name().unwrap_or(material.path.as_os_str()).to_string_lossy();
    let name: String = printable::text(&name).chars().take(80).collect();
    words(svg, (f64::from(LEFT), 52.0), 30.0, "#f2f4f8", ("start", "700"), &name);
    let mut told = clock(survey.seconds());
    if let Some(peak) = survey.peak_level() {
        let _ = write!(told, "   ·   peak {peak:.1} dBFS");
    }
    if let Some(loudness) = survey.loudness {
        let _ = write!(told, "   ·   {loudness:.1} LUFS");
    }
    let _ = write!(told, "   ·   {} beginnings", survey.onsets.len());
    if let Some(beats) = &survey.beats {
        let _ = write!(told, "   ·   {:.2} BPM ({:.0} %)", beats.bpm, beats.confidence * 100.0);
    }
    words(svg, (f64::from(LEFT), 86.0), 19.0, "#8b93a5", ("start", "400"), &told);
}

fn scales(svg: &mut String, survey: &Survey) {
    let right = f64::from(LEFT) + COLUMNS as f64;
    for pitch in [50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0] {
        let up = libm::log(pitch / LOWEST) / libm::log(HIGHEST / LOWEST);
        let y = f64::from(SPECTRUM_BOTTOM) - up * f64::from(SPECTRUM_HEIGHT);
        line(svg, (f64::from(LEFT), y), (right, y), "#ffffff", 0.10);
        words(svg, (f64::from(LEFT) - 10.0, y + 5.0), 15.0, "#8b93a5", ("end", "400"), &hertz(pitch));
    }
    let middle = f64::from(WAVE_TOP) + f64::from(WAVE_HEIGHT) / 2.0;
    words(svg, (f64::from(LEFT) - 10.0, middle + 5.0), 15.0, "#8b93a5", ("end", "400"), "wave");
    let strip = f64::from(ONSETS_TOP) + f64::from(ONSETS_HEIGHT) / 2.0;
    words(svg, (f64::from(LEFT) - 10.0, strip + 5.0), 15.0, "#8b93a5", ("end", "400"), "begins");
    let every = step(survey.seconds(), 14.0);
    let bottom = f64::from(SPECTRUM_BOTTOM);
    for number in 0u32.. {
        let time = f64::from(number) * every;
        // The last label would be cut off by the edge.
        if time > survey.seconds() * 0.985 {
            break;
        }
        let x = across(survey, time);
        line(svg, (x, bottom), (x, bottom + 7.0), "#8b93a5", 1.0);
        words(svg, (x, bottom + 26.0), 15.0, "#8b93a5", ("middle", "400"), &clock(time));
    }
}

fn beginnings(svg: &mut String, survey: &Survey) {
    let bottom = f64::from(ONSETS_TOP + ONSETS_HEIGHT) - 4.0;
    // Of those that fall on one pixel the strongest: a long sound has more of them than a drawing can hold.
    let mut strongest: Vec<Option<(f64, f64)>> = vec![None; COLUMNS + 1];
    for onset in &survey.onsets {
        let x = across(survey, onset.time);
        let pixel = ((x - f64::from(LEFT)).max(0.0) as usize).min(COLUMNS);
        if strongest[pixel].is_none_or(|(_, strength)| onset.strength > strength) {
            strongest[pixel] = Some((x, onset.strength));
        }
    }
    for (x, strength) in strongest.into_iter().flatten() {
        let height = strength * (f64::from(ONSETS_HEIGHT) - 8.0);
        line(svg, (x, bottom), (x, bottom - height), "#fdb93c", 0.35 + 0.65 * strength);
    }
}

/// Every beat, or only every fourth, sixteenth, … where they would run into each other.
fn beats(svg: &mut String, survey: &Survey) {
    let Some(found) = &survey.beats else { return };
    let length = 60.0 / found.bpm / survey.seconds() * COLUMNS as f64;
    let mut every = 1;
    while length * (every as f64) < APART && every < 1 << 20 {
        every *= 4;
    }
    for (number, time) in found.times.iter().enumerate().step_by(every) {
        let x = across(survey, *time);
        let strong = (number / every) % 4 == 0;
        let seen = if strong { 0.55 } else { 0.28 };
        line(svg, (x, f64::from(WAVE_TOP)), (x, f64::from(WAVE_TOP + WAVE_HEIGHT)), "#ff5a1f", seen);
        line(svg, (x, f64::from(SPECTRUM_TOP)), (x, f64::from(SPECTRUM_BOTTOM)), "#ffffff", seen * 0.25);
        if strong {
            let y = f64::from(WAVE_TOP);
            let _ = write!(svg, "<path d=\"M{:.2} {y} h10 l-5 7 z\" fill=\"#ff5a1f\"/>", x - 5.0);
        }
    }
}

fn across(survey: &Survey, time: f64) -> f64 {
    f64::from(LEFT) + time / survey.seconds().max(1e-9) * COLUMNS as f64
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), color: &str, opacity: f64) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let _ = write!(
        svg,
        "<line x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\" stroke=\"{color}\" stroke-opacity=\"{opacity:.2}\"/>"
    );
}

fn words(svg: &mut String, at: (f64, f64), size: f64, color: &str, (anchor, weight): (&str, &str), text: &str) {
    let (x, y) = at;
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // These are no letters in XML.
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    let _ = write!(
        svg,
        "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{color}\" text-anchor=\"{anchor}\" xml:space=\"preserve\">{safe}</text>"
    );
}
