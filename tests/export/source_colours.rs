//! Colours of sources as they come, held against ffmpeg's own conversion and against the standards' formulas.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rushes::compose::{self, ComposerSettings, Gpu};
use rushes::export::pictures::OpenPictures;
use rushes::project::{self, Source};
use rushes::timeline::{Scene, Timeline};

fn ffmpeg(arguments: &[&str]) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("these tests need the ffmpeg program");
    assert!(output.status.success(), "ffmpeg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The first frame of a file on an opaque canvas of that colour, at its own size.
fn shown(gpu: &Gpu, path: &Path, background: &str) -> image::RgbaImage {
    let path = path.to_path_buf();
    let facts = rushes::export::facts::gather([&path], None, &|| {});
    let (width, height) = facts.sources[&path].video().unwrap_or_else(|| panic!("{facts:#?}")).shown_size();
    let name = path.file_name().unwrap().to_str().unwrap();
    let document = format!(
        "rushes: 1\ncanvas: {{ size: {width}x{height}, fps: 25, background: {background} }}\nlayers:\n  - {{ video: {name} }}\n"
    );
    let reading = project::read(&Source { path: &path.with_file_name("p.yaml"), text: &document, set: &[] });
    let project = reading.project.unwrap_or_else(|| panic!("{document}\n{:#?}", reading.problems));
    let mut scene = Scene::default();
    Timeline::new(&project, &facts, &project.exports[0]).scene(0, &mut scene);
    let settings = ComposerSettings {
        canvas: (width, height),
        output: (width, height),
        ring_slots: 1,
        cache_bytes: 64 << 20,
        color: Default::default(),
    };
    compose::still(gpu, settings, &scene, &mut OpenPictures::unmetered(&facts)).unwrap()
}

/// Twelve flat patches, 16×16 each, as ffmpeg's own RGB.
fn write_patches(folder: &Path) -> PathBuf {
    let path = folder.join("patches.png");
    let colors: [[u8; 3]; 12] = [
        [255, 255, 255],
        [0, 0, 0],
        [128, 128, 128],
        [250, 20, 20],
        [20, 250, 20],
        [20, 20, 250],
        [230, 220, 30],
        [30, 200, 220],
        [200, 40, 210],
        [220, 170, 140],
        [60, 90, 40],
        [25, 25, 40],
    ];
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb(colors[(y / 16 * 4 + x / 16) as usize]));
    picture.save(&path).unwrap();
    path
}

fn centres() -> impl Iterator<Item = (u32, u32)> {
    (0..12).map(|patch| (patch % 4 * 16 + 8, patch / 4 * 16 + 8))
}

#[test]
fn every_matrix_range_and_format_is_what_ffmpeg_makes_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let patches = write_patches(folder.path());
    let gpu = Gpu::open().unwrap();
    let mut worst = 0;
    for (matrix, tag) in [("bt601", "smpte170m"), ("bt709", "bt709"), ("bt2020", "bt2020nc")] {
        for range in ["tv", "pc"] {
            for pixel in ["yuv420p", "yuv422p10le", "yuv444p", "yuv420p10le", "yuv444p12le", "yuva444p10le"] {
                // Every format with one matrix, every matrix and range with one format.
                if pixel != "yuv420p" && (matrix != "bt709" || (range == "pc" && pixel != "yuv422p10le")) {
                    continue;
                }
                let clip = folder.path().join("clip.mkv");
                let scale =
                    format!("scale=out_color_matrix={matrix}:out_range={range}:flags=accurate_rnd,format={pixel}");
                ffmpeg(&[
                    "-i",
                    text(&patches),
                    "-vf",
                    &scale,
                    "-c:v",
                    "ffv1",
                    "-color_range",
                    range,
                    "-colorspace",
                    tag,
                    "-color_primaries",
                    "bt709",
                    "-color_trc",
                    "bt709",
                    text(&clip),
                ]);
                let raw = folder.path().join("seen.rgb");
                let back = format!(
                    "scale=in_color_matrix={matrix}:in_range={range}:flags=accurate_rnd+full_chroma_int,format=rgb24"
                );
                ffmpeg(&["-i", text(&clip), "-vf", &back, "-frames:v", "1", "-f", "rawvideo", text(&raw)]);
                let seen = std::fs::read(&raw).unwrap();
                let own = shown(&gpu, &clip, "black");
                for (x, y) in centres() {
                    let at = ((y * 64 + x) * 3) as usize;
                    for part in 0..3 {
                        let (got, wanted) = (own.get_pixel(x, y)[part], seen[at + part]);
                        worst = worst.max(got.abs_diff(wanted));
                        assert!(got.abs_diff(wanted) <= 2, "{matrix} {range} {pixel} at {x},{y}: {got}, not {wanted}");
                    }
                }
            }
        }
    }
    assert!(worst <= 2, "{worst}");
}

