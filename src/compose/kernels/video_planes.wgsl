// The planes of a picture, and what its samples become. Behind it follow: how samples lie (`sample_at`, `pair`), what becomes of
// their light (`lit`), and the kernels.
@group(1) @binding(0) var<storage, read> planes: array<u32>;

// From a point among the luma samples to one among the chroma samples, counted from the centre of the first.
fn chroma_point(p: vec2<f32>) -> vec2<f32> {
    return p * layer.edge.zw + vec2<f32>(layer.x_row.w, layer.y_row.w);
}

fn chroma_index(at: vec2<i32>) -> vec2<i32> {
    return at >> vec2<u32>(layer.shift.zw);
}

fn decoded(yuv: vec3<f32>) -> vec3<f32> {
    let v = vec4<f32>(yuv, 1.0);
    let rgb = vec3<f32>(dot(layer.decode[0], v), dot(layer.decode[1], v), dot(layer.decode[2], v));
    return lit(clamp(rgb, vec3<f32>(0.0), vec3<f32>(1.0)));
}
