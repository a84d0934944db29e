//! What a door says, how long a file may be, and where the dangerous words may stand.

use std::path::Path;

use super::tokens::tokens;
use super::walls::sources;

const LONGEST: usize = 500;
/// Names that say nothing of what is in a file.
const EMPTY_NAMES: &[&str] = &["data", "handler", "helper", "helpers", "info", "manager", "misc", "util", "utils"];
/// Words that begin logic, or types that belong into a file of their own.
const LOGIC: &[&str] = &["fn", "impl", "struct", "enum", "trait", "static", "macro_rules"];

/// What is wrong with one file, given by its path below src/.
fn broken(file: &Path, source: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut say = |what: String| wrong.push(format!("{}: {what}", file.display()));
    let lines = source.lines().count();
    if lines > LONGEST {
        say(format!("{lines} lines; {LONGEST} are where a file splits"));
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    if EMPTY_NAMES.contains(&stem.as_ref()) || file.iter().any(|part| EMPTY_NAMES.iter().any(|name| part == *name)) {
        say("its name does not say what is in it".into());
    }
    let tokens = tokens(source);
    if !file.starts_with("media") && tokens.iter().any(|token| token == "unsafe") {
        say("unsafe belongs into media, which talks to libav, and nowhere else".into());
    }
    if stem == "mod" {
        if let Some(word) = tokens.iter().find(|token| LOGIC.contains(&token.as_str())) {
            say(format!("a door holds no logic, and this one has `{word}`"));
        }
        let is_room = file.iter().count() == 2;
        let sign: Vec<&str> = source.lines().take_while(|line| line.starts_with("//!")).collect();
        let sign = sign.join(" ");
        for words in ["Owns ", "ust not "] {
            if is_room && !sign.contains(words) {
                say(format!(
                    "the sign on the door does not say what the room owns and what it must not know (`{words}`)"
                ));
            }
        }
    }
    wrong
}

#[test]
fn files_keep_to_the_house() {
    let wrong: Vec<String> = sources().iter().flat_map(|(file, text)| broken(file, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_names_every_room() {
    let sources = sources();
    let (_, map) = sources.iter().find(|(file, _)| file == Path::new("lib.rs")).unwrap();
    for (file, _) in &sources {
        if let (Some(room), Some("mod.rs"), 2) = (
            file.iter().next().and_then(|room| room.to_str()),
            file.file_name().and_then(|name| name.to_str()),
            file.iter().count(),
        ) {
            assert!(map.contains(&format!("//! | [`{room}`] |")), "lib.rs has no line for {room}");
        }
    }
}

#[test]
fn planted_faults_are_found() {
    let long = "// x\n".repeat(LONGEST + 1);
    let door = "//! A room.\n//!\n//! Owns a thing. Must not know others.\n";
    let planted = [
        ("plan/key.rs", long.as_str(), "501 lines"),
        ("plan/util.rs", "", "does not say"),
        ("queue/helpers/order.rs", "", "does not say"),
        ("compose/ring.rs", "fn f() { unsafe { g() } }", "unsafe"),
        ("plan/mod.rs", "//! A room.\npub mod key;", "the sign on the door"),
        ("plan/mod.rs", &format!("{door}pub fn plan() {{}}"), "holds no logic"),
    ];
    for (file, source, wanted) in planted {
        let wrong = broken(Path::new(file), source);
        assert!(wrong.iter().any(|wrong| wrong.contains(wanted)), "{file}: found {wrong:?}, wanted {wanted}");
    }
    let fine =
        [("plan/mod.rs", format!("{door}pub mod key;\npub use key::Key;")), ("media/ffi.rs", "unsafe {}".into())];
    for (file, source) in fine {
        assert_eq!(broken(Path::new(file), &source), Vec::<String>::new());
    }
}
