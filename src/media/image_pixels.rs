//! Finished pixels, R, G, B and alpha side by side, as the encoders of single pictures take them.

/// Pixels as they were composed: 8 or 16 bits a sample (the lower byte first), rows `stride` bytes apart, colours not
/// multiplied by alpha.
#[derive(Debug, Clone, Copy)]
pub struct Pixels<'a> {
    pub bytes: &'a [u8],
    pub stride: usize,
    pub width: usize,
    pub deep: bool,
}

impl<'a> Pixels<'a> {
    /// The rows, without what pads them; nothing where the memory is smaller than `rows` of them.
    pub fn rows(self, rows: usize) -> Option<impl Iterator<Item = &'a [u8]>> {
        let row = self.width * if self.deep { 8 } else { 4 };
        let needs = self.stride.checked_mul(rows.checked_sub(1)?)?.checked_add(row)?;
        let fits = self.stride >= row && self.bytes.len() >= needs;
        fits.then(|| self.bytes.chunks(self.stride).take(rows).map(move |line| &line[..row]))
    }
}

/// How packed samples lie in an encoder's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    pub alpha: bool,
    pub deep: bool,
    pub big_endian: bool,
}

impl Packed {
    pub fn pixel_bytes(self) -> usize {
        (3 + usize::from(self.alpha)) * (1 + usize::from(self.deep))
    }

    /// Copies a row; samples keep their values. Without alpha, what lets light through stands over black.
    pub fn row(self, from: &[u8], to: &mut [u8]) {
        let sample = 1 + usize::from(self.deep);
        for (to, from) in to.chunks_exact_mut(self.pixel_bytes()).zip(from.chunks_exact(4 * sample)) {
            to.copy_from_slice(&from[..to.len()]);
            if !self.alpha {
                self.over_black(&from[3 * sample..], to);
            }
            if self.deep && self.big_endian {
                to.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
            }
        }
    }
}

impl Packed {
    fn over_black(self, cover: &[u8], to: &mut [u8]) {
        if cover.iter().all(|byte| *byte == u8::MAX) {
            return;
        }
        match *cover {
            [low, high] => {
                let cover = u16::from_le_bytes([low, high]);
                for pair in to.as_chunks_mut::<2>().0 {
                    *pair = covered(u16::from_le_bytes(*pair), cover).to_le_bytes();
                }
            }
            _ => {
                let cover = u32::from(cover.first().copied().unwrap_or(u8::MAX));
                to.iter_mut().for_each(|part| *part = ((u32::from(*part) * cover + 127) / 255) as u8);
            }
        }
    }
}

/// A sample over black.
pub fn covered(sample: u16, cover: u16) -> u16 {
    ((u64::from(sample) * u64::from(cover) + 32_767) / 65_535) as u16
}

/// Luma and colour as JFIF has them: BT.601 in full range. What lets light through stands over black.
pub fn jfif(pixel: [u8; 4]) -> [u8; 3] {
    let [r, g, b, a] = pixel.map(i64::from);
    let [r, g, b] = [r, g, b].map(|part| (part * a + 127) / 255);
    // Sixteen bits of fraction; the rows of colour add up to nothing.
    let y = 19_595 * r + 38_470 * g + 7_471 * b;
    let cb = -11_059 * r - 21_709 * g + 32_768 * b;
    let cr = 32_768 * r - 27_439 * g - 5_329 * b;
    let whole = |value: i64, zero: i64| ((value + (zero << 16) + (1 << 15)) >> 16).clamp(0, 255) as u8;
    [whole(y, 0), whole(cb, 128), whole(cr, 128)]
}

/// The mean of what shares a sample of colour; JFIF's stand in the middle.
pub fn mean(samples: &[u8]) -> u8 {
    let sum: u32 = samples.iter().map(|sample| u32::from(*sample)).sum();
    let count = samples.len().max(1) as u32;
    ((sum + count / 2) / count) as u8
}

/// What each 16-bit sample of sRGB is worth in linear light.
pub fn linear_light() -> Vec<f32> {
    let worth = |code: u32| {
        let value = f64::from(code) / 65_535.0;
        let light = if value <= 0.040_45 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) };
        light as f32
    };
    (0..=65_535).map(worth).collect()
}
