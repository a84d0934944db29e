//! The screen on a real terminal. The process on that terminal is this test binary again, told to run [`actor`] alone,
//! with an engine's end of the link that plays a night of exports.

use std::time::Duration;

use portable_pty::CommandBuilder;
use rushes::api::types::{Change, JobState, JobView, StreamMessage};
use rushes::tui::link::{EngineEnd, LinkEvent, Request};
use rushes::tui::options::Options;
use rustix::process::Signal;

use super::models::{engine, folder, job, night, progress, running, vitals};
use crate::support::screen::Screen;

const STAGE: &str = "RUSHES_TEST_STAGE";
/// Long enough for a busy machine; nothing waits that long when all is well.
const SOON: Duration = Duration::from_secs(20);

/// Is the program on the terminal, when it is told so; else there is nothing to do.
#[test]
fn actor() {
    if std::env::var_os(STAGE).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let left = runtime.block_on(async {
        let (link, end) = rushes::tui::pair();
        tokio::spawn(play(end));
        let options = Options::from_environment(|name| std::env::var(name).ok());
        rushes::tui::run(link, options).await
    });
    let code = match left {
        Ok(farewell) => {
            rushes::tui::last_words(&farewell.to_string());
            farewell.signal.map_or(0, |signal| 128 + signal)
        }
        Err(error) => {
            rushes::tui::last_words(&format!("failed: {error}"));
            1
        }
    };
    std::process::exit(code);
}

async fn play(mut end: EngineEnd) {
    let mut seq = 0;
    let mut message = |change| {
        seq += 1;
        LinkEvent::Message(StreamMessage { seq, change })
    };
    end.events.send(LinkEvent::Connected).await.ok();
    let snapshot = Change::Snapshot { engine: engine(), vitals: vitals(), jobs: night(), folder: Some(folder()) };
    end.events.send(message(snapshot)).await.ok();
    let mut percent = 63.0;
    let mut beat = tokio::time::interval(Duration::from_millis(20));
    loop {
        let change = tokio::select! {
            request = end.requests.recv() => match request {
                None => return,
                Some(Request::Retry(_)) => panic!("the play ends here"),
                Some(Request::Cancel(id)) => Change::Job { job: job(id, "opening-titles", JobState::Cancelled) },
                Some(_) => continue,
            },
            _ = beat.tick() => {
                percent += 0.01;
                let progress = progress(percent, percent * 5.0);
                Change::Job { job: JobView { percent, progress: Some(progress), ..running(6, "long-night") } }
            }
        };
        let event = message(change);
        if end.events.send(event).await.is_err() {
            return;
        }
    }
}

fn open(columns: u16, rows: u16) -> Screen {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["tui::stage::actor", "--exact", "--nocapture", "--test-threads=1"]);
    for (name, value) in [
        (STAGE, "1"),
        ("TERM", "xterm-256color"),
        ("LC_ALL", "C.UTF-8"),
        ("SSH_CONNECTION", "1 2 3 4"),
        ("RUST_BACKTRACE", "0"),
    ] {
        command.env(name, value);
    }
    for name in ["NO_COLOR", "COLORTERM"] {
        command.env_remove(name);
    }
    let screen = Screen::spawn(command, columns, rows);
    screen.wait_for("long-night", SOON);
    screen
}

fn assert_given_back(screen: &Screen) {
    screen.wait_that("back on the first screen", SOON, |screen| !screen.on_other_screen() && !screen.cursor_hidden());
}

#[test]
fn q_gives_the_terminal_back_and_says_that_the_engine_goes_on() {
    let mut screen = open(80, 24);
    assert!(screen.on_other_screen() && screen.cursor_hidden());
    screen.send("q");
    assert_eq!(screen.wait_exit(SOON).exit_code(), 0);
    assert_given_back(&screen);
    let text = screen.wait_for("engine goes on; 2 jobs run. Come back with: rushes", SOON);
    assert!(!text.contains("long-night"), "{text}");
}

#[test]
fn ctrl_c_is_q() {
    let mut screen = open(80, 24);
    screen.send("\x03");
    assert_eq!(screen.wait_exit(SOON).exit_code(), 0);
    assert_given_back(&screen);
}

#[test]
fn keys_reach_the_engine_and_what_it_says_reaches_the_screen() {
    let mut screen = open(80, 24);
    screen.send("x");
    screen.wait_for("Cancel opening-titles, default?", SOON);
    screen.send("y");
    screen.wait_for("cancelled", SOON);
    screen.send("y");
    screen.wait_for("copied: /home/ana/film/out/opening-titles.mp4", SOON);
    let bytes = screen.bytes();
    let osc52 = b"\x1b]52;c;L2hvbWUvYW5hL2ZpbG0vb3V0L29wZW5pbmctdGl0bGVzLm1wNA==";
    screen.wait_that("copied", SOON, |_| bytes.windows(osc52.len()).any(|window| window == osc52));
}

