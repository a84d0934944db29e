//! Interlaced sources: the earlier field, with the rows between made up from what is around them.

use std::path::Path;

use rushes::media::{VideoDecoder, probe};

use super::numbered::{ffmpeg, name};

const WIDTH: usize = 192;
const HEIGHT: usize = 128;
const FRAME: usize = WIDTH * HEIGHT * 3 / 2;

/// The luma of all frames as our decoder gives it.
fn decoded(path: &Path) -> Vec<Vec<u8>> {
    let facts = probe(path).unwrap();
    let facts = facts.video().unwrap();
    assert!(facts.interlaced);
    let mut decoder = VideoDecoder::open(path, facts, 0).unwrap();
    let luma = |picture: rushes::media::Picture<'_>| {
        let (bytes, stride) = picture.planes[0];
        (0..HEIGHT).flat_map(|y| bytes[y * stride..][..WIDTH].to_vec()).collect()
    };
    (0..facts.frame_count()).map(|index| luma(decoder.frame(index).unwrap())).collect()
}

fn raw(path: &Path) -> Vec<Vec<u8>> {
    std::fs::read(path).unwrap().chunks_exact(FRAME).map(|frame| frame[..WIDTH * HEIGHT].to_vec()).collect()
}

fn error(a: &[u8], b: &[u8]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    sum / a.len() as f64
}

const LOSSLESS: [&str; 8] = ["-c:v", "libx264", "-qp", "0", "-preset", "ultrafast", "-flags", "+ilme+ildct"];

#[test]
fn what_stands_still_keeps_all_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("still.mkv");
    let source = "mandelbrot=size=192x128:rate=25:end_scale=3";
    let still = "trim=end_frame=1,loop=10:1,format=yuv420p,setfield=tff";
    let mut all = vec!["-f", "lavfi", "-i", source, "-vf", still, "-frames:v", "8"];
    all.extend(LOSSLESS);
    all.extend(["-top", "1", name(&clip)]);
    ffmpeg(&all);
    let plain = folder.path().join("still.yuv");
    ffmpeg(&["-i", name(&clip), "-f", "rawvideo", name(&plain)]);
    for (ours, coded) in decoded(&clip).iter().zip(raw(&plain)) {
        assert_eq!(*ours, coded);
    }
}

#[test]
fn what_moves_is_shown_at_one_moment_nearly_as_well_as_yadif_does() {
    let folder = tempfile::tempdir().unwrap();
    let source = "testsrc2=size=192x128:rate=50:duration=0.8";
    let whole = folder.path().join("whole.yuv");
    ffmpeg(&["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-f", "rawvideo", name(&whole)]);
    let whole = raw(&whole);
    for (scan, top, first) in [("tff", "1", 0), ("bff", "0", 1)] {
        let clip = folder.path().join(format!("{scan}.mkv"));
        let interlace = format!("format=yuv420p,interlace=lowpass=0:scan={scan}");
        let mut all = vec!["-f", "lavfi", "-i", source, "-vf", &interlace];
        all.extend(LOSSLESS);
        all.extend(["-top", top, name(&clip)]);
        ffmpeg(&all);
        let other = folder.path().join("yadif.yuv");
        ffmpeg(&["-i", name(&clip), "-vf", "yadif=mode=send_frame", "-f", "rawvideo", name(&other)]);
        let woven = folder.path().join("woven.yuv");
        ffmpeg(&["-i", name(&clip), "-f", "rawvideo", name(&woven)]);
        let (ours, yadif, woven) = (decoded(&clip), raw(&other), raw(&woven));
        assert_eq!((ours.len(), yadif.len()), (20, 20));
        let mut sums = [0.0; 3];
        for index in 1..19 {
            let wanted = &whole[index * 2];
            for (sum, seen) in sums.iter_mut().zip([&ours[index], &yadif[index], &woven[index]]) {
                *sum += error(seen, wanted);
            }
            for y in (first..HEIGHT).step_by(2) {
                let row = y * WIDTH..(y + 1) * WIDTH;
                assert_eq!(ours[index][row.clone()], wanted[row], "{scan}: row {y} of the earlier field is kept");
            }
        }
        let [ours, yadif, woven] = sums;
        assert!(ours < woven * 0.7 && ours < yadif * 1.2, "{scan}: {ours}, yadif {yadif}, woven {woven}");
    }
}
