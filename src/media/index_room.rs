//! How many bytes the index of an MP4 file takes at most, said before its first packet is written, so that the room can be
//! left in front and the film is written once. What is not used of it becomes a `free` box.

use super::packet::{StreamParameters, StreamShape};

/// A stream that is going to be written, with what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Foreseen<'a> {
    pub parameters: &'a StreamParameters,
    pub packets: u64,
    /// Of all packets together.
    pub bytes: u64,
}

/// Boxes that every file and every stream has; generous, for they are small beside the tables.
const FILE: u64 = 1024;
const STREAM: u64 = 1536;

/// The muxer begins a new run of packets after so many bytes.
const RUN_BYTES: u64 = 1 << 20;

/// Of a run: where it lies, in 64 bits, and how many packets it has, unless the one before had as many.
const RUN: u64 = 8 + 12;

/// Room for the index of these streams; the title stands in it twice.
pub fn room(streams: &[Foreseen], title: Option<&str>) -> u64 {
    let all: u64 = streams.iter().map(|stream| stream.packets).sum();
    let title = title.map_or(0, |title| title.len() as u64 * 2);
    let tables = streams.iter().map(|stream| {
        // A run ends where another stream's packet stands, or where it has grown long.
        let others = all - stream.packets;
        let runs = stream.packets.min(others + 2 + 2 * (stream.bytes / RUN_BYTES));
        let of_a_packet = match stream.parameters.shape {
            // Its size, how much later it is shown than decoded, whether it is a key frame.
            StreamShape::Video { .. } => 4 + 8 + 4,
            StreamShape::Audio { .. } => 4,
        };
        let headers = stream.parameters.extradata.len() as u64 * 2;
        STREAM + headers + stream.packets * of_a_packet + runs * RUN
    });
    FILE + title + tables.sum::<u64>()
}