#[test]
fn a_new_size_gets_its_own_layout() {
    let mut screen = open(80, 24);
    screen.resize(140, 40);
    screen.wait_for("projects in /home/ana/film", SOON);
    screen.resize(39, 9);
    screen.wait_for("rushes needs 40x10", SOON);
    screen.resize(50, 12);
    let text = screen.wait_for("? help", SOON);
    assert!(text.lines().next().unwrap().contains("rushes  render-03"), "{text}");
}

#[test]
fn signals_end_it_within_a_second_and_give_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let mut screen = open(80, 24);
        screen.signal(signal);
        let status = screen.wait_exit(Duration::from_secs(3));
        assert_eq!(status.exit_code(), code, "{signal:?}");
        assert_given_back(&screen);
    }
}

#[test]
fn a_closed_terminal_ends_it_within_a_second() {
    let mut screen = open(80, 24);
    screen.hang_up();
    screen.wait_exit(Duration::from_secs(3));
}

#[test]
fn a_stalled_terminal_neither_holds_up_a_signal_nor_the_way_back() {
    let mut screen = open(200, 50);
    screen.stall(true);
    // Whole screens, until no more go through.
    for _ in 0..40 {
        screen.send("\x0c");
    }
    screen.signal(Signal::TERM);
    assert_eq!(screen.wait_exit(Duration::from_secs(3)).exit_code(), 143);
}

#[test]
fn a_terminal_that_wakes_up_shows_the_newest_state() {
    let mut screen = open(80, 24);
    screen.stall(true);
    for _ in 0..40 {
        screen.send("\x0c");
    }
    screen.send("?");
    screen.stall(false);
    screen.wait_for("keys: queue", SOON);
}

#[test]
fn unknown_bytes_are_harmless() {
    let mut screen = open(80, 24);
    screen.send(
        b"\x1b[999;999;999~\x1b[?1;2c\x1bP1+r\x1b\\\x1b]11;rgb:0/0/0\x07\xff\xfe\x00\x1b[<35;999;999M\x1b[I\x1b[O",
    );
    screen.send("?");
    screen.wait_for("keys: queue", SOON);
}

#[test]
fn a_paste_presses_no_keys() {
    let mut screen = open(80, 24);
    screen.send("\x1b[200~q\ry\r\x1b[201~?");
    screen.wait_for("keys: queue", SOON);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let mut screen = open(80, 24);
    screen.send("/failed\rr");
    let status = screen.wait_exit(SOON);
    assert_eq!(status.exit_code(), 1);
    assert_given_back(&screen);
    screen.wait_for("the play ends here", SOON);
    screen.wait_for("the engine goes on", SOON);
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_comes_back() {
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    for (name, value) in [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("PS1", "ready> "), (STAGE, "1")] {
        command.env(name, value);
    }
    let mut screen = Screen::spawn(command, 80, 24);
    screen.wait_for("ready>", SOON);
    let program = std::env::current_exe().unwrap();
    screen.send(format!("'{}' tui::stage::actor --exact --nocapture --test-threads=1\r", program.display()));
    screen.wait_for("long-night", SOON);
    screen.send("\x1a");
    screen.wait_until("Stopped", SOON, |text| text.contains("Stopped") && text.trim_end().ends_with("ready>"));
    assert!(!screen.on_other_screen() && !screen.cursor_hidden());
    screen.send("fg\r");
    screen.wait_that("back", SOON, Screen::on_other_screen);
    screen.wait_for("long-night", SOON);
    screen.send("q");
    screen.wait_for("engine goes on", SOON);
}

#[test]
fn ctrl_z_where_nobody_can_bring_it_back_comes_back_by_itself() {
    let mut screen = open(80, 24);
    screen.send("\x1a");
    screen.wait_that("on the first screen", SOON, |screen| !screen.on_other_screen());
    screen.wait_that("back", SOON, Screen::on_other_screen);
    screen.wait_for("long-night", SOON);
    screen.send("q");
    screen.wait_exit(SOON);
}

#[test]
fn news_are_drawn_at_most_eight_times_a_second_and_never_on_a_cleared_screen() {
    let screen = open(80, 24);
    let count = |what: &[u8]| screen.bytes().windows(what.len()).filter(|window| *window == what).count();
    let frames = || count(b"\x1b[?2026h");
    let (clears, before) = (count(b"\x1b[2J"), frames());
    let start = std::time::Instant::now();
    screen.wait_that("ten frames on", SOON, |_| frames() >= before + 10);
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(8 * 125), "ten frames in {took:?}, though news come every 20 ms");
    assert_eq!(count(b"\x1b[2J"), clears);
}
