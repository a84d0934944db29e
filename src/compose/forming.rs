//! Layers that are drawn on a sheet of their own first, where masks and effects see them whole.

use std::slice;

use crate::base::Failure;
use crate::project::model::Blend;
use crate::timeline::scene::{Affine, Form, Matte, Passing, Placement, SceneContent, SceneEffect, SceneLayer, Shown};

use super::cut::Cutter;
use super::effects::Effects;
use super::geometry::{around, scale, shift, then};
use super::images::Pixmap;
use super::painter::{Painter, Sources};
use super::scene_plan::{Draw, Frame, Kernel, most_pixels};
use super::shading::Formed;
use super::shape::Outline;
use super::sheets::{Sheet, Wanted};
use super::{spectrum, swarm, waveform};

/// Added to a layer's number for its sheet: a group has one of its own already.
const FORMED: usize = 1 << 40;
const MATTE: usize = 1 << 41;

/// Places are rounded to so many parts of a pixel, so that a layer that moves by whole pixels keeps its sheet.
const PLACES: f64 = 1024.0;
/// An edge so near to a pixel's stands on it.
const NEAR: f64 = 1e-6;

/// Whether a layer can't be drawn where it belongs at once.
pub(super) fn needs_a_sheet(layer: &SceneLayer) -> bool {
    let form = &layer.form;
    !layer.effects.is_empty() || form.matte.is_some() || (form.radius.is_some() && form.cut.is_some())
}

/// The sheet of one layer: as large as the layer is shown, with room for what reaches out of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OnSheet {
    size: (u32, u32),
    /// From the layer as it is shown to the sheet's pixels.
    from_shown: Affine,
    /// From the sheet's pixels to the output's.
    to_output: Affine,
}

/// What of a layer and around it effects need.
#[derive(Debug, Clone, Copy)]
struct Reach {
    /// Canvas pixels that they spread it by.
    pixels: f64,
    /// One takes up what another one spread.
    chained: bool,
    /// One works on the layer as a whole, what is not seen of it too.
    whole: bool,
}

impl OnSheet {
    /// `None`: nothing of it is seen.
    fn new(shown_to_output: Affine, size: [f64; 2], reach: Reach, output: (u32, u32)) -> Option<Self> {
        let Reach { pixels: reach, chained, whole: all } = reach;
        let Affine { a, b, c, d, e, f } = shown_to_output;
        let shown = [a.hypot(b), c.hypot(d)];
        // Effects spread alike in both directions, by the mean of both scales.
        let mean = (shown[0] * shown[1]).sqrt();
        let reach = shown.map(|factor| reach * (mean / factor.max(1e-9)).clamp(1.0, 1e3));
        let whole = [-reach[0], -reach[1], size[0] + reach[0], size[1] + reach[1]];
        let [left, top, right, bottom] = around(shown_to_output, whole);
        let (width, height) = (f64::from(output.0), f64::from(output.1));
        if !(right > 0.0 && bottom > 0.0 && left < width && top < height) {
            return None;
        }
        if b.abs() < 1e-12 && c.abs() < 1e-12 && a > 0.0 && d > 0.0 {
            // On the output's own pixels, so that it is copied and never filtered.
            let places = |place: f64| (place * PLACES).round() / PLACES;
            let [x, y] = [places(e), places(f)];
            // What is seen, and the layer itself as far as it reaches into that; where effects take up what others spread,
            // that too.
            let [across, down] = [reach[0] * a, reach[1] * d];
            let within = |reach: f64| if chained { 0.0 } else { reach };
            let low = |edge: f64, reach: f64| (edge + within(reach)).max(-reach).min(edge.max(0.0));
            let high = |edge: f64, reach: f64, end: f64| (edge - within(reach)).min(end + reach).max(edge.min(end));
            let from = [low(left, across), low(top, down)].map(|edge| (edge + NEAR).floor());
            let to = [high(right, across, width), high(bottom, down, height)].map(|edge| (edge - NEAR).ceil());
            let (from, to) = if all {
                let own = around(shown_to_output, [0.0, 0.0, size[0], size[1]]);
                let least = |at: usize| from[at].min((own[at] + NEAR).floor());
                let most = |at: usize| to[at].max((own[at + 2] - NEAR).ceil());
                ([least(0), least(1)], [most(0), most(1)])
            } else {
                (from, to)
            };
            let side = [to[0] - from[0], to[1] - from[1]];
            let from_shown = Affine { a, b: 0.0, c: 0.0, d, e: x - from[0], f: y - from[1] };
            let smaller = (most_pixels(output) / (side[0] * side[1]).max(1.0)).sqrt().min(1.0);
            return Some(Self {
                size: ((side[0] * smaller).ceil() as u32, (side[1] * smaller).ceil() as u32),
                from_shown: then(from_shown, scale(smaller, smaller)),
                to_output: then(scale(1.0 / smaller, 1.0 / smaller), shift(from[0], from[1])),
            });
        }
        let room = [size[0] + 2.0 * reach[0], size[1] + 2.0 * reach[1]];
        let smaller = (most_pixels(output) / (room[0] * shown[0] * room[1] * shown[1])).sqrt().min(1.0);
        let factor = shown.map(|factor| factor * smaller);
        let [x, y] = [reach[0] * factor[0] + 1.0, reach[1] * factor[1] + 1.0];
        let from_shown = then(scale(factor[0], factor[1]), shift(x, y));
        let side = |room: f64, factor: f64| (room * factor).ceil() as u32 + 2;
        Some(Self {
            size: (side(room[0], factor[0]), side(room[1], factor[1])),
            from_shown,
            to_output: then(from_shown.inverse()?, shown_to_output),
        })
    }

