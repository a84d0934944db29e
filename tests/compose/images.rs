//! Images on the canvas: placement, fit, crop, opacity, scale, and the files they come from.

use std::io::Cursor;

use rushes::base::Reason;
use rushes::compose::{Composer, Gpu, load_image, still};
use rushes::project::model::{Crop, Fit, Length};
use rushes::timeline::scene::{Placement, SceneContent};

use super::scenes::*;

fn gradient() -> Shelf {
    Shelf::with_image("gradient", 20, 10, |x, y| [x as u8 * 10, y as u8 * 20, 77, 255])
}

#[test]
fn an_image_at_whole_pixels_is_copied_exactly() {
    let gpu = Gpu::open().unwrap();
    let scene = scene(vec![layer(0, image("gradient"), at(5.0, -3.0))]);
    let picture = still(&gpu, settings(40, 30), &scene, &mut gradient()).unwrap();
    for (x, y, pixel) in picture.enumerate_pixels() {
        let inside = (5..25).contains(&x) && y < 7;
        let wanted = if inside { [(x - 5) as u8 * 10, (y + 3) as u8 * 20, 77, 255] } else { [0, 0, 0, 255] };
        assert_eq!(pixel.0, wanted, "{x},{y}");
    }
}

#[test]
fn fit_says_how_an_image_fills_the_canvas() {
    let gpu = Gpu::open().unwrap();
    let mut shelf = Shelf::with_image("white", 20, 10, |_, _| [255; 4]);
    let centered = Placement { position: [20.0, 20.0], anchor_fraction: [0.5, 0.5], ..plain() };
    for (fit, size) in [(Fit::None, (20, 10)), (Fit::Contain, (40, 20)), (Fit::Cover, (40, 40)), (Fit::Fill, (40, 40))]
    {
        let scene = scene(vec![layer(0, image("white"), Placement { fit, ..centered })]);
        let picture = still(&gpu, settings(40, 40), &scene, &mut shelf).unwrap();
        let (left, top) = ((40 - size.0) / 2, (40 - size.1) / 2);
        for (x, y, pixel) in picture.enumerate_pixels() {
            let inside = (left..left + size.0).contains(&x) && (top..top + size.1).contains(&y);
            assert_eq!(pixel[0], if inside { 255 } else { 0 }, "{fit:?} at {x},{y}");
        }
    }
}

#[test]
fn crop_takes_the_edges_off_and_nothing_bleeds_in() {
    let gpu = Gpu::open().unwrap();
    let mut shelf = Shelf::with_image("framed", 20, 10, |x, y| {
        if (4..16).contains(&x) && (2..8).contains(&y) { [0, 200, 0, 255] } else { [255, 0, 0, 255] }
    });
    let crop = Crop {
        left: Length::Percent(20.0),
        right: Length::Px(4.0),
        top: Length::Px(2.0),
        bottom: Length::Percent(20.0),
    };
    for scale in [1.0, 2.0, 1.7] {
        let placement = Placement { crop, scale: [scale; 2], position: [3.0, 4.0], ..plain() };
        let scene = scene(vec![layer(0, image("framed"), placement)]);
        let picture = still(&gpu, settings(60, 40), &scene, &mut shelf).unwrap();
        let covered = picture.pixels().filter(|pixel| pixel[1] >= 199).count() as f64;
        assert!(picture.pixels().all(|pixel| pixel[0] == 0), "the frame shows at scale {scale}");
        assert_eq!(picture.get_pixel(3, 4).0, [0, 200, 0, 255]);
        let wanted = (12.0f64 * scale).floor() * (6.0f64 * scale).floor();
        assert_eq!(covered, wanted, "scale {scale}");
    }
}

#[test]
fn transparency_and_opacity_multiply() {
    let gpu = Gpu::open().unwrap();
    let mut shelf = Shelf::with_image("veil", 8, 8, |_, _| [255, 255, 255, 128]);
    let mut veil = layer(0, image("veil"), plain());
    veil.opacity = 0.5;
    let picture = still(&gpu, settings(8, 8), &scene(vec![veil]), &mut shelf).unwrap();
    assert!(picture.pixels().all(|pixel| pixel.0 == [64, 64, 64, 255]), "{:?}", picture.get_pixel(0, 0));
}

#[test]
fn quarter_turns_move_pixels_without_mixing_them() {
    let gpu = Gpu::open().unwrap();
    let placement = Placement { rotate: 90.0, position: [10.0, 0.0], ..plain() };
    let scene = scene(vec![layer(0, image("gradient"), placement)]);
    let picture = still(&gpu, settings(10, 20), &scene, &mut gradient()).unwrap();
    for (x, y, pixel) in picture.enumerate_pixels() {
        assert_eq!(pixel.0, [y as u8 * 10, (9 - x) as u8 * 20, 77, 255], "{x},{y}");
    }
}

