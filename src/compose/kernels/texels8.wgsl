// Texels of image files and drawn text: 8 bits each.
@group(1) @binding(0) var<storage, read> texels: array<u32>;

fn texel(at: vec2<i32>) -> vec4<f32> {
    let c = unpack4x8unorm(texels[u32(at.y) * layer.source.x + u32(at.x)]);
    return vec4<f32>(c.rgb * select(c.a, 1.0, has(PREMULTIPLIED)), c.a);
}
