//! The colours of a gradient, point by point.

use crate::project::model::{Gradient, Rgba, Run, Stop};

use super::ImagePixels;

/// A gradient over a box of some size.
#[derive(Debug)]
pub(super) struct Colors {
    way: Way,
    size: [f64; 2],
    /// Where each stands, with its colour premultiplied.
    stops: Vec<(f64, [f64; 4])>,
}

/// How far along its run a point stands.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// `x · across + y · down + at_zero`.
    Straight {
        across: f64,
        down: f64,
        at_zero: f64,
    },
    Outwards {
        center: [f64; 2],
        radius: f64,
    },
    /// Turns from the top.
    Around {
        center: [f64; 2],
        begin: f64,
    },
}

impl Colors {
    pub fn new(gradient: &Gradient, size: [f64; 2]) -> Self {
        let [width, height] = size;
        let way = match gradient.run {
            Run::Linear { angle } => {
                let (sin, cos) = sin_cos(angle);
                // CSS: the way is so long that the corners it leads from and to get the outermost colours.
                let length = (width * sin).abs() + (height * cos).abs();
                let (across, down) = (sin / length, -cos / length);
                Way::Straight { across, down, at_zero: 0.5 - (width * across + height * down) / 2.0 }
            }
            Run::Radial { center, radius } => Way::Outwards {
                center: [center[0].px(width), center[1].px(height)],
                // No radius at all: the last colour everywhere.
                radius: radius.px(width.min(height)).max(1e-9),
            },
            Run::Conic { center, angle } => {
                Way::Around { center: [center[0].px(width), center[1].px(height)], begin: angle / 360.0 }
            }
        };
        Self {
            way,
            size,
            stops: gradient.stops.iter().map(|Stop { at, color }| (*at, premultiplied(*color))).collect(),
        }
    }

    /// The premultiplied colour at a point of the box, each part 0..1.
    pub fn at(&self, [x, y]: [f64; 2]) -> [f64; 4] {
        let along = match self.way {
            Way::Straight { across, down, at_zero } => x * across + y * down + at_zero,
            Way::Outwards { center, radius } => libm::hypot(x - center[0], y - center[1]) / radius,
            Way::Around { center, begin } => {
                let turns = libm::atan2(x - center[0], center[1] - y) / std::f64::consts::TAU - begin;
                turns - turns.floor()
            }
        };
        let next = self.stops.partition_point(|(at, _)| *at <= along);
        match (next.checked_sub(1).and_then(|before| self.stops.get(before)), self.stops.get(next)) {
            (Some((from, first)), Some((to, second))) => {
                let part = (along - from) / (to - from);
                std::array::from_fn(|index| first[index] + (second[index] - first[index]) * part)
            }
            (Some((_, color)), None) | (None, Some((_, color))) => *color,
            (None, None) => [0.0; 4],
        }
    }

    /// The whole box as so many pixels, premultiplied.
    pub fn draw(&self, (width, height): (u32, u32)) -> ImagePixels {
        let step = [self.size[0] / f64::from(width), self.size[1] / f64::from(height)];
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        for y in 0..height {
            for x in 0..width {
                let point = [(f64::from(x) + 0.5) * step[0], (f64::from(y) + 0.5) * step[1]];
                rgba.extend(self.at(point).map(|part| (part * 255.0 + 0.5) as u8));
            }
        }
        ImagePixels { width, height, rgba }
    }
}

fn premultiplied(color: Rgba) -> [f64; 4] {
    let [r, g, b, a] = [color.r, color.g, color.b, color.a].map(f64::from);
    [r * a, g * a, b * a, a]
}

/// Exact at quarter turns, so that a gradient straight down is the same in every column.
fn sin_cos(degrees: f64) -> (f64, f64) {
    match degrees.rem_euclid(360.0) {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        degrees => (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians())),
    }
}
