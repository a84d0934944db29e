//! Which captions are seen when, and where they stand.

use rushes::base::Digest;
use rushes::base::Rational;
use rushes::base::captions::CaptionFacts;
use rushes::base::facts::{Content, Facts, FileIdentity, SourceFacts};
use rushes::project::model::{Align, Length, Text};
use rushes::project::{duration, judge};
use rushes::timeline::captions::read;
use rushes::timeline::scene::{Placement, SceneLayer};
use rushes::timeline::{Scene, SceneContent, Timeline};

use super::captions::ms;
use crate::support::films;

fn facts(name: &str, captions: CaptionFacts) -> Facts {
    let mut facts = films::facts(Rational::from_int(25), 20);
    let identity = FileIdentity { device: 1, inode: 1, size: 1, modified_ns: 1, changed_ns: 1 };
    let source = SourceFacts { identity, hash: Digest::of(name.as_bytes()), content: Content::Captions(captions) };
    facts.sources.insert(format!("/films/{name}").into(), source);
    facts
}

/// A timeline of 1000×500 whose only layer is captions of a file with these contents.
fn timeline(layer: &str, text: &str) -> Timeline {
    let ending = layer.split(['.', ',', ' ']).nth(2).unwrap();
    let project =
        films::project(&format!("rushes: 1\ncanvas: {{ size: 1000x500, fps: 10 }}\nlayers:\n  - {{ {layer} }}\n"));
    let facts = facts(&format!("talk.{ending}"), read(ending, text.as_bytes()));
    Timeline::new(&project, &facts, &project.exports[0])
}

/// Every text that is seen, from the bottom, with its placement.
fn seen(timeline: &Timeline, time: Rational) -> Vec<(Text, Placement)> {
    fn collect(layers: &[SceneLayer], found: &mut Vec<(Text, Placement)>) {
        for layer in layers {
            match &layer.content {
                SceneContent::Text(text) => found.push(((**text).clone(), layer.placement)),
                SceneContent::Group { layers, .. } | SceneContent::Stack(layers) => collect(layers, found),
                other => panic!("{other:?}"),
            }
        }
    }
    let mut scene = Scene::default();
    timeline.scene_at(time, &mut scene);
    let mut found = Vec::new();
    collect(&scene.layers, &mut found);
    found
}

fn words(timeline: &Timeline, time: Rational) -> Vec<String> {
    seen(timeline, time).into_iter().map(|(text, _)| text.text).collect()
}

const TWO: &str = "1\n00:00:01,000 --> 00:00:03,000\nfirst\n\n2\n00:00:02,500 --> 00:00:04,000\nsecond\n";

#[test]
fn a_caption_is_seen_from_its_first_moment_to_its_last() {
    let timeline = timeline("captions: talk.srt", TWO);
    let at = |time| words(&timeline, ms(time));
    assert_eq!(at(999), Vec::<String>::new());
    assert_eq!(at(1000), ["first"]);
    assert_eq!(at(2500), ["first", "second"]);
    assert_eq!(at(3000), ["second"]);
    assert_eq!(at(3999), ["second"]);
    // The layer, and with it the project, ends with the last caption.
    assert_eq!(timeline.frames().count, 40);
    assert_eq!(at(4000), Vec::<String>::new());
}

#[test]
fn captions_follow_their_layer_s_start_range_and_speed() {
    let timeline = timeline("captions: talk.srt, at: 10s, from: 2s..4s, speed: 2", TWO);
    assert_eq!(words(&timeline, ms(10_000)), ["first"]);
    assert_eq!(words(&timeline, ms(10_250)), ["first", "second"]);
    assert_eq!(words(&timeline, ms(10_999)), ["second"]);
    assert_eq!(timeline.frames().count, 110);
}

#[test]
fn captions_stand_at_the_bottom_unless_the_file_or_the_document_says_otherwise() {
    let top = "1\n00:00:00,000 --> 00:00:01,000\n{\\an7}up\n\n2\n00:00:01,000 --> 00:00:02,000\ndown\n";
    let usual = timeline("captions: talk.srt", top);
    let (text, placement) = seen(&usual, ms(1500)).remove(0);
    assert_eq!((placement.position, placement.anchor_fraction), ([500.0, 475.0], [0.5, 1.0]));
    assert_eq!(
        (text.size, text.weight, text.align, text.max_width),
        (25.0, 600, Align::Center, Some(Length::Percent(80.0)))
    );
    let dress = text.dress.unwrap();
    assert!(dress.stroke.is_some() && dress.plate.is_none(), "readable on anything");
    let (text, placement) = seen(&usual, ms(500)).remove(0);
    assert_eq!((placement.position, placement.anchor_fraction, text.align), ([50.0, 25.0], [0.0; 2], Align::Left));

    let placed = timeline("captions: talk.srt, position: [50%, 20%], size: 50px, box: { padding: 10% }", top);
    for time in [500, 1500] {
        let (text, placement) = seen(&placed, ms(time)).remove(0);
        assert_eq!((placement.position, placement.anchor_fraction), ([500.0, 100.0], [0.5, 1.0]));
        assert_eq!((text.size, text.align), (50.0, Align::Center));
        let dress = text.dress.unwrap();
        assert_eq!((dress.stroke, dress.plate.map(|plate| plate.padding)), (None, Some(5.0)));
    }
}

