//! Objects and notes at single moments: where they stand and how hard they are struck, by arithmetic.

use std::sync::Arc;

use rushes::base::facts::{Content, Facts, SourceFacts};
use rushes::base::{Failure, Rational};
use rushes::project::Project;
use rushes::timeline::solid::{Mark, SceneNotes, SceneObjects};
use rushes::timeline::strike::{struck, tapped};
use rushes::timeline::{Hearing, Scene, SceneContent, Score, Timeline};

use crate::project::fixture;

/// Bins 100 Hz apart; of each frame the same.
#[derive(Debug)]
struct Level(Vec<u8>);

impl Hearing for Level {
    fn bin_hz(&self) -> f64 {
        100.0
    }

    fn bins(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self, _frame: u64, into: &mut Vec<u8>) {
        into.clone_from(&self.0);
    }

    fn wave(&self, _frame: u64, _count: usize, into: &mut Vec<f32>) {
        into.clear();
    }

    fn onsets(&self, _frame: u64, into: &mut Vec<(f64, f64)>) {
        into.clear();
    }

    fn fault(&self) -> Option<Failure> {
        None
    }
}

fn content(layer: &str, bytes: &[u8], time: (i64, i64)) -> SceneContent {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 800x400, fps: 50, duration: 60s }}\ntempo: {{ bpm: 120 }}\ntracks:\n  lead:\n    notes:\n      \
         - {{ at: 1s, for: 500ms, pitch: C4, velocity: 0.5 }}\n      - {{ at: 2s, for: 1s, pitch: E4, velocity: 1 }}\n      \
         - {{ at: 3s, for: 1s, pitch: G4, velocity: 0.8 }}\n  drum: {{ pattern: \"x...\", loop: true }}\n\
         audio: [ {{ source: voice.wav }} ]\nlayers:\n  - {layer}\n"
    );
    let project = fixture::project(&text);
    let bytes = bytes.to_vec();
    let ears = move |_: &Project| -> Option<Arc<dyn Hearing>> { Some(Arc::new(Level(bytes.clone()))) };
    let facts: Facts = fixture::facts();
    let timeline = Timeline::with_ears(&project, &facts, &project.exports[0], &ears);
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(time.0, time.1), &mut scene);
    scene.layers[0].content.clone()
}

fn objects(keys: &str, bytes: &[u8], time: (i64, i64)) -> Arc<SceneObjects> {
    match content(&format!("objects: {{ mesh: cube, glow: 1, {keys} }}"), bytes, time) {
        SceneContent::Objects(objects) => objects,
        other => panic!("{other:?}"),
    }
}

fn notes(keys: &str, time: (i64, i64)) -> Arc<SceneNotes> {
    match content(&format!("notes: {{ track: lead, {keys} }}"), &[], time) {
        SceneContent::Notes(notes) => notes,
        other => panic!("{other:?}"),
    }
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1e-5
}

#[test]
fn a_strike_falls_as_a_parabola_and_is_held_while_its_note_lasts() {
    assert_eq!(struck(-0.01, 1.0, 0.5), 0.0);
    assert_eq!(struck(0.0, 1.0, 0.5), 1.0);
    assert!(near(struck(0.125, 1.0, 0.5), 0.75 * 0.75));
    // Held at 0.35, and from the end of the note on straight down to nothing.
    assert!(near(struck(0.8, 1.0, 0.5), 0.35));
    assert!(near(struck(1.25, 1.0, 0.5), 0.175));
    assert_eq!(struck(1.5, 1.0, 0.5), 0.0);
    assert!(near(tapped(0.25, 0.5), 0.25));
    assert_eq!(tapped(0.5, 0.5), 0.0);
    assert_eq!(struck(f64::NAN, 1.0, 0.5), 0.0);
    assert_eq!(struck(0.0, 1.0, 0.0), 0.0);
}

