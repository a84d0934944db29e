//! Which font files the texts of a project lead to on this box: part of the facts, because pixels depend on them.

use crate::base::Digest;
use crate::base::facts::Facts;
use crate::base::printable;
use crate::compose::text::Typesetter;
use crate::plan::key::FontUse;
use crate::project::model::{Kind, Layer, Project};

/// Adds the fonts of every text to the facts, and gives a sentence for each that is not what was asked for.
pub fn gather(project: &Project, facts: &mut Facts) -> Vec<String> {
    let mut remarks = Vec::new();
    let mut typesetter = Typesetter::default();
    of_layers(&project.layers, project.canvas.width, &mut typesetter, facts, &mut remarks);
    remarks
}

/// The texts among layers that fill a canvas of this width.
fn of_layers(layers: &[Layer], width: u32, typesetter: &mut Typesetter, facts: &mut Facts, remarks: &mut Vec<String>) {
    for layer in layers {
        if let Kind::Group(group) = &layer.kind {
            of_layers(&group.layers, group.size.0, typesetter, facts, remarks);
        }
        if let Kind::Project(project) = &layer.kind {
            of_layers(&project.layers, project.canvas.width, typesetter, facts, remarks);
        }
        let Kind::Text(text) = &layer.kind else { continue };
        let block = typesetter.block(text, f64::from(width));
        let mut hasher = blake3::Hasher::new();
        for font in block.fonts_used() {
            hasher.update(font.hash.as_bytes());
        }
        facts.fonts.insert(FontUse::of(text).to_string(), Digest::from_bytes(*hasher.finalize().as_bytes()));
        let place = format!("line {}", layer.place.line);
        let used = block.fonts_used().first().map_or("the bundled one", |font| font.family.as_str());
        for family in block.missing_fonts() {
            let family = printable::text(family);
            remarks.push(format!("{place}: this box has no font {family}; {used} is used instead"));
        }
        if block.missing_glyphs() {
            remarks.push(format!("{place}: no font of this box has all letters of this text; they show as boxes"));
        }
    }
}
