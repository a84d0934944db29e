//! Stamps into rates.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::base::facts::FrameTimes;
use rushes::media::{TimedFrames, frame_times};

const RATES: [(i64, i64); 9] =
    [(24_000, 1001), (24, 1), (25, 1), (30_000, 1001), (30, 1), (50, 1), (60_000, 1001), (60, 1), (120, 1)];

fn rounded(rate: Rational, time_base: Rational, count: i64, from: i64) -> Vec<i64> {
    let at = |index: i64| (Rational::from_int(index) / rate / time_base).round() as i64 + from;
    (0..count).map(at).collect()
}

fn found(stamps: &[i64], time_base: Rational) -> FrameTimes {
    let frames = TimedFrames { stamps, last_duration: 0, time_base, origin: Rational::ZERO };
    frame_times(&frames, &[]).unwrap()
}

proptest! {
    #[test]
    fn rounded_stamps_of_a_usual_rate_are_that_rate(
        which in 0..RATES.len(),
        scale in prop::sample::select(vec![1000i64, 600, 12_800, 30_000, 90_000, 1_000_000]),
        count in 130i64..600,
        from in 0i64..5000,
    ) {
        let rate = Rational::new(RATES[which].0, RATES[which].1);
        let time_base = Rational::new(1, scale);
        let stamps = rounded(rate, time_base, count, from);
        let FrameTimes::Constant { rate: seen, first, count: frames } = found(&stamps, time_base) else {
            return Err(TestCaseError::fail("not constant"));
        };
        // 24 and 23.976 part by a millisecond a second, so a long enough row of stamps tells them apart.
        prop_assert_eq!((seen, first, frames), (rate, Rational::new(from, scale), count as u64));
    }

    #[test]
    fn a_missing_frame_is_never_smoothed_over(which in 0..RATES.len(), hole in 1usize..100) {
        let rate = Rational::new(RATES[which].0, RATES[which].1);
        let mut stamps = rounded(rate, Rational::new(1, 90_000), 120, 0);
        stamps.remove(hole);
        let times = found(&stamps, Rational::new(1, 90_000));
        prop_assert!(matches!(&times, FrameTimes::Variable { stamps: kept, .. } if *kept == stamps), "{:?}", times);
    }

    #[test]
    fn any_stamps_give_an_answer(mut stamps in prop::collection::vec(any::<i64>(), 1..50), num in 1i64..1000) {
        stamps.sort_unstable();
        stamps.dedup();
        let frames = TimedFrames {
            stamps: &stamps,
            last_duration: 1,
            time_base: Rational::new(num, 90_000),
            origin: Rational::new(-1, 3),
        };
        let _ = frame_times(&frames, &[Rational::from_int(25)]);
    }
}
