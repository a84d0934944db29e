//! Layers that stay the same are drawn once, and nobody can tell by the pixels.

use rushes::compose::{Composer, Gpu};
use rushes::project::form::Channel;
use rushes::project::model::{Blend, Length};
use rushes::timeline::scene::{Cut, Form, Matte, Placement, Scene, SceneContent, SceneLayer};

use super::scenes::*;

const WIDTH: u32 = 70;
const HEIGHT: u32 = 46;

/// Twelve layers of all sorts that never move.
fn stack() -> Vec<SceneLayer> {
    let half = |mut layer: SceneLayer| {
        layer.opacity = 0.6;
        layer
    };
    let blended = |mut layer: SceneLayer, blend| {
        layer.blend = blend;
        layer
    };
    let noise = |index, x, y| layer(index, image("noise"), at(x, y));
    let cut = Cut {
        ellipse: true,
        size: [Length::Percent(90.0); 2],
        position: [Length::Percent(50.0); 2],
        radius: Length::Px(0.0),
        feather: Length::Px(6.0),
        invert: false,
    };
    let matte = Matte { layer: Some(Box::new(noise(90, 0.0, 0.0))), channel: Channel::Luma, invert: true };
    let solid = |index, r, a| {
        layer(index, SceneContent::Solid(rgba(r, 80, 160, a)), Placement { scale: [0.5, 0.4], ..at(9.5, 7.25) })
    };
    let group = SceneContent::Group { size: (WIDTH, HEIGHT), layers: vec![noise(20, 3.0, 4.0), solid(21, 200, 0.5)] };
    vec![
        noise(0, 1.0, 2.0),
        half(noise(1, 20.0, 10.0)),
        solid(2, 40, 0.7),
        blended(noise(3, 30.5, 5.25), Blend::Multiply),
        SceneLayer { form: Form { cut: Some(cut), ..Form::default() }, ..noise(4, 12.0, 12.0) },
        half(layer(5, group, plain())),
        SceneLayer { form: Form { matte: Some(matte), ..Form::default() }, ..noise(6, 25.0, 14.0) },
        blended(solid(7, 255, 0.5), Blend::PlusLighter),
        noise(8, 44.0, 30.0),
        half(noise(9, -6.0, 22.0)),
        blended(noise(10, 33.0, 20.0), Blend::Difference),
        solid(11, 10, 0.2),
    ]
}

fn shelf() -> Shelf {
    let mut dice = Dice(1234);
    Shelf::with_image("noise", 24, 16, move |_, _| [dice.byte(), dice.byte(), dice.byte(), dice.byte()])
}

fn film(mover: impl Fn(u64) -> Option<SceneLayer>) -> Vec<Scene> {
    (0..8).map(|frame| scene(stack().into_iter().chain(mover(frame)).collect())).collect()
}

fn is_the_same_in_order_and_alone(scenes: &[Scene]) {
    let gpu = Gpu::open().unwrap();
    let mut in_order = Composer::new(&gpu, settings(WIDTH, HEIGHT)).unwrap();
    let mut pictures = shelf();
    for (frame, scene) in scenes.iter().enumerate() {
        let kept = compose(&mut in_order, scene, &mut pictures);
        let alone = compose(&mut Composer::new(&gpu, settings(WIDTH, HEIGHT)).unwrap(), scene, &mut shelf());
        assert!(kept == alone, "frame {frame}");
    }
}

#[test]
fn a_layer_that_moves_above_a_stack_meets_the_same_pixels() {
    let mover = |frame: u64, blend| {
        let place = at(5.0 + frame as f64 * 2.75, 3.0 + frame as f64 * 1.5);
        Some(SceneLayer { blend, opacity: 0.8, ..layer(50, image("noise"), place) })
    };
    is_the_same_in_order_and_alone(&film(|frame| mover(frame, Blend::Normal)));
    is_the_same_in_order_and_alone(&film(|frame| mover(frame, Blend::Screen)));
}

#[test]
fn a_stack_that_changes_below_is_drawn_anew() {
    let scenes: Vec<Scene> = (0..9)
        .map(|frame| {
            let mut layers = stack();
            layers[2].opacity = if frame < 4 { 0.3 } else { 0.9 };
            if frame == 7 {
                layers.remove(0);
            }
            scene(layers)
        })
        .collect();
    is_the_same_in_order_and_alone(&scenes);
}

#[test]
fn what_lies_over_nothing_is_the_same_too() {
    let mut scenes = film(|frame| Some(layer(50, image("noise"), at(frame as f64 * 3.0, 4.0))));
    scenes.iter_mut().for_each(|scene| scene.background = None);
    is_the_same_in_order_and_alone(&scenes);
}
