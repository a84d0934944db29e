//! Shaders in documents: what `check` says of them, what decides a chunk, and that stills and films show them.

use std::path::Path;

use rushes::base::{Digest, Reason};
use rushes::compose::Gpu;
use rushes::export::listening::Listening;
use rushes::export::prepare::{checked, examine, prepared};
use rushes::export::still::Stills;
use rushes::project::Source;

use crate::support::desk::Desk;

const LOOK: &str = "//@ input amount: float = 0.5 in 0..1\n//@ input tint: color = #ff0000\n//@ input spot: point = [0.5, 0.5]\n//@ input paper: image\n\nfn image(uv: vec2f) -> vec4f { return vec4f(tint.rgb * amount + paper(uv).rgb * 0.0, 1.0) + vec4f(spot, 0.0, 0.0) * 0.0; }\n";
const FILTER: &str = "fn image(uv: vec2f) -> vec4f { return vec4f(1.0 - layer(uv).rgb, 1.0); }\n";
const WIPE: &str = "fn image(uv: vec2f) -> vec4f { return mix(from_layer(uv), to_layer(uv), progress); }\n";
const CHOICE: &str = "/*{ \"ISFVSN\": \"2\", \"INPUTS\": [ { \"NAME\": \"mode\", \"TYPE\": \"long\", \"VALUES\": [0, 1, 4], \"LABELS\": [\"Plain\", \"Soft\", \"Loud\"], \"DEFAULT\": 0 } ] }*/\nvoid main() { gl_FragColor = vec4(float(mode) / 4.0); }\n";

fn written(folder: &Path) {
    for (name, text) in [
        ("look.wgsl", LOOK),
        ("invert.wgsl", FILTER),
        ("wipe.wgsl", WIPE),
        ("choice.fs", CHOICE),
        ("broken.wgsl", "fn image(uv: vec2f) -> vec4f {\n    return vec4f(uvw, 1.0);\n}\n"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    image::RgbaImage::new(4, 4).save(folder.join("paper.png")).unwrap();
}

fn document(layers: &str) -> String {
    format!("rushes: 1\ncanvas: {{ size: 64x36, fps: 25, duration: 2s }}\nlayers:\n  - {layers}\n")
}

fn said(folder: &Path, layers: &str) -> Vec<String> {
    let text = document(layers);
    let source = Source { path: &folder.join("p.yaml"), text: &text, set: &[] };
    let (reading, _) = examine(&source, None);
    let told = reading.problems.iter().map(|problem| {
        let file = problem.file.file_name().unwrap().to_string_lossy();
        let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        format!("{file}:{}:{} {}{help}", problem.line, problem.column, problem.message)
    });
    told.collect()
}

#[test]
fn what_is_wrong_with_a_shader_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    for fine in [
        "{ shader: look.wgsl, inputs: { amount: [ 0s: 0, 1s: 1 ], tint: \"#00ff0080\", spot: [0.2, 3], paper: paper.png } }",
        "{ shader: choice.fs, inputs: { mode: Loud } }",
        "{ shader: choice.fs, inputs: { mode: 4 } }",
        "{ solid: red, effects: [ { shader: invert.wgsl }, { shader: { file: invert.wgsl, inputs: {} } } ] }",
        "{ solid: red }\n  - { solid: blue, transition: { kind: shader, shader: wipe.wgsl } }",
    ] {
        assert_eq!(said(folder.path(), fine), Vec::<String>::new(), "{fine}");
    }
    for (layers, wanted) in [
        (
            "{ shader: look.wgsl, inputs: { amout: 1 } }",
            "p.yaml:4:36 `look.wgsl` has no input `amout` (did you mean `amount`?)",
        ),
        ("{ shader: look.wgsl, inputs: { amount: 1.5 } }", "p.yaml:4:36 `amount`: is out of its range, 0 to 1"),
        ("{ shader: look.wgsl, inputs: { amount: red } }", "p.yaml:4:36 `amount`: found `red`, expected a number"),
        ("{ shader: look.wgsl, inputs: { spot: 3 } }", "p.yaml:4:36 `spot`: found `3`, expected a point `[x, y]`"),
        (
            "{ shader: look.wgsl, inputs: { tint: 3 } }",
            "p.yaml:4:36 `tint`: found `3`, expected a colour like `\"#ff5a1f\"` or `red`",
        ),
        (
            "{ shader: look.wgsl, inputs: { paper: gone.png } }",
            "p.yaml:4:36 `gone.png` is missing or can't be read (paths start in the project's folder)",
        ),
        (
            "{ shader: look.wgsl, inputs: { paper: wipe.wgsl } }",
            "p.yaml:4:36 `wipe.wgsl` is no picture (inputs take PNG, JPEG, WebP, GIF and SVG)",
        ),
        (
            "{ shader: choice.fs, inputs: { mode: loudd } }",
            "p.yaml:4:36 `mode`: found `loudd`, expected one of `Plain` (0), `Soft` (1), `Loud` (4) (did you mean `Loud`?)",
        ),
        (
            "{ shader: choice.fs, inputs: { mode: 2 } }",
            "p.yaml:4:36 `mode`: found `2`, expected one of `Plain` (0), `Soft` (1), `Loud` (4)",
        ),
        (
            "{ shader: invert.wgsl }",
            "p.yaml:4:15 `invert.wgsl` changes a picture, so that it is no layer (use it under a layer's `effects:`)",
        ),
        (
            "{ solid: red, effects: [ { shader: look.wgsl } ] }",
            "p.yaml:4:40 `look.wgsl` makes a picture from nothing, so that it is no effect (use it as a layer: `shader: …`)",
        ),
        ("{ shader: broken.wgsl }", "broken.wgsl:2:18 "),
        (
            "{ shader: gone.wgsl }",
            "p.yaml:4:15 `gone.wgsl` is missing or can't be read (paths start in the project's folder)",
        ),
    ] {
        let said = said(folder.path(), layers);
        assert!(said.len() == 1 && said[0].starts_with(wanted), "{layers}: {said:?}, expected {wanted}");
    }
}

fn keys(desk: &Desk, layers: &str) -> Vec<Digest> {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 64x36, fps: 10, duration: 2s }}\nlayers:\n  - {layers}\nexports: {{ default: {{ chunk: 1s, video: {{ gop: 1s }} }} }}\n"
    );
    let project = desk.project("keys.yaml", &text);
    let checked = checked(&desk.work(&project), &desk.places()).unwrap();
    prepared(checked, Listening::default(), Gpu::open().unwrap().adapter())
        .unwrap()
        .plan
        .chunks
        .iter()
        .map(|chunk| chunk.key)
        .collect()
}

