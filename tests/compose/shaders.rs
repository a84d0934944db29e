//! Users' shaders on the device, held against arithmetic.

use std::path::Path;
use std::sync::Arc;

use rushes::compose::{ComposerSettings, Gpu, deep_still};
use rushes::timeline::scene::{
    Placement, Scene, SceneBetween, SceneContent, SceneEffect, SceneInput, SceneLayer, SceneShader, ShaderNow, View,
};

use super::scenes::*;

const WIDTH: u32 = 32;
const HEIGHT: u32 = 16;
/// Shaders draw with 16-bit floats, which tell values below one apart by 1/2048 at least.
const NEAR: u16 = 33;

/// Shaders in a folder of their own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn shader(&self, name: &str, text: &str) -> SceneShader {
        let file = self.0.path().join(name);
        std::fs::write(&file, text).unwrap();
        SceneShader { file: Arc::new(file), inputs: Vec::new(), now: ShaderNow::default() }
    }
}

fn content(shader: SceneShader) -> SceneContent {
    SceneContent::Shader(Box::new(shader))
}

fn effect(shader: SceneShader) -> SceneEffect {
    SceneEffect::Shader(Box::new(shader))
}

fn still_of(
    layers: Vec<SceneLayer>,
    settings: ComposerSettings,
    view: Option<View>,
    shelf: &mut Shelf,
) -> Vec<[u16; 4]> {
    let scene = Scene { background: None, layers, view };
    deep_still(&Gpu::open().unwrap(), settings, &scene, shelf).unwrap()
}

fn drawn(layers: Vec<SceneLayer>) -> Vec<[u16; 4]> {
    still_of(layers, settings(WIDTH, HEIGHT), None, &mut Shelf::default())
}

/// Every pixel, premultiplied 0..1, against what `wanted` says of its place.
#[track_caller]
fn assert_near(got: &[[u16; 4]], width: u32, wanted: impl Fn(u32, u32) -> [f64; 4]) {
    for (index, pixel) in got.iter().enumerate() {
        let (x, y) = (index as u32 % width, index as u32 / width);
        let wanted = wanted(x, y).map(|part| (part * 65535.0).round() as u16);
        let worst = pixel.iter().zip(wanted).map(|(got, wanted)| got.abs_diff(wanted)).max().unwrap();
        assert!(worst <= NEAR, "at {x},{y}: found {pixel:?}, expected {wanted:?}");
    }
}

const UV: &str = "fn image(uv: vec2f) -> vec4f { return vec4f(uv, 0.25, 1.0); }";

fn uv(x: u32, y: u32) -> [f64; 4] {
    let part = |at: u32, whole: u32| (f64::from(at) + 0.5) / f64::from(whole);
    [part(x, WIDTH), part(y, HEIGHT), 0.25, 1.0]
}

#[test]
fn a_shader_fills_the_canvas() {
    let folder = Folder::new();
    let got = drawn(vec![layer(0, content(folder.shader("a.wgsl", UV)), plain())]);
    assert_near(&got, WIDTH, uv);
}

#[test]
fn shaders_of_glsl_and_isf_stand_upright() {
    let folder = Folder::new();
    let toy = "void mainImage(out vec4 c, in vec2 p) { vec2 uv = p / iResolution.xy; c = vec4(uv.x, 1.0 - uv.y, 0.25, 1.0); }";
    let isf = "/*{ \"ISFVSN\": \"2\" }*/\nvoid main() { gl_FragColor = vec4(isf_FragNormCoord.x, 1.0 - isf_FragNormCoord.y, 0.25, 1.0); }";
    for (name, text) in [("a.glsl", toy), ("a.fs", isf)] {
        let got = drawn(vec![layer(0, content(folder.shader(name, text)), plain())]);
        assert_near(&got, WIDTH, uv);
    }
    // A filter that leaves the picture as it is finds it upright, and leaves it so.
    let same = "/*{ \"ISFVSN\": \"2\", \"INPUTS\": [ { \"NAME\": \"inputImage\", \"TYPE\": \"image\" } ] }*/\nvoid main() { gl_FragColor = IMG_THIS_PIXEL(inputImage); }";
    let effects = vec![effect(folder.shader("same.fs", same))];
    let got = drawn(vec![SceneLayer { effects, ..layer(0, content(folder.shader("b.wgsl", UV)), plain()) }]);
    assert_near(&got, WIDTH, uv);
}

#[test]
fn a_shader_is_drawn_with_the_pixels_of_the_output() {
    let folder = Folder::new();
    let shader =
        folder.shader("a.wgsl", "fn image(uv: vec2f) -> vec4f { return vec4f(resolution / 256.0, uv.x, 1.0); }");
    let twice = ComposerSettings { output: (WIDTH * 2, HEIGHT * 2), ..settings(WIDTH, HEIGHT) };
    let got = still_of(vec![layer(0, content(shader), plain())], twice, None, &mut Shelf::default());
    assert_near(&got, WIDTH * 2, |x, _| [64.0 / 256.0, 32.0 / 256.0, (f64::from(x) + 0.5) / 64.0, 1.0]);
}

