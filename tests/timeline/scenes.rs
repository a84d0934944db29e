//! What is visible when.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::project::model::{Crop, Fit, Length};
use rushes::timeline::scene::{Passing, Placement};
use rushes::timeline::{Scene, SceneContent, Timeline};

use crate::support::films;

fn timeline(text: &str) -> Timeline {
    let project = films::project(text);
    Timeline::new(&project, &films::facts(Rational::from_int(25), 20), &project.exports[0])
}

fn scene(timeline: &Timeline, time: Rational) -> Scene {
    let mut scene = Scene::default();
    timeline.scene_at(time, &mut scene);
    scene
}

fn shown_frame(timeline: &Timeline, time: Rational) -> Option<u64> {
    scene(timeline, time).layers.iter().find_map(|layer| match layer.content {
        SceneContent::Video { frame, .. } => Some(frame),
        _ => None,
    })
}

#[test]
fn a_clip_shows_its_source_range_in_its_timeline_range() {
    let timeline = timeline(
        "rushes: 1\ncanvas: { size: 1280x720, fps: 30, duration: 10s }\nlayers:\n  - { video: clip.mp4, at: 1s..4s, from: 5s..8s }\n",
    );
    let at = |ms| shown_frame(&timeline, Rational::new(ms, 1000));
    // 25 fps source: second 5 is frame 125, and each frame stays until the next one's time.
    assert_eq!(
        [at(999), at(1000), at(1039), at(1040), at(3999), at(4000)],
        [None, Some(125), Some(125), Some(126), Some(199), None]
    );
}

#[test]
fn ranges_of_different_lengths_change_the_speed() {
    let timeline = timeline(
        "rushes: 1\ncanvas: { size: 1280x720, fps: 30, duration: 10s }\nlayers:\n  - { video: clip.mp4, at: 0s..2s, from: 0s..4s }\n",
    );
    assert_eq!(shown_frame(&timeline, Rational::ONE), Some(50));
}

#[test]
fn a_held_clip_keeps_its_last_frame() {
    let timeline = timeline(
        "rushes: 1\ncanvas: { size: 1280x720, fps: 30, duration: 10s }\nlayers:\n  - { video: clip.mp4, at: 0s..9s, from: 18s, hold: last }\n",
    );
    assert_eq!(shown_frame(&timeline, Rational::from_int(8)), Some(499));
}

#[test]
fn a_clip_that_holds_its_first_frame_goes_back_to_it() {
    let at = |from: &str, ms| {
        let timeline = timeline(&format!(
            "rushes: 1\ncanvas: {{ size: 1280x720, fps: 30, duration: 10s }}\nlayers:\n  - {{ video: clip.mp4, at: 0s..9s, from: {from}, hold: first }}\n"
        ));
        shown_frame(&timeline, Rational::new(ms, 1000))
    };
    assert_eq!([at("18s", 0), at("18s", 1999), at("18s", 2000)], [Some(450), Some(499), Some(450)]);
    // A range beyond the file's end, at seven ninths of its speed.
    assert_eq!([at("18s..25s", 2570), at("18s..25s", 2600)], [Some(499), Some(450)]);
}

#[test]
fn keys_fades_and_ranges_make_the_opacity() {
    let timeline = timeline(
        "rushes: 1\ncanvas: { size: 100x100, fps: 10, duration: 10s }\nlayers:\n  - { solid: \"#fff\", at: 2s..8s, fade: { in: 1s, out: 2s }, opacity: [ 4s: 1, 6s: 0.5 ] }\n",
    );
    let at = |ms: i64| scene(&timeline, Rational::new(ms, 1000)).layers.first().map(|layer| layer.opacity);
    assert_eq!(at(1999), None);
    assert_eq!(at(2000), None, "a fade begins at nothing");
    assert_eq!(at(2500), Some(0.5));
    assert_eq!(at(5000), Some(0.75));
    assert_eq!(at(7000), Some(0.25));
}

#[test]
fn layers_lie_bottom_to_top_and_keep_their_number() {
    let timeline = timeline(
        "rushes: 1\ncanvas: { size: 100x100, fps: 10, duration: 3s }\nlayers:\n  - { solid: \"#000\" }\n  - { image: logo.png, at: 1s..2s }\n  - { text: Hi }\n",
    );
    let numbers =
        |time| scene(&timeline, Rational::from_int(time)).layers.iter().map(|layer| layer.index).collect::<Vec<_>>();
    assert_eq!(numbers(0), [0, 2]);
    assert_eq!(numbers(1), [0, 1, 2]);
}

