//! A scene as dispatches: which kernel draws what where, with nothing drawn that is hidden anyway.

use bytemuck::Zeroable;

use crate::project::form::Channel;
use crate::project::model::{Blend, Rgba};
use crate::timeline::scene::{Affine, Matte, Placement, View};

use super::color::decode_rows;
use super::cut::Cutter;
use super::geometry::{Placed, around, scale, shift, taps, then};
use super::images::Pixmap;
use super::kernels::{Edges, Form, Recipe};
use super::params::{BASE, BASED, COPY, COVERS, LayerParams, PREMULTIPLIED};
use super::videos::PictureFacts;
use super::{Light, PlaneLayout, YuvMatrix};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kernel {
    Solid,
    Image,
    Video(Coding),
    /// What other dispatches drew.
    Group,
    /// Takes away what another layer does not show.
    Matte,
}

/// What a video's kernel must know of its samples. Everything else is numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Coding {
    /// Samples take two bytes.
    pub deep: bool,
    pub alpha: bool,
    pub light: Lighting,
}

/// What is done to a video's light, as far as it is not numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) enum Lighting {
    #[default]
    AsIs,
    /// Brought to an sRGB canvas.
    Mapped,
    /// Brought to a canvas of high dynamic range.
    Placed,
}

/// Pixels of a group that is shown enlarged; beyond that, it is drawn smaller and scaled.
const MOST_GROUP_PIXELS: f64 = 4e6;
/// What a storage buffer of 128 MiB holds, with some to spare: more than that, common adapters do not bind at once.
const MOST_SHEET_PIXELS: f64 = 16e6;
const LONGEST_GROUP_SIDE: f64 = 16384.0;

/// Pixels that a layer drawn for itself may have where it is shown on such an output.
pub(super) fn most_pixels(output: (u32, u32)) -> f64 {
    let own = f64::from(output.0) * f64::from(output.1);
    (4.0 * own).clamp(MOST_GROUP_PIXELS, MOST_SHEET_PIXELS).max(own)
}

/// One dispatch.
#[derive(Debug)]
pub(super) struct Draw {
    pub kernel: Kernel,
    pub params: LayerParams,
    pub source: Option<wgpu::BindGroup>,
    /// The canvas of a group, where it is drawn on that.
    pub sheet: Option<wgpu::BindGroup>,
    pub blend: Blend,
    pub edges: Edges,
    /// Nothing below is seen.
    pub hides: bool,
    /// The source's planes could be the output's as they are.
    pub as_is: Option<PlaneLayout>,
}

/// A canvas and the part of it that is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub canvas: (u32, u32),
    pub output: (u32, u32),
    /// From the canvas's pixels to the output's.
    pub view: Affine,
}

impl Frame {
    /// All of a canvas, scaled to the output.
    pub fn whole(canvas: (u32, u32), output: (u32, u32)) -> Self {
        let part = |output: u32, canvas: u32| f64::from(output) / f64::from(canvas);
        Self { canvas, output, view: scale(part(output.0, canvas.0), part(output.1, canvas.1)) }
    }

    /// The same output, showing a part of the canvas.
    pub fn seen(self, view: Option<View>) -> Self {
        Self { view: view.map_or(self.view, |view| view.to(self.output)), ..self }
    }

    /// From a layer's own pixels to the output's.
    pub fn map_of(&self, placement: &Placement, size: [f64; 2]) -> Affine {
        let canvas = [f64::from(self.canvas.0), f64::from(self.canvas.1)];
        then(placement.matrix(size, canvas), self.view)
    }

    pub fn cropped(placement: &Placement, size: [f64; 2]) -> [f64; 4] {
        let [left, right, top, bottom] = placement.crop_px(size);
        let [width, height] = [size[0] - left - right, size[1] - top - bottom];
        let [from_left, from_right, from_top, from_bottom] = placement.passing.wiped;
        [
            left + width * from_left,
            top + height * from_top,
            size[0] - right - width * from_right,
            size[1] - bottom - height * from_bottom,
        ]
    }

