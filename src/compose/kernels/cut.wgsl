// How much of a pixel lies within the shape that the layer is cut to. `cut_distance` follows.
fn cut(at: vec2<u32>) -> f32 {
    let q = vec3<f32>(vec2<f32>(at), 1.0);
    let p = vec2<f32>(dot(layer.cut_x.xyz, q), dot(layer.cut_y.xyz, q));
    let t = clamp(0.5 - cut_distance(p) * layer.cut_how.y, 0.0, 1.0);
    let inside = mix(t, t * t * (3.0 - 2.0 * t), layer.cut_how.z);
    return abs(layer.cut_how.w - inside);
}
