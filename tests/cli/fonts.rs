//! Fonts and captions from outside, as a shell sees them.

use std::fs;
use std::process::Command;

use image::Rgb;
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::program::Program;

/// One letter at U+F5A10, its left half red and its right half blue (COLR version 0).
const COLOURS: &[u8] = include_bytes!("fonts/colours.ttf");

fn problems(checked: &Value) -> Vec<(u64, u64, String, String)> {
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap().to_owned();
    let all = checked["problems"].as_array().unwrap().iter();
    all.map(|problem| {
        assert_eq!(problem["severity"], "warning", "{problem}");
        let number = |key: &str| problem[key].as_u64().unwrap();
        (number("line"), number("column"), text(problem, "path"), text(problem, "message"))
    })
    .collect()
}

#[test]
fn a_missing_font_or_letter_is_told_with_its_place_and_what_stands_in() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    fs::write(desk.file("talk.srt"), "00:00:00,000 --> 00:00:01,000\nsay \u{f5a02}\n").unwrap();
    let project = desk.project(
        "film.yaml",
        "rushes: 1\ncanvas: { size: 160x90, duration: 1s }\nlayers:\n  - text: Hello\n    font: No Such Font 7\n  - group:\n    - { text: \"a\u{f5a01}\" }\n  - captions: talk.srt\n    font: [ Inter, Nor This One ]\n",
    );
    let checked = program.json(&["check", "--json", project.to_str().unwrap()]);
    assert_eq!(checked["ok"], true);
    let found = problems(&checked);
    let places: Vec<_> = found.iter().map(|(line, column, path, _)| (*line, *column, path.as_str())).collect();
    assert_eq!(
        places,
        [
            (5, 11, "layers[0].font"),
            (7, 15, "layers[1].group[0].text"),
            (8, 15, "layers[2].captions"),
            (9, 11, "layers[2].font")
        ]
    );
    assert_eq!(found[0].3, "this box has no font `No Such Font 7`; `Inter` is used instead");
    assert!(found[1].3.starts_with("no font of this box has U+F5A01 ("), "{}", found[1].3);
    assert!(found[1].3.contains("it shows as a box of `"), "{}", found[1].3);
    assert!(found[2].3.starts_with("no font of this box has U+F5A02 ("), "{}", found[2].3);
    assert!(found[3].3.starts_with("this box has no font `Nor This One`"), "{}", found[3].3);

    let still = program.run(&["still", project.to_str().unwrap(), "--at", "0s"]);
    let said = String::from_utf8_lossy(&still.stderr).into_owned();
    let line = format!("{}:5:11: this box has no font `No Such Font 7`", project.display());
    assert!(still.status.success() && said.contains(&line), "{said}");
}

#[test]
fn a_font_of_the_box_is_found_and_its_colours_are_drawn() {
    // Where no font can be asked for by name, there is nothing to be found.
    if Command::new("fc-list").output().is_err() {
        return;
    }
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let fonts = desk.file("share/fonts");
    fs::create_dir_all(&fonts).unwrap();
    fs::write(fonts.join("colours.ttf"), COLOURS).unwrap();
    let project = desk.project(
        "film.yaml",
        "rushes: 1\ncanvas: { size: 160x90, duration: 1s }\nlayers:\n  - { text: \"\u{f5a10}\", font: Rushes Test Colours, size: 50px, stroke: { width: 4px, color: white } }\n",
    );
    let run = |words: &[&str]| {
        let mut command = program.command(words);
        command.env("XDG_DATA_HOME", desk.file("share")).env("XDG_CACHE_HOME", desk.file("cache"));
        command.output().unwrap()
    };
    let checked = run(&["check", "--json", project.to_str().unwrap()]);
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(checked["problems"], Value::Array(vec![]), "the font is there, with its letter");
    let frame = desk.file("frame.png");
    let still = run(&["still", project.to_str().unwrap(), "--at", "0s", "-o", frame.to_str().unwrap()]);
    assert!(still.status.success(), "{}", String::from_utf8_lossy(&still.stderr));
    let picture = image::open(&frame).unwrap().into_rgb8();
    // The letter is 50 pixels wide and 40 high, in the middle.
    let [left, right] = [70, 90].map(|x| *picture.get_pixel(x, 45));
    let near = |found: Rgb<u8>, wanted: [u8; 3]| found.0.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 12);
    assert!(near(left, [255, 0, 0]) && near(right, [0, 0, 255]), "{left:?} {right:?}");
}

#[test]
fn captions_are_burned_in_and_only_their_own_chunks_follow_an_edit() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let write = |second: &str| {
        let text = format!(
            "00:00:00,200 --> 00:00:00,800\nFirst\n\n00:00:01,200 --> 00:00:01,800\n{second}\n\n00:00:02,200 --> 00:00:02,800\nThird\n"
        );
        fs::write(desk.file("talk.srt"), text).unwrap();
    };
    write("Second");
    let project = desk.project(
        "film.yaml",
        "rushes: 1\ncanvas: { size: 160x90, fps: 10, duration: 3s, background: \"#204060\" }\nlayers:\n  - { captions: talk.srt, size: 12% }\nexports: { default: { chunk: 1s, video: { gop: 1s }, sound: off } }\n",
    );
    let project = project.to_str().unwrap();
    let keys = || {
        let plan = program.json(&["plan", "--json", project]);
        let chunks = plan["chunks"].as_array().unwrap().iter();
        chunks.map(|chunk| chunk["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = keys();
    let ink = |at: &str| {
        let frame = desk.file("frame.png");
        program.prints(&["still", project, "--at", at, "-o", frame.to_str().unwrap(), "--overwrite"]);
        let picture = image::open(&frame).unwrap().into_rgb8();
        let bright = picture.enumerate_pixels().filter(|(_, _, pixel)| pixel[0] > 200);
        let rows: Vec<u32> = bright.map(|(_, y, _)| y).collect();
        (rows.len(), rows.into_iter().min().unwrap_or(0))
    };
    let (letters, top) = ink("0.5s");
    assert!(letters > 30 && top > 60, "{letters} bright pixels from row {top}");
    assert_eq!(ink("1s").0, 0);
    write("2nd");
    let after = keys();
    assert_eq!(before.len(), 3);
    assert_eq!([before[0] == after[0], before[1] == after[1], before[2] == after[2]], [true, false, true]);
}
