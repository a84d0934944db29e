//! Every event in every stage: what comes of it, the refusals too.

use rushes::base::{Failure, Reason};
use rushes::queue::transition::BARREN_LIMIT;
use rushes::queue::{Event, Life, Stage, transition};

fn failure() -> Failure {
    Failure::new(Reason::EncoderFailed, "the encoder failed")
}

fn stages() -> Vec<(&'static str, Stage)> {
    vec![
        ("waiting", Stage::Waiting { again: None }),
        ("running", Stage::Running { cancelling: false }),
        ("running, cancelling", Stage::Running { cancelling: true }),
        ("paused", Stage::Paused { cancelling: false }),
        ("paused, cancelling", Stage::Paused { cancelling: true }),
        ("held", Stage::Held),
        ("blocked", Stage::Blocked { why: "the disk is full".to_owned() }),
        ("done", Stage::Done),
        ("failed", Stage::Failed(failure())),
        ("cancelled", Stage::Cancelled),
    ]
}

fn events() -> Vec<(&'static str, Event)> {
    vec![
        ("start", Event::Start),
        ("completed", Event::Completed),
        ("failed for good", Event::Failed { failure: failure(), recoverable: false, fruitful: true }),
        ("failed for now", Event::Failed { failure: failure(), recoverable: true, fruitful: false }),
        ("lost", Event::Lost { failure: failure(), fruitful: false }),
        ("stopped", Event::Stopped { fruitful: false }),
        ("cancel", Event::Cancel),
        ("retry", Event::Retry),
        ("pause", Event::Pause),
        ("resume", Event::Resume),
        ("hold", Event::Hold),
        ("release", Event::Release),
        ("block", Event::Block { why: "the disk is full".to_owned() }),
        ("unblock", Event::Unblock),
    ]
}

fn word(stage: &Stage) -> String {
    let known = stages().into_iter().find(|(_, other)| other == stage);
    match (known, stage) {
        (Some((word, _)), _) => word.to_owned(),
        (None, Stage::Waiting { again: Some(_) }) => "waiting again".to_owned(),
        (None, other) => format!("{other:?}"),
    }
}

/// One row for each stage, one column for each event, in the order of the lists above; `-` is a refusal.
const TABLE: [(&str, [&str; 14]); 10] = [
    ("waiting", ["running", "-", "-", "-", "-", "-", "cancelled", "-", "-", "-", "held", "-", "blocked", "-"]),
    (
        "running",
        [
            "-",
            "done",
            "failed",
            "waiting again",
            "waiting again",
            "waiting again",
            "running, cancelling",
            "-",
            "paused",
            "-",
            "-",
            "-",
            "-",
            "-",
        ],
    ),
    (
        "running, cancelling",
        [
            "-",
            "done",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled",
            "running, cancelling",
            "-",
            "-",
            "-",
            "-",
            "-",
            "-",
            "-",
        ],
    ),
    (
        "paused",
        [
            "-",
            "done",
            "failed",
            "waiting again",
            "waiting again",
            "waiting again",
            "paused, cancelling",
            "-",
            "-",
            "running",
            "-",
            "-",
            "-",
            "-",
        ],
    ),
    (
        "paused, cancelling",
        [
            "-",
            "done",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled",
            "paused, cancelling",
            "-",
            "-",
            "-",
            "-",
            "-",
            "-",
            "-",
        ],
    ),
    ("held", ["-", "-", "-", "-", "-", "-", "cancelled", "-", "-", "-", "-", "waiting", "-", "-"]),
    ("blocked", ["-", "-", "-", "-", "-", "-", "cancelled", "-", "-", "-", "held", "-", "blocked", "waiting"]),
    ("done", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    ("failed", ["-", "-", "-", "-", "-", "-", "-", "waiting", "-", "-", "-", "-", "-", "-"]),
    ("cancelled", ["-", "-", "-", "-", "-", "-", "-", "waiting", "-", "-", "-", "-", "-", "-"]),
];

#[test]
fn every_event_in_every_stage_does_what_the_table_says() {
    for ((stage_word, stage), (row, outcomes)) in stages().into_iter().zip(TABLE) {
        assert_eq!(stage_word, row);
        for ((event_word, event), outcome) in events().into_iter().zip(outcomes) {
            let before = Life { stage: stage.clone(), attempt: 4, barren: 1 };
            let after = transition(&before, event);
            let found = after.as_ref().map_or_else(|_| "-".to_owned(), |life| word(&life.stage));
            assert_eq!(found, outcome, "{event_word} when {stage_word}");
            if let Err(refused) = after {
                assert_eq!(refused.state, stage.state());
            }
        }
    }
}

#[test]
fn attempts_only_grow_and_only_a_start_begins_one() {
    for (_, stage) in stages() {
        for (_, event) in events() {
            let before = Life { stage: stage.clone(), attempt: 4, barren: 0 };
            if let Ok(after) = transition(&before, event.clone()) {
                assert_eq!(after.attempt, if event == Event::Start { 5 } else { 4 });
            }
        }
    }
    let last = Life { stage: Stage::Waiting { again: None }, attempt: u32::MAX, barren: 0 };
    assert!(transition(&last, Event::Start).is_err());
}

fn lose(life: &Life, fruitful: bool) -> Life {
    let running = transition(life, Event::Start).unwrap();
    transition(&running, Event::Lost { failure: failure(), fruitful }).unwrap()
}

#[test]
fn three_attempts_in_a_row_without_a_new_chunk_fail_the_job() {
    let mut life = Life::NEW;
    for _ in 1..BARREN_LIMIT {
        life = lose(&life, false);
        assert!(matches!(life.stage, Stage::Waiting { again: Some(_) }));
    }
    life = lose(&life, false);
    let Stage::Failed(failed) = &life.stage else { panic!("{life:?}") };
    assert_eq!(failed.reason, Reason::EncoderFailed);
    assert_eq!(failed.message, "the encoder failed (3 attempts in a row added no chunk)");

    let retried = transition(&life, Event::Retry).unwrap();
    assert_eq!((retried.barren, retried.attempt), (0, 3));
}

#[test]
fn a_new_chunk_forgives_what_came_before() {
    let mut life = Life::NEW;
    for _ in 0..20 {
        life = lose(&life, false);
        life = lose(&life, false);
        life = lose(&life, true);
        assert!(matches!(life.stage, Stage::Waiting { .. }));
    }
    assert_eq!(life.attempt, 60);
}

#[test]
fn a_refusal_is_a_sentence_with_the_next_step() {
    let told =
        |stage: Stage, event: Event| transition(&Life { stage, attempt: 1, barren: 0 }, event).unwrap_err().to_string();
    assert_eq!(
        told(Stage::Done, Event::Retry),
        "the job is done, so it can't be tried again; add it again to export it again"
    );
    assert_eq!(
        told(Stage::Running { cancelling: false }, Event::Retry),
        "the job is running, so it can't be tried again; cancel it first"
    );
    assert_eq!(told(Stage::Cancelled, Event::Cancel), "the job is cancelled, so it can't be cancelled");
}
