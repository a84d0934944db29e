//! Tables of colours: .cube files as they come, against libav's own filters, and those that are none.

#![expect(clippy::print_stdout, reason = "the worst errors, for whoever wants to see them")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use rushes::base::Reason;
use rushes::compose::{Gpu, Lut, effects_on, load_lut};
use rushes::timeline::scene::{SceneEffect, SceneGrade};

use super::effect_models::Model;
use super::scenes::Dice;

fn graded(gpu: &Gpu, picture: &Model, table: &Path) -> Vec<[u16; 4]> {
    let grade = SceneGrade { lut: Some(Arc::new(table.to_owned())), ..SceneGrade::NEUTRAL };
    effects_on(gpu, picture.size(), picture.words(), 1.0, &[SceneEffect::Color(grade)]).unwrap()
}

/// What a filter of the `ffmpeg` program makes of an opaque picture.
fn filtered(picture: &Model, filter: &str) -> Model {
    let words = picture.words();
    let bytes: Vec<u8> = words.iter().flat_map(|pixel| &pixel[..3]).flat_map(|part| part.to_le_bytes()).collect();
    let size = format!("{}x{}", picture.width, picture.height);
    let raw = ["-f", "rawvideo", "-pix_fmt", "rgb48le"];
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error"])
        .args(raw)
        .args(["-s", &size, "-i", "-", "-vf", filter])
        .args(raw)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.stdout.len(), bytes.len());
    let part = |at: usize| f64::from(u16::from_le_bytes([output.stdout[at * 2], output.stdout[at * 2 + 1]])) / 65535.0;
    Model::new(picture.width, picture.height, |x, y| {
        let at = (y * picture.width + x) * 3;
        [part(at), part(at + 1), part(at + 2), 1.0]
    })
}

fn opaque(width: usize, height: usize) -> Model {
    let mut dice = Dice(99);
    let noise: Vec<f64> = (0..width * height * 3).map(|_| f64::from(dice.byte()) / 255.0).collect();
    let part = |x: usize, y: usize, n: usize| noise[(y * width + x) * 3 + n];
    Model::new(width, height, |x, y| [part(x, y, 0), part(x, y, 1), part(x, y, 2), 1.0]).stored()
}

#[test]
fn tables_give_what_libav_makes_of_them() {
    let gpu = Gpu::open().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let picture = opaque(80, 60);
    for (name, dimensions, size, head) in [
        ("cube", 3u32, 9u32, "TITLE \"Film look\"\n# made for a test\nLUT_3D_SIZE 9\n"),
        ("domain", 3, 5, "LUT_3D_SIZE 5\nDOMAIN_MIN 0.0 0.0 0.0\nDOMAIN_MAX 1.25 1.0 2.0\n"),
        ("line", 1, 17, "LUT_1D_SIZE 17\nDOMAIN_MIN 0 0 0\r\nDOMAIN_MAX 1 1 1\r\n\n"),
    ] {
        let mut text = head.to_owned();
        let mut dice = Dice(7);
        for _ in 0..size.pow(dimensions) {
            let mut part = || f64::from(dice.byte()) / 255.0;
            writeln!(text, "{:.6} {:.6} {:.6}", part(), part(), part()).unwrap();
        }
        let table = folder.path().join(format!("{name}.cube"));
        std::fs::write(&table, text).unwrap();
        let filter = match dimensions {
            1 => format!("lut1d=file={}:interp=linear", table.display()),
            _ => format!("lut3d=file={}:interp=tetrahedral", table.display()),
        };
        let (worst, x, y) = filtered(&picture, &filter).worst(&graded(&gpu, &picture, &table));
        println!("{name}: worst error {worst:.3}/255");
        assert!(worst < 0.05, "{name}: {worst}/255 off at {x},{y}");
    }
}

