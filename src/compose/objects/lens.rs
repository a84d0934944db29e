//! What a camera makes of space.

use crate::timeline::solid::SceneCamera;

/// What is nearer is not seen.
const NEAR: f64 = 0.01;

/// The part of a picture that is rendered at once: the whole of it is `size` pixels large and begins at `at`, of which pixels
/// `from` and `tile` more are rendered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub at: [f64; 2],
    pub size: [f64; 2],
    pub from: [u32; 2],
    pub tile: [u32; 2],
}

/// Columns that bring points of space to clip coordinates, for one part of the picture. Depth is 1 next to the camera and 0
/// infinitely far away.
pub(super) fn projection(camera: &SceneCamera, part: &Part) -> [[f32; 4]; 4] {
    let aspect = part.size[0] / part.size[1].max(1e-9);
    let tall = 1.0 / libm::tan(camera.fov.to_radians() / 2.0);
    let (right, up, back) = axes(camera);
    let row = |axis: [f64; 3], factor: f64| {
        [axis[0] * factor, axis[1] * factor, axis[2] * factor, -dot(axis, camera.from) * factor]
    };
    let x = row(right, tall / aspect.max(1e-9));
    let y = row(up, tall);
    let away = row(back, -1.0);
    let [fit_x, fit_y] = [0, 1].map(|axis| {
        let tile = f64::from(part.tile[axis]);
        let scale = part.size[axis] / tile;
        let shift = (part.size[axis] + 2.0 * (part.at[axis] - f64::from(part.from[axis]))) / tile - 1.0;
        (scale, shift)
    });
    // Rows of pictures run downwards.
    let rows = [
        std::array::from_fn(|at| x[at] * fit_x.0 + away[at] * fit_x.1),
        std::array::from_fn(|at| y[at] * fit_y.0 - away[at] * fit_y.1),
        [0.0, 0.0, 0.0, NEAR],
        away,
    ];
    std::array::from_fn(|column| rows.map(|row: [f64; 4]| row[column] as f32))
}

/// To the right, upwards and back from where it looks.
fn axes(camera: &SceneCamera) -> ([f64; 3], [f64; 3], [f64; 3]) {
    let back = unit(std::array::from_fn(|axis| camera.from[axis] - camera.to[axis])).unwrap_or([0.0, 0.0, 1.0]);
    // What looks straight up or down has the far side above.
    let right = unit(cross([0.0, 1.0, 0.0], back)).unwrap_or([1.0, 0.0, 0.0]);
    (right, cross(back, right), back)
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(vector: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(vector, vector).sqrt();
    (length > 1e-9).then(|| vector.map(|part| part / length))
}
