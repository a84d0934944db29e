//! Every format that frames can leave in, against the formulas in double precision.

#![expect(clippy::print_stdout, reason = "the worst errors, for whoever wants to see them")]

use rushes::compose::{Composer, Depth, Gpu, PlaneFormat, ReadyFrame, Sampling, YuvMatrix, viewed_frame};
use rushes::timeline::scene::{Scene, SceneContent};

use super::scenes::*;

const ALL: [Sampling; 3] = [Sampling::Yuv420, Sampling::Yuv422, Sampling::Yuv444];

/// A noisy picture, half of it opaque where `alpha` says so, through a composer of the format.
fn composed(format: PlaneFormat, (width, height): (u32, u32), alpha: bool) -> (ReadyFrame, Vec<[u8; 4]>) {
    let mut dice = Dice(11);
    let mut pixels = Vec::new();
    let mut shelf = Shelf::with_image("noise", width, height, |x, _| {
        let through = if alpha && x % 2 == 1 { dice.byte() } else { 255 };
        let pixel = [dice.byte(), dice.byte(), dice.byte(), through];
        pixels.push(pixel);
        pixel
    });
    let scene = Scene { layers: vec![layer(0, image("noise"), plain())], ..Scene::default() };
    let mut composer = Composer::in_format(&Gpu::open().unwrap(), settings(width, height), format).unwrap();
    submit(&mut composer, &scene, &mut shelf, 0);
    (composer.next_ready(DEADLINE).unwrap(), pixels)
}

