//! A job that waits for something that is not its own work, and one that says what it spends its time with.

use rushes::api::types::{JobView, Progress};
use rushes::export::event::{Bottleneck, Shares};
use rushes::tui::link::LinkEvent;

use super::models::{Seen, progress, running};

const WHY: &str = "waiting: /films: 3.0M are free, the export needs 2.1G; free some space, and it goes on";

#[test]
fn a_job_whose_disk_is_full_says_that_it_waits_and_for_what() {
    let waiting = Some("/films: 3.0M are free".to_owned());
    let told = Progress { waiting, bottleneck: Some(Bottleneck::Encode), ..progress(63.2, 302.0) };
    let job = JobView { progress: Some(told), note: Some(WHY.to_owned()), ..running(1, "opening-titles") };
    let mut seen = Seen::new(80, 30);
    let screen = seen.link(LinkEvent::Connected).snapshot(vec![job], None).screen();
    assert!(screen.contains("● waits"), "{screen}");
    assert_eq!(screen.matches("waiting: /").count(), 2, "in the queue and below it: {screen}");
    assert!(screen.contains("waiting: /films: 3.0M are free"), "{screen}");
    assert!(!screen.contains("waiting for the encoder"), "it does not encode at all: {screen}");
}

#[test]
fn a_running_job_says_what_keeps_it_from_being_faster() {
    let shares = Shares { decode: 0.04, compose: 0.2, readback_wait: 0.1, encode_wait: 0.61, encode: 0.9 };
    let told = Progress { bottleneck: Some(Bottleneck::Encode), shares, ..progress(63.2, 302.0) };
    let job = JobView { progress: Some(told), ..running(1, "opening-titles") };
    let mut seen = Seen::new(80, 30);
    let screen = seen.link(LinkEvent::Connected).snapshot(vec![job], None).screen();
    assert!(screen.contains("mostly waiting for the encoder: decode 4%"), "{screen}");
}
