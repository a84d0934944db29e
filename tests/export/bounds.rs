//! What the owner of a box allows a film to be.

use std::time::Duration;

use rushes::base::Reason;
use rushes::export::bounds::Bounds;
use rushes::export::{Limits, Stopped};

use crate::support::desk::{Desk, FILM};

/// What is said of a film of 160×90 at 25 frames a second, 3 s long.
fn said(bounds: Bounds) -> (String, u64) {
    let desk = Desk::new();
    let project = desk.project("film.yaml", FILM);
    let limits = Limits { bounds, lanes: 1, ..Limits::default() };
    let (outcome, _) = desk.export_with(&desk.work(&project), &limits, &desk.places());
    let chunks = outcome.chunks_encoded;
    match outcome.result {
        Ok(_) => (String::new(), chunks),
        Err(Stopped::Failed(failure)) => {
            assert_eq!(failure.reason, Reason::InvalidProject, "{failure}");
            assert!(!desk.file("renders/film.mp4").exists());
            (failure.message, chunks)
        }
        Err(Stopped::Cancelled) => panic!("cancelled"),
    }
}

#[test]
fn a_film_beyond_the_bounds_is_refused_before_anything_is_made() {
    let none = Bounds::default();
    for (bounds, words) in [
        (
            Bounds { size: Some((128, 128)), ..none },
            ["the film is 160x90", "RUSHES_MAX_SIZE=128x128", "smaller `size`"],
        ),
        (Bounds { fps: Some(24), ..none }, ["has 25 frames a second", "RUSHES_MAX_FPS=24", "smaller `fps`"]),
        (
            Bounds { duration: Some(Duration::from_millis(2900)), ..none },
            ["the film lasts 3 s", "RUSHES_MAX_DURATION=2.9s", "shorter `range`"],
        ),
    ] {
        let (message, chunks) = said(bounds);
        assert!(words.iter().all(|word| message.contains(word)), "{message}");
        assert_eq!(chunks, 0, "{message}");
    }
}

#[test]
fn a_film_that_grows_too_large_is_stopped_on_the_way() {
    let (message, chunks) = said(Bounds { output_bytes: Some(600), ..Bounds::default() });
    assert!(message.contains("RUSHES_MAX_OUTPUT=600B") && message.contains("lower quality"), "{message}");
    assert_eq!(chunks, 1, "the rest was made in vain");
    let (message, _) = said(Bounds { bitrate: Some(1000), ..Bounds::default() });
    assert!(message.contains("RUSHES_MAX_BITRATE=1000"), "{message}");
}

#[test]
fn a_film_within_its_bounds_is_made_whichever_way_it_lies() {
    let bounds = Bounds {
        size: Some((90, 160)),
        fps: Some(25),
        duration: Some(Duration::from_secs(3)),
        bitrate: Some(8_000_000),
        output_bytes: Some(3_000_000),
    };
    assert_eq!(said(bounds), (String::new(), 3));
}