#[test]
fn an_export_at_another_rate_shows_its_own_times() {
    let text = "rushes: 1\ncanvas: { size: 100x100, fps: 60, duration: 3s }\nlayers:\n  - { solid: \"#fff\", opacity: [ 0s: 0, 3s: 1 ] }\nexports:\n  slow: { fps: 24, range: 1s..2s }\n";
    let timeline = timeline(text);
    assert_eq!(timeline.frames().count, 24);
    let mut scene = Scene::default();
    timeline.scene(12, &mut scene);
    assert!((scene.layers[0].opacity - 0.5).abs() < 1e-6);
}

const NO_CROP: Crop =
    Crop { left: Length::Px(0.0), right: Length::Px(0.0), top: Length::Px(0.0), bottom: Length::Px(0.0) };

fn placement(fit: Fit) -> Placement {
    Placement {
        fit,
        position: [960.0, 540.0],
        anchor_fraction: [0.5, 0.5],
        anchor_px: [0.0, 0.0],
        scale: [1.0, 1.0],
        rotate: 0.0,
        crop: NO_CROP,
        passing: Passing::default(),
    }
}

#[test]
fn fits_scale_a_picture_to_the_canvas() {
    let corners = |fit, size: [f64; 2]| {
        let matrix = placement(fit).matrix(size, [1920.0, 1080.0]);
        (matrix.apply([0.0, 0.0]), matrix.apply(size))
    };
    assert_eq!(corners(Fit::Cover, [100.0, 100.0]), ([0.0, -420.0], [1920.0, 1500.0]));
    assert_eq!(corners(Fit::Contain, [100.0, 100.0]), ([420.0, 0.0], [1500.0, 1080.0]));
    assert_eq!(corners(Fit::Fill, [100.0, 50.0]), ([0.0, 0.0], [1920.0, 1080.0]));
    assert_eq!(corners(Fit::None, [100.0, 50.0]), ([910.0, 515.0], [1010.0, 565.0]));
}

#[test]
fn a_crop_comes_before_the_fit() {
    let crop = Crop { left: Length::Percent(50.0), ..NO_CROP };
    let matrix = Placement { crop, ..placement(Fit::Fill) }.matrix([200.0, 100.0], [1920.0, 1080.0]);
    assert_eq!(matrix.apply([100.0, 0.0]), [0.0, 0.0]);
    assert_eq!(matrix.apply([200.0, 100.0]), [1920.0, 1080.0]);
}

#[test]
fn quarter_turns_keep_whole_pixels() {
    let matrix = Placement { rotate: 90.0, ..placement(Fit::None) }.matrix([100.0, 50.0], [1920.0, 1080.0]);
    assert_eq!(matrix.apply([0.0, 0.0]), [985.0, 490.0]);
    assert_eq!(matrix.apply([100.0, 0.0]), [985.0, 590.0]);
}

proptest! {
    #[test]
    fn the_anchor_stands_at_the_position_however_it_is_turned(
        scale in 0.1f64..4.0, rotate in -720f64..720.0, ax in 0f64..1.0, ay in 0f64..1.0
    ) {
        let placement = Placement { scale: [scale, scale], rotate, anchor_fraction: [ax, ay], ..placement(Fit::None) };
        let found = placement.matrix([300.0, 200.0], [1920.0, 1080.0]).apply([300.0 * ax, 200.0 * ay]);
        prop_assert!((found[0] - 960.0).abs() < 1e-6 && (found[1] - 540.0).abs() < 1e-6);
    }

    #[test]
    fn an_inverse_undoes_its_map(scale in 0.1f64..4.0, rotate in 0f64..360.0, x in -500f64..500.0, y in -500f64..500.0) {
        let placement = Placement { scale: [scale, -scale], rotate, ..placement(Fit::Cover) };
        let matrix = placement.matrix([300.0, 200.0], [1920.0, 1080.0]);
        let back = matrix.inverse().unwrap().apply(matrix.apply([x, y]));
        prop_assert!((back[0] - x).abs() < 1e-6 && (back[1] - y).abs() < 1e-6);
    }
}

