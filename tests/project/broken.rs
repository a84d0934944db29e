//! Broken documents with the exact words that each is answered with.
//!
//! `broken/*.cases` hold them: `### name`, the document, `>>>`, the answer. A new case is written with an empty answer and
//! filled in with `UPDATE_BROKEN=1 cargo nextest run broken`; read what it says before you keep it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rushes::project::{Problem, Severity};

use super::fixture;

struct Case {
    title: String,
    set: Vec<(String, String)>,
    document: String,
    answer: String,
}

#[test]
fn every_broken_document_gets_its_exact_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/broken");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut differing) = (0, String::new());
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "cases")) {
        let text = std::fs::read_to_string(file).unwrap();
        let cases = cases(&text);
        count += cases.len();
        let mut updated = String::new();
        for case in &cases {
            let answer = answer(case);
            if answer != case.answer {
                let name = file.file_name().unwrap().to_string_lossy();
                writeln!(differing, "{name}: {}\nexpected:\n{}\nfound:\n{answer}", case.title, case.answer).unwrap();
            }
            write!(updated, "### {}\n{}>>>\n{answer}", case.title, case.document).unwrap();
        }
        if std::env::var_os("UPDATE_BROKEN").is_some() {
            std::fs::write(file, updated).unwrap();
        }
    }
    assert!(count >= 60, "only {count} broken documents");
    assert!(differing.is_empty(), "\n{differing}");
}

/// Documents that are answered with an error have no project; those without one have one.
#[test]
fn a_project_comes_exactly_without_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/broken");
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for case in cases(&text) {
            let reading = reading(&case);
            let error = reading.problems.iter().any(|problem| problem.severity == Severity::Error);
            assert_eq!(reading.project.is_none(), error, "{}", case.title);
            let places: Vec<_> = reading.problems.iter().map(|problem| (problem.line, problem.column)).collect();
            assert!(places.is_sorted(), "{}: {places:?}", case.title);
        }
    }
}

fn cases(text: &str) -> Vec<Case> {
    let parts = text.split("### ").skip(1);
    parts
        .map(|part| {
            let (title, rest) = part.split_once('\n').unwrap();
            let (document, answer) = rest.split_once(">>>\n").unwrap();
            let set = match title.split_once(" | --set ") {
                Some((_, set)) => set.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())),
                None => None,
            };
            Case {
                title: title.into(),
                set: set.into_iter().collect(),
                document: document.into(),
                answer: answer.into(),
            }
        })
        .collect()
}

fn reading(case: &Case) -> rushes::project::Reading {
    let set: Vec<(&str, &str)> = case.set.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fixture::read_with(&case.document, &set)
}

/// What reading says and, where nothing stops it, what facts add.
fn answer(case: &Case) -> String {
    let reading = reading(case);
    let mut problems = reading.problems.clone();
    problems.extend(reading.judge(&fixture::facts()));
    if problems.is_empty() {
        return "fine\n".to_owned();
    }
    problems.iter().map(line).collect()
}

fn line(problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let file = match problem.line {
        0 => problem.file.display().to_string(),
        line => format!("{line}:{}", problem.column),
    };
    let mut said = format!("{file} {severity} [{}] {}\n", problem.path, problem.message);
    if let Some(help) = &problem.help {
        writeln!(said, "    help: {help}").unwrap();
    }
    said
}
