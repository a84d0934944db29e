//! Exports that keep their samples otherwise than 8-bit 4:2:0: what is in the file, decoded by other software.

#![expect(clippy::print_stdout, reason = "the worst errors, for whoever wants to see them")]

use std::path::Path;
use std::process::Command;

use rushes::export::still::{Look, Stills};

use crate::support::desk::Desk;

const COLORS: &str = r##"rushes: 1
canvas: { size: 64x48, fps: 10, duration: 500ms }
layers:
  - { gradient: { from: "#ff2000", to: "#0040ff", angle: 60 } }
  - { image: logo.png, position: [ 0s: [16px, 20px], 500ms: [46px, 20px] ] }
  - { text: Hi, size: 20px, color: "#00ff30", position: [50%, 80%] }
exports:
  default: { video: { crf: 0, preset: fast, pixels: PIXELS }, sound: off }
"##;

/// Frame 2 of a file as ffmpeg decodes it, without changing its samples.
fn decoded(file: &Path, pixels: &str) -> Vec<u16> {
    let select = "select=eq(n\\,2)";
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i", file.to_str().unwrap(), "-vf", select, "-frames:v", "1"])
        .args(["-pix_fmt", pixels, "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    if pixels.ends_with("10le") {
        return output.stdout.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    }
    output.stdout.into_iter().map(u16::from).collect()
}

/// BT.709 in limited range, before rounding.
fn encoded([r, g, b]: [f64; 3], unit: f64) -> [f64; 3] {
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [unit * (16.0 + 219.0 * y), unit * (128.0 + 224.0 * (b - y) / 1.8556), unit * (128.0 + 224.0 * (r - y) / 1.5748)]
}

#[test]
fn files_hold_the_samples_that_were_asked_for() {
    let desk = Desk::new();
    for (pixels, libav, profile, [across, down], unit, most) in [
        // Composed in these very planes, whose codes are rounded with each layer that lies on others.
        ("yuv420p", "yuv420p", "High 4:4:4 Predictive", [2, 2], 1.0, 1.01),
        ("yuv422p", "yuv422p", "High 4:4:4 Predictive", [2, 1], 1.0, 0.51),
        ("yuv444p", "yuv444p", "High 4:4:4 Predictive", [1, 1], 1.0, 0.51),
        // With 10 bits, x264 leaves a little out even at its best.
        ("yuv420p10", "yuv420p10le", "High 10", [2, 2], 4.0, 8.0),
        ("yuv422p10", "yuv422p10le", "High 4:2:2", [2, 1], 4.0, 8.0),
        ("yuv444p10", "yuv444p10le", "High 4:4:4 Predictive", [1, 1], 4.0, 8.0),
    ] {
        let project = desk.project(&format!("{pixels}.yaml"), &COLORS.replace("PIXELS", pixels));
        let work = desk.work(&project);
        let output = desk.export(&work).0.result.unwrap().output;
        let found = rushes::media::inspect(&output).unwrap();
        assert_eq!(found.streams[0].profile, profile, "{pixels}");

        let picture = {
            let look = Look { layer: None, alpha: true };
            Stills::open_as(&work, &desk.places(), &look).unwrap().picture(2).unwrap().to_rgb8()
        };
        let rgb = |x: i64, y: i64| {
            picture.get_pixel(x.clamp(0, 63) as u32, y.clamp(0, 47) as u32).0.map(|part| f64::from(part) / 255.0)
        };
        let codes = decoded(&output, libav);
        let (columns, rows) = (64 / across, 48 / down);
        assert_eq!(codes.len(), 64 * 48 + 2 * columns * rows);
        let (mut worst, mut sum): (f64, f64) = (0.0, 0.0);
        for (at, code) in codes.iter().enumerate() {
            let error = if at < 64 * 48 {
                let model = encoded(rgb((at % 64) as i64, (at / 64) as i64), unit)[0];
                (f64::from(*code) - model).abs()
            } else {
                let (plane, place) = ((at - 64 * 48) / (columns * rows), (at - 64 * 48) % (columns * rows));
                let (x, y) = ((place % columns * across) as i64, (place / columns * down) as i64);
                let taps: &[(i64, f64)] = if across == 2 { &[(-1, 0.25), (0, 0.5), (1, 0.25)] } else { &[(0, 1.0)] };
                let mut mean = [0.0; 3];
                for (dx, weight) in taps {
                    for dy in 0..down as i64 {
                        let pixel = rgb(x + dx, y + dy);
                        mean = [0, 1, 2].map(|part| mean[part] + weight / down as f64 * pixel[part]);
                    }
                }
                (f64::from(*code) - encoded(mean, unit)[1 + plane]).abs()
            };
            worst = worst.max(error);
            sum += error;
        }
        println!("{pixels}: worst error {worst:.3} codes");
        // The still that it is held against was rounded to 8 bits, half a code of which is two of 10 bits.
        let rounded = if unit > 1.0 { 2.0 } else { 0.5 };
        assert!(worst <= most + rounded, "{pixels}: {worst}");
        // What the encoder leaves out shows at single samples; a wrong matrix or range would show everywhere.
        let mean = sum / codes.len() as f64;
        assert!(mean <= 0.8 * rounded, "{pixels}: {mean} in the mean");
    }
}
