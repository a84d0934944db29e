//! Documents that are right, and the project that each says.

use rushes::base::Rational;
use rushes::project::model::{Align, Curve, Ease, Fit, Hold, Key, Kind, Length, Moving, OnExists, Rgba, Span};
use rushes::project::{Wanted, read, render_problem};

use super::fixture::{self, project, read_with, seconds};

const RED: Rgba = Rgba { r: 1.0, g: 0.0, b: 0.0, a: 1.0 };

#[test]
fn what_is_left_out_has_its_default() {
    let project = project("rushes: 1\nlayers: [ { solid: red } ]\ncanvas: { duration: 2s }\n");
    assert_eq!((project.canvas.width, project.canvas.height), (1920, 1080));
    assert_eq!(project.canvas.fps, Rational::from_int(30));
    assert_eq!(project.title, None);
    let [export] = &project.exports[..] else { panic!("one export") };
    assert_eq!(export.name, "default");
    assert_eq!(export.size, (1920, 1080));
    assert_eq!((export.video.preset.as_str(), export.video.crf), ("medium", 23.0));
    assert_eq!((export.video.gop, export.chunk), (Rational::from_int(2), Rational::from_int(4)));
    assert_eq!(export.sound.as_ref().map(|sound| sound.bitrate), Some(192_000));
    assert_eq!(export.on_exists, OnExists::Own);
    assert_eq!(export.output.to_str(), Some("/films/renders/opening.mp4"));
    let layer = &project.layers[0];
    assert_eq!(layer.kind, Kind::Solid(RED));
    assert_eq!(layer.position, Moving::Constant([Length::Percent(50.0); 2]));
    assert_eq!(layer.opacity, Moving::Constant(1.0));
    assert_eq!((layer.fit, layer.hold), (Fit::None, Hold::Unset));
}

#[test]
fn a_whole_project_is_read() {
    let project = project(
        r##"
rushes: 1
title: Opening
canvas: { size: 720p, fps: 29.97, background: "#0b0d12", duration: 90f }
vars: { name: Anna, hue: { type: color, default: "#ff0000" }, from: { type: time, default: 2s } }
audio:
  - { id: music, source: sound/../music.mp3, stream: 1, at: 1s..3s, from: 12s, gain: -3.5dB, fade: { in: 500ms } }
range: 0s..2s
layers:
  - { id: hero, video: ./clip.mp4, at: "${from}..4s", from: 1s..5s, hold: last, crop: { left: 10%, top: 4px } }
  - text: "Hi ${name}, $${name}"
    font: [ Inter, DejaVu Sans ]
    size: 10%
    weight: bold
    style: italic
    color: "${hue}"
    align: right
    max_width: 50%
    anchor: top-left
    rotate: 0.25turn
    scale: [1, -2]
exports:
  web: { quality: draft, size: 854x480, fps: 30, video: { crf: 20.5, tune: film }, sound: off, range: 1s..2s, output: "out/${name}.mp4", on_exists: suffix }
  half: { size: 360x202 }
"##,
    );
    assert_eq!((project.canvas.width, project.canvas.height, project.canvas.fps), (1280, 720, seconds(30_000, 1001)));
    assert_eq!(project.canvas.duration, Some(seconds(90 * 1001, 30_000)));
    assert!((project.canvas.background.b - 18.0 / 255.0).abs() < 1e-6);
    assert_eq!(project.vars["name"], "Anna");
    let sound = &project.audio[0];
    assert_eq!(sound.source.to_str(), Some("/films/sound/../music.mp3"));
    assert_eq!((sound.stream, &sound.gain, sound.fade.fade_in), (1, &Moving::Constant(-3.5), seconds(1, 2)));
    assert_eq!(sound.from, Some(Span { start: Rational::from_int(12), end: None }));
    let hero = &project.layers[0];
    assert_eq!(hero.kind, Kind::Video { source: "/films/clip.mp4".into() });
    assert_eq!(hero.at, Some(Span { start: Rational::from_int(2), end: Some(Rational::from_int(4)) }));
    assert_eq!((hero.fit, hero.hold), (Fit::Cover, Hold::Last));
    let crop = [&hero.crop.left, &hero.crop.top, &hero.crop.right];
    assert_eq!(crop, [Length::Percent(10.0), Length::Px(4.0), Length::Px(0.0)].map(Moving::Constant).each_ref());
    assert_eq!(rushes::project::layer_speed(hero), Rational::from_int(2));
    let Kind::Text(text) = &project.layers[1].kind else { panic!("a text") };
    assert_eq!(text.text, "Hi Anna, ${name}");
    assert_eq!(text.font, ["Inter", "DejaVu Sans"]);
    assert_eq!((text.size, text.weight, text.italic, text.color, text.align), (72.0, 700, true, RED, Align::Right));
    assert_eq!(text.max_width, Some(Length::Percent(50.0)));
    assert_eq!(project.layers[1].anchor, Moving::Constant([Length::Percent(0.0); 2]));
    assert_eq!(project.layers[1].rotate, Moving::Constant(90.0));
    assert_eq!(project.layers[1].scale, Moving::Constant([1.0, -2.0]));
    let web = project.export("web").unwrap();
    assert_eq!((web.size, web.fps, web.sound.clone()), ((854, 480), Rational::from_int(30), None));
    assert_eq!(
        (web.video.preset.as_str(), web.video.crf, web.video.tune.as_deref()),
        ("ultrafast", 20.5, Some("film"))
    );
    assert_eq!((web.on_exists, web.output.to_str()), (OnExists::Suffix, Some("/films/out/Anna.mp4")));
    assert_eq!(project.export("half").unwrap().output.to_str(), Some("/films/renders/opening-half.mp4"));
}

