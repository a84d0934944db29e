//! How layers come, go, take over from each other and mask each other.

use rushes::base::Rational;
use rushes::project::model::{Blend, Length};
use rushes::timeline::scene::SceneLayer;
use rushes::timeline::{Scene, SceneContent, Timeline};

use crate::support::films;

fn layers_at(text: &str, ms: i64) -> Vec<SceneLayer> {
    let project = films::project(text);
    let timeline = Timeline::new(&project, &films::facts(Rational::from_int(25), 20), &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(ms, 1000), &mut scene);
    scene.layers
}

fn project(layers: &str) -> String {
    format!("rushes: 1\ncanvas: {{ size: 400x200, fps: 25, duration: 10s }}\nlayers:\n{layers}")
}

/// The corners of a 64×64 image on the canvas.
fn corners(layer: &SceneLayer) -> [[f64; 2]; 2] {
    let map = layer.placement.matrix([64.0, 64.0], [400.0, 200.0]);
    [map.apply([0.0, 0.0]), map.apply([64.0, 64.0])]
}

#[test]
fn a_slide_begins_just_beyond_its_side_and_ends_in_place() {
    for (side, axis, beyond, edge) in
        [("left", 0, 0.0, 1), ("right", 0, 400.0, 0), ("top", 1, 0.0, 1), ("bottom", 1, 200.0, 0)]
    {
        let text = project(&format!(
            "  - {{ image: logo.png, at: 1s..5s, position: [100px, 50px], enter: {{ kind: slide, from: {side}, for: 1s, ease: linear }} }}\n"
        ));
        let place = |ms| corners(&layers_at(&text, ms)[0]);
        assert!((place(1000)[edge][axis] - beyond).abs() < 1e-9, "{side}: {:?}", place(1000));
        let (half, home) = ((place(1000)[0][axis] + place(2000)[0][axis]) / 2.0, place(2000));
        assert!((place(1500)[0][axis] - half).abs() < 1e-9, "{side}");
        assert_eq!(home, [[68.0, 18.0], [132.0, 82.0]]);
        assert_eq!(place(1500)[0][1 - axis], home[0][1 - axis], "only one way: {side}");
    }
}

#[test]
fn leaving_is_coming_run_backwards() {
    let text = project(
        "  - { image: logo.png, at: 1s..5s, enter: { kind: slide, from: bottom, for: 1s }, leave: { kind: slide, from: bottom, for: 1s } }\n",
    );
    for ms in [0, 40, 250, 500, 960] {
        let (coming, going) = (layers_at(&text, 1000 + ms), layers_at(&text, 5000 - ms.max(1)));
        assert!((corners(&coming[0])[0][1] - corners(&going[0])[0][1]).abs() < 1.0, "{ms}");
    }
    assert_eq!(layers_at(&text, 3000)[0].placement.passing, Default::default());
}

#[test]
fn wipes_uncover_from_their_side_and_zooms_grow() {
    let with = |kind: &str| {
        project(&format!(
            "  - {{ image: logo.png, at: 0s..4s, enter: {{ kind: {kind}, from: left, for: 1s, ease: linear }} }}\n"
        ))
    };
    // From the left on: the right part is hidden.
    assert_eq!(layers_at(&with("wipe"), 250)[0].placement.passing.wiped, [0.0, 0.75, 0.0, 0.0]);
    assert_eq!(layers_at(&with("wipe"), 1000)[0].placement.passing.wiped, [0.0; 4]);
    assert_eq!(layers_at(&with("zoom"), 250)[0].placement.scale, [0.25, 0.25]);
    assert!((layers_at(&with("fade"), 250)[0].opacity - 0.25).abs() < 1e-6);
}

const TWO_CLIPS: &str = "  - { video: clip.mp4, at: 0s..4s }\n  - { video: clip.mp4, at: 3s..8s, transition: KIND }\n";

#[test]
fn neighbours_that_overlap_dissolve_into_each_other() {
    let text = project(&TWO_CLIPS.replace("KIND", "{ kind: dissolve }"));
    assert_eq!(layers_at(&text, 2999).len(), 1);
    let pair = layers_at(&text, 3250);
    let [SceneLayer { content: SceneContent::Group { layers, size: (400, 200) }, form, opacity, .. }] = &pair[..]
    else {
        panic!("one pair: {pair:?}")
    };
    assert!(form.isolated && *opacity == 1.0);
    assert_eq!([layers[0].opacity, layers[1].opacity], [0.75, 0.25]);
    assert_eq!([layers[0].blend, layers[1].blend], [Blend::Normal, Blend::PlusLighter]);
    // After it, the later one stands alone and plainly.
    let after = layers_at(&text, 4000);
    assert!(matches!(&after[..], [SceneLayer { index: 1, opacity: 1.0, blend: Blend::Normal, .. }]));
}

#[test]
fn a_wipe_and_a_slide_go_over_the_clip_before() {
    let wiped = layers_at(&project(&TWO_CLIPS.replace("KIND", "{ kind: wipe, from: top }")), 3250);
    assert_eq!(wiped.len(), 2);
    assert_eq!(wiped[1].placement.passing.wiped, [0.0, 0.0, 0.0, 0.75]);
    let slid = layers_at(&project(&TWO_CLIPS.replace("KIND", "{ kind: slide, from: right }")), 3500);
    assert_eq!(slid[1].placement.passing.slid, [0.0, 0.5, 0.0, 0.0]);
    assert_eq!(slid[0].placement.passing, Default::default());
}

#[test]
fn a_transition_without_an_overlap_changes_nothing() {
    let text = project(
        "  - { video: clip.mp4, at: 0s..3s }\n  - { video: clip.mp4, at: 3s..8s, transition: { kind: dissolve } }\n",
    );
    assert_eq!(layers_at(&text, 3000).len(), 1);
    assert_eq!(layers_at(&text, 3000)[0].opacity, 1.0);
}

#[test]
fn a_layer_that_masks_another_is_not_seen_itself() {
    let text = project(
        "  - { solid: red, mask: { layer: logo, channel: alpha, invert: true } }\n  - { id: logo, image: logo.png, at: 2s..4s }\n",
    );
    let shown = layers_at(&text, 3000);
    assert_eq!(shown.len(), 1);
    let matte = shown[0].form.matte.as_ref().unwrap();
    assert!(matte.invert && matches!(matte.layer.as_deref(), Some(SceneLayer { index: 1, .. })));
    // Where it shows nothing, it masks with nothing.
    assert_eq!(layers_at(&text, 1000)[0].form.matte.as_ref().unwrap().layer, None);
}

#[test]
fn crops_corners_and_masks_move() {
    let text = project(
        "  - image: logo.png\n    crop: { left: [ 0s: 0px, 2s: 20px ] }\n    radius: [ 0s: 0%, 2s: 50% ]\n    mask: { shape: rect, size: [ 0s: [100%, 100%], 2s: [50px, 100%] ], feather: [ 0s: 0px, 2s: 8px ] }\n",
    );
    let [layer] = &layers_at(&text, 1000)[..] else { panic!("one layer") };
    assert_eq!(layer.placement.crop.left, Length::Px(10.0));
    assert_eq!(layer.form.radius, Some(Length::Percent(25.0)));
    let cut = layer.form.cut.unwrap();
    assert_eq!(cut.size, [Length::Sum { px: 25.0, percent: 50.0 }, Length::Percent(100.0)]);
    assert_eq!(cut.feather, Length::Px(4.0));
    assert_eq!(layers_at(&text, 0)[0].form.radius, None);
}
