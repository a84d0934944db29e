//! Documents that are made to cost: each is refused, and quickly.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::fixture::read;

fn refused(name: &str, text: &str, because: &str) {
    let begun = work_done();
    let reading = read(text);
    let took = work_done() - begun;
    assert!(reading.project.is_none(), "{name} is accepted");
    let said: Vec<&str> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(said.iter().any(|message| message.contains(because)), "{name}: {:?}", &said[..said.len().min(3)]);
    assert!(reading.problems.len() <= 600, "{name}: {} problems", reading.problems.len());
    assert!(took < Duration::from_millis(100), "{name} took {took:?}");
}

/// Processor time of this thread: a busy box must not fail what is about the document.
fn work_done() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap())
}

#[test]
fn a_billion_laughs_are_not_heard() {
    let mut text = "rushes: 1\nx-a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for (before, name) in ('a'..='h').zip('b'..='i') {
        let aliases = vec![format!("*{before}"); 9].join(", ");
        writeln!(text, "x-{name}: &{name} [{aliases}]").unwrap();
    }
    refused("billion laughs", &text, "aliases repeat more than 10000 values");
}

#[test]
fn many_aliases_of_one_large_text_cost_nothing() {
    let aliases = "*a, ".repeat(20_000);
    let text = format!("rushes: 1\nx-a: &a \"{}\"\nx-b: [{aliases}]\n", "a".repeat(500_000));
    refused("large text", &text, "aliases repeat more than 10000 values");
}

#[test]
fn depth_is_limited() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")] {
        let text = format!("rushes: 1\nx: {}{}\n", open.repeat(100_000), close.repeat(100_000));
        refused(open, &text, "nested more than 32 levels deep");
    }
    let block: String = (0..200).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    refused("block", &format!("rushes: 1\n{block}"), "nested more than 32 levels deep");
    refused("dashes", &format!("rushes: 1\nx:\n {}1\n", "- ".repeat(5000)), "nested more than 32 levels deep");
}

#[test]
fn size_is_limited() {
    refused("size", &format!("rushes: 1\ntitle: {}\n", "a".repeat(1 << 20)), "the limit is 1048576");
}

#[test]
fn thousands_of_mistakes_are_told_up_to_a_bound() {
    let layers = "- {a: 1}\n".repeat(20_000);
    refused("layers", &format!("rushes: 1\nlayers:\n{layers}"), "more than 10000 layers");
    let keys: String = (0..20_000).map(|key| format!("k{key}: 1\n")).collect();
    refused("keys", &format!("rushes: 1\n{keys}"), "more than 500 problems");
    let twice = "a: 1\n".repeat(40_000);
    refused("twice", &format!("rushes: 1\n{twice}"), "a second time");
}

#[test]
fn variables_can_not_blow_a_document_up() {
    let uses = "\"${a}${a}${a}${a}${a}${a}${a}${a}\", ".repeat(10_000);
    let text = format!("rushes: 1\nvars: {{ a: \"{}\" }}\nlayers: [{uses}]\n", "a".repeat(100_000));
    refused("variables", &text, "variables make the document larger");
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stand() {
    let file = Path::new("a.yaml");
    let problem = rushes::project::decode(file, b"rushes: 1\ntitle: \"M\xfcnchen\"\n").unwrap_err();
    assert_eq!((problem.line, problem.column, problem.message.as_str()), (2, 10, "the byte 0xfc is no UTF-8"));
    assert!(rushes::project::decode(file, &[0xff, 0xfe, 0x72, 0x00]).unwrap_err().message.contains("UTF-16"));
    assert!(rushes::project::decode(file, &vec![b'a'; (1 << 20) + 1]).is_err());
    assert_eq!(rushes::project::decode(file, "title: München".as_bytes()).unwrap(), "title: München");
}

#[test]
fn control_characters_and_odd_numbers_are_refused() {
    refused("zero byte", "rushes: 1\ntitle: a\0b\n", "control character \\u{0}");
    refused("escape", "rushes: 1\ntitle: \u{1b}[31m\n", "control character \\u{1b}");
    refused("not a number", "rushes: 1\nlayers: [{solid: red, opacity: .nan, scale: .inf}]\n", "found `.nan`");
    let huge = format!("rushes: 1\nlayers: [{{solid: red, scale: {}}}]\n", "9".repeat(5000));
    refused("huge number", &huge, "expected a number");
}

#[test]
fn many_expressions_that_follow_the_sound_cost_no_more_than_others() {
    let of = |expression: &str| {
        let layer =
            format!("{{solid: red, opacity: '{expression}', rotate: '{expression}', radius: '{expression}'}}, ");
        format!(
            "rushes: 1\ncanvas: {{duration: 3s}}\naudio: [{{source: music.mp3}}]\nlayers: [{}]\n",
            layer.repeat(2_000)
        )
    };
    let read_in = |text: &str| {
        let begun = work_done();
        assert!(read(text).project.is_some());
        work_done() - begun
    };
    let (others, hearing) = (read_in(&of("= t + 1")), read_in(&of("= bass ")));
    assert!(hearing < others * 3, "{hearing:?} and not {others:?}");
}

#[test]
fn a_large_project_whose_sound_is_still_to_come_is_a_project() {
    let layers = "- {solid: red, opacity: '= bass'}\n".repeat(600);
    let reading = read(&format!("rushes: 1\ncanvas: {{duration: 3s}}\nlayers:\n{layers}"));
    let said: Vec<&str> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(reading.project.is_some(), "{:?}", said.last());
    assert!(said.iter().all(|message| message.contains("follows the sound, but the project has none")), "{said:?}");
    assert!((1..100).contains(&said.len()), "{}", said.len());
}
