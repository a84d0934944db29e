//! Layers, effects and transitions by shaders, among what else a painter plans.

use std::collections::HashMap;
use std::slice;

use super::super::effects::Effects;
use super::super::forming::content_alone;
use super::super::geometry::around;
use super::super::images::Pixmap;
use super::super::painter::{Painter, Sources};
use super::super::scene_plan::{Draw, Frame, Kernel};
use super::super::sheets::{Sheet, Wanted as WantedSheet};
use super::bridge::Region;
use super::run::{Memory, Wanted};
use super::surfaces::{Need, Surface};
use crate::base::Failure;
use crate::timeline::scene::{Affine, SceneBetween, SceneEffect, SceneLayer, SceneShader};

/// Added to a layer's number for the sheets of its shader.
const SHADED: usize = 1 << 42;
const FROM: usize = 1 << 43;
const TO: usize = 1 << 44;

/// An edge so near to a pixel's stands on it.
const NEAR: f64 = 1e-6;

/// The sheet that effects are done on.
pub(in super::super) struct Formed<'a> {
    pub buffer: &'a wgpu::Buffer,
    pub size: (u32, u32),
    /// Sheet pixels per canvas pixel.
    pub scale: f64,
    /// Sheet pixels around the layer's own box: left, top, right, bottom.
    pub margin: [f64; 4],
    /// From the sheet's pixels to those of the output.
    pub to_output: Affine,
    pub output: (u32, u32),
}

impl Formed<'_> {
    /// What a shader after effects that reach so far works on: the layer's own box, and what they spread around it as far as
    /// that is seen.
    fn region(&self, reach: f64, turned: bool) -> Region {
        let [left, top, right, bottom] = self.margin;
        let own = [left, top, f64::from(self.size.0) - right, f64::from(self.size.1) - bottom];
        let output = [0.0, 0.0, f64::from(self.output.0), f64::from(self.output.1)];
        let seen = self.to_output.inverse().map_or(own, |back| around(back, output));
        let low = |edge: usize| (own[edge] - reach).max(seen[edge]).min(own[edge]);
        let high = |edge: usize| (own[edge] + reach).min(seen[edge]).max(own[edge]);
        let [x, y] = [low(0), low(1)].map(|edge| (edge + NEAR).floor());
        let [x1, y1] = [high(2), high(3)].map(|edge| (edge - NEAR).ceil());
        let size = ((x1 - x).max(1.0) as u32, (y1 - y).max(1.0) as u32);
        Region { sheet: self.size, at: [x as i32, y as i32], size, turned }
    }
}

