//! Drawings (SVG): sharp at whatever size they are shown, and closed to the outside.

use std::path::Path;
use std::sync::Arc;

use image::RgbaImage;
use rushes::base::Failure;
use rushes::compose::{Gpu, ImagePixels, Pictures, VideoPicture, load_drawing, still};
use rushes::timeline::scene::{Placement, SceneContent};

use super::scenes::*;

/// Files as they lie; no image and no video is in them.
struct Files;

impl Pictures for Files {
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure> {
        panic!("{} is no image", path.display());
    }

    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure> {
        panic!("{} is no video", path.display());
    }

    fn video(&mut self, _: usize, path: &Path, _: u64) -> Result<VideoPicture<'_>, Failure> {
        panic!("{} is no video", path.display());
    }
}

/// A square with a red left and a green right half, on nothing.
const HALVES: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8" viewBox="0 0 16 16">
  <rect width="8" height="16" fill="#ff0000"/><rect x="8" width="8" height="16" fill="#00ff00"/></svg>"##;

fn shown(text: &str, size: [f64; 2], steady: bool, placement: Placement) -> RgbaImage {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drawing.svg");
    std::fs::write(&path, text).unwrap();
    let content = SceneContent::Drawing { source: Arc::new(path), size, steady };
    let scene = scene(vec![layer(0, content, placement)]);
    still(&Gpu::open().unwrap(), settings(40, 40), &scene, &mut Files).unwrap()
}

#[test]
fn a_drawing_is_sharp_at_any_size() {
    for (scale, steady) in [(1.0, true), (4.0, true), (2.5, true), (4.0, false)] {
        let placement = Placement { scale: [scale; 2], position: [4.0, 3.0], ..plain() };
        let picture = shown(HALVES, [8.0; 2], steady, placement);
        let (half, side) = ((4.0 * scale) as u32, (8.0 * scale) as u32);
        for (x, y, pixel) in picture.enumerate_pixels() {
            let inside = (3..3 + side).contains(&y);
            let wanted = match x {
                _ if !inside => [0, 0, 0, 255],
                x if (4..4 + half).contains(&x) => [255, 0, 0, 255],
                x if (4 + half..4 + side).contains(&x) => [0, 255, 0, 255],
                _ => [0, 0, 0, 255],
            };
            assert_eq!(pixel.0, wanted, "{x},{y} at {scale}, steady: {steady}");
        }
    }
}

#[test]
fn a_drawing_whose_size_moves_is_close_to_a_still_one() {
    let circle = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="#fff"/></svg>"##;
    for scale in [0.4, 0.9, 1.7] {
        let placement = Placement { scale: [scale; 2], position: [1.0, 1.0], ..plain() };
        let [still, moving] = [true, false].map(|steady| shown(circle, [20.0; 2], steady, placement));
        let differences = still.iter().zip(moving.iter()).map(|(a, b)| f64::from(a.abs_diff(*b)));
        let mean = differences.sum::<f64>() / still.len() as f64;
        assert!(mean < 2.0, "{scale}: they differ by {mean}");
        assert!(still.pixels().filter(|pixel| pixel[0] > 250).count() > 20, "{scale}: nothing is seen");
    }
}

#[test]
fn what_is_cropped_or_outside_of_its_box_is_not_shown() {
    let wide = r##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect x="-50" y="-50" width="200" height="200" fill="#fff"/></svg>"##;
    let picture = shown(wide, [10.0; 2], true, at(5.0, 5.0));
    assert_eq!(picture.pixels().filter(|pixel| pixel[0] == 255).count(), 100);
    let mut crop = plain().crop;
    crop.left = rushes::project::model::Length::Percent(50.0);
    let picture = shown(wide, [10.0; 2], true, Placement { crop, ..plain() });
    assert_eq!(picture.pixels().filter(|pixel| pixel[0] == 255).count(), 50);
}

#[test]
fn letters_are_of_the_bundled_font() {
    let text = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="2" y="30" font-family="Nowhere Sans" font-size="30" fill="#fff">H</text></svg>"##;
    let picture = shown(text, [40.0; 2], true, plain());
    let ink = picture.pixels().filter(|pixel| pixel[0] > 200).count();
    assert!((100..600).contains(&ink), "{ink} pixels of an H");
}

#[test]
fn nothing_outside_of_a_drawing_is_shown_and_what_lies_in_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("white.png");
    RgbaImage::from_pixel(4, 4, image::Rgba([255; 4])).save(&png).unwrap();
    for href in [png.display().to_string(), format!("file://{}", png.display()), "https://example.org/a.png".into()] {
        let text = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><image href="{href}" width="40" height="40"/></svg>"##
        );
        assert!(shown(&text, [40.0; 2], true, plain()).pixels().all(|pixel| pixel[0] == 0), "{href}");
    }
    // The same picture, embedded.
    const WHITE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC";
    let text = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><image href="data:image/png;base64,{WHITE}" width="40" height="40"/></svg>"##
    );
    assert!(shown(&text, [40.0; 2], true, plain()).pixels().all(|pixel| pixel[0] == 255));
}

#[test]
fn a_damaged_drawing_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.svg");
    std::fs::write(&path, "<svg xmlns='http://www.w3.org/2000/svg'><rect></svg>").unwrap();
    let failure = load_drawing(&path).unwrap_err();
    assert!(failure.message.contains("broken.svg") && failure.message.contains("damaged"), "{failure}");
}
