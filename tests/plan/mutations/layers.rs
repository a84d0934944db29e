//! Keys that every layer may have, and effects.

use super::{HEAD, Row, hold};

/// A layer that is seen from 8 s to 11 s; one that begins with `@` says itself when.
pub const ROWS: &[Row] = &[
    ("layer.id", "image: logo.png", "id: logo, image: logo.png", ""),
    ("layer.at", "@image: logo.png, at: 8s..11s", "@image: logo.png, at: 8s..13s", "23"),
    ("layer.from", "video: other.mp4", "video: other.mp4, from: 1s..4s", "2"),
    ("layer.speed", "video: other.mp4", "video: other.mp4, speed: 2", "2"),
    ("layer.reverse", "video: other.mp4", "video: other.mp4, reverse: true", "2"),
    ("layer.hold", "video: brief.mp4, hold: last", "video: brief.mp4, hold: none", "2"),
    ("layer.loop", "video: brief.mp4, hold: last", "video: brief.mp4, loop: true", "2"),
    ("layer.fit", "image: logo.png", "image: logo.png, fit: contain", "2"),
    ("layer.position", "image: logo.png", "image: logo.png, position: [49%, 50%]", "2"),
    ("layer.anchor", "image: logo.png", "image: logo.png, anchor: top", "2"),
    ("layer.scale", "image: logo.png", "image: logo.png, scale: 1.1", "2"),
    ("layer.rotate", "image: logo.png", "image: logo.png, rotate: 1deg", "2"),
    ("layer.opacity", "image: logo.png", "image: logo.png, opacity: 0.9", "2"),
    ("layer.crop", "image: logo.png", "image: logo.png, crop: {}", ""),
    ("layer.crop.left", "image: logo.png", "image: logo.png, crop: { left: 1px }", "2"),
    ("layer.crop.right", "image: logo.png", "image: logo.png, crop: { right: 1px }", "2"),
    ("layer.crop.top", "image: logo.png", "image: logo.png, crop: { top: 1px }", "2"),
    ("layer.crop.bottom", "image: logo.png", "image: logo.png, crop: { bottom: 1px }", "2"),
    ("layer.blend", "image: logo.png", "image: logo.png, blend: screen", "2"),
    ("layer.radius", "image: logo.png", "image: logo.png, radius: 3px", "2"),
    ("layer.mask", "image: logo.png", "image: logo.png, mask: { shape: rect }", "2"),
    ("layer.mask.shape", "image: logo.png, mask: { shape: rect }", "image: logo.png, mask: { shape: ellipse }", "2"),
    (
        "layer.mask.size",
        "image: logo.png, mask: { shape: rect }",
        "image: logo.png, mask: { shape: rect, size: [50%, 100%] }",
        "2",
    ),
    (
        "layer.mask.position",
        "image: logo.png, mask: { shape: rect }",
        "image: logo.png, mask: { shape: rect, position: [40%, 50%] }",
        "2",
    ),
    (
        "layer.mask.radius",
        "image: logo.png, mask: { shape: rect }",
        "image: logo.png, mask: { shape: rect, radius: 2px }",
        "2",
    ),
    (
        "layer.mask.feather",
        "image: logo.png, mask: { shape: rect }",
        "image: logo.png, mask: { shape: rect, feather: 2px }",
        "2",
    ),
    (
        "layer.mask.layer",
        "@id: a, shape: ellipse, fill: white }\n  - { id: b, solid: white }\n  - { image: logo.png, at: 8s..11s, mask: { layer: a }",
        "@id: a, shape: ellipse, fill: white }\n  - { id: b, solid: white }\n  - { image: logo.png, at: 8s..11s, mask: { layer: b }",
        "*",
    ),
    (
        "layer.mask.channel",
        "@id: a, shape: ellipse, fill: white }\n  - { image: logo.png, at: 8s..11s, mask: { layer: a }",
        "@id: a, shape: ellipse, fill: white }\n  - { image: logo.png, at: 8s..11s, mask: { layer: a, channel: alpha }",
        "2",
    ),
    (
        "layer.mask.invert",
        "image: logo.png, mask: { shape: rect }",
        "image: logo.png, mask: { shape: rect, invert: true }",
        "2",
    ),
    ("layer.fade", "image: logo.png", "image: logo.png, fade: {}", ""),
    ("layer.fade.in", "image: logo.png", "image: logo.png, fade: { in: 1s }", "2"),
    ("layer.fade.out", "image: logo.png", "image: logo.png, fade: { out: 1s }", "2"),
    ("layer.enter", "image: logo.png", "image: logo.png, enter: { kind: slide }", "2"),
    ("layer.enter.kind", "image: logo.png, enter: { kind: slide }", "image: logo.png, enter: { kind: zoom }", "2"),
    (
        "layer.enter.from",
        "image: logo.png, enter: { kind: slide }",
        "image: logo.png, enter: { kind: slide, from: top }",
        "2",
    ),
    (
        "layer.enter.for",
        "image: logo.png, enter: { kind: slide }",
        "image: logo.png, enter: { kind: slide, for: 1s }",
        "2",
    ),
    (
        "layer.enter.ease",
        "image: logo.png, enter: { kind: slide }",
        "image: logo.png, enter: { kind: slide, ease: linear }",
        "2",
    ),
    ("layer.leave", "image: logo.png", "image: logo.png, leave: { kind: slide }", "2"),
    ("layer.leave.kind", "image: logo.png, leave: { kind: slide }", "image: logo.png, leave: { kind: wipe }", "2"),
    (
        "layer.leave.from",
        "image: logo.png, leave: { kind: slide }",
        "image: logo.png, leave: { kind: slide, from: top }",
        "2",
    ),
    (
        "layer.leave.for",
        "image: logo.png, leave: { kind: slide }",
        "image: logo.png, leave: { kind: slide, for: 1s }",
        "2",
    ),
    (
        "layer.leave.ease",
        "image: logo.png, leave: { kind: slide }",
        "image: logo.png, leave: { kind: slide, ease: linear }",
        "2",
    ),
    (
        "layer.transition",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: {}",
        "2",
    ),
    (
        "layer.transition.kind",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: {}",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: wipe }",
        "2",
    ),
    (
        "layer.transition.from",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: wipe }",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: wipe, from: top }",
        "2",
    ),
    (
        "layer.transition.ease",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: {}",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { ease: in-sine }",
        "2",
    ),
    (
        "layer.transition.shader",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: shader, shader: wipe.wgsl }",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: shader, shader: cut.wgsl }",
        "2",
    ),
    (
        "layer.transition.inputs",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: shader, shader: wipe.wgsl }",
        "@solid: red, at: 8s..10s }\n  - { solid: blue, at: 9s..11s, transition: { kind: shader, shader: wipe.wgsl, inputs: { amount: 0.6 } }",
        "2",
    ),
    ("layer.effects", "image: logo.png", "image: logo.png, effects: []", ""),
    ("effects.blur", "effects: { blur: 4px }", "effects: { blur: 5px }", "2"),
    ("effects.bloom", "effects: { blur: 0px }", "effects: { bloom: {} }", "2"),
    ("effects.bloom.kind", "effects: { bloom: {} }", "effects: { bloom: { kind: mipmap } }", "2"),
    ("effects.bloom.threshold", "effects: { bloom: {} }", "effects: { bloom: { threshold: 0.7 } }", "2"),
    ("effects.bloom.strength", "effects: { bloom: {} }", "effects: { bloom: { strength: 0.7 } }", "2"),
    ("effects.bloom.radius", "effects: { bloom: {} }", "effects: { bloom: { radius: 0.5 } }", "2"),
    (
        "effects.bloom.levels",
        "effects: { bloom: { kind: mipmap } }",
        "effects: { bloom: { kind: mipmap, levels: 3 } }",
        "2",
    ),
    ("effects.color", "effects: { blur: 0px }", "effects: { color: {} }", ""),
    ("effects.color.brightness", "effects: { color: {} }", "effects: { color: { brightness: 0.1 } }", "2"),
    ("effects.color.contrast", "effects: { color: {} }", "effects: { color: { contrast: 1.1 } }", "2"),
    ("effects.color.saturation", "effects: { color: {} }", "effects: { color: { saturation: 0.9 } }", "2"),
    ("effects.color.hue", "effects: { color: {} }", "effects: { color: { hue: 1deg } }", "2"),
    ("effects.color.temperature", "effects: { color: {} }", "effects: { color: { temperature: 0.1 } }", "2"),
    ("effects.color.lut", "effects: { color: { lut: film.cube } }", "effects: { color: { lut: bleak.cube } }", "2"),
    ("effects.key", "effects: { blur: 0px }", "effects: { key: {} }", "2"),
    ("effects.key.color", "effects: { key: {} }", "effects: { key: { color: blue } }", "2"),
    ("effects.key.similarity", "effects: { key: {} }", "effects: { key: { similarity: 0.4 } }", "2"),
    ("effects.key.smooth", "effects: { key: {} }", "effects: { key: { smooth: 0.2 } }", "2"),
    ("effects.shadow", "effects: { blur: 0px }", "effects: { shadow: { blur: 2px } }", "2"),
    (
        "effects.shadow.offset",
        "effects: { shadow: { blur: 2px } }",
        "effects: { shadow: { blur: 2px, offset: [1px, 0px] } }",
        "2",
    ),
    ("effects.shadow.blur", "effects: { shadow: { blur: 2px } }", "effects: { shadow: { blur: 3px } }", "2"),
    (
        "effects.shadow.color",
        "effects: { shadow: { blur: 2px } }",
        "effects: { shadow: { blur: 2px, color: red } }",
        "2",
    ),
    ("effects.vignette", "effects: { vignette: 0.4 }", "effects: { vignette: 0.5 }", "2"),
    ("effects.shader", "effects: { shader: grain.wgsl }", "effects: { shader: dark.wgsl }", "2"),
    (
        "effects.shader.file",
        "effects: { shader: { file: grain.wgsl } }",
        "effects: { shader: { file: dark.wgsl } }",
        "2",
    ),
    (
        "effects.shader.inputs",
        "effects: { shader: { file: grain.wgsl } }",
        "effects: { shader: { file: grain.wgsl, inputs: { amount: 0.6 } } }",
        "2",
    ),
];

#[test]
fn keys_of_every_layer() {
    hold(ROWS, |_, part| document(part));
}

pub fn document(part: &str) -> String {
    let layer = match (part.strip_prefix('@'), part.strip_prefix("effects: ")) {
        (Some(timed), _) => timed.to_owned(),
        (_, Some(effect)) => format!("image: logo.png, at: 8s..11s, effects: [ {effect} ]"),
        _ => format!("{part}, at: 8s..11s"),
    };
    format!(
        "{HEAD}tempo: {{ bpm: 120 }}\ntracks: {{ lead: {{ notes: [ {{ at: 9s }}, {{ at: 10s, pitch: G4 }} ] }}, kick: {{ pattern: x, loop: true }} }}\naudio: [ {{ source: tune.wav }} ]\nlayers:\n  - {{ video: clip.mp4 }}\n  - {{ {layer} }}\n"
    )
}