#[test]
fn beats_strike_one_object_after_the_other() {
    // At 120 bpm beat 5 falls on 2.5 s; 0.1 s later it is the newest, and beat 4 is 0.6 s old.
    let shown = objects("on: beats, count: 4, pulse: 0.5, lift: 2, release: 1s", &[], (26, 10));
    let levels = [0.4_f64 * 0.4, 0.9 * 0.9, 0.0, 0.0];
    assert_eq!(shown.objects.len(), 4);
    for (object, level) in shown.objects.iter().zip(levels) {
        assert!(near(f64::from(object.size[0]), 1.0 + 0.5 * level), "{object:?}, {level}");
        assert!(near(f64::from(object.at[1]), 2.0 * level), "{object:?}, {level}");
        assert!(near(f64::from(object.glow), level), "{object:?}, {level}");
        assert!(near(f64::from(object.bright), 0.35 + 0.65 * level), "{object:?}, {level}");
    }
    // Before the first beats of the others nothing has struck them.
    let shown = objects("on: beats, count: 4", &[], (0, 1));
    let glows: Vec<f32> = shown.objects.iter().map(|object| object.glow).collect();
    assert_eq!(glows, [1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_track_has_an_object_for_each_of_its_pitches_or_one_for_each_note() {
    let glows =
        |keys: &str, time| -> Vec<f32> { objects(keys, &[], time).objects.iter().map(|object| object.glow).collect() };
    let near = |found: Vec<f32>, wanted: &[f64]| {
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((f64::from(*found) - wanted).abs() < 1e-5, "{found} {wanted}");
        }
    };
    near(glows("on: lead, release: 400ms", (1, 1)), &[0.5, 0.0, 0.0]);
    // E4 has just ended as G4 begins.
    near(glows("on: lead, release: 400ms", (31, 10)), &[0.0, 0.35 * 0.75, 0.8 * 0.75 * 0.75]);
    near(glows("on: lead, each: note, count: 2, release: 400ms", (31, 10)), &[0.8 * 0.75 * 0.75, 0.35 * 0.75]);
    // A rhythm has one pitch, and strikes in turn: sixteenths at 120 bpm, one in four.
    near(glows("on: drum, release: 400ms", (1, 10)), &[0.8 * 0.75 * 0.75]);
    near(glows("on: drum, each: note, count: 3, release: 400ms", (11, 10)), &[0.0, 0.0, 0.8 * 0.75 * 0.75]);
}

#[test]
fn bars_are_as_tall_as_the_spectrum_is_loud_and_stand_on_the_ground() {
    // Four stretches of 100..1600 Hz: 100..200, 200..400, 400..800, 800..1600.
    let mut bytes = vec![0_u8; 20];
    (bytes[1], bytes[2], bytes[5], bytes[16]) = (50, 100, 255, 51);
    let keys = "on: spectrum, count: 4, from: 100Hz, to: 1600Hz, lift: 10, layout: line, spacing: 2";
    let shown = objects(keys, &bytes, (1, 1));
    let levels = [75.0 / 255.0, 100.0 / 255.0, 1.0, 51.0 / 255.0];
    for (index, (object, level)) in shown.objects.iter().zip(levels).enumerate() {
        let [x, y, z] = object.at.map(f64::from);
        let tall = 10.0 * level;
        assert!(near(f64::from(object.size[1]), tall) && near(y, tall / 2.0), "{object:?}, {level}");
        assert!(near(x, index as f64 * 2.0 - 3.0) && near(z, 0.0) && object.size[0] == 1.0, "{object:?}");
    }
    // Silence leaves flat bars, and more of them than there are bins are no harm.
    let silent = objects("on: spectrum, count: 1000", &[], (1, 1));
    assert!(silent.objects.iter().all(|object| object.glow == 0.0 && near(f64::from(object.size[1]), 0.08)));
}

#[test]
fn layouts_keep_their_distances() {
    let places = |keys: &str| -> Vec<[f64; 2]> {
        let shown = objects(&format!("on: spectrum, {keys}, spacing: 3"), &[], (0, 1));
        shown.objects.iter().map(|object| [f64::from(object.at[0]), f64::from(object.at[2])]).collect()
    };
    let distance = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let grid = places("count: 6, layout: grid");
    assert_eq!(grid, [[-3.0, -1.5], [0.0, -1.5], [3.0, -1.5], [-3.0, 1.5], [0.0, 1.5], [3.0, 1.5]]);
    let ring = places("count: 7, layout: ring");
    for at in 0..7 {
        assert!(near(distance(ring[at], ring[(at + 1) % 7]), 3.0), "{ring:?}");
        assert!(near(distance(ring[at], [0.0; 2]), distance(ring[0], [0.0; 2])));
    }
    let spiral = places("count: 50, layout: spiral");
    for (index, place) in spiral.iter().enumerate() {
        let others = spiral.iter().skip(index + 1).map(|other| distance(*place, *other));
        assert!(others.fold(f64::INFINITY, f64::min) > 2.9, "{index}");
    }
}

#[test]
fn a_list_stands_where_it_is_said_and_turns_with_time() {
    let keys =
        "on: [ { at: [1, 2, 3], size: 2 }, { at: [-1, 0, 0], color: \"#ff0000\" } ], turn: 90, spin: 30, size: 1.5";
    let shown = objects(keys, &[], (2, 1));
    let [first, second] = &shown.objects[..] else { panic!("{shown:?}") };
    // A quarter turn brings what is in front to the right.
    for (found, wanted) in first.at.iter().zip([3.0, 2.0, -1.0]) {
        assert!(near(f64::from(*found), wanted), "{first:?}");
    }
    assert!(near(f64::from(first.size[0]), 3.0) && near(f64::from(first.turn), 150.0), "{first:?}");
    assert_eq!((second.color.r, second.color.g, second.bright), (1.0, 0.0, 1.0));
}

#[test]
fn a_camera_without_a_place_sees_all() {
    for (layout, size) in [("grid", "100%"), ("ring", "30%"), ("line", "100%"), ("spiral", "60%")] {
        let shown = objects(&format!("on: spectrum, count: 40, layout: {layout}, width: {size}"), &[255; 200], (3, 1));
        let camera = shown.camera;
        let aspect = shown.extent[0] / shown.extent[1];
        let sub = |a: [f64; 3], b: [f64; 3]| [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
        let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let back = sub(camera.from, camera.to);
        let back = back.map(|part| part / dot(back, back).sqrt());
        // The camera stands before the middle, so that right is x.
        let up = [0.0, back[2], -back[1]];
        let tall = (camera.fov.to_radians() / 2.0).tan();
        let mut furthest: f64 = 0.0;
        for object in &shown.objects {
            for corner in 0..8 {
                let side = |axis: usize| if corner >> axis & 1 == 1 { 0.5 } else { -0.5 };
                let at =
                    std::array::from_fn(|axis| f64::from(object.at[axis]) + f64::from(object.size[axis]) * side(axis));
                let seen = sub(at, camera.from);
                let depth = -dot(seen, back);
                furthest = furthest.max(seen[0].abs() / depth / tall / aspect).max(dot(seen, up).abs() / depth / tall);
            }
        }
        assert!((0.6..0.95).contains(&furthest), "{layout}: {furthest}");
    }
}

#[test]
fn a_roll_has_each_note_where_it_sounds() {
    // Ten lanes of 40 px, one second on 200 px; the line at 200 px.
    let shown = notes("window: 4s, low: 60, high: 69, gap: 4px, radius: 3px, glow: 10px, rest: 0.5", (2, 1));
    let [line, first, second, third] = &shown.marks[..] else { panic!("{:#?}", shown.marks) };
    assert!(line.color.is_some() && line.rect[1] == 0.0 && line.rect[3] == 400.0, "{line:?}");
    assert!(near((line.rect[0] + line.rect[2]) / 2.0, 200.0), "{line:?}");
    let rect = |mark: &Mark, wanted: [f64; 4]| {
        assert!(mark.rect.iter().zip(wanted).all(|(found, wanted)| near(*found, wanted)), "{mark:?} {wanted:?}");
    };
    rect(first, [0.0, 362.0, 96.0, 398.0]);
    rect(second, [200.0, 202.0, 396.0, 238.0]);
    rect(third, [400.0, 82.0, 596.0, 118.0]);
    // What sounds is lit, what is over has faded, what comes has never been.
    assert_eq!((second.lit, second.opacity, second.glow), (1.0, 1.0, 10.0));
    assert_eq!((first.lit, third.lit, third.glow), (0.0, 0.0, 0.0));
    assert!(near(third.opacity, 0.5 * 0.92) && near(first.opacity, 0.5 * 0.8 * 0.5));
    let down = notes("window: 4s, low: 60, high: 69, gap: 4px, way: down", (2, 1));
    rect(&down.marks[2], [322.0, 204.0, 398.0, 300.0]);
}

#[test]
fn pads_fill_the_box_and_pulses_stay_in_it() {
    let shown = notes("style: pads, gap: 0px, glow: 0px, release: 400ms", (31, 10));
    let levels: Vec<f64> = shown.marks.iter().map(|mark| mark.lit).collect();
    assert!(near(levels[0], 0.0) && near(levels[1], 0.35 * 0.75) && near(levels[2], 0.8 * 0.5625), "{levels:?}");
    let area: f64 = shown.marks.iter().map(|mark| (mark.rect[2] - mark.rect[0]) * (mark.rect[3] - mark.rect[1])).sum();
    // Two columns of three fields over two rows leave one of four free.
    assert!(near(area, 800.0 * 400.0 * 0.75) || near(area, 800.0 * 400.0), "{area}");
    for tenth in 0..60 {
        for mark in &notes("style: pulse, window: 3s", (tenth, 10)).marks {
            let [left, top, right, bottom] = mark.rect;
            let line = mark.line.unwrap_or(0.0) / 2.0;
            assert!(
                top >= line - 1e-9 && bottom <= 400.0 - line + 1e-9 && near((left + right) / 2.0, 400.0),
                "{mark:?}"
            );
        }
    }
}

#[test]
fn what_is_shown_at_a_time_does_not_depend_on_what_was_asked_before() {
    let text = "rushes: 1\ncanvas: { size: 800x400, duration: 8s }\ntempo: { bpm: 97 }\ntracks: { lead: { pattern: \"x..x..X.\", loop: true } }\n\
                layers:\n  - objects: { mesh: ring, on: lead, each: note, spin: 20, camera: { orbit: 15 } }\n  - notes: { track: lead }\n";
    let project = fixture::project(text);
    let timeline = || Timeline::new(&project, &Facts::default(), &project.exports[0]);
    let at = |timeline: &Timeline, tenth: i64| {
        let mut scene = Scene::default();
        timeline.scene_at(Rational::new(tenth, 10), &mut scene);
        scene
    };
    let forwards = timeline();
    let there: Vec<Scene> = (0..80).map(|tenth| at(&forwards, tenth)).collect();
    let backwards = timeline();
    for tenth in (0..80).rev() {
        assert_eq!(at(&backwards, tenth), there[tenth as usize], "{tenth}");
    }
}

#[test]
fn a_note_that_is_held_for_long_hides_none_of_those_beside_it() {
    // Short notes at odd times, some long ones among them, one from the beginning to the end.
    let mut notes = vec![(0, 100_000, 1)];
    for number in 0..400_i64 {
        let long = if number % 37 == 0 { 9_000 } else { 40 + number * 7 % 90 };
        notes.push((number * 230 + number * number % 170, long, 36 + number % 60));
    }
    let listed: Vec<String> = notes
        .iter()
        .map(|(at, length, pitch)| format!("      - {{ at: {at}ms, for: {length}ms, pitch: {pitch}, velocity: 1 }}"))
        .collect();
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 80x40, fps: 50, duration: 110s }}\ntracks:\n  lead:\n    notes:\n{}\nlayers: [ {{ solid: red }} ]\n",
        listed.join("\n")
    );
    let score = Score::new(&fixture::project(&text), &fixture::facts());
    for (from, to) in [(0, 1), (5_000, 5_050), (33_333, 33_900), (90_000, 99_999), (0, 110_000), (100_000, 100_001)] {
        let mut found = Vec::new();
        score.notes("lead", from as f64 / 1000.0, to as f64 / 1000.0, &mut found);
        let mut wanted: Vec<_> = notes.iter().filter(|(at, length, _)| *at < to && at + length > from).collect();
        wanted.sort_by_key(|(at, ..)| *at);
        let found: Vec<(i64, i64)> =
            found.iter().map(|note| ((note.on * 1000.0).round() as i64, i64::from(note.pitch))).collect();
        let wanted: Vec<(i64, i64)> = wanted.iter().map(|(at, _, pitch)| (*at, *pitch)).collect();
        assert_eq!(found, wanted, "{from}..{to} ms");
    }
    assert_eq!(score.pitches("lead", 0.0, 1.0).len(), 6);
    assert_eq!(score.pitches("lead", 0.0, 110.0).len(), 61);
    assert_eq!(score.pitches("nobody", 0.0, 110.0), Vec::<u8>::new());
}

