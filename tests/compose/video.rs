//! Decoded video on the canvas: planes as they are, matrices and ranges, turning, scaling.

use rushes::compose::{Composer, Gpu, YuvMatrix, still};
use rushes::project::model::Fit;
use rushes::timeline::scene::{Placement, SceneContent};

use super::scenes::*;

fn noise(width: u32, height: u32, frames: u64) -> Clip {
    let mut dice = Dice(99);
    Clip::new(
        width,
        height,
        frames,
        |_, plane, _, _| {
            if plane == 0 { 16 + dice.byte() % 220 } else { 16 + dice.byte() % 225 }
        },
    )
}

#[test]
fn a_video_that_is_the_whole_picture_keeps_its_samples() {
    for (width, height) in [(64, 48), (37, 21), (2, 2)] {
        let clip = noise(width, height, 1);
        let mut shelf = Shelf::with_clip("clip", clip.clone());
        let planes =
            compose_once(settings(width, height), &scene(vec![layer(0, video("clip", 0), plain())]), &mut shelf);
        for plane in 0..3 {
            let (columns, rows) = plane_size(width, height, plane);
            for y in 0..rows {
                for x in 0..columns {
                    assert_eq!(planes.at(plane, x, y), clip.at(0, plane, x, y), "plane {plane} at {x},{y}");
                }
            }
        }
    }
}

#[test]
fn samples_that_a_layer_above_does_not_reach_stay_as_they_are() {
    let (width, height) = (61, 35);
    let clip = noise(width, height, 1);
    let mut shelf = Shelf::with_clip("clip", clip.clone());
    // A patch with a hole: what its box holds but its pixels do not reach counts as untouched too.
    shelf.images.extend(
        Shelf::with_image(
            "ring",
            15,
            11,
            |x, y| if (4..11).contains(&x) && (3..8).contains(&y) { [0; 4] } else { [255; 4] },
        )
        .images,
    );
    for (left, top) in [(0, 0), (7, 3), (8, 8), (9, 2), (17, 16), (46, 24)] {
        let scene = scene(vec![
            layer(0, video("clip", 0), plain()),
            layer(1, image("ring"), at(f64::from(left), f64::from(top))),
        ]);
        let planes = compose_once(settings(width, height), &scene, &mut shelf);
        let painted = |x: i64, y: i64| {
            let (x, y) =
                (x.clamp(0, i64::from(width) - 1) - left as i64, y.clamp(0, i64::from(height) - 1) - top as i64);
            let in_box = (0..15).contains(&x) && (0..11).contains(&y);
            in_box && !((4..11).contains(&x) && (3..8).contains(&y))
        };
        for y in 0..height as usize {
            for x in 0..width as usize {
                let wanted = if painted(x as i64, y as i64) { 235 } else { clip.at(0, 0, x, y) };
                assert_eq!(planes.at(0, x, y), wanted, "patch at {left},{top}: luma at {x},{y}");
            }
        }
        for y in 0..height.div_ceil(2) as usize {
            for x in 0..width.div_ceil(2) as usize {
                let reached =
                    [-1, 0, 1].iter().any(|dx| [0, 1].iter().any(|dy| painted(2 * x as i64 + dx, 2 * y as i64 + dy)));
                for plane in [1, 2] {
                    if !reached {
                        assert_eq!(planes.at(plane, x, y), clip.at(0, plane, x, y), "patch at {left},{top}: {x},{y}");
                    }
                }
            }
        }
    }
}

#[test]
fn smooth_video_comes_through_the_canvas_within_one_code() {
    // Moved by two pixels, so that it is drawn and converted and not copied.
    let clip = Clip::new(96, 64, 1, |_, plane, x, y| match plane {
        0 => (60 + x + y) as u8,
        1 => (110 + x / 2) as u8,
        _ => (150 - y / 2) as u8,
    });
    let mut shelf = Shelf::with_clip("clip", clip.clone());
    let planes = compose_once(settings(100, 70), &scene(vec![layer(0, video("clip", 0), at(2.0, 4.0))]), &mut shelf);
    for plane in 0..3 {
        let (columns, rows) = plane_size(96, 64, plane);
        let (left, top) = if plane == 0 { (2, 4) } else { (1, 2) };
        let edge = usize::from(plane > 0);
        for y in edge..rows - edge {
            for x in edge..columns - edge {
                let (got, wanted) = (planes.at(plane, x + left, y + top), clip.at(0, plane, x, y));
                assert!(got.abs_diff(wanted) <= 1, "plane {plane} at {x},{y}: {got}, not {wanted}");
            }
        }
    }
}

