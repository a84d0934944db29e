//! Objects at one moment: where each stands, how hard it is struck, and the camera that sees them.

use std::sync::{Arc, OnceLock};

use crate::project::model::Rgba;
use crate::project::objects::{Driver, Each, Layout, Mesh, Objects};

use super::bands::bin_of;
use super::moment::Moment;
use super::moving::{At, length_at};
use super::score::Note;
use super::solid::{SceneCamera, SceneMesh, SceneObject, SceneObjects};
use super::strike::{struck, tapped};

/// The angle between neighbours of a spiral that never line up.
const GOLDEN: f64 = 137.507_764_050_037_85;
/// How tall a bar of a spectrum is in silence, in sizes.
const SILENT: f64 = 0.08;
/// Beyond this, single precision has no room for what is near.
const FURTHEST: f64 = 1e6;
/// Seconds; no project is longer.
const LONGEST: f64 = 86_400.0;
/// What a camera that stands by itself leaves free around all objects.
const ROOM: f64 = 0.9;

/// An objects layer with what it needs to know of its track.
#[derive(Debug, Clone)]
pub(super) struct TimedObjects {
    objects: Objects,
    mesh: SceneMesh,
    /// The pitches that the track plays, ascending; found once.
    pitches: OnceLock<Vec<u8>>,
}

impl TimedObjects {
    pub fn new(objects: &Objects) -> Self {
        let mesh = match &objects.mesh {
            Mesh::Cube => SceneMesh::Cube,
            Mesh::Sphere => SceneMesh::Sphere,
            Mesh::Ring => SceneMesh::Ring,
            Mesh::Plane => SceneMesh::Plane,
            Mesh::File(path) => SceneMesh::File(Arc::new(path.clone())),
        };
        Self { objects: objects.clone(), mesh, pitches: OnceLock::new() }
    }

    pub fn at(&self, moment: &Moment<'_>) -> SceneObjects {
        let objects = &self.objects;
        let extent = [0, 1].map(|axis| length_at(&objects.extent[axis], moment, moment.canvas[axis]).max(0.0));
        let size = tame(objects.size.at(moment)).max(0.0);
        let spacing = tame(objects.spacing.at(moment)).max(0.0);
        let since = (moment.time - moment.span.0).to_f64();
        let levels = self.levels(moment);
        let bars = matches!(objects.on, Driver::Spectrum { .. });
        let look = Look::at(objects, moment);
        let spun = (tame(objects.spin.at(moment)) * since) % 360.0;
        let turn = tame(objects.turn.at(moment)) % 360.0;
        let mut shown = Vec::with_capacity(levels.len());
        let mut reach = Reach::default();
        for (index, level) in levels.iter().enumerate() {
            let (place, own, color) = match &objects.on {
                Driver::List(list) => {
                    let Some(placed) = list.get(index) else { continue };
                    let color = placed.color.unwrap_or_else(|| look.color(index, levels.len()));
                    (placed.at.map(tame), tame(placed.size.at(moment)).max(0.0) * size, color)
                }
                _ => {
                    let [x, z] = laid(objects.layout, index, levels.len()).map(|part| part * spacing);
                    ([x, 0.0, z], size, look.color(index, levels.len()))
                }
            };
            reach.add(place, own, if bars { look.lift.max(own) } else { own });
            let (at, sides) = look.struck(place, own, *level, bars);
            shown.push(SceneObject {
                at: turned(at, turn).map(|part| part as f32),
                size: sides.map(|side| side as f32),
                turn: ((spun + turn) % 360.0) as f32,
                color: look.lit(color, *level),
                bright: (look.rest + (1.0 - look.rest) * level) as f32,
                glow: (look.glow * level) as f32,
            });
        }
        let light = objects.light.direction.at(moment).map(tame);
        SceneObjects {
            extent,
            mesh: self.mesh.clone(),
            objects: shown,
            camera: self.camera(moment, (extent, since), &reach),
            light: unit(light).unwrap_or([0.0, 1.0, 0.0]),
            light_color: objects.light.color,
            ambient: objects.light.ambient.at(moment).clamp(0.0, 1.0),
            shine: objects.shine.at(moment).clamp(0.0, 1.0),
            fog: objects.fog.as_ref().map(|ends| [0, 1].map(|end| tame(ends[end].at(moment)).max(0.0))),
        }
    }

    /// How hard each object is struck, 0..1.
    fn levels(&self, moment: &Moment<'_>) -> Vec<f64> {
        let most = self.objects.count as usize;
        let release = self.objects.strike.release.to_f64();
        match &self.objects.on {
            Driver::List(list) => vec![0.0; list.len()],
            Driver::Beats => beats(moment, most, release),
            Driver::Spectrum { from, to } => spectrum(moment, most, [*from, *to]),
            Driver::Track { name, each } => {
                let now = moment.time.to_f64();
                let mut notes: Vec<Note> = Vec::new();
                moment.world.score.notes(name, now - release, now.next_up(), &mut notes);
                let pitches = self.pitches.get_or_init(|| pitches(moment, name));
                let count = match each {
                    Each::Pitch => pitches.len().min(most),
                    Each::Note => most,
                };
                let mut levels = vec![0.0_f64; count];
                for note in notes {
                    let index = match each {
                        Each::Pitch => pitches.binary_search(&note.pitch).unwrap_or(0),
                        Each::Note => (note.number % most.max(1) as u64) as usize,
                    };
                    let level = note.velocity * struck(now - note.on, note.off - note.on, release);
                    let count = levels.len().max(1);
                    if let Some(highest) = levels.get_mut(index % count) {
                        *highest = highest.max(level.clamp(0.0, 1.0));
                    }
                }
                levels
            }
        }
    }

