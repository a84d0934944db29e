//! Sound files that symphonia decodes: WAV, AIFF, FLAC, MP3, Ogg Vorbis and CAF. It trims what an encoder added there.
//!
//! It knows no edit lists, and Matroska's codec delay not either, so MP4 and Matroska go to the fallback, where priming is
//! trimmed to the sample; so does ADTS, whose high-efficiency forms it would play with half of their sound missing.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::{TimeBase, Timestamp};

use super::decoder::{Block, Decoder, Speaker};
use crate::base::{Failure, Rational, Reason, printable};

/// Packets of other tracks, or with nothing left after trimming, that may come between two blocks.
const MAX_EMPTY_PACKETS: usize = 100_000;

/// A stream that symphonia decodes.
pub struct NativeDecoder {
    path: PathBuf,
    stream: usize,
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    time_base: TimeBase,
    /// Time stamp that stands for zero: a recording cut out of a live stream does not start there.
    origin: i64,
    rate: u32,
    speakers: Vec<Speaker>,
}

impl NativeDecoder {
    /// `None` where the file is better left to the fallback.
    pub fn open(path: &Path, stream: usize) -> Result<Option<Self>, Failure> {
        let failed = |error: &std::io::Error| Failure::io("opening the sound", path, error);
        let mut file = File::open(path).map_err(|error| failed(&error))?;
        if !begins_as_ours(&mut file).map_err(|error| failed(&error))? {
            return Ok(None);
        }
        Ok(guarded(|| Self::open_with_symphonia(file, path, stream)).flatten())
    }

    fn open_with_symphonia(file: File, path: &Path, stream: usize) -> Option<Self> {
        let source = MediaSourceStream::new(Box::new(file), Default::default());
        let probe = symphonia::default::get_probe();
        let format = probe.probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default()).ok()?;
        if !matches!(format.format_info().short_name, "wave" | "aiff" | "flac" | "mp1" | "mp2" | "mp3" | "ogg" | "caf")
        {
            return None;
        }
        let tracks = format.tracks().iter().filter(|track| track.track_type() == Some(TrackType::Audio));
        let origin = tracks.clone().map(|track| track.start_ts.get()).min().unwrap_or(0).max(0);
        let track = tracks.clone().nth(stream)?;
        let parameters = track.codec_params.as_ref()?.audio()?;
        let (rate, time_base, track) = (parameters.sample_rate?, track.time_base?, track.id);
        let speakers = speakers(parameters.channels.as_ref()?);
        let codecs = symphonia::default::get_codecs();
        let decoder = codecs.make_audio_decoder(parameters, &AudioDecoderOptions::default()).ok()?;
        let path = path.to_owned();
        (!speakers.is_empty()).then_some(Self {
            path,
            stream,
            format,
            decoder,
            track,
            time_base,
            origin,
            rate,
            speakers,
        })
    }

    /// The frame of the file's time line at which a time stamp stands.
    fn frame_at(&self, stamp: i64) -> Option<i64> {
        let ticks = i128::from(stamp.checked_sub(self.origin)?);
        let scale = i128::from(self.time_base.numer.get()) * i128::from(self.rate);
        let frame = Rational::checked(ticks.checked_mul(scale)?, i128::from(self.time_base.denom.get()))?;
        i64::try_from(frame.round()).ok()
    }

    fn stamp_at(&self, time: Rational) -> Option<i64> {
        let base = Rational::checked(self.time_base.numer.get().into(), self.time_base.denom.get().into())?;
        i64::try_from(time.checked_div(base)?.floor()).ok()?.checked_add(self.origin)
    }

    fn damaged(&self, why: &dyn std::fmt::Display) -> Failure {
        let why = printable::text(&why.to_string());
        let told = format!("{}: the sound can't be decoded: {why}", printable::path(&self.path));
        Failure::new(Reason::SourceDamaged, told)
    }
}

impl Decoder for NativeDecoder {
    fn rate(&self) -> u32 {
        self.rate
    }

    fn channels(&self) -> u16 {
        u16::try_from(self.speakers.len()).unwrap_or(u16::MAX)
    }

    fn speakers(&self) -> Vec<Speaker> {
        self.speakers.clone()
    }