    /// Whether anything of a layer of this size is seen.
    pub fn sees(&self, placement: &Placement, (width, height): (u32, u32)) -> bool {
        let size = [f64::from(width), f64::from(height)];
        Placed::new(self.map_of(placement, size), Self::cropped(placement, size), self.output).is_some()
    }

    pub fn solid(&self, color: Rgba, placement: &Placement, opacity: f32) -> Option<Draw> {
        let size = [f64::from(self.canvas.0), f64::from(self.canvas.1)];
        let placed = Placed::new(self.map_of(placement, size), Self::cropped(placement, size), self.output)?;
        let alpha = color.a * opacity;
        if alpha <= 0.0 {
            return None;
        }
        let mut draw = self.draw(Kernel::Solid, &placed);
        draw.params.color = premultiplied(color, opacity);
        draw.hides = placed.covers && alpha >= 1.0;
        Some(draw.settle())
    }

    /// The pixels that all of the canvas would take in the output.
    pub fn canvas_as_shown(&self) -> (u32, u32) {
        let Affine { a, b, c, d, .. } = self.view;
        let whole = self.view == Self::whole(self.canvas, self.output).view;
        // Steps of a quarter of an octave: what is zoomed in on is not drawn anew for every frame.
        let step = |factor: f64| {
            let exact = whole || (factor - 1.0).abs() < 1e-9;
            if exact { factor } else { libm::exp2((libm::log2(factor.max(1e-6)) * 4.0 - 1e-9).ceil() / 4.0) }
        };
        let shown = [f64::from(self.canvas.0) * step(a.hypot(b)), f64::from(self.canvas.1) * step(c.hypot(d))];
        let smaller = self.smaller(shown);
        let side = |shown: f64| (shown * smaller - 1e-6).ceil().clamp(1.0, LONGEST_GROUP_SIDE) as u32;
        (side(shown[0]), side(shown[1]))
    }

    /// The factor that keeps something of this size from taking more pixels than is worth it.
    fn smaller(&self, shown: [f64; 2]) -> f64 {
        (most_pixels(self.output) / (shown[0] * shown[1])).sqrt().min(1.0)
    }

    /// Whether a group's canvas lies exactly on this one.
    pub fn same_as(&self, placement: &Placement, size: (u32, u32)) -> bool {
        let own = [f64::from(size.0), f64::from(size.1)];
        size == self.canvas
            && placement.crop_px(own) == [0.0; 4]
            && placement.passing.wiped == [0.0; 4]
            && placement.matrix(own, own) == Affine { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 }
    }

    /// A group's own canvas, with as many pixels as it is shown with. `None`: nothing of it is seen.
    pub fn inside(&self, placement: &Placement, size: (u32, u32)) -> Option<Self> {
        let own = [f64::from(size.0), f64::from(size.1)];
        let map = self.map_of(placement, own);
        Placed::new(map, Self::cropped(placement, own), self.output)?;
        let shown = [own[0] * map.a.hypot(map.b), own[1] * map.c.hypot(map.d)];
        let smaller = self.smaller(shown);
        // What is a whole number but for rounding must not get a pixel more: it would be filtered then.
        let side = |shown: f64| (shown * smaller - 1e-6).ceil().clamp(1.0, LONGEST_GROUP_SIDE) as u32;
        Some(Self::whole(size, (side(shown[0]), side(shown[1]))))
    }

    /// Texels that stand on the output's pixels, one for each.
    fn everywhere(&self) -> Placed {
        Placed {
            to_source: shift(0.0, 0.0),
            rect: [0.0, 0.0, f64::from(self.output.0), f64::from(self.output.1)],
            area: [0, 0, self.output.0, self.output.1],
            covers: true,
            shift: Some([0, 0]),
        }
    }

