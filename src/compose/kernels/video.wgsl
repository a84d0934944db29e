// As in the kernel for images.
override MANY_TAPS: bool = false;

// `q` counts samples from the centre of the first one.
fn bilinear(start: u32, stride: u32, q: vec2<f32>, low: vec2<i32>, high: vec2<i32>) -> f32 {
    let corner = floor(q);
    let part = q - corner;
    let a = clamp(vec2<i32>(corner), low, high);
    let b = clamp(vec2<i32>(corner) + 1, low, high);
    let upper = vec2<f32>(sample_at(start, stride, a), sample_at(start, stride, vec2<i32>(b.x, a.y)));
    let lower = vec2<f32>(sample_at(start, stride, vec2<i32>(a.x, b.y)), sample_at(start, stride, b));
    let rows = mix(upper, lower, part.y);
    return mix(rows.x, rows.y, part.x);
}

@compute @workgroup_size(32, 4)
fn video_copied(@builtin(global_invocation_id) id: vec3<u32>) {
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let at = vec2<i32>(min(id.xy, layer.area.zw - 1u)) + layer.shift.xy;
    let q = chroma_point(vec2<f32>(at) + 0.5);
    let c_low = chroma_index(low);
    let c_high = chroma_index(high);
    let yuv = vec3<f32>(
        sample_at(0u, layer.planes.x, at),
        bilinear(layer.planes.z, layer.planes.y, q, c_low, c_high),
        bilinear(layer.planes.w, layer.planes.y, q, c_low, c_high),
    );
    put(id.xy, vec4<f32>(decoded(yuv), 1.0) * layer.color.a);
}

@compute @workgroup_size(32, 4)
fn video_scaled(@builtin(global_invocation_id) id: vec3<u32>) {
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let c_low = chroma_index(low);
    let c_high = chroma_index(high);
    let p = source_point(vec2<f32>(id.xy));
    let cover = select(coverage(p), 1.0, has(COVERS));
    let across = vec2<f32>(layer.x_row.x, layer.y_row.x);
    let down = vec2<f32>(layer.x_row.y, layer.y_row.y);
    let y_count = vec2<f32>(layer.taps.xy);
    var y = 0.0;
    for (var n = 0u; n < select(1u, layer.taps.x * layer.taps.y, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.x, n / layer.taps.x);
        let part = (vec2<f32>(tap) + 0.5) / y_count - 0.5;
        y += bilinear(0u, layer.planes.x, p + across * part.x + down * part.y - 0.5, low, high);
    }
    let c_count = vec2<f32>(layer.taps.zw);
    var c = vec2<f32>(0.0);
    for (var n = 0u; n < select(1u, layer.taps.z * layer.taps.w, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.z, n / layer.taps.z);
        let part = (vec2<f32>(tap) + 0.5) / c_count - 0.5;
        let q = chroma_point(p + across * part.x + down * part.y);
        c.x += bilinear(layer.planes.z, layer.planes.y, q, c_low, c_high);
        c.y += bilinear(layer.planes.w, layer.planes.y, q, c_low, c_high);
    }
    let yuv = vec3<f32>(y / (y_count.x * y_count.y), c / (c_count.x * c_count.y));
    put(id.xy, vec4<f32>(decoded(yuv), 1.0) * (layer.color.a * cover));
}
