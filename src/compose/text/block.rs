//! Text broken into lines: how large it is, where its glyphs stand, which fonts it took.

use std::collections::HashMap;
use std::sync::Arc;

use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, FontContext, Layout, LayoutContext, PositionedLayoutItem};

use crate::base::Digest;
use crate::project::model::{Align, RevealBy, Stretch, Text};
use crate::timeline::reveal;

use super::{face_name, faces, ink};

/// Laid out texts that are kept; a film with more of them at once lays some out again.
const MOST_BLOCKS: usize = 512;
/// Letters without a glyph that are told of one by one.
const MOST_MISSING: usize = 8;

/// Which of the text's stretches a glyph belongs to, counted from one; none of them is 0.
pub(super) type InStretch = u16;

/// Lays text out, each text once.
#[derive(Default)]
pub struct Typesetter {
    layouts: LayoutContext<InStretch>,
    bundled: Option<FontContext>,
    /// Made when a text asks for a font that does not come with the program; looking at a box's fonts takes a while.
    of_the_box: Option<FontContext>,
    blocks: HashMap<Digest, Arc<Block>>,
}

/// One laid out text, in canvas pixels.
pub struct Block {
    pub(in crate::compose) key: Digest,
    pub(super) layout: Layout<InStretch>,
    /// What each line is moved by to stand as `align` says.
    pub(super) line_shift: Vec<f32>,
    /// How far ink may reach out of the block.
    pub(in crate::compose) overhang: f64,
    /// Per line, where in the letters each glyph begins, from left to right.
    pub(super) begins: Vec<Vec<usize>>,
    letters: String,
    width: f64,
    height: f64,
    fonts: Vec<FontUse>,
    missing: Vec<String>,
    missing_glyphs: Vec<char>,
}

/// A font that a text took glyphs from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontUse {
    /// The family, as the document names it or, where the box chose a font by itself, as that calls itself.
    pub family: String,
    /// Hash of the font file.
    pub hash: Digest,
}

impl Block {
    /// Width of the longest line and height of all lines: the natural size of a text layer.
    pub fn size(&self) -> [f64; 2] {
        [self.width, self.height]
    }

    pub fn fonts_used(&self) -> &[FontUse] {
        &self.fonts
    }

    /// Families of the text's list that this box does not have.
    pub fn missing_fonts(&self) -> &[String] {
        &self.missing
    }

    /// Letters that have no glyph in any font of this box and show as boxes; the first few of them.
    pub fn missing_glyphs(&self) -> &[char] {
        &self.missing_glyphs
    }

    /// Where the letters end, in bytes, that are there with so many units.
    pub(in crate::compose) fn shown(&self, by: RevealBy, units: u32) -> usize {
        match by {
            RevealBy::Line => {
                let line = (units as usize).checked_sub(1).and_then(|last| self.layout.lines().nth(last));
                line.map_or(self.letters.len(), |line| line.text_range().end)
            }
            _ => reveal::end_of(&self.letters, by, units),
        }
    }

    /// Where all letters end.
    pub(in crate::compose) fn end(&self) -> usize {
        self.letters.len()
    }

    pub fn line_count(&self) -> usize {
        self.layout.len()
    }
}

impl Typesetter {
    /// The text laid out on a canvas of that width. The same text gives the same block whatever was laid out before.
    pub fn block(&mut self, text: &Text, canvas_width: f64) -> Arc<Block> {
        let key = key_of(text, canvas_width);
        if let Some(block) = self.blocks.get(&key) {
            return block.clone();
        }
        let mut block = None;
        if faces::bundled_comes_first(&text.font) && !stretches(text).iter().any(|part| part.font.is_some()) {
            let fonts = self.bundled.get_or_insert_with(|| faces::fonts(false));
            let ours = lay_out(fonts, &mut self.layouts, text, canvas_width, key);
            // Letters that the bundled face lacks, and further names of the list, are looked for on the box.
            if ours.missing_glyphs.is_empty() {
                block = Some(ours);
            }
        }
        let block = block.unwrap_or_else(|| {
            let fonts = self.of_the_box.get_or_insert_with(|| faces::fonts(true));
            lay_out(fonts, &mut self.layouts, text, canvas_width, key)
        });
        if self.blocks.len() >= MOST_BLOCKS {
            self.blocks.clear();
        }
        let block = Arc::new(block);
        self.blocks.insert(key, block.clone());
        block
    }
}

impl std::fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typesetter").field("blocks", &self.blocks.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Block").field("width", &self.width).field("height", &self.height).finish_non_exhaustive()
    }
}

/// Everything that decides a block, and the colour, which decides its pixels.
fn key_of(text: &Text, canvas_width: f64) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(text.text.len() as u64).to_le_bytes()).update(text.text.as_bytes());
    hasher.update(&(text.font.len() as u64).to_le_bytes());
    for name in &text.font {
        hasher.update(&(name.len() as u64).to_le_bytes()).update(name.as_bytes());
    }
    let max_width = text.max_width.map_or(-1.0, |width| width.px(canvas_width));
    for number in [text.size, text.line_height, max_width] {
        hasher.update(&number.to_le_bytes());
    }
    for part in [text.color.r, text.color.g, text.color.b, text.color.a] {
        hasher.update(&part.to_le_bytes());
    }
    // A derived form prints every number exactly.
    hasher.update(format!("{:?}", text.dress).as_bytes());
    hasher.update(&text.weight.to_le_bytes()).update(&[u8::from(text.italic), text.align as u8]);
    Digest::from_bytes(*hasher.finalize().as_bytes())
}

