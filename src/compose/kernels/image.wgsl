// Off where one sample a pixel does: the loop is gone then, and with it what llvmpipe leaks in loops of unknown length.
override MANY_TAPS: bool = false;

fn bilinear(p: vec2<f32>, low: vec2<i32>, high: vec2<i32>) -> vec4<f32> {
    let q = p - 0.5;
    let corner = floor(q);
    let part = q - corner;
    let a = clamp(vec2<i32>(corner), low, high);
    let b = clamp(vec2<i32>(corner) + 1, low, high);
    let top = mix(texel(a), texel(vec2<i32>(b.x, a.y)), part.x);
    let bottom = mix(texel(vec2<i32>(a.x, b.y)), texel(b), part.x);
    return mix(top, bottom, part.y);
}

@compute @workgroup_size(32, 4)
fn image_copied(@builtin(global_invocation_id) id: vec3<u32>) {
    put(id.xy, texel(vec2<i32>(min(id.xy, layer.area.zw - 1u)) + layer.shift.xy) * layer.color.a);
}

@compute @workgroup_size(32, 4)
fn image_scaled(@builtin(global_invocation_id) id: vec3<u32>) {
    let p = source_point(vec2<f32>(id.xy));
    let cover = select(coverage(p), 1.0, has(COVERS));
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let across = vec2<f32>(layer.x_row.x, layer.y_row.x);
    let down = vec2<f32>(layer.x_row.y, layer.y_row.y);
    let count = vec2<f32>(layer.taps.xy);
    var sum = vec4<f32>(0.0);
    for (var n = 0u; n < select(1u, layer.taps.x * layer.taps.y, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.x, n / layer.taps.x);
        let part = (vec2<f32>(tap) + 0.5) / count - 0.5;
        sum += bilinear(p + across * part.x + down * part.y, low, high);
    }
    put(id.xy, sum / (count.x * count.y) * layer.color.a * cover);
}