#[test]
fn a_fine_pattern_scaled_down_becomes_its_mean_and_not_noise() {
    let gpu = Gpu::open().unwrap();
    let mut shelf =
        Shelf::with_image("stripes", 800, 600, |x, y| [if (x + y) % 2 == 0 { 255 } else { 0 }; 4].map(|p| p | 0));
    for pixel in shelf.images.values_mut().flat_map(|image| image.rgba.chunks_exact_mut(4)) {
        pixel[3] = 255;
    }
    for scale in [0.5, 0.3, 0.12, 0.05] {
        let placement = Placement { scale: [scale; 2], ..plain() };
        let scene = scene(vec![layer(0, image("stripes"), placement)]);
        let picture = still(&gpu, settings(24, 18), &scene, &mut shelf).unwrap();
        for (x, y, pixel) in picture.enumerate_pixels() {
            assert!((118..=137).contains(&pixel[0]), "scale {scale}: {x},{y} is {}", pixel[0]);
        }
    }
}

#[test]
fn an_image_is_read_once_and_again_only_when_there_was_no_room_for_it() {
    let gpu = Gpu::open().unwrap();
    let mut shelf = gradient();
    shelf.images.extend(Shelf::with_image("other", 20, 10, |_, _| [9, 9, 9, 255]).images);
    let one = scene(vec![layer(0, image("gradient"), plain())]);
    let two = scene(vec![layer(0, image("other"), plain())]);
    let mut roomy = Composer::new(&gpu, settings(32, 32)).unwrap();
    let first = compose(&mut roomy, &one, &mut shelf);
    compose(&mut roomy, &two, &mut shelf);
    assert_eq!(compose(&mut roomy, &one, &mut shelf), first);
    assert_eq!(shelf.asked.len(), 2);

    shelf.asked.clear();
    let tight = rushes::compose::ComposerSettings { cache_bytes: 1000, ..settings(32, 32) };
    let mut tight = Composer::new(&gpu, tight).unwrap();
    for _ in 0..2 {
        assert_eq!(compose(&mut tight, &one, &mut shelf), first);
        compose(&mut tight, &two, &mut shelf);
    }
    assert_eq!(shelf.asked.len(), 4);
}

#[test]
fn a_missing_source_fails_its_frame_and_the_next_one_is_composed() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(16, 16)).unwrap();
    let broken = scene(vec![layer(0, image("gone"), plain())]);
    for _ in 0..5 {
        let failure = composer.submit(&broken, &mut Shelf::default(), 0).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceMissing);
    }
    let whole = scene(vec![layer(0, SceneContent::Solid(rgba(255, 255, 255, 1.0)), plain())]);
    assert_eq!(compose(&mut composer, &whole, &mut Shelf::default()).at(0, 8, 8), 235);
}

#[test]
fn image_files_are_read_with_alpha_and_orientation_and_refused_when_damaged_or_huge() {
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("a.png");
    image::RgbaImage::from_fn(3, 2, |x, y| image::Rgba([x as u8, y as u8, 7, 100])).save(&png).unwrap();
    let read = load_image(&png).unwrap();
    assert_eq!((read.width, read.height), (3, 2));
    assert_eq!(read.rgba[4..8], [1, 0, 7, 100]);

    // An EXIF block that says "turn right" behind the start of a JPEG.
    let mut jpeg = Vec::new();
    image::RgbImage::new(8, 4).write_to(&mut Cursor::new(&mut jpeg), image::ImageFormat::Jpeg).unwrap();
    let exif = [
        b"\xFF\xE1\x00\x22Exif\0\0".as_slice(),
        b"MM\0\x2A\0\0\0\x08",
        b"\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0",
        b"\0\0\0\0",
    ]
    .concat();
    jpeg.splice(2..2, exif);
    let turned = folder.path().join("turned.jpg");
    std::fs::write(&turned, jpeg).unwrap();
    let read = load_image(&turned).unwrap();
    assert_eq!((read.width, read.height), (4, 8));

    let cut = folder.path().join("cut.png");
    let whole = std::fs::read(&png).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(load_image(&cut).unwrap_err().reason, Reason::SourceDamaged);

    let wide = folder.path().join("wide.png");
    image::GrayImage::new(8193, 1).save(&wide).unwrap();
    let failure = load_image(&wide).unwrap_err();
    assert_eq!(failure.reason, Reason::SourceDamaged);
    assert!(failure.message.contains("8193×1") && failure.message.contains("scale it down"), "{failure}");

    assert_eq!(load_image(&folder.path().join("none.png")).unwrap_err().reason, Reason::SourceMissing);
}
