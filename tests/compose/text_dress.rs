//! What is drawn around letters, measured: the line, the shadow, the box, and parts in other letters.

use image::RgbaImage;
use rushes::compose::text::Typesetter;
use rushes::compose::{Gpu, still};
use rushes::project::model::{Dress, Length, Plate, Rgba, Stretch, Stroke, Text, TextShadow};
use rushes::timeline::SceneContent;

use super::scenes::*;
use super::text::{content, ink, text};

const RED: Rgba = Rgba { r: 1.0, g: 0.0, b: 0.0, a: 1.0 };
const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };
const NOTHING: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 0.0 };

fn draw(text: &Text, [x, y]: [f64; 2], size: (u32, u32)) -> RgbaImage {
    let gpu = Gpu::open().unwrap();
    let scene = scene(vec![layer(0, content(text.clone()), at(x, y))]);
    still(&gpu, settings(size.0, size.1), &scene, &mut Shelf::default()).unwrap()
}

fn dressed(text: Text, dress: Dress) -> Text {
    Text { dress: dress.unless_plain(), ..text }
}

/// Sum, centre and variance of how bright a picture's red is.
fn spread(picture: &RgbaImage) -> (f64, [f64; 2], [f64; 2]) {
    let (mut sum, mut first, mut second) = (0.0, [0.0; 2], [0.0; 2]);
    for (x, y, pixel) in picture.enumerate_pixels() {
        let bright = f64::from(pixel[0]) / 255.0;
        sum += bright;
        for (side, at) in [f64::from(x), f64::from(y)].into_iter().enumerate() {
            first[side] += bright * at;
            second[side] += bright * at * at;
        }
    }
    let mean = first.map(|part| part / sum);
    (sum, mean, [0, 1].map(|side| second[side] / sum - mean[side] * mean[side]))
}

#[test]
fn a_line_lies_beneath_the_letters_half_of_it_outside_with_round_corners() {
    let letter = Text { size: 200.0, weight: 700, ..text("I") };
    let plain = draw(&letter, [100.0, 20.0], (300, 300));
    let stroke = Some(Stroke { width: 20.0, color: RED });
    let lined = draw(&dressed(letter, Dress { stroke, ..Dress::default() }), [100.0, 20.0], (300, 300));
    let ([l, t, r, b], _) = ink(&plain);
    let (lined_box, _) = ink(&lined);
    for (found, wanted) in lined_box.into_iter().zip([l - 10, t - 10, r + 10, b + 10]) {
        assert!(found.abs_diff(wanted) <= 1, "{lined_box:?} around {:?}", [l, t, r, b]);
    }
    // The letter itself is as it was, to the pixel.
    for (x, y, pixel) in plain.enumerate_pixels().filter(|(_, _, pixel)| pixel[0] == 255) {
        assert_eq!(lined.get_pixel(x, y), pixel);
    }
    assert_eq!(lined.get_pixel((l + r) / 2, t - 8).0, [255, 0, 0, 255]);
    // An I is a rectangle: round joins leave the corners of the larger one free.
    let [l, t, r, b] = lined_box;
    for (x, y) in [(l + 1, t + 1), (r - 1, t + 1), (l + 1, b - 1), (r - 1, b - 1)] {
        assert_eq!(lined.get_pixel(x, y)[0], 0, "{x}, {y}");
    }
}

#[test]
fn a_shadow_is_the_letters_moved_and_blurred_by_half_its_blur() {
    let letters = Text { size: 80.0, weight: 700, ..text("Hi") };
    let (plain_sum, plain_mean, plain_variance) = spread(&draw(&letters, [200.0, 130.0], (480, 400)));
    for (blur, tolerance) in [(0.0, 0.005), (6.0, 0.01), (16.0, 0.02), (60.0, 0.06)] {
        let shadow = Some(TextShadow { offset: [30.0, -20.0], blur, color: WHITE });
        let cast = dressed(Text { color: NOTHING, ..letters.clone() }, Dress { shadow, ..Dress::default() });
        let (sum, mean, variance) = spread(&draw(&cast, [200.0, 130.0], (480, 400)));
        assert!((sum / plain_sum - 1.0).abs() < tolerance, "blur {blur}: {sum} of {plain_sum}");
        for (side, offset) in [30.0, -20.0].into_iter().enumerate() {
            let moved = mean[side] - plain_mean[side];
            assert!((moved - offset).abs() < 0.2, "blur {blur}: moved by {moved}");
            let wanted = plain_variance[side] + (blur / 2.0) * (blur / 2.0);
            assert!(
                (variance[side] / wanted - 1.0).abs() < tolerance * 2.0,
                "blur {blur}: {} for {wanted}",
                variance[side]
            );
        }
    }
}

