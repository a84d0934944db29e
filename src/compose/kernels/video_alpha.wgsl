// Pictures with alpha: every sample counts as much as it is seen, so that hidden colours don't shine through at the edges.
override MANY_TAPS: bool = false;

// What a wholly hidden sample still counts, so that there is a colour where all of them are hidden.
const HIDDEN = 1e-4;

fn alpha_at(at: vec2<i32>) -> f32 {
    return sample_at(layer.source.x, layer.planes.x, at) * layer.color.x;
}

// A sample's share in a mean, times its value and alone. `halved` says how its plane is smaller than the alpha's.
fn share(start: u32, stride: u32, at: vec2<i32>, halved: vec2<u32>, high: vec2<i32>) -> vec2<f32> {
    let weight = alpha_at(min(at << halved, high)) + HIDDEN;
    return vec2<f32>(sample_at(start, stride, at) * weight, weight);
}

fn bilinear(start: u32, stride: u32, q: vec2<f32>, halved: vec2<u32>, low: vec2<i32>, high: vec2<i32>) -> vec2<f32> {
    let corner = floor(q);
    let part = q - corner;
    let a = clamp(vec2<i32>(corner), low >> halved, high >> halved);
    let b = clamp(vec2<i32>(corner) + 1, low >> halved, high >> halved);
    let upper = mix(
        share(start, stride, a, halved, high),
        share(start, stride, vec2<i32>(b.x, a.y), halved, high),
        part.x,
    );
    let lower = mix(
        share(start, stride, vec2<i32>(a.x, b.y), halved, high),
        share(start, stride, b, halved, high),
        part.x,
    );
    return mix(upper, lower, part.y);
}

@compute @workgroup_size(32, 4)
fn video_copied(@builtin(global_invocation_id) id: vec3<u32>) {
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let at = vec2<i32>(min(id.xy, layer.area.zw - 1u)) + layer.shift.xy;
    let q = chroma_point(vec2<f32>(at) + 0.5);
    let cb = bilinear(layer.planes.z, layer.planes.y, q, vec2<u32>(layer.shift.zw), low, high);
    let cr = bilinear(layer.planes.w, layer.planes.y, q, vec2<u32>(layer.shift.zw), low, high);
    let yuv = vec3<f32>(sample_at(0u, layer.planes.x, at), cb.x / cb.y, cr.x / cr.y);
    let alpha = alpha_at(at);
    put(id.xy, vec4<f32>(decoded(yuv) * alpha, alpha) * layer.color.a);
}

@compute @workgroup_size(32, 4)
fn video_scaled(@builtin(global_invocation_id) id: vec3<u32>) {
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let p = source_point(vec2<f32>(id.xy));
    let cover = select(coverage(p), 1.0, has(COVERS));
    let across = vec2<f32>(layer.x_row.x, layer.y_row.x);
    let down = vec2<f32>(layer.x_row.y, layer.y_row.y);
    let y_count = vec2<f32>(layer.taps.xy);
    var y = vec2<f32>(0.0);
    for (var n = 0u; n < select(1u, layer.taps.x * layer.taps.y, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.x, n / layer.taps.x);
        let part = (vec2<f32>(tap) + 0.5) / y_count - 0.5;
        let q = p + across * part.x + down * part.y - 0.5;
        y += bilinear(0u, layer.planes.x, q, vec2<u32>(0u), low, high);
    }
    let c_count = vec2<f32>(layer.taps.zw);
    var cb = vec2<f32>(0.0);
    var cr = vec2<f32>(0.0);
    for (var n = 0u; n < select(1u, layer.taps.z * layer.taps.w, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.z, n / layer.taps.z);
        let part = (vec2<f32>(tap) + 0.5) / c_count - 0.5;
        let q = chroma_point(p + across * part.x + down * part.y);
        cb += bilinear(layer.planes.z, layer.planes.y, q, vec2<u32>(layer.shift.zw), low, high);
        cr += bilinear(layer.planes.w, layer.planes.y, q, vec2<u32>(layer.shift.zw), low, high);
    }
    let alpha = clamp(y.y / (y_count.x * y_count.y) - HIDDEN, 0.0, 1.0);
    let yuv = vec3<f32>(y.x / y.y, cb.x / cb.y, cr.x / cr.y);
    put(id.xy, vec4<f32>(decoded(yuv) * alpha, alpha) * (layer.color.a * cover));
}
