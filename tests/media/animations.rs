//! Animated images as the probe and the reader see them, held against ffmpeg's own decoders.

use std::path::Path;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, Rgba, RgbaImage};
use rushes::base::Rational;
use rushes::base::facts::{AnimationFacts, Content};
use rushes::media::{AnimationReader, probe};

use super::numbered::{ffmpeg, name};

fn animation(path: &Path) -> AnimationFacts {
    match probe(path).unwrap().content {
        Content::Animation(animation) => animation,
        other => panic!("{}: {other:?}", path.display()),
    }
}

fn refused(path: &Path, bytes: &[u8]) -> String {
    std::fs::write(path, bytes).unwrap();
    match probe(path).unwrap().content {
        Content::Unreadable(failure) => failure.message,
        other => panic!("{}: {other:?}", path.display()),
    }
}

/// A GIF of one colour after the other, each for so many hundredths of a second.
fn gif(delays: &[u32], repeat: Option<Repeat>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    if let Some(repeat) = repeat {
        encoder.set_repeat(repeat).unwrap();
    }
    for (index, delay) in delays.iter().enumerate() {
        let picture = RgbaImage::from_pixel(6, 4, Rgba([(index * 60 % 256) as u8, 0, 0, 255]));
        encoder.encode_frame(Frame::from_parts(picture, 0, 0, Delay::from_numer_denom_ms(delay * 10, 1))).unwrap();
    }
    drop(encoder);
    bytes
}

#[test]
fn times_and_rounds_are_those_that_browsers_take() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gif");
    // None and one hundredth are a tenth of a second.
    std::fs::write(&path, gif(&[0, 1, 2, 50], Some(Repeat::Infinite))).unwrap();
    let AnimationFacts { video, rounds } = animation(&path);
    let times: Vec<Rational> = (0..=4).map(|frame| video.time_of(frame)).collect();
    let hundredths = [0, 10, 20, 22, 72].map(|at| Rational::new(at, 100));
    assert_eq!(times, hundredths);
    assert_eq!((video.width, video.height, rounds), (6, 4, None));
    for (repeat, wanted) in [(None, Some(1)), (Some(Repeat::Finite(2)), Some(3))] {
        std::fs::write(&path, gif(&[10, 10], repeat)).unwrap();
        assert_eq!(animation(&path).rounds, wanted);
    }
    std::fs::write(&path, gif(&[10], None)).unwrap();
    assert!(matches!(probe(&path).unwrap().content, Content::Image { width: 6, height: 4, .. }));
}

#[test]
fn every_picture_is_as_ffmpeg_decodes_it_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let source = "testsrc2=size=48x32:rate=20:duration=1";
    for (file, options) in [
        ("a.gif", vec!["-filter_complex", "split[a][b];[a]palettegen[p];[b][p]paletteuse"]),
        ("a.png", vec!["-f", "apng", "-plays", "0", "-pix_fmt", "rgb24"]),
        ("a.webp", vec!["-c:v", "libwebp_anim", "-lossless", "1", "-loop", "3"]),
    ] {
        let path = folder.path().join(file);
        let mut words = vec!["-f", "lavfi", "-i", source];
        words.extend(options);
        words.push(name(&path));
        ffmpeg(&words);
        let AnimationFacts { video, rounds } = animation(&path);
        assert_eq!(video.end(), Rational::ONE, "{file}");
        // The writer of WebP lets a picture that hardly differs stand longer instead.
        let count = video.frame_count();
        assert!(count == 20 || (file == "a.webp" && count > 3), "{file}: {count}");
        assert_eq!(rounds, if file == "a.webp" { Some(3) } else { None }, "{file}");
        let raw = folder.path().join("raw");
        // ffmpeg reads no animated WebP, but that one is lossless.
        let input = if file == "a.webp" { vec!["-f", "lavfi", "-i", source] } else { vec!["-i", name(&path)] };
        let mut words = input;
        words.extend(["-f", "rawvideo", "-pix_fmt", "rgb24", "-y", name(&raw)]);
        ffmpeg(&words);
        let raw = std::fs::read(&raw).unwrap();
        let mut reader = AnimationReader::new(&path, &video.codec);
        for number in (0..count).chain([3, count - 1, 0, count / 2, 2, 1]) {
            let picture = reader.frame(number).unwrap();
            let at = (video.time_of(number) * Rational::from_int(20)).floor() as usize;
            let wanted = &raw[at * 48 * 32 * 3..][..48 * 32 * 3];
            let found = picture.pixels().flat_map(|pixel| pixel.0[..3].to_vec());
            let worst = found.zip(wanted).map(|(found, wanted)| found.abs_diff(*wanted)).max();
            // From YUV to RGB twice: once when the file was made.
            let allowed = if file == "a.webp" { 6 } else { 0 };
            assert!(worst <= Some(allowed), "{file}: picture {number} differs by {worst:?}");
        }
    }
}

#[test]
fn endless_and_broken_animations_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let whole = gif(&[10; 9], None);
    let said = refused(&folder.path().join("cut.gif"), &whole[..whole.len() * 2 / 3]);
    assert!(said.contains("cut.gif") && said.contains("breaks off after"), "{said}");

    // One pixel, again and again.
    let mut endless = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    for _ in 0..30_010 {
        endless.extend_from_slice(b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0");
    }
    endless.push(b';');
    let said = refused(&folder.path().join("endless.gif"), &endless);
    assert!(said.contains("endless.gif") && said.contains("more than 30000 pictures"), "{said}");

    let mut wide = whole.clone();
    wide[6..10].copy_from_slice(&[0xff; 4]);
    let said = refused(&folder.path().join("wide.gif"), &wide);
    assert!(said.contains("65535×65535") || said.contains("damaged"), "{said}");
}
