//! The verb itself: everything that was looked at, as text or as one JSON document.

use clap::Args;
use serde::Serialize;

use super::ground::{self, Ground};
use super::session;
use crate::base::bytes;
use crate::base::quiet::quietly;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::{reach, version};
use crate::compose::{AdapterFacts, AdapterKind, Gpu};
use crate::media::{self, KNOWN_ENCODERS, Versions};
use crate::project::Severity;

/// Less than this, and an export of 1080p is likely to be stopped.
const LITTLE_MEMORY: u64 = 2 << 30;

/// Say what this box can do, and what will bite
///
/// Looks at graphics adapters, encoders, disks and the session, and changes nothing. Ends with 1 where an export could not
/// work at all.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Everything that was looked at.
#[derive(Debug, Serialize)]
pub struct Examination {
    pub version: &'static str,
    pub commit: &'static str,
    pub target: &'static str,
    pub profile: &'static str,
    pub cores: usize,
    /// Bytes.
    pub memory: Option<u64>,
    pub libav: Versions,
    pub encoders: Vec<EncoderFacts>,
    pub adapters: Vec<AdapterFacts>,
    pub places: Vec<Ground>,
    pub findings: Vec<Finding>,
}

/// An encoder that exports may use, and whether it made something of one frame just now.
#[derive(Debug, Serialize)]
pub struct EncoderFacts {
    pub name: &'static str,
    pub works: bool,
    /// Why it does not.
    pub why: Option<String>,
}

/// Something that will bite, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub severity: Severity,
    pub message: String,
    pub help: &'static str,
}

impl Finding {
    pub const fn error(message: String, help: &'static str) -> Self {
        Self { severity: Severity::Error, message, help }
    }

    pub const fn warning(message: String, help: &'static str) -> Self {
        Self { severity: Severity::Warning, message, help }
    }

    pub const fn note(message: String, help: &'static str) -> Self {
        Self { severity: Severity::Note, message, help }
    }
}

impl Doctor {
    pub fn run(self, output: &mut Output) -> Exit {
        let places = match reach::places(output) {
            Ok(places) => places,
            Err(exit) => return exit,
        };
        let mut findings = Vec::new();
        let places = ground::look(&places, &mut findings);
        let adapters = adapters(&mut findings);
        session::look(&mut findings);
        let (encoders, memory) = (encoders(&mut findings), memory(&mut findings));
        let examination = Examination {
            version: version::VERSION,
            commit: version::COMMIT,
            target: version::TARGET,
            profile: version::PROFILE,
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            memory,
            libav: media::versions(),
            encoders,
            adapters,
            places,
            findings,
        };
        if self.json {
            output.json(&examination);
        } else {
            output.line(&examination.told());
        }
        let fatal = examination.findings.iter().any(|finding| finding.severity == Severity::Error);
        if fatal { Exit::Failed } else { Exit::Done }
    }
}

fn adapters(findings: &mut Vec<Finding>) -> Vec<AdapterFacts> {
    let adapters = quietly(Gpu::adapters);
    if adapters.is_empty() {
        findings.push(Finding::error(
            "no graphics adapter was found, not even a software one".to_owned(),
            "install mesa-vulkan-drivers and libvulkan1 (Debian and Ubuntu)",
        ));
    } else if adapters.iter().all(|adapter| adapter.kind == AdapterKind::Software) {
        findings.push(Finding::note(
            "there is no hardware adapter, so that the processor draws the pictures".to_owned(),
            "exports work, and take longer; with a GPU, install its Vulkan driver",
        ));
    }
    adapters
}

/// What every export needs, today.
const NEEDED: [&str; 2] = ["libx264", "aac"];

fn encoders(findings: &mut Vec<Finding>) -> Vec<EncoderFacts> {
    let tried = KNOWN_ENCODERS.into_iter().map(|name| match quietly(|| media::smoke_encode(name)) {
        Ok(()) => EncoderFacts { name, works: true, why: None },
        Err(failure) => EncoderFacts { name, works: false, why: Some(failure.message) },
    });
    let tried: Vec<EncoderFacts> = tried.collect();
    for broken in tried.iter().filter(|encoder| !encoder.works && NEEDED.contains(&encoder.name)) {
        let why = broken.why.as_deref().unwrap_or_default();
        findings.push(Finding::error(
            format!("exports need the encoder {}, and it does not work: {why}", broken.name),
            "install an FFmpeg that has it; Debian's and Ubuntu's do",
        ));
    }
    tried
}

fn memory(findings: &mut Vec<Finding>) -> Option<u64> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    // In a container, what counts is what it was given.
    let given = system.cgroup_limits().map(|limits| limits.total_memory).filter(|bytes| *bytes > 0);
    let total = given.unwrap_or_else(|| system.total_memory());
    if total < LITTLE_MEMORY {
        findings.push(Finding::warning(
            format!("this box has {} of memory; exports of 1080p and more may be stopped", bytes::short(total)),
            "export at a smaller size, or on a larger box",
        ));
    }
    Some(total)
}

impl Examination {
    fn told(&self) -> String {
        let mut lines = vec![
            format!("rushes   {} ({}, {}, commit {})", self.version, self.profile, self.target, self.commit),
            format!("box      {} cores, {} of memory", self.cores, self.memory.map_or("?".to_owned(), bytes::short)),
        ];
        let Versions { codec, format, util, license, .. } = &self.libav;
        lines.push(format!("libav    avcodec {codec}, avformat {format}, avutil {util}, {license}"));
        let working: Vec<&str> =
            self.encoders.iter().filter(|encoder| encoder.works).map(|encoder| encoder.name).collect();
        lines.push(format!("encoders {}", working.join(" ")));
        for AdapterFacts { name, backend, driver, driver_info, kind } in &self.adapters {
            let kind = if *kind == AdapterKind::Software { "software" } else { "hardware" };
            lines.push(format!("adapter  {name}, {kind}, {backend}, {driver} {driver_info}"));
        }
        for ground in &self.places {
            let free =
                ground.free.map_or_else(|| "room unknown".to_owned(), |free| format!("{} free", bytes::short(free)));
            lines.push(format!("{:<8} {}, {free}", ground.what, ground.path.display()));
        }
        lines.push(String::new());
        for finding in &self.findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            lines.push(format!("{severity}: {}\n  help: {}", finding.message, finding.help));
        }
        if self.findings.iter().all(|finding| finding.severity == Severity::Note) {
            lines.push("Nothing will bite.".to_owned());
        }
        lines.join("\n")
    }
}
