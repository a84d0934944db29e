//! Limits that a person sets, and what an export says of them.

use rushes::config::sizes;
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::program::Program;

#[test]
fn sizes_are_written_as_people_write_them() {
    for (text, bytes) in
        [("512MiB", 512 << 20), ("2G", 2 << 30), (" 1.5 GB ", 1_500_000_000), ("4096", 4096), ("1k", 1024), ("7 b", 7)]
    {
        assert_eq!(sizes::read(text), Some(bytes), "{text}");
    }
    for text in ["", "much", "-1M", "0", "1 TB of it", "1e400G", "NaN", "."] {
        assert_eq!(sizes::read(text), None, "{text}");
    }
}

#[test]
fn the_cache_s_limit_is_a_setting_and_shows_in_the_events() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let project = desk.short_film(5, 5);
    let render = |cache: &str| {
        let mut command = program.command(&["render", project.to_str().unwrap(), "--json", "--overwrite"]);
        command.env("RUSHES_CACHE", cache).output().unwrap()
    };
    let output = render("3MiB");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let progress: Vec<&Value> = events.iter().filter(|event| event["event"] == "progress").collect();
    assert!(progress.iter().all(|event| event["cache_limit"] == 3 << 20));
    let most = progress.iter().filter_map(|event| event["cache"].as_u64()).max().unwrap();
    // The logo, and nothing else that is worth keeping.
    assert!((24 * 24 * 4..3 << 20).contains(&most), "{most} bytes");

    let refused = render("plenty");
    let said = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(!refused.status.success() && said.contains("RUSHES_CACHE") && said.contains("plenty"), "{said}");
}
