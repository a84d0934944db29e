//! SIGKILL at random instants: what is made after it is byte for byte what would have been made without.
//!
//! A few by themselves; `RUSHES_KILLS=100` kills so often, `RUSHES_SEED` does the same again.

#![expect(clippy::print_stderr, reason = "what was killed when")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rushes::export::receipt;
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::dice::{Dice, times};
use crate::support::program::Program;

/// What is exported: the ending of the file, and the document.
struct Film {
    name: &'static str,
    ending: &'static str,
    export: &'static str,
    layers: &'static str,
}

const PLAIN: &str = "  - { solid: \"#204060\" }\n  - { image: logo.png, scale: 3, position: [ 0s: [0%, 50%], 4s: [100%, 50%] ] }\n  - { text: Killed, size: 30px, position: [50%, 80%] }\n";
const FEEDBACK: &str = "  - { shader: trail.fs }\n";

const FILMS: &[Film] = &[
    Film { name: "h264", ending: "mp4", export: "quality: draft, chunk: 400ms, video: { gop: 400ms }", layers: PLAIN },
    Film {
        name: "lossless sound",
        ending: "mp4",
        export: "quality: low, chunk: 1s, video: { gop: 500ms }, sound: { codec: flac }",
        layers: PLAIN,
    },
    Film { name: "wav", ending: "wav", export: "preset: wav", layers: PLAIN },
    Film { name: "flac", ending: "flac", export: "preset: flac", layers: PLAIN },
    Film {
        name: "feedback",
        ending: "mp4",
        export: "quality: draft, chunk: 500ms, video: { gop: 500ms }",
        layers: FEEDBACK,
    },
];

/// Keeps what it drew and draws over it.
const TRAIL: &str = "/*{ \"ISFVSN\": \"2\", \"PASSES\": [ { \"TARGET\": \"kept\", \"PERSISTENT\": true, \"FLOAT\": true }, {} ] }*/\nvoid main() {\n  vec2 at = isf_FragNormCoord;\n  if (PASSINDEX == 0) {\n    float spot = smoothstep(0.1, 0.0, distance(at, vec2(fract(TIME * 0.7), 0.5)));\n    gl_FragColor = vec4(IMG_NORM_PIXEL(kept, at).rgb * 0.93 + vec3(spot, spot * 0.5, 0.1 * spot), 1.0);\n  } else {\n    gl_FragColor = IMG_NORM_PIXEL(kept, at);\n  }\n}\n";

impl Film {
    fn project(&self, desk: &Desk, number: usize) -> PathBuf {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 256x144, fps: 25, duration: 4s }}\naudio: [ {{ source: tune.wav, at: 0s..4s, loop: true, gain: -3dB }} ]\nlayers:\n{}exports: {{ default: {{ {} }} }}\n",
            self.layers, self.export
        );
        desk.project(&format!("film{number}.yaml"), &text)
    }
}

/// When a process is killed.
#[derive(Debug, Clone, Copy)]
enum When {
    /// So long after it began.
    After(Duration),
    /// So long after it told of a phase.
    In(&'static str, Duration),
}

const PHASES: [&str; 4] = ["prepare", "render", "encode", "finalize"];

impl When {
    fn thrown(dice: &mut Dice, whole: Duration) -> Self {
        if dice.below(2) == 0 {
            return Self::After(Duration::from_micros(dice.below(whole.as_micros() as u64 * 11 / 10)));
        }
        Self::In(dice.one_of::<&'static str>(&PHASES), Duration::from_micros(dice.below(60_000)))
    }
}

struct Killing<'a> {
    program: &'a Program,
    words: Vec<&'a str>,
}

impl Killing<'_> {
    /// Runs until the instant comes or the work is done. What phase it was killed in; none where it was done before.
    fn run(&self, when: When) -> Option<String> {
        let mut child = self.program.command(&self.words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let since = Instant::now();
        let (sender, events) = std::sync::mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                let _ = sender.send(event);
            }
        });
        let mut phase = "before".to_owned();
        let mut instant = match when {
            When::After(delay) => Some(since + delay),
            When::In(..) => None,
        };
        let killed = loop {
            if instant.is_some_and(|instant| Instant::now() >= instant) {
                let ended = child.try_wait().unwrap().is_some();
                let _ = child.kill();
                break !ended;
            }
            let wait = instant.map_or(Duration::from_millis(200), |instant| instant - Instant::now());
            match events.recv_timeout(wait.max(Duration::from_micros(100))) {
                Ok(event) => {
                    if event["event"] == "failed" {
                        panic!("{event}");
                    }
                    if let Some(now) = event["phase"].as_str() {
                        phase = now.to_owned();
                    }
                    if let When::In(wanted, delay) = when
                        && instant.is_none()
                        && phase == wanted
                    {
                        instant = Some(Instant::now() + delay);
                    }
                }
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break false,
                Err(_) => assert!(since.elapsed() < Duration::from_secs(120), "it does not end"),
            }
        };
        let status = child.wait().unwrap();
        reader.join().unwrap();
        assert!(killed || status.success(), "{status}");
        killed.then_some(phase)
    }
}