#[test]
fn only_what_a_shader_reads_makes_chunks_differ() {
    let desk = Desk::new();
    written(desk.path());
    let still = keys(&desk, "{ shader: look.wgsl, inputs: { paper: paper.png } }");
    assert_eq!(still[0], still[1], "a shader that reads no time is the same all along");
    std::fs::write(desk.file("timed.wgsl"), "fn image() -> vec4f { return vec4f(fract(time)); }").unwrap();
    let timed = keys(&desk, "{ shader: timed.wgsl }");
    assert_ne!(timed[0], timed[1]);
    let moved = keys(&desk, "{ shader: look.wgsl, inputs: { paper: paper.png, amount: [ 1s: 0, 2s: 1 ] } }");
    assert_ne!(moved[0], moved[1]);
    // Its own text, and the picture that it is given.
    std::fs::write(desk.file("look.wgsl"), LOOK.replace("* amount", "* amount * 0.5")).unwrap();
    let edited = keys(&desk, "{ shader: look.wgsl, inputs: { paper: paper.png } }");
    assert_ne!(edited[0], still[0]);
    image::RgbaImage::from_pixel(4, 4, image::Rgba([1, 2, 3, 255])).save(desk.file("paper.png")).unwrap();
    assert_ne!(keys(&desk, "{ shader: look.wgsl, inputs: { paper: paper.png } }")[0], edited[0]);
}

#[test]
fn a_document_s_inputs_and_transitions_are_seen() {
    let desk = Desk::new();
    written(desk.path());
    let text = "rushes: 1\ncanvas: { size: 64x36, fps: 10, duration: 4s }\nlayers:\n  - { shader: look.wgsl, at: 0s..3s, inputs: { tint: blue, amount: [ 0s: 0, 1s: 1 ] } }\n  - { solid: red, at: 2s..4s, transition: { kind: shader, shader: wipe.wgsl }, effects: [ { shader: { file: invert.wgsl } } ] }\n";
    let project = desk.project("p.yaml", text);
    let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
    let mut at = |frame| {
        let still = stills.still(frame).unwrap();
        still.get_pixel(32, 18).0
    };
    let near = |got: [u8; 3], wanted: [u8; 3]| got.iter().zip(wanted).all(|(got, wanted)| got.abs_diff(wanted) <= 3);
    for (frame, wanted) in [(5, [0, 0, 128]), (15, [0, 0, 255]), (25, [0, 128, 255]), (35, [0, 255, 255])] {
        let got = at(frame);
        assert!(near(got, wanted), "frame {frame}: found {got:?}, expected {wanted:?}");
    }
}

#[test]
fn a_mistake_in_a_shader_stops_an_export_with_its_own_reason() {
    let desk = Desk::new();
    written(desk.path());
    let project = desk.project("p.yaml", &document("{ shader: broken.wgsl }"));
    let (outcome, _) = desk.export(&desk.work(&project));
    let Err(rushes::export::Stopped::Failed(failure)) = outcome.result else { panic!("it was exported") };
    assert_eq!(failure.reason, Reason::ShaderFailed);
    assert!(failure.message.contains("broken.wgsl:2:18: "), "{}", failure.message);
}
