//! `rushes analyse` as a shell sees it.

use std::fs;

use serde_json::Value;

use crate::sound::material::wave;
use crate::support::desk::Desk;
use crate::support::program::Program;

/// Two seconds: silence, then from 1 s on a tone in bin 64 of 1024, a quarter of full scale.
fn tone(desk: &Desk) -> String {
    let tone = |n: usize| 0.25 * (std::f32::consts::TAU * (n % 32) as f32 / 32.0).sin();
    let samples: Vec<f32> = (0..96_000).map(|n| if n < 48_000 { 0.0 } else { tone(n) }).collect();
    wave(&desk.file("tone.wav"), 48_000, 1, &samples);
    desk.file("tone.wav").to_str().unwrap().to_owned()
}

#[test]
fn programs_get_every_step() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let sound = tone(&desk);
    let words = ["analyse", &sound, "--fps", "25", "--smoothing", "0"];
    let said = program.prints(&[&words[..], &["--json"]].concat());
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 51);
    let whole = &lines[0];
    assert_eq!((&whole["frames"], &whole["bins"], &whole["samples"]), (&50.into(), &1024.into(), &96_000.into()));
    let near = |value: &Value, wanted: f64, off: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - wanted).abs() <= off, "{value} instead of {wanted}");
    };
    near(&whole["peak"], -12.04, 0.01);
    near(&whole["onsets"][0]["time"], 1.0, 0.012);
    // Before the tone there is nothing at all.
    let before = &lines[1 + 20];
    assert_eq!(before["decibels"][64], Value::Null);
    assert_eq!((&before["bytes"][64], &before["wave"][5], &before["time"]), (&0.into(), &128.into(), &0.8.into()));
    let within = &lines[1 + 40];
    near(&within["decibels"][64], -13.5556 - 12.0412, 0.001);
    assert_eq!(within["bytes"][64], 255);
    assert_eq!(within["wave"].as_array().unwrap().len(), 2048);
    // The bins 64 and its two neighbours on each side, of 161 from 250 Hz to 4 kHz.
    near(&within["bands"]["mid"], 5.0 / 160.0, 0.004);
    assert_eq!(within["bands"]["treble"], 0.0);
    let begun: Vec<usize> = (1..51).filter(|line| lines[*line]["onset"].as_f64().unwrap() > 0.0).collect();
    assert!(begun == [26] || begun == [27], "{begun:?}");

    let table = program.prints(&[&words[..], &["--csv", "--fft", "32", "--align", "centre"]].concat());
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 51);
    assert_eq!(rows[0][..9], ["frame", "time", "sample", "bass", "mid", "treble", "level", "onset", "beat"]);
    assert!(rows.iter().all(|row| row.len() == 9 + 16 + 16 + 32));
    assert_eq!((rows[0][25], rows[41][0], rows[41][2], rows[1][25]), ("db_0", "40", "76800", "-inf"));
    // A browser asks at the ends of its blocks.
    let browser = program.prints(&[&words[..], &["--csv", "--fft", "32", "--quantum", "128"]].concat());
    let samples: Vec<u64> =
        browser.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
    assert_eq!(samples[..3], [0, 1920, 3840]);
    assert!(samples.iter().all(|sample| sample % 128 == 0));
}

