//! Soft shadows: the alpha of a picture, blurred and coloured.

use crate::project::model::Rgba;

/// Up to this deviation, in pixels, the kernel is a Gaussian's own; beyond it three boxes come as near as can be seen.
const EXACT: f64 = 8.0;

/// Replaces premultiplied pixels by their blurred alpha in one colour. The deviations are pixels across and down.
pub(super) fn cast(rgba: &mut [u8], width: usize, [across, down]: [f64; 2], color: Rgba) {
    let height = rgba.len() / 4 / width.max(1);
    let mut alpha: Vec<f32> = rgba.chunks_exact(4).map(|pixel| f32::from(pixel[3])).collect();
    let mut turned = vec![0.0; alpha.len()];
    blur_rows(&mut alpha, width, across);
    turn(&alpha, &mut turned, width);
    blur_rows(&mut turned, height, down);
    turn(&turned, &mut alpha, height);
    let own = [color.r, color.g, color.b].map(|part| part * color.a);
    for (pixel, covered) in rgba.chunks_exact_mut(4).zip(&alpha) {
        let parts = [own[0], own[1], own[2], color.a];
        for (to, part) in pixel.iter_mut().zip(parts) {
            *to = (part * covered + 0.5) as u8;
        }
    }
}

/// Rows become columns.
fn turn(from: &[f32], to: &mut [f32], width: usize) {
    let height = from.len() / width.max(1);
    for (y, row) in from.chunks_exact(width.max(1)).enumerate() {
        for (x, value) in row.iter().enumerate() {
            to[x * height + y] = *value;
        }
    }
}

fn blur_rows(values: &mut [f32], width: usize, deviation: f64) {
    if deviation < 0.05 || width == 0 {
        return;
    }
    let mut spare = vec![0.0; width];
    if deviation <= EXACT {
        let kernel = gaussian(deviation);
        for row in values.chunks_exact_mut(width) {
            if row.iter().any(|value| *value > 0.0) {
                convolve(row, &mut spare, &kernel);
            }
        }
        return;
    }
    let boxes = boxes(deviation);
    for row in values.chunks_exact_mut(width) {
        for (before, after) in boxes {
            mean(row, &mut spare, before, after);
        }
    }
}

/// One side of a Gaussian with its middle; both sides add up to one.
fn gaussian(deviation: f64) -> Vec<f32> {
    let reach = (deviation * 3.0).ceil() as usize;
    let weight = |at: usize| libm::exp(-((at * at) as f64) / (2.0 * deviation * deviation));
    let sum = 1.0 + 2.0 * (1..=reach).map(weight).sum::<f64>();
    (0..=reach).map(|at| (weight(at) / sum) as f32).collect()
}

fn convolve(row: &mut [f32], spare: &mut [f32], kernel: &[f32]) {
    spare.copy_from_slice(row);
    for (x, value) in row.iter_mut().enumerate() {
        let mut sum = spare[x] * kernel[0];
        for (distance, weight) in kernel.iter().enumerate().skip(1) {
            let left = x.checked_sub(distance).map_or(0.0, |at| spare[at]);
            let right = spare.get(x + distance).copied().unwrap_or(0.0);
            sum += (left + right) * weight;
        }
        *value = sum;
    }
}

/// Pixels to the left and to the right that each of three boxes takes the mean of, as the SVG filter specification has it.
fn boxes(deviation: f64) -> [(usize, usize); 3] {
    let size = (deviation * 3.0 * libm::sqrt(2.0 * std::f64::consts::PI) / 4.0 + 0.5).floor() as usize;
    let half = size / 2;
    if size % 2 == 1 { [(half, half); 3] } else { [(half, half - 1), (half - 1, half), (half, half)] }
}

fn mean(row: &mut [f32], spare: &mut [f32], before: usize, after: usize) {
    spare.copy_from_slice(row);
    let count = (before + after + 1) as f64;
    // Values are whole steps of a bounded range at first; doubles keep the running sum from drifting.
    let mut sum: f64 = spare.iter().take(after).copied().map(f64::from).sum();
    for (x, value) in row.iter_mut().enumerate() {
        sum += spare.get(x + after).copied().map_or(0.0, f64::from);
        *value = (sum / count).max(0.0) as f32;
        sum -= x.checked_sub(before).map_or(0.0, |at| f64::from(spare[at]));
    }
}
