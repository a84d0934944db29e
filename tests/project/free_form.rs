//! Reading never panics and never takes long, whatever stands in the file.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use rushes::project::render_problem;

use super::fixture::{facts, read, read_with};

const WHOLE_FORMAT: &str = include_str!("whole_format.yaml");

const PLAIN: &str = r##"rushes: 1
title: Plain
canvas: { size: 640x360, fps: 25, background: "#101828", duration: 4s }
vars: { name: Anna, at: { type: time, default: 1s } }
tempo: { bpm: 120 }
audio: [ { source: clip.mp4, from: 1s..5s, gain: -3dB, fade: { in: 1s } } ]
layers:
  - { video: clip.mp4, at: 0s..4s, from: 2s..6s, fit: contain }
  - text: "Hi ${name}"
    size: 40px
    opacity: [ 0s: 0, "${at}": 1 ease out-cubic, 3b: 0.5 ]
    position: [ 0s: [0px, 0px], +1s: { to: [50%, 50%], ease: in-out-sine } ]
exports:
  default: { quality: low, video: { crf: 20 }, output: "renders/${name}.mp4" }
"##;

fn survives(text: &str) {
    let begun = Instant::now();
    let reading = read(text);
    for problem in reading.problems.iter().chain(&reading.judge(&facts())) {
        let shown = render_problem(problem, Some(text));
        assert!(!shown.contains('\u{1b}'));
        assert!(!problem.message.is_empty());
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "took {:?}", begun.elapsed());
}

#[test]
fn the_plain_document_is_fine() {
    let reading = read(PLAIN);
    assert!(reading.problems.is_empty(), "{:#?}", reading.problems);
    assert!(reading.judge(&facts()).is_empty(), "{:#?}", reading.judge(&facts()));
}

/// A text with some of its characters replaced, dropped, doubled or swapped for signs that mean something to YAML.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let letters: Vec<char> = text.chars().collect();
    let signs =
        prop::sample::select("{}[]:,#&*!|>'\"%@`-?.$~<+=0a \n\t\u{0}\u{e9}\u{1f600}".chars().collect::<Vec<_>>());
    prop::collection::vec((0..letters.len(), 0u8..4, signs), 1..8).prop_map(move |changes| {
        let mut letters = letters.clone();
        for (place, change, sign) in changes {
            let place = place.min(letters.len().saturating_sub(1));
            match change {
                _ if letters.is_empty() => letters.push(sign),
                0 => letters[place] = sign,
                1 => letters.insert(place, sign),
                2 => drop(letters.remove(place)),
                _ => letters.truncate(place + 1),
            }
        }
        letters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "\\PC{0,300}") {
        survives(&text);
    }

    #[test]
    fn any_signs_of_yaml_are_answered(text in "(rushes: 1\n)?[a-c{}\\[\\]:,#&*!|>'\"%@` \n\t?-]{0,120}") {
        survives(&text);
    }

    #[test]
    fn a_changed_document_is_answered(text in mutated(PLAIN)) {
        survives(&text);
    }

    #[test]
    fn the_changed_whole_format_is_answered(text in mutated(WHOLE_FORMAT)) {
        survives(&text);
    }

    #[test]
    fn any_value_can_be_set(value in "\\PC{0,40}") {
        let reading = read_with(PLAIN, &[("name", &value)]);
        // A text takes any text; only as part of the output's path it can be wrong.
        let wrong: Vec<_> = reading.problems.iter().filter(|problem| !problem.path.ends_with("output")).collect();
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
        let _ = read_with(PLAIN, &[("at", &value), ("nothing", &value)]);
    }
}