/// Kr and Kb per matrix, as H.273 gives them.
fn rgb_of(yuv: [u8; 3], matrix: YuvMatrix, full: bool) -> [f64; 3] {
    let (kr, kb) = match matrix {
        YuvMatrix::Bt601 => (0.299, 0.114),
        YuvMatrix::Bt709 => (0.2126, 0.0722),
        YuvMatrix::Bt2020 => (0.2627, 0.0593),
        other => panic!("{other:?} has no such weights here"),
    };
    let [y, u, v] = yuv.map(f64::from);
    let (y, u, v) = if full {
        (y / 255.0, (u - 128.0) / 255.0, (v - 128.0) / 255.0)
    } else {
        ((y - 16.0) / 219.0, (u - 128.0) / 224.0, (v - 128.0) / 224.0)
    };
    let r = y + 2.0 * (1.0 - kr) * v;
    let b = y + 2.0 * (1.0 - kb) * u;
    [r, (y - kr * r - kb * b) / (1.0 - kr - kb), b]
}

#[test]
fn every_matrix_and_range_is_decoded_as_its_definition_says() {
    let gpu = Gpu::open().unwrap();
    let colors: Vec<[u8; 3]> = vec![
        [81, 90, 240],
        [145, 54, 34],
        [41, 240, 110],
        [128, 128, 128],
        [235, 128, 128],
        [16, 128, 128],
        [180, 100, 140],
    ];
    let mut composer = Composer::new(&gpu, settings(16, 16)).unwrap();
    for matrix in [YuvMatrix::Bt601, YuvMatrix::Bt709, YuvMatrix::Bt2020] {
        for full_range in [false, true] {
            let flat = Clip::new(16, 16, colors.len() as u64, |frame, plane, _, _| colors[frame as usize][plane]);
            let mut shelf = Shelf::with_clip("clip", Clip { matrix, full_range, ..flat });
            for (frame, color) in colors.iter().enumerate() {
                let model = rgb_of(*color, matrix, full_range).map(|part| part.clamp(0.0, 1.0));
                let scene = scene(vec![layer(frame, video("clip", frame as u64), plain())]);
                let picture = still(&gpu, settings(16, 16), &scene, &mut shelf).unwrap();
                for (part, wanted) in model.iter().enumerate() {
                    let got = f64::from(picture.get_pixel(8, 8)[part]);
                    assert!((got - wanted * 255.0).abs() <= 0.51, "{matrix:?} full {full_range} {color:?}: {got}");
                }
                if matrix != YuvMatrix::Bt709 || full_range {
                    let planes = compose(&mut composer, &scene, &mut shelf);
                    for (plane, wanted) in yuv_709(model).into_iter().enumerate() {
                        let got = f64::from(planes.samples[plane][0]);
                        assert!((got - wanted).abs() <= 0.51, "{matrix:?} {full_range} {color:?}: {got}");
                    }
                }
            }
        }
    }
}

#[test]
fn chroma_is_placed_between_rows_and_on_even_columns() {
    // One step in Cr per chroma sample across, flat luma: the red of the canvas follows a straight line.
    let gpu = Gpu::open().unwrap();
    let clip = Clip::new(64, 8, 1, |_, plane, x, _| [120, 128, 100 + x as u8][plane]);
    let mut shelf = Shelf::with_clip("clip", clip);
    let scene = scene(vec![layer(0, video("clip", 0), plain())]);
    let picture = still(&gpu, settings(64, 8), &scene, &mut shelf).unwrap();
    for x in 0..62u32 {
        let cr = 100.0 + f64::from(x) / 2.0;
        let red = (104.0 / 219.0 + 1.5748 * (cr - 128.0) / 224.0) * 255.0;
        let got = f64::from(picture.get_pixel(x, 4)[0]);
        assert!((got - red).abs() <= 0.51, "column {x}: {got}, not {red}");
    }
}

