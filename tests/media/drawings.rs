//! SVG files as the probe sees them: their size, and bombs that stay small.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use rushes::base::facts::Content;
use rushes::media::probe;

fn probed(folder: &Path, name: &str, bytes: &[u8]) -> Content {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    probe(&path).unwrap().content
}

fn refused(folder: &Path, name: &str, bytes: &[u8]) -> String {
    match probed(folder, name, bytes) {
        Content::Unreadable(failure) => failure.message,
        other => panic!("{name}: {other:?}"),
    }
}

fn svg(attributes: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!-- a drawing -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}><rect width=\"5\" height=\"5\"/></svg>"
    )
}

#[test]
fn a_drawing_is_as_large_as_css_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    for (attributes, size) in [
        ("width=\"64\" height=\"32\"", (64.0, 32.0)),
        ("width=\"1in\" height=\"96px\"", (96.0, 96.0)),
        ("viewBox=\"0 0 120 60\"", (120.0, 60.0)),
        ("width=\"40\" viewBox=\"0 0 120 60\"", (40.0, 20.0)),
        ("width=\"100%\" height=\"100%\" viewBox=\"0 0 7 9\"", (7.0, 9.0)),
        ("", (300.0, 150.0)),
        ("width=\"50\"", (50.0, 150.0)),
        ("width=\"50%\" height=\"50%\"", (150.0, 75.0)),
    ] {
        match probed(folder.path(), "a.svg", svg(attributes).as_bytes()) {
            Content::Drawing { width, height, .. } => assert_eq!((width, height), size, "{attributes}"),
            other => panic!("{attributes}: {other:?}"),
        }
    }
}

#[test]
fn a_drawing_is_told_by_its_content_also_when_it_is_compressed() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("\u{feff}  {}", svg("width=\"64\" height=\"32\""));
    assert!(matches!(probed(folder.path(), "logo.png", text.as_bytes()), Content::Drawing { .. }));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(svg("width=\"64\" height=\"32\"").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert!(matches!(probed(folder.path(), "logo.svgz", &packed), Content::Drawing { .. }));
    let said = refused(folder.path(), "torn.svgz", &packed[..packed.len() / 2]);
    assert!(said.contains("torn.svgz") && said.contains("damaged"), "{said}");
}

#[test]
fn pictures_outside_of_a_drawing_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let text = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='/etc/passwd'/><image href='http://example.org/x.png'/></svg>";
    match probed(folder.path(), "a.svg", text.as_bytes()) {
        Content::Drawing { left_out, .. } => assert_eq!(left_out, 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn bombs_are_refused_in_one_sentence_and_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let asked = Instant::now();
    let entities: String = (1..20)
        .map(|n| format!("<!ENTITY l{n} \"&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};\">", n - 1))
        .collect();
    let laughs = format!(
        "<!DOCTYPE svg [<!ENTITY l0 \"lol\">{entities}]><svg xmlns='http://www.w3.org/2000/svg'><text>&l19;</text></svg>"
    );
    let uses: String =
        (1..40).map(|n| format!("<g id='g{n}'><use href='#g{0}'/><use href='#g{0}'/></g>", n - 1)).collect();
    let uses =
        format!("<svg xmlns='http://www.w3.org/2000/svg'><g id='g0'><rect width='1' height='1'/></g>{uses}</svg>");
    let deep =
        format!("<svg xmlns='http://www.w3.org/2000/svg'>{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    let chain: String = (1..50_000).map(|n| format!("<g id='g{n}'><use href='#g{}'/></g>", n - 1)).collect();
    let chain = format!("<svg xmlns='http://www.w3.org/2000/svg'><g id='g0'/>{chain}</svg>");
    let huge = "<svg xmlns='http://www.w3.org/2000/svg' width='1e30' height='1e30'/>";
    let none = "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='10'/>";
    let html = "<html><body>an <svg in words</body></html>";
    for (name, text) in [
        ("laughs.svg", laughs.as_str()),
        ("uses.svg", &uses),
        ("deep.svg", &deep),
        ("chain.svg", &chain),
        ("huge.svg", huge),
        ("none.svg", none),
        ("page.svg", html),
        ("cut.svg", "<svg xmlns='http://www.w3.org/2000/svg'><rect"),
    ] {
        let said = refused(folder.path(), name, text.as_bytes());
        assert!(said.contains(name) && !said.contains('\n') && said.len() < 400, "{said}");
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(svg("width='9' height='9'").as_bytes()).unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..64 {
        packed.write_all(&spaces).unwrap();
    }
    let said = refused(folder.path(), "spaces.svgz", &packed.finish().unwrap());
    assert!(said.contains("16 MiB"), "{said}");
    assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
}
