//! From a path to the facts.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

use crate::base::facts::{AudioFacts, Content, FileIdentity, SourceFacts, VideoFacts};
use crate::base::{Digest, Failure, Rational, Reason, printable};
use crate::media::audio_decoder::is_heard;
use crate::media::libav::{
    DecodedFrame, Decoder, Input, MAX_PIXELS, PacketRead, RawPacket, Received, StreamKind, StreamSketch, has_decoder,
    open_regular, pixel, unreadable,
};

use super::scan::FileScan;
use super::times::TimedFrames;
use super::{StreamScan, color, frame_times, image, scan, segment};

/// Codecs in which every packet with a time is one shown frame. Others are decoded to count what really comes out.
const ONE_FRAME_A_PACKET: [&str; 13] =
    ["h264", "hevc", "av1", "vp9", "prores", "dnxhd", "mjpeg", "ffv1", "rawvideo", "v210", "qtrle", "png", "cfhd"];

/// Facts about the file at `path`: its identity, the hash of all its bytes and what is in it. A file that is there but
/// can't be used is no error here: its content is [`Content::Unreadable`].
pub fn probe(path: &Path) -> Result<SourceFacts, Failure> {
    probe_telling(path, &|| {})
}

/// As [`probe`], and `beat` hears of every stretch of the file that was read: a large one takes minutes.
pub fn probe_telling(path: &Path, beat: &dyn Fn()) -> Result<SourceFacts, Failure> {
    let (mut file, identity) = open_regular(path)?;
    let read = |error: std::io::Error| Failure::io("reading", path, &error);
    let hash = Digest::of_reader_telling(&mut file, beat).map_err(read)?;
    file.seek(SeekFrom::Start(0)).map_err(read)?;
    let content = match image::examine(path, &mut file).map_err(read)? {
        Some(content) => content,
        None => match examine_media(path, &file, beat) {
            Ok(content) => content,
            Err(failure) if failure.reason == Reason::SourceDamaged => Content::Unreadable(failure),
            Err(failure) => return Err(failure),
        },
    };
    let now = file.metadata().and_then(|meta| FileIdentity::from_metadata(&meta)).map_err(read)?;
    if now != identity {
        let why = format!("{}: it was written to while it was read; wait until it is finished", printable::path(path));
        return Err(Failure::new(Reason::SourceChanged, why));
    }
    Ok(SourceFacts { identity, hash, content })
}

/// Opens the same open file once more, from its start.
fn open_again(path: &Path, file: &File) -> Result<Input, Failure> {
    let again = file.try_clone().and_then(|mut again| again.seek(SeekFrom::Start(0)).map(|_| again));
    Input::open(path, again.map_err(|error| Failure::io("reading", path, &error))?)
}

fn examine_media(path: &Path, file: &File, beat: &dyn Fn()) -> Result<Content, Failure> {
    let mut input = open_again(path, file)?;
    let scanned = scan(&mut input, beat)?;
    let streams = input.streams().to_vec();
    let usable = |stream: &&StreamSketch| !stream.cover_art && has_decoder(&input, stream.index);
    let picture = streams.iter().filter(|stream| stream.kind == StreamKind::Video).find(usable);
    let audio: Vec<AudioFacts> = streams
        .iter()
        .filter(|stream| is_heard(&input, stream))
        .filter_map(|stream| audio_facts(stream, scanned.streams.get(stream.index)?, input.origin()))
        .collect();
    let video = match picture {
        Some(stream) => Some(video_facts(path, file, &input, stream, &scanned, beat)?),
        None => None,
    };
    if video.is_none() && audio.is_empty() {
        return Err(unreadable(path, "there is no picture and no sound in it that can be decoded here"));
    }
    Ok(Content::Media { video, audio })
}

