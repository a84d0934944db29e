//! What is told of a running export: that it moves, that it does not, and to whom of another version.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rushes::base::Reason;
use rushes::export::Limits;
use rushes::export::event::{Event, Phase};
use rushes::export::limits::Standstill;
use rushes::export::meter::{Meter, tell_until_closed};

#[test]
fn a_report_of_another_version_is_read_as_far_as_it_goes() {
    let old = r#"{"event":"progress","phase":"render","percent":5.5,"frame":3,"rates":{"encode_ms":2.0},"later":1}"#;
    let Event::Progress(progress) = serde_json::from_str(old).unwrap() else { panic!("no progress") };
    assert_eq!((progress.phase, progress.percent, progress.frame, progress.frames), (Phase::Render, 5.5, 3, 0));
    assert_eq!((progress.rates.encode_ms, progress.rates.decode_ms), (2.0, 0.0));
}

static ENDED: AtomicU32 = AtomicU32::new(0);

/// What is told while `work` goes on, at limits that a test can wait for.
fn told(work: impl FnOnce(&Meter)) -> Vec<(Duration, Event)> {
    let began = Instant::now();
    let events = Mutex::new(Vec::new());
    let listener = |event: Event| events.lock().unwrap().push((began.elapsed(), event));
    let standstill = Standstill {
        quiet: Duration::from_secs(1),
        hung: Duration::from_secs(2),
        on_hang: || {
            ENDED.fetch_add(1, Ordering::SeqCst);
        },
    };
    let limits = Limits { standstill, ..Limits::default() };
    let meter = Meter::new(&listener, &limits);
    let (done, closed) = crossbeam::channel::bounded::<()>(0);
    std::thread::scope(|scope| {
        scope.spawn(|| tell_until_closed(&meter, &closed, &limits.standstill, || {}));
        work(&meter);
        drop(done);
    });
    events.into_inner().unwrap()
}

fn until_ended() {
    let deadline = Instant::now() + Duration::from_secs(30);
    while ENDED.load(Ordering::SeqCst) == 0 {
        assert!(Instant::now() < deadline, "nobody noticed");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_export_that_hangs_falls_silent_and_then_ends_itself() {
    let events = told(|_| until_ended());
    let progress = events.iter().filter(|(_, event)| matches!(event, Event::Progress(_))).count();
    assert!((1..=4).contains(&progress), "{progress} lines say that it moves");
    let Some((_, Event::Failed { reason, message, recoverable })) = events.last() else { panic!("{events:?}") };
    assert_eq!((*reason, *recoverable), (Reason::Stalled, true), "{message}");
    assert_eq!(ENDED.load(Ordering::SeqCst), 1);
}

#[test]
fn work_that_beats_or_may_take_long_is_no_standstill() {
    let tick = || std::thread::sleep(Duration::from_millis(100));
    let events = told(|meter| {
        for _ in 0..30 {
            meter.beat();
            tick();
        }
        meter.expect(Duration::from_secs(3));
        (0..30).for_each(|_| tick());
    });
    assert!(!events.iter().any(|(_, event)| matches!(event, Event::Failed { .. })));
    let latest = events.last().map(|(at, _)| *at).unwrap_or_default();
    assert!(latest > Duration::from_secs(5), "it fell silent after {latest:?}");
}