    /// The whole output as it was kept from another frame.
    pub fn picture(&self, canvas: wgpu::BindGroup) -> Draw {
        let mut draw = self.draw(Kernel::Group, &self.everywhere());
        draw.params.color = [0.0, 0.0, 0.0, 1.0];
        draw.params.source[0] = self.output.0;
        draw.params.source[1] = self.output.1;
        draw.source = Some(canvas);
        draw.hides = true;
        draw.settle()
    }

    /// The whole output in one colour, whatever was there before.
    pub fn background(&self, color: Option<Rgba>) -> Draw {
        let mut draw = self.draw(Kernel::Solid, &self.everywhere());
        draw.params.color = color.map_or([0.0; 4], |color| premultiplied(color, 1.0));
        draw.hides = true;
        draw.settle()
    }

    /// How often an image of this size is halved before it is drawn, so that what is left to do is to scale by a half at most.
    pub fn halvings(&self, placement: &Placement, (width, height): (u32, u32)) -> u32 {
        let map = self.map_of(placement, [f64::from(width), f64::from(height)]);
        let shown = map.a.hypot(map.b).max(map.c.hypot(map.d));
        if shown <= 0.0 || !shown.is_finite() {
            return 0;
        }
        let most = width.min(height).max(1).ilog2();
        // A scale of exactly a power of two needs no more than that.
        ((-libm::log2(shown) + 1e-9).floor().max(0.0) as u32).min(most)
    }

    /// An image of `size` pixels, drawn from a pixmap that shows it halved some times.
    pub fn image(&self, pixmap: &Pixmap, size: (u32, u32), placement: &Placement, opacity: f32) -> Option<Draw> {
        let size = [f64::from(size.0), f64::from(size.1)];
        let ratio = [f64::from(pixmap.width) / size[0], f64::from(pixmap.height) / size[1]];
        let to_output = then(scale(1.0 / ratio[0], 1.0 / ratio[1]), self.map_of(placement, size));
        let [l, t, r, b] = Self::cropped(placement, size);
        let rect = [l * ratio[0], t * ratio[1], r * ratio[0], b * ratio[1]];
        self.pixmap(pixmap, to_output, rect, opacity)
    }

    /// A part of a pixmap, whose texels `to_output` maps to the output.
    pub fn pixmap(&self, pixmap: &Pixmap, to_output: Affine, rect: [f64; 4], opacity: f32) -> Option<Draw> {
        let placed = Placed::new(to_output, rect, self.output)?;
        let mut draw = self.draw(Kernel::Image, &placed);
        draw.params.color = [0.0, 0.0, 0.0, opacity];
        draw.params.source[0] = pixmap.width;
        draw.params.source[1] = pixmap.height;
        draw.params.source[2] |= if pixmap.premultiplied { PREMULTIPLIED } else { 0 };
        let [across, down] = placed.step();
        draw.params.taps = [taps(across), taps(down), 1, 1];
        draw.source = Some(pixmap.group.clone());
        draw.hides = placed.covers && pixmap.opaque && opacity >= 1.0;
        Some(draw.settle())
    }

