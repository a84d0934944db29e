//! `rushes cache`: what is kept to be used again, whether it is whole, and making room.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::base::{Failure, bytes, lossy_path, printable};
use crate::config::sizes;
use crate::export::cache::{self, Kind, Prune, Stock};
use crate::export::{Limits, StopFlag, Stopped};
use crate::worker::signals;

/// Show, check or shrink what is kept to be used again
///
/// Finished chunks, analyses, facts about sources: all of it can be made again, and all of it saves time. What jobs that
/// run now need is never removed. Without another word it is shown.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cache {
    #[command(subcommand)]
    what: Option<What>,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say how much is kept of what
    Show {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Read every chunk and remove those that are damaged
    ///
    /// Ends with 1 where one was.
    Verify {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Make room
    ///
    /// What was not used for longest goes first. Without another word: down to the size that the chunk store is kept at,
    /// which RUSHES_STORE says.
    Prune {
        /// Down to this size, as in `5GiB`
        #[arg(long, value_name = "SIZE", value_parser = size, conflicts_with_all = ["older", "all"])]
        to: Option<u64>,

        /// What was not used for so long, as in `30d` or `12h`
        #[arg(long, value_name = "AGE", value_parser = age, conflicts_with = "all")]
        older: Option<Duration>,

        /// Everything
        #[arg(long)]
        all: bool,

        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
struct Shown {
    #[serde(serialize_with = "lossy_path::serialize")]
    folder: PathBuf,
    /// Bytes of chunks that stay when an export is over.
    limit: u64,
    bytes: u64,
    held: u64,
    free: Option<u64>,
    kinds: Vec<Stock>,
}

impl Cache {
    pub fn run(self, output: &mut Output) -> Exit {
        let places = match reach::places(output) {
            Ok(places) => places,
            Err(exit) => return exit,
        };
        let done = Limits::as_said().and_then(|limits| {
            let cache = cache::Cache::open(&places)?;
            match self.what.unwrap_or(What::Show { json: self.json }) {
                What::Show { json } => show(&cache, places.cache().to_path_buf(), limits.store_bytes, json, output),
                What::Verify { json } => verify(&cache, json, output),
                What::Prune { to, older, all, json } => {
                    let prune = match (to, older, all) {
                        (_, _, true) => Prune::All,
                        (_, Some(age), _) => Prune::Older(age),
                        (to, ..) => Prune::To(to.unwrap_or(limits.store_bytes)),
                    };
                    make_room(&cache, prune, json, output)
                }
            }
        });
        done.unwrap_or_else(|failure| output.fail(&failure))
    }
}

fn show(cache: &cache::Cache, folder: PathBuf, limit: u64, json: bool, output: &mut Output) -> Result<Exit, Failure> {
    let kinds = cache.stocks()?;
    let sum = |part: fn(&Stock) -> u64| kinds.iter().map(part).sum();
    let shown = Shown {
        folder,
        limit,
        bytes: sum(|stock| stock.bytes),
        held: sum(|stock| stock.held_bytes),
        free: cache.free(),
        kinds,
    };
    if json {
        output.json(&shown);
        return Ok(Exit::Done);
    }
    let free = shown.free.map_or_else(String::new, |free| format!(", {} free", bytes::short(free)));
    output.line(&format!("{}: {}{free}", printable::path(&shown.folder), bytes::short(shown.bytes)));
    for stock in &shown.kinds {
        let held = match stock.held_files {
            0 => String::new(),
            files => format!("  ({files} held by what runs now, {})", bytes::short(stock.held_bytes)),
        };
        output.line(&format!("{:>10}  {:>6}  {}{held}", stock.files, bytes::short(stock.bytes), words(stock.kind)));
    }
    output.line(&format!("chunks are kept up to {}; RUSHES_STORE says another size", bytes::short(limit)));
    Ok(Exit::Done)
}

const fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Chunks => "chunks: encoded stretches of films, and their sounds",
        Kind::Analyses => "analyses of sounds",
        Kind::Kept => "kept pictures of layers that build on the frame before",
        Kind::Probes => "facts about sources",
        Kind::Plans => "records of what chunks were made of, and how fast",
    }
}

fn verify(cache: &cache::Cache, json: bool, output: &mut Output) -> Result<Exit, Failure> {
    let stop = StopFlag::default();
    signals::raise_on_signal(&stop);
    let proof = match cache.verify(&|| stop.check()) {
        Ok(proof) => proof,
        Err(Stopped::Cancelled) => return Ok(Exit::Interrupted),
        Err(Stopped::Failed(failure)) => return Err(failure),
    };
    let exit = if proof.damaged.is_empty() { Exit::Done } else { Exit::Failed };
    if json {
        output.json(&proof);
        return Ok(exit);
    }
    for key in &proof.damaged {
        output.line(&format!("{}: damaged, removed; it is made again when it is needed", key.short()));
    }
    let whole = proof.chunks - proof.damaged.len() as u64;
    output.line(&format!("{whole} of {} chunks are whole, {} read", proof.chunks, bytes::short(proof.bytes)));
    Ok(exit)
}

fn make_room(cache: &cache::Cache, prune: Prune, json: bool, output: &mut Output) -> Result<Exit, Failure> {
    let pruned = cache.prune(prune, SystemTime::now())?;
    if json {
        output.json(&pruned);
        return Ok(Exit::Done);
    }
    output.line(&format!("{} files removed, {} freed", pruned.files, bytes::short(pruned.bytes)));
    let held = match pruned.held {
        0 => String::new(),
        held => format!(", {} of it held by what runs now", bytes::short(held)),
    };
    output.line(&format!("{} left{held}", bytes::short(pruned.left)));
    Ok(Exit::Done)
}

fn size(text: &str) -> Result<u64, String> {
    // Nothing at all is a size here too.
    if text.trim().trim_end_matches(char::is_alphabetic).trim() == "0" {
        return Ok(0);
    }
    sizes::read(text).ok_or_else(|| "write it as in 512MiB or 5GiB".to_owned())
}

fn age(text: &str) -> Result<Duration, String> {
    let wrong = || "write it as in 30d, 12h or 2w".to_owned();
    let text = text.trim();
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        'w' => 7 * 24 * 3600,
        _ => return Err(wrong()),
    };
    let count: u64 = text[..text.len() - 1].trim().parse().map_err(|_| wrong())?;
    count.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)
}