/// The parts of a text that are set in another way.
pub(super) fn stretches(text: &Text) -> &[Stretch] {
    text.dress.as_ref().map_or(&[], |dress| &dress.stretches)
}

/// Sizes are bounded where documents are read; here they only must not break the layout engine.
fn bounded(size: f64) -> f64 {
    size.clamp(0.1, 16384.0)
}

fn lay_out(
    fonts: &mut FontContext,
    layouts: &mut LayoutContext<InStretch>,
    text: &Text,
    canvas_width: f64,
    key: Digest,
) -> Block {
    let letters = text.printed();
    let slant = |italic: bool| if italic { FontStyle::Italic } else { FontStyle::Normal };
    let mut builder = layouts.ranged_builder(fonts, &letters, 1.0, false);
    builder.push_default(StyleProperty::FontFamily(faces::family(&text.font)));
    builder.push_default(StyleProperty::FontSize(bounded(text.size) as f32));
    builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(text.weight))));
    builder.push_default(StyleProperty::FontStyle(slant(text.italic)));
    builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(text.line_height.max(0.0) as f32)));
    builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
    let mut names = text.font.clone();
    for (index, part) in stretches(text).iter().enumerate() {
        let Ok(number) = InStretch::try_from(index + 1) else { break };
        let range = part.from..part.to;
        if letters.get(range.clone()).is_none_or(str::is_empty) {
            continue;
        }
        builder.push(StyleProperty::Brush(number), range.clone());
        if let Some(family) = &part.font {
            let list: Vec<String> = std::iter::once(family).chain(&text.font).cloned().collect();
            builder.push(StyleProperty::FontFamily(faces::family(&list)), range.clone());
            if !names.contains(family) {
                names.push(family.clone());
            }
        }
        if let Some(size) = part.size {
            builder.push(StyleProperty::FontSize(bounded(size) as f32), range.clone());
        }
        if let Some(weight) = part.weight {
            builder.push(StyleProperty::FontWeight(FontWeight::new(f32::from(weight))), range.clone());
        }
        if let Some(italic) = part.italic {
            builder.push(StyleProperty::FontStyle(slant(italic)), range.clone());
        }
        if part.underline {
            builder.push(StyleProperty::Underline(true), range);
        }
    }
    let mut layout: Layout<InStretch> = builder.build(&letters);
    let max_width = text.max_width.map(|width| width.px(canvas_width).max(1.0) as f32);
    layout.break_all_lines(max_width);
    layout.align(Alignment::Left, AlignmentOptions::default());

    let extents = |line: &parley::layout::Line<'_, InStretch>| {
        let metrics = line.metrics();
        (metrics.advance - metrics.hanging_advance).max(0.0)
    };
    let width = layout.lines().map(|line| extents(&line)).fold(0.0f32, f32::max);
    let line_shift = layout
        .lines()
        .map(|line| {
            let rest = width - extents(&line);
            let wanted = match text.align {
                Align::Left => 0.0,
                Align::Center => rest / 2.0,
                Align::Right => rest,
            };
            wanted - line.metrics().offset
        })
        .collect();
    let (begins, missing_glyphs) = glyphs(&layout, &letters);
    Block {
        key,
        width: f64::from(width),
        height: f64::from(layout.height()),
        line_shift,
        overhang: ink::overhang(text),
        begins,
        missing: faces::missing(&names, fonts),
        fonts: used(&layout, fonts, &names),
        missing_glyphs,
        letters: letters.into_owned(),
        layout,
    }
}

/// Where the glyphs of each line begin in the text, from left to right, and the letters that have none.
fn glyphs(layout: &Layout<InStretch>, letters: &str) -> (Vec<Vec<usize>>, Vec<char>) {
    let mut missing = Vec::new();
    let mut all = Vec::with_capacity(layout.len());
    for line in layout.lines() {
        let mut begins = Vec::new();
        for cluster in line.runs().flat_map(|run| run.visual_clusters()) {
            let range = cluster.text_range();
            let mut absent = false;
            for glyph in cluster.glyphs() {
                begins.push(range.start);
                absent |= glyph.id == 0;
            }
            if absent {
                for letter in letters.get(range).unwrap_or_default().chars() {
                    if !missing.contains(&letter) && missing.len() < MOST_MISSING {
                        missing.push(letter);
                    }
                }
            }
        }
        all.push(begins);
    }
    (all, missing)
}

/// The fonts that glyphs came from.
fn used(layout: &Layout<InStretch>, fonts: &mut FontContext, names: &[String]) -> Vec<FontUse> {
    let mut seen: Vec<(u64, u32)> = Vec::new();
    let mut all = Vec::new();
    for line in layout.lines() {
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(run) = item else { continue };
            let font = run.run().font();
            if !seen.contains(&(font.data.id(), font.index)) {
                seen.push((font.data.id(), font.index));
                let named = faces::family_of(font.data.id(), names, fonts);
                let family = named.or_else(|| face_name::family(font.data.data(), font.index)).unwrap_or_default();
                all.push(FontUse { family, hash: Digest::of(font.data.data()) });
            }
        }
    }
    all
}