    pub fn video(
        &self,
        facts: &PictureFacts,
        group: wgpu::BindGroup,
        placement: &Placement,
        opacity: f32,
    ) -> Option<Draw> {
        let size = [f64::from(facts.shown_size.0), f64::from(facts.shown_size.1)];
        let to_coded = coded_of_shown(facts);
        let to_output = then(to_coded.inverse()?, self.map_of(placement, size));
        let rect = around(to_coded, Self::cropped(placement, size));
        let placed = Placed::new(to_output, rect, self.output)?;
        let layout = facts.layout;
        let samples = layout.samples;
        let light = match facts.light {
            Light::AsIs => Lighting::AsIs,
            Light::Narrowed(_) | Light::ToneMapped(..) => Lighting::Mapped,
            Light::Placed { .. } => Lighting::Placed,
        };
        let coding = Coding { deep: samples.depth > 8, alpha: facts.alpha, light };
        let mut draw = self.draw(Kernel::Video(coding), &placed);
        draw.params.color = [1.0 / ((1u32 << samples.depth) - 1) as f32, 0.0, 0.0, opacity];
        draw.params.decode = decode_rows(facts.matrix, facts.full_range, samples.depth);
        draw.params.source[0] = layout.alpha_start;
        draw.params.source[1] = layout.words;
        draw.params.planes = [layout.y_stride, layout.c_stride, layout.u_start, layout.v_start];
        let [across, down] = samples.halved.map(u32::from);
        draw.params.shift[2..].copy_from_slice(&[across as i32, down as i32]);
        let smaller = samples.halved.map(|halved| 1.0 / f32::from(1u8 << halved));
        let moved = [0, 1].map(|way| if samples.cosited[way] { -0.5 * smaller[way] } else { -0.5 });
        (draw.params.edge[2], draw.params.edge[3]) = (smaller[0], smaller[1]);
        (draw.params.x_row[3], draw.params.y_row[3]) = (moved[0], moved[1]);
        let [step_across, step_down] = placed.step();
        // Chroma that has half the samples needs half the steps.
        let halved = f64::from(1u32 << across.min(down));
        draw.params.taps = [taps(step_across), taps(step_down), taps(step_across / halved), taps(step_down / halved)];
        draw.source = Some(group);
        draw.hides = placed.covers && opacity >= 1.0 && !facts.alpha;
        let same = placed.shift == Some([0, 0]) && (layout.width, layout.height) == self.output;
        let own = facts.matrix == YuvMatrix::Bt709 && !facts.full_range && facts.light == Light::AsIs;
        if draw.hides && same && own {
            draw.as_is = layout.as_output();
        }
        Some(draw.settle())
    }

    fn draw(&self, kernel: Kernel, placed: &Placed) -> Draw {
        let mut params = LayerParams::zeroed();
        (params.x_row, params.y_row) = placed.rows();
        params.rect = placed.rect.map(|edge| edge as f32);
        let [x, y] = placed.edge();
        params.edge = [x, y, 0.0, 0.0];
        params.area = placed.area;
        params.source[3] = self.output.0;
        params.taps = [1; 4];
        if let Some([x, y]) = placed.shift {
            params.shift = [x, y, 0, 0];
            params.source[2] |= COPY;
        }
        Draw {
            kernel,
            params,
            source: None,
            sheet: None,
            blend: Blend::Normal,
            edges: Edges::AsTheyAre,
            hides: false,
            as_is: None,
        }
    }
}

impl Draw {
    fn settle(mut self) -> Self {
        if self.hides {
            self.params.source[2] |= COVERS;
        }
        self
    }

    /// Meets what is below in another way than lying on it, so that it never hides it.
    pub fn blended(mut self, blend: Blend) -> Self {
        if blend != Blend::Normal {
            self.blend = blend;
            self.hides = false;
            self.as_is = None;
            self.params.source[2] &= !COVERS;
        }
        self
    }

    /// Seen within a shape only, so that it never hides what is below.
    pub fn cut(mut self, cutter: Option<&Cutter>) -> Self {
        if let Some(cutter) = cutter {
            self.params.cut = cutter.rows(self.params.area);
            self.edges = if cutter.ellipse { Edges::Ellipse } else { Edges::Rect };
            self.hides = false;
            self.as_is = None;
            self.params.source[2] &= !COVERS;
        }
        self
    }

    /// Multiplies all of a sheet of `size` pixels by what another one of that size says.
    pub fn matte(target: wgpu::BindGroup, source: wgpu::BindGroup, (width, height): (u32, u32), matte: &Matte) -> Self {
        let mut params = LayerParams::zeroed();
        params.color = match matte.channel {
            Channel::Luma => [0.2126, 0.7152, 0.0722, 0.0],
            Channel::Alpha => [0.0, 0.0, 0.0, 1.0],
        };
        params.rect[0] = f32::from(u8::from(matte.invert));
        params.area = [0, 0, width, height];
        params.source = [width, height, COPY, width];
        params.taps = [1; 4];
        Self {
            kernel: Kernel::Matte,
            params,
            source: Some(source),
            sheet: Some(target),
            blend: Blend::Normal,
            edges: Edges::AsTheyAre,
            hides: false,
            as_is: None,
        }
    }

