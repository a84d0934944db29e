//! Exact frame times and counts.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::timeline::Frames;

fn rate() -> impl Strategy<Value = Rational> {
    prop_oneof![
        (1i64..=240).prop_map(Rational::from_int),
        prop_oneof![Just(24i64), Just(30), Just(60), Just(120)].prop_map(|n| Rational::new(n * 1000, 1001)),
    ]
}

proptest! {
    #[test]
    fn a_range_has_the_frames_that_begin_in_it(rate in rate(), start_ms in 0i64..100_000, length_ms in 1i64..100_000) {
        let start = Rational::new(start_ms, 1000);
        let end = start + Rational::new(length_ms, 1000);
        let frames = Frames::of(start, end, rate);
        prop_assert!(frames.count >= 1);
        prop_assert!(frames.time_of(frames.count - 1) < end);
        prop_assert!(frames.time_of(frames.count) >= end);
    }

    #[test]
    fn sound_is_as_long_as_the_frames_to_half_a_sample(rate in rate(), count in 1u64..1_000_000) {
        let frames = Frames { start: Rational::ZERO, rate, count };
        let off = Rational::from_int(frames.samples() as i64) - frames.length() * Rational::from_int(48_000);
        prop_assert!(off.to_f64().abs() <= 0.5);
    }
}

#[test]
fn an_hour_of_ntsc_is_counted_without_drift() {
    let rate = Rational::new(30_000, 1001);
    let frames = Frames::of(Rational::ZERO, Rational::from_int(3600), rate);
    assert_eq!(frames.count, 107_893);
    assert_eq!(frames.time_of(107_892), Rational::new(107_892 * 1001, 30_000));
    assert_eq!(frames.samples(), 172_801_429);
}

#[test]
fn an_empty_range_has_no_frames() {
    assert_eq!(Frames::of(Rational::ONE, Rational::ONE, Rational::from_int(30)).count, 0);
    assert_eq!(Frames::of(Rational::ONE, Rational::ZERO, Rational::from_int(30)).count, 0);
}
