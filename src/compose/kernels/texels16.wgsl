// Texels of a group: a canvas of its own, as other layers left it.
@group(1) @binding(0) var<storage, read> texels: array<vec2<u32>>;

fn texel(at: vec2<i32>) -> vec4<f32> {
    return unpack(texels[u32(at.y) * layer.source.x + u32(at.x)]);
}
