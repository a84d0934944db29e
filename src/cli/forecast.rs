//! What `rushes plan` says of an export's cost: size, time and disk, from what is known on this box.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::base::lossy_path;
use crate::config::Places;
use crate::export::history;
use crate::export::prepare::{Prepared, free_bytes};
use crate::export::store::ChunkStore;
use crate::plan::estimate::{Estimate, estimate};
use crate::plan::forecast::{Guess, Known, seconds, size};

#[derive(Serialize)]
pub struct Forecast {
    #[serde(flatten)]
    pub estimate: Estimate,
    /// Bytes of the file.
    pub size: Guess,
    /// Seconds; none where nothing like it was exported here.
    pub time: Option<Guess>,
    pub disk: Vec<Disk>,
}

/// Room that is needed on one disk.
#[derive(Serialize)]
pub struct Disk {
    #[serde(serialize_with = "lossy_path::serialize")]
    pub place: PathBuf,
    pub what: &'static str,
    pub needs: u64,
    pub free: Option<u64>,
}

pub fn forecast(prepared: &Prepared, store: &ChunkStore, places: &Places) -> Forecast {
    let (plan, export) = (&prepared.plan, &prepared.checked.export);
    let mut estimate = estimate(plan, export);
    let there: Vec<(u64, u64)> =
        plan.chunks.iter().filter_map(|chunk| Some((store.find(&chunk.key)?.payload(), chunk.frames()))).collect();
    let sound_there = plan.sound.and_then(|key| store.find(&key)).map(|stored| stored.payload());
    let bitrate = export.sound.as_ref().filter(|_| plan.sound.is_some()).map_or(0, |sound| sound.bitrate);
    let said = (plan.seconds().to_f64() * f64::from(bitrate) / 8.0) as u64;
    let made: u64 = there.iter().map(|(bytes, _)| bytes).sum();
    let missing = plan.frames.count.saturating_sub(there.iter().map(|(_, frames)| frames).sum());
    let experiences = history::experiences(places);
    let like = history::like(prepared);
    let sound = sound_there.unwrap_or(said);
    let known = Known { like: &like, there, experiences: &experiences, rough: estimate, sound };
    let (size, time) = (size(plan, &known), seconds(if plan.chunks.is_empty() { 0 } else { missing }, &known));
    estimate.output_bytes = size.likely as u64;
    // What is there already takes no more room.
    let film = size.high as u64;
    let chunks = film.saturating_sub(made + sound_there.unwrap_or(0));
    estimate.disk_bytes = film + chunks;
    let output = nearest(export.output.parent().unwrap_or_else(|| Path::new(".")));
    let cache = nearest(places.cache());
    let device = |path: &Path| std::fs::metadata(path).ok().map(|meta| meta.dev());
    let disk = |place: &Path, what, needs| Disk { place: place.to_path_buf(), what, needs, free: free_bytes(place) };
    let disk = if device(&output).is_some() && device(&output) == device(&cache) {
        vec![disk(&output, "the file and its chunks", film + chunks)]
    } else {
        vec![disk(&output, "the file", film), disk(&cache, "its chunks", chunks)]
    };
    Forecast { estimate, size, time, disk }
}

/// The folder itself, or the one that it will be made in.
fn nearest(folder: &Path) -> PathBuf {
    folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder).to_path_buf()
}