#[test]
fn styles_of_a_script_come_before_the_layer_s_own() {
    let script = "[Script Info]\nPlayResX: 200\nPlayResY: 100\n[V4+ Styles]\n\
        Style: Default,Lato,20,&H0000FFFF,&H0,&H00FF0000,&H0,-1,0,0,0,100,100,0,0,1,2,0,8,10,10,10,1\n[Events]\n\
        Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,one {\\i1}two\n\
        Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,{\\pos(100,50)}there\n";
    let timeline = timeline("captions: talk.ass, font: Inter, color: red, stroke: { width: 1px }", script);
    let found = seen(&timeline, ms(0));
    let (text, placement) = &found[0];
    assert_eq!(text.font, ["Lato", "Inter"]);
    assert_eq!((text.color.r, text.color.g, text.color.b, text.weight), (1.0, 1.0, 0.0, 700));
    let dress = text.dress.as_ref().unwrap();
    // Two script pixels of a hundred are ten of ours on each side of the outline.
    assert!((dress.stroke.unwrap().width - 20.0).abs() < 1e-9 && dress.stroke.unwrap().color.b == 1.0);
    assert_eq!((dress.stretches[0].from, dress.stretches[0].italic), (4, Some(true)));
    assert_eq!((placement.position, placement.anchor_fraction), ([500.0, 50.0], [0.5, 0.0]));
    assert_eq!((found[1].1.position, found[1].1.anchor_fraction), ([500.0, 250.0], [0.5, 0.0]));
}

#[test]
fn captions_of_one_place_are_stacked_and_fixed_ones_are_not() {
    let script = "[Script Info]\nPlayResX: 200\nPlayResY: 100\n[Events]\n\
        Dialogue: 0,0:00:00.00,0:00:09.00,,,0,0,0,,a\nDialogue: 0,0:00:00.00,0:00:09.00,,,0,0,0,,b\n\
        Dialogue: 0,0:00:00.00,0:00:09.00,,,0,0,0,,{\\an8}c\n\
        Dialogue: 0,0:00:00.00,0:00:09.00,,,0,0,0,,{\\pos(9,9)}d\nDialogue: 0,0:00:00.00,0:00:09.00,,,0,0,0,,{\\pos(9,9)}e\n";
    let mut scene = Scene::default();
    timeline("captions: talk.ass", script).scene_at(ms(1000), &mut scene);
    let SceneContent::Group { size: (1000, 500), layers } = &scene.layers[0].content else { panic!("{scene:?}") };
    let stacks: Vec<usize> = layers
        .iter()
        .map(|layer| if let SceneContent::Stack(layers) = &layer.content { layers.len() } else { 0 })
        .collect();
    assert_eq!(stacks, [2, 1, 1, 1]);
}

#[test]
fn a_crowd_of_captions_shows_the_latest() {
    let crowd: String = (0..100).map(|n| format!("00:00:00,{n:03} --> 00:10:00,000\nno {n}\n\n")).collect();
    let timeline = timeline("captions: talk.srt", &crowd);
    let found = words(&timeline, ms(1000));
    assert_eq!((found.len(), found.last().map(String::as_str)), (16, Some("no 99")));
}

#[test]
fn remarks_on_a_file_are_warnings_at_its_key() {
    let project = films::project("rushes: 1\nlayers:\n  - captions: talk.srt\n");
    let found = read("srt", b"00:00:01,000 --> 00:00:02,000\nhi\n\n00:00:02,000 --> oh\nno\n");
    let problems = judge(&project, &facts("talk.srt", found.clone()));
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].line, problems[0].path.as_str()), (3, "layers[0].captions"));
    assert!(problems[0].message.starts_with("`talk.srt`, line 4: `00:00:02,000 --> oh` is no time"), "{problems:?}");
    assert_eq!(duration(&project, &facts("talk.srt", found)), Some(Rational::from_int(2)));
    // A file that holds something else.
    let problems = judge(&project, &{
        let mut facts = films::facts(Rational::from_int(25), 20);
        let clip = facts.sources[std::path::Path::new("/films/clip.mp4")].clone();
        facts.sources.insert("/films/talk.srt".into(), clip);
        facts
    });
    assert_eq!(problems[0].message, "`talk.srt` holds no captions");
}

#[test]
fn a_text_is_revealed_unit_by_unit_and_then_stands() {
    let at = |reveal: &str, time| {
        let project = films::project(&format!(
            "rushes: 1\ncanvas: {{ duration: 9s }}\nlayers:\n  - {{ text: \"Ae\u{301} 👩🏽‍🚀\\ngo on\", at: 1s, reveal: {{ {reveal} }} }}\n"
        ));
        let timeline = Timeline::new(&project, &films::facts(Rational::from_int(25), 20), &project.exports[0]);
        let mut scene = Scene::default();
        timeline.scene_at(ms(time), &mut scene);
        match scene.layers.pop().map(|layer| layer.content) {
            Some(SceneContent::Reveal { units, .. }) => Some(units),
            Some(SceneContent::Text(_)) => None,
            other => panic!("{other:?}"),
        }
    };
    // A, é, the space, an astronaut of four code points, and five of the second line: nine.
    assert_eq!(
        [1000, 1099, 1100, 1799, 1800].map(|time| at("every: 100ms", time)),
        [Some(1), Some(1), Some(2), Some(8), None]
    );
    assert_eq!(
        [1000, 1500, 2499, 2500].map(|time| at("by: word, every: 0.5s", time)),
        [Some(1), Some(2), Some(3), None]
    );
    assert_eq!(at("by: line, every: 1s", 2000), Some(2));
}
