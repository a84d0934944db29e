//! What a preset's class promises: the same bytes whatever the lanes, the processors that may be used and the threads that
//! there are.
//!
//! A few presets and ways by themselves; `RUSHES_CLASSES=10` makes each preset that promises anything in ten ways.

#![expect(clippy::print_stderr, reason = "the table of classes")]

use std::path::Path;
use std::process::{Command, Stdio};

use rushes::base::Digest;
use rushes::export::Limits;
use rushes::export::receipt::{self, Receipt};
use rushes::plan::Determinism;
use rushes::project::table::{EXPORT, Type};

use crate::support::desk::Desk;
use crate::support::dice::times;
use crate::support::program::Program;

const FILM: &str = "rushes: 1
canvas: { size: 256x144, fps: 25, duration: 2s, color: COLOR }
audio: [ { source: tune.wav, gain: -3dB } ]
layers:
  - { gradient: { from: \"#204060\", to: \"#a03010\" } }
  - { image: logo.png, scale: 3, position: [ 0s: [0%, 50%], 2s: [100%, 50%] ], rotate: [ 0s: 0, 2s: 90 ], effects: [ { blur: 1px } ] }
  - { text: Class, size: 30px }
exports: { default: { preset: PRESETMORE } }
";

/// How one process is let work.
struct Way {
    /// As `taskset` writes processors; all where there is nothing.
    processors: &'static str,
    environment: &'static [(&'static str, &'static str)],
    /// Chunks at a time, where the process itself can't be told.
    lanes: usize,
}

/// The last ones change what libraries find out of the processor for themselves; the render class says what it really has.
const WAYS: [Way; 10] = [
    Way { processors: "", environment: &[], lanes: 1 },
    Way { processors: "0", environment: &[], lanes: 0 },
    Way { processors: "", environment: &[], lanes: 3 },
    Way { processors: "", environment: &[], lanes: 2 },
    Way { processors: "1", environment: &[("LP_NUM_THREADS", "1")], lanes: 0 },
    Way { processors: "0,1", environment: &[("LP_NUM_THREADS", "2")], lanes: 0 },
    Way { processors: "", environment: &[("LP_NUM_THREADS", "0")], lanes: 0 },
    Way { processors: "", environment: &[], lanes: 5 },
    Way { processors: "0", environment: &[("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F")], lanes: 0 },
    Way { processors: "0,1", environment: &[("RUSHES_MEMORY", "2G"), ("RUSHES_CACHE", "16M")], lanes: 0 },
];

/// What the file is, and what its receipt promises.
fn made(desk: &Desk, project: &Path, way: &Way, number: usize) -> Result<(Digest, Determinism), String> {
    let name = project.file_stem().unwrap().to_string_lossy();
    let output = desk.file(&format!("made-{name}-{number}"));
    let home = desk.file(&format!("home{number}"));
    let file = if way.lanes > 0 {
        let mut work = desk.work(project);
        work.output = Some(output);
        let limits = Limits { lanes: way.lanes, ..Limits::default() };
        let (outcome, _) = desk.export_with(&work, &limits, &rushes::config::Places::under(&home));
        outcome.result.map_err(|stopped| format!("{stopped:?}"))?.output
    } else {
        let program = Program::new(&home);
        let rendered = program.command(&["render", project.to_str().unwrap(), "-o", output.to_str().unwrap()]);
        let mut command = if way.processors.is_empty() { Command::new("env") } else { Command::new("taskset") };
        if !way.processors.is_empty() {
            command.args(["-c", way.processors]);
        }
        command.arg(rendered.get_program()).args(rendered.get_args()).env("RUSHES_HOME", &home);
        let done = command.envs(way.environment.iter().copied()).stdin(Stdio::null()).output().unwrap();
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned());
        }
        output
    };
    let receipt = Receipt::read(&receipt::path_for(&file)).ok_or("no receipt")?;
    // Of a folder of pictures the receipt has it.
    let whole = if file.is_dir() { Ok(receipt.file.blake3) } else { Digest::of_file(&file) };
    let hash = whole.map_err(|error| error.to_string())?;
    let _ = std::fs::remove_dir_all(home);
    let _ = std::fs::remove_file(file);
    Ok((hash, receipt.class))
}

/// Every preset of the table that is one file.
fn presets() -> Vec<&'static str> {
    let preset = EXPORT.iter().find(|key| key.name == "preset").unwrap();
    let words = |ty: &'static Type| match ty {
        Type::Words(words) => words.iter().filter(|word| word.built).map(|word| word.word).collect(),
        _ => Vec::new(),
    };
    match &preset.ty {
        Type::Either(types) => types.iter().flat_map(words).collect(),
        ty => words(ty),
    }
}

fn color_of(preset: &str) -> &'static str {
    match preset {
        "hdr10" | "hdr10-av1" => "pq",
        "hlg" | "hlg-av1" => "hlg",
        _ => "srgb",
    }
}

fn sound_alone(preset: &str) -> bool {
    ["wav", "flac", "m4a", "mp3", "opus"].contains(&preset)
}

#[test]
fn a_class_keeps_its_promise() {
    let ways = times("RUSHES_CLASSES", 3).min(WAYS.len() as u64) as usize;
    let whole = ways > 3;
    let desk = Desk::new();
    let (mut wrong, mut promised) = (Vec::new(), 0);
    for preset in presets() {
        if !whole && !["h264", "flac"].contains(&preset) {
            continue;
        }
        let project = desk.project(
            &format!("{preset}.yaml"),
            &FILM
                .replace("COLOR", color_of(preset))
                .replace("PRESET", preset)
                .replace("MORE", if sound_alone(preset) { "" } else { ", quality: low, chunk: 400ms" }),
        );
        let mut first: Option<Digest> = None;
        let mut same = 0;
        for (number, way) in WAYS[..ways].iter().enumerate() {
            match made(&desk, &project, way, number) {
                Err(why) => {
                    eprintln!("{preset}: {why}");
                    // A preset that this box or this film can't have promises nothing; one that it could have a moment ago may
                    // not stop halfway.
                    if first.is_some() {
                        wrong.push(format!("{preset}: way {number}: {why}"));
                    }
                    break;
                }
                Ok((_, Determinism::C)) => {
                    eprintln!("{preset}: class C");
                    break;
                }
                Ok((hash, class)) => {
                    if *first.get_or_insert(hash) == hash {
                        same += 1;
                    } else {
                        wrong.push(format!("{preset}: class {class:?}, and way {number} makes other bytes"));
                    }
                    if number + 1 == ways {
                        promised += 1;
                        eprintln!("{preset}: class {class:?}, {same} of {ways} equal");
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(promised >= 2, "only {promised} presets were tried");
}