/// Samples of a plane, without gaps.
fn samples(frame: &ReadyFrame, plane: usize) -> (usize, Vec<u16>) {
    let layout = frame.layout();
    let (start, stride, row, rows) = layout.plane(plane);
    let bytes = (0..rows).flat_map(|y| &frame.bytes()[start + y * stride..][..row]);
    if layout.format.bits() == 8 {
        return (row, bytes.map(|byte| u16::from(*byte)).collect());
    }
    let bytes: Vec<u8> = bytes.copied().collect();
    (row / 2, bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
}

/// Y, Cb, Cr in limited range as BT.709 or BT.2020 defines them, with the ranges that go with so many bits.
fn encoded([r, g, b]: [f64; 3], matrix: YuvMatrix, bits: u32) -> [f64; 3] {
    let (kr, kb) = if matrix == YuvMatrix::Bt2020 { (0.2627, 0.0593) } else { (0.2126, 0.0722) };
    let y = kr * r + (1.0 - kr - kb) * g + kb * b;
    let unit = f64::from(1u32 << (bits - 8));
    let color = |part: f64, k: f64| unit * (128.0 + 224.0 * (part - y) / (2.0 * (1.0 - k)));
    [unit * (16.0 + 219.0 * y), color(b, kb), color(r, kr)]
}

/// The colours that a sample of colour stands for: left of its pair, between its rows.
fn mean(sampling: Sampling, (i, j): (usize, usize), rgb: impl Fn(i64, i64) -> [f64; 3]) -> [f64; 3] {
    let (x, y) = (i as i64, j as i64);
    let (columns, rows): (&[(i64, f64)], i64) = match sampling {
        Sampling::Yuv444 => (&[(0, 1.0)], 1),
        Sampling::Yuv422 => (&[(-1, 0.25), (0, 0.5), (1, 0.25)], 1),
        Sampling::Yuv420 => (&[(-1, 0.25), (0, 0.5), (1, 0.25)], 2),
    };
    let across = if columns.len() > 1 { 2 } else { 1 };
    let mut mean = [0.0; 3];
    for (dx, weight) in columns {
        for dy in 0..rows {
            let pixel = rgb(x * across + dx, y * rows + dy);
            mean = [0, 1, 2].map(|part| mean[part] + weight / rows as f64 * pixel[part]);
        }
    }
    mean
}

#[test]
fn every_sampling_depth_and_matrix_is_the_rounded_formula() {
    let mut worst: f64 = 0.0;
    for sampling in ALL {
        for (depth, bits) in [(Depth::Eight, 8), (Depth::Ten, 10)] {
            for (matrix, size) in
                [(YuvMatrix::Bt709, (33, 19)), (YuvMatrix::Bt2020, (70, 6)), (YuvMatrix::Bt709, (1, 1))]
            {
                let format = PlaneFormat::Yuv { sampling, depth, matrix };
                let (frame, pixels) = composed(format, size, false);
                let rgb = |x: i64, y: i64| {
                    let x = x.clamp(0, i64::from(size.0) - 1) as usize;
                    let y = y.clamp(0, i64::from(size.1) - 1) as usize;
                    let pixel = pixels[y * size.0 as usize + x];
                    [0, 1, 2].map(|part| f64::from(pixel[part]) / 255.0)
                };
                for plane in 0..3 {
                    let (columns, codes) = samples(&frame, plane);
                    for (at, code) in codes.iter().enumerate() {
                        let place = (at % columns, at / columns);
                        let of = if plane == 0 { Sampling::Yuv444 } else { sampling };
                        let model = encoded(mean(of, place, rgb), matrix, bits)[plane];
                        let error = (f64::from(*code) - model).abs() - 0.5;
                        worst = worst.max(error);
                        assert!(error <= 2e-3, "{format:?} {size:?} plane {plane} at {place:?}: {code}, {model}");
                    }
                }
            }
        }
    }
    println!("worst distance from the rounded formula: {worst}");
}

#[test]
fn alpha_goes_along_and_is_taken_out_of_the_colours() {
    let size = (37, 9);
    let (rgba8, pixels) = composed(PlaneFormat::Rgba8, size, true);
    let (_, bytes) = samples(&rgba8, 0);
    let (rgba16, _) = composed(PlaneFormat::Rgba16, size, true);
    let (_, words) = samples(&rgba16, 0);
    let (planar, _) = composed(PlaneFormat::YuvAlpha { matrix: YuvMatrix::Bt709 }, size, true);
    let planes = [0, 1, 2, 3].map(|plane| samples(&planar, plane).1);
    for (at, pixel) in pixels.iter().enumerate() {
        let alpha = f64::from(pixel[3]) / 255.0;
        // The canvas keeps 16 bits of what is multiplied: the less is seen of a colour, the less is known of it.
        let slack = 0.51 / 65535.0 / alpha.max(1e-9);
        assert_eq!((bytes[at * 4 + 3], words[at * 4 + 3]), (u16::from(pixel[3]), u16::from(pixel[3]) * 257));
        for part in 0..3 {
            let meant = if pixel[3] == 0 { 0.0 } else { f64::from(pixel[part]) / 255.0 };
            for (found, most) in [(bytes[at * 4 + part], 255.0), (words[at * 4 + part], 65535.0)] {
                let error = (f64::from(found) - meant * most).abs();
                assert!(error <= 0.51 + slack * most, "{pixel:?}: {found} of {most}");
            }
        }
        let meant = if pixel[3] == 0 { [0.0; 3] } else { [0, 1, 2].map(|part| f64::from(pixel[part]) / 255.0) };
        let codes = encoded(meant, YuvMatrix::Bt709, 10);
        for plane in 0..3 {
            let error = (f64::from(planes[plane][at]) - codes[plane]).abs();
            assert!(error <= 0.51 + slack * 1800.0, "{pixel:?}, plane {plane}: {error}");
        }
        assert!((f64::from(planes[3][at]) - alpha * 1023.0).abs() <= 0.501);
    }
}

#[test]
fn what_lets_light_through_is_over_black_where_there_is_no_alpha() {
    let half =
        Scene { layers: vec![layer(0, SceneContent::Solid(rgba(255, 255, 255, 0.5)), plain())], ..Scene::default() };
    for sampling in ALL {
        let format = PlaneFormat::Yuv { sampling, depth: Depth::Ten, matrix: YuvMatrix::Bt709 };
        let mut composer = Composer::in_format(&Gpu::open().unwrap(), settings(16, 8), format).unwrap();
        submit(&mut composer, &half, &mut Shelf::default(), 0);
        let frame = composer.next_ready(DEADLINE).unwrap();
        let codes = [0, 1, 2].map(|plane| samples(&frame, plane).1[0]);
        assert_eq!(codes, [502, 512, 512]);
    }
}

#[test]
fn a_viewer_shows_every_format_alike() {
    let soft = |x: u32, y: u32| [(x * 6) as u8, (y * 9) as u8, (250 - x * 3 - y * 2) as u8, 255];
    for format in ALL
        .into_iter()
        .flat_map(|sampling| [Depth::Eight, Depth::Ten].map(|depth| (sampling, depth)))
        .map(|(sampling, depth)| PlaneFormat::Yuv { sampling, depth, matrix: YuvMatrix::Bt709 })
        .chain([PlaneFormat::YuvAlpha { matrix: YuvMatrix::Bt2020 }, PlaneFormat::Rgba8, PlaneFormat::Rgba16])
    {
        let mut shelf = Shelf::with_image("soft", 41, 27, soft);
        let mut composer = Composer::in_format(&Gpu::open().unwrap(), settings(41, 27), format).unwrap();
        submit(&mut composer, &scene(vec![layer(0, image("soft"), plain())]), &mut shelf, 0);
        let picture = viewed_frame(&composer.next_ready(DEADLINE).unwrap());
        for (x, y, pixel) in picture.enumerate_pixels() {
            let meant = soft(x, y);
            let off = [0, 1, 2].map(|part| pixel[part].abs_diff(meant[part])).into_iter().max().unwrap();
            // At the rim, colour of which there is less than there are pixels goes on beyond the picture.
            let rim = x == 40 || y == 26 || x == 0 || y == 0;
            assert!(off <= if rim { 12 } else { 3 }, "{format:?} at {x},{y}: {pixel:?}, meant is {meant:?}");
        }
    }
}
