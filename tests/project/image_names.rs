//! Where a film goes that is a file for every frame.

use std::path::Path;

use rushes::project::image_names::{ImageNames, NotImages};

fn names(output: &str, ending: &str) -> Result<(String, String), NotImages> {
    ImageNames::of(Path::new(output), ending).map(|names| (names.folder.display().to_string(), names.name(7, 100)))
}

#[test]
fn a_folder_gives_its_name_to_its_pictures() {
    let expected = Ok(("/r/shot".to_owned(), "shot_00007.png".to_owned()));
    assert_eq!(names("/r/shot", "png"), expected);
    assert_eq!(names("/r/shot/", "png"), expected);
    assert_eq!(names("/r/v1.2", "png"), Ok(("/r/v1.2".to_owned(), "v1.2_00007.png".to_owned())));
}

#[test]
fn a_pattern_names_pictures_in_the_folder_before_it() {
    for (output, name) in [
        ("/r/s/%04d.png", "0007.png"),
        ("/r/s/a-%d.png", "a-7.png"),
        ("/r/s/a.####.png", "a.0007.png"),
        ("/r/s/#.PNG", "07.PNG"),
    ] {
        let found = names(output, "png").unwrap();
        assert_eq!(found.0, "/r/s");
        // All have as many digits as the last one needs.
        let expected = if output.contains("%d") { "a-07.png" } else { name };
        assert_eq!(found.1, expected, "{output}");
    }
    assert_eq!(names("/r/s/%03d.jpeg", "jpg").unwrap().1, "007.jpeg");
}

#[test]
fn what_is_no_folder_of_pictures_is_said_to_be_none() {
    for (output, why) in [
        ("/r/film.png", NotImages::OneFile),
        ("/r/film.mp4", NotImages::OneFile),
        ("/r/s/%04d.jpg", NotImages::Ending),
        ("/r/s/%04d", NotImages::Ending),
        ("/%04d.png", NotImages::NoFolder),
        ("/r/s/%s.png", NotImages::Unclear),
        ("/r/s/%99d.png", NotImages::Unclear),
        ("/r/s/%d-%d.png", NotImages::Unclear),
    ] {
        assert_eq!(names(output, "png"), Err(why), "{output}");
    }
}

#[test]
fn only_such_pictures_fit() {
    let names = ImageNames::of(Path::new("/r/shot"), "png").unwrap();
    assert!(names.fits("shot_00000.png") && names.fits("shot_123456.png"));
    for other in ["shot_.png", "shot_1a.png", "shot_00000.jpg", "other_00000.png", "notes.txt", "shot_1.png.bak"] {
        assert!(!names.fits(other), "{other}");
    }
}