    fn camera(&self, moment: &Moment<'_>, (extent, since): ([f64; 2], f64), reach: &Reach) -> SceneCamera {
        let camera = &self.objects.camera;
        let fov = camera.fov.at(moment).clamp(1.0, 170.0);
        let mut to = camera.look_at.at(moment).map(tame);
        let from = match &camera.position {
            Some(position) => position.at(moment).map(tame),
            None => {
                let middle = reach.middle();
                to = [0, 1, 2].map(|axis| to[axis] + middle[axis]);
                let steep = if self.objects.layout == Layout::Line { 0.25 } else { 0.6 };
                let aspect = if extent[1] > 0.0 { extent[0] / extent[1] } else { 1.0 };
                let back = [0.0, steep, 1.0];
                let away = reach.distance(to, back, (fov, aspect));
                let back = unit(back).unwrap_or(back);
                [0, 1, 2].map(|axis| to[axis] + back[axis] * away)
            }
        };
        let around = tame(camera.orbit.at(moment)) * since;
        let relative = [0, 1, 2].map(|axis| from[axis] - to[axis]);
        let orbited = turned(relative, around % 360.0);
        SceneCamera { from: [0, 1, 2].map(|axis| to[axis] + orbited[axis]), to, fov }
    }
}

/// What does not differ from object to object.
struct Look<'a> {
    objects: &'a Objects,
    pulse: f64,
    lift: f64,
    glow: f64,
    rest: f64,
}

impl<'a> Look<'a> {
    fn at(objects: &'a Objects, moment: &Moment<'_>) -> Self {
        let strike = &objects.strike;
        Self {
            objects,
            pulse: tame(strike.pulse.at(moment)),
            lift: tame(strike.lift.at(moment)),
            glow: strike.glow.at(moment).clamp(0.0, 100.0),
            rest: strike.rest.at(moment).clamp(0.0, 1.0),
        }
    }

    /// Where something of such a size stands while it is struck, and its sides.
    fn struck(&self, [x, y, z]: [f64; 3], own: f64, level: f64, bar: bool) -> ([f64; 3], [f64; 3]) {
        if bar {
            let tall = (self.lift * level).max(own * SILENT);
            return ([x, y + tall / 2.0, z], [own, tall, own]);
        }
        let side = (own * (1.0 + self.pulse * level)).max(0.0);
        ([x, y + self.lift * level, z], [side; 3])
    }

    fn color(&self, index: usize, count: usize) -> Rgba {
        let colors = &self.objects.colors;
        let last = colors.len().saturating_sub(1);
        let at = if count > 1 { index as f64 / (count - 1) as f64 * last as f64 } else { 0.0 };
        let low = (at.floor() as usize).min(last);
        let here = colors.get(low).copied().unwrap_or(Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 });
        mixed(here, colors.get(low + 1).copied().unwrap_or(here), at - low as f64)
    }

    fn lit(&self, color: Rgba, level: f64) -> Rgba {
        self.objects.strike.color.map_or(color, |lit| mixed(color, lit, level))
    }
}

/// The boxes of all objects at rest, and the one around them.
struct Reach {
    low: [f64; 3],
    high: [f64; 3],
    boxes: Vec<[[f64; 3]; 2]>,
}

impl Default for Reach {
    fn default() -> Self {
        Self { low: [f64::INFINITY; 3], high: [f64::NEG_INFINITY; 3], boxes: Vec::new() }
    }
}

impl Reach {
    fn add(&mut self, [x, y, z]: [f64; 3], wide: f64, tall: f64) {
        let half = wide / 2.0;
        // Whatever its turn, it stays within its own circle.
        let round = half * std::f64::consts::SQRT_2;
        let (low, high) = ([x - round, y - half, z - round], [x + round, y - half + tall, z + round]);
        for axis in 0..3 {
            self.low[axis] = self.low[axis].min(low[axis]);
            self.high[axis] = self.high[axis].max(high[axis]);
        }
        self.boxes.push([low, high]);
    }

    fn middle(&self) -> [f64; 3] {
        [0, 1, 2].map(|axis| {
            let middle = (self.low[axis] + self.high[axis]) / 2.0;
            if middle.is_finite() { middle } else { 0.0 }
        })
    }

