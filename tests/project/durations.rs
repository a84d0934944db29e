//! How long projects, layers and sounds are.

use std::path::Path;

use rushes::base::Rational;
use rushes::base::facts::{Content, Facts};
use rushes::project::{Severity, duration, judge, layer_span, layer_speed, sound_span};

use super::fixture::{facts, project, seconds};

#[test]
fn a_project_lasts_until_the_last_thing_with_an_end_of_its_own() {
    let clip = "rushes: 1\nlayers: [ { solid: red }, { video: clip.mp4, at: 1s, from: 4s } ]\n";
    assert_eq!(duration(&project(clip), &facts()), Some(Rational::from_int(7)));
    let sound = "rushes: 1\naudio: [ { source: voice.wav, at: 4s } ]\nlayers: [ { text: Hi, at: 0s..5s } ]\n";
    assert_eq!(duration(&project(sound), &facts()), Some(Rational::from_int(9)));
    let said = "rushes: 1\ncanvas: { duration: 3s }\nlayers: [ { video: clip.mp4 } ]\n";
    assert_eq!(duration(&project(said), &facts()), Some(Rational::from_int(3)));
    let nothing = "rushes: 1\nlayers: [ { solid: red, opacity: [ 0s: 0, 5s: 1 ] } ]\n";
    assert_eq!(duration(&project(nothing), &facts()), None);
    // Without facts a clip has no length, and a range that is said still has.
    assert_eq!(duration(&project(clip), &Facts::default()), None);
    let ranged = "rushes: 1\nlayers: [ { video: clip.mp4, from: 2s..5s } ]\n";
    assert_eq!(duration(&project(ranged), &Facts::default()), Some(Rational::from_int(3)));
}

#[test]
fn speed_changes_how_long_a_clip_lasts() {
    let fast = project("rushes: 1\nlayers: [ { video: clip.mp4, speed: 2.5, from: 5s } ]\n");
    assert_eq!(duration(&fast, &facts()), Some(Rational::from_int(2)));
    let fitted = project("rushes: 1\nlayers: [ { video: clip.mp4, at: 1s..4s, from: 2s..3s } ]\n");
    assert_eq!(layer_speed(&fitted.layers[0]), seconds(1, 3));
    assert_eq!(layer_span(&fitted.layers[0], &facts(), Rational::from_int(9)), (Rational::ONE, Rational::from_int(4)));
}

#[test]
fn what_has_no_length_lasts_the_whole_project() {
    let text = project("rushes: 1\ncanvas: { duration: 8s }\nlayers: [ { text: Hi, at: 2s }, { solid: red } ]\n");
    let span = |index: usize| layer_span(&text.layers[index], &facts(), Rational::from_int(8));
    assert_eq!(span(0), (Rational::from_int(2), Rational::from_int(8)));
    assert_eq!(span(1), (Rational::ZERO, Rational::from_int(8)));
}

#[test]
fn a_file_that_breaks_off_ends_where_it_does() {
    let torn = project("rushes: 1\nlayers: [ { video: torn.mp4 } ]\n");
    assert_eq!(duration(&torn, &facts()), Some(seconds(5, 2)));
}

#[test]
fn a_sound_lasts_as_long_as_its_source_or_its_range() {
    let sound = project(
        "rushes: 1\naudio: [ { source: voice.wav, at: 1s, from: 2s }, { source: voice.wav, at: 0s..3s } ]\nlayers: [ { solid: red } ]\n",
    );
    let span = |index: usize| sound_span(&sound.audio[index], &facts(), Rational::from_int(60));
    assert_eq!(span(0), (Rational::ONE, Rational::from_int(4)));
    assert_eq!(span(1), (Rational::ZERO, Rational::from_int(3)));
    let fast = project("rushes: 1\naudio: [ { source: voice.wav, from: 1s, speed: 2 } ]\nlayers: [ { solid: red } ]\n");
    assert_eq!(duration(&fast, &facts()), Some(Rational::from_int(2)));
    let looped = project("rushes: 1\naudio: [ { source: voice.wav, loop: true } ]\nlayers: [ { solid: red } ]\n");
    assert_eq!(duration(&looped, &facts()), None, "it goes on for as long as there is something else");
    assert_eq!(sound_span(&looped.audio[0], &facts(), seconds(60, 1)), (Rational::ZERO, seconds(60, 1)));
}

#[test]
fn a_sound_that_starts_late_in_its_file_ends_late() {
    let mut facts = facts();
    let Some(Content::Media { audio, .. }) =
        facts.sources.get_mut(Path::new("/films/voice.wav")).map(|source| &mut source.content)
    else {
        panic!("no voice")
    };
    audio[0].start = seconds(1, 2);
    let whole = project("rushes: 1\naudio: [ { source: voice.wav, at: 1s } ]\nlayers: [ { solid: red } ]\n");
    assert_eq!(duration(&whole, &facts), Some(seconds(13, 2)));
    let refused = |range: &str| {
        let text = format!(
            "rushes: 1\ncanvas: {{ duration: 9s }}\naudio: [ {{ source: voice.wav, from: {range} }} ]\nlayers: [ {{ solid: red }} ]\n"
        );
        judge(&project(&text), &facts).iter().any(|problem| problem.severity == Severity::Error)
    };
    assert!(!refused("2s..5.5s") && !refused("5.2s"), "the file has sound there");
    assert!(refused("2s..6s") && refused("5.5s"), "the file has no sound there");
}
