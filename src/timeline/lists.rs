//! Lists of layers at one time: mattes are seen through others only, and clips take over from their neighbours.

use crate::project::form::{Mask, Takeover};
use crate::project::model::{Blend, Layer};

use super::form::Overlap;
use super::moment::Moment;
use super::resolve::TimedLayer;
use super::scene::{Form, Matte, Placement, SceneBetween, SceneContent, SceneLayer};

/// Added to the number of a clip that dissolves into view, for the pair of both.
pub const PAIRS: usize = 1 << 32;

/// What of a list is seen, bottom to top.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf {
    seen: Vec<Place>,
    /// Layers that are seen as masks of others only, by their ids.
    mattes: Vec<(String, TimedLayer)>,
}

#[derive(Debug, Clone)]
struct Place {
    layer: TimedLayer,
    overlap: Option<Overlap>,
}

impl Shelf {
    /// From a list in the order of the document; `None` stands for a layer that shows nothing for want of facts.
    pub fn new(layers: &[Layer], timed: Vec<Option<TimedLayer>>) -> Self {
        let is_matte = |layer: &Layer| {
            layer.id.as_ref().is_some_and(|id| {
                layers.iter().any(|other| matches!(&other.mask, Some(Mask::Layer(mask)) if mask.id == *id))
            })
        };
        let mut shelf = Self::default();
        for (layer, timed) in layers.iter().zip(timed) {
            let Some(timed) = timed else { continue };
            if is_matte(layer) {
                shelf.mattes.push((layer.id.clone().unwrap_or_default(), timed));
                continue;
            }
            let overlap = shelf.seen.last().and_then(|before| overlap(&before.layer, &timed));
            shelf.seen.push(Place { layer: timed, overlap });
        }
        shelf
    }

    /// Every layer of the list, masks too.
    pub fn all(&self) -> impl Iterator<Item = &TimedLayer> {
        self.seen.iter().map(|place| &place.layer).chain(self.mattes.iter().map(|(_, layer)| layer))
    }

    /// Every layer, those too that are seen as masks only.
    pub fn layers_mut(&mut self) -> impl Iterator<Item = &mut TimedLayer> {
        self.seen.iter_mut().map(|place| &mut place.layer).chain(self.mattes.iter_mut().map(|(_, layer)| layer))
    }

    /// Adds what is seen at a moment to `into`.
    pub fn show(&self, moment: &Moment<'_>, into: &mut Vec<SceneLayer>) {
        for Place { layer, overlap } in &self.seen {
            let Some(mut shown) = layer.at(moment) else { continue };
            if let Some(Mask::Layer(mask)) = &layer.layer.mask {
                let matte = self.mattes.iter().find(|(id, _)| *id == mask.id);
                let matte = matte.and_then(|(_, matte)| matte.at(moment)).map(Box::new);
                shown.form.matte = Some(Matte { layer: matte, channel: mask.channel, invert: mask.invert });
            }
            match overlap.as_ref().and_then(|overlap| Some((overlap, overlap.at(moment.time)?))) {
                None => into.push(shown),
                Some((overlap, here)) if overlap.takeover == Takeover::Shader => {
                    lead_over((overlap, here), layer, shown, moment, into);
                }
                Some((overlap, here)) => take_over(overlap, here, shown, moment.canvas, into),
            }
        }
    }
}

/// When a clip takes over from the one before it, if it wants to and both are seen at a time.
fn overlap(before: &TimedLayer, layer: &TimedLayer) -> Option<Overlap> {
    let transition = layer.layer.transition.as_ref()?;
    let end = before.end.min(layer.end);
    let (takeover, side, ease) = (transition.takeover, transition.side, transition.ease);
    let meet = before.start <= layer.start && layer.start < end;
    meet.then_some(Overlap { from: before.index, takeover, side, ease, start: layer.start, end })
}

/// Both as a shader has them between each other. What a shader of nothing is known of shows is the clip that comes.
fn lead_over(
    (overlap, here): (&Overlap, f64),
    layer: &TimedLayer,
    shown: SceneLayer,
    moment: &Moment<'_>,
    into: &mut Vec<SceneLayer>,
) {
    let Some(shader) = &layer.takeover else { return into.push(shown) };
    let before = into.pop_if(|before| before.index == overlap.from);
    let shader = shader.settled(&moment.within(overlap.start, overlap.end), here.clamp(0.0, 1.0));
    let (index, size) = (shown.index + PAIRS, moment.canvas.map(|side| side as u32).into());
    let between = SceneBetween { shader, size, from: before.into_iter().collect(), to: vec![shown] };
    into.push(whole(index, SceneContent::Between(Box::new(between))));
}

fn whole(index: usize, content: SceneContent) -> SceneLayer {
    SceneLayer {
        index,
        content,
        placement: Placement::whole(),
        opacity: 1.0,
        blend: Blend::Normal,
        form: Form { isolated: true, ..Form::default() },
        effects: Vec::new(),
    }
}

fn take_over(overlap: &Overlap, here: f64, mut shown: SceneLayer, canvas: [f64; 2], into: &mut Vec<SceneLayer>) {
    shown.placement.passing = overlap.passing(here, shown.placement.passing);
    if overlap.takeover != Takeover::Dissolve {
        into.push(shown);
        return;
    }
    let here = here.clamp(0.0, 1.0) as f32;
    let plain = |layer: &SceneLayer| layer.blend == Blend::Normal;
    let before = into.last().is_some_and(|before| before.index == overlap.from && plain(before) && plain(&shown));
    shown.opacity *= here;
    let Some(mut before) = before.then(|| into.pop()).flatten() else {
        into.push(shown);
        return;
    };
    // Light of both adds up to what it would be if they were mixed: also where they let light through.
    before.opacity *= 1.0 - here;
    shown.blend = Blend::PlusLighter;
    let index = shown.index + PAIRS;
    let layers = [before, shown].into_iter().filter(|layer| layer.opacity > 0.0).collect();
    into.push(whole(index, SceneContent::Group { size: canvas.map(|side| side as u32).into(), layers }));
}
