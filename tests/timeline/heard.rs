//! Spectra and waveforms over time: heights and points by the bytes and samples that are heard.

use std::f64::consts::TAU;

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::timeline::scene::{SceneSpectrum, SceneWaveform};
use rushes::timeline::{Scene, SceneContent, Timeline};

use crate::support::ears::{FakeEars, ears};
use crate::support::films;

fn document(layer: &str) -> String {
    format!(
        "rushes: 1\ncanvas: {{ size: 1280x720, fps: 30, duration: 10s }}\naudio: [ {{ source: tune.wav }} ]\nlayers: [ {{ {layer} }} ]\n"
    )
}

fn content(layer: &str, fake: FakeEars, frame: u64) -> SceneContent {
    let project = films::project(&document(layer));
    let timeline = Timeline::with_ears(&project, &Facts::default(), &project.exports[0], &ears(fake));
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(frame as i64, 30), &mut scene);
    scene.layers.remove(0).content
}

fn spectrum(keys: &str, bytes: fn(u64) -> Vec<u8>, frame: u64) -> SceneSpectrum {
    let fake = FakeEars { bytes, ..FakeEars::default() };
    match content(&format!("spectrum: {{ {keys} }}"), fake, frame) {
        SceneContent::Spectrum(spectrum) => *spectrum,
        other => panic!("{other:?}"),
    }
}

fn heights(keys: &str, bytes: fn(u64) -> Vec<u8>) -> Vec<u32> {
    spectrum(keys, bytes, 5).heights.iter().map(|height| (height * 255.0).round() as u32).collect()
}

fn waveform(keys: &str, sound: fn(i64) -> f32, frame: u64) -> SceneWaveform {
    let fake = FakeEars { sound, ..FakeEars::default() };
    match content(&format!("waveform: {{ {keys} }}"), fake, frame) {
        SceneContent::Waveform(waveform) => *waveform,
        other => panic!("{other:?}"),
    }
}

/// Bin n at 100·n Hz is n.
fn stairs(_: u64) -> Vec<u8> {
    (0..=200).collect()
}

#[test]
fn a_wide_bar_is_as_high_as_its_loudest_bin() {
    // From 0 to 2 kHz in five bars of four bins each: the last bin below each upper edge is the loudest.
    assert_eq!(heights("bars: 5, from: 0Hz, to: 2kHz, scale: linear", stairs), [3, 7, 11, 15, 19]);
    let one_loud = |_| (0..64).map(|bin| if bin == 21 { 200 } else { 10 }).collect();
    assert_eq!(heights("bars: 4, from: 0Hz, to: 4kHz, scale: linear", one_loud), [10, 10, 200, 10]);
}

#[test]
fn bars_narrower_than_a_bin_stand_on_the_curve_through_the_bins() {
    // On a straight slope the curve is straight: in the middles of 50 Hz each.
    let steep = |_| (0..=50).map(|bin| bin * 4).collect();
    let found = spectrum("bars: 4, from: 1000.5Hz, to: 1200.5Hz, scale: linear", steep, 0).heights;
    // The bins at 1 100 and 1 200 Hz lie in the second and the last bar, which end above them.
    let wanted = [1025.5, 1100.0, 1125.5, 1200.0].map(|hertz: f64| hertz / 100.0 * 4.0 / 255.0);
    for (bar, wanted) in wanted.into_iter().enumerate() {
        assert!((f64::from(found[bar]) - wanted).abs() < 1e-6, "{bar}: {} is not {wanted}", found[bar]);
    }
    // A lone loud bin makes a smooth hill, no higher than itself and never below silence.
    let alone = |_| (0..64).map(|bin| if bin == 8 { 240 } else { 0 }).collect();
    let hill = spectrum("bars: 60, from: 600Hz, to: 1kHz, scale: linear", alone, 0).heights;
    let top = hill.iter().copied().fold(0.0, f32::max);
    assert_eq!((top * 255.0).round(), 240.0);
    let most = hill.iter().position(|height| *height == top).unwrap();
    assert!((28..=31).contains(&most), "{most}");
    assert!(hill[..most].is_sorted() && hill[most + 1..].is_sorted_by(|a, b| a >= b), "{hill:?}");
}

#[test]
fn an_octave_is_as_wide_as_any_other_where_frequencies_are_spread_by_logarithm() {
    // One octave a bar: 100–200, 200–400, 400–800 Hz and so on.
    assert_eq!(heights("bars: 5, from: 100Hz, to: 3200Hz", stairs), [1, 3, 7, 15, 31]);
    // What lies beyond the last bin is silent.
    assert_eq!(heights("bars: 2, from: 5kHz, to: 180kHz", |_| vec![255; 40]), [0, 0]);
}

#[test]
fn a_symmetric_spectrum_has_its_lowest_frequency_in_the_middle() {
    let of =
        |bars: u32| heights(&format!("bars: {bars}, from: 0Hz, to: 800Hz, scale: linear, symmetric: true"), stairs);
    assert_eq!(of(8), [7, 5, 3, 1, 1, 3, 5, 7]);
    assert_eq!(of(7), [7, 5, 3, 1, 3, 5, 7]);
    assert_eq!(of(1), [7]);
    let radial = spectrum("style: radial, bars: 8", stairs, 0);
    assert!(radial.look.symmetric && radial.heights[0] == radial.heights[7]);
}

