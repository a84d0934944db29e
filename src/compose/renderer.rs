//! Either way to compose frames, for those who only hand scenes in and take frames out.

use std::time::Duration;

use crate::base::Failure;
use crate::timeline::scene::Scene;

use super::{Composer, FrameLayout, Pictures, PlanarComposer, ReadyFrame, Submitted, Timings};

/// Makes frames out of scenes: on a device, or on the CPU in the encoder's planes.
#[derive(Debug)]
pub enum Renderer {
    Device(Box<Composer>),
    Planar(Box<PlanarComposer>),
}

impl Renderer {
    /// As [`Composer::submit`].
    pub fn submit(&mut self, scene: &Scene, pictures: &mut dyn Pictures, frame: u64) -> Result<Submitted, Failure> {
        match self {
            Self::Device(composer) => composer.submit(scene, pictures, frame),
            Self::Planar(composer) => composer.submit(scene, pictures, frame),
        }
    }

    /// As [`Composer::next_ready`].
    pub fn next_ready(&mut self, deadline: Duration) -> Result<ReadyFrame, Failure> {
        match self {
            Self::Device(composer) => composer.next_ready(deadline),
            Self::Planar(composer) => composer.next_ready(),
        }
    }

    /// Frames that were submitted and not yet taken.
    pub fn under_way(&self) -> usize {
        match self {
            Self::Device(composer) => composer.under_way(),
            Self::Planar(composer) => composer.under_way(),
        }
    }

    /// As [`Composer::slot_in`].
    pub fn slot_in(&self, time: Duration) -> bool {
        match self {
            Self::Device(composer) => composer.slot_in(time),
            Self::Planar(composer) => composer.slot_in(time),
        }
    }

    /// Bytes of images, drawn texts and groups that are kept from frame to frame.
    pub fn kept_bytes(&self) -> u64 {
        match self {
            Self::Device(composer) => composer.kept_bytes(),
            Self::Planar(composer) => composer.kept_bytes(),
        }
    }

    pub fn timings(&self) -> Timings {
        match self {
            Self::Device(composer) => composer.timings(),
            Self::Planar(composer) => composer.timings(),
        }
    }

    /// Strides and starts of the planes that come out.
    pub fn layout(&self) -> FrameLayout {
        match self {
            Self::Device(composer) => composer.layout(),
            Self::Planar(composer) => composer.layout(),
        }
    }
}
