//! `rushes still` as a shell sees it.

use std::fs;

use crate::support::desk::{Desk, FILM};
use crate::support::program::Program;

#[test]
fn stills_are_named_by_time_and_never_replaced_unasked() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let project = desk.project("film.yaml", FILM);
    let project = project.to_str().unwrap();
    let said = program.prints(&["still", project, "--at", "2.5s", "--at", "25f", "--at", "1s"]);
    let names = ["film-1s.png", "film-2.48s.png"].map(|name| desk.file(name));
    assert_eq!(said, format!("{}\n{}\n", names[0].display(), names[1].display()));
    let picture = image::open(&names[0]).unwrap();
    assert_eq!((picture.width(), picture.height()), (160, 90));

    let before = fs::read(&names[0]).unwrap();
    fs::write(&names[0], "somebody's").unwrap();
    let refused = program.run(&["still", project, "--at", "1s"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        refused.status.code() == Some(1) && said.contains("there already") && said.contains("--overwrite"),
        "{said}"
    );
    assert_eq!(fs::read(&names[0]).unwrap(), b"somebody's");
    program.prints(&["still", project, "--at", "1s", "--overwrite"]);
    assert!(fs::read(&names[0]).unwrap() == before);
}

#[test]
fn one_still_goes_where_it_is_told_and_several_beside_it() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let text = FILM.replace("text: Hello", "text: \"${who}\"").replace("layers:", "vars: { who: Hello }\nlayers:");
    let text = text + "  small: { size: 80x46, quality: low }\n";
    let project = desk.project("film.yaml", &text);
    let project = project.to_str().unwrap();
    let frame = desk.file("frame.png");
    let frame_name = frame.to_str().unwrap();
    program.prints(&["still", project, "--at", "2s", "-o", frame_name]);
    let hello = fs::read(&frame).unwrap();
    program.prints(&["still", project, "--at", "2s", "-o", frame_name, "--overwrite", "--set", "who=Servus"]);
    assert!(fs::read(&frame).unwrap() != hello);

    let shown =
        program.json(&["still", project, "--at", "2s", "--at", "0s", "-o", frame_name, "-e", "small", "--json"]);
    assert_eq!(shown["stills"][1]["frame"], 50);
    assert_eq!(shown["stills"][1]["time"], 2.0);
    let second = shown["stills"][1]["output"].as_str().unwrap();
    assert_eq!(second, desk.file("frame-2s.png").to_str().unwrap());
    assert_eq!(image::open(second).unwrap().width(), 80);

    program.prints(&["still", project, "--every", "1s"]);
    assert_eq!(image::open(desk.file("film-sheet.png")).unwrap().width(), 324);
}

#[test]
fn what_can_t_be_shown_is_one_sentence() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let project = desk.project("film.yaml", FILM);
    let project = project.to_str().unwrap();
    for (words, wanted) in [
        (&["--at", "3s"][..], "`3s` is not in the export, which shows the project from 0 s to 3 s"),
        (&["--at", "soon"], "`soon` is no time"),
        (&["--at", "-1s"], "is not in the export"),
        (&["--at", "1s", "-o", "frame.jpg"], "a name that ends in .png"),
        (&["--at", "1s", "-e", "wide"], "no export `wide`"),
        (&["--at", "1s", "-o", "/no/such/folder/frame.png"], "/no/such/folder/frame.png"),
    ] {
        let refused = program.run(&[&["still", project], words].concat());
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains(wanted) && said.lines().count() == 1, "{words:?}: {said}");
    }
    assert_eq!(program.run(&["still", project]).status.code(), Some(2));
    let left: Vec<_> = fs::read_dir(desk.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("png") || name == "logo.png"), "{left:?}");
}
