//! From R'G'B' to the encoder's planes, against the formulas in double precision.

use rushes::compose::{Composer, ComposerSettings, Gpu};

use super::scenes::*;

/// A sample is right when it is the model's value rounded; at a tie closer than single precision tells, both sides are.
fn assert_rounded(got: u8, model: f64, what: impl Fn() -> String) {
    let error = (f64::from(got) - model).abs();
    assert!(error <= 0.5 + 1e-4, "{}: got {got}, the model says {model}", what());
}

#[test]
fn every_opaque_colour_becomes_the_rounded_bt709_code() {
    // 9³ colours and greys as an image of 2×2 blocks, so that each chroma sample sees one colour but for its left neighbour.
    let steps = [0u8, 1, 31, 64, 127, 128, 200, 254, 255];
    let mut colors: Vec<[u8; 3]> = Vec::new();
    for r in steps {
        for g in steps {
            colors.extend(steps.map(|b| [r, g, b]));
        }
    }
    let columns = 27;
    let size = (columns * 4, colors.len() as u32 / columns * 2);
    let color_at = |x: u32, y: u32| colors[(y / 2 * columns + x / 4) as usize];
    let mut shelf = Shelf::with_image("table", size.0, size.1, |x, y| {
        let [r, g, b] = color_at(x, y);
        [r, g, b, 255]
    });
    let planes = compose_once(settings(size.0, size.1), &scene(vec![layer(0, image("table"), plain())]), &mut shelf);
    for y in 0..size.1 {
        for x in 0..size.0 {
            let color = color_at(x, y);
            let model = yuv_709(color.map(|part| f64::from(part) / 255.0));
            let what = || format!("{color:?}");
            assert_rounded(planes.at(0, x as usize, y as usize), model[0], what);
            if x % 4 == 2 && y % 2 == 0 {
                for plane in [1, 2] {
                    assert_rounded(planes.at(plane, x as usize / 2, y as usize / 2), model[plane], what);
                }
            }
        }
    }
}

#[test]
fn solid_colours_are_exact_too_and_fill_every_sample() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(37, 21)).unwrap();
    for (color, codes) in [
        (rgba(0, 0, 0, 1.0), [16, 128, 128]),
        (rgba(255, 255, 255, 1.0), [235, 128, 128]),
        (rgba(255, 0, 0, 1.0), [63, 102, 240]),
        (rgba(0, 255, 0, 1.0), [173, 42, 26]),
        (rgba(0, 0, 255, 1.0), [32, 240, 118]),
    ] {
        let mut scene = scene(vec![]);
        scene.background = Some(color);
        let planes = compose(&mut composer, &scene, &mut Shelf::default());
        for (plane, code) in codes.into_iter().enumerate() {
            assert!(planes.samples[plane].iter().all(|sample| *sample == code), "{color:?}: plane {plane}");
        }
    }
}

#[test]
fn chroma_stands_on_even_columns_and_between_rows() {
    for (width, height) in [(64, 32), (33, 19), (7, 5), (2, 2), (1, 1)] {
        let mut dice = Dice(7);
        let mut pixels = Vec::new();
        let mut shelf = Shelf::with_image("noise", width, height, |_, _| {
            let pixel = [dice.byte(), dice.byte(), dice.byte(), 255];
            pixels.push(pixel);
            pixel
        });
        let scene = scene(vec![layer(0, image("noise"), plain())]);
        let planes = compose_once(settings(width, height), &scene, &mut shelf);
        let rgb = |x: i64, y: i64| {
            let x = x.clamp(0, i64::from(width) - 1) as u32;
            let y = y.clamp(0, i64::from(height) - 1) as u32;
            let pixel = pixels[(y * width + x) as usize];
            [0, 1, 2].map(|part| f64::from(pixel[part]) / 255.0)
        };
        for j in 0..i64::from(height.div_ceil(2)) {
            for i in 0..i64::from(width.div_ceil(2)) {
                let mut mean = [0.0; 3];
                for (dx, weight) in [(-1, 0.25), (0, 0.5), (1, 0.25)] {
                    for dy in [0, 1] {
                        let pixel = rgb(2 * i + dx, 2 * j + dy);
                        mean = [0, 1, 2].map(|part| mean[part] + weight * 0.5 * pixel[part]);
                    }
                }
                let model = yuv_709(mean);
                for plane in [1, 2] {
                    let got = planes.at(plane, i as usize, j as usize);
                    assert_rounded(got, model[plane], || format!("{width}×{height}, chroma {plane} at {i},{j}"));
                }
            }
        }
    }
}

#[test]
fn an_output_of_another_size_shows_the_whole_canvas() {
    let half = layer(0, rushes::timeline::scene::SceneContent::Solid(rgba(255, 255, 255, 1.0)), at(960.0, 0.0));
    let settings = ComposerSettings { output: (480, 270), canvas: (1920, 1080), ..settings(1, 1) };
    let planes = compose_once(settings, &scene(vec![half]), &mut Shelf::default());
    for y in [0, 135, 269] {
        assert_eq!(planes.at(0, 239, y), 16);
        assert_eq!(planes.at(0, 240, y), 235);
    }
}
