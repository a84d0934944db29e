//! How what a layer shows meets the planes that are below it.

use std::sync::Arc;

use crate::compose::FrameLayout;
use crate::project::model::Blend;

use super::mix;
use super::rows::{self, Laid};
use super::sprite::Sprite;
use super::video::VideoRows;

/// One plane of the frame that is composed.
#[derive(Debug)]
pub(super) struct Plane<'a> {
    bytes: &'a mut [u8],
    stride: usize,
    pub width: usize,
    pub height: usize,
}

impl Plane<'_> {
    /// Its samples, without what fills the row up.
    pub fn row(&mut self, y: usize) -> &mut [u8] {
        let start = y * self.stride;
        &mut self.bytes[start..start + self.width]
    }
}

/// The three planes of a frame.
pub(super) fn planes(layout: FrameLayout, bytes: &mut [u8]) -> [Plane<'_>; 3] {
    let [_, second, third, _] = layout.starts.map(|start| start as usize);
    let (luma, chroma) = bytes.split_at_mut(second);
    let (cb, cr) = chroma.split_at_mut(third - second);
    let mut all = [Some(luma), Some(cb), Some(cr)];
    [0, 1, 2].map(|index| {
        let (_, stride, width, height) = layout.plane(index);
        Plane { bytes: all[index].take().unwrap_or_default(), stride, width, height }
    })
}

/// What gives rows to be laid on.
#[derive(Debug)]
pub(super) enum Inked<'a> {
    Sprite(Arc<Sprite>, u16),
    Video(Box<VideoRows<'a>>),
}

impl Inked<'_> {
    /// Left, top, width and height on a plane.
    pub fn area(&self, plane: usize) -> [usize; 4] {
        match self {
            Self::Sprite(sprite, _) => {
                let part = sprite.of_plane(plane);
                [part.left, part.top, part.width, part.height]
            }
            Self::Video(video) => video.area(plane),
        }
    }

    /// What lies on a row of a plane, and on how many samples from which column on.
    pub fn row(&mut self, plane: usize, y: usize) -> Option<(usize, usize, Laid<'_>)> {
        match self {
            Self::Sprite(sprite, opacity) => sprite.of_plane(plane).row(plane.saturating_sub(1), y, *opacity),
            Self::Video(video) => video.row(plane, y),
        }
    }

    /// Meets what is below.
    pub fn meet(&mut self, blend: Blend, planes: &mut [Plane<'_>; 3]) {
        if blend == Blend::Normal {
            self.each(planes, rows::lay);
        } else {
            mix::meet(self, blend, planes);
        }
    }

    fn each(&mut self, planes: &mut [Plane<'_>; 3], how: impl Fn(&mut [u8], Laid<'_>)) {
        for (index, plane) in planes.iter_mut().enumerate() {
            let [_, top, _, height] = self.area(index);
            for y in top..top + height {
                if let Some((first, count, laid)) = self.row(index, y) {
                    how(&mut plane.row(y)[first..first + count], laid);
                }
            }
        }
    }

    /// Adds itself where room was made.
    pub fn add(&mut self, planes: &mut [Plane<'_>; 3]) {
        self.each(planes, rows::add);
    }
}

/// Makes room for what is added then: what all of them take together.
pub(super) fn make_room(all: &mut [Inked<'_>], planes: &mut [Plane<'_>; 3]) {
    for (index, plane) in planes.iter_mut().enumerate() {
        let mut taken = vec![0u16; plane.width];
        for y in 0..plane.height {
            taken.fill(0);
            let mut any = false;
            for inked in all.iter_mut() {
                if let Some((first, count, laid)) = inked.row(index, y) {
                    rows::take(&mut taken[first..first + count], laid);
                    any = true;
                }
            }
            if any {
                rows::give_way(plane.row(y), &taken);
            }
        }
    }
}

/// All of a frame in one colour.
pub(super) fn fill(codes: [u8; 3], planes: &mut [Plane<'_>; 3]) {
    for (plane, code) in planes.iter_mut().zip(codes) {
        for y in 0..plane.height {
            plane.row(y).fill(code);
        }
    }
}
