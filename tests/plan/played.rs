//! Objects and notes in the key: every number that decides a pixel is there.

use super::planned;

fn keys(layers: &[String]) {
    let of = |layer: &String| {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 320x180, fps: 25, duration: 2s }}\ntempo: {{ bpm: 120 }}\ntracks: {{ lead: {{ pattern: \"x..x\", \
             loop: true }} }}\nlayers:\n  - {layer}\n"
        );
        planned(&text).chunks[0].key
    };
    let keys: Vec<_> = layers.iter().map(of).collect();
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{}", layers[index]);
    }
}

#[test]
fn every_number_of_objects_is_in_the_key() {
    let said = [
        "mesh: cube, on: lead, each: note",
        "mesh: sphere, on: lead, each: note",
        "mesh: ring, on: lead, each: note",
        "mesh: plane, on: lead, each: note",
        "mesh: cube, on: lead",
        "mesh: cube, on: beats",
        "mesh: cube, on: spectrum",
        "mesh: cube, on: beats, count: 15",
        "mesh: cube, on: beats, layout: ring",
        "mesh: cube, on: beats, width: 99%",
        "mesh: cube, on: beats, height: 99%",
        "mesh: cube, on: beats, size: 1.01",
        "mesh: cube, on: beats, spacing: 1.51",
        "mesh: cube, on: beats, spin: 1",
        "mesh: cube, on: beats, turn: 1",
        "mesh: cube, on: beats, color: \"#fffffe\"",
        "mesh: cube, on: beats, color: [white, black]",
        "mesh: cube, on: beats, lit: \"#fffffe\"",
        "mesh: cube, on: beats, pulse: 0.31",
        "mesh: cube, on: beats, lift: 0.61",
        "mesh: cube, on: beats, glow: 0.61",
        "mesh: cube, on: beats, rest: 0.36",
        "mesh: cube, on: beats, release: 601ms",
        "mesh: cube, on: beats, shine: 0.31",
        "mesh: cube, on: beats, camera: { position: [0, 4, 12] }",
        "mesh: cube, on: beats, camera: { look_at: [0, 0, 0.1] }",
        "mesh: cube, on: beats, camera: { position: [0, 4, 12], fov: 46 }",
        "mesh: cube, on: beats, camera: { orbit: 1 }",
        "mesh: cube, on: beats, light: { direction: [1, 2, 1.1] }",
        "mesh: cube, on: beats, light: { color: \"#fffffe\" }",
        "mesh: cube, on: beats, light: { ambient: 0.21 }",
        "mesh: cube, on: beats, fog: { from: 9, to: 20 }",
        "mesh: cube, on: beats, fog: { from: 9, to: 21 }",
        "mesh: cube, on: [ { at: [0, 0, 0] } ]",
        "mesh: cube, on: [ { at: [0, 0, 0], size: 2 } ]",
        "mesh: cube, on: [ { at: [0, 0, 0], color: red } ]",
        "mesh: cube, on: [ { at: [0, 1, 0] } ]",
    ];
    keys(&said.map(|keys| format!("objects: {{ {keys} }}")));
}

#[test]
fn every_number_of_notes_is_in_the_key() {
    let said = [
        "style: roll",
        "style: pads",
        "style: pulse",
        "way: down",
        "now: 0.26",
        "line: red",
        "window: 5s",
        "low: 59",
        "high: 71",
        "color: red",
        "color: { from: red, to: white }",
        "lit: red",
        "rest: 0.41",
        "glow: 61%",
        "radius: 36%",
        "gap: 17%",
        "release: 351ms",
        "width: 99%",
        "height: 99%",
    ];
    keys(&said.map(|keys| format!("notes: {{ track: lead, {keys} }}")));
}
