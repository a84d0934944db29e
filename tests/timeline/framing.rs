//! Which part of the canvas an export shows.

use rushes::base::Rational;
use rushes::project::model::Export;
use rushes::timeline::{Scene, Timeline, View};

use crate::support::films;

/// The export of a project of 10 s, and its timeline.
fn export(canvas: &str, export: &str) -> (Export, Timeline) {
    let project = films::project(&format!(
        "rushes: 1\ncanvas: {{ size: {canvas}, fps: 10, duration: 10s }}\nlayers: [ {{ solid: red }} ]\nexports: {{ cut: {{ {export} }} }}\n"
    ));
    let timeline = Timeline::new(&project, &films::facts(Rational::from_int(25), 20), &project.exports[0]);
    (project.exports[0].clone(), timeline)
}

fn seen(timeline: &Timeline, ms: i64) -> Option<[f64; 4]> {
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(ms, 1000), &mut scene);
    scene.view.map(|View { left, top, width, height }| [left, top, width, height])
}

#[test]
fn a_cut_out_is_the_largest_of_its_shape_and_has_its_own_size() {
    for (canvas, frame, size, view) in [
        ("1920x1080", "frame: { aspect: 9:16 }", (608, 1080), [656.0, 0.0, 608.0, 1080.0]),
        ("1920x1080", "frame: { aspect: 1:1 }", (1080, 1080), [420.0, 0.0, 1080.0, 1080.0]),
        ("1920x1080", "frame: { aspect: 4:5 }", (864, 1080), [528.0, 0.0, 864.0, 1080.0]),
        ("1920x1080", "frame: { aspect: 21:9 }", (1920, 822), [0.0, 129.0, 1920.0, 822.0]),
        ("1080x1920", "frame: { aspect: 16:9 }", (1080, 608), [0.0, 656.0, 1080.0, 608.0]),
        ("1920x1080", "frame: { aspect: 9:16 }, size: 1080p", (1080, 1920), [656.25, 0.0, 607.5, 1080.0]),
        ("1920x1080", "frame: { aspect: 9:16 }, size: 1080x1920", (1080, 1920), [656.25, 0.0, 607.5, 1080.0]),
        ("1920x1080", "frame: { aspect: 1:1 }, size: 4k", (2160, 2160), [420.0, 0.0, 1080.0, 1080.0]),
        // Without a shape of its own it is that of the size, else of the canvas.
        ("1920x1080", "frame: { center: [0, 0] }, size: 1080x1080", (1080, 1080), [0.0, 0.0, 1080.0, 1080.0]),
        ("1920x1080", "frame: { zoom: 2 }", (1920, 1080), [480.0, 270.0, 960.0, 540.0]),
        // The canvas has no row more than it has, and 4:2:0 takes even sizes only.
        ("101x101", "frame: { aspect: 1:1 }", (100, 100), [0.5, 0.5, 100.0, 100.0]),
        ("101x101", "frame: { aspect: 1:2 }, video: { pixels: yuv444p }", (51, 101), [25.0, 0.0, 51.0, 101.0]),
        ("101x101", "frame: { aspect: 1:2 }, video: { pixels: yuv422p }", (50, 101), [25.5, 0.0, 50.0, 101.0]),
    ] {
        let (export, timeline) = export(canvas, frame);
        assert_eq!((export.size, seen(&timeline, 0)), (size, Some(view)), "{canvas}: {frame}");
    }
}

#[test]
fn all_of_the_canvas_is_no_cut_out() {
    for frame in
        ["size: 720p", "frame: {}", "frame: { aspect: 16:9 }", "frame: { aspect: 16:9, center: [0, 1] }, size: 4k"]
    {
        let (export, timeline) = export("1920x1080", frame);
        assert_eq!((export.frame.is_none(), seen(&timeline, 0)), (true, None), "{frame}");
    }
}

#[test]
fn centre_and_zoom_move_and_stay_inside() {
    let (_, timeline) = export(
        "1000x500",
        "frame: { aspect: 1:1, center: [ 1s: [0, 0.5], 5s: [1, 0.5], 6s: { to: [0.5, 0.75], ease: hold } ], zoom: [ 6s: 1, 8s: 2, 9s: 4 ease hold ] }",
    );
    let left_of = |ms| seen(&timeline, ms).map(|[left, top, width, height]| (left, top, width == height));
    assert_eq!(left_of(0), Some((0.0, 0.0, true)), "the centre can't stand at the edge");
    assert_eq!(left_of(3000), Some((250.0, 0.0, true)));
    assert_eq!(left_of(3001), Some((250.25, 0.0, true)), "by parts of a pixel");
    assert_eq!(left_of(5000), Some((500.0, 0.0, true)));
    assert_eq!(seen(&timeline, 8000), Some([375.0, 250.0, 250.0, 250.0]), "as low as it can");
    assert_eq!(seen(&timeline, 9500), Some([437.5, 312.5, 125.0, 125.0]));
}

#[test]
fn a_curve_that_overshoots_shows_no_more_than_there_is() {
    let (_, timeline) = export(
        "400x200",
        "frame: { zoom: [ 0s: 1, 2s: 1.2 ease in-back ], center: [ 0s: [1, 1], 2s: { to: [0, 0], ease: in-out-back } ] }",
    );
    for ms in (0..2000).step_by(50) {
        let Some([left, top, width, height]) = seen(&timeline, ms) else { continue };
        assert!(left >= 0.0 && top >= 0.0 && left + width <= 400.0 + 1e-9 && top + height <= 200.0 + 1e-9, "{ms}");
    }
}

#[test]
fn times_with_a_plus_count_from_the_cut_zone() {
    let (_, timeline) =
        export("1000x500", "range: 4s..8s, frame: { aspect: 1:1, center: [ +0s: [0, 0.5], +2s: [1, 0.5] ] }");
    assert_eq!(seen(&timeline, 5000).map(|view| view[0]), Some(250.0));
}
