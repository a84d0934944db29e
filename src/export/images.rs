//! A film as a folder of pictures: written beside its place, read back and checked picture by picture.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use crate::base::{Digest, Failure, Reason, atomic_file, printable};
use crate::media::{self, SeenImage};
use crate::plan::Plan;
use crate::project::image_names::{ImageNames, MOST_IMAGES};
use crate::project::model::{Export, image_ending};

use super::assemble::Proven;
use super::check::Lines;
use super::frames_of::each_frame;
use super::made::Made;
use super::meter::Meter;
use super::receipt::{CheckLine, ReceiptFile, ReceiptImage};
use super::stop::{StopFlag, Stopped};

/// The pictures that an export names; the document was judged before, an output that was given at the shell was not.
pub fn names_of(export: &Export) -> Result<Option<ImageNames>, Failure> {
    let refused = |_| {
        let ending = image_ending(export.video.codec);
        let sentence = format!(
            "{}: single pictures go into a folder: give a folder's name, or names in one like renders/shot/%05d.{ending}",
            printable::path(&export.output)
        );
        Failure::new(Reason::InvalidProject, sentence)
    };
    export.image_names().transpose().map_err(refused)
}

/// Refuses what would make too many files.
pub fn check_count(frames: u64) -> Result<(), Failure> {
    if frames <= MOST_IMAGES {
        return Ok(());
    }
    let sentence = format!(
        "a film of single pictures has at most {MOST_IMAGES} of them, this one {frames}; export it in parts with `range`"
    );
    Err(Failure::new(Reason::InvalidProject, sentence))
}

/// Writes the pictures of all chunks to the folder `part`, makes them durable, and reads them back.
pub fn write(
    part: &Path,
    names: &ImageNames,
    (plan, codec): (&Plan, &str),
    chunks: &[Proven],
    (meter, stop): (&Meter, &StopFlag),
) -> Result<Made, Stopped> {
    let count = plan.frames.count;
    fs::create_dir(part).map_err(|error| Failure::io("making the folder", part, &error))?;
    let mut images = Vec::new();
    each_frame(chunks, meter, stop, &mut |frame, packet| {
        let name = names.name(frame, count);
        let path = part.join(&name);
        let written = File::create_new(&path).and_then(|mut file| file.write_all(&packet.bytes));
        written.map_err(|error| Failure::io("writing a picture", &path, &error))?;
        images.push(ReceiptImage { name, bytes: packet.bytes.len() as u64, blake3: Digest::of(&packet.bytes) });
        Ok(())
    })?;
    meter.expect(super::meter::time_for(images.iter().map(|image| image.bytes).sum()));
    sync_all(part, &images)?;
    let lines = read_back(part, (plan, codec), &images, meter, stop)?;
    let file = ReceiptFile {
        name: String::new(),
        bytes: images.iter().map(|image| image.bytes).sum(),
        blake3: whole(&images),
    };
    Ok(Made { file, images, lines, found: None })
}

/// One hash for all pictures and their names.
pub fn whole(images: &[ReceiptImage]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for image in images {
        hasher.update(&(image.name.len() as u64).to_le_bytes()).update(image.name.as_bytes());
        hasher.update(&image.bytes.to_le_bytes()).update(image.blake3.as_bytes());
    }
    Digest::from_bytes(*hasher.finalize().as_bytes())
}

/// Makes the pictures durable, all at once where the system can.
fn sync_all(part: &Path, images: &[ReceiptImage]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io("syncing the pictures", part, &error);
    #[cfg(target_os = "linux")]
    {
        let _ = images;
        let folder = File::open(part).map_err(failed)?;
        rustix::fs::syncfs(&folder).map_err(|errno| failed(errno.into()))?;
    }
    #[cfg(not(target_os = "linux"))]
    for image in images {
        File::open(part.join(&image.name)).and_then(|file| file.sync_all()).map_err(failed)?;
    }
    atomic_file::sync_folder(part).map_err(failed)
}

/// Opens every picture again: it has the bytes that were encoded, and its own head says what was planned. The first and the
/// last one are decoded.
fn read_back(
    part: &Path,
    (plan, codec): (&Plan, &str),
    images: &[ReceiptImage],
    meter: &Meter,
    stop: &StopFlag,
) -> Result<Vec<CheckLine>, Stopped> {
    let mut lines = Lines::default();
    let entries = fs::read_dir(part).map_err(|error| Failure::io("reading it back", part, &error))?.count();
    lines.same("pictures", &plan.frames.count, &(entries as u64));
    let size = format!("{}x{}", plan.size.0, plan.size.1);
    let mut wrong = None;
    for (index, image) in images.iter().enumerate() {
        stop.check()?;
        meter.beat();
        let path = part.join(&image.name);
        let bytes = read(&path, image.bytes).map_err(|error| Failure::io("reading it back", &path, &error))?;
        let decode = index == 0 || index + 1 == images.len();
        let seen = media::see_image(codec, &bytes, decode);
        let found = match seen {
            Ok(SeenImage { width, height }) => format!("{width}x{height}"),
            Err(why) => why,
        };
        let same = Digest::of(&bytes) == image.blake3;
        if (found != size || !same) && wrong.is_none() {
            let found = if same { found } else { "other bytes than were written".to_owned() };
            wrong = Some((image.name.clone(), found));
        }
    }
    match wrong {
        None => lines.text("size of all pictures", &size, &size),
        Some((name, found)) => lines.text(&format!("size of {}", printable::text(&name)), &size, &found),
    }
    Ok(lines.into())
}

/// A file's bytes, one more than it should have at the most.
fn read(path: &Path, expected: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    File::open(path)?.take(expected + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the folder holds exactly the pictures that a receipt lists.
pub fn are_ours(folder: &Path, images: &[ReceiptImage]) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.count() == images.len()
        && images.iter().all(|image| {
            let path = folder.join(&image.name);
            let plain = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file() && meta.len() == image.bytes);
            plain && Digest::of_file(&path).ok() == Some(image.blake3)
        })
}

/// Whether nothing but pictures with such names stands in a folder, so that a person who allows to replace it loses nothing
/// else.
pub fn only_images(folder: &Path, names: &ImageNames) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().all(|entry| {
        entry.file_name().to_str().is_some_and(|name| names.fits(name))
            && entry.file_type().is_ok_and(|kind| kind.is_file())
    })
}
