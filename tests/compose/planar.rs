//! The CPU's way to a frame shows what the device's way shows, whatever is shown and wherever it stands.

use std::f64::consts::PI;
use std::sync::{Arc, LazyLock};

use rushes::compose::{Composer, ComposerSettings, Gpu, Pictures, PlanarComposer, Submitted, YuvMatrix};
use rushes::project::model::{Blend, Crop, Fit, Form as Outline, Gradient, Length, Paint, Run, Shape, Stop};
use rushes::timeline::scene::{Form, Passing, Placement, Scene, SceneContent, SceneLayer, SceneSpectrum, View};

use super::heard::{spectrum, waveform};
use super::scenes::*;
use super::text;

static GPU: LazyLock<Gpu> = LazyLock::new(|| Gpu::open().unwrap());

pub fn planar(settings: ComposerSettings, scene: &Scene, pictures: &mut dyn Pictures) -> Planes {
    let mut composer = PlanarComposer::new(settings).unwrap();
    assert_eq!(composer.submit(scene, pictures, 0).unwrap(), Submitted::Yes);
    Planes::of(&composer.next_ready().unwrap())
}

/// How far two frames are apart: mean and greatest difference of luma, then of chroma.
#[derive(Debug, Clone, Copy)]
struct Apart {
    luma: (f64, u8),
    chroma: (f64, u8),
}

fn apart(a: &Planes, b: &Planes) -> Apart {
    let of = |planes: &[usize]| {
        let pairs = planes.iter().flat_map(|plane| a.samples[*plane].iter().zip(&b.samples[*plane]));
        let (mut sum, mut most, mut count) = (0.0, 0, 0.0);
        for (a, b) in pairs {
            let off = a.abs_diff(*b);
            (sum, most, count) = (sum + f64::from(off), most.max(off), count + 1.0);
        }
        (sum / count, most)
    };
    Apart { luma: of(&[0]), chroma: of(&[1, 2]) }
}

/// A picture of soft waves whose colours all exist.
pub fn waves(width: u32, height: u32) -> Clip {
    Clip::new(width, height, 3, |frame, plane, x, y| {
        let (x, y) = if plane == 0 { (x as f64, y as f64) } else { (x as f64 * 2.0, y as f64 * 2.0) };
        let shift = frame as f64 + plane as f64 * 0.7;
        let wave = libm::sin(x / 11.0 + shift) * libm::cos(y / 7.0 - shift);
        let (zero, reach) = if plane == 0 { (126.0, 60.0) } else { (128.0, 35.0) };
        (zero + reach * wave).round() as u8
    })
}

fn shelf() -> Shelf {
    let mut shelf = Shelf::with_clip("clip", waves(96, 54));
    shelf.clips.insert("other".into(), waves(60, 80));
    shelf.clips.insert("old".into(), Clip { matrix: YuvMatrix::Bt601, ..waves(96, 54) });
    shelf.clips.insert("full".into(), Clip { full_range: true, ..waves(96, 54) });
    shelf.clips.insert("upside".into(), Clip { rotation: 180, ..waves(96, 54) });
    shelf.clips.insert("wide".into(), Clip { shown_size: (128, 54), ..waves(96, 54) });
    for (name, alpha) in [("photo", false), ("logo", true)] {
        let pixel = |x: u32, y: u32| {
            let part = |by: f64| (127.0 + 90.0 * ((f64::from(x) / by).sin() * (f64::from(y) / 9.0).cos())) as u8;
            let seen = (f64::from(x + y) / 74.0 * PI).sin().max(0.0);
            [part(8.0), part(11.0), part(15.0), if alpha { (seen * 255.0) as u8 } else { 255 }]
        };
        let image = Shelf::with_image(name, 40, 34, pixel);
        shelf.images.extend(image.images);
    }
    shelf
}

fn placed(fit: Fit, position: [f64; 2], scale: [f64; 2]) -> Placement {
    Placement { fit, position, scale, ..plain() }
}

fn faded(mut layer: SceneLayer, opacity: f32) -> SceneLayer {
    layer.opacity = opacity;
    layer
}

fn blended(mut layer: SceneLayer, blend: Blend) -> SceneLayer {
    layer.blend = blend;
    layer
}

fn over_the_clip(layer: SceneLayer) -> Vec<SceneLayer> {
    vec![super::scenes::layer(0, video("clip", 0), plain()), SceneLayer { index: 1, ..layer }]
}

