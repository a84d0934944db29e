//! Single pictures and GIFs, as other software reads them.

use std::path::Path;
use std::process::{Command, Stdio};

use rushes::base::Rational;
use rushes::base::facts::ColorFacts;
use rushes::media::{
    Dither, GifSettings, GifWriter, Hundredths, ImageCodec, ImageEffort, ImageEncoder, ImageEncoderSettings,
    PaletteFinder, SRGB, see_image,
};

const SIZE: (u32, u32) = (37, 23);

fn settings(codec: ImageCodec, effort: ImageEffort, deep: bool, alpha: bool) -> ImageEncoderSettings {
    let (width, height) = SIZE;
    ImageEncoderSettings {
        codec,
        effort,
        steps: 3,
        width,
        height,
        frame_rate: Rational::from_int(25),
        deep,
        alpha,
        color: SRGB,
    }
}

/// A ramp with every part different, and rows that are longer than the picture.
fn pixels(deep: bool, alpha: bool, shift: usize) -> (Vec<u8>, usize) {
    let (width, height) = (SIZE.0 as usize, SIZE.1 as usize);
    let stride = width * if deep { 8 } else { 4 } + 24;
    let mut bytes = vec![0xee; stride * height];
    for y in 0..height {
        for x in 0..width {
            let cover = if alpha { (x * 7) as u8 } else { 255 };
            let pixel = [(x * 6) as u8, (y * 11) as u8, ((x + y + shift) * 4) as u8, cover];
            for (part, value) in pixel.into_iter().enumerate() {
                if deep {
                    let value = (u16::from(value) * 257) ^ u16::from(part < 3 && alpha);
                    bytes[y * stride + x * 8 + part * 2..][..2].copy_from_slice(&value.to_le_bytes());
                } else {
                    bytes[y * stride + x * 4 + part] = value;
                }
            }
        }
    }
    (bytes, stride)
}

fn encoded(settings: &ImageEncoderSettings) -> Vec<u8> {
    let mut encoder = ImageEncoder::open(settings).unwrap();
    let (bytes, stride) = pixels(settings.deep, settings.alpha, 0);
    let mut files = Vec::new();
    let mut sink = |packet: rushes::media::Packet| {
        files.push(packet.bytes);
        Ok(())
    };
    encoder.push((&bytes, stride), 0, &mut sink).unwrap();
    encoder.push((&bytes, stride), 1, &mut sink).unwrap();
    encoder.finish(&mut sink).unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(files[0], files[1], "a picture does not depend on the one before");
    files.swap_remove(0)
}

/// The samples as the ffmpeg program reads them.
fn decoded(file: &Path, format: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i", file.to_str().unwrap(), "-pix_fmt", format, "-f", "rawvideo", "-"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success());
    output.stdout
}

/// The composed samples without the rows' padding and, where it is not kept, alpha.
fn plain(deep: bool, alpha: bool) -> Vec<u8> {
    let (bytes, stride) = pixels(deep, alpha, 0);
    let sample = if deep { 2 } else { 1 };
    let rows = bytes.chunks(stride).map(|row| &row[..SIZE.0 as usize * 4 * sample]);
    rows.flat_map(|row| row.chunks(4 * sample).flat_map(|pixel| &pixel[..(3 + usize::from(alpha)) * sample]))
        .copied()
        .collect()
}

#[test]
fn png_and_tiff_keep_every_sample() {
    let folder = tempfile::tempdir().unwrap();
    for (codec, ending) in [(ImageCodec::Png, "png"), (ImageCodec::Tiff, "tif")] {
        for (deep, alpha) in [(false, false), (false, true), (true, false), (true, true)] {
            for quality in [ImageEffort::Most, ImageEffort::Least] {
                let bytes = encoded(&settings(codec, quality, deep, alpha));
                let seen = see_image(codec.name(), &bytes, true).unwrap();
                assert_eq!((seen.width, seen.height), SIZE);
                let file = folder.path().join(format!("a.{ending}"));
                std::fs::write(&file, &bytes).unwrap();
                let format = ["rgb24", "rgba", "rgb48le", "rgba64le"][usize::from(deep) * 2 + usize::from(alpha)];
                assert_eq!(decoded(&file, format), plain(deep, alpha), "{codec:?} {format} {quality:?}");
            }
        }
    }
}

#[test]
fn a_picture_that_breaks_off_is_not_taken_for_whole() {
    for codec in [ImageCodec::Png, ImageCodec::Jpeg] {
        let bytes = encoded(&settings(codec, ImageEffort::Usual, false, false));
        assert!(see_image(codec.name(), &bytes[..bytes.len() - 9], false).is_err(), "{codec:?}");
    }
}

#[test]
fn jpeg_has_the_colours_that_its_readers_expect() {
    let folder = tempfile::tempdir().unwrap();
    for (steps, most) in [(2, 6), (3, 14)] {
        let settings = settings(ImageCodec::Jpeg, ImageEffort::Usual, false, false);
        let bytes = encoded(&ImageEncoderSettings { steps, ..settings });
        assert_eq!(see_image("mjpeg", &bytes, true).unwrap().width, SIZE.0);
        let file = folder.path().join("a.jpg");
        std::fs::write(&file, &bytes).unwrap();
        // A reader that knows nothing of libav.
        let read = image::open(&file).unwrap().to_rgb8();
        let mean = plain(false, false).iter().zip(read.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>()
            / read.as_raw().len() as u64;
        assert!(mean < most, "{steps}: {mean}");
    }
}

#[test]
fn exr_holds_linear_light_times_alpha() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.exr");
    for (quality, most) in [(ImageEffort::Most, 2e-6), (ImageEffort::Usual, 1e-3)] {
        let bytes = encoded(&settings(ImageCodec::Exr, quality, true, true));
        assert_eq!(see_image("exr", &bytes, true).unwrap().height, SIZE.1);
        std::fs::write(&file, &bytes).unwrap();
        let light: Vec<f32> =
            decoded(&file, "gbrapf32le").as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        let pixels = (SIZE.0 * SIZE.1) as usize;
        let source: Vec<f64> = plain(true, true)
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| f64::from(u16::from_le_bytes(*pair)) / 65_535.0)
            .collect();
        for at in 0..pixels {
            let alpha = source[at * 4 + 3];
            for (part, plane) in [(0, 2), (1, 0), (2, 1), (3, 3)] {
                let value = source[at * 4 + part];
                let linear = if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
                let expected = if part == 3 { alpha } else { linear * alpha };
                let found = f64::from(light[plane * pixels + at]);
                assert!((found - expected).abs() < most, "{quality:?} {at} {part}: {found} {expected}");
            }
        }
    }
}

