//! Finds the beats of those sounds that a tempo is taken from. Each file is listened to once, and what was found is
//! remembered under its content.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::heard::whole_stream;
use super::sound::LibavSound;
use crate::base::detected::DetectedBeats;
use crate::base::facts::{Facts, FileIdentity};
use crate::base::{Digest, Failure, atomic_file};
use crate::config::Places;
use crate::media;
use crate::plan::class::cpu_level;
use crate::project::{SourceUse, Wanted};
use crate::sound::analysis::{EPOCH, Flux, Mono};
use crate::sound::beats::detect;
use crate::sound::{self, Mixer};
use crate::timeline::SoundPlan;

/// Adds the beats of every source that is listened to for them. One that can't be read to its end is refused: beats that
/// nobody found would silently be none.
pub fn gather(sources: &[SourceUse], places: Option<&Places>, beat: &dyn Fn(), facts: &mut Facts) {
    for used in sources {
        let Wanted::Tempo(stream) = used.wanted else { continue };
        let known = facts.tempos.get(&used.path).is_some_and(|streams| streams.contains_key(&stream));
        let Some(source) = facts.sources.get(&used.path).filter(|_| !known) else { continue };
        let Some(audio) = source.audio().get(stream) else { continue };
        let plan = whole_stream(&used.path, stream, audio);
        let unchanged = || FileIdentity::of(&used.path).is_ok_and(|now| now == source.identity);
        let found = remembered(&source.hash, stream, places, &|| Ok((heard(&plan, beat)?, unchanged())));
        match found {
            Ok(found) => facts.tempos.entry(used.path.clone()).or_default().insert(stream, found).map(drop),
            Err(failure) => facts.refused.insert(used.path.clone(), failure).map(drop),
        };
    }
}

fn heard(plan: &SoundPlan, beat: &dyn Fn()) -> Result<Option<DetectedBeats>, Failure> {
    let mut mixer = Mixer::new(plan, &LibavSound)?;
    let mut mono = Mono::new(&mut mixer);
    let mut flux = Flux::new();
    while let Some(block) = mono.read()? {
        beat();
        flux.push(block.mono);
    }
    let found = detect(&flux.finish());
    Ok(found.map(|beats| DetectedBeats {
        bpm: beats.bpm,
        confidence: beats.confidence,
        even: beats.even,
        times: beats.times,
    }))
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    beats: Option<DetectedBeats>,
}

fn remembered(
    hash: &Digest,
    stream: usize,
    places: Option<&Places>,
    find: &dyn Fn() -> Result<(Option<DetectedBeats>, bool), Failure>,
) -> Result<Option<DetectedBeats>, Failure> {
    let name = format!("beats {EPOCH} {} {} {} {hash} {stream}", sound::EPOCH, cpu_level(), media::build());
    let name = format!("{}.beats.json", Digest::of(name.as_bytes()));
    let file = places.map(|places| places.facts().join(name));
    let known = file.as_deref().and_then(|file| std::fs::read(file).ok());
    if let Some(known) = known.and_then(|bytes| serde_json::from_slice::<Remembered>(&bytes).ok()) {
        return Ok(known.beats);
    }
    let (beats, unchanged) = find()?;
    // What was written to meanwhile is not what it is named by.
    if let Some(file) = file.filter(|_| unchanged) {
        keep(&file, &Remembered { beats: beats.clone() });
    }
    Ok(beats)
}

/// Only a cache: when it can't be written, it is listened to again.
fn keep(file: &Path, found: &Remembered) {
    if let (Ok(bytes), Some(folder)) = (serde_json::to_vec(found), file.parent())
        && std::fs::create_dir_all(folder).is_ok()
    {
        let _ = atomic_file::write(file, &bytes);
    }
}
