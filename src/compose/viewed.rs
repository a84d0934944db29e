//! Finished planes as a viewer shows them: 4:2:0 back to R'G'B'.

use super::color::decode_rows;
use super::format::{Depth, FrameLayout, PlaneFormat, Sampling};
use super::{Plane, ReadyFrame, YuvMatrix};

/// A finished frame without its alpha, if it has any; what lets light through keeps its colour.
pub fn viewed_frame(frame: &ReadyFrame) -> image::RgbImage {
    let layout = frame.layout();
    let FrameLayout { format, width, height, .. } = layout;
    let planes = [0, 1, 2].map(|index| frame.plane(index));
    let matrix = match format {
        PlaneFormat::DELIVERY => return viewed(width, height, planes),
        PlaneFormat::Yuv { matrix, .. } | PlaneFormat::YuvAlpha { matrix } => matrix,
        PlaneFormat::Rgba8 | PlaneFormat::Rgba16 => {
            let [rgba, ..] = planes;
            let part = format.sample_bytes() as usize / 4;
            return image::RgbImage::from_fn(width, height, |x, y| {
                let at = y as usize * rgba.stride + x as usize * part * 4;
                // Of two bytes the second one says more.
                image::Rgb([0, 1, 2].map(|color| rgba.bytes.get(at + color * part + part - 1).copied().unwrap_or(0)))
            });
        }
    };
    let rows = decode_rows(matrix, false, 8);
    let samples = Samples { deep: !matches!(format, PlaneFormat::Yuv { depth: Depth::Eight, .. }), layout };
    image::RgbImage::from_fn(width, height, |x, y| {
        let codes = [samples.luma(&planes[0], x, y), samples.color(&planes[1], x, y), samples.color(&planes[2], x, y)];
        image::Rgb(rows.map(|row| {
            let value: f32 = row[3] + row.iter().zip(codes).map(|(weight, code)| weight * code).sum::<f32>();
            (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8
        }))
    })
}

/// Planes of any format by their places, as codes of 8 bits with what is finer behind the point.
struct Samples {
    deep: bool,
    layout: FrameLayout,
}

impl Samples {
    fn luma(&self, plane: &Plane<'_>, x: u32, y: u32) -> f32 {
        if !self.deep {
            return f32::from(code(plane, x, y));
        }
        f32::from(u16::from_le_bytes([code(plane, x * 2, y), code(plane, x * 2 + 1, y)])) / 4.0
    }

    fn color(&self, plane: &Plane<'_>, x: u32, y: u32) -> f32 {
        let sampling = self.layout.format.sampling();
        let [across, down] = sampling.shared();
        let last = [self.layout.width.div_ceil(across) - 1, self.layout.height.div_ceil(down) - 1];
        let pair = |row: u32| {
            let (left, right) = (x / across, x.div_ceil(across).min(last[0]));
            (self.luma(plane, left, row) + self.luma(plane, right, row)) / 2.0
        };
        match sampling {
            Sampling::Yuv444 => self.luma(plane, x, y),
            Sampling::Yuv422 => pair(y),
            Sampling::Yuv420 => {
                let near = y / 2;
                let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(last[1]) };
                (3.0 * pair(near) + pair(far)) / 4.0
            }
        }
    }
}

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
