//! Joins finished chunks and the sound into one file, without decoding anything.

use std::path::Path;

use crate::base::{Failure, Rational, Reason, printable};
use crate::media::index_room::{self, Foreseen};
use crate::media::packet::{Packet, StreamParameters};
use crate::media::{Index, Muxer};
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
    let join = Join { part, container, chunks, sound, title, meter, stop };
    let streams = join.streams()?;
    // How much room its index takes can be told from the packets, so that they are written once; were it ever too little,
    // they are moved back behind it as everybody does it.
    if !join.write(&streams, Index::Room(join.room(&streams)))? {
        join.write(&streams, Index::Moved)?;
    }
    Ok(())
}

struct Join<'a> {
    part: &'a Path,
    container: &'a str,
    chunks: &'a [Proven],
    sound: Option<&'a StoredChunk>,
    title: Option<&'a str>,
    meter: &'a Meter<'a>,
    stop: &'a StopFlag,
}

impl Join<'_> {
    fn streams(&self) -> Result<Vec<StreamParameters>, Failure> {
        let first = self.chunks.first().map(|proven| &proven.stored);
        let readers = first.into_iter().chain(self.sound).map(StoredChunk::reader);
        let streams =
            readers.map(|reader| Ok(reader?.header().parameters.clone())).collect::<Result<Vec<_>, Failure>>()?;
        if streams.is_empty() {
            return Err(Failure::new(Reason::InvalidProject, "there is nothing to join"));
        }
        Ok(streams)
    }

    fn room(&self, streams: &[StreamParameters]) -> u64 {
        let pictures = self.chunks.iter().map(|proven| &proven.stored.footer);
        let pictures = (!self.chunks.is_empty()).then(|| {
            pictures.fold((0, 0), |(packets, bytes), footer| (packets + footer.packets, bytes + footer.length))
        });
        let sound = self.sound.map(|stored| (stored.footer.packets, stored.footer.length));
        let counts = pictures.into_iter().chain(sound);
        let foreseen =
            streams.iter().zip(counts).map(|(parameters, (packets, bytes))| Foreseen { parameters, packets, bytes });
        index_room::room(&foreseen.collect::<Vec<_>>(), self.title)
    }

    /// `false` where the room for the index was too small.
    fn write(&self, streams: &[StreamParameters], index: Index) -> Result<bool, Stopped> {
        let mut picture = self.chunks.first().map(|_| Pictures {
            parameters: streams[0].clone(),
            chunks: self.chunks,
            next: 0,
            open: None,
            lead: None,
            given: 0,
        });
        // The number of the sound's stream.
        let second = usize::from(picture.is_some());
        let mut tune = self.sound.map(StoredChunk::reader).transpose()?;
        let mut muxer = Muxer::with_index(self.part, self.container, streams, self.title, index)?;
        let mut heads = [Head::default(), Head::default()];
        // Packets go in by decoding time, so that the file can be played while it is read.
        let mut bytes = 0;
        loop {
            self.stop.check()?;
            self.meter.beat();
            heads[0].fill(|| picture.as_mut().map_or(Ok(None), Pictures::next))?;
            heads[1].fill(|| tune.as_mut().map_or(Ok(None), ChunkReader::next_packet))?;
            let times = [heads[0].time(streams, 0), heads[1].time(streams, second)];
            let head = match times {
                [None, None] => break,
                [Some(_), None] => 0,
                [None, Some(_)] => 1,
                [Some(picture), Some(tune)] => usize::from(tune < picture),
            };
            if let Some(packet) = heads[head].packet.take() {
                muxer.write(if head == 0 { 0 } else { second }, &packet)?;
                bytes += packet.bytes.len() as u64;
            }
        }
        if index == Index::Moved {
            self.meter.expect(time_for(bytes));
        }
        Ok(muxer.finish_if_it_fits()?)
    }
}

/// The packet of a stream that is next in line.
#[derive(Default)]
struct Head {
    packet: Option<Packet>,
}

impl Head {
    fn fill(&mut self, next: impl FnOnce() -> Result<Option<Packet>, Failure>) -> Result<(), Failure> {
        if self.packet.is_none() {
            self.packet = next()?;
        }
        Ok(())
    }

    fn time(&self, streams: &[StreamParameters], stream: usize) -> Option<Rational> {
        Some(Rational::from_int(self.packet.as_ref()?.dts) * streams.get(stream)?.time_base)
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

/// By how many frames a film's first packet is decoded before it is shown. x265 knows no decoding time for films of one or two
/// frames, in which nothing changes places.
fn lead_of(first: &Packet) -> i64 {
    const MOST: i64 = 64;
    Some(first.pts.saturating_sub(first.dts)).filter(|lead| (0..=MOST).contains(lead)).unwrap_or(0)
}

impl Pictures<'_> {
    fn next(&mut self) -> Result<Option<Packet>, Failure> {
        loop {
            if let Some((reader, offset)) = &mut self.open {
                if let Some(mut packet) = reader.next_packet()? {
                    let lead = *self.lead.get_or_insert_with(|| lead_of(&packet));
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
