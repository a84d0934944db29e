//! The grammar of times, exactly.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::project::time::{self, Measures, Sense, Tempo};
use rushes::project::values;

use super::fixture::seconds;

fn measures() -> Measures {
    let tempo = Tempo::Constant { bpm: Rational::from_int(120), offset: seconds(1, 4), beats_per_bar: 3 };
    Measures { fps: seconds(30_000, 1001), tempo }
}

fn length(text: &str) -> Rational {
    time::parse(text, Sense::Length, &measures()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn position(text: &str) -> Rational {
    time::parse(text, Sense::Position, &measures()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn every_form_of_a_time_is_exact() {
    for (text, num, den) in [
        ("12", 12, 1),
        ("12.5", 25, 2),
        ("500ms", 1, 2),
        ("12.5s", 25, 2),
        ("1m30s", 90, 1),
        ("1h2m3s4ms", 3_723_004, 1000),
        ("1:30", 90, 1),
        ("00:01:30.500", 181, 2),
        ("90f", 90 * 1001, 30_000),
        ("16b", 8, 1),
        ("4bar", 6, 1),
        ("0.1s + 0.2s", 3, 10),
        ("10s - (2s - 500ms)", 17, 2),
        ("-1s + 3s", 2, 1),
        ("1:30+2f", 90 * 30_000 + 2002, 30_000),
        ("((3))", 3, 1),
    ] {
        assert_eq!(length(text), seconds(num, den), "{text}");
    }
}

#[test]
fn beats_count_from_the_offset_on_the_time_line_and_not_in_lengths() {
    assert_eq!(length("2b"), Rational::ONE);
    assert_eq!(position("2b"), seconds(5, 4));
    // Once, however many beats are summed up.
    assert_eq!(position("1bar + 1b"), seconds(9, 4));
    assert_eq!(position("2s"), Rational::from_int(2));
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "", " ", "s", "1s2", "1 2", "1e3", "0x10", "1_000", "1s..2s", "1:2:3:4", "1:60", "-", "1--", "()", "1s)", "٣s",
        "1,5s", "NaN", "inf",
    ] {
        assert!(time::parse(text, Sense::Length, &measures()).is_err(), "{text:?}");
    }
}

#[test]
fn broadcast_rates_are_read_as_they_are_meant() {
    assert_eq!(values::fps("29.97"), Some(seconds(30_000, 1001)));
    assert_eq!(values::fps("23.976"), Some(seconds(24_000, 1001)));
    assert_eq!(values::fps("59.94"), Some(seconds(60_000, 1001)));
    assert_eq!(values::fps("30000/1001"), Some(seconds(30_000, 1001)));
    assert_eq!(values::fps("60"), Some(Rational::from_int(60)));
    for wrong in ["0", "241", "24.97", "30/0", "-30", "1/2", "fast"] {
        assert_eq!(values::fps(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn a_written_time_is_read_back(ms in 0i64..86_400_000) {
        let expected = seconds(ms, 1000);
        prop_assert_eq!(length(&format!("{ms}ms")), expected);
        prop_assert_eq!(length(&format!("{}.{:03}s", ms / 1000, ms % 1000)), expected);
        prop_assert_eq!(length(&format!("{}.{:03}", ms / 1000, ms % 1000)), expected);
        let (hours, minutes, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms % 60_000);
        prop_assert_eq!(length(&format!("{hours:02}:{minutes:02}:{:02}.{:03}", rest / 1000, rest % 1000)), expected);
        prop_assert_eq!(length(&format!("{hours}h{minutes}m{}s{}ms", rest / 1000, rest % 1000)), expected);
    }

    #[test]
    fn sums_are_exact(a in 0i64..1_000_000, b in 0i64..1_000_000, frames in 0i64..100_000) {
        let frame = Rational::new(1001, 30_000);
        let expected = seconds(a, 1000) + seconds(b, 1000) - frame * Rational::from_int(frames);
        prop_assert_eq!(length(&format!("{a}ms + ({b}ms - {frames}f)")), expected);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9a-z.:+() -]{0,24}") {
        let _ = time::parse(&text, Sense::Position, &measures());
        let _ = time::parse_span(&text, Sense::Length, &measures());
    }
}