#[test]
fn a_turned_recording_stands_upright() {
    let gpu = Gpu::open().unwrap();
    // White in the upper left quarter of what was coded.
    let coded = Clip::new(32, 16, 1, |_, plane, x, y| {
        if plane > 0 {
            128
        } else if x < 16 && y < 8 {
            235
        } else {
            16
        }
    });
    for (rotation, shown_size, (x, y)) in
        [(0, (32, 16), (4, 4)), (90, (16, 32), (12, 4)), (180, (32, 16), (28, 12)), (270, (16, 32), (4, 28))]
    {
        let mut shelf = Shelf::with_clip("clip", Clip { rotation, shown_size, ..coded.clone() });
        let scene = scene(vec![layer(0, video("clip", 0), plain())]);
        let picture = still(&gpu, settings(32, 32), &scene, &mut shelf).unwrap();
        let white: u32 = picture.pixels().map(|pixel| u32::from(pixel[0] > 250)).sum();
        assert_eq!(white, 128, "turned by {rotation}");
        assert_eq!(picture.get_pixel(x, y)[0], 255, "turned by {rotation}");
    }
}

#[test]
fn anamorphic_and_small_video_fills_the_canvas_where_it_shall() {
    let gpu = Gpu::open().unwrap();
    let clip = Clip::new(36, 28, 1, |_, plane, _, _| if plane == 0 { 235 } else { 128 });
    let mut shelf = Shelf::with_clip("clip", Clip { shown_size: (48, 28), ..clip });
    let natural = still(&gpu, settings(96, 96), &scene(vec![layer(0, video("clip", 0), plain())]), &mut shelf).unwrap();
    assert_eq!(natural.pixels().filter(|pixel| pixel[0] == 255).count(), 48 * 28);
    let fitted = Placement { fit: Fit::Contain, ..plain() };
    let fitted = still(&gpu, settings(96, 96), &scene(vec![layer(0, video("clip", 0), fitted)]), &mut shelf).unwrap();
    assert_eq!(fitted.pixels().filter(|pixel| pixel[0] == 255).count(), 96 * 56);
}

#[test]
fn fine_detail_scaled_down_becomes_its_mean() {
    let gpu = Gpu::open().unwrap();
    let clip = Clip::new(640, 360, 1, |_, plane, x, y| {
        if plane > 0 {
            128
        } else if (x + y) % 2 == 0 {
            235
        } else {
            16
        }
    });
    let mut shelf = Shelf::with_clip("clip", clip);
    for scale in [0.5, 0.25, 0.1] {
        let placement = Placement { scale: [scale; 2], ..plain() };
        let picture =
            still(&gpu, settings(60, 34), &scene(vec![layer(0, video("clip", 0), placement)]), &mut shelf).unwrap();
        assert!(picture.pixels().all(|pixel| (120..=135).contains(&pixel[0])), "scale {scale}");
    }
}

#[test]
fn a_frame_that_stays_is_not_asked_for_again() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(16, 16)).unwrap();
    let mut shelf = Shelf::with_clip("clip", noise(16, 16, 3));
    let mut seen = Vec::new();
    for frame in [0, 0, 1, 1, 1, 2, 0] {
        seen.push(compose(&mut composer, &scene(vec![layer(0, video("clip", frame), plain())]), &mut shelf));
    }
    assert_eq!(shelf.asked.iter().map(|(_, frame)| frame.unwrap()).collect::<Vec<_>>(), [0, 1, 2, 0]);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[6]);
    assert_ne!(seen[1], seen[2]);
}

#[test]
fn planes_that_are_shorter_than_their_picture_are_refused() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(16, 16)).unwrap();
    let mut clip = noise(16, 16, 1);
    clip.frames[0][2].truncate(20);
    let scene =
        scene(vec![layer(0, video("clip", 0), plain()), layer(1, SceneContent::Solid(rgba(0, 0, 0, 0.5)), plain())]);
    let failure = composer.submit(&scene, &mut Shelf::with_clip("clip", clip), 0).unwrap_err();
    assert_eq!(failure.reason, rushes::base::Reason::SourceDamaged);
}
