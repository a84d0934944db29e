//! The vertices that cover a target.

use wgpu::naga;

const ENTRY: &str = "rushes_vertex";
/// Two triangles, as GLSL says it: their corners by number. Interpolation is then that of a quad.
pub(super) const CORNER: &str = "vec2(rushes_i == 1 || rushes_i == 4 || rushes_i == 5 ? 1.0 : 0.0, \
                                 rushes_i == 2 || rushes_i == 3 || rushes_i == 5 ? 1.0 : 0.0)";
const COVERING: &str = "@vertex fn rushes_vertex(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    let corner = vec2f(f32(i == 1u || i == 4u || i == 5u), f32(i == 2u || i == 3u || i == 5u));
    return vec4f(corner * 2.0 - 1.0, 0.0, 1.0);
}";

/// A module that covers the target and hands nothing on, and the name of its entry.
pub(super) fn covering() -> (naga::Module, String) {
    (naga::front::wgsl::parse_str(COVERING).unwrap_or_default(), ENTRY.to_owned())
}
