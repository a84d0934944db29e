//! Decoded pictures on their way to the device: one set of planes per video layer that a frame shows.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Failure, Reason, printable};
use crate::project::model::CanvasColor;

use super::kernels::Kernels;
use super::light::tables;
use super::ring::Staging;
use super::source_layout::SourceLayout;
use super::{Gpu, Light, Pictures, VideoPicture, YuvMatrix};

/// What must be known of a picture once its planes are on the device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PictureFacts {
    pub layout: SourceLayout,
    pub alpha: bool,
    pub matrix: YuvMatrix,
    pub full_range: bool,
    pub light: Light,
    pub rotation: u16,
    pub shown_size: (u32, u32),
}

#[derive(Debug)]
struct Planes {
    buffer: wgpu::Buffer,
    group: wgpu::BindGroup,
    /// Layer, file and frame that lie in the buffer now.
    shows: Option<(usize, Arc<PathBuf>, u64, PictureFacts)>,
}

/// The planes that the video layers of a frame are drawn from, in the order in which the frame asks for them.
#[derive(Debug)]
pub(super) struct Videos {
    canvas: CanvasColor,
    planes: Vec<Planes>,
    /// Those that were written to this frame's staging memory and must be copied from there.
    fresh: Vec<usize>,
    asked: usize,
    /// What lies behind the planes of pictures with such light.
    tables: Vec<(Light, Vec<u8>)>,
}

impl Videos {
    pub fn new(canvas: CanvasColor) -> Self {
        Self { canvas, planes: Vec::new(), fresh: Vec::new(), asked: 0, tables: Vec::new() }
    }

    pub fn begin_frame(&mut self) {
        self.fresh.clear();
        self.asked = 0;
    }

    /// The planes of one layer's picture, uploaded where they are not on the device already.
    pub fn planes(
        &mut self,
        (gpu, kernels): (&Gpu, &Kernels),
        pictures: &mut dyn Pictures,
        staging: &mut Staging,
        (layer, source, frame): (usize, &Arc<PathBuf>, u64),
    ) -> Result<(PictureFacts, wgpu::BindGroup), Failure> {
        let nth = self.asked;
        self.asked += 1;
        if let Some(planes) = self.planes.get(nth)
            && let Some((of, path, at, facts)) = &planes.shows
            && (*of, path, *at) == (layer, source, frame)
        {
            return Ok((*facts, planes.group.clone()));
        }
        // Whatever fails from here on, the old picture must not stand in for the new one.
        if let Some(planes) = self.planes.get_mut(nth) {
            planes.shows = None;
        }
        let picture = pictures.video(layer, source, frame)?;
        let facts = check(&picture, source)?;
        let facts = PictureFacts { light: facts.light.on(self.canvas), ..facts };
        let tables = tables_of(&mut self.tables, facts.light);
        let bytes = facts.layout.bytes() + tables.len() as u64;
        gpu.fits("a video picture", bytes)?;
        staging.write_planes(gpu, nth, bytes, |view| {
            copy_planes(&picture, &facts.layout, view);
            let start = facts.layout.bytes() as usize;
            view.slice(start..start + tables.len()).copy_from_slice(tables);
        })?;
        if self.planes.get(nth).is_none_or(|planes| planes.buffer.size() < bytes) {
            let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
            let buffer = gpu.buffer("video planes", bytes, usage);
            let group = kernels.source_group(gpu, &buffer);
            let planes = Planes { buffer, group, shows: None };
            if nth < self.planes.len() {
                self.planes[nth] = planes;
            } else {
                self.planes.push(planes);
            }
        }
        self.fresh.push(nth);
        let planes = &mut self.planes[nth];
        planes.shows = Some((layer, source.clone(), frame, facts));
        Ok((facts, planes.group.clone()))
    }

    pub fn encode_uploads(&self, encoder: &mut wgpu::CommandEncoder, staging: &Staging) {
        for nth in &self.fresh {
            if let (Some(planes), Some(written)) = (self.planes.get(*nth), staging.planes(*nth)) {
                let bytes = planes.buffer.size().min(written.size());
                encoder.copy_buffer_to_buffer(written, 0, &planes.buffer, 0, bytes);
            }
        }
    }

    /// Forgets what lies on the device, after work that may never have reached it.
    pub fn forget(&mut self) {
        for planes in &mut self.planes {
            planes.shows = None;
        }
    }
}

/// Refuses a picture whose planes are shorter than it says.
pub(super) fn check(picture: &VideoPicture<'_>, source: &Arc<PathBuf>) -> Result<PictureFacts, Failure> {
    let wrong = |what: &str| {
        Err(Failure::new(Reason::SourceDamaged, format!("{}: a decoded picture {what}", printable::path(source))))
    };
    let (width, height) = (picture.width, picture.height);
    if width == 0 || height == 0 || picture.shown_size.0 == 0 || picture.shown_size.1 == 0 {
        return wrong("has no size");
    }
    if width > 16384 || height > 16384 {
        return wrong(&format!("is {width}×{height}; at most 16384 pixels a side are drawn"));
    }
    let samples = picture.samples;
    if !(1..=16).contains(&samples.depth) || samples.halved.iter().any(|halved| *halved > 2) {
        return wrong("has samples that can't be drawn");
    }
    let layout = SourceLayout::new(width, height, samples, picture.alpha.is_some());
    for (index, plane) in picture.planes.iter().chain(&picture.alpha).enumerate() {
        let (_, _, columns, rows) = layout.plane(index);
        if plane.stride < columns || plane.bytes.len() < plane.stride * (rows - 1) + columns {
            return wrong("is shorter than its size says");
        }
    }
    Ok(PictureFacts {
        layout,
        alpha: picture.alpha.is_some(),
        matrix: picture.matrix,
        full_range: picture.full_range,
        light: picture.light,
        rotation: picture.rotation,
        shown_size: picture.shown_size,
    })
}

/// The tables of a light as bytes, made when they are first needed.
fn tables_of(known: &mut Vec<(Light, Vec<u8>)>, light: Light) -> &[u8] {
    let at = known.iter().position(|(of, _)| *of == light).unwrap_or_else(|| {
        let numbers = tables(light).unwrap_or_default();
        known.push((light, numbers.iter().flat_map(|number| number.to_ne_bytes()).collect()));
        known.len() - 1
    });
    &known[at].1
}

fn copy_planes(picture: &VideoPicture<'_>, layout: &SourceLayout, view: &mut wgpu::BufferViewMut) {
    for (index, plane) in picture.planes.iter().chain(&picture.alpha).enumerate() {
        let (start, stride, columns, rows) = layout.plane(index);
        if plane.stride == stride && plane.bytes.len() >= stride * rows {
            view.slice(start..start + stride * rows).copy_from_slice(&plane.bytes[..stride * rows]);
            continue;
        }
        for row in 0..rows {
            let from = row * plane.stride;
            let to = start + row * stride;
            view.slice(to..to + columns).copy_from_slice(&plane.bytes[from..from + columns]);
        }
    }
}
