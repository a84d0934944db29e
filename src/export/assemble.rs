//! Joins finished chunks and the sound into one file, without decoding anything.

use std::collections::VecDeque;
use std::path::Path;

use crate::base::{Failure, Rational, Reason, printable};
use crate::media::Muxer;
use crate::media::packet::{Packet, StreamParameters};
use crate::plan::Chunk;

use super::meter::{Meter, time_for};
use super::receipt::ReceiptChunk;
use super::stop::{StopFlag, Stopped};
use super::store::{ChunkReader, StoredChunk};

/// A chunk with its file, proven whole.
pub struct Proven {
    pub chunk: Chunk,
    pub stored: StoredChunk,
    /// It was in the store when the export began.
    pub found: bool,
}

impl Proven {
    pub fn receipt(&self) -> ReceiptChunk {
        ReceiptChunk {
            from: self.chunk.from,
            to: self.chunk.to,
            key: self.chunk.key,
            bytes: self.stored.footer.length,
            blake3: self.stored.footer.hash,
            found: self.found,
        }
    }
}

/// Writes the film, or the sound alone where there are no chunks, to `part`.
pub fn assemble(
    (part, container): (&Path, &str),
    chunks: &[Proven],
    sound: Option<&StoredChunk>,
    title: Option<&str>,
    meter: &Meter,
    stop: &StopFlag,
) -> Result<(), Stopped> {
    let mut streams = Vec::new();
    let mut picture = match chunks.first() {
        None => None,
        Some(first) => {
            let parameters = first.stored.reader()?.header().parameters.clone();
            streams.push(parameters.clone());
            Some(Pictures { parameters, chunks, next: 0, open: None, lead: None, given: 0 })
        }
    };
    // The number of the sound's stream.
    let second = streams.len();
    let mut tune = match sound {
        None => None,
        Some(stored) => {
            let reader = stored.reader()?;
            streams.push(reader.header().parameters.clone());
            Some(reader)
        }
    };
    if streams.is_empty() {
        return Err(Failure::new(Reason::InvalidProject, "there is nothing to join").into());
    }
    let mut muxer = Muxer::create(part, container, &streams, title)?;
    let mut heads = [Head::default(), Head::default()];
    // Packets go in by decoding time, so that the file can be played while it is read.
    let mut bytes = 0;
    loop {
        stop.check()?;
        meter.beat();
        heads[0].fill(|| picture.as_mut().map_or(Ok(None), Pictures::next))?;
        heads[1].fill(|| tune.as_mut().map_or(Ok(None), ChunkReader::next_packet))?;
        let times = [heads[0].time(&streams, 0), heads[1].time(&streams, second)];
        let head = match times {
            [None, None] => break,
            [Some(_), None] => 0,
            [None, Some(_)] => 1,
            [Some(picture), Some(tune)] => usize::from(tune < picture),
        };
        if let Some(packet) = heads[head].packets.pop_front() {
            muxer.write(if head == 0 { 0 } else { second }, &packet)?;
            bytes += packet.bytes.len() as u64;
        }
    }
    // The packets move back once to make room for the index.
    meter.expect(time_for(bytes));
    muxer.finish()?;
    Ok(())
}

/// The packet of a stream that is next in line.
#[derive(Default)]
struct Head {
    packets: VecDeque<Packet>,
}

impl Head {
    fn fill(&mut self, next: impl FnOnce() -> Result<Option<Packet>, Failure>) -> Result<(), Failure> {
        if self.packets.is_empty()
            && let Some(packet) = next()?
        {
            self.packets.push_back(packet);
        }
        Ok(())
    }

    fn time(&self, streams: &[StreamParameters], stream: usize) -> Option<Rational> {
        Some(Rational::from_int(self.packets.front()?.dts) * streams.get(stream)?.time_base)
    }
}

/// The packets of all chunks, moved to where their chunks stand in the film.
///
/// Decoding times are counted through the film: x264 learns how far frames change places only at the third one, so that a
/// chunk of one or two frames begins later than the others do.
struct Pictures<'a> {
    parameters: StreamParameters,
    chunks: &'a [Proven],
    next: usize,
    open: Option<(ChunkReader, i64)>,
    /// By how many frames the film's first packet is decoded before it is shown.
    lead: Option<i64>,
    /// Packets given so far.
    given: i64,
}

impl Pictures<'_> {
    fn next(&mut self) -> Result<Option<Packet>, Failure> {
        loop {
            if let Some((reader, offset)) = &mut self.open {
                if let Some(mut packet) = reader.next_packet()? {
                    let lead = *self.lead.get_or_insert(packet.pts - packet.dts);
                    packet.pts += *offset;
                    packet.dts = self.given - lead;
                    self.given += 1;
                    return Ok(Some(packet));
                }
                self.open = None;
            }
            let Some(proven) = self.chunks.get(self.next) else { return Ok(None) };
            self.next += 1;
            let reader = proven.stored.reader()?;
            // One set of codec headers holds for the whole film.
            if reader.header().parameters != self.parameters {
                let path = printable::path(&proven.stored.path);
                let sentence = format!("{path}: this chunk was encoded with other headers than the first one");
                return Err(Failure::new(Reason::VerifyFailed, sentence));
            }
            // The time base of a picture stream is one frame.
            self.open = Some((reader, i64::try_from(proven.chunk.from).unwrap_or(i64::MAX)));
        }
    }
}
