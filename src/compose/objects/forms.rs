//! The meshes that need no file.

use std::f64::consts::{PI, TAU};

use super::mesh::{Mesh, Vertex};

/// How round a cube's edges are, and in how many steps.
const BEVEL: f64 = 0.09;
const BEVEL_STEPS: usize = 3;
/// Steps around a ball and around a ring.
const AROUND: usize = 48;
const RING_AROUND: usize = 64;
const RING_ACROSS: usize = 24;
/// A ring's radius from its middle to the middle of its tube, and that of the tube.
const RING: f64 = 0.36;
const TUBE: f64 = 0.14;
/// Objects of which so many are seen are small on any screen.
const MANY: usize = 200;

/// Fewer triangles where there are many objects.
fn steps(full: usize, count: usize) -> usize {
    if count > MANY { (full / 2).max(1) } else { full }
}

/// A cube of side 1 with soft edges.
pub(super) fn cube(count: usize) -> Mesh {
    let flat = 1.0 - BEVEL * 2.0;
    let steps = steps(BEVEL_STEPS, count);
    // Angles of equal steps from the flat part to the edge that two faces share.
    let bevel = |step: usize| flat + BEVEL * 2.0 * libm::tan(PI / 4.0 * step as f64 / steps as f64);
    let half: Vec<f64> = (0..=steps).map(bevel).collect();
    let line: Vec<f64> = half.iter().rev().map(|at| -at).chain(half.iter().copied()).collect();
    let mut mesh = Mesh { vertices: Vec::new(), indices: Vec::new(), closed: true };
    for axis in 0..3 {
        for side in [1.0, -1.0] {
            let point = |u: f64, v: f64| {
                let mut at = [0.0; 3];
                at[axis] = side;
                // Seen from outside, triangles run anticlockwise.
                at[(axis + 1) % 3] = u * side;
                at[(axis + 2) % 3] = v;
                let inner = at.map(|part: f64| part.clamp(-flat, flat));
                let normal = unit(std::array::from_fn(|part| at[part] - inner[part]));
                (std::array::from_fn(|part| (inner[part] + normal[part] * BEVEL * 2.0) / 2.0), normal)
            };
            patch(&mut mesh, &line, &line, point);
        }
    }
    mesh
}

/// A ball of diameter 1.
pub(super) fn sphere(count: usize) -> Mesh {
    let around = steps(AROUND, count);
    let mut mesh = Mesh { vertices: Vec::new(), indices: Vec::new(), closed: true };
    let point = |across: f64, down: f64| {
        let (polar, turn) = (down * PI, across * TAU);
        let wide = libm::sin(polar);
        let normal = [wide * libm::sin(turn), libm::cos(polar), wide * libm::cos(turn)];
        (normal.map(|part| part / 2.0), normal)
    };
    patch(&mut mesh, &even(around), &down(around / 2), point);
    mesh
}

/// An upright ring, 1 across.
pub(super) fn ring(count: usize) -> Mesh {
    let mut mesh = Mesh { vertices: Vec::new(), indices: Vec::new(), closed: true };
    let point = |along: f64, across: f64| {
        let (turn, roll) = (along * TAU, across * TAU);
        let (sin, cos) = (libm::sin(turn), libm::cos(turn));
        let normal = [libm::cos(roll) * cos, libm::cos(roll) * sin, libm::sin(roll)];
        ([RING * cos + TUBE * normal[0], RING * sin + TUBE * normal[1], TUBE * normal[2]], normal)
    };
    patch(&mut mesh, &even(steps(RING_AROUND, count)), &even(steps(RING_ACROSS, count)), point);
    mesh
}

/// A square of side 1 on the ground, seen from both sides.
pub(super) fn plane() -> Mesh {
    let mut mesh = Mesh { vertices: Vec::new(), indices: Vec::new(), closed: false };
    patch(&mut mesh, &[-0.5, 0.5], &[-0.5, 0.5], |x, y| ([x, 0.0, -y], [0.0, 1.0, 0.0]));
    mesh
}

fn even(steps: usize) -> Vec<f64> {
    (0..=steps).map(|step| step as f64 / steps as f64).collect()
}

/// From the lower to the upper end.
fn down(steps: usize) -> Vec<f64> {
    (0..=steps).map(|step| 1.0 - step as f64 / steps as f64).collect()
}

/// A grid of points with their normals; to the right by the first number and upwards by the second as seen from outside.
fn patch(mesh: &mut Mesh, us: &[f64], vs: &[f64], point: impl Fn(f64, f64) -> ([f64; 3], [f64; 3])) {
    let first = mesh.vertices.len() as u32;
    for v in vs {
        for u in us {
            let (position, normal) = point(*u, *v);
            let single = |parts: [f64; 3]| parts.map(|part| part as f32);
            mesh.vertices.push(Vertex { position: single(position), normal: single(normal), color: [1.0; 3] });
        }
    }
    let row = us.len() as u32;
    for y in 0..vs.len() as u32 - 1 {
        for x in 0..row - 1 {
            let [a, b] = [first + y * row + x, first + (y + 1) * row + x];
            mesh.indices.extend([a, a + 1, b + 1, a, b + 1, b]);
        }
    }
}

fn unit(vector: [f64; 3]) -> [f64; 3] {
    let length = vector.iter().map(|part| part * part).sum::<f64>().sqrt().max(1e-12);
    vector.map(|part| part / length)
}