fn words(at: Placement) -> SceneLayer {
    let text = rushes::project::model::Text { size: 22.0, color: rgba(255, 220, 90, 1.0), ..text::text("Rushes") };
    layer(1, text::content(text), at)
}

fn form(alpha: f32) -> SceneContent {
    let fill = Some(Paint::Color(rgba(200, 40, 90, alpha)));
    SceneContent::Shape(Arc::new(Shape { form: Outline::Ellipse, size: Some([50.0, 30.0]), fill, stroke: None }))
}

fn hues() -> SceneContent {
    let stops = vec![Stop { at: 0.0, color: rgba(30, 90, 200, 1.0) }, Stop { at: 1.0, color: rgba(240, 120, 20, 0.5) }];
    SceneContent::Gradient(Arc::new(Gradient { run: Run::Linear { angle: 60.0 }, stops }))
}

/// Scenes by their names, on a canvas of 96×54.
fn scenes() -> Vec<(&'static str, Vec<SceneLayer>)> {
    let clip = |placement: Placement| layer(0, video("clip", 0), placement);
    let crop = |left: f64, top: f64| Crop {
        left: Length::Px(left),
        right: Length::Percent(20.0),
        top: Length::Px(top),
        bottom: Length::Px(4.0),
    };
    let passing = |slid: [f64; 4], wiped: [f64; 4]| Placement { passing: Passing { slid, wiped }, ..plain() };
    let group = |layers: Vec<SceneLayer>, at: Placement| layer(4, SceneContent::Group { size: (60, 30), layers }, at);
    let inside = || {
        vec![
            layer(5, form(0.7), at(2.0, 1.0)),
            layer(6, image("logo"), at(20.0, -4.0)),
            faded(words(at(3.0, 6.0)), 0.8),
        ]
    };
    vec![
        ("a clip as it is", vec![clip(plain())]),
        ("a clip half as large again", vec![clip(placed(Fit::None, [0.0; 2], [1.5, 1.5]))]),
        ("a clip that fills", vec![layer(0, video("other", 1), placed(Fit::Fill, [0.0; 2], [1.0; 2]))]),
        ("a clip that covers", vec![layer(0, video("other", 1), placed(Fit::Cover, [0.0, -30.0], [1.0; 2]))]),
        ("a small clip between pixels", vec![clip(placed(Fit::None, [10.3, 7.6], [0.61, 0.73]))]),
        ("a tiny clip", vec![clip(placed(Fit::None, [11.0, 9.0], [0.17, 0.21]))]),
        ("a mirrored clip", vec![clip(placed(Fit::None, [96.0, 0.0], [-1.0, 1.0]))]),
        ("a clip upside down", vec![layer(0, video("upside", 0), plain())]),
        ("wide pixels", vec![layer(0, video("wide", 0), placed(Fit::Contain, [0.0; 2], [1.0; 2]))]),
        ("BT.601", vec![layer(0, video("old", 0), placed(Fit::Fill, [0.0; 2], [1.0; 2]))]),
        ("full range", vec![layer(0, video("full", 0), at(5.0, 3.0))]),
        ("a cropped clip", vec![clip(Placement { crop: crop(9.5, 3.0), ..at(4.0, 2.0) })]),
        ("a faded clip", vec![faded(clip(plain()), 0.37)]),
        ("a clip over a clip", over_the_clip(faded(layer(1, video("other", 2), at(7.0, -9.0)), 0.6))),
        ("a clip that slides", vec![clip(passing([0.3, 0.0, 0.0, 0.15], [0.0; 4]))]),
        ("a clip that is wiped", over_the_clip(layer(1, video("other", 0), passing([0.0; 4], [0.31, 0.0, 0.22, 0.0])))),
        ("a picture", over_the_clip(layer(1, image("photo"), at(13.0, 8.0)))),
        ("a picture between pixels", over_the_clip(layer(1, image("photo"), at(13.4, 8.7)))),
        ("a large picture", vec![layer(0, image("photo"), placed(Fit::Cover, [0.0, -14.0], [1.0; 2]))]),
        ("a small picture", over_the_clip(layer(1, image("photo"), placed(Fit::None, [20.0, 10.0], [0.3, 0.4])))),
        ("a turned picture", over_the_clip(layer(1, image("logo"), Placement { rotate: 23.0, ..at(40.0, 3.0) }))),
        ("a logo", over_the_clip(layer(1, image("logo"), at(31.0, 11.0)))),
        ("a faded logo", over_the_clip(faded(layer(1, image("logo"), at(31.0, 11.0)), 0.45))),
        ("a logo at the edge", over_the_clip(layer(1, image("logo"), at(73.0, 33.0)))),
        ("words", over_the_clip(words(at(8.25, 12.0)))),
        ("turned words", over_the_clip(words(Placement { rotate: 12.0, ..at(20.0, 8.0) }))),
        ("a form", over_the_clip(layer(1, form(1.0), at(11.5, 6.25)))),
        ("a form that lets light through", over_the_clip(layer(1, form(0.4), at(11.0, 6.0)))),
        ("hues", over_the_clip(faded(layer(1, hues(), plain()), 0.8))),
        ("a colour", vec![layer(0, SceneContent::Solid(rgba(30, 200, 120, 1.0)), plain())]),
        ("a faded colour", over_the_clip(faded(layer(1, SceneContent::Solid(rgba(240, 20, 20, 0.8)), plain()), 0.5))),
        (
            "a small colour",
            over_the_clip(layer(
                1,
                SceneContent::Solid(rgba(10, 20, 240, 1.0)),
                placed(Fit::None, [9.3, 5.7], [0.4, 0.3]),
            )),
        ),
        ("a group", over_the_clip(group(inside(), at(15.0, 12.0)))),
        ("a group between pixels", over_the_clip(faded(group(inside(), at(15.3, 12.6)), 0.7))),
        ("a group of another size", over_the_clip(group(inside(), placed(Fit::None, [3.0, 4.0], [1.3, 0.8])))),
        ("a folder", {
            let layers = vec![clip(plain()), words(at(9.0, 10.0)), faded(layer(2, image("logo"), at(50.0, 5.0)), 0.5)];
            vec![layer(3, SceneContent::Group { size: (96, 54), layers }, plain())]
        }),
        (
            "a dissolve",
            vec![dissolve(clip(plain()), layer(1, video("other", 0), placed(Fit::Cover, [0.0; 2], [1.0; 2])), 0.3)],
        ),
        (
            "a dissolve of smaller ones",
            over_the_clip(dissolve(
                layer(0, video("other", 0), at(4.0, 3.0)),
                layer(2, image("photo"), placed(Fit::None, [30.5, 9.0], [1.1, 1.1])),
                0.6,
            )),
        ),
    ]
}

