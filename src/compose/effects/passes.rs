//! Effects as dispatches, ready to encode.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Failure;
use crate::project::model::{BloomKind, Rgba};
use crate::timeline::scene::SceneEffect;

use super::super::Gpu;
use super::super::kernels::params_binding;
use super::super::painter::PIXEL_BYTES;
use super::cube::Lut;
use super::grade::{chroma_rows, grade_rows, table_rows, vignette_rows};
use super::steps::{Step, Steps};

/// Pipelines, memory and tables that effects use, kept from frame to frame. Passes run in the order in which they were
/// planned, so that all layers with effects share the memory.
#[derive(Debug, Default)]
pub(in super::super) struct Effects {
    steps: Steps,
    scratch: [Option<wgpu::Buffer>; 3],
    tables: HashMap<PathBuf, Table>,
}

#[derive(Debug)]
struct Table {
    lut: Arc<Lut>,
    buffer: wgpu::Buffer,
}

/// One dispatch of an effect, ready to encode.
#[derive(Debug)]
pub(in super::super) struct EffectPass {
    pub pipeline: wgpu::ComputePipeline,
    /// The first one takes the dynamic offset of `params` in the parameters' buffer; the others none.
    pub groups: Vec<wgpu::BindGroup>,
    pub params: [u32; 64],
    pub workgroups: [u32; 3],
}

/// Memory that passes leave something in for the next ones.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scratch {
    First,
    Second,
    Third,
}

/// The passes of one sheet, as they come together.
pub(super) struct Planning<'a> {
    pub gpu: &'a Gpu,
    effects: &'a mut Effects,
    given: &'a wgpu::Buffer,
    pub sheet: &'a wgpu::Buffer,
    /// Pixels of the sheet.
    pub size: (u32, u32),
    /// Sheet pixels per canvas pixel.
    pub scale: f64,
    passes: Vec<EffectPass>,
}

impl Effects {
    pub fn new() -> Self {
        Self::default()
    }

    /// The dispatches, in order, that do all effects to the picture in `sheet`. `size` are the pixels of the sheet, `scale`
    /// how many of them are a canvas pixel, `margin` how many lie around the layer's own box (left, top, right, bottom; below
    /// zero where the sheet shows only a part of the box), `params` the painter's parameters.
    #[expect(clippy::too_many_arguments, reason = "all of it is needed, and nothing of it belongs together")]
    pub fn plan(
        &mut self,
        gpu: &Gpu,
        params: &wgpu::Buffer,
        sheet: &wgpu::Buffer,
        size: (u32, u32),
        scale: f64,
        margin: [f64; 4],
        effects: &[SceneEffect],
        luts: &mut dyn FnMut(&Path) -> Result<Arc<Lut>, Failure>,
    ) -> Result<Vec<EffectPass>, Failure> {
        for effect in effects {
            if let SceneEffect::Color(grade) = effect
                && let Some(path) = &grade.lut
                && !self.tables.contains_key(path.as_path())
            {
                let table = Table::new(gpu, luts(path)?)?;
                self.tables.insert(path.to_path_buf(), table);
            }
        }
        let mut planning = Planning { gpu, effects: self, given: params, sheet, size, scale, passes: Vec::new() };
        for effect in effects {
            planning.effect(effect, margin)?;
        }
        let passes = planning.passes;
        gpu.check()?;
        Ok(passes)
    }
}

impl Table {
    fn new(gpu: &Gpu, lut: Arc<Lut>) -> Result<Self, Failure> {
        let bytes: Vec<u8> = lut.entries.iter().flatten().flat_map(|part| part.to_le_bytes()).collect();
        gpu.fits("a table of colours", bytes.len() as u64)?;
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let buffer = gpu.buffer("table of colours", bytes.len() as u64, usage);
        gpu.queue.write_buffer(&buffer, 0, &bytes);
        Ok(Self { lut, buffer })
    }
}