#[test]
fn people_get_a_few_lines_and_a_picture() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    // A name that can't be written into a drawing as it is.
    let sound = desk.file("<to\u{fffe}ne>&.wav");
    fs::rename(tone(&desk), &sound).unwrap();
    let picture = desk.file("tone.png");
    let words = ["analyse", sound.to_str().unwrap(), "--png", picture.to_str().unwrap()];
    let said = program.prints(&words);
    assert!(said.contains(">&.wav: 2 s, 60 frames at 30 fps") && said.contains("peak -12.0 dBFS"), "{said}");
    assert!(said.lines().any(|line| line.starts_with("  2 kHz ") && line.contains('█')), "{said}");
    let drawn = image::open(&picture).unwrap().to_rgb8();
    assert_eq!(drawn.dimensions(), (1920, 1080));
    // The first half is dark; in the second the wave and its pitch are seen.
    let bright = |x: u32, y: u32| drawn.get_pixel(x, y).0.iter().map(|part| u32::from(*part)).max().unwrap();
    let column = |x: u32| (400..1010).map(|y| bright(x, y)).filter(|level| *level > 150).count();
    assert!(column(1400) > 3 && column(400) == 0, "{} {}", column(1400), column(400));
    assert!(bright(1400, 215) > 180 && bright(400, 190) < 60);

    let before = fs::read(&picture).unwrap();
    let refused = program.run(&words);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && told.contains("there already"), "{told}");
    program.prints(&[&words[..], &["--overwrite"]].concat());
    assert!(fs::read(&picture).unwrap() == before, "the same picture of the same sound");
}

#[test]
fn a_project_is_heard_as_its_pictures_hear_it() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    tone(&desk);
    let text = "rushes: 1
canvas: { size: 64x36, fps: 50, duration: 3s }
audio: [ { id: tone, source: tone.wav, at: 1s, gain: -20dB } ]
analysis: { source: tone, fft: 256, smoothing: 0, range: -90dB..0dB }
layers: [ { solid: red } ]
";
    let project = desk.project("p.yaml", text);
    let project = project.to_str().unwrap();
    let said = program.prints(&["analyse", project, "--json"]);
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let whole = &lines[0];
    assert_eq!((&whole["source"], &whole["fft"], &whole["fps"]), (&"tone".into(), &256.into(), &50.0.into()));
    assert_eq!(whole["range"], serde_json::json!([-90.0, 0.0]));
    let level = |lines: &[Value]| lines[1 + 130]["decibels"][8].as_f64().unwrap();
    assert!((level(&lines) + 25.597).abs() < 0.01, "before its gain: {}", level(&lines));
    assert_eq!(lines[1 + 90]["decibels"][8], Value::Null, "where it stands on the time line");
    let mixed = program.prints(&["analyse", project, "--json", "--source", "mix"]);
    let lines: Vec<Value> = mixed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!((level(&lines) + 45.597).abs() < 0.01, "after its gain: {}", level(&lines));
}

#[test]
fn what_can_not_be_analysed_is_told_in_a_sentence() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let sound = tone(&desk);
    fs::write(desk.file("noise.mp3"), [0x5a; 5000]).unwrap();
    fs::write(desk.file("empty.wav"), "").unwrap();
    desk.project("silent.yaml", "rushes: 1\ncanvas: { size: 64x36, duration: 1s }\nlayers: [ { solid: red } ]\n");
    desk.project("broken.yaml", "rushes: 1\nlayers: [ { solid: rde } ]\n");
    desk.project("other.yaml", "key: value\n");
    let at = |name: &str| desk.file(name).to_str().unwrap().to_owned();
    let cases: [(&[&str], i32, &str); 12] = [
        (&[&at("missing.wav")], 1, "missing.wav"),
        (&[desk.path().to_str().unwrap()], 1, "this is a folder"),
        (&[&at("noise.mp3")], 1, "noise.mp3: "),
        (&[&at("empty.wav")], 1, "empty.wav: "),
        (&[&at("logo.png")], 1, "it has no sound"),
        (&[&sound, "--stream", "2"], 1, "stream 2 is asked for, it has 1 of sound"),
        (&[&at("silent.yaml")], 1, "there is no sound in it"),
        (&[&at("broken.yaml")], 1, "broken.yaml:2:20"),
        (&[&at("other.yaml")], 1, "other.yaml"),
        (&[&sound, "--source", "mix"], 1, "are for projects"),
        (&[&sound, "--png", &at("tone.jpg")], 1, "ends in .png"),
        (&[&sound, "--fft", "1000"], 2, "a power of two"),
    ];
    for (words, code, wanted) in cases {
        let output = program.run(&[&["analyse"][..], words].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(code) && told.contains(wanted), "{words:?}: {:?} {told}", output.status);
        assert!(output.stdout.is_empty());
    }
}