#[test]
fn groups_nest_on_one_time_line_and_every_layer_has_its_own_number() {
    let timeline = timeline(
        "rushes: 1\ncanvas: { size: 100x80, fps: 10 }\nlayers:\n  - solid: \"#000\"\n  - at: 1s\n    size: [50%, 20px]\n    blend: screen\n    group:\n      - { image: logo.png, at: 2s..3s, position: [50%, 100%] }\n      - group: [ { video: clip.mp4, at: 2s..6s } ]\n  - { text: Hi }\n",
    );
    assert_eq!(timeline.frames().count, 60, "the clip in the groups is what ends last");
    assert_eq!(scene(&timeline, Rational::ZERO).layers.len(), 2, "a group shows nothing before it begins");
    let numbers = |time| {
        let mut found = Vec::new();
        let mut waiting = scene(&timeline, Rational::from_int(time)).layers;
        waiting.reverse();
        while let Some(layer) = waiting.pop() {
            found.push(layer.index);
            if let SceneContent::Group { layers, .. } = layer.content {
                waiting.extend(layers.into_iter().rev());
            }
        }
        found
    };
    assert_eq!(numbers(1), [0, 5], "nothing of the group is seen yet");
    assert_eq!(numbers(2), [0, 1, 2, 3, 4, 5]);
    assert_eq!(numbers(4), [0, 1, 3, 4, 5]);
    let now = scene(&timeline, Rational::from_int(2));
    let SceneContent::Group { size, layers, .. } = &now.layers[1].content else { panic!("{now:?}") };
    assert_eq!((*size, now.layers[1].blend), ((50, 20), rushes::project::model::Blend::Screen));
    assert_eq!(layers[0].placement.position, [25.0, 20.0], "per cents are of the group");
    let videos = timeline.videos_from(0, 60);
    assert_eq!(videos.iter().map(|(index, _, frame)| (*index, *frame)).collect::<Vec<_>>(), [(4, 0)]);
}

#[test]
fn a_reversed_clip_begins_with_its_last_frame() {
    let frames = |keys: &str, times: &[i64]| -> Vec<Option<u64>> {
        let timeline = timeline(&format!(
            "rushes: 1\ncanvas: {{ size: 1280x720, fps: 25, duration: 30s }}\nlayers:\n  - {{ video: clip.mp4, {keys} }}\n"
        ));
        times.iter().map(|ms| shown_frame(&timeline, Rational::new(*ms, 1000))).collect()
    };
    // Seconds 4 to 6 of 25 fps are the frames 100 to 149.
    assert_eq!(
        frames("at: 1s, from: 4s..6s, reverse: true", &[999, 1000, 1039, 1040, 2960, 2999, 3000]),
        [None, Some(149), Some(149), Some(148), Some(100), Some(100), None]
    );
    assert_eq!(
        frames("from: 4s..6s, reverse: true, speed: 2", &[0, 40, 999, 1000]),
        [Some(149), Some(147), Some(100), None]
    );
    let held = |hold: &str| frames(&format!("at: 0s..9s, from: 18s, reverse: true, hold: {hold}"), &[1999, 2000, 8000]);
    assert_eq!(held("last"), [Some(450), Some(450), Some(450)]);
    assert_eq!(held("first"), [Some(450), Some(499), Some(499)]);
    assert_eq!(held("none"), [Some(450), None, None]);
    // The whole file, and a range that lies between frames.
    assert_eq!(frames("reverse: true", &[0, 19_999, 20_000]), [Some(499), Some(0), None]);
    assert_eq!(frames("from: 0.05s..0.13s, reverse: true", &[0, 9, 10, 49, 50, 79]), [3, 3, 2, 2, 1, 1].map(Some));
}

#[test]
fn a_looped_clip_begins_again_and_lasts_as_long_as_it_may() {
    let looped = timeline(
        "rushes: 1\ncanvas: { size: 1280x720, fps: 25, duration: 9s }\nlayers:\n  - { video: clip.mp4, at: 1s, from: 4s..6s, loop: true }\n",
    );
    let at = |ms| shown_frame(&looped, Rational::new(ms, 1000));
    assert_eq!([at(1000), at(2960), at(3000), at(4960), at(5000)], [100, 149, 100, 149, 100].map(Some));
    assert_eq!([at(999), at(8999), at(9000)], [None, Some(149), None]);
    let back = timeline(
        "rushes: 1\ncanvas: { size: 1280x720, fps: 25 }\nlayers:\n  - { video: clip.mp4, at: 0s..5s, from: 4s..6s, loop: true, reverse: true }\n",
    );
    let at = |ms| shown_frame(&back, Rational::new(ms, 1000));
    // `at` is longer than `from`, which is what looping is for and no other speed.
    assert_eq!([at(0), at(1960), at(1999), at(2000), at(2040)], [149, 100, 100, 149, 148].map(Some));
    assert_eq!(back.frames().count, 125);
}
