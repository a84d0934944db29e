// What every layer kernel begins with: its numbers, the canvas, coverage at the edges. How it meets the canvas follows: `put`.
//
// The canvas keeps gamma-encoded R'G'B' multiplied by alpha, 16 bits each: 8-bit opaque colours come through exactly.

struct Layer {
    x_row: vec4<f32>,
    y_row: vec4<f32>,
    rect: vec4<f32>,
    color: vec4<f32>,
    decode: array<vec4<f32>, 3>,
    edge: vec4<f32>,
    area: vec4<u32>,
    source: vec4<u32>,
    planes: vec4<u32>,
    taps: vec4<u32>,
    shift: vec4<i32>,
    cut_x: vec4<f32>,
    cut_y: vec4<f32>,
    cut_how: vec4<f32>,
}

const COPY = 1u;
const COVERS = 2u;
const PREMULTIPLIED = 4u;
const BASE = 8u;
const BASED = 16u;

@group(0) @binding(0) var<storage, read_write> canvas: array<vec2<u32>>;
@group(0) @binding(1) var<uniform> layer: Layer;

fn has(flag: u32) -> bool {
    return (layer.source.z & flag) != 0u;
}

fn source_point(at: vec2<f32>) -> vec2<f32> {
    let p = vec3<f32>(at, 1.0);
    return vec2<f32>(dot(layer.x_row.xyz, p), dot(layer.y_row.xyz, p));
}

// How much of a pixel lies inside, by its distance to the edges. Exact for edges along the pixel grid.
fn coverage(p: vec2<f32>) -> f32 {
    let near = clamp((p - layer.rect.xy) * layer.edge.xy + 0.5, vec2<f32>(0.0), vec2<f32>(1.0));
    let far = clamp((layer.rect.zw - p) * layer.edge.xy + 0.5, vec2<f32>(0.0), vec2<f32>(1.0));
    let inside = clamp(near + far - 1.0, vec2<f32>(0.0), vec2<f32>(1.0));
    return inside.x * inside.y;
}

fn pack(c: vec4<f32>) -> vec2<u32> {
    let v = vec4<u32>(clamp(c, vec4<f32>(0.0), vec4<f32>(1.0)) * 65535.0 + 0.5);
    return vec2<u32>(v.x | (v.y << 16u), v.z | (v.w << 16u));
}

fn unpack(v: vec2<u32>) -> vec4<f32> {
    return vec4<f32>(vec4<u32>(v.x & 0xffffu, v.x >> 16u, v.y & 0xffffu, v.y >> 16u)) * (1.0 / 65535.0);
}
