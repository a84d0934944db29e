//! What effects should give, pixel by pixel in double precision, as their descriptions say it.

use super::scenes::Dice;

/// RGBA, colours multiplied by alpha, 0..1.
#[derive(Clone)]
pub struct Model {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[f64; 4]>,
}

impl Model {
    pub fn new(width: usize, height: usize, color: impl Fn(usize, usize) -> [f64; 4]) -> Self {
        let pixels = (0..width * height).map(|at| color(at % width, at / width)).collect();
        Self { width, height, pixels }
    }

    pub fn size(&self) -> (u32, u32) {
        (self.width as u32, self.height as u32)
    }

    /// Colours not multiplied by alpha and alpha, both random but for hard edges, dark and bright areas and holes.
    pub fn wild(width: usize, height: usize, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let noise: Vec<[f64; 4]> =
            (0..width * height).map(|_| [0; 4].map(|_: i32| f64::from(dice.byte()) / 255.0)).collect();
        Self::new(width, height, |x, y| {
            let [r, g, b, a] = noise[y * width + x];
            let a = match (x * 5 / width, y * 4 / height) {
                (1, 1) => 0.0,
                (3, _) => 1.0,
                (_, 3) => a,
                _ => 1.0,
            };
            match (x * 7 / width, y * 3 / height) {
                (2, _) => [a, a, a, a],
                (5, 1) => [0.0, 0.1 * a, 0.02 * a, a],
                _ => [r * a, g * a, b * a, a],
            }
        })
        .stored()
    }

    /// As 16 bits keep it.
    pub fn stored(mut self) -> Self {
        for part in self.pixels.iter_mut().flatten() {
            *part = (*part * 65535.0).round() / 65535.0;
        }
        self
    }

    pub fn words(&self) -> Vec<[u16; 4]> {
        self.pixels.iter().map(|pixel| pixel.map(|part| (part * 65535.0).round() as u16)).collect()
    }

    pub fn map(&self, change: impl Fn([f64; 4]) -> [f64; 4]) -> Self {
        Self { pixels: self.pixels.iter().map(|pixel| change(*pixel)).collect(), ..self.clone() }
    }

    /// Beyond the edges nothing.
    fn clear(&self, x: i64, y: i64) -> [f64; 4] {
        let inside = x >= 0 && y >= 0 && x < self.width as i64 && y < self.height as i64;
        if inside { self.pixels[y as usize * self.width + x as usize] } else { [0.0; 4] }
    }

    /// Beyond the edges the last pixel.
    fn clamped(&self, x: i64, y: i64) -> [f64; 4] {
        self.clear(x.clamp(0, self.width as i64 - 1), y.clamp(0, self.height as i64 - 1))
    }

    /// Between texels, at a point in texels.
    pub fn bilinear(&self, x: f64, y: f64) -> [f64; 4] {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let mut sum = [0.0; 4];
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let share = (if dx == 1 { across } else { 1.0 - across }) * (if dy == 1 { down } else { 1.0 - down });
            add(&mut sum, self.clamped(left as i64 + dx, top as i64 + dy), share);
        }
        sum
    }

    /// At a point given as fractions of width and height, as a texture is sampled.
    pub fn uv(&self, u: f64, v: f64) -> [f64; 4] {
        self.bilinear(u * self.width as f64, v * self.height as f64)
    }

    /// The Gaussian itself, along rows and then along columns.
    pub fn gaussian(&self, sigma: f64) -> Self {
        let reach = (6.0 * sigma).ceil() as i64 + 1;
        let weights: Vec<f64> = (-reach..=reach).map(|i| (-0.5 * (i as f64 / sigma).powi(2)).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let pass = |from: &Self, across: i64, down: i64| {
            Self::new(from.width, from.height, |x, y| {
                let mut all = [0.0; 4];
                for (weight, i) in weights.iter().zip(-reach..) {
                    add(&mut all, from.clear(x as i64 + i * across, y as i64 + i * down), weight / sum);
                }
                all
            })
        };
        pass(&pass(self, 1, 0), 0, 1)
    }

    /// The largest difference to what came back, in steps of 8 bits, and where.
    pub fn worst(&self, got: &[[u16; 4]]) -> (f64, usize, usize) {
        assert_eq!(got.len(), self.pixels.len());
        let mut worst = (0.0, 0, 0);
        for (at, (wanted, got)) in self.pixels.iter().zip(got).enumerate() {
            for (wanted, got) in wanted.iter().zip(got) {
                let error = (wanted.clamp(0.0, 1.0) - f64::from(*got) / 65535.0).abs() * 255.0;
                if error > worst.0 {
                    worst = (error, at % self.width, at / self.width);
                }
            }
        }
        worst
    }
}

pub fn add(sum: &mut [f64; 4], color: [f64; 4], share: f64) {
    for (sum, part) in sum.iter_mut().zip(color) {
        *sum += part * share;
    }
}

pub fn decode(v: f64) -> f64 {
    if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

pub fn encode(v: f64) -> f64 {
    if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
}

pub fn smoothstep(low: f64, high: f64, x: f64) -> f64 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
