//! How a render in the foreground answers signals, what it leaves, and how two of them share their work.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rushes::base::process::ProcessIdentity;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::program::{Program, kill, wait_for};

/// Chunks that take a moment each.
const SLOW: &str = r##"rushes: 1
canvas: { size: 640x360, fps: 25, duration: 12s, background: "#203040" }
audio: [ { source: tune.wav } ]
layers:
  - { image: logo.png, scale: 8, position: [ 0s: [0%, 50%], 12s: { to: [100%, 50%] } ], rotate: [ 0s: 0, 12s: 720 ] }
  - { text: "Stop", size: 60px, color: "#ffffff", position: [50%, 80%] }
exports: { default: { quality: medium, chunk: 2s } }
"##;

/// A loaded box takes its time; what is asked for is half a second.
const SOON: Duration = Duration::from_millis(1500);

struct Rendering {
    child: Child,
    log: std::path::PathBuf,
}

fn render(program: &Program, desk: &Desk, project: &Path, more: &[&str]) -> Rendering {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let log = desk.file(&format!("log-{}.jsonl", COUNT.fetch_add(1, Ordering::Relaxed)));
    let mut command = program.command(&["render", "--json", project.to_str().unwrap(), "--log", log.to_str().unwrap()]);
    command.args(more).stdout(Stdio::null()).stderr(Stdio::null());
    Rendering { child: command.spawn().unwrap(), log }
}

impl Rendering {
    fn events(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    fn composing(&self) -> bool {
        self.events().iter().any(|event| event["composed"].as_u64().is_some_and(|frames| frames > 0))
    }

    fn chunks(&self) -> usize {
        let done = |event: &&Value| {
            event["text"].as_str().is_some_and(|text| text.starts_with("chunk ") && text.contains(" done: "))
        };
        self.events().iter().filter(done).count()
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn ends(&mut self) -> Option<i32> {
        wait_for("the end", || self.child.try_wait().unwrap()).code()
    }
}

#[test]
fn an_interrupted_render_is_gone_at_once_and_the_next_one_clears_up() {
    let desk = Desk::new();
    let project = desk.project("slow.yaml", SLOW);
    let program = Program::new(&desk.file("home"));
    let mut first = render(&program, &desk, &project, &[]);
    wait_for("a frame", || first.composing().then_some(()));
    let asked = Instant::now();
    first.signal(Signal::INT);
    assert_eq!(first.ends(), Some(130));
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
    assert!(!desk.file("renders/slow.mp4").exists());
    let made = first.chunks();

    // Another one is killed, so that it clears nothing away itself.
    let mut second = render(&program, &desk, &project, &[]);
    wait_for("a frame", || second.composing().then_some(()));
    kill(second.child.id());
    second.ends();
    let parts = || {
        let files = files_in(&program.places().chunks());
        files.into_iter().filter(|name| name.ends_with(".part") || name.ends_with(".lock")).count()
    };
    assert!(parts() > 0, "it was killed in the middle of a chunk");

    let mut third = render(&program, &desk, &project, &[]);
    assert_eq!(third.ends(), Some(0));
    assert_eq!(parts(), 0, "what was half-made is still there");
    assert!(third.chunks() <= 6 - made, "finished chunks are kept");
    assert_eq!(fs::read_dir(desk.file("renders")).unwrap().count(), 2, "the film and its receipt");
}

#[test]
fn a_hangup_finishes_the_work_unless_told_otherwise() {
    let desk = Desk::new();
    let project = desk.project("slow.yaml", SLOW);
    let program = Program::new(&desk.file("home"));
    let mut stops = render(&program, &desk, &project, &["--hangup", "stop"]);
    wait_for("a frame", || stops.composing().then_some(()));
    stops.signal(Signal::HUP);
    assert_eq!(stops.ends(), Some(130));
    let mut passes = render(&program, &desk, &project, &[]);
    wait_for("a frame", || passes.composing().then_some(()));
    passes.signal(Signal::HUP);
    assert_eq!(passes.ends(), Some(0));
    assert!(desk.file("renders/slow.mp4").exists());
    let last = passes.events().pop().unwrap();
    assert_eq!((last["event"].as_str(), last["export"].as_str()), (Some("completed"), Some("default")));
    assert!(last["time"].as_i64().is_some_and(|time| time > 1_600_000_000_000));
}

#[test]
fn two_processes_make_each_chunk_once_between_them() {
    let desk = Desk::new();
    let project = desk.project("slow.yaml", SLOW);
    let program = Program::new(&desk.file("home"));
    let outputs = ["one.mp4", "two.mp4"].map(|name| desk.file(name));
    let start = |output: &Path| render(&program, &desk, &project, &["-o", output.to_str().unwrap()]);
    let mut both = [start(&outputs[0]), start(&outputs[1])];
    for one in &mut both {
        assert_eq!(one.ends(), Some(0));
    }
    let chunks: Vec<usize> = both.iter().map(Rendering::chunks).collect();
    assert_eq!(chunks.iter().sum::<usize>(), 6, "{chunks:?}");
    let mixed = |one: &Rendering| {
        let mixed = |event: &&Value| event["text"].as_str().is_some_and(|text| text.starts_with("sound mixed"));
        one.events().iter().filter(mixed).count()
    };
    assert_eq!(both.iter().map(mixed).sum::<usize>(), 1, "the sound was mixed twice");
    assert!(fs::read(&outputs[0]).unwrap() == fs::read(&outputs[1]).unwrap());
}

#[test]
fn the_box_is_kept_awake_for_as_long_as_the_work_lives() {
    let desk = Desk::new();
    let project = desk.project("slow.yaml", SLOW);
    let program = Program::new(&desk.file("home"));
    // Stands for the system's own: says who it is, then does what it is given.
    fs::create_dir(desk.file("bin")).unwrap();
    let inhibit = desk.file("bin/systemd-inhibit");
    let script = "#!/bin/sh\necho $$ > \"$AWAKE.new\"\nmv \"$AWAKE.new\" \"$AWAKE\"\nwhile [ \"${1#--}\" != \"$1\" ]; do shift; done\nexec \"$@\"\n";
    fs::write(&inhibit, script).unwrap();
    fs::set_permissions(&inhibit, fs::Permissions::from_mode(0o755)).unwrap();
    let said = desk.file("awake");
    let path = format!("{}:{}", desk.file("bin").display(), std::env::var("PATH").unwrap());
    let start = |awake: &str| {
        let mut command = program.command(&["render", "--json", project.to_str().unwrap()]);
        command.env("PATH", &path).env("AWAKE", &said).env("RUSHES_AWAKE", awake);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut killed = start("yes");
    let pid = wait_for("the lock", || fs::read_to_string(&said).ok()?.trim().parse::<u32>().ok());
    let held = ProcessIdentity::of(pid).expect("it is held");
    kill(killed.id());
    killed.wait().unwrap();
    wait_for("the lock's end", || (!held.is_running()).then_some(()));

    fs::remove_file(&said).unwrap();
    assert!(start("no").wait().unwrap().success());
    assert!(!said.exists(), "it was told to leave the box alone");
}

fn files_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path().is_dir() {
            true => found.extend(files_in(&entry.path())),
            false => found.push(entry.file_name().to_string_lossy().into_owned()),
        }
    }
    found
}
