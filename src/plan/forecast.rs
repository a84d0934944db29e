//! How large an export will be and how long it takes, from what exports like it were here, with how sure that is. Pure: what
//! is known is given.

use serde::{Deserialize, Serialize};

use super::chunks::Plan;
use super::estimate::Estimate;
use crate::base::Digest;

/// How an export went that ended here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Experience {
    /// Project and export.
    pub film: Digest,
    /// The box as it was.
    pub class: Digest,
    /// Encoder and all its settings.
    pub encoder: Digest,
    /// How its frames were composed: the paths of its chunks.
    pub path: String,
    /// Pixels of a frame.
    pub pixels: u64,
    /// Frames and bytes that it made, and how long that took.
    pub frames: u64,
    pub bytes: u64,
    pub seconds: f64,
}

/// A number that is not known yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guess {
    pub likely: f64,
    /// Between these it is nine times in ten, as far as what it rests on tells.
    pub low: f64,
    pub high: f64,
    /// What it rests on.
    pub basis: String,
}

/// What is known of a plan beside itself.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// What its own experience would be filed under.
    pub like: &'a Experience,
    /// Bytes and frames of each of its chunks that are there.
    pub there: Vec<(u64, u64)>,
    pub experiences: &'a [Experience],
    /// A rule of thumb for the size of the file.
    pub rough: Estimate,
    /// Bytes of sound.
    pub sound: u64,
}

/// Bytes of the finished file.
pub fn size(plan: &Plan, known: &Known<'_>) -> Guess {
    let (bytes, frames) = known.there.iter().fold((0, 0), |(a, b), (bytes, frames)| (a + bytes, b + frames));
    let missing = plan.frames.count.saturating_sub(frames) as f64;
    let made = (bytes + known.sound) as f64;
    if plan.chunks.is_empty() {
        let sound = known.sound.max(known.rough.output_bytes) as f64;
        return Guess { likely: sound, low: sound * 0.8, high: sound * 1.2, basis: "the bit rate of its sound".into() };
    }
    if missing <= 0.0 {
        return Guess { likely: made, low: made * 0.995, high: made * 1.02, basis: "all of its chunks".into() };
    }
    let own: Vec<f64> = known.there.iter().map(|(bytes, frames)| *bytes as f64 / (*frames).max(1) as f64).collect();
    if own.len() >= 2 {
        let [low, likely, high] = spread(&own, 1.15);
        let of = |rate: f64| made + missing * rate;
        let basis = format!("{} of its {} chunks, which are there", own.len(), plan.chunks.len());
        return Guess { likely: of(likely), low: of(low), high: of(high), basis };
    }
    let alike = |same: &dyn Fn(&Experience) -> bool| -> Vec<f64> {
        let like = known.experiences.iter().filter(|other| other.frames > 0 && other.bytes > 0 && same(other));
        like.map(|other| other.bytes as f64 / (other.frames * other.pixels.max(1)) as f64).collect()
    };
    let like = known.like;
    let pixels = like.pixels as f64;
    let of = |rate: f64| made + missing * pixels * rate;
    let same = alike(&|other| other.film == like.film && other.encoder == like.encoder);
    if !same.is_empty() {
        let [low, likely, high] = spread(&same, 1.25);
        let basis = format!("{} of this film made here before", exports(same.len()));
        return Guess { likely: of(likely), low: of(low), high: of(high), basis };
    }
    let similar = alike(&|other| other.encoder == like.encoder);
    if !similar.is_empty() {
        let [low, likely, high] = spread(&similar, 2.0);
        let basis = format!("{} made here with the same encoder", exports(similar.len()));
        return Guess { likely: of(likely), low: of(low), high: of(high), basis };
    }
    let rough = known.rough.output_bytes as f64;
    Guess { likely: rough, low: rough / 3.0, high: rough * 3.0, basis: "a rule of thumb for ordinary footage".into() }
}

/// Seconds until it is made; `None` where nothing like it was made here.
pub fn seconds(missing: u64, known: &Known<'_>) -> Option<Guess> {
    if missing == 0 {
        return Some(Guess { likely: 1.0, low: 0.2, high: 10.0, basis: "nothing is left to render".into() });
    }
    let like = known.like;
    let alike = |same: &dyn Fn(&Experience) -> bool| -> Vec<f64> {
        let like =
            known.experiences.iter().filter(|other| other.frames > 0 && other.class == like.class && same(other));
        like.map(|other| other.seconds / other.frames as f64 / other.pixels.max(1) as f64).collect()
    };
    let of = |rate: f64| missing as f64 * like.pixels as f64 * rate;
    let guess = |rates: &[f64], widened: f64, what: &str| {
        let [low, likely, high] = spread(rates, widened);
        let basis = format!("{} {what}", exports(rates.len()));
        Guess { likely: of(likely), low: of(low), high: of(high), basis }
    };
    let own = alike(&|other| other.film == like.film && other.encoder == like.encoder);
    if !own.is_empty() {
        return Some(guess(&own, 1.3, "of this film made here before"));
    }
    let near = alike(&|other| other.path == like.path && other.encoder == like.encoder);
    if !near.is_empty() {
        return Some(guess(&near, 3.0, "made here with the same encoder"));
    }
    let any = alike(&|other| other.path == like.path);
    (!any.is_empty()).then(|| guess(&any, 6.0, "of other kinds made here"))
}

fn exports(count: usize) -> String {
    if count == 1 { "one export".to_owned() } else { format!("{count} exports") }
}

/// Low, likely and high of what was seen: from the lowest tenth to the highest, by a factor wider, and wider the fewer.
fn spread(seen: &[f64], widened: f64) -> [f64; 3] {
    let mut sorted = seen.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let index = (part * (sorted.len() - 1) as f64).round() as usize;
        sorted.get(index).copied().unwrap_or(0.0)
    };
    let factor = 1.0 + (widened - 1.0) * (1.0 + 1.0 / (sorted.len() as f64).sqrt());
    [at(0.1) / factor, at(0.5), at(0.9) * factor]
}
