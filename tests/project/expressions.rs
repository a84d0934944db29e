//! Expressions as they are written: whatever stands behind a `=` is read or refused, where it stands.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::project::model::Moving;
use rushes::timeline::{Scene, Timeline};

use super::fixture;

const HEAD: &str = "rushes: 1
canvas: { duration: 1s }
vars: { speed: 2 }
tempo: { bpm: 90 }
tracks: { kick: { pattern: \"x.\", loop: true }, hi-hat: { pattern: \"x.\" } }
layers:
- solid: red
  rotate: ";

fn read(text: &str) {
    let document = format!("{HEAD}{}\n", serde_json::to_string(&format!("= {text}")).unwrap());
    let reading = fixture::read(&document);
    for problem in &reading.problems {
        let line = document.lines().nth(problem.line - 1).unwrap_or_else(|| panic!("{text:?}: {problem:?}"));
        assert!(problem.column <= line.chars().count() + 2, "{text:?}: {problem:?}");
    }
    let Some(project) = reading.project else { return };
    let timeline = Timeline::new(&project, &fixture::facts(), &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(1, 3), &mut scene);
    assert!(scene.layers[0].placement.rotate.is_finite(), "{text:?}");
}

#[test]
fn all_that_may_be_written_nested_is_read_in_no_time() {
    // Each of these would grow without bounds if parts of it were copied at every level.
    let mut truth = "t < 1".to_owned();
    let mut sum = "t".to_owned();
    for level in 0..40 {
        truth = format!("({truth} ? t < {level} : t > {level})");
        sum = format!("mix({sum}, {sum_short}, t)", sum_short = level);
    }
    read(&format!("{truth} ? 1 : 2"));
    read(&sum);
    for (open, close) in [("(", ")"), ("-", ""), ("!", ""), ("sin(", ")"), ("1 ? ", " : 1"), ("t^", ""), ("t + ", "")] {
        read(&format!("{}t{}", open.repeat(50), close.repeat(50)));
        read(&format!("{}t{}", open.repeat(5000), close.repeat(5000)));
    }
}

#[test]
fn an_expression_may_stand_wherever_a_value_moves() {
    let project = fixture::project(&format!("{HEAD}= t\n"));
    assert!(matches!(project.layers[0].rotate, Moving::Formula(_)));
    // Names of tracks may hold what is a sign elsewhere.
    for text in ["note(hi-hat)", "note( hi-hat )", "env('hi-hat', 0, 1, 0.5, 1)", "speed * t", "max(1,2,3,4,5,6,7,8)"] {
        fixture::project(&format!("{HEAD}{}\n", serde_json::to_string(&format!("= {text}")).unwrap()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_text_brings_it_down(text in "\\PC{0,60}") {
        read(&text);
    }

    #[test]
    fn no_order_of_words_brings_it_down(words in proptest::collection::vec(prop::sample::select(vec![
        "(", ")", ",", "+", "-", "*", "/", "^", "<", "==", "&&", "||", "!", "?", ":", "t", "1", "0", "1e300", ".5",
        "sin(", "min(", "clamp(", "phase(", "pulse(", "note(", "env(", "kick", "bar", "beat", "1/4", "bass", "band(",
        "rand(", "noise(", "5%", "2px", "90deg", "speed", "true", "w", "progress", "é", "=", "%", "\\", "'", "${speed}",
    ]), 0..25)) {
        read(&words.join(" "));
        read(&words.concat());
    }
}
