//! Projects in projects: whose mistake stands where, and how deep they go.

use std::path::Path;

use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::project::{self, Reading, Severity, Source};

/// Documents of `/films` by name; the first one is read.
fn read(documents: &[(&str, &str)]) -> Reading {
    let path = Path::new("/films").join(documents[0].0);
    project::read_with(&Source { path: &path, text: documents[0].1, set: &[] }, &|wanted| {
        let found = documents.iter().find(|(name, _)| Path::new("/films").join(name) == wanted);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| format!("{}: not there", wanted.display()))
    })
}

fn errors(reading: &Reading) -> Vec<String> {
    let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|p| format!("{}:{}:{} {} {}", p.file.display(), p.line, p.column, p.path, p.message)).collect()
}

const OUTER: &str = "rushes: 1\nlayers:\n  - { project: parts/inner.yaml, vars: { word: Hi } }\n";

#[test]
fn a_project_in_a_project_has_its_own_canvas_folder_and_variables() {
    let inner = "rushes: 1\nvars: { word: Nothing }\ncanvas: { size: 200x100, fps: 10, background: transparent, duration: 7s }\nlayers: [ { text: \"${word}\" }, { image: logo.png } ]\n";
    let reading = read(&[("a.yaml", OUTER), ("parts/inner.yaml", inner)]);
    let project = reading.project.as_ref().unwrap_or_else(|| panic!("{:#?}", reading.problems));
    assert_eq!(project::duration(project, &Facts::default()), Some(Rational::from_int(7)));
    let [inside] = project.inside()[..] else { panic!() };
    assert_eq!((inside.canvas.width, inside.canvas.height), (200, 100));
    let project::model::Kind::Text(text) = &inside.layers[0].kind else { panic!() };
    assert_eq!(text.text, "Hi");
    let sources: Vec<_> = reading.sources.iter().map(|used| (used.path.as_path(), used.file.as_path())).collect();
    assert_eq!(sources, [(Path::new("/films/parts/logo.png"), Path::new("/films/parts/inner.yaml"))]);
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let inner = "rushes: 1\nlayers:\n  - { solid: red, opacty: 1 }\n";
    let said = errors(&read(&[("a.yaml", OUTER), ("parts/inner.yaml", inner)]));
    assert_eq!(
        said,
        [
            "/films/a.yaml:3:48 layers[0].vars.word the document has no variable `word`",
            "/films/parts/inner.yaml:3:19 layers[0].opacty unknown key `opacty`",
        ]
    );
    let said = errors(&read(&[("a.yaml", OUTER)]));
    assert_eq!(said, ["/films/a.yaml:3:16 layers[0].project /films/parts/inner.yaml: not there"]);
    let said = errors(&read(&[("a.yaml", OUTER), ("parts/inner.yaml", "shopping: list\n")]));
    assert!(said[0].starts_with("/films/parts/inner.yaml:1:1") && said[0].contains("not a project"), "{said:?}");
    // Shown twice, said once.
    let twice = "rushes: 1\nlayers: [ { project: b.yaml }, { project: b.yaml } ]\n";
    let said = errors(&read(&[("a.yaml", twice), ("b.yaml", "rushes: 1\nlayers: [ { solid: red, opacty: 1 } ]\n")]));
    assert_eq!(said.len(), 1, "{said:?}");
}

#[test]
fn a_project_never_shows_itself() {
    let shows = |name: &str| format!("rushes: 1\nlayers: [ {{ project: {name} }} ]\n");
    let (a, b, c) = (shows("b.yaml"), shows("c.yaml"), shows("b.yaml"));
    let said = errors(&read(&[("a.yaml", &a), ("b.yaml", &b), ("c.yaml", &c)]));
    assert_eq!(said, ["/films/c.yaml:2:22 layers[0].project `b.yaml` would show itself: b.yaml → c.yaml → b.yaml"]);
    let said = errors(&read(&[("a.yaml", &shows("a.yaml"))]));
    assert!(said[0].contains("a.yaml → a.yaml"), "{said:?}");
}

#[test]
fn projects_go_eight_levels_deep_and_not_without_number() {
    let names: Vec<String> = (0..12).map(|n| format!("{n}.yaml")).collect();
    let chain = |levels: usize, times: usize| {
        let texts: Vec<String> = (0..=levels)
            .map(|n| match n == levels {
                true => "rushes: 1\ncanvas: { duration: 1s }\nlayers: [ { solid: red } ]\n".to_owned(),
                false => {
                    format!("rushes: 1\nlayers:\n{}", format!("  - {{ project: {}.yaml }}\n", n + 1).repeat(times))
                }
            })
            .collect();
        let documents: Vec<(&str, &str)> =
            names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
        errors(&read(&documents))
    };
    assert_eq!(chain(8, 1), Vec::<String>::new());
    let said = chain(9, 1);
    assert!(said.len() == 1 && said[0].starts_with("/films/8.yaml:3:") && said[0].contains("8 levels"), "{said:?}");
    let said = chain(8, 6);
    assert!(said.iter().any(|said| said.contains("more than 200 projects")), "{said:?}");
}

#[test]
fn what_is_inside_is_judged_with_its_own_places() {
    let inner = "rushes: 1\naudio: [ { source: tune.wav } ]\nlayers:\n  - { image: gone.png }\n";
    let reading = read(&[("a.yaml", OUTER.replace(", vars: { word: Hi }", "").as_str()), ("parts/inner.yaml", inner)]);
    let judged = reading.judge(&Facts::default());
    let said: Vec<_> =
        judged.iter().map(|p| (p.file.to_str().unwrap(), p.line, p.column, p.message.as_str())).collect();
    assert!(said.contains(&("/films/parts/inner.yaml", 4, 14, "`gone.png` is missing or can't be read")), "{said:?}");
    assert!(said.contains(&("/films/parts/inner.yaml", 2, 20, "`tune.wav` is missing or can't be read")), "{said:?}");
}