    /// Pixels between the sheet's edges and the layer's own box: left, top, right, bottom.
    fn margin(&self, size: [f64; 2]) -> [f64; 4] {
        let [left, top] = self.from_shown.apply([0.0; 2]);
        let [right, bottom] = self.from_shown.apply(size);
        [left, top, f64::from(self.size.0) - right, f64::from(self.size.1) - bottom]
    }

    /// Pixels of the sheet per canvas pixel.
    fn scale(&self) -> f64 {
        (self.from_shown.a * self.from_shown.d).sqrt()
    }

    /// What is seen of the sheet while the layer comes or goes.
    fn seen(&self, size: [f64; 2], passing: &Passing) -> [f64; 4] {
        let mut seen = [0.0, 0.0, f64::from(self.size.0), f64::from(self.size.1)];
        let [left, right, top, bottom] = passing.wiped;
        let [x0, y0] = self.from_shown.apply([size[0] * left, size[1] * top]);
        let [x1, y1] = self.from_shown.apply([size[0] * (1.0 - right), size[1] * (1.0 - bottom)]);
        for (edge, (wiped, at)) in [(0, (left, x0)), (1, (top, y0)), (2, (right, x1)), (3, (bottom, y1))] {
            if wiped > 0.0 {
                seen[edge] = at;
            }
        }
        seen
    }
}

impl Painter {
    /// The shape that a layer is cut to where it is drawn at once.
    pub(super) fn cutter(
        &mut self,
        layer: &SceneLayer,
        frame: Frame,
        sources: &mut Sources<'_>,
    ) -> Result<Option<Cutter>, Failure> {
        if layer.form.radius.is_none() && layer.form.cut.is_none() {
            return Ok(None);
        }
        let Some(extent) = self.extent(layer, frame, sources)? else { return Ok(None) };
        let (shown, to_canvas) = placed(&layer.placement, extent.size, frame);
        Ok(Cutter::only(&layer.form, &shown, then(to_canvas, frame.view)))
    }