    fn next(&mut self) -> Result<Option<Block>, Failure> {
        match guarded(|| self.decode_next()) {
            Some(block) => block,
            None => Err(self.damaged(&"the decoder lost its way")),
        }
    }

    fn seek(&mut self, time: Rational) -> Result<(), Failure> {
        if let Some(stamp) = self.stamp_at(time) {
            let to = SeekTo::Timestamp { ts: Timestamp::new(stamp), track_id: self.track };
            let sought = guarded(|| {
                let sought = self.format.seek(SeekMode::Accurate, to).is_ok();
                self.decoder.reset();
                sought
            });
            if sought == Some(true) {
                return Ok(());
            }
        }
        // Past the end, or a file that can't be searched: from the start it shows by itself.
        match Self::open(&self.path, self.stream)? {
            Some(fresh) => {
                *self = fresh;
                Ok(())
            }
            None => Err(self.damaged(&"it changed while it was read")),
        }
    }
}

impl NativeDecoder {
    fn decode_next(&mut self) -> Result<Option<Block>, Failure> {
        for _ in 0..MAX_EMPTY_PACKETS {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(None),
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(error) => return Err(self.damaged(&error)),
            };
            if packet.track_id != self.track {
                continue;
            }
            let start = packet.pts.get().checked_add_unsigned(packet.trim_start.get());
            let at = start.and_then(|start| self.frame_at(start));
            let (channels, rate) = (self.speakers.len(), self.rate);
            let mut samples = Vec::new();
            let fits = match self.decoder.decode(&packet) {
                Ok(decoded) => {
                    decoded.copy_to_vec_interleaved(&mut samples);
                    decoded.spec().channels().count() == channels && decoded.spec().rate() == rate
                }
                Err(error) => return Err(self.damaged(&error)),
            };
            if !fits {
                return Err(self.damaged(&"its rate or channels change in the middle"));
            }
            let Some(at) = at else { return Err(self.damaged(&"its time stamps are out of range")) };
            if !samples.is_empty() {
                return Ok(Some(Block { at, samples }));
            }
        }
        Err(self.damaged(&"it has no sound in it"))
    }
}

/// What `work` gives, or nothing where it panicked: damaged files take symphonia to places where it does. What it worked
/// on is not used again after that, the fallback takes over.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// Whether the file's first bytes are those of a format in which symphonia is sample-exact. It would also find MPEG frames
/// inside of containers that it does not know.
fn begins_as_ours(file: &mut File) -> std::io::Result<bool> {
    let mut first = Vec::with_capacity(12);
    file.by_ref().take(12).read_to_end(&mut first)?;
    file.rewind()?;
    let Ok([a, b, c, d, .., e, f, g, h]) = <[u8; 12]>::try_from(first) else { return Ok(false) };
    let mpeg_layer = a == 0xff && b & 0xe0 == 0xe0 && b & 0x06 != 0;
    Ok(match &[a, b, c, d] {
        b"RIFF" => &[e, f, g, h] == b"WAVE",
        b"FORM" => matches!(&[e, f, g, h], b"AIFF" | b"AIFC"),
        b"fLaC" | b"OggS" | b"caff" => true,
        [b'I', b'D', b'3', _] => true,
        _ => mpeg_layer,
    })
}

fn speakers(channels: &Channels) -> Vec<Speaker> {
    match channels {
        Channels::Positioned(positions) => positions.iter().map(speaker).collect(),
        other => Speaker::usual(u16::try_from(other.count()).unwrap_or(u16::MAX)),
    }
}

fn speaker(position: Position) -> Speaker {
    match position {
        Position::FRONT_LEFT => Speaker::FrontLeft,
        Position::FRONT_RIGHT => Speaker::FrontRight,
        Position::FRONT_CENTER => Speaker::FrontCenter,
        Position::LFE1 | Position::LFE2 => Speaker::LowFrequency,
        Position::REAR_LEFT => Speaker::BackLeft,
        Position::REAR_RIGHT => Speaker::BackRight,
        Position::REAR_CENTER => Speaker::BackCenter,
        Position::SIDE_LEFT => Speaker::SideLeft,
        Position::SIDE_RIGHT => Speaker::SideRight,
        _ => Speaker::Other,
    }
}
