//! An objects layer as a draw on the canvas.

use std::sync::Arc;

use crate::base::Failure;
use crate::timeline::scene::{Affine, Placement};
use crate::timeline::solid::{SceneMesh, SceneObjects};

use super::super::Pictures;
use super::super::geometry::{around, scale, shift, then};
use super::super::images::Pixmap;
use super::super::painter::Painter;
use super::super::scene_plan::{Draw, Frame, Kernel, most_pixels};
use super::forms;
use super::pass::Region;

/// An edge so near to a pixel's stands on it.
const NEAR: f64 = 1e-6;
/// Objects of which so many are seen are made of fewer triangles.
const MANY: usize = 200;

impl Painter {
    pub(in crate::compose) fn objects(
        &mut self,
        frame: Frame,
        shown: &Arc<SceneObjects>,
        placement: &Placement,
        opacity: f32,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Draw>, Failure> {
        let size = shown.extent;
        if shown.objects.is_empty() || size.iter().any(|side| *side < NEAR) {
            return Ok(None);
        }
        let map = frame.map_of(placement, size);
        let Some((region, rect, to_output)) = region(map, size, Frame::cropped(placement, size), frame.output) else {
            return Ok(None);
        };
        let count = shown.objects.len();
        let key = (shown.mesh.clone(), count > MANY);
        let solid = self.solids.mesh(&self.gpu, key, || match &shown.mesh {
            SceneMesh::Cube => Ok(Arc::new(forms::cube(count))),
            SceneMesh::Sphere => Ok(Arc::new(forms::sphere(count))),
            SceneMesh::Ring => Ok(Arc::new(forms::ring(count))),
            SceneMesh::Plane => Ok(Arc::new(forms::plane())),
            SceneMesh::File(path) => pictures.mesh(path),
        })?;
        let device = (&self.gpu, &self.kernels, self.placing.tables());
        let group = self.solids.render(device, (shown, &solid), region)?;
        let (width, height) = region.pixels;
        let pixmap = Pixmap { width, height, premultiplied: true, opaque: false, origin: [0, 0], group };
        let draw = frame.pixmap(&pixmap, to_output, rect, opacity);
        Ok(draw.map(|draw| Draw { kernel: Kernel::Group, ..draw }))
    }
}

/// What is rendered of a box, which part of that is shown, and how it comes to the output. `None`: nothing is seen.
fn region(map: Affine, size: [f64; 2], cropped: [f64; 4], output: (u32, u32)) -> Option<(Region, [f64; 4], Affine)> {
    let upright = map.b.abs() < 1e-12 && map.c.abs() < 1e-12 && map.a > 0.0 && map.d > 0.0;
    let [left, top, right, bottom] = around(map, cropped);
    let whole = [f64::from(output.0), f64::from(output.1)];
    if !(right > 0.0 && bottom > 0.0 && left < whole[0] && top < whole[1]) {
        return None;
    }
    if upright {
        // On the output's own pixels, and only those that are seen.
        let from = [left, top].map(|edge| (edge + NEAR).floor().max(0.0));
        let to = [(right, whole[0]), (bottom, whole[1])].map(|(edge, end)| (edge - NEAR).ceil().min(end));
        let pixels = [to[0] - from[0], to[1] - from[1]];
        if pixels.iter().any(|side| *side < 1.0) {
            return None;
        }
        let region = Region {
            at: [map.e - from[0], map.f - from[1]],
            size: [size[0] * map.a, size[1] * map.d],
            pixels: (pixels[0] as u32, pixels[1] as u32),
        };
        let low = [(left - from[0]).max(0.0), (top - from[1]).max(0.0)];
        let high = [(right - from[0]).min(pixels[0]), (bottom - from[1]).min(pixels[1])];
        return Some((region, [low[0], low[1], high[0], high[1]], shift(from[0], from[1])));
    }
    let own = [map.a.hypot(map.b), map.c.hypot(map.d)];
    let smaller = (most_pixels(output) / (size[0] * own[0] * size[1] * own[1]).max(1e-9)).sqrt().min(1.0);
    let factor = own.map(|factor| factor * smaller);
    if !factor.iter().all(|factor| factor.is_finite() && *factor > 1e-6) {
        return None;
    }
    let shown = [size[0] * factor[0], size[1] * factor[1]];
    let region = Region {
        at: [0.0; 2],
        size: shown,
        pixels: (shown[0].ceil().max(1.0) as u32, shown[1].ceil().max(1.0) as u32),
    };
    let [l, t, r, b] = cropped;
    let rect = [l * factor[0], t * factor[1], r * factor[0], b * factor[1]];
    Some((region, rect, then(scale(1.0 / factor[0], 1.0 / factor[1]), map)))
}
