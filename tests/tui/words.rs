//! Numbers and texts as people read them.

use rushes::tui::list::{passes, window_top};
use rushes::tui::words::{cut, cut_front, duration, grouped, spoken, time_to_go, width, wrap};

#[test]
fn times_are_short_and_days_are_days() {
    assert_eq!(duration(18.2), "00:18");
    assert_eq!(duration(302.0), "05:02");
    assert_eq!(duration(3902.0), "1:05:02");
    assert_eq!(duration(97_200.0), "1d 03h");
    assert_eq!(duration(f64::NAN), "?");
    assert_eq!(spoken(2220.0), "37 minutes");
    assert_eq!(spoken(1.0), "1 second");
    assert_eq!(grouped(1_234_567), "1 234 567");
}

#[test]
fn time_to_go_is_a_range_until_its_ends_agree() {
    assert_eq!(time_to_go(17.0, 19.0), "00:18");
    assert_eq!(time_to_go(120.0, 170.0), "2-3m");
    assert_eq!(time_to_go(178.0, 182.0), "03:00");
    assert_eq!(time_to_go(3600.0, 9000.0), "1-3h");
    assert_eq!(time_to_go(100_000.0, 300_000.0), "1-4d");
    for low in [0.0, 5.0, 500.0, 5000.0, 50_000.0, 500_000.0] {
        assert!(width(&time_to_go(low, low * 1.6)) <= 7, "{}", time_to_go(low, low * 1.6));
    }
}

#[test]
fn texts_are_cut_between_whole_characters() {
    assert_eq!(cut("opening", 7, "…"), "opening");
    assert_eq!(cut("opening-titles", 7, "…"), "openin…");
    assert_eq!(cut("映画の予告編", 6, "…"), "映画…");
    assert_eq!(cut("映画", 1, "…"), "…");
    assert_eq!(cut("e\u{301}e\u{301}", 2, "…"), "e\u{301}e\u{301}");
    assert_eq!(cut_front("/home/ana/film", 8, "…"), "…na/film");
    assert_eq!(wrap("no space here", 8), ["no space", "here"]);
    assert_eq!(wrap("/a/very/long/path", 6), ["/a/ver", "y/long", "/path"]);
    assert!(wrap("x", 0).is_empty());
}

#[test]
fn a_filter_takes_all_words_and_excludes_with_an_exclamation_mark() {
    assert!(passes("", "anything"));
    assert!(passes("OPEN def", "1 opening-titles default"));
    assert!(!passes("open !default", "1 opening-titles default"));
    assert!(passes("!", "anything"));
}

#[test]
fn a_window_follows_the_cursor_and_never_shows_emptiness_below() {
    assert_eq!(window_top(0, 0, 100, 10), 0);
    assert_eq!(window_top(0, 10, 100, 10), 1);
    assert_eq!(window_top(50, 20, 100, 10), 20);
    assert_eq!(window_top(95, 99, 100, 10), 90);
    assert_eq!(window_top(7, 2, 3, 10), 0);
    assert_eq!(window_top(3, 0, 0, 0), 0);
}