fn audio_facts(stream: &StreamSketch, scan: &StreamScan, origin: Rational) -> Option<AudioFacts> {
    let first = stream.start.or(scan.first)?;
    let at = |ticks: i64| stream.time_base.checked_mul(Rational::from_int(ticks));
    let heard = scan.heard(stream)?;
    let declared = stream.duration.and_then(at).unwrap_or(heard);
    Some(AudioFacts {
        stream: stream.index,
        codec: stream.codec.clone(),
        rate: stream.rate,
        channels: stream.channels,
        duration: heard.min(declared).max(Rational::ZERO),
        start: at(first)?.checked_sub(origin)?,
    })
}

fn video_facts(
    path: &Path,
    file: &File,
    input: &Input,
    stream: &StreamSketch,
    scanned: &FileScan,
    beat: &dyn Fn(),
) -> Result<VideoFacts, Failure> {
    let missing = || unreadable(path, "its video has no picture that can be decoded");
    let scan = scanned.streams.get(stream.index).ok_or_else(missing)?;
    let trusted = ONE_FRAME_A_PACKET.contains(&stream.codec.as_str());
    let must_decode = !trusted || scan.unsure || scan.rough_start || input.counts_frames();
    let decoded = decode(path, file, stream.index, if must_decode { u64::MAX } else { 1 }, beat)?;
    let mut stamps = if must_decode { decoded.stamps } else { scan.stamps.clone() };
    let frame = decoded.first.ok_or_else(missing)?;
    let ascending = stamps.windows(2).all(|pair| pair[0] < pair[1]);
    let rates: Vec<Rational> = [stream.average_rate, stream.guessed_rate].into_iter().flatten().collect();
    let origin = input.origin();

    let size = file.metadata().map_or(u64::MAX, |meta| meta.len());
    let torn = scan.torn || scanned.broken.is_some() || segment::is_cut_off(file, size);
    let declared = declared_end(input, stream, scanned, torn);
    if declared.is_some() && ascending {
        cut_ragged_tail(&mut stamps);
    }
    let mut timed =
        TimedFrames { stamps: &stamps, last_duration: scan.last_duration, time_base: stream.time_base, origin };
    // Frames without usable stamps are shown at the rate that the container names, in the order they come.
    let counted: Vec<i64>;
    let by_order = !ascending || (must_decode && input.counts_frames());
    if by_order {
        let rate = rates.first().copied().unwrap_or(Rational::from_int(25));
        let ticks = stream.time_base.checked_mul(rate).and_then(Rational::recip).ok_or_else(missing)?;
        let count = i64::try_from(stamps.len()).unwrap_or(i64::MAX);
        let stamp = |index: i64| ticks.checked_mul(Rational::from_int(index)).map(Rational::round);
        let origin_at = i128::from(super::origin_ticks(origin, stream.time_base));
        let all: Option<Vec<i64>> =
            (0..count).map(|index| stamp(index).and_then(|at| i64::try_from(at + origin_at).ok())).collect();
        counted = all.ok_or_else(missing)?;
        timed.stamps = &counted;
    }
    let frames = frame_times(&timed, &rates).ok_or_else(missing)?;
    let mut sized = stream.clone();
    (sized.width, sized.height) = (frame.width, frame.height);
    let sketch = pixel(frame.format);
    if !sketch.readable {
        return Err(unreadable(path, &format!("its pictures are coded as {}, which is not read", sketch.name)));
    }
    let mut facts = VideoFacts {
        stream: stream.index,
        codec: stream.codec.clone(),
        pixel_format: sketch.name.clone(),
        width: frame.width,
        height: frame.height,
        time_base: stream.time_base,
        frames,
        color: color::color(&sized, &sketch),
        rotation: stream.rotation,
        sample_aspect: stream.sample_aspect.unwrap_or(Rational::ONE),
        alpha: sketch.alpha,
        interlaced: stream.interlaced || frame.interlaced,
        counted: by_order,
        truncated: None,
    };
    facts.truncated = declared.map(|declared| (facts.end(), declared.max(facts.end())));
    Ok(facts)
}

struct FirstFrame {
    width: u32,
    height: u32,
    format: i32,
    interlaced: bool,
}

struct Decoded {
    first: Option<FirstFrame>,
    stamps: Vec<i64>,
}

