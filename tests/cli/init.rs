//! `rushes init`: what it finds, what it writes, what it leaves alone.

use std::fs;

use proptest::prelude::*;
use rushes::cli::project_template::{Found, usable, write_project};
use rushes::export::prepare::examine;
use rushes::project::{Problem, Severity, Source};

use super::words::rushes;

fn found(videos: &[&str], images: &[&str], sounds: &[&str]) -> Found {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Found { folder: "Summer".into(), videos: own(videos), images: own(images), sounds: own(sounds) }
}

fn document(found: &Found) -> serde_yaml::Value {
    let text = write_project(found);
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn a_folder_without_media_gives_a_title_on_a_colour() {
    let document = document(&found(&[], &[], &[]));
    assert_eq!(document["rushes"], 1);
    assert_eq!(document["canvas"]["duration"], "5s");
    assert_eq!(document["vars"]["title"], "Summer");
    let layers = document["layers"].as_sequence().unwrap();
    assert!(layers.len() == 2 && layers[0].get("solid").is_some() && layers[1]["text"] == "${title}");
    assert!(document.get("audio").is_none());
}

#[test]
fn a_clip_a_logo_and_a_tune_each_get_their_place() {
    let document = document(&found(&["a.mp4", "b.mov"], &["beach.jpg", "Logo.png"], &["tune.mp3", "wind.wav"]));
    let layers = document["layers"].as_sequence().unwrap();
    assert_eq!(layers[0]["video"], "a.mp4");
    assert_eq!(layers[1]["image"], "Logo.png");
    assert_eq!(layers.len(), 3);
    assert_eq!(document["audio"].as_sequence().unwrap().len(), 1);
    assert_eq!(document["audio"][0]["source"], "tune.mp3");
    assert!(document["canvas"].get("duration").is_none(), "the clip has a length of its own");
    // What could not be placed without knowing it better is there to be uncommented.
    let text = write_project(&found(&["a.mp4", "b.mov"], &["beach.jpg"], &["tune.mp3", "wind.wav"]));
    for offered in
        ["# - video: \"b.mov\"", "# - image: \"beach.jpg\"", "# - source: \"wind.wav\"", "# - source: \"a.mp4\""]
    {
        assert!(text.contains(offered), "{offered}:\n{text}");
    }
}

#[test]
fn a_picture_alone_fills_the_canvas_for_a_while() {
    let document = document(&found(&[], &["beach.jpg"], &[]));
    assert_eq!(
        (&document["layers"][0]["image"], &document["layers"][0]["fit"]),
        (&"beach.jpg".into(), &"cover".into())
    );
    assert_eq!(document["canvas"]["duration"], "5s");
}

#[test]
fn the_whole_text_uncommented_is_a_document_too() {
    let text = write_project(&found(&["a.mp4", "b.mov"], &["beach.jpg", "logo.png", "logo2.png"], &["t.mp3", "w.wav"]));
    let body = text.split_once("rushes: 1").unwrap().1;
    let offered = |line: &str| match line.split_once("# ") {
        Some((indent, rest)) if !indent.is_empty() && indent.trim().is_empty() => format!("{indent}{rest}\n"),
        _ => format!("{line}\n"),
    };
    let uncommented = format!("rushes: 1{}", body.lines().map(offered).collect::<String>());
    let document: serde_yaml::Value =
        serde_yaml::from_str(&uncommented).unwrap_or_else(|e| panic!("{e}\n{uncommented}"));
    assert_eq!(document["layers"].as_sequence().unwrap().len(), 6);
    assert_eq!(document["audio"].as_sequence().unwrap().len(), 3);
}

#[test]
fn the_shell_gets_a_file_and_a_second_call_replaces_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a film");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("clip.MP4"), "").unwrap();
    fs::write(folder.join("notes.txt"), "").unwrap();
    fs::write(folder.join(".hidden.png"), "").unwrap();
    fs::write(folder.join("${x}.png"), "").unwrap();
    fs::create_dir(folder.join("folder.mp4")).unwrap();
    let said = rushes(&["init", folder.to_str().unwrap()]);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stderr).contains("left out: ${x}.png"), "{said:?}");
    let path = folder.join("project.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let mut wanted = found(&["clip.MP4"], &[], &[]);
    wanted.folder = "a film".into();
    assert_eq!(text, write_project(&wanted));

    fs::write(&path, "mine").unwrap();
    let said = rushes(&["init", folder.to_str().unwrap()]);
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains("already there"), "{said:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(rushes(&["init", folder.to_str().unwrap(), "--name", "../out.yaml"]).status.code(), Some(1));
    assert!(!home.path().join("out.yaml").exists());
}

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/first");

fn problems_in(path: &std::path::Path) -> Vec<Problem> {
    let text = fs::read_to_string(path).unwrap();
    examine(&Source { path, text: &text, set: &[] }, None).0.problems
}

#[test]
fn what_init_writes_is_valid_at_once() {
    for media in [&[][..], &["hills.mp4"], &["logo.png"], &["tune.m4a"], &["hills.mp4", "logo.png", "tune.m4a"]] {
        let folder = tempfile::tempdir().unwrap();
        for name in media {
            fs::copy(format!("{SAMPLE}/{name}"), folder.path().join(name)).unwrap();
        }
        assert_eq!(rushes(&["init", folder.path().to_str().unwrap()]).status.code(), Some(0));
        let problems = problems_in(&folder.path().join("project.yaml"));
        let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{media:?}: {errors:#?}");
    }
}

#[test]
fn the_sample_has_nothing_to_complain_about() {
    assert_eq!(problems_in(format!("{SAMPLE}/first.yaml").as_ref()), []);
}

#[test]
fn check_names_a_missing_source_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.yaml");
    fs::write(&path, "rushes: 1\ncanvas: { size: 64x64, fps: 30 }\nlayers:\n  - video: gone.mp4\n    opacty: 1\n")
        .unwrap();
    let said = rushes(&["check", "--json", path.to_str().unwrap()]);
    assert_eq!(said.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(document["ok"], false);
    // Both at once: the file that is gone, and the key that is misspelt.
    let lines: Vec<_> = document["problems"].as_array().unwrap().iter().map(|problem| &problem["line"]).collect();
    assert_eq!(lines, [4, 5], "{document}");
    fs::write(&path, "rushes: 1\ncanvas: { size: 64x64, fps: 30 }\nlayers:\n  - video: gone.mp4\n").unwrap();
    let said = rushes(&["check", path.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.code() == Some(1) && text.contains(":4:") && text.contains("gone.mp4"), "{text}");
}

#[test]
fn a_line_separator_in_a_name_does_not_end_its_line() {
    let name = "a\u{2028}b\u{2029}.mp4";
    let document: serde_yaml::Value = serde_yaml::from_str(&write_project(&found(&[name], &[], &[]))).unwrap();
    assert_eq!(document["layers"][0]["video"].as_str(), Some(name));
}

proptest! {
    #[test]
    fn any_usable_name_comes_back_from_the_document(name in "\\PC{1,40}", folder in "\\PC{0,40}") {
        prop_assume!(usable(&name));
        let found = Found { folder: folder.clone(), videos: vec![name.clone()], ..Found::default() };
        let document: serde_yaml::Value = serde_yaml::from_str(&write_project(&found)).unwrap();
        prop_assert_eq!(document["layers"][0]["video"].as_str(), Some(name.as_str()));
        if usable(&folder) && !folder.is_empty() {
            prop_assert_eq!(document["title"].as_str(), Some(folder.as_str()));
        }
    }
}