    /// A layer on a sheet of its own: first what shows it, then (drawn before that) its matte and its content. It never
    /// hides what is below.
    pub(super) fn formed(
        &mut self,
        layer: &SceneLayer,
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        let frame = sheet.frame;
        let matte = layer.form.matte.as_ref();
        if matte.is_some_and(|matte| matte.layer.is_none() && !matte.invert) {
            return Ok(());
        }
        let Some(extent) = self.extent(layer, frame, sources)? else { return Ok(()) };
        let (shown, to_canvas) = placed(&layer.placement, extent.size, frame);
        let to_output = then(to_canvas, frame.view);
        let reach = extent.overhang + Effects::reach(&layer.effects);
        let shader = layer.effects.iter().any(|effect| matches!(effect, SceneEffect::Shader(_)));
        let reach = Reach { pixels: reach, chained: Effects::chained(&layer.effects), whole: shader };
        // What has shrunk to nothing has no place for its matte either.
        if matte.is_some() && to_canvas.inverse().is_none() {
            return Ok(());
        }
        let Some(on) = OnSheet::new(to_output, shown.size, reach, frame.output) else { return Ok(()) };
        let (width, height) = on.size;
        let cutter = Cutter::only(&Form { radius: None, ..layer.form.clone() }, &shown, to_output);
        let show = |group: wgpu::BindGroup| {
            let pixmap = Pixmap { width, height, premultiplied: true, opaque: false, origin: [0, 0], group };
            let seen = on.seen(shown.size, &layer.placement.passing);
            let draw = frame.pixmap(&pixmap, on.to_output, seen, layer.opacity.min(1.0))?;
            Some(Draw { kernel: Kernel::Group, ..draw }.cut(cutter.as_ref()).blended(layer.blend))
        };
        let inside = Frame { canvas: frame.canvas, output: on.size, view: on.from_shown };
        let inner = content_alone(layer);
        // A matte stands on the canvas: where the layer is counts too then.
        let effects = layer.effects.clone();
        let shows = if matte.is_some() { layer.clone() } else { SceneLayer { effects, ..inner.clone() } };
        let (index, shows) = (layer.index | FORMED, slice::from_ref(&shows));
        if let Some((group, _)) = self.sheets.drawn(index, inside, shows) {
            return show(group).map_or(Ok(()), |draw| self.push(draw, sheet).map(drop));
        }
        let wanted = Wanted { index, layers: shows, depth: sheet.depth + 1 };
        let (own, group) = self.sheets.sheet((&self.gpu, &self.kernels), &self.params, inside, wanted)?;
        let Some(draw) = show(group) else { return Ok(()) };
        self.push(draw, sheet)?;
        if let Some((matte, seen)) = matte.and_then(|matte| Some((matte, matte.layer.as_deref()?))) {
            let Some(from_canvas) = to_canvas.inverse() else { return Ok(()) };
            let frame = Frame { view: then(from_canvas, on.from_shown), ..inside };
            self.matte(matte, seen, (frame, &own), sources)?;
        }
        if let Some(buffer) = &own.buffer {
            let formed = Formed {
                buffer,
                size: on.size,
                scale: on.scale(),
                margin: on.margin(shown.size),
                to_output: on.to_output,
                output: frame.output,
            };
            self.layer_effects(&layer.effects, &formed, sources)?;
        }
        if !self.layers(slice::from_ref(&inner), &own, sources)? {
            self.push(inside.background(None), &own)?;
        }
        self.sheets.planned(index, false);
        Ok(())
    }

    /// Multiplies the sheet `own` by what another layer shows there.
    fn matte(
        &mut self,
        matte: &Matte,
        seen: &SceneLayer,
        (frame, own): (Frame, &Sheet),
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        let Some(target) = own.target.clone() else { return Ok(()) };
        let (index, shows) = (seen.index | MATTE, slice::from_ref(seen));
        if let Some((group, _)) = self.sheets.drawn(index, frame, shows) {
            return self.push(Draw::matte(target, group, frame.output, matte), own).map(drop);
        }
        let wanted = Wanted { index, layers: shows, depth: own.depth + 1 };
        let (sheet, group) = self.sheets.sheet((&self.gpu, &self.kernels), &self.params, frame, wanted)?;
        self.push(Draw::matte(target, group, frame.output, matte), own)?;
        if !self.layers(shows, &sheet, sources)? {
            self.push(frame.background(None), &sheet)?;
        }
        self.sheets.planned(index, false);
        Ok(())
    }