/// Decodes up to `limit` frames of a stream from the file's start.
fn decode(path: &Path, file: &File, index: usize, limit: u64, beat: &dyn Fn()) -> Result<Decoded, Failure> {
    let mut input = open_again(path, file)?;
    let gone = || unreadable(path, "its streams differ each time it is opened");
    let stream = input.streams().get(index).cloned().ok_or_else(gone)?;
    if u64::from(stream.width) * u64::from(stream.height) > MAX_PIXELS {
        return Err(unreadable(
            path,
            &format!("its picture has {}×{} pixels; 8192×8192 is the most", stream.width, stream.height),
        ));
    }
    input.keep_only(index);
    let mut decoder = Decoder::open(&input, &stream)?;
    let mut packet = RawPacket::empty();
    let mut frame = DecodedFrame::empty();
    let mut found = Decoded { first: None, stamps: Vec::new() };
    let mut draining = false;
    let mut count = 0u64;
    loop {
        input.watch().begin();
        beat();
        match decoder.receive(&mut frame) {
            // A recording that begins in the middle gives made-up pictures first; they are not counted as any.
            Received::Frame if count == 0 && frame.damaged() && !input.counts_frames() => continue,
            Received::Frame => {
                found.first.get_or_insert(FirstFrame {
                    width: frame.width(),
                    height: frame.height(),
                    format: frame.format(),
                    interlaced: frame.fields().is_some(),
                });
                count += 1;
                found.stamps.push(frame.stamp().unwrap_or_default());
                if count >= limit {
                    return Ok(found);
                }
                continue;
            }
            Received::End => return Ok(found),
            Received::Hungry | Received::Broken(_) if draining => return Ok(found),
            Received::Hungry | Received::Broken(_) => {}
        }
        loop {
            match input.read(&mut packet)? {
                PacketRead::Packet if packet.stream() != index => continue,
                PacketRead::Packet => {
                    decoder.send(&packet);
                }
                PacketRead::End | PacketRead::Broken(_) => {
                    draining = true;
                    decoder.send_end();
                }
            }
            break;
        }
    }
}

/// Where the pictures should end by the container's word, where they end clearly earlier; on the file's own time line.
fn declared_end(input: &Input, stream: &StreamSketch, scanned: &FileScan, torn: bool) -> Option<Rational> {
    let at = |ticks: i64| stream.time_base.checked_mul(Rational::from_int(ticks));
    let scan = scanned.streams.get(stream.index)?;
    let end = at(scan.end?)?;
    let rate = stream.average_rate.filter(|rate| *rate >= Rational::ONE).unwrap_or(Rational::from_int(25));
    let slack = rate.recip()?.checked_mul(Rational::from_int(3))?.max(Rational::new(1, 5));
    let origin = input.origin();
    let (reached, declared) = match stream.duration.and_then(at) {
        Some(length) => (end, at(stream.start.unwrap_or(0))?.checked_add(length)?),
        // The container tells one length for all streams: only when none reaches it, something is missing.
        None => (scanned.end(input)?, input.declared_duration()?.checked_add(origin.max(Rational::ZERO))?),
    };
    let short = reached.checked_add(slack)? < declared;
    if short {
        return declared.checked_sub(origin);
    }
    // Torn behind the last picture, in an index or in the sound, nothing is missing that is shown.
    let half = rate.recip()?.checked_div(Rational::from_int(2))?;
    if torn && end.checked_add(half)? < declared { declared.checked_sub(origin) } else { None }
}

/// Takes off the frames behind the first hole near a torn end: what is shown before them was cut away.
fn cut_ragged_tail(stamps: &mut Vec<i64>) {
    const TAIL: usize = 32;
    let mut steps: Vec<i64> = stamps.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let from = steps.len().saturating_sub(TAIL);
    let tail = steps.split_off(from);
    let mut usual = if steps.is_empty() { tail.clone() } else { steps };
    usual.sort_unstable();
    let Some(usual) = usual.get(usual.len() / 2).copied() else { return };
    if let Some(hole) = tail.iter().position(|step| *step > usual.saturating_add(usual / 2)) {
        stamps.truncate(from + hole + 1);
    }
}
