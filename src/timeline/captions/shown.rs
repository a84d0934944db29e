//! Cues as texts of a canvas, and which of them are seen at a time.

use std::sync::Arc;

use crate::base::Rational;
use crate::base::captions::{CaptionFacts, Cue, CueAlign, CueFrame, CuePlace, CueSpan};
use crate::project::model::{Align, Blend, Captions, Dress, Length, Plate, Rgba, Stretch, Stroke, Text, TextShadow};
use crate::timeline::scene::{Form, Passing, Placement, SceneContent, SceneLayer};

/// Captions that are shown at one time; with more, the earliest are hidden.
const MOST_AT_ONCE: usize = 16;
const BOLD: u16 = 700;
const REGULAR: u16 = 400;

/// The captions of one layer on their own time line.
#[derive(Debug, Clone)]
pub struct TimedCaptions {
    canvas: (u32, u32),
    /// Ascending by start.
    cues: Vec<Timed>,
}

#[derive(Debug, Clone)]
struct Timed {
    start: Rational,
    end: Rational,
    /// The latest end of this cue and all before it.
    reach: Rational,
    text: Arc<Text>,
    place: Option<CuePlace>,
}

impl TimedCaptions {
    pub fn new(captions: &Captions, facts: &CaptionFacts) -> Self {
        let mut reach = Rational::ZERO;
        let cues = facts.cues.iter().map(|cue| {
            reach = reach.max(cue.end);
            let place = cue.place.filter(|_| !captions.placed);
            Timed { start: cue.start, end: cue.end, reach, text: Arc::new(text(cue, captions)), place }
        });
        Self { canvas: captions.canvas, cues: cues.collect() }
    }

    /// Every caption's text, in the order of their times.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.cues.iter().map(|cue| &*cue.text)
    }

    /// What is seen at a time of the file, where captions stand at `usual` that don't say it themselves. What is done to
    /// the layer as a whole, whose number `index` is, is done to the canvas that they stand on; `untouched`: nothing is.
    pub fn at(
        &self,
        time: Rational,
        usual: &Placement,
        (index, untouched): (usize, bool),
    ) -> Option<(SceneContent, Placement)> {
        let begun = self.cues.partition_point(|cue| cue.start <= time);
        let lately = self.cues[..begun].iter().rev().take_while(|cue| cue.reach > time);
        let mut visible: Vec<&Timed> = lately.filter(|cue| cue.end > time).take(MOST_AT_ONCE).collect();
        visible.reverse();
        let whole = Placement { passing: usual.passing, ..Placement::whole() };
        let usual = &Placement { passing: Passing::default(), ..*usual };
        if let [only] = visible[..]
            && untouched
            && whole.passing == Passing::default()
        {
            return Some((SceneContent::Text(Arc::clone(&only.text)), self.placed(only, usual)));
        }
        let mut spots: Vec<(Option<CuePlace>, Vec<SceneLayer>)> = Vec::new();
        for cue in visible {
            let content = SceneContent::Text(Arc::clone(&cue.text));
            let layer = plain(index, content, self.placed(cue, usual));
            let fixed = cue.place.is_some_and(|place| place.fixed);
            match spots.iter_mut().find(|(place, _)| !fixed && same_spot(*place, cue.place)) {
                Some((_, layers)) => layers.push(layer),
                None => spots.push((cue.place, vec![layer])),
            }
        }
        if spots.is_empty() {
            return None;
        }
        let layers = spots.into_iter().map(|(_, layers)| plain(index, SceneContent::Stack(layers), Placement::whole()));
        Some((SceneContent::Group { size: self.canvas, layers: layers.collect() }, whole))
    }

    fn placed(&self, cue: &Timed, usual: &Placement) -> Placement {
        let Some(place) = cue.place else { return *usual };
        let canvas = [f64::from(self.canvas.0), f64::from(self.canvas.1)];
        Placement {
            position: [place.at[0] * canvas[0], place.at[1] * canvas[1]],
            anchor_fraction: place.anchor,
            anchor_px: [0.0; 2],
            ..*usual
        }
    }
}

