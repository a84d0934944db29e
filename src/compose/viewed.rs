//! Finished planes as a viewer shows them: 4:2:0 back to R'G'B'.

use super::color::decode_rows;
use super::{Plane, YuvMatrix};

/// BT.709 limited 4:2:0 as a picture of `width`×`height`. Chroma stands on even columns and between two rows, as the encoder
/// says, and is interpolated between its samples.
pub fn viewed(width: u32, height: u32, planes: [Plane<'_>; 3]) -> image::RgbImage {
    let [luma, cb, cr] = planes;
    let rows = decode_rows(YuvMatrix::Bt709, false, 8);
    let chroma = Chroma { width: width.div_ceil(2), height: height.div_ceil(2) };
    image::RgbImage::from_fn(width, height, |x, y| {
        let samples = [f32::from(code(&luma, x, y)), chroma.at(&cb, x, y), chroma.at(&cr, x, y)];
        image::Rgb(rows.map(|row| {
            let value: f32 = row[3] + row.iter().zip(samples).map(|(weight, sample)| weight * sample).sum::<f32>();
            (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8
        }))
    })
}

/// A sample's code; black where the plane is shorter than it should be.
fn code(plane: &Plane<'_>, x: u32, y: u32) -> u8 {
    plane.bytes.get(y as usize * plane.stride + x as usize).copied().unwrap_or(0)
}

/// The size of a chroma plane.
struct Chroma {
    width: u32,
    height: u32,
}

impl Chroma {
    /// The plane at a luma sample's place.
    fn at(&self, plane: &Plane<'_>, x: u32, y: u32) -> f32 {
        let (left, right) = (x / 2, (x.div_ceil(2)).min(self.width - 1));
        // A row of luma is a quarter of a chroma row away from the nearer one of the two that it lies between.
        let near = y / 2;
        let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(self.height - 1) };
        let pair = |row: u32| u32::from(code(plane, left, row)) + u32::from(code(plane, right, row));
        (3 * pair(near) + pair(far)) as f32 / 8.0
    }
}