#[test]
fn a_png_says_what_its_colours_mean() {
    let plain = encoded(&settings(ImageCodec::Png, ImageEffort::Usual, false, false));
    let has = |bytes: &[u8], name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    assert!(has(&plain, b"sRGB") && !has(&plain, b"cICP"));
    let color = ColorFacts { primaries: 9, transfer: 16, matrix: 0, full_range: true };
    let hdr = encoded(&ImageEncoderSettings { color, ..settings(ImageCodec::Png, ImageEffort::Usual, true, false) });
    assert!(has(&hdr, b"\0\0\0\x04cICP\x09\x10\0\x01"));
    // Readers check the sum behind it, also of chunks that they don't know.
    assert!(image::load_from_memory(&hdr).is_ok());
}

fn pngs(count: usize, alpha: bool) -> Vec<Vec<u8>> {
    let settings = settings(ImageCodec::Png, ImageEffort::Least, false, alpha);
    let mut encoder = ImageEncoder::open(&settings).unwrap();
    let mut files = Vec::new();
    let mut sink = |packet: rushes::media::Packet| {
        files.push(packet.bytes);
        Ok(())
    };
    for index in 0..count {
        let (bytes, stride) = pixels(false, alpha, index * 3);
        encoder.push((&bytes, stride), index as i64, &mut sink).unwrap();
    }
    encoder.finish(&mut sink).unwrap();
    files
}

fn gif(file: &Path, rate: Rational, frames: &[Vec<u8>], dither: Dither) {
    let (width, height) = SIZE;
    let settings = GifSettings { width, height, frame_rate: rate, frames: frames.len() as u64, colors: 256, dither };
    let mut finder = PaletteFinder::new(&settings).unwrap();
    frames.iter().for_each(|frame| finder.look(frame).unwrap());
    let palette = finder.finish().unwrap();
    let mut writer = GifWriter::create(file, &settings, &palette).unwrap();
    frames.iter().for_each(|frame| writer.push(frame).unwrap());
    writer.finish().unwrap();
}

/// The delays in a GIF's own blocks, in hundredths of a second.
fn delays(bytes: &[u8]) -> Vec<u16> {
    let blocks = bytes.windows(8).filter(|window| window.starts_with(&[0x21, 0xf9, 4]) && window[7] == 0);
    blocks.map(|window| u16::from_le_bytes([window[4], window[5]])).collect()
}

#[test]
fn a_gif_has_every_frame_for_as_long_as_hundredths_allow_and_loops() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.gif");
    gif(&file, Rational::from_int(30), &pngs(10, false), Dither::Diffused);
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(delays(&bytes), [3, 4, 3, 3, 4, 3, 3, 4, 3, 3]);
    assert!(bytes.windows(16).any(|window| window == b"NETSCAPE2.0\x03\x01\0\0\0"), "it loops without end");
    let found = decoded(&file, "rgb24");
    assert_eq!(found.len(), 10 * (SIZE.0 * SIZE.1 * 3) as usize);
    let mut error = 0u64;
    for (index, frame) in found.chunks((SIZE.0 * SIZE.1 * 3) as usize).enumerate() {
        let (bytes, stride) = pixels(false, false, index * 3);
        let source = bytes.chunks(stride).flat_map(|row| row[..SIZE.0 as usize * 4].chunks(4)).flat_map(|p| &p[..3]);
        error += source.zip(frame).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
    }
    assert!(error / (found.len() as u64) < 12, "{}", error / found.len() as u64);
    // The same frames give the same bytes.
    let again = folder.path().join("b.gif");
    gif(&again, Rational::from_int(30), &pngs(10, false), Dither::Diffused);
    assert_eq!(std::fs::read(&again).unwrap(), bytes);
}

#[test]
fn a_gif_lets_light_through_where_the_frames_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.gif");
    gif(&file, Rational::from_int(25), &pngs(4, true), Dither::Bayer(3));
    for frame in decoded(&file, "rgba").chunks((SIZE.0 * SIZE.1 * 4) as usize) {
        for (at, pixel) in frame.chunks(4).enumerate() {
            let cover = (at % SIZE.0 as usize) * 7;
            assert_eq!(pixel[3], if (cover as u8) < 128 { 0 } else { 255 }, "{at}");
        }
    }
}

#[test]
fn a_single_frame_is_a_gif_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.gif");
    gif(&file, Rational::new(30_000, 1001), &pngs(1, false), Dither::None);
    assert_eq!(delays(&std::fs::read(&file).unwrap()), [3]);
}

#[test]
fn times_in_hundredths_never_drift() {
    let times = Hundredths { frame_rate: Rational::new(30_000, 1001) };
    assert_eq!((times.at(0), times.at(1), times.at(30_000)), (0, 3, 100_100));
}