    /// How far back from `to` a camera sees all of the boxes.
    fn distance(&self, to: [f64; 3], back: [f64; 3], (fov, aspect): (f64, f64)) -> f64 {
        let back = unit(back).unwrap_or([0.0, 0.0, 1.0]);
        let right = [1.0, 0.0, 0.0];
        let up = [0.0, back[2], -back[1]];
        let tall = libm::tan(fov.to_radians() / 2.0) * ROOM;
        let wide = tall * aspect.clamp(1e-3, 1e3);
        let mut away = 1.0_f64;
        for (ends, corner) in self.boxes.iter().flat_map(|ends| (0..8_usize).map(move |corner| (ends, corner))) {
            let at: [f64; 3] = std::array::from_fn(|axis| ends[corner >> axis & 1][axis] - to[axis]);
            let depth = dot(at, back);
            let wanted = depth + (dot(at, right).abs() / wide).max(dot(at, up).abs() / tall);
            if wanted.is_finite() {
                away = away.max(wanted);
            }
        }
        away.min(FURTHEST)
    }
}

/// Where an object stands among others, in spacings about their middle: to the right and towards the viewer.
fn laid(layout: Layout, index: usize, count: usize) -> [f64; 2] {
    let (at, all) = (index as f64, count as f64);
    match layout {
        Layout::Line => [at - (all - 1.0) / 2.0, 0.0],
        Layout::Grid => {
            let columns = all.sqrt().ceil().max(1.0);
            let rows = (all / columns).ceil();
            let (row, column) = ((at / columns).floor(), at % columns);
            [column - (columns - 1.0) / 2.0, row - (rows - 1.0) / 2.0]
        }
        Layout::Ring => {
            if count < 2 {
                return [0.0; 2];
            }
            let radius = 0.5 / libm::sin(std::f64::consts::PI / all);
            let angle = (at / all * 360.0).to_radians();
            [radius * libm::sin(angle), -radius * libm::cos(angle)]
        }
        Layout::Spiral => {
            let radius = 0.65 * (at + 0.5).sqrt();
            let angle = (at * GOLDEN % 360.0).to_radians();
            [radius * libm::sin(angle), -radius * libm::cos(angle)]
        }
    }
}

fn beats(moment: &Moment<'_>, count: usize, release: f64) -> Vec<f64> {
    let mut levels = vec![0.0; count];
    let score = &moment.world.score;
    let Some(now) = score.beat(moment.time).filter(|beat| beat.is_finite()) else { return levels };
    let last = now.floor();
    // The newest strike of each object; none came before the first beat.
    for back in 0..count {
        let beat = last - back as f64;
        if beat < 0.0 {
            break;
        }
        let Some(at) = score.time_of(beat) else { break };
        levels[(beat as u64 % count as u64) as usize] = tapped(moment.time.to_f64() - at, release);
    }
    levels
}

/// How loud each of so many stretches of frequencies is, spread as an ear hears them.
fn spectrum(moment: &Moment<'_>, count: usize, [from, to]: [f64; 2]) -> Vec<f64> {
    let Some(hearing) = &moment.world.hearing else { return vec![0.0; count] };
    let mut bytes = Vec::new();
    hearing.bytes(moment.frame(), &mut bytes);
    let bin = hearing.bin_hz();
    let (from, to) = (from.max(1.0), to.max(2.0));
    let edge = |index: usize| from * libm::pow(to / from, index as f64 / count as f64) / bin;
    (0..count)
        .map(|index| {
            let (low, high) = (edge(index), edge(index + 1));
            let ends = bin_of(&bytes, (low + high) / 2.0);
            // What is wider than a bin is as loud as the loudest in it.
            let inside = bytes.get(low.ceil() as usize..(high.floor() as usize + 1).min(bytes.len()));
            let loudest = inside.and_then(|inside| inside.iter().max()).map_or(0.0, |byte| f64::from(*byte) / 255.0);
            if high - low > 1.0 { loudest } else { ends }
        })
        .collect()
}

/// The pitches that a track plays at all.
pub(super) fn pitches(moment: &Moment<'_>, track: &str) -> Vec<u8> {
    moment.world.score.pitches(track, 0.0, LONGEST)
}

/// Numbers that a picture can be made of.
fn tame(value: f64) -> f64 {
    if value.is_finite() { value.clamp(-FURTHEST, FURTHEST) } else { 0.0 }
}

fn turned([x, y, z]: [f64; 3], degrees: f64) -> [f64; 3] {
    if degrees == 0.0 {
        return [x, y, z];
    }
    let (sin, cos) = (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians()));
    [x * cos + z * sin, y, z * cos - x * sin]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn unit(vector: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(vector, vector).sqrt();
    (length > 1e-9).then(|| vector.map(|part| part / length))
}

/// A colour between two, as they are written.
pub(super) fn mixed(from: Rgba, to: Rgba, x: f64) -> Rgba {
    let x = x.clamp(0.0, 1.0) as f32;
    let part = |from: f32, to: f32| from + (to - from) * x;
    Rgba { r: part(from.r, to.r), g: part(from.g, to.g), b: part(from.b, to.b), a: part(from.a, to.a) }
}
