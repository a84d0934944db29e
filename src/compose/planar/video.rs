//! Videos in the encoder's planes: each plane is scaled for itself.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Failure, Reason, printable};
use crate::compose::geometry::{Placed, around, then};
use crate::compose::scene_plan::{Frame, coded_of_shown};
use crate::compose::{Light, Samples, VideoPicture, YuvMatrix, videos};
use crate::timeline::scene::Placement;

use super::cover::Covers;
use super::recode::{Recode, spread};
use super::rows::{Laid, Shares, WHOLE, share_of};
use super::scale::{Axis, Reach, Scaler, Source, Way};

/// A placed picture whose rows are asked for one after the other.
#[derive(Debug)]
pub(super) struct VideoRows<'a> {
    covers: Covers,
    opacity: u16,
    planes: Planes<'a>,
    shares: Vec<u16>,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one for each picture of a frame, and it moves once")]
enum Planes<'a> {
    Scaled([(Scaler, Source<'a>); 3]),
    /// Finished, from the covers' first pixels on.
    Staged([Vec<u8>; 3]),
}

impl<'a> VideoRows<'a> {
    /// `None` where nothing of it is seen.
    pub fn new(
        (picture, path): (&VideoPicture<'a>, &Arc<PathBuf>),
        placement: &Placement,
        opacity: u16,
        frame: Frame,
    ) -> Result<Option<Self>, Failure> {
        let facts = videos::check(picture, path)?;
        let samples = picture.samples;
        let other = |what: &str| {
            let sentence =
                format!("{}: its pictures became other ones than at its start: {what}", printable::path(path));
            Err(Failure::new(Reason::SourceChanged, sentence))
        };
        if picture.alpha.is_some() || picture.light != Light::AsIs || picture.matrix == YuvMatrix::Rgb {
            return other("their colours or their alpha");
        }
        if samples.depth < 8 {
            return other("their depth");
        }
        let size = [f64::from(facts.shown_size.0), f64::from(facts.shown_size.1)];
        let to_coded = coded_of_shown(&facts);
        let Some(from_coded) = to_coded.inverse() else { return Ok(None) };
        let to_output = then(from_coded, frame.map_of(placement, size));
        let rect = around(to_coded, Frame::cropped(placement, size));
        let Some(placed) = Placed::new(to_output, rect, frame.output) else { return Ok(None) };
        let map = placed.to_source;
        if map.b.abs() > 1e-9 || map.c.abs() > 1e-9 {
            return other("they are turned");
        }
        let within = [picture.width, picture.height];
        let source = |plane: usize| {
            let (_, _, bytes, _) = facts.layout.plane(plane);
            let columns = bytes / samples.bytes() as usize;
            let plane = &picture.planes[plane];
            Source { bytes: plane.bytes, stride: plane.stride, columns, depth: samples.depth }
        };
        let sources = [source(0), source(1), source(2)];
        let mut rows = Self::of_planes(sources, samples, (&placed, within), opacity, frame.output);
        if let Some(recode) = Recode::new(picture.matrix, picture.full_range, samples.depth) {
            let mut staged = rows.staged();
            rows.recode(recode, &mut staged);
            rows.planes = Planes::Staged(staged);
        }
        Ok(Some(rows))
    }

    /// Planes of the output's codes, of so many columns and rows of luma, placed upright.
    pub fn of_planes(
        sources: [Source<'a>; 3],
        samples: Samples,
        (placed, size): (&Placed, [u32; 2]),
        opacity: u16,
        output: (u32, u32),
    ) -> Self {
        let covers = Covers::new(placed, output);
        let (map, rect) = (placed.to_source, placed.rect);
        let within = [0, 1].map(|way| {
            let low = rect[way].floor().max(0.0) as usize;
            let high = rect[way + 2].ceil().min(f64::from(size[way])) as usize;
            [low, high.max(low + 1) - 1]
        });
        let (scales, zeros) = ([map.a, map.d], [map.e, map.f]);
        let luma = [0, 1].map(|way| {
            let cover = &covers.luma[way];
            let start = scales[way] * (cover.first as f64 + 0.5) + zeros[way] - 0.5;
            let way = Way { start, step: scales[way], within: within[way], reach: Reach::Own };
            Axis::new(way, cover.shares.len())
        });
        // Chroma of the output stands on even columns and between two rows.
        let places = [0.5, 1.0];
        let chroma = [0, 1].map(|way| {
            let cover = &covers.chroma[way];
            let smaller = 1.0 / f64::from(1u32 << samples.halved[way]);
            let moved = if samples.cosited[way] { -0.5 * smaller } else { -0.5 };
            let luma = scales[way] * (2.0 * cover.first as f64 + places[way]) + zeros[way];
            let reach = match (samples.halved[way], way) {
                (0, 0) => Reach::Columns,
                (0, _) => Reach::Rows,
                _ => Reach::Own,
            };
            let within = within[way].map(|end| end >> samples.halved[way]);
            let way = Way { start: luma * smaller + moved, step: 2.0 * scales[way] * smaller, within, reach };
            Axis::new(way, cover.shares.len())
        });
        let scaler = |axes: &[Axis; 2]| Scaler::new(axes[0].clone(), axes[1].clone());
        let [first, second, third] = sources;
        let scaled = [(scaler(&luma), first), (scaler(&chroma), second), (scaler(&chroma), third)];
        let shares = vec![0; covers.luma[0].shares.len()];
        Self { covers, opacity, planes: Planes::Scaled(scaled), shares }
    }

    pub fn area(&self, plane: usize) -> [usize; 4] {
        let [across, down] = self.covers.of_plane(plane);
        [across.first, down.first, across.shares.len(), down.shares.len()]
    }

    /// Whether nothing is seen through it on a plane.
    pub fn whole(&self, plane: usize) -> bool {
        self.opacity == WHOLE && self.covers.of_plane(plane).iter().all(|cover| cover.whole)
    }

    pub fn row(&mut self, plane: usize, y: usize) -> Option<(usize, usize, Laid<'_>)> {
        let [across, down] = self.covers.of_plane(plane);
        let row = y.checked_sub(down.first)?;
        let share = share_of(*down.shares.get(row)?, self.opacity);
        if share == 0 {
            return None;
        }
        let count = across.shares.len();
        let shares = if across.whole {
            Shares::All(share)
        } else {
            let shares = &mut self.shares[..count];
            shares.iter_mut().zip(&across.shares).for_each(|(all, column)| *all = share_of(share, *column));
            Shares::Each(shares)
        };
        let codes = match &mut self.planes {
            Planes::Scaled(scaled) => {
                let (scaler, source) = &mut scaled[plane];
                scaler.row(source, row)
            }
            Planes::Staged(staged) => &staged[plane][row * count..(row + 1) * count],
        };
        Some((across.first, count, Laid::Codes(codes, shares)))
    }

    /// The same with planes of its own.
    pub fn kept(mut self) -> VideoRows<'static> {
        let staged = self.staged();
        VideoRows { covers: self.covers, opacity: self.opacity, planes: Planes::Staged(staged), shares: self.shares }
    }

    /// All planes, scaled.
    fn staged(&mut self) -> [Vec<u8>; 3] {
        let covers = &self.covers;
        match &mut self.planes {
            Planes::Staged(staged) => std::mem::take(staged),
            Planes::Scaled(scaled) => {
                let mut index = 0;
                scaled.each_mut().map(|(scaler, source)| {
                    let [across, down] = covers.of_plane(index);
                    index += 1;
                    let mut plane = Vec::with_capacity(across.shares.len() * down.shares.len());
                    (0..down.shares.len()).for_each(|row| plane.extend_from_slice(scaler.row(source, row)));
                    plane
                })
            }
        }
    }

    /// Brings scaled planes to the output's codes.
    fn recode(&self, recode: Recode, [luma, cb, cr]: &mut [Vec<u8>; 3]) {
        let covers = &self.covers;
        let (wide, half) = (covers.luma[0].shares.len(), covers.chroma[0].shares.len());
        let odd = !covers.luma[0].first.is_multiple_of(2);
        let mut numbers = [vec![0.0; half], vec![0.0; half]];
        let mut spreads = [vec![0.0; wide], vec![0.0; wide]];
        let lines = covers.chroma[1].shares.len();
        let first = covers.luma[1].first;
        for (row, line) in luma.chunks_exact_mut(wide).enumerate() {
            let y = first + row;
            let near = y / 2 - covers.chroma[1].first;
            // A row of luma is a quarter of a row of chroma away from the nearer one of the two that it lies between.
            let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(lines - 1) };
            for ((plane, numbers), spreads) in [&*cb, &*cr].into_iter().zip(&mut numbers).zip(&mut spreads) {
                let rows = plane[near * half..(near + 1) * half].iter().zip(&plane[far * half..(far + 1) * half]);
                for (number, (near, far)) in numbers.iter_mut().zip(rows) {
                    *number = f32::from(*near) * 0.75 + f32::from(*far) * 0.25;
                }
                spread(numbers, odd, spreads);
            }
            recode.luma(line, &spreads[0], &spreads[1]);
        }
        recode.chroma(cb, cr);
    }
}

/// Whether nothing that lies below a video so placed is seen.
pub(super) fn hides(placement: &Placement, size: (u32, u32), frame: Frame) -> bool {
    let size = [f64::from(size.0), f64::from(size.1)];
    let placed = Placed::new(frame.map_of(placement, size), Frame::cropped(placement, size), frame.output);
    placed.is_some_and(|placed| placed.covers)
}

/// How much is seen of something with such an opacity.
pub(super) fn seen(opacity: f32) -> u16 {
    if opacity >= 1.0 { WHOLE } else { super::rows::share(f64::from(opacity)) }
}