#[test]
fn keyframes_have_times_values_and_easings() {
    let project = project(
        r#"
rushes: 1
canvas: { duration: 10s }
layers:
  - solid: red
    at: 2s..8s
    opacity: [ 0s: 0, 1s: 0.5 ease out-cubic, +0.5s: 1 ease steps(4), +1s: { to: 0, ease: "cubic-bezier(0.1, 0.2, 0.3, 1.4)" } ]
    position: [ 0s: [50%, 120%], 30f: { to: [50%, 80%], ease: in-out-back } ]
    scale: [ 0s: 1, 1s: [2, 3] ]
"#,
    );
    let layer = &project.layers[0];
    let Moving::Keys(keys) = &layer.opacity else { panic!("keyframes") };
    let seen: Vec<_> = keys.iter().map(|key| (key.at, key.value, key.ease)).collect();
    assert_eq!(
        seen,
        [
            (Rational::ZERO, 0.0, Ease::Linear),
            (Rational::ONE, 0.5, Ease::Out(Curve::Cubic)),
            (seconds(5, 2), 1.0, Ease::Steps(4)),
            (Rational::from_int(3), 0.0, Ease::Bezier { x1: 0.1, y1: 0.2, x2: 0.3, y2: 1.4 }),
        ]
    );
    let Moving::Keys(keys) = &layer.position else { panic!("keyframes") };
    let lower = [Length::Percent(50.0), Length::Percent(80.0)];
    assert_eq!(keys[1], Key { at: Rational::ONE, value: lower, ease: Ease::InOut(Curve::Back) });
    let Moving::Keys(keys) = &layer.scale else { panic!("keyframes") };
    assert_eq!((keys[0].value, keys[1].value), ([1.0, 1.0], [2.0, 3.0]));
}

#[test]
fn beats_measure_times_everywhere() {
    let project = project(
        "rushes: 1\ntempo: { bpm: 120, offset: 250ms, signature: 3/4 }\ncanvas: { duration: 8bar }\nlayers: [ { solid: red, at: 1bar..2bar + 1b, opacity: [ 2b: 0, +1b: 1 ] } ]\n",
    );
    assert_eq!(project.canvas.duration, Some(Rational::from_int(12)));
    let layer = &project.layers[0];
    assert_eq!(layer.at, Some(Span { start: seconds(7, 4), end: Some(seconds(15, 4)) }));
    let Moving::Keys(keys) = &layer.opacity else { panic!("keyframes") };
    assert_eq!((keys[0].at, keys[1].at), (seconds(5, 4), seconds(9, 4)));
}