impl Painter {
    /// A layer that a shader draws. It never hides what is below.
    pub(in super::super) fn shaded(
        &mut self,
        layer: &SceneLayer,
        shader: &SceneShader,
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<bool, Failure> {
        let size = sheet.frame.canvas;
        let Some((own, buffer)) = self.own_sheet(layer, size, SHADED, sheet, sources)? else { return Ok(false) };
        self.shading.pool.begin_run();
        let wanted = Wanted { shader, size: own.frame.output, layer: None, from: None, to: None, memory: None };
        self.run_shader(wanted, None, (&buffer, own.frame.output), sources)?;
        self.sheets.planned(layer.index | SHADED, false);
        Ok(false)
    }

    /// What a shader makes of two pictures.
    pub(in super::super) fn led_over(
        &mut self,
        layer: &SceneLayer,
        between: &SceneBetween,
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<bool, Failure> {
        let Some((own, buffer)) = self.own_sheet(layer, between.size, SHADED, sheet, sources)? else {
            return Ok(false);
        };
        let frame = own.frame;
        let turned = self.shading.compiled(&self.gpu, &between.shader, sources.pictures)?.program.flipped;
        let surface = |painter: &mut Self| painter.shading.pool.take(&painter.gpu, frame.output, false, Need::Frame);
        let [from, to] = [surface(self)?, surface(self)?];
        self.shading.pool.begin_run();
        let wanted = Wanted {
            shader: &between.shader,
            size: frame.output,
            layer: None,
            from: Some(&from),
            to: Some(&to),
            memory: None,
        };
        self.run_shader(wanted, None, (&buffer, frame.output), sources)?;
        self.taken((layer.index | TO, &between.to), &own, (&to, turned), sources)?;
        self.taken((layer.index | FROM, &between.from), &own, (&from, turned), sources)?;
        self.sheets.planned(layer.index | SHADED, false);
        Ok(false)
    }

    /// Layers on a surface: first what takes them there, then (done before that) what draws them.
    fn taken(
        &mut self,
        (index, layers): (usize, &[SceneLayer]),
        own: &Sheet,
        (surface, turned): (&Surface, bool),
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        let frame = own.frame;
        let region = Region::whole(frame.output, turned);
        let known = self.sheets.drawn_pixels(index, frame, layers);
        let drawn = known.is_some();
        let (inside, buffer) = match known {
            Some(buffer) => (None, buffer),
            None => {
                let wanted = WantedSheet { index, layers, depth: own.depth };
                let (inside, _) = self.sheets.sheet((&self.gpu, &self.kernels), &self.params, frame, wanted)?;
                let Some(buffer) = inside.buffer.clone() else { return Ok(()) };
                (Some(inside), buffer)
            }
        };
        let take = self.shading.bridge.take(&self.gpu, &self.params, (&buffer, region), surface)?;
        self.push_effects(vec![take])?;
        if let Some(inside) = inside.filter(|_| !drawn) {
            let hidden = self.layers(layers, &inside, sources)?;
            if !hidden {
                self.push(frame.background(None), &inside)?;
            }
            self.sheets.planned(index, hidden);
        }
        Ok(())
    }

    /// The effects on the sheet of a layer.
    pub(in super::super) fn layer_effects(
        &mut self,
        effects: &[SceneEffect],
        formed: &Formed<'_>,
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        self.all_effects(effects, formed, None, sources)
    }

    /// The effects on a sheet, whatever kinds they are; with what their shaders keep, by the effect's number from 1.
    pub(super) fn all_effects(
        &mut self,
        effects: &[SceneEffect],
        formed: &Formed<'_>,
        mut memories: Option<&mut HashMap<usize, Memory>>,
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        // What is planned later is done earlier.
        let mut end = effects.len();
        while end > 0 {
            if let SceneEffect::Shader(shader) = &effects[end - 1] {
                end -= 1;
                let reach = Effects::reach(&effects[..end]) * formed.scale;
                let memory = memories.as_deref_mut().map(|memories| memories.entry(end + 1).or_default());
                self.shader_effect((shader, memory), reach, formed, sources)?;
                continue;
            }
            let is_shader = |effect: &SceneEffect| matches!(effect, SceneEffect::Shader(_));
            let start = effects[..end].iter().rposition(is_shader).map_or(0, |before| before + 1);
            let placed = self.placing.effects(&effects[start..end]);
            let luts = &mut |path: &std::path::Path| sources.pictures.lut(path);
            let passes = self.effects.plan(
                &self.gpu,
                &self.params,
                formed.buffer,
                formed.size,
                formed.scale,
                formed.margin,
                &placed,
                luts,
            )?;
            self.push_effects(passes)?;
            end = start;
        }
        Ok(())
    }

    fn shader_effect(
        &mut self,
        (shader, memory): (&SceneShader, Option<&mut Memory>),
        reach: f64,
        formed: &Formed<'_>,
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        let turned = self.shading.compiled(&self.gpu, shader, sources.pictures)?.program.flipped;
        let region = formed.region(reach, turned);
        self.shading.pool.begin_run();
        let surface = self.shading.pool.take(&self.gpu, region.size, false, Need::Run)?;
        let wanted = Wanted { shader, size: region.size, layer: Some(&surface), from: None, to: None, memory };
        self.run_shader(wanted, Some(region), (formed.buffer, formed.size), sources)?;
        let take = self.shading.bridge.take(&self.gpu, &self.params, (formed.buffer, region), &surface)?;
        self.push_effects(vec![take])
    }

    /// The passes of a shader, and then its picture on a sheet.
    pub(super) fn run_shader(
        &mut self,
        wanted: Wanted<'_>,
        region: Option<Region>,
        (buffer, size): (&wgpu::Buffer, (u32, u32)),
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        let turned = self.shading.compiled(&self.gpu, wanted.shader, sources.pictures)?.program.flipped;
        let (rendering, drawn) = self.shading.run(&self.gpu, wanted, sources.pictures, &self.placing)?;
        let region = region.unwrap_or_else(|| Region::whole(size, turned));
        let give = self.shading.bridge.give(&self.gpu, &self.params, &drawn, (buffer, region))?;
        self.push_effects(vec![give])?;
        self.push_rendering(rendering)
    }

    /// What shows a layer that is drawn on a sheet of its own, and that sheet; `None` where it is drawn already, or not seen.
    fn own_sheet(
        &mut self,
        layer: &SceneLayer,
        size: (u32, u32),
        number: usize,
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<Option<(Sheet, wgpu::Buffer)>, Failure> {
        let Some(frame) = sheet.frame.inside(&layer.placement, size) else { return Ok(None) };
        let cutter = self.cutter(layer, sheet.frame, sources)?;
        let show = |group: wgpu::BindGroup, frame: Frame| {
            let (width, height) = frame.output;
            let pixmap = Pixmap { width, height, premultiplied: true, opaque: false, origin: [0, 0], group };
            let draw = sheet.frame.image(&pixmap, size, &layer.placement, layer.opacity.min(1.0))?;
            Some(Draw { kernel: Kernel::Group, ..draw }.cut(cutter.as_ref()).blended(layer.blend))
        };
        let alone = content_alone(layer);
        let (index, shows) = (layer.index | number, slice::from_ref(&alone));
        if let Some((group, _)) = self.sheets.drawn(index, frame, shows) {
            if let Some(draw) = show(group, frame) {
                self.push(draw, sheet)?;
            }
            return Ok(None);
        }
        let wanted = WantedSheet { index, layers: shows, depth: sheet.depth + 1 };
        let (own, group) = self.sheets.sheet((&self.gpu, &self.kernels), &self.params, frame, wanted)?;
        let (Some(draw), Some(buffer)) = (show(group, frame), own.buffer.clone()) else { return Ok(None) };
        self.push(draw, sheet)?;
        Ok(Some((own, buffer)))
    }
}
