//! Which font files the texts of a project lead to on this box: part of the facts, because pixels depend on them. What is not
//! as the project asks for it is told with its place.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::base::facts::Facts;
use crate::base::{Digest, printable};
use crate::compose::text::{BUNDLED_FAMILY, Block, Typesetter};
use crate::plan::key::FontUse;
use crate::project::model::{Kind, Layer, Project, Text};
use crate::project::{Problem, Reading, Severity};
use crate::timeline::captions::TimedCaptions;

/// Fonts and letters that one layer is told of.
const MOST_TOLD: usize = 8;

/// Adds the fonts of every text to the facts, and gives a warning for each that is not what was asked for.
pub fn gather(reading: &Reading, project: &Project, facts: &mut Facts) -> Vec<Problem> {
    let file = reading.file.clone();
    let mut gathering = Gathering { reading, file, typesetter: Typesetter::default(), facts, problems: Vec::new() };
    gathering.layers(&project.layers, project.canvas.width);
    gathering.problems
}

struct Gathering<'a> {
    reading: &'a Reading,
    /// The document that the layers stand in.
    file: PathBuf,
    typesetter: Typesetter,
    facts: &'a mut Facts,
    problems: Vec<Problem>,
}

/// What one layer wants and doesn't get.
#[derive(Default)]
struct Wanting {
    /// Families with what stands in for them.
    families: BTreeSet<(String, String)>,
    letters: BTreeSet<char>,
    /// Whose boxes stand for those letters.
    boxes_of: String,
}

impl Gathering<'_> {
    /// The texts among layers that fill a canvas of this width.
    fn layers(&mut self, layers: &[Layer], width: u32) {
        for layer in layers {
            match &layer.kind {
                Kind::Group(group) => self.layers(&group.layers, group.size.0),
                Kind::Project(project) => {
                    let around = std::mem::replace(&mut self.file, project.path.clone());
                    self.layers(&project.layers, project.canvas.width);
                    self.file = around;
                }
                Kind::Text(text) => {
                    let mut wanting = Wanting::default();
                    self.text(text, width, &mut wanting);
                    self.tell(layer, "text", &wanting);
                }
                Kind::Captions(captions) => {
                    let Some(found) = self.facts.sources.get(&captions.source).and_then(|facts| facts.captions())
                    else {
                        continue;
                    };
                    let timed = TimedCaptions::new(captions, found);
                    let mut wanting = Wanting::default();
                    timed.texts().for_each(|text| self.text(text, width, &mut wanting));
                    self.tell(layer, "captions", &wanting);
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &Text, width: u32, wanting: &mut Wanting) {
        let name = FontUse::of(text).to_string();
        let block = self.typesetter.block(text, f64::from(width));
        let mut hasher = blake3::Hasher::new();
        for font in block.fonts_used() {
            hasher.update(font.hash.as_bytes());
        }
        self.facts.fonts.insert(name, Digest::from_bytes(*hasher.finalize().as_bytes()));
        wanting.add(&block);
    }

    fn tell(&mut self, layer: &Layer, kind: &str, wanting: &Wanting) {
        for (family, instead) in wanting.families.iter().take(MOST_TOLD) {
            let message = format!("this box has no font `{family}`; `{instead}` is used instead");
            let help = "install the font, or name another one with `font:`";
            self.warn(layer, "font", kind, message, help);
        }
        if wanting.letters.is_empty() {
            return;
        }
        let named: Vec<String> = wanting.letters.iter().take(MOST_TOLD).map(|letter| named(*letter)).collect();
        let more = if wanting.letters.len() > MOST_TOLD { " and more" } else { "" };
        let (has, show) = if named.len() == 1 && more.is_empty() {
            ("", "it shows as a box")
        } else {
            ("any of ", "they show as boxes")
        };
        let message =
            format!("no font of this box has {has}{}{more}; {show} of `{}`", named.join(", "), wanting.boxes_of);
        self.warn(layer, kind, kind, message, "install a font that has these letters");
    }

    /// A warning at a key of the layer, or at its kind where it does not have that.
    fn warn(&mut self, layer: &Layer, key: &str, kind: &str, message: String, help: &str) {
        let place = |key: &str| {
            let path = format!("{}.{key}", layer.place.path);
            // Only the places of the outermost document are known one by one.
            let places = (self.file == self.reading.file).then_some(&self.reading.places)?;
            places.get(&path).map(|(line, column)| (*line, *column, path))
        };
        let found = place(key).or_else(|| place(kind));
        let (line, column, path) = found.unwrap_or((layer.place.line, layer.place.column, layer.place.path.clone()));
        let (file, help) = (self.file.clone(), Some(help.to_owned()));
        self.problems.push(Problem { severity: Severity::Warning, file, line, column, path, message, help });
    }
}

impl Wanting {
    fn add(&mut self, block: &Block) {
        let used = block.fonts_used().first().map_or(BUNDLED_FAMILY, |font| font.family.as_str());
        for family in block.missing_fonts() {
            if self.families.len() <= MOST_TOLD && !self.families.iter().any(|(known, _)| known == family) {
                self.families.insert((printable::text(family), printable::text(used)));
            }
        }
        if !block.missing_glyphs().is_empty() && self.letters.len() <= MOST_TOLD {
            self.letters.extend(block.missing_glyphs());
            self.boxes_of = printable::text(block.fonts_used().last().map_or(BUNDLED_FAMILY, |font| &font.family));
        }
    }
}

/// A letter as `U+1F600`, with itself where it can be printed.
fn named(letter: char) -> String {
    let shown = printable::text(&letter.to_string());
    format!("U+{:04X} (`{shown}`)", u32::from(letter))
}
