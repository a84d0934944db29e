//! The screens folder holds the pinned screens; this file holds what is true of all of them.

use super::models::{at_night, folder};
use rushes::tui::link::LinkEvent;

/// Sizes around every border between two layouts.
const SIZES: [(u16, u16); 12] = [
    (40, 10),
    (41, 10),
    (60, 15),
    (79, 24),
    (80, 23),
    (80, 24),
    (100, 24),
    (119, 30),
    (120, 29),
    (120, 30),
    (140, 40),
    (220, 60),
];

#[test]
fn every_size_says_what_runs_how_far_and_how_to_get_help() {
    for (columns, rows) in SIZES {
        let screen = at_night(columns, rows).screen();
        for word in ["rushes", "opening", "render", "63%", "failed", "? help", "q leave"] {
            assert!(screen.contains(word), "{columns}x{rows} lacks {word}:\n{screen}");
        }
        assert_eq!(screen.lines().count(), usize::from(rows));
    }
}

#[test]
fn every_place_names_its_keys_in_one_line_that_is_never_cut() {
    for (columns, rows) in SIZES {
        for keys in ["Esc", "F3", "1", "2"] {
            let mut seen = at_night(columns, rows);
            seen.press(keys);
            let screen = seen.screen();
            let hints = screen.lines().last().unwrap().to_owned();
            assert!(hints.ends_with("q leave"), "{columns}x{rows} after {keys}: {hints}");
        }
    }
}

#[test]
fn what_is_too_small_says_which_size_it_needs() {
    for (columns, rows) in [(39, 9), (20, 3), (12, 1)] {
        let screen = at_night(columns, rows).screen();
        assert!(screen.contains("40x10"), "{columns}x{rows}:\n{screen}");
    }
}

#[test]
fn ten_thousand_rows_are_drawn_as_fast_as_ten() {
    use rushes::api::types::JobState;
    let time = |rows: i64| {
        let mut seen = super::models::Seen::new(120, 40);
        let jobs = (1..=rows).map(|id| super::models::job(id, "shot", JobState::Waiting)).collect();
        seen.link(LinkEvent::Connected).snapshot(jobs, Some(folder()));
        seen.screen();
        let mut best = std::time::Duration::MAX;
        for _ in 0..15 {
            let start = std::time::Instant::now();
            seen.press("j");
            seen.screen();
            best = best.min(start.elapsed());
        }
        best
    };
    let (ten, many) = (time(10), time(10_000));
    assert!(many < ten * 4 + std::time::Duration::from_millis(2), "10 rows {ten:?}, 10 000 rows {many:?}");
}