    pub fn recipe(&self) -> Recipe {
        let form = match (self.params.source[2] & COPY != 0, self.params.taps == [1; 4]) {
            (true, _) => Form::Copied,
            (false, true) => Form::Scaled,
            (false, false) => Form::ManyTaps,
        };
        let form = if self.kernel == Kernel::Solid { Form::Copied } else { form };
        Recipe { kernel: self.kernel, form, blend: self.blend, edges: self.edges }
    }

    /// Lies above a base, whose own alpha the canvas does not keep.
    pub fn on_base(&mut self) {
        if self.blend != Blend::Normal {
            self.params.source[2] |= BASED;
        }
    }

    /// The same as the base that other layers lie on, in the part of it that they need.
    pub fn as_base(&mut self, area: [u32; 4]) {
        let [x, y, ..] = area;
        self.params.shift[..2].copy_from_slice(&[x as i32, y as i32]);
        self.params.area = area;
        self.params.source[2] |= BASE;
    }
}

fn premultiplied(color: Rgba, opacity: f32) -> [f32; 4] {
    let alpha = color.a * opacity;
    [color.r * alpha, color.g * alpha, color.b * alpha, alpha]
}

/// From a video's pixels as they are shown to those that were coded: turned back, sample aspect undone.
pub(super) fn coded_of_shown(facts: &PictureFacts) -> Affine {
    let (width, height) = (f64::from(facts.layout.width), f64::from(facts.layout.height));
    let (shown_width, shown_height) = (f64::from(facts.shown_size.0), f64::from(facts.shown_size.1));
    let turn = |a: f64, b: f64, c: f64, d: f64, e: f64, f: f64| Affine { a, b, c, d, e, f };
    match facts.rotation % 360 {
        90 => {
            let unit = scale(height / shown_width, width / shown_height);
            then(unit, turn(0.0, -1.0, 1.0, 0.0, 0.0, height))
        }
        180 => then(scale(width / shown_width, height / shown_height), turn(-1.0, 0.0, 0.0, -1.0, width, height)),
        270 => {
            let unit = scale(height / shown_width, width / shown_height);
            then(unit, turn(0.0, 1.0, -1.0, 0.0, width, 0.0))
        }
        _ => scale(width / shown_width, height / shown_height),
    }
}

/// The blocks of 8×2 pixels whose samples some of these areas can change: x, y, width, height; all zero where there are none.
pub(super) fn dirty_blocks(areas: impl Iterator<Item = [u32; 4]>, output: (u32, u32)) -> [u32; 4] {
    let all = areas.fold(None, |all: Option<[u32; 4]>, [x, y, width, height]| {
        let (right, bottom) = (x + width, y + height);
        Some(match all {
            None => [x, y, right, bottom],
            Some([l, t, r, b]) => [l.min(x), t.min(y), r.max(right), b.max(bottom)],
        })
    });
    let Some([left, top, right, bottom]) = all else { return [0; 4] };
    // A chroma sample reaches one column to both sides of its own.
    let first = left.saturating_sub(1) / 8;
    let last = right.min(output.0 - 1) / 8;
    let (up, down) = (top / 2, bottom.saturating_sub(1) / 2);
    [first, up, last + 1 - first, down + 1 - up]
}

/// The pixels that converting those blocks reads.
pub(super) fn pixels_of_blocks([x, y, width, height]: [u32; 4], output: (u32, u32)) -> [u32; 4] {
    let left = (x * 8).saturating_sub(8);
    let right = ((x + width) * 8).min(output.0);
    let bottom = ((y + height) * 2).min(output.1);
    [left, y * 2, right.saturating_sub(left), bottom.saturating_sub(y * 2)]
}
