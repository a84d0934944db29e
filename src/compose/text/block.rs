//! Text broken into lines: how large it is, where its glyphs stand, which fonts it took.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, FontContext, Layout, LayoutContext, PositionedLayoutItem};

use crate::base::Digest;
use crate::project::model::{Align, Text};

use super::faces;

/// Laid out texts that are kept; a film with more of them at once lays some out again.
const MOST_BLOCKS: usize = 512;

/// Lays text out, each text once.
#[derive(Default)]
pub struct Typesetter {
    layouts: LayoutContext<()>,
    bundled: Option<FontContext>,
    /// Made when a text asks for a font that does not come with the program; looking at a box's fonts takes a while.
    of_the_box: Option<FontContext>,
    blocks: HashMap<Digest, Arc<Block>>,
}

/// One laid out text, in canvas pixels.
pub struct Block {
    pub(in crate::compose) key: Digest,
    pub(super) layout: Layout<()>,
    /// What each line is moved by to stand as `align` says.
    pub(super) line_shift: Vec<f32>,
    /// Largest font size, which bounds how far ink reaches out of the block.
    pub(in crate::compose) font_size: f64,
    width: f64,
    height: f64,
    fonts: Vec<FontUse>,
    missing: Vec<String>,
    missing_glyphs: bool,
}

/// A font that a text took glyphs from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontUse {
    /// The family; empty where the box chose a font for letters that no named one has.
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

    /// Some letters have no glyph in any font of this box and show as boxes.
    pub fn missing_glyphs(&self) -> bool {
        self.missing_glyphs
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
        if faces::bundled_comes_first(&text.font) {
            let fonts = self.bundled.get_or_insert_with(|| faces::fonts(false));
            let ours = lay_out(fonts, &mut self.layouts, text, canvas_width, key);
            // Letters that the bundled face lacks, and further names of the list, are looked for on the box.
            if !ours.missing_glyphs {
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
    hasher.update(&text.weight.to_le_bytes()).update(&[u8::from(text.italic), text.align as u8]);
    Digest::from_bytes(*hasher.finalize().as_bytes())
}

fn lay_out(
    fonts: &mut FontContext,
    layouts: &mut LayoutContext<()>,
    text: &Text,
    canvas_width: f64,
    key: Digest,
) -> Block {
    // Sizes are bounded where documents are read; here they only must not break the layout engine.
    let font_size = text.size.clamp(0.1, 16384.0);
    let letters = printed(&text.text);
    let mut builder = layouts.ranged_builder(fonts, &letters, 1.0, false);
    builder.push_default(StyleProperty::FontFamily(faces::family(&text.font)));
    builder.push_default(StyleProperty::FontSize(font_size as f32));
    builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(text.weight))));
    builder.push_default(StyleProperty::FontStyle(if text.italic { FontStyle::Italic } else { FontStyle::Normal }));
    builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(text.line_height.max(0.0) as f32)));
    builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
    let mut layout: Layout<()> = builder.build(&letters);
    let max_width = text.max_width.map(|width| width.px(canvas_width).max(1.0) as f32);
    layout.break_all_lines(max_width);
    layout.align(Alignment::Left, AlignmentOptions::default());

    let extents = |line: &parley::layout::Line<'_, ()>| {
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
    let (fonts_used, missing_glyphs) = used(&layout, fonts, &text.font);
    Block {
        key,
        width: f64::from(width),
        height: f64::from(layout.height()),
        line_shift,
        font_size,
        missing: faces::missing(&text.font, fonts),
        fonts: fonts_used,
        missing_glyphs,
        layout,
    }
}

/// The letters that can be drawn: fonts have boxes, not glyphs, for tabs and other controls.
fn printed(text: &str) -> Cow<'_, str> {
    if !text.contains(|letter: char| letter.is_control() && letter != '\n') {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    Cow::Owned(text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect())
}

/// The fonts that glyphs came from, and whether some letter had none.
fn used(layout: &Layout<()>, fonts: &mut FontContext, names: &[String]) -> (Vec<FontUse>, bool) {
    let mut seen: Vec<u64> = Vec::new();
    let mut all = Vec::new();
    let mut missing = false;
    for line in layout.lines() {
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(run) = item else { continue };
            missing |= run.glyphs().any(|glyph| glyph.id == 0);
            let data = &run.run().font().data;
            if !seen.contains(&data.id()) {
                seen.push(data.id());
                let family = faces::family_of(data.id(), names, fonts);
                all.push(FontUse { family, hash: Digest::of(data.data()) });
            }
        }
    }
    (all, missing)
}