#[test]
fn what_a_shader_lets_through_is_straight_alpha() {
    let folder = Folder::new();
    let shader = folder.shader("a.wgsl", "fn image(uv: vec2f) -> vec4f { return vec4f(1.0, 0.5, 0.0, 0.5); }");
    let red = layer(0, SceneContent::Solid(rgba(0, 0, 255, 1.0)), plain());
    let got = drawn(vec![red, layer(1, content(shader), plain())]);
    assert_near(&got, WIDTH, |_, _| [0.5, 0.25, 0.5, 1.0]);
    // What is out of range, or no number at all, does no harm.
    let shader = folder.shader(
        "b.wgsl",
        "fn image(uv: vec2f) -> vec4f { let zero = floor(uv.x * 0.5); return vec4f(9.0, -4.0, zero / zero, 7.0); }",
    );
    let got = drawn(vec![layer(1, content(shader), plain())]);
    assert_near(&got, WIDTH, |_, _| [1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn inputs_and_the_moment_reach_a_shader() {
    let folder = Folder::new();
    let text = "//@ input amount: float = 0.75 in 0..1\n//@ input spot: point = [0.1, 0.2]\n//@ input tint: color = #ffffff\n//@ input on: bool = false\n\nfn image(uv: vec2f) -> vec4f {\n    if uv.x < 0.25 { return vec4f(amount, spot, 1.0); }\n    if uv.x < 0.5 { return tint; }\n    if uv.x < 0.75 { return vec4f(time, f32(frame) / 100.0, select(0.0, 1.0, on), 1.0); }\n    return vec4f(bass, beat, 0.0, 1.0);\n}";
    let mut shader = folder.shader("a.wgsl", text);
    let given = |name: &str, value| (Arc::from(name), value);
    shader.inputs = vec![
        given("spot", SceneInput::Point([0.25, 0.5])),
        given("tint", SceneInput::Color(rgba(255, 0, 51, 1.0))),
        given("on", SceneInput::Number(1.0)),
    ];
    shader.now.time = Some(0.5);
    shader.now.frame = Some(25);
    shader.now.levels[1] = Some(0.125);
    shader.now.beat = Some(0.375);
    let got = drawn(vec![layer(0, content(shader), plain())]);
    assert_near(&got, WIDTH, |x, _| match x / (WIDTH / 4) {
        0 => [0.75, 0.25, 0.5, 1.0],
        1 => [1.0, 0.0, 0.2, 1.0],
        2 => [0.5, 0.25, 1.0, 1.0],
        _ => [0.125, 0.375, 0.0, 1.0],
    });
}

#[test]
fn pictures_reach_a_shader_upright_whatever_its_language() {
    let folder = Folder::new();
    let mut shelf = Shelf::with_image("paper", 2, 2, |x, y| [(x * 200) as u8, (y * 100) as u8, 0, 255]);
    let wgsl = "//@ input paper: image\nfn image(uv: vec2f) -> vec4f { return paper(floor(uv * 2.0) * 0.5 + 0.25); }";
    let isf = "/*{ \"ISFVSN\": \"2\", \"INPUTS\": [ { \"NAME\": \"paper\", \"TYPE\": \"image\" } ] }*/\nvoid main() { gl_FragColor = IMG_NORM_PIXEL(paper, floor(isf_FragNormCoord * 2.0) * 0.5 + 0.25); }";
    for (name, text) in [("a.wgsl", wgsl), ("a.fs", isf)] {
        // As a filter where it has a picture to read, and that is none of its own, it is a generator still.
        let mut shader = folder.shader(name, text);
        shader.inputs = vec![(Arc::from("paper"), SceneInput::Picture(path("paper")))];
        let got = still_of(vec![layer(0, content(shader), plain())], settings(WIDTH, HEIGHT), None, &mut shelf);
        let side = |at: u32, whole: u32| f64::from(at * 2 / whole);
        assert_near(&got, WIDTH, |x, y| [side(x, WIDTH) * 200.0 / 255.0, side(y, HEIGHT) * 100.0 / 255.0, 0.0, 1.0]);
    }
}

/// Green is where in the picture it stands, red the picture's own green.
const MARKED: &str = "fn image(uv: vec2f) -> vec4f { let c = layer(uv); return vec4f(c.g, uv.x, c.b, c.a); }";

#[test]
fn an_effect_sees_the_layer_whole_wherever_it_stands() {
    let folder = Folder::new();
    let picture = |x: u32, y: u32| [0, (y * 20) as u8, (x * 20) as u8, if x < 4 { 128 } else { 255 }];
    let mut shelf = Shelf::with_image("noise", 8, 8, picture);
    let marked = folder.shader("a.wgsl", MARKED);
    for left in [4i32, -3, 28] {
        let effects = vec![effect(marked.clone())];
        let one = SceneLayer { effects, ..layer(0, image("noise"), at(f64::from(left), 4.0)) };
        let got = still_of(vec![one], settings(WIDTH, HEIGHT), None, &mut shelf);
        assert_near(&got, WIDTH, |x, y| {
            let (x, y) = (x as i32 - left, y as i32 - 4);
            if !(0..8).contains(&x) || !(0..8).contains(&y) {
                return [0.0; 4];
            }
            let [_, green, blue, alpha] = picture(x as u32, y as u32).map(|part| f64::from(part) / 255.0);
            [green * alpha, (f64::from(x) + 0.5) / 8.0 * alpha, blue * alpha, alpha]
        });
    }
}

#[test]
fn effects_are_done_in_their_order() {
    let folder = Folder::new();
    let red = "fn image(uv: vec2f) -> vec4f { let c = layer(uv); return vec4f(1.0, 0.0, 0.0, c.a); }";
    let half = "fn image(uv: vec2f) -> vec4f { let c = layer(uv); return vec4f(c.rgb * 0.5, c.a); }";
    let of = |effects| drawn(vec![SceneLayer { effects, ..layer(0, content(folder.shader("u.wgsl", UV)), plain()) }]);
    let (red, half) = (effect(folder.shader("r.wgsl", red)), effect(folder.shader("h.wgsl", half)));
    assert_near(&of(vec![red.clone(), half.clone()]), WIDTH, |_, _| [0.5, 0.0, 0.0, 1.0]);
    assert_near(&of(vec![half, red.clone()]), WIDTH, |_, _| [1.0, 0.0, 0.0, 1.0]);
    // What is blurred beyond the layer's box is done alike.
    let blurred = vec![SceneEffect::Blur { sigma: 2.0 }, red];
    let small = SceneLayer { effects: blurred, ..layer(0, image("white"), at(12.0, 4.0)) };
    let mut shelf = Shelf::with_image("white", 8, 8, |_, _| [255, 255, 255, 255]);
    let got = still_of(vec![small], settings(WIDTH, HEIGHT), None, &mut shelf);
    assert!(got.iter().any(|pixel| (1..60000).contains(&pixel[3])), "nothing is blurred");
    assert!(got.iter().all(|pixel| pixel[1] == 0 && pixel[2] == 0), "what was spread is still white");
}

#[test]
fn a_transition_has_both_pictures() {
    let folder = Folder::new();
    let wgsl = "fn image(uv: vec2f) -> vec4f { return select(to_layer(uv), from_layer(uv), uv.x > progress); }";
    let isf = "/*{ \"ISFVSN\": \"2\", \"INPUTS\": [ { \"NAME\": \"startImage\", \"TYPE\": \"image\" }, { \"NAME\": \"endImage\", \"TYPE\": \"image\" }, { \"NAME\": \"progress\", \"TYPE\": \"float\" } ] }*/\nvoid main() { gl_FragColor = isf_FragNormCoord.x > progress ? IMG_THIS_PIXEL(startImage) : IMG_THIS_PIXEL(endImage); }";
    for (name, text) in [("a.wgsl", wgsl), ("a.fs", isf)] {
        let mut shader = folder.shader(name, text);
        shader.now.progress = Some(0.25);
        let from = vec![layer(1, content(folder.shader("u.wgsl", UV)), plain())];
        let to = vec![layer(2, SceneContent::Solid(rgba(255, 0, 0, 1.0)), plain())];
        let between = SceneBetween { shader, size: (WIDTH, HEIGHT), from, to };
        let got = drawn(vec![layer(3, SceneContent::Between(Box::new(between)), Placement::whole())]);
        assert_near(&got, WIDTH, |x, y| if x < WIDTH / 4 { [1.0, 0.0, 0.0, 1.0] } else { uv(x, y) });
    }
}

#[test]
fn a_shader_that_is_none_is_told_with_its_place() {
    let folder = Folder::new();
    let shader = folder.shader("a.wgsl", "fn image(uv: vec2f) -> vec4f {\n    return vec4f(uvv, 0.0, 1.0);\n}\n");
    let scene = scene(vec![layer(0, content(shader), plain())]);
    let failure = deep_still(&Gpu::open().unwrap(), settings(8, 8), &scene, &mut Shelf::default()).unwrap_err();
    assert_eq!(failure.reason, rushes::base::Reason::ShaderFailed);
    assert!(failure.message.contains("a.wgsl:2:"), "{}", failure.message);
    let missing = SceneShader { file: path("/nowhere/a.wgsl"), inputs: Vec::new(), now: ShaderNow::default() };
    let scene = self::scene(vec![layer(0, content(missing), plain())]);
    let failure = deep_still(&Gpu::open().unwrap(), settings(8, 8), &scene, &mut Shelf::default()).unwrap_err();
    assert_eq!(failure.reason, rushes::base::Reason::SourceMissing);
    assert!(failure.message.contains(&Path::new("/nowhere/a.wgsl").display().to_string()), "{}", failure.message);
}
