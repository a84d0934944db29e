//! Planes back to colours, against the formulas in double precision.

use rushes::compose::{Plane, viewed};

/// A plane's value at a place between its samples; outside, the outermost sample goes on.
fn between(plane: &[u8], (width, height): (usize, usize), x: f64, y: f64) -> f64 {
    let sample = |column: f64, row: f64| {
        let (column, row) = (column.clamp(0.0, width as f64 - 1.0), row.clamp(0.0, height as f64 - 1.0));
        f64::from(plane[row as usize * width + column as usize])
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let across = |row: f64| sample(left, row) * (1.0 - right) + sample(left + 1.0, row) * right;
    across(top) * (1.0 - down) + across(top + 1.0) * down
}

#[test]
fn chroma_is_read_where_it_stands() {
    for (width, height) in [(8usize, 6usize), (7, 5), (1, 1), (2, 1)] {
        let chroma = (width.div_ceil(2), height.div_ceil(2));
        let fill = |count: usize, seed: usize| (0..count).map(|at| ((at * 89 + seed * 31) % 180 + 40) as u8).collect();
        let luma: Vec<u8> = fill(width * height, 1);
        let (cb, cr): (Vec<u8>, Vec<u8>) = (fill(chroma.0 * chroma.1, 2), fill(chroma.0 * chroma.1, 3));
        let plane = |bytes, stride| Plane { bytes, stride };
        let picture =
            viewed(width as u32, height as u32, [plane(&luma, width), plane(&cb, chroma.0), plane(&cr, chroma.0)]);
        for (x, y, pixel) in picture.enumerate_pixels() {
            // A chroma column stands on every second luma column, a chroma row between two luma rows.
            let at = (f64::from(x) / 2.0, (f64::from(y) - 0.5) / 2.0);
            let light = (f64::from(luma[y as usize * width + x as usize]) - 16.0) / 219.0;
            let [b, r] = [&cb, &cr].map(|plane| (between(plane, chroma, at.0, at.1) - 128.0) / 224.0);
            let red = light + 1.5748 * r;
            let blue = light + 1.8556 * b;
            let green = (light - 0.2126 * red - 0.0722 * blue) / 0.7152;
            for (part, model) in pixel.0.into_iter().zip([red, green, blue]) {
                let model = (model * 255.0).clamp(0.0, 255.0);
                assert!((f64::from(part) - model).abs() <= 0.501, "{width}×{height} at {x},{y}: {pixel:?}, {model}");
            }
        }
    }
}
