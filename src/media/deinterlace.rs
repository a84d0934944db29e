//! Two fields of different moments to one picture of the earlier moment: its rows are kept, those between are made up.
//!
//! Where nothing moves, a missing row is the other field's, so that still pictures keep all their lines. Where something
//! moves, it is interpolated from the rows above and below. How much may be taken from the other field is bounded by how much
//! the same rows changed from the picture before and to the one after.

use super::planes::OwnPlanes;

/// One plane of three pictures in a row.
pub struct Neighbours<'a> {
    pub before: (&'a [u8], usize),
    pub own: (&'a [u8], usize),
    pub after: (&'a [u8], usize),
}

/// Adds the plane without its second field to `into`. `None` where a plane is shorter than its size.
pub fn deinterlace(
    plane: &Neighbours<'_>,
    (columns, rows): (usize, usize),
    bytes: usize,
    top_first: bool,
    into: &mut OwnPlanes,
) -> Option<()> {
    let stride = columns * bytes;
    let mut out = vec![0u8; stride * rows];
    let kept = usize::from(!top_first);
    for (y, line) in out.chunks_exact_mut(stride).enumerate() {
        let own = row(plane.own, y, stride)?;
        if y % 2 == kept || rows < 2 {
            line.copy_from_slice(own);
            continue;
        }
        // The rows of the kept field next to this one; at the picture's edge, the one that is there.
        let above = if y == 0 { 1 } else { y - 1 };
        let below = if y + 1 < rows { y + 1 } else { y - 1 };
        let three = |y: usize| -> Option<[&[u8]; 3]> {
            Some([row(plane.before, y, stride)?, row(plane.own, y, stride)?, row(plane.after, y, stride)?])
        };
        let rows = (own, row(plane.before, y, stride)?, three(above)?, three(below)?);
        if bytes == 1 { fill::<1>(rows, line) } else { fill::<2>(rows, line) }
    }
    into.planes.push(out);
    into.strides.push(stride);
    Some(())
}

fn row((plane, stride): (&[u8], usize), y: usize, bytes: usize) -> Option<&[u8]> {
    plane.get(y * stride..y * stride + bytes)
}

/// The missing row: `own` and `before` are the other field's, after and before the kept field's moment.
fn fill<const BYTES: usize>((own, before, above, below): (&[u8], &[u8], [&[u8]; 3], [&[u8]; 3]), line: &mut [u8]) {
    let sample = |row: &[u8], at: usize| -> i32 {
        if BYTES == 1 { i32::from(row[at]) } else { i32::from(u16::from_le_bytes([row[2 * at], row[2 * at + 1]])) }
    };
    for at in 0..line.len() / BYTES {
        let (early, late) = (sample(before, at), sample(own, at));
        let [up_before, up, up_after] = above.map(|row| sample(row, at));
        let [down_before, down, down_after] = below.map(|row| sample(row, at));
        let between = (up + down) / 2;
        let still = (early + late) / 2;
        let moved = ((early - late).abs() / 2)
            .max(((up_before - up).abs() + (down_before - down).abs()) / 2)
            .max(((up_after - up).abs() + (down_after - down).abs()) / 2);
        let value = between.clamp(still - moved, still + moved);
        if BYTES == 1 {
            line[at] = value as u8;
        } else {
            line[2 * at..2 * at + 2].copy_from_slice(&(value as u16).to_le_bytes());
        }
    }
}