pub fn dissolve(before: SceneLayer, after: SceneLayer, here: f32) -> SceneLayer {
    let layers = vec![faded(before, 1.0 - here), blended(faded(after, here), Blend::PlusLighter)];
    let group = layer(9, SceneContent::Group { size: (96, 54), layers }, plain());
    SceneLayer { form: Form { isolated: true, ..Form::default() }, ..group }
}

fn hold(name: &str, found: Apart, most: Apart) {
    let within = found.luma.0 <= most.luma.0
        && found.luma.1 <= most.luma.1
        && found.chroma.0 <= most.chroma.0
        && found.chroma.1 <= most.chroma.1;
    assert!(within, "{name}: {found:?}, and at most {most:?} is right");
}

#[test]
fn both_ways_show_the_same() {
    let mut wrong = Vec::new();
    for (name, layers) in scenes() {
        for size in [(96, 54), (131, 73)] {
            let scene = scene(layers.clone());
            let settings = ComposerSettings { output: size, ..settings(96, 54) };
            let mut composer = Composer::new(&GPU, settings).unwrap();
            let device = compose(&mut composer, &scene, &mut shelf());
            let found = apart(&device, &planar(settings, &scene, &mut shelf()));
            if std::env::var_os("SHOW_APART").is_some() {
                eprintln!("{name} at {size:?}: {found:?}");
            }
            // Where two make room and are added, codes are rounded three times. Sharp edges of colour are filtered otherwise,
            // and there are few of them.
            let most = Apart { luma: (0.3, 2), chroma: (0.35, 6) };
            if let Err(why) = std::panic::catch_unwind(|| hold(name, found, most)) {
                wrong.push(why.downcast_ref::<String>().cloned().unwrap_or_default() + &format!(" {size:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn blends_show_the_same() {
    let modes = Blend::ALL.into_iter().filter(|mode| {
        !matches!(mode, Blend::Normal | Blend::Hue | Blend::Saturation | Blend::Color | Blend::Luminosity)
    });
    for mode in modes {
        let scenes = [
            over_the_clip(blended(
                faded(layer(1, video("other", 2), placed(Fit::Fill, [0.0; 2], [1.0; 2])), 0.6),
                mode,
            )),
            over_the_clip(blended(layer(1, image("logo"), at(21.0, 9.0)), mode)),
            over_the_clip(blended(faded(words(at(8.0, 11.0)), 0.8), mode)),
        ];
        for (number, layers) in scenes.into_iter().enumerate() {
            let scene = scene(layers);
            let mut composer = Composer::new(&GPU, settings(96, 54)).unwrap();
            let device = compose(&mut composer, &scene, &mut shelf());
            let found = apart(&device, &planar(settings(96, 54), &scene, &mut shelf()));
            if std::env::var_os("SHOW_APART").is_some() {
                eprintln!("{mode:?} {number}: {found:?}");
            }
            hold(&format!("{mode:?} {number}"), found, Apart { luma: (0.5, 4), chroma: (0.6, 20) });
        }
    }
}

#[test]
fn a_part_of_the_canvas_shows_the_same() {
    let view = Some(View { left: 13.0, top: 6.5, width: 48.0, height: 27.0 });
    let scene = Scene { view, ..scene(over_the_clip(words(at(20.0, 12.0)))) };
    let settings = ComposerSettings { output: (80, 45), ..settings(96, 54) };
    let mut composer = Composer::new(&GPU, settings).unwrap();
    let device = compose(&mut composer, &scene, &mut shelf());
    hold(
        "a view",
        apart(&device, &planar(settings, &scene, &mut shelf())),
        Apart { luma: (0.3, 1), chroma: (0.35, 6) },
    );
}

#[test]
fn what_is_heard_shows_the_same() {
    let heights: Vec<f32> = (0..16).map(|bar| (bar as f32 * 0.37).sin().abs()).collect();
    let peaks: Vec<f32> = heights.iter().map(|height| (height + 0.1).min(1.0)).collect();
    let looks = [
        ("style: bars", at(11.0, 7.0)),
        ("style: bars, radius: 0px, gap: 30%", at(11.3, 7.6)),
        ("style: bars, gap: 0px, color: \"#ff6040a0\"", at(31.0, 47.0)),
        ("style: mirror, color: \"#3060ff\"", placed(Fit::None, [-9.5, 4.25], [1.3, 0.8])),
        ("style: radial", at(20.0, 10.0)),
        ("style: bars, color: { from: \"#ff0000\", to: \"#00ff00\" }", at(20.0, 10.0)),
        ("style: bars", Placement { rotate: 10.0, ..at(30.0, 0.0) }),
    ];
    for (look, place) in looks {
        for peaks in [Vec::new(), peaks.clone()] {
            let shown = SceneContent::Spectrum(Box::new(SceneSpectrum { peaks, ..spectrum(look, &heights) }));
            let photo = layer(0, image("photo"), placed(Fit::Cover, [0.0; 2], [1.0; 2]));
            let scene = scene(vec![photo, faded(layer(1, shown, place), 0.9)]);
            let mut composer = Composer::new(&GPU, settings(200, 120)).unwrap();
            let device = compose(&mut composer, &scene, &mut shelf());
            let found = apart(&device, &planar(settings(200, 120), &scene, &mut shelf()));
            if std::env::var_os("SHOW_APART").is_some() {
                eprintln!("{look}: {found:?}");
            }
            hold(look, found, Apart { luma: (0.3, 4), chroma: (0.35, 6) });
        }
    }
    let points = (0..80).map(|at| [-(f64::from(at) / 9.0).sin() as f32, (f64::from(at) / 5.0).sin() as f32]).collect();
    let shown = SceneContent::Waveform(Box::new(waveform("style: filled", points)));
    let scene = scene(vec![layer(1, shown, at(3.0, 8.0))]);
    let mut composer = Composer::new(&GPU, settings(200, 120)).unwrap();
    let device = compose(&mut composer, &scene, &mut shelf());
    let found = apart(&device, &planar(settings(200, 120), &scene, &mut shelf()));
    hold("a waveform", found, Apart { luma: (0.3, 1), chroma: (0.35, 6) });
}
