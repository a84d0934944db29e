//! One pass over all packets of a file, without decoding.

use crate::base::{Failure, Rational};
use crate::media::libav::{Input, PacketRead, RawPacket, StreamKind, StreamSketch, packet_trim, unreadable};

/// More frames than a day at 240 a second: not a video, or made to fill memory.
const MAX_FRAMES: usize = 24 * 3600 * 240;

/// What the packets of one stream say.
#[derive(Debug, Clone, Default)]
pub struct StreamScan {
    pub packets: u64,
    /// When each shown frame of a video stream is shown, ascending, in units of its time base.
    pub stamps: Vec<i64>,
    pub last_duration: i64,
    /// A packet had no presentation time, or two had the same.
    pub unsure: bool,
    /// The stream does not begin with the key frame that is shown first.
    pub rough_start: bool,
    /// Earliest and latest presentation time, and the end of the packet that ends last.
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub end: Option<i64>,
    /// Samples that the last packet asks to be taken off, and how long it and the one before it last.
    trimmed_end: u32,
    durations: (i64, i64),
    /// The last packet is not whole.
    pub torn: bool,
}

/// What all packets of a file say.
#[derive(Debug, Clone, Default)]
pub struct FileScan {
    pub streams: Vec<StreamScan>,
    /// Why reading stopped before the container's end.
    pub broken: Option<String>,
}

/// Reads every packet of `input`; `beat` hears of each.
pub fn scan(input: &mut Input, beat: &dyn Fn()) -> Result<FileScan, Failure> {
    let kinds: Vec<StreamKind> = input.streams().iter().map(|stream| stream.kind).collect();
    let mut found = FileScan { streams: vec![StreamScan::default(); kinds.len()], broken: None };
    let mut packet = RawPacket::empty();
    loop {
        beat();
        match input.read(&mut packet)? {
            PacketRead::Packet => {}
            PacketRead::End => break,
            PacketRead::Broken(why) => {
                found.broken = Some(why);
                break;
            }
        }
        // Streams may appear while reading; those were not promised to anybody.
        let Some((stream, kind)) = found.streams.get_mut(packet.stream()).zip(kinds.get(packet.stream())) else {
            continue;
        };
        if *kind == StreamKind::Other {
            continue;
        }
        note(stream, &packet, *kind);
        if stream.stamps.len() > MAX_FRAMES {
            return Err(unreadable(input.path(), "it has more frames than a day of video"));
        }
    }
    found.streams.iter_mut().for_each(settle);
    Ok(found)
}

fn note(stream: &mut StreamScan, packet: &RawPacket, kind: StreamKind) {
    let (_, trimmed, hidden) = packet_trim(packet);
    stream.torn = packet.is_corrupt();
    stream.trimmed_end = trimmed;
    let first_packet = stream.packets == 0;
    stream.packets += 1;
    let Some(stamp) = packet.pts().or(if kind == StreamKind::Audio { packet.dts() } else { None }) else {
        stream.unsure = true;
        return;
    };
    let duration = packet.duration().max(0);
    stream.durations = (stream.durations.1, duration);
    if stream.end.is_none_or(|end| stamp.saturating_add(duration) > end) {
        stream.end = Some(stamp.saturating_add(duration));
    }
    stream.last = Some(stream.last.map_or(stamp, |last| last.max(stamp)));
    if kind == StreamKind::Audio {
        stream.first = Some(stream.first.map_or(stamp, |first| first.min(stamp)));
        return;
    }
    if first_packet {
        stream.first = Some(stamp);
        stream.rough_start |= !packet.is_key();
    }
    if hidden || packet.is_corrupt() {
        return;
    }
    // A picture that is shown before the one that decoding starts with leans on something that isn't there.
    stream.rough_start |= stream.first.is_some_and(|first| stamp < first);
    if stream.stamps.last().is_none_or(|last| stamp > *last) {
        stream.last_duration = duration;
    }
    stream.stamps.push(stamp);
}

fn settle(stream: &mut StreamScan) {
    stream.stamps.sort_unstable();
    let count = stream.stamps.len();
    stream.stamps.dedup();
    stream.unsure |= stream.stamps.len() != count;
}

impl StreamScan {
    /// How long the sound of this stream is heard: from its start to its end without priming and padding.
    pub fn heard(&self, stream: &StreamSketch) -> Option<Rational> {
        let at = |ticks: i64| stream.time_base.checked_mul(Rational::from_int(ticks));
        let whole = at(self.end?.checked_sub(stream.start.or(self.first)?)?)?;
        let padding = Rational::checked(i128::from(self.trimmed_end), i128::from(stream.rate))?;
        // Some demuxers shorten the last packet by the padding and name it as well.
        let (before, last) = self.durations;
        if at(last)?.checked_add(padding)? <= at(before)? { Some(whole) } else { whole.checked_sub(padding) }
    }
}

impl FileScan {
    /// Where the last packet of any stream ends, in seconds on the container's own clock.
    pub fn end(&self, input: &Input) -> Option<Rational> {
        let ends = self.streams.iter().zip(input.streams());
        ends.filter_map(|(scan, stream)| stream.time_base.checked_mul(Rational::from_int(scan.end?))).max()
    }
}