#[test]
fn set_replaces_what_the_document_says() {
    let text = "rushes: 1\nvars: { title: Hello, dur: { type: time, default: 2s } }\ncanvas: { duration: \"${dur}\" }\nlayers: [ { text: \"${title}\" } ]\n";
    let reading = read_with(text, &[("title", "Good morning: #1 {now}"), ("dur", "1:30")]);
    let project = reading.project.unwrap();
    assert_eq!(project.canvas.duration, Some(Rational::from_int(90)));
    let Kind::Text(shown) = &project.layers[0].kind else { panic!("a text") };
    assert_eq!(shown.text, "Good morning: #1 {now}");
}

#[test]
fn a_quoted_number_is_a_text_and_stays_one() {
    let text = "rushes: 1\nvars: { title: \"2024\" }\ncanvas: { duration: 1s }\nlayers: [ { text: \"${title}\" } ]\n";
    assert!(read_with(text, &[("title", "Next year")]).project.is_some());
    let unquoted = text.replace("\"2024\"", "2024");
    let reading = read_with(&unquoted, &[("title", "Next year")]);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!((reading.problems[0].file.to_str(), reading.problems[0].line), (Some("--set title"), 0));
}

#[test]
fn raw_words_stay_what_they_are() {
    let project = project(
        "rushes: 1\ntitle: no\ncanvas: { duration: 1s }\nlayers: [ { text: 0x10 }, { text: 1_000 }, { text: \"null\" } ]\n",
    );
    assert_eq!(project.title.as_deref(), Some("no"));
    let texts: Vec<_> = project
        .layers
        .iter()
        .map(|layer| if let Kind::Text(text) = &layer.kind { text.text.as_str() } else { "" })
        .collect();
    assert_eq!(texts, ["0x10", "1_000", "null"]);
}

#[test]
fn anchors_and_aliases_repeat_values() {
    let project = project(
        "rushes: 1\nx-pos: &pos [10px, 20px]\ncanvas: { duration: 1s }\nlayers: [ { solid: red, position: *pos }, { solid: red, position: *pos } ]\n",
    );
    assert_eq!(project.layers[0].position, project.layers[1].position);
    assert_eq!(project.layers[0].position, Moving::Constant([Length::Px(10.0), Length::Px(20.0)]));
}

#[test]
fn sources_are_listed_even_when_other_things_are_wrong() {
    let reading = fixture::read(
        "rushes: 1\nnonsense: 1\naudio: [ { source: a.mp3 } ]\nlayers: [ { video: b.mp4 }, { image: /c.png }, { group: [ { video: d.mp4 } ] } ]\n",
    );
    assert!(reading.project.is_none() && reading.is_project);
    let named: Vec<_> = reading
        .sources
        .iter()
        .map(|used| (used.path.to_str().unwrap(), used.wanted, used.place.path.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("/films/a.mp3", Wanted::Audio, "audio[0].source"),
            ("/films/b.mp4", Wanted::Video, "layers[0].video"),
            ("/c.png", Wanted::Image, "layers[1].image"),
            ("/films/d.mp4", Wanted::Video, "layers[2].group[0].video"),
        ]
    );
}

#[test]
fn other_yaml_is_left_alone() {
    assert!(!fixture::read("services: { web: {} }\n").is_project);
    assert!(!fixture::read("just a text").is_project);
    assert!(!fixture::read("").is_project);
    assert!(fixture::read("rushes: 1\nlayers: [\n").is_project);
}

#[test]
fn windows_lines_and_a_byte_order_mark_change_nothing() {
    let text = "\u{feff}rushes: 1\r\ncanvas: { duration: 1s }\r\nlayers:\r\n  - solid: red\r\n    opacty: 1\r\n";
    let reading = fixture::read(text);
    assert_eq!((reading.problems[0].line, reading.problems[0].column), (5, 5));
}

