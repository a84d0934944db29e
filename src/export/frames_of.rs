//! The pictures of finished chunks, one after the other, where every packet is a whole one.

use crate::base::{Failure, Reason, printable};
use crate::media::packet::Packet;

use super::assemble::Proven;
use super::meter::Meter;
use super::stop::{StopFlag, Stopped};

/// Gives every frame's packet with its number in the film; no more than one is held.
pub fn each_frame(
    chunks: &[Proven],
    meter: &Meter,
    stop: &StopFlag,
    take: &mut dyn FnMut(u64, Packet) -> Result<(), Failure>,
) -> Result<(), Stopped> {
    for proven in chunks {
        let mut reader = proven.stored.reader()?;
        let mut frame = proven.chunk.from;
        while let Some(packet) = reader.next_packet()? {
            stop.check()?;
            meter.beat();
            if u64::try_from(packet.pts).ok().map(|within| within + proven.chunk.from) != Some(frame) {
                let path = printable::path(&proven.stored.path);
                let sentence = format!("{path}: its pictures are not in their order; it must be made again");
                return Err(Failure::new(Reason::VerifyFailed, sentence).into());
            }
            take(frame, packet)?;
            frame += 1;
        }
        if frame != proven.chunk.to {
            let path = printable::path(&proven.stored.path);
            let sentence = format!("{path}: it has fewer pictures than frames; it must be made again");
            return Err(Failure::new(Reason::VerifyFailed, sentence).into());
        }
    }
    Ok(())
}