impl Planning<'_> {
    fn effect(&mut self, effect: &SceneEffect, margin: [f64; 4]) -> Result<(), Failure> {
        let sheet = self.sheet.clone();
        match effect {
            SceneEffect::Blur { sigma } => self.blur(&sheet, sigma * self.scale),
            SceneEffect::Shadow { offset, sigma, color } => {
                self.shadow(offset.map(|part| part * self.scale), sigma * self.scale, *color)
            }
            SceneEffect::Bloom(bloom) => match bloom.kind {
                BloomKind::Unreal => self.unreal_bloom(bloom),
                BloomKind::Mipmap { levels } => self.mipmap_bloom(bloom, levels),
            },
            SceneEffect::Color(grade) => {
                let table = grade.lut.as_ref().and_then(|path| self.effects.tables.get(path.as_path()));
                let table = table.map(|table| (table.lut.clone(), table.buffer.clone()));
                let (step, rows, side) = match &table {
                    None => (Step::Grade, Vec::new(), 0),
                    Some((lut, _)) if lut.dimensions == 1 => (Step::GradeByLine, table_rows(lut), lut.size),
                    Some((lut, _)) => (Step::GradeByCube, table_rows(lut), lut.size),
                };
                let block = self.point([side, 0]).rows(&grade_rows(grade)).rows(&rows);
                self.each_pixel(step, table.as_ref().map(|(_, buffer)| buffer), &sheet, block)
            }
            SceneEffect::Key { color, similarity, smooth } => {
                let block = self.point([0; 2]).rows(&chroma_rows(*color, *similarity, *smooth));
                self.each_pixel(Step::Chroma, None, &sheet, block)
            }
            SceneEffect::Vignette { amount } => {
                let block = self.point([0; 2]).rows(&vignette_rows(*amount, self.size, margin));
                self.each_pixel(Step::Vignette, None, &sheet, block)
            }
            // Drawn by the painter, between the others.
            SceneEffect::Shader(_) => Ok(()),
        }
    }

    /// The picture's shape in one colour, moved and blurred, below the picture.
    fn shadow(&mut self, offset: [f64; 2], sigma: f64, color: Rgba) -> Result<(), Failure> {
        let sheet = self.sheet.clone();
        let shadow = self.scratch(Scratch::Third, self.pixels())?;
        let alpha = f64::from(color.a);
        let tint = [color.r, color.g, color.b].map(|part| f64::from(part) * alpha);
        let rows = [[offset[0], offset[1], 0.0, 0.0], [tint[0], tint[1], tint[2], alpha]];
        let block = self.point([0; 2]).rows(&rows);
        self.each_pixel(Step::Tint, Some(&sheet), &shadow, block)?;
        self.blur(&shadow, sigma)?;
        let block = self.point([0; 2]);
        self.each_pixel(Step::Under, Some(&shadow), &sheet, block)
    }

    pub fn pixels(&self) -> u64 {
        u64::from(self.size.0) * u64::from(self.size.1)
    }

    /// Memory for so many pixels and the one behind them. Asking for more of it later does not keep what is in it.
    pub fn scratch(&mut self, which: Scratch, pixels: u64) -> Result<wgpu::Buffer, Failure> {
        let bytes = (pixels + 1) * PIXEL_BYTES;
        let kept = &mut self.effects.scratch[which as usize];
        if let Some(buffer) = kept.as_ref().filter(|buffer| buffer.size() >= bytes) {
            return Ok(buffer.clone());
        }
        self.gpu.fits("an effect", bytes)?;
        let buffer = self.gpu.buffer("effect", bytes, wgpu::BufferUsages::STORAGE);
        Ok(kept.insert(buffer).clone())
    }

    fn point(&self, more: [u32; 2]) -> Block {
        Block::new().words([self.size.0, self.size.1, more[0], more[1]])
    }

    fn each_pixel(
        &mut self,
        step: Step,
        source: Option<&wgpu::Buffer>,
        result: &wgpu::Buffer,
        block: Block,
    ) -> Result<(), Failure> {
        self.add(step, source, result, block, self.size)
    }

    /// One more pass, of so many invocations in both directions.
    pub fn add(
        &mut self,
        step: Step,
        source: Option<&wgpu::Buffer>,
        result: &wgpu::Buffer,
        block: Block,
        (across, down): (u32, u32),
    ) -> Result<(), Failure> {
        let (pipeline, layout, reads) = self.effects.steps.get(self.gpu, step)?;
        let mut entries = vec![wgpu::BindGroupEntry { binding: 0, resource: params_binding(self.given) }];
        if let Some(source) = source.filter(|_| reads) {
            entries.push(wgpu::BindGroupEntry { binding: 1, resource: source.as_entire_binding() });
        }
        entries.push(wgpu::BindGroupEntry { binding: 2, resource: result.as_entire_binding() });
        let descriptor = wgpu::BindGroupDescriptor { label: Some("effect"), layout, entries: &entries };
        let groups = vec![self.gpu.device.create_bind_group(&descriptor)];
        let workgroups = [across.div_ceil(32).max(1), down.div_ceil(4).max(1), 1];
        self.passes.push(EffectPass { pipeline, groups, params: block.0, workgroups });
        Ok(())
    }
}

/// The numbers of one pass, laid out in rows of four as the kernels read them.
pub(super) struct Block([u32; 64], usize);

impl Block {
    pub fn new() -> Self {
        Self([0; 64], 0)
    }

    pub fn words(mut self, words: [u32; 4]) -> Self {
        if let Some(room) = self.0.get_mut(self.1..self.1 + 4) {
            room.copy_from_slice(&words);
        }
        self.1 += 4;
        self
    }

    pub fn row(self, row: [f64; 4]) -> Self {
        self.words(row.map(|part| (part as f32).to_bits()))
    }

    pub fn rows(self, rows: &[[f64; 4]]) -> Self {
        rows.iter().fold(self, |block, row| block.row(*row))
    }

    /// Any number of them, filled up to whole rows.
    pub fn numbers(self, numbers: &[f64]) -> Self {
        numbers.chunks(4).fold(self, |block, some| {
            let mut row = [0.0; 4];
            row[..some.len()].copy_from_slice(some);
            block.row(row)
        })
    }
}
