//! Pictures that particles and shaders are given, of all kinds of files.

use std::path::Path;

use rushes::export::prepare::examine;
use rushes::export::still::Stills;
use rushes::project::Source;

use crate::support::desk::Desk;

/// Green on the left, nothing on the right.
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><rect width=\"5\" height=\"10\" fill=\"#00ff00\"/></svg>";
const LOOK: &str =
    "//@ input paper: image\n\nfn image(uv: vec2f) -> vec4f { return vec4f(paper(uv).rgb * paper(uv).a, 1.0); }\n";

fn said(folder: &Path, layer: &str) -> Vec<String> {
    let text = format!("rushes: 1\ncanvas: {{ size: 64x36, fps: 25, duration: 2s }}\nlayers:\n  - {layer}\n");
    let source = Source { path: &folder.join("p.yaml"), text: &text, set: &[] };
    let (reading, _) = examine(&source, None);
    let told = reading.problems.iter().map(|problem| {
        let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        format!("[{}] {}{help}", problem.path, problem.message)
    });
    told.collect()
}

#[test]
fn drawings_are_pictures_to_particles_and_to_shaders() {
    let desk = Desk::new();
    std::fs::write(desk.path().join("half.svg"), SVG).unwrap();
    std::fs::write(desk.path().join("look.wgsl"), LOOK).unwrap();
    for layer in [
        "particles: { count: 1, image: half.svg, from: point, size: 40px, speed: 0px, vary: 0, fade_in: 0, fade_out: 0 }",
        "shader: look.wgsl, inputs: { paper: half.svg }",
    ] {
        let text = format!("rushes: 1\ncanvas: {{ size: 64x36, fps: 10, duration: 1s }}\nlayers: [ {{ {layer} }} ]\n");
        let work = desk.work(&desk.project("p.yaml", &text));
        let picture = Stills::open(&work, &desk.places()).unwrap().still(3).unwrap();
        let [left, right] = [16, 48].map(|x| picture.get_pixel(x, 18).0);
        assert!(left[1] > 245 && left[0] < 10 && left[2] < 10, "{layer}: {left:?}");
        assert!(right.iter().all(|part| *part < 10), "{layer}: {right:?}");
    }
}

#[test]
fn what_is_no_picture_is_refused_where_it_is_named() {
    let desk = Desk::new();
    let at = |name: &str| desk.path().join(name);
    std::fs::write(at("half.svg"), SVG).unwrap();
    std::fs::write(at("look.wgsl"), LOOK).unwrap();
    std::fs::write(at("outer.svg"), SVG.replace("<rect", "<image href=\"other.png\" width=\"5\" height=\"5\"/><rect"))
        .unwrap();
    desk.write_tune("tune.wav", 0.2);
    assert_eq!(said(desk.path(), "particles: { image: half.svg }"), Vec::<String>::new());
    for (layer, wanted) in [
        ("particles: { image: gone.png }", "[layers[0].particles.image] `gone.png` is missing or can't be read"),
        ("particles: { image: tune.wav }", "[layers[0].particles.image] `tune.wav` is no picture"),
        (
            "particles: { image: outer.svg }",
            "[layers[0].particles.image] `outer.svg` names a picture outside of itself",
        ),
        (
            "{ shader: look.wgsl, inputs: { paper: tune.wav } }",
            "[layers[0].inputs.paper] `tune.wav` is no picture (inputs take PNG, JPEG, WebP, GIF and SVG)",
        ),
    ] {
        let said = said(desk.path(), layer);
        assert!(said.len() == 1 && said[0].starts_with(wanted), "{layer}: {said:?}");
    }
}
