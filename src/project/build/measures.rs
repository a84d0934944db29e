//! What frames and beats are worth, read before anything else: every time in the document needs it.

use crate::base::Rational;
use crate::project::time::{self, Measures, Sense, Tempo};
use crate::project::tree::Node;
use crate::project::values;

/// Frames a second where the document says nothing.
pub const DEFAULT_FPS: i64 = 30;

/// The measures of a document; what is wrong in it counts as its default here and is said by the walk.
pub fn measures(tree: &Node) -> Measures {
    let fps = tree.get("canvas").and_then(|canvas| canvas.get("fps")).and_then(Node::scalar).and_then(values::fps);
    let mut measures = Measures { fps: fps.unwrap_or(Rational::from_int(DEFAULT_FPS)), tempo: Tempo::Unset };
    if let Some(tempo) = tree.get("tempo") {
        measures.tempo = constant(tempo, &measures).unwrap_or(Tempo::Elsewhere);
    }
    measures
}

fn constant(tempo: &Node, measures: &Measures) -> Option<Tempo> {
    let text = |key: &str| tempo.get(key).and_then(Node::scalar);
    let bpm =
        Rational::from_decimal(text("bpm")?.trim()).filter(|bpm| *bpm >= Rational::ONE && bpm.den() <= 1_000_000)?;
    let offset = match text("offset") {
        Some(offset) => time::parse(offset, Sense::Length, measures).ok()?,
        None => Rational::ZERO,
    };
    let beats_per_bar = match text("signature") {
        Some(signature) => values::ratio(signature, '/')?.0,
        None => 4,
    };
    Some(Tempo::Constant { bpm, offset, beats_per_bar })
}
