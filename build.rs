//! Writes down what this build is made of, for `rushes --version`.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let profile = std::env::var("PROFILE").unwrap_or_default();
    let target = std::env::var("TARGET").unwrap_or_default();
    // A debug build would be compiled anew after each commit only to name it, so the name is for release builds.
    let commit = if profile == "release" { commit() } else { None };
    println!("cargo::rustc-env=RUSHES_COMMIT={}", commit.unwrap_or_else(|| "not recorded".into()));
    println!("cargo::rustc-env=RUSHES_TARGET={target}");
    println!("cargo::rustc-env=RUSHES_PROFILE={profile}");
    println!("cargo::rustc-env=RUSHES_COMPILER={}", compiler().unwrap_or_else(|| "unknown".into()));
}

/// The commit that the sources stand at; none where git or its folder is missing, as in an unpacked archive.
fn commit() -> Option<String> {
    for changed_by_a_commit in [".git/HEAD", ".git/logs/HEAD"] {
        if std::path::Path::new(changed_by_a_commit).exists() {
            println!("cargo::rerun-if-changed={changed_by_a_commit}");
        }
    }
    said_by(Command::new("git").args(["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]))
}

fn compiler() -> Option<String> {
    said_by(Command::new(std::env::var_os("RUSTC")?).arg("--version"))
}

fn said_by(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    let line = String::from_utf8(output.stdout).ok()?.lines().next()?.trim().to_owned();
    (!line.is_empty()).then_some(line)
}
