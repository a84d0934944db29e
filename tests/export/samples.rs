//! What a newcomer tries first: the samples are without mistakes, and the showreel shows all there is.

use std::path::{Path, PathBuf};

use rushes::export::request::ExportWork;
use rushes::export::still::Stills;
use rushes::project::table::{EFFECTS, KINDS};

use crate::support::desk::Desk;
use crate::support::program::Program;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

#[test]
fn samples_have_no_mistakes() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    for name in [
        "first/first.yaml",
        "showreel/showreel.yaml",
        "showreel/card.yaml",
        "shaders/shaders.yaml",
        "reactive/reactive.yaml",
        "beat/beat.yaml",
    ] {
        let said = program.prints(&["check", "--json", sample(name).to_str().unwrap()]);
        assert!(said.contains("\"ok\":true"), "{name}: {said}");
    }
}

#[test]
fn the_samples_have_every_kind_of_layer_and_every_effect_that_is_built() {
    let files = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let folders = files(sample("")).filter(|folder| folder.is_dir());
    let documents = folders.flat_map(files).filter(|file| file.extension().is_some_and(|end| end == "yaml"));
    let text: String = documents.map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let built = KINDS.iter().map(|kind| &kind.key).chain(EFFECTS).filter(|key| key.built);
    for key in built {
        assert!(text.contains(&format!("{}:", key.name)), "`{}` is in no sample", key.name);
    }
}

#[test]
fn stills_of_the_showreel_are_the_same_in_any_order() {
    let desk = Desk::new();
    let project = small_showreel(&desk);
    let card = desk.file("card.yaml");
    let documents = [(card.clone(), std::fs::read_to_string(&card).unwrap())].into();
    let work = ExportWork { export: "small".to_owned(), documents, ..desk.work(&project) };
    let mut there = Stills::open(&work, &desk.places()).unwrap();
    let mut back = Stills::open(&work, &desk.places()).unwrap();
    // A title that appears, a wipe, a key with a shadow, video in letters, all of it blurred.
    let frames = [30, 240, 375, 480, 590];
    let forward: Vec<_> = frames.iter().map(|frame| there.still(*frame).unwrap()).collect();
    for (frame, one) in frames.iter().zip(&forward).rev() {
        assert!(back.still(*frame).unwrap() == *one, "frame {frame}");
    }
}

/// The same film with an export that is quick to draw.
fn small_showreel(desk: &Desk) -> PathBuf {
    let folder = sample("showreel");
    let text = std::fs::read_to_string(folder.join("showreel.yaml")).unwrap();
    let text = text.replace("\nexports:\n", "\nexports:\n  small: { size: 320x180 }\n");
    for file in std::fs::read_dir(&folder).unwrap().chain(std::fs::read_dir(sample("first")).unwrap()) {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), desk.file(&file.file_name().to_string_lossy())).unwrap();
        }
    }
    desk.project("showreel.yaml", &text.replace("../first/", ""))
}
