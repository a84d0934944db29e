//! Which chunks are composed on the CPU in the encoder's planes: those in which layers only lie on each other, on a box whose
//! adapter is software.

use rushes::base::Rational;
use rushes::base::facts::{Content, Facts, VideoFacts};
use rushes::plan::path::RenderPath;
use rushes::plan::{Plan, RenderClass};

use super::{EPOCHS, class, planned_with};
use crate::support::films;

fn facts() -> Facts {
    films::facts(Rational::from_int(25), 20)
}

fn film(layers: &str) -> String {
    format!(
        "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 8s }}\naudio: [ {{ source: tune.wav }} ]\nlayers:\n{layers}"
    )
}

fn paths(plan: &Plan) -> Vec<RenderPath> {
    plan.chunks.iter().map(|chunk| chunk.path).collect()
}

fn path_of(text: &str, facts: &Facts) -> RenderPath {
    let plan = planned_with(text, facts, &class(), EPOCHS);
    let paths = paths(&plan);
    assert!(paths.iter().all(|path| *path == paths[0]), "{text}: {paths:?}");
    paths[0]
}

#[test]
fn what_only_lies_on_each_other_is_planar() {
    let planar = [
        "  - { video: clip.mp4 }\n",
        "  - { video: clip.mp4, fit: contain, scale: 0.5, opacity: 0.5, crop: { left: 10px } }\n  - { text: Hello, rotate: 10deg }\n",
        "  - { image: logo.png, enter: { kind: slide, from: left, for: 1s }, leave: { kind: wipe, from: top, for: 1s } }\n",
        "  - { shape: ellipse, size: [40px, 30px], fill: \"#ff0000\", fade: { in: 1s } }\n",
        "  - { solid: \"#123456\" }\n  - { gradient: { from: \"#112233\", to: \"#445566\" }, opacity: 0.5 }\n",
        "  - { spectrum: { bars: 16 } }\n  - { waveform: { style: line } }\n",
        "  - { video: clip.mp4, rotate: 180deg }\n",
        "  - { video: clip.mp4, at: 0s..5s }\n  - { video: clip.mp4, at: 4s..8s, transition: { kind: dissolve } }\n",
        "  - { video: clip.mp4 }\n  - { video: clip.mp4, blend: screen, opacity: 0.6 }\n",
        "  - { video: clip.mp4 }\n  - { size: [90px, 40px], position: [50%, 50%], group: [ { solid: \"#000000\" }, { text: Ann } ] }\n",
        // A layer that is not seen counts for nothing.
        "  - { video: clip.mp4 }\n  - { video: clip.mp4, opacity: 0, radius: 10px }\n",
    ];
    for layers in planar {
        assert_eq!(path_of(&film(layers), &facts()), RenderPath::Planar, "{layers}");
    }
}

#[test]
fn all_else_is_for_the_device() {
    let device = [
        "  - { video: clip.mp4, rotate: 5deg }\n",
        "  - { video: clip.mp4, rotate: 90deg }\n",
        "  - { video: clip.mp4, radius: 10px }\n",
        "  - { video: clip.mp4, mask: { shape: ellipse } }\n",
        "  - { video: clip.mp4, effects: [ { blur: 4px } ] }\n",
        "  - { video: clip.mp4 }\n  - { image: logo.png, blend: luminosity }\n",
        "  - { particles: { count: 5 } }\n",
        "  - { size: [90px, 40px], group: [ { video: clip.mp4 } ] }\n",
        "  - { size: [90px, 40px], group: [ { solid: \"#000000\" }, { text: Ann, blend: multiply } ] }\n",
    ];
    for layers in device {
        assert_eq!(path_of(&film(layers), &facts()), RenderPath::Gpu, "{layers}");
    }
    let deep = film("  - { video: clip.mp4 }\n") + "exports: { default: { video: { pixels: yuv420p10 } } }\n";
    assert_eq!(path_of(&deep, &facts()), RenderPath::Gpu);
}

#[test]
fn videos_that_are_more_than_planes_are_for_the_device() {
    let changes: [fn(&mut VideoFacts); 6] = [
        |video| video.alpha = true,
        |video| video.rotation = 90,
        |video| video.color.matrix = 0,
        |video| video.color.transfer = 16,
        |video| video.color.transfer = 18,
        |video| video.color.primaries = 9,
    ];
    let text = film("  - { video: clip.mp4 }\n");
    let with = |change: fn(&mut VideoFacts)| {
        let mut facts = facts();
        for source in facts.sources.values_mut() {
            if let Content::Media { video: Some(video), .. } = &mut source.content {
                change(video);
            }
        }
        path_of(&text, &facts)
    };
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(with(change), RenderPath::Gpu, "change {number}");
    }
    assert_eq!(with(|video| video.color.full_range = true), RenderPath::Planar);
    assert_eq!(with(|video| (video.color.matrix, video.rotation) = (6, 180)), RenderPath::Planar);
}

#[test]
fn each_chunk_goes_its_own_way_and_its_key_says_which() {
    let title =
        |radius: &str| film(&format!("  - {{ video: clip.mp4 }}\n  - {{ image: logo.png, at: 5s..6s{radius} }}\n"));
    let plan = |text: &str, class: &RenderClass| planned_with(text, &facts(), class, EPOCHS);
    let (planar, mixed) = (plan(&title(""), &class()), plan(&title(", radius: 9px"), &class()));
    assert_eq!(paths(&planar), [RenderPath::Planar, RenderPath::Planar]);
    assert_eq!(paths(&mixed), [RenderPath::Planar, RenderPath::Gpu]);
    assert_eq!(planar.chunks[0].key, mixed.chunks[0].key);
    let hardware = RenderClass { software: false, ..class() };
    assert_eq!(paths(&plan(&title(""), &hardware)), [RenderPath::Gpu, RenderPath::Gpu]);
}
