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
fn layers_alone_and_transparent_pictures() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let text = FILM.replace("{ image: logo.png,", "{ id: logo, image: logo.png,");
    let project = desk.project("film.yaml", &text);
    let project = project.to_str().unwrap();
    let shown = program.json(&["still", project, "--at", "1s", "--layer", "logo", "--json"]);
    assert_eq!((&shown["stills"][0]["layer"], &shown["stills"][0]["alpha"]), (&"logo".into(), &true.into()));
    let picture = image::open(desk.file("film-logo-1s.png")).unwrap();
    assert_eq!((picture.color(), picture.width()), (image::ColorType::Rgba8, 160));
    let seen = picture.to_rgba8().pixels().filter(|pixel| pixel[3] > 0).count();
    assert!((300..=600).contains(&seen), "20×20 pixels of the logo let no light through, {seen} were seen");

    program.prints(&["still", project, "--every", "1s", "--alpha", "-o", desk.file("sheet.png").to_str().unwrap()]);
    let sheet = image::open(desk.file("sheet.png")).unwrap().to_rgba8();
    assert_eq!((sheet.get_pixel(10, 10)[3], sheet.get_pixel(161, 10)[3]), (255, 0), "a picture, and the gap beside it");
    let plain = program.json(&["still", project, "--at", "1s", "--json"]);
    assert_eq!(plain["stills"][0]["alpha"], false);
    assert!(plain["stills"][0]["layer"].is_null());
    let refused = program.run(&["still", project, "--at", "1s", "--layer", "logos"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("did you mean `logo`?"), "{said}");
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