#[test]
fn a_tilt_raises_what_is_high_and_leaves_silence_alone() {
    let even = |_| (0..=200).map(|bin| if bin < 20 { 0 } else { 64 }).collect();
    let of = |tilt: &str| heights(&format!("bars: 4, from: 1kHz, to: 16kHz, tilt: {tilt}"), even);
    let plain = of("0");
    assert_eq!(plain, [0, 64, 64, 64]);
    // In the middles of its octaves: half an octave above 2 kHz is 2^1.5 times 1 kHz.
    let wanted = [0.0, 1.5, 2.5, 3.5].map(|octaves: f64| (64.0 * (0.5 * octaves).exp2()).round() as u32);
    assert_eq!(of("0.5"), [0, wanted[1], wanted[2], wanted[3]]);
}

#[test]
fn a_cap_stays_where_a_bar_was_and_falls_faster_and_faster() {
    let beat = |frame| vec![if frame == 30 { 255 } else { 51 }; 64];
    let keys = "bars: 2, from: 200Hz, to: 2kHz, peaks: 1s";
    for (frame, wanted) in
        [(29, 0.2), (30, 1.0), (31, 1.0 - 1.0 / 900.0), (45, 0.75), (55, 1.0 - 625.0 / 900.0), (60, 0.2)]
    {
        let shown = spectrum(keys, beat, frame);
        assert!((shown.peaks[0] - wanted as f32).abs() < 1e-5, "{frame}: {:?}, not {wanted}", shown.peaks);
        assert_eq!(shown.heights[0], if frame == 30 { 1.0 } else { 0.2 });
    }
    assert!(spectrum("bars: 2", beat, 30).peaks.is_empty());
}

#[test]
fn where_nothing_is_heard_there_is_silence() {
    for layer in ["spectrum: { bars: 9, peaks: 1s }", "waveform: { window: 1ms }", "particles: { born: onsets }"] {
        let project = films::project(&document(layer));
        let timeline = Timeline::new(&project, &Facts::default(), &project.exports[0]);
        let mut scene = Scene::default();
        timeline.scene_at(Rational::ONE, &mut scene);
        match &scene.layers[0].content {
            SceneContent::Spectrum(shown) => assert_eq!((&shown.heights, &shown.peaks), (&vec![0.0; 9], &vec![0.0; 9])),
            SceneContent::Waveform(shown) => assert_eq!(shown.points, vec![[0.0; 2]; 48]),
            SceneContent::Particles(shown) => shown.each(|one| panic!("{one:?}")),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_waveform_shows_the_last_samples_before_its_frame() {
    // 48 samples, fewer than there is room for: each is a point.
    let ramp = |at: i64| at.rem_euclid(100) as f32 / 100.0;
    let shown = waveform("window: 1ms, steady: false, taper: 0", ramp, 3);
    let wanted: Vec<[f32; 2]> = (4800 - 48..4800).map(|at| [ramp(at); 2]).collect();
    assert_eq!(shown.points, wanted);
    // More of them than points are drawn from their lowest to their highest: 48 000 samples in 640 points.
    let saw = |at: i64| {
        if at % 75 == 0 {
            1.0
        } else if at % 75 == 37 {
            -0.5
        } else {
            0.25
        }
    };
    let long = waveform("window: 1s, steady: false, taper: 0", saw, 90);
    assert_eq!(long.points, vec![[-0.5, 1.0]; 640]);
    // Both ends are drawn towards silence, the middle is left alone.
    let tapered = waveform("window: 1ms, steady: false, taper: 0.25", |_| 1.0, 3).points;
    assert_eq!((tapered[0], tapered[47], tapered[24]), ([0.0; 2], [0.0; 2], [1.0; 2]));
    assert!(tapered[..12].is_sorted_by(|a, b| a[0] < b[0]));
}

#[test]
fn a_steady_waveform_of_a_tone_stands_still() {
    // 96 samples a period do not divide a frame's 1600: unsteady, every frame is shifted.
    let tone = |at: i64| libm::sin(TAU * (at as f64 + 0.5) / 96.0) as f32;
    let of = |keys: &str, frame| waveform(keys, tone, frame).points;
    let off = |a: &[[f32; 2]], b: &[[f32; 2]]| a.iter().zip(b).map(|(a, b)| (a[0] - b[0]).abs()).fold(0.0, f32::max);
    let keys = "window: 8ms, taper: 0";
    assert!(off(&of(keys, 20), &of(keys, 21)) < 1e-3);
    let unsteady = "window: 8ms, taper: 0, steady: false";
    assert!(off(&of(unsteady, 20), &of(unsteady, 21)) > 0.5);
    let first = of(keys, 20)[0][0];
    assert!((0.0..0.2).contains(&first), "{first}");
}

#[test]
fn a_radial_waveform_closes_without_a_step() {
    let noise = |at: i64| libm::sin(at as f64 * 0.031 + 3.0 * libm::sin(at as f64 * 0.0017)) as f32;
    let points = waveform("style: radial, window: 20ms", noise, 40).points;
    let step = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).abs();
    let usual = points.windows(2).map(|pair| step(pair[0], pair[1])).fold(0.0, f32::max);
    assert!(step(points[0], points[points.len() - 1]) <= usual * 1.5);
}

proptest! {
    #[test]
    fn every_height_is_between_silence_and_full(
        bars in 1u32..300,
        from in 0u32..5000,
        more in 1u32..180_000,
        log: bool,
        symmetric: bool,
        tilt in -2.0f64..2.0,
    ) {
        let scale = if log { "log" } else { "linear" };
        let from = from.max(u32::from(log));
        let keys = format!("bars: {bars}, from: {from}Hz, to: {}Hz, scale: {scale}, symmetric: {symmetric}, tilt: {tilt:.3}", from + more);
        let shown = spectrum(&keys, |_| (0..=255).rev().chain(0..=255).collect(), 3);
        prop_assert_eq!(shown.heights.len(), bars as usize);
        prop_assert!(shown.heights.iter().all(|height| (0.0..=1.0).contains(height)));
    }
}
