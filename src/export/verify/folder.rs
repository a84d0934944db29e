//! A film that is a folder of pictures: each of them has a hash in the receipt.

use std::path::Path;

use super::check::Attend;
use super::expected::Expected;
use super::verdict::{FaultKind, Verdict, clock, seconds_of};
use crate::base::Digest;
use crate::export::receipt::ReceiptImage;
use crate::export::stop::Stopped;

/// Holds every picture of the folder against the receipt.
pub fn check(
    (folder, expected): (&Path, &Expected),
    images: &[ReceiptImage],
    verdict: &mut Verdict,
    attend: &dyn Attend,
) -> Result<(), Stopped> {
    let mut whole = 0u64;
    for (frame, image) in (0u64..).zip(images) {
        attend.frames(frame, images.len() as u64);
        attend.go_on()?;
        let time = seconds_of(frame, expected.rate);
        let name = format!("{}, frame {frame} ({}),", image.name, clock(time));
        let path = folder.join(&image.name);
        match std::fs::metadata(&path) {
            Ok(meta) if meta.len() < image.bytes => {
                verdict.at_frame(FaultKind::Truncated, frame, time, format!("{name} is cut off"));
            }
            Ok(_) => match Digest::of_file(&path) {
                Ok(hash) if hash == image.blake3 => whole += 1,
                Ok(_) => {
                    let message = format!("{name} is not what was rendered: its bytes are others");
                    verdict.at_frame(FaultKind::DamagedFrame, frame, time, message);
                }
                Err(error) => {
                    verdict.at_frame(FaultKind::Unreadable, frame, time, format!("{name} can't be read: {error}"));
                }
            },
            Err(_) => verdict.at_frame(FaultKind::MissingFrame, frame, time, format!("{name} is missing")),
        }
    }
    let all = images.len() as u64;
    verdict.line("pictures", all.to_string(), whole.to_string(), whole == all);
    Ok(())
}
