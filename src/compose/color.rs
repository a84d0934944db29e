//! Code values to R'G'B' and back: weights, range and the numbers that the kernels get.

use super::YuvMatrix;

impl YuvMatrix {
    /// Kr and Kb.
    fn weights(self) -> (f64, f64) {
        match self {
            Self::Bt601 => (0.299, 0.114),
            Self::Bt2020 => (0.2627, 0.0593),
            Self::Fcc => (0.30, 0.11),
            Self::Smpte240 => (0.212, 0.087),
            Self::Bt709 | Self::YCgCo | Self::Rgb => (0.2126, 0.0722),
        }
    }

    /// Y, Cb and Cr (around zero) to R', G' and B'.
    fn rows(self) -> [[f64; 3]; 3] {
        let (kr, kb) = self.weights();
        let kg = 1.0 - kr - kb;
        match self {
            Self::Rgb => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::YCgCo => [[1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [1.0, -1.0, -1.0]],
            _ => [
                [1.0, 0.0, 2.0 * (1.0 - kr)],
                [1.0, -2.0 * kb * (1.0 - kb) / kg, -2.0 * kr * (1.0 - kr) / kg],
                [1.0, 2.0 * (1.0 - kb), 0.0],
            ],
        }
    }
}

/// Rows that give R', G' and B' (0..1) from samples of `depth` bits: `row.xyz · (y, cb, cr) + row.w`.
pub(super) fn decode_rows(matrix: YuvMatrix, full_range: bool, depth: u8) -> [[f32; 4]; 3] {
    let most = f64::from((1u32 << depth) - 1);
    // Limited range is that of eight bits, shifted up.
    let step = libm::exp2(f64::from(depth) - 8.0);
    let (y_scale, y_zero, c_scale) = if full_range {
        (1.0 / most, 0.0, 1.0 / most)
    } else {
        (1.0 / (219.0 * step), 16.0 * step, 1.0 / (224.0 * step))
    };
    let (scales, zeros) = match matrix {
        YuvMatrix::Rgb => ([y_scale; 3], [y_zero; 3]),
        _ => ([y_scale, c_scale, c_scale], [y_zero, 128.0 * step, 128.0 * step]),
    };
    matrix.rows().map(|row| {
        let parts = [0, 1, 2].map(|part| row[part] * scales[part]);
        let zero: f64 = parts.iter().zip(zeros).map(|(part, zero)| part * zero).sum();
        [parts[0] as f32, parts[1] as f32, parts[2] as f32, -zero as f32]
    })
}

/// Rows that give limited Y, Cb, Cr of so many bits from R'G'B' (0..1).
pub(super) fn encode_rows(matrix: YuvMatrix, bits: u32) -> [[f32; 4]; 3] {
    encode_rows_exact(matrix, bits).map(|row| row.map(|part| part as f32))
}

fn encode_rows_exact(matrix: YuvMatrix, bits: u32) -> [[f64; 4]; 3] {
    let (kr, kb) = matrix.weights();
    let kg = 1.0 - kr - kb;
    let unit = f64::from(1u32 << (bits.clamp(8, 16) - 8));
    let scaled = |weights: [f64; 3], scale: f64, zero: f64| {
        [weights[0] * scale * unit, weights[1] * scale * unit, weights[2] * scale * unit, zero * unit]
    };
    let (cb, cr) = (2.0 * (1.0 - kb), 2.0 * (1.0 - kr));
    [
        scaled([kr, kg, kb], 219.0, 16.0),
        scaled([-kr / cb, -kg / cb, (1.0 - kb) / cb], 224.0, 128.0),
        scaled([(1.0 - kr) / cr, -kg / cr, -kb / cr], 224.0, 128.0),
    ]
}

/// The BT.709 limited code of a colour.
pub(super) fn encode(color: [f32; 4]) -> [u8; 3] {
    let rgb = [color[0], color[1], color[2]].map(|part| f64::from(part).clamp(0.0, 1.0));
    encode_rows_exact(YuvMatrix::Bt709, 8).map(|row| {
        let value: f64 = row[3] + row.iter().zip(rgb).map(|(weight, part)| weight * part).sum::<f64>();
        (value + 0.5).floor().clamp(0.0, 255.0) as u8
    })
}