#[test]
fn a_box_stands_around_the_block_and_moves_nothing() {
    let words = Text { color: WHITE, ..text("Box\nof lines") };
    let size = Typesetter::default().block(&words, 400.0).size();
    let plate = |radius| Some(Plate { color: RED, padding: 12.0, radius });
    let square = dressed(words.clone(), Dress { plate: plate(Length::Px(0.0)), ..Dress::default() });
    assert_eq!(Typesetter::default().block(&square, 400.0).size(), size, "the layer is as large as without it");
    let picture = draw(&square, [40.0, 40.0], (400, 200));
    let ([l, t, r, b], _) = ink(&picture);
    assert_eq!([l, t, b], [28, 28, 40 + size[1] as u32 + 11]);
    assert!((f64::from(r) - (51.0 + size[0])).abs() <= 1.0, "{r} for {size:?}");
    let letters = |picture: &RgbaImage| {
        ink(&RgbaImage::from_fn(picture.width(), picture.height(), |x, y| {
            let level = picture.get_pixel(x, y)[1];
            image::Rgba([level, level, level, 255])
        }))
    };
    let (there, plain) = (letters(&picture), letters(&draw(&words, [40.0, 40.0], (400, 200))));
    assert_eq!(there.0, plain.0);
    assert!((there.1 / plain.1 - 1.0).abs() < 0.01);

    let round =
        dressed(Text { color: RED, ..words }, Dress { plate: plate(Length::Percent(50.0)), ..Dress::default() });
    let (sum, ..) = spread(&draw(&round, [40.0, 40.0], (400, 200)));
    let (width, height) = (size[0] + 24.0, size[1] + 24.0);
    let radius = width.min(height) / 2.0;
    let area = width * height - (4.0 - std::f64::consts::PI) * radius * radius;
    assert!((sum / area - 1.0).abs() < 0.005, "{sum} of {area}");
}

#[test]
fn parts_are_set_in_their_own_letters() {
    let whole = text("one two");
    let part = |stretch: Stretch| {
        let stretches = vec![Stretch { from: 4, to: 7, ..stretch }];
        dressed(whole.clone(), Dress { stretches, ..Dress::default() })
    };
    let mut typesetter = Typesetter::default();
    let plain = typesetter.block(&whole, 400.0);
    let bold = typesetter.block(&part(Stretch { weight: Some(700), ..Stretch::default() }), 400.0);
    assert_eq!((plain.fonts_used().len(), bold.fonts_used().len()), (1, 2));
    assert!(bold.size()[0] > plain.size()[0]);
    let large = typesetter.block(&part(Stretch { size: Some(80.0), ..Stretch::default() }), 400.0);
    assert_eq!(large.size()[1], 100.0, "a line is as high as its largest letters want");

    let red =
        draw(&part(Stretch { color: Some(RED), underline: true, ..Stretch::default() }), [20.0, 20.0], (250, 100));
    let (mut white, mut colored, mut lowest) = ((u32::MAX, 0), (u32::MAX, 0), 0);
    for (x, y, pixel) in red.enumerate_pixels().filter(|(_, _, pixel)| pixel[0] == 255) {
        let bounds = if pixel[1] == 255 { &mut white } else { &mut colored };
        *bounds = (bounds.0.min(x), bounds.1.max(x));
        lowest = if pixel[1] == 0 { lowest.max(y) } else { lowest };
    }
    assert!(white.1 < colored.0 && colored.1 > colored.0 + 30, "{white:?} {colored:?}");
    // Neither word has a letter below the line, so what is there is the underline.
    let (plain_box, _) = ink(&draw(&whole, [20.0, 20.0], (250, 100)));
    assert!(lowest > plain_box[3] && lowest < plain_box[3] + 12, "{lowest} below {plain_box:?}");
    // A part that is none of the text is left out, not a crash.
    let beside = Dress { stretches: vec![Stretch { from: 90, to: 99, ..Stretch::default() }], ..Dress::default() };
    assert_eq!(typesetter.block(&dressed(whole.clone(), beside), 400.0).size(), plain.size());
}

#[test]
fn texts_of_one_place_are_stacked_without_touching() {
    let gpu = Gpu::open().unwrap();
    for (anchor, way) in [(1.0, -1.0), (0.0, 1.0)] {
        let mut placement = at(150.0, if way < 0.0 { 180.0 } else { 20.0 });
        placement.anchor_fraction = [0.5, anchor];
        let of = |color| layer(0, content(Text { color, ..text("H\nH") }), placement);
        let (green, blue) = (rgba(0, 255, 0, 1.0), rgba(0, 0, 255, 1.0));
        let mut single = Text { color: green, ..text("H\nH") };
        single.text = "H".into();
        let layers = vec![layer(0, content(single), placement), of(blue)];
        let scene = scene(vec![layer(0, SceneContent::Stack(layers), plain())]);
        let picture = still(&gpu, settings(300, 200), &scene, &mut Shelf::default()).unwrap();
        let rows = |part: usize| {
            let rows = picture.enumerate_pixels().filter(|(_, _, pixel)| pixel[part] > 128).map(|(_, y, _)| y);
            let rows: Vec<u32> = rows.collect();
            (*rows.iter().min().unwrap(), *rows.iter().max().unwrap())
        };
        let (first, second) = (rows(1), rows(2));
        // Lines of 50 pixels: the second text's far line is two lines away from the first text's line.
        let moved = if way < 0.0 { first.0 - second.0 } else { second.1 - first.1 };
        assert_eq!(moved, 100, "{first:?} {second:?}");
        assert!(if way < 0.0 { second.1 < first.0 } else { first.1 < second.0 });
    }
}
