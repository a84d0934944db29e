//! Contact sheets: many stills in one picture.

use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbImage, Rgba, RgbaImage};

const SHEET_WIDTH: u32 = 1920;
const MOST_COLUMNS: u32 = 10;
const GAP: u32 = 4;

/// A contact sheet that grows by one picture after another, row by row; each is made small at once.
pub struct Sheet {
    columns: u32,
    tile: (u32, u32),
    placed: u32,
    picture: DynamicImage,
}

impl Sheet {
    /// A sheet for so many pictures of one size; one that is transparent keeps their alpha.
    pub fn new(pictures: usize, size: (u32, u32), transparent: bool) -> Self {
        let count = u32::try_from(pictures).unwrap_or(u32::MAX).max(1);
        let columns = (1..MOST_COLUMNS).find(|columns| columns * columns >= count).unwrap_or(MOST_COLUMNS);
        let room = (SHEET_WIDTH - (columns - 1) * GAP) / columns;
        let longest = size.0.max(size.1).max(1);
        let part = |side: u32| (side * room.min(longest) / longest).max(1);
        let tile = (part(size.0), part(size.1));
        let rows = count.div_ceil(columns);
        let (width, height) = (columns * (tile.0 + GAP) - GAP, rows * (tile.1 + GAP) - GAP);
        let picture =
            if transparent { RgbaImage::new(width, height).into() } else { RgbImage::new(width, height).into() };
        Self { columns, tile, placed: 0, picture }
    }

    pub fn add(&mut self, still: &DynamicImage) {
        let (x, y) = (self.placed % self.columns, self.placed / self.columns);
        let (x, y) = (i64::from(x * (self.tile.0 + GAP)), i64::from(y * (self.tile.1 + GAP)));
        match &mut self.picture {
            DynamicImage::ImageRgba8(sheet) => imageops::replace(sheet, &small_with_alpha(still, self.tile), x, y),
            DynamicImage::ImageRgb8(sheet) => {
                let (width, height) = self.tile;
                let small = imageops::resize(&still.to_rgb8(), width, height, FilterType::Triangle);
                imageops::replace(sheet, &small, x, y);
            }
            _ => {}
        }
        self.placed += 1;
    }

    pub fn picture(&self) -> &DynamicImage {
        &self.picture
    }
}

/// Made small as light is added up: what can't be seen lends no colour to what can.
fn small_with_alpha(still: &DynamicImage, (width, height): (u32, u32)) -> RgbaImage {
    let mut light = still.to_rgba32f();
    for Rgba([r, g, b, a]) in light.pixels_mut() {
        (*r, *g, *b) = (*r * *a, *g * *a, *b * *a);
    }
    let mut small = imageops::resize(&light, width, height, FilterType::Triangle);
    for Rgba([r, g, b, a]) in small.pixels_mut().filter(|pixel| pixel[3] > 0.0) {
        (*r, *g, *b) = (*r / *a, *g / *a, *b / *a);
    }
    DynamicImage::from(small).to_rgba8()
}