#[test]
fn rgb_and_gray_come_through_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let patches = write_patches(folder.path());
    let gpu = Gpu::open().unwrap();
    let wanted = image::open(&patches).unwrap().to_rgb8();
    // ffmpeg fills what deeper samples have more with zeros, so that their white is a little below the whole.
    for (file, codec, pixel, slack) in [
        ("png.mov", "png", "rgb24", 0),
        ("deep.mov", "png", "rgb48be", 1),
        ("planar.mkv", "ffv1", "gbrp10le", 1),
        ("rle.mov", "qtrle", "rgb24", 0),
    ] {
        let clip = folder.path().join(file);
        ffmpeg(&["-i", text(&patches), "-c:v", codec, "-pix_fmt", pixel, text(&clip)]);
        let own = shown(&gpu, &clip, "black");
        for (seen, wanted) in own.pixels().zip(wanted.pixels()) {
            assert!((0..3).all(|part| seen[part].abs_diff(wanted[part]) <= slack), "{file}: {seen:?}, not {wanted:?}");
        }
    }
    let clip = folder.path().join("gray.mov");
    ffmpeg(&["-i", text(&patches), "-c:v", "png", "-pix_fmt", "gray", text(&clip)]);
    let own = shown(&gpu, &clip, "black");
    for ((x, y), wanted) in centres().zip([255, 0, 128]) {
        assert_eq!(own.get_pixel(x, y).0, [wanted, wanted, wanted, 255]);
    }
}

#[test]
fn alpha_of_every_codec_lets_the_canvas_through() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Gpu::open().unwrap();
    // Left quarter hidden over a loud colour, then half seen, then whole.
    let source = folder.path().join("alpha.png");
    let picture = image::RgbaImage::from_fn(64, 48, |x, _| {
        image::Rgba(match x / 16 {
            0 => [0, 255, 0, 0],
            1 => [255, 255, 255, 128],
            _ => [255, 255, 255, 255],
        })
    });
    picture.save(&source).unwrap();
    for (file, options, slack) in [
        ("png.mov", "-c:v png -pix_fmt rgba", 1),
        ("rle.mov", "-c:v qtrle -pix_fmt argb", 1),
        ("ffv1.mkv", "-c:v ffv1 -pix_fmt yuva420p", 2),
        ("prores.mov", "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le", 3),
        ("vp9.webm", "-c:v libvpx-vp9 -pix_fmt yuva420p -b:v 0 -crf 4 -deadline realtime -cpu-used 8", 8),
        ("vp8.webm", "-c:v libvpx -pix_fmt yuva420p -b:v 8M -qmax 8 -auto-alt-ref 0 -deadline realtime", 8),
    ] {
        let clip = folder.path().join(file);
        let mut all = vec!["-i", text(&source)];
        all.extend(options.split_whitespace());
        all.push(text(&clip));
        ffmpeg(&all);
        let own = shown(&gpu, &clip, "red");
        for (x, wanted) in [(6, [255, 0, 0]), (24, [255, 128, 128]), (40, [255, 255, 255]), (56, [255, 255, 255])] {
            let seen = own.get_pixel(x, 24).0;
            assert!(
                (0..3).all(|part| seen[part].abs_diff(wanted[part]) <= slack) && seen[3] == 255,
                "{file} at {x}: {seen:?}, not {wanted:?}"
            );
        }
        // The hidden green stays hidden at the edge too: green never comes without as much blue.
        for x in 12..20 {
            let seen = own.get_pixel(x, 24).0;
            assert!(seen[1] <= seen[2].saturating_add(slack + 4), "{file} at {x}: {seen:?}");
        }
    }
}

