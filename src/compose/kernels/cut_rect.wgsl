// A rectangle with round corners: its distance, negative inside.
fn cut_distance(p: vec2<f32>) -> f32 {
    let q = abs(p) - vec2<f32>(layer.cut_x.w, layer.cut_y.w) + layer.cut_how.x;
    return length(max(q, vec2<f32>(0.0))) + min(max(q.x, q.y), 0.0) - layer.cut_how.x;
}
