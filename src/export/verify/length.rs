//! How long a file says that it is: containers that begin with their index still read well when their end was cut off.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Top-level boxes that are looked at; a film has a handful, one in fragments thousands.
const MOST_BOXES: usize = 100_000;

/// The length that the container declares, where it is more than the file has: what is there, and what should be.
pub fn cut_off(path: &Path) -> Option<(u64, u64)> {
    let mut file = File::open(path).ok()?;
    let there = file.metadata().ok()?.len();
    let mut begins = [0; 12];
    file.read_exact(&mut begins).ok()?;
    let declared = match begins {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => matroska(&mut file),
        [b'R', b'I', b'F', b'F', a, b, c, d, ..] => Ok(Some(u64::from(u32::from_le_bytes([a, b, c, d])) + 8)),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => boxes(&mut file, there).map(Some),
        _ => Ok(None),
    };
    declared.ok().flatten().filter(|declared| *declared > there).map(|declared| (there, declared))
}

/// Where the last box of an MP4 ends.
fn boxes(file: &mut File, there: u64) -> io::Result<u64> {
    let mut at = 0u64;
    for _ in 0..MOST_BOXES {
        if at >= there {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let read = read_up_to(file, &mut head)?;
        if read < 8 {
            return Ok(at + 8);
        }
        let [s0, s1, s2, s3, _, _, _, _, l0, l1, l2, l3, l4, l5, l6, l7] = head;
        let size = match u32::from_be_bytes([s0, s1, s2, s3]) {
            0 => return Ok(there),
            1 if read == 16 => u64::from_be_bytes([l0, l1, l2, l3, l4, l5, l6, l7]),
            size => u64::from(size),
        };
        at = at.checked_add(size.max(8)).ok_or(io::ErrorKind::InvalidData)?;
    }
    Ok(at)
}

fn read_up_to(file: &mut File, into: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < into.len() {
        match file.read(&mut into[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// Where the segment of a Matroska file ends; none where it does not say.
fn matroska(file: &mut File) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(4))?;
    let Some(header) = vint(file)? else { return Ok(None) };
    let header = i64::try_from(header).map_err(|_| io::ErrorKind::InvalidData)?;
    file.seek(SeekFrom::Current(header))?;
    let mut id = [0; 4];
    file.read_exact(&mut id)?;
    if id != [0x18, 0x53, 0x80, 0x67] {
        return Ok(None);
    }
    let Some(size) = vint(file)? else { return Ok(None) };
    Ok(file.stream_position()?.checked_add(size))
}

/// A number of one to eight bytes; none where all its bits are set, which says nothing.
fn vint(file: &mut File) -> io::Result<Option<u64>> {
    let mut first = [0; 1];
    file.read_exact(&mut first)?;
    let length = first[0].leading_zeros();
    if length > 7 {
        return Ok(None);
    }
    let mut value = u64::from(first[0]) & ((1 << (7 - length)) - 1);
    for _ in 0..length {
        let mut next = [0; 1];
        file.read_exact(&mut next)?;
        value = value << 8 | u64::from(next[0]);
    }
    Ok((value != (1u64 << (7 * (length + 1))) - 1).then_some(value))
}
