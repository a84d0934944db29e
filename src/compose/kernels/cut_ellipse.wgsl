// An ellipse: its distance to first order, exact for a circle and at the edge.
fn cut_distance(p: vec2<f32>) -> f32 {
    let half_size = max(vec2<f32>(layer.cut_x.w, layer.cut_y.w), vec2<f32>(1e-3));
    let unit = p / half_size;
    let away = max(length(unit), 1e-4);
    let steep = max(length(unit / half_size), away / max(half_size.x, half_size.y));
    return away * (away - 1.0) / steep;
}