/// The file under its final name is whole or not there.
fn whole_or_absent(path: &Path, wanted: &[u8]) {
    if let Ok(bytes) = std::fs::read(path) {
        assert!(bytes == wanted, "{}: something else stands under the final name", path.display());
    }
}

#[test]
fn what_was_killed_is_finished_as_if_it_had_not_been() {
    let kills = times("RUSHES_KILLS", 4);
    let mut dice = if kills > 4 { Dice::thrown("kills") } else { Dice::fixed(3) };
    let desk = Desk::new();
    std::fs::write(desk.file("trail.fs"), TRAIL).unwrap();
    // Undisturbed: what is wanted, and how long it takes.
    let films: Vec<_> = FILMS
        .iter()
        .enumerate()
        .map(|(number, film)| (film, film.project(&desk, number)))
        .filter(|(film, _)| kills > 4 || ["h264", "wav"].contains(&film.name))
        .map(|(film, project)| {
            let output = desk.file(&format!("undisturbed.{}", film.ending));
            let program = Program::new(&desk.file("quiet"));
            let since = Instant::now();
            program.prints(&["render", project.to_str().unwrap(), "-o", output.to_str().unwrap(), "--overwrite"]);
            (film, project, std::fs::read(output).unwrap(), since.elapsed())
        })
        .collect();
    let (mut done, mut round) = (0, 0_usize);
    let mut phases: BTreeMap<String, u64> = BTreeMap::new();
    while done < kills {
        let (film, project, wanted, whole) = &films[round % films.len()];
        round += 1;
        let home = desk.file(&format!("home{round}"));
        let folder = desk.file(&format!("out{round}"));
        let output = folder.join(format!("film.{}", film.ending));
        let program = Program::new(&home);
        let words = vec!["render", project.to_str().unwrap(), "-o", output.to_str().unwrap(), "--json"];
        let killing = Killing { program: &program, words };
        // Some are killed again and again before they are left alone.
        for _ in 0..=dice.below(4) {
            let when = When::thrown(&mut dice, *whole);
            let Some(phase) = killing.run(when) else { break };
            whole_or_absent(&output, wanted);
            *phases.entry(phase).or_default() += 1;
            done += 1;
        }
        let before = program.chunks();
        let told = program.run(&killing.words);
        let events = String::from_utf8_lossy(&told.stdout);
        assert!(told.status.success(), "{}: {events}", film.name);
        assert!(std::fs::read(&output).unwrap() == *wanted, "{}: the bytes differ from an undisturbed run", film.name);
        let found = receipt::Receipt::read(&receipt::path_for(&output)).unwrap();
        let sound = usize::from(found.sound.is_some());
        let encoded = events.matches("\"text\":\"chunk ").count();
        // The sound is kept as a chunk too. Of what was there, nothing is made again.
        assert!(encoded + before <= found.chunks.len() + sound, "{}: {encoded} made, {before} were there", film.name);
        let names: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(names.len(), 2, "{}: the file and its receipt: {names:?}", film.name);
        std::fs::remove_dir_all(&home).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
    eprintln!("{done} kills in {round} exports, by the phase that was told last: {phases:?}");
}
