//! Tables of colours as sources: what `check` says of them, and that they are what they were.

use std::path::Path;

use rushes::base::facts::Content;
use rushes::export::facts::unchanged;
use rushes::export::prepare::examine;
use rushes::project::Source;

const TABLE: &str = "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n";

fn document(lut: &str) -> String {
    format!(
        "rushes: 1\ncanvas: {{ size: 64x36, fps: 25, duration: 2s }}\nlayers:\n  - solid: red\n    effects:\n      - blur: 2px\n      - color: {{ lut: {lut} }}\n"
    )
}

fn said(folder: &Path, lut: &str) -> Vec<String> {
    let text = document(lut);
    let source = Source { path: &folder.join("p.yaml"), text: &text, set: &[] };
    let (reading, _) = examine(&source, None);
    reading
        .problems
        .iter()
        .map(|problem| format!("{}:{} [{}] {}", problem.line, problem.column, problem.path, problem.message))
        .collect()
}

#[test]
fn a_table_is_checked_where_the_document_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("fine.cube"), TABLE).unwrap();
    std::fs::write(at("torn.CUBE"), "LUT_3D_SIZE 2\n0 0 0\n").unwrap();
    std::fs::write(at("odd.cube"), "LUT_3D_SIZE 2\n0 0 zero\n").unwrap();
    std::fs::create_dir(at("folder.cube")).unwrap();
    assert_eq!(said(folder.path(), "fine.cube"), Vec::<String>::new());
    for (lut, wanted) in [
        ("torn.CUBE", "torn.CUBE: the table breaks off: it has 1 of 8 entries"),
        ("odd.cube", "odd.cube: line 2: found `zero`, expected a number"),
        ("missing.cube", "`missing.cube` is missing or can't be read"),
        ("folder.cube", "folder.cube: is no regular file"),
        ("film.3dl", "`film.3dl` is no .cube table"),
    ] {
        let said = said(folder.path(), lut);
        let found = said.len() == 1
            && said[0].starts_with("7:23 [layers[0].effects[1].color.lut] ")
            && said[0].ends_with(wanted);
        assert!(found, "{lut}: {said:?}");
    }
}

#[test]
fn a_table_that_changes_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("film.cube");
    std::fs::write(&table, TABLE).unwrap();
    let text = document("film.cube");
    let (_, facts) = examine(&Source { path: &folder.path().join("p.yaml"), text: &text, set: &[] }, None);
    assert_eq!(facts.sources[&table].content, Content::Lut { dimensions: 1, size: 2 });
    unchanged(&facts).unwrap();
    std::fs::write(&table, "LUT_1D_SIZE 2\n0 0 0\n1 1 0.5\n").unwrap();
    assert!(unchanged(&facts).unwrap_err().message.contains("film.cube changed"));
}
