//! Groups on canvases of their own: stills in RGBA, drawn once as long as they stay the same.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::Failure;
use crate::compose::Pictures;
use crate::compose::geometry::Placed;
use crate::compose::scene_plan::Frame;
use crate::compose::text::stacked;
use crate::timeline::scene::{SceneContent, SceneLayer};

use super::pixels::{Pixels, Texel};
use super::sampling::{Look, Sampler};
use super::stills::{LookKey, Shown, Stills, of_pixels};

/// Groups by the numbers of their layers, as they were last drawn.
#[derive(Debug, Default)]
pub(super) struct Groups {
    drawn: HashMap<usize, Drawn>,
    count: u64,
    frame: u64,
}

#[derive(Debug)]
struct Drawn {
    frame: Frame,
    layers: Vec<SceneLayer>,
    pixels: Arc<Pixels>,
    number: u64,
    used: u64,
}

impl Groups {
    /// Forgets what the last frame did not show.
    pub fn begin_frame(&mut self) {
        let last = self.frame;
        self.drawn.retain(|_, drawn| drawn.used >= last);
        self.frame += 1;
    }

    pub fn bytes(&self) -> u64 {
        self.drawn.values().map(|drawn| drawn.pixels.bytes()).sum()
    }

    /// A group as one still.
    pub fn shown(
        &mut self,
        stills: &mut Stills,
        (layer, size, layers): (&SceneLayer, (u32, u32), &[SceneLayer]),
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Shown>, Failure> {
        let Some(inside) = frame.inside(&layer.placement, size) else { return Ok(None) };
        let known = self.drawn.get_mut(&layer.index).filter(|drawn| drawn.frame == inside && drawn.layers == layers);
        if let Some(known) = known {
            known.used = self.frame;
            let look = (Arc::clone(&known.pixels), LookKey::Group(known.number));
            return Ok(Some(of_pixels(look, size, &layer.placement, frame)));
        }
        let mut sheet = vec![[0u16; 4]; inside.output.0 as usize * inside.output.1 as usize];
        self.draw(&mut sheet, stills, layers, inside, pictures)?;
        let pixels = Arc::new(Pixels::deep(inside.output, sheet));
        self.count += 1;
        let look = (Arc::clone(&pixels), LookKey::Group(self.count));
        let drawn = Drawn { frame: inside, layers: layers.to_vec(), pixels, number: self.count, used: self.frame };
        self.drawn.insert(layer.index, drawn);
        Ok(Some(of_pixels(look, size, &layer.placement, frame)))
    }

    fn draw(
        &mut self,
        sheet: &mut [[u16; 4]],
        stills: &mut Stills,
        layers: &[SceneLayer],
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<(), Failure> {
        for layer in layers.iter().filter(|layer| layer.opacity > 0.0) {
            let shown = match &layer.content {
                SceneContent::Stack(layers) => {
                    let layers = stacked(layers, &mut stills.typesetter, f64::from(frame.canvas.0));
                    self.draw(sheet, stills, &layers, frame, pictures)?;
                    continue;
                }
                SceneContent::Group { size, layers } => self.shown(stills, (layer, *size, layers), frame, pictures)?,
                _ => stills.shown(layer, frame, pictures)?,
            };
            let Some(shown) = shown else { continue };
            let Some(placed) = Placed::new(shown.to_output, shown.rect, frame.output) else { continue };
            over(sheet, frame.output.0 as usize, (&shown.look, &placed), layer.opacity.min(1.0));
        }
        Ok(())
    }
}

/// Lays a placed still on the sheet.
fn over(sheet: &mut [[u16; 4]], columns: usize, (look, placed): (&Look, &Placed), opacity: f32) {
    let [x, y, width, height] = placed.area.map(|side| side as usize);
    let mut sampler = Sampler::new(look, placed);
    let mut row: Vec<Texel> = vec![[0.0; 4]; width];
    for line in 0..height {
        sampler.row(line, &mut row);
        let start = (y + line) * columns + x;
        for (below, texel) in sheet[start..start + width].iter_mut().zip(&row) {
            let texel = texel.map(|part| part * opacity);
            let rest = 1.0 - texel[3];
            *below = [0, 1, 2, 3].map(|part| (texel[part] * 65535.0 + f32::from(below[part]) * rest + 0.5) as u16);
        }
    }
}