#[test]
fn more_triangles_than_anyone_waits_for_are_told_before_anything_is_rendered() {
    let mut facts = fixture::facts();
    let (path, known) = facts.sources.iter().next().map(|(path, known)| (path.clone(), known.clone())).unwrap();
    let mesh = SourceFacts { content: Content::Mesh { triangles: 500_000 }, ..known };
    facts.sources.insert(path.with_file_name("statue.glb"), mesh);
    let said = |objects: &str| -> Vec<String> {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 80x40, fps: 50, duration: 2s }}\ntempo: {{ bpm: 120 }}\ntracks: {{ lead: {{ pattern: \"x\", loop: true }} }}\nlayers: [ {{ objects: {{ mesh: statue.glb, {objects} }} }} ]\n"
        );
        fixture::read(&text).judge(&facts).iter().map(|problem| problem.message.clone()).collect()
    };
    assert_eq!(said("on: beats, count: 200"), Vec::<String>::new());
    assert_eq!(said("on: lead, count: 10000"), Vec::<String>::new(), "a track has 128 pitches at most");
    let wanted = ["`statue.glb` has 500000 triangles; 1000 of it are more than can be rendered"];
    assert_eq!(said("on: beats, count: 1000"), wanted);
    assert_eq!(said("on: lead, each: note, count: 1000"), wanted);
}
