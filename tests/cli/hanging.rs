//! A shader that never comes to an end must not take the program along.

use std::time::{Duration, Instant};

use crate::support::desk::Desk;
use crate::support::program::Program;

/// As good as endless: drivers end loops by themselves after some ten thousand rounds, but are at these for hours.
fn endless() -> String {
    let round = "sum = fract(sin(sum * 1.7 + uv.y) * 43758.5453 + f32(a));\n".repeat(100);
    format!(
        "fn image(uv: vec2f) -> vec4f {{ var sum = uv.x; for (var a = 0u; a < 4000000000u; a++) {{ {round} }} return vec4f(sum); }}"
    )
}

fn hangs(desk: &Desk, words: &[&str]) -> (Option<i32>, String) {
    let program = Program::new(&desk.file("home"));
    let mut command = program.command(words);
    command.env("RUSHES_PATIENCE", "1");
    let since = Instant::now();
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    while child.try_wait().unwrap().is_none() && since.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let ended = child.try_wait().unwrap().is_some();
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(ended, "{words:?} did not end: {said}");
    (output.status.code(), said)
}

#[test]
fn a_shader_that_loops_without_end_is_told_and_left() {
    let desk = Desk::new();
    std::fs::write(desk.file("endless.wgsl"), endless()).unwrap();
    let text = "rushes: 1\ncanvas: { size: 1280x720, fps: 10, duration: 2s }\nlayers: [ { shader: endless.wgsl } ]\n";
    let project = desk.project("p.yaml", text);
    let project = project.to_str().unwrap();
    let (code, said) = hangs(&desk, &["render", "--json", project]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("\"reason\":\"shader-failed\""), "{said}");
    assert!(said.contains("endless.wgsl: not done with a frame after 1 s"), "{said}");
    let picture = desk.file("still.png");
    let (code, said) = hangs(&desk, &["still", project, "--at", "0s", "-o", picture.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("endless.wgsl: not done with a frame after 1 s"), "{said}");
    assert!(!picture.exists());
}
