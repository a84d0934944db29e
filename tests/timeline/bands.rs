//! Bands, bins and beginnings as numbers.

use rushes::base::Failure;
use rushes::timeline::{Hearing, bands};

/// Ten bins, 100 Hz apart, each as loud as its number times ten; beginnings as they are given.
#[derive(Debug)]
struct Stairs(Vec<(f64, f64)>);

impl Hearing for Stairs {
    fn bin_hz(&self) -> f64 {
        100.0
    }

    fn bins(&self) -> usize {
        10
    }

    fn bytes(&self, _frame: u64, into: &mut Vec<u8>) {
        into.clear();
        into.extend((0..10).map(|bin| bin * 10));
    }

    fn wave(&self, _frame: u64, _count: usize, into: &mut Vec<f32>) {
        into.clear();
    }

    fn onsets(&self, _frame: u64, into: &mut Vec<(f64, f64)>) {
        into.clear();
        into.extend(&self.0);
    }

    fn fault(&self) -> Option<Failure> {
        None
    }
}

fn stairs() -> Stairs {
    Stairs(Vec::new())
}

#[test]
fn a_band_is_the_mean_of_the_bins_in_it() {
    let band = |lo, hi| (bands::band(&stairs(), 0, lo, hi) * 255.0 * 1000.0).round() / 1000.0;
    assert_eq!(band(200.0, 400.0), 25.0);
    // The upper end belongs to the next band.
    assert_eq!(band(200.0, 401.0), 30.0);
    assert_eq!(band(400.0, 200.0), 25.0);
    assert_eq!(band(-50.0, 1e9), 45.0);
    // Between two bins the nearest one speaks.
    assert_eq!(band(310.0, 330.0), 30.0);
    assert_eq!(band(260.0, 290.0), 30.0);
    assert_eq!(band(5_000.0, 6_000.0), 0.0);
    assert_eq!(band(-20.0, -10.0), 0.0);
    assert_eq!(band(f64::NAN, 10.0), 0.0);
    assert_eq!(band(0.0, f64::INFINITY), 45.0);
}

#[test]
fn bins_between_two_are_mixed_and_those_outside_silent() {
    let bin = |index| bands::bin(&stairs(), 0, index) * 255.0;
    assert!((bin(3.0) - 30.0).abs() < 1e-9);
    assert!((bin(3.25) - 32.5).abs() < 1e-9);
    assert!((bin(9.5) - 90.0).abs() < 1e-9);
    assert_eq!(bin(10.0), 0.0);
    assert_eq!(bin(-1.0), 0.0);
    assert_eq!(bin(f64::NAN), 0.0);
    assert!((bands::level(&stairs(), 0) * 255.0 - 45.0).abs() < 1e-9);
}

#[test]
fn beginnings_fade_and_the_strongest_that_is_left_counts() {
    let heard = Stairs(vec![(0.1, 0.2), (0.5, 1.0)]);
    let onset = |decay| bands::onset(&heard, 0, decay);
    assert!((onset(0.5) - (-1f64).exp()).abs() < 1e-12);
    assert!((onset(0.1) - 0.2 * (-1f64).exp()).abs() < 1e-12);
    assert_eq!(onset(0.0), 0.0);
    assert_eq!(bands::onset(&Stairs(vec![(0.0, 0.7)]), 0, 0.0), 0.7);
    assert_eq!(bands::onset(&stairs(), 0, 1.0), 0.0);
}
