//! Tests of the base room: exact time, whole files, safe text, process identity.

use proptest::prelude::*;
use rushes::base::facts::{AudioFacts, ColorFacts, FrameTimes, VideoFacts};
use rushes::base::process::ProcessIdentity;
use rushes::base::{Digest, Rational, Reason, atomic_file, bytes, printable};

fn rational() -> impl Strategy<Value = Rational> {
    (-1_000_000i64..1_000_000, 1i64..100_000).prop_map(|(num, den)| Rational::new(num, den))
}

proptest! {
    #[test]
    fn sums_and_products_are_exact(a in rational(), b in rational(), c in rational()) {
        prop_assert_eq!(a + b - b, a);
        prop_assert_eq!((a + b) * c, a * c + b * c);
        if !b.is_zero() {
            prop_assert_eq!(a * b / b, a);
        }
    }

    #[test]
    fn rounding_brackets_the_value(a in rational()) {
        let (floor, ceil) = (a.floor(), a.ceil());
        prop_assert!(floor <= ceil && ceil - floor <= 1);
        prop_assert!((a.to_f64() - a.round() as f64).abs() <= 0.5);
    }

    #[test]
    fn text_form_reads_back(a in rational()) {
        prop_assert_eq!(a.to_string().parse::<Rational>().unwrap(), a);
    }

    #[test]
    fn a_frame_is_found_at_its_own_time(count in 1u64..5000, wanted in 0u64..5000, drop_frame in any::<bool>()) {
        let rate = if drop_frame { Rational::new(30_000, 1001) } else { Rational::from_int(25) };
        let video = video(FrameTimes::Constant { rate, first: Rational::ZERO, count });
        let wanted = wanted % count;
        prop_assert_eq!(video.frame_at(video.time_of(wanted)), wanted);
        let hair = Rational::new(1, 1_000_000_000);
        if wanted > 0 {
            prop_assert_eq!(video.frame_at(video.time_of(wanted) - hair), wanted - 1);
        }
    }
}

fn video(frames: FrameTimes) -> VideoFacts {
    VideoFacts {
        stream: 0,
        codec: "h264".into(),
        pixel_format: "yuv420p".into(),
        width: 720,
        height: 576,
        time_base: Rational::new(1, 1000),
        frames,
        color: ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false },
        rotation: 0,
        sample_aspect: Rational::new(16, 15),
        alpha: false,
        interlaced: false,
        counted: false,
        truncated: None,
    }
}

#[test]
fn decimals_are_read_exactly_and_nonsense_is_refused() {
    assert_eq!(Rational::from_decimal("29.97"), Some(Rational::new(2997, 100)));
    assert_eq!(Rational::from_decimal("-.5"), Some(Rational::new(-1, 2)));
    for nonsense in ["", ".", "-", "1e3", "1_0", "0x10", "1.2.3", "٣", "1.0000000000000000000"] {
        assert_eq!(Rational::from_decimal(nonsense), None, "{nonsense}");
    }
    assert!("1/0".parse::<Rational>().is_err());
}

#[test]
fn variable_stamps_show_the_last_frame_at_or_before_a_time() {
    let video = video(FrameTimes::Variable { stamps: vec![0, 40, 100, 101], end: 140 });
    let at = |ms: i64| video.frame_at(Rational::new(ms, 1000));
    assert_eq!([at(-5), at(0), at(39), at(40), at(99), at(100), at(101), at(500)], [0, 0, 0, 1, 1, 2, 3, 3]);
    assert_eq!(video.end(), Rational::new(140, 1000));
}

#[test]
fn sound_ends_where_its_last_sample_stands_on_the_file_s_time_line() {
    let sound = |start, duration| AudioFacts {
        stream: 0,
        codec: "aac".into(),
        rate: 48_000,
        channels: 2,
        duration: Rational::from_int(duration),
        start: Rational::new(start, 1000),
    };
    assert_eq!(sound(0, 5).end(), Rational::from_int(5));
    assert_eq!(sound(500, 5).end(), Rational::new(11, 2));
    assert_eq!(sound(-20, 5).end(), Rational::new(4980, 1000));
    assert_eq!(sound(-2000, 1).end(), Rational::ZERO);
}

#[test]
fn anamorphic_and_turned_pictures_are_as_large_as_a_player_shows_them() {
    let mut video = video(FrameTimes::Variable { stamps: vec![0], end: 40 });
    assert_eq!(video.shown_size(), (768, 576));
    video.rotation = 90;
    assert_eq!(video.shown_size(), (576, 768));
}

#[test]
fn an_atomic_write_replaces_the_whole_file_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("order.json");
    atomic_file::write(&path, b"a long first version").unwrap();
    atomic_file::write(&path, b"second").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"second");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn foreign_text_cannot_command_a_terminal() {
    let shown = printable::text("a\x1b]0;owned\x07b\nc\u{202e}d\u{9b}31m");
    assert!(!shown.chars().any(char::is_control), "{shown}");
    assert!(!shown.contains('\u{202e}') && shown.contains("\\u{1b}") && shown.starts_with('a'), "{shown}");
    assert_eq!(printable::text("Grüße 影片"), "Grüße 影片");
}

#[test]
fn a_process_is_told_from_another_one_with_its_pid() {
    let own = ProcessIdentity::current().unwrap();
    assert!(own.is_running());
    assert!(!ProcessIdentity { started: own.started + 1, ..own }.is_running());
}

#[test]
fn every_reason_has_one_word_that_serde_agrees_with() {
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.word());
    }
}

#[test]
fn sizes_are_short() {
    let shown: Vec<_> = [0, 1023, 1024, 2_202_009, 641_728_512, 442_381_631_488].map(bytes::short).into();
    assert_eq!(shown, ["0B", "1023B", "1.0k", "2.1M", "612M", "412G"]);
}

#[test]
fn a_hash_reads_back_from_its_hex() {
    let digest = Digest::of(b"frame");
    assert_eq!(digest.to_hex().parse::<Digest>().unwrap(), digest);
    assert!("12".parse::<Digest>().is_err());
}

#[test]
fn pictures_and_receipts_were_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    std::fs::write(folder.path().join("plain"), "").unwrap();
    atomic_file::write(&folder.path().join("written"), b"").unwrap();
    atomic_file::write_new(&folder.path().join("new"), b"").unwrap();
    assert_eq!((mode("written"), mode("new")), (mode("plain"), mode("plain")));
}
