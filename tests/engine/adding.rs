//! What is asked, and the jobs that come of it.

use rushes::engine::view::AddRequest;
use rushes::engine::{EngineHandle, Refusal};
use rushes::worker::order::{Order, Work};

use super::harness::{DOCUMENT, Home, until_state};

const TWO: &str = "exports:\n  default: {}\n  draft: { quality: draft }\n";

/// An engine that starts nothing, so that jobs stay as they were added.
fn idle(home: &Home) -> rushes::engine::Engine {
    let mut options = home.options();
    options.lanes = 0;
    rushes::engine::Engine::start(&home.places(), options).unwrap()
}

async fn refused(handle: &EngineHandle, request: AddRequest) -> String {
    let refusal = handle.add(request).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Invalid { .. }), "{refusal:?}");
    refusal.to_string()
}

#[tokio::test]
async fn the_first_export_is_meant_unless_others_or_all_are_named() {
    let home = Home::new("");
    std::fs::write(home.project(), format!("{DOCUMENT}{TWO}")).unwrap();
    let engine = idle(&home);
    let handle = engine.handle();
    let plain = AddRequest { output: None, ..home.request("") };

    let first = handle.add(plain.clone()).await.unwrap();
    assert_eq!(first.iter().map(|job| job.export.as_str()).collect::<Vec<_>>(), ["default"]);
    assert_eq!(first[0].title.as_deref(), Some("A short film"));
    assert!(first[0].output.is_absolute() && first[0].output.starts_with(home.folder.path()));
    let named = AddRequest { exports: vec!["draft".into(), "draft".into()], ..plain.clone() };
    let draft = handle.add(named).await.unwrap();
    assert_eq!(draft.iter().map(|job| job.export.as_str()).collect::<Vec<_>>(), ["draft"]);
    assert_ne!(draft[0].output, first[0].output);

    for id in [first[0].id, draft[0].id] {
        handle.cancel(id).await.unwrap();
    }
    let all = handle.add(AddRequest { all: true, ..plain.clone() }).await.unwrap();
    assert_eq!(all.iter().map(|job| job.export.as_str()).collect::<Vec<_>>(), ["default", "draft"]);
    assert!(all[0].order < all[1].order);

    let near = refused(&handle, AddRequest { exports: vec!["draf".into()], ..plain.clone() }).await;
    assert_eq!(near, "the project has no export `draf`: did you mean `draft`?");
    let far = refused(&handle, AddRequest { exports: vec!["cinema".into()], ..plain.clone() }).await;
    assert_eq!(far, "the project has no export `cinema`: it has default, draft");
    let both = AddRequest { all: true, output: Some(home.output("x.mp4")), ..plain };
    assert!(refused(&handle, both).await.contains("for one export only"));
    assert_eq!(handle.jobs().len(), 4, "what was refused left nothing behind");
    engine.end().await;
}

#[tokio::test]
async fn a_project_with_mistakes_is_refused_with_all_of_them() {
    let home = Home::new("");
    std::fs::write(home.project(), DOCUMENT.replace("fps: 25", "fps: 0").replace("title", "titel")).unwrap();
    let engine = idle(&home);
    let refusal = engine.handle().add(home.request("a.mp4")).await.unwrap_err();
    let Refusal::Invalid { message, problems } = refusal else { panic!("{refusal:?}") };
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(message.contains("film.yaml:2:1: ") && message.contains("and 1 more"), "{message}");
    assert_eq!(engine.handle().jobs(), []);
    engine.end().await;
}

#[tokio::test]
async fn an_output_that_is_a_folder_is_refused() {
    let home = Home::new("");
    std::fs::create_dir(home.output("films")).unwrap();
    let engine = idle(&home);
    assert!(refused(&engine.handle(), home.request("films")).await.contains("there is a folder of that name"));
    engine.end().await;
}

#[tokio::test]
async fn the_worker_is_told_what_was_asked_word_for_word() {
    let home = Home::new("identify; complete");
    let document = DOCUMENT.replace("A short film", "${name}") + "vars: { name: nobody }\n";
    std::fs::write(home.project(), &document).unwrap();
    let engine = home.engine();
    let handle = engine.handle();
    let set = vec![("name".to_owned(), "somebody".to_owned())];
    let added = handle.add(AddRequest { set: set.clone(), overwrite: true, ..home.request("a.mp4") }).await.unwrap();
    assert_eq!(added[0].title.as_deref(), Some("somebody"));
    // The document that the queue keeps is the one that was read, whatever becomes of the file.
    std::fs::write(home.project(), "not what it was").unwrap();
    let done = until_state(&handle, added[0].id, rushes::queue::JobState::Done).await;
    let order: Order =
        serde_json::from_slice(&std::fs::read(home.attempt(done.id, 1).join("order.json")).unwrap()).unwrap();
    let Work::Export(work) = order.work;
    assert_eq!((work.document, work.set, work.overwrite), (document, set, true));
    assert_eq!((work.project, work.output), (home.project(), Some(home.output("a.mp4"))));
    engine.end().await;
}
