//! The projects of a folder, followed while the disk changes.

use std::path::Path;
use std::time::Duration;

use rushes::engine::view::FolderView;
use rushes::engine::{FolderWatch, Refusal};

use super::harness::{DEADLINE, DOCUMENT, Home};

fn names(view: &FolderView) -> Vec<&str> {
    view.projects.iter().map(|project| project.name.as_str()).collect()
}

async fn until(watch: &mut FolderWatch, what: &str, right: impl Fn(&FolderView) -> bool) -> FolderView {
    let waiting = async {
        loop {
            let view = watch.next().await.expect("the folder is followed");
            if right(&view) {
                return view;
            }
        }
    };
    tokio::time::timeout(DEADLINE, waiting).await.unwrap_or_else(|_| panic!("did not come to pass: {what}"))
}

#[tokio::test]
async fn only_readable_project_files_are_listed_and_nothing_is_waited_for() {
    let home = Home::new("");
    let folder = home.folder.path().join("films");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("b.yaml"), DOCUMENT).unwrap();
    std::fs::write(folder.join("a.yml"), DOCUMENT).unwrap();
    std::fs::write(folder.join("compose.yaml"), "services: {}\n").unwrap();
    std::fs::write(folder.join(".hidden.yaml"), DOCUMENT).unwrap();
    std::fs::write(folder.join("notes.txt"), DOCUMENT).unwrap();
    std::fs::write(folder.join("huge.yaml"), format!("{DOCUMENT}#{}", "x".repeat(2 << 20))).unwrap();
    std::fs::create_dir(folder.join("folder.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("zero.yaml")).unwrap();
    std::os::unix::fs::symlink("loop.yaml", folder.join("loop.yaml")).unwrap();
    std::os::unix::fs::symlink("b.yaml", folder.join("link.yaml")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(folder.join("pipe.yaml")).status().unwrap();
    assert!(pipe.success());
    let engine = home.engine();
    let looking = engine.handle();
    let view = tokio::time::timeout(Duration::from_secs(5), looking.folder(folder)).await.unwrap().unwrap();
    assert_eq!(names(&view), ["a", "b", "link"]);
    engine.end().await;
}

#[tokio::test]
async fn a_row_says_what_the_document_says_and_what_is_wrong_with_it() {
    let home = Home::new("");
    std::fs::write(home.output("wrong.yaml"), DOCUMENT.replace("solid", "soild")).unwrap();
    std::fs::write(home.output("torn.yaml"), "rushes: 1\ntitle: [\n").unwrap();
    let engine = home.engine();
    let view = engine.handle().folder(home.folder.path().to_path_buf()).await.unwrap();
    assert_eq!(names(&view), ["film", "torn", "wrong"]);
    let good = &view.projects[0];
    assert_eq!(
        (good.title.as_deref(), good.size, good.fps, good.seconds),
        (Some("A short film"), Some((64, 48)), Some(25.0), Some(1.0))
    );
    assert_eq!((good.exports.as_slice(), good.problems.as_slice()), (["default".to_owned()].as_slice(), [].as_slice()));
    for wrong in &view.projects[1..] {
        assert!(!wrong.problems.is_empty(), "{wrong:?}");
    }
    assert_eq!(view.projects[2].problems[0].line, 5);
    engine.end().await;
}

#[tokio::test]
async fn a_followed_folder_tells_of_files_that_come_change_and_go() {
    let home = Home::new("");
    let folder = home.folder.path().join("films");
    std::fs::create_dir(&folder).unwrap();
    let engine = home.engine();
    let mut watch = engine.handle().watch(&folder).unwrap();
    let empty = watch.next().await.unwrap();
    assert_eq!((names(&empty), empty.watched), (vec![], true));

    std::fs::write(folder.join("one.yaml"), DOCUMENT).unwrap();
    until(&mut watch, "a new file is seen", |view| names(view) == ["one"]).await;
    std::fs::write(folder.join("one.yaml"), "services: {}\n").unwrap();
    until(&mut watch, "a file that is no project any more", |view| names(view).is_empty()).await;
    // Editors write beside and rename.
    std::fs::write(folder.join("next"), DOCUMENT).unwrap();
    std::fs::rename(folder.join("next"), folder.join("two.yaml")).unwrap();
    until(&mut watch, "a renamed file is seen", |view| names(view) == ["two"]).await;

    let mut other = engine.handle().watch(&folder).unwrap();
    assert_eq!(names(&other.next().await.unwrap()), ["two"], "a second client sees the same at once");
    std::fs::remove_file(folder.join("two.yaml")).unwrap();
    until(&mut watch, "a removed file is gone", |view| names(view).is_empty()).await;
    until(&mut other, "for the other client too", |view| names(view).is_empty()).await;
    engine.end().await;
}

#[tokio::test]
async fn a_folder_that_goes_and_comes_back_is_followed_on() {
    let home = Home::new("");
    let folder = home.folder.path().join("films");
    let engine = home.engine();
    let mut watch = engine.handle().watch(&folder).unwrap();
    let missing = watch.next().await.unwrap();
    assert_eq!((missing.note.as_deref(), missing.watched), (Some("there is no such folder"), false));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("one.yaml"), DOCUMENT).unwrap();
    until(&mut watch, "the folder came", |view| names(view) == ["one"] && view.watched).await;
    std::fs::remove_dir_all(&folder).unwrap();
    until(&mut watch, "the folder went", |view| view.note.is_some()).await;
    engine.end().await;
}

#[tokio::test]
async fn a_path_that_depends_on_where_one_stands_is_refused() {
    let home = Home::new("");
    let engine = home.engine();
    assert!(matches!(engine.handle().watch(Path::new("films")), Err(Refusal::Invalid { .. })));
    assert!(matches!(engine.handle().folder("films".into()).await, Err(Refusal::Invalid { .. })));
    engine.end().await;
}

#[tokio::test]
async fn a_name_that_is_no_utf8_is_left_out_and_told() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new("");
    let odd = home.folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.yaml"));
    std::fs::write(odd, DOCUMENT).unwrap();
    let engine = home.engine();
    let view = engine.handle().folder(home.folder.path().to_path_buf()).await.unwrap();
    assert_eq!(names(&view), ["film"]);
    let note = view.note.as_deref().unwrap();
    assert_eq!(note, "caf\u{fffd}.yaml: this name is no UTF-8 and was left out; rename it");
    engine.end().await;
}

#[tokio::test]
async fn a_row_told_of_a_mistake_in_a_shown_document_long_after_that_was_mended() {
    let home = Home::new("");
    let folder = home.folder.path().join("films");
    std::fs::create_dir(&folder).unwrap();
    let outer = "rushes: 1\ncanvas: { size: 64x48, duration: 1s }\nlayers:\n  - project: card.yaml\n";
    std::fs::write(folder.join("outer.yaml"), outer).unwrap();
    std::fs::write(folder.join("card.yaml"), DOCUMENT.replace("solid", "soild")).unwrap();
    let engine = home.engine();
    let mut watch = engine.handle().watch(&folder).unwrap();
    let wrong = |view: &FolderView| view.projects.iter().find(|row| row.name == "outer").map(|row| row.problems.len());
    until(&mut watch, "its mistake is told", |view| wrong(view).is_some_and(|problems| problems > 0)).await;
    std::fs::write(folder.join("card.yaml"), DOCUMENT).unwrap();
    until(&mut watch, "the mended document is read", |view| wrong(view) == Some(0)).await;
    engine.end().await;
}