/// libav's filter takes no domain that begins elsewhere than at 0.
#[test]
fn a_table_stands_for_the_colours_of_its_domain() {
    let gpu = Gpu::open().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("domain.cube");
    let (low, high) = ([0.1, 0.0, 0.25], [0.9, 1.0, 0.5]);
    let mut text = "LUT_3D_SIZE 2\nDOMAIN_MIN 0.1 0 0.25\nDOMAIN_MAX 0.9 1 0.5\n".to_owned();
    for at in 0..8 {
        let part = |n: usize| if at >> n & 1 == 1 { high[n] } else { low[n] };
        writeln!(text, "{} {} {}", part(0), part(1), part(2)).unwrap();
    }
    std::fs::write(&table, text).unwrap();
    let picture = opaque(40, 30);
    let within = |part: usize, color: f64| color.clamp(low[part], high[part]);
    let model = picture.map(|[r, g, b, a]| [within(0, r), within(1, g), within(2, b), a]);
    let (worst, ..) = model.worst(&graded(&gpu, &picture, &table));
    assert!(worst < 0.02, "{worst}/255 off");
}

#[test]
fn a_table_looks_at_colours_without_their_alpha() {
    let gpu = Gpu::open().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("negative.cube");
    let corners = (0..8).map(|at| format!("{} {} {}\n", 1 - at % 2, 1 - at / 2 % 2, 1 - at / 4));
    std::fs::write(&table, format!("LUT_3D_SIZE 2\n{}", corners.collect::<String>())).unwrap();
    let picture = Model::wild(40, 30, 6);
    let negative = picture.map(|[r, g, b, a]| [a - r, a - g, a - b, a]);
    let (worst, ..) = negative.worst(&graded(&gpu, &picture, &table));
    assert!(worst < 0.02, "{worst}/255 off");
}

#[test]
fn tables_that_are_none_are_refused_with_the_line() {
    let two = "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n";
    assert_eq!(Lut::parse(two).unwrap().entries, [[0.0; 3], [1.0; 3]]);
    for (text, wanted) in [
        ("", "is no .cube table: it has neither LUT_3D_SIZE nor LUT_1D_SIZE"),
        ("0 0 0\n", "line 1: an entry stands before the table's size"),
        ("LUT_3D_SIZE 1\n", "line 1: found the size `1`, expected a whole number from 2 to 129"),
        ("LUT_3D_SIZE 4000000000\n", "line 1: found the size `4000000000`, expected a whole number from 2 to 129"),
        ("LUT_1D_SIZE 65537\n", "line 1: found the size `65537`, expected a whole number from 2 to 65536"),
        ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", "line 2: a second size; tables with a shaper before them are not read"),
        ("LUT_1D_SIZE 2\n0 0 0\n1 1\n", "line 3: found 2 values, expected 3 numbers"),
        ("LUT_1D_SIZE 2\n0 0 0\n1 1 1 1\n", "line 3: found 4 values, expected 3 numbers"),
        ("LUT_1D_SIZE 2\n\n# x\n0 nan 0\n", "line 4: found `nan`, expected a number"),
        ("LUT_1D_SIZE 2\n0 1e39 0\n", "line 2: found `1e39`, expected a number"),
        ("LUT_1D_SIZE 2\n0 0 0\n", "the table breaks off: it has 1 of 2 entries"),
        ("LUT_1D_SIZE 2\n0 0 0\n0 0 0\n0 0 0\n", "line 4: more than the 2 entries that the table should have"),
        ("LUT_1D_SIZE 2\nDOMAIN_MIN 0 1 0\n0 0 0\n1 1 1\n", "its DOMAIN_MIN is not below its DOMAIN_MAX"),
        ("LUT_9D_SIZE 2\n", "line 1: `LUT_9D_SIZE` means nothing in a .cube table"),
    ] {
        assert_eq!(Lut::parse(text).unwrap_err(), wanted, "{text:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let noise = folder.path().join("noise.cube");
    std::fs::write(&noise, [0xff, 0xfe, 0x00, 0x80]).unwrap();
    let failure = load_lut(&noise).unwrap_err();
    assert_eq!(failure.reason, Reason::SourceDamaged);
    assert!(failure.message.ends_with("noise.cube: is no .cube table: it is not text"), "{}", failure.message);
}