/// A clip of one gray frame whose luma has that 10-bit code, tagged as asked.
fn gray_clip(folder: &Path, code: u32, transfer: &str) -> PathBuf {
    let clip = folder.join(format!("{transfer}-{code}.mkv"));
    let raw = folder.join("gray.raw");
    let mut bytes = Vec::new();
    (0..16 * 16).for_each(|_| bytes.extend((code as u16).to_le_bytes()));
    (0..2 * 8 * 8).for_each(|_| bytes.extend(512u16.to_le_bytes()));
    std::fs::write(&raw, bytes).unwrap();
    ffmpeg(&[
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p10le",
        "-s",
        "16x16",
        "-i",
        text(&raw),
        "-c:v",
        "ffv1",
        "-color_range",
        "tv",
        "-colorspace",
        "bt2020nc",
        "-color_primaries",
        "bt2020",
        "-color_trc",
        transfer,
        text(&clip),
    ]);
    clip
}

fn gray_of(gpu: &Gpu, folder: &Path, signal: f64, transfer: &str) -> u8 {
    let clip = gray_clip(folder, (64.0 + 876.0 * signal).round() as u32, transfer);
    let [r, g, b, _] = shown(gpu, &clip, "black").get_pixel(8, 8).0;
    assert!(r.abs_diff(g) <= 1 && g.abs_diff(b) <= 1, "gray stays gray: {r} {g} {b}");
    g
}

#[test]
fn high_dynamic_range_is_brought_down_to_the_canvas() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Gpu::open().unwrap();
    let pq = |signal: f64| gray_of(&gpu, folder.path(), signal, "smpte2084");
    let hlg = |signal: f64| gray_of(&gpu, folder.path(), signal, "arib-std-b67");
    // BT.2408's table: 58 % PQ and 75 % HLG are both the reference white, and 38 % of either is 18 % gray (26 cd/m²).
    let (pq_white, hlg_white) = (pq(0.58), hlg(0.75));
    assert!(pq_white.abs_diff(hlg_white) <= 2 && (215..=240).contains(&pq_white), "{pq_white} {hlg_white}");
    let (pq_gray, hlg_gray) = (pq(0.38), hlg(0.38));
    // 26 of 203 cd/m² lie below the knee, so they come out as sRGB codes them: 0.128 is 0.394.
    assert!(pq_gray.abs_diff(100) <= 3 && hlg_gray.abs_diff(100) <= 3, "{pq_gray} {hlg_gray}");
    assert_eq!((pq(0.0), hlg(0.0)), (0, 0));
    // The peak of both is the canvas's white, and what PQ has beyond stays white.
    assert!(pq(0.7518) >= 254 && hlg(1.0) >= 254 && pq(0.9) == 255);
}

#[test]
fn wide_primaries_of_standard_range_are_converted_as_zimg_does() {
    let folder = tempfile::tempdir().unwrap();
    let patches = write_patches(folder.path());
    let gpu = Gpu::open().unwrap();
    let clip = folder.path().join("wide.mkv");
    ffmpeg(&[
        "-i",
        text(&patches),
        "-vf",
        "scale=out_color_matrix=bt2020:out_range=tv:flags=accurate_rnd,format=yuv444p10le",
        "-c:v",
        "ffv1",
        "-color_range",
        "tv",
        "-colorspace",
        "bt2020nc",
        "-color_primaries",
        "bt2020",
        "-color_trc",
        "bt709",
        text(&clip),
    ]);
    let raw = folder.path().join("seen.rgb");
    let zimg = "zscale=min=2020_ncl:pin=2020:tin=709:rin=limited:p=709:m=gbr:t=709:r=full,format=gbrp,format=rgb24";
    ffmpeg(&["-i", text(&clip), "-vf", zimg, "-frames:v", "1", "-f", "rawvideo", text(&raw)]);
    let seen = std::fs::read(&raw).unwrap();
    let own = shown(&gpu, &clip, "black");
    for (x, y) in centres() {
        let at = ((y * 64 + x) * 3) as usize;
        for part in 0..3 {
            let (got, wanted) = (own.get_pixel(x, y)[part], seen[at + part]);
            assert!(got.abs_diff(wanted) <= 4, "at {x},{y}: {:?}, not {:?}", own.get_pixel(x, y), &seen[at..at + 3]);
        }
    }
}