#[test]
fn a_relative_document_has_absolute_paths() {
    let text = "rushes: 1\ncanvas: { duration: 1s }\nlayers: [ { image: a.png } ]\n";
    let reading = read(&rushes::project::Source { path: "films/../one.yaml".as_ref(), text, set: &[] });
    let project = reading.project.unwrap();
    assert!(project.path.is_absolute() && project.exports[0].output.is_absolute());
    let Kind::Image { source } = &project.layers[0].kind else { panic!("an image") };
    assert_eq!(source, &project.path.parent().unwrap().join("a.png"));
}

#[test]
fn a_problem_is_shown_with_its_line_and_a_caret() {
    let text = "rushes: 1\nlayers:\n  - solid: red\n    opacty: 0.5\n";
    let reading = fixture::read(text);
    let shown = render_problem(&reading.problems[0], Some(text));
    let expected = "/films/opening.yaml:4:5: error: unknown key `opacty`\n 4 |     opacty: 0.5\n   |     ^\n   help: did you mean `opacity`?\n";
    assert_eq!(shown, expected);
}

#[test]
fn a_problem_can_not_command_the_terminal() {
    let text = "rushes: 1\n\"\\e[31mred\": 1\n";
    let reading = fixture::read(text);
    let shown: String = reading.problems.iter().map(|problem| render_problem(problem, Some(text))).collect();
    assert!(shown.contains("\\u{1b}[31mred"), "{shown}");
    assert!(!shown.contains('\u{1b}'));
}

/// Mistakes of single keys don't hide mistakes in how keys go together.
#[test]
fn everything_is_told_at_once() {
    let text = r#"
rushes: 1
canvas: { duration: 10s, wobble: 1 }
layers:
  - { id: a, solid: red, opacity: [ 2s: 0, 1s: 1 ] }
  - { id: a, solid: red, blend: glow }
exports: { web: { size: 100x100 } }
"#;
    let said: Vec<(usize, String)> =
        fixture::read(text).problems.into_iter().map(|problem| (problem.line, problem.path)).collect();
    let expected = [
        (3, "canvas.wobble"),
        (5, "layers[0].opacity[1]"),
        (6, "layers[1].id"),
        (6, "layers[1].blend"),
        (7, "exports.web.size"),
    ];
    assert_eq!(said, expected.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn variables_stand_in_ranges_and_sums() {
    let text = r##"
rushes: 1
vars: { dur: { type: time, default: 10s } }
canvas: { size: 1920x1080, fps: 30, background: "#000000", duration: "${dur}" }
audio:
  - { id: clip, source: media/a.mp4, from: "3s..3s + ${dur}" }
layers:
  - { id: clip, video: media/a.mp4, at: "0s..${dur}", from: "3s..3s + ${dur}", fit: fill }
exports:
  default: { preset: h264, video: { encoder: x264, preset: veryfast, crf: 23, gop: 2s }, sound: { codec: aac, bitrate: 192k } }
"##;
    let reading = read_with(text, &[("dur", "120s")]);
    let project = reading.project.unwrap();
    let whole = Span { start: Rational::from_int(3), end: Some(Rational::from_int(123)) };
    assert_eq!((project.layers[0].from, project.audio[0].from), (Some(whole), Some(whole)));
    assert_eq!(project.exports[0].video.preset, "veryfast");
}

#[test]
fn layers_in_groups_are_judged_like_all_others() {
    let text = r#"
rushes: 1
canvas: { size: 100x100, duration: 10s }
layers:
  - { id: a, solid: red }
  - { group: [ { group: [ { id: a, text: Hi } ] }, { image: gone.png } ], size: [0px, 50%] }
"#;
    let reading = fixture::read(text);
    let said: Vec<_> = reading.problems.iter().map(|problem| (problem.line, problem.path.as_str())).collect();
    assert_eq!(said, [(6, "layers[1].group[0].group[0].id"), (6, "layers[1].size")]);
    let sources: Vec<_> = reading.sources.iter().map(|used| used.place.path.as_str()).collect();
    assert_eq!(sources, ["layers[1].group[1].image"]);
}
