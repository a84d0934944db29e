//! Source-over in gamma-encoded sRGB, as browsers do it.

use rushes::compose::{Gpu, still};
use rushes::timeline::scene::{Placement, SceneContent};

use super::scenes::*;

#[test]
fn half_transparent_layers_blend_as_the_formula_says() {
    let gpu = Gpu::open().unwrap();
    let stacks: [&[([u8; 3], f32, f32)]; 4] = [
        &[([200, 100, 50], 1.0, 0.5)],
        &[([200, 100, 50], 0.5, 1.0), ([10, 250, 30], 0.25, 1.0)],
        &[([255, 255, 255], 0.1, 0.3), ([0, 0, 0], 0.9, 0.9), ([12, 200, 255], 0.333, 0.777)],
        &[([1, 2, 3], 0.01, 1.0), ([100, 200, 250], 1.0, 0.5), ([100, 200, 250], 1.0, 0.004)],
    ];
    for (background, stack) in stacks.iter().flat_map(|stack| [(Some([30u8, 60, 90]), *stack), (None, *stack)]) {
        let mut scene = scene(vec![]);
        scene.background = background.map(|[r, g, b]| rgba(r, g, b, 1.0));
        let mut color = background.map_or([0.0; 3], |parts| parts.map(|part| f64::from(part) / 255.0));
        let mut alpha = if background.is_some() { 1.0 } else { 0.0 };
        for (index, ([r, g, b], own, opacity)) in stack.iter().enumerate() {
            let mut layer = layer(index, SceneContent::Solid(rgba(*r, *g, *b, *own)), plain());
            layer.opacity = *opacity;
            scene.layers.push(layer);
            let source = f64::from(*own) * f64::from(*opacity);
            for (sum, part) in color.iter_mut().zip([r, g, b]) {
                *sum = source * f64::from(*part) / 255.0 + (1.0 - source) * *sum;
            }
            alpha = source + alpha * (1.0 - source);
        }
        let picture = still(&gpu, settings(9, 4), &scene, &mut Shelf::default()).unwrap();
        let first = picture.get_pixel(0, 0);
        assert!(picture.pixels().all(|pixel| pixel == first));
        for part in 0..3 {
            let wanted = color[part] / alpha * 255.0;
            // Colours under a faint alpha are stored coarser; what is seen of them is not.
            let error = (f64::from(first[part]) - wanted).abs() * alpha;
            assert!(error <= 1.0, "{background:?} {stack:?}: part {part} is {}, not {wanted}", first[part]);
        }
        assert!((f64::from(first[3]) - alpha * 255.0).abs() <= 0.51, "{stack:?}: alpha {} not {alpha}", first[3]);
    }
}

#[test]
fn an_edge_between_pixels_covers_a_part_of_them() {
    let gpu = Gpu::open().unwrap();
    let white = SceneContent::Solid(rgba(255, 255, 255, 1.0));
    let placement = Placement { position: [2.25, 1.5], scale: [0.5, 0.5], ..plain() };
    let picture =
        still(&gpu, settings(12, 10), &scene(vec![layer(0, white, placement)]), &mut Shelf::default()).unwrap();
    // The layer is 6×5 pixels: x 2.25 to 8.25, y 1.5 to 6.5.
    for (x, y, wanted) in [
        (1, 3, 0.0),
        (2, 3, 0.75),
        (3, 3, 1.0),
        (7, 3, 1.0),
        (8, 3, 0.25),
        (9, 3, 0.0),
        (4, 1, 0.5),
        (4, 6, 0.5),
        (2, 1, 0.375),
    ] {
        let got = f64::from(picture.get_pixel(x, y)[0]) / 255.0;
        assert!((got - wanted).abs() < 0.003, "{x},{y}: {got}, not {wanted}");
    }
}

#[test]
fn a_turned_layer_keeps_its_area_and_has_soft_edges() {
    let gpu = Gpu::open().unwrap();
    let white = SceneContent::Solid(rgba(255, 255, 255, 1.0));
    let placement =
        Placement { position: [50.0, 50.0], anchor_fraction: [0.5, 0.5], scale: [0.5, 0.3], rotate: 30.0, ..plain() };
    let picture =
        still(&gpu, settings(100, 100), &scene(vec![layer(0, white, placement)]), &mut Shelf::default()).unwrap();
    let area: f64 = picture.pixels().map(|pixel| f64::from(pixel[0]) / 255.0).sum();
    assert!((area - 1500.0).abs() < 8.0, "area {area}");
    assert!(picture.pixels().any(|pixel| (60..200).contains(&pixel[0])), "no soft edge");
    // Clockwise: the right end of the long side has sunk.
    assert_eq!(picture.get_pixel(67, 60)[0], 255);
    assert_eq!(picture.get_pixel(67, 38)[0], 0);
}

#[test]
fn layers_that_are_hidden_or_see_through_entirely_cost_no_source() {
    let gpu = Gpu::open().unwrap();
    let mut faded = layer(1, image("faded, never read"), plain());
    faded.opacity = 0.0;
    let scene = scene(vec![
        layer(0, image("covered, never read"), plain()),
        layer(2, SceneContent::Solid(rgba(1, 2, 3, 1.0)), plain()),
        faded,
    ]);
    let mut shelf = Shelf::default();
    let picture = still(&gpu, settings(4, 4), &scene, &mut shelf).unwrap();
    assert_eq!(picture.get_pixel(3, 3).0, [1, 2, 3, 255]);
    assert!(shelf.asked.is_empty());
}
