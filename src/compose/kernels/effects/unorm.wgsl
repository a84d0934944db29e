// Gamma-encoded R'G'B' multiplied by alpha, 16 bits each, as a canvas keeps them.
fn stored(v: vec2<u32>) -> vec4<f32> {
    return vec4<f32>(vec4<u32>(v.x & 0xffffu, v.x >> 16u, v.y & 0xffffu, v.y >> 16u)) * (1.0 / 65535.0);
}

fn to_stored(c: vec4<f32>) -> vec2<u32> {
    let v = vec4<u32>(clamp(c, vec4<f32>(0.0), vec4<f32>(1.0)) * 65535.0 + 0.5);
    return vec2<u32>(v.x | (v.y << 16u), v.z | (v.w << 16u));
}