/// Whether two captions would stand at one point.
fn same_spot(one: Option<CuePlace>, other: Option<CuePlace>) -> bool {
    one.map(|place| (place.at, place.anchor)) == other.map(|place| (place.at, place.anchor))
}

fn plain(index: usize, content: SceneContent, placement: Placement) -> SceneLayer {
    SceneLayer {
        index,
        content,
        placement,
        opacity: 1.0,
        blend: Blend::Normal,
        form: Form::default(),
        effects: Vec::new(),
    }
}

/// A cue in the layer's look, changed by what the file says.
fn text(cue: &Cue, captions: &Captions) -> Text {
    let (own, look) = (&cue.look.letters, &captions.look);
    let height = f64::from(captions.canvas.1);
    let size = own.size.map_or(look.size, |size| bounded(size * height));
    let mut font = look.font.clone();
    if let Some(family) = &own.font {
        font.insert(0, family.clone());
    }
    let mut dress = look.dress.as_deref().cloned().unwrap_or_default();
    if let Some(frame) = &cue.look.frame {
        dress = framed(frame, height);
    }
    if own.underline {
        let whole = Stretch { to: cue.text.len(), underline: true, ..Stretch::default() };
        dress.stretches.push(whole);
    }
    if !cue.spans.is_empty() {
        dress.stretches = cue.spans.iter().map(|span| stretch(span, own.underline, height)).collect();
    }
    let place = cue.place.filter(|_| !captions.placed);
    Text {
        text: cue.text.clone(),
        font,
        size,
        weight: own.bold.map_or(look.weight, weight),
        italic: own.italic.unwrap_or(look.italic),
        color: own.color.map_or(look.color, rgba),
        align: match place.and_then(|place| place.align) {
            Some(CueAlign::Left) => Align::Left,
            Some(CueAlign::Center) => Align::Center,
            Some(CueAlign::Right) => Align::Right,
            None => look.align,
        },
        line_height: look.line_height,
        max_width: match place.and_then(|place| place.width) {
            Some(width) => Some(Length::Percent(width * 100.0)),
            None => look.max_width,
        },
        reveal: None,
        dress: dress.unless_plain(),
    }
}

fn stretch(span: &CueSpan, underlined: bool, height: f64) -> Stretch {
    let letters = &span.letters;
    Stretch {
        from: span.from,
        to: span.to,
        font: letters.font.clone(),
        size: letters.size.map(|size| bounded(size * height)),
        weight: letters.bold.map(weight),
        italic: letters.italic,
        underline: letters.underline || underlined,
        color: letters.color.map(rgba),
    }
}

fn framed(frame: &CueFrame, height: f64) -> Dress {
    let outline = (frame.outline * height).min(height);
    // Half of a line lies outside of the letters.
    let stroke = (outline > 0.0 && frame.plate.is_none())
        .then(|| Stroke { width: outline * 2.0, color: rgba(frame.outline_color) });
    let fall = (frame.shadow * height).min(height);
    let shadow = (fall > 0.0).then(|| TextShadow { offset: [fall; 2], blur: 0.0, color: rgba(frame.shadow_color) });
    let plate = frame.plate.map(|color| Plate { color: rgba(color), padding: outline, radius: Length::Px(0.0) });
    Dress { stroke, shadow, plate, stretches: Vec::new() }
}

/// A script may ask for letters of any size; none are larger than can be drawn.
fn bounded(size: f64) -> f64 {
    size.clamp(1.0, 4096.0)
}

fn weight(bold: bool) -> u16 {
    if bold { BOLD } else { REGULAR }
}

fn rgba(parts: [u8; 4]) -> Rgba {
    let [r, g, b, a] = parts.map(|part| f32::from(part) / 255.0);
    Rgba { r, g, b, a }
}