    /// How large a layer's content is in its own pixels; `None` where it has none.
    pub(super) fn extent(
        &mut self,
        layer: &SceneLayer,
        frame: Frame,
        sources: &mut Sources<'_>,
    ) -> Result<Option<Extent>, Failure> {
        let exact = |(width, height): (u32, u32)| Extent { size: [f64::from(width), f64::from(height)], overhang: 0.0 };
        Ok(match &layer.content {
            SceneContent::Solid(_) | SceneContent::Gradient(_) | SceneContent::Shader(_) => Some(exact(frame.canvas)),
            SceneContent::Image(path) => Some(exact(self.image_size(path, sources.pictures)?.0)),
            SceneContent::Drawing { size, .. } => Some(Extent { size: *size, overhang: 0.0 }),
            SceneContent::Animation { size, .. } => Some(exact(*size)),
            SceneContent::Video { source, .. } => Some(exact(sources.pictures.video_size(source)?)),
            SceneContent::Group { size, .. } => Some(exact(*size)),
            SceneContent::Between(between) => Some(exact(between.size)),
            SceneContent::Steps(steps) => Some(Extent { size: self.node(steps)?.shown, overhang: 0.0 }),
            SceneContent::Text(text) | SceneContent::Reveal { text, .. } => {
                let block = self.typesetter.block(text, f64::from(frame.canvas.0));
                Some(Extent { size: block.size(), overhang: block.overhang * 2.0 })
            }
            SceneContent::Stack(_) => None,
            SceneContent::Spectrum(shown) => Some(Extent { size: shown.size, overhang: spectrum::overhang(shown) }),
            SceneContent::Waveform(shown) => Some(Extent { size: shown.size, overhang: waveform::overhang(shown) }),
            SceneContent::Particles(shown) => {
                let most = f64::from(frame.canvas.0).hypot(f64::from(frame.canvas.1));
                Some(Extent { size: shown.size, overhang: swarm::overhang(shown, most) })
            }
            SceneContent::Objects(objects) => Some(Extent { size: objects.extent, overhang: 0.0 }),
            SceneContent::Notes(notes) => Some(Extent { size: notes.extent, overhang: 0.0 }),
            SceneContent::Shape(shape) => {
                Outline::new(shape).map(|outline| Extent { size: outline.size(), overhang: Outline::overhang(shape) })
            }
        })
    }
}

/// The size of a layer's content, and how far ink may reach out of it.
pub(super) struct Extent {
    pub size: [f64; 2],
    overhang: f64,
}

/// How content of such a size is shown, and where on the canvas that is.
fn placed(placement: &Placement, size: [f64; 2], frame: Frame) -> (Shown, Affine) {
    let canvas = [f64::from(frame.canvas.0), f64::from(frame.canvas.1)];
    let shown = placement.shown(size, canvas);
    let [across, down] = shown.factor;
    let to_content = then(scale(1.0 / across, 1.0 / down), shift(shown.from[0], shown.from[1]));
    (shown, then(to_content, placement.matrix(size, canvas)))
}

/// A layer's content with its corners, cropped and fitted, at the origin.
pub(super) fn content_alone(layer: &SceneLayer) -> SceneLayer {
    SceneLayer {
        placement: Placement {
            position: [0.0; 2],
            anchor_fraction: [0.0; 2],
            anchor_px: [0.0; 2],
            scale: [1.0; 2],
            rotate: 0.0,
            passing: Passing::default(),
            ..layer.placement
        },
        opacity: 1.0,
        blend: Blend::Normal,
        form: Form { cut: None, matte: None, ..layer.form.clone() },
        effects: Vec::new(),
        ..layer.clone()
    }
}
