//! The whole sound of an export: mixed as a stream, encoded once, kept in the chunk store like a chunk.

use std::path::Path;

use crate::base::facts::Facts;
use crate::base::{Digest, Failure, Rational, Reason, printable};
use crate::media::{AudioDecoder, AudioEncoder};
use crate::project::model::SoundSettings;
use crate::sound::{self, Mixer, Speaker};
use crate::timeline::SoundPlan;

use super::event::Level;
use super::facts;
use super::formats;
use super::meter::Meter;
use super::others;
use super::proof::SoundSigner;
use super::room::Room;
use super::stop::{StopFlag, Stopped};
use super::store::{ChunkHeader, ChunkStore, Claim};

/// Frames of the mix that are worked on at a time.
const BLOCK: usize = 4096;

/// What the sound of an export is made with.
#[derive(Clone, Copy)]
pub struct Tune<'a> {
    pub key: &'a Digest,
    pub plan: &'a SoundPlan,
    pub settings: &'a SoundSettings,
    pub facts: &'a Facts,
    pub store: &'a ChunkStore,
    pub room: &'a Room,
    pub meter: &'a Meter<'a>,
    /// How many frames it is told as, where there are no pictures that could be counted.
    pub instead_of: u64,
    pub stop: &'a StopFlag,
    /// Raised when the sound or a lane fails, so that the other doesn't work on in vain.
    pub broken: &'a StopFlag,
}

/// Mixes and encodes the sound unless the store has it.
pub fn make(tune: Tune) -> Result<(), Stopped> {
    let result = mix(tune);
    let told_to = tune.stop.is_raised() || tune.broken.is_raised();
    match result {
        // Who waits for room on a disk gives up when the others do; the reason is theirs.
        Err(Stopped::Failed(failure)) if told_to && failure.reason == Reason::DiskFull => Err(Stopped::Cancelled),
        Err(stopped) => {
            tune.broken.raise();
            Err(stopped)
        }
        done => done,
    }
}

fn mix(Tune { key, plan, settings, facts, store, room, meter, instead_of, stop, broken }: Tune) -> Result<(), Stopped> {
    if store.verified(key)?.is_some() {
        return Ok(());
    }
    let started = std::time::Instant::now();
    let mut encoder = AudioEncoder::of(formats::codec(settings.codec), settings.bitrate)?;
    let header = ChunkHeader { key: *key, parameters: encoder.parameters(), first_frame: 0, frames: plan.samples };
    let mut writer = loop {
        match store.begin(&header)? {
            Claim::Mine(writer) => break writer,
            Claim::Found(_) => return Ok(()),
            Claim::BusyElsewhere => others::wait_for(store, key, "the sound", (room, meter.waits()))?,
        }
    };
    let mut mixer = Mixer::new(plan, &LibavSound)?;
    while mixer.settle()? {
        stop.check()?;
        broken.check()?;
        meter.beat();
    }
    let mut told = 0u64;
    let mut block = vec![0f32; BLOCK * 2];
    let mut signer = SoundSigner::default();
    loop {
        stop.check()?;
        broken.check()?;
        meter.beat();
        let frames = match mixer.next(&mut block) {
            Ok(frames) => frames,
            Err(failure) => {
                facts::unchanged(facts)?;
                return Err(failure.into());
            }
        };
        if frames == 0 {
            break;
        }
        encoder.push(&block[..frames * 2], &mut |packet| writer.push(&packet))?;
        for signature in signer.push(&block[..frames * 2]) {
            writer.push_signature(&signature)?;
        }
        while u128::from(told) * u128::from(plan.samples) < u128::from(mixer.position()) * u128::from(instead_of) {
            told += 1;
            meter.encoded();
        }
    }
    if let Some(signature) = signer.finish() {
        writer.push_signature(&signature)?;
    }
    encoder.finish(&mut |packet| writer.push(&packet))?;
    // The key names the sources as they were probed; one that was written to meanwhile must not get in under it.
    facts::unchanged(facts)?;
    writer.finish()?;
    if mixer.clipped() > 0 {
        let sentence = format!("{} samples of the mix are too loud and were clipped: lower a `gain`", mixer.clipped());
        meter.log(Level::Warning, sentence);
    }
    meter.log(Level::Info, format!("sound mixed and encoded in {:.1} s", started.elapsed().as_secs_f64()));
    Ok(())
}

/// Whether every sound source has the stream that is asked of it.
pub fn check_sources(plan: &SoundPlan, facts: &Facts) -> Result<(), Failure> {
    for (source, stream) in plan.files() {
        let streams = facts.sources.get(source).map_or(0, |source| source.audio().len());
        if stream >= streams {
            let path = printable::path(source);
            let sentence = format!("{path}: stream {stream} is asked for, it has {streams} of sound");
            return Err(Failure::new(Reason::SourceDamaged, sentence));
        }
    }
    Ok(())
}

/// libav as what stands behind the sound room's own decoders.
#[derive(Debug, Clone, Copy, Default)]
pub struct LibavSound;

impl sound::Fallback for LibavSound {
    fn open(&self, path: &Path, stream: usize) -> Result<Box<dyn sound::Decoder>, Failure> {
        Ok(Box::new(LibavDecoder(AudioDecoder::open(path, stream)?)))
    }
}

struct LibavDecoder(AudioDecoder);

/// The speaker of libav's number.
fn speaker(number: u8) -> Speaker {
    match number {
        // Those a little off the middle go to their sides.
        0 | 6 => Speaker::FrontLeft,
        1 | 7 => Speaker::FrontRight,
        2 => Speaker::FrontCenter,
        3 => Speaker::LowFrequency,
        4 => Speaker::BackLeft,
        5 => Speaker::BackRight,
        8 => Speaker::BackCenter,
        9 => Speaker::SideLeft,
        10 => Speaker::SideRight,
        _ => Speaker::Other,
    }
}

impl sound::Decoder for LibavDecoder {
    fn rate(&self) -> u32 {
        self.0.rate()
    }

    fn channels(&self) -> u16 {
        self.0.channels()
    }

    fn speakers(&self) -> Vec<Speaker> {
        let said = self.0.speakers();
        if said.len() != usize::from(self.channels()) {
            return Speaker::usual(self.channels());
        }
        said.iter().map(|number| speaker(*number)).collect()
    }

    fn next(&mut self) -> Result<Option<sound::Block>, Failure> {
        let block = self.0.next_block()?;
        Ok(block.map(|block| sound::Block { at: block.start_sample, samples: block.samples }))
    }

    fn seek(&mut self, time: Rational) -> Result<(), Failure> {
        let sample = (time * Rational::from_int(i64::from(self.0.rate()))).floor();
        self.0.seek(i64::try_from(sample).unwrap_or(i64::MAX))
    }
}
